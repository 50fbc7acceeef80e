"""How much each token matters."""

from .._abi import Reduce
from ._attention import attention, attention_rows
from ._graph import ZeroTPruneScores, aim, zero_tprune, zero_tprune_survivors
from ._relevance import cdpruner

__all__ = [
    "Reduce", "ZeroTPruneScores", "aim", "attention", "attention_rows", "cdpruner", "zero_tprune", "zero_tprune_survivors",
]
