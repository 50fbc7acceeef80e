// Greedy maximisation of a determinant: the most probable subset of a determinantal point process, one pick at a time.
//
// Fast Greedy MAP Inference for Determinantal Point Process to Improve Recommendation Diversity (NeurIPS 2018).
//
//   d_j = L_jj
//   pick j = arg max d;   e = (L_j - sum over earlier picks s of c_s[j] c_s) / sqrt(d_j);   d = d - e²;   keep e as c of this pick
//
// d_j is the conditional variance: what j adds to the volume that the picks span. A token whose d has fallen to
// rounding noise, 2^-20 of its L_jj, depends linearly on the picks; it is set aside, and only when nothing else is left
// do the tokens set aside follow, with gain 0, by falling L_jj. Ties go to the lower index.
// Cost: one row of L and t·N multiply-adds for pick t: keep²·N/2 in all; keep·N floats of scratch.

import CPith

struct DeterminantWalk {
  var count: Int
  /// Set before the walk: L_jj.
  var diagonal: UnsafeMutablePointer<Float>
  /// What each picked token added when it was picked.
  var gains: UnsafeMutablePointer<Float>
  /// 1 for picked tokens.
  var marks: UnsafeMutablePointer<UInt8>
}

private let setAside: UInt8 = 2

extension Workspace {
  func determinantWalk(_ n: Int) throws(PithError) -> DeterminantWalk {
    DeterminantWalk(
      count: n, diagonal: try allocate(n, of: Float.self), gains: try allocate(n, of: Float.self),
      marks: try allocate(n, of: UInt8.self))
  }

  /// Picks `keep` tokens in pick order. `row` writes row j of L.
  func pick(
    _ keep: Int, _ walk: DeterminantWalk, _ progress: WalkProgress, into picks: UnsafeMutablePointer<Int32>,
    row: (Int, UnsafeMutablePointer<Float>) -> Void
  ) throws(PithError) {
    let n = walk.count
    let table = kernels
    let variance = try allocate(n, of: Float.self)
    let factors = try allocate(try product(n, keep), of: Float.self)
    let weights = try allocate(keep, of: Float.self)
    variance.update(from: walk.diagonal, count: n)
    walk.marks.update(repeating: 0, count: n)
    walk.gains.update(repeating: 0, count: n)
    var t = 0
    var next = table.pointee.arg_max_masked(variance, walk.marks, n)
    while t < keep && next >= 0 {
      if !adds(next, variance, walk) {
        var j = 0
        while j < n {
          if walk.marks[j] == 0 && !adds(j, variance, walk) { walk.marks[j] = setAside }
          j &+= 1
        }
        next = table.pointee.arg_max_masked(variance, walk.marks, n)
        continue
      }
      picks[t] = Int32(truncatingIfNeeded: next)
      walk.marks[next] = 1
      walk.gains[next] = variance[next]
      if t &+ 1 < keep {
        let factor = factors + t &* n
        row(next, factor)
        var s = 0
        while s < t {
          weights[s] = -factors[s &* n &+ next]
          s &+= 1
        }
        let inverse = 1 / variance[next].root
        parallelRanges(n, grain: max(64, 65536 / (t &+ 1))) { _, begin, end in
          table.pointee.column_weighted_sum(factors + begin, n, t, end &- begin, weights, factor + begin)
          table.pointee.scale(inverse, factor + begin, factor + begin, end &- begin)
        }
        next = table.pointee.step_subtract_square_arg_max(factor, variance, walk.marks, n)
      }
      t &+= 1
      if t & 63 == 0 && t > progress.reported { try checkpoint(progress.done &+ t, of: progress.total) }
    }
    finish(walk, from: t, keep, into: picks)
  }

  /// Brings back the tokens that were set aside, and fills up with them from pick `t` on.
  func finish(_ walk: DeterminantWalk, from t: Int, _ keep: Int, into picks: UnsafeMutablePointer<Int32>) {
    let n = walk.count
    var t = t
    var j = 0
    while j < n {
      if walk.marks[j] == setAside { walk.marks[j] = 0 }
      j &+= 1
    }
    while t < keep {
      let best = max(0, kernels.pointee.arg_max_masked(walk.diagonal, walk.marks, n))
      picks[t] = Int32(truncatingIfNeeded: best)
      walk.marks[best] = 1
      t &+= 1
    }
  }

  /// Whether token `j` still adds more than rounding noise. False for NaN.
  func adds(_ j: Int, _ variance: UnsafePointer<Float>, _ walk: DeterminantWalk) -> Bool {
    variance[j] > 0 && variance[j] > 0x1p-20 * walk.diagonal[j]
  }
}
