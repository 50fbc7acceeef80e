"""Tokens of images that were cut into crops."""

from __future__ import annotations

from typing import Any, Optional, Tuple

from .. import _arrays
from .._call import call, integer, pair
from .._types import T
from ..context import Context

__all__ = ["anyres", "globalcom2", "hired"]


def hired(attention: T, budgets: Any, *, context: Optional[Context] = None) -> Any:
    """The most attended tokens of a whole image and of each of its crops (HiRED, AAAI 2025).

    Args:
        attention: ``[P, H, N]`` or ``[B, P, H, N]``: attention of the class token to the tokens of each partition in a late layer;
            the whole image, then its crops in raster order.
        budgets: ``[P]`` or ``[B, P]``, each 0 to N: :func:`pith.budget.hired`, or one number for an image without crops.

    Returns:
        Ids ``partition * N + token``, ascending; for a batch ``(indices [B, P * N], counts [B])``, where indices past an item's
        count are -1.
    """
    operand = _arrays.floats(attention, "attention", 3, 4)
    shares = _arrays.indices(budgets, "budgets", 1, 2)
    batch, n = operand.batch(3), operand.shape[-3] * operand.shape[-1]
    indices, kept = operand.indices(batch + (n,), fill=-1), operand.scalars(3)
    call("pith_select_hired", context, operand, shares, indices, kept)
    if not batch:
        return indices.result()[: kept.number()]
    return indices.result(), kept.number()


def globalcom2(
    thumbnail_scores: T,
    crop_scores: T,
    keep: Any,
    grid: Tuple[int, int],
    side: int,
    image: Tuple[int, int],
    *,
    true_position: bool = False,
    newline: bool = True,
    context: Optional[Context] = None,
) -> Any:
    """The best tokens of each crop by its own and the thumbnail's scores, in reading order (GlobalCom2, 2025).

    The thumbnail's own tokens go in front: ``pith.select.top_k(thumbnail_scores, int(N * retention), order="ranked")``.

    Args:
        thumbnail_scores: ``[N]`` or ``[B, N]``, N = side * side.
        crop_scores: ``[crops, N]`` or ``[B, crops, N]``, crops in raster order.
        keep: ``[crops]`` or ``[B, crops]``: tokens to keep of each crop, :func:`pith.budget.globalcom2`.
        grid: crops, (height, width).
        side: tokens along a crop's side.
        image: the original image, (height, width).
        true_position: tokens are read where they are. The authors' code reads a token that is number r among the covered ones of
            its crop at cell r, which differs where a crop has padding.
        newline: -1 after each row of the raster.

    Returns:
        Ids ``crop * N + token`` and -1; for a batch ``(packed [B, capacity], counts [B])``, where what is past an item's count
        is -2.
    """
    first = _arrays.floats(thumbnail_scores, "thumbnail_scores", 1, 2)
    second = _arrays.floats(crop_scores, "crop_scores", 2, 3)
    budgets = _arrays.indices(keep, "keep", 1, 2)
    height, width = pair(grid, "grid")
    image_height, image_width = pair(image, "image")
    side = integer(side, "side", 0, _arrays.INT32_MAX)
    capacity = second.shape[-2] * second.shape[-1] + height * side
    packed, count = first.indices(first.batch(1) + (capacity,), fill=-2), first.scalars(1)
    call(
        "pith_select_globalcom2", context, first, second, budgets, height, width, side, image_height, image_width,
        int(bool(true_position)), int(bool(newline)), packed, count,
    )
    if first.ndim == 1:
        return packed.result()[: count.number()]
    return packed.result(), count.number()


def anyres(
    kept: Any,
    grid: Tuple[int, int],
    side: int,
    image: Tuple[int, int],
    *,
    thumbnail: bool = True,
    newline: bool = False,
    context: Optional[Context] = None,
) -> Any:
    """The tokens of an image and its crops in reading order, without the padding of the crops (LLaVA-NeXT's AnyRes).

    Args:
        kept: ids ``partition * side * side + token``, any order: only these appear; None: all tokens.
        grid: crops, (height, width).
        side: tokens along a crop's side.
        image: the original image, (height, width).
        thumbnail: partition 0 is the whole image, the crops come after it; its tokens are read first.
        newline: -1 after each covered row.

    Returns:
        Ids, and -1 for newlines.
    """
    height, width = pair(grid, "grid")
    image_height, image_width = pair(image, "image")
    side = integer(side, "side", 0, _arrays.INT32_MAX)
    tokens = None if kept is None else _arrays.indices(kept, "kept", 1)
    capacity = (height * width + 1) * side * side + height * side
    if capacity > _arrays.INT32_MAX:
        capacity = 0  # too many tokens: the library says so
    like = _arrays.empty_numpy((0,), _arrays.Dtype.I32) if tokens is None else tokens
    order, count = like.indices((capacity,)), like.indices((1,))
    call(
        "pith_select_anyres", context, tokens, height, width, side, image_height, image_width, int(bool(thumbnail)),
        int(bool(newline)), order, count,
    )
    return order.result()[: int(count.array[0])]
