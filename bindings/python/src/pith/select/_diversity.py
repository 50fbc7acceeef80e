"""Tokens that differ from each other."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional, Tuple, Union

from .. import _arrays
from .._abi import Metric, Order, Reduce
from .._call import call, choice, count, integer, real
from .._types import T
from ..context import Context

__all__ = [
    "Dart", "Determinantal", "DropAll", "cdpruner", "dart", "determinantal", "divprune", "farthest_point", "todre",
    "todre_drop",
]


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


def todre(
    tokens: T,
    keep: int,
    class_attention: Optional[T] = None,
    *,
    pivot: int = 0,
    objective: Union[Reduce, str] = "sum",
    order: Union[Order, str] = "position",
    context: Optional[Context] = None,
) -> T:
    """A pivot and the ``keep - 1`` tokens least similar to all picks together: greedy max-sum diversity (ToDRE, 2025).

    Args:
        tokens: ``[N, D]`` or ``[B, N, D]``: visual tokens after the projector.
        keep: 0 to N.
        class_attention: ``[n]`` or ``[B, n]``, n at most N: its greatest element is the pivot.
        pivot: the first pick without ``class_attention``.
        objective: ``"sum"``: the paper; ``"max"``: greedy k-center.
        order: ``"position"``: ascending; ``"ranked"``: pick order, the pivot first. Ties: the lower index wins.

    Returns:
        Indices ``[keep]`` or ``[B, keep]``.
    """
    operand = _arrays.floats(tokens, "tokens", 2, 3)
    attention = None if class_attention is None else _arrays.floats(class_attention, "class_attention", 1, 2)
    keep = count(keep, "keep", operand.shape[-2])
    indices = operand.indices(operand.batch(2) + (keep,))
    call(
        "pith_select_todre", context, operand, attention, integer(pivot, "pivot"), keep,
        choice(Reduce, objective, "objective"), choice(Order, order, "order"), indices,
    )
    return indices.result()


class DropAll(NamedTuple):
    """What :func:`todre_drop` says."""

    #: Whether all visual tokens can go: an int (0 or 1), or an array ``[B]``.
    drop: Any
    #: ``[2]`` or ``[B, 2]``: attention of text to visual tokens, and of visual tokens to text.
    ratios: Any


def todre_drop(
    attention: T,
    visual: Tuple[int, int],
    text: Tuple[int, int],
    *,
    tau: float = 0.1,
    context: Optional[Context] = None,
) -> DropAll:
    """Whether the visual tokens can all be dropped from a decoder layer on (ToDRE's second stage).

    Args:
        attention: ``[Q, Q]``, ``[H, Q, Q]`` or ``[B, H, Q, Q]``, softmaxed.
        visual, text: ``(begin, end)`` of the visual and of the text tokens.
        tau: both shares of attention must be below it.
    """
    operand = _arrays.floats(attention, "attention", 2, 3, 4)
    batch = operand.map_batch()
    drop = _arrays.empty(batch + (1,), _arrays.Dtype.I32, operand)
    ratios = operand.floats(batch + (2,))
    begin, end = visual
    first, last = text
    call(
        "pith_select_todre_drop", context, operand, integer(begin, "visual_begin"), integer(end, "visual_end"),
        integer(first, "text_begin"), integer(last, "text_end"), real(tau, "tau"), drop, ratios,
    )
    return DropAll(drop.number(), ratios.result())


class Determinantal(NamedTuple):
    """What :func:`cdpruner` and :func:`determinantal` keep."""

    #: ``[keep]`` or ``[B, keep]``.
    indices: Any
    #: ``[keep]`` or ``[B, keep]``: conditional variance of each of ``indices`` when it was picked.
    gains: Any


def cdpruner(
    features: T,
    relevance: T,
    keep: int,
    *,
    order: Union[Order, str] = "position",
    context: Optional[Context] = None,
) -> Determinantal:
    """Diverse and relevant tokens: a greedy walk on similarity conditioned on relevance (CDPruner, NeurIPS 2025).

    Tokens that depend linearly on the picks come last, by falling relevance, with gain 0.

    Args:
        features: ``[N, D]`` or ``[B, N, D]``: image tokens after the projector.
        relevance: ``[N]`` or ``[B, N]``, such as :func:`pith.score.cdpruner` gives.
        keep: 0 to N.
        order: ``"position"``: ascending; ``"ranked"``: pick order. Ties: the lower index wins.
    """
    operand = _arrays.floats(features, "features", 2, 3)
    weights = _arrays.floats(relevance, "relevance", 1, 2)
    keep = count(keep, "keep", operand.shape[-2])
    indices = operand.indices(operand.batch(2) + (keep,))
    gains = operand.floats(operand.batch(2) + (keep,))
    call("pith_select_cdpruner", context, operand, weights, keep, choice(Order, order, "order"), indices, gains)
    return Determinantal(indices.result(), gains.result())


def determinantal(
    kernel: T, keep: int, *, order: Union[Order, str] = "position", context: Optional[Context] = None
) -> Determinantal:
    """The greedy most probable subset of a determinantal point process with a ready kernel.

    Args:
        kernel: ``[N, N]`` or ``[B, N, N]``, symmetric and positive semidefinite.
        keep: 0 to N.
        order: ``"position"``: ascending; ``"ranked"``: pick order. Ties: the lower index wins.
    """
    operand = _arrays.floats(kernel, "kernel", 2, 3)
    keep = count(keep, "keep", operand.shape[-1])
    indices = operand.indices(operand.batch(2) + (keep,))
    gains = operand.floats(operand.batch(2) + (keep,))
    call("pith_select_determinantal", context, operand, keep, choice(Order, order, "order"), indices, gains)
    return Determinantal(indices.result(), gains.result())


class Dart(NamedTuple):
    """What :func:`dart` keeps."""

    #: ``[pivot_image + P * per_pivot]`` or ``[B, ...]``, ascending, relative to the first image token.
    indices: Any
    #: ``[P]`` or ``[B, P]``: image pivots, then text pivots, each by falling key norm; positions in the sequence.
    ranked_pivots: Any
    #: ``[P]`` or ``[B, P]``: the same in the order in which they claimed tokens.
    claiming_pivots: Any


def dart(
    hidden: T,
    keys: T,
    start: int,
    length: int,
    per_pivot: int,
    *,
    pivot_image: int = 4,
    pivot_text: int = 4,
    claim_order: Any = None,
    context: Optional[Context] = None,
) -> Dart:
    """Pivots with large keys, and the image tokens least similar to each pivot (DART, EMNLP 2025).

    Args:
        hidden: ``[S, D]`` or ``[B, S, D]``: output of the layer before the cut after the model's final norm.
        keys: ``[S, C]`` or ``[B, S, C]``: keys of that layer, heads side by side.
        start, length: where the image tokens lie in the sequence.
        per_pivot: tokens that each pivot takes. ``pivot_image + (pivot_image + pivot_text) * per_pivot`` tokens are kept.
        pivot_image, pivot_text: pivots among the image tokens and among the tokens after them.
        claim_order: ``[P]``, a permutation of 0 to P - 1: which of the ranked pivots claims first, second, and so on. None:
            the order in which Python iterates over a set of their positions, which the authors' code uses.
    """
    states = _arrays.floats(hidden, "hidden", 2, 3)
    rows = _arrays.floats(keys, "keys", 2, 3)
    n = states.shape[-2]
    start = integer(start, "start", 0, n)
    length = integer(length, "length", 0, n - start)
    pivot_image = count(pivot_image, "pivot_image", length)
    pivot_text = count(pivot_text, "pivot_text", n - start - length)
    pivots = pivot_image + pivot_text
    per_pivot = count(per_pivot, "per_pivot", (length - pivot_image) // pivots if pivots else 0)
    claims = None if claim_order is None else _arrays.indices(claim_order, "claim_order", 1)
    batch = states.batch(2)
    indices = states.indices(batch + (pivot_image + pivots * per_pivot,))
    ranked, claiming = states.indices(batch + (pivots,)), states.indices(batch + (pivots,))
    call(
        "pith_select_dart", context, states, rows, claims, start, length, pivot_image, pivot_text, per_pivot, indices, ranked,
        claiming,
    )
    return Dart(indices.result(), ranked.result(), claiming.result())
