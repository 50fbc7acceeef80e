"""Filters and rankings of retrieved texts."""

from __future__ import annotations

import math
from typing import Any, NamedTuple, Optional, Sequence, Union

from .. import _arrays
from .._abi import Order
from .._arrays import raw
from .._call import call, choice, count, integer, real
from .._types import T
from ..cluster import kmeans
from ..context import Context
from ._bytes import Passages, encode, float_output, int_output


def long_context_reorder(
    texts: Union[int, T], *, context: Optional[Context] = None
) -> Any:
    """The order in which to write texts: the best at both ends, the worst in the middle ("Lost in the Middle", TACL 2024).

    Args:
        texts: how many, ranked best first (as LangChain's LongContextReorder takes them), or scores ``[N]`` to rank them by
            (as LlamaIndex's does; give 0 to a text without a score). Scores must be finite.

    Returns:
        ``[N]``: the text at each place. The best is first if N is odd, last if N is even.
    """
    if isinstance(texts, int):
        order = int_output(integer(texts, "texts", 0, _arrays.INT32_MAX))
        call("pith_text_long_context_reorder", context, None, order)
        return order.result()
    scores = _arrays.floats(texts, "texts", 1)
    order = scores.indices(scores.shape)
    call("pith_text_long_context_reorder", context, scores, order)
    return order.result()


class Mmr(NamedTuple):
    """What maximal marginal relevance picked."""

    #: ``[K]``, in the order of picking.
    indices: Any
    #: ``[K]``: the value at which each was picked.
    scores: Any


def mmr(
    query: T,
    embeddings: T,
    keep: Optional[int] = 4,
    *,
    relevance: float = 0.5,
    penalize_last: bool = False,
    context: Optional[Context] = None,
) -> Mmr:
    """Texts that are relevant to a question and unlike each other: maximal marginal relevance (SIGIR 1998).

    Args:
        query: ``[D]``. Must be finite.
        embeddings: ``[N, D]``. Must be finite.
        keep: how many, at most N; None: all, ranked.
        relevance: 0 (only unlike) to 1 (only relevant): lambda of the paper.
        penalize_last: compare a text with the last pick only, as LlamaIndex does; otherwise with all picks, as LangChain.
    """
    rows = _arrays.floats(embeddings, "embeddings", 2)
    question = _arrays.floats(query, "query", 1)
    n = rows.shape[0]
    keep = n if keep is None else min(integer(keep, "keep", 0, _arrays.INT32_MAX), n)
    indices, scores = rows.indices((keep,)), rows.floats((keep,), _arrays.Dtype.F32)
    call(
        "pith_text_mmr", context, question, rows, real(relevance, "relevance"), int(bool(penalize_last)), indices, scores
    )
    return Mmr(indices.result(), scores.result())


class Filtered(NamedTuple):
    """What a filter kept."""

    indices: Any
    #: ``[N]``: cosines with the question.
    similarity: Any


def embeddings_filter(
    query: T,
    embeddings: T,
    keep: Optional[int] = 20,
    *,
    threshold: Optional[float] = None,
    context: Optional[Context] = None,
) -> Filtered:
    """The texts most similar to a question (LangChain's EmbeddingsFilter).

    Args:
        query: ``[D]``. Must be finite.
        embeddings: ``[N, D]``. Must be finite.
        keep: at most so many, best first; None: no limit, and the texts stay in their order.
        threshold: only texts with a greater cosine; None: all.
    """
    rows = _arrays.floats(embeddings, "embeddings", 2)
    question = _arrays.floats(query, "query", 1)
    n = rows.shape[0]
    keep = -1 if keep is None else integer(keep, "keep", 0, _arrays.INT32_MAX)
    indices, used = rows.indices((n if keep < 0 else min(keep, n),)), rows.scalars(2)
    similarity = rows.floats((n,), _arrays.Dtype.F32)
    least = -math.inf if threshold is None else real(threshold, "threshold")
    call("pith_text_embeddings_filter", context, question, rows, keep, least, indices, used, similarity)
    return Filtered(indices.result()[: used.number()], similarity.result())


def embeddings_redundant_filter(
    embeddings: T, threshold: float = 0.95, *, keep_earlier: bool = False, context: Optional[Context] = None
) -> T:
    """Texts without near-duplicates (LangChain's EmbeddingsRedundantFilter).

    Args:
        embeddings: ``[N, D]``. Must be finite.
        threshold: pairs with a greater cosine are redundant; the most alike are treated first.
        keep_earlier: of a pair the earlier text stays, which suits texts ranked best first; otherwise the later, as in
            LangChain.

    Returns:
        Ascending indices.
    """
    rows = _arrays.floats(embeddings, "embeddings", 2)
    indices, used = rows.indices((rows.shape[0],)), rows.scalars(2)
    call(
        "pith_text_embeddings_redundant_filter", context, rows, real(threshold, "threshold"), int(bool(keep_earlier)),
        indices, used,
    )
    return indices.result()[: used.number()]


def embeddings_clustering_filter(
    embeddings: T,
    clusters: int = 5,
    per_cluster: int = 1,
    *,
    centers: Optional[T] = None,
    remove_duplicates: bool = False,
    order: Union[Order, str] = "ranked",
    context: Optional[Context] = None,
) -> T:
    """The texts nearest to the centres of clusters (LangChain's EmbeddingsClusteringFilter).

    Args:
        embeddings: ``[N, D]``. Must be finite.
        clusters: how many, lowered to the number of distinct rows; not looked at with ``centers``.
        per_cluster: texts for each centre.
        centers: ``[k, D]``; None: those of ``pith.cluster.kmeans``.
        remove_duplicates: a text that an earlier centre took is not replaced by the next nearest.
        order: ``"ranked"``: centre by centre, nearest first; ``"position"``: ascending.

    Returns:
        Indices.
    """
    rows = _arrays.floats(embeddings, "embeddings", 2)
    if centers is None:
        centers = kmeans(embeddings, clusters, context=context).centers
    chosen = _arrays.floats(centers, "centers", 2)
    per_cluster = count(per_cluster, "per_cluster", _arrays.INT32_MAX)
    indices, used = rows.indices((min(rows.shape[0], chosen.shape[0] * per_cluster),)), rows.scalars(2)
    call(
        "pith_text_embeddings_clustering_filter", context, rows, chosen, per_cluster, int(bool(remove_duplicates)),
        choice(Order, order, "order"), indices, used,
    )
    return indices.result()[: used.number()]


class Bm25(NamedTuple):
    """How well texts match a question."""

    #: ``[C]``
    scores: Any
    #: ``[C]``: texts, best first.
    ranked: Any


def bm25_okapi(
    documents: Union[str, Sequence[str]],
    question: str,
    *,
    k1: float = 1.5,
    b: float = 0.75,
    epsilon: float = 0.25,
    context: Optional[Context] = None,
) -> Bm25:
    """Scores texts by the words they share with a question (BM25, TREC-3), as the package rank_bm25; no model.

    Words are what lies between single spaces, compared as they are: case and punctuation count.

    Args:
        documents: the texts.
        question: its words; repeated ones count again.
        k1: saturation of word counts, 0 or more.
        b: how much length counts, 0 to 1.
        epsilon: weight of words in more than half of the texts, relative to the mean weight.
    """
    passages = Passages(documents, "documents")
    total = len(passages.texts)
    scores, ranked = float_output(total), int_output(total)
    call(
        "pith_text_bm25_okapi", context, passages.operand(), passages.span_operand(), raw(encode(question, "question"), "question"),
        real(k1, "k1"), real(b, "b"), real(epsilon, "epsilon"), scores, ranked,
    )
    return Bm25(scores.array, ranked.array)
