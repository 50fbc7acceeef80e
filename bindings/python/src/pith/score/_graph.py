"""Tokens that vote for each other along the attention map."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional

from .. import _arrays
from .._call import call, integer, real
from .._types import T
from ..context import Context

__all__ = ["ZeroTPruneScores", "aim", "zero_tprune"]


class ZeroTPruneScores(NamedTuple):
    """What :func:`zero_tprune` finds."""

    #: ``[P]`` or ``[B, P]``: one score for each patch of the graph.
    scores: Any
    #: ``[H]`` or ``[B, H]``: 1 for the heads that count.
    head_mask: Any


def zero_tprune(
    attention: T,
    survivors: Any = None,
    *,
    class_weight: Optional[float] = None,
    class_token: bool = True,
    iterations: int = 1,
    epsilon: float = 0.0,
    damping: float = 0.0,
    sharpness: float = 1.0,
    min_variance: float = 0.01,
    max_variance: float = 0.7,
    renormalize: bool = True,
    mean_heads: bool = False,
    context: Optional[Context] = None,
) -> ZeroTPruneScores:
    """Scores of patches by weighted PageRank, over the heads whose scores vary enough (Zero-TPrune, CVPR 2024).

    Args:
        attention: ``[N, N]``, ``[H, N, N]`` or ``[B, H, N, N]``, softmaxed, no negative entries.
        survivors: ``[S]`` or ``[B, S]``, ascending, the class token first: only these tokens vote and get votes. None: all.
        class_weight: weight of the class token at the start; None: the square root of N.
        class_token: token 0 is one; False: all tokens are patches.
        iterations: votes. The paper takes 1 before the similarity stage; after it 30 to 50 in the first three layers, 5 to 10 in
            the middle, 1 in the last three.
        epsilon: voting stops after a step that changed the scores by no more in sum; 0: never.
        damping: 0 to 1.
        sharpness: entries are taken to this power, rows then divided by their sums.
        min_variance, max_variance: a head counts if the variance of N times its scores lies between; if none does, all count.
        renormalize: with ``survivors``: rows are divided by their sums over them.
        mean_heads: without ``survivors``: the mean of the heads instead of the root of their mean square.
    """
    operand = _arrays.floats(attention, "attention", 2, 3, 4)
    batch = operand.shape[:1] if operand.ndim == 4 else ()
    heads = operand.shape[-3] if operand.ndim > 2 else 1
    n = operand.shape[-1]
    weight = 0.0
    if class_token:
        weight = n**0.5 if class_weight is None else real(class_weight, "class_weight")
    chosen = None if survivors is None else _arrays.indices(survivors, "survivors", 1, 2)
    patches = max((n if chosen is None else chosen.shape[-1]) - (weight > 0), 0)
    scores, mask = operand.floats(batch + (patches,)), operand.indices(batch + (heads,))
    shared = (
        weight, integer(iterations, "iterations"), real(epsilon, "epsilon"), real(damping, "damping"),
        real(sharpness, "sharpness"), real(min_variance, "min_variance"), real(max_variance, "max_variance"),
    )
    if chosen is None:
        call("pith_score_zero_tprune", context, operand, *shared, int(bool(mean_heads)), scores, mask)
    else:
        call(
            "pith_score_zero_tprune_survivors", context, operand, chosen, *shared, int(bool(renormalize)), scores, mask
        )
    return ZeroTPruneScores(scores.result(), mask.result())


def aim(
    logits: T,
    *,
    temperature: float = 0.1,
    iterations: int = 5,
    damping: float = 0.0,
    context: Optional[Context] = None,
) -> T:
    """Importance of a decoder's tokens by PageRank on its sharpened attention (AIM, ICCV 2025).

    Args:
        logits: ``[N, N]``, ``[H, N, N]`` or ``[B, H, N, N]``: scaled products of queries and keys with the causal and padding
            mask added, before the softmax.
        temperature: what logits are divided by.
        iterations: votes.
        damping: 0 to 1.

    Returns:
        ``[N]`` or ``[B, N]``.
    """
    operand = _arrays.floats(logits, "logits", 2, 3, 4)
    importance = operand.floats((operand.shape[:1] if operand.ndim == 4 else ()) + (operand.shape[-1],))
    call(
        "pith_score_aim", context, operand, real(temperature, "temperature"), integer(iterations, "iterations"),
        real(damping, "damping"), importance,
    )
    return importance.result()
