// DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs (2025): how many tokens each layer removes on average.
//
//   constant   R div L each, one more in the first R mod L layers
//   linear     r0 = 2 R div L; layer l: int(r0 - l r0 / L) while the sum stays below R, then the rest, then 0
//   reverse    the linear schedule backwards
//
// Differs from the authors' code: their linear loop never ends for some inputs (24 layers, 96 tokens). Here a layer that
// would get less than one token, or the last one, gets the rest.
// Cost: O(L).

import CPith

/// How a total is spread over layers: the numbers of `pith_schedule`, frozen with it.
public enum Schedule: UInt32, Sendable {
  case constant = 0
  /// Falling.
  case linear = 1
  /// Rising.
  case reverseLinear = 2
}

extension Budget {
  /// Fills the number of tokens that each layer removes; they add up to `remove`.
  ///
  /// - Parameters:
  ///   - layers: L, 0…2^31 - 1.
  ///   - remove: tokens removed in all layers together, 0…2^30.
  ///   - schedule: out, `[L]`, i32.
  public static func dyMUSchedule(
    _ workspace: Workspace, layers: Int, remove: Int, kind: Schedule, schedule: Tensor
  ) throws(PithError) {
    try require(layers, "layers", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    try require(remove, "remove", in: 0...(1 << 30), "0 to 2^30")
    let block = try schedule.unbatched("schedule", rank: 1, .index, "[layers]")
    try block.require(layers, "[layers]")
    guard let target = block.pointer(0, as: Int32.self), layers > 0 else { return }
    let first = 2 &* remove / layers
    let step = Double(first) / Double(layers)
    var left = remove
    var l = 0
    while l < layers {
      var value = remove / layers &+ (l < remove % layers ? 1 : 0)
      if kind != .constant {
        value = Int(saturating: Double(first) - Double(l) * step)
        if value < 1 || value >= left || l == layers &- 1 { value = left }
      }
      left &-= value
      target[(kind == .reverseLinear ? layers &- 1 &- l : l) &* block.first.stride[0]] = Int32(truncatingIfNeeded: value)
      l &+= 1
    }
  }
}
