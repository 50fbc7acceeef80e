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
from ._graph import Similar, ZeroTPrune, aim, zero_tprune, zero_tprune_similar
from ._rank import top_k
from ._tiles import anyres, globalcom2, hired

__all__ = [
    "Dart", "Determinantal", "DropAll", "FastV", "FoPru", "Metric", "Order", "PruMerge", "PruMergeWeights", "Similar",
    "VisionZip", "ZeroTPrune", "aim", "anyres", "cdpruner", "dart", "determinantal", "divprune", "farthest_point", "fastv",
    "fopru", "globalcom2", "hiprune", "hired", "prumerge", "prumerge_weights", "todre", "todre_drop", "top_k", "visionzip",
    "zero_tprune", "zero_tprune_similar",
]
