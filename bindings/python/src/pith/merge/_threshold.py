"""DyMU: merging by a threshold, and attention as if nothing had merged."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional, Tuple

from .. import _arrays
from .._call import call, integer, real
from .._types import T
from ..context import Context

__all__ = ["BatchMerge", "dymu", "dymu_attention", "dymu_batch", "dymu_threshold"]


class BatchMerge(NamedTuple):
    """A merging decision with a number of rows of its own for every image."""

    #: ``[N]`` or ``[B, N]``: output row of each token.
    assign: Any
    #: Output rows: a number, or ``[B]``. ``pith.apply.merge(x, assign, int(max(rows)))`` pads with zero rows.
    rows: Any
    #: ``[N]`` or ``[B, N]``, float32: for ``pith.apply.merge(x, ..., weight=weight, mode="sum")``; None from :func:`dymu`.
    weight: Any = None


def dymu(
    metric: T,
    threshold: float,
    *,
    most: Optional[int] = None,
    class_token: bool = False,
    context: Optional[Context] = None,
) -> BatchMerge:
    """Merges every pair of an even and an odd token whose similarity exceeds a threshold (DyMU, 2025).

    Args:
        metric: ``[N, C]`` or ``[B, N, C]``: keys averaged over heads. Must be finite.
        threshold: cosine; :func:`dymu_threshold` finds it.
        most: at most so many tokens are removed. None: half of those that are not protected.
        class_token: token 0 is never merged away.

    Rows as for :func:`tome`; ``pith.apply.merge(x, found.assign, found.rows, weight=size)`` merges by size. ``assign`` is the
    mapping of :func:`dymu_attention`. Ties: the lower index wins.
    """
    operand = _arrays.floats(metric, "metric", 2, 3)
    batch, n = operand.batch(2), operand.shape[-2]
    assign, count = operand.indices(batch + (n,)), operand.indices(batch or (1,))
    limit = -1 if most is None else integer(most, "most", 0)
    call(
        "pith_merge_dymu", context, operand, real(threshold, "threshold"), limit, int(bool(class_token)), assign, count
    )
    return BatchMerge(assign.result(), _counts(count, batch))


def dymu_batch(
    metric: T,
    remove: int = 0,
    *,
    threshold: Optional[float] = None,
    size: Optional[T] = None,
    class_token: bool = False,
    epsilon: float = 1e-4,
    context: Optional[Context] = None,
) -> BatchMerge:
    """Merges the best pairs of a whole batch, or those above a threshold: the form that calibration uses (DyMU, 2025).

    Args:
        metric: ``[N, C]`` or ``[B, N, C]``. Must be finite.
        remove: tokens to remove per image on average, without a threshold.
        threshold: cosine that a pair must exceed. None: the ``remove * B`` best pairs merge.
        size: ``[N]`` or ``[B, N]``: tokens that each token stands for; None: 1.
        class_token: token 0 is never merged away.
        epsilon: what the authors add to the sizes that divide.

    Rows of each image are its even tokens that stay, ascending, then its odd tokens.
    """
    operand = _arrays.floats(metric, "metric", 2, 3)
    sizes = None if size is None else _arrays.floats(size, "size", 1, 2)
    batch, n = operand.batch(2), operand.shape[-2]
    assign, count = operand.indices(batch + (n,)), operand.indices(batch or (1,))
    weight = operand.floats(batch + (n,), _arrays.Dtype.F32)
    call(
        "pith_merge_dymu_batch", context, operand, sizes, -2.0 if threshold is None else real(threshold, "threshold"),
        integer(remove, "remove"), int(bool(class_token)), real(epsilon, "epsilon"), assign, weight, count,
    )
    return BatchMerge(assign.result(), _counts(count, batch), weight.result())


def dymu_threshold(
    metric: T,
    remove: int,
    *,
    class_token: bool = False,
    mean: float = 1.0,
    batches: int = 0,
    context: Optional[Context] = None,
) -> Tuple[float, float]:
    """The similarity above which a calibration batch loses ``remove`` tokens per image, and the running mean (DyMU, 2025).

    Args:
        metric: ``[N, C]`` or ``[B, N, C]``: one batch at one layer. Must be finite.
        remove: tokens to remove per image on average.
        class_token: token 0 is never merged away.
        mean: running mean of the batches before; the first batch replaces it.
        batches: how many there were.

    Returns:
        ``(threshold, mean)``: of this batch, and over all batches so far.
    """
    operand = _arrays.floats(metric, "metric", 2, 3)
    threshold, running = operand.floats((1,), _arrays.Dtype.F32), operand.floats((1,), _arrays.Dtype.F32)
    call(
        "pith_merge_dymu_threshold", context, operand, integer(remove, "remove"), int(bool(class_token)),
        real(mean, "mean"), integer(batches, "batches"), threshold, running,
    )
    return float(threshold.array[0]), float(running.array[0])


def dymu_attention(
    q: T,
    k: T,
    v: T,
    cos: T,
    sin: T,
    mapping: Any,
    *,
    scale: Optional[float] = None,
    causal: bool = True,
    context: Optional[Context] = None,
) -> T:
    """Attention of merged tokens as if they were not merged: virtual unmerging (DyMU, 2025).

    Args:
        q, k, v: ``[H, U, Dh]`` or ``[B, H, U, Dh]`` of the unique tokens, before the rotary embedding; Dh even. Must be finite.
        cos, sin: ``[N, Dh]`` or ``[B, N, Dh]`` of the N virtual positions, two-halves layout.
        mapping: ``[N]`` or ``[B, N]``: the unique token of each position.
        scale: factor of ``q @ k.T``; None: ``Dh ** -0.5``.
        causal: a position attends to those up to itself.

    Returns:
        The shape of ``q``: the mean output of each unique token's positions.
    """
    queries, keys = _arrays.floats(q, "q", 3, 4), _arrays.floats(k, "k", 3, 4)
    values = _arrays.floats(v, "v", 3, 4)
    cosines, sines = _arrays.floats(cos, "cos", 2, 3), _arrays.floats(sin, "sin", 2, 3)
    positions = _arrays.indices(mapping, "mapping", 1, 2)
    factor = max(queries.shape[-1], 1) ** -0.5 if scale is None else real(scale, "scale")
    output = queries.floats(queries.shape)
    call(
        "pith_merge_dymu_attention", context, queries, keys, values, cosines, sines, positions, factor, int(bool(causal)),
        output,
    )
    return output.result()


def _counts(count: _arrays.Operand, batch: _arrays.Shape) -> Any:
    """One number of rows, or one per item."""
    return count.result() if batch else int(count.array[0])
