"""Tokens by a score the caller has."""

from __future__ import annotations

from typing import Optional, Union

from .. import _arrays
from .._abi import Order
from .._call import call, choice, count
from .._types import T
from ..context import Context

__all__ = ["top_k"]


def top_k(
    scores: T, keep: int, *, order: Union[Order, str] = "position", context: Optional[Context] = None
) -> T:
    """The ``keep`` tokens with the largest scores.

    Args:
        scores: ``[N]`` or ``[B, N]``. Must be finite.
        keep: 0 to N.
        order: ``"position"``: ascending; ``"ranked"``: best first. Ties: the lower index wins.

    Returns:
        Indices ``[keep]`` or ``[B, keep]``.
    """
    operand = _arrays.floats(scores, "scores", 1, 2)
    keep = count(keep, "keep", operand.shape[-1])
    indices = operand.indices(operand.batch(1) + (keep,))
    call("pith_select_top_k", context, operand, keep, choice(Order, order, "order"), indices)
    return indices.result()
