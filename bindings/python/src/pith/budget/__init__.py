"""How many tokens stay."""

from .._abi import Rounding, Schedule
from ._count import GridPlan, dymu_schedule, keep_count, tome_schedule, tomesd_plan
from ._rates import aim, aim_rates
from ._schedules import GSearch, Knee, Searched, gsearch, gsearch_search, gsearch_trial, knee, pyramiddrop, vflowopt
from ._tiles import GlobalCom2, globalcom2, hired

__all__ = [
    "GSearch", "GlobalCom2", "GridPlan", "Knee", "Rounding", "Schedule", "Searched", "aim", "aim_rates", "dymu_schedule",
    "globalcom2", "gsearch", "gsearch_search", "gsearch_trial", "hired", "keep_count", "knee", "pyramiddrop",
    "tome_schedule", "tomesd_plan", "vflowopt",
]
