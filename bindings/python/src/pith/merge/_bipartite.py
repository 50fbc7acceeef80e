"""Bipartite soft matching (ToMe) and its variants."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional, Tuple

from .. import _arrays
from .._call import call, integer, real
from .._types import T
from ..context import Context

__all__ = ["Merge", "tome", "tome_attention", "tome_kth", "tome_random"]


class Merge(NamedTuple):
    """A merging decision: ``pith.apply.merge(x, *decision[:2])``."""

    #: ``[N]`` or ``[B, N]``: output row of each token; -1: dropped.
    assign: Any
    #: Output rows of each batch item.
    rows: int
    #: ``[r]`` or ``[B, r]``: the tokens merged away, in falling similarity; None where the method has no such order.
    sources: Any = None
    #: ``[r]`` or ``[B, r]``: the tokens they are merged into.
    destinations: Any = None


def tome(
    metric: T,
    remove: int,
    *,
    class_token: bool = False,
    distill_token: bool = False,
    context: Optional[Context] = None,
) -> Merge:
    """Merges the ``remove`` most similar pairs of an even and an odd token (Token Merging, ICLR 2023).

    Args:
        metric: ``[N, C]`` or ``[B, N, C]``: what is compared; in a ViT the mean of the keys over heads
            (:func:`tome_attention` gives it). Must be finite.
        remove: tokens to remove; at most half of those that are not protected can go, a larger number means that.
        class_token: token 0 is never merged away.
        distill_token: nothing is merged into token 1.

    Output rows are the even tokens that stay, then all odd tokens. The even ones ascend with a class token, and stand in
    falling similarity without one, as in the authors' code. Ties: the lower index wins.
    """
    operand = _arrays.floats(metric, "metric", 2, 3)
    batch, n = operand.batch(2), operand.shape[-2]
    assign = operand.indices(batch + (n,))
    sources, destinations = operand.indices(batch + (n // 2,)), operand.indices(batch + (n // 2,))
    count = operand.indices(batch or (1,))
    call(
        "pith_merge_tome", context, operand, integer(remove, "remove"), int(bool(class_token)), int(bool(distill_token)),
        assign, sources, destinations, count,
    )
    rows = _rows(count, n)
    return Merge(
        assign.result(), rows, sources.result()[..., : n - rows], destinations.result()[..., : n - rows]
    )


def tome_kth(metric: T, k: int, *, context: Optional[Context] = None) -> Merge:
    """Merges every token into its most similar k-th token: evenly spaced destinations (Token Merging, ICLR 2023).

    The last token of each group of ``k`` is a destination, of any group's tokens. The ``N % k`` tokens at the end are
    dropped (-1).

    Args:
        metric: ``[N, C]`` or ``[B, N, C]``. Must be finite.
        k: length of a group; 1 or less leaves every token in its place.
    """
    operand = _arrays.floats(metric, "metric", 2, 3)
    batch, n = operand.batch(2), operand.shape[-2]
    assign, count = operand.indices(batch + (n,)), operand.indices(batch or (1,))
    call("pith_merge_tome_kth", context, operand, integer(k, "k"), assign, count)
    return Merge(assign.result(), _rows(count, n))


def tome_random(metric: T, permutation: T, remove: int, *, context: Optional[Context] = None) -> Merge:
    """Merges the first ``remove`` tokens of a permutation into their most similar one of the others.

    Args:
        metric: ``[N, C]`` or ``[B, N, C]``. Must be finite.
        permutation: ``[N]`` or ``[B, N]``: every position once; output rows are the tokens that stay, in its order.
        remove: at most N - 1; 0 or less leaves every token in its place.
    """
    operand = _arrays.floats(metric, "metric", 2, 3)
    batch, n = operand.batch(2), operand.shape[-2]
    order = _arrays.indices(permutation, "permutation", operand.ndim - 1)
    assign, count = operand.indices(batch + (n,)), operand.indices(batch or (1,))
    call("pith_merge_tome_random", context, operand, order, integer(remove, "remove"), assign, count)
    return Merge(assign.result(), _rows(count, n))


def tome_attention(
    q: T,
    k: T,
    v: T,
    size: Optional[T] = None,
    *,
    scale: Optional[float] = None,
    context: Optional[Context] = None,
) -> Tuple[T, T]:
    """Attention over merged tokens in which every key counts by the number of tokens it stands for.

    Args:
        q, k, v: ``[H, N, Dh]`` or ``[B, H, N, Dh]``. Must be finite.
        size: ``[N]`` or ``[B, N]``: tokens that each key stands for; None: 1.
        scale: factor of ``q @ k.T``; None: ``Dh ** -0.5``.

    Returns:
        ``(output, metric)``: ``[N, H * Dh]`` with heads side by side, and ``[N, Dh]``, the mean of ``k`` over heads, which is
        what :func:`tome` compares; batched as ``q``.
    """
    queries, keys = _arrays.floats(q, "q", 3, 4), _arrays.floats(k, "k", 3, 4)
    values = _arrays.floats(v, "v", 3, 4)
    sizes = None if size is None else _arrays.floats(size, "size", 1, 2)
    batch = queries.batch(3)
    heads, n, dim = queries.shape[-3:]
    factor = max(dim, 1) ** -0.5 if scale is None else real(scale, "scale")
    output, metric = queries.floats(batch + (n, heads * dim)), queries.floats(batch + (n, dim))
    call("pith_merge_tome_attention", context, queries, keys, values, sizes, factor, output, metric)
    return output.result(), metric.result()


def _rows(count: _arrays.Operand, n: int) -> int:
    """The number of rows, which is the same for every item of a batch."""
    return int(count.array[0]) if count.array.shape[0] else n
