// The merge family: merging in rounds.

import CPithABI
import Pith

/// Merges tokens in rounds of bipartite soft matching with plain means.
///
/// In each round tokens at even positions find their most similar token at an odd position and the r most similar pairs merge,
/// r = min(removes[t], n / 2); rows are the even ones that stay in falling similarity, then the odd ones, and the next round works
/// on the means. `pith_apply_merge` with `PITH_REDUCE_SUM`, `assign` and `weight` makes the tokens, and the merged metric.
///
/// - Method: aim
/// - Paper: AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025, https://arxiv.org/abs/2412.03248
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - metric: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides: what is compared; the tokens themselves for video, keys
///     of the last layer for images.
///   - removes: in, `[T]`, i32: tokens to remove in each round, any numbers; 0 or less: nothing. The authors' are N/2, N/4 for the
///     frames of a video, 288, 36 for images of 576 tokens.
///   - assign: out, `[N]` or `[B, N]`, i32: output row of every token.
///   - weight: out, NULL or `[N]` or `[B, N]`, f32, f16 or bf16: what a token counts for in its row, 1 / members per round.
///   - count: out, NULL or `[1]` (`[B]` for a batch), i32: output rows.
/// - Ties: the lower index wins, of equal similarities and of equal destinations.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_VALUE` if sums of rows overflow, those of views.
/// - Cost: n²/4·C multiply-adds per round; 3·N·C floats of scratch; similarities are not stored.
/// - Threads: rows are split; the bits do not depend on it.
/// - Differs: a row of norm zero has similarity 0 to everything (theirs: NaN).
/// - Since: 0.1
@_cdecl("pith_merge_aim") @implementation
public func pith_merge_aim(
  _ context: OpaquePointer?, _ metric: UnsafePointer<pith_view>?, _ removes: UnsafePointer<pith_view>?,
  _ assign: UnsafePointer<pith_view>?, _ weight: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_merge_aim", context) { call throws(PithError) in
    let metric = try call.input(metric, "metric")
    let removes = try call.input(removes, "removes")
    let assign = try call.output(assign, "assign")
    let weight = try call.optionalOutput(weight, "weight")
    let count = try call.optionalOutput(count, "count")
    try Merge.aim(
      call.workspace, metric: metric, removes: removes, assign: assign, weight: weight, count: count)
  }
}
