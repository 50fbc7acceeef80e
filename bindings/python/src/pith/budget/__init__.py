"""How many tokens stay."""

from .._abi import Rounding, Schedule
from ._count import GridPlan, dymu_schedule, keep_count, tome_schedule, tomesd_plan

__all__ = ["GridPlan", "Rounding", "Schedule", "dymu_schedule", "keep_count", "tome_schedule", "tomesd_plan"]
