"""LLMLingua-2 as a whole, after its classifier: from chunks with probabilities to a shortened prompt."""

from __future__ import annotations

import re
from typing import Any, Callable, List, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np

from .. import errors
from .._abi import TextPieces
from .._call import choice, integer, real
from ..context import Context
from ._llmlingua2 import LLMLingua2Words, llmlingua2, llmlingua2_contexts, llmlingua2_words, restored
from ._segment import estimate_tokens

#: What a whole text is cut into where all of it stays.
_WORDS = re.compile(r'\b\w+\b|[<>=/!@#$%^&*()?":{}|\\`~;_+-]')
#: Spaces that a WordPiece tokenizer's decoder takes out again.
_CLEANED = [(" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m")]
_CLEANED += [(" 's", "'s"), (" 've", "'ve"), (" 're", "'re")]


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
    count_tokens: Optional[Callable[[str], Any]] = None,
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
        count_tokens: counts the tokens of a string for the model that will read it, or gives them (a tokenizer's ``encode``);
            None: an estimate.
        read_again: gives the chunks of a context that stays, as the authors' code runs its classifier a second time after whole
            contexts went; None: what it said the first time counts.
    """
    which = choice(TextPieces, pieces, "pieces")
    rate = real(rate, "rate")
    if not 0 <= rate <= 1:
        raise errors.ArgumentError(f"rate: expected 0 to 1, got {rate}", errors.Status.ERROR_RANGE)
    target_tokens = None if target_tokens is None else integer(target_tokens, "target_tokens", 0)
    target_contexts = None if target_contexts is None else integer(target_contexts, "target_contexts", 0)
    if context_target_tokens is not None:
        context_target_tokens = integer(context_target_tokens, "context_target_tokens", 0)

    def count(text: str) -> int:
        found = estimate_tokens(text) if count_tokens is None else count_tokens(text)
        return len(found) if hasattr(found, "__len__") else int(found)

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
                text = restored(chunk.text, forced)
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


def _written(words: Sequence[str], pieces: int) -> str:
    """Words as the tokenizer's decoder writes them."""
    if pieces == TextPieces.BEGINNING:
        return "".join(words).replace("▁", " ").strip()
    text = " ".join(words).replace(" ##", "")
    for spaced, tight in _CLEANED:
        text = text.replace(spaced, tight)
    return text


def _bare(word: str, pieces: int) -> str:
    return word.lstrip("▁") if pieces == TextPieces.BEGINNING else word
