// Greedy maximisation of a determinant when rows of the kernel are dear: most of its elements are never computed.
//
//   L_ij = r_i S_ij r_j, S the cosine; the walk is that of GreedyDeterminant.swift
//
// A conditional variance only falls, so what it was after some of the picks bounds what it is: a token that is behind waits
// until its bound leads, then catches up (A. Hemmi and others, Lazy and fast greedy MAP inference for determinantal point
// process, NeurIPS 2022). L_jj is the first bound: tokens of little relevance never take part. Every number that is computed
// has the bits that the full walk gives it, so the picks and gains are the same.
//
// Where bounds do not help, the full walk takes over once half of its work is done.
// Rows of factors are where the products of rows and picks are: both are matrix products of scattered rows with one panel of
// picks, and only what the picks of one panel owe each other is done pick by pick.
//
// Cost: at most keep·N·D + keep²·N/2 multiply-adds, half of the full walk more where it starts again, less by what the bounds
// save; keep·N + N·D floats of scratch.

import CPith

private struct LazyDeterminant {
  /// `[N]`: the variance after `seen` picks; -inf for picked tokens and for those set aside.
  var variance: UnsafeMutablePointer<Float>
  var seen: UnsafeMutablePointer<Int32>
  var rivals: UnsafeMutablePointer<Int32>
  /// `[N]`: r.
  var relevance: UnsafePointer<Float>
  /// `[N, keep]`: c of each token.
  var factors: UnsafeMutablePointer<Float>
  /// -c of the picks, `keep` long, side by side.
  var weights: GrowingPanels
  /// `[keep]`: r of each pick, and 1 / root of its variance.
  var pickedRelevance: UnsafeMutablePointer<Float>
  var inverse: UnsafeMutablePointer<Float>
  /// `[keep]`: room for one column of weights.
  var column: UnsafeMutablePointer<Float>
  var keep: Int
  /// Multiply-adds, or what takes their time.
  var work: Int
}

private let setAside: UInt8 = 2

extension Workspace {
  /// Picks `keep` tokens in pick order. `relevance` `[N]` is r.
  func pickLazily(
    _ keep: Int, _ walk: DeterminantWalk, _ tokens: FloatRows, _ rows: GatheredRows, relevance: UnsafePointer<Float>,
    _ progress: WalkProgress, into picks: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let n = walk.count
    var panels = try growingPanels(keep, width: rows.width, dim: rows.dim)
    var lazy = LazyDeterminant(
      variance: try allocate(n, of: Float.self), seen: try allocate(n, of: Int32.self),
      rivals: try allocate(n, of: Int32.self), relevance: relevance,
      factors: try allocate(try product(n, keep), of: Float.self),
      weights: try growingPanels(keep, width: rows.width, dim: keep),
      pickedRelevance: try allocate(keep, of: Float.self), inverse: try allocate(keep, of: Float.self),
      column: try allocate(keep, of: Float.self), keep: keep, work: 0)
    let limit = SimilarityRows.fits(n) ? LazyCost.stored(n, rows.dim) / 2 &+ keep &* keep / 4 &* n : Int.max
    lazy.variance.update(from: walk.diagonal, count: n)
    lazy.seen.update(repeating: 0, count: n)
    walk.marks.update(repeating: 0, count: n)
    walk.gains.update(repeating: 0, count: n)
    var t = 0
    var best = next(after: 0, rows, panels, &lazy)
    while t < keep && best >= 0 {
      if !adds(best, lazy.variance, walk) {
        // Whoever depends on the picks steps back: that takes everybody's variance as it is now.
        let leader = Leader()
        let count = leader.rivals(lazy.variance, n, limit: n, into: lazy.rivals)
        catchUp(count, to: t, leader, rows, panels, &lazy)
        var r = 0
        while r < count {
          let j = Int(lazy.rivals[r])
          if !adds(j, lazy.variance, walk) {
            walk.marks[j] = setAside
            lazy.variance[j] = -.infinity
          }
          r &+= 1
        }
        best = next(after: t, rows, panels, &lazy)
        continue
      }
      picks[t] = Int32(truncatingIfNeeded: best)
      walk.marks[best] = 1
      walk.gains[best] = lazy.variance[best]
      lazy.pickedRelevance[t] = relevance[best]
      lazy.inverse[t] = 1 / lazy.variance[best].root
      lazy.variance[best] = -.infinity
      t &+= 1
      if t < keep {
        kernels.pointee.scale(-1, lazy.factors + best &* keep, lazy.column, t &- 1)
        lazy.weights.add(lazy.column, length: t &- 1)
        panels.add(rows.units.row(best), length: rows.dim)
        best = next(after: t, rows, panels, &lazy)
      }
      if t & 63 == 0 { try checkpoint(progress.done &+ t, of: progress.total) }
      if lazy.work > limit && t < keep {
        try pick(keep, walk, tokens, relevance, progress.restarted(after: t), into: picks)
        return
      }
    }
    finish(walk, from: t, keep, into: picks)
  }

  /// The same by the full walk, all cosines stored where they fit.
  func pick(
    _ keep: Int, _ walk: DeterminantWalk, _ tokens: FloatRows, _ relevance: UnsafePointer<Float>,
    _ progress: WalkProgress, into picks: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let n = walk.count
    let similarities = try similarityRows(tokens, store: SimilarityRows.fits(n))
    try pick(keep, walk, progress, into: picks) { j, row in
      kernels.pointee.multiply(similarityRow(j, of: similarities), relevance, row, n)
      kernels.pointee.scale(relevance[j], row, row, n)
    }
  }

  /// The token of greatest variance after `t` picks, -1 if there is none left.
  @_optimize(speed)
  private func next(after t: Int, _ rows: GatheredRows, _ panels: GrowingPanels, _ lazy: inout LazyDeterminant) -> Int {
    let n = rows.count
    var leader = Leader()
    var round = 0
    while true {
      let limit = Leader.limit(round: round, group: rows.group, of: n)
      let count = leader.rivals(lazy.variance, n, limit: limit, into: lazy.rivals)
      lazy.work &+= n &* LazyCost.scan
      if count == 0 { return leader.index }
      catchUp(count, to: t, leader, rows, panels, &lazy)
      var r = 0
      while r < count {
        let j = Int(lazy.rivals[r])
        if Int(lazy.seen[j]) == t { leader.take(lazy.variance[j], j) }
        r &+= 1
      }
      round &+= 1
    }
  }

  /// Lets the rivals catch up with the picks, panel by panel, until the leader beats them.
  private func catchUp(
    _ count: Int, to t: Int, _ leader: Leader, _ rows: GatheredRows, _ panels: GrowingPanels,
    _ lazy: inout LazyDeterminant
  ) {
    let width = rows.width
    var q = Leader.firstUnseen(lazy.rivals, count, lazy.seen, atMost: t) / width
    while q &* width < t {
      let end = min(t, (q &+ 1) &* width)
      let m = leader.stragglers(lazy.rivals, count, lazy.seen, before: end, lazy.variance, into: rows.list)
      // Tokens that are further along get the same numbers again.
      let from = max(q &* width, Leader.firstUnseen(rows.list, m, lazy.seen, atMost: end))
      let state = lazy
      parallelRanges(m, grain: rows.grain) { _, begin, stop in
        multiply(rows, begin, stop, by: panels, columns: from, end)
        condition(begin, stop, panel: q, from, end, rows, state)
      }
      lazy.work &+= m &* (rows.cost(columns: from &- q &* width, end &- q &* width) &+ (from &+ width) &* width)
      q &+= 1
    }
  }

  /// Conditions the rows begin..<stop of the list on the picks from..<end, all of panel q.
  @_optimize(speed)
  private func condition(
    _ begin: Int, _ stop: Int, panel q: Int, _ from: Int, _ end: Int, _ rows: GatheredRows, _ lazy: LazyDeterminant
  ) {
    let width = rows.width
    let base = q &* width
    let first = from &- base
    let last = end &- base
    var r = begin
    while r < stop {
      let own = lazy.relevance[Int(rows.list[r])]
      let row = rows.products + r &* width
      var s = first
      while s < last {
        row[s] = row[s] * own * lazy.pickedRelevance[base &+ s]
        s &+= 1
      }
      r &+= 1
    }
    let products = rows.products + begin &* width
    let weights = lazy.weights.panel(q)
    let table = kernels
    table.pointee.gemm_gathered(
      lazy.factors, lazy.keep, rows.list + begin, stop &- begin, weights, from, products, 1, first, last)
    table.pointee.solve_rows(products, stop &- begin, width, weights + base &* width, lazy.inverse + base, first, last)
    r = begin
    while r < stop {
      let j = Int(rows.list[r])
      let row = rows.products + r &* width
      let factors = lazy.factors + (j &* lazy.keep &+ base)
      var variance = lazy.variance[j]
      var s = max(first, Int(lazy.seen[j]) &- base)
      while s < last {
        let c = row[s]
        variance = variance - c * c
        factors[s] = c
        s &+= 1
      }
      lazy.variance[j] = variance
      lazy.seen[j] = Int32(truncatingIfNeeded: end)
      r &+= 1
    }
  }
}
