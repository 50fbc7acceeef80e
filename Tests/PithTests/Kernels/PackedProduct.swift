// A blocked driver over the packed matrix product, for tests and benchmarks: C = A * B^T, tile by finished tile.
//
// B is packed once, all of it, or in parts of at most `maximumPackedB` floats. Then for each block of A (gemm_block_m rows,
// all of k), packed once per part of B, the tiles of gemm_block_n columns are built up over the blocks of k and handed out
// while they are in the second-level cache. C need not exist as a whole.
//
// Packed layout: the panels of the block of k that starts at p lie behind one another from packed + p * padded rows.
import CPith

struct PackedProduct {
  let table: pithk_table
  /// Multiples of the panels; smaller than the table's values to make the edges meet in tests.
  var blockM: Int
  var blockN: Int
  var blockK: Int
  /// 16 MB: re-read from the third-level cache or memory once per block of A.
  var maximumPackedB = 4 << 20

  init(_ table: pithk_table) {
    self.table = table
    blockM = table.gemm_block_m
    blockN = table.gemm_block_n
    blockK = table.gemm_block_k
  }

  static func roundUp(_ n: Int, _ multiple: Int) -> Int { (n + multiple - 1) / multiple * multiple }

  private func partOfB(_ n: Int, _ k: Int) -> Int {
    min(Self.roundUp(n, table.gemm_panel_cols), max(1, maximumPackedB / max(1, k) / blockN) * blockN)
  }

  /// Floats of scratch that `run` needs.
  func scratchCount(m: Int, n: Int, k: Int) -> (a: Int, b: Int, tile: Int) {
    let rows = Self.roundUp(min(m, blockM), table.gemm_panel_rows)
    return (rows * k, partOfB(n, k) * k, min(m, blockM) * min(n, blockN))
  }

  /// `finish(tile, stride, firstRow, rows, firstColumn, columns)` sees each tile of C once. With `c` the tiles are computed in
  /// place there, with row stride `cStride`; without it they share the scratch tile.
  func run(
    _ a: UnsafePointer<Float>, _ aStride: Int, _ m: Int, _ b: UnsafePointer<Float>, _ bStride: Int, _ n: Int, _ k: Int,
    aScale: UnsafePointer<Float>? = nil, bScale: UnsafePointer<Float>? = nil,
    scratch: (a: UnsafeMutablePointer<Float>, b: UnsafeMutablePointer<Float>, tile: UnsafeMutablePointer<Float>),
    c: UnsafeMutablePointer<Float>? = nil, cStride: Int = 0,
    finish: (UnsafeMutablePointer<Float>, Int, Int, Int, Int, Int) -> Void
  ) {
    let part = partOfB(n, k)
    for firstPart in stride(from: 0, to: n, by: max(1, part)) {
      let columnsOfPart = min(part, n - firstPart)
      let paddedColumns = Self.roundUp(columnsOfPart, table.gemm_panel_cols)
      for p in stride(from: 0, to: k, by: blockK) {
        table.pack_b(
          b + firstPart * bStride + p, bStride, columnsOfPart, min(blockK, k - p), bScale.map { $0 + firstPart },
          scratch.b + p * paddedColumns)
      }
      for i in stride(from: 0, to: m, by: blockM) {
        let rows = min(blockM, m - i), paddedRows = Self.roundUp(rows, table.gemm_panel_rows)
        for p in stride(from: 0, to: k, by: blockK) {
          table.pack_a(
            a + i * aStride + p, aStride, rows, min(blockK, k - p), aScale.map { $0 + i }, scratch.a + p * paddedRows)
        }
        for j in stride(from: 0, to: columnsOfPart, by: blockN) {
          let columns = min(blockN, columnsOfPart - j)
          let tile = c.map { $0 + i * cStride + firstPart + j } ?? scratch.tile, stride = c == nil ? columns : cStride
          var p = 0
          repeat {
            let depth = min(blockK, k - p)
            table.gemm_block(
              scratch.a + p * paddedRows, scratch.b + p * paddedColumns + j * depth, rows, columns, depth, tile, stride,
              p > 0 ? 1 : 0)
            p += depth
          } while p < k
          finish(tile, stride, i, rows, firstPart + j, columns)
        }
      }
    }
  }
}
