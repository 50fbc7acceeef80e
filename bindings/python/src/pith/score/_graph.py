"""Tokens that vote for each other along the attention map."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional, Tuple

from .. import _arrays
from .._call import call, integer, real
from .._types import T
from ..context import Context

__all__ = ["ZeroTPruneScores", "aim", "zero_tprune", "zero_tprune_survivors"]


class ZeroTPruneScores(NamedTuple):
    """What :func:`zero_tprune` finds."""

    #: ``[P]`` or ``[B, P]``, float32: one score for each patch of the graph.
    scores: Any
    #: ``[H]`` or ``[B, H]``: 1 for the heads that count.
    head_mask: Any


def zero_tprune(
    attention: T,
    *,
    class_token: bool = True,
    class_weight: Optional[float] = None,
    iterations: int = 1,
    epsilon: float = 0.0,
    damping: float = 0.0,
    sharpness: float = 1.0,
    min_variance: float = 0.01,
    max_variance: float = 0.7,
    mean_heads: bool = False,
    context: Optional[Context] = None,
) -> ZeroTPruneScores:
    """Scores of patches by weighted PageRank, over the heads whose scores vary enough (Zero-TPrune, CVPR 2024).

    Args:
        attention: ``[N, N]``, ``[H, N, N]`` or ``[B, H, N, N]``, softmaxed, no negative entries.
        class_token: token 0 is one; False: all tokens are patches.
        class_weight: weight of the class token at the start; None: the square root of N.
        iterations: votes; the paper takes 1 before the similarity stage.
        epsilon: voting stops after a step that changed the scores by no more in sum; 0: never.
        damping: 0 to 1.
        sharpness: entries are taken to this power, rows then divided by their sums.
        min_variance, max_variance: a head counts if the variance of N times its scores lies between; if none does, all count.
        mean_heads: the mean of the heads instead of the root of their mean square.
    """
    operand = _arrays.floats(attention, "attention", 2, 3, 4)
    options = _options(operand, class_token, class_weight, iterations, epsilon, damping, sharpness, min_variance, max_variance)
    scores, mask = _results(operand, operand.shape[-1], options)
    call("pith_score_zero_tprune", context, operand, *options, int(bool(mean_heads)), scores, mask)
    return ZeroTPruneScores(scores.result(), mask.result())


def zero_tprune_survivors(
    attention: T,
    survivors: Any,
    *,
    class_token: bool = True,
    class_weight: Optional[float] = None,
    iterations: int = 5,
    epsilon: float = 0.0,
    damping: float = 0.0,
    sharpness: float = 1.0,
    min_variance: float = 0.01,
    max_variance: float = 0.7,
    renormalize: bool = True,
    context: Optional[Context] = None,
) -> ZeroTPruneScores:
    """As :func:`zero_tprune`, on the map restricted to the tokens that are left.

    Args:
        attention: as there.
        survivors: ``[S]`` or ``[B, S]``, ascending, the class token first: only these tokens vote and get votes.
        iterations: votes; the paper takes 30 to 50 in the first three layers, 5 to 10 in the middle, 1 in the last three.
        class_token, class_weight, epsilon, damping, sharpness, min_variance, max_variance: as there; N is still the width of
            the map for ``class_weight``, and the number of survivors for the variances.
        renormalize: rows are divided by their sums over the survivors.
    """
    operand = _arrays.floats(attention, "attention", 2, 3, 4)
    chosen = _arrays.indices(survivors, "survivors", 1, 2)
    options = _options(operand, class_token, class_weight, iterations, epsilon, damping, sharpness, min_variance, max_variance)
    scores, mask = _results(operand, chosen.shape[-1], options)
    call("pith_score_zero_tprune_survivors", context, operand, chosen, *options, int(bool(renormalize)), scores, mask)
    return ZeroTPruneScores(scores.result(), mask.result())


Options = Tuple[float, int, float, float, float, float, float]


def _options(
    attention: _arrays.Operand,
    class_token: bool,
    class_weight: Optional[float],
    iterations: int,
    epsilon: float,
    damping: float,
    sharpness: float,
    min_variance: float,
    max_variance: float,
) -> Options:
    weight = 0.0
    if class_token:
        weight = attention.shape[-1] ** 0.5 if class_weight is None else real(class_weight, "class_weight")
    return (
        weight, integer(iterations, "iterations"), real(epsilon, "epsilon"), real(damping, "damping"),
        real(sharpness, "sharpness"), real(min_variance, "min_variance"), real(max_variance, "max_variance"),
    )


def _results(attention: _arrays.Operand, tokens: int, options: Options) -> Tuple[_arrays.Operand, _arrays.Operand]:
    batch = attention.map_batch()
    heads = attention.shape[-3] if attention.ndim > 2 else 1
    patches = max(tokens - (options[0] > 0), 0)
    return attention.floats(batch + (patches,), _arrays.Dtype.F32), attention.indices(batch + (heads,))


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
        ``[N]`` or ``[B, N]``, float32.
    """
    operand = _arrays.floats(logits, "logits", 2, 3, 4)
    batch = operand.map_batch()
    importance = operand.floats(batch + (operand.shape[-1],), _arrays.Dtype.F32)
    call(
        "pith_score_aim", context, operand, real(temperature, "temperature"), integer(iterations, "iterations"),
        real(damping, "damping"), importance,
    )
    return importance.result()
