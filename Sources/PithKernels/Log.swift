// Natural logarithm in f32.
//
//   x = 2^e m,  sqrt(1/2) <= m < sqrt(2),  f = m - 1 (exact),  log x = e ln 2 + log(1 + f)
//   log(1 + f) = f - f^2 / 2 + f^3 q(f),  q of degree 8: a minimax fit of the relative error, 2^-30
//
// Subnormals are scaled by 2^25 first. Zero, negative numbers, infinity and NaN are put in at the end (x itself for the last two).
//
// Error: below 0.85 units in the last place over all floats (measured).
// Cost: about 30 operations per 16 elements.
import CPith

private let ln2High: Float = 0x1.62e4p-1  // trailing zeros: e * ln2High is exact
private let ln2Low: Float = 0x1.7f7d1cp-20

@inline(never)
func logarithm(_ x: Lanes) -> Lanes {
  let isSmall = pith_is_less(x, Lanes(repeating: 0x1p-126))
  let scaled = select(isSmall, x * 0x1p25, x)
  let b = unsafeBitCast(scaled, to: LaneIndices.self)
  // Subtracting the bits of sqrt(1/2) makes the exponent field change where m passes sqrt(2).
  let moved = b &- 0x3f35_04f3
  let exponent = (moved &>> 23) &- (isSmall & 25)
  let m = unsafeBitCast((moved & 0x007f_ffff) &+ 0x3f35_04f3, to: Lanes.self)
  // |exponent| <= 151: exact by the same shift as in the exponential, without a conversion instruction.
  let e = unsafeBitCast(exponent &+ 0x4b40_0000, to: Lanes.self) - 0x1.8p23
  let f = m - 1

  var q = Lanes(repeating: 0x1.230776p-4)
  q = fma(q, f, Lanes(repeating: -0x1.e9f7e8p-4))
  q = fma(q, f, Lanes(repeating: 0x1.e6dde0p-4))
  q = fma(q, f, Lanes(repeating: -0x1.fa3934p-4))
  q = fma(q, f, Lanes(repeating: 0x1.231762p-3))
  q = fma(q, f, Lanes(repeating: -0x1.5568a4p-3))
  q = fma(q, f, Lanes(repeating: 0x1.99a6c4p-3))
  q = fma(q, f, Lanes(repeating: -0x1.ffffdcp-3))
  q = fma(q, f, Lanes(repeating: 0x1.555544p-2))
  let square = f * f
  // The small terms first: f^3 q - f^2 / 2 + e ln2Low, then f, then the exact e ln2High.
  let small = fma(square, fma(f, q, Lanes(repeating: -0.5)), e * ln2Low)
  let result = fma(e, Lanes(repeating: ln2High), f + small)

  let zero = Lanes(repeating: 0), infinity = Lanes(repeating: .infinity)
  let positive = select(pith_is_less(x, infinity), result, x)
  let atZero = select(pith_is_equal(x, zero), negated(infinity), positive)
  return select(pith_is_less(x, zero), Lanes(repeating: .nan), atZero)
}

func logarithms(_ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int) {
  @inline(always)
  func run(_ i: Int, _ count: Int) { store(logarithm(load(x, i, count: count, fill: 1)), out, i, count: count) }
  forEachRun(n, run)
}
