// Product of two packed blocks: the register tile walked over a block of C.
//
// The panel of B is the outer loop: it is used again and again while the panels of A stream past from the second-level cache,
// where the whole packed block of A lives. Tiles that stick out over the edge of C are
// computed in full (the panels are padded with zeros), but only their valid part is read and written.

/// Block sizes. A block of A is 240 KB, which leaves half of a small second-level cache for the tile of C and the panels of B
/// that stream past. A long block of k saves more reads and writes of C than a panel of B that does not fit into the first
/// level costs (measured).
#if PITH_TIER_AVX512
let blockRows = 120
let blockDepth = 512
#else
let blockRows = 60
let blockDepth = 1024
#endif
let blockColumns = 256

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
