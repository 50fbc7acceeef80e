"""Windows of a grid, fixed or adaptive."""

from __future__ import annotations

import ctypes
from typing import Optional, Sequence, Tuple, Union

from .. import _arrays, errors
from .._abi import Dtype
from .._abi import Pool as Mode
from .._abi import Window as _Window
from .._call import call, choice, integer, pair
from .._types import T
from ..context import Context
from ._sides import Sides, axes

__all__ = ["adaptive", "window", "window_grid"]


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
    height, width = pair(grid, "grid", 1)
    out_height, out_width = pair(out_grid, "out_grid", 1)
    y = operand.floats(operand.batch(2) + (out_height * out_width, operand.shape[-1]))
    call(
        "pith_pool_adaptive", context, operand, height, width, out_height, out_width, choice(Mode, mode, "mode"), y
    )
    return y.result()


def window(
    x: T,
    grid: Sequence[int],
    kernel: Sides,
    *,
    step: Optional[Sides] = None,
    padding: Sides = 0,
    ceiling: bool = False,
    exclude_padding: bool = False,
    divisor: int = 0,
    mode: Union[Mode, str] = "average",
    context: Optional[Context] = None,
) -> T:
    """Pools a grid of tokens with a fixed window, as PyTorch's ``avg_pool2d``, ``avg_pool3d`` and ``max_pool2d``.

    Args:
        x: ``[N, D]`` or ``[B, N, D]``, N the cells of ``grid``, row-major, frames outermost.
        grid: ``(height, width)`` or ``(frames, height, width)`` of ``x``.
        kernel: cells of the window along each axis of ``grid``; one number: along height and width.
        step: from window to window; None: ``kernel``.
        padding: cells at either end that hold nothing; at most half the kernel.
        ceiling: a last window that is only partly inside counts too; otherwise what no whole window reaches is dropped.
        exclude_padding: averages divide by the cells without padding.
        divisor: averages divide by it; 0: by the number of cells.
        mode: ``"average"`` or ``"max"``. NaN passes through and wins a maximum.

    Returns:
        ``[M, D]``, batched as ``x``, in its dtype; M the cells of ``window_grid``.
    """
    operand = _arrays.floats(x, "x", 2, 3)
    shape = _window(grid, kernel, step, padding, ceiling, exclude_padding, divisor)
    sides = _window_grid(shape, context)
    y = operand.floats(operand.batch(2) + (sides[0] * sides[1] * sides[2], operand.shape[-1]))
    call("pith_pool_window", context, operand, ctypes.byref(shape), choice(Mode, mode, "mode"), y)
    return y.result()


def window_grid(
    grid: Sequence[int],
    kernel: Sides,
    *,
    step: Optional[Sides] = None,
    padding: Sides = 0,
    ceiling: bool = False,
    context: Optional[Context] = None,
) -> Tuple[int, ...]:
    """The grid that ``window`` leaves, with as many sides as ``grid``.

    Args:
        grid, kernel, step, padding, ceiling: as for ``window``.
    """
    shape = _window(grid, kernel, step, padding, ceiling, False, 0)
    return _window_grid(shape, context)[3 - len(grid) :]


def _window(
    grid: Sequence[int],
    kernel: Sides,
    step: Optional[Sides],
    padding: Sides,
    ceiling: bool,
    exclude_padding: bool,
    divisor: int,
) -> _Window:
    if isinstance(grid, int):
        raise errors.ArgumentError("grid: expected (height, width) or (frames, height, width)", errors.Status.ERROR_RANGE)
    sides = axes(grid, "grid", 0, 1)
    shape = _Window()
    shape.size[:] = sides
    shape.kernel[:] = axes(kernel, "kernel", len(grid), 1)
    shape.step[:] = (0, 0, 0) if step is None else axes(step, "step", len(grid), 1)
    shape.padding[:] = axes(padding, "padding", len(grid), 0)
    shape.divisor = integer(divisor, "divisor")
    shape.ceiling, shape.exclude_padding = int(bool(ceiling)), int(bool(exclude_padding))
    return shape


def _window_grid(shape: _Window, context: Optional[Context]) -> Tuple[int, ...]:
    grid = _arrays.empty_numpy((3,), Dtype.I32)
    call("pith_pool_window_grid", context, ctypes.byref(shape), grid)
    return tuple(int(side) for side in grid.array)
