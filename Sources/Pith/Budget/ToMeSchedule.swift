// Token Merging: Your ViT But Faster (ICLR 2023): how many tokens each layer removes.
//
//   low = int(r (1 - inflect)), high = 2 r - low, r_l = int(low + l (high - low) / (L - 1)),  int() truncates
//
// inflect 0: r in every layer; -1: from 2 r down to 0; 1: from 0 up to 2 r.
// Differs from the authors' code: one layer gets r (theirs divides by zero).
// Cost: O(L).

import CPith

extension Budget {
  /// Fills the number of tokens that each layer removes. Negative numbers can come out for |inflect| > 1 and mean 0.
  ///
  /// - Parameters:
  ///   - layers: L, at least 0.
  ///   - r: mean per layer, 0…2^31 - 1.
  ///   - inflect: slope, finite.
  ///   - schedule: out, `[L]`, i32.
  public static func toMeSchedule(
    _ workspace: Workspace, layers: Int, r: Int, inflect: Double, schedule: Tensor
  ) throws(PithError) {
    try require(layers, "layers", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    try require(r, "r", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    try requireFinite(inflect, "inflect")
    let block = try schedule.block("schedule", rank: 1, .index, "[layers]")
    guard !block.isBatched else {
      throw PithError(.ndim, "schedule", expected: "[layers]", got: .ndim(schedule.ndim))
    }
    try block.require(layers, "[layers]")
    let low = (Double(r) * (1 - inflect)).truncated
    let high = 2 * Double(r) - low
    // The values lie between the ends.
    guard low.magnitude <= Double(Int32.max) && high.magnitude <= Double(Int32.max) else {
      throw PithError(.range, "inflect", expected: "a slope whose schedule fits 32 bits", got: .real(inflect))
    }
    guard let target = schedule.data?.assumingMemoryBound(to: Int32.self) else { return }
    let step = layers > 1 ? (high - low) / Double(layers &- 1) : 0
    var l = 0
    while l < layers {
      let value = layers > 1 ? (low + step * Double(l)).truncated : Double(r)
      target[l &* schedule.stride[0]] = Int32(clamping: Int(saturating: value))
      l &+= 1
    }
  }
}
