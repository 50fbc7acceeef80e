"""Which tokens stay."""

from .._abi import Metric, Order
from ._attention import (
    FastV,
    FoPru,
    PruMerge,
    PruMergeWeights,
    VisionZip,
    fastv,
    fopru,
    hiprune,
    prumerge,
    prumerge_weights,
    visionzip,
)
from ._diversity import Dart, Determinantal, DropAll, cdpruner, dart, determinantal, divprune, farthest_point, todre, todre_drop
from ._mustdrop import MustDrop, mustdrop, mustdrop_keys
from ._rank import top_k

__all__ = [
    "Dart", "Determinantal", "DropAll", "FastV", "FoPru", "Metric", "MustDrop", "Order", "PruMerge", "PruMergeWeights",
    "VisionZip", "cdpruner", "dart", "determinantal", "divprune", "farthest_point", "fastv", "fopru", "hiprune", "mustdrop",
    "mustdrop_keys", "prumerge", "prumerge_weights", "todre", "todre_drop", "top_k", "visionzip",
]
