// Farthest-point selection from a given token on: the greedy 2-approximation of k-center.
//
// Clustering to minimize the maximum intercluster distance (T. F. Gonzalez, Theoretical Computer Science 38, 1985).
//
//   pick 0   the seed
//   pick t   arg max over j of min over picked s of d(s, j)
//
// With d a metric, no choice of `keep` centres covers the tokens with less than half the radius that this one needs. The
// angle and the Euclidean distance are metrics; cosine and squared Euclidean distance order pairs alike, and the walk only
// compares.
// Cost: keep·N·D multiply-adds. For cosine, bounds leave most of them out (LazyWalk.swift); when more than a quarter of the
// tokens is kept, half a matrix product is cheaper. The result is the same.

import CPith

/// How far apart two tokens are.
public enum Metric: UInt32, Sendable {
  /// 1 - cosine of the angle.
  case cosine = 0
  case squaredEuclidean = 1
}

extension Select {
  /// Keeps the seed and the `keep - 1` tokens that a greedy farthest-point walk from it finds.
  ///
  /// - Parameters:
  ///   - tokens: `[N, D]` or `[B, N, D]`, f32, f16 or bf16.
  ///   - keep: 0…N.
  ///   - seed: the first pick, 0…N-1; not looked at if `keep` is 0.
  ///   - metric: cosine or squared Euclidean distance.
  ///   - order: ascending position, or pick order.
  ///   - indices: out, `[keep]` or `[B, keep]`, i32.
  public static func farthestPoint(
    _ workspace: Workspace, tokens: Tensor, keep: Int, seed: Int, metric: Metric, order: Order, indices: Tensor
  ) throws(PithError) {
    let tokens = try tokens.block("tokens", rank: 2, .float, "[N, D] or [B, N, D]")
    let n = tokens.extent(0)
    if keep != 0 && n > 0 { try require(seed, "seed", in: 0...(n &- 1), "0 to N - 1") }
    try walk(workspace, tokens, keep, order, indices) { rows, walk, progress, picks throws(PithError) in
      switch metric {
      case .cosine:
        if LazyCost.pays(keep, of: n) {
          let gathered = try workspace.gatheredRows(rows)
          try workspace.pickLazily(keep, from: seed, by: .farthest, rows, gathered, walk, progress, into: picks)
        } else {
          let similarities = try workspace.similarityRows(rows, store: true)
          try workspace.pick(keep, from: seed, by: .farthest, similarities, walk, progress, into: picks)
        }
      case .squaredEuclidean:
        try workspace.pickByDistance(keep, from: seed, rows, walk, progress, into: picks)
      }
    }
  }
}
