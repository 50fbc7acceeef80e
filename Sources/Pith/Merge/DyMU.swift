// DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs (2025): token merging by a similarity threshold.
//
// Matching is that of Token Merging: even tokens find their most similar odd token; a class token finds none.
//
//   one image    r = min(|{i : best_i > threshold}|, (N - protected) / 2, most); the r best pairs merge
//   a batch      the pairs above the threshold, or the remove·B best of the whole batch: images keep different counts
//   calibration  threshold = max(0, best value number min(remove, (N - protected) / 2)·B of the batch, falling, from 0):
//                the first that is not merged, or the last there is
//
// Rows of one image are those of Token Merging (with a class token the even tokens ascend, without one they stand in falling
// similarity); rows of a batch: even tokens that stay, ascending, then the odd tokens. A batch-wide ranking restricted to one
// image is that image's own ranking, so both are the same step with different r.
// The batch path of the authors divides by size + 1e-4 and so shrinks every token; `weight` carries that out with a sum.
//
// Differs from the authors' code: norms of zero as in Token Merging; one merged pair in a batch is legal (theirs: an error).
// Cost: B·N²/4·C multiply-adds; B·N words of scratch, no matrix.

import CPith

extension Merge {
  /// Merges the pairs of each image whose similarity is above a threshold.
  ///
  /// - Parameters:
  ///   - metric: `[N, C]` or `[B, N, C]`, f32, f16 or bf16.
  ///   - threshold: not NaN; the comparison is strict.
  ///   - most: at most so many tokens are removed; negative: no limit but (N - protected tokens) / 2.
  ///   - classToken: token 0 is never merged away.
  ///   - assign: out, output row of every token. `[N]` or `[B, N]`, i32.
  ///   - count: out, output rows of each item. `[1]`, or `[B]` for a batch, i32.
  public static func dyMU(
    _ workspace: Workspace, metric: Tensor, threshold: Double, most: Int, classToken: Bool, assign: Tensor, count: Tensor
  ) throws(PithError) {
    let metric = try metric.block("metric", rank: 2, .float, "[N, C] or [B, N, C]")
    let n = metric.extent(0)
    try requireNumber(threshold, "threshold")
    let assign = try assignBlock(assign, n, metric)
    let count = try Block.count(count, of: metric)
    let limit = mostPairs(n, classToken: classToken)
    let rows = try workspace.allocate(try product(metric.batch, n), of: Int32.self)
    let matches = try workspace.matches(metric, classToken: classToken)
    let counts = try workspace.allocate(metric.batch, of: Int32.self)
    var b = 0
    while b < metric.batch {
      let above = min(matches.count(b, above: threshold), limit)
      counts[b] = Int32(truncatingIfNeeded: most < 0 ? above : min(above, most))
      b &+= 1
    }
    try workspace.merge(matches, counts, isOrdered: classToken, into: rows)
    workspace.commit(rows, count: n, to: assign)
    workspace.commit(counts: counts, minusFrom: n, to: count)
  }

  /// Merges pairs chosen from a whole batch: those above a threshold, or the best.
  ///
  /// - Parameters:
  ///   - metric: `[N, C]` or `[B, N, C]`, f32, f16 or bf16.
  ///   - size: tokens that each token stands for; absent: 1. `[N]` or `[B, N]`.
  ///   - threshold: nil: the remove·B best pairs merge, remove at most (N - protected tokens) / 2.
  ///   - remove: mean number of tokens to remove without a threshold. 0 or less: all tokens stay in their places.
  ///   - epsilon: what is added to the sizes that divide; 0 or more.
  ///   - assign: out, output row of every token. `[N]` or `[B, N]`, i32.
  ///   - weight: out, size / (size of its row + epsilon). `[N]` or `[B, N]`.
  ///   - count: out, output rows of each item. `[1]`, or `[B]` for a batch, i32.
  public static func dyMUBatch(
    _ workspace: Workspace, metric: Tensor, size: Tensor?, threshold: Double?, remove: Int, classToken: Bool,
    epsilon: Double, assign: Tensor, weight: Tensor?, count: Tensor
  ) throws(PithError) {
    let metric = try metric.block("metric", rank: 2, .float, "[N, C] or [B, N, C]")
    let n = metric.extent(0)
    let size = try size.block("size", rank: 1, .float, "[N] or [B, N]", like: metric)
    try size?.require(n, "[N] or [B, N]")
    if let threshold { try requireNumber(threshold, "threshold") }
    try require(epsilon, "epsilon", from: 0, through: Double(Float.greatestFiniteMagnitude), "0 or more, an f32")
    let assign = try assignBlock(assign, n, metric)
    let weight = try weight.block("weight", rank: 1, .float, "[N] or [B, N]", like: metric)
    try weight?.require(n, "[N] or [B, N]")
    let count = try Block.count(count, of: metric)

    let rows = try workspace.allocate(try product(metric.batch, n), of: Int32.self)
    let weights = try workspace.allocate(weight == nil ? 0 : try product(metric.batch, n), of: Float.self)
    let matches = try workspace.matches(metric, classToken: classToken)
    let counts = try workspace.allocate(metric.batch, of: Int32.self)
    let pairs = max(0, min(remove, mostPairs(n, classToken: classToken))) &* metric.batch
    var b = 0
    if let threshold {
      while b < metric.batch {
        counts[b] = Int32(truncatingIfNeeded: matches.count(b, above: threshold))
        b &+= 1
      }
    } else {
      counts.update(repeating: 0, count: metric.batch)
      let mark = workspace.mark()
      let best = try workspace.allocate(pairs, of: Int32.self)
      try workspace.topK(matches.best, matches.evens &* metric.batch, pairs, .position, into: best)
      while b < pairs {
        counts[Int(best[b]) / matches.evens] &+= 1
        b &+= 1
      }
      workspace.release(mark)
    }
    if threshold == nil && pairs == 0 {
      b = 0
      while b < metric.batch {
        workspace.keepInPlace(rows + b &* n, n)
        b &+= 1
      }
    } else {
      try workspace.merge(matches, counts, isOrdered: true, alwaysSplits: true, into: rows)
    }
    if weight != nil { try workspace.shares(rows, n, metric.batch, size, Float(epsilon), into: weights) }
    workspace.commit(rows, count: n, to: assign)
    if let weight { workspace.commitAll(weights, count: n, to: weight) }
    workspace.commit(counts: counts, minusFrom: n, to: count)
  }

  /// Finds the threshold at which a batch loses `remove` tokens per image, and the running mean over batches.
  ///
  /// - Parameters:
  ///   - metric: a calibration batch. `[N, C]` or `[B, N, C]`, f32, f16 or bf16.
  ///   - remove: tokens to remove per image on average, 0 or more.
  ///   - mean: mean over the `batches` earlier batches; not read if there are none.
  ///   - threshold: out, that of this batch. `[1]`.
  ///   - newMean: out, mean with this batch. `[1]`.
  public static func dyMUThreshold(
    _ workspace: Workspace, metric: Tensor, remove: Int, classToken: Bool, mean: Double, batches: Int,
    threshold: Tensor, newMean: Tensor?
  ) throws(PithError) {
    let metric = try metric.block("metric", rank: 2, .float, "[N, C] or [B, N, C]")
    try require(remove, "remove", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    try require(batches, "batches", in: 0...(1 << 53), "0 to 2^53")
    if batches > 0 { try requireFinite(mean, "mean") }
    let threshold = try threshold.unbatched("threshold", rank: 1, .float, "[1]")
    try threshold.require(1, "[1]")
    var means: Block?
    if let newMean {
      let block = try newMean.unbatched("new_mean", rank: 1, .float, "[1]")
      try block.require(1, "[1]")
      means = block
    }

    let matches = try workspace.matches(metric, classToken: classToken)
    let values = matches.evens &* metric.batch
    let pairs = max(0, min(remove, mostPairs(metric.extent(0), classToken: classToken))) &* metric.batch
    var found: Float = 0
    if values > 0 {
      let order = try workspace.allocate(values, of: Int32.self)
      let words = try workspace.allocate(try product(3, values) &+ Int(PITHK_SELECT_WORDS), of: UInt32.self)
      workspace.kernels.pointee.argsort(matches.best, values, 1, order, words)
      found = max(0, matches.best[Int(order[min(pairs, values &- 1)])])
    }
    let running = batches == 0 ? Double(found) : (mean * Double(batches) + Double(found)) / Double(batches &+ 1)
    workspace.commit(found, to: threshold.first)
    if let means { workspace.commit(Float(running), to: means.first) }
  }

  /// Half of the tokens that are not protected.
  private static func mostPairs(_ n: Int, classToken: Bool) -> Int { max(0, n &- (classToken ? 1 : 0)) / 2 }
}

/// Matches of every item of a batch, one behind the other.
private struct Matches {
  /// `[B, evens]`
  var best: UnsafeMutablePointer<Float>
  var to: UnsafeMutablePointer<Int32>
  var n: Int
  var batch: Int

  var evens: Int { (n &+ 1) / 2 }

  func item(_ b: Int) -> BipartiteMatch { BipartiteMatch(best: best + b &* evens, to: to + b &* evens) }

  /// How many pairs are more similar than `threshold`. Tokens that may not merge have -infinity.
  func count(_ b: Int, above threshold: Double) -> Int {
    let values = item(b).best
    var count = 0
    var i = 0
    while i < evens {
      if Double(values[i]) > threshold { count &+= 1 }
      i &+= 1
    }
    return count
  }
}

extension Workspace {
  fileprivate func matches(_ metric: Block, classToken: Bool) throws(PithError) -> Matches {
    let n = metric.extent(0)
    let room = try product(metric.batch, (n &+ 1) / 2)
    guard room <= Int(Int32.max) else {
      throw PithError(
        .size, "metric", expected: "fewer than 2^32 tokens in all", got: .shape(ndim: metric.first.ndim, metric.first.shape))
    }
    let matches = Matches(
      best: try allocate(room, of: Float.self), to: try allocate(room, of: Int32.self), n: n, batch: metric.batch)
    var b = 0
    while b < metric.batch {
      let mark = self.mark()
      let x = try floatRows(metric.item(b))
      try requireFinite(x, "metric")
      let match = try matchAlternating(x, classToken: classToken, distillToken: false)
      matches.item(b).best.update(from: match.best, count: matches.evens)
      matches.item(b).to.update(from: match.to, count: matches.evens)
      release(mark)
      try checkpoint(b &+ 1, of: metric.batch)
      b &+= 1
    }
    return matches
  }

  /// Merges the `counts[b]` best pairs of each item. With `alwaysSplits` even and odd tokens part even if nothing merges.
  fileprivate func merge(
    _ matches: Matches, _ counts: UnsafePointer<Int32>, isOrdered: Bool, alwaysSplits: Bool = false,
    into rows: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let n = matches.n
    let sides = BipartiteSides(alternating: n, isOrdered: isOrdered, distillToken: false)
    var b = 0
    while b < matches.batch {
      let mark = self.mark()
      let match = matches.item(b)
      let assign = rows + b &* n
      if counts[b] == 0 && alwaysSplits {
        var i = 0
        while i < n {
          assign[i] = Int32(truncatingIfNeeded: i % 2 == 0 ? i / 2 : sides.row(destination: i / 2, 0))
          i &+= 1
        }
      } else {
        mergeBest(
          Int(counts[b]), of: match, try fallingOrder(match, matches.evens), sides, assign: assign, sources: nil,
          destinations: nil)
      }
      release(mark)
      b &+= 1
    }
  }

  /// Each token's share of its row: its size by that of the row and epsilon.
  fileprivate func shares(
    _ rows: UnsafePointer<Int32>, _ n: Int, _ batch: Int, _ size: Block?, _ epsilon: Float,
    into weights: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    let totals = try allocate(n, of: Float.self)
    var b = 0
    while b < batch {
      let assign = rows + b &* n
      let share = weights + b &* n
      share.update(repeating: 1, count: n)
      if let size {
        let item = size.item(b)
        loadFloats(item, offset: 0, stride: item.stride[0], count: n, into: share)
        try requireFinite(FloatRows(base: UnsafePointer(share), rows: 1, cols: n, stride: n), "size")
      }
      totals.update(repeating: 0, count: n)
      var i = 0
      while i < n {
        totals[Int(assign[i])] += share[i]
        i &+= 1
      }
      i = 0
      while i < n {
        let total = totals[Int(assign[i])] + epsilon
        share[i] = total == 0 ? 0 : share[i] / total
        i &+= 1
      }
      b &+= 1
    }
  }

  /// Writes the rows that are left of `n` per item.
  fileprivate func commit(counts: UnsafePointer<Int32>, minusFrom n: Int, to view: Tensor?) {
    guard let view, let target = view.data?.assumingMemoryBound(to: Int32.self) else { return }
    var b = 0
    while b < view.shape[0] {
      target[b &* view.stride[0]] = Int32(truncatingIfNeeded: n) &- counts[b]
      b &+= 1
    }
  }
}
