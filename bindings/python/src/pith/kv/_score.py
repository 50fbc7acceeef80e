"""Scores of cache entries and budgets of layers."""

from __future__ import annotations

from typing import Any, Optional

from .. import _arrays
from .._abi import Dtype
from .._call import call, integer, real
from .._types import T
from ..context import Context

__all__ = ["pyramid_budget", "score_knorm", "score_observed", "score_snapkv", "score_streaming", "score_tova"]


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
