// Scores of key tokens from an attention map: what many pruning methods start from.
//
//   t[r, j] = reduce over heads h of a[h, r, j]          then          s[j] = reduce over rows r of t[r, j]
//
// First heads, then query rows: the order in which the papers' code writes attn.mean(heads).mean(rows). It matters where a
// maximum meets a mean. Rows are a range (a text span, the last token, [CLS]) or a list (rater tokens), in its order.
//
// Steps: rows are taken in blocks of 32, columns in blocks whose running row fits the first-level cache. For one row and one
// block of columns all heads are added (or compared) in ascending order, checked for NaN and infinity and added to the running
// row in one go, so the map is read once. A block of rows gives one partial row; the partial rows are combined in ascending
// order. Means divide by the number of heads and of rows. Half-precision data is widened a block at a time.
// Cost: reads H * rows * columns elements once; scratch of columns / 32 floats per row, plus some lines per thread.

import CPith

extension Score {
  /// Reduces an attention map to one score per key token of a range.
  ///
  /// - Parameters:
  ///   - attention: `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, f32, f16 or bf16; finite in the ranges that are read.
  ///   - rowBegin, rowEnd: query rows, 0 ≤ begin < end ≤ Q.
  ///   - columnBegin, columnEnd: key tokens, 0 ≤ begin ≤ end ≤ K.
  ///   - headReduce, rowReduce: how heads, then rows, become one.
  ///   - scores: out, `[columnEnd - columnBegin]` or `[B, columnEnd - columnBegin]`.
  public static func attention(
    _ workspace: Workspace, attention: Tensor, rowBegin: Int, rowEnd: Int, columnBegin: Int, columnEnd: Int,
    headReduce: Reduce, rowReduce: Reduce, scores: Tensor
  ) throws(PithError) {
    let map = try attention.attentionMap("attention")
    let queries = map.extent(1)
    try require(rowEnd, "row_end", in: 0...queries, "0 to Q")
    guard rowBegin >= 0 && rowBegin < rowEnd else {
      throw PithError(.range, "row_begin", expected: "0 to row_end - 1", got: .integer(rowBegin))
    }
    let plan = AttentionPlan(
      rows: rowEnd &- rowBegin, firstRow: rowBegin, list: nil, listStride: 0, firstColumn: columnBegin,
      columns: columnEnd &- columnBegin, heads: headReduce, across: rowReduce)
    try workspace.attention(map, plan, columnEnd, scores)
  }

  /// The same for listed query rows.
  ///
  /// - Parameters:
  ///   - attention: as above.
  ///   - rows: `[R]` or `[B, R]`, i32, each 0 to Q - 1, in any order; R at least 1. A row may come twice.
  ///   - columnBegin, columnEnd, headReduce, rowReduce, scores: as above.
  public static func attention(
    _ workspace: Workspace, attention: Tensor, rows: Tensor, columnBegin: Int, columnEnd: Int, headReduce: Reduce,
    rowReduce: Reduce, scores: Tensor
  ) throws(PithError) {
    let map = try attention.attentionMap("attention")
    let rows = try rows.block("rows", rank: 1, .index, "[R] or [B, R]")
    try rows.requireBatch(of: map)
    let count = rows.extent(0)
    guard count >= 1 else {
      throw PithError(.shape, "rows", expected: "at least one row", got: .shape(ndim: rows.first.ndim, rows.first.shape))
    }
    var b = 0
    while b < rows.batch {
      if let list = rows.pointer(b, as: Int32.self) {
        var i = 0
        while i < count {
          let row = Int(list[i &* rows.first.stride[0]])
          guard row >= 0 && row < map.extent(1) else {
            throw PithError(.index, "rows", expected: "0 to Q - 1", got: .element(row, at: b &* count &+ i))
          }
          i &+= 1
        }
      }
      b &+= 1
    }
    let plan = AttentionPlan(
      rows: count, firstRow: 0, list: rows, listStride: rows.first.stride[0], firstColumn: columnBegin,
      columns: columnEnd &- columnBegin, heads: headReduce, across: rowReduce)
    try workspace.attention(map, plan, columnEnd, scores)
  }
}

/// What to read and how to reduce it.
private struct AttentionPlan {
  var rows: Int
  var firstRow: Int
  var list: Block?
  var listStride: Int
  var firstColumn: Int
  var columns: Int
  var heads: Reduce
  var across: Reduce
  /// If given, also the sum over heads and columns of every row, `[batch, rows]`: for each head that of `sum`, heads in order.
  var rowTotals: UnsafeMutablePointer<Float>?

  /// The query row of position `i`.
  func row(_ i: Int, _ list: UnsafePointer<Int32>?) -> Int {
    if let list { return Int(list[i &* listStride]) }
    return firstRow &+ i
  }
}

/// Rows of one partial result: part of the order of summation, so never a matter of threads.
private let rowsPerBlock = 32
/// Columns whose running row stays in the first-level cache; fewer where the heads of a row are widened first.
private let columnsPerBlock = 4096
private let columnsPerNarrowBlock = 512
/// Heads that are added (or compared) in one go.
private let headsAtOnce = 8

extension Tensor {
  /// Whether rows of the map are f32 with neighbouring elements.
  fileprivate var readsInPlace: Bool { dtype == .f32 && (stride[2] == 1 || shape[2] == 1) }

  /// A map with or without heads; without: one head. The batch dimension comes with heads only.
  func attentionMap(_ name: StaticString) throws(PithError) -> Block {
    var map = self
    if ndim == 2 {
      map.ndim = 3
      map.shape = SIMD4(1, shape[0], shape[1], 1)
      map.stride = SIMD4(0, stride[0], stride[1], 0)
    }
    let block = try map.block(name, rank: 3, .float, "[Q, K], [H, Q, K] or [B, H, Q, K]")
    guard block.extent(0) >= 1 else {
      throw PithError(.shape, name, expected: "at least one head", got: .shape(ndim: ndim, shape))
    }
    return block
  }
}

extension Workspace {
  /// Means over heads and rows of every column of maps of `n` tokens among themselves, into `scores` `[batch, n]`, and the
  /// sums over heads and columns of every row, `[batch, n]`. Gives false where the sums were not made on the way.
  func attentionMeans(
    _ map: Block, _ n: Int, scores: UnsafeMutablePointer<Float>, rowTotals: UnsafeMutablePointer<Float>
  ) throws(PithError) -> Bool {
    let mark = self.mark()
    defer { release(mark) }
    let plan = AttentionPlan(
      rows: n, firstRow: 0, list: nil, listStride: 0, firstColumn: 0, columns: n, heads: .mean, across: .mean,
      rowTotals: rowTotals)
    var view = Tensor(scores, .f32, map.batch, n)
    if !map.isBatched { view = view.slice(0) }
    return try attention(map, plan, n, view)
  }

  @discardableResult
  fileprivate func attention(
    _ map: Block, _ plan: AttentionPlan, _ columnEnd: Int, _ scores: Tensor
  ) throws(PithError) -> Bool {
    try require(columnEnd, "column_end", in: 0...map.extent(2), "0 to K")
    guard plan.firstColumn >= 0 && plan.firstColumn <= columnEnd else {
      throw PithError(.range, "column_begin", expected: "0 to column_end", got: .integer(plan.firstColumn))
    }
    let columns = plan.columns
    let scores = try scores.block("scores", rank: 1, .float, "[columns] or [B, columns]")
    try scores.require(columns, "[columns] or [B, columns]")
    try scores.requireBatch(of: map)
    if columns == 0 || map.batch == 0 { return true }

    let blocks = (plan.rows &+ rowsPerBlock &- 1) / rowsPerBlock
    let partial = try allocate(try product(try product(map.batch, blocks), columns), of: Float.self)
    let tasks = map.batch &* blocks
    let reads = try product(plan.rows, map.extent(0))
    // Few rows (often one): threads then share the columns; each column is a chain of its own, so the cut is free.
    let wanted = max(1, min(threads &* 4 / max(tasks, 1), reads &* columns / 32768))
    let most = map.first.readsInPlace ? columnsPerBlock : columnsPerNarrowBlock
    let width = max(64, min(most, roundUp((columns &+ wanted &- 1) / wanted, to: 16)))
    let pieces = (columns &+ width &- 1) / width
    var plan = plan
    if pieces > 1 { plan.rowTotals = nil }
    let fixed = plan
    let parts = self.parts(tasks &* pieces, grain: max(1, 32768 / max(min(plan.rows, rowsPerBlock) &* width, 1)))
    let linesPerPart = (map.first.readsInPlace ? 0 : 3 &+ headsAtOnce) &* width
    let lines = try allocate(try product(parts, linesPerPart), of: Float.self)
    let bad = try allocate(parts, of: Bool.self)
    bad.update(repeating: false, count: parts)
    parallel(parts) { part in
      var task = part
      while task < tasks &* pieces {
        let block = task / pieces
        let first = task % pieces &* width
        let length = min(width, columns &- first)
        let item = block / blocks
        let row = block % blocks &* rowsPerBlock
        let finite = reduce(
          map.item(item), fixed, fixed.list?.pointer(item, as: Int32.self).map { UnsafePointer($0) }, row,
          min(rowsPerBlock, fixed.rows &- row), first, length, lines: lines + part &* linesPerPart, lineLength: width,
          totals: fixed.rowTotals.map { $0 + (item &* fixed.rows &+ row) }, into: partial + (block &* columns &+ first))
        if !finite { bad[part] = true }
        task &+= parts
      }
    }
    var part = 0
    while part < parts {
      if bad[part] { try throwIfNotFinite(map, plan) }
      part &+= 1
    }
    let line = try allocate(columns, of: Float.self)
    if plan.across == .mean { line.update(repeating: Float(plan.rows), count: columns) }
    var b = 0
    while b < map.batch {
      let first = partial + b &* blocks &* columns
      if plan.across == .max {
        kernels.pointee.column_maximum(first + columns, columns, blocks &- 1, columns, first)
      } else {
        kernels.pointee.column_sum(first + columns, columns, blocks &- 1, columns, first)
      }
      if plan.across == .mean && plan.rows > 1 { kernels.pointee.divide(first, line, first, columns) }
      b &+= 1
    }
    b = 0
    while b < map.batch {
      commit(partial + b &* blocks &* columns, count: columns, to: scores.item(b))
      b &+= 1
    }
    return plan.rowTotals != nil && map.first.readsInPlace
  }

  /// One block of rows over one block of columns. False if a NaN or infinity may have been read.
  private func reduce(
    _ map: Tensor, _ plan: AttentionPlan, _ list: UnsafePointer<Int32>?, _ firstRow: Int, _ rows: Int,
    _ firstColumn: Int, _ columns: Int, lines: UnsafeMutablePointer<Float>, lineLength: Int,
    totals: UnsafeMutablePointer<Float>?, into target: UnsafeMutablePointer<Float>
  ) -> Bool {
    let table = kernels
    let heads = map.shape[0]
    target.update(repeating: plan.across == .max ? -.infinity : 0, count: columns)
    if map.readsInPlace, let data = map.data {
      return reduce(
        map, UnsafePointer(data.assumingMemoryBound(to: Float.self)), plan, list, firstRow, rows, firstColumn, columns,
        totals: totals, into: target)
    }
    let row = lines
    let total = lines + lineLength
    let divisor = lines + 2 &* lineLength
    let wide = lines + 3 &* lineLength
    let takesMaximum = plan.heads == .max
    let divides = plan.heads == .mean && heads > 1
    if divides { divisor.update(repeating: Float(heads), count: columns) }
    var finite = true
    var i = 0
    while i < rows {
      let query = plan.row(firstRow &+ i, list)
      let offset = query &* map.stride[1] &+ (plan.firstColumn &+ firstColumn) &* map.stride[2]
      row.update(repeating: takesMaximum ? -.infinity : 0, count: columns)
      if takesMaximum { total.update(repeating: 0, count: columns) }
      var head = 0
      while head < heads {
        let count = min(headsAtOnce, heads &- head)
        var h = 0
        while h < count {
          loadFloats(
            map, offset: offset &+ (head &+ h) &* map.stride[0], stride: map.stride[2], count: columns,
            into: wide + h &* lineLength)
          h &+= 1
        }
        if takesMaximum { table.pointee.column_maximum(wide, lineLength, count, columns, row) }
        table.pointee.column_sum(wide, lineLength, count, columns, takesMaximum ? total : row)
        head &+= count
      }
      // A sum keeps every NaN and infinity that went in; a maximum would hide them.
      finite = table.pointee.all_finite_f32(takesMaximum ? total : row, columns) == 1 && finite
      if divides { table.pointee.divide(row, divisor, row, columns) }
      if plan.across == .max {
        table.pointee.column_maximum(row, columns, 1, columns, target)
      } else {
        table.pointee.column_sum(row, columns, 1, columns, target)
      }
      i &+= 1
    }
    return finite
  }

  /// The same for f32 rows with neighbouring elements, which are read where they lie.
  private func reduce(
    _ map: Tensor, _ data: UnsafePointer<Float>, _ plan: AttentionPlan, _ list: UnsafePointer<Int32>?, _ firstRow: Int,
    _ rows: Int, _ firstColumn: Int, _ columns: Int, totals: UnsafeMutablePointer<Float>?,
    into target: UnsafeMutablePointer<Float>
  ) -> Bool {
    let table = kernels
    let heads = map.shape[0]
    let divisor: Float = plan.heads == .mean ? Float(heads) : 1
    let takesMaximum: Int32 = plan.across == .max ? 1 : 0
    let base = data + (plan.firstColumn &+ firstColumn)
    var finite: Int32 = 1
    var i = 0
    while i < rows {
      let row = base + plan.row(firstRow &+ i, list) &* map.stride[1]
      if plan.heads == .max {
        finite &= table.pointee.heads_maximum(row, map.stride[0], heads, columns, takesMaximum, target)
      } else {
        finite &= table.pointee.heads_sum(row, map.stride[0], heads, columns, divisor, takesMaximum, target)
      }
      if let totals {
        // The row of every head is still in cache.
        var total: Float = 0
        var h = 0
        while h < heads {
          total += table.pointee.sum(row + h &* map.stride[0], columns)
          h &+= 1
        }
        totals[i] = total
      }
      i &+= 1
    }
    return finite == 1
  }

  /// Finds the NaN or infinity for the message. There is none if a sum of finite numbers overflowed: that is passed on.
  private func throwIfNotFinite(_ map: Block, _ plan: AttentionPlan) throws(PithError) {
    let mark = self.mark()
    defer { release(mark) }
    let line = try allocate(plan.columns, of: Float.self)
    var b = 0
    while b < map.batch {
      let item = map.item(b)
      let list = plan.list?.pointer(b, as: Int32.self).map { UnsafePointer($0) }
      var h = 0
      while h < item.shape[0] {
        var i = 0
        while i < plan.rows {
          let query = plan.row(i, list)
          loadFloats(
            item, offset: h &* item.stride[0] &+ query &* item.stride[1] &+ plan.firstColumn &* item.stride[2],
            stride: item.stride[2], count: plan.columns, into: line)
          if kernels.pointee.all_finite_f32(line, plan.columns) == 0 {
            var j = 0
            while j < plan.columns && line[j].isFinite { j &+= 1 }
            let flat = ((b &* item.shape[0] &+ h) &* item.shape[1] &+ query) &* item.shape[2]
            throw PithError(
              .nonFinite, "attention", expected: "finite values", got: .position(flat &+ plan.firstColumn &+ j))
          }
          i &+= 1
        }
        h &+= 1
      }
      b &+= 1
    }
  }
}
