// AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning (ICCV 2025): repeated bipartite soft matching.
//
//   one round: even positions find their most similar odd position; the r most similar pairs merge (Merge/ToMe.swift without
//   a class token), r = min(remove, n / 2); a destination becomes the plain mean of itself and its sources
//   rows: unmerged even ones in falling similarity, then the odd ones; the next round works on these rows
//
// The metric goes through the same means. Means do not weigh by size: what a token counts for in the end is the product of
// 1 / (members of its group) over the rounds, which `weight` holds.
//
// Differs from the authors' code: a row of norm zero is similar to nothing (theirs: NaN); a round with r <= 0 changes nothing
// (theirs: no result); equal similarities are ordered by position (theirs: undefined).
// Cost: n²/4·C multiply-adds per round, two copies of the metric.

import CPith

extension Merge {
  /// Merges tokens in rounds.
  ///
  /// - Parameters:
  ///   - metric: what is compared. `[N, C]` or `[B, N, C]`, f32, f16 or bf16.
  ///   - removes: tokens to remove in each round, any numbers. `[T]`, i32.
  ///   - assign: out, output row of every token. `[N]` or `[B, N]`, i32.
  ///   - weight: out, optional, what every token counts for in its row. `[N]` or `[B, N]`, float.
  ///   - count: out, optional, output rows. `[1]`, or `[B]` for a batch, i32.
  public static func aim(
    _ workspace: Workspace, metric: Tensor, removes: Tensor, assign: Tensor, weight: Tensor?, count: Tensor?
  ) throws(PithError) {
    let metric = try metric.block("metric", rank: 2, .float, "[N, C] or [B, N, C]")
    let n = metric.extent(0)
    let removes = try removes.unbatched("removes", rank: 1, .index, "[T]")
    let assign = try assignBlock(assign, n, metric)
    let weight = try weight.block("weight", rank: 1, .float, "[N] or [B, N]", like: metric)
    try weight?.require(n, "[N] or [B, N]")
    let count = try Block.count(count, of: metric)

    let total = try product(metric.batch, n)
    let rows = try workspace.allocate(total, of: Int32.self)
    let weights = try workspace.allocate(total, of: Float.self)
    let rounds = try workspace.indices(removes.first)
    var left = n
    var b = 0
    while b < metric.batch {
      let mark = workspace.mark()
      let x = try workspace.floatRows(metric.item(b))
      try workspace.requireFinite(x, "metric")
      left = try workspace.mergeInRounds(
        x, rounds, removes.extent(0), assign: rows + b &* n, weight: weights + b &* n)
      workspace.release(mark)
      try workspace.checkpoint(b &+ 1, of: metric.batch)
      b &+= 1
    }
    workspace.commit(rows, count: n, to: assign)
    if let weight { workspace.commitAll(weights, count: n, to: weight) }
    workspace.commit(count: left, to: count)
  }
}

extension Workspace {
  /// All rounds of one item. Returns the number of output rows.
  fileprivate func mergeInRounds(
    _ metric: FloatRows, _ removes: UnsafePointer<Int32>, _ rounds: Int, assign: UnsafeMutablePointer<Int32>,
    weight: UnsafeMutablePointer<Float>
  ) throws(PithError) -> Int {
    let n = metric.rows
    let dim = metric.cols
    let half = n / 2
    let step = try allocate(n, of: Int32.self)
    let sources = try allocate(half, of: Int32.self)
    let destinations = try allocate(half, of: Int32.self)
    let members = try allocate(n, of: Float.self)
    let divisor = try allocate(dim, of: Float.self)
    var spare = try allocate(try product(n, dim), of: Float.self)
    var next = try allocate(try product(n, dim), of: Float.self)
    var x = metric
    var i = 0
    while i < n {
      assign[i] = Int32(truncatingIfNeeded: i)
      weight[i] = 1
      i &+= 1
    }
    var round = 0
    while round < rounds {
      let r = min(Int(removes[round]), x.rows / 2)
      round &+= 1
      if r <= 0 { continue }
      let mark = self.mark()
      let sides = BipartiteSides(alternating: x.rows, isOrdered: false, distillToken: false)
      let match = try matchAlternating(x, classToken: false, distillToken: false)
      mergeBest(
        r, of: match, try fallingOrder(match, sides.sourceCount), sides, assign: step, sources: sources,
        destinations: destinations)
      release(mark)
      // Every row is first put in its place, then sources are added to their destinations in the order of the ranking.
      members.update(repeating: 1, count: x.rows)
      i = 0
      while i < r {
        members[Int(sources[i])] = 0
        i &+= 1
      }
      i = 0
      while i < x.rows {
        if members[i] > 0 { (next + Int(step[i]) &* dim).update(from: x.row(i), count: dim) }
        i &+= 1
      }
      members.update(repeating: 1, count: x.rows &- r)
      i = 0
      while i < r {
        let row = Int(step[Int(sources[i])])
        kernels.pointee.add(next + row &* dim, x.row(Int(sources[i])), next + row &* dim, dim)
        members[row] += 1
        i &+= 1
      }
      i = 0
      while i < x.rows &- r {
        if members[i] > 1 {
          divisor.update(repeating: members[i], count: dim)
          kernels.pointee.divide(next + i &* dim, divisor, next + i &* dim, dim)
        }
        i &+= 1
      }
      i = 0
      while i < n {
        let row = step[Int(assign[i])]
        assign[i] = row
        weight[i] /= members[Int(row)]
        i &+= 1
      }
      x = FloatRows(base: UnsafePointer(next), rows: x.rows &- r, cols: dim, stride: dim)
      i = 0
      while i < x.rows {
        guard kernels.pointee.all_finite_f32(x.row(i), dim) == 1 else {
          throw PithError(.value, "metric", expected: "rows whose sums are finite")
        }
        i &+= 1
      }
      swap(&next, &spare)
    }
    return x.rows
  }
}
