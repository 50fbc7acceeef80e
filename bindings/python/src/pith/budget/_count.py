"""From ratios and schedules to token counts."""

from __future__ import annotations

import ctypes
from typing import List, Optional, Union

import numpy as np

from .. import _arrays
from .._abi import Rounding
from .._call import call, check, choice, integer, real
from .._load import lib
from ..context import Context

__all__ = ["keep_count", "tome_schedule"]


def keep_count(n: int, ratio: float, rounding: Union[Rounding, str]) -> int:
    """The number of tokens that ``ratio`` of ``n`` comes to, by a named rule.

    Papers' code writes ``int(n * r)``, ``round(n * r)`` or ``ceil(n * r)``, which often differ by one token.

    Args:
        n: 0 to 2**53.
        ratio: 0 to 1. For a ratio of dropped tokens pass ``1 - ratio``.
        rounding: ``"floor"``, ``"ceil"``, ``"half_even"`` (Python's ``round``), ``"half_up"``, ``"truncate"`` (``int``) or
            ``"truncate_f32"`` (``int`` of a product in float32: PyTorch's integer tensor times a number).
    """
    number = ctypes.c_int64()
    check(
        lib.pith_budget_keep_count(
            integer(n, "n"), real(ratio, "ratio"), choice(Rounding, rounding, "rounding"), ctypes.byref(number)
        )
    )
    return number.value


def tome_schedule(layers: int, r: int, inflect: float = 0.0, *, context: Optional[Context] = None) -> List[int]:
    """How many tokens each layer of a network removes by token merging.

    Args:
        layers: of the network.
        r: mean number of tokens to remove per layer.
        inflect: slope: 0 constant, -1 falling from ``2 * r`` to 0, 1 rising from 0 to ``2 * r``.

    Returns:
        One number per layer. Slopes beyond -1 to 1 can give negative ones, which :func:`pith.merge.tome` takes as 0.
    """
    layers = integer(layers, "layers", 0, _arrays.INT32_MAX)
    schedule = _arrays.output(np.empty(layers, dtype=np.int32), "schedule")
    call("pith_budget_tome_schedule", context, layers, integer(r, "r"), real(inflect, "inflect"), schedule)
    return schedule.array.tolist()
