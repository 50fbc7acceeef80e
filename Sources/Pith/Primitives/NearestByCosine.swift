// For every row of one set the row of another that points most nearly the same way, by f32 cosines.
//
//   to_i = the lowest j that reaches max over j of a_i . b_j / (|a_i| |b_j|);   0 where every cosine is NaN
//
// BipartiteMatch.swift is the form that settles near-ties in double.
// Cost: |A|·|B|·D multiply-adds, O((|A| + |B|)·D) scratch, no |A|·|B| matrix.

import CPith

extension Workspace {
  /// `[|A|]`; `b` has at least one row.
  func nearestByCosine(_ a: FloatRows, among b: FloatRows) throws(PithError) -> UnsafeMutablePointer<Int32> {
    let to = try allocate(a.rows, of: Int32.self)
    let mark = self.mark()
    defer { release(mark) }
    let packed = try packColumns(b, scale: try inverseNorms(b))
    let best = try allocate(a.rows, of: Float.self)
    best.update(repeating: -.infinity, count: a.rows)
    to.update(repeating: -1, count: a.rows)
    let table = kernels
    try tiles(a, scale: try inverseNorms(a), against: packed) { tile in
      table.pointee.tile_row_arg_max(
        tile.base, tile.ldc, tile.rows, tile.columns, tile.column, 1, nil, best + tile.row, to + tile.row)
    }
    var i = 0
    while i < a.rows {
      to[i] = max(0, to[i])
      i &+= 1
    }
    return to
  }
}
