// Farthest-point traversal: rows that lie far apart, each the farthest from those before it (Gonzalez 1985).
//
//   p_0 = the row nearest to the mean
//   p_t = arg max over i of min over s < t of |x_i - p_s|^2, ties to the lower i
//
// Distances are those of double arithmetic. It ends early when every row equals a picked one, so the number of picks is at
// most the number of distinct rows, and a shorter traversal is the beginning of a longer one.
//
// The minimum can only fall, so its value after some of the picks bounds it: a row meets the picks it has not met only when its
// bound leads (lazy evaluation: M. Minoux, Accelerated greedy algorithms, 1978). The row whose bound is greatest meets them first;
// most others then stay behind it.
// Cost: at most N k D in double, little of it where rows lie in groups.

import CPith

private struct FarthestWalk {
  let rows: FloatRows
  let picks: UnsafeMutablePointer<Int32>
  /// `[N]`: the least distance to the first `met` picks.
  let distance: UnsafeMutablePointer<Double>
  let met: UnsafeMutablePointer<Int32>
  let rivals: UnsafeMutablePointer<Int32>
  let table: UnsafePointer<pithk_table>

  /// A pick is as near to itself as can be.
  func take(_ i: Int, as t: Int) {
    picks[t] = Int32(truncatingIfNeeded: i)
    distance[i] = 0
  }

  /// Lets row `i` meet the picks before `t`, as long as it is not behind a row of distance `value`.
  func meet(_ i: Int, before t: Int, unlessBelow value: Double) {
    var least = distance[i]
    var s = Int(met[i])
    while s < t && least >= value {
      let d = table.pointee.wide_squared_distance(rows.row(i), rows.row(Int(picks[s])), rows.cols)
      if d < least { least = d }
      s &+= 1
    }
    distance[i] = least
    met[i] = Int32(truncatingIfNeeded: s)
  }

  func farthest() -> Int {
    var best = 0
    var i = 1
    while i < rows.rows {
      if distance[i] > distance[best] { best = i }
      i &+= 1
    }
    return best
  }

  /// Collects the rows that may be farther than row `best`, or as far with a lower index. Gives their number.
  func collectRivals(of best: Int) -> Int {
    let value = distance[best]
    var count = 0
    var i = 0
    while i < rows.rows {
      if distance[i] > value || (distance[i] == value && i < best) {
        rivals[count] = Int32(truncatingIfNeeded: i)
        count &+= 1
      }
      i &+= 1
    }
    return count
  }
}

extension Workspace {
  /// Writes at most `k` rows into `picks`, in the order they are picked, and gives their number.
  func farthestPoints(
    _ rows: FloatRows, _ moments: RowMoments, k: Int, picks: UnsafeMutablePointer<Int32>
  ) throws(PithError) -> Int {
    let n = rows.rows
    if n == 0 || k <= 0 { return 0 }
    let mark = self.mark()
    defer { release(mark) }
    let walk = FarthestWalk(
      rows: rows, picks: picks, distance: try allocate(n, of: Double.self), met: try allocate(n, of: Int32.self),
      rivals: try allocate(n, of: Int32.self), table: kernels)
    walk.distance.update(repeating: .infinity, count: n)
    walk.met.update(repeating: 0, count: n)
    walk.take(moments.central, as: 0)
    var count = 1
    while count < min(k, n) {
      try checkpoint(count, of: k)
      let farthest = next(after: count, walk)
      if walk.distance[farthest] == 0 { break }
      walk.take(farthest, as: count)
      count &+= 1
    }
    return count
  }

  /// The row farthest from the first `t` picks; its distance is known then.
  private func next(after t: Int, _ walk: FarthestWalk) -> Int {
    var best = walk.farthest()
    while true {
      walk.meet(best, before: t, unlessBelow: 0)
      let count = walk.collectRivals(of: best)
      if count == 0 { return best }
      // All of them against the same row: what is computed must not depend on threads.
      let value = walk.distance[best]
      parallelRanges(count, grain: max(1, 8192 / max(walk.rows.cols, 1))) { _, begin, end in
        var r = begin
        while r < end {
          walk.meet(Int(walk.rivals[r]), before: t, unlessBelow: value)
          r &+= 1
        }
      }
      best = walk.farthest()
      if Int(walk.met[best]) == t { return best }
    }
  }
}
