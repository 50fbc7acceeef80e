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
