// The select family: tokens that attention points at.

import CPithABI
import Pith

/// Keeps the image tokens that the last query of a decoder layer attends to most.
///
/// score[j] = mean over heads of attention[h, Q - 1, start + j]. Text before and after the image always stays.
///
/// - Method: fastv
/// - Paper: An Image is Worth 1/2 Tokens After Layer 2, ECCV 2024, https://arxiv.org/abs/2403.06764
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - attention: in, `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, Q and H at least 1, f32, f16 or bf16, any strides: softmaxed map
///     of the layer before the cut. Only the last query row is read: Q = 1 is enough.
///   - start: first image token among the keys, 0 to K.
///   - length: number of image tokens, 0 to K - start.
///   - keep: 0 to `length`. The paper keeps round-half-even(length (1 - r)), r = 0.5.
///   - order: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: best first.
///   - indices: out, `[keep]` or `[B, keep]`, i32, relative to `start`.
///   - sequence: out, optional, `[K - length + keep]` or `[B, K - length + keep]`, i32, ascending: what stays of the whole
///     sequence. These are the position ids too.
///   - scores: out, optional, `[length]` or `[B, length]`, f32, f16 or bf16.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE` if one lies in what is read.
/// - Errors: `PITH_ERROR_RANGE` for `start`, `length` and `keep`, `PITH_ERROR_ENUM` for `order`, those of views.
/// - Cost: reads H * length elements; O(length) scratch.
/// - Differs: every sequence of a batch is selected for by itself.
/// - Since: 0.1
@_cdecl("pith_select_fastv") @implementation
public func pith_select_fastv(
  _ context: OpaquePointer?, _ attention: UnsafePointer<pith_view>?, _ start: Int64, _ length: Int64, _ keep: Int64,
  _ order: pith_order, _ indices: UnsafePointer<pith_view>?, _ sequence: UnsafePointer<pith_view>?,
  _ scores: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_fastv", context) { call throws(PithError) in
    let attention = try call.input(attention, "attention")
    let indices = try call.output(indices, "indices")
    let sequence = try call.optionalOutput(sequence, "sequence")
    let scores = try call.optionalOutput(scores, "scores")
    try Select.fastV(
      call.workspace, attention: attention, start: call.count(start), length: call.count(length),
      keep: call.count(keep), order: try call.order(order), indices: indices, sequence: sequence, scores: scores)
  }
}

/// Keeps the tokens, or the rows of a grid, that matter most in a vision encoder's self-attention.
///
/// Significance is the mean over heads and queries (what a token receives) or the mean over heads and keys (what it pays
/// out), whichever varies more over the tokens.
///
/// - Method: fopru
/// - Paper: FoPru: Focal Pruning for Efficient Large Vision-Language Models, 2024, https://arxiv.org/abs/2411.14164
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - attention: in, `[N, N]`, `[H, N, N]` or `[B, H, N, N]`, H at least 1, f32, f16 or bf16, any strides: between patches,
///     class token removed; probabilities or scores before the softmax.
///   - group: 1: the paper's rank strategy; the width of the patch grid: its row strategy, which keeps whole rows. Divides N.
///   - keep: tokens to keep, 0 to N, a multiple of `group`. The paper keeps floor(ratio N) tokens or floor(ratio rows) rows.
///   - order: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: best token (row) first.
///   - indices: out, `[keep]` or `[B, keep]`, i32.
///   - significance: out, optional, `[N]` or `[B, N]`, f32, f16 or bf16.
/// - Ties: the lower index wins; with equal variances what is received counts.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `group` and `keep`, `PITH_ERROR_ENUM` for `order`, those of views.
/// - Cost: reads the map twice, at memory speed; O(N) scratch.
/// - Threads: rows and columns are split; the bits do not depend on it.
/// - Since: 0.1
@_cdecl("pith_select_fopru") @implementation
public func pith_select_fopru(
  _ context: OpaquePointer?, _ attention: UnsafePointer<pith_view>?, _ group: Int64, _ keep: Int64,
  _ order: pith_order, _ indices: UnsafePointer<pith_view>?, _ significance: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_fopru", context) { call throws(PithError) in
    let attention = try call.input(attention, "attention")
    let indices = try call.output(indices, "indices")
    let significance = try call.optionalOutput(significance, "significance")
    try Select.foPru(
      call.workspace, attention: attention, group: call.count(group), keep: call.count(keep),
      order: try call.order(order), indices: indices, significance: significance)
  }
}

/// Keeps anchors of a middle layer with their grid neighbours, and the best of the rest by a deep layer.
///
/// round-half-even(keep alpha / 5) anchors have the greatest object scores. They and their four neighbours are kept; their
/// deep scores are lowered by 1 and the greatest deep scores fill up to `keep`. Neighbours are taken on the flat raster, so at
/// the left and right border they wrap to the next row, and beyond the grid they clamp to the first or last token. With deep
/// scores above 1 a kept token can win again: then fewer than `keep` come out, as from the authors' code.
///
/// - Method: hiprune
/// - Paper: HiPrune: Training-Free Visual Token Pruning via Hierarchical Attention in Vision-Language Models, 2025,
///   https://arxiv.org/abs/2508.00553
/// - Parameters:
///   - context: scratch; NULL: scratch from malloc.
///   - object_scores: in, `[N]` or `[B, N]`, f32, f16 or bf16: attention received at the object layer (`pith_score_attention`).
///   - deep_scores: in, `[N]` or `[B, N]`, f32, f16 or bf16: the same at the deep layer.
///   - grid_width: tokens in a row of the patch grid, 1 or more; divides N.
///   - keep: 0 to N.
///   - alpha: share of anchors and neighbours, 0 to 2^20; the paper's is 0.1.
///   - indices: out, `[capacity]` or `[B, capacity]`, i32, ascending; `keep` is always enough. Elements past `count` are left
///     as they are.
///   - count: out, `[1]` or `[B, 1]`, i32: tokens kept, at most `keep`. Written on a capacity error too.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `grid_width`, `keep` and `alpha`, `PITH_ERROR_BUDGET` if anchors and neighbours are more
///   than `keep`, `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: O(N) time and scratch.
/// - Since: 0.1
@_cdecl("pith_select_hiprune") @implementation
public func pith_select_hiprune(
  _ context: OpaquePointer?, _ object_scores: UnsafePointer<pith_view>?, _ deep_scores: UnsafePointer<pith_view>?,
  _ grid_width: Int64, _ keep: Int64, _ alpha: Double, _ indices: UnsafePointer<pith_view>?,
  _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_hiprune", context) { call throws(PithError) in
    let object = try call.input(object_scores, "object_scores")
    let deep = try call.input(deep_scores, "deep_scores")
    let indices = try call.output(indices, "indices")
    let count = try call.output(count, "count")
    try Select.hiPrune(
      call.workspace, objectScores: object, deepScores: deep, gridWidth: call.count(grid_width),
      keep: call.count(keep), alpha: alpha, indices: indices, count: count)
  }
}
