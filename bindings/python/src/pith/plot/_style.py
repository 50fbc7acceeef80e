"""Matplotlib, and how the pictures look."""

from __future__ import annotations

from typing import Any, Tuple

#: Told apart by readers with any kind of colour vision (Okabe and Ito).
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
INK = "#1A1A1A"
FADED = "#B5B5B5"
PAPER = "#F2F2F2"
LINE = "#8C8C8C"
ACCENT = "#D55E00"
SIZE = 8.5


def matplotlib() -> Any:
    """Matplotlib, which only this subpackage needs."""
    try:
        import matplotlib
    except ImportError as error:
        raise ImportError("pith.plot needs Matplotlib: pip install 'libpith[plot]'") from error
    return matplotlib


def axes(ax: Any, size: Tuple[float, float]) -> Any:
    """``ax``, or axes that fill a new figure of this size in inches.

    A figure of our own is not registered with pyplot: it needs no display, and is freed when nobody refers to it.
    """
    if ax is not None:
        return ax
    matplotlib()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, dpi=200, layout="constrained")
    FigureCanvasAgg(figure)
    figure.get_layout_engine().set(w_pad=0.02, h_pad=0.02)
    return figure.add_subplot()


def title(ax: Any, words: "str | None") -> None:
    if words:
        ax.set_title(words, fontsize=SIZE, color=INK, pad=4)
