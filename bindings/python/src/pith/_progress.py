"""A progress bar on standard error: tqdm's if that is installed, a plain one otherwise."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import Any, Callable, Iterator, Optional, TextIO

#: Seconds before a bar appears: short work shows none.
DELAY = 0.5


@contextlib.contextmanager
def progress_bar(
    *, enabled: bool, stream: Optional[TextIO] = None, delay: float = DELAY
) -> Iterator[Optional[Callable[[int, int], None]]]:
    """A callback for ``pith.Context(progress=...)``, or None."""
    if not enabled:
        yield None
        return
    stream = sys.stderr if stream is None else stream
    bar = _make(stream)
    started = time.monotonic()

    def report(done: int, total: int) -> None:
        if time.monotonic() - started >= delay:
            bar.update(done, total)

    try:
        yield report
    finally:
        bar.close()


def _make(stream: TextIO) -> Any:
    try:
        from tqdm import tqdm
    except ImportError:
        return _Plain(stream)
    return _Tqdm(tqdm, stream)


class _Tqdm:
    def __init__(self, tqdm: Any, stream: TextIO) -> None:
        self._make = lambda total: tqdm(total=total, file=stream, leave=False, desc="pith")
        self._bar: Any = None

    def update(self, done: int, total: int) -> None:
        # A call may report several pieces of work, one after the other, each with its own total.
        if self._bar is not None and (self._bar.total != total or done < self._bar.n):
            self.close()
        if self._bar is None:
            self._bar = self._make(total)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


class _Plain:
    WIDTH = 30

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = ""

    def update(self, done: int, total: int) -> None:
        share = min(max(done / total, 0.0), 1.0) if total > 0 else 1.0
        filled = int(share * self.WIDTH)
        line = f"pith [{'#' * filled}{'.' * (self.WIDTH - filled)}] {100 * share:3.0f} %"
        if line != self._shown:
            self._stream.write("\r" + line)
            self._stream.flush()
            self._shown = line

    def close(self) -> None:
        if self._shown:
            self._stream.write("\r" + " " * len(self._shown) + "\r")
            self._stream.flush()
            self._shown = ""
