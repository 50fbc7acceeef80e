// Product of two packed blocks: the register tile walked over a block of C.
//
// The panel of B is the outer loop: it stays in the first-level cache (gemm_block_k * panelColumns floats) while the panels of
// A stream past from the second level, where the whole packed block of A lives. Tiles that stick out over the edge of C are
// computed in full in a buffer on the stack (the panels are padded with zeros) and their valid part is copied.

let blockRows = panelRows == 12 ? 240 : 120
let blockColumns = 2048
let blockDepth = panelColumns == 32 ? 256 : 384

/// Room for one register tile.
private typealias TileBuffer = (
  SIMD64<Float>, SIMD64<Float>, SIMD64<Float>, SIMD64<Float>, SIMD64<Float>, SIMD64<Float>
)

func gemmBlock(
  _ packedA: UnsafePointer<Float>, _ packedB: UnsafePointer<Float>, _ m: Int, _ n: Int, _ k: Int,
  _ c: UnsafeMutablePointer<Float>, _ stride: Int, _ accumulate: Int32
) {
  var j = 0
  while j < n {
    let b = packedB + j &* k
    let columns = n &- j
    var i = 0
    if columns >= panelColumns {
      if accumulate != 0 {
        while i &+ panelRows <= m {
          multiplyPanels(packedA + i &* k, b, k, c + (i &* stride &+ j), stride, accumulate: true)
          i &+= panelRows
        }
      } else {
        while i &+ panelRows <= m {
          multiplyPanels(packedA + i &* k, b, k, c + (i &* stride &+ j), stride, accumulate: false)
          i &+= panelRows
        }
      }
    }
    while i < m {
      multiplyEdge(
        packedA + i &* k, b, k, c + (i &* stride &+ j), stride, rows: min(panelRows, m &- i),
        columns: min(panelColumns, columns), accumulate: accumulate != 0)
      i &+= panelRows
    }
    j &+= panelColumns
  }
}

@inline(never)
private func multiplyEdge(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ k: Int, _ c: UnsafeMutablePointer<Float>, _ stride: Int,
  rows: Int, columns: Int, accumulate: Bool
) {
  let zero = SIMD64<Float>(repeating: 0)
  var buffer: TileBuffer = (zero, zero, zero, zero, zero, zero)
  withUnsafeMutablePointer(to: &buffer) {
    let tile = UnsafeMutableRawPointer($0).assumingMemoryBound(to: Float.self)
    if accumulate { copyTile(from: UnsafePointer(c), stride, to: tile, panelColumns, rows, columns) }
    multiplyPanels(a, b, k, tile, panelColumns, accumulate: true)
    copyTile(from: UnsafePointer(tile), panelColumns, to: c, stride, rows, columns)
  }
}

@inline(__always)
private func copyTile(
  from: UnsafePointer<Float>, _ fromStride: Int, to: UnsafeMutablePointer<Float>, _ toStride: Int,
  _ rows: Int, _ columns: Int
) {
  var i = 0
  while i < rows {
    let source = from + i &* fromStride
    let target = to + i &* toStride
    forEachRun(columns) { j, count in store(load(source, j, count: count), target, j, count: count) }
    i &+= 1
  }
}
