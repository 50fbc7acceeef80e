// C = A · Bᵀ in tiles: the loop behind every "similarity of all pairs".
//
// C need never exist as a whole. The driver packs A and B into panels, cuts C into tiles that stay in cache, and hands each
// finished tile to the caller, who reduces it (arg-max, running minimum, …) or stores it. Every element is one fma chain over
// k in ascending order, so its bits do not depend on the tile, the tier or the thread that computes it.
//
// Cost: m·n·k multiply-adds, (n + block of m)·k floats of scratch plus one tile per thread.

import CPith

/// Rows packed as panels of B, one block of k behind the other. Pack once, multiply many times.
struct PackedColumns {
  var base: UnsafePointer<Float>
  /// Rows of B, and rows after padding to whole panels.
  var rows: Int
  var padded: Int
  var k: Int
  var kBlock: Int

  /// Panels of the block of k that starts at `p`, from row `first` on (a multiple of the panel width).
  func panels(from first: Int, k p: Int) -> UnsafePointer<Float> {
    base + p &* padded + first &* min(kBlock, k &- p)
  }
}

/// A finished tile of C.
struct Tile {
  var base: UnsafeMutablePointer<Float>
  var ldc: Int
  /// Position of the tile in C.
  var row: Int
  var column: Int
  var rows: Int
  var columns: Int
  /// Index of the range of rows that this tile belongs to: per-thread scratch is indexed with it.
  var part: Int

  func row(_ i: Int) -> UnsafeMutablePointer<Float> { base + i &* ldc }

  /// A sum of no products.
  fileprivate static func clear(_ base: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int) {
    var i = 0
    while i < rows {
      (base + i &* stride).update(repeating: 0, count: columns)
      i &+= 1
    }
  }
}

extension Workspace {
  /// Packs the rows of B; `scale`, if given, holds one factor per row (cosine: 1 / norm).
  func packColumns(_ b: FloatRows, scale: UnsafePointer<Float>? = nil) throws(PithError) -> PackedColumns {
    let table = kernels
    let width = max(table.pointee.gemm_panel_cols, 1)
    let padded = roundUp(b.rows, to: width)
    let base = try allocate(try product(padded, b.cols), of: Float.self)
    let packed = PackedColumns(
      base: UnsafePointer(base), rows: b.rows, padded: padded, k: b.cols,
      kBlock: max(1, min(b.cols, table.pointee.gemm_block_k)))
    parallelRanges(padded / width, grain: max(1, 32768 / max(width &* b.cols, 1))) { _, begin, end in
      let first = begin &* width
      let last = min(end &* width, b.rows)
      var p = 0
      while p < packed.k && first < last {
        let length = min(packed.kBlock, packed.k &- p)
        table.pointee.pack_b(
          b.row(first) + p, b.stride, last &- first, length, scale.map { $0 + first },
          UnsafeMutablePointer(mutating: packed.panels(from: first, k: p)))
        p &+= length
      }
    }
    return packed
  }

  /// out[j] = x · b_j for all rows of B: the bits that `tiles` gives.
  func multiply(row x: UnsafePointer<Float>, by b: PackedColumns, into out: UnsafeMutablePointer<Float>) {
    // Groups of panels: the kernel advances several at once.
    let group = max(kernels.pointee.gemm_panel_cols, 1) &* 8
    parallelRanges((b.rows &+ group &- 1) / group, grain: max(1, 131_072 / max(group &* b.k, 1))) { _, begin, end in
      multiplyHere(row: x, by: b, from: begin &* group, to: min(end &* group, b.rows), into: out)
    }
  }

  /// The same for rows `first..<last` of B (`first` a multiple of the panel width) on the calling thread: for use inside
  /// `parallel`, which must not be entered again.
  func multiplyHere(
    row x: UnsafePointer<Float>, by b: PackedColumns, from first: Int, to last: Int,
    into out: UnsafeMutablePointer<Float>
  ) {
    let rows = last &- first
    if rows <= 0 { return }
    if b.k == 0 { (out + first).update(repeating: 0, count: rows) }
    var p = 0
    while p < b.k {
      let length = min(b.kBlock, b.k &- p)
      kernels.pointee.gemv_packed(x + p, b.panels(from: first, k: p), rows, length, out + first, p == 0 ? 0 : 1)
      p &+= length
    }
  }

  /// Rows of A that one tile takes: whole panels, no more than a thread's fair share.
  private func tileRows(_ rows: Int) -> Int {
    let panel = kernels.pointee.gemm_panel_rows
    let share = roundUp((rows &+ threads &- 1) / threads, to: panel)
    return max(1, min(share, kernels.pointee.gemm_block_m))
  }

  /// How many `part`s the tiles of `rows` rows have; size per-part scratch with it.
  func tileParts(rows: Int) -> Int {
    let height = tileRows(rows)
    return max(1, min(threads, (rows &+ height &- 1) / height))
  }

  /// Calls `visit` for every tile of A · Bᵀ. The tiles of one row range come in ascending column order, on one thread; tiles
  /// of different `part` may come at once. With `lower`, only tiles that touch or lie below the diagonal are made (B is A).
  func tiles(
    _ a: FloatRows, scale: UnsafePointer<Float>? = nil, against b: PackedColumns, lower: Bool = false,
    _ visit: (Tile) -> Void
  ) throws(PithError) {
    try tiles(a, scale: scale, against: b, lower: lower, into: nil, visit)
  }

  /// Writes all of A · Bᵀ to `c`. After the first write nothing fails.
  func multiply(_ a: FloatRows, by b: PackedColumns, into c: FloatTarget) throws(PithError) {
    try tiles(a, scale: nil, against: b, lower: false, into: c) { _ in }
  }

  /// The loop of both: tiles lie in scratch, or where they belong in `target`.
  @inline(never)
  private func tiles(
    _ a: FloatRows, scale: UnsafePointer<Float>?, against b: PackedColumns, lower: Bool, into target: FloatTarget?,
    _ visit: (Tile) -> Void
  ) throws(PithError) {
    if a.rows == 0 || b.rows == 0 { return }
    let table = kernels
    let height = tileRows(a.rows)
    let width = max(1, min(b.padded, table.pointee.gemm_block_n))
    let parts = tileParts(rows: a.rows)
    let heightPadded = roundUp(height, to: table.pointee.gemm_panel_rows)
    let packedPerPart = try product(heightPadded, b.k)
    let packed = try allocate(try product(packedPerPart, parts), of: Float.self)
    let tilePerPart = target == nil ? try product(heightPadded, width) : 0
    let results = try allocate(try product(tilePerPart, parts), of: Float.self)
    let ranges = (a.rows &+ height &- 1) / height
    parallel(parts) { part in
      let mine = packed + part &* packedPerPart
      let scratch = results + part &* tilePerPart
      // Ranges are dealt out in turn, so that with `lower` each part gets short and long ones.
      var range = part
      while range < ranges {
        let row = range &* height
        let rows = min(height, a.rows &- row)
        let padded = roundUp(rows, to: table.pointee.gemm_panel_rows)
        var p = 0
        while p < b.k {
          table.pointee.pack_a(
            a.row(row) + p, a.stride, rows, min(b.kBlock, b.k &- p), scale.map { $0 + row }, mine + p &* padded)
          p &+= b.kBlock
        }
        let limit = lower ? min(b.rows, row &+ rows) : b.rows
        var column = 0
        while column < limit {
          let columns = min(width, limit &- column)
          let stride = target?.stride ?? width
          let tile = target.map { $0.base + (row &* stride &+ column) } ?? scratch
          if b.k == 0 { Tile.clear(tile, rows: rows, columns: columns, stride: stride) }
          p = 0
          while p < b.k {
            table.pointee.gemm_block(
              mine + p &* padded, b.panels(from: column, k: p), rows, columns, min(b.kBlock, b.k &- p), tile, stride,
              p == 0 ? 0 : 1)
            p &+= b.kBlock
          }
          visit(Tile(base: tile, ldc: stride, row: row, column: column, rows: rows, columns: columns, part: part))
          column &+= width
        }
        range &+= parts
      }
    }
  }
}

/// The least multiple of `step` that is not below `value`.
func roundUp(_ value: Int, to step: Int) -> Int {
  let step = max(step, 1)
  return (value &+ step &- 1) / step &* step
}
