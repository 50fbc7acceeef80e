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

/// Keeps the tokens that a greedy walk on similarity conditioned on relevance finds: diverse and relevant ones.
///
/// The greedy most probable subset of the determinantal point process L[i, j] = r[i] cos(i, j) r[j]. Every pick adds the most
/// volume to what the picks span. Tokens that depend linearly on the picks, up to rounding, come last, by falling relevance.
///
/// - Method: cdpruner
/// - Paper: Beyond Attention or Similarity: Maximizing Conditional Diversity for Token Pruning in MLLMs, NeurIPS 2025,
///   https://arxiv.org/abs/2506.10967
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - features: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides; image tokens after the projector.
///   - relevance: in, `[N]` or `[B, N]`, f32, f16 or bf16, magnitudes up to 2^40: r; see `pith_score_cdpruner`.
///   - keep: 0 to N.
///   - order: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: pick order.
///   - indices: out, `[keep]` or `[B, keep]`, i32.
///   - gains: out, optional, `[keep]` or `[B, keep]`, f32, f16 or bf16: conditional variance of each of `indices` when it was
///     picked; 0 for those that came last.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_VALUE` for `relevance`, `PITH_ERROR_ENUM` for `order`, those of views.
/// - Cost: keep·N·D (at most about N²·D/2) and keep²·N/2 multiply-adds; (keep + D)·N floats of scratch, and N² more if `keep`
///   is large and N at most 4096.
/// - Threads: rows and columns are split; the bits do not depend on it.
/// - Differs: from the authors' code where it takes roots of negative numbers, see above; a feature of norm zero is defined.
/// - Since: 0.1
@_cdecl("pith_select_cdpruner") @implementation
public func pith_select_cdpruner(
  _ context: OpaquePointer?, _ features: UnsafePointer<pith_view>?, _ relevance: UnsafePointer<pith_view>?,
  _ keep: Int64, _ order: pith_order, _ indices: UnsafePointer<pith_view>?, _ gains: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_cdpruner", context) { call throws(PithError) in
    let features = try call.input(features, "features")
    let relevance = try call.input(relevance, "relevance")
    let indices = try call.output(indices, "indices")
    let gains = try call.optionalOutput(gains, "gains")
    try Select.cdPruner(
      call.workspace, features: features, relevance: relevance, keep: call.count(keep), order: try call.order(order),
      indices: indices, gains: gains)
  }
}

/// Keeps the greedy most probable subset of a determinantal point process with a ready kernel.
///
/// - Method: cdpruner
/// - Paper: Fast Greedy MAP Inference for Determinantal Point Process to Improve Recommendation Diversity, NeurIPS 2018,
///   https://arxiv.org/abs/1709.05135
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - kernel: in, `[N, N]` or `[B, N, N]`, f32, f16 or bf16, any strides; symmetric and positive semidefinite, which is not
///     checked.
///   - keep: 0 to N.
///   - order: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: pick order.
///   - indices: out, `[keep]` or `[B, keep]`, i32.
///   - gains: out, optional, `[keep]` or `[B, keep]`, f32, f16 or bf16: conditional variance of each of `indices` when it was
///     picked; 0 for those that depend linearly on earlier picks and came last.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_ENUM` for `order`, those of views.
/// - Cost: keep²·N/2 multiply-adds; keep·N floats of scratch.
/// - Threads: columns are split; the bits do not depend on it.
/// - Since: 0.1
@_cdecl("pith_select_determinantal") @implementation
public func pith_select_determinantal(
  _ context: OpaquePointer?, _ kernel: UnsafePointer<pith_view>?, _ keep: Int64, _ order: pith_order,
  _ indices: UnsafePointer<pith_view>?, _ gains: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_determinantal", context) { call throws(PithError) in
    let kernel = try call.input(kernel, "kernel")
    let indices = try call.output(indices, "indices")
    let gains = try call.optionalOutput(gains, "gains")
    try Select.determinantal(
      call.workspace, kernel: kernel, keep: call.count(keep), order: try call.order(order), indices: indices,
      gains: gains)
  }
}

/// Keeps pivots with large keys, and the image tokens least similar to each pivot.
///
/// Pivots are the image tokens and the tokens after the image with the greatest L1 norm of their key. One after the other, each
/// takes the `per_pivot` image tokens of least cosine that are no pivot and not taken yet. The order of claiming changes the
/// result; the default is that of the authors' loop over a Python set of the pivots' positions.
///
/// - Method: dart
/// - Paper: Stop Looking for Important Tokens in Multimodal Language Models: Duplication Matters More, EMNLP 2025,
///   https://arxiv.org/abs/2502.11494
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - hidden: in, `[S, D]` or `[B, S, D]`, f32, f16 or bf16, any strides: output of the layer before the cut after the model's
///     final norm.
///   - keys: in, `[S, C]` or `[B, S, C]`, f32, f16 or bf16, any strides: keys of that layer, heads side by side.
///   - claim_order: in, optional, `[P]`, i32: a permutation of 0 to P - 1, P = `pivot_image` + `pivot_text`: which of
///     `ranked_pivots` claims first, second, …; 0, 1, … is the order of norms. NULL: the order of a Python set.
///   - start: first image token, 0 to S.
///   - length: number of image tokens, 0 to S - start.
///   - pivot_image: pivots among the image tokens, 0 to `length`; the paper's is 4.
///   - pivot_text: pivots among the tokens after the image, 0 to S - start - length; the paper's is 4.
///   - per_pivot: tokens that each pivot takes, 0 to (length - pivot_image) / P.
///   - indices: out, `[pivot_image + P * per_pivot]` or `[B, pivot_image + P * per_pivot]`, i32, ascending, relative to `start`.
///   - ranked_pivots: out, optional, `[P]` or `[B, P]`, i32: image pivots, then text pivots, each by falling norm; positions in
///     the sequence.
///   - claiming_pivots: out, optional, `[P]` or `[B, P]`, i32: the same in claiming order.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for scalars, `PITH_ERROR_INDEX` for `claim_order`, those of views.
/// - Cost: S·C + P·length·D multiply-adds; O(S) scratch.
/// - Threads: rows are split; the bits do not depend on it.
/// - Differs: a token of norm zero has cosine 0 with everything.
/// - Since: 0.1
@_cdecl("pith_select_dart") @implementation
public func pith_select_dart(
  _ context: OpaquePointer?, _ hidden: UnsafePointer<pith_view>?, _ keys: UnsafePointer<pith_view>?,
  _ claim_order: UnsafePointer<pith_view>?, _ start: Int64, _ length: Int64, _ pivot_image: Int64, _ pivot_text: Int64,
  _ per_pivot: Int64, _ indices: UnsafePointer<pith_view>?, _ ranked_pivots: UnsafePointer<pith_view>?,
  _ claiming_pivots: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_dart", context) { call throws(PithError) in
    let hidden = try call.input(hidden, "hidden")
    let keys = try call.input(keys, "keys")
    let order = try call.optionalInput(claim_order, "claim_order")
    let indices = try call.output(indices, "indices")
    let ranked = try call.optionalOutput(ranked_pivots, "ranked_pivots")
    let claiming = try call.optionalOutput(claiming_pivots, "claiming_pivots")
    try Select.dart(
      call.workspace, hidden: hidden, keys: keys, claimOrder: order,
      counts: DARTCounts(
        start: call.count(start), length: call.count(length), pivotImage: call.count(pivot_image),
        pivotText: call.count(pivot_text), perPivot: call.count(per_pivot)), indices: indices, rankedPivots: ranked,
      claimingPivots: claiming)
  }
}
