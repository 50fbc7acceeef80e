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
from ._diversity import (
    Dart,
    Determinantal,
    DropAll,
    cdpruner,
    dart,
    determinantal,
    divprune,
    farthest_point,
    todre,
    todre_drop,
)
from ._flow import (
    CoreMatching,
    CoreNeurons,
    GSearch,
    Stage,
    VFlowOpt,
    corematching,
    corematching_neurons,
    gsearch,
    pyramiddrop,
    transprune,
    vflowopt,
    vflowopt_progressive,
)
from ._mustdrop import MustDrop, mustdrop, mustdrop_keys
from ._rank import top_k

__all__ = [
    "CoreMatching", "CoreNeurons", "Dart", "Determinantal", "DropAll", "FastV", "FoPru", "GSearch", "Metric", "MustDrop",
    "Order", "PruMerge", "PruMergeWeights", "Stage", "VFlowOpt", "VisionZip", "cdpruner", "corematching",
    "corematching_neurons", "dart", "determinantal", "divprune", "farthest_point", "fastv", "fopru", "gsearch", "hiprune",
    "mustdrop", "mustdrop_keys", "prumerge", "prumerge_weights", "pyramiddrop", "todre", "todre_drop", "top_k", "transprune",
    "vflowopt", "vflowopt_progressive", "visionzip",
]
