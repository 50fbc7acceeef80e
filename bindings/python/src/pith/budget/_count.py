"""From ratios and schedules to token counts."""

from __future__ import annotations

import ctypes
from typing import List, NamedTuple, Optional, Union

import numpy as np

from .. import _arrays
from .._abi import Rounding, Schedule
from .._call import call, check, choice, integer, real
from .._load import lib
from ..context import Context

__all__ = ["GridPlan", "dymu_schedule", "keep_count", "tome_schedule", "tomesd_plan"]


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


def dymu_schedule(
    layers: int, remove: int, kind: Union[Schedule, str] = "constant", *, context: Optional[Context] = None
) -> List[int]:
    """How many tokens each layer removes on average so that all remove ``remove`` together (DyMU, 2025).

    Args:
        layers: of the network.
        remove: tokens that all layers remove.
        kind: ``"constant"``, ``"linear"`` (falling) or ``"reverse_linear"``.
    """
    layers = integer(layers, "layers", 0, _arrays.INT32_MAX)
    schedule = _arrays.output(np.empty(layers, dtype=np.int32), "schedule")
    call("pith_budget_dymu_schedule", context, layers, integer(remove, "remove"), choice(Schedule, kind, "kind"), schedule)
    return schedule.array.tolist()


class GridPlan(NamedTuple):
    """What :func:`tomesd_plan` finds."""

    #: Of the layer's grid.
    width: int
    height: int
    #: Tokens to remove.
    remove: int


def tomesd_plan(
    full_width: int,
    full_height: int,
    n: int,
    ratio: float = 0.5,
    max_downsample: int = 1,
    *,
    context: Optional[Context] = None,
) -> GridPlan:
    """The grid of a diffusion model's layer and how many of its tokens to merge (Token Merging for Fast Stable Diffusion).

    Args:
        full_width, full_height: of the whole latent image.
        n: tokens of the layer.
        ratio: of tokens to remove.
        max_downsample: deeper layers merge nothing.
    """
    grid = _arrays.output(np.empty(2, dtype=np.int32), "grid")
    remove = _arrays.output(np.empty(1, dtype=np.int32), "remove")
    call(
        "pith_budget_tomesd_plan", context, integer(full_width, "full_width"), integer(full_height, "full_height"),
        integer(n, "n"), real(ratio, "ratio"), integer(max_downsample, "max_downsample"), grid, remove,
    )
    return GridPlan(int(grid.array[0]), int(grid.array[1]), int(remove.array[0]))
