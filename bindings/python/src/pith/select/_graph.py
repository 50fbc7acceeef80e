"""Tokens that stay by their PageRank on the attention map."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional

from .. import _arrays, score
from .._call import call, count, integer
from .._types import T
from ..context import Context

__all__ = ["Similar", "ZeroTPrune", "aim", "zero_tprune", "zero_tprune_similar"]


class Similar(NamedTuple):
    """What :func:`zero_tprune_similar` decides."""

    #: ``[N - remove]`` or ``[B, N - remove]``, ascending, class token included.
    survivors: Any
    #: ``[remove]`` or ``[B, remove]``, ascending.
    removed: Any
    #: ``[P]`` or ``[B, P]``: patches by falling score.
    ranking: Any


def zero_tprune_similar(
    features: T, scores: T, remove: int, *, class_token: bool = True, context: Optional[Context] = None
) -> Similar:
    """Removes patches of the less important half that resemble one of the other half: Zero-TPrune's similarity stage.

    Args:
        features: ``[N, D]`` or ``[B, N, D]``: keys of the layer, heads side by side.
        scores: ``[P]`` or ``[B, P]``: of the patches, ``pith.score.zero_tprune(attention).scores``.
        remove: 0 to half of the patches, rounded up (0 of a single patch).
        class_token: token 0 is one: P = N - 1.
    """
    rows = _arrays.floats(features, "features", 2, 3)
    received = _arrays.floats(scores, "scores", 1, 2)
    batch, n = rows.batch(2), rows.shape[-2]
    remove = count(remove, "remove", n)
    survivors, removed = rows.indices(batch + (n - remove,)), rows.indices(batch + (remove,))
    ranking = rows.indices(batch + (received.shape[-1],))
    call(
        "pith_select_zero_tprune_similar", context, rows, received, int(bool(class_token)), remove, survivors, removed, ranking
    )
    return Similar(survivors.result(), removed.result(), ranking.result())


class ZeroTPrune(NamedTuple):
    """What :func:`zero_tprune` keeps, and how it came to it."""

    #: ``[keep]`` or ``[B, keep]``, one more with a class token, ascending.
    indices: Any
    #: The similarity stage.
    similar: Similar
    #: Scores and heads of the whole map, before the similarity stage.
    before: Any
    #: Scores and heads of the survivors' map.
    after: Any


def zero_tprune(
    attention: T,
    features: T,
    keep: int,
    remove: int,
    *,
    class_token: bool = True,
    pre_iterations: int = 1,
    iterations: int = 5,
    pre_mean: bool = False,
    renormalize: bool = True,
    context: Optional[Context] = None,
    **options: float,
) -> ZeroTPrune:
    """The whole of Zero-TPrune (CVPR 2024): score, remove similar patches, score the rest, keep the best.

    Args:
        attention: ``[H, N, N]`` or ``[B, H, N, N]``, softmaxed.
        features: ``[N, D]`` or ``[B, N, D]``: keys of the layer, heads side by side.
        keep: patches that stay, the class token not counted; as many as there are survivors if that is less.
        remove: patches that the similarity stage removes; at most half of them, rounded up, go.
        class_token: token 0 is one.
        pre_iterations, iterations: votes before and after the similarity stage.
        pre_mean: before it, heads are averaged instead of taking the root of their mean square.
        renormalize: after it, rows of the map are divided by what is left of them.
        options: ``class_weight``, ``epsilon``, ``damping``, ``sharpness``, ``min_variance`` and ``max_variance`` of
            :func:`pith.score.zero_tprune`.
    """
    before = score.zero_tprune(
        attention, class_token=class_token, iterations=pre_iterations, mean_heads=pre_mean, context=context, **options
    )
    patches = before.scores.shape[-1]
    most = (patches + 1) // 2 if patches > 1 else 0
    similar = zero_tprune_similar(
        features, before.scores, min(integer(remove, "remove", 0), most), class_token=class_token, context=context
    )
    after = score.zero_tprune_survivors(
        attention, similar.survivors, class_token=class_token, iterations=iterations, renormalize=renormalize,
        context=context, **options
    )
    received = _arrays.floats(after.scores, "scores", 1, 2)
    left = _arrays.indices(similar.survivors, "survivors", 1, 2)
    keep = min(integer(keep, "keep", 0), received.shape[-1])
    first = int(bool(class_token))
    indices = received.indices(received.batch(1) + (keep + first,))
    call("pith_select_zero_tprune", context, received, left, first, keep, indices)
    return ZeroTPrune(indices.result(), similar, before, after)


def aim(
    importance: T,
    visual_begin: int,
    visual_end: int,
    keep: int,
    *,
    alive: Any = None,
    context: Optional[Context] = None,
) -> Any:
    """The text and the most important visual tokens of a decoder's sequence (AIM, ICCV 2025).

    Args:
        importance: ``[N]`` or ``[B, N]``: ``pith.score.aim(logits)``.
        visual_begin, visual_end: the visual tokens; all others come first.
        keep: 0 to N, text and dead tokens counted: ``pith.budget.aim(N, text, rate)``.
        alive: ``[N]`` or ``[B, N]``: 1 for tokens that earlier layers left, else 0; None: all are.

    Returns:
        Indices, ascending, at most ``keep``; for a batch ``(indices [B, keep], counts [B])``, where indices past an item's
        count are -1.
    """
    received = _arrays.floats(importance, "importance", 1, 2)
    living = None if alive is None else _arrays.indices(alive, "alive", 1, 2)
    n = received.shape[-1]
    keep = count(keep, "keep", n)
    indices, kept = received.indices(received.batch(1) + (keep,), fill=-1), received.scalars(1)
    call(
        "pith_select_aim", context, received, living, integer(visual_begin, "visual_begin"),
        integer(visual_end, "visual_end"), keep, indices, kept,
    )
    if received.ndim == 1:
        return indices.result()[: kept.number()]
    return indices.result(), kept.number()
