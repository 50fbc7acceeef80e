"""Tokens that the layers of a decoder keep."""

from __future__ import annotations

import ctypes
from typing import List, Optional

import numpy as np

from .. import _arrays
from .._call import call, check, integer, real
from .._load import lib
from ..context import Context

__all__ = ["aim", "aim_rates"]


def aim(n: int, protected: int, rate: float) -> int:
    """The number of tokens that a rate of the visual ones leaves, text counted: ``keep`` of :func:`pith.select.aim`.

    Args:
        n: tokens of the original sequence, removed ones included.
        protected: those that are not visual.
        rate: share of the visual tokens, 0 to 1.
    """
    number = ctypes.c_int64()
    check(
        lib.pith_budget_aim(
            integer(n, "n"), integer(protected, "protected"), real(rate, "rate"), ctypes.byref(number)
        )
    )
    return number.value


def aim_rates(layers: int, start: int, drop: float = 0.125, *, context: Optional[Context] = None) -> List[float]:
    """The share of visual tokens that each layer keeps (AIM, ICCV 2025).

    Args:
        layers: of the decoder.
        start: first layer that drops tokens: 14 of 28 for Qwen2-7B, 13 of 32 for Vicuna.
        drop: what each layer from there on takes off.
    """
    layers = integer(layers, "layers", 0, _arrays.INT32_MAX)
    rates = _arrays.output(np.empty(layers, dtype=np.float32), "rates")
    call("pith_budget_aim_rates", context, layers, integer(start, "start"), real(drop, "drop"), rates)
    return rates.array.tolist()
