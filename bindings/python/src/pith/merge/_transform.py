"""Many-to-many merging by soft assignment."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional

from .. import _arrays
from .._call import call, integer, real
from .._types import T
from ..context import Context

__all__ = ["Transformed", "soft_assign", "token_transforming", "token_transforming_inverse"]


class Transformed(NamedTuple):
    """What :func:`token_transforming` makes."""

    #: ``[M]`` or ``[B, M]``, ascending: the tokens that others are shared out among.
    basis: Any
    #: ``[M, D]`` or ``[B, M, D]``; None without ``x``.
    values: Any
    #: ``[M]`` or ``[B, M]``, float32.
    size: Any
    #: ``[M, N]`` or ``[B, M, N]``, float32, for ``pith.apply.transform``; None unless asked for.
    weights: Any


def token_transforming(
    metric: T,
    score: T,
    keep: int,
    x: Optional[T] = None,
    *,
    size: Optional[T] = None,
    tau: float = 0.1,
    protect: int = 0,
    weights: bool = False,
    context: Optional[Context] = None,
) -> Transformed:
    """Merges N tokens into M, each token shared out by similarity (after Token Transforming, 2025, whose code is not public).

    Args:
        metric: ``[N, C]`` or ``[B, N, C]``: keys or tokens. Must be finite.
        score: ``[N]`` or ``[B, N]``: the best-scored tokens are the basis, such as class attention.
        keep: M, from ``protect`` to N (other numbers are clamped).
        x: ``[N, D]`` or ``[B, N, D]``: what is merged. None: only the decision is made.
        size: ``[N]`` or ``[B, N]``, not negative; None: 1.
        tau: temperature: towards 0 each token merges into its nearest basis token.
        protect: tokens at the front that pass through, such as the class token.
        weights: whether to return the matrix W, M * N numbers.
    """
    operand = _arrays.floats(metric, "metric", 2, 3)
    scores = _arrays.floats(score, "score", 1, 2)
    sizes = None if size is None else _arrays.floats(size, "size", 1, 2)
    tokens = None if x is None else _arrays.floats(x, "x", 2, 3)
    batch, n = operand.batch(2), operand.shape[-2]
    protect = integer(protect, "protect", 0, n)
    m = min(max(integer(keep, "keep"), protect), n)
    basis = operand.indices(batch + (m,))
    values = None if tokens is None else tokens.floats(batch + (m, tokens.shape[-1]))
    merged = operand.floats(batch + (m,), _arrays.Dtype.F32)
    matrix = operand.floats(batch + (m, n), _arrays.Dtype.F32) if weights else None
    call(
        "pith_merge_token_transforming", context, operand, scores, sizes, tokens, m, real(tau, "tau"), protect, basis, values,
        merged, matrix,
    )
    return Transformed(
        basis.result(), None if values is None else values.result(), merged.result(),
        None if matrix is None else matrix.result(),
    )


def token_transforming_inverse(
    metric: T, basis: Any, y: T, *, tau: float = 0.1, protect: int = 0, context: Optional[Context] = None
) -> T:
    """Gives all N tokens their share of the M merged ones back, for dense tasks.

    Args:
        metric, tau, protect: what :func:`token_transforming` was given.
        basis: ``[M]`` or ``[B, M]``: what it found.
        y: ``[M, D]`` or ``[B, M, D]``: merged tokens. Must be finite.

    Returns:
        ``[N, D]`` or ``[B, N, D]``.
    """
    operand, chosen = _arrays.floats(metric, "metric", 2, 3), _arrays.indices(basis, "basis", 1, 2)
    merged = _arrays.floats(y, "y", 2, 3)
    x = merged.floats(operand.batch(2) + (operand.shape[-2], merged.shape[-1]))
    call(
        "pith_merge_token_transforming_inverse", context, operand, chosen, merged, real(tau, "tau"),
        integer(protect, "protect"), x, None,
    )
    return x.result()


def soft_assign(metric: T, basis: Any, *, tau: float = 0.1, protect: int = 0, context: Optional[Context] = None) -> T:
    """Shares every token out among the tokens of a basis: softmax of cosine / tau.

    Args:
        metric: ``[N, C]`` or ``[B, N, C]``. Must be finite.
        basis: ``[M]`` or ``[B, M]``, ascending; the first ``protect`` are 0, 1, ... and keep all of themselves.
        tau: temperature.

    Returns:
        ``[N, M]`` or ``[B, N, M]``, float32; rows add up to 1.
    """
    operand, chosen = _arrays.floats(metric, "metric", 2, 3), _arrays.indices(basis, "basis", 1, 2)
    shares = operand.floats(operand.batch(2) + (operand.shape[-2], chosen.shape[-1]), _arrays.Dtype.F32)
    call(
        "pith_merge_token_transforming_inverse", context, operand, chosen, None, real(tau, "tau"),
        integer(protect, "protect"), None, shares,
    )
    return shares.result()
