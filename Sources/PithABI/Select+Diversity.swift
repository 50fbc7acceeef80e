// The select family: tokens that differ from each other.

import CPithABI
import Pith

/// Keeps a pivot and the `keep - 1` tokens that a greedy max-sum walk finds: tokens least similar to all picks together.
///
/// Every pick has the least sum of cosines with all picks so far, or with `PITH_REDUCE_MAX` the least greatest cosine. A token
/// of norm zero has cosine 0 with everything.
///
/// - Method: todre
/// - Paper: ToDRE: Effective Visual Token Pruning via Token Diversity and Task Relevance, 2025,
///   https://arxiv.org/abs/2505.18757
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - tokens: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides; visual tokens after the projector.
///   - class_attention: in, optional, `[n]` or `[B, n]`, f32, f16 or bf16, n 1 to N: attention of the class token in the vision
///     encoder's last layer, for the first n tokens. Its greatest element is the pivot.
///   - pivot: the pivot of every batch item, 0 to N - 1; not looked at with `class_attention` or if `keep` is 0.
///   - keep: 0 to N.
///   - objective: `PITH_REDUCE_SUM` (the paper) or `PITH_REDUCE_MAX` (greedy k-center).
///   - order: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: pick order, the pivot first.
///   - indices: out, `[keep]` or `[B, keep]`, i32.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `keep` and `pivot`, `PITH_ERROR_ENUM` for `objective` and `order`, those of views.
/// - Cost: keep·N·D multiply-adds, at most about N²·D/2; N·D floats of scratch, and N² more if `keep` is large and N at most
///   4096.
/// - Differs: `keep` = 0 keeps nothing; a token of norm zero is defined.
/// - Since: 0.1
@_cdecl("pith_select_todre") @implementation
public func pith_select_todre(
  _ context: OpaquePointer?, _ tokens: UnsafePointer<pith_view>?, _ class_attention: UnsafePointer<pith_view>?,
  _ pivot: Int64, _ keep: Int64, _ objective: pith_reduce, _ order: pith_order, _ indices: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_todre", context) { call throws(PithError) in
    let tokens = try call.input(tokens, "tokens")
    let attention = try call.optionalInput(class_attention, "class_attention")
    let indices = try call.output(indices, "indices")
    try Select.toDRE(
      call.workspace, tokens: tokens, classAttention: attention, pivot: call.count(pivot), keep: call.count(keep),
      objective: try call.reduce(objective, "objective"), order: try call.order(order), indices: indices)
  }
}

/// Says whether the visual tokens can all be dropped from a decoder layer on: ToDRE's second stage.
///
/// They can if text pays less than `tau` of its attention to visual tokens and visual tokens pay less than `tau` of theirs to
/// text, both as the mean over heads. With a causal mask and the text after the image the second ratio is 0.
///
/// - Method: todre
/// - Paper: ToDRE: Effective Visual Token Pruning via Token Diversity and Task Relevance, 2025,
///   https://arxiv.org/abs/2505.18757
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - attention: in, `[Q, Q]`, `[H, Q, Q]` or `[B, H, Q, Q]`, H at least 1, f32, f16 or bf16, any strides: softmaxed.
///   - visual_begin: first visual token, 0 to `visual_end - 1`.
///   - visual_end: past the last visual token, at most Q.
///   - text_begin: first text token, 0 to `text_end - 1`.
///   - text_end: past the last text token, at most Q.
///   - tau: threshold, finite; the paper's is 0.1.
///   - drop: out, `[1]` or `[B, 1]`, i32: 1 to drop all visual tokens, else 0.
///   - ratios: out, optional, `[2]` or `[B, 2]`, f32, f16 or bf16: text to visual, visual to text. A ratio to 0 is 0.
/// - NaN: `PITH_ERROR_NONFINITE` if one lies in the two spans' rows.
/// - Errors: `PITH_ERROR_RANGE` for the spans and `tau`, those of views.
/// - Cost: reads H * (text + visual) * Q elements, at memory speed; O(Q) scratch.
/// - Threads: rows and columns are split; the bits do not depend on it.
/// - Since: 0.1
@_cdecl("pith_select_todre_drop") @implementation
public func pith_select_todre_drop(
  _ context: OpaquePointer?, _ attention: UnsafePointer<pith_view>?, _ visual_begin: Int64, _ visual_end: Int64,
  _ text_begin: Int64, _ text_end: Int64, _ tau: Double, _ drop: UnsafePointer<pith_view>?,
  _ ratios: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_todre_drop", context) { call throws(PithError) in
    let attention = try call.input(attention, "attention")
    let drop = try call.output(drop, "drop")
    let ratios = try call.optionalOutput(ratios, "ratios")
    try Select.toDREDrop(
      call.workspace, attention: attention, visualBegin: call.count(visual_begin), visualEnd: call.count(visual_end),
      textBegin: call.count(text_begin), textEnd: call.count(text_end), tau: tau, drop: drop, ratios: ratios)
  }
}
