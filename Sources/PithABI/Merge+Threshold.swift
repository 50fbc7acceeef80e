// The merge family: token merging by a threshold, its calibration, and attention as if nothing had merged.

import CPithABI
import Pith

/// Merges every pair of an even and an odd token whose similarity is above a threshold: complex images keep more tokens.
///
/// Each image merges r tokens, r = number of pairs above the threshold, at most half of the tokens that are not protected and
/// at most `most`; the r best pairs. Rows as for `pith_merge_tome`. `assign` is the mapping of `pith_merge_dymu_attention`.
///
/// - Method: dymu
/// - Paper: DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025, https://arxiv.org/abs/2504.17040
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - metric: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides: keys averaged over heads.
///   - threshold: cosine that a pair must exceed; `pith_merge_dymu_threshold` finds it.
///   - most: at most so many tokens are removed; negative: no such limit.
///   - class_token: 0 or 1; 1: token 0 is never merged away.
///   - assign: out, `[N]` or `[B, N]`, i32, output row of every token.
///   - count: out, `[1]` (`[B]` for a batch), i32: output rows of each image.
/// - Ties: the lower index wins, of equal similarities and of equal destinations.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `threshold` and `class_token`, those of views.
/// - Cost: N²/4·C multiply-adds, N·C floats of scratch; similarities are not stored.
/// - Differs: tokens of norm zero have similarity 0 to everything.
/// - Since: 0.1
@_cdecl("pith_merge_dymu") @implementation
public func pith_merge_dymu(
  _ context: OpaquePointer?, _ metric: UnsafePointer<pith_view>?, _ threshold: Double, _ most: Int64,
  _ class_token: Int32, _ assign: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_merge_dymu", context) { call throws(PithError) in
    let metric = try call.input(metric, "metric")
    let assign = try call.output(assign, "assign")
    let count = try call.output(count, "count")
    try Merge.dyMU(
      call.workspace, metric: metric, threshold: threshold, most: call.count(most),
      classToken: try call.flag(class_token, "class_token"), assign: assign, count: count)
  }
}

/// Merges the pairs of a batch that are above a threshold, or the best of the whole batch: the form used in calibration.
///
/// Rows of each image: even tokens that stay, ascending, then all odd tokens; an item's rows past its count are padding.
/// `pith_apply_merge` with `PITH_REDUCE_SUM` and `weight` gives the authors' values, which shrink by `epsilon`.
///
/// - Method: dymu
/// - Paper: DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025, https://arxiv.org/abs/2504.17040
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - metric: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides.
///   - size: in, NULL (all 1) or `[N]` or `[B, N]`, float: tokens that each token stands for.
///   - threshold: cosine that a pair must exceed; below -1: none, `remove` counts.
///   - remove: without a threshold the remove·B most similar pairs of the batch merge, `remove` clamped to half of the tokens
///     that are not protected; 0 or less: every token stays in its place.
///   - class_token: 0 or 1; 1: token 0 is never merged away.
///   - epsilon: 0 or more; the authors' is 1e-4.
///   - assign: out, `[N]` or `[B, N]`, i32, output row of every token.
///   - weight: out, NULL or `[N]` or `[B, N]`, float: size / (size of the row + epsilon); 0 where that divides by 0.
///   - count: out, `[1]` (`[B]` for a batch), i32: output rows of each image.
/// - Ties: the lower item, then the lower index.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `threshold`, `epsilon` and `class_token`, those of views.
/// - Cost: B·N²/4·C multiply-adds; similarities are not stored.
/// - Differs: one merged pair is legal (theirs: an error of dimensions).
/// - Since: 0.1
@_cdecl("pith_merge_dymu_batch") @implementation
public func pith_merge_dymu_batch(
  _ context: OpaquePointer?, _ metric: UnsafePointer<pith_view>?, _ size: UnsafePointer<pith_view>?,
  _ threshold: Double, _ remove: Int64, _ class_token: Int32, _ epsilon: Double, _ assign: UnsafePointer<pith_view>?,
  _ weight: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_merge_dymu_batch", context) { call throws(PithError) in
    let metric = try call.input(metric, "metric")
    let size = try call.optionalInput(size, "size")
    let assign = try call.output(assign, "assign")
    let weight = try call.optionalOutput(weight, "weight")
    let count = try call.output(count, "count")
    try Merge.dyMUBatch(
      call.workspace, metric: metric, size: size, threshold: threshold < -1 ? nil : threshold,
      remove: call.count(remove), classToken: try call.flag(class_token, "class_token"), epsilon: epsilon, assign: assign,
      weight: weight, count: count)
  }
}

/// Finds the similarity above which a calibration batch loses `remove` tokens per image, and keeps the running mean.
///
/// All best similarities of the batch are ranked; the threshold is the first that is not merged, or the last there is, but not
/// below 0. An empty batch has threshold 0.
///
/// - Method: dymu
/// - Paper: DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025, https://arxiv.org/abs/2504.17040
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - metric: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides: one batch at one layer.
///   - remove: tokens to remove per image on average, 0 or more; clamped to half of the tokens that are not protected.
///   - class_token: 0 or 1; 1: token 0 is never merged away.
///   - mean: running mean of the batches before; not looked at for the first.
///   - batches: how many there were.
///   - threshold: out, `[1]`, float: that of this batch.
///   - new_mean: out, NULL or `[1]`, float: (mean·batches + threshold) / (batches + 1).
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
/// - Cost: B·N²/4·C multiply-adds; similarities are not stored.
/// - Since: 0.1
@_cdecl("pith_merge_dymu_threshold") @implementation
public func pith_merge_dymu_threshold(
  _ context: OpaquePointer?, _ metric: UnsafePointer<pith_view>?, _ remove: Int64, _ class_token: Int32,
  _ mean: Double, _ batches: Int64, _ threshold: UnsafePointer<pith_view>?, _ new_mean: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_merge_dymu_threshold", context) { call throws(PithError) in
    let metric = try call.input(metric, "metric")
    let threshold = try call.output(threshold, "threshold")
    let mean_out = try call.optionalOutput(new_mean, "new_mean")
    try Merge.dyMUThreshold(
      call.workspace, metric: metric, remove: call.count(remove), classToken: try call.flag(class_token, "class_token"),
      mean: mean, batches: call.count(batches), threshold: threshold, newMean: mean_out)
  }
}

/// Attention of merged tokens as if they were not merged: virtual unmerging.
///
/// Every position i of the original sequence stands for unique token mapping[i]. Queries and keys are expanded, rotated by
/// their position (halves of the head: x cos + (-x2, x1) sin) and attend to each other; the outputs of a unique token's
/// positions are averaged. Text tokens are unique tokens with one position.
///
/// - Method: dymu
/// - Paper: DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025, https://arxiv.org/abs/2504.17040
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - q: in, `[H, U, Dh]` or `[B, H, U, Dh]`, f32, f16 or bf16, any strides: unique tokens before rotation; Dh even.
///   - k: in, shape of q.
///   - v: in, shape of q.
///   - cos: in, `[N, Dh]` for every item or `[B, N, Dh]`, float: of every position.
///   - sin: in, `[N, Dh]` for every item or `[B, N, Dh]`, float.
///   - mapping: in, `[N]` for every item or `[B, N]`, i32, 0 to U - 1.
///   - scale: factor of q kᵀ, usually 1 / sqrt(Dh).
///   - causal: 0 or 1; 1: a position attends to those up to itself.
///   - output: out, shape of q, float. A unique token without positions gets 0.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `scale` and `causal`, `PITH_ERROR_INDEX` for `mapping`, those of views.
/// - Cost: H (N²·Dh + U²·Dh) multiply-adds; 128 N + U² + 3 N·Dh + (1 + H) U·Dh floats of scratch, no N×N matrix.
/// - Since: 0.1
@_cdecl("pith_merge_dymu_attention") @implementation
public func pith_merge_dymu_attention(
  _ context: OpaquePointer?, _ q: UnsafePointer<pith_view>?, _ k: UnsafePointer<pith_view>?,
  _ v: UnsafePointer<pith_view>?, _ cos: UnsafePointer<pith_view>?, _ sin: UnsafePointer<pith_view>?,
  _ mapping: UnsafePointer<pith_view>?, _ scale: Double, _ causal: Int32, _ output: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_merge_dymu_attention", context) { call throws(PithError) in
    let q = try call.input(q, "q")
    let k = try call.input(k, "k")
    let v = try call.input(v, "v")
    let cos = try call.input(cos, "cos")
    let sin = try call.input(sin, "sin")
    let mapping = try call.input(mapping, "mapping")
    let output = try call.output(output, "output")
    try Merge.dyMUAttention(
      call.workspace, q: q, k: k, v: v, cos: cos, sin: sin, mapping: mapping, scale: scale,
      causal: try call.flag(causal, "causal"), output: output)
  }
}
