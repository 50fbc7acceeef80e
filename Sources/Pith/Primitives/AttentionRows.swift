// Attention probabilities of a few query rows over all keys: the step that methods share which need a row or a window of an
// attention map and not the map.
//
//   a[i, j] = softmax over the keys j that row i sees of scale · q_i · k_j
//
// The keys are the rows of the product, so that threads share them however few the queries are and nothing but the queries is
// packed (the keys, in blocks, only where there are many queries). Fewer than twelve queries are plain dot products: a panel would be mostly padding.
// Cost: rows · N · D multiply-adds; the caller's block of rows · N floats.

import CPith

/// Panels of queries up to which keys are not packed.
private let mostPanels = 8

extension Workspace {
  /// products[i, j] = q_i · k_j, `[q.rows, k.rows]`.
  @inline(never)
  func queryKeyProducts(
    _ q: FloatRows, _ k: FloatRows, into products: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    let n = k.rows
    let table = kernels
    if q.rows < 12 {
      parallelRanges(n, grain: max(1, 65536 / max(k.cols &* q.rows, 1))) { _, begin, end in
        var j = begin
        while j < end {
          var i = 0
          while i < q.rows {
            products[i &* n &+ j] = table.pointee.dot(q.row(i), k.row(j), k.cols)
            i &+= 1
          }
          j &+= 1
        }
      }
      return
    }
    let mark = self.mark()
    defer { release(mark) }
    let packed = try packColumns(q)
    guard packed.kBlock == k.cols && q.rows <= mostPanels &* table.pointee.gemm_panel_cols else {
      return try tiles(k, against: packed) { tile in
        let offset: Int = tile.column &* n &+ tile.row
        table.pointee.transpose(tile.base, tile.ldc, tile.rows, tile.columns, products + offset, n)
      }
    }
    // A few panels of queries: packing the keys would cost more than it saves, so they are read where they lie.
    let width = table.pointee.gemm_panel_cols
    let height = max(1, table.pointee.gemm_block_m)
    let blocks = (n &+ height &- 1) / height
    let grain = max(1, (1 << 18) / max(height &* k.cols &* q.rows, 1))
    let list = try allocate(height, of: Int32.self)
    let room = try allocate(try product(parts(blocks, grain: grain), height &* width), of: Float.self)
    var i = 0
    while i < height {
      list[i] = Int32(truncatingIfNeeded: i)
      i &+= 1
    }
    parallelRanges(blocks, grain: grain) { part, begin, end in
      let tile = room + part &* height &* width
      var row = begin &* height
      while row < min(end &* height, n) {
        let rows = min(height, n &- row)
        var first = 0
        while first < q.rows {
          let columns = min(width, q.rows &- first)
          table.pointee.gemm_gathered(
            k.row(row), k.stride, list, rows, packed.panels(from: first, k: 0), k.cols, tile, 0, 0, columns)
          let offset: Int = first &* n &+ row
          table.pointee.transpose(tile, width, rows, columns, products + offset, n)
          first &+= width
        }
        row &+= height
      }
    }
  }

  /// Turns `rows` rows of `n` products into probabilities. Row i sees the first min(n, visible + i mod period) keys; the others
  /// get 0. Without a causal limit `visible` is n.
  @inline(never)
  func softmaxRows(
    _ products: UnsafeMutablePointer<Float>, rows: Int, _ n: Int, scale: Float, visible: Int, period: Int
  ) {
    let table = kernels
    parallelRanges(rows, grain: max(1, 8192 / max(n, 1))) { _, begin, end in
      var i = begin
      while i < end {
        let row = products + i &* n
        let seen = min(n, visible &+ i % max(period, 1))
        table.pointee.softmax(row, scale, nil, row, seen)
        if seen < n { (row + seen).update(repeating: 0, count: n &- seen) }
        i &+= 1
      }
    }
  }
}

/// Checks keys `[G, N, D]` against queries `[H, …, D]`; `dim` is the queries' D.
@inline(never)
func requireKeys(_ keys: Block, of queries: Block, heads: Int, dim: Int) throws(PithError) {
  guard dim >= 1 else {
    throw PithError(
      .shape, queries.name, expected: "D at least 1", got: .shape(ndim: queries.first.ndim, queries.first.shape))
  }
  try keys.require(-1, -1, dim, "[G, N, D] with the queries' D")
  try keys.requireBatch(of: queries)
  let groups = keys.extent(0)
  guard heads == 0 || (groups > 0 && heads % groups == 0) else {
    throw PithError(
      .shape, keys.name, expected: "a number of heads that divides the queries'", got: .needed(heads, had: groups))
  }
}
