// Scores of key tokens from queries and keys: what `Score.attention` gives, for a host that has no attention map.
//
//   a[h, i, j] = softmax over j <= offset + i of scale · q[h, i] . k[h / (H / G), j]      (all j without a causal offset)
//   t[i, j] = reduce over heads of a[h, i, j]          then          s[j] = reduce over rows of t[i, j]
//
// Fused attention kernels return no map, and PyramidDrop, TransPrune, SparseVLM and the like need a few rows of one only.
// Steps: up to 64 rows at a time, the heads of one key head together: products, softmax over all keys, reduction of the wanted
// columns. Heads and rows are taken in ascending order.
// Cost: H · R · N · D multiply-adds; scratch of at most max(64, H / G) · N floats, plus N · D where keys are not f32.

import CPith

extension Score {
  /// Reduces the attention of query rows to one score per key token of a range.
  ///
  /// - Parameters:
  ///   - queries: `[H, R, D]` or `[B, H, R, D]`, after rotary embedding; H, R and D at least 1.
  ///   - keys: `[G, N, D]` or `[B, G, N, D]`, H a multiple of G: head h reads keys h / (H / G).
  ///   - scale: of the products, or 0: 1 / sqrt(D).
  ///   - causalOffset: row i sees keys 0…causalOffset + i; -1: all keys.
  ///   - columnBegin, columnEnd: key tokens, 0 ≤ begin ≤ end ≤ N.
  ///   - headReduce, rowReduce: how heads, then rows, become one.
  ///   - scores: out, `[columnEnd - columnBegin]` or `[B, columnEnd - columnBegin]`.
  public static func queryKey(
    _ workspace: Workspace, queries: Tensor, keys: Tensor, scale: Double, causalOffset: Int, columnBegin: Int,
    columnEnd: Int, headReduce: Reduce, rowReduce: Reduce, scores: Tensor
  ) throws(PithError) {
    let queries = try queries.block("queries", rank: 3, .float, "[H, R, D] or [B, H, R, D]")
    let keys = try keys.block("keys", rank: 3, .float, "[G, N, D] or [B, G, N, D]")
    try requireFloat(scale, "scale")
    try require(causalOffset, "causal_offset", in: -1...Int(Int32.max), "0 to 2^31 - 1, or -1")
    try require(columnEnd, "column_end", in: 0...keys.extent(1), "0 to N")
    guard columnBegin >= 0 && columnBegin <= columnEnd else {
      throw PithError(.range, "column_begin", expected: "0 to column_end", got: .integer(columnBegin))
    }
    let columns = columnEnd &- columnBegin
    let scores = try scores.block("scores", rank: 1, .float, "[columns] or [B, columns]")
    try scores.require(columns, "[columns] or [B, columns]")
    try scores.requireBatch(of: queries)
    let plan = try QueryKeyPlan(
      queries, keys, scale: scale, causalOffset: causalOffset, firstColumn: columnBegin, columns: columns,
      heads: headReduce, across: rowReduce)
    let result = try workspace.queryKeyScores(plan)
    workspace.commitAll(result, count: columns, to: scores)
  }
}

/// Checked queries and keys, what to read and how to reduce it.
struct QueryKeyPlan {
  var queries: Block
  var keys: Block
  var scale: Float
  /// Keys that the first row sees, and by how many more the next one does.
  var visible: Int
  var isCausal: Bool
  var firstColumn: Int
  var columns: Int
  var heads: Reduce
  var across: Reduce

  init(
    _ queries: Block, _ keys: Block, scale: Double, causalOffset: Int, firstColumn: Int, columns: Int, heads: Reduce,
    across: Reduce
  ) throws(PithError) {
    let dim = queries.extent(2)
    try requireKeys(keys, of: queries, heads: queries.extent(0), dim: dim)
    guard queries.extent(0) >= 1 && queries.extent(1) >= 1 else {
      throw PithError(
        .shape, "queries", expected: "at least one head and one row", got: .shape(ndim: 3, queries.first.shape))
    }
    (self.queries, self.keys) = (queries, keys)
    self.scale = scale == 0 ? 1 / Float(dim).root : Float(scale)
    isCausal = causalOffset >= 0
    visible = isCausal ? causalOffset &+ 1 : keys.extent(1)
    (self.firstColumn, self.columns, self.heads, self.across) = (firstColumn, columns, heads, across)
  }
}

/// Rows of attention that exist at once.
private let rowsAtOnce = 64

extension Workspace {
  /// The scores of every batch item, `[B, columns]`, finite.
  func queryKeyScores(_ plan: QueryKeyPlan) throws(PithError) -> UnsafeMutablePointer<Float> {
    let columns = plan.columns
    let batch = plan.queries.batch
    let scores = try allocate(try product(batch, columns), of: Float.self)
    if columns == 0 { return scores }
    let mark = self.mark()
    defer { release(mark) }
    let queries = plan.queries.extent(1)
    let n = plan.keys.extent(1)
    let group = plan.queries.extent(0) / plan.keys.extent(0)
    let most = max(1, min(queries, rowsAtOnce / group))
    let stacked = try product(group, most)
    let room = QueryKeyRoom(
      queries: try allocate(try product(stacked, plan.queries.extent(2)), of: Float.self),
      maps: try allocate(try product(stacked, n), of: Float.self),
      totals: try allocate(try product(most, columns), of: Float.self),
      divisor: try allocate(columns, of: Float.self))
    let chunks = (queries &+ most &- 1) / most
    var b = 0
    while b < batch {
      let target = scores + b &* columns
      target.update(repeating: plan.across == .max ? -.infinity : 0, count: columns)
      var first = 0
      while first < queries {
        try checkpoint(b &* chunks &+ first / most, of: batch &* chunks)
        let rows = min(most, queries &- first)
        try headTotals(plan, b, first, rows, room)
        if plan.across == .max {
          kernels.pointee.column_maximum(room.totals, columns, rows, columns, target)
        } else {
          kernels.pointee.column_sum(room.totals, columns, rows, columns, target)
        }
        first &+= rows
      }
      if plan.across == .mean && queries > 1 {
        room.divisor.update(repeating: Float(queries), count: columns)
        kernels.pointee.divide(target, room.divisor, target, columns)
      }
      b &+= 1
    }
    return scores
  }

  /// totals[i] = the heads' attention of query row `first` + i, reduced.
  private func headTotals(
    _ plan: QueryKeyPlan, _ b: Int, _ first: Int, _ rows: Int, _ room: QueryKeyRoom
  ) throws(PithError) {
    let table = kernels
    let columns = plan.columns
    let (heads, dim) = (plan.queries.extent(0), plan.queries.extent(2))
    let (groups, n) = (plan.keys.extent(0), plan.keys.extent(1))
    let group = heads / groups
    let takesMaximum = plan.heads == .max
    room.totals.update(repeating: takesMaximum ? -.infinity : 0, count: rows &* columns)
    let item = plan.queries.item(b)
    var g = 0
    while g < groups {
      let mark = self.mark()
      defer { release(mark) }
      let k = try floatRows(plan.keys.item(b).slice(g))
      var h = 0
      while h < group {
        let head = g &* group &+ h
        var i = 0
        while i < rows {
          loadFloats(
            item, offset: head &* item.stride[0] &+ (first &+ i) &* item.stride[1], stride: item.stride[2], count: dim,
            into: room.queries + (h &* rows &+ i) &* dim)
          i &+= 1
        }
        if table.pointee.all_finite_f32(room.queries + h &* rows &* dim, rows &* dim) == 0 {
          try requireFinite(plan.queries, b, head, rows: first..<(first &+ rows), columns: dim, line: room.queries)
        }
        h &+= 1
      }
      let q = FloatRows(base: UnsafePointer(room.queries), rows: group &* rows, cols: dim, stride: dim)
      try queryKeyProducts(q, k, into: room.maps)
      // Every NaN or infinity among the keys shows in all products with them, so that the keys are read once.
      if table.pointee.all_finite_f32(room.maps, group &* rows &* n) == 0 {
        try requireFinite(plan.keys, b, g, rows: 0..<n, columns: dim, line: room.queries)
        throw unrepresentable(plan)
      }
      softmaxRows(
        room.maps, rows: group &* rows, n, scale: plan.scale,
        visible: plan.isCausal ? plan.visible &+ first : n, period: plan.isCausal ? rows : 1)
      // The scale can still lead out of f32. The softmax of such a row is NaN from end to end; a maximum would hide it.
      var r = 0
      while r < group &* rows {
        guard room.maps[r &* n].isFinite else { throw unrepresentable(plan) }
        r &+= 1
      }
      parallelRanges(rows, grain: max(1, 32768 / max(group &* columns, 1))) { _, begin, end in
        var i = begin
        while i < end {
          let map = room.maps + (i &* n &+ plan.firstColumn)
          let total = room.totals + i &* columns
          if takesMaximum {
            table.pointee.column_maximum(map, rows &* n, group, columns, total)
          } else {
            table.pointee.column_sum(map, rows &* n, group, columns, total)
          }
          i &+= 1
        }
      }
      g &+= 1
    }
    if plan.heads != .mean || heads == 1 { return }
    room.divisor.update(repeating: Float(heads), count: columns)
    var i = 0
    while i < rows {
      table.pointee.divide(room.totals + i &* columns, room.divisor, room.totals + i &* columns, columns)
      i &+= 1
    }
  }

  private func unrepresentable(_ plan: QueryKeyPlan) -> PithError {
    PithError(.nonFinite, plan.queries.name, expected: "products with the keys that f32 can hold")
  }
}

/// Scratch of a call, reused by its blocks of rows.
private struct QueryKeyRoom {
  /// Query rows of the heads that share keys, one head behind the other, and their attention over all keys.
  var queries: UnsafeMutablePointer<Float>
  var maps: UnsafeMutablePointer<Float>
  /// One row per query, reduced over heads.
  var totals: UnsafeMutablePointer<Float>
  var divisor: UnsafeMutablePointer<Float>
}
