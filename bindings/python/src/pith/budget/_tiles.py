"""Tokens shared between the crops of an image."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional, Tuple

from .. import _arrays
from .._call import call, integer, pair, real
from .._types import T
from ..context import Context

__all__ = ["GlobalCom2", "globalcom2", "hired"]


def hired(
    attention: T,
    grid: Tuple[int, int],
    total: int,
    *,
    alpha: float = 0.5,
    blocks: bool = False,
    context: Optional[Context] = None,
) -> Any:
    """How many tokens a whole image and each of its crops keep, by where the class token looks (HiRED, AAAI 2025).

    Args:
        attention: ``[H, N]`` or ``[B, H, N]``: attention of the class token to the tokens of the whole image, an early layer.
        grid: crops, (height, width).
        total: 0 to (1 + crops) N. The paper's is ``keep_count((1 + crops) * N, 0.2, "truncate")``.
        alpha: share of the whole image.
        blocks: a crop's part of the image is the rectangle it shows. The authors' code cuts the flat raster into equal runs:
            horizontal stripes.

    Returns:
        ``[1 + crops]`` or ``[B, 1 + crops]``: whole image, then crops in raster order. The sum may be less than ``total``.
    """
    operand = _arrays.floats(attention, "attention", 2, 3)
    height, width = pair(grid, "grid")
    budgets = operand.indices(operand.batch(2) + (1 + min(height * width, _arrays.INT32_MAX // 4),))
    call(
        "pith_budget_hired", context, operand, height, width, integer(total, "total"), real(alpha, "alpha"),
        int(bool(blocks)), budgets,
    )
    return budgets.result()


class GlobalCom2(NamedTuple):
    """What :func:`globalcom2` decides."""

    #: ``[crops]`` or ``[B, crops]``: tokens to keep of each crop.
    keep: Any
    #: ``[crops]`` or ``[B, crops]``, float32: the same as shares of what the image covers of a crop.
    scales: Any


def globalcom2(
    scores: T,
    grid: Tuple[int, int],
    side: int,
    image: Tuple[int, int],
    *,
    retention: float = 0.25,
    temperature: float = 10.0,
    context: Optional[Context] = None,
) -> GlobalCom2:
    """How many tokens each crop of an image keeps, by the scores of its thumbnail (GlobalCom2, 2025).

    Args:
        scores: ``[side * side]`` or ``[B, side * side]``: of the thumbnail's tokens; may be negative.
        grid: crops, (height, width).
        side: tokens along a crop's side.
        image: the original image, (height, width): says which tokens of a crop are padding.
        retention: mean share to keep.
        temperature: of the softmax over the crops' sums of scores.
    """
    operand = _arrays.floats(scores, "scores", 1, 2)
    height, width = pair(grid, "grid")
    crops = (min(height * width, _arrays.INT32_MAX // 4),)
    keep, scales = operand.indices(operand.batch(1) + crops), operand.floats(operand.batch(1) + crops, _arrays.Dtype.F32)
    image_height, image_width = pair(image, "image")
    call(
        "pith_budget_globalcom2", context, operand, height, width, integer(side, "side"),
        image_height, image_width, real(retention, "retention"),
        real(temperature, "temperature"), keep, scales,
    )
    return GlobalCom2(keep.result(), scales.result())
