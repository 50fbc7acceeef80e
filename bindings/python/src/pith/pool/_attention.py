"""Pooling by attention: within regions, and by learned queries."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional, Sequence

from .. import _arrays, errors
from .._abi import Dtype
from .._call import call, integer, real
from .._types import T
from ..context import Context
from ._sides import axes

__all__ = ["Attention", "cross_attention", "mqt", "project", "region_attention"]


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
    frames, height, width = axes(grid, "grid", 0, 1)
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
