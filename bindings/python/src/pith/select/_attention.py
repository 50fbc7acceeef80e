"""Tokens that attention points at."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional, Union

from .. import _arrays
from .._abi import Order
from .._call import call, choice, count, integer, real
from .._types import T
from ..context import Context

__all__ = [
    "FastV", "FoPru", "PruMerge", "PruMergeWeights", "VisionZip", "fastv", "fopru", "hiprune", "prumerge",
    "prumerge_weights", "visionzip",
]


class FastV(NamedTuple):
    """What :func:`fastv` keeps."""

    #: ``[keep]`` or ``[B, keep]``, relative to the first image token.
    indices: Any
    #: ``[K - length + keep]`` or ``[B, ...]``, ascending: what stays of the whole sequence.
    sequence: Any
    #: ``[length]`` or ``[B, length]``: attention received by each image token.
    scores: Any


def fastv(
    attention: T,
    start: int,
    length: int,
    keep: int,
    *,
    order: Union[Order, str] = "position",
    context: Optional[Context] = None,
) -> FastV:
    """The image tokens that the last query of a decoder layer attends to most (FastV, ECCV 2024).

    Args:
        attention: ``[Q, K]``, ``[H, Q, K]`` or ``[B, H, Q, K]``: the softmaxed map of the layer before the cut. Only the last
            query row is read, so Q = 1 is enough.
        start, length: where the image tokens lie among the K keys.
        keep: 0 to length. The paper keeps ``pith.budget.keep_count(length, 1 - 0.5, "half_even")``.
        order: of ``indices``: ``"position"``: ascending; ``"ranked"``: best first. Ties: the lower index wins.
    """
    operand = _arrays.floats(attention, "attention", 2, 3, 4)
    keys = operand.shape[-1]
    start = integer(start, "start", 0, keys)
    length = integer(length, "length", 0, keys - start)
    keep = count(keep, "keep", length)
    batch = operand.map_batch()
    indices = operand.indices(batch + (keep,))
    sequence = operand.indices(batch + (keys - length + keep,))
    scores = operand.floats(batch + (length,))
    call(
        "pith_select_fastv", context, operand, start, length, keep, choice(Order, order, "order"), indices, sequence, scores
    )
    return FastV(indices.result(), sequence.result(), scores.result())


class FoPru(NamedTuple):
    """What :func:`fopru` keeps."""

    #: ``[keep]`` or ``[B, keep]``.
    indices: Any
    #: ``[N]`` or ``[B, N]``.
    significance: Any


def fopru(
    attention: T,
    keep: int,
    group: int = 1,
    *,
    order: Union[Order, str] = "position",
    context: Optional[Context] = None,
) -> FoPru:
    """The tokens, or the rows of a grid, that matter most in a vision encoder's self-attention (FoPru, 2024).

    Args:
        attention: ``[N, N]``, ``[H, N, N]`` or ``[B, H, N, N]`` between patches, class token removed; probabilities or scores
            before the softmax.
        keep: tokens to keep, 0 to N, a multiple of ``group``.
        group: 1: tokens are kept one by one (rank strategy); the width of the patch grid: whole rows (row strategy).
        order: ``"position"``: ascending; ``"ranked"``: best token (row) first. Ties: the lower index wins.
    """
    operand = _arrays.floats(attention, "attention", 2, 3, 4)
    n = operand.shape[-1]
    keep = count(keep, "keep", n)
    batch = operand.map_batch()
    indices = operand.indices(batch + (keep,))
    significance = operand.floats(batch + (n,))
    call(
        "pith_select_fopru", context, operand, integer(group, "group"), keep, choice(Order, order, "order"), indices,
        significance,
    )
    return FoPru(indices.result(), significance.result())


def hiprune(
    object_scores: T,
    deep_scores: T,
    grid_width: int,
    keep: int,
    *,
    alpha: float = 0.1,
    context: Optional[Context] = None,
) -> Any:
    """Anchors of a middle layer with their grid neighbours, and the best of the rest by a deep layer (HiPrune, 2025).

    ``round(keep * alpha / 5)`` anchors have the greatest object scores. Neighbours wrap and clamp on the flat raster, and with
    deep scores above 1 fewer than ``keep`` tokens may come out, both as from the authors' code.

    Args:
        object_scores, deep_scores: ``[N]`` or ``[B, N]``: attention received at the two layers, such as
            ``pith.score.attention(map, columns=slice(1, None))``.
        grid_width: tokens in a row of the patch grid.
        keep: 0 to N.
        alpha: share of anchors and neighbours.

    Returns:
        Indices, ascending, at most ``keep``; for a batch ``(indices [B, keep], counts [B])``, where indices past an item's
        count are -1.
    """
    first = _arrays.floats(object_scores, "object_scores", 1, 2)
    second = _arrays.floats(deep_scores, "deep_scores", 1, 2)
    keep = count(keep, "keep", first.shape[-1])
    indices = first.indices(first.batch(1) + (keep,), fill=-1)
    kept = first.scalars(1)
    call(
        "pith_select_hiprune", context, first, second, integer(grid_width, "grid_width"), keep, real(alpha, "alpha"), indices,
        kept,
    )
    if first.ndim == 1:
        return indices.result()[: kept.number()]
    return indices.result(), kept.number()


class VisionZip(NamedTuple):
    """What :func:`visionzip` decides."""

    #: ``[dominant]`` or ``[B, dominant]``, ascending.
    indices: Any
    #: ``[contextual]`` or ``[B, contextual]``, ascending: the patches that others merge into.
    targets: Any
    #: ``[N]`` or ``[B, N]``: row of each patch among dominant, then contextual rows; -1: dropped.
    assign: Any
    #: ``[N]`` or ``[B, N]``, float32.
    weight: Any


def visionzip(
    scores: T, metric: T, dominant: int, contextual: int, *, context: Optional[Context] = None
) -> VisionZip:
    """Patches that score highest, and the rest merged into evenly strided contextual ones (VisionZip, CVPR 2025).

    ``pith.apply.merge(x, found.assign, dominant + contextual, weight=found.weight, mode="sum").values`` makes the tokens; a class
    token is yours to put first.

    Args:
        scores: ``[N]`` or ``[B, N]``: attention of the class token to the patches, summed over heads.
        metric: ``[N, D]`` or ``[B, N, D]``: keys of the patches, averaged over heads.
        dominant: patches to keep, 0 to N, the class token not counted.
        contextual: merged tokens, 0 to N - dominant; 0: the rest is dropped.
    """
    received = _arrays.floats(scores, "scores", 1, 2)
    keys = _arrays.floats(metric, "metric", 2, 3)
    n = received.shape[-1]
    dominant = count(dominant, "dominant", n)
    contextual = count(contextual, "contextual", n - dominant)
    batch = received.batch(1)
    indices, targets = received.indices(batch + (dominant,)), received.indices(batch + (contextual,))
    assign, weight = received.indices(batch + (n,)), received.floats(batch + (n,), _arrays.Dtype.F32)
    call("pith_select_visionzip", context, received, keys, dominant, contextual, indices, targets, assign, weight)
    return VisionZip(indices.result(), targets.result(), assign.result(), weight.result())


class PruMerge(NamedTuple):
    """What :func:`prumerge` keeps."""

    #: ``[L]``: by falling score, then along the grid.
    indices: Any
    #: The share of outliers, or the ratio that was given.
    ratio: float


def prumerge(
    scores: T, ratio: Optional[float] = None, *, grid_span: int = 0, context: Optional[Context] = None
) -> PruMerge:
    """Outliers of the class attention, and with a grid PruMerge+ (LLaVA-PruMerge, ICCV 2025).

    Args:
        scores: ``[N]``: attention of the class token to the patches.
        ratio: None: the share of scores above Q3 + 1.5 (Q3 - Q1); else 0 to 1.
        grid_span: 0: PruMerge; 1 to N: PruMerge+, N - 1 in the authors' code.
    """
    received = _arrays.floats(scores, "scores", 1)
    n = received.shape[-1]
    indices, kept, used = received.indices((2 * n,)), received.scalars(1), received.floats((1,), _arrays.Dtype.F32)
    call(
        "pith_select_prumerge", context, received, -1.0 if ratio is None else real(ratio, "ratio"),
        integer(grid_span, "grid_span"), indices, kept, used,
    )
    return PruMerge(indices.result()[: kept.number()], used.number())


class PruMergeWeights(NamedTuple):
    """How :func:`prumerge_weights` merges."""

    #: ``[L + 1, N]``: ``pith.apply.transform(weights, features)`` makes the tokens.
    weights: Any
    #: ``[N - L]``, ascending: tokens that are not kept.
    rest: Any


def prumerge_weights(
    scores: T, keys: T, kept: Any, *, neighbours: int = 32, context: Optional[Context] = None
) -> PruMergeWeights:
    """The weights with which PruMerge merges tokens: kept ones with their neighbours, then one token of the rest.

    Args:
        scores: ``[N]``: attention of the class token to the patches.
        keys: ``[N, C]``: keys of the same layer, heads side by side.
        kept: ``[L]``, in the order of the result, such as :func:`prumerge` gives.
        neighbours: others that merge into each kept token; all of them if there are fewer.
    """
    received = _arrays.floats(scores, "scores", 1)
    rows = _arrays.floats(keys, "keys", 2)
    order = _arrays.indices(kept, "kept", 1)
    n, length = received.shape[-1], count(order.shape[0], "the length of kept", received.shape[-1])
    weights = received.floats((length + 1, n), _arrays.Dtype.F32)
    rest = received.indices((n - length,))
    call(
        "pith_select_prumerge_weights", context, received, rows, order, integer(neighbours, "neighbours"), weights, rest
    )
    return PruMergeWeights(weights.result(), rest.result())
