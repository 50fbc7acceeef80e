// The select family: which tokens stay.

import CPithABI
import Pith

/// Keeps the `keep` tokens with the largest scores.
///
/// - Method: top_k
/// - Paper: none
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - scores: in, `[N]` or `[B, N]`, f32, f16 or bf16, any strides.
///   - keep: 0 to N.
///   - order: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: best first.
///   - indices: out, `[keep]` or `[B, keep]`, i32.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_ENUM` for `order`, those of views.
/// - Cost: O(N + keep) time, O(N) scratch.
/// - Since: 0.1
@_cdecl("pith_select_top_k") @implementation
public func pith_select_top_k(
  _ context: OpaquePointer?, _ scores: UnsafePointer<pith_view>?, _ keep: Int64, _ order: pith_order,
  _ indices: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_top_k", context) { call throws(PithError) in
    let scores = try call.input(scores, "scores")
    let indices = try call.output(indices, "indices")
    try Select.topK(
      call.workspace, scores: scores, keep: call.count(keep), order: try call.order(order), indices: indices)
  }
}

/// Keeps the `keep` tokens that a greedy farthest-point walk on cosine distance finds: diverse tokens, without any scores.
///
/// The first pick is the token whose nearest neighbour is farthest away; every later pick is the token farthest from all
/// picks so far. Picked tokens are never picked again. A token of norm zero is at distance 1 from everything.
///
/// - Method: divprune
/// - Paper: DivPrune: Diversity-based Visual Token Pruning for Large Multimodal Models, CVPR 2025,
///   https://arxiv.org/abs/2503.02175
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - tokens: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides; visual tokens after the projector.
///   - keep: 0 to N. The paper keeps round-half-even(0.098 N).
///   - order: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: pick order.
///   - indices: out, `[keep]` or `[B, keep]`, i32.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_ENUM` for `order`, those of views.
/// - Cost: N²·D/2 + keep·N multiply-adds and N·D + N² floats of scratch; above N = 4096 N²·D/2 + keep·N·D and N·D.
/// - Differs: from the authors' code in that tokens of norm zero and repeated picks are handled, see above.
/// - Since: 0.1
@_cdecl("pith_select_divprune") @implementation
public func pith_select_divprune(
  _ context: OpaquePointer?, _ tokens: UnsafePointer<pith_view>?, _ keep: Int64, _ order: pith_order,
  _ indices: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_divprune", context) { call throws(PithError) in
    let tokens = try call.input(tokens, "tokens")
    let indices = try call.output(indices, "indices")
    try Select.divPrune(
      call.workspace, tokens: tokens, keep: call.count(keep), order: try call.order(order), indices: indices)
  }
}

/// Keeps a given token and the `keep - 1` tokens that a greedy farthest-point walk from it finds: greedy k-center.
///
/// Every pick is the token farthest from all picks so far. Picked tokens are never picked again.
///
/// - Method: farthest_point
/// - Paper: Clustering to minimize the maximum intercluster distance, Theoretical Computer Science 38, 1985,
///   https://doi.org/10.1016/0304-3975(85)90224-5
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - tokens: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
///   - keep: 0 to N.
///   - seed: the first pick of every batch item, 0 to N - 1; not looked at if `keep` is 0.
///   - metric: `PITH_METRIC_COSINE` or `PITH_METRIC_SQUARED_EUCLIDEAN`.
///   - order: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: pick order.
///   - indices: out, `[keep]` or `[B, keep]`, i32.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `keep` and `seed`, `PITH_ERROR_ENUM` for `metric` and `order`, those of views.
/// - Cost: keep·N·D multiply-adds, for cosine at most about N²·D/2; cosine needs N·D floats of scratch, and N² more if
///   `keep` is large and N at most 4096.
/// - Since: 0.1
@_cdecl("pith_select_farthest_point") @implementation
public func pith_select_farthest_point(
  _ context: OpaquePointer?, _ tokens: UnsafePointer<pith_view>?, _ keep: Int64, _ seed: Int64, _ metric: pith_metric,
  _ order: pith_order, _ indices: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_farthest_point", context) { call throws(PithError) in
    let tokens = try call.input(tokens, "tokens")
    let indices = try call.output(indices, "indices")
    try Select.farthestPoint(
      call.workspace, tokens: tokens, keep: call.count(keep), seed: call.count(seed), metric: try call.metric(metric),
      order: try call.order(order), indices: indices)
  }
}
