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
// Cost: at most keep·N·D + keep²·N/2 multiply-adds, half of the full walk more where it starts again, less by what the bounds
// save; keep·N + N·D floats of scratch.

import CPith

private struct LazyDeterminant {
  /// `[N]`: the variance after `seen` picks; -inf for picked tokens and for those set aside.
  var variance: UnsafeMutablePointer<Float>
  var seen: UnsafeMutablePointer<Int32>
  var rivals: UnsafeMutablePointer<Int32>
  /// `[N, keep]`: c of each token. `[keep, keep]`: -c of the picks.
  var factors: UnsafeMutablePointer<Float>
  var weights: UnsafeMutablePointer<Float>
  /// `[keep]`: 1 / root of the variance of each pick.
  var inverse: UnsafeMutablePointer<Float>
  /// Per thread `[keep, lanes]`: c of the tokens that are catching up; `[lanes]`: their relevance.
  var columns: UnsafeMutablePointer<Float>
  var relevance: UnsafeMutablePointer<Float>
  var keep: Int
  /// Multiply-adds, or what takes their time.
  var work: Int

  /// The same with the room of one thread.
  func part(_ i: Int) -> LazyDeterminant {
    var own = self
    own.columns += i &* keep &* lanes
    own.relevance += i &* lanes
    return own
  }
}

private let lanes = 16
private let setAside: UInt8 = 2

extension Workspace {
  /// Picks `keep` tokens in pick order. `relevance` `[N]` is r.
  func pickLazily(
    _ keep: Int, _ walk: DeterminantWalk, _ tokens: FloatRows, _ rows: GatheredRows, relevance: UnsafePointer<Float>,
    _ progress: WalkProgress, into picks: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let n = walk.count
    var panels = try growingPanels(keep, of: rows)
    var lazy = LazyDeterminant(
      variance: try allocate(n, of: Float.self), seen: try allocate(n, of: Int32.self),
      rivals: try allocate(n, of: Int32.self), factors: try allocate(try product(n, keep), of: Float.self),
      weights: try allocate(try product(keep, keep), of: Float.self), inverse: try allocate(keep, of: Float.self),
      columns: try allocate(try product(try product(keep, lanes), threads), of: Float.self),
      relevance: try allocate(try product(lanes, threads), of: Float.self),
      keep: keep, work: 0)
    let limit = SimilarityRows.fits(n) ? LazyCost.stored(n, rows.dim) / 2 &+ keep &* keep / 4 &* n : Int.max
    lazy.variance.update(from: walk.diagonal, count: n)
    lazy.seen.update(repeating: 0, count: n)
    walk.marks.update(repeating: 0, count: n)
    walk.gains.update(repeating: 0, count: n)
    var t = 0
    var best = next(after: 0, picks, relevance, rows, panels, &lazy)
    while t < keep && best >= 0 {
      if !adds(best, lazy.variance, walk) {
        // Whoever depends on the picks steps back: that takes everybody's variance as it is now.
        let leader = Leader()
        let count = leader.rivals(lazy.variance, n, limit: n, into: lazy.rivals)
        catchUp(count, to: t, leader, picks, relevance, rows, panels, &lazy)
        var r = 0
        while r < count {
          let j = Int(lazy.rivals[r])
          if !adds(j, lazy.variance, walk) {
            walk.marks[j] = setAside
            lazy.variance[j] = -.infinity
          }
          r &+= 1
        }
        best = next(after: t, picks, relevance, rows, panels, &lazy)
        continue
      }
      picks[t] = Int32(truncatingIfNeeded: best)
      walk.marks[best] = 1
      walk.gains[best] = lazy.variance[best]
      lazy.inverse[t] = 1 / lazy.variance[best].root
      lazy.variance[best] = -.infinity
      t &+= 1
      if t < keep {
        var s = 0
        while s < t &- 1 {
          lazy.weights[(t &- 1) &* keep &+ s] = -lazy.factors[best &* keep &+ s]
          s &+= 1
        }
        panels.add(rows.units.row(best))
        best = next(after: t, picks, relevance, rows, panels, &lazy)
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
  private func next(
    after t: Int, _ picks: UnsafePointer<Int32>, _ relevance: UnsafePointer<Float>, _ rows: GatheredRows,
    _ panels: GrowingPanels, _ lazy: inout LazyDeterminant
  ) -> Int {
    let n = rows.count
    var leader = Leader()
    var round = 0
    while true {
      let limit = Leader.limit(round: round, group: rows.group, of: n)
      let count = leader.rivals(lazy.variance, n, limit: limit, into: lazy.rivals)
      lazy.work &+= n &* LazyCost.scan
      if count == 0 { return leader.index }
      catchUp(count, to: t, leader, picks, relevance, rows, panels, &lazy)
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
  @_optimize(speed)
  private func catchUp(
    _ count: Int, to t: Int, _ leader: Leader, _ picks: UnsafePointer<Int32>, _ relevance: UnsafePointer<Float>,
    _ rows: GatheredRows, _ panels: GrowingPanels, _ lazy: inout LazyDeterminant
  ) {
    let width = rows.width
    var q = Leader.firstUnseen(lazy.rivals, count, lazy.seen, atMost: t) / width
    while q &* width < t {
      let end = min(t, (q &+ 1) &* width)
      let m = leader.stragglers(lazy.rivals, count, lazy.seen, before: end, lazy.variance, into: rows.list)
      multiplyGathered(rows, m, by: UnsafePointer(panels.panel(q)))
      lazy.work &+= m &* width &* rows.dim &+ roundUp(m, to: lanes) &* end &* width
      let groups = (m &+ lanes &- 1) / lanes
      let shared = lazy
      parallelRanges(groups, grain: max(1, 65536 / (width &* lanes &* max(end, 1)))) { part, begin, stop in
        var g = begin
        while g < stop {
          let r = g &* lanes
          condition(from: r, min(lanes, m &- r), panel: q, to: end, picks, relevance, rows, shared.part(part))
          g &+= 1
        }
      }
      q &+= 1
    }
  }

  /// Conditions up to 16 tokens of the list, from position `first` on, on the picks of a panel that they have not seen.
  @_optimize(speed)
  private func condition(
    from first: Int, _ count: Int, panel q: Int, to end: Int, _ picks: UnsafePointer<Int32>,
    _ relevance: UnsafePointer<Float>, _ rows: GatheredRows, _ lazy: LazyDeterminant
  ) {
    let table = kernels
    let list = rows.list + first
    lazy.relevance.update(repeating: 0, count: lanes)
    var begin = end
    var i = 0
    while i < count {
      let j = Int(list[i])
      lazy.relevance[i] = relevance[j]
      begin = min(begin, Int(lazy.seen[j]))
      i &+= 1
    }
    // Tokens that are further along get the same numbers again.
    var s = 0
    while s < begin {
      i = 0
      while i < lanes {
        lazy.columns[s &* lanes &+ i] = i < count ? lazy.factors[Int(list[i]) &* lazy.keep &+ s] : 0
        i &+= 1
      }
      s &+= 1
    }
    while s < end {
      let column = lazy.columns + s &* lanes
      i = 0
      while i < lanes {
        column[i] = i < count ? rows.products[(first &+ i) &* rows.width &+ s &- q &* rows.width] : 0
        i &+= 1
      }
      table.pointee.multiply(column, lazy.relevance, column, lanes)
      table.pointee.scale(relevance[Int(picks[s])], column, column, lanes)
      table.pointee.column_weighted_sum(lazy.columns, lanes, s, lanes, lazy.weights + s &* lazy.keep, column)
      table.pointee.scale(lazy.inverse[s], column, column, lanes)
      i = 0
      while i < count {
        let j = Int(list[i])
        if s >= Int(lazy.seen[j]) {
          lazy.variance[j] = lazy.variance[j] - column[i] * column[i]
          lazy.factors[j &* lazy.keep &+ s] = column[i]
        }
        i &+= 1
      }
      s &+= 1
    }
    i = 0
    while i < count {
      lazy.seen[Int(list[i])] = Int32(truncatingIfNeeded: end)
      i &+= 1
    }
  }
}
