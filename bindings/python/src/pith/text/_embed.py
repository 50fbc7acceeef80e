"""Text embeddings that need no model: hashed words, and tables of token vectors."""

from __future__ import annotations

from typing import Any, Optional, Sequence, Tuple, Union

import numpy as np

from .. import _arrays, errors
from .._abi import Dtype
from .._call import call, integer
from .._types import T
from ..context import Context
from ._bytes import Passages, float_output


def embed_hashed(
    texts: Union[str, Sequence[str]],
    dim: int = 512,
    *,
    reference: Optional[Sequence[str]] = None,
    context: Optional[Context] = None,
) -> np.ndarray:
    """Embeds texts with the built-in embedding: hashed words, word pairs and letter trigrams, weighted by rarity.

    Needs no model. Rows have unit length (a text without words is the zero vector), so a product of rows is a cosine. Compare
    only rows of the same ``dim`` and ``reference``: embed a question with ``reference=`` the passages.

    Args:
        texts: S strings; one string gives one row.
        dim: 1 to 65536; 256 to 1024 suit sentences.
        reference: the texts in which rarity is counted; None: ``texts``.

    Returns:
        float32 ``[S, dim]``.
    """
    own = Passages(texts, "texts")
    other = None if reference is None else Passages(reference, "reference")
    rows = float_output(len(own.texts), integer(dim, "dim", 1, 65536))
    call(
        "pith_text_embed_hashed", context, own.operand(), own.span_operand(), None if other is None else other.operand(),
        None if other is None else other.span_operand(), rows,
    )
    return rows.array


def embed_static(
    table: T,
    ids: Sequence[Any],
    *,
    weights: Optional[T] = None,
    normalize: bool = True,
    context: Optional[Context] = None,
) -> T:
    """Embeds texts by the mean of their tokens' rows in a table, such as model2vec's or WordLlama's. The table is read in place.

    Args:
        table: ``[V, D]``; a memory-mapped array will do.
        ids: for each of S texts its token ids, without unknown ones. A text without tokens is the zero vector.
        weights: ``[V]``, a factor per row; None: 1.
        normalize: scale to unit length.

    Returns:
        float32 ``[S, D]``, of the table's kind.
    """
    operand = _arrays.floats(table, "table", 2)
    flat, lengths = _flattened(ids)
    offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    rows = operand.floats((len(lengths), operand.shape[1]), Dtype.F32)
    call(
        "pith_text_embed_static", context, operand, _arrays.indices(flat, "ids", 1), _arrays.indices(offsets, "offsets", 1),
        None if weights is None else _arrays.floats(weights, "weights", 1), int(bool(normalize)), rows,
    )
    return rows.result()


def _flattened(ids: Sequence[Any]) -> "Tuple[np.ndarray, np.ndarray]":
    """The ids of all texts, and how many each has."""
    alike = {(type(one), getattr(one, "dtype", None), getattr(one, "ndim", 0)) for one in ids}
    if len(alike) == 1:
        kind, dtype, ndim = alike.pop()
        if kind is np.ndarray and ndim == 1 and dtype.kind in "iu":
            return np.concatenate(ids), np.fromiter(map(len, ids), dtype=np.int64, count=len(ids))
    lists = [np.asarray(one).reshape(-1) for one in ids]
    for number, one in enumerate(lists):
        if one.size and one.dtype.kind not in "iu":
            raise errors.DTypeError(f"ids[{number}]: expected integers, got {one.dtype}", errors.Status.ERROR_DTYPE)
    flat = np.concatenate([one for one in lists if one.size] or [np.zeros(0, dtype=np.int32)])
    return flat, np.array([one.size for one in lists], dtype=np.int64)
