"""Merging in rounds."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional

from .. import _arrays
from .._call import call
from .._types import T
from ..context import Context
from ._bipartite import _rows

__all__ = ["WeightedMerge", "aim"]


class WeightedMerge(NamedTuple):
    """A merging decision: ``pith.apply.merge(x, d.assign, d.rows, weight=d.weight, mode="sum").values``."""

    #: ``[N]`` or ``[B, N]``: output row of each token.
    assign: Any
    #: Output rows of each batch item.
    rows: int
    #: ``[N]`` or ``[B, N]``, float32: what each token counts for in its row.
    weight: Any


def aim(metric: T, removes: Any, *, context: Optional[Context] = None) -> WeightedMerge:
    """Merges tokens in rounds of bipartite soft matching with plain means (AIM, ICCV 2025).

    Args:
        metric: ``[N, C]`` or ``[B, N, C]``: what is compared; tokens for video, keys of the last layer for images. The next round
            works on its means.
        removes: tokens to remove in each round; at most half of the tokens go. The authors' are N/2, N/4 for the frames of a
            video, 288, 36 for images of 576 tokens.
    """
    operand = _arrays.floats(metric, "metric", 2, 3)
    rounds = _arrays.indices(removes, "removes", 1)
    batch, n = operand.batch(2), operand.shape[-2]
    assign, weight = operand.indices(batch + (n,)), operand.floats(batch + (n,), _arrays.Dtype.F32)
    count = operand.indices(batch or (1,))
    call("pith_merge_aim", context, operand, rounds, assign, weight, count)
    return WeightedMerge(assign.result(), _rows(count, n), weight.result())
