// The score family: how much each token matters.

import CPithABI
import Pith

/// Reduces an attention map to one score per key token: first over heads, then over a range of query rows.
///
/// s[j] = reduce over rows of (reduce over heads of attention[h, r, j]). The order is that of the papers' code,
/// `attn.mean(heads).mean(rows)`; it matters where a maximum meets a mean. Only the two ranges are read, and the map is read
/// once.
///
/// - Method: attention_score
/// - Paper: none
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - attention: in, `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, H at least 1, f32, f16 or bf16, any strides.
///   - row_begin: first query row, 0 to `row_end - 1`.
///   - row_end: past the last query row, at most Q.
///   - column_begin: first key token, 0 to `column_end`.
///   - column_end: past the last key token, at most K.
///   - head_reduce: `PITH_REDUCE_MEAN`, `PITH_REDUCE_SUM` or `PITH_REDUCE_MAX`.
///   - row_reduce: the same, over rows.
///   - scores: out, `[column_end - column_begin]` or `[B, column_end - column_begin]`, f32, f16 or bf16.
/// - NaN: `PITH_ERROR_NONFINITE` if one lies in the ranges; a sum of finite numbers that overflows gives infinity.
/// - Errors: `PITH_ERROR_RANGE` for the ranges (an empty range of rows is one), `PITH_ERROR_ENUM`, those of views.
/// - Cost: one read of H * rows * columns elements, at memory speed.
/// - Threads: rows and columns are split; the bits do not depend on it.
/// - Since: 0.1
@_cdecl("pith_score_attention") @implementation
public func pith_score_attention(
  _ context: OpaquePointer?, _ attention: UnsafePointer<pith_view>?, _ row_begin: Int64, _ row_end: Int64,
  _ column_begin: Int64, _ column_end: Int64, _ head_reduce: pith_reduce, _ row_reduce: pith_reduce,
  _ scores: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_score_attention", context) { call throws(PithError) in
    let attention = try call.input(attention, "attention")
    let scores = try call.output(scores, "scores")
    try Score.attention(
      call.workspace, attention: attention, rowBegin: call.count(row_begin), rowEnd: call.count(row_end),
      columnBegin: call.count(column_begin), columnEnd: call.count(column_end),
      headReduce: try call.reduce(head_reduce, "head_reduce"), rowReduce: try call.reduce(row_reduce, "row_reduce"),
      scores: scores)
  }
}

/// Reduces an attention map to one score per key token: first over heads, then over listed query rows.
///
/// As `pith_score_attention`, for methods that pick query rows: rater tokens, the last token, [CLS].
///
/// - Method: attention_score_rows
/// - Paper: none
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - attention: in, `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, H at least 1, f32, f16 or bf16, any strides.
///   - rows: in, `[R]` or `[B, R]`, i32, R at least 1, each 0 to Q - 1, any order; a row that comes twice counts twice.
///   - column_begin: first key token, 0 to `column_end`.
///   - column_end: past the last key token, at most K.
///   - head_reduce: `PITH_REDUCE_MEAN`, `PITH_REDUCE_SUM` or `PITH_REDUCE_MAX`.
///   - row_reduce: the same, over rows.
///   - scores: out, `[column_end - column_begin]` or `[B, column_end - column_begin]`, f32, f16 or bf16.
/// - NaN: `PITH_ERROR_NONFINITE` if one lies in what is read; a sum of finite numbers that overflows gives infinity.
/// - Errors: `PITH_ERROR_RANGE` for the columns, `PITH_ERROR_INDEX` for `rows`, `PITH_ERROR_ENUM`, those of views.
/// - Cost: one read of H * R * columns elements, at memory speed.
/// - Threads: rows and columns are split; the bits do not depend on it.
/// - Since: 0.1
@_cdecl("pith_score_attention_rows") @implementation
public func pith_score_attention_rows(
  _ context: OpaquePointer?, _ attention: UnsafePointer<pith_view>?, _ rows: UnsafePointer<pith_view>?,
  _ column_begin: Int64, _ column_end: Int64, _ head_reduce: pith_reduce, _ row_reduce: pith_reduce,
  _ scores: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_score_attention_rows", context) { call throws(PithError) in
    let attention = try call.input(attention, "attention")
    let rows = try call.input(rows, "rows")
    let scores = try call.output(scores, "scores")
    try Score.attention(
      call.workspace, attention: attention, rows: rows, columnBegin: call.count(column_begin),
      columnEnd: call.count(column_end), headReduce: try call.reduce(head_reduce, "head_reduce"),
      rowReduce: try call.reduce(row_reduce, "row_reduce"), scores: scores)
  }
}

/// Relevance of image tokens to a question, scaled as CDPruner takes it.
///
/// s[i] = mean over text rows of -cosine(image[i], text[m]), then (s - min s + 1e-6) / (max s - min s). The sign is the authors':
/// CLIP's patches are least similar to the text that describes them. Minimum and maximum are those of all batch items together,
/// so that crops of one image are compared with each other.
///
/// - Method: cdpruner
/// - Paper: Beyond Attention or Similarity: Maximizing Conditional Diversity for Token Pruning in MLLMs, NeurIPS 2025,
///   https://arxiv.org/abs/2506.10967
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - image: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides: patch embeddings in CLIP's joint space.
///   - text: in, `[M, C]` (for every batch item) or `[B, M, C]`, M at least 1, f32, f16 or bf16, any strides: text embeddings.
///   - theta: -1: the result is as above; 0 to 0.98: it is exp(alpha r) of that, alpha = theta / (2 (1 - theta)).
///   - relevance: out, `[N]` or `[B, N]`, f32, f16 or bf16.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `theta`, those of views.
/// - Cost: (N + M)·C multiply-adds; O(N + C) scratch.
/// - Threads: rows are split; the bits do not depend on it.
/// - Differs: embeddings of norm zero have cosine 0; if all s are equal the relevance is 1 (theirs: NaN).
/// - Since: 0.1
@_cdecl("pith_score_cdpruner") @implementation
public func pith_score_cdpruner(
  _ context: OpaquePointer?, _ image: UnsafePointer<pith_view>?, _ text: UnsafePointer<pith_view>?, _ theta: Double,
  _ relevance: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_score_cdpruner", context) { call throws(PithError) in
    let image = try call.input(image, "image")
    let text = try call.input(text, "text")
    let relevance = try call.output(relevance, "relevance")
    try Score.cdPruner(call.workspace, image: image, text: text, theta: theta, relevance: relevance)
  }
}
