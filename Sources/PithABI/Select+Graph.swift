// The select family: tokens that stay by their PageRank on the attention map.

import CPithABI
import Pith

/// Removes unimportant patches that resemble an important one: the similarity stage of Zero-TPrune.
///
/// Patches are ranked by falling score; the first floor(P / 2) are the reference, and of the others the `remove` ones with the
/// greatest cosine to any of the reference are removed. The class token always stays.
///
/// - Method: zero_tprune
/// - Paper: Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in Pre-Trained Transformers, CVPR 2024,
///   https://arxiv.org/abs/2305.17328
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - features: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides: keys of the layer, heads side by side.
///   - scores: in, `[P]` or `[B, P]`, f32, f16 or bf16: of the patches (`pith_score_zero_tprune`).
///   - class_token: 0 or 1; 1: token 0 is a class token and P = N - 1, else P = N.
///   - remove: 0 to ceil(P / 2); 0 if P is 1.
///   - survivors: out, `[N - remove]` or `[B, N - remove]`, i32, ascending, class token included.
///   - removed: out, NULL or `[remove]` or `[B, remove]`, i32, ascending.
///   - ranking: out, NULL or `[P]` or `[B, P]`, i32: patches by falling score.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `class_token` and `remove`, those of views.
/// - Cost: P²/4·D multiply-adds, N·D floats of scratch; similarities are not stored.
/// - Threads: rows are split; the bits do not depend on it.
/// - Differs: there is no code of the authors; a feature of norm zero has cosine 0 with everything.
/// - Since: 0.1
@_cdecl("pith_select_zero_tprune_similar") @implementation
public func pith_select_zero_tprune_similar(
  _ context: OpaquePointer?, _ features: UnsafePointer<pith_view>?, _ scores: UnsafePointer<pith_view>?,
  _ class_token: Int32, _ remove: Int64, _ survivors: UnsafePointer<pith_view>?, _ removed: UnsafePointer<pith_view>?,
  _ ranking: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_zero_tprune_similar", context) { call throws(PithError) in
    let features = try call.input(features, "features")
    let scores = try call.input(scores, "scores")
    let survivors = try call.output(survivors, "survivors")
    let removed = try call.optionalOutput(removed, "removed")
    let ranking = try call.optionalOutput(ranking, "ranking")
    try Select.zeroTPruneSimilar(
      call.workspace, features: features, scores: scores, classToken: try call.flag(class_token, "class_token"),
      remove: call.count(remove), survivors: survivors, removed: removed, ranking: ranking)
  }
}

/// Keeps the class token and the survivors with the greatest scores: the last stage of Zero-TPrune.
///
/// The whole method: `pith_score_zero_tprune`, `pith_select_zero_tprune_similar`, `pith_score_zero_tprune_survivors`, this.
///
/// - Method: zero_tprune
/// - Paper: Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in Pre-Trained Transformers, CVPR 2024,
///   https://arxiv.org/abs/2305.17328
/// - Parameters:
///   - context: scratch; NULL: scratch from malloc.
///   - scores: in, `[P]` or `[B, P]`, f32, f16 or bf16: of the surviving patches.
///   - survivors: in, `[P]` or `[B, P]`, one more with a class token, i32, ascending, class token first.
///   - class_token: 0 or 1.
///   - keep: patches to keep, 0 to P, the class token not counted.
///   - indices: out, `[keep]` or `[B, keep]`, one more with a class token, i32, ascending.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `class_token` and `keep`, `PITH_ERROR_INDEX` for `survivors`, those of views.
/// - Cost: O(P).
/// - Since: 0.1
@_cdecl("pith_select_zero_tprune") @implementation
public func pith_select_zero_tprune(
  _ context: OpaquePointer?, _ scores: UnsafePointer<pith_view>?, _ survivors: UnsafePointer<pith_view>?,
  _ class_token: Int32, _ keep: Int64, _ indices: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_zero_tprune", context) { call throws(PithError) in
    let scores = try call.input(scores, "scores")
    let survivors = try call.input(survivors, "survivors")
    let indices = try call.output(indices, "indices")
    try Select.zeroTPrune(
      call.workspace, scores: scores, survivors: survivors, classToken: try call.flag(class_token, "class_token"),
      keep: call.count(keep), indices: indices)
  }
}

/// Keeps the text and the most important visual tokens of a decoder's sequence.
///
/// Tokens outside the visual range come first, then visual tokens by falling importance, dead visual tokens last; of the first
/// `keep` of that ranking those that are alive are kept. So fewer than `keep` may come out.
///
/// - Method: aim
/// - Paper: AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025, https://arxiv.org/abs/2412.03248
/// - Parameters:
///   - context: scratch; NULL: scratch from malloc.
///   - importance: in, `[N]` or `[B, N]`, f32, f16 or bf16: `pith_score_aim`.
///   - alive: in, NULL or `[N]` or `[B, N]`, i32: 1 for tokens that earlier layers left, else 0; NULL: all are.
///   - visual_begin: first visual token, 0 to `visual_end`.
///   - visual_end: past the last visual token, at most N.
///   - keep: 0 to N, text and dead tokens counted: `pith_budget_aim`.
///   - indices: out, `[capacity]` or `[B, capacity]`, i32, ascending; `keep` is always enough. Elements past `count` are left as
///     they are.
///   - count: out, `[1]` or `[B, 1]`, i32: tokens kept. Written on a capacity error too.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for the range and `keep`, `PITH_ERROR_VALUE` for `alive`, `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: O(N) time and scratch.
/// - Differs: text ranks first whatever the importance; every sequence of a batch is selected for by itself.
/// - Since: 0.1
@_cdecl("pith_select_aim") @implementation
public func pith_select_aim(
  _ context: OpaquePointer?, _ importance: UnsafePointer<pith_view>?, _ alive: UnsafePointer<pith_view>?,
  _ visual_begin: Int64, _ visual_end: Int64, _ keep: Int64, _ indices: UnsafePointer<pith_view>?,
  _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_aim", context) { call throws(PithError) in
    let importance = try call.input(importance, "importance")
    let alive = try call.optionalInput(alive, "alive")
    let indices = try call.output(indices, "indices")
    let count = try call.output(count, "count")
    try Select.aim(
      call.workspace, importance: importance, alive: alive, begin: call.count(visual_begin),
      end: call.count(visual_end), keep: call.count(keep), indices: indices, count: count)
  }
}
