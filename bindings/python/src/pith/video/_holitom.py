"""HoliTom: merging along time, within frames, and inside the language model."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional

from .. import _arrays
from .._abi import Dtype
from .._call import call, count, integer, real
from .._types import T
from ..context import Context

__all__ = ["HoliTom", "HoliTomInner", "HoliTomSegments", "holitom", "holitom_inner", "holitom_segments"]


class HoliTomSegments(NamedTuple):
    """Where :func:`holitom_segments` cuts."""

    #: ``[S, 2]``: first and last frame of each segment.
    segments: Any
    #: Tokens that keeping static positions once per segment saves.
    reduced: int


def holitom_segments(
    similarity: T, *, tau: float = 0.8, max_window: int = 1024, context: Optional[Context] = None
) -> HoliTomSegments:
    """Cuts a video so that keeping static positions once per segment saves most tokens (HoliTom, NeurIPS 2025).

    Args:
        similarity: ``[F - 1, P]``: of equal positions in adjacent frames.
        tau: a position is static where its similarity is above this.
        max_window: most frames of a segment.
    """
    rows = _arrays.floats(similarity, "similarity", 2)
    segments = rows.indices((rows.shape[0] + 1, 2))
    found, reduced = rows.indices((1,)), rows.indices((1,))
    call(
        "pith_video_holitom_segments", context, rows, real(tau, "tau"), integer(max_window, "max_window"), segments, found,
        reduced,
    )
    return HoliTomSegments(segments.result()[: found.number()], reduced.number())


class HoliTom(NamedTuple):
    """How :func:`holitom` merges."""

    #: ``[F, P]``: output row of each token; -1: dropped.
    #: ``pith.apply.merge(x.reshape(-1, D), assign.reshape(-1), len(sources), weight=weight.reshape(-1), mode="sum")`` makes
    #: the tokens.
    assign: Any
    #: ``[F, P]``
    weight: Any
    #: ``[M]``: frame * P + position of the token that each row stands for; -1: a newline.
    sources: Any
    #: ``[S, 4]``: first frame, last frame, static rows, dynamic rows per frame.
    segments: Any
    #: The ratio in effect.
    ratio: float


def holitom(
    tokens: T,
    attention: T,
    retain_ratio: float,
    *,
    tau: float = 0.8,
    context_ratio: float = 0.0,
    beta: float = 0.6,
    plain_mean: bool = False,
    neighbours: int = 7,
    max_window: int = 1024,
    newline: bool = False,
    context: Optional[Context] = None,
) -> HoliTom:
    """Merges the tokens of a video along time and within frames, before the language model (HoliTom, NeurIPS 2025).

    Args:
        tokens: ``[F, P, D]``.
        attention: ``[F, P]``: what each token receives in the vision encoder.
        retain_ratio: share of the tokens to keep; the paper has 0.25, 0.2, 0.15, 0.1 (with ``tau=0.65``).
        tau: a position is static where its cosine to the next frame is above this.
        context_ratio: share of a frame's tokens that merge others; 0 in all published figures.
        beta: weight of a centre against its members.
        plain_mean: a centre becomes the mean of itself and its members, whatever ``beta``.
        neighbours: of density peaks.
        max_window: most frames of a segment.
        newline: rows for newline embeddings, at the end of each grid row that kept any token.
    """
    operand = _arrays.floats(tokens, "tokens", 3)
    received = _arrays.floats(attention, "attention", 2)
    frames, positions = operand.shape[:2]
    assign = operand.indices((frames, positions))
    weight = operand.floats((frames, positions), Dtype.F32)
    sources = operand.indices((frames * positions * (2 if newline else 1),))
    segments = operand.indices((frames, 4))
    found, cuts, ratio = operand.indices((1,)), operand.indices((1,)), operand.floats((1,), Dtype.F32)
    call(
        "pith_video_holitom", context, operand, received, real(retain_ratio, "retain_ratio"), real(tau, "tau"),
        real(context_ratio, "context_ratio"), real(beta, "beta"), int(bool(plain_mean)), integer(neighbours, "neighbours"),
        integer(max_window, "max_window"), int(bool(newline)), assign, weight, sources, found, segments, cuts, ratio,
    )
    return HoliTom(
        assign.result(), weight.result(), sources.result()[: found.number()], segments.result()[: cuts.number()],
        ratio.number())


class HoliTomInner(NamedTuple):
    """How :func:`holitom_inner` merges."""

    #: ``[L - length + keep]`` or ``[B, ...]``, ascending: what stays of the sequence, and its position ids.
    indices: Any
    #: ``[L]`` or ``[B, L]``: output row of each token; -1: dropped, with ``keep`` 0 only.
    assign: Any
    #: ``[L]`` or ``[B, L]``: ``pith.apply.merge(x, assign, indices.shape[-1], weight=weight, mode="sum")`` makes the tokens.
    weight: Any


def holitom_inner(
    tokens: T, attention: T, start: int, length: int, keep: int, *, context: Optional[Context] = None
) -> HoliTomInner:
    """Merges a video's tokens into those that the last query attends to most (HoliTom's inner step, NeurIPS 2025).

    Args:
        tokens: ``[L, D]`` or ``[B, L, D]``: hidden states.
        attention: ``[Q, L]``, ``[H, Q, L]`` or ``[B, H, Q, L]`` of the layer before; its last query row is read.
        start, length: where the video lies in the sequence.
        keep: 0 to length. The paper keeps ``pith.budget.keep_count(length, 1 - 0.5, "half_even")``.
    """
    operand = _arrays.floats(tokens, "tokens", 2, 3)
    rows = _arrays.floats(attention, "attention", 2, 3, 4)
    n = operand.shape[-2]
    start = integer(start, "start", 0, n)
    length = integer(length, "length", 0, n - start)
    keep = count(keep, "keep", length)
    batch = operand.batch(2)
    indices, assign = operand.indices(batch + (n - length + keep,)), operand.indices(batch + (n,))
    weight = operand.floats(batch + (n,), Dtype.F32)
    call("pith_video_holitom_inner", context, operand, rows, start, length, keep, indices, assign, weight)
    return HoliTomInner(indices.result(), assign.result(), weight.result())
