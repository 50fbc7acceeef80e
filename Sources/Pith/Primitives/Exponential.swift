// The exponential in double, in plain arithmetic: for the few numbers of a budget, where f32 would move a rounded count.

/// e^x within two units in the last place; 0 below -745.
///
/// x = k ln 2 + r with |r| <= ln 2 / 2, ln 2 in two parts so that r is exact enough; the series of e^r to r^13 leaves less than
/// 1e-17.
func exponential(_ x: Double) -> Double {
  guard x > -746 else { return x.isNaN ? x : 0 }
  guard x < 710 else { return .infinity }
  let scaled = x * 1.4426950408889634
  let k = (scaled < 0 ? scaled - 0.5 : scaled + 0.5).truncated
  let r = (x - k * 0x1.62E42FEEp-1) - k * 0x1.A39EF35793C76p-33
  var sum = 1.0
  var i = 13.0
  while i >= 1 {
    sum = 1 + r * sum / i
    i -= 1
  }
  // In two steps: 2^k itself may be below the smallest normal number, or above the greatest.
  let whole = Int(saturating: k)
  let half = whole / 2
  return sum * power(half) * power(whole &- half)
}

/// 2^k for -1022 <= k <= 1023.
private func power(_ k: Int) -> Double { Double(bitPattern: UInt64(truncatingIfNeeded: k &+ 1023) << 52) }
