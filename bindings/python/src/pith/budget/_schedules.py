"""Adaptive numbers of tokens, and schedules over layers and stages."""

from __future__ import annotations

from typing import Any, Callable, List, NamedTuple, Optional, Sequence, Tuple

import numpy as np

from .. import _arrays
from .._abi import Dtype
from .._call import call, integer, real
from .._types import T
from ..context import Context

__all__ = ["GSearch", "Knee", "Searched", "gsearch", "gsearch_search", "gsearch_trial", "knee", "pyramiddrop", "vflowopt"]


class Knee(NamedTuple):
    """What :func:`knee` keeps."""

    #: Ascending; for a batch ``[B, N]``, -1 past an item's count.
    indices: Any
    #: How many they are: an int, or an array ``[B]``.
    count: Any
    #: Rank of the knee in the falling scores: an int, or an array ``[B]``.
    knee: Any
    #: Its score: a float, or an array ``[B]``.
    value: Any


def knee(scores: T, *, inclusive: bool = False, context: Optional[Context] = None) -> Knee:
    """The tokens above the knee of their falling scores, as many as the data says (CoreMatching, ICML 2025).

    Args:
        scores: ``[N]`` or ``[B, N]``.
        inclusive: whether scores equal to the knee's stay. If all are equal, nothing is above the knee and all are at it.
    """
    operand = _arrays.floats(scores, "scores", 1, 2)
    indices, kept = operand.indices(operand.shape, fill=-1), operand.scalars(1)
    rank, value = operand.scalars(1), operand.scalars(1, operand.dtype)
    call("pith_budget_knee", context, operand, int(bool(inclusive)), indices, kept, rank, value)
    number = kept.number()
    return Knee(
        indices.result() if operand.ndim == 2 else indices.result()[:number], number, rank.number(), value.number()
    )


def pyramiddrop(
    n: int, ratios: Sequence[float] = (0.5, 0.25, 0.125), *, context: Optional[Context] = None
) -> List[int]:
    """How many image tokens stay at each stage: ``int(n * ratio)`` (PyramidDrop, CVPR 2025; TransPrune, CVPR 2026).

    Args:
        n: image tokens at first.
        ratios: kept shares of the first count. TransPrune's are 0.875, 0.625, 0.125.
    """
    return _stages("pith_budget_pyramiddrop", n, ratios, context)


def vflowopt(n: int, ratios: Sequence[float], *, context: Optional[Context] = None) -> List[int]:
    """How many image tokens stay at each stage: ``n -= round(n * (1 - ratio))`` (VFlowOpt, ICCV 2025).

    Args:
        n: image tokens before the first stage.
        ratios: share of its tokens that each stage keeps.
    """
    return _stages("pith_budget_vflowopt", n, ratios, context)


def _stages(function: str, n: int, ratios: Sequence[float], context: Optional[Context]) -> List[int]:
    numbers = np.array([real(ratio, "ratios") for ratio in ratios], dtype=np.float64)
    shares = _arrays.Operand(numbers, Dtype.F64, False, numbers.ctypes.data, numbers.shape, None)
    counts = _arrays.empty_numpy(numbers.shape, Dtype.I32)
    call(function, context, shares, integer(n, "n"), counts)
    return counts.array.tolist()


class GSearch(NamedTuple):
    """A schedule that :func:`gsearch` makes."""

    #: One number of tokens per layer.
    counts: List[int]
    #: ``[layers]``, float32.
    rates: Any
    #: Depth, from 0 to 1, where the sigmoid is halfway down.
    center: float
    #: The mean rate that was reached.
    mean: float


def gsearch(
    layers: int,
    n: int,
    budget: float,
    *,
    steepness: float = 10.0,
    r_min: float = 0.0,
    r_max: float = 1.0,
    context: Optional[Context] = None,
) -> GSearch:
    """A falling sigmoid schedule of visual tokens over layers: P-Sigmoid (G-Search, CVPR 2025).

    Args:
        layers: of the language model.
        n: visual tokens.
        budget: mean rate over the layers; beyond ``r_min`` to ``r_max`` it counts as the nearer one.
        steepness: of the sigmoid over the whole depth.
        r_min, r_max: rates far behind and far before the center.
    """
    layers = integer(layers, "layers", 0, _arrays.INT32_MAX)
    counts = _arrays.empty_numpy((layers,), Dtype.I32)
    rates = _arrays.empty_numpy((layers,), Dtype.F32)
    center, mean = _arrays.empty_numpy((1,), Dtype.F32), _arrays.empty_numpy((1,), Dtype.F32)
    call(
        "pith_budget_gsearch", context, integer(n, "n"), real(steepness, "steepness"), real(r_min, "r_min"),
        real(r_max, "r_max"), real(budget, "budget"), counts, rates, center, mean,
    )
    return GSearch(counts.array.tolist(), rates.array, center.number(), mean.number())


def gsearch_trial(
    layers: int, levels: int, answers: Sequence[bool], *, context: Optional[Context] = None
) -> Tuple[Optional[Tuple[int, int]], List[int]]:
    """The next trial of G-Search, given the outcomes of those before (CVPR 2025).

    Args:
        layers: of the language model.
        levels: number of rates, which rise.
        answers: whether quality was kept, for every trial so far in order.

    Returns:
        ``((layer, level) or None when the search is over, index of the least rate of each layer so far known, else -1)``.
    """
    layers = integer(layers, "layers", 0, _arrays.INT32_MAX)
    replies = _arrays.output(np.array([int(bool(answer)) for answer in answers], dtype=np.int32), "answers")
    rates, trial = _arrays.empty_numpy((layers,), Dtype.I32), _arrays.empty_numpy((2,), Dtype.I32)
    call("pith_budget_gsearch_trial", context, replies, integer(levels, "levels"), rates, trial)
    layer, level = trial.array.tolist()
    return (None if level < 0 else (layer, level)), rates.array.tolist()


class Searched(NamedTuple):
    """What :func:`gsearch_search` finds."""

    #: Index of the least rate of each layer that keeps quality.
    levels: List[int]
    #: ``(layer, level, passed)`` of every trial, in order.
    trials: List[Tuple[int, int, bool]]


def gsearch_search(
    trial: Callable[[int, int], bool], layers: int, levels: int, *, context: Optional[Context] = None
) -> Searched:
    """The least rate of each layer that keeps quality, by trials from the first layer on (G-Search, CVPR 2025).

    Args:
        trial: called with a layer and the index of a rate: whether quality is kept.
        layers: of the language model.
        levels: number of rates, which rise. A rate that keeps quality is taken to keep it when it is larger, and a layer
            never to need more than the one before.
    """
    trials: List[Tuple[int, int, bool]] = []
    while True:
        question, known = gsearch_trial(layers, levels, [passed for _, _, passed in trials], context=context)
        if question is None:
            return Searched(known, trials)
        trials.append(question + (bool(trial(*question)),))
