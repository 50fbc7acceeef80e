// The greedy walks for which a value can only fall: farthest point and least maximum, without looking at most pairs.
//
//   m_j = min over picked s of (offset - S_sj)       next: arg max m, ties to the lower index
//
// offset 1: cosine distance; offset 0: the token whose greatest cosine with a pick is least. A minimum over some of the picks
// bounds m_j from above, so a token that is behind with its picks waits until its bound leads; then it catches up, group by
// group, until the leader is up to date (lazy evaluation: M. Minoux, Accelerated greedy algorithms, 1978). The picks and
// their order are those of the full walk.
//
// Where bounds do not help (no pair is nearer than others, or almost all tokens are kept), the walk goes on with the stored
// matrix once it has done half of the work of computing it.
// Cost: at most keep·N·D multiply-adds, less by the factor that bounds save; N·D + keep·D floats of scratch.

import CPith

private struct LazyWalk {
  var bounds: UnsafeMutablePointer<Float>
  /// How many picks m_j has seen, in the order of picking.
  var seen: UnsafeMutablePointer<Int32>
  var rivals: UnsafeMutablePointer<Int32>
  var offset: Float
  /// Rows computed against panels.
  var work: Int
}

extension Workspace {
  /// Picks `keep` tokens from `seed` on, in pick order.
  func pickLazily(
    _ keep: Int, from seed: Int, offset: Float, _ tokens: FloatRows, _ rows: GatheredRows, _ walk: GreedyWalk,
    _ progress: WalkProgress, into picks: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let n = walk.count
    var panels = try growingPanels(keep, of: rows)
    var lazy = LazyWalk(
      bounds: walk.values, seen: try allocate(n, of: Int32.self), rivals: try allocate(n, of: Int32.self),
      offset: offset, work: 0)
    lazy.bounds.update(repeating: .infinity, count: n)
    lazy.seen.update(repeating: 0, count: n)
    walk.picked.update(repeating: 0, count: n)
    let limit = SimilarityRows.fits(n) ? n / 4 &* n / rows.width : Int.max
    var last = seed
    var t = 0
    while t < keep {
      picks[t] = Int32(truncatingIfNeeded: last)
      walk.picked[last] = 1
      lazy.bounds[last] = -.infinity
      t &+= 1
      if t < keep {
        panels.add(rows.units.row(last))
        last = next(after: t, rows, panels, &lazy)
      }
      if t & 63 == 0 { try checkpoint(progress.done &+ t, of: progress.total) }
      if lazy.work > limit && t < keep {
        try goOn(from: last, at: t, keep, lazy, tokens, walk, progress, into: picks)
        return
      }
    }
  }

  /// The pick after the first `t`.
  private func next(after t: Int, _ rows: GatheredRows, _ panels: GrowingPanels, _ lazy: inout LazyWalk) -> Int {
    let n = rows.count
    var leader = Leader()
    var round = 0
    while true {
      // Before the second pick nobody has a bound.
      let limit = t == 1 ? n : Leader.limit(round: round, group: rows.group, of: n)
      let count = leader.rivals(lazy.bounds, n, limit: limit, into: lazy.rivals)
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
  private func catchUp(
    _ count: Int, to t: Int, _ leader: Leader, _ rows: GatheredRows, _ panels: GrowingPanels, _ lazy: inout LazyWalk
  ) {
    let width = rows.width
    var first = t
    var r = 0
    while r < count {
      first = min(first, Int(lazy.seen[Int(lazy.rivals[r])]))
      r &+= 1
    }
    var q = first / width
    while q &* width < t {
      let end = min(t, (q &+ 1) &* width)
      var m = 0
      r = 0
      while r < count {
        let j = Int(lazy.rivals[r])
        if Int(lazy.seen[j]) < end && !leader.beats(lazy.bounds[j], j) {
          rows.list[m] = lazy.rivals[r]
          m &+= 1
        }
        r &+= 1
      }
      multiplyGathered(rows, m, by: UnsafePointer(panels.panel(q)))
      lazy.work &+= m
      r = 0
      while r < m {
        let j = Int(rows.list[r])
        let products = rows.products + r &* width
        var bound = lazy.bounds[j]
        var s = max(Int(lazy.seen[j]), q &* width)
        while s < end {
          let value = lazy.offset - products[s &- q &* width]
          if value < bound { bound = value }
          s &+= 1
        }
        lazy.bounds[j] = bound
        lazy.seen[j] = Int32(truncatingIfNeeded: end)
        r &+= 1
      }
      q &+= 1
    }
  }

  /// The rest of the walk with the matrix stored.
  private func goOn(
    from seed: Int, at done: Int, _ keep: Int, _ lazy: LazyWalk, _ tokens: FloatRows, _ walk: GreedyWalk,
    _ progress: WalkProgress, into picks: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let n = walk.count
    let stored = try similarityRows(tokens, store: true)
    let table = kernels
    let isMaximum = lazy.offset == 0
    var j = 0
    while isMaximum && j < n {
      walk.values[j] = -walk.values[j]
      j &+= 1
    }
    var last = seed
    var t = 0
    while t < keep {
      // The first picks again: a minimum takes a value twice without harm.
      if t < done {
        last = Int(picks[t])
      } else {
        picks[t] = Int32(truncatingIfNeeded: last)
        walk.picked[last] = 1
      }
      t &+= 1
      if t < keep {
        let row = similarityRow(last, of: stored)
        let next =
          isMaximum
          ? table.pointee.step_max_arg_max(row, walk.values, -1, nil, walk.picked, n)
          : table.pointee.step_one_minus_min_arg_max(row, walk.values, walk.picked, n)
        last = max(0, next)
      }
      if t & 63 == 0 && t > done { try checkpoint(progress.done &+ t, of: progress.total) }
    }
  }
}
