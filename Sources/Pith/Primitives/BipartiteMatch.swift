// Bipartite matching: every row of one set finds its most similar row of another.
//
//   best_i = max over j of a_i . b_j / (|a_i| |b_j|),   to_i = the lowest j that reaches it
//
// The similarities are never stored: each tile of the product is reduced to (best, to) while it is in cache. Rows of norm
// zero have similarity 0 to everything.
// Cost: |A|·|B|·D multiply-adds, O((|A| + |B|)·D) scratch for packed panels, no |A|·|B| matrix.

import CPith

struct BipartiteMatch {
  /// Per row of A. Without rows in B: -inf and -1.
  var best: UnsafeMutablePointer<Float>
  var to: UnsafeMutablePointer<Int32>
}

extension Workspace {
  func match(_ a: FloatRows, with b: FloatRows) throws(PithError) -> BipartiteMatch {
    let result = BipartiteMatch(
      best: try allocate(a.rows, of: Float.self), to: try allocate(a.rows, of: Int32.self))
    result.best.update(repeating: -.infinity, count: a.rows)
    result.to.update(repeating: -1, count: a.rows)
    let mark = self.mark()
    defer { release(mark) }
    let table = kernels
    let scale = try inverseNorms(a)
    let packed = try packColumns(b, scale: try inverseNorms(b))
    try tiles(a, scale: scale, against: packed) { tile in
      table.pointee.tile_row_arg_max(
        tile.base, tile.ldc, tile.rows, tile.columns, tile.column, 1, nil, result.best + tile.row, result.to + tile.row)
    }
    return result
  }

  /// Rows of A by falling `best`; equal ones stay in ascending order.
  func fallingOrder(_ match: BipartiteMatch, _ count: Int) throws(PithError) -> UnsafeMutablePointer<Int32> {
    let order = try allocate(count, of: Int32.self)
    let words = try allocate(3 &* count &+ Int(PITHK_SELECT_WORDS), of: UInt32.self)
    kernels.pointee.argsort(match.best, count, 1, order, words)
    return order
  }

  /// A copy of the rows that `indices` names, in that order.
  func gatherRows(_ x: FloatRows, _ indices: UnsafePointer<Int32>, _ count: Int) throws(PithError) -> FloatRows {
    let copy = try allocate(try product(count, x.cols), of: Float.self)
    parallelRanges(count, grain: max(1, 65536 / max(x.cols, 1))) { _, begin, end in
      var i = begin
      while i < end {
        (copy + i &* x.cols).update(from: x.row(Int(indices[i])), count: x.cols)
        i &+= 1
      }
    }
    return FloatRows(base: UnsafePointer(copy), rows: count, cols: x.cols, stride: x.cols)
  }
}
