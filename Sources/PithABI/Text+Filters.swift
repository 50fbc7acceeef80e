// The text family: filters and rankings of retrieved texts.

import CPithABI
import Pith

/// Orders texts so that the best stand at both ends and the worst in the middle, where language models read least.
///
/// The texts are taken worst first; the first, third, fifth, … go to the front, the others to the back. The best one comes first
/// if N is odd, last if N is even.
///
/// - Method: long_context_reorder
/// - Paper: Lost in the Middle: How Language Models Use Long Contexts, TACL 2024, https://arxiv.org/abs/2307.03172
/// - Parameters:
///   - context: scratch; may be NULL.
///   - scores: in, `[N]`, float: sorted first, as in LlamaIndex (give 0 to a text without a score); NULL: text 0 is the best,
///     text 1 the second, …, as in LangChain.
///   - order: out, `[N]`, i32: the text at each place.
/// - Ties: equal scores keep their order in the ascending sort.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: those of views.
/// - Cost: O(N).
/// - Since: 0.1
@_cdecl("pith_text_long_context_reorder") @implementation
public func pith_text_long_context_reorder(
  _ context: OpaquePointer?, _ scores: UnsafePointer<pith_view>?, _ order: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_text_long_context_reorder", context) { call throws(PithError) in
    let scores = try call.optionalInput(scores, "scores")
    let order = try call.output(order, "order")
    try Text.longContextReorder(call.workspace, scores: scores, order: order)
  }
}

/// Picks texts that are relevant to a question and unlike those picked before: maximal marginal relevance.
///
/// With r = cos(query, x): the first pick has the largest r; each later one the largest lambda r - (1 - lambda) p, where p is the
/// largest cosine with any pick (LangChain) or the cosine with the last pick (LlamaIndex, which compares lambda r at first).
///
/// - Method: mmr
/// - Paper: The Use of MMR, Diversity-Based Reranking for Reordering Documents and Producing Summaries, SIGIR 1998,
///   https://doi.org/10.1145/290941.291025
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - query: in, `[D]`, f32, f16 or bf16, any strides.
///   - embeddings: in, `[N, D]`, float.
///   - lambda: 0 (diversity) to 1 (relevance); both libraries' default: 0.5.
///   - penalize_last: 0: compare with all picks (LangChain); 1: with the last one (LlamaIndex).
///   - indices: out, `[K]`, i32, K at most N, in the order of picking.
///   - scores: out, NULL or `[K]`, float: the value at which each was picked; with `penalize_last` 0 the first is r.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `lambda` and `penalize_last`, those of views.
/// - Cost: K·N·D multiply-adds in double, O(N) scratch.
/// - Differs: zero vectors have cosine 0 in both variants.
/// - Since: 0.1
@_cdecl("pith_text_mmr") @implementation
public func pith_text_mmr(
  _ context: OpaquePointer?, _ query: UnsafePointer<pith_view>?, _ embeddings: UnsafePointer<pith_view>?,
  _ lambda: Double, _ penalize_last: Int32, _ indices: UnsafePointer<pith_view>?, _ scores: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_text_mmr", context) { call throws(PithError) in
    let query = try call.input(query, "query")
    let embeddings = try call.input(embeddings, "embeddings")
    let indices = try call.output(indices, "indices")
    let scores = try call.optionalOutput(scores, "scores")
    try Text.maximalMarginalRelevance(
      call.workspace, query: query, embeddings: embeddings, lambda: lambda,
      penalizeLast: try call.flag(penalize_last, "penalize_last"), indices: indices, scores: scores)
  }
}

/// Keeps the texts most similar to a question, or those above a threshold, or both: LangChain's EmbeddingsFilter.
///
/// - Method: embeddings_filter
/// - Paper: none
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - query: in, `[D]`, f32, f16 or bf16, any strides.
///   - embeddings: in, `[N, D]`, float.
///   - keep: at most so many, best first; -1: no limit, and the texts stay in their order. LangChain: 20.
///   - threshold: only texts whose cosine is greater; -infinity: all.
///   - indices: out, `[capacity]`, i32.
///   - count: out, `[1]`, i32: indices written; what is needed on `PITH_ERROR_CAPACITY`.
///   - similarity: out, NULL or `[N]`, float: cosines with the question.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `keep` and `threshold`, `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: N·D multiply-adds in double and a sort.
/// - Differs: ties, which the authors' unstable sort leaves open.
/// - Since: 0.1
@_cdecl("pith_text_embeddings_filter") @implementation
public func pith_text_embeddings_filter(
  _ context: OpaquePointer?, _ query: UnsafePointer<pith_view>?, _ embeddings: UnsafePointer<pith_view>?, _ keep: Int64,
  _ threshold: Double, _ indices: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?,
  _ similarity: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_text_embeddings_filter", context) { call throws(PithError) in
    let query = try call.input(query, "query")
    let embeddings = try call.input(embeddings, "embeddings")
    let indices = try call.output(indices, "indices")
    let count = try call.output(count, "count")
    let similarity = try call.optionalOutput(similarity, "similarity")
    try Text.embeddingsFilter(
      call.workspace, query: query, embeddings: embeddings, keep: call.count(keep), threshold: threshold,
      indices: indices, count: count, similarity: similarity)
  }
}

/// Drops near-duplicates among texts: LangChain's EmbeddingsRedundantFilter.
///
/// Pairs whose cosine is above the threshold are taken most alike first; if both texts are still there, one goes. It is greedy:
/// in a chain of similar texts, ends that are unlike each other may both stay.
///
/// - Method: embeddings_redundant_filter
/// - Paper: none
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - embeddings: in, `[N, D]`, f32, f16 or bf16, any strides.
///   - threshold: LangChain: 0.95.
///   - keep_earlier: 0: the earlier text of a pair goes, as in LangChain; 1: the later one goes, which suits texts ranked best
///     first.
///   - indices: out, `[capacity]`, i32, ascending; N always suffices.
///   - count: out, `[1]`, i32: indices written; what is needed on `PITH_ERROR_CAPACITY`.
/// - Ties: of equally similar pairs (i, j), i > j, the one with the greater i, then the greater j, comes first.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `threshold` and `keep_earlier`, `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: N²·D multiply-adds, N·D floats of scratch and 24 bytes for each pair above the threshold.
/// - Differs: an empty list is legal.
/// - Since: 0.1
@_cdecl("pith_text_embeddings_redundant_filter") @implementation
public func pith_text_embeddings_redundant_filter(
  _ context: OpaquePointer?, _ embeddings: UnsafePointer<pith_view>?, _ threshold: Double, _ keep_earlier: Int32,
  _ indices: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_text_embeddings_redundant_filter", context) { call throws(PithError) in
    let embeddings = try call.input(embeddings, "embeddings")
    let indices = try call.output(indices, "indices")
    let count = try call.output(count, "count")
    try Text.embeddingsRedundantFilter(
      call.workspace, embeddings: embeddings, threshold: threshold,
      keepEarlier: try call.flag(keep_earlier, "keep_earlier"), indices: indices, count: count)
  }
}

/// Keeps the texts nearest to each of given centres: LangChain's EmbeddingsClusteringFilter after its k-means.
///
/// `pith_cluster_kmeans` finds centres. The nearest texts may belong to another cluster; a text is taken once.
///
/// Distances are compared as f32.
///
/// - Method: embeddings_clustering_filter
/// - Paper: none
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - embeddings: in, `[N, D]`, f32, f16 or bf16, any strides.
///   - centers: in, `[k, D]`, float, in the order in which they choose.
///   - per_cluster: texts for each centre, 0 or more.
///   - remove_duplicates: 0: a text that was taken is replaced by the next nearest; 1: it is not.
///   - order: `PITH_ORDER_RANKED`: centre by centre, nearest first; `PITH_ORDER_POSITION`: ascending.
///   - indices: out, `[capacity]`, i32; the smaller of N and k · per_cluster always suffices.
///   - count: out, `[1]`, i32: indices written; what is needed on `PITH_ERROR_CAPACITY`.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE`, `PITH_ERROR_ENUM`, `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: k·N·D multiply-adds in double and k sorts of N.
/// - Since: 0.1
@_cdecl("pith_text_embeddings_clustering_filter") @implementation
public func pith_text_embeddings_clustering_filter(
  _ context: OpaquePointer?, _ embeddings: UnsafePointer<pith_view>?, _ centers: UnsafePointer<pith_view>?,
  _ per_cluster: Int64, _ remove_duplicates: Int32, _ order: pith_order, _ indices: UnsafePointer<pith_view>?,
  _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_text_embeddings_clustering_filter", context) { call throws(PithError) in
    let embeddings = try call.input(embeddings, "embeddings")
    let centers = try call.input(centers, "centers")
    let indices = try call.output(indices, "indices")
    let count = try call.output(count, "count")
    try Text.embeddingsClusteringFilter(
      call.workspace, embeddings: embeddings, centers: centers, perCluster: call.count(per_cluster),
      removeDuplicates: try call.flag(remove_duplicates, "remove_duplicates"), order: try call.order(order),
      indices: indices, count: count)
  }
}

/// Scores texts by the words they share with a question: BM25, without any model.
///
/// Words are what lies between single spaces, compared byte by byte, as in the package rank_bm25 (BM25Okapi). Words in more than
/// half of the texts would count against them; they weigh epsilon times the mean weight instead.
///
/// - Method: bm25_okapi
/// - Paper: Okapi at TREC-3, TREC 1994, https://trec.nist.gov/pubs/trec3/t3_proceedings.html
/// - Parameters:
///   - context: scratch; may be NULL.
///   - text: in, u8 `[bytes]`, stride 1.
///   - documents: in, i32 `[C, 2]`, byte spans of the text, in any order.
///   - question: in, u8 `[bytes]`, stride 1.
///   - k1: saturation of word counts, 0 or more; the package: 1.5.
///   - b: how much length counts, 0 to 1; the package: 0.75.
///   - epsilon: 0 or more; the package: 0.25.
///   - scores: out, `[C]`, float.
///   - ranked: out, NULL or `[C]`, i32: best first.
/// - Ties: the lower index wins.
/// - Errors: `PITH_ERROR_INDEX` for `documents`, `PITH_ERROR_RANGE` for the scalars, those of views.
/// - Cost: O(bytes + C · words of the question).
/// - Differs: no documents are legal.
/// - Since: 0.1
@_cdecl("pith_text_bm25_okapi") @implementation
public func pith_text_bm25_okapi(
  _ context: OpaquePointer?, _ text: UnsafePointer<pith_view>?, _ documents: UnsafePointer<pith_view>?,
  _ question: UnsafePointer<pith_view>?, _ k1: Double, _ b: Double, _ epsilon: Double,
  _ scores: UnsafePointer<pith_view>?, _ ranked: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_text_bm25_okapi", context) { call throws(PithError) in
    let text = try call.input(text, "text")
    let documents = try call.input(documents, "documents")
    let question = try call.input(question, "question")
    let scores = try call.output(scores, "scores")
    let ranked = try call.optionalOutput(ranked, "ranked")
    try Text.bm25Okapi(
      call.workspace, text: text, documents: documents, question: question, k1: k1, b: b, epsilon: epsilon,
      scores: scores, ranked: ranked)
  }
}
