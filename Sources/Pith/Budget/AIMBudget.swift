// AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning (ICCV 2025): how many tokens each layer keeps.
//
//   keep = int((N - protected) rate + protected)                          int() truncates, all in double
//   rate_l = 1 for l < start, else max(0, 1 - drop (l - start + 1))       drop = 1/8: visual tokens last eight more layers
//
// N counts the original sequence, removed tokens included.
// Cost: O(L).

import CPith

extension Budget {
  /// The number of tokens that `rate` leaves of a sequence.
  ///
  /// - Parameters:
  ///   - n: 0 to 2^53.
  ///   - protected: tokens that are not visual, 0 to n.
  ///   - rate: share of visual tokens, 0 to 1.
  public static func aimCount(n: Int, protected: Int, rate: Double) throws(PithError) -> Int {
    try require(n, "n", in: 0...(1 << 53), "0 to 2^53")
    try require(protected, "protected_count", in: 0...n, "0 to n")
    try require(rate, "rate", from: 0, through: 1, "0 to 1")
    return Int(saturating: Double(n &- protected) * rate + Double(protected))
  }

  /// Fills the share of visual tokens that each layer keeps.
  ///
  /// - Parameters:
  ///   - layers: L, at least 0.
  ///   - start: first layer that drops tokens, 0 or more.
  ///   - drop: what each layer from there on takes off the rate, 0 to 1.
  ///   - rates: out, `[L]`, float.
  public static func aimRates(
    _ workspace: Workspace, layers: Int, start: Int, drop: Double, rates: Tensor
  ) throws(PithError) {
    try require(layers, "layers", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    try require(start, "start", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    try require(drop, "drop", from: 0, through: 1, "0 to 1")
    let rates = try rates.unbatched("rates", rank: 1, .float, "[layers]")
    try rates.require(layers, "[layers]")
    let result = try workspace.allocate(layers, of: Float.self)
    var l = 0
    while l < layers {
      result[l] = l < start ? 1 : Float(max(0, 1 - drop * Double(l &- start &+ 1)))
      l &+= 1
    }
    workspace.commit(result, count: layers, to: rates.first)
  }
}
