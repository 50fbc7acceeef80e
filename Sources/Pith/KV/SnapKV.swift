// SnapKV: the prompt entries that the last queries look at, plus those queries' own.
//
// Paper: Li et al., "SnapKV: LLM Knows What You are Looking for Before Generation", NeurIPS 2024, arXiv 2404.14469.
//
//   a[h, i, n] = softmax over n of q[h, i] . k[h, n] / sqrt(D),  query i of the window w sees n <= N - w + i
//   s[h, n] = pool along n of Σ over the window's queries of a[h, i, n],  n < N - w
//   N < keep: everything stays; else the keep - w largest s per head, and the window
//
// Steps: one head's logits are a matrix product of the window with the keys; softmax per row; column sums; pooling with a
// window of odd width; selection per head. A block of w x N floats exists for one head at a time.
// Where we differ: grouped heads are taken as they are (the authors repeat the keys first); keep may equal the window.
// Cost: H · w · N · D multiply-adds; N · D + w · N + H · N floats of scratch.

import CPith

extension KV {
  /// Selects from the window's queries and all keys.
  ///
  /// - Parameters:
  ///   - queries: `[H, w, D]` or `[B, H, w, D]`: the last w queries, after rotary embedding; D at least 1.
  ///   - keys: `[G, N, D]` or `[B, G, N, D]`, N at least w, H a multiple of G: head h reads keys h / (H / G).
  ///   - keep: w or more.
  ///   - kernel: odd width of the pooling.
  ///   - pool: average (padding counts) or maximum.
  ///   - order: of the selected entries; the window follows them.
  ///   - indices: out, `[H, K]` or `[B, H, K]`, K = min(N, keep), i32.
  public static func snapKV(
    _ workspace: Workspace, queries: Tensor, keys: Tensor, keep: Int, kernel: Int, pool: PoolMode, order: Order,
    indices: Tensor
  ) throws(PithError) {
    let queries = try queries.block("queries", rank: 3, .float, "[H, w, D] or [B, H, w, D]")
    let keys = try keys.block("keys", rank: 3, .float, "[G, N, D] or [B, G, N, D]")
    let (heads, window, dim) = (queries.extent(0), queries.extent(1), queries.extent(2))
    let (groups, n) = (keys.extent(0), keys.extent(1))
    try requireKeys(keys, of: queries, heads: heads, dim: dim)
    let plan = try SnapPlan(queries, heads, window, n, keep, kernel, pool, order, indices)
    let rows = try product(queries.batch, heads)
    let result = try workspace.allocate(try product(rows, plan.kept), of: Int32.self)
    let old = n &- window
    let scores = try workspace.allocate(try product(rows, old), of: Float.self)
    var r = 0
    while r < rows {
      let mark = workspace.mark()
      let group = heads / max(groups, 1)
      let (b, head) = (r / heads, r % heads)
      let k = try workspace.floatRows(keys.item(b).slice(head / group))
      var h = 0
      while h < group {
        let inner = workspace.mark()
        let q = try workspace.floatRows(queries.item(b).slice(head &+ h))
        try workspace.windowScores(q, k, into: scores + (r &+ h) &* old)
        workspace.release(inner)
        h &+= 1
      }
      workspace.release(mark)
      r &+= group
    }
    try workspace.snapSelect(scores, rows, plan, into: result)
    workspace.commit(result, to: plan.indices)
  }

  /// Selects from the window's attention probabilities.
  ///
  /// - Parameters:
  ///   - attention: `[H, w, N]` or `[B, H, w, N]`, N at least w.
  ///   - keep, kernel, pool, order, indices: as above.
  public static func snapKV(
    _ workspace: Workspace, attention: Tensor, keep: Int, kernel: Int, pool: PoolMode, order: Order, indices: Tensor
  ) throws(PithError) {
    let map = try attention.block("attention", rank: 3, .float, "[H, w, N] or [B, H, w, N]")
    let (heads, window, n) = (map.extent(0), map.extent(1), map.extent(2))
    let plan = try SnapPlan(map, heads, window, n, keep, kernel, pool, order, indices)
    let rows = try product(map.batch, heads)
    let result = try workspace.allocate(try product(rows, plan.kept), of: Int32.self)
    let scores = try workspace.headColumnSums(map, rows: 0..<window, columns: n &- window)
    try workspace.snapSelect(scores, rows, plan, into: result)
    workspace.commit(result, to: plan.indices)
  }
}

/// Checked sizes of one call.
private struct SnapPlan {
  var n: Int
  var window: Int
  var kept: Int
  var keepsAll: Bool
  var kernel: Int
  var pool: PoolMode
  var order: Order
  var indices: Block

  init(
    _ first: Block, _ heads: Int, _ window: Int, _ n: Int, _ keep: Int, _ kernel: Int, _ pool: PoolMode, _ order: Order,
    _ indices: Tensor
  ) throws(PithError) {
    guard window <= n else {
      throw PithError(.shape, first.name, expected: "a window of at most N queries", got: .needed(n, had: window))
    }
    try require(keep, "keep", in: window...Int(Int32.max), "at least the window")
    try requireOdd(kernel)
    let indices = try indices.block("indices", rank: 2, .index, "[H, K] or [B, H, K], K = min(N, keep)")
    try indices.require(heads, min(n, keep), "[H, K] or [B, H, K], K = min(N, keep)")
    try indices.requireBatch(of: first)
    (self.n, self.window, self.kept, self.keepsAll) = (n, window, min(n, keep), n < keep)
    (self.kernel, self.pool, self.order, self.indices) = (kernel, pool, order, indices)
  }
}

extension Workspace {
  /// Sums over the window's queries of their softmax over the keys they see, for the keys before the window.
  fileprivate func windowScores(
    _ q: FloatRows, _ k: FloatRows, into scores: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    let n = k.rows
    let old = n &- q.rows
    let attention = try allocate(try product(q.rows, n), of: Float.self)
    try queryKeyProducts(q, k, into: attention)
    // A NaN or an infinity shows in every product with its row, so that finite products spare a pass over the keys.
    if q.rows == 0 || kernels.pointee.all_finite_f32(attention, q.rows &* n) == 0 {
      try requireFinite(k, "keys")
      try requireFinite(q, "queries")
    }
    softmaxRows(attention, rows: q.rows, n, scale: 1 / Float(k.cols).root, visible: old &+ 1, period: q.rows)
    scores.update(repeating: 0, count: old)
    kernels.pointee.column_sum(attention, n, q.rows, old, scores)
  }

  fileprivate func snapSelect(
    _ scores: UnsafePointer<Float>, _ rows: Int, _ plan: SnapPlan, into result: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let old = plan.n &- plan.window
    let selected = plan.kept &- plan.window
    if !plan.keepsAll {
      let pooled = try allocate(try product(rows, old), of: Float.self)
      parallelRanges(rows, grain: max(1, 16384 / max(old, 1))) { _, begin, end in
        var r = begin
        while r < end {
          poolAlong(scores + r &* old, old, kernel: plan.kernel, plan.pool, into: pooled + r &* old)
          r &+= 1
        }
      }
      try topKPerHead(
        pooled, stride: old, rows: rows, n: old, keep: selected, plan.order, into: result, step: plan.kept)
    }
    var r = 0
    while r < rows {
      var i = plan.keepsAll ? 0 : selected
      while i < plan.kept {
        result[r &* plan.kept &+ i] = Int32(truncatingIfNeeded: plan.n &- plan.kept &+ i)
        i &+= 1
      }
      r &+= 1
    }
  }
}
