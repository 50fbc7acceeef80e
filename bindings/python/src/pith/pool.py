"""Fewer tokens by averaging or by maximum, over regular windows."""

from __future__ import annotations

import ctypes
from typing import Any, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np

from . import _arrays, errors
from ._abi import DepthLayout, Dtype, FramePool, Interpolation
from ._abi import Pool as Mode
from ._abi import Window as _Window
from ._call import call, choice, integer, real
from ._types import T
from .context import Context

__all__ = [
    "Attention", "DepthLayout", "FramePool", "Interpolation", "Mode", "adaptive", "block_order", "cross_attention",
    "depth_to_space", "interpolate", "llava_2dpool", "m3", "m3_grid", "mask_tail", "mqt", "prefix", "project",
    "region_attention", "space_to_depth", "window", "window_grid",
]

Sides = Union[int, Sequence[int]]


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
    height, width = _sides(grid, "grid", 0)
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
    height, width = _sides(grid, "grid", 0)
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
    height, width = _sides(grid, "grid", 0)
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
    height, width = _sides(grid, "grid")
    factor = 0.0 if scale is None else real(scale, "scale")
    if out_grid is None:
        if not 0 < factor < float("inf"):
            raise errors.ArgumentError("out_grid: expected (height, width), or a scale above 0", errors.Status.ERROR_RANGE)
        out_grid = (int(height * factor), int(width * factor))
    out_height, out_width = _sides(out_grid, "out_grid")
    y = operand.floats(operand.batch(2) + (out_height * out_width, operand.shape[-1]))
    call(
        "pith_pool_interpolate", context, operand, height, width, out_height, out_width, factor,
        choice(Interpolation, mode, "mode"), int(bool(align_corners)), y,
    )
    return y.result()


def prefix(x: T, keep: int, *, axis: int = -2, context: Optional[Context] = None) -> T:
    """Keeps the first tokens of an ordered sequence, as One-D-Piece, FlexTok and MQT shorten theirs.

    Meaningful only where training made every prefix usable.

    Args:
        x: one to four dimensions, any dtype.
        keep: 0 or more; from N on everything is kept.
        axis: the dimension of tokens: -2 for ``[N, D]`` and ``[B, N, D]``, -1 for ids and channel-major ``[C, N]``.

    Returns:
        A copy: the shape of ``x`` with ``min(keep, N)`` along the axis, in its dtype.
    """
    operand = _arrays.anything(x, "x")
    axis = integer(axis, "axis", -operand.ndim, operand.ndim - 1) % operand.ndim
    keep = integer(keep, "keep", 0)
    shape = list(operand.shape)
    shape[axis] = min(keep, shape[axis])
    y = operand.moved(tuple(shape))
    call("pith_pool_prefix", context, operand, axis, keep, y)
    return y.result()


def mask_tail(x: T, mask_token: T, keep: int, *, context: Optional[Context] = None) -> T:
    """Keeps the first tokens and overwrites the others with a mask token: what FlexTok's decoder reads.

    Args:
        x: ``[N, D]`` or ``[B, N, D]``, any dtype.
        mask_token: ``[D]``, or ``[B, D]`` for one each; dtype of ``x``.
        keep: 0 or more; from N on the result is ``x``.

    Returns:
        An array like ``x``.
    """
    operand = _arrays.anything(x, "x", 2, 3)
    mask = _arrays.anything(mask_token, "mask_token", 1, 2)
    y = operand.moved(operand.shape)
    call("pith_pool_mask_tail", context, operand, mask, integer(keep, "keep", 0), y)
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
    height, width = _sides(grid, "grid")
    out_height, out_width = m3_grid((height, width), target, context=context)
    y = operand.floats(operand.batch(2) + (out_height * out_width, operand.shape[-1]))
    call("pith_pool_m3", context, operand, height, width, integer(target, "target"), y)
    return y.result()


def m3_grid(grid: Sequence[int], target: int, *, context: Optional[Context] = None) -> Tuple[int, int]:
    """The ``(height, width)`` that ``m3`` leaves.

    Args:
        grid, target: as for ``m3``.
    """
    height, width = _sides(grid, "grid")
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


class Attention(NamedTuple):
    """What attention pooling came to."""

    #: ``[M, E]`` or ``[B, M, E]``: the heads side by side.
    tokens: Any
    #: ``[H, M, cells]`` or ``[B, H, M, cells]``: how much of each cell each query took; None if not asked for.
    weights: Any


def region_attention(
    queries: T,
    keys: T,
    values: T,
    grid: Sequence[int],
    scale: int,
    *,
    frame_scale: int = 1,
    heads: int = 1,
    weights: bool = False,
    context: Optional[Context] = None,
) -> Attention:
    """Attends from one query per region of a grid to its keys: the core of TokenPacker, QueCC and LLaVA-ST.

    Args:
        queries: ``[M, E]`` or ``[B, M, E]``, M the regions, row-major with frames outermost.
        keys: ``[N, E]``, batched as ``queries``, N the cells of ``grid``.
        values: as ``keys``.
        grid: ``(height, width)`` or ``(frames, height, width)``.
        scale: rows and columns of a region; divides height and width.
        frame_scale: frames of a region; divides frames.
        heads: divides E.
        weights: whether the weights are wanted too.
    """
    q, k, v = (_arrays.floats(x, name, 2, 3) for x, name in ((queries, "queries"), (keys, "keys"), (values, "values")))
    if isinstance(grid, int):
        raise errors.ArgumentError("grid: expected (height, width) or (frames, height, width)", errors.Status.ERROR_RANGE)
    frames, height, width = _axes(grid, "grid", 0, 1)
    scale, frame_scale = integer(scale, "scale", 1, 2**15 - 1), integer(frame_scale, "frame_scale", 1, _arrays.INT32_MAX)
    heads = integer(heads, "heads", 1)
    y = q.floats(q.shape)
    taken = None
    if weights:
        taken = q.floats(q.batch(2) + (heads, q.shape[-2], frame_scale * scale * scale), Dtype.F32)
    call(
        "pith_pool_region_attention", context, q, k, v, frames, height, width, frame_scale, scale, heads, y, taken
    )
    return Attention(y.result(), None if taken is None else taken.result())


def cross_attention(
    queries: T, keys: T, values: T, *, heads: int = 1, weights: bool = False, context: Optional[Context] = None
) -> Attention:
    """Attends from queries to all keys, softmax of (q . k) / sqrt(E / heads): MQT without its projections.

    Args:
        queries: ``[M, E]`` or ``[B, M, E]``.
        keys: ``[N, E]`` or ``[B, N, E]``.
        values: as ``keys``.
        heads: divides E.
        weights: whether the weights are wanted too.
    """
    q, k, v = (_arrays.floats(x, name, 2, 3) for x, name in ((queries, "queries"), (keys, "keys"), (values, "values")))
    heads = integer(heads, "heads", 1)
    y = q.floats(q.shape)
    taken = q.floats(q.batch(2) + (heads, q.shape[-2], k.shape[-2]), Dtype.F32) if weights else None
    call("pith_pool_cross_attention", context, q, k, v, heads, y, taken)
    return Attention(y.result(), None if taken is None else taken.result())


def project(
    x: T,
    weight: Optional[T] = None,
    bias: Optional[T] = None,
    *,
    position: Optional[T] = None,
    norm_scale: Optional[T] = None,
    norm_shift: Optional[T] = None,
    epsilon: float = 1e-6,
    context: Optional[Context] = None,
) -> T:
    """``LayerNorm(x + position) @ weight.T + bias``, each step optional: what stands around attention pooling.

    Args:
        x: ``[N, D]`` or ``[B, N, D]``.
        weight: ``[Dout, D]``; None: the identity. Pass ``w.T`` for a weight stored as ``[D, Dout]``.
        bias: ``[Dout]``.
        position: ``[N, D]``, added to every item.
        norm_scale: ``[D]``: LayerNorm with this scale; None: none.
        norm_shift: ``[D]``, added after the scale.
        epsilon: added to the variance.

    Returns:
        ``[N, Dout]``, batched as ``x``, in its dtype.
    """
    operand = _arrays.floats(x, "x", 2, 3)
    parts = [
        None if value is None else _arrays.floats(value, name, rank)
        for value, name, rank in (
            (position, "position", 2), (norm_scale, "norm_scale", 1), (norm_shift, "norm_shift", 1),
            (weight, "weight", 2), (bias, "bias", 1),
        )
    ]
    width = operand.shape[-1] if parts[3] is None else parts[3].shape[0]
    y = operand.floats(operand.shape[:-1] + (width,))
    call("pith_pool_project", context, operand, *parts, real(epsilon, "epsilon"), y)
    return y.result()


def mqt(
    x: T,
    query: T,
    keep: int,
    *,
    position: T,
    key_position: T,
    query_norm: Sequence[T],
    key_norm: Sequence[T],
    value_norm: Sequence[T],
    in_weight: T,
    in_bias: T,
    out_weight: T,
    out_bias: T,
    projection: Optional[T] = None,
    heads: int,
    epsilon: float = 1e-6,
    context: Optional[Context] = None,
) -> Attention:
    """The resampler of MQT (Matryoshka Query Transformer) with its first ``keep`` queries: ``keep`` tokens of an image.

    Token i is the same for every ``keep`` above i. The weights do not depend on ``x``.

    Args:
        x: ``[N, D]``: tokens of one image.
        query: ``[M, D]``: learned queries.
        keep: 1 to M.
        position: ``[M, D]``: as the checkpoint stores it (rounded to half precision).
        key_position: ``[N, D]``: the same table resized to the grid of ``x``.
        query_norm, key_norm, value_norm: ``(scale, shift)`` of the LayerNorms, each ``[D]``.
        in_weight, in_bias: ``[3 * D, D]`` and ``[3 * D]``: query, key and value projections.
        out_weight, out_bias: ``[D, D]`` and ``[D]``.
        projection: ``[D, Dout]``, applied as ``tokens @ projection``; None: none.
        heads: divides D.
        epsilon: of the LayerNorms.
    """
    keep = integer(keep, "keep", 1, len(query))
    dim = x.shape[-1]

    def projected(rows: Any, part: int, norm: Sequence[Any], added: Optional[Any] = None) -> Any:
        section = slice(part * dim, (part + 1) * dim)
        return project(
            rows, in_weight[section], in_bias[section], position=added, norm_scale=norm[0], norm_shift=norm[1],
            epsilon=epsilon, context=context,
        )

    queries = projected(query[:keep], 0, query_norm, position[:keep])
    keys = projected(key_position, 1, key_norm)
    values = projected(x, 2, value_norm)
    pooled = cross_attention(queries, keys, values, heads=heads, weights=True, context=context)
    tokens = project(pooled.tokens, out_weight, out_bias, context=context)
    if projection is not None:
        tokens = project(tokens, projection.T, context=context)
    return Attention(tokens, pooled.weights)


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
    sides = _axes(grid, "grid", 0, 1)
    shape = _Window()
    shape.size[:] = sides
    shape.kernel[:] = _axes(kernel, "kernel", len(grid), 1)
    shape.step[:] = (0, 0, 0) if step is None else _axes(step, "step", len(grid), 1)
    shape.padding[:] = _axes(padding, "padding", len(grid), 0)
    shape.divisor = integer(divisor, "divisor")
    shape.ceiling, shape.exclude_padding = int(bool(ceiling)), int(bool(exclude_padding))
    return shape


def _window_grid(shape: _Window, context: Optional[Context]) -> Tuple[int, ...]:
    grid = _arrays.empty_numpy((3,), Dtype.I32)
    call("pith_pool_window_grid", context, ctypes.byref(shape), grid)
    return tuple(int(side) for side in grid.array)


def _axes(value: Sides, name: str, count: int, missing: int) -> Tuple[int, int, int]:
    """Three numbers for frames, height and width; ``count``: how many the caller must give, 0 for two or three."""
    given = [value, value] if isinstance(value, int) else list(value)
    if len(given) == 2 and (count != 3 or isinstance(value, int)):
        given = [missing, *given]
    if len(given) != 3 or (count == 2 and not isinstance(value, int) and len(value) == 3):
        raise errors.ArgumentError(f"{name}: expected one number per side of the grid, got {value!r}", errors.Status.ERROR_RANGE)
    frames, height, width = (integer(side, name) for side in given)
    return frames, height, width


def _sides(grid: Sequence[int], name: str, low: int = 1) -> "tuple[int, int]":
    try:
        height, width = grid
    except (TypeError, ValueError):
        raise errors.ArgumentError(f"{name}: expected (height, width), got {grid!r}", errors.Status.ERROR_RANGE) from None
    return integer(height, name, low, _arrays.INT32_MAX), integer(width, name, low, _arrays.INT32_MAX)
