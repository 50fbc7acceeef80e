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

/// Keeps the patches that score highest and merges the rest into evenly strided contextual ones.
///
/// Of the patches that are not dominant, every step-th is a target, step = max(1, number of them / contextual); the others go to
/// the target with the greatest cosine of keys. `pith_apply_merge` with `PITH_REDUCE_SUM`, `assign` and `weight` makes the
/// tokens: dominant rows as they are, then each target plus the mean of its members. A class token is the host's to put first.
///
/// - Method: visionzip
/// - Paper: VisionZip: Longer is Better but Not Necessary in Vision Language Models, CVPR 2025,
///   https://arxiv.org/abs/2412.04467
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - scores: in, `[N]` or `[B, N]`, f32, f16 or bf16: attention of the class token to the patches, summed over heads.
///   - metric: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides: keys of the patches, averaged over heads.
///   - dominant: patches to keep, 0 to N; the paper's numbers count the class token too.
///   - contextual: merged tokens, 0 to N - dominant; 0: the rest is dropped.
///   - indices: out, `[dominant]` or `[B, dominant]`, i32, ascending.
///   - targets: out, `[contextual]` or `[B, contextual]`, i32, ascending.
///   - assign: out, `[N]` or `[B, N]`, i32: row of each patch among dominant, then contextual rows; -1: dropped.
///   - weight: out, `[N]` or `[B, N]`, f32, f16 or bf16: 1 for dominant patches and targets, else 1 / members of its target.
/// - Ties: the lower index wins, of patches and of targets.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `dominant` and `contextual`, those of views.
/// - Cost: (N - dominant)·contextual·D multiply-adds; (N - dominant)·D floats of scratch.
/// - Threads: rows are split; the bits do not depend on it.
/// - Differs: a key of norm zero has cosine 0 with everything (theirs: NaN).
/// - Since: 0.1
@_cdecl("pith_select_visionzip") @implementation
public func pith_select_visionzip(
  _ context: OpaquePointer?, _ scores: UnsafePointer<pith_view>?, _ metric: UnsafePointer<pith_view>?,
  _ dominant: Int64, _ contextual: Int64, _ indices: UnsafePointer<pith_view>?, _ targets: UnsafePointer<pith_view>?,
  _ assign: UnsafePointer<pith_view>?, _ weight: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_visionzip", context) { call throws(PithError) in
    let scores = try call.input(scores, "scores")
    let metric = try call.input(metric, "metric")
    let indices = try call.output(indices, "indices")
    let targets = try call.output(targets, "targets")
    let assign = try call.output(assign, "assign")
    let weight = try call.output(weight, "weight")
    try Select.visionZip(
      call.workspace, scores: scores, metric: metric, dominant: call.count(dominant), contextual: call.count(contextual),
      indices: indices, targets: targets, assign: assign, weight: weight)
  }
}

/// The tokens that PruMerge or PruMerge+ keeps: outliers of the class attention, and a grid.
///
/// Adaptive: ratio = share of scores above Q3 + 1.5 (Q3 - Q1). The int(N ratio) tokens with the greatest scores are kept.
/// PruMerge+ adds 0, s, 2 s, … below the span that are not kept yet, s = int(1 / ratio) / 3 (at least 1); with a fixed ratio
/// t / 2, t / 2 + t, …, t = int(1 / ratio), kept or not. `pith_select_prumerge_weights` merges the other tokens into them.
///
/// - Method: prumerge
/// - Paper: LLaVA-PruMerge: Adaptive Token Reduction for Efficient Large Multimodal Models, ICCV 2025,
///   https://arxiv.org/abs/2403.15388
/// - Parameters:
///   - context: scratch; NULL: scratch from malloc.
///   - scores: in, `[N]`, f32, f16 or bf16: attention of the class token to the patches.
///   - ratio: 0 to 1, or -1: adaptive. The authors' fixed ratio is 1/8.
///   - grid_span: 0: PruMerge; 1 to N: PruMerge+, which takes N - 1 in the authors' code.
///   - indices: out, `[capacity]`, i32: by falling score, then along the grid. 2 N is always enough. Elements past `count` are
///     left as they are.
///   - count: out, `[1]`, i32: tokens kept. Written on a capacity error too.
///   - used_ratio: out, optional, `[1]`, f32, f16 or bf16.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `ratio` and `grid_span`, `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: O(N) time and scratch.
/// - Differs: one image per call; no grid if the ratio is 0 (theirs: an error).
/// - Since: 0.1
@_cdecl("pith_select_prumerge") @implementation
public func pith_select_prumerge(
  _ context: OpaquePointer?, _ scores: UnsafePointer<pith_view>?, _ ratio: Double, _ grid_span: Int64,
  _ indices: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?, _ used_ratio: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_prumerge", context) { call throws(PithError) in
    let scores = try call.input(scores, "scores")
    let indices = try call.output(indices, "indices")
    let count = try call.output(count, "count")
    let used = try call.optionalOutput(used_ratio, "used_ratio")
    try Select.pruMerge(
      call.workspace, scores: scores, ratio: ratio, gridSpan: call.count(grid_span), indices: indices, count: count,
      usedRatio: used)
  }
}

/// The weights with which PruMerge merges tokens into the kept ones, for `pith_apply_transform`.
///
/// Row l has weight 1 at kept token l and the scores of the `neighbours` other tokens whose keys have the greatest cosine with
/// its key, kept ones included. The last row has the scores of all tokens that are not kept. Rows are not normalised.
///
/// - Method: prumerge
/// - Paper: LLaVA-PruMerge: Adaptive Token Reduction for Efficient Large Multimodal Models, ICCV 2025,
///   https://arxiv.org/abs/2403.15388
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - scores: in, `[N]`, f32, f16 or bf16: attention of the class token to the patches.
///   - keys: in, `[N, C]`, f32, f16 or bf16, any strides: keys of the same layer, heads side by side.
///   - kept: in, `[L]`, i32, L at most N, each 0 to N - 1, in the order of the result. Where r of them repeat others, the r
///     lowest tokens that are not kept are left out everywhere, as by the authors' code.
///   - neighbours: 0 to 2^31 - 1; more than N - 1 count as N - 1. The paper's is 32.
///   - weights: out, `[L + 1, N]`, f32, f16 or bf16.
///   - rest: out, optional, `[N - L]`, i32, ascending: tokens that are not kept.
/// - Ties: the earlier kept token, then the lower index.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_INDEX` for `kept`, `PITH_ERROR_RANGE` for `neighbours`, those of views.
/// - Cost: L·N·C multiply-adds; (L + C)·N floats of scratch.
/// - Threads: columns are split; the bits do not depend on it.
/// - Since: 0.1
@_cdecl("pith_select_prumerge_weights") @implementation
public func pith_select_prumerge_weights(
  _ context: OpaquePointer?, _ scores: UnsafePointer<pith_view>?, _ keys: UnsafePointer<pith_view>?,
  _ kept: UnsafePointer<pith_view>?, _ neighbours: Int64, _ weights: UnsafePointer<pith_view>?,
  _ rest: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_prumerge_weights", context) { call throws(PithError) in
    let scores = try call.input(scores, "scores")
    let keys = try call.input(keys, "keys")
    let kept = try call.input(kept, "kept")
    let weights = try call.output(weights, "weights")
    let rest = try call.optionalOutput(rest, "rest")
    try Select.pruMergeWeights(
      call.workspace, scores: scores, keys: keys, kept: kept, neighbours: call.count(neighbours), weights: weights,
      rest: rest)
  }
}
