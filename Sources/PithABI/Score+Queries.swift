// The score family: scores from queries and keys, and those that TransPrune and VFlowOpt select by.

import CPithABI
import Pith

/// Reduces the attention of a few query rows to one score per key token, without an attention map.
///
/// a[h, i, j] = softmax over the keys j that row i sees of scale · queries[h, i] · keys[h / (H / G), j]; then as
/// `pith_score_attention`: scores[j] = reduce over rows of (reduce over heads of a[h, i, j]). The softmax runs over all keys;
/// only the scores of the column range are made. One call gives the score that FastV, PyramidDrop, SparseVLM or TransPrune
/// (its instruction-guided attention: the text rows after the image, causal) take from a map.
///
/// - Method: query_key_score
/// - Paper: none
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - queries: in, `[H, R, D]` or `[B, H, R, D]`, H, R and D at least 1, f32, f16 or bf16, any strides: after rotary
///     embedding.
///   - keys: in, `[G, N, D]` or `[B, G, N, D]`, H a multiple of G, f32, f16 or bf16, any strides.
///   - scale: of the products; 0: 1 / sqrt(D).
///   - causal_offset: row i sees keys 0 to `causal_offset + i`: the position of the first row; -1: every row sees all keys.
///   - column_begin: first key token, 0 to `column_end`.
///   - column_end: past the last key token, at most N.
///   - head_reduce: `PITH_REDUCE_MEAN`, `PITH_REDUCE_SUM` or `PITH_REDUCE_MAX`.
///   - row_reduce: the same, over rows.
///   - scores: out, `[column_end - column_begin]` or `[B, column_end - column_begin]`, f32, f16 or bf16.
/// - NaN: `PITH_ERROR_NONFINITE`, also if a product of finite queries and keys leaves the range of f32.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_ENUM`, those of views.
/// - Cost: H·R·N·D multiply-adds; scratch of at most max(64, H / G)·N floats, plus N·D where keys are not f32.
/// - Threads: keys and rows are split; the bits do not depend on it.
/// - Since: 0.1
@_cdecl("pith_score_query_key") @implementation
public func pith_score_query_key(
  _ context: OpaquePointer?, _ queries: UnsafePointer<pith_view>?, _ keys: UnsafePointer<pith_view>?, _ scale: Double,
  _ causal_offset: Int64, _ column_begin: Int64, _ column_end: Int64, _ head_reduce: pith_reduce,
  _ row_reduce: pith_reduce, _ scores: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_score_query_key", context) { call throws(PithError) in
    let queries = try call.input(queries, "queries")
    let keys = try call.input(keys, "keys")
    let scores = try call.output(scores, "scores")
    try Score.queryKey(
      call.workspace, queries: queries, keys: keys, scale: scale, causalOffset: call.count(causal_offset),
      columnBegin: call.count(column_begin), columnEnd: call.count(column_end),
      headReduce: try call.reduce(head_reduce, "head_reduce"), rowReduce: try call.reduce(row_reduce, "row_reduce"),
      scores: scores)
  }
}

/// How much a block of a decoder layer changes each token: TransPrune's token transition variation.
///
/// w[i] = |after[i]| / |before[i]| · z[i] / sum of z, z[i] = exp(1 - cosine(before[i], after[i])); scores = previous + w. A
/// layer's weight is that of its attention block plus that of its feed-forward block: two calls, the second with the first's
/// result as `previous`. The sum of z runs over the whole sequence, so pass all of it, text included.
///
/// - Method: transprune
/// - Paper: TransPrune: Token Transition Pruning for Efficient Large Vision-Language Model, CVPR 2026,
///   https://arxiv.org/abs/2507.20630
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - before: in, `[T, D]` or `[B, T, D]`, f32, f16 or bf16, any strides: the block's normalised input.
///   - after: in, the shape of `before`, f32, f16 or bf16, any strides: its output before the residual is added.
///   - previous: in, optional, `[T]` or `[B, T]`, f32, f16 or bf16: weights to add to.
///   - scores: out, `[T]` or `[B, T]`, f32, f16 or bf16.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_VALUE` for norms whose ratio leaves f32, those of views.
/// - Cost: reads 2·T·D elements once; O(T) scratch.
/// - Threads: rows are split; the bits do not depend on it.
/// - Differs: a token whose `before` is zero has weight 0 (theirs: infinity or NaN); each batch item has its own sum (theirs:
///   one for the whole batch).
/// - Since: 0.1
@_cdecl("pith_score_transprune") @implementation
public func pith_score_transprune(
  _ context: OpaquePointer?, _ before: UnsafePointer<pith_view>?, _ after: UnsafePointer<pith_view>?,
  _ previous: UnsafePointer<pith_view>?, _ scores: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_score_transprune", context) { call throws(PithError) in
    let before = try call.input(before, "before")
    let after = try call.input(after, "after")
    let previous = try call.optionalInput(previous, "previous")
    let scores = try call.output(scores, "scores")
    try Score.transPrune(call.workspace, before: before, after: after, previous: previous, scores: scores)
  }
}

/// Importance of image tokens in a vision encoder: what its salient tokens attend to.
///
/// Salient are the tokens whose mean attention received exceeds `threshold` times the mean over tokens. scores[j] = mean over
/// heads and salient rows of attention[h, i, j], plus alpha · softmax(entropy)[j].
///
/// - Method: vflowopt
/// - Paper: VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided Optimization, ICCV 2025,
///   https://arxiv.org/abs/2508.05211
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - attention: in, `[N, N]`, `[H, N, N]` or `[B, H, N, N]`, H at least 1, f32, f16 or bf16, any strides: softmaxed.
///   - entropy: in, optional, `[N]` or `[B, N]`, f32, f16 or bf16: such as `pith_score_vflowopt_entropy` gives, row by row.
///   - threshold: finite; the published ones are 28.68, 34.76 and 39.26 for 50, 25 and 10 % of the tokens.
///   - alpha: finite; weight of the entropy, 0 in the published settings.
///   - scores: out, `[N]` or `[B, N]`, f32, f16 or bf16.
///   - salient: out, optional, `[capacity]` or `[B, capacity]`, i32, ascending; N is always enough. Elements past `count` are
///     left as they are. Needs `count`.
///   - count: out, optional, `[1]` or `[B, 1]`, i32: salient tokens. Written on a capacity error too.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_BUDGET` if no token is salient, `PITH_ERROR_CAPACITY`, those of
///   views.
/// - Cost: reads H·N·(N + salient) elements at memory speed; O(N) scratch beyond that of `pith_score_attention`.
/// - Threads: rows and columns are split; the bits do not depend on it.
/// - Differs: no salient token is an error (theirs: NaN).
/// - Since: 0.1
@_cdecl("pith_score_vflowopt") @implementation
public func pith_score_vflowopt(
  _ context: OpaquePointer?, _ attention: UnsafePointer<pith_view>?, _ entropy: UnsafePointer<pith_view>?,
  _ threshold: Double, _ alpha: Double, _ scores: UnsafePointer<pith_view>?, _ salient: UnsafePointer<pith_view>?,
  _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_score_vflowopt", context) { call throws(PithError) in
    let attention = try call.input(attention, "attention")
    let entropy = try call.optionalInput(entropy, "entropy")
    let scores = try call.output(scores, "scores")
    let salient = try call.optionalOutput(salient, "salient")
    let count = try call.optionalOutput(count, "count")
    try Score.vFlowOpt(
      call.workspace, attention: attention, entropy: entropy, threshold: threshold, alpha: alpha, scores: scores,
      salient: salient, count: count)
  }
}

/// Entropy in bits of the gray values of an image's patches, for `pith_score_vflowopt`.
///
/// v = (255 x truncated to an integer) mod 256, so negative values wrap; gray = round(0.3333 (r + g + b)); a histogram of 256
/// bins.
///
/// - Method: vflowopt
/// - Paper: VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided Optimization, ICCV 2025,
///   https://arxiv.org/abs/2508.05211
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - pixels: in, `[3, height, width]` or `[B, 3, height, width]`, f32, f16 or bf16, any strides: as the encoder gets them,
///     in [-1, 1] for SigLIP.
///   - patch: side of a patch, 1 to 2^15; the paper's encoder has 14.
///   - entropy: out, `[height / patch, width / patch]` (rounded down) or `[B, height / patch, width / patch]`, f32, f16 or
///     bf16.
/// - NaN: `PITH_ERROR_NONFINITE` if one lies in a patch.
/// - Errors: `PITH_ERROR_RANGE` for `patch`, those of views.
/// - Cost: reads the pixels once; 1 KB of scratch per patch of a row.
/// - Threads: rows of patches are split; the bits do not depend on it.
/// - Since: 0.1
@_cdecl("pith_score_vflowopt_entropy") @implementation
public func pith_score_vflowopt_entropy(
  _ context: OpaquePointer?, _ pixels: UnsafePointer<pith_view>?, _ patch: Int64, _ entropy: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_score_vflowopt_entropy", context) { call throws(PithError) in
    let pixels = try call.input(pixels, "pixels")
    let entropy = try call.output(entropy, "entropy")
    try Score.vFlowOptEntropy(call.workspace, pixels: pixels, patch: call.count(patch), entropy: entropy)
  }
}
