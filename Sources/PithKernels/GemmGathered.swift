// Gathered rows against one panel of columns: the matrix product for methods that need few, scattered rows of it.
//
// The rows are read where they lie, one broadcast each per p, so nothing is packed for a row that is looked at once. The
// register tile is that of the packed product: the same chains over ascending p, so the same bits, and the same speed as long as
// the panel stays in the second-level cache. A search that has seen all but the last columns asks for these only; with AVX2,
// half a panel takes half the time: 12 rows of one register instead of 6 of two.
//
// Cost: m * panelColumns multiply-adds per p, m rounded up to panelRows.
import CPith

/// c[i, j] (+)= row rows[i] of a times column j of the panel, at least for the columns first..<last; c has panelColumns per
/// row.
func gemmGathered(
  _ a: UnsafePointer<Float>, _ stride: Int, _ rows: UnsafePointer<Int32>, _ m: Int, _ panel: UnsafePointer<Float>,
  _ k: Int, _ c: UnsafeMutablePointer<Float>, _ accumulate: Int32, _ first: Int, _ last: Int
) {
  #if PITH_TIER_AVX2
  if last <= 8 || first >= 8 {
    let side = first >= 8 ? 8 : 0
    gatherHalf(a, stride, rows, m, panel + side, k, c + side, accumulate != 0)
    return
  }
  #endif
  gatherWhole(a, stride, rows, m, panel, k, c, accumulate != 0)
}

private func gatherWhole(
  _ a: UnsafePointer<Float>, _ stride: Int, _ rows: UnsafePointer<Int32>, _ m: Int, _ panel: UnsafePointer<Float>,
  _ k: Int, _ c: UnsafeMutablePointer<Float>, _ accumulate: Bool
) {
  var i = 0
  while i < m {
    let valid = min(panelRows, m &- i)
    // Rows that are missing repeat the last one.
    @inline(always)
    func row(_ r: Int) -> UnsafePointer<Float> { a + Int(rows[i &+ min(r, valid &- 1)]) &* stride }
    let out = c + i &* panelColumns
    @inline(always)
    func start(_ r: Int) -> PanelRow {
      accumulate && r < valid ? loadPanelRow(out + r &* panelColumns) : PanelRow(repeating: 0)
    }
    let a0 = row(0), a1 = row(1), a2 = row(2), a3 = row(3), a4 = row(4), a5 = row(5)
    var c0 = start(0), c1 = start(1), c2 = start(2), c3 = start(3), c4 = start(4), c5 = start(5)
    #if PITH_TIER_AVX512
    let a6 = row(6), a7 = row(7), a8 = row(8), a9 = row(9), a10 = row(10), a11 = row(11)
    var c6 = start(6), c7 = start(7), c8 = start(8), c9 = start(9), c10 = start(10), c11 = start(11)
    #endif
    var b = panel
    var p = 0
    while p < k {
      let column = loadPanelRow(b)
      c0 = fma(PanelRow(repeating: a0[p]), column, c0)
      c1 = fma(PanelRow(repeating: a1[p]), column, c1)
      c2 = fma(PanelRow(repeating: a2[p]), column, c2)
      c3 = fma(PanelRow(repeating: a3[p]), column, c3)
      c4 = fma(PanelRow(repeating: a4[p]), column, c4)
      c5 = fma(PanelRow(repeating: a5[p]), column, c5)
      #if PITH_TIER_AVX512
      c6 = fma(PanelRow(repeating: a6[p]), column, c6)
      c7 = fma(PanelRow(repeating: a7[p]), column, c7)
      c8 = fma(PanelRow(repeating: a8[p]), column, c8)
      c9 = fma(PanelRow(repeating: a9[p]), column, c9)
      c10 = fma(PanelRow(repeating: a10[p]), column, c10)
      c11 = fma(PanelRow(repeating: a11[p]), column, c11)
      #endif
      b += panelColumns
      p &+= 1
    }
    storeRow(c0, out, panelColumns)
    if valid > 1 { storeRow(c1, out + panelColumns, panelColumns) }
    if valid > 2 { storeRow(c2, out + 2 &* panelColumns, panelColumns) }
    if valid > 3 { storeRow(c3, out + 3 &* panelColumns, panelColumns) }
    if valid > 4 { storeRow(c4, out + 4 &* panelColumns, panelColumns) }
    if valid > 5 { storeRow(c5, out + 5 &* panelColumns, panelColumns) }
    #if PITH_TIER_AVX512
    if valid > 6 { storeRow(c6, out + 6 &* panelColumns, panelColumns) }
    if valid > 7 { storeRow(c7, out + 7 &* panelColumns, panelColumns) }
    if valid > 8 { storeRow(c8, out + 8 &* panelColumns, panelColumns) }
    if valid > 9 { storeRow(c9, out + 9 &* panelColumns, panelColumns) }
    if valid > 10 { storeRow(c10, out + 10 &* panelColumns, panelColumns) }
    if valid > 11 { storeRow(c11, out + 11 &* panelColumns, panelColumns) }
    #endif
    i &+= panelRows
  }
}

#if PITH_TIER_AVX2
/// The same for eight columns.
private func gatherHalf(
  _ a: UnsafePointer<Float>, _ stride: Int, _ rows: UnsafePointer<Int32>, _ m: Int, _ panel: UnsafePointer<Float>,
  _ k: Int, _ c: UnsafeMutablePointer<Float>, _ accumulate: Bool
) {
  typealias Half = SIMD8<Float>
  var i = 0
  while i < m {
    let valid = min(12, m &- i)
    @inline(always)
    func row(_ r: Int) -> UnsafePointer<Float> { a + Int(rows[i &+ min(r, valid &- 1)]) &* stride }
    let out = c + i &* panelColumns
    @inline(always)
    func start(_ r: Int) -> Half { accumulate && r < valid ? pith_load_f32x8(out + r &* panelColumns) : Half(repeating: 0) }
    let a0 = row(0), a1 = row(1), a2 = row(2), a3 = row(3), a4 = row(4), a5 = row(5)
    var c0 = start(0), c1 = start(1), c2 = start(2), c3 = start(3), c4 = start(4), c5 = start(5)
    var b = panel
    var p = 0
    if valid <= 6 {
      while p < k {
        let column = pith_load_f32x8(b)
        c0 = pith_fma8(Half(repeating: a0[p]), column, c0)
        c1 = pith_fma8(Half(repeating: a1[p]), column, c1)
        c2 = pith_fma8(Half(repeating: a2[p]), column, c2)
        c3 = pith_fma8(Half(repeating: a3[p]), column, c3)
        c4 = pith_fma8(Half(repeating: a4[p]), column, c4)
        c5 = pith_fma8(Half(repeating: a5[p]), column, c5)
        b += panelColumns
        p &+= 1
      }
    } else {
      let a6 = row(6), a7 = row(7), a8 = row(8), a9 = row(9), a10 = row(10), a11 = row(11)
      var c6 = start(6), c7 = start(7), c8 = start(8), c9 = start(9), c10 = start(10), c11 = start(11)
      while p < k {
        let column = pith_load_f32x8(b)
        c0 = pith_fma8(Half(repeating: a0[p]), column, c0)
        c1 = pith_fma8(Half(repeating: a1[p]), column, c1)
        c2 = pith_fma8(Half(repeating: a2[p]), column, c2)
        c3 = pith_fma8(Half(repeating: a3[p]), column, c3)
        c4 = pith_fma8(Half(repeating: a4[p]), column, c4)
        c5 = pith_fma8(Half(repeating: a5[p]), column, c5)
        c6 = pith_fma8(Half(repeating: a6[p]), column, c6)
        c7 = pith_fma8(Half(repeating: a7[p]), column, c7)
        c8 = pith_fma8(Half(repeating: a8[p]), column, c8)
        c9 = pith_fma8(Half(repeating: a9[p]), column, c9)
        c10 = pith_fma8(Half(repeating: a10[p]), column, c10)
        c11 = pith_fma8(Half(repeating: a11[p]), column, c11)
        b += panelColumns
        p &+= 1
      }
      pith_store_f32x8(c6, out + 6 &* panelColumns)
      if valid > 7 { pith_store_f32x8(c7, out + 7 &* panelColumns) }
      if valid > 8 { pith_store_f32x8(c8, out + 8 &* panelColumns) }
      if valid > 9 { pith_store_f32x8(c9, out + 9 &* panelColumns) }
      if valid > 10 { pith_store_f32x8(c10, out + 10 &* panelColumns) }
      if valid > 11 { pith_store_f32x8(c11, out + 11 &* panelColumns) }
    }
    pith_store_f32x8(c0, out)
    if valid > 1 { pith_store_f32x8(c1, out + panelColumns) }
    if valid > 2 { pith_store_f32x8(c2, out + 2 &* panelColumns) }
    if valid > 3 { pith_store_f32x8(c3, out + 3 &* panelColumns) }
    if valid > 4 { pith_store_f32x8(c4, out + 4 &* panelColumns) }
    if valid > 5 { pith_store_f32x8(c5, out + 5 &* panelColumns) }
    i &+= 12
  }
}
#endif
