"""How many tokens each layer has."""

from __future__ import annotations

from typing import Any, List, Mapping, Optional, Sequence, Tuple, Union

import numpy as np

from .. import errors
from .._abi import Status
from . import _style


def schedule(
    tokens: Union[Sequence[int], Mapping[str, Sequence[int]]],
    *,
    ax: Any = None,
    title: Optional[str] = None,
) -> Any:
    """Draws tokens per layer as steps, with what is left of them at the right.

    Args:
        tokens: how many tokens each layer reads, the first layer first; or such lists by name, of any lengths.
        ax: where to draw; None: a new figure.
        title: above the picture.

    Returns:
        The axes.
    """
    named = dict(tokens) if isinstance(tokens, Mapping) else {"": tokens}
    series = {}
    for name, values in named.items():
        array = np.asarray(values)
        if array.ndim != 1 or array.size == 0 or array.dtype.kind not in "iuf":
            raise errors.ShapeError(
                f"tokens: expected a number for each layer{f' of {name!r}' if name else ''}, got shape {list(array.shape)}",
                Status.ERROR_SHAPE,
            )
        series[name] = array.astype(np.float64)
    if not series:
        raise errors.ShapeError("tokens: expected at least one schedule", Status.ERROR_SHAPE)
    ax = _style.axes(ax, (4.4 if any(series) else 3.6, 2.1))
    most = max(values.max() for values in series.values())
    longest = max(len(values) for values in series.values())
    styles = ("-", "--", "-.", ":")
    ends = []
    for i, (name, values) in enumerate(series.items()):
        colour = _style.PALETTE[i % len(_style.PALETTE)]
        edges = np.arange(len(values) + 1) + 0.5
        if len(series) == 1:
            ax.stairs(values, edges, fill=True, color=colour, alpha=0.18, zorder=2)
        ax.stairs(
            values, edges, color=colour, linewidth=1.4, linestyle=styles[i // len(_style.PALETTE) % 4], label=name or None,
            baseline=None, zorder=3,
        )
        share = values[-1] / values[0] if values[0] else 0
        left = f"{values[-1]:.0f} of {values[0]:.0f} ({100 * share:.3g}%)"
        ends.append((values[-1], f"{name}\n{left}" if name else left, colour, len(values) + 0.5))
    ax.set_xlim(0.5, longest + 0.5)
    ax.set_ylim(0, 1.06 * most if most > 0 else 1)
    # Labels at the right, moved apart where they would touch.
    ends.sort(key=lambda end: end[0])
    gap = (0.19 if any(series) else 0.1) * ax.get_ylim()[1]
    for (value, words, colour, x), y in zip(ends, _apart([end[0] for end in ends], gap)):
        ax.annotate(
            words, (x, value), xytext=(longest + 0.5 + 0.015 * longest, y), color=colour, fontsize=_style.SIZE - 1,
            va="center", annotation_clip=False, linespacing=1.1,
        )
    step = max(1, -(-longest // 12))
    ax.set_xticks(range(1, longest + 1, step))
    ax.tick_params(labelsize=_style.SIZE - 1, length=2.5, width=0.6, color=_style.INK)
    ax.set_xlabel("layer", fontsize=_style.SIZE, color=_style.INK, labelpad=2)
    ax.set_ylabel("tokens", fontsize=_style.SIZE, color=_style.INK, labelpad=2)
    ax.yaxis.grid(True, linewidth=0.4, color="#DDDDDD", zorder=0)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set(linewidth=0.6, color=_style.INK)
    _style.title(ax, title)
    return ax


def _apart(wanted: Sequence[float], gap: float) -> List[float]:
    """The places nearest to ascending ones, by least squares, that are at least `gap` from each other."""
    pools: List[Tuple[float, int]] = []
    for i, value in enumerate(wanted):
        mean, count = value - i * gap, 1
        while pools and pools[-1][0] > mean:
            other, size = pools.pop()
            mean, count = (mean * count + other * size) / (count + size), count + size
        pools.append((mean, count))
    level = [mean for mean, count in pools for _ in range(count)]
    lowest = max(0.0, 0.35 * gap - level[0])
    return [base + lowest + i * gap for i, base in enumerate(level)]
