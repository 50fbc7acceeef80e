// The budget family: tokens shared between the crops of an image.

import CPithABI
import Pith

/// Shares a number of tokens between a whole image and its crops by where the class token looks.
///
/// The whole image gets min(int(total alpha), N), the crops share min(total - that, crops N). The int(N (1 - alpha)) tokens of the
/// whole image with the greatest attention are marked; a crop gets int(share sub), share = the part of the marks that lie in its
/// part of the image, in f32, at most N. What truncation and that limit leave over is not handed out.
///
/// - Method: hired
/// - Paper: HiRED: Attention-Guided Token Dropping for Efficient Inference of High-Resolution Vision-Language Models in
///   Resource-Constrained Environments, AAAI 2025, https://arxiv.org/abs/2408.10945
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - attention: in, `[H, N]` or `[B, H, N]`, f32, f16 or bf16, any strides: attention of the class token to the tokens of the whole
///     image in an early layer (the first of CLIP-L).
///   - grid_height: crops from top to bottom, 1 or more.
///   - grid_width: crops from left to right, 1 or more.
///   - total: 0 to (1 + crops) N. The paper keeps int((1 + crops) N rate), rate 0.1 to 0.4.
///   - alpha: share of the whole image, 0 to 1; the paper's is 0.5.
///   - blocks: 0: crop r's part is the r-th of equal runs of the flat raster, as in the authors' code: horizontal stripes. 1: the
///     rectangle that it shows; N is then a square number.
///   - budgets: out, `[1 + crops]` or `[B, 1 + crops]`, i32: whole image, then crops in raster order.
/// - Ties: the lower index is marked.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SHAPE` if N is not divisible by the number of crops (without `blocks`)
///   or no square number (with it), those of views.
/// - Cost: reads H·N elements; O(N) scratch.
/// - Differs: without marks (`alpha` near 1) no crop gets a token (theirs: 0 / 0).
/// - Since: 0.1
@_cdecl("pith_budget_hired") @implementation
public func pith_budget_hired(
  _ context: OpaquePointer?, _ attention: UnsafePointer<pith_view>?, _ grid_height: Int64, _ grid_width: Int64,
  _ total: Int64, _ alpha: Double, _ blocks: Int32, _ budgets: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_budget_hired", context) { call throws(PithError) in
    let attention = try call.input(attention, "attention")
    let budgets = try call.output(budgets, "budgets")
    try Budget.hired(
      call.workspace, attention: attention, gridHeight: call.count(grid_height), gridWidth: call.count(grid_width),
      total: call.count(total), alpha: alpha, blocks: try call.flag(blocks, "blocks"), budgets: budgets)
  }
}

/// Shares tokens between the crops of an image by the scores of its thumbnail.
///
/// z[c] = sum of the thumbnail's scores over the block that crop c shows, p = softmax of z / temperature (1e-8 added to its
/// denominator), scales[c] = min(1, retention (1 + p[c] - mean p)), keep[c] = int(covered tokens of crop c · scales[c]); all in
/// double.
///
/// - Method: globalcom2
/// - Paper: Compression with Global Guidance: Towards Training-free High-Resolution MLLMs Acceleration, 2025,
///   https://arxiv.org/abs/2501.05179
/// - Parameters:
///   - context: scratch; NULL: scratch from malloc.
///   - scores: in, `[side * side]` or `[B, side * side]`, f32, f16 or bf16: of the thumbnail's tokens, negative ones too.
///   - grid_height: crops from top to bottom, 1 or more.
///   - grid_width: crops from left to right, 1 or more.
///   - side: tokens along a crop's side, 1 or more.
///   - image_height: of the original image in pixels, 1 or more: says which tokens of a crop are padding.
///   - image_width: likewise.
///   - retention: 0 to 1; the paper's are 0.25 and 0.1.
///   - temperature: 2^-20 to 2^60; the paper's is 10.
///   - keep: out, `[crops]` or `[B, crops]`, i32.
///   - scales: out, NULL or `[crops]` or `[B, crops]`, f32, f16 or bf16.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SIZE` for 2^31 tokens, those of views.
/// - Cost: O(side²).
/// - Since: 0.1
@_cdecl("pith_budget_globalcom2") @implementation
public func pith_budget_globalcom2(
  _ context: OpaquePointer?, _ scores: UnsafePointer<pith_view>?, _ grid_height: Int64, _ grid_width: Int64,
  _ side: Int64, _ image_height: Int64, _ image_width: Int64, _ retention: Double, _ temperature: Double,
  _ keep: UnsafePointer<pith_view>?, _ scales: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_budget_globalcom2", context) { call throws(PithError) in
    let scores = try call.input(scores, "scores")
    let keep = try call.output(keep, "keep")
    let scales = try call.optionalOutput(scales, "scales")
    try Budget.globalCom2(
      call.workspace, scores: scores, gridHeight: call.count(grid_height), gridWidth: call.count(grid_width),
      side: call.count(side), imageHeight: call.count(image_height), imageWidth: call.count(image_width),
      retention: retention, temperature: temperature, keep: keep, scales: scales)
  }
}
