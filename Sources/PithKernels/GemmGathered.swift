// Gathered rows against one panel of columns: the matrix product for methods that need few, scattered rows of it.
//
// The rows are read where they lie, one broadcast each per p, so nothing is packed for a row that is looked at once. The
// register tile is that of the packed product: the same chains over ascending p, so the same bits, and the same speed as long as
// the panel stays in the second-level cache.
//
// Cost: m * panelColumns multiply-adds per p, m rounded up to panelRows.
import CPith

/// c[i, j] = row rows[i] of a times column j of the panel, for all panelColumns columns; c has panelColumns per row.
func gemmGathered(
  _ a: UnsafePointer<Float>, _ stride: Int, _ rows: UnsafePointer<Int32>, _ m: Int, _ panel: UnsafePointer<Float>,
  _ k: Int, _ c: UnsafeMutablePointer<Float>
) {
  var i = 0
  while i < m {
    let valid = min(panelRows, m &- i)
    // Rows that are missing repeat the last one.
    @inline(always)
    func row(_ r: Int) -> UnsafePointer<Float> { a + Int(rows[i &+ min(r, valid &- 1)]) &* stride }
    let a0 = row(0), a1 = row(1), a2 = row(2), a3 = row(3), a4 = row(4), a5 = row(5)
    var c0 = PanelRow(repeating: 0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0
    #if PITH_TIER_AVX512
    let a6 = row(6), a7 = row(7), a8 = row(8), a9 = row(9), a10 = row(10), a11 = row(11)
    var c6 = c0, c7 = c0, c8 = c0, c9 = c0, c10 = c0, c11 = c0
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
    let out = c + i &* panelColumns
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
