"""Kept and dropped text made visible, in HTML and for terminals.

Dropped text is struck through besides being paler: nothing depends on telling colours apart. All colours have a contrast of
at least 4.5 to 1 with their background, light and dark.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Iterator, Tuple

if TYPE_CHECKING:
    from ._result import Compressed, Passage

_STYLE = """
.pith { color: #1a1a1a; background: #ffffff; font: 1em/1.5 system-ui, sans-serif; max-width: 48em; padding: 0.5em 1em; }
.pith p { margin: 0.5em 0; }
.pith .pith-passage { white-space: pre-wrap; overflow-wrap: anywhere; border-left: 3px solid #767676; padding-left: 0.75em;
  margin: 0.75em 0; }
.pith del { color: #6b6b6b; text-decoration: line-through; }
.pith mark { color: inherit; background: #fff3bf; }
@media (prefers-color-scheme: dark) {
  .pith { color: #ededed; background: #1b1b1b; }
  .pith del { color: #a0a0a0; }
  .pith mark { background: #4d4000; }
}
"""

#: A control character could move the cursor or set the terminal's title: its picture is shown instead.
_CONTROLS = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"}
_CONTROLS[0x7F] = 0x2421
_CONTROLS.update({code: 0xFFFD for code in range(0x80, 0xA0)})


def html_fragment(result: "Compressed") -> str:
    parts = [f"<style>{_STYLE}</style>", '<section class="pith" aria-label="Compressed text">']
    if result.question:
        parts.append(f"<p>Question: {_text(result.question)}</p>")
    parts.append(f"<p>{escape(result.summary)}. Kept text is marked; dropped text is struck through.</p>")
    for passage in result.passages:
        parts.append(f'<div class="pith-passage">{_passage(passage)}</div>')
    return "\n".join(parts) + "\n</section>"


def html_page(result: "Compressed") -> str:
    return (
        '<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>Compressed text</title>\n</head>\n'
        f"<body>\n{html_fragment(result)}\n</body>\n</html>\n"
    )


def _passage(passage: "Passage") -> str:
    parts = []
    for begin, end, kept in pieces(passage):
        piece = passage.text[begin:end]
        if not piece.strip():
            parts.append(_text(piece))
        else:
            tag = "mark" if kept else "del"
            parts.append(f"<{tag}>{_text(piece)}</{tag}>")
    return "".join(parts)


def _text(piece: str) -> str:
    # Half a surrogate pair has no place in a page, nor has NUL.
    return escape(piece.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd"))


def pieces(passage: "Passage") -> "Iterator[Tuple[int, int, bool]]":
    """(begin, end, kept) of a passage's parts, which tile it."""
    at = 0
    for begin, end in passage.kept:
        if begin > at:
            yield at, begin, False
        yield begin, end, True
        at = end
    if at < len(passage.text):
        yield at, len(passage.text), False


def ansi(result: "Compressed") -> str:
    passages = []
    for passage in result.passages:
        parts = []
        for begin, end, kept in pieces(passage):
            piece = passage.text[begin:end].translate(_CONTROLS)
            # Line by line: pagers forget attributes at the end of a line.
            parts.append(piece if kept else "\n".join(_dim(line) for line in piece.split("\n")))
        passages.append("".join(parts))
    return "\n\n".join(passages)


def _dim(line: str) -> str:
    return f"\x1b[2;9m{line}\x1b[0m" if line.strip() else line
