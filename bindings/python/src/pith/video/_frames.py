"""Pruning and pooling along time."""

from __future__ import annotations

import ctypes
from typing import Any, NamedTuple, Optional, Union

from .. import _arrays
from .._abi import Dtype, Order
from .._call import call, check, choice, count, integer, real
from .._load import lib
from .._types import T
from ..context import Context

__all__ = ["EVS", "DyCokeStep", "Storm", "dycoke", "dycoke_step", "evs", "evs_count", "storm"]


def evs_count(frames: int, positions: int, ratio: float = 0.75) -> int:
    """How many tokens EVS keeps: ``max(positions, int(frames * positions * (1 - ratio)))``. Needs no tokens.

    Args:
        frames: 0 or more.
        positions: tokens of a frame.
        ratio: share to prune, 0 to 1.
    """
    number = ctypes.c_int64()
    check(
        lib.pith_video_evs_count(
            integer(frames, "frames"), integer(positions, "positions"), real(ratio, "ratio"), ctypes.byref(number)
        )
    )
    return number.value


class EVS(NamedTuple):
    """What :func:`evs` keeps."""

    #: ``[keep]`` or ``[B, keep]``: frame * P + position.
    indices: Any
    #: ``[F]`` or ``[B, F]``: tokens kept of each frame.
    frame_counts: Any
    #: ``[F, P]`` or ``[B, F, P]``: 255 in the first frame, else 1 - cosine to the frame before.
    scores: Any


def evs(
    tokens: T, keep: Optional[int] = None, *, order: Union[Order, str] = "position", context: Optional[Context] = None
) -> EVS:
    """The tokens of a video that changed most since the frame before (EVS, 2025).

    Args:
        tokens: ``[F, P, D]`` or ``[B, F, P, D]``, after spatial merging.
        keep: 0 to F * P; None: ``evs_count(F, P)``, which prunes 75 %.
        order: ``"position"``: ascending; ``"ranked"``: greatest change first. Ties: the lower index wins.
    """
    operand = _arrays.floats(tokens, "tokens", 3, 4)
    frames, positions = operand.shape[-3:-1]
    keep = evs_count(frames, positions) if keep is None else count(keep, "keep", frames * positions)
    indices = operand.indices(operand.batch(3) + (keep,))
    counts = operand.indices(operand.batch(3) + (frames,))
    scores = operand.floats(operand.shape[:-1], Dtype.F32)
    call("pith_video_evs", context, operand, keep, choice(Order, order, "order"), indices, counts, scores)
    return EVS(indices.result(), counts.result(), scores.result())


def dycoke(
    tokens: T,
    keep: int,
    *,
    every_frame: bool = False,
    order: Union[Order, str] = "position",
    context: Optional[Context] = None,
) -> Any:
    """Prunes frames to the tokens that are least like those of a frame before (DyCoke's first stage, CVPR 2025).

    Odd frames are compared with the frame before, every second even frame with the one two before; the others stay whole.

    Args:
        tokens: ``[F, P, D]`` or ``[B, F, P, D]``.
        keep: tokens that stay of a pruned frame. The paper keeps ``pith.budget.keep_count(P, 1 - 0.7, "truncate")``.
        every_frame: False: as the authors' code, whose loop ends early and which drops an odd last frame; True: prunes the
            last group too and drops no frame.
        order: ``"position"``: ascending; ``"ranked"``: the authors': inside a pruned frame the least alike first.

    Returns:
        ``[M]`` or ``[B, M]``: frame * P + position.
    """
    operand = _arrays.floats(tokens, "tokens", 3, 4)
    frames, positions = operand.shape[-3:-1]
    batch = operand.batch(3)
    indices, kept = operand.indices(batch + (frames * positions,), 0), operand.scalars(3)
    call(
        "pith_video_dycoke", context, operand, count(keep, "keep", positions), int(bool(every_frame)),
        choice(Order, order, "order"), indices, kept,
    )
    number = kept.number() if not batch else int(kept.result().max()) if batch[0] else 0
    return indices.result()[..., :number]


class DyCokeStep(NamedTuple):
    """What a decoding step attends to."""

    #: ``[K - length + keep]`` or ``[B, ...]``, ascending; only of meaning where ``updated`` is 1.
    indices: Any
    #: ``[1]`` or ``[B, 1]``: 0: attention has hardly changed, nothing is pruned at this step.
    updated: Any
    #: ``[1]`` or ``[B, 1]``: cosine with the attention of the step before.
    similarity: Any
    #: ``[length]`` or ``[B, length]``: pass it as ``previous`` at the next step.
    scores: Any


def dycoke_step(
    attention: T,
    start: int,
    length: int,
    keep: int,
    *,
    previous: Optional[T] = None,
    gate: float = 0.9,
    context: Optional[Context] = None,
) -> DyCokeStep:
    """Selects the keys of a video that a decoding step attends to (DyCoke's second stage, CVPR 2025).

    Args:
        attention: ``[Q, K]``, ``[H, Q, K]`` or ``[B, H, Q, K]`` of the layer before; its last query row is read.
        start, length: where the video's tokens lie among the K keys.
        keep: 0 to length. The paper keeps ``pith.budget.keep_count(length, 1 - 0.7, "truncate")``.
        previous: ``scores`` of the step before; None at the first step.
        gate: nothing is pruned if the similarity is not below this.
    """
    operand = _arrays.floats(attention, "attention", 2, 3, 4)
    keys = operand.shape[-1]
    start = integer(start, "start", 0, keys)
    length = integer(length, "length", 0, keys - start)
    keep = count(keep, "keep", length)
    before = None if previous is None else _arrays.floats(previous, "previous", 1, 2)
    batch = operand.map_batch()
    indices = operand.indices(batch + (keys - length + keep,), 0)
    updated = operand.indices(batch + (1,))
    similarity = operand.floats(batch + (1,), Dtype.F32)
    scores = operand.floats(batch + (length,), Dtype.F32)
    call(
        "pith_video_dycoke_step", context, operand, before, start, length, keep, real(gate, "gate"), indices, updated,
        similarity, scores,
    )
    return DyCokeStep(indices.result(), updated.result(), similarity.result(), scores.result())


class Storm(NamedTuple):
    """A shorter video."""

    #: ``[T', h' * w', D]`` or ``[B, T', h' * w', D]``.
    tokens: Any
    #: ``[T']``: first source frame of each frame.
    frames: Any


def storm(
    tokens: T,
    height: int,
    width: int,
    *,
    pool_frames: int = 4,
    pool_side: int = 1,
    sample: int = 1,
    context: Optional[Context] = None,
) -> Storm:
    """Pools a video over time and space and samples the result (STORM, ICCV 2025). Incomplete boxes are dropped.

    Args:
        tokens: ``[F, height * width, D]`` or ``[B, F, height * width, D]``.
        height, width: of a frame.
        pool_frames: frames of a box, 1 to F.
        pool_side: side of a box, 1 to min(height, width).
        sample: every sample-th pooled frame stays.
    """
    operand = _arrays.floats(tokens, "tokens", 3, 4)
    height, width = integer(height, "height", 1, _arrays.INT32_MAX), integer(width, "width", 1, _arrays.INT32_MAX)
    pool_frames = integer(pool_frames, "pool_frames", 1, max(1, operand.shape[-3]))
    pool_side = integer(pool_side, "pool_side", 1, min(height, width))
    sample = integer(sample, "sample", 1, _arrays.INT32_MAX)
    length = -(-(operand.shape[-3] // pool_frames) // sample)
    area = (height // pool_side) * (width // pool_side)
    y = operand.floats(operand.batch(3) + (length, area, operand.shape[-1]))
    frames = operand.indices((length,))
    call("pith_video_storm", context, operand, height, width, pool_frames, pool_side, sample, y, frames)
    return Storm(y.result(), frames.result())
