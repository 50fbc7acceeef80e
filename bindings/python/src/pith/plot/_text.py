"""Text with what was dropped struck through."""

from __future__ import annotations

import re
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np

from .. import errors
from .._abi import Status
from ..text import Compressed
from . import _style

_PIECES = re.compile(r"\n|[^\S\n]+|\S+")


class _Run(NamedTuple):
    text: str
    kept: bool
    score: Optional[float]


def text(
    text: Union[Compressed, str, Sequence[str]],
    kept: Any = None,
    *,
    scores: Any = None,
    width: float = 6.5,
    ax: Any = None,
    title: Optional[str] = None,
) -> Any:
    """Draws a text with its dropped parts faint and struck through.

    Args:
        text: what ``pith.text.compress`` returned; or a string, with the spans of it that stay; or words or tokens, with a flag
            for each. Words are set with spaces between, tokens of subword tokenizers ("##", "▁", "Ġ") without.
        kept: for a string: spans [begin, end) of it; for words: ``[W]`` flags.
        scores: for words: ``[W]``: the shade behind each, by rank: the greater the darker.
        width: of a new figure, in inches; its height follows.
        ax: where to draw; None: a new figure. Text is set to the width of the axes from their top down, and what does not fit
            runs below them.
        title: above the picture.

    Returns:
        The axes.
    """
    paragraphs = _paragraphs(text, kept, scores)
    _style.matplotlib()
    own = ax is None
    if own:
        ax = _style.axes(None, (width, 1.0))
    figure = ax.figure
    ax.axis("off")
    ruler = _Ruler(figure)
    if own:
        figure.set_layout_engine("none")
        points = width * 72 - 8
    else:
        figure.canvas.draw()
        points = ax.get_window_extent().width * 72 / figure.dpi
    lines = _lines(paragraphs, ruler, points)
    step = _style.SIZE * 1.5
    if own:
        above = 15 if title else 4
        total = len(lines) * step + above + 4
        figure.set_size_inches(width, total / 72)
        ax.set_position([4 / (width * 72), 4 / total, points / (width * 72), (total - above - 4) / total])
        tall = len(lines) * step
    else:
        tall = ax.get_window_extent().height * 72 / figure.dpi
    ax.set(xlim=(0, points), ylim=(tall, 0))
    for i, line in enumerate(lines):
        _draw(ax, line, ruler, i * step, step)
    _style.title(ax, title)
    return ax


def _paragraphs(value: Any, kept: Any, scores: Any) -> List[List[_Run]]:
    """Runs of words with their spaces, paragraph by paragraph."""
    if isinstance(value, Compressed):
        if kept is not None or scores is not None:
            raise errors.ArgumentError("kept: what compress returned says itself what stays", Status.ERROR_VALUE)
        result: List[List[_Run]] = []
        for passage in value.passages:
            result += _split(passage.text, passage.kept) + [[]]
        return result[:-1]
    if kept is None:
        raise errors.ArgumentError("kept: expected spans of the text, or a flag for each word", Status.ERROR_NULL)
    if isinstance(value, str):
        if scores is not None:
            raise errors.ArgumentError("scores: expected words, got a string", Status.ERROR_VALUE)
        return _split(value, [(int(begin), int(end)) for begin, end in kept])
    words = list(value)
    flags = np.asarray(kept)
    if flags.shape != (len(words),):
        raise errors.ShapeError(f"kept: expected [{len(words)}], a flag for each word", Status.ERROR_SHAPE)
    shades: List[Optional[float]] = [None] * len(words)
    if scores is not None:
        numbers = np.asarray(scores, dtype=np.float64)
        if numbers.shape != (len(words),):
            raise errors.ShapeError(f"scores: expected [{len(words)}], one for each word", Status.ERROR_SHAPE)
        if len(words):
            # By rank: one token with nearly all attention must not leave the rest white.
            ranks = np.unique(numbers, return_inverse=True)[1].reshape(-1)
            shades = (ranks / max(int(ranks.max()), 1)).tolist()
    marked = any(word.startswith(("##", "▁", "Ġ")) for word in words)
    runs: List[_Run] = []
    for i, (word, flag, shade) in enumerate(zip(words, flags.tolist(), shades)):
        glued = _is_glued(word, words, marked)
        shown = word.lstrip("▁Ġ") if word.startswith(("▁", "Ġ")) else word[2:] if word.startswith("##") else word
        if i and not glued:
            runs.append(_Run(" ", bool(flag) and runs[-1].kept, None))
        runs.append(_Run(shown.replace("\n", "\\n"), bool(flag), shade))
    return [runs]


def _is_glued(word: str, words: Sequence[str], marked: bool) -> bool:
    if word.startswith("##"):
        return True
    begins = any(other.startswith(("▁", "Ġ")) for other in words) if marked else False
    return begins and not word.startswith(("▁", "Ġ"))


def _split(value: str, spans: Sequence[Tuple[int, int]]) -> List[List[_Run]]:
    stays = np.zeros(len(value) + 1, dtype=bool)
    for begin, end in spans:
        if not 0 <= begin <= end <= len(value):
            raise errors.IndexRangeError(f"kept: span {(begin, end)} outside the text", Status.ERROR_INDEX)
        stays[begin:end] = True
    paragraphs: List[List[_Run]] = [[]]
    for match in _PIECES.finditer(value):
        if match.group() == "\n":
            paragraphs.append([])
            continue
        # A word of which a part stays is two runs.
        edges = np.flatnonzero(np.diff(stays[match.start() : match.end()].astype(np.int8))) + 1
        cut = [match.start(), *(match.start() + edges).tolist(), match.end()]
        for begin, end in zip(cut, cut[1:]):
            paragraphs[-1].append(_Run(value[begin:end], bool(stays[begin]), None))
    return paragraphs


class _Ruler:
    """Widths of text in points, as the figure's own renderer sets it."""

    def __init__(self, figure: Any) -> None:
        from matplotlib.backends.backend_agg import RendererAgg
        from matplotlib.font_manager import FontProperties

        self.font = FontProperties(family=["DejaVu Sans"], size=_style.SIZE)
        self._renderer = RendererAgg(16, 16, figure.dpi)
        self._scale = 72 / figure.dpi
        self._stop = 0.0
        self._known: Dict[str, float] = {}
        self._stop = self.width("")

    def width(self, words: str) -> float:
        """With the spaces at its end, which a renderer leaves out: a full stop stands behind them."""
        if words not in self._known:
            pixels = self._renderer.get_text_width_height_descent(words + ".", self.font, False)[0]
            self._known[words] = pixels * self._scale - self._stop
        return self._known[words]


def _lines(paragraphs: Sequence[Sequence[_Run]], ruler: _Ruler, points: float) -> List[List[Tuple[float, _Run]]]:
    """Breaks at spaces; words are runs without a space between them."""
    lines: List[List[Tuple[float, _Run]]] = []
    for paragraph in paragraphs:
        lines.append([])
        at = 0.0
        word: List[_Run] = []
        for run in [*paragraph, _Run(" ", False, None)]:
            if not run.text.isspace():
                word.append(run)
                continue
            room = sum(ruler.width(part.text) for part in word)
            if at + room > points and at > 0:
                lines.append([])
                at = 0.0
            for part in word:
                lines[-1].append((at, part))
                at += ruler.width(part.text)
            word = []
            if at > 0 or not lines[-1]:
                lines[-1].append((at, run))
                at += ruler.width(run.text)
        while lines[-1] and lines[-1][-1][1].text.isspace():
            lines[-1].pop()
    while lines and not lines[-1]:
        lines.pop()
    return [_joined(line, ruler) for line in lines] or [[]]


def _joined(line: Sequence[Tuple[float, _Run]], ruler: _Ruler) -> List[Tuple[float, _Run]]:
    """Neighbours that look alike as one run: a renderer spaces whole phrases better than words put side by side."""
    parts: List[_Run] = []
    for _, run in line:
        alike = parts and parts[-1].kept == run.kept and run.score is None and parts[-1].score is None
        if alike:
            parts[-1] = parts[-1]._replace(text=parts[-1].text + run.text)
        else:
            parts.append(run)
    placed, at = [], 0.0
    for part in parts:
        placed.append((at, part))
        at += ruler.width(part.text)
    return placed


def _draw(ax: Any, line: Sequence[Tuple[float, _Run]], ruler: _Ruler, top: float, step: float) -> None:
    from matplotlib.patches import Rectangle

    middle = top + 0.52 * step
    strokes: List[List[float]] = []
    for x, run in line:
        width = ruler.width(run.text)
        worded = ruler.width(run.text.rstrip())
        if run.score is not None:
            shade = (0.0, 0.447, 0.698, 0.04 + 0.36 * run.score)
            ax.add_patch(Rectangle((x, top + 0.08 * step), width, 0.86 * step, facecolor=shade, edgecolor="none"))
        if not run.kept:
            begin = x + (width - ruler.width(run.text.lstrip()) if run.text.strip() else 0)
            if strokes and abs(strokes[-1][2] - x) < 0.01:
                strokes[-1][1:] = [x + worded if run.text.strip() else strokes[-1][1], x + width]
            elif run.text.strip():
                strokes.append([begin, x + worded, x + width])
        if not run.text.isspace():
            ax.text(
                x, top + 0.74 * step, run.text.rstrip(), color=_style.INK if run.kept else _style.LINE, fontproperties=ruler.font,
                va="baseline", ha="left", clip_on=False, parse_math=False,
            )
    for begin, end, _ in strokes:
        ax.plot([begin, end], [middle, middle], color=_style.FADED, linewidth=0.7, solid_capstyle="butt", zorder=3)
