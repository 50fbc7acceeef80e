// Greedy walks over a token set: pick, update one number per token with the new pick's row, pick the best of the rest.
//
//   farthest       m_j = min over picked s of d(s, j)    next: arg max m    (k-center, DivPrune)
//   least sum      m_j = sum over picked s of S_sj       next: arg min m    (max-sum diversity)
//   least maximum  m_j = max over picked s of S_sj       next: arg min m
//
// S is the cosine; d is 1 - S or the squared Euclidean distance. Picked tokens are masked, so no token is picked twice even
// when all that is left are duplicates of what was picked. Ties go to the lower index.
// Cost: one row (N·D, or N if S is stored) and one pass over N numbers per pick, instead of a minimum over all picks.

import CPith

enum GreedyStep {
  case farthest
  case leastSum
  case leastMaximum

  /// What m_j is before the first pick.
  var start: Float {
    switch self {
    case .farthest: return .infinity
    case .leastSum: return 0
    case .leastMaximum: return -.infinity
    }
  }
}

/// Room for one walk over `count` tokens.
struct GreedyWalk {
  var count: Int
  /// m, and 1 for every picked token.
  var values: UnsafeMutablePointer<Float>
  var picked: UnsafeMutablePointer<UInt8>
}

/// Where a method stands: picks done before this walk, of all the picks of the call.
struct WalkProgress {
  var done: Int
  var total: Int
  /// Picks of this walk that were reported before: a walk that starts again is silent about them.
  var reported = 0

  func restarted(after picks: Int) -> WalkProgress {
    WalkProgress(done: done, total: total, reported: max(reported, picks))
  }
}

extension Workspace {
  func greedyWalk(_ count: Int) throws(PithError) -> GreedyWalk {
    GreedyWalk(
      count: count, values: try allocate(count, of: Float.self), picked: try allocate(count, of: UInt8.self))
  }

  /// Picks `keep` tokens by cosine, from `seed` on, in pick order.
  func pick(
    _ keep: Int, from seed: Int, by step: GreedyStep, _ rows: SimilarityRows, _ walk: GreedyWalk,
    _ progress: WalkProgress, into picks: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let table = kernels
    try self.pick(keep, from: seed, start: step.start, walk, progress, into: picks) { last in
      let row = similarityRow(last, of: rows)
      switch step {
      case .farthest:
        return table.pointee.step_one_minus_min_arg_max(row, walk.values, walk.picked, walk.count)
      case .leastSum: return table.pointee.step_sum_arg_min(row, walk.values, walk.picked, walk.count)
      case .leastMaximum:
        return table.pointee.step_max_arg_max(row, walk.values, -1, nil, walk.picked, walk.count)
      }
    }
  }

  /// Picks `keep` tokens by squared Euclidean distance, from `seed` on. Distances are taken from differences, not from
  /// norms and products: tokens far from the origin lose no digits.
  func pickByDistance(
    _ keep: Int, from seed: Int, _ tokens: FloatRows, _ walk: GreedyWalk, _ progress: WalkProgress,
    into picks: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let table = kernels
    let distances = try allocate(walk.count, of: Float.self)
    try self.pick(keep, from: seed, start: .infinity, walk, progress, into: picks) { last in
      let point = tokens.row(last)
      parallelRanges(tokens.rows, grain: max(1, 65536 / max(tokens.cols, 1))) { _, begin, end in
        var j = begin
        while j < end {
          distances[j] = table.pointee.squared_distance(point, tokens.row(j), tokens.cols)
          j &+= 1
        }
      }
      return table.pointee.step_min_arg_max(distances, walk.values, walk.picked, walk.count)
    }
  }

  private func pick(
    _ keep: Int, from seed: Int, start: Float, _ walk: GreedyWalk, _ progress: WalkProgress,
    into picks: UnsafeMutablePointer<Int32>, _ next: (Int) -> Int
  ) throws(PithError) {
    walk.values.update(repeating: start, count: walk.count)
    walk.picked.update(repeating: 0, count: walk.count)
    var last = seed
    var t = 0
    while t < keep {
      picks[t] = Int32(truncatingIfNeeded: last)
      walk.picked[last] = 1
      t &+= 1
      if t < keep { last = next(last) }
      if t & 63 == 0 && t > progress.reported { try checkpoint(progress.done &+ t, of: progress.total) }
    }
  }

  /// The picked tokens in ascending position.
  func positions(of walk: GreedyWalk, into indices: UnsafeMutablePointer<Int32>) {
    var written = 0
    var i = 0
    while i < walk.count {
      if walk.picked[i] != 0 {
        indices[written] = Int32(truncatingIfNeeded: i)
        written &+= 1
      }
      i &+= 1
    }
  }
}
