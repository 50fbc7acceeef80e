// Weighted PageRank on an attention map: tokens vote for the tokens they attend to, and votes count by the voter's own score.
//
//   s_j <- (1 - damping) · sum over rows i of s_i · share_i · a[i, j] + damping / n
//
// a is one head's map with non-negative entries. share_i turns row i into fractions that add up to 1; where the map's rows
// do so already there is none. Tokens that are not alive neither vote nor get votes, so a map restricted to some tokens is
// never copied out: n counts those that are alive, and share_i = 1 / (sum of row i over them).
//
// Steps: the start gives every token of the graph the same score, a class token (position 0) `classWeight` times as much, all
// divided by their sum. A vote is the product of the transposed map with s · share: rows are read along their length, and the
// running vector is in double, so that scores do not drift over 50 votes. Voting stops early after a step that changed the
// scores by no more than epsilon in sum; 0: never.
// Columns behind widths[i / 32] of 32 rows are known to be 0 and not read: half of a causal map.
// Cost: N² fused multiply-adds per vote; 20 bytes of scratch per token.

import CPith

/// How votes are counted.
struct VotePlan {
  var iterations: Int
  var damping: Double
  var epsilon: Double
  /// Start score of token 0; 0: there is no class token.
  var classWeight: Double
}

/// One head's map as a graph.
struct VoteGraph {
  /// Rows whose `widths` entry is shared.
  static var rowsPerBlock: Int { 32 }

  /// `[n, n]`: row i holds what token i pays to the others.
  var rows: FloatRows
  /// Factor of each row, or nil: 1.
  var share: UnsafePointer<Double>?
  /// 1 for the tokens of the graph, 0 for the others; nil: all.
  var alive: UnsafePointer<Float>?
  /// How many are alive.
  var count: Int
  var widths: UnsafePointer<Int32>?
  /// Whether rows have yet to be checked: they must be finite and not negative. Done on the way of the first vote.
  var isUnchecked = false
}

/// Buffers of one thread.
struct VoteScratch {
  var scores: UnsafeMutablePointer<Double>
  var next: UnsafeMutablePointer<Double>
  var votes: UnsafeMutablePointer<Float>
}

extension Workspace {
  func voteScratch(_ n: Int) throws(PithError) -> VoteScratch {
    VoteScratch(
      scores: try allocate(n, of: Double.self), next: try allocate(n, of: Double.self),
      votes: try allocate(n, of: Float.self))
  }

  /// The scores after all votes, which lie in `scratch`, or nil if the check of the rows fails. They add up to 1 unless some
  /// row has nothing to give.
  func pageRank(_ graph: VoteGraph, _ plan: VotePlan, _ scratch: VoteScratch) -> UnsafePointer<Double>? {
    let n = graph.rows.rows
    var current = scratch.scores
    var next = scratch.next
    start(graph, plan, current)
    let base = plan.damping / Double(max(graph.count, 1))
    var step = 0
    while step < plan.iterations {
      var i = 0
      while i < n {
        scratch.votes[i] = Float(current[i] * (graph.share?[i] ?? 1))
        i &+= 1
      }
      next.update(repeating: 0, count: n)
      if graph.isUnchecked && step == 0 {
        guard collectChecked(graph.rows, scratch.votes, into: next) else { return nil }
      } else {
        collect(graph, scratch.votes, into: next)
      }
      var change = 0.0
      var j = 0
      while j < n {
        let score = (1 - plan.damping) * next[j] + base
        next[j] = (graph.alive?[j] ?? 1) > 0 ? score : 0
        change += (next[j] - current[j]).magnitude
        j &+= 1
      }
      swap(&current, &next)
      step &+= 1
      if plan.epsilon > 0 && change <= plan.epsilon { break }
    }
    return UnsafePointer(current)
  }

  private func start(_ graph: VoteGraph, _ plan: VotePlan, _ scores: UnsafeMutablePointer<Double>) {
    let n = graph.rows.rows
    if n == 0 { return }
    let hasClass = plan.classWeight > 0
    let total = Double(hasClass ? graph.count &- 1 : graph.count) + plan.classWeight
    var i = 0
    while i < n {
      scores[i] = (graph.alive?[i] ?? 1) > 0 ? 1 / total : 0
      i &+= 1
    }
    if hasClass { scores[0] = plan.classWeight / total }
  }

  /// Whether all entries of a row are finite and not negative.
  func isLegal(_ row: UnsafePointer<Float>, _ n: Int) -> Bool {
    kernels.pointee.all_finite_f32(row, n) == 1 && kernels.pointee.minimum(row, n) >= 0
  }

  /// `collect`, eight rows at a time, which are checked while they are in cache.
  private func collectChecked(
    _ rows: FloatRows, _ votes: UnsafePointer<Float>, into sums: UnsafeMutablePointer<Double>
  ) -> Bool {
    var first = 0
    while first < rows.rows {
      let last = min(first &+ 8, rows.rows)
      var i = first
      while i < last {
        if !isLegal(rows.row(i), rows.cols) { return false }
        i &+= 1
      }
      kernels.pointee.wide_column_weighted_sum(
        rows.row(first), rows.stride, last &- first, rows.cols, votes + first, sums)
      first = last
    }
    return true
  }

  /// sums[j] += votes[i] · a[i, j].
  private func collect(
    _ graph: VoteGraph, _ votes: UnsafePointer<Float>, into sums: UnsafeMutablePointer<Double>
  ) {
    let n = graph.rows.rows
    guard let widths = graph.widths else {
      return kernels.pointee.wide_column_weighted_sum(graph.rows.base, graph.rows.stride, n, n, votes, sums)
    }
    var row = 0
    while row < n {
      kernels.pointee.wide_column_weighted_sum(
        graph.rows.row(row), graph.rows.stride, min(VoteGraph.rowsPerBlock, n &- row),
        Int(widths[row / VoteGraph.rowsPerBlock]), votes + row, sums)
      row &+= VoteGraph.rowsPerBlock
    }
  }
}
