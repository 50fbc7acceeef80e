"""Pictures of what a method decided, with Matplotlib: ``pip install libpith[plot]``.

    >>> pith.plot.grid((24, 24), kept, image=picture)                # which tokens stayed
    >>> pith.plot.grid((24, 24), assign=merged.assign, image=picture)  # which tokens merged with which
    >>> pith.plot.text(pith.text.compress(passages, question, 300))  # what was dropped
    >>> pith.plot.schedule({"ToMe": tokens_per_layer})               # tokens per layer

Each function draws into ``ax`` if it is given, makes a figure of its own if not, and returns the axes; save a picture with
``ax.figure.savefig("picture.pdf")``. Figures of their own fit a paper's column or page and have no margins to trim.
"""

from ._grid import grid
from ._schedule import schedule
from ._text import text

__all__ = ["grid", "schedule", "text"]
