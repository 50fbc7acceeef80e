// H2O: heavy hitters plus a recent window, a step of generation at a time.
//
// Paper: Zhang et al., "H2O: Heavy-Hitter Oracle for Efficient Generative Inference of Large Language Models", NeurIPS 2023,
// arXiv 2306.14048.
//
//   s[h, j] = Σ over the new queries q of a[h, q, j]  (+ the old score of j, for cached entries)
//   L <= heavy + recent: all stay; else the `heavy` largest s among the first L - recent, and the last `recent`
//
// Steps: column sums per head, old scores added, selection per head, scores compacted with the same indices. The state
// between steps is the score of every kept entry, which the host holds.
// Sums are not normalised: early entries were looked at by more queries and tend to stay. Heads keep equally many entries but
// different ones, so the host needs positions per head (gather them like K and V).
// Where we differ: batches are allowed. Cost: O(H · Q · L), scratch O(H · L).

import CPith

extension KV {
  /// Scores the entries of a cache and keeps the heavy hitters and the recent ones.
  ///
  /// - Parameters:
  ///   - attention: `[H, Q, L]` or `[B, H, Q, L]`: probabilities of the Q new queries over L = cached + Q entries.
  ///   - scores: `[H, L - Q]` or `[B, H, L - Q]`: what the last step kept, or nil at the first.
  ///   - heavy, recent: 0 or more.
  ///   - indices: out, `[H, K]` or `[B, H, K]`, K = min(L, heavy + recent), i32, ascending.
  ///   - keptScores: out, `[H, K]` or `[B, H, K]`, float: for the next step.
  public static func h2o(
    _ workspace: Workspace, attention: Tensor, scores: Tensor?, heavy: Int, recent: Int, indices: Tensor,
    keptScores: Tensor
  ) throws(PithError) {
    let map = try attention.block("attention", rank: 3, .float, "[H, Q, L] or [B, H, Q, L]")
    let (heads, queries, length) = (map.extent(0), map.extent(1), map.extent(2))
    guard queries <= length else {
      throw PithError(
        .shape, "attention", expected: "no more new queries than entries", got: .needed(queries, had: length))
    }
    let old = try scores.block("scores", rank: 2, .float, "[H, L - Q] or [B, H, L - Q]", like: map)
    try old?.require(heads, length &- queries, "[H, L - Q] or [B, H, L - Q]")
    try require(heavy, "heavy", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    try require(recent, "recent", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    let keep = min(length, heavy &+ recent)
    let indices = try indices.block("indices", rank: 2, .index, "[H, K] or [B, H, K], K = min(L, heavy + recent)")
    try indices.require(heads, keep, "[H, K] or [B, H, K], K = min(L, heavy + recent)")
    try indices.requireBatch(of: map)
    let kept = try keptScores.block("kept_scores", rank: 2, .float, "[H, K] or [B, H, K], K = min(L, heavy + recent)")
    try kept.require(heads, keep, "[H, K] or [B, H, K], K = min(L, heavy + recent)")
    try kept.requireBatch(of: map)

    let sums = try workspace.headColumnSums(map, rows: 0..<queries, columns: length)
    let rows = try product(map.batch, heads)
    if let old {
      let line = try workspace.allocate(length &- queries, of: Float.self)
      var r = 0
      while r < rows {
        let view = old.item(r / heads).slice(r % heads)
        workspace.loadFloats(view, offset: 0, stride: view.stride[0], count: length &- queries, into: line)
        let row = FloatRows(base: UnsafePointer(line), rows: 1, cols: length &- queries, stride: 0)
        try workspace.requireFinite(row, "scores")
        workspace.kernels.pointee.add(sums + r &* length, line, sums + r &* length, length &- queries)
        r &+= 1
      }
    }

    let result = try workspace.allocate(try product(rows, keep), of: Int32.self)
    let compacted = try workspace.allocate(try product(rows, keep), of: Float.self)
    let hitters = keep == length ? 0 : heavy
    try workspace.topKPerHead(
      sums, stride: length, rows: rows, n: length &- min(recent, length), keep: hitters, .position, into: result, step: keep)
    var r = 0
    while r < rows {
      var i = 0
      while i < keep {
        if i >= hitters { result[r &* keep &+ i] = Int32(truncatingIfNeeded: length &- keep &+ i) }
        compacted[r &* keep &+ i] = sums[r &* length &+ Int(result[r &* keep &+ i])]
        i &+= 1
      }
      r &+= 1
    }
    workspace.commit(result, to: indices)
    r = 0
    while r < rows {
      let view = kept.item(r / heads).slice(r % heads)
      workspace.commit(compacted + r &* keep, count: keep, to: view)
      r &+= 1
    }
  }
}
