// The natural logarithm in plain arithmetic: the library uses no libm, so that results do not depend on its version.

/// ln x for finite x > 0, within a few units in the last place.
///
/// x = 2^e * m with m in [sqrt(1/2), sqrt(2)); ln m = 2 atanh(z) with z = (m - 1) / (m + 1), |z| < 0.172: the series in z^2 to
/// z^19 leaves less than 1e-17.
func naturalLog(_ x: Double) -> Double {
  guard x > 0 && x.isFinite else { return x > 0 ? x : -.infinity }
  // Below the normal numbers the first bits do not tell the exponent.
  guard x >= 0x1p-1022 else { return naturalLog(x * 0x1p52) - 52 * 0.6931471805599453 }
  var exponent = Int(truncatingIfNeeded: x.bitPattern >> 52) &- 1023
  var m = Double(bitPattern: x.bitPattern & 0xF_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
  if m > 1.4142135623730951 {
    m /= 2
    exponent &+= 1
  }
  let z = (m - 1) / (m + 1)
  let q = z * z
  var sum = 1.0 / 19
  sum = sum * q + 1.0 / 17
  sum = sum * q + 1.0 / 15
  sum = sum * q + 1.0 / 13
  sum = sum * q + 1.0 / 11
  sum = sum * q + 1.0 / 9
  sum = sum * q + 1.0 / 7
  sum = sum * q + 1.0 / 5
  sum = sum * q + 1.0 / 3
  sum = sum * q + 1
  return 2 * z * sum + Double(exponent) * 0.6931471805599453
}
