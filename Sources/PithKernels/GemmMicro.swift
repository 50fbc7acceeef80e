// Inner loop of the packed matrix product: a tile of C that lives in registers while k runs.
//
// Tiles: 12 x 32 with AVX-512 (24 accumulators of 32 registers), 6 x 16 elsewhere (12 accumulators of AVX2's 16). Each
// element of the tile is one chain c = fma(a[p], b[p], c) over ascending p, so neither the tile's shape nor the cut of k into
// blocks (the chain goes on from the stored c) shows in the bits.
//
// Cost: panelRows * panelColumns multiply-adds per p for panelRows broadcasts and panelColumns loads, both from cache.
import CPith

#if PITH_TIER_AVX512
typealias PanelRow = SIMD32<Float>
let panelRows = 12
let panelColumns = 32
#else
typealias PanelRow = SIMD16<Float>
let panelRows = 6
let panelColumns = 16
#endif

/// A row of a panel of B.
@inline(always)
func loadPanelRow(_ p: UnsafePointer<Float>) -> PanelRow {
  #if PITH_TIER_AVX512
  return pith_load_f32x32(p)
  #else
  return load(p, 0)
  #endif
}

/// The first `columns` elements of a row of the tile.
@inline(always)
func loadRow(_ p: UnsafePointer<Float>, _ columns: Int) -> PanelRow {
  if columns == panelColumns { return loadPanelRow(p) }
  #if PITH_TIER_AVX512
  if columns < 16 { return pith_join16(load(p, 0, count: columns), Lanes(repeating: 0)) }
  return pith_join16(load(p, 0), load(p, 16, count: columns &- 16))
  #else
  return load(p, 0, count: columns)
  #endif
}

@inline(always)
func storeRow(_ v: PanelRow, _ p: UnsafeMutablePointer<Float>, _ columns: Int) {
  #if PITH_TIER_AVX512
  if columns == panelColumns { return pith_store_f32x32(v, p) }
  store(pith_low16(v), p, 0, count: min(16, columns))
  if columns > 16 { store(pith_high16(v), p, 16, count: columns &- 16) }
  #else
  store(v, p, 0, count: columns)
  #endif
}

/// One tile: c[rows, columns] (+)= a * b over k, for two panels. The panels are padded, so the whole tile is computed always;
/// rows and columns say what of it is read and written. Inlined, so that full tiles see constants.
@inline(always)
func multiplyPanels(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ k: Int, _ c: UnsafeMutablePointer<Float>, _ stride: Int,
  rows: Int, columns: Int, accumulate: Bool
) {
  var c0 = PanelRow(repeating: 0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0
  #if PITH_TIER_AVX512
  var c6 = c0, c7 = c0, c8 = c0, c9 = c0, c10 = c0, c11 = c0
  #endif
  if accumulate {
    c0 = loadRow(c, columns)
    if rows > 1 { c1 = loadRow(c + stride, columns) }
    if rows > 2 { c2 = loadRow(c + 2 &* stride, columns) }
    if rows > 3 { c3 = loadRow(c + 3 &* stride, columns) }
    if rows > 4 { c4 = loadRow(c + 4 &* stride, columns) }
    if rows > 5 { c5 = loadRow(c + 5 &* stride, columns) }
    #if PITH_TIER_AVX512
    if rows > 6 { c6 = loadRow(c + 6 &* stride, columns) }
    if rows > 7 { c7 = loadRow(c + 7 &* stride, columns) }
    if rows > 8 { c8 = loadRow(c + 8 &* stride, columns) }
    if rows > 9 { c9 = loadRow(c + 9 &* stride, columns) }
    if rows > 10 { c10 = loadRow(c + 10 &* stride, columns) }
    if rows > 11 { c11 = loadRow(c + 11 &* stride, columns) }
    #endif
  }
  var a = a
  var b = b
  var p = 0
  while p < k {
    let row = loadPanelRow(b)
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
  storeRow(c0, c, columns)
  if rows > 1 { storeRow(c1, c + stride, columns) }
  if rows > 2 { storeRow(c2, c + 2 &* stride, columns) }
  if rows > 3 { storeRow(c3, c + 3 &* stride, columns) }
  if rows > 4 { storeRow(c4, c + 4 &* stride, columns) }
  if rows > 5 { storeRow(c5, c + 5 &* stride, columns) }
  #if PITH_TIER_AVX512
  if rows > 6 { storeRow(c6, c + 6 &* stride, columns) }
  if rows > 7 { storeRow(c7, c + 7 &* stride, columns) }
  if rows > 8 { storeRow(c8, c + 8 &* stride, columns) }
  if rows > 9 { storeRow(c9, c + 9 &* stride, columns) }
  if rows > 10 { storeRow(c10, c + 10 &* stride, columns) }
  if rows > 11 { storeRow(c11, c + 11 &* stride, columns) }
  #endif
}
