// How many tokens a ratio keeps, by a named rounding rule.
//
//   count = round(n * ratio), the product in double (in f32 for `truncateF32`)
//
// Papers' code writes int(n * r), round(n * r), ceil(n * r); the rules differ by one token often enough to matter.
// PyTorch multiplies an integer tensor by a Python number in f32: code such as (mask.sum() * r).int() needs that product.
// The fraction x - floor(x) is exact, so no rule suffers from adding 0.5.

/// How a ratio becomes a count.
public enum Rounding: UInt32, Sendable {
  case floor = 0
  case ceil = 1
  /// Python's `round`.
  case halfEven = 2
  case halfUp = 3
  /// Python's `int`.
  case truncate = 4
  /// `int` of a product that PyTorch took in f32.
  case truncateF32 = 5
}

extension Budget {
  /// The number of tokens that `ratio` of `n` tokens comes to.
  ///
  /// - Parameters:
  ///   - n: 0 to 2^53.
  ///   - ratio: 0 to 1.
  public static func keepCount(n: Int, ratio: Double, rounding: Rounding) throws(PithError) -> Int {
    try require(n, "n", in: 0...(1 << 53), "0 to 2^53")
    try require(ratio, "ratio", from: 0, through: 1, "0 to 1")
    let exact = Double(n) * ratio
    let whole = Int(saturating: exact)
    let fraction = exact - Double(whole)
    switch rounding {
    case .floor, .truncate: return whole
    case .truncateF32: return min(n, Int(saturating: Float(n) * Float(ratio)))
    case .ceil: return fraction > 0 ? whole &+ 1 : whole
    case .halfUp: return fraction >= 0.5 ? whole &+ 1 : whole
    case .halfEven: return fraction > 0.5 || (fraction == 0.5 && whole & 1 == 1) ? whole &+ 1 : whole
    }
  }
}
