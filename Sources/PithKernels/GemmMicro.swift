// Inner loop of the packed matrix product: a tile of C that lives in registers while k runs.
//
// Tiles: 12 x 32 with AVX-512 (24 accumulators of 32 registers), 6 x 16 elsewhere (12 accumulators of AVX2's 16). Each
// element of the tile is one chain c = fma(a[p], b[p], c) over ascending p, so neither the tile's shape nor the cut of k into
// blocks (the chain goes on from the stored c) shows in the bits.
//
// Cost: panelRows * panelColumns multiply-adds per p for panelRows broadcasts and panelColumns loads, both from cache.

#if PITH_TIER_AVX512
typealias PanelRow = SIMD32<Float>
let panelRows = 12
let panelColumns = 32
#else
typealias PanelRow = SIMD16<Float>
let panelRows = 6
let panelColumns = 16
#endif

@inline(__always)
private func loadRow(_ p: UnsafePointer<Float>) -> PanelRow {
  UnsafeRawPointer(p).loadUnaligned(as: PanelRow.self)
}

@inline(__always)
private func loadRow(_ p: UnsafeMutablePointer<Float>) -> PanelRow {
  UnsafeRawPointer(p).loadUnaligned(as: PanelRow.self)
}

@inline(__always)
private func storeRow(_ v: PanelRow, _ p: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(p).storeBytes(of: v, as: PanelRow.self)
}

/// One full tile: c[panelRows, panelColumns] (+)= a * b over k. `a` and `b` are panels.
@inline(__always)
func multiplyPanels(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ k: Int,
  _ c: UnsafeMutablePointer<Float>, _ stride: Int, accumulate: Bool
) {
  var c0 = PanelRow(repeating: 0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0
  #if PITH_TIER_AVX512
  var c6 = c0, c7 = c0, c8 = c0, c9 = c0, c10 = c0, c11 = c0
  #endif
  if accumulate {
    c0 = loadRow(c)
    c1 = loadRow(c + stride)
    c2 = loadRow(c + 2 &* stride)
    c3 = loadRow(c + 3 &* stride)
    c4 = loadRow(c + 4 &* stride)
    c5 = loadRow(c + 5 &* stride)
    #if PITH_TIER_AVX512
    c6 = loadRow(c + 6 &* stride)
    c7 = loadRow(c + 7 &* stride)
    c8 = loadRow(c + 8 &* stride)
    c9 = loadRow(c + 9 &* stride)
    c10 = loadRow(c + 10 &* stride)
    c11 = loadRow(c + 11 &* stride)
    #endif
  }
  var a = a
  var b = b
  var p = 0
  while p < k {
    let row = loadRow(b)
    c0 = fma(PanelRow(repeating: a[0]), row, c0)
    c1 = fma(PanelRow(repeating: a[1]), row, c1)
    c2 = fma(PanelRow(repeating: a[2]), row, c2)
    c3 = fma(PanelRow(repeating: a[3]), row, c3)
    c4 = fma(PanelRow(repeating: a[4]), row, c4)
    c5 = fma(PanelRow(repeating: a[5]), row, c5)
    #if PITH_TIER_AVX512
    c6 = fma(PanelRow(repeating: a[6]), row, c6)
    c7 = fma(PanelRow(repeating: a[7]), row, c7)
    c8 = fma(PanelRow(repeating: a[8]), row, c8)
    c9 = fma(PanelRow(repeating: a[9]), row, c9)
    c10 = fma(PanelRow(repeating: a[10]), row, c10)
    c11 = fma(PanelRow(repeating: a[11]), row, c11)
    #endif
    a += panelRows
    b += panelColumns
    p &+= 1
  }
  storeRow(c0, c)
  storeRow(c1, c + stride)
  storeRow(c2, c + 2 &* stride)
  storeRow(c3, c + 3 &* stride)
  storeRow(c4, c + 4 &* stride)
  storeRow(c5, c + 5 &* stride)
  #if PITH_TIER_AVX512
  storeRow(c6, c + 6 &* stride)
  storeRow(c7, c + 7 &* stride)
  storeRow(c8, c + 8 &* stride)
  storeRow(c9, c + 9 &* stride)
  storeRow(c10, c + 10 &* stride)
  storeRow(c11, c + 11 &* stride)
  #endif
}
