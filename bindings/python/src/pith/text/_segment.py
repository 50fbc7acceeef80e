"""Segments, token estimates and the joined result."""

from __future__ import annotations

from itertools import chain
from typing import Any, Iterable, List, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np

from .. import errors
from .._abi import Dtype, TextKind, TextUnit
from .._arrays import empty_numpy, raw
from .._call import call, choice
from ..context import Context
from ._bytes import Passages, Span, decode, encode, int_output, span_operand


#: By number; much cheaper than a call of the enum for each segment.
_KINDS = {int(kind): kind for kind in TextKind}
#: Segments up to which room for as many as there are bytes is taken, of which only what is used becomes memory.
_ROOM_FOR_ALL = 1 << 24


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
    places = passages.characters(spans)
    rows = zip(places[:, 0].tolist(), places[:, 1].tolist(), map(_KINDS.__getitem__, kinds.tolist()))
    return list(map(Segment._make, rows))


def byte_segments(passages: Passages, unit: int, context: Optional[Context]) -> "Tuple[np.ndarray, np.ndarray]":
    """(byte spans [S, 2], kinds [S])."""
    text, within = passages.operand(), passages.span_operand()
    # There are no more segments than bytes: with that much room the library need not count them first.
    size = len(passages.data)
    capacity = max(size, 1) if size <= _ROOM_FOR_ALL else size // 4
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
    return join_bytes(texts, _kept_bytes(texts, kept), gap, separator, context)


def _kept_bytes(texts: Passages, kept: Sequence[Iterable[Span]]) -> np.ndarray:
    """Spans in the characters of each passage as byte spans of all of them, without a step of Python for each span."""
    lists = [spans if isinstance(spans, (list, tuple)) else list(spans) for spans in kept]
    spans = list(chain.from_iterable(lists))
    if not spans:
        return np.zeros((0, 2), dtype=np.int32)
    if set(map(len, spans)) != {2}:
        raise errors.ShapeError("kept: expected spans (begin, end)", errors.Status.ERROR_SHAPE)
    numbers = np.array(list(chain.from_iterable(spans)))
    if numbers.dtype.kind not in "iu":
        raise errors.DTypeError(f"kept: expected integers, got {numbers.dtype}", errors.Status.ERROR_DTYPE)
    places = numbers.astype(np.int64, copy=False).reshape(-1, 2)
    owners = np.repeat(np.arange(len(lists)), np.fromiter(map(len, lists), dtype=np.int64, count=len(lists)))
    lengths = np.fromiter(map(len, texts.texts), dtype=np.int64, count=len(texts.texts))
    begins, ends, limits = places[:, 0], places[:, 1], lengths[owners]
    wrong = (begins < 0) | (begins > ends) | (ends > limits)
    if wrong.any():
        i = int(np.flatnonzero(wrong)[0])
        raise errors.IndexRangeError(
            f"kept[{owners[i]}]: expected 0 <= begin <= end <= {limits[i]}, got {tuple(places[i].tolist())}",
            errors.Status.ERROR_INDEX,
        )
    places = places + (np.cumsum(lengths) - lengths)[owners][:, None]
    starts = texts.byte_starts()
    return (places if starts is None else starts[places]).astype(np.int32)


def join_bytes(
    passages: Passages, spans: np.ndarray, gap: Optional[str], separator: Optional[str], context: Optional[Context]
) -> str:
    text, within, kept = passages.operand(), passages.span_operand(), span_operand(spans)
    marks = [None if mark is None else raw(encode(mark), name) for mark, name in ((gap, "gap"), (separator, "separator"))]
    # No result is longer: what is dropped makes room, and one mark goes in before each span.
    widest = max([2] + [len(mark.array) for mark in marks if mark is not None])
    capacity = max(1, len(passages.data) + widest * len(spans))
    count = int_output(1)
    while True:
        out = empty_numpy((capacity,), Dtype.U8)
        try:
            call("pith_text_join", context, text, kept, within, marks[0], marks[1], out, count)
        except errors.CapacityError:
            capacity = int(count.array[0])
            continue
        return decode(memoryview(out.array[: int(count.array[0])]))
