"""LLMLingua-2: words below a percentile of their keep-probabilities go (Findings of ACL 2024)."""

from __future__ import annotations

import re
from typing import Any, Callable, List, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np

from .. import _arrays, errors
from .._abi import TextPieces
from .._call import call, choice, integer, real
from ..context import Context
from ._bytes import encode, float_output, int_output
from ._segment import estimate_tokens

#: What a whole text is cut into where all of it stays.
_WORDS = re.compile(r'\b\w+\b|[<>=/!@#$%^&*()?":{}|\\`~;_+-]')
#: Spaces that a WordPiece tokenizer's decoder takes out again.
_CLEANED = [(" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m")]
_CLEANED += [(" 's", "'s"), (" 've", "'ve"), (" 're", "'re")]


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


class LLMLingua2Chunk(NamedTuple):
    """What a classifier read at once, and what it said."""

    #: The text of the chunk.
    text: str
    #: Its tokens as the tokenizer writes them, special ones included.
    tokens: Sequence[str]
    #: ``[T]``: probability that the token should stay.
    probabilities: Any


class LLMLingua2Prompt(NamedTuple):
    """A shortened prompt."""

    #: The contexts that stay, with an empty line between.
    text: str
    #: The shortened text of each context that stays.
    contexts: List[str]
    #: All words in order, and whether each stays.
    labels: List[Tuple[str, int]]


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
        ends, real(rate, "rate"), int(drop_consecutive), keep, thresholds,
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
    skipped = np.asarray([token in outside for token in tokens], dtype=np.int32)
    values = _arrays.floats(probabilities, "probabilities", 1)
    n = len(tokens)
    word_of, counted = int_output(n), int_output(1)
    mean, unforced, kinds = float_output(n), float_output(n), int_output(n)
    call(
        "pith_text_llmlingua2_words", context, _arrays.raw(encode("".join(tokens)), "text"), _ends(tokens), values,
        _arrays.indices(skipped, "special", 1),
        _arrays.raw(encode("".join(forced)), "forced") if forced else None, _ends(forced) if forced else None,
        which, int(keep_digits), int(first_token), word_of, mean, unforced, kinds, counted,
    )
    count = counted.number()
    words = [""] * count
    last = -1
    for token, word in zip(tokens, word_of.array.tolist()):
        if word > last:
            words[word] = _restored(token, forced)
            last = word
        elif word >= 0:
            words[word] += token.lstrip("#" if which == TextPieces.CONTINUATION else "▁")
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
    wanted = set(ends)
    flags = np.asarray([token in wanted for token in tokens], dtype=np.int32)
    cut, counted = int_output(len(tokens)), int_output(1)
    call(
        "pith_text_llmlingua2_chunks", context, _arrays.indices(flags, "tokens", 1), integer(limit, "limit"), cut, counted
    )
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


def _written(words: Sequence[str], pieces: int) -> str:
    """Words as the tokenizer's decoder writes them."""
    if pieces == TextPieces.BEGINNING:
        return "".join(words).replace("▁", " ").strip()
    text = " ".join(words).replace(" ##", "")
    for spaced, tight in _CLEANED:
        text = text.replace(spaced, tight)
    return text


def llmlingua2_prompt(
    contexts: Sequence[Sequence[LLMLingua2Chunk]],
    rate: float = 0.5,
    *,
    pieces: Union[TextPieces, str] = "continuation",
    special: Sequence[str] = (),
    forced: Sequence[str] = (),
    keep_digits: bool = False,
    first_token: bool = False,
    drop_consecutive: bool = False,
    target_tokens: Optional[int] = None,
    context_level: bool = False,
    token_level: bool = True,
    context_rate: Optional[float] = None,
    target_contexts: Optional[int] = None,
    context_target_tokens: Optional[int] = None,
    forced_contexts: Sequence[int] = (),
    original_tokens: Optional[int] = None,
    count_tokens: Optional[Callable[[str], int]] = None,
    read_again: Optional[Callable[[int], Sequence[LLMLingua2Chunk]]] = None,
    context: Optional[Context] = None,
) -> LLMLingua2Prompt:
    """The whole of LLMLingua-2 after its classifier: whole contexts go first if asked, then words.

    Words are written as the tokenizer's decoder writes them. For text that keeps the original's white space, label words with
    :func:`llmlingua2` and join spans of the original with :func:`join`.

    Args:
        contexts: for each context the chunks that the classifier read.
        rate: share of the tokens to keep. target_tokens: the number instead.
        pieces, special, forced, keep_digits, first_token: as in ``llmlingua2_words``.
        drop_consecutive: as in ``llmlingua2``.
        context_level, token_level: whether contexts go, whether words go.
        context_rate: share of the contexts to keep; None: (rate + 1) / 2, or twice ``target_tokens``.
        target_contexts, context_target_tokens: a number of contexts or of tokens instead.
        forced_contexts: numbers of contexts that stay.
        original_tokens: tokens of all contexts as they were; None: those of the chunks' texts.
        count_tokens: counts the tokens of a string for the model that will read it; None: an estimate.
        read_again: gives the chunks of a context that stays, as the authors' code runs its classifier a second time after whole
            contexts went; None: what it said the first time counts.
    """
    count = count_tokens or estimate_tokens
    which = choice(TextPieces, pieces, "pieces")

    def words_of(chunks: Sequence[LLMLingua2Chunk]) -> List[LLMLingua2Words]:
        return [
            llmlingua2_words(
                chunk.tokens, np.asarray(chunk.probabilities, dtype=np.float32), pieces=pieces, special=special,
                forced=forced, keep_digits=keep_digits, first_token=first_token, context=context,
            )
            for chunk in chunks
        ]

    made = [words_of(chunks) for chunks in contexts]
    stays = [1] * len(contexts)
    if context_level and contexts:
        share = 1.0 if context_rate is None else real(context_rate, "context_rate")
        if target_contexts is None and context_target_tokens is None and share >= 1:
            if target_tokens is not None:
                context_target_tokens = target_tokens * (2 if token_level else 1)
            elif rate < 1:
                share = (rate + 1) / 2 if token_level else rate
        if target_contexts is not None:
            share = min(target_contexts / len(contexts), 1.0)
        if context_target_tokens is not None:
            total = original_tokens
            if total is None:
                total = sum(count(chunk.text) for chunks in contexts for chunk in chunks)
            share = min(context_target_tokens / max(total, 1), 1.0)
        flat = [part.unforced for parts in made for part in parts]
        ends = np.cumsum([sum(len(part.words) for part in parts) for parts in made])
        together = np.concatenate(flat) if flat else np.zeros(0, dtype=np.float32)
        stays = llmlingua2_contexts(together, ends, share, forced=forced_contexts, context=context).keep.tolist()
    if target_tokens is not None and (context_level or token_level):
        left = sum(count(chunk.text) for chunks, stay in zip(contexts, stays) if stay for chunk in chunks)
        if not context_level and original_tokens is not None:
            left = original_tokens
        rate = min(target_tokens / max(left, 1), 1.0)

    texts: List[str] = []
    labels: List[Tuple[str, int]] = []
    for i, (chunks, parts, stay) in enumerate(zip(contexts, made, stays)):
        if stay and context_level and token_level and rate < 1 and read_again is not None:
            chunks = read_again(i)
            parts = words_of(chunks)
        if not stay:
            labels += [(_bare(word, which), 0) for part in parts for word in part.words]
            continue
        whole = []
        for chunk, part in zip(chunks, parts):
            if not token_level or rate >= 1:
                text = _restored(chunk.text, forced)
                labels += [(word, 1) for word in _WORDS.findall(text)]
                whole.append(text)
                continue
            tokens = np.asarray([count(word) for word in part.words], dtype=np.int32)
            keep = llmlingua2(
                part.probabilities, rate, tokens=tokens, forced=part.forced, drop_consecutive=drop_consecutive,
                context=context,
            ).keep.tolist()
            labels += [(_bare(word, which), flag) for word, flag in zip(part.words, keep)]
            whole.append(_written([word for word, flag in zip(part.words, keep) if flag], which))
        texts.append("".join(whole))
    return LLMLingua2Prompt("\n\n".join(texts), texts, labels)


def _restored(text: str, forced: Sequence[str]) -> str:
    """With forced strings in the place of their added tokens."""
    if "[NEW" in text:
        for i, string in enumerate(forced):
            text = text.replace(f"[NEW{i}]", string)
    return text


def _bare(word: str, pieces: int) -> str:
    return word.lstrip("▁") if pieces == TextPieces.BEGINNING else word


def _ends(pieces: Sequence[str]) -> _arrays.Operand:
    if any(not isinstance(piece, str) for piece in pieces):
        raise errors.DTypeError("tokens: expected strings", errors.Status.ERROR_DTYPE)
    lengths = [len(encode(piece)) for piece in pieces]
    return _arrays.indices(np.cumsum(np.asarray(lengths, dtype=np.int64)).astype(np.int32), "ends", 1)
