"""How many tokens stay."""

from .._abi import Rounding, Schedule
from ._count import GridPlan, dymu_schedule, keep_count, tome_schedule, tomesd_plan
from ._schedules import GSearch, Knee, Searched, gsearch, gsearch_search, gsearch_trial, knee, pyramiddrop, vflowopt

__all__ = [
    "GSearch", "GridPlan", "Knee", "Rounding", "Schedule", "Searched", "dymu_schedule", "gsearch", "gsearch_search",
    "gsearch_trial", "keep_count", "knee", "pyramiddrop", "tome_schedule", "tomesd_plan", "vflowopt",
]
