"""How many tokens stay."""

from .._abi import Rounding
from ._count import keep_count, tome_schedule
from ._rates import aim, aim_rates
from ._tiles import GlobalCom2, globalcom2, hired

__all__ = ["GlobalCom2", "Rounding", "aim", "aim_rates", "globalcom2", "hired", "keep_count", "tome_schedule"]
