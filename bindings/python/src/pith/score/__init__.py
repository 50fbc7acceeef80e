"""How much each token matters."""

from .._abi import Reduce
from ._attention import attention, attention_rows
from ._graph import ZeroTPruneScores, aim, zero_tprune, zero_tprune_survivors
from ._queries import VFlowOpt, query_key, transprune, vflowopt, vflowopt_entropy
from ._relevance import cdpruner

__all__ = [
    "Reduce", "VFlowOpt", "ZeroTPruneScores", "aim", "attention", "attention_rows", "cdpruner", "query_key", "transprune",
    "vflowopt", "vflowopt_entropy", "zero_tprune", "zero_tprune_survivors",
]
