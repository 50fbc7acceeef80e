"""Retrieved text into a prompt: the sentences that a budget has room for."""

from __future__ import annotations

import ctypes
import operator
from typing import Any, Callable, Iterator, List, Optional, Sequence, Tuple, Union

import numpy as np

from .. import _arrays, errors
from .._abi import (
    TextBudget,
    TextKind,
    TextOptions,
    TextReason,
    TextReport,
    TextStrategy,
    TextUnit,
    TextWords,
    pith_token_count_fn,
)
from .._call import call, check, choice, integer, real
from .._load import lib
from ..context import Context
from ._bytes import Passages, decode, encode, float_output, int_output, span_operand
from ._result import Compressed, Passage, Sentence
from ._segment import byte_segments, join_bytes

#: Names by number; much cheaper than a call of the enum for each sentence.
_KINDS = {int(kind): kind.name.lower() for kind in TextKind}
_REASONS = {int(reason): reason.name.lower() for reason in TextReason}

Counter = Callable[[str], Any]
Embeddings = Union[Any, Callable[[List[str]], Any]]
Required = Union[str, Tuple[int, int, int]]


def compress(
    passages: Union[str, Sequence[str]],
    question: Optional[str] = None,
    *,
    budget: int,
    unit: Union[TextBudget, str] = "tokens",
    count_tokens: Optional[Counter] = None,
    strategy: Union[TextStrategy, str] = "auto",
    words: Union[TextWords, str] = "off",
    keep_context: bool = True,
    keep_headings: bool = True,
    redundancy: float = 0.5,
    rank_prior: float = 0.3,
    embeddings: Optional[Embeddings] = None,
    question_embedding: Any = None,
    embedding_weight: float = 0.5,
    word_drop: float = 0.25,
    clusters: int = 0,
    required: Sequence[Required] = (),
    gap: Optional[str] = None,
    separator: Optional[str] = None,
    context: Optional[Context] = None,
) -> Compressed:
    """Chooses the sentences of retrieved passages that a prompt should hold, within a budget that is met exactly.

    Args:
        passages: a string, or strings, best-ranked first.
        question: what the prompt asks; None: keep what the passages are about.
        budget: the most that the result may count.
        unit: what the budget counts: ``"tokens"``, ``"words"`` or ``"bytes"`` (of UTF-8).
        count_tokens: how many tokens a string is: a function that returns a number, or the tokens themselves, such as a
            tokenizer's ``encode``. None: the built-in estimate (see :func:`estimate_tokens`).
        strategy: ``"relevance"``: sentences that answer the question; ``"salience"``: that say what the text is about;
            ``"clusters"``: nearest to the centres of clusters of sentences; ``"leading"``: the first ones, a baseline;
            ``"auto"``: relevance if there is a question, else salience.
        words: whether words may go inside kept sentences (articles, intensifiers and fillers, from a closed list):
            ``"off"``; ``"auto"``: where that lets one more sentence in; ``"always"``.
        keep_context: a sentence that refers to the one before ("It", "However") brings it along.
        keep_headings: a sentence brings the heading above it along.
        redundancy: 0 to 1, how much a sentence loses that kept ones say already.
        rank_prior: 0 to 1, how much earlier passages are favoured.
        embeddings: ``[S, D]``, one row per sentence of ``sentences(passages)``; or a function from a list of strings to
            their rows, which is called once for the sentences and once for the question. None: lexical values only.
        question_embedding: ``[D]``, with an array of embeddings where there is a question.
        embedding_weight: 0 to 1, the share of the embeddings in a sentence's value.
        word_drop: 0 to 0.6, the largest share of a sentence's words that may go.
        clusters: for ``"clusters"``: how many, or 0 to choose.
        required: what must stay: strings (each sentence that has a part of one) or ``(passage, begin, end)`` in characters.
        gap: written where sentences were dropped, such as ``" ... "``.
        separator: written between passages; None: an empty line.
        context: a context with ``progress`` reports long work.

    Raises:
        pith.errors.BudgetError: what is required, or any one sentence, costs more than the budget.
    """
    texts = Passages(passages)
    spans, kinds = byte_segments(texts, TextUnit.PASSAGE_SENTENCE, context)
    sentences = len(spans)

    options = TextOptions()
    check(lib.pith_text_options_init(ctypes.byref(options), ctypes.sizeof(options)))
    options.budget = integer(budget, "budget")
    options.unit = choice(TextBudget, unit, "unit")
    options.strategy = choice(TextStrategy, strategy, "strategy")
    options.words = choice(TextWords, words, "words")
    options.keep_context = bool(keep_context)
    options.keep_headings = bool(keep_headings)
    options.redundancy = real(redundancy, "redundancy")
    options.rank_prior = real(rank_prior, "rank_prior")
    options.embedding_weight = real(embedding_weight, "embedding_weight")
    options.word_drop = real(word_drop, "word_drop")
    options.clusters = integer(clusters, "clusters")

    # The options hold pointers: `alive` keeps what they point to until the call has returned.
    alive: List[Any] = []

    def view(operand: _arrays.Operand) -> Any:
        alive.append(operand)
        return ctypes.pointer(operand.view)

    rows, question_row = _embeddings(embeddings, question_embedding, texts, spans, question)
    if rows is not None:
        options.embeddings = view(rows)
    if question_row is not None:
        options.question_embedding = view(question_row)
    must = list(_required(required, texts))
    if must:
        options.required = view(span_operand(must))
    if gap is not None:
        options.gap = view(_arrays.raw(encode(gap, "gap"), "gap"))
    if separator is not None:
        options.separator = view(_arrays.raw(encode(separator, "separator"), "separator"))
    raised: List[BaseException] = []
    if count_tokens is not None:
        callback = _counter(count_tokens, raised)
        alive.append(callback)
        options.count_tokens = callback

    # A sentence is one span, and one more for each word dropped inside it; a dropped word is at least a byte and a space.
    capacity = sentences + (len(texts.data) // 2 if options.words != TextWords.OFF else 0)
    kept, count = int_output(capacity, 2), int_output(1)
    scores, reasons = float_output(sentences), int_output(sentences)
    report = TextReport()
    try:
        call(
            "pith_text_compress", context, texts.operand(), texts.span_operand(),
            None if question is None else _arrays.raw(encode(question, "question"), "question"), ctypes.byref(options),
            kept, count, scores, reasons, ctypes.byref(report),
        )
    except errors.PithError:
        if raised:
            raise raised[0] from None
        raise
    alive.clear()
    pieces = kept.array[: int(count.array[0])]
    return Compressed(
        text=join_bytes(texts, pieces, gap, separator, context),
        question=question,
        passages=_passages(texts, pieces, spans, kinds, scores.array, reasons.array),
        budget=int(options.budget),
        unit=TextBudget(options.unit).name.lower(),
        tokens_before=int(report.before),
        tokens_after=int(report.after),
        words_dropped=int(report.words_dropped),
    )


def sentences(passages: Union[str, Sequence[str]], *, context: Optional[Context] = None) -> List[str]:
    """The sentences of passages as :func:`compress` sees them: what an array of ``embeddings`` has rows for."""
    texts = Passages(passages)
    spans, _ = byte_segments(texts, TextUnit.PASSAGE_SENTENCE, context)
    return _strings(texts, spans)


def _strings(texts: Passages, spans: np.ndarray) -> List[str]:
    return [decode(texts.data[begin:end]) for begin, end in spans.tolist()]


def _embeddings(
    embeddings: Any, question_embedding: Any, texts: Passages, spans: np.ndarray, question: Optional[str]
) -> "Tuple[Optional[_arrays.Operand], Optional[_arrays.Operand]]":
    """(rows of the sentences, row of the question), as far as there are any."""
    if embeddings is None:
        if question_embedding is not None:
            raise errors.ArgumentError("question_embedding: expected together with embeddings", errors.Status.ERROR_VALUE)
        return None, None
    if callable(embeddings):
        if question_embedding is not None:
            raise errors.ArgumentError(
                "question_embedding: expected only with an array of embeddings", errors.Status.ERROR_VALUE
            )
        if len(spans) == 0:
            return None, None
        rows = _arrays.floats(_float32(embeddings(_strings(texts, spans))), "embeddings", 2)
        if question is None:
            return rows, None
        one = _arrays.floats(_float32(embeddings([question])), "embeddings", 2)
        if one.shape[0] != 1:
            raise errors.ShapeError(f"embeddings: expected [1, D], got {list(one.shape)}", errors.Status.ERROR_SHAPE)
        return rows, _arrays.floats(one.array[0], "question_embedding", 1)
    rows = _arrays.floats(embeddings, "embeddings", 2)
    return rows, None if question_embedding is None else _arrays.floats(question_embedding, "question_embedding", 1)


def _float32(rows: Any) -> Any:
    """Encoders return what they like; their rows are made float32 if they are double or lists."""
    if _arrays.is_tensor(rows):
        rows = rows.detach()
        return rows.float() if str(rows.dtype) == "torch.float64" else rows
    array = np.asarray(rows)
    return array.astype(np.float32) if array.dtype == np.float64 else array


def _required(required: Sequence[Required], texts: Passages) -> "Iterator[Tuple[int, int]]":
    """Byte spans of what must stay."""
    if isinstance(required, str):
        required = [required]
    for entry in required:
        if isinstance(entry, str):
            found = False
            wanted = encode(entry, "required")
            for begin, end in texts.spans.tolist() if wanted else []:
                at = texts.data.find(wanted, begin, end)
                while at >= 0:
                    found = True
                    yield at, at + len(wanted)
                    at = texts.data.find(wanted, at + len(wanted), end)
            if not found:
                raise errors.ArgumentError(f"required: no passage has {entry!r}", errors.Status.ERROR_VALUE)
            continue
        try:
            passage, begin, end = (operator.index(number) for number in entry)
        except (TypeError, ValueError):
            raise errors.DTypeError(
                f"required: expected strings or (passage, begin, end), got {entry!r}", errors.Status.ERROR_DTYPE
            ) from None
        if not (0 <= passage < len(texts.texts) and 0 <= begin <= end <= len(texts.texts[passage])):
            raise errors.IndexRangeError(f"required: {entry!r} is outside the passages", errors.Status.ERROR_INDEX)
        yield texts.bytes_of(passage, begin, end)


def _counter(count_tokens: Counter, raised: List[BaseException]) -> Any:
    def count(_user: Any, start: Optional[int], length: int) -> int:
        try:
            tokens = count_tokens(decode(ctypes.string_at(start, length)) if start and length else "")
            number = len(tokens) if hasattr(tokens, "__len__") else operator.index(tokens)
            if number < 0:
                raise ValueError(f"count_tokens: expected a count, got {number}")
            return number
        except BaseException as error:  # cannot pass through C: kept, and raised when the call has ended
            raised.append(error)
            return -1

    return pith_token_count_fn(count)


def _passages(
    texts: Passages, pieces: np.ndarray, spans: np.ndarray, kinds: np.ndarray, scores: np.ndarray, reasons: np.ndarray
) -> List[Passage]:
    """What became of each passage, in characters."""
    owners, where = texts.locate(pieces)
    # A piece that goes on where the one before it ended, in the same passage, makes one span with it.
    begins, ends = where[:, 0], where[:, 1]
    apart = np.ones(len(owners), dtype=bool)
    apart[1:] = (owners[1:] != owners[:-1]) | (begins[1:] != ends[:-1])
    last = np.append(apart[1:], True) if len(owners) else apart
    kept = list(zip(begins[apart].tolist(), ends[last].tolist()))
    of_kept = _bounds(owners[apart], len(texts.texts))

    owners, where = texts.locate(spans)
    found = list(
        map(
            Sentence, where[:, 0].tolist(), where[:, 1].tolist(), map(_KINDS.__getitem__, kinds.tolist()), scores.tolist(),
            map(_REASONS.__getitem__, reasons.tolist()), (reasons >= 0).tolist(),
        )
    )
    of_found = _bounds(owners, len(texts.texts))
    return [
        Passage(text, kept[of_kept[i] : of_kept[i + 1]], found[of_found[i] : of_found[i + 1]])
        for i, text in enumerate(texts.texts)
    ]


def _bounds(owners: np.ndarray, passages: int) -> List[int]:
    """Where the entries of each passage begin among ascending owners, and where the last one's end."""
    bounds: List[int] = np.searchsorted(owners, np.arange(passages + 1)).tolist()
    return bounds
