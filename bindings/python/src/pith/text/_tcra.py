"""Words whose removal moves a text's embedding least (TCRA-LLM, Findings of EMNLP 2023)."""

from __future__ import annotations

import ctypes
from typing import Any, Callable, List, NamedTuple, Optional, Sequence, Union

import numpy as np

from .. import _arrays, errors
from .._abi import TextMetric, TextRemoval, TextUnit, pith_embed_fn
from .._call import call, choice, count
from ..context import Context
from ._bytes import Passages, decode, span_operand
from ._segment import byte_segments

Encoder = Callable[[List[str]], Any]


class Tcra(NamedTuple):
    """What was removed."""

    #: ``[W]``: 1 for words that stay, else 0.
    keep: Any
    #: ``[remove]``: the removed words, least important first.
    removed: Any
    #: One-shot ``[W]``: how far removing each word moves the embedding. Greedy ``[remove]``: how far the text has moved
    #: after each removal.
    distance: Any


class TcraText(NamedTuple):
    """A shortened text."""

    #: The words that stay, joined by one space.
    text: str
    #: All words, as character spans of the original.
    words: Any
    keep: Any
    removed: Any
    distance: Any


def tcra_leave_one_out(
    full: Any,
    leave_one_out: Any,
    remove: int,
    *,
    metric: Union[TextMetric, str] = "l2",
    protected: Optional[Sequence[Any]] = None,
    context: Optional[Context] = None,
) -> Tcra:
    """Removes words given the text's embedding without each of them: one-shot, for any encoder.

    Args:
        full: ``[D]``, the whole text's embedding.
        leave_one_out: ``[W, D]``, the embedding without word i.
        remove: how many words; the paper removes ``pith.budget.keep_count(W, 0.2, "floor")``.
        metric: ``"l2"`` or ``"cosine"``.
        protected: ``[W]``, true for words that stay.
    """
    whole = _arrays.floats(full, "full", 1)
    rows = _arrays.floats(leave_one_out, "leave_one_out", 2)
    words = rows.shape[0]
    remove = count(remove, "remove", words)
    keep, removed, distance = rows.indices((words,)), rows.indices((remove,)), rows.floats((words,), _arrays.Dtype.F32)
    call(
        "pith_text_tcra_leave_one_out", context, whole, rows, _flags(protected), remove,
        choice(TextMetric, metric, "metric"), keep, removed, distance,
    )
    return Tcra(keep.result(), removed.result(), distance.result())


def tcra_words(
    word_embeddings: Any,
    remove: int,
    *,
    metric: Union[TextMetric, str] = "l2",
    removal: Union[TextRemoval, str] = "one_shot",
    protected: Optional[Sequence[Any]] = None,
    context: Optional[Context] = None,
) -> Tcra:
    """Removes words given their vectors: the text's embedding is their mean.

    Args:
        word_embeddings: ``[W, D]``.
        remove: how many words; the paper removes ``pith.budget.keep_count(W, 0.2, "floor")``.
        metric: ``"l2"`` or ``"cosine"``.
        removal: ``"one_shot"``: every word is judged against the whole text; ``"greedy"``: after each removal the words that
            are left are judged anew.
        protected: ``[W]``, true for words that stay.
    """
    rows = _arrays.floats(word_embeddings, "word_embeddings", 2)
    words = rows.shape[0]
    remove = count(remove, "remove", words)
    how = choice(TextRemoval, removal, "removal")
    keep, removed = rows.indices((words,)), rows.indices((remove,))
    distance = rows.floats((remove if how == TextRemoval.GREEDY else words,), _arrays.Dtype.F32)
    call(
        "pith_text_tcra_words", context, rows, _flags(protected), remove, choice(TextMetric, metric, "metric"), how, keep,
        removed, distance,
    )
    return Tcra(keep.result(), removed.result(), distance.result())


def tcra_encoder(
    text: str,
    encoder: Encoder,
    remove: int,
    *,
    metric: Union[TextMetric, str] = "l2",
    removal: Union[TextRemoval, str] = "one_shot",
    protected: Optional[Sequence[Any]] = None,
    context: Optional[Context] = None,
) -> TcraText:
    """Removes words of a text, asking an encoder for the embeddings: W + 1 of them one-shot, about W * remove greedy.

    Args:
        text: words are its runs of characters that are not white space.
        encoder: strings in, ``[n, D]`` floats out; called with up to 64 strings.
        remove: how many words.
        metric, removal, protected: as for :func:`tcra_words`.
    """
    passages = Passages(text, "text")
    spans, _ = byte_segments(passages, TextUnit.WHITESPACE, context)
    words = len(spans)
    remove = count(remove, "remove", words)
    how = choice(TextRemoval, removal, "removal")
    dim = _encode(encoder, [text], None).shape[1]
    raised: List[BaseException] = []

    def embed(_user: Any, start: int, where: Any, total: int, rows: Any, width: int) -> int:
        try:
            bounds = np.ctypeslib.as_array(where, shape=(total, 2))
            texts = [decode(ctypes.string_at(start + begin, end - begin)) for begin, end in bounds.tolist()]
            np.ctypeslib.as_array(rows, shape=(total, width))[...] = _encode(encoder, texts, width)
            return 0
        except BaseException as error:  # cannot pass through C: kept, and raised when the call has ended
            raised.append(error)
            return 1

    keep = _arrays.empty_numpy((words,), _arrays.Dtype.I32)
    removed = _arrays.empty_numpy((remove,), _arrays.Dtype.I32)
    length = remove if how == TextRemoval.GREEDY else words
    distance = _arrays.empty_numpy((length,), _arrays.Dtype.F32)
    callback = pith_embed_fn(embed)
    try:
        call(
            "pith_text_tcra_encoder", context, passages.operand(), span_operand(spans), _flags(protected), callback, None,
            dim, remove, choice(TextMetric, metric, "metric"), how, keep, removed, distance,
        )
    except errors.PithError:
        if raised:
            raise raised[0] from None
        raise
    characters = passages.characters(spans)
    stay = [text[begin:end] for (begin, end), flag in zip(characters.tolist(), keep.array.tolist()) if flag]
    return TcraText(" ".join(stay), characters, keep.array, removed.array, distance.array)


def _encode(encoder: Encoder, texts: List[str], width: Optional[int]) -> np.ndarray:
    rows = np.asarray(encoder(texts), dtype=np.float32)
    if rows.ndim != 2 or rows.shape[0] != len(texts) or (width is not None and rows.shape[1] != width):
        wanted = f"[{len(texts)}, {'D' if width is None else width}]"
        raise errors.ShapeError(f"encoder: expected {wanted}, got {list(rows.shape)}", errors.Status.ERROR_SHAPE)
    return rows


def _flags(protected: Optional[Sequence[Any]]) -> Optional[_arrays.Operand]:
    if protected is None:
        return None
    return _arrays.indices(np.asarray(protected).astype(bool).astype(np.int32), "protected", 1)
