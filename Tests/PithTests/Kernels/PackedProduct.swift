// A blocked driver over the packed matrix product, for the tests: C = A * B^T, tile by finished tile.
//
// Loops: a block of B (gemm_block_n rows, all of k) is packed; then for each block of A (gemm_block_m rows, all of k) the tile
// of C is built up over the blocks of k and handed out while it is in cache. C never exists as a whole.
//
// Packed layout: the panels of the block of k that starts at p lie behind one another from packed + p * padded rows.
import CPith

struct PackedProduct {
  let table: pithk_table
  /// Multiples of the panels; smaller than the table's values to make the edges meet in tests.
  var blockM: Int
  var blockN: Int
  var blockK: Int

  init(_ table: pithk_table) {
    self.table = table
    blockM = table.gemm_block_m
    blockN = table.gemm_block_n
    blockK = table.gemm_block_k
  }

  static func roundUp(_ n: Int, _ multiple: Int) -> Int { (n + multiple - 1) / multiple * multiple }

  /// Floats of scratch that `run` needs.
  func scratchCount(m: Int, n: Int, k: Int) -> (a: Int, b: Int, tile: Int) {
    let rows = Self.roundUp(min(m, blockM), table.gemm_panel_rows), columns = Self.roundUp(min(n, blockN), table.gemm_panel_cols)
    return (rows * k, columns * k, rows * columns)
  }

  /// `finish(tile, stride, firstRow, rows, firstColumn, columns)` sees each tile of C once, columns outermost.
  func run(
    _ a: UnsafePointer<Float>, _ aStride: Int, _ m: Int, _ b: UnsafePointer<Float>, _ bStride: Int, _ n: Int, _ k: Int,
    aScale: UnsafePointer<Float>? = nil, bScale: UnsafePointer<Float>? = nil,
    scratch: (a: UnsafeMutablePointer<Float>, b: UnsafeMutablePointer<Float>, tile: UnsafeMutablePointer<Float>),
    finish: (UnsafeMutablePointer<Float>, Int, Int, Int, Int, Int) -> Void
  ) {
    var j = 0
    while j < n {
      let columns = min(blockN, n - j), paddedColumns = Self.roundUp(columns, table.gemm_panel_cols)
      var p = 0
      while p < k {
        let depth = min(blockK, k - p)
        table.pack_b(b + j * bStride + p, bStride, columns, depth, bScale.map { $0 + j }, scratch.b + p * paddedColumns)
        p += depth
      }
      var i = 0
      while i < m {
        let rows = min(blockM, m - i), paddedRows = Self.roundUp(rows, table.gemm_panel_rows)
        p = 0
        repeat {
          let depth = min(blockK, k - p)
          let packedA = scratch.a + p * paddedRows
          table.pack_a(a + i * aStride + p, aStride, rows, depth, aScale.map { $0 + i }, packedA)
          table.gemm_block(
            packedA, scratch.b + p * paddedColumns, rows, columns, depth, scratch.tile, columns, p > 0 ? 1 : 0)
          p += depth
        } while p < k
        finish(scratch.tile, columns, i, rows, j, columns)
        i += rows
      }
      j += columns
    }
  }
}
