// The merge family: many-to-many merging.

import CPithABI
import Pith

/// Merges N tokens into M by soft assignment: every token is shared out among the tokens of a basis.
///
/// The basis is the first `protect` tokens and the best-scored others. Token j hands softmax(cosine / tau) of itself to each
/// unprotected basis token; protected tokens pass through unchanged. y = W x with W the shares weighted by size, rows adding up
/// to 1; sizes add up over what was handed out. `pith_merge_token_transforming_inverse` brings N tokens back. With nothing but
/// protected tokens in the basis the others vanish.
///
/// - Method: token_transforming
/// - Paper: Token Transforming: A Unified and Training-Free Token Compression Framework for Vision Transformer Acceleration,
///   2025, https://arxiv.org/abs/2506.05709
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - metric: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides: keys or tokens.
///   - score: in, `[N]` or `[B, N]`, float: class attention averaged over heads, or attention received.
///   - size: in, NULL (all 1) or `[N]` or `[B, N]`, float, not negative: tokens that each token stands for.
///   - x: in, NULL or `[N, D]` or `[B, N, D]`, float: what is merged; needed for `y`.
///   - keep: M = `keep` clamped to `protect` to N.
///   - tau: temperature, 2^-100 to 2^100; 0.05 to 0.2 is sensible, towards 0 each token merges into its nearest basis token.
///   - protect: 0 to N: tokens at the front that pass through, such as a class token.
///   - basis: out, `[M]` or `[B, M]`, i32, ascending.
///   - y: out, NULL or `[M, D]` or `[B, M, D]`, float.
///   - merged_size: out, NULL or `[M]` or `[B, M]`, float.
///   - weights: out, NULL or `[M, N]` or `[B, M, N]`, float: W, for `pith_apply_transform`.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `tau` and `protect`, `PITH_ERROR_VALUE` for `size`, `PITH_ERROR_NULL` if `y` is given without
///   `x`, those of views.
/// - Cost: M·N·(C + D) multiply-adds; M·D + 512 M floats of scratch, M·N only with `weights`.
/// - Differs: no public code exists; this is the many-to-many merge that the paper's abstract describes.
/// - Since: 0.1
@_cdecl("pith_merge_token_transforming") @implementation
public func pith_merge_token_transforming(
  _ context: OpaquePointer?, _ metric: UnsafePointer<pith_view>?, _ score: UnsafePointer<pith_view>?,
  _ size: UnsafePointer<pith_view>?, _ x: UnsafePointer<pith_view>?, _ keep: Int64, _ tau: Double, _ protect: Int64,
  _ basis: UnsafePointer<pith_view>?, _ y: UnsafePointer<pith_view>?, _ merged_size: UnsafePointer<pith_view>?,
  _ weights: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_merge_token_transforming", context) { call throws(PithError) in
    let metric = try call.input(metric, "metric")
    let score = try call.input(score, "score")
    let size = try call.optionalInput(size, "size")
    let x = try call.optionalInput(x, "x")
    let basis = try call.output(basis, "basis")
    let y = try call.optionalOutput(y, "y")
    let mergedSize = try call.optionalOutput(merged_size, "merged_size")
    let weights = try call.optionalOutput(weights, "weights")
    try Merge.tokenTransforming(
      call.workspace, metric: metric, score: score, size: size, x: x, keep: call.count(keep), tau: tau,
      protect: call.count(protect), basis: basis, y: y, mergedSize: mergedSize, weights: weights)
  }
}

/// Gives all N tokens their share of the M merged ones back, and says what the shares are.
///
/// x_j = sum over basis tokens i of share[j, i] y_i: the way back for dense tasks. `shares` alone is the soft assignment of tokens
/// to any basis.
///
/// - Method: token_transforming
/// - Paper: Token Transforming: A Unified and Training-Free Token Compression Framework for Vision Transformer Acceleration,
///   2025, https://arxiv.org/abs/2506.05709
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - metric: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides: what the merge was given.
///   - basis: in, `[M]` or `[B, M]`, i32, strictly ascending; the first `protect` are 0, 1, ….
///   - y: in, NULL or `[M, D]` or `[B, M, D]`, float: merged tokens; needed for `x`.
///   - tau: as in the merge.
///   - protect: as in the merge, 0 to M.
///   - x: out, NULL or `[N, D]` or `[B, N, D]`, float.
///   - shares: out, NULL or `[N, M]` or `[B, N, M]`, float; rows add up to 1, or are 0 if nothing but protected tokens is there.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `tau` and `protect`, `PITH_ERROR_INDEX` for `basis`, `PITH_ERROR_NULL` if `x` is given without
///   `y`, those of views.
/// - Cost: M·N·(C + D) multiply-adds; N·D + 256 M floats of scratch, M·N only with `shares`.
/// - Since: 0.1
@_cdecl("pith_merge_token_transforming_inverse") @implementation
public func pith_merge_token_transforming_inverse(
  _ context: OpaquePointer?, _ metric: UnsafePointer<pith_view>?, _ basis: UnsafePointer<pith_view>?,
  _ y: UnsafePointer<pith_view>?, _ tau: Double, _ protect: Int64, _ x: UnsafePointer<pith_view>?,
  _ shares: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_merge_token_transforming_inverse", context) { call throws(PithError) in
    let metric = try call.input(metric, "metric")
    let basis = try call.input(basis, "basis")
    let y = try call.optionalInput(y, "y")
    let x = try call.optionalOutput(x, "x")
    let shares = try call.optionalOutput(shares, "shares")
    try Merge.tokenTransformingInverse(
      call.workspace, metric: metric, basis: basis, y: y, tau: tau, protect: call.count(protect), x: x, shares: shares)
  }
}
