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


def _joined(texts: Sequence[str], name: str) -> "Tuple[bytes, np.ndarray]":
    """The bytes of strings laid end to end, and how many each has."""
    try:
        whole = "".join(texts)
    except TypeError:
        for i, text in enumerate(texts):
            encode(text, f"{name}[{i}]")  # says which one is no string
        raise
    n = len(texts)
    if whole.isascii():
        return whole.encode(), np.fromiter(map(len, texts), dtype=np.int64, count=n)
    if n == 1:
        data = encode(whole)
        return data, np.full(1, len(data), dtype=np.int64)
    parts = [text.encode("utf-8", "surrogatepass") for text in texts]
    return b"".join(parts), np.fromiter(map(len, parts), dtype=np.int64, count=n)


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
        self.data, lengths = _joined(self.texts, name)
        if len(self.data) > INT32_MAX:
            raise errors.ShapeError(f"{name}: expected less than 2 GiB of text", errors.Status.ERROR_SIZE)
        ends = np.cumsum(lengths, dtype=np.int64)
        self.spans = np.zeros((len(lengths), 2), dtype=np.int32)
        self.spans[:, 1] = ends
        self.spans[1:, 0] = ends[:-1]
        self._ascii = len(self.data) == sum(map(len, self.texts))
        self._before: Any = None

    def operand(self) -> Operand:
        return raw(self.data, "text")

    def span_operand(self) -> Operand:
        return span_operand(self.spans)

    def _characters_before(self) -> np.ndarray:
        """How many characters begin before each byte: one pass over the text, made when first needed."""
        if self._before is None:
            starts = (np.frombuffer(self.data, dtype=np.uint8) & 0xC0) != 0x80
            before = np.zeros(len(self.data) + 1, dtype=np.int32)
            np.cumsum(starts, out=before[1:])
            self._before = before
        return self._before

    def byte_starts(self) -> "Optional[np.ndarray]":
        """Where each character begins, and the text's end; None where characters are bytes."""
        if self._ascii:
            return None
        starts = np.flatnonzero((np.frombuffer(self.data, dtype=np.uint8) & 0xC0) != 0x80)
        return np.append(starts, len(self.data))

    def characters(self, byte_spans: np.ndarray) -> np.ndarray:
        """Byte spans of the buffer as character spans of the concatenated texts."""
        return byte_spans if self._ascii else self._characters_before()[byte_spans]

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
    data, lengths = _joined(pieces, name)
    return raw(data, name), ends_of(lengths, name)


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
