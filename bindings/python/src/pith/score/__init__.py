"""How much each token matters."""

from .._abi import Reduce
from ._attention import attention, attention_rows
from ._relevance import cdpruner

__all__ = ["Reduce", "attention", "attention_rows", "cdpruner"]
