"""How many tokens stay."""

from .._abi import Rounding
from ._count import keep_count, tome_schedule

__all__ = ["Rounding", "keep_count", "tome_schedule"]
