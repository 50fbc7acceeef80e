"""The library's table of methods."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import List

from ._abi import Method as _Row
from ._call import check, text
from ._load import lib

__all__ = ["Method", "methods", "methods_markdown", "methods_text"]


@dataclass(frozen=True)
class Method:
    """One method: ``name`` is what its paper calls it, ``function`` the C function with its ``inputs`` and ``outputs``."""

    name: str
    family: str
    function: str
    summary: str
    paper: str
    url: str
    inputs: str
    outputs: str
    year: int

    @property
    def python(self) -> str:
        """Where this package has it, such as ``pith.select.top_k``."""
        return f"pith.{self.family}." + self.function[len(f"pith_{self.family}_") :]


def methods() -> List[Method]:
    """All methods of the loaded library, by family and name."""
    rows = []
    for index in range(lib.pith_method_count()):
        row = _Row()
        check(lib.pith_method_info(index, ctypes.byref(row)))
        rows.append(
            Method(
                text(row.name), text(row.family), text(row.function), text(row.summary), text(row.paper), text(row.url),
                text(row.inputs), text(row.outputs), int(row.year),
            )
        )
    return rows


def methods_markdown(rows: List[Method]) -> str:
    """A Markdown table."""
    lines = ["| Method | What it does | Inputs | Result | C | Python | Paper |", "| --- | --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        paper = _escape(row.paper)
        if row.url:
            paper = f"[{paper or row.url}]({row.url})"
        if row.year and str(row.year) not in row.paper:
            paper = f"{paper} ({row.year})" if paper else str(row.year)
        lines.append(
            f"| {_escape(row.name)} | {_escape(row.summary)} | {row.inputs} | {row.outputs} "
            f"| `{row.function}` | `{row.python}` | {paper} |"
        )
    return "\n".join(lines) + "\n"


def methods_text(rows: List[Method]) -> str:
    """Aligned columns for a terminal."""
    if not rows:
        return "no methods\n"
    cells = [(row.python, row.summary, row.paper if not row.year else f"{row.paper} ({row.year})") for row in rows]
    widths = [max(len(cell[i]) for cell in cells) for i in range(2)]
    return "".join(f"{a:<{widths[0]}}  {b:<{widths[1]}}  {c}".rstrip() + "\n" for a, b, c in cells)


def _escape(cell: str) -> str:
    return cell.replace("|", "\\|")
