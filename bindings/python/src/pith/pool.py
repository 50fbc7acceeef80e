"""Fewer tokens by averaging or by maximum, over regular windows."""

from __future__ import annotations

from typing import Optional, Sequence, Union

from . import _arrays, errors
from ._abi import Pool as Mode
from ._call import call, choice, integer
from ._types import T
from .context import Context

__all__ = ["Mode", "adaptive"]


def adaptive(
    x: T,
    grid: Sequence[int],
    out_grid: Sequence[int],
    *,
    mode: Union[Mode, str] = "average",
    context: Optional[Context] = None,
) -> T:
    """Pools a grid of tokens to a smaller (or larger) grid, as PyTorch's adaptive pooling.

    Args:
        x: ``[height * width, D]`` or ``[B, height * width, D]``, a row-major grid.
        grid: ``(height, width)`` of ``x``. 1-D pooling: ``(1, n)``.
        out_grid: ``(height, width)`` wanted; may be larger.
        mode: ``"average"`` or ``"max"``. NaN passes through and wins a maximum.

    Returns:
        ``[out_height * out_width, D]``, batched as ``x``, in its dtype.
    """
    operand = _arrays.floats(x, "x", 2, 3)
    height, width = _sides(grid, "grid")
    out_height, out_width = _sides(out_grid, "out_grid")
    y = operand.floats(operand.batch(2) + (out_height * out_width, operand.shape[-1]))
    call(
        "pith_pool_adaptive", context, operand, height, width, out_height, out_width, choice(Mode, mode, "mode"), y
    )
    return y.result()


def _sides(grid: Sequence[int], name: str) -> "tuple[int, int]":
    try:
        height, width = grid
    except (TypeError, ValueError):
        raise errors.ArgumentError(f"{name}: expected (height, width), got {grid!r}", errors.Status.ERROR_RANGE) from None
    return integer(height, name, 1, _arrays.INT32_MAX), integer(width, name, 1, _arrays.INT32_MAX)
