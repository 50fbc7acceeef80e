// The merge family: which tokens become one. The apply family carries the decision out.

import CPithABI
import Pith

/// Pairs tokens at even positions with their most similar token at an odd position and merges the `remove` most similar pairs.
///
/// `assign` names the output row of every token, for `pith_apply_merge` and `pith_apply_unmerge`. Rows are the even tokens that
/// stay, then all odd tokens in ascending position. The even tokens stand in ascending position with a class token and in
/// falling similarity without one; with a distillation token the rows are class, distillation, the other even tokens, the other
/// odd tokens. With nothing to merge every token stays in its place. A token of norm zero has similarity 0 to everything.
///
/// - Method: tome
/// - Paper: Token Merging: Your ViT But Faster, ICLR 2023, https://arxiv.org/abs/2210.09461
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - metric: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides; what is compared: in a ViT the mean of the keys over
///     heads (`pith_merge_tome_attention` gives it).
///   - remove: tokens to remove; any number: r = `remove` clamped to 0 to (N - protected tokens) / 2 takes effect.
///   - class_token: 0 or 1; 1: token 0 is never merged away.
///   - distill_token: 0 or 1; 1: nothing is merged into token 1.
///   - assign: out, `[N]` or `[B, N]`, i32, output row of every token.
///   - sources: out, NULL or at least `[r]` or `[B, r]`, i32: the tokens merged away, in falling similarity. What lies behind
///     the first r is not written.
///   - destinations: out, NULL or at least `[r]` or `[B, r]`, i32: the tokens they are merged into.
///   - count: out, NULL or `[1]` (`[B]` for a batch), i32: output rows, N - r.
/// - Ties: the lower index wins, of equal similarities and of equal destinations.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for the flags, `PITH_ERROR_CAPACITY` for `sources` and `destinations`, those of views.
/// - Cost: N²/4·C multiply-adds, N·C floats of scratch; similarities are not stored.
/// - Differs: from the authors' code in tokens of norm zero, which there attract every other token.
/// - Since: 0.1
@_cdecl("pith_merge_tome") @implementation
public func pith_merge_tome(
  _ context: OpaquePointer?, _ metric: UnsafePointer<pith_view>?, _ remove: Int64, _ class_token: Int32,
  _ distill_token: Int32, _ assign: UnsafePointer<pith_view>?, _ sources: UnsafePointer<pith_view>?,
  _ destinations: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_merge_tome", context) { call throws(PithError) in
    let metric = try call.input(metric, "metric")
    let assign = try call.output(assign, "assign")
    let sources = try call.optionalOutput(sources, "sources")
    let destinations = try call.optionalOutput(destinations, "destinations")
    let count = try call.optionalOutput(count, "count")
    try Merge.toMe(
      call.workspace, metric: metric, remove: call.count(remove), classToken: try call.flag(class_token, "class_token"),
      distillToken: try call.flag(distill_token, "distill_token"), assign: assign, sources: sources,
      destinations: destinations, count: count)
  }
}

/// Merges every token into its most similar `k`-th token: token merging with fixed, evenly spaced destinations.
///
/// Tokens form groups of `k`; the last of each group is a destination and becomes an output row, the others merge into their
/// most similar destination, of any group. The N mod `k` tokens at the end are dropped (-1). With `k` of 1 or less every token
/// stays in its place.
///
/// - Method: tome_kth
/// - Paper: Token Merging: Your ViT But Faster, ICLR 2023, https://arxiv.org/abs/2210.09461
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - metric: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides.
///   - k: length of a group; any number.
///   - assign: out, `[N]` or `[B, N]`, i32, output row of every token, or -1.
///   - count: out, NULL or `[1]` (`[B]` for a batch), i32: output rows, N / `k` rounded down.
/// - Ties: the lower destination wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: those of views.
/// - Cost: N²/k·C multiply-adds, 2·N·C floats of scratch.
/// - Differs: tokens of norm zero have similarity 0 to everything.
/// - Since: 0.1
@_cdecl("pith_merge_tome_kth") @implementation
public func pith_merge_tome_kth(
  _ context: OpaquePointer?, _ metric: UnsafePointer<pith_view>?, _ k: Int64, _ assign: UnsafePointer<pith_view>?,
  _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_merge_tome_kth", context) { call throws(PithError) in
    let metric = try call.input(metric, "metric")
    let assign = try call.output(assign, "assign")
    let count = try call.optionalOutput(count, "count")
    try Merge.toMeKth(call.workspace, metric: metric, k: call.count(k), assign: assign, count: count)
  }
}

/// Merges the first `remove` tokens of a permutation into their most similar one of the others: token merging with random
/// destinations.
///
/// The host draws the permutation. Output rows are the tokens that stay, in the permutation's order. With `remove` of 0 or less
/// every token stays in its place.
///
/// - Method: tome_random
/// - Paper: Token Merging: Your ViT But Faster, ICLR 2023, https://arxiv.org/abs/2210.09461
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - metric: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides.
///   - permutation: in, `[N]` or `[B, N]`, i32, every position from 0 to N - 1 once.
///   - remove: at most N - 1.
///   - assign: out, `[N]` or `[B, N]`, i32, output row of every token.
///   - count: out, NULL or `[1]` (`[B]` for a batch), i32: output rows, N - `remove`.
/// - Ties: the destination that comes first in the permutation wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `remove`, `PITH_ERROR_INDEX` for `permutation`, those of views.
/// - Cost: remove·(N - remove)·C multiply-adds, 2·N·C floats of scratch.
/// - Differs: tokens of norm zero have similarity 0 to everything.
/// - Since: 0.1
@_cdecl("pith_merge_tome_random") @implementation
public func pith_merge_tome_random(
  _ context: OpaquePointer?, _ metric: UnsafePointer<pith_view>?, _ permutation: UnsafePointer<pith_view>?,
  _ remove: Int64, _ assign: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_merge_tome_random", context) { call throws(PithError) in
    let metric = try call.input(metric, "metric")
    let permutation = try call.input(permutation, "permutation")
    let assign = try call.output(assign, "assign")
    let count = try call.optionalOutput(count, "count")
    try Merge.toMeRandom(
      call.workspace, metric: metric, permutation: permutation, remove: call.count(remove), assign: assign, count: count)
  }
}

/// Attention over merged tokens in which every key counts by the number of tokens it stands for, and the metric for merging.
///
/// output = softmax(scale · q kᵀ + ln size) v per head, heads side by side; metric = mean over heads of k.
///
/// - Method: tome_attention
/// - Paper: Token Merging: Your ViT But Faster, ICLR 2023, https://arxiv.org/abs/2210.09461
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - q: in, `[H, N, Dh]` or `[B, H, N, Dh]`, f32, f16 or bf16, any strides.
///   - k: in, shape of q.
///   - v: in, shape of q.
///   - size: in, NULL (all 1) or `[N]` or `[B, N]`, float, not negative; a key of size 0 gets no attention, and if all are 0 the
///     output is 0.
///   - scale: factor of q kᵀ, usually 1 / sqrt(Dh).
///   - output: out, `[N, H * Dh]` or `[B, N, H * Dh]`, float.
///   - metric: out, NULL or `[N, Dh]` or `[B, N, Dh]`, float.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `scale`, `PITH_ERROR_VALUE` for `size`, those of views.
/// - Cost: 2·H·N²·Dh multiply-adds; scores are not stored beyond a block of rows per thread.
/// - Since: 0.1
@_cdecl("pith_merge_tome_attention") @implementation
public func pith_merge_tome_attention(
  _ context: OpaquePointer?, _ q: UnsafePointer<pith_view>?, _ k: UnsafePointer<pith_view>?,
  _ v: UnsafePointer<pith_view>?, _ size: UnsafePointer<pith_view>?, _ scale: Double,
  _ output: UnsafePointer<pith_view>?, _ metric: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_merge_tome_attention", context) { call throws(PithError) in
    let q = try call.input(q, "q")
    let k = try call.input(k, "k")
    let v = try call.input(v, "v")
    let size = try call.optionalInput(size, "size")
    let output = try call.output(output, "output")
    let metric = try call.optionalOutput(metric, "metric")
    try Merge.toMeAttention(
      call.workspace, q: q, k: k, v: v, size: size, scale: scale, output: output, metric: metric)
  }
}
