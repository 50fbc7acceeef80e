"""Tokens by activations, by transitions between layers, and stage by stage."""

from __future__ import annotations

from typing import Any, List, NamedTuple, Optional, Sequence, Union

from .. import _arrays, budget
from .._abi import Order
from .._call import call, choice, count, integer, real
from .._types import T
from ..context import Context
from ._rank import top_k

__all__ = [
    "CoreMatching", "CoreNeurons", "GSearch", "Stage", "VFlowOpt", "corematching", "corematching_neurons", "gsearch",
    "pyramiddrop", "transprune", "vflowopt", "vflowopt_progressive",
]


class CoreMatching(NamedTuple):
    """What :func:`corematching` keeps."""

    #: Ascending, relative to the first visual token; for a batch ``[B, visual tokens]``, -1 past an item's count.
    indices: Any
    #: How many they are: an int, or an array ``[B]``.
    count: Any
    #: ``[visual tokens]`` or ``[B, ...]``: active neurons that each shares with the query.
    counts: Any
    #: ``[2]`` or ``[B, 2]``: rank of the knee in the falling counts, and its count.
    knee: Any


def corematching(
    activations: T,
    visual_begin: int,
    visual_end: int,
    *,
    query_row: int = -5,
    inclusive: bool = False,
    context: Optional[Context] = None,
) -> CoreMatching:
    """The visual tokens that share most active neurons with a token of the question (CoreMatching, ICML 2025).

    How many are kept depends on the data.

    Args:
        activations: ``[T, F]`` or ``[B, T, F]``: input of a feed-forward layer's down projection.
        visual_begin, visual_end: the visual tokens.
        query_row: row of the question; negative: from the end.
        inclusive: False: counts above the knee (the authors' model); True: those at it too (the paper).
    """
    operand = _arrays.floats(activations, "activations", 2, 3)
    rows = operand.shape[-2]
    visual_end = integer(visual_end, "visual_end", 0, rows)
    visual_begin = integer(visual_begin, "visual_begin", 0, visual_end)
    batch, n = operand.batch(2), visual_end - visual_begin
    indices, kept = operand.indices(batch + (n,), fill=-1), operand.scalars(2)
    counts = _arrays.empty(batch + (n,), _arrays.Dtype.I32, operand)
    knee = _arrays.empty(batch + (2,), _arrays.Dtype.I32, operand)
    call(
        "pith_select_corematching", context, operand, integer(query_row, "query_row"), visual_begin, visual_end,
        int(bool(inclusive)), indices, kept, counts, knee,
    )
    number = kept.number()
    return CoreMatching(
        indices.result() if batch else indices.result()[:number], number, counts.result(), knee.result()
    )


class CoreNeurons(NamedTuple):
    """What :func:`corematching_neurons` finds."""

    #: By falling number of votes; for a batch ``[B, int(sparsity * F)]``, -1 past an item's count.
    neurons: Any
    #: How many they are: an int, or an array ``[B]``.
    count: Any
    #: ``[F]`` or ``[B, F]``: votes of each neuron.
    frequency: Any
    #: ``[T]`` or ``[B, T]``: core neurons that each token activates.
    intersection: Any


def corematching_neurons(
    activations: T, *, token_sparsity: float = 0.2, sparsity: float = 0.4, context: Optional[Context] = None
) -> CoreNeurons:
    """The neurons that most tokens use most, and how many of them each token activates (CoreMatching, ICML 2025).

    The paper's core tokens are ``pith.budget.knee(found.intersection[visual], inclusive=True)``, the counts as float32.

    Args:
        activations: ``[T, F]`` or ``[B, T, F]``: input of a feed-forward layer's down projection.
        token_sparsity: share of the mean number of active neurons that a token votes for.
        sparsity: share of the neurons that form the core.
    """
    operand = _arrays.floats(activations, "activations", 2, 3)
    rows, width = operand.shape[-2:]
    batch = operand.batch(2)
    sparsity = real(sparsity, "sparsity")
    most = int(width * sparsity) if 0 <= sparsity <= 1 else 0
    neurons, kept = operand.indices(batch + (most,), fill=-1), operand.scalars(2)
    frequency = _arrays.empty(batch + (width,), _arrays.Dtype.I32, operand)
    intersection = _arrays.empty(batch + (rows,), _arrays.Dtype.I32, operand)
    call(
        "pith_select_corematching_neurons", context, operand, real(token_sparsity, "token_sparsity"), sparsity, neurons,
        kept, frequency, intersection,
    )
    number = kept.number()
    return CoreNeurons(
        neurons.result() if batch else neurons.result()[:number], number, frequency.result(), intersection.result()
    )


class Stage(NamedTuple):
    """What a stage of :func:`transprune` or :func:`pyramiddrop` keeps."""

    #: ``[keep]`` or ``[B, keep]``, relative to the first image token.
    indices: Any
    #: ``[T - length + keep]`` or ``[B, ...]``, ascending: what stays of the whole sequence. None if its length is not known.
    sequence: Any
    #: ``[length]`` or ``[B, length]``.
    scores: Any


def transprune(
    transition: Optional[T],
    attention: Optional[T],
    start: int,
    length: int,
    keep: int,
    *,
    order: Union[Order, str] = "position",
    context: Optional[Context] = None,
) -> Stage:
    """The image tokens that layers change most and the instruction looks at most: one stage (TransPrune, CVPR 2026).

    Args:
        transition: ``[L, T]`` or ``[B, L, T]``: weights of the whole sequence in the layers so far, see
            :func:`pith.score.transprune`. Gather them with ``sequence`` for the next stage. None: attention alone.
        attention: ``[length]`` or ``[B, length]``: attention of the text after the image to the image tokens,
            ``pith.score.query_key(q, k, causal_offset=start + length, columns=(start, start + length))``. None: transition
            alone.
        start, length: where the image tokens lie in the sequence.
        keep: 0 to length. The authors keep ``pith.budget.pyramiddrop(n0, ratios)`` of the n0 tokens at first.
        order: of ``indices``: ``"position"``: ascending; ``"ranked"``: best first. Ties: the lower index wins.
    """
    weights = None if transition is None else _arrays.floats(transition, "transition", 2, 3)
    looks = None if attention is None else _arrays.floats(attention, "attention", 1, 2)
    length = integer(length, "length", 0, _arrays.INT32_MAX)
    keep = count(keep, "keep", length)
    like = weights if weights is not None else looks
    if like is None:
        like = _arrays.empty_numpy((0,), _arrays.Dtype.F32)  # the library says what is missing
    batch = like.batch(1 if weights is None else 2)
    indices, scores = like.indices(batch + (keep,)), like.floats(batch + (length,))
    sequence = None
    if weights is not None:
        sequence = weights.indices(batch + (max(weights.shape[-1] - length, 0) + keep,))
    call(
        "pith_select_transprune", context, weights, looks, integer(start, "start"), length, keep,
        choice(Order, order, "order"), indices, sequence, scores,
    )
    return Stage(indices.result(), None if sequence is None else sequence.result(), scores.result())


def pyramiddrop(
    queries: T,
    keys: T,
    start: int,
    length: int,
    keep: int,
    *,
    last_query: Optional[int] = None,
    order: Union[Order, str] = "position",
    context: Optional[Context] = None,
) -> Stage:
    """The image tokens that the last instruction token attends to most: one stage (PyramidDrop, CVPR 2025).

    Args:
        queries: ``[H, D]`` or ``[B, H, D]``: that token's query in the layer of the cut, after rotary embedding.
        keys: ``[G, S, D]`` or ``[B, G, S, D]``: the layer's keys of the whole sequence; H is a multiple of G.
        start, length: where the image tokens lie in the sequence.
        keep: 0 to length; see :func:`pith.budget.pyramiddrop`.
        last_query: position of the query: later keys are masked. None: none is.
        order: of ``indices``: ``"position"``: ascending; ``"ranked"``: best first. Ties: the lower index wins.
    """
    rows = _arrays.floats(queries, "queries", 2, 3)
    others = _arrays.floats(keys, "keys", 3, 4)
    total = others.shape[-2]
    start = integer(start, "start", 0, total)
    length = integer(length, "length", 0, total - start)
    keep = count(keep, "keep", length)
    last = -1 if last_query is None else integer(last_query, "last_query", 0, total - 1)
    batch = rows.batch(2)
    indices, scores = rows.indices(batch + (keep,)), rows.floats(batch + (length,))
    sequence = rows.indices(batch + (total - length + keep,))
    call(
        "pith_select_pyramiddrop", context, rows, others, start, length, last, keep, choice(Order, order, "order"), indices,
        sequence, scores,
    )
    return Stage(indices.result(), sequence.result(), scores.result())


class VFlowOpt(NamedTuple):
    """What :func:`vflowopt` decides."""

    #: Tokens that stay, ascending; for a batch ``[B, M]``, -1 past an item's count.
    indices: Any
    #: How many they are: an int, or an array ``[B]``.
    count: Any
    #: ``[M]`` or ``[B, M]``: place among ``indices`` of the token that each merges into.
    assign: Any
    #: ``[M]`` or ``[B, M]``, float32.
    weight: Any


def vflowopt(
    scores: T, remove: int, cell: float, base_side: int, local_width: int, *, context: Optional[Context] = None
) -> VFlowOpt:
    """The least important tokens of each grid cell merged into one: recycling (VFlowOpt, ICCV 2025).

    ``pith.apply.merge(x, found.assign, found.count, weight=found.weight, mode="sum").values`` makes the tokens.

    Args:
        scores: ``[M]`` or ``[B, M]``: importance of base, then local tokens (:func:`pith.score.vflowopt`), 1 for newlines.
        remove: 0 to M; the authors' is ``pith.budget.keep_count(M, 1 - ratio, "half_even")``. int(M / cell**2) more merge.
        cell: side of a cell in tokens, at least 1.
        base_side: side of the whole image's grid.
        local_width: tokens in a row of the crops' grid, newline included.
    """
    operand = _arrays.floats(scores, "scores", 1, 2)
    m, batch = operand.shape[-1], operand.batch(1)
    indices, kept = operand.indices(batch + (m,), fill=-1), operand.scalars(1)
    assign, weight = operand.indices(batch + (m,)), operand.floats(batch + (m,), _arrays.Dtype.F32)
    call(
        "pith_select_vflowopt", context, operand, integer(remove, "remove"), real(cell, "cell"),
        integer(base_side, "base_side"), integer(local_width, "local_width"), indices, kept, assign, weight,
    )
    number = kept.number()
    return VFlowOpt(
        indices.result() if batch else indices.result()[:number], number, assign.result(), weight.result()
    )


def vflowopt_progressive(
    scores: T, ratios: Sequence[float], *, context: Optional[Context] = None
) -> List[T]:
    """The tokens that survive each stage inside the language model (VFlowOpt, ICCV 2025).

    Args:
        scores: ``[M]`` or ``[B, M]``: importance carried over from the encoder.
        ratios: share of its tokens that each stage keeps.

    Returns:
        One array of indices per stage, ``[kept]`` or ``[B, kept]``, ascending. Ties: the lower index stays.
    """
    operand = _arrays.floats(scores, "scores", 1, 2)
    return [top_k(scores, kept, context=context) for kept in budget.vflowopt(operand.shape[-1], ratios, context=context)]


class GSearch(NamedTuple):
    """What :func:`gsearch` keeps."""

    #: ``[L, N]`` or ``[B, L, N]``: tokens of each layer, ascending, then -1.
    indices: Any
    #: ``[L]`` or ``[B, L]``: how many they are.
    alive: Any


def gsearch(scores: T, counts: Any, *, context: Optional[Context] = None) -> GSearch:
    """Nested sets of tokens, each layer ranked by what the layer before attended to (G-Search, CVPR 2025).

    Args:
        scores: ``[L, N]`` or ``[B, L, N]``: attention that each original token got in each layer.
        counts: ``[L]`` or ``[B, L]``: how many stay, such as :func:`pith.budget.gsearch` gives. Layer 0 has all.
    """
    operand = _arrays.floats(scores, "scores", 2, 3)
    numbers = _arrays.indices(counts, "counts", 1, 2)
    indices = operand.indices(operand.shape)
    alive = _arrays.empty(operand.shape[:-1], _arrays.Dtype.I32, operand)
    call("pith_select_gsearch", context, operand, numbers, indices, alive)
    return GSearch(indices.result(), alive.result())
