// Product of two packed blocks: the register tile walked over a block of C.
//
// The panel of B is the outer loop: it stays in the first-level cache (gemm_block_k * panelColumns floats) while the panels of
// A stream past from the second level, where the whole packed block of A lives. Tiles that stick out over the edge of C are
// computed in full in a buffer on the stack (the panels are padded with zeros) and their valid part is copied.

/// Block sizes: A 120 x 512 (or 240 x 256) is 240 KB of second-level cache, a panel of B is 32 KB. A longer block of k saves
/// more reads and writes of C than a B panel that spills a little out of the first level costs (measured).
#if PITH_TIER_AVX512
let blockRows = 240
let blockDepth = 256
#else
let blockRows = 120
let blockDepth = 512
#endif
let blockColumns = 1024

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
