// The number of clusters at the elbow of the inertia curve.
//
//   x_i = i / (n - 1)        y_i = (I_i - I_last) / (I_first - I_last)        d_i = (1 - x_i) - y_i
//   k = k_min + arg max d_i, ties to the lower i
//
// d_i is how far the curve, scaled to the unit square, lies below the chord between its ends. One value, or a curve with
// equal ends, gives k_min. There is no published rule for clustered retrieval; this is the usual chord rule. Cost: n.

import CPith

extension Cluster {
  /// Picks k from the inertias of k_min, k_min + 1, ….
  ///
  /// - Parameters:
  ///   - inertia: `[n]`, n at least 1, f32, f16 or bf16, finite.
  ///   - kMin: the k that `inertia[0]` belongs to, 1 or more.
  ///   - distance: out, `[n]`: how far each value lies below the chord.
  ///   - k: out, `[1]`, i32.
  public static func elbow(
    _ workspace: Workspace, inertia: Tensor, kMin: Int, distance: Tensor?, k: Tensor
  ) throws(PithError) {
    let inertia = try inertia.block("inertia", rank: 1, .float, "[n]")
    let n = inertia.extent(0)
    guard !inertia.isBatched, n >= 1 else {
      throw PithError(.shape, "inertia", expected: "[n] with n at least 1", got: .shape(ndim: inertia.first.ndim, inertia.first.shape))
    }
    // An end below the start would trap before it could be refused: ends come from the host's shapes.
    try require(kMin, "k_min", in: 1...max(1, Int(Int32.max) &- n), "1 to 2^31 - 1 - n")
    let distance = try distance.block("distance", rank: 1, .float, "[n]", like: inertia)
    try distance?.require(n, "[n]")
    let k = try k.block("k", rank: 1, .index, "[1]")
    try k.require(1, "[1]")
    try k.requireBatch(of: inertia)

    let rows = try workspace.floatRows(inertia.first)
    try workspace.requireFinite(rows, "inertia")
    let wide = try workspace.allocate(n, of: Double.self)
    let below = try workspace.allocate(n, of: Double.self)
    let narrow = try workspace.allocate(n, of: Float.self)
    workspace.kernels.pointee.f64_from_f32(rows.base, wide, n)
    let best = elbowIndex(wide, n, below: below)
    workspace.kernels.pointee.f32_from_f64(below, narrow, n)
    if let distance { workspace.commit(narrow, count: n, to: distance.first) }
    workspace.commit(kMin &+ best, to: k.first)
  }
}

/// Index of the elbow among `n` >= 1 inertias; `below` gets the distances to the chord.
func elbowIndex(_ inertia: UnsafePointer<Double>, _ n: Int, below: UnsafeMutablePointer<Double>) -> Int {
  let last = inertia[n &- 1]
  let drop = inertia[0] - last
  var best = 0
  var i = 0
  while i < n {
    below[i] = n == 1 || drop == 0 ? 0 : (1 - Double(i) / Double(n &- 1)) - (inertia[i] - last) / drop
    if below[i] > below[best] { best = i }
    i &+= 1
  }
  return best
}
