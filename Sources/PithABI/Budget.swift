// The budget family: how many tokens stay.

import CPithABI
import Pith

/// Turns a ratio into a number of tokens by a named rounding rule.
///
/// The product `n * ratio` is taken in double, as Python does. For a ratio of dropped tokens pass `1 - ratio`, in double too.
///
/// - Method: keep_count
/// - Paper: none
/// - Parameters:
///   - n: 0 to 2^53.
///   - ratio: 0 to 1.
///   - rounding: `PITH_ROUNDING_FLOOR`, `_CEIL`, `_HALF_EVEN` (Python's `round`), `_HALF_UP`, `_TRUNCATE` (Python's `int`).
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
