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
from ._graph import Similar, ZeroTPrune, aim, zero_tprune, zero_tprune_similar
from ._mustdrop import MustDrop, mustdrop, mustdrop_keys
from ._rank import top_k
from ._tiles import anyres, globalcom2, hired

__all__ = [
    "CoreMatching", "CoreNeurons", "Dart", "Determinantal", "DropAll", "FastV", "FoPru", "GSearch", "Metric", "MustDrop",
    "Order", "PruMerge", "PruMergeWeights", "Similar", "Stage", "VFlowOpt", "VisionZip", "ZeroTPrune", "aim", "anyres",
    "cdpruner", "corematching", "corematching_neurons", "dart", "determinantal", "divprune", "farthest_point", "fastv",
    "fopru", "globalcom2", "gsearch", "hiprune", "hired", "mustdrop", "mustdrop_keys", "prumerge", "prumerge_weights",
    "pyramiddrop", "todre", "todre_drop", "top_k", "transprune", "vflowopt", "vflowopt_progressive", "visionzip",
    "zero_tprune", "zero_tprune_similar",
]
