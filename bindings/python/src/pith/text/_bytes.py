"""Python's text and the library's: character offsets and byte offsets, converted in one pass."""

from __future__ import annotations

from typing import Any, List, Optional, Sequence, Tuple, Union

import numpy as np

from .. import errors
from .._abi import Dtype
from .._arrays import INT32_MAX, Operand, empty_numpy, indices, raw

Span = Tuple[int, int]


def encode(text: str, name: str = "text") -> bytes:
    """UTF-8. Half a surrogate pair, which has no UTF-8, passes through as the bytes it would have."""
    if not isinstance(text, str):
        raise errors.DTypeError(f"{name}: expected str, got {type(text).__name__}", errors.Status.ERROR_DTYPE)
    return text.encode("utf-8", "surrogatepass")


def decode(data: "Union[bytes, memoryview]") -> str:
    """The text of bytes that ``encode`` made, or of a part of them that the library cut off."""
    try:
        return str(data, "utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return str(data, "utf-8", "replace")


class Characters:
    """Characters and bytes of UTF-8, as offsets. Only characters of several bytes take time and memory."""

    def __init__(self, data: bytes) -> None:
        array = np.frombuffer(data, dtype=np.uint8)
        self._leads = np.flatnonzero(array >= 0xC0)
        lead = array[self._leads]
        #: Bytes after each lead byte, and of all up to there.
        self._more = 1 + (lead >= 0xE0).astype(np.int64) + (lead >= 0xF0)
        self._total = np.append(0, np.cumsum(self._more))
        self._places = self._leads - self._total[:-1]

    def bytes_before(self, characters: np.ndarray) -> np.ndarray:
        """Where characters begin."""
        found: np.ndarray = characters + self._total[np.searchsorted(self._places, characters)]
        return found

    def before(self, places: np.ndarray) -> np.ndarray:
        """How many characters begin before each of some bytes, which may lie inside a character."""
        if len(self._leads) == 0:
            return places
        found = np.searchsorted(self._leads, places)
        last = np.maximum(found - 1, 0)
        inside = np.minimum(self._more[last], places - self._leads[last] - 1)
        counted: np.ndarray = places - self._total[last] - np.where(found > 0, inside, 0)
        return counted


#: Characters of a string, on average, below which it pays to convert all strings at once.
_SHORT = 1000


def _joined(texts: Sequence[str], name: str) -> "Tuple[bytes, np.ndarray, Optional[Characters]]":
    """The bytes of strings laid end to end, how many each has, and the offsets of characters if that took them."""
    try:
        whole = "".join(texts)
    except TypeError:
        for i, text in enumerate(texts):
            encode(text, f"{name}[{i}]")  # says which one is no string
        raise
    n = len(texts)
    if whole.isascii() or len(whole) < _SHORT * n:
        return _cut(whole, np.fromiter(map(len, texts), dtype=np.int64, count=n))
    parts = [text.encode("utf-8", "surrogatepass") for text in texts]
    return b"".join(parts), np.fromiter(map(len, parts), dtype=np.int64, count=n), None


def _cut(whole: str, lengths: np.ndarray) -> "Tuple[bytes, np.ndarray, Optional[Characters]]":
    """The same for one string that is cut into pieces of so many characters."""
    data = encode(whole)
    if len(data) == len(whole):
        return data, lengths, None
    mapping = Characters(data)
    return data, np.diff(mapping.bytes_before(np.cumsum(lengths)), prepend=0), mapping


class Passages:
    """Texts laid end to end as one buffer, which is how the library reads them."""

    def __init__(self, texts: Union[str, Sequence[str]], name: str = "passages") -> None:
        if isinstance(texts, str):
            texts = [texts]
        try:
            self.texts: List[str] = list(texts)
        except TypeError:
            raise errors.DTypeError(
                f"{name}: expected a string or strings, got {type(texts).__name__}", errors.Status.ERROR_DTYPE
            ) from None
        self.data, lengths, self._mapping = _joined(self.texts, name)
        if len(self.data) > INT32_MAX:
            raise errors.ShapeError(f"{name}: expected less than 2 GiB of text", errors.Status.ERROR_SIZE)
        ends = np.cumsum(lengths, dtype=np.int64)
        self.spans = np.zeros((len(lengths), 2), dtype=np.int32)
        self.spans[:, 1] = ends
        self.spans[1:, 0] = ends[:-1]
        self._ascii = len(self.data) == sum(map(len, self.texts))

    def operand(self) -> Operand:
        return raw(self.data, "text")

    def span_operand(self) -> Operand:
        return span_operand(self.spans)

    def characters_and_bytes(self) -> "Optional[Characters]":
        """The two kinds of offsets; None where they are the same."""
        if self._ascii:
            return None
        if self._mapping is None:
            self._mapping = Characters(self.data)
        return self._mapping

    def characters(self, byte_spans: np.ndarray) -> np.ndarray:
        """Byte spans of the buffer as character spans of the concatenated texts."""
        mapping = self.characters_and_bytes()
        return byte_spans if mapping is None else mapping.before(byte_spans)

    def locate(self, byte_spans: np.ndarray) -> "Tuple[np.ndarray, np.ndarray]":
        """(passage of each span, character spans inside their passages)."""
        if len(self.spans) == 0:
            return np.zeros(0, dtype=np.int32), np.zeros((0, 2), dtype=np.int32)
        # The passage with the last begin at or before the span's; empty passages before it have the same begin.
        passage = np.searchsorted(self.spans[:, 0], byte_spans[:, 0], side="right") - 1
        starts = self.characters(self.spans)[:, 0]
        return passage, self.characters(byte_spans) - starts[passage][:, None]

    def bytes_of(self, passage: int, begin: int, end: int) -> Span:
        """A character span of one passage as a byte span of the buffer."""
        base = int(self.spans[passage, 0])
        if self._ascii:
            return base + begin, base + end
        text = self.texts[passage]
        first = len(encode(text[:begin]))
        return base + first, base + first + len(encode(text[begin:end]))


def tiled(pieces: Sequence[Union[str, bytes]], name: str) -> Tuple[Operand, Operand]:
    """Strings, or bytes as they are, laid end to end, and where each ends."""
    if not set(map(type, pieces)) <= {str}:
        parts = [piece if isinstance(piece, bytes) else encode(piece, name) for piece in pieces]
        return raw(b"".join(parts), name), ends_of([len(part) for part in parts], name)
    data, lengths, _ = _joined(pieces, name)
    return raw(data, name), ends_of(lengths, name)


def pieces_of(whole: str, lengths: np.ndarray, name: str) -> Tuple[Operand, Operand]:
    """The same for one string that is cut into pieces of so many characters."""
    data, sizes, _ = _cut(whole, lengths)
    return raw(data, name), ends_of(sizes, name)


def ends_of(lengths: Union[Sequence[int], np.ndarray], name: str) -> Operand:
    """Where things of these lengths, one behind the other, end."""
    return indices(np.cumsum(np.asarray(lengths, dtype=np.int64)), name, 1)


def span_operand(spans: Any) -> Operand:
    """i32 [n, 2]."""
    return indices(np.ascontiguousarray(np.asarray(spans, dtype=np.int32).reshape(-1, 2)), "spans", 2)


def int_output(*shape: int) -> Operand:
    return empty_numpy(shape, Dtype.I32)


def float_output(*shape: int) -> Operand:
    return empty_numpy(shape, Dtype.F32)
