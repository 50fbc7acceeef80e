"""Segments, token estimates and the joined result."""

from __future__ import annotations

from typing import Any, Iterable, List, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np

from .. import errors
from .._abi import Dtype, TextKind, TextUnit
from .._arrays import empty_numpy, raw
from .._call import call, choice
from ..context import Context
from ._bytes import Passages, Span, decode, encode, int_output, span_operand


class Segment(NamedTuple):
    """A piece of a text: ``text[begin:end]``."""

    begin: int
    end: int
    kind: TextKind


def segment(
    text: str, unit: Union[TextUnit, str] = "passage_sentence", *, context: Optional[Context] = None
) -> List[Segment]:
    """Cuts text into words or sentences.

    Args:
        text: any string.
        unit: ``"word"`` or ``"sentence"``: those of Unicode's UAX #29, which tile the text; ``"passage_sentence"``: sentences
            as :func:`compress` sees them, without the white space around them, and with abbreviations, headings, lists,
            tables and code respected; ``"whitespace"``: runs of characters that are not white space.

    Returns:
        Segments in the text's order, with offsets in characters.
    """
    passages = Passages(text, "text")
    spans, kinds = byte_segments(passages, choice(TextUnit, unit, "unit"), context)
    return [
        Segment(begin, end, TextKind(kind))
        for (begin, end), kind in zip(passages.characters(spans).tolist(), kinds.tolist())
    ]


def byte_segments(passages: Passages, unit: int, context: Optional[Context]) -> "Tuple[np.ndarray, np.ndarray]":
    """(byte spans [S, 2], kinds [S])."""
    text, within = passages.operand(), passages.span_operand()
    capacity = 64 + len(passages.data) // 16
    count = int_output(1)
    while True:
        spans, kinds = int_output(capacity, 2), int_output(capacity)
        try:
            call("pith_text_segment", context, text, within, unit, spans, kinds, count)
        except errors.CapacityError:
            capacity = int(count.array[0])
            continue
        found = int(count.array[0])
        return spans.array[:found], kinds.array[:found]


def estimate_tokens(
    text: Union[str, Sequence[str]], *, context: Optional[Context] = None
) -> Any:
    """Estimates how many tokens a text is, without a tokenizer; follows the cl100k byte-pair vocabulary.

    Args:
        text: a string, or strings.

    Returns:
        A number, or a list of numbers.
    """
    passages = Passages(text, "text")
    tokens = int_output(len(passages.texts))
    call("pith_text_estimate_tokens", context, passages.operand(), passages.span_operand(), tokens)
    return int(tokens.array[0]) if isinstance(text, str) else tokens.array.tolist()


def join(
    passages: Union[str, Sequence[str]],
    kept: Sequence[Iterable[Span]],
    *,
    gap: Optional[str] = None,
    separator: Optional[str] = None,
    context: Optional[Context] = None,
) -> str:
    """Writes the kept spans of passages as one text.

    Args:
        passages: a string, or strings.
        kept: for each passage its kept spans ``(begin, end)`` in characters, ascending and disjoint; such as
            ``Compressed.kept``.
        gap: written where sentences were dropped, such as ``" ... "``; None: the white space that was there.
        separator: written between passages; None: an empty line.
    """
    texts = Passages(passages)
    if len(kept) != len(texts.texts):
        raise errors.ShapeError(
            f"kept: expected spans for {len(texts.texts)} passages, got {len(kept)}", errors.Status.ERROR_SHAPE
        )
    spans: List[Span] = []
    for number, (text, of_passage) in enumerate(zip(texts.texts, kept)):
        offsets = byte_offsets(text) + int(texts.spans[number, 0])
        for begin, end in of_passage:
            if not 0 <= begin <= end <= len(text):
                raise errors.IndexRangeError(
                    f"kept[{number}]: expected 0 <= begin <= end <= {len(text)}, got {(begin, end)}",
                    errors.Status.ERROR_INDEX,
                )
            spans.append((int(offsets[begin]), int(offsets[end])))
    return join_bytes(texts, np.array(spans, dtype=np.int32).reshape(-1, 2), gap, separator, context)


def byte_offsets(text: str) -> np.ndarray:
    """The byte offset of each character, and of the end: one pass."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    widths = 1 + (points >= 0x80).astype(np.int64) + (points >= 0x800) + (points >= 0x10000)
    return np.concatenate([[0], np.cumsum(widths)])


def join_bytes(
    passages: Passages, spans: np.ndarray, gap: Optional[str], separator: Optional[str], context: Optional[Context]
) -> str:
    text, within, kept = passages.operand(), passages.span_operand(), span_operand(spans)
    marks = [None if mark is None else raw(encode(mark), name) for mark, name in ((gap, "gap"), (separator, "separator"))]
    capacity = len(passages.data) + 64
    count = int_output(1)
    while True:
        out = empty_numpy((capacity,), Dtype.U8)
        try:
            call("pith_text_join", context, text, kept, within, marks[0], marks[1], out, count)
        except errors.CapacityError:
            capacity = int(count.array[0])
            continue
        return decode(out.array[: int(count.array[0])].tobytes())
