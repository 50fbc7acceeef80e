"""Which entries of a key-value cache stay.

Functions give indices (per head: ``[H, K]``) or scores. Carry an ascending decision out in place with ``pith.apply.compact``
(keys, values, positions: ``pith.apply.compact(keys, kept, axis=1)``), any other with ``pith.apply.gather``.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Optional, Union

from . import _arrays
from ._abi import Dtype, Order
from ._abi import Pool as PoolMode
from ._call import call, choice, integer, real
from ._types import T
from .context import Context

__all__ = [
    "H2O",
    "Order",
    "PoolMode",
    "evict_range",
    "h2o",
    "pyramid_budget",
    "score_knorm",
    "score_observed",
    "score_snapkv",
    "score_streaming",
    "score_tova",
    "snapkv",
    "snapkv_attention",
    "streaming_llm",
    "tidaldecode_attend",
    "tidaldecode_select",
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


def score_snapkv(
    attention: T, kv_heads: int, *, window: int = 64, kernel: int = 5, context: Optional[Context] = None
) -> T:
    """SnapKV's scores per KV head as kvpress computes them; the window itself scores the maximum + 1.

    Select with ``pith.select.top_k(scores, keep)``, whose batch are the KV heads.

    Args:
        attention: ``[H, Q, N]`` or ``[B, H, Q, N]``, Q at least the smaller of ``window`` and N. Its last rows are read.
        kv_heads: G, a divisor of H.
        window: how many of the last queries count.
        kernel: odd width of the average pooling.

    Returns:
        ``[G, N]`` or ``[B, G, N]``.
    """
    operand, heads, scores = _grouped(attention, kv_heads)
    call(
        "pith_kv_score_snapkv", context, operand, heads, integer(window, "window"), integer(kernel, "kernel"), scores
    )
    return scores.result()


def score_observed(attention: T, kv_heads: int, *, context: Optional[Context] = None) -> T:
    """Attention received, divided by the number of queries that see the entry (kvpress's observed attention).

    Args:
        attention: ``[H, Q, N]`` or ``[B, H, Q, N]``: the last Q queries of a causal map, Q at most N.
        kv_heads: G, a divisor of H.

    Returns:
        ``[G, N]`` or ``[B, G, N]``.
    """
    operand, heads, scores = _grouped(attention, kv_heads)
    call("pith_kv_score_observed", context, operand, heads, scores)
    return scores.result()


def score_tova(attention: T, kv_heads: int, *, context: Optional[Context] = None) -> T:
    """The last query's attention, averaged over all heads (TOVA, EMNLP 2024); the last entry scores the maximum + 1.

    Args:
        attention: ``[H, Q, N]`` or ``[B, H, Q, N]``; its last row is read.
        kv_heads: G, a divisor of H; each gets the same scores.

    Returns:
        ``[G, N]`` or ``[B, G, N]``.
    """
    operand, heads, scores = _grouped(attention, kv_heads)
    call("pith_kv_score_tova", context, operand, heads, scores)
    return scores.result()


def score_knorm(keys: T, *, context: Optional[Context] = None) -> T:
    """Minus the norm of each key (Devoto et al., EMNLP 2024): ``[G, N, D]`` to ``[G, N]``, batched or not."""
    operand = _arrays.floats(keys, "keys", 3, 4)
    scores = operand.floats(operand.shape[:-1])
    call("pith_kv_score_knorm", context, operand, scores)
    return scores.result()


def score_streaming(
    n: int, keep: int, kv_heads: int = 1, *, sinks: int = 4, context: Optional[Context] = None
) -> Any:
    """StreamingLLM as scores: 1, but 0 for the ``n - keep`` entries after the sinks. A NumPy array ``[kv_heads, n]``."""
    n = integer(n, "n", 0, _arrays.INT32_MAX)
    scores = _arrays.empty_numpy((integer(kv_heads, "kv_heads", 0, _arrays.INT32_MAX), n), Dtype.F32)
    call("pith_kv_score_streaming", context, integer(keep, "keep"), integer(sinks, "sinks"), scores)
    return scores.array


def pyramid_budget(
    n: int, layers: int, ratio: float, *, window: int = 64, beta: float = 20, context: Optional[Context] = None
) -> Any:
    """How many entries each layer keeps (PyramidKV, COLM 2025): many in the first layers, few in the last.

    Args:
        n: entries of the cache.
        layers: how many layers.
        ratio: the share that is REMOVED, 0 to 1.
        window: entries that every layer keeps.
        beta: steepness, 1 or more.

    Returns:
        A NumPy array ``[layers]``.
    """
    keep = _arrays.empty_numpy((integer(layers, "layers", 0, _arrays.INT32_MAX),), Dtype.I32)
    call(
        "pith_kv_pyramid_budget", context, integer(n, "n"), real(ratio, "ratio"), integer(window, "window"),
        real(beta, "beta"), keep,
    )
    return keep.array


def _grouped(attention: Any, kv_heads: int) -> Any:
    operand = _arrays.floats(attention, "attention", 3, 4)
    heads = integer(kv_heads, "kv_heads", 1, _arrays.INT32_MAX)
    return operand, heads, operand.floats(operand.shape[:-3] + (heads, operand.shape[-1]))
