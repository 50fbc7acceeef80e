// Product of two packed blocks: the register tile walked over a block of C.
//
// The panel of B is the outer loop: it stays in the first-level cache (gemm_block_k * panelColumns floats) while the panels of
// A stream past from the second level, where the whole packed block of A lives. Tiles that stick out over the edge of C are
// computed in full (the panels are padded with zeros), but only their valid part is read and written.

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

@inline(always)
private func multiplyBlocks(
  _ packedA: UnsafePointer<Float>, _ packedB: UnsafePointer<Float>, _ m: Int, _ n: Int, _ k: Int,
  _ c: UnsafeMutablePointer<Float>, _ stride: Int, accumulate: Bool
) {
  var j = 0
  while j < n {
    let b = packedB + j &* k
    let columns = min(panelColumns, n &- j)
    var i = 0
    if columns == panelColumns {
      while i &+ panelRows <= m {
        multiplyPanels(
          packedA + i &* k, b, k, c + (i &* stride &+ j), stride, rows: panelRows, columns: panelColumns,
          accumulate: accumulate)
        i &+= panelRows
      }
    }
    while i < m {
      multiplyEdge(
        packedA + i &* k, b, k, c + (i &* stride &+ j), stride, rows: min(panelRows, m &- i), columns: columns,
        accumulate: accumulate)
      i &+= panelRows
    }
    j &+= panelColumns
  }
}

/// A tile that sticks out over the edge of C.
@inline(never)
private func multiplyEdge(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ k: Int, _ c: UnsafeMutablePointer<Float>, _ stride: Int,
  rows: Int, columns: Int, accumulate: Bool
) {
  multiplyPanels(a, b, k, c, stride, rows: rows, columns: columns, accumulate: accumulate)
}

func gemmBlock(
  _ packedA: UnsafePointer<Float>, _ packedB: UnsafePointer<Float>, _ m: Int, _ n: Int, _ k: Int,
  _ c: UnsafeMutablePointer<Float>, _ stride: Int, _ accumulate: Int32
) {
  if accumulate != 0 {
    multiplyBlocks(packedA, packedB, m, n, k, c, stride, accumulate: true)
  } else {
    multiplyBlocks(packedA, packedB, m, n, k, c, stride, accumulate: false)
  }
}
