// The budget family: how many tokens to keep or remove, and where.

import CPithABI
import Pith

/// Fills how many tokens each layer of a network removes by token merging.
///
/// Layer l of L removes int(low + l (high - low) / (L - 1)) tokens with low = int(r (1 - inflect)) and high = 2 r - low; int()
/// truncates. One layer removes r. Slopes beyond -1 to 1 can give negative numbers, which `pith_merge_tome` takes as 0.
///
/// - Method: tome_schedule
/// - Paper: Token Merging: Your ViT But Faster, ICLR 2023, https://arxiv.org/abs/2210.09461
/// - Parameters:
///   - context: may be NULL.
///   - layers: L, 0 to 2^31 - 1.
///   - r: mean number of tokens per layer, 0 to 2^31 - 1.
///   - inflect: slope: 0 constant, -1 falling from 2 r to 0, 1 rising from 0 to 2 r.
///   - schedule: out, `[layers]`, i32.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
/// - Cost: O(L).
/// - Differs: one layer is legal.
/// - Since: 0.1
@_cdecl("pith_budget_tome_schedule") @implementation
public func pith_budget_tome_schedule(
  _ context: OpaquePointer?, _ layers: Int64, _ r: Int64, _ inflect: Double, _ schedule: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_budget_tome_schedule", context) { call throws(PithError) in
    let schedule = try call.output(schedule, "schedule")
    try Budget.toMeSchedule(
      call.workspace, layers: call.count(layers), r: call.count(r), inflect: inflect, schedule: schedule)
  }
}

/// Turns a ratio into a number of tokens by a named rounding rule.
///
/// The product `n * ratio` is taken in double, as Python does, unless the rule says otherwise. For a ratio of dropped tokens pass
/// `1 - ratio`, in double too.
///
/// - Method: keep_count
/// - Paper: none
/// - Parameters:
///   - n: 0 to 2^53.
///   - ratio: 0 to 1.
///   - rounding: `PITH_ROUNDING_FLOOR`, `_CEIL`, `_HALF_EVEN` (Python's `round`), `_HALF_UP`, `_TRUNCATE` (Python's `int`),
///     `_TRUNCATE_F32` (`int` of a product in f32: PyTorch's integer tensor times a number; n is rounded to f32 first).
///   - count: out, one number, 0 to n.
/// - NaN: `PITH_ERROR_RANGE` for `ratio`.
/// - Errors: `PITH_ERROR_NULL` for `count`, `PITH_ERROR_RANGE`, `PITH_ERROR_ENUM`.
/// - Cost: O(1).
/// - Since: 0.1
@_cdecl("pith_budget_keep_count") @implementation
public func pith_budget_keep_count(
  _ n: Int64, _ ratio: Double, _ rounding: pith_rounding, _ count: UnsafeMutablePointer<Int64>?
) -> pith_status {
  let name: StaticString = "pith_budget_keep_count"
  do throws(PithError) {
    guard let count else { throw PithError(.null, "count", expected: "a place for the count", got: .text("NULL")) }
    guard let rule = Rounding(rawValue: rounding.rawValue) else {
      throw PithError(
        .unknownEnum, "rounding", expected: "a value of pith_rounding", got: .integer(Int(rounding.rawValue)))
    }
    count.pointee = Int64(try Budget.keepCount(n: Int(truncatingIfNeeded: n), ratio: ratio, rounding: rule))
    return PITH_OK
  } catch {
    return report(name, error)
  }
}
