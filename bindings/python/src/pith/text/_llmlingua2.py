"""LLMLingua-2: words below a percentile of their keep-probabilities go (Findings of ACL 2024)."""

from __future__ import annotations

from typing import Any, List, NamedTuple, Optional, Sequence, Set, Tuple, Union

import numpy as np

from .. import _arrays
from .._abi import TextPieces
from .._call import call, choice, integer, real
from ..context import Context
from ._bytes import float_output, int_output, tiled


class LLMLingua2(NamedTuple):
    """Which words stay."""

    #: ``[W]``: 1 for words that stay, else 0.
    keep: Any
    #: ``[K]``: for each chunk the probability that words must exceed.
    thresholds: Any


class LLMLingua2Words(NamedTuple):
    """Words made of a classifier's tokens."""

    #: The words, with the mark of their first token.
    words: List[str]
    #: ``[W]``: keep-probability of each word.
    probabilities: Any
    #: ``[W]``: the same with nothing forced, for ``llmlingua2_contexts``.
    unforced: Any
    #: ``[W]``: which forced string the word is, or -1.
    forced: Any
    #: ``[T]``: the word of each token, -1 for special ones.
    word_of_token: Any


class LLMLingua2Contexts(NamedTuple):
    """Which contexts stay."""

    #: ``[C]``: 1 for contexts that stay, else 0.
    keep: Any
    #: ``[C]``: mean probability of each context's words.
    values: Any
    #: Contexts below it go.
    threshold: float


def llmlingua2(
    probabilities: Any,
    rate: float = 0.5,
    *,
    tokens: Any = None,
    forced: Any = None,
    chunk_ends: Any = None,
    drop_consecutive: bool = False,
    context: Optional[Context] = None,
) -> LLMLingua2:
    """Labels words: those stay whose probability is above the percentile int(100 (1 - rate) + 1) of their chunk.

    Args:
        probabilities: ``[W]``: keep-probability of each word.
        rate: share of the tokens to keep; for a target: ``min(target / tokens, 1)``.
        tokens: ``[W]``: tokens of each word for the model that will read the text; None: 1 each.
        forced: ``[W]``: which forced string a word is, or -1: ``forced`` of ``llmlingua2_words``.
        chunk_ends: ``[K]``: the word at which each chunk ends; None: one chunk.
        drop_consecutive: of the same forced word twice with nothing of weight between, one goes.
    """
    given = _arrays.floats(probabilities, "probabilities", 1)
    ends = None if chunk_ends is None else _arrays.indices(chunk_ends, "chunk_ends", 1)
    keep = given.indices(given.shape)
    thresholds = given.floats((1 if ends is None else ends.shape[0],))
    call(
        "pith_text_llmlingua2", context, given,
        None if tokens is None else _arrays.indices(tokens, "tokens", 1),
        None if forced is None else _arrays.indices(forced, "forced", 1),
        ends, real(rate, "rate"), int(bool(drop_consecutive)), keep, thresholds,
    )
    return LLMLingua2(keep.result(), thresholds.result())


def llmlingua2_words(
    tokens: Sequence[str],
    probabilities: Any,
    *,
    pieces: Union[TextPieces, str] = "continuation",
    special: Sequence[str] = (),
    forced: Sequence[str] = (),
    keep_digits: bool = False,
    first_token: bool = False,
    context: Optional[Context] = None,
) -> LLMLingua2Words:
    """Makes words of a classifier's tokens, each with its keep-probability.

    Args:
        tokens: the tokens as the tokenizer writes them.
        probabilities: ``[T]``: probability that the token should stay.
        pieces: ``"continuation"`` (WordPiece, "##") or ``"beginning"`` (SentencePiece, "▁").
        special: tokens that are not text.
        forced: strings that always stay. One that is no single token is given to the tokenizer as an added token "[NEWi]", i its
            place in this list, and replaced by it in the text; it is understood here.
        keep_digits: tokens with a digit count as 1.
        first_token: a word has the probability of its first token, not the mean.
    """
    which = choice(TextPieces, pieces, "pieces")
    outside = set(special)
    tokens = tokens if isinstance(tokens, (list, tuple)) else list(tokens)
    values = _arrays.floats(probabilities, "probabilities", 1)
    n = len(tokens)
    word_of, counted = int_output(n), int_output(1)
    mean, unforced, kinds = float_output(n), float_output(n), int_output(n)
    call(
        "pith_text_llmlingua2_words", context, *tiled(tokens, "tokens"), values,
        _arrays.indices(_flags(tokens, outside), "special", 1) if outside else None,
        *(tiled(forced, "forced") if forced else (None, None)),
        which, int(bool(keep_digits)), int(bool(first_token)), word_of, mean, unforced, kinds, counted,
    )
    count = counted.number()
    words = _words(tokens, word_of.array, count, "#" if which == TextPieces.CONTINUATION else "▁", forced)
    return LLMLingua2Words(
        words, mean.array[:count], unforced.array[:count], kinds.array[:count], word_of.array
    )


def llmlingua2_chunks(
    tokens: Sequence[str],
    limit: int = 510,
    *,
    ends: Sequence[str] = (".", "\n"),
    context: Optional[Context] = None,
) -> List[Tuple[int, int]]:
    """Cuts a text into chunks that a classifier can read, where possible after end tokens: token spans, half open.

    Args:
        tokens: the tokens as the tokenizer writes them.
        limit: tokens of a chunk; one more is possible, as in the authors' code.
        ends: tokens after which a text may be cut.
    """
    wanted, n = set(ends), len(tokens)
    limit = integer(limit, "limit")
    flags = np.zeros(n, dtype=np.int32)
    # Only where a chunk may end does it matter what a token is: the rest of them is not looked at.
    begin = 0
    while 0 < limit < n - begin:
        at = begin + limit
        while at > begin and tokens[at] not in wanted:
            at -= 1
        if at > begin:
            flags[at] = 1
        begin = (at if at > begin else begin + limit) + 1
    cut, counted = int_output(n), int_output(1)
    call("pith_text_llmlingua2_chunks", context, _arrays.indices(flags, "tokens", 1), limit, cut, counted)
    last = cut.array[: counted.number()].tolist()
    return list(zip([0] + last[:-1], last))


def llmlingua2_contexts(
    probabilities: Any,
    context_ends: Any,
    rate: float,
    *,
    forced: Sequence[int] = (),
    context: Optional[Context] = None,
) -> LLMLingua2Contexts:
    """Drops whole contexts by the mean keep-probability of their words.

    Args:
        probabilities: ``[W]``: ``unforced`` of ``llmlingua2_words``, all contexts one after the other.
        context_ends: ``[C]``: the word at which each context ends.
        rate: share of the contexts to keep.
        forced: numbers of contexts that stay in any case.
    """
    given = _arrays.floats(probabilities, "probabilities", 1)
    ends = _arrays.indices(context_ends, "context_ends", 1)
    stay = np.zeros(ends.shape[0], dtype=np.int32)
    for i in forced:
        stay[integer(i, "forced", 0, len(stay) - 1)] = 1
    keep, values, threshold = given.indices(ends.shape), given.floats(ends.shape), float_output(1)
    call(
        "pith_text_llmlingua2_contexts", context, given, ends, _arrays.indices(stay, "forced", 1), real(rate, "rate"), keep,
        values, threshold,
    )
    return LLMLingua2Contexts(keep.result(), values.result(), threshold.number())


def _flags(tokens: Sequence[str], wanted: "Set[str]") -> np.ndarray:
    """1 for the tokens that are among those wanted."""
    return np.fromiter(map(wanted.__contains__, tokens), dtype=np.bool_, count=len(tokens)).astype(np.int32)


def _words(tokens: Sequence[str], word_of: np.ndarray, count: int, mark: str, forced: Sequence[str]) -> List[str]:
    """The words' texts. Nearly all are one token, and those cost no step of Python each."""
    highest = np.maximum.accumulate(word_of) if len(word_of) else word_of
    firsts = np.flatnonzero((word_of >= 0) & np.append(True, highest[1:] > highest[:-1])[: len(word_of)])
    words = list(map(tokens.__getitem__, firsts.tolist()))
    if forced:
        words = [restored(word, forced) for word in words]
    more = np.ones(len(word_of), dtype=bool)
    more[firsts] = False
    more &= word_of >= 0
    places = np.flatnonzero(more)
    for place, word in zip(places.tolist(), word_of[places].tolist()):
        words[word] += tokens[place].lstrip(mark)
    return words[:count]


def restored(text: str, forced: Sequence[str]) -> str:
    """With forced strings in the place of their added tokens."""
    if "[NEW" in text:
        for i, string in enumerate(forced):
            text = text.replace(f"[NEW{i}]", string)
    return text
