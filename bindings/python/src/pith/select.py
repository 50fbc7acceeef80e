"""Which tokens stay."""

from __future__ import annotations

from typing import Optional, Union

from . import _arrays
from ._abi import Metric, Order
from ._call import call, choice, count, integer
from ._types import T
from .context import Context

__all__ = ["Metric", "Order", "divprune", "farthest_point", "top_k"]


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


def divprune(
    tokens: T, keep: int, *, order: Union[Order, str] = "position", context: Optional[Context] = None
) -> T:
    """The ``keep`` most diverse tokens: a greedy farthest-point walk on cosine distance (DivPrune, CVPR 2025).

    Needs nothing but the tokens. The first pick is the token whose nearest neighbour is farthest away; every later pick is
    the token farthest from all picks so far.

    Args:
        tokens: ``[N, D]`` or ``[B, N, D]``: visual tokens after the projector. Must be finite.
        keep: 0 to N. The paper keeps ``pith.budget.keep_count(N, 0.098, "half_even")``.
        order: ``"position"``: ascending; ``"ranked"``: pick order. Ties: the lower index wins.

    Returns:
        Indices ``[keep]`` or ``[B, keep]``.
    """
    operand = _arrays.floats(tokens, "tokens", 2, 3)
    keep = count(keep, "keep", operand.shape[-2])
    indices = operand.indices(operand.batch(2) + (keep,))
    call("pith_select_divprune", context, operand, keep, choice(Order, order, "order"), indices)
    return indices.result()


def farthest_point(
    tokens: T,
    keep: int,
    seed: int = 0,
    *,
    metric: Union[Metric, str] = "cosine",
    order: Union[Order, str] = "position",
    context: Optional[Context] = None,
) -> T:
    """A given token and the ``keep - 1`` tokens that a greedy farthest-point walk from it finds (greedy k-center).

    Args:
        tokens: ``[N, D]`` or ``[B, N, D]``. Must be finite.
        keep: 0 to N.
        seed: the first pick of every batch item.
        metric: ``"cosine"`` or ``"squared_euclidean"``.
        order: ``"position"``: ascending; ``"ranked"``: pick order. Ties: the lower index wins.

    Returns:
        Indices ``[keep]`` or ``[B, keep]``.
    """
    operand = _arrays.floats(tokens, "tokens", 2, 3)
    keep = count(keep, "keep", operand.shape[-2])
    indices = operand.indices(operand.batch(2) + (keep,))
    call(
        "pith_select_farthest_point", context, operand, keep, integer(seed, "seed"), choice(Metric, metric, "metric"),
        choice(Order, order, "order"), indices,
    )
    return indices.result()
