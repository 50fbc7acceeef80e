// The merge family: windows of a grid whose tokens are alike.

import CPithABI
import Pith

/// Merges each window of a grid whose tokens are alike into its mean: the first stage of MustDrop.
///
/// A window counts as alike if the mean cosine of its pairs of tokens is at least `threshold`. In a batch every image merges as
/// many windows as the image that has the fewest, its most similar ones. Output rows: the prefix, the merged windows in falling
/// similarity, all other tokens in their order. `pith_apply_merge` with `PITH_REDUCE_MEAN` makes tokens and sizes.
///
/// - Method: mustdrop
/// - Paper: Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language Model, 2024,
///   https://arxiv.org/abs/2411.10803
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - tokens: in, `[prefix + height * width, D]` or `[B, …, D]`, the grid in raster order, f32, f16 or bf16, any strides.
///   - height: rows of the grid.
///   - width: tokens in a row.
///   - window_height: divides `height`; the paper's is 3.
///   - window_width: divides `width`; the paper's is 3.
///   - threshold: the paper's is 0.8.
///   - prefix: tokens before the grid that stay, such as 1 class token.
///   - assign: out, `[prefix + height * width]` or `[B, …]`, i32, output row of every token.
///   - count: out, `[1]` (`[B]` for a batch), i32: output rows, the same for every image.
/// - Ties: the lower window wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SHAPE` if the grid does not fit, those of views.
/// - Cost: one pass over the tokens.
/// - Differs: any grid that the window divides; windows of one token never merge.
/// - Since: 0.1
@_cdecl("pith_merge_mustdrop") @implementation
public func pith_merge_mustdrop(
  _ context: OpaquePointer?, _ tokens: UnsafePointer<pith_view>?, _ height: Int64, _ width: Int64,
  _ window_height: Int64, _ window_width: Int64, _ threshold: Double, _ prefix: Int64,
  _ assign: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_merge_mustdrop", context) { call throws(PithError) in
    let tokens = try call.input(tokens, "tokens")
    let assign = try call.output(assign, "assign")
    let count = try call.output(count, "count")
    try Merge.mustDrop(
      call.workspace, tokens: tokens, height: call.count(height), width: call.count(width),
      windowHeight: call.count(window_height), windowWidth: call.count(window_width), threshold: threshold,
      prefix: call.count(prefix), assign: assign, count: count)
  }
}
