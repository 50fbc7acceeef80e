// Token Merging: Your ViT But Faster (ICLR 2023): the two baselines of its ablation, with other sets of destinations.
//
//   kth     groups of k consecutive tokens; the last of each group is a destination, all others merge into their most
//           similar destination anywhere; the N mod k tokens at the end are dropped
//   random  a permutation; its first `remove` tokens merge into their most similar one of the others
//
// Output rows: kth: one per group. random: the destinations in the permutation's order. Nothing to merge (k <= 1,
// remove <= 0): all tokens in their places. Ties and norms of zero: as in bipartite soft matching.
// Cost: kth: N²/k·C multiply-adds; random: remove·(N - remove)·C. One copy of the rows that are matched.

import CPith

extension Merge {
  /// Merges every token into its most similar `k`-th token.
  ///
  /// - Parameters:
  ///   - metric: `[N, C]` or `[B, N, C]`, f32, f16 or bf16.
  ///   - k: length of a group. 1 or less: nothing is merged.
  ///   - assign: out, output row of every token, -1 for the N mod k last ones. `[N]` or `[B, N]`, i32.
  ///   - count: out, N / k rounded down. `[1]`, or `[B]` for a batch, i32.
  public static func toMeKth(
    _ workspace: Workspace, metric: Tensor, k: Int, assign: Tensor, count: Tensor?
  ) throws(PithError) {
    let metric = try metric.block("metric", rank: 2, .float, "[N, C] or [B, N, C]")
    let n = metric.extent(0)
    let k = max(k, 1)
    let groups = n / k
    let others = groups &* (k &- 1)
    let assign = try assignBlock(assign, n, metric)
    let count = try Block.count(count, of: metric)

    let result = try workspace.allocate(try product(metric.batch, n), of: Int32.self)
    let tokens = try workspace.allocate(others, of: Int32.self)
    var i = 0
    var written = 0
    while i < groups &* k {
      if i % k != k &- 1 {
        tokens[written] = Int32(truncatingIfNeeded: i)
        written &+= 1
      }
      i &+= 1
    }
    var b = 0
    while b < metric.batch {
      let mark = workspace.mark()
      let x = try workspace.floatRows(metric.item(b))
      try workspace.requireFinite(x, "metric")
      let rows = result + b &* n
      rows.update(repeating: -1, count: n)
      i = 0
      while i < groups {
        rows[i &* k &+ k &- 1] = Int32(truncatingIfNeeded: i)
        i &+= 1
      }
      if others > 0 {
        let last = FloatRows(base: x.row(k &- 1), rows: groups, cols: x.cols, stride: k &* x.stride)
        let match = try workspace.match(try workspace.gatherRows(x, tokens, others), with: last, ranked: false)
        i = 0
        while i < others {
          rows[Int(tokens[i])] = match.to[i]
          i &+= 1
        }
      }
      workspace.release(mark)
      try workspace.checkpoint(b &+ 1, of: metric.batch)
      b &+= 1
    }
    workspace.commit(result, count: n, to: assign)
    workspace.commit(count: groups, to: count)
  }

  /// Merges the first `remove` tokens of a permutation into their most similar one of the others.
  ///
  /// - Parameters:
  ///   - metric: `[N, C]` or `[B, N, C]`, f32, f16 or bf16.
  ///   - permutation: every position once. `[N]` or `[B, N]`, i32.
  ///   - remove: at most N - 1. 0 or less: nothing is merged.
  ///   - assign: out, output row of every token. `[N]` or `[B, N]`, i32.
  ///   - count: out, N - remove. `[1]`, or `[B]` for a batch, i32.
  public static func toMeRandom(
    _ workspace: Workspace, metric: Tensor, permutation: Tensor, remove: Int, assign: Tensor, count: Tensor?
  ) throws(PithError) {
    let metric = try metric.block("metric", rank: 2, .float, "[N, C] or [B, N, C]")
    let n = metric.extent(0)
    let permutation = try permutation.block("permutation", rank: 1, .index, "[N] or [B, N]")
    try permutation.require(n, "[N] or [B, N]")
    try permutation.requireBatch(of: metric)
    guard remove <= max(n &- 1, 0) else {
      throw PithError(.range, "remove", expected: "at most N - 1", got: .integer(remove))
    }
    let r = max(remove, 0)
    let assign = try assignBlock(assign, n, metric)
    let count = try Block.count(count, of: metric)

    let result = try workspace.allocate(try product(metric.batch, n), of: Int32.self)
    var b = 0
    while b < metric.batch {
      let mark = workspace.mark()
      let x = try workspace.floatRows(metric.item(b))
      try workspace.requireFinite(x, "metric")
      let order = try workspace.indices(permutation.item(b))
      let rows = result + b &* n
      try requirePermutation(order, n, first: b &* n, seen: rows)
      if r > 0 {
        let sources = try workspace.gatherRows(x, order, r)
        let match = try workspace.match(sources, with: try workspace.gatherRows(x, order + r, n &- r), ranked: false)
        var i = 0
        while i < n {
          rows[Int(order[i])] = i < r ? match.to[i] : Int32(truncatingIfNeeded: i &- r)
          i &+= 1
        }
      } else {
        workspace.keepInPlace(rows, n)
      }
      workspace.release(mark)
      try workspace.checkpoint(b &+ 1, of: metric.batch)
      b &+= 1
    }
    workspace.commit(result, count: n, to: assign)
    workspace.commit(count: n &- r, to: count)
  }

  /// Refuses positions out of range or named twice. `seen` is scratch of n words.
  private static func requirePermutation(
    _ order: UnsafePointer<Int32>, _ n: Int, first: Int, seen: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    seen.update(repeating: 0, count: n)
    var i = 0
    while i < n {
      let token = Int(order[i])
      guard token >= 0 && token < n && seen[token] == 0 else {
        throw PithError(
          .index, "permutation", expected: "every position from 0 to N - 1 once", got: .element(token, at: first &+ i))
      }
      seen[token] = 1
      i &+= 1
    }
  }
}
