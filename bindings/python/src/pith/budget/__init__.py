"""How many tokens stay."""

from .._abi import Rounding
from ._count import keep_count, tome_schedule
from ._rates import aim, aim_rates
from ._schedules import GSearch, Knee, Searched, gsearch, gsearch_search, gsearch_trial, knee, pyramiddrop, vflowopt
from ._tiles import GlobalCom2, globalcom2, hired

__all__ = [
    "GSearch", "GlobalCom2", "Knee", "Rounding", "Searched", "aim", "aim_rates", "globalcom2", "gsearch", "gsearch_search",
    "gsearch_trial", "hired", "keep_count", "knee", "pyramiddrop", "tome_schedule", "vflowopt",
]
