"""Frames that together see most of the space."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional, Union

from .. import _arrays
from .._abi import Dtype, Order
from .._call import call, choice, integer, real
from .._types import T
from ..context import Context

__all__ = ["Coverage", "SpatialMLLM", "spatial_mllm", "spatial_mllm_coverage"]


class SpatialMLLM(NamedTuple):
    """What :func:`spatial_mllm` keeps."""

    #: ``[n]``: frames, n at most ``keep``.
    indices: Any
    #: ``[n]``: cubes that each frame added.
    gains: Any
    #: ``[T]``: cubes of each frame.
    voxels: Any
    #: ``[4]``: lower corner of the box, and the edge of a cube.
    box: Any


def spatial_mllm(
    points: T,
    confidence: T,
    keep: int = 16,
    *,
    percentile: float = 50.0,
    confidence_floor: float = 0.1,
    cells: int = 20,
    order: Union[Order, str] = "position",
    context: Optional[Context] = None,
) -> SpatialMLLM:
    """The frames that together see most of the space (Spatial-MLLM, NeurIPS 2025).

    Args:
        points: ``[T, M, 3]``: world coordinates of every pixel.
        confidence: ``[T, M]``.
        keep: most frames to keep; fewer come out once everything is covered.
        percentile: a point counts if its confidence reaches this percentile of all confidences,
        confidence_floor: and is above this.
        cells: cubes along the shortest side of the box of all points that count.
        order: ``"position"``: ascending; ``"ranked"``: in the order of picking. Ties: the lower frame wins.
    """
    cloud = _arrays.floats(points, "points", 3)
    trust = _arrays.floats(confidence, "confidence", 2)
    frames = cloud.shape[0]
    keep = integer(keep, "keep", 0, _arrays.INT32_MAX)
    most = min(keep, frames)
    indices, kept, gains = cloud.indices((most,)), cloud.indices((1,)), cloud.indices((most,))
    voxels, box = cloud.indices((frames,)), cloud.floats((4,), Dtype.F32)
    call(
        "pith_video_spatial_mllm", context, cloud, trust, keep, real(percentile, "percentile"),
        real(confidence_floor, "confidence_floor"), integer(cells, "cells"), choice(Order, order, "order"), indices, kept,
        gains, voxels, box,
    )
    n = kept.number()
    return SpatialMLLM(indices.result()[:n], gains.result()[:n], voxels.result(), box.result())


class Coverage(NamedTuple):
    """What :func:`spatial_mllm_coverage` keeps."""

    #: ``[n]``: sets.
    indices: Any
    #: ``[n]``: elements that each set added.
    gains: Any


def spatial_mllm_coverage(
    offsets: Any, ids: Any, keep: int, *, order: Union[Order, str] = "position", context: Optional[Context] = None
) -> Coverage:
    """The sets that together hold most elements, greedily: the step behind :func:`spatial_mllm`.

    Args:
        offsets: ``[T + 1]``, ascending from 0: set t is ``ids[offsets[t]:offsets[t + 1]]``.
        ids: ``[n]``: elements, 0 or more, ascending inside a set.
        keep: most sets to keep.
        order: ``"position"``: ascending; ``"ranked"``: in the order of picking. Ties: the lower set wins.
    """
    bounds = _arrays.indices(offsets, "offsets", 1)
    elements = _arrays.indices(ids, "ids", 1)
    keep = integer(keep, "keep", 0, _arrays.INT32_MAX)
    most = min(keep, max(0, bounds.shape[0] - 1))
    indices, kept, gains = bounds.indices((most,)), bounds.indices((1,)), bounds.indices((most,))
    call(
        "pith_video_spatial_mllm_coverage", context, bounds, elements, keep, choice(Order, order, "order"), indices, kept,
        gains,
    )
    n = kept.number()
    return Coverage(indices.result()[:n], gains.result()[:n])
