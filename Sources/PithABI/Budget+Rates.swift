// The budget family: tokens that the layers of a decoder keep.

import CPithABI
import Pith

/// The number of tokens of a sequence that a rate of its visual tokens leaves.
///
/// int((n - protected_count) rate + protected_count), in double: what `pith_select_aim` takes as `keep`.
///
/// - Method: aim
/// - Paper: AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025, https://arxiv.org/abs/2412.03248
/// - Parameters:
///   - n: tokens of the original sequence, removed ones included, 0 to 2^53.
///   - protected_count: tokens that are not visual, 0 to `n`.
///   - rate: share of visual tokens to keep, 0 to 1: `pith_budget_aim_rates`.
///   - count: out, one number, `protected_count` to `n`.
/// - NaN: `PITH_ERROR_RANGE` for `rate`.
/// - Errors: `PITH_ERROR_NULL` for `count`, `PITH_ERROR_RANGE`.
/// - Cost: O(1).
/// - Since: 0.1
@_cdecl("pith_budget_aim") @implementation
public func pith_budget_aim(
  _ n: Int64, _ protected_count: Int64, _ rate: Double, _ count: UnsafeMutablePointer<Int64>?
) -> pith_status {
  do throws(PithError) {
    guard let count else { throw PithError(.null, "count", expected: "a place for the count", got: .text("NULL")) }
    count.pointee = Int64(
      try Budget.aimCount(
        n: Int(truncatingIfNeeded: n), protected: Int(truncatingIfNeeded: protected_count), rate: rate))
    return PITH_OK
  } catch {
    return report("pith_budget_aim", error)
  }
}

/// Fills the share of visual tokens that each layer of a decoder keeps.
///
/// rates[l] = 1 for l < start, else max(0, 1 - drop (l - start + 1)).
///
/// - Method: aim
/// - Paper: AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025, https://arxiv.org/abs/2412.03248
/// - Parameters:
///   - context: scratch; NULL: scratch from malloc.
///   - layers: L, 0 to 2^31 - 1.
///   - start: first layer that drops tokens, 0 to 2^31 - 1; the authors': 14 of 28 (Qwen2-7B), 13 of 32 (Vicuna).
///   - drop: what each layer from there on takes off the rate, 0 to 1; the authors' is 0.125.
///   - rates: out, `[layers]`, f32, f16 or bf16.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
/// - Cost: O(L).
/// - Since: 0.1
@_cdecl("pith_budget_aim_rates") @implementation
public func pith_budget_aim_rates(
  _ context: OpaquePointer?, _ layers: Int64, _ start: Int64, _ drop: Double, _ rates: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_budget_aim_rates", context) { call throws(PithError) in
    let rates = try call.output(rates, "rates")
    try Budget.aimRates(
      call.workspace, layers: call.count(layers), start: call.count(start), drop: drop, rates: rates)
  }
}
