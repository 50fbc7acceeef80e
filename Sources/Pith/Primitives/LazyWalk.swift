// The greedy walks for which a value can only fall: farthest point and least maximum, without looking at most pairs.
//
//   m_j = min over picked s of (offset - S_sj)       next: arg max m, ties to the lower index
//
// offset 1: cosine distance; offset 0: the token whose greatest cosine with a pick is least. A minimum over some of the picks
// bounds m_j from above, so a token that is behind with its picks waits until its bound leads; then it catches up, group by
// group, until the leader is up to date (lazy evaluation: M. Minoux, Accelerated greedy algorithms, 1978). The picks and
// their order are those of the full walk.
//
// Where bounds do not help, the walk starts again with the stored matrix once it has done half of the work of computing that.
// Cost: at most keep·N·D multiply-adds, half of the matrix once more where the walk starts again, and less by the factor that
// bounds save; N·D + keep·D floats of scratch.

import CPith

private struct LazyWalk {
  var bounds: UnsafeMutablePointer<Float>
  /// How many picks m_j has seen, in the order of picking.
  var seen: UnsafeMutablePointer<Int32>
  var rivals: UnsafeMutablePointer<Int32>
  var offset: Float
  /// Multiply-adds, or what takes their time.
  var work: Int
}

/// What lazy walks weigh up, in multiply-adds of the matrix product.
enum LazyCost {
  /// Looking for rivals, per token.
  static var scan: Int { 16 }

  /// Computing and storing all cosines.
  static func stored(_ n: Int, _ dim: Int) -> Int { n &* n / 2 &* (dim &+ 64) }

  /// Whether so few tokens are kept that most pairs can be left out.
  static func pays(_ keep: Int, of n: Int) -> Bool { keep <= n / 4 || !SimilarityRows.fits(n) }
}

extension Workspace {
  /// Picks `keep` tokens from `seed` on, in pick order. `step` is farthest or leastMaximum.
  func pickLazily(
    _ keep: Int, from seed: Int, by step: GreedyStep, _ tokens: FloatRows, _ rows: GatheredRows, _ walk: GreedyWalk,
    _ progress: WalkProgress, into picks: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let n = walk.count
    var panels = try growingPanels(keep, width: rows.width, dim: rows.dim)
    var lazy = LazyWalk(
      bounds: walk.values, seen: try allocate(n, of: Int32.self), rivals: try allocate(n, of: Int32.self),
      offset: step == .farthest ? 1 : 0, work: 0)
    lazy.bounds.update(repeating: .infinity, count: n)
    lazy.seen.update(repeating: 0, count: n)
    walk.picked.update(repeating: 0, count: n)
    let limit = SimilarityRows.fits(n) ? LazyCost.stored(n, rows.dim) / 2 : Int.max
    var last = seed
    var t = 0
    while t < keep {
      picks[t] = Int32(truncatingIfNeeded: last)
      walk.picked[last] = 1
      lazy.bounds[last] = -.infinity
      t &+= 1
      if t < keep {
        panels.add(rows.units.row(last), length: rows.dim)
        last = next(after: t, rows, panels, &lazy)
      }
      if t & 63 == 0 { try checkpoint(progress.done &+ t, of: progress.total) }
      if lazy.work > limit && t < keep {
        let stored = try similarityRows(tokens, store: true)
        try pick(keep, from: seed, by: step, stored, walk, progress.restarted(after: t), into: picks)
        return
      }
    }
  }

  /// The pick after the first `t`.
  @_optimize(speed)
  private func next(after t: Int, _ rows: GatheredRows, _ panels: GrowingPanels, _ lazy: inout LazyWalk) -> Int {
    let n = rows.count
    var leader = Leader()
    var round = 0
    while true {
      // Before the second pick nobody has a bound.
      let limit = t == 1 ? n : Leader.limit(round: round, group: rows.group, of: n)
      let count = leader.rivals(lazy.bounds, n, limit: limit, into: lazy.rivals)
      lazy.work &+= n &* LazyCost.scan
      if count == 0 { return max(0, leader.index) }
      catchUp(count, to: t, leader, rows, panels, &lazy)
      var r = 0
      while r < count {
        let j = Int(lazy.rivals[r])
        if Int(lazy.seen[j]) == t { leader.take(lazy.bounds[j], j) }
        r &+= 1
      }
      round &+= 1
    }
  }

  /// Shows the rivals the picks that they have not seen, until the leader beats them.
  @_optimize(speed)
  private func catchUp(
    _ count: Int, to t: Int, _ leader: Leader, _ rows: GatheredRows, _ panels: GrowingPanels, _ lazy: inout LazyWalk
  ) {
    let width = rows.width
    var q = Leader.firstUnseen(lazy.rivals, count, lazy.seen, atMost: t) / width
    while q &* width < t {
      let end = min(t, (q &+ 1) &* width)
      let m = leader.stragglers(lazy.rivals, count, lazy.seen, before: end, lazy.bounds, into: rows.list)
      let from = max(q &* width, Leader.firstUnseen(rows.list, m, lazy.seen, atMost: end))
      let state = lazy
      parallelRanges(m, grain: rows.grain) { _, begin, stop in
        multiply(rows, begin, stop, by: panels, columns: from, end)
        lower(begin, stop, from: q &* width, to: end, rows, state)
      }
      lazy.work &+= m &* rows.cost(columns: from &- q &* width, end &- q &* width)
      q &+= 1
    }
  }
  /// Bounds of the rows begin..<stop of the list after the picks before `end`; their products with those from `base` on are
  /// known.
  @_optimize(speed)
  private func lower(
    _ begin: Int, _ stop: Int, from base: Int, to end: Int, _ rows: GatheredRows, _ lazy: LazyWalk
  ) {
    var r = begin
    while r < stop {
      let j = Int(rows.list[r])
      let products = rows.products + r &* rows.width
      var bound = lazy.bounds[j]
      var s = max(Int(lazy.seen[j]), base)
      while s < end {
        let value = lazy.offset - products[s &- base]
        if value < bound { bound = value }
        s &+= 1
      }
      lazy.bounds[j] = bound
      lazy.seen[j] = Int32(truncatingIfNeeded: end)
      r &+= 1
    }
  }
}
