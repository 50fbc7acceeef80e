"""Prefixes of a sequence whose tokens are ordered by importance."""

from __future__ import annotations

from typing import Optional

from .. import _arrays
from .._call import call, integer
from .._types import T
from ..context import Context

__all__ = ["mask_tail", "prefix"]


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
