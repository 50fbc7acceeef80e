"""Which entries of a cache stay."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional, Union

from .. import _arrays
from .._abi import Dtype, Order
from .._abi import Pool as PoolMode
from .._call import call, choice, integer
from .._types import T
from ..context import Context

__all__ = [
    "H2O", "evict_range", "h2o", "snapkv", "snapkv_attention", "streaming_llm", "tidaldecode_attend", "tidaldecode_select",
]


def streaming_llm(
    n: int, *, start: int = 4, recent: int = 512, coming: int = 0, context: Optional[Context] = None
) -> Any:
    """Attention sinks and a recent window (StreamingLLM, ICLR 2024): the same entries for every head.

    Args:
        n: entries of the cache.
        start: how many of the first entries stay.
        recent: how many of the last entries stay.
        coming: room to make for so many new entries within the window.

    Returns:
        Ascending indices, a NumPy array: all ``n`` if ``n + coming <= start + recent``.
    """
    n = integer(n, "n", 0, _arrays.INT32_MAX)
    start = integer(start, "start", 0, _arrays.INT32_MAX)
    recent = integer(recent, "recent", 0, _arrays.INT32_MAX)
    indices, used = _arrays.empty_numpy((min(n, start + recent),), Dtype.I32), _arrays.empty_numpy((1,), Dtype.I32)
    call("pith_kv_streaming_llm", context, n, start, recent, integer(coming, "coming"), indices, used)
    return indices.array[: used.number()]


def evict_range(n: int, begin: int, end: int, *, context: Optional[Context] = None) -> Any:
    """All entries of a cache but ``begin`` to ``end - 1``: ascending indices, a NumPy array."""
    n = integer(n, "n", 0, _arrays.INT32_MAX)
    end = integer(end, "end", 0, n)
    begin = integer(begin, "begin", 0, end)
    indices, used = _arrays.empty_numpy((n - (end - begin),), Dtype.I32), _arrays.empty_numpy((1,), Dtype.I32)
    call("pith_kv_evict_range", context, n, begin, end, indices, used)
    return indices.array[: used.number()]


class H2O(NamedTuple):
    """One step of H2O."""

    #: ``[H, K]`` or ``[B, H, K]``: entries of each head that stay, ascending.
    indices: Any
    #: ``[H, K]`` or ``[B, H, K]``: their scores, for the next step.
    scores: Any


def h2o(
    attention: T,
    scores: Optional[T] = None,
    *,
    heavy: int = 4,
    recent: int = 512,
    context: Optional[Context] = None,
) -> H2O:
    """Heavy hitters and a recent window, per head (H2O, NeurIPS 2023): one step of generation.

    Args:
        attention: ``[H, Q, L]`` or ``[B, H, Q, L]``: probabilities of the Q new queries over all L entries, the new ones
            included. Must be finite.
        scores: ``[H, L - Q]`` or ``[B, H, L - Q]``: the scores that the last step returned; None at the first.
        heavy: entries kept for the attention they collected.
        recent: entries kept because they are the last.

    Returns:
        K is the smaller of L and ``heavy + recent``.
    """
    operand = _arrays.floats(attention, "attention", 3, 4)
    old = None if scores is None else _arrays.floats(scores, "scores", operand.ndim - 1)
    heavy = integer(heavy, "heavy", 0, _arrays.INT32_MAX)
    recent = integer(recent, "recent", 0, _arrays.INT32_MAX)
    shape = operand.shape[:-2] + (min(operand.shape[-1], heavy + recent),)
    indices = operand.indices(shape)
    kept = operand.floats(shape, Dtype.F32)
    call("pith_kv_h2o", context, operand, old, heavy, recent, indices, kept)
    return H2O(indices.result(), kept.result())


def snapkv(
    queries: T,
    keys: T,
    keep: int,
    *,
    kernel: int = 5,
    pool: Union[PoolMode, str] = "average",
    order: Union[Order, str] = "position",
    context: Optional[Context] = None,
) -> T:
    """The prompt entries that the last queries look at, and those queries' own, per head (SnapKV, NeurIPS 2024).

    Args:
        queries: ``[H, w, D]`` or ``[B, H, w, D]``: the last w queries, after rotary embedding. Must be finite.
        keys: ``[G, N, D]`` or ``[B, G, N, D]``, H a multiple of G. Must be finite.
        keep: entries that stay, the window included: at least w.
        kernel: odd width of the pooling along the cache.
        pool: ``"average"`` or ``"max"``.
        order: ``"position"``: ascending, as ``pith.apply.compact`` wants; ``"ranked"``: best first, then the window.

    Returns:
        Indices ``[H, K]`` or ``[B, H, K]``, K the smaller of N and ``keep``.
    """
    operand = _arrays.floats(queries, "queries", 3, 4)
    cached = _arrays.floats(keys, "keys", operand.ndim)
    keep = integer(keep, "keep", 0, _arrays.INT32_MAX)
    indices = operand.indices(operand.shape[:-2] + (min(cached.shape[-2], keep),))
    call(
        "pith_kv_snapkv", context, operand, cached, keep, integer(kernel, "kernel"), choice(PoolMode, pool, "pool"),
        choice(Order, order, "order"), indices,
    )
    return indices.result()


def snapkv_attention(
    attention: T,
    keep: int,
    *,
    kernel: int = 5,
    pool: Union[PoolMode, str] = "average",
    order: Union[Order, str] = "position",
    context: Optional[Context] = None,
) -> T:
    """:func:`snapkv` from the attention of the last w queries.

    Args:
        attention: ``[H, w, N]`` or ``[B, H, w, N]``: probabilities. Must be finite before the window.
        keep, kernel, pool, order: as for :func:`snapkv`.

    Returns:
        Indices ``[H, K]`` or ``[B, H, K]``, K the smaller of N and ``keep``.
    """
    operand = _arrays.floats(attention, "attention", 3, 4)
    keep = integer(keep, "keep", 0, _arrays.INT32_MAX)
    indices = operand.indices(operand.shape[:-2] + (min(operand.shape[-1], keep),))
    call(
        "pith_kv_snapkv_attention", context, operand, keep, integer(kernel, "kernel"), choice(PoolMode, pool, "pool"),
        choice(Order, order, "order"), indices,
    )
    return indices.result()


def tidaldecode_select(
    query: T,
    keys: T,
    keep: int = 256,
    *,
    always_last: bool = False,
    order: Union[Order, str] = "ranked",
    context: Optional[Context] = None,
) -> T:
    """The cache positions with the largest ``q . k``, per query head: a selection layer of TidalDecode (ICLR 2025).

    Args:
        query: ``[H, D]`` or ``[B, H, D]``: the current token, after rotary embedding. Must be finite.
        keys: ``[G, N, D]`` or ``[B, G, N, D]``, the current token last, H a multiple of G. Must be finite.
        keep: how many positions.
        always_last: the current token is one of them and comes last; otherwise it competes.
        order: ``"ranked"``: best first; ``"position"``: ascending. Ties: the lower index wins.

    Returns:
        Indices ``[H, K]`` or ``[B, H, K]``, K the smaller of N and ``keep``.
    """
    operand = _arrays.floats(query, "query", 2, 3)
    cached = _arrays.floats(keys, "keys", operand.ndim + 1)
    keep = integer(keep, "keep", 0, _arrays.INT32_MAX)
    indices = operand.indices(operand.shape[:-1] + (min(cached.shape[-2], keep),))
    call(
        "pith_kv_tidaldecode_select", context, operand, cached, keep, int(bool(always_last)),
        choice(Order, order, "order"), indices,
    )
    return indices.result()


def tidaldecode_attend(
    query: T, keys: T, values: T, indices: Optional[Any] = None, *, context: Optional[Context] = None
) -> T:
    """Attention of one token over chosen cache positions: a sparse layer of TidalDecode (ICLR 2025).

    Args:
        query: ``[H, D]`` or ``[B, H, D]``.
        keys: ``[G, N, D]`` or ``[B, G, N, D]``, H a multiple of G.
        values: ``[G, N, E]`` or ``[B, G, N, E]``.
        indices: ``[H, K]`` or ``[B, H, K]`` from :func:`tidaldecode_select`; None: all positions (full attention).

    Returns:
        ``[H, E]`` or ``[B, H, E]`` in the dtype of ``query``.
    """
    operand = _arrays.floats(query, "query", 2, 3)
    cached = _arrays.floats(keys, "keys", operand.ndim + 1)
    mixed = _arrays.floats(values, "values", operand.ndim + 1)
    chosen = None if indices is None else _arrays.indices(indices, "indices", operand.ndim)
    output = operand.floats(operand.shape[:-1] + (mixed.shape[-1],))
    call("pith_kv_tidaldecode_attend", context, operand, cached, mixed, chosen, output)
    return output.result()
