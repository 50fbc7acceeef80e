"""Merging on a grid: ToMe for diffusion models, and MustDrop's windows."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional

from .. import _arrays
from .._call import call, integer, real
from .._types import T
from ..context import Context
from ._bipartite import Merge, _rows

__all__ = ["GridMerge", "mustdrop", "tomesd"]


class GridMerge(NamedTuple):
    """A merging decision of :func:`tomesd`: ``pith.apply.merge(x, *decision[:2])``."""

    #: ``[N]`` or ``[B, N]``: output row of each token.
    assign: Any
    #: Output rows of each batch item.
    rows: int
    #: ``[r]`` or ``[B, r]``: the tokens merged away, in falling similarity.
    sources: Any
    #: ``[r]`` or ``[B, r]``: the tokens they are merged into.
    destinations: Any
    #: ``[cells]`` or ``[B, cells]``, ascending: the destination of every cell.
    anchors: Any


def tomesd(
    metric: T,
    width: int,
    height: int,
    remove: int,
    *,
    choice: Optional[Any] = None,
    cell_width: int = 2,
    cell_height: int = 2,
    context: Optional[Context] = None,
) -> GridMerge:
    """Merges the tokens of a grid that are most similar to a destination, one per cell (Token Merging for Fast Stable
    Diffusion, 2023).

    ``pith.apply.merge(x, found.assign, found.rows)`` is the paper's plain mean, ``pith.apply.unmerge`` the way back.

    Args:
        metric: ``[N, C]`` or ``[B, N, C]``, ``N = width * height``, in raster order: the hidden states. Must be finite.
        width, height: of the grid (``pith.budget.tomesd_plan`` finds it and ``remove``).
        remove: tokens to remove; at most the tokens that are no destination go.
        choice: ``[height // cell_height, width // cell_width]`` or ``[B, ...]``: which token of each cell is the destination,
            row by row inside the cell, such as ``rng.integers(cell_width * cell_height, size=...)``. None: the top left.
        cell_width, cell_height: of a cell.

    Output rows are the other tokens that stay, in falling similarity, then the destinations. Ties: the lower index wins.
    """
    operand = _arrays.floats(metric, "metric", 2, 3)
    batch, n = operand.batch(2), operand.shape[-2]
    cell_width, cell_height = integer(cell_width, "cell_width", 1), integer(cell_height, "cell_height", 1)
    width, height = integer(width, "width", 0), integer(height, "height", 0)
    picks = None if choice is None else _arrays.indices(choice, "choice", 2, 3)
    cells = (width // cell_width) * (height // cell_height)
    others = max(n - cells, 0) if cells else 0
    assign, anchors = operand.indices(batch + (n,)), operand.indices(batch + (cells,))
    sources, destinations = operand.indices(batch + (others,)), operand.indices(batch + (others,))
    count = operand.indices(batch or (1,))
    call(
        "pith_merge_tomesd", context, operand, picks, width, height, cell_width, cell_height, integer(remove, "remove"),
        assign, sources, destinations, anchors, count,
    )
    rows = _rows(count, n)
    return GridMerge(
        assign.result(), rows, sources.result()[..., : n - rows], destinations.result()[..., : n - rows], anchors.result()
    )


def mustdrop(
    tokens: T,
    height: int,
    width: int,
    *,
    window_height: int = 3,
    window_width: int = 3,
    threshold: float = 0.8,
    prefix: int = 1,
    context: Optional[Context] = None,
) -> Merge:
    """Merges each window of a grid whose tokens are alike into its mean (MustDrop, 2024).

    Args:
        tokens: ``[prefix + height * width, D]`` or ``[B, ..., D]``, the grid in raster order. Must be finite.
        height, width: of the grid.
        window_height, window_width: divide them.
        threshold: mean cosine of a window's pairs of tokens from which on it merges. In a batch every image merges as many
            windows as the one that has the fewest.
        prefix: tokens before the grid that stay, such as the class token.

    Output rows are the prefix, the merged windows in falling similarity, then all other tokens in their order. Sizes and
    tokens: ``pith.apply.merge(tokens, found.assign, found.rows)``.
    """
    operand = _arrays.floats(tokens, "tokens", 2, 3)
    batch, n = operand.batch(2), operand.shape[-2]
    assign, count = operand.indices(batch + (n,)), operand.indices(batch or (1,))
    call(
        "pith_merge_mustdrop", context, operand, integer(height, "height"), integer(width, "width"),
        integer(window_height, "window_height"), integer(window_width, "window_width"), real(threshold, "threshold"),
        integer(prefix, "prefix"), assign, count,
    )
    return Merge(assign.result(), _rows(count, n))
