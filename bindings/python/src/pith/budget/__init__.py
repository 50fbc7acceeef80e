"""How many tokens stay."""

from .._abi import Rounding
from ._count import keep_count, tome_schedule
from ._schedules import GSearch, Knee, Searched, gsearch, gsearch_search, gsearch_trial, knee, pyramiddrop, vflowopt

__all__ = [
    "GSearch", "Knee", "Rounding", "Searched", "gsearch", "gsearch_search", "gsearch_trial", "keep_count", "knee",
    "pyramiddrop", "tome_schedule", "vflowopt",
]
