"""Dynamic tokenization: the most frequent pairs of tokens of a batch become one token (ACL 2025)."""

from __future__ import annotations

import ctypes
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np

from .. import _arrays, errors
from .._abi import TextBoundary, pith_token_count_fn
from .._call import call, choice, integer
from ..context import Context
from ._bytes import decode, encode, ends_of, int_output, tiled

Token = Union[str, bytes]


class DynamicTokens(NamedTuple):
    """Merged sequences."""

    #: For each sequence its merged tokens.
    sequences: List[List[Token]]
    #: For each sequence the span [begin, end) of its tokens that each merged token was made of.
    spans: List[List[Tuple[int, int]]]
    #: ``[T]``: the merged token of each token, counted over all sequences: what ``pith.apply.merge`` takes to pool embeddings.
    assign: Any
    #: ``[S]``: merged tokens of each sequence.
    lengths: Any
    #: The pairs that were merged, in order.
    merges: List[Tuple[Token, Token]]
    #: At how many places each merge was made.
    places: List[int]


def dynamic_tokenization(
    sequences: Sequence[Sequence[Token]],
    merges: int,
    *,
    boundary: Union[TextBoundary, str] = "word",
    special: Sequence[Token] = (),
    punctuation: Optional[Sequence[Token]] = None,
    splitter: Optional[Callable[[str], Sequence[Any]]] = None,
    byte_level: bool = True,
    context: Optional[Context] = None,
) -> DynamicTokens:
    """Merges the most frequent adjacent tokens of a batch of token sequences, again and again.

    Args:
        sequences: tokens as the tokenizer writes them, or bytes.
        merges: at most so many.
        boundary: what merged tokens may not cross: ``"word"``, ``"word_hyphen"``, ``"pretokens"`` or ``"sentence"``.
        special: special tokens.
        punctuation: the vocabulary's punctuation tokens, for ``"word_hyphen"``; None: those among the tokens given.
        splitter: the pieces that the model's pretokenizer makes of a string, for ``"pretokens"``; None: those of byte-level BPE
            with GPT-2's pattern.
        byte_level: whether strings are in the alphabet of byte-level tokenizers, in which "Ġ" is a space.
    """
    which = choice(TextBoundary, boundary, "boundary")
    limit = integer(merges, "merges", 0, _arrays.INT32_MAX)
    flat = [token for sequence in sequences for token in sequence]
    assign, lengths = int_output(len(flat)), int_output(len(sequences))
    capacity = min(limit, len(flat))
    merged, counted = int_output(capacity, 4), int_output(1)
    data, ends = _tiled(flat, byte_level)
    marked, marked_ends = _tiled(special, byte_level) if special else (None, None)
    points, point_ends = (None, None) if punctuation is None else _tiled(punctuation, byte_level)
    sequence_ends = ends_of([len(sequence) for sequence in sequences], "sequences")
    raised: List[BaseException] = []

    def count_pieces(_user: Any, start: int, total: int) -> int:
        try:
            return len(splitter(decode(ctypes.string_at(start, total))))  # type: ignore[misc]
        except BaseException as error:  # cannot pass through C: kept, and raised when the call has ended
            raised.append(error)
            return -1

    # A null function pointer where there is no splitter.
    callback = pith_token_count_fn() if splitter is None else pith_token_count_fn(count_pieces)
    try:
        call(
            "pith_text_dynamic_tokenization", context, data, ends, sequence_ends, marked,
            marked_ends, points, point_ends, which, callback, None, limit, assign, lengths, merged, counted,
        )
    except errors.PithError:
        if raised:
            raise raised[0] from None
        raise
    slots = assign.array
    begins = np.flatnonzero(np.diff(slots, prepend=-1)) if len(flat) else np.zeros(0, dtype=np.int64)
    edges = begins.tolist() + [len(flat)]
    result: List[List[Token]] = []
    spans: List[List[Tuple[int, int]]] = []
    at = start = 0
    for sequence, length in zip(sequences, lengths.array.tolist()):
        found = [(edges[i] - start, edges[i + 1] - start) for i in range(at, at + length)]
        spans.append(found)
        result.append([_joined(sequence[begin:end]) for begin, end in found])
        at += length
        start += len(sequence)
    steps = merged.array[: counted.number()].tolist()
    pairs = [(_joined(flat[begin:middle]), _joined(flat[middle:end])) for begin, middle, end, _ in steps]
    return DynamicTokens(result, spans, slots, lengths.array, pairs, [step[3] for step in steps])


def _alphabet() -> Dict[str, int]:
    """Byte-level tokenizers' characters: printable Latin-1 bytes are themselves, the others come after them in order."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    rest = [byte for byte in range(256) if byte not in printable]
    return {**{chr(byte): byte for byte in printable}, **{chr(256 + i): byte for i, byte in enumerate(rest)}}


_BYTES = _alphabet()


def _bytes_of(token: Token, byte_level: bool) -> bytes:
    if isinstance(token, bytes):
        return token
    if isinstance(token, str) and byte_level:
        try:
            return bytes([_BYTES[character] for character in token])
        except KeyError:  # special tokens may be written in any characters
            pass
    return encode(token, "sequences")


def _tiled(tokens: Sequence[Token], byte_level: bool) -> Tuple[_arrays.Operand, _arrays.Operand]:
    return tiled([_bytes_of(token, byte_level) for token in tokens], "sequences")


def _joined(tokens: Sequence[Token]) -> Token:
    return b"".join(tokens) if tokens and isinstance(tokens[0], bytes) else "".join(tokens)  # type: ignore[arg-type]
