"""Which entries of a key-value cache stay.

Functions give indices (per head: ``[H, K]``) or scores. Carry an ascending decision out in place with ``pith.apply.compact``
(keys, values, positions: ``pith.apply.compact(keys, kept, axis=1)``), any other with ``pith.apply.gather``.
"""

from .._abi import Order
from .._abi import Pool as PoolMode
from ._mustdrop import mustdrop_compose
from ._score import pyramid_budget, score_knorm, score_observed, score_snapkv, score_streaming, score_tova
from ._select import H2O, evict_range, h2o, snapkv, snapkv_attention, streaming_llm, tidaldecode_attend, tidaldecode_select

__all__ = [
    "H2O", "Order", "PoolMode", "evict_range", "h2o", "mustdrop_compose", "pyramid_budget", "score_knorm", "score_observed",
    "score_snapkv", "score_streaming", "score_tova", "snapkv", "snapkv_attention", "streaming_llm",
    "tidaldecode_attend", "tidaldecode_select",
]
