// Packing for C = A · B where B is stored as it is written, [k, n]: combinations of rows, such as attention times values.
//
// The driver in Gemm.swift wants the rows of Bᵀ; packing reads B down its columns instead, so that no transposed copy is
// made.

import CPith

extension Workspace {
  /// Packs the columns of `x` `[k, n]` as the rows that `tiles` multiplies with: the product is A · x.
  func packColumns(transposed x: FloatRows) throws(PithError) -> PackedColumns {
    let table = kernels
    let width = max(table.pointee.gemm_panel_cols, 1)
    let padded = roundUp(x.cols, to: width)
    let base = try allocate(try product(padded, x.rows), of: Float.self)
    let packed = PackedColumns(
      base: UnsafePointer(base), rows: x.cols, padded: padded, k: x.rows,
      kBlock: max(1, min(x.rows, table.pointee.gemm_block_k)))
    parallelRanges(padded / width, grain: max(1, 32768 / max(width &* x.rows, 1))) { _, begin, end in
      let first = begin &* width
      let last = min(end &* width, x.cols)
      var p = 0
      while p < packed.k && first < last {
        let length = min(packed.kBlock, packed.k &- p)
        table.pointee.pack_b_transposed(
          x.row(p) + first, x.stride, last &- first, length,
          UnsafeMutablePointer(mutating: packed.panels(from: first, k: p)))
        p &+= length
      }
    }
    return packed
  }
}
