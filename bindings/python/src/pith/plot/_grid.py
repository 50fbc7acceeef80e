"""Tokens of a grid: which stayed, which merged with which."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np

from .. import errors
from .._abi import Status
from . import _style

#: More lines than this hide the picture.
MOST_LINKS = 60


def grid(
    shape: Tuple[int, int],
    kept: Any = None,
    *,
    assign: Any = None,
    scores: Any = None,
    image: Any = None,
    links: Optional[bool] = None,
    ax: Any = None,
    title: Optional[str] = None,
) -> Any:
    """Draws a grid of tokens, over the image that they come from if it is given.

    Kept tokens show the image (without one: a colour, by score if there are scores); dropped ones fade. Merged tokens show the
    mean colour of the image over all that merged, outlined; lines join the parts of a group that do not touch.

    Args:
        shape: rows and columns of the grid; token ``r * columns + c`` lies in row r, column c.
        kept: ``[K]``: indices of tokens that stay, as selection methods return them.
        assign: ``[N]``: the output token of each token, -1 for dropped ones, as merging methods return it. Together with
            ``kept`` the kept tokens get a dot.
        scores: ``[N]``: colours tokens where there is no image.
        image: ``[height, width]`` or ``[height, width, 3 or 4]``, floats of 0 to 1 or bytes. It is stretched over the grid.
        links: whether lines join parts of groups; None: if there are few enough to be followed.
        ax: where to draw; None: a new figure.
        title: above the picture.

    Returns:
        The axes.
    """
    rows, columns = int(shape[0]), int(shape[1])
    if rows < 1 or columns < 1:
        raise errors.ShapeError(f"shape: expected at least one row and column, got {shape}", Status.ERROR_SHAPE)
    n = rows * columns
    stays = _flags(kept, n)
    slots = _slots(assign, n)
    values = None if scores is None else np.asarray(_numbers(scores, "scores", n), dtype=np.float64)
    if stays is None and slots is None and values is None:
        raise errors.ArgumentError("kept: expected kept, assign or scores", Status.ERROR_NULL)

    height = 3.25 * rows / columns
    ax = _style.axes(ax, (3.25, max(height, 0.4) + (0.2 if title else 0)))
    picture = None if image is None else _picture(image)
    cells = _cells(rows, columns, stays, slots, values, picture)
    extent = (-0.5, columns - 0.5, rows - 0.5, -0.5)
    if picture is None:
        ax.imshow(cells, extent=extent, interpolation="nearest", zorder=1)
    else:
        ax.imshow(_over(picture, cells, rows, columns, slots), extent=extent, interpolation="nearest", zorder=1)
    ax.set(xlim=extent[:2], ylim=extent[2:], xticks=[], yticks=[], aspect="equal")
    width = min(1.2, 24 / max(rows, columns))
    if slots is not None:
        _outline(ax, slots.reshape(rows, columns), "white" if picture is not None else _style.INK, 0.7 * width)
        _links(ax, slots, rows, columns, width, links, picture is None)
        if stays is not None:
            at = np.flatnonzero(stays)
            ax.scatter(
                at % columns, at // columns, s=(5 * width) ** 2, color="white", edgecolor=_style.INK, linewidth=0.8 * width,
                zorder=5,
            )
    else:
        _mesh(ax, rows, columns, 0.25 * width)
    if slots is None and stays is not None:
        _outline(ax, np.where(stays, np.arange(n), -1).reshape(rows, columns), _style.INK, 0.7 * width, around=True)
    for spine in ax.spines.values():
        spine.set(linewidth=0.6, color=_style.INK)
    _style.title(ax, title)
    return ax


def _flags(kept: Any, n: int) -> "Optional[np.ndarray]":
    if kept is None:
        return None
    indices = np.asarray(kept)
    if indices.ndim != 1 or (indices.size and indices.dtype.kind not in "iu"):
        raise errors.ShapeError(f"kept: expected indices [K], got shape {list(indices.shape)}", Status.ERROR_SHAPE)
    if indices.size and (indices.min() < 0 or indices.max() >= n):
        raise errors.IndexRangeError(f"kept: expected indices below {n}", Status.ERROR_INDEX)
    flags = np.zeros(n, dtype=bool)
    flags[indices.astype(np.int64)] = True
    return flags


def _slots(assign: Any, n: int) -> "Optional[np.ndarray]":
    if assign is None:
        return None
    slots = _numbers(assign, "assign", n)
    if slots.dtype.kind not in "iu":
        raise errors.DTypeError(f"assign: expected integers, got {slots.dtype}", Status.ERROR_DTYPE)
    return np.where(slots < 0, -1, slots).astype(np.int64)


def _numbers(value: Any, name: str, n: int) -> np.ndarray:
    if hasattr(value, "detach"):  # PyTorch: NumPy does not know all its types
        value = value.detach().cpu()
        value = value.float() if value.is_floating_point() else value
    array = np.asarray(value)
    if array.shape != (n,):
        raise errors.ShapeError(f"{name}: expected [{n}], one for each token, got shape {list(array.shape)}", Status.ERROR_SHAPE)
    return array


def _picture(image: Any) -> np.ndarray:
    """[height, width, 3], floats of 0 to 1."""
    array = np.asarray(image.detach().cpu() if hasattr(image, "detach") else image)
    if array.ndim == 2:
        array = np.repeat(array[:, :, None], 3, axis=2)
    if array.ndim != 3 or array.shape[2] not in (3, 4) or 0 in array.shape:
        raise errors.ShapeError(
            f"image: expected [height, width] or [height, width, 3 or 4], got shape {list(array.shape)}", Status.ERROR_SHAPE
        )
    scale = 255.0 if array.dtype.kind in "iu" else 1.0
    return np.clip(array[:, :, :3].astype(np.float64) / scale, 0, 1)


def _cells(
    rows: int, columns: int, stays: "Optional[np.ndarray]", slots: "Optional[np.ndarray]", values: "Optional[np.ndarray]",
    picture: "Optional[np.ndarray]",
) -> np.ndarray:
    """A colour with opacity for each cell: all there is without an image, what lies over it with one."""
    from matplotlib import colormaps, colors

    n = rows * columns
    cells = np.ones((n, 4))
    if slots is not None:
        kinds = _colours(slots.reshape(rows, columns)) if picture is None else {}
        for slot in np.unique(slots):
            members = slots == slot
            if slot < 0:
                cells[members] = (*colors.to_rgb(_style.PAPER), 0.85)
            elif picture is None:
                cells[members] = kinds[int(slot)]
            else:
                cells[members, 3] = 0
    else:
        paint = colors.to_rgb(_style.PALETTE[4])
        cells[:] = (*paint, 1.0)
        if values is not None:
            finite = values[np.isfinite(values)]
            low, high = (finite.min(), finite.max()) if finite.size else (0.0, 0.0)
            share = np.clip((np.nan_to_num(values, nan=low, posinf=high, neginf=low) - low) / ((high - low) or 1.0), 0, 1)
            cells[:] = colormaps["viridis"](share)
        if picture is not None:
            cells[:, 3] = 0
        if stays is not None:
            if values is not None and picture is None:
                cells[~stays, :3] = 0.22 * cells[~stays, :3] + 0.78  # the scores of dropped tokens stay readable
            else:
                cells[~stays] = (*colors.to_rgb("white" if picture is not None else _style.PAPER), 0.8)
    if picture is None:
        cells[:, 3] = 1
    return cells.reshape(rows, columns, 4)


def _over(
    picture: np.ndarray, cells: np.ndarray, rows: int, columns: int, slots: "Optional[np.ndarray]"
) -> np.ndarray:
    """The image with its cells faded or painted with their group's mean colour."""
    height, width = picture.shape[:2]
    # At least four pixels for each cell, so that small images keep sharp cells.
    factor = max(-(-4 * rows // height), -(-4 * columns // width), 1)
    picture = np.repeat(np.repeat(picture, factor, axis=0), factor, axis=1)
    height, width = picture.shape[:2]
    cell = (np.arange(height) * rows // height)[:, None] * columns + (np.arange(width) * columns // width)[None, :]
    if slots is not None:
        group = slots[cell]
        picture = picture.copy()
        flat, where = picture.reshape(-1, 3), group.reshape(-1)
        inside = where >= 0
        sizes = np.bincount(slots[slots >= 0], minlength=1)
        total = np.bincount(where[inside], minlength=len(sizes)).astype(np.float64)
        for channel in range(3):
            sums = np.bincount(where[inside], weights=flat[inside, channel], minlength=len(sizes))
            mean = sums / np.maximum(total, 1)
            # A token on its own is what it was.
            mixed = inside & (sizes[np.maximum(where, 0)] > 1)
            flat[mixed, channel] = mean[where[mixed]]
    alpha = cells.reshape(-1, 4)[cell]
    return picture * (1 - alpha[..., 3:]) + alpha[..., :3] * alpha[..., 3:]


def _kinds(slots: np.ndarray) -> Dict[int, int]:
    """A number in the palette for each group of two or more, other than its neighbours'."""
    neighbours: Dict[int, set] = {}
    beside = [(slots[:, 1:], slots[:, :-1]), (slots[1:], slots[:-1])]
    beside += [(slots[1:, 1:], slots[:-1, :-1]), (slots[1:, :-1], slots[:-1, 1:])]
    for a, b in beside:
        for x, y in zip(a.ravel().tolist(), b.ravel().tolist()):
            if x != y:
                neighbours.setdefault(x, set()).add(y)
                neighbours.setdefault(y, set()).add(x)
    found, counts = np.unique(slots, return_counts=True)
    sizes = {slot: size for slot, size in zip(found.tolist(), counts.tolist()) if slot >= 0 and size > 1}
    chosen: Dict[int, int] = {}
    used = [0] * len(_style.PALETTE)
    for slot in sorted(sizes, key=lambda slot: -sizes[slot]):
        taken = {chosen[other] for other in neighbours.get(slot, ()) if other in chosen}
        free = [i for i in range(len(used)) if i not in taken] or list(range(len(used)))
        chosen[slot] = min(free, key=lambda i: used[i])
        used[chosen[slot]] += 1
    return chosen


def _colours(slots: np.ndarray) -> Dict[int, Tuple[float, ...]]:
    """A light colour for each group; tokens on their own are white."""
    from matplotlib import colors

    kinds = _kinds(slots)
    light = [tuple(0.55 * c + 0.45 for c in colors.to_rgb(name)) + (1.0,) for name in _style.PALETTE]
    return {slot: light[kinds[slot]] if slot in kinds else (1.0, 1.0, 1.0, 1.0) for slot in np.unique(slots).tolist()}


def _mesh(ax: Any, rows: int, columns: int, width: float) -> None:
    from matplotlib.collections import LineCollection

    lines: List[Any] = [[(x - 0.5, -0.5), (x - 0.5, rows - 0.5)] for x in range(1, columns)]
    lines += [[(-0.5, y - 0.5), (columns - 0.5, y - 0.5)] for y in range(1, rows)]
    ax.add_collection(LineCollection(lines, colors="white", linewidths=width, alpha=0.7, zorder=2))


def _outline(ax: Any, groups: np.ndarray, colour: str, width: float, around: bool = False) -> None:
    """Lines between cells of different groups; ``around``: only those between kept and dropped cells."""
    from matplotlib.collections import LineCollection

    rows, columns = groups.shape
    if around:
        groups = np.where(groups >= 0, 0, -1)
    lines = []
    for y, x in zip(*np.nonzero(groups[:, 1:] != groups[:, :-1])):
        lines.append([(x + 0.5, y - 0.5), (x + 0.5, y + 0.5)])
    for y, x in zip(*np.nonzero(groups[1:] != groups[:-1])):
        lines.append([(x - 0.5, y + 0.5), (x + 0.5, y + 0.5)])
    ax.add_collection(LineCollection(lines, colors=colour, linewidths=width, capstyle="round", zorder=3))


def _links(
    ax: Any, slots: np.ndarray, rows: int, columns: int, width: float, wanted: Optional[bool], by_group: bool
) -> None:
    """Joins the parts of each group that do not touch, by the shortest lines that do so."""
    from matplotlib.collections import LineCollection

    if wanted is False:
        return
    order = np.argsort(slots, kind="stable")
    order = order[slots[order] >= 0]
    lines: List[Sequence[Tuple[float, float]]] = []
    colours: List[Any] = []
    kinds = _kinds(slots.reshape(rows, columns)) if by_group else {}
    for members in np.split(order, np.flatnonzero(np.diff(slots[order])) + 1) if len(order) else []:
        points = np.stack([members % columns, members // columns], axis=1).astype(np.float64)
        # A minimum spanning tree, by Prim; its lines of length 1 are neighbours that need no line.
        near, at = np.full(len(points), np.inf), np.zeros(len(points), dtype=np.int64)
        left = np.ones(len(points), dtype=bool)
        new = 0
        for _ in range(len(points) - 1):
            left[new] = False
            distance = ((points - points[new]) ** 2).sum(axis=1)
            closer = left & (distance < near)
            near[closer], at[closer] = distance[closer], new
            new = int(np.argmin(np.where(left, near, np.inf)))
            if near[new] > 1:
                lines.append([tuple(points[new]), tuple(points[at[new]])])
                colours.append(_style.PALETTE[kinds[int(slots[members[0]])]] if by_group else _style.ACCENT)
    if not lines or (wanted is None and len(lines) > MOST_LINKS):
        return
    ends = np.asarray(lines).reshape(-1, 2)
    ax.add_collection(LineCollection(lines, colors="white", linewidths=1.9 * width, capstyle="round", zorder=4))
    ax.add_collection(LineCollection(lines, colors=colours, linewidths=0.9 * width, capstyle="round", zorder=4.1))
    ax.scatter(
        ends[:, 0], ends[:, 1], s=(2.8 * width) ** 2, c=[colour for colour in colours for _ in range(2)],
        edgecolor="white", linewidth=0.4 * width, zorder=4.2,
    )
