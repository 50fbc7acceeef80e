// How many tokens stay at each stage of a model that drops tokens several times.
//
// PyramidDrop (CVPR 2025) and TransPrune (CVPR 2026): ratios of the first count, truncated.
//   count_s = int(n · ratio_s)
// VFlowOpt (ICCV 2025): ratios of what the stage before left; what is dropped is rounded to the nearest, halves to even.
//   count_s = n_s - round(n_s · (1 - ratio_s)),   n_0 = n,  n_s+1 = count_s
//
// Ratios are f64, as the papers' code has them: 576 · 0.55 and its f32 neighbour truncate differently often enough.
// Cost: O(stages).

extension Budget {
  /// Ratios of the first count, truncated.
  ///
  /// - Parameters:
  ///   - ratios: `[S]`, f64, f32, f16 or bf16, 0…1. The first stage is the host's: 1 if nothing is dropped before it.
  ///   - n: the first count, 0 to 2^31 - 1.
  ///   - counts: out, `[S]`, i32.
  public static func pyramidDrop(
    _ workspace: Workspace, ratios: Tensor, n: Int, counts: Tensor
  ) throws(PithError) {
    try stages(workspace, ratios, n, counts, successive: false)
  }

  /// Ratios of what the stage before left; the dropped number is rounded.
  ///
  /// - Parameters: as above.
  public static func vFlowOpt(_ workspace: Workspace, ratios: Tensor, n: Int, counts: Tensor) throws(PithError) {
    try stages(workspace, ratios, n, counts, successive: true)
  }

  private static func stages(
    _ workspace: Workspace, _ ratios: Tensor, _ n: Int, _ counts: Tensor, successive: Bool
  ) throws(PithError) {
    let block = try ratios.block("ratios", rank: 1, ratios.dtype == .f64 ? .any : .float, "[S]")
    guard !block.isBatched else { throw PithError(.ndim, "ratios", expected: "[S]", got: .ndim(ratios.ndim)) }
    try require(n, "n", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    let counts = try counts.unbatched("counts", rank: 1, .index, "[S]")
    let stages = block.extent(0)
    try counts.require(stages, "[S]")
    let result = try workspace.allocate(stages, of: Int32.self)
    var current = n
    var s = 0
    while s < stages {
      let ratio = workspace.double(ratios, s)
      guard ratio >= 0 && ratio <= 1 else {
        throw PithError(.value, "ratios", expected: "ratios of 0 to 1", got: .real(ratio))
      }
      if successive {
        current &-= try keepCount(n: current, ratio: 1 - ratio, rounding: .halfEven)
      } else {
        current = try keepCount(n: n, ratio: ratio, rounding: .truncate)
      }
      result[s] = Int32(truncatingIfNeeded: current)
      s &+= 1
    }
    workspace.commit(result, count: stages, to: counts.first)
  }
}

extension Workspace {
  /// Element `i` of a `[n]` view of f64 or another float type.
  fileprivate func double(_ view: Tensor, _ i: Int) -> Double {
    let offset = i &* view.stride[0]
    if view.dtype == .f64 { return view.data?.assumingMemoryBound(to: Double.self)[offset] ?? 0 }
    var value: Float = 0
    loadFloats(view, offset: offset, stride: 1, count: 1, into: &value)
    return Double(value)
  }
}
