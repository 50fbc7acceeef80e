"""A grid on another size, or its blocks folded into channels."""

from __future__ import annotations

from typing import Optional, Sequence, Tuple, Union

import numpy as np

from .. import _arrays, errors
from .._abi import DepthLayout, Dtype, FramePool, Interpolation
from .._call import call, choice, integer, pair, real
from .._types import T
from ..context import Context

__all__ = ["block_order", "depth_to_space", "interpolate", "llava_2dpool", "m3", "m3_grid", "space_to_depth"]


def space_to_depth(
    x: T,
    grid: Sequence[int],
    factor: int = 2,
    *,
    layout: Union[DepthLayout, str] = "offset_major",
    context: Optional[Context] = None,
) -> T:
    """Glues ``factor`` x ``factor`` neighbouring tokens along the channels: fewer, wider tokens, without loss.

    Args:
        x: ``[height * width, D]`` or ``[B, height * width, D]``, a row-major grid, any dtype.
        grid: ``(height, width)`` of ``x``, multiples of ``factor``.
        factor: 1 or more.
        layout: order of the values: ``"offset_major"`` (InternVL v2, Idefics3, Qwen2-VL), ``"offset_major_transposed"``
            (InternVL v1; glued tokens come column by column) or ``"channel_major"`` (PyTorch's ``pixel_unshuffle``).

    Returns:
        ``[height * width / factor**2, factor**2 * D]``, batched as ``x``, in its dtype.
    """
    operand = _arrays.anything(x, "x", 2, 3)
    height, width = pair(grid, "grid", 0)
    factor = integer(factor, "factor", 1, 2**15 - 1)
    shape = ((height // factor) * (width // factor), factor * factor * operand.shape[-1])
    y = operand.moved(operand.batch(2) + shape)
    call("pith_pool_space_to_depth", context, operand, height, width, factor, choice(DepthLayout, layout, "layout"), y)
    return y.result()


def depth_to_space(
    x: T,
    grid: Sequence[int],
    factor: int = 2,
    *,
    layout: Union[DepthLayout, str] = "offset_major",
    context: Optional[Context] = None,
) -> T:
    """Takes glued tokens apart: the inverse of ``space_to_depth``.

    Args:
        x: ``[height * width, factor**2 * D]`` or ``[B, height * width, factor**2 * D]``, any dtype.
        grid: ``(height, width)`` of ``x``.
        factor: 1 or more.
        layout: that of the glueing.

    Returns:
        ``[height * factor * width * factor, D]``, batched as ``x``, in its dtype.
    """
    operand = _arrays.anything(x, "x", 2, 3)
    height, width = pair(grid, "grid", 0)
    factor = integer(factor, "factor", 1, 2**15 - 1)
    shape = (height * factor * width * factor, operand.shape[-1] // (factor * factor))
    y = operand.moved(operand.batch(2) + shape)
    call("pith_pool_depth_to_space", context, operand, height, width, factor, choice(DepthLayout, layout, "layout"), y)
    return y.result()


def block_order(grid: Sequence[int], factor: int = 2, *, context: Optional[Context] = None) -> np.ndarray:
    """Which tokens ``space_to_depth`` takes in the offset-major layout, block after block.

    ``x[order].reshape(-1, factor**2 * D)`` is the glued result; Qwen2-VL's image processor delivers patches in this order.

    Args:
        grid: ``(height, width)``, multiples of ``factor``.
        factor: 1 or more.

    Returns:
        int32 ``[height * width]``: the row-major index of each token in block order.
    """
    height, width = pair(grid, "grid", 0)
    order = _arrays.empty_numpy((height * width,), Dtype.I32)
    call("pith_pool_block_order", context, height, width, integer(factor, "factor"), order)
    return order.result()


def interpolate(
    x: T,
    grid: Sequence[int],
    out_grid: Optional[Sequence[int]] = None,
    *,
    scale: Optional[float] = None,
    mode: Union[Interpolation, str] = "bilinear",
    align_corners: bool = False,
    context: Optional[Context] = None,
) -> T:
    """Resamples a grid of tokens, as PyTorch's ``interpolate``, without antialiasing.

    Args:
        x: ``[height * width, D]`` or ``[B, height * width, D]``, a row-major grid.
        grid: ``(height, width)`` of ``x``.
        out_grid: ``(height, width)`` wanted; None: the sides times ``scale``, rounded down.
        scale: where sizes come from a scale, PyTorch steps by ``1 / scale``, not by side / out side. Prefer ``out_grid``.
        mode: ``"bilinear"``, ``"nearest"`` or ``"nearest_exact"``.
        align_corners: bilinear only: the corners of both grids coincide.

    Returns:
        ``[out_height * out_width, D]``, batched as ``x``, in its dtype.
    """
    operand = _arrays.floats(x, "x", 2, 3)
    height, width = pair(grid, "grid", 1)
    factor = 0.0 if scale is None else real(scale, "scale")
    if out_grid is None:
        if not 0 < factor < float("inf"):
            raise errors.ArgumentError("out_grid: expected (height, width), or a scale above 0", errors.Status.ERROR_RANGE)
        out_grid = (int(height * factor), int(width * factor))
    out_height, out_width = pair(out_grid, "out_grid", 1)
    y = operand.floats(operand.batch(2) + (out_height * out_width, operand.shape[-1]))
    call(
        "pith_pool_interpolate", context, operand, height, width, out_height, out_width, factor,
        choice(Interpolation, mode, "mode"), int(bool(align_corners)), y,
    )
    return y.result()


def m3(x: T, grid: Sequence[int], target: int, *, context: Optional[Context] = None) -> T:
    """Pools a grid to about a wished number of tokens: the nested sets of M3 (Matryoshka Multimodal Models).

    Args:
        x: ``[height * width, D]`` or ``[B, height * width, D]``, a row-major grid.
        grid: ``(height, width)`` of ``x``.
        target: 1 to height * width. The window is floor(sqrt(height * width / target)), so another number may come out.

    Returns:
        ``[M, D]``, batched as ``x``, in its dtype; M the cells of ``m3_grid``.
    """
    operand = _arrays.floats(x, "x", 2, 3)
    height, width = pair(grid, "grid", 1)
    out_height, out_width = m3_grid((height, width), target, context=context)
    y = operand.floats(operand.batch(2) + (out_height * out_width, operand.shape[-1]))
    call("pith_pool_m3", context, operand, height, width, integer(target, "target"), y)
    return y.result()


def m3_grid(grid: Sequence[int], target: int, *, context: Optional[Context] = None) -> Tuple[int, int]:
    """The ``(height, width)`` that ``m3`` leaves.

    Args:
        grid, target: as for ``m3``.
    """
    height, width = pair(grid, "grid", 1)
    out = _arrays.empty_numpy((3,), Dtype.I32)
    call("pith_pool_m3_grid", context, height, width, integer(target, "target"), out)
    return int(out.array[1]), int(out.array[2])


def llava_2dpool(
    x: T,
    side: int,
    stride: int = 2,
    *,
    mode: Union[FramePool, str] = "bilinear",
    context: Optional[Context] = None,
) -> T:
    """Pools every frame of a video by a stride, as LLaVA-NeXT and LLaVA-OneVision do.

    Args:
        x: ``[frames * side * side, D]``, frames outermost.
        side: of a frame's square grid.
        stride: 1 or more; for average and max at most ``side``.
        mode: ``"average"`` and ``"max"`` leave the side floor(side / stride), ``"bilinear"`` ceil(side / stride).

    Returns:
        ``[frames * o * o, D]``, o the side that is left, in the dtype of ``x``.
    """
    operand = _arrays.floats(x, "x", 2)
    side, stride = integer(side, "side", 1, 46340), integer(stride, "stride", 1)
    kind = choice(FramePool, mode, "mode")
    out = -(-side // stride) if kind == FramePool.BILINEAR else side // stride
    y = operand.floats((operand.shape[0] // (side * side) * out * out, operand.shape[1]))
    call("pith_pool_llava_2dpool", context, operand, side, stride, kind, y)
    return y.result()
