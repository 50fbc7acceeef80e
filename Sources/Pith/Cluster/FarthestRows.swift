// Farthest-point traversal as a method of its own: the start of k-means, or rows that cover the others.
//
// Gonzalez, "Clustering to Minimize the Maximum Intercluster Distance", Theoretical Computer Science 38 (1985). Formula,
// steps and cost: Primitives/FarthestPoints.swift. Where we differ: the first row is the one nearest to the mean, so that
// the result needs no random choice.

import CPith

extension Cluster {
  /// Picks `k` rows, each the farthest from those picked before.
  ///
  /// - Parameters:
  ///   - points: `[N, D]` or `[B, N, D]`, f32, f16 or bf16, finite.
  ///   - k: 0…N.
  ///   - indices: out, `[k]` or `[B, k]`, i32, in the order of picking; what lies past the count is left as it is.
  ///   - count: out, `[1]` or `[B, 1]`, i32: k, or the number of distinct rows if that is less.
  public static func farthestPoint(
    _ workspace: Workspace, points: Tensor, k: Int, indices: Tensor, count: Tensor?
  ) throws(PithError) {
    let points = try points.block("points", rank: 2, .float, "[N, D] or [B, N, D]")
    let n = points.extent(0)
    try requireCount(k, "k", atMost: n, "0 to N")
    let indices = try indices.block("indices", rank: 1, .index, "[k] or [B, k]")
    try indices.require(k, "[k] or [B, k]")
    try indices.requireBatch(of: points)
    let count = try count.block("count", rank: 1, .index, "[1] or [B, 1]", like: points)
    try count?.require(1, "[1] or [B, 1]")

    let picks = try workspace.allocate(try product(points.batch, k), of: Int32.self)
    let counts = try workspace.allocate(points.batch, of: Int.self)
    var b = 0
    while b < points.batch {
      let mark = workspace.mark()
      let rows = try workspace.floatRows(points.item(b))
      try workspace.requireFinite(rows, "points")
      counts[b] = try workspace.farthestPoints(rows, try workspace.moments(rows), k: k, picks: picks + b &* k)
      workspace.release(mark)
      b &+= 1
    }
    b = 0
    while b < points.batch {
      workspace.commit(picks + b &* k, count: counts[b], to: indices.item(b))
      if let count { workspace.commit(counts[b], to: count.item(b)) }
      b &+= 1
    }
  }
}
