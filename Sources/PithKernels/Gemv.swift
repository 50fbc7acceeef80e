// One row against packed rows of B: out[j] = x . b[j], with the bits of the matrix product.
//
// Each element is the same chain over ascending p as in the product. Four panels advance together, because one chain alone
// would wait for the latency of its own additions; the loop then runs as fast as the panels can be read.

func gemvPacked(
  _ x: UnsafePointer<Float>, _ packedB: UnsafePointer<Float>, _ n: Int, _ k: Int, _ out: UnsafeMutablePointer<Float>,
  _ accumulate: Int32
) {
  let zero = PanelRow(repeating: 0)
  var j = 0
  while j &+ 4 &* panelColumns <= n {
    let y = out + j
    var c0 = zero, c1 = zero, c2 = zero, c3 = zero
    if accumulate != 0 {
      c0 = loadRow(y, panelColumns)
      c1 = loadRow(y + panelColumns, panelColumns)
      c2 = loadRow(y + 2 &* panelColumns, panelColumns)
      c3 = loadRow(y + 3 &* panelColumns, panelColumns)
    }
    let panel = panelColumns &* k
    var b = packedB + j &* k
    var p = 0
    while p < k {
      let value = PanelRow(repeating: x[p])
      c0 = fma(value, loadPanelRow(b), c0)
      c1 = fma(value, loadPanelRow(b + panel), c1)
      c2 = fma(value, loadPanelRow(b + 2 &* panel), c2)
      c3 = fma(value, loadPanelRow(b + 3 &* panel), c3)
      b += panelColumns
      p &+= 1
    }
    storeRow(c0, y, panelColumns)
    storeRow(c1, y + panelColumns, panelColumns)
    storeRow(c2, y + 2 &* panelColumns, panelColumns)
    storeRow(c3, y + 3 &* panelColumns, panelColumns)
    j &+= 4 &* panelColumns
  }
  while j < n {
    multiplyPanel(x, packedB + j &* k, k, out + j, columns: min(panelColumns, n &- j), accumulate: accumulate != 0)
    j &+= panelColumns
  }
}

@inline(always)
private func multiplyPanel(
  _ x: UnsafePointer<Float>, _ panel: UnsafePointer<Float>, _ k: Int, _ out: UnsafeMutablePointer<Float>, columns: Int,
  accumulate: Bool
) {
  var c = PanelRow(repeating: 0)
  if accumulate { c = loadRow(out, columns) }
  var b = panel
  var p = 0
  while p < k {
    c = fma(PanelRow(repeating: x[p]), loadPanelRow(b), c)
    b += panelColumns
    p &+= 1
  }
  storeRow(c, out, columns)
}
