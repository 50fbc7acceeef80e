// Scores of cache entries from the literature, as kvpress computes them: score, then keep the largest per KV head.
//
// Papers: SnapKV (arXiv 2404.14469); H2O as "observed attention" (arXiv 2306.14048); TOVA, Oren et al. 2024 (arXiv 2401.06104);
// key norms, Devoto et al. 2024 (arXiv 2406.11430); StreamingLLM (arXiv 2309.17453); PyramidKV (arXiv 2406.02069).
//
//   snapkv     mean over the last w queries, pooled along n, mean over the heads of a group; the window itself: maximum + 1
//   observed   Σ over queries / number of queries that see entry n, mean over the heads of a group
//   tova       last query's row, mean over all heads; the last entry: maximum + 1
//   knorm      -|k[n]|
//   streaming  1, but 0 from the sinks on for as many entries as go
//   pyramidkv  how many entries layer l keeps: a line from many in the first layers to few in the last
//
// The selection is `Select.topK` with KV heads as the batch.
// Where we differ: a prompt no longer than the window scores 1 everywhere, where the authors' code fails; attention of the
// last Q < N queries alone is accepted; maxima are those of one batch item.
// Cost: one read of what is looked at; scratch O(H · N).

import CPith

extension KV {
  /// SnapKV's scores for `kvHeads` groups of heads, from the last `window` rows of the attention.
  ///
  /// - Parameters:
  ///   - attention: `[H, Q, N]` or `[B, H, Q, N]`, Q at least min(window, N).
  ///   - kvHeads: G, 1 or more, divides H.
  ///   - window: 1 or more.
  ///   - kernel: odd width of the average pooling.
  ///   - scores: out, `[G, N]` or `[B, G, N]`, float.
  public static func snapKVScores(
    _ workspace: Workspace, attention: Tensor, kvHeads: Int, window: Int, kernel: Int, scores: Tensor
  ) throws(PithError) {
    let plan = try GroupPlan(attention, kvHeads, scores)
    try require(window, "window", in: 1...Int(Int32.max), "1 or more")
    try requireOdd(kernel)
    let n = plan.n
    let rows = min(window, n)
    guard plan.queries >= rows else {
      throw PithError(.shape, "attention", expected: "at least `window` queries", got: .needed(rows, had: plan.queries))
    }
    let old = n &- rows
    let sums = try workspace.headColumnSums(
      plan.map, rows: (plan.queries &- rows)..<plan.queries, columns: old)
    let pooled = try workspace.allocate(old, of: Float.self)
    var h = 0
    while h < plan.map.batch &* plan.heads && old > 0 {
      let row = sums + h &* old
      var j = 0
      while j < old {
        row[j] /= Float(rows)
        j &+= 1
      }
      workspace.poolAlong(row, old, kernel: kernel, .average, into: pooled)
      row.update(from: pooled, count: old)
      h &+= 1
    }
    let result = try workspace.groupMeans(sums, plan, columns: old)
    var b = 0
    while b < plan.map.batch {
      let item = result + b &* plan.groups &* n
      var greatest: Float = old > 0 ? -.infinity : 0
      var g = 0
      while g < plan.groups && old > 0 {
        greatest = max(greatest, workspace.kernels.pointee.maximum(item + g &* n, old))
        g &+= 1
      }
      g = 0
      while g < plan.groups {
        (item + (g &* n &+ old)).update(repeating: greatest + 1, count: rows)
        g &+= 1
      }
      b &+= 1
    }
    workspace.commit(result, to: plan)
  }

  /// The attention that each entry received, per query that sees it.
  ///
  /// - Parameters:
  ///   - attention: `[H, Q, N]` or `[B, H, Q, N]`, Q at most N: the last Q queries of a causal map.
  ///   - kvHeads, scores: as above.
  public static func observedScores(
    _ workspace: Workspace, attention: Tensor, kvHeads: Int, scores: Tensor
  ) throws(PithError) {
    let plan = try GroupPlan(attention, kvHeads, scores)
    let n = plan.n
    guard plan.queries >= 1 || n == 0, plan.queries <= n else {
      throw PithError(.shape, "attention", expected: "1 to N queries", got: .needed(n, had: plan.queries))
    }
    let sums = try workspace.headColumnSums(plan.map, rows: 0..<plan.queries, columns: n)
    var h = 0
    while h < plan.map.batch &* plan.heads {
      var j = 0
      while j < n {
        sums[h &* n &+ j] /= Float(min(plan.queries, n &- j))
        j &+= 1
      }
      h &+= 1
    }
    let result = try workspace.groupMeans(sums, plan, columns: n)
    workspace.commit(result, to: plan)
  }

  /// TOVA's scores: the last query's attention, the same for every KV head.
  ///
  /// - Parameters:
  ///   - attention: `[H, Q, N]` or `[B, H, Q, N]`, Q at least 1; its last row is read.
  ///   - kvHeads, scores: as above.
  public static func tovaScores(
    _ workspace: Workspace, attention: Tensor, kvHeads: Int, scores: Tensor
  ) throws(PithError) {
    let plan = try GroupPlan(attention, kvHeads, scores)
    let n = plan.n
    guard plan.queries >= 1 else {
      throw PithError(.shape, "attention", expected: "at least one query", got: .shape(ndim: 3, plan.map.first.shape))
    }
    let old = max(n &- 1, 0)
    let last = (plan.queries &- 1)..<plan.queries
    let rows = try workspace.headColumnSums(plan.map, rows: last, columns: old)
    let result = try workspace.allocate(
      try product(try product(plan.map.batch, plan.groups), n), of: Float.self)
    var b = 0
    while b < plan.map.batch && n > 0 {
      let item = result + b &* plan.groups &* n
      item.update(repeating: 0, count: n)
      workspace.kernels.pointee.column_sum(rows + b &* plan.heads &* old, old, plan.heads, old, item)
      var j = 0
      while j < old {
        item[j] /= Float(plan.heads)
        j &+= 1
      }
      item[old] = (old > 0 ? workspace.kernels.pointee.maximum(item, old) : 0) + 1
      var g = 1
      while g < plan.groups {
        (item + g &* n).update(from: item, count: n)
        g &+= 1
      }
      b &+= 1
    }
    workspace.commit(result, to: plan)
  }

  /// Key norms, negated: entries with small keys are looked at most.
  ///
  /// - Parameters:
  ///   - keys: `[G, N, D]` or `[B, G, N, D]`.
  ///   - scores: out, `[G, N]` or `[B, G, N]`, float.
  public static func keyNormScores(_ workspace: Workspace, keys: Tensor, scores: Tensor) throws(PithError) {
    let keys = try keys.block("keys", rank: 3, .float, "[G, N, D] or [B, G, N, D]")
    let (groups, n) = (keys.extent(0), keys.extent(1))
    let scores = try scores.block("scores", rank: 2, .float, "[G, N] or [B, G, N]")
    try scores.require(groups, n, "[G, N] or [B, G, N]")
    try scores.requireBatch(of: keys)
    let result = try workspace.allocate(try product(try product(keys.batch, groups), n), of: Float.self)
    var r = 0
    while r < keys.batch &* groups {
      let mark = workspace.mark()
      let rows = try workspace.floatRows(keys.item(r / groups).slice(r % groups))
      let target = result + r &* n
      workspace.parallelRanges(n, grain: max(1, 65536 / max(rows.cols, 1))) { _, begin, end in
        var i = begin
        while i < end {
          target[i] = 0 - workspace.kernels.pointee.sum_squares(rows.row(i), rows.cols).root
          i &+= 1
        }
      }
      // Squares hide no NaN and no infinity, so that finite norms spare a pass over the keys.
      if workspace.kernels.pointee.all_finite_f32(target, n) == 0 { try workspace.requireFinite(rows, "keys") }
      workspace.release(mark)
      r &+= 1
    }
    workspace.commit(result, to: scores)
  }

  /// 1 for the entries that StreamingLLM keeps, 0 for the `n - keep` after the sinks.
  ///
  /// - Parameters:
  ///   - keep: 0 to N.
  ///   - sinks: 0 or more.
  ///   - scores: out, `[G, N]` or `[B, G, N]`, float.
  public static func streamingScores(
    _ workspace: Workspace, keep: Int, sinks: Int, scores: Tensor
  ) throws(PithError) {
    let scores = try scores.block("scores", rank: 2, .float, "[G, N] or [B, G, N]")
    let n = scores.extent(1)
    try requireCount(keep, "keep", atMost: n, "0 to N")
    try require(sinks, "sinks", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    let row = try workspace.allocate(n, of: Float.self)
    row.update(repeating: 1, count: n)
    var i = min(sinks, n)
    while i < min(n, sinks &+ n &- keep) {
      row[i] = 0
      i &+= 1
    }
    var r = 0
    while r < scores.batch &* scores.extent(0) {
      workspace.commit(row, count: n, to: scores.item(r / scores.extent(0)).slice(r % scores.extent(0)))
      r &+= 1
    }
  }

  /// How many entries each layer keeps under PyramidKV's rule.
  ///
  /// - Parameters:
  ///   - n: entries of the cache.
  ///   - ratio: the share that is removed, 0 to 1.
  ///   - window: entries that every layer keeps.
  ///   - beta: how steep; 1 or more.
  ///   - keep: out, `[layers]`, i32.
  public static func pyramidBudget(
    _ workspace: Workspace, n: Int, ratio: Double, window: Int, beta: Double, keep: Tensor
  ) throws(PithError) {
    try require(n, "n", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    try require(ratio, "ratio", from: 0, through: 1, "0 to 1")
    try require(window, "window", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    try require(beta, "beta", from: 1, through: .greatestFiniteMagnitude, "1 or more")
    let keep = try keep.unbatched("keep", rank: 1, .index, "[layers]")
    let layers = keep.extent(0)
    let mean = Double(n) * (1 - ratio)
    let w = Double(window)
    // The sum is rounded before the window is taken off again, as in the authors' code.
    let spread = (w + mean) - w
    var least = spread / beta
    var most = spread * 2 - least
    if most >= Double(n) - w {
      most = Double(n) - w
      least = spread * 2 - most
    }
    let slopes = layers > 1 && Double(n) >= most && most >= least && least >= w
    if let target = keep.pointer(0, as: Int32.self) {
      var layer = 0
      while layer < layers {
        let exact = slopes ? most - Double(layer) * ((most - least) / Double(layers &- 1)) : mean
        target[layer &* keep.first.stride[0]] = Int32(truncatingIfNeeded: roundHalfEven(exact))
        layer &+= 1
      }
    }
  }
}

/// Python's `round` of a number that is not negative and fits.
private func roundHalfEven(_ value: Double) -> Int {
  let whole = Int(saturating: value)
  let fraction = value - Double(whole)
  return fraction > 0.5 || (fraction == 0.5 && whole & 1 == 1) ? whole &+ 1 : whole
}

/// Attention heads in groups that share a KV head.
private struct GroupPlan {
  var map: Block
  var scores: Block
  var heads: Int
  var groups: Int
  var queries: Int
  var n: Int

  init(_ attention: Tensor, _ kvHeads: Int, _ scores: Tensor) throws(PithError) {
    let map = try attention.block("attention", rank: 3, .float, "[H, Q, N] or [B, H, Q, N]")
    guard kvHeads >= 1 && map.extent(0) >= kvHeads && map.extent(0) % kvHeads == 0 else {
      throw PithError(.range, "kv_heads", expected: "a divisor of H", got: .integer(kvHeads))
    }
    let scores = try scores.block("scores", rank: 2, .float, "[G, N] or [B, G, N]")
    try scores.require(kvHeads, map.extent(2), "[G, N] or [B, G, N]")
    try scores.requireBatch(of: map)
    (self.map, self.scores, heads, groups) = (map, scores, map.extent(0), kvHeads)
    (queries, n) = (map.extent(1), map.extent(2))
  }
}

extension Workspace {
  /// Means over the heads of each group, `[B * G, N]`; only the first `columns` of each row are written.
  fileprivate func groupMeans(
    _ rows: UnsafePointer<Float>, _ plan: GroupPlan, columns: Int
  ) throws(PithError) -> UnsafeMutablePointer<Float> {
    let groups = try product(plan.map.batch, plan.groups)
    let result = try allocate(try product(groups, plan.n), of: Float.self)
    let size = plan.heads / plan.groups
    var g = 0
    while g < groups {
      let target = result + g &* plan.n
      target.update(repeating: 0, count: columns)
      kernels.pointee.column_sum(rows + g &* size &* columns, columns, size, columns, target)
      var j = 0
      while j < columns && size > 1 {
        target[j] /= Float(size)
        j &+= 1
      }
      g &+= 1
    }
    return result
  }

  fileprivate func commit(_ result: UnsafePointer<Float>, to plan: GroupPlan) { commit(result, to: plan.scores) }

  /// Writes `[B * G, N]` floats to a `[B, G, N]` argument.
  fileprivate func commit(_ result: UnsafePointer<Float>, to scores: Block) {
    var b = 0
    while b < scores.batch {
      commit(
        result + b &* scores.extent(0) &* scores.extent(1), rows: scores.extent(0), cols: scores.extent(1),
        to: scores.item(b))
      b &+= 1
    }
  }
}
