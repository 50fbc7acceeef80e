// The select family: tokens of images that were cut into crops.

import CPithABI
import Pith

/// Keeps the most attended tokens of the whole image and of each of its crops.
///
/// Partition p keeps the budgets[p] tokens with the greatest sum over heads of attention[p, h, token]. Ids are p N + token.
///
/// - Method: hired
/// - Paper: HiRED: Attention-Guided Token Dropping for Efficient Inference of High-Resolution Vision-Language Models in
///   Resource-Constrained Environments, AAAI 2025, https://arxiv.org/abs/2408.10945
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - attention: in, `[P, H, N]` or `[B, P, H, N]`, f32, f16 or bf16, any strides: attention of the class token to the tokens of
///     each partition in a late layer (22 of CLIP-L); the whole image, then its crops in raster order. P = 1: no crops.
///   - budgets: in, `[P]` or `[B, P]`, i32, each 0 to N: `pith_budget_hired`.
///   - indices: out, `[capacity]` or `[B, capacity]`, i32, ascending; the sum of the budgets is enough. Elements past `count` are
///     left as they are.
///   - count: out, `[1]` or `[B, 1]`, i32: tokens kept. Written on a capacity error too.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_VALUE` for `budgets`, `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: reads P·H·N elements; O(P·N) scratch.
/// - Threads: partitions are split; the bits do not depend on it.
/// - Since: 0.1
@_cdecl("pith_select_hired") @implementation
public func pith_select_hired(
  _ context: OpaquePointer?, _ attention: UnsafePointer<pith_view>?, _ budgets: UnsafePointer<pith_view>?,
  _ indices: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_hired", context) { call throws(PithError) in
    let attention = try call.input(attention, "attention")
    let budgets = try call.input(budgets, "budgets")
    let indices = try call.output(indices, "indices")
    let count = try call.output(count, "count")
    try Select.hired(call.workspace, attention: attention, budgets: budgets, indices: indices, count: count)
  }
}

/// Keeps the best tokens of each crop by its own and the thumbnail's scores, and puts them in reading order.
///
/// The thumbnail's scores are resampled to the box that the image covers and cut into the crops' parts. Within a crop the two
/// score vectors are divided by their norms and added; the `keep[c]` covered tokens with the greatest sums stay. Ids are
/// crop N + token. The thumbnail's own tokens go in front: `pith_select_top_k`, ranked, int(N retention) of them.
///
/// - Method: globalcom2
/// - Paper: Compression with Global Guidance: Towards Training-free High-Resolution MLLMs Acceleration, 2025,
///   https://arxiv.org/abs/2501.05179
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - thumbnail_scores: in, `[N]` or `[B, N]`, N = `side`², f32, f16 or bf16: of the whole image; the authors take the class
///     token's scaled dot products before the softmax, averaged over heads, last layer.
///   - crop_scores: in, `[crops, N]` or `[B, crops, N]`, f32, f16 or bf16: the same of each crop, raster order.
///   - keep: in, `[crops]` or `[B, crops]`, i32, each 0 to the covered tokens of the crop: `pith_budget_globalcom2`.
///   - grid_height: crops from top to bottom, 1 or more.
///   - grid_width: crops from left to right, 1 or more.
///   - side: tokens along a crop's side, 1 or more.
///   - image_height: of the original image in pixels, 1 or more.
///   - image_width: likewise.
///   - true_position: 0: a token that is number r among the covered tokens of its crop is read at cell r of the crop, as in the
///     authors' code: with padding it moves up or to the left. 1: tokens are read where they are.
///   - newline: 0 or 1; 1: a -1 after each row of the raster, padding rows too, as the authors' code has it.
///   - packed: out, `[capacity]` or `[B, capacity]`, i32, in reading order; the sum of `keep`, and `grid_height * side` more with
///     newlines, is enough. Elements past `count` are left as they are.
///   - count: out, `[1]` or `[B, 1]`, i32. Written on a capacity error too.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SIZE` for 2^31 tokens and newlines, `PITH_ERROR_VALUE` for `keep`,
///   `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: O(crops·N) time and scratch.
/// - Since: 0.1
@_cdecl("pith_select_globalcom2") @implementation
public func pith_select_globalcom2(
  _ context: OpaquePointer?, _ thumbnail_scores: UnsafePointer<pith_view>?, _ crop_scores: UnsafePointer<pith_view>?,
  _ keep: UnsafePointer<pith_view>?, _ grid_height: Int64, _ grid_width: Int64, _ side: Int64, _ image_height: Int64,
  _ image_width: Int64, _ true_position: Int32, _ newline: Int32, _ packed: UnsafePointer<pith_view>?,
  _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_globalcom2", context) { call throws(PithError) in
    let thumbnail = try call.input(thumbnail_scores, "thumbnail_scores")
    let crops = try call.input(crop_scores, "crop_scores")
    let keep = try call.input(keep, "keep")
    let packed = try call.output(packed, "packed")
    let count = try call.output(count, "count")
    try Select.globalCom2(
      call.workspace, thumbnailScores: thumbnail, cropScores: crops, keep: keep, gridHeight: call.count(grid_height),
      gridWidth: call.count(grid_width), side: call.count(side), imageHeight: call.count(image_height),
      imageWidth: call.count(image_width), truePosition: try call.flag(true_position, "true_position"),
      newline: try call.flag(newline, "newline"), packed: packed, count: count)
  }
}

/// Puts the tokens of an image and its crops in reading order, without the padding of the crops.
///
/// Tokens of the whole image come first, ascending. Then the crops are stitched to one raster, the box that the image covers is
/// read row by row. With `kept` only the tokens it lists appear, and those that lie in the padding do not.
///
/// - Method: anyres
/// - Paper: none
/// - Parameters:
///   - context: scratch; NULL: scratch from malloc.
///   - kept: in, NULL (all tokens) or `[K]`, i32, ids partition `side`² + token, any order; one that comes twice counts once.
///   - grid_height: crops from top to bottom, 1 or more.
///   - grid_width: crops from left to right, 1 or more.
///   - side: tokens along a crop's side, 1 or more.
///   - image_height: of the original image in pixels, 1 or more; it was scaled into the raster with its aspect kept, and centred.
///   - image_width: likewise.
///   - thumbnail: 0 or 1; 1: partition 0 is the whole image and the crops come after it; 0: partition 0 is the first crop.
///   - newline: 0 or 1; 1: a -1 after each covered row.
///   - order: out, `[capacity]`, i32; all tokens and a newline per row is always enough. Elements past `count` are left as they
///     are.
///   - count: out, `[1]`, i32. Written on a capacity error too.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SIZE` for 2^31 tokens, `PITH_ERROR_INDEX` for `kept`,
///   `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: O(tokens) time and scratch.
/// - Since: 0.1
@_cdecl("pith_select_anyres") @implementation
public func pith_select_anyres(
  _ context: OpaquePointer?, _ kept: UnsafePointer<pith_view>?, _ grid_height: Int64, _ grid_width: Int64,
  _ side: Int64, _ image_height: Int64, _ image_width: Int64, _ thumbnail: Int32, _ newline: Int32,
  _ order: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_anyres", context) { call throws(PithError) in
    let kept = try call.optionalInput(kept, "kept")
    let order = try call.output(order, "order")
    let count = try call.output(count, "count")
    try Select.anyRes(
      call.workspace, kept: kept, gridHeight: call.count(grid_height), gridWidth: call.count(grid_width),
      side: call.count(side), imageHeight: call.count(image_height), imageWidth: call.count(image_width),
      thumbnail: try call.flag(thumbnail, "thumbnail"), newline: try call.flag(newline, "newline"), order: order,
      count: count)
  }
}
