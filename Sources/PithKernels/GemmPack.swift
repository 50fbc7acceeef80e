// Packing for the matrix product: panels in the order in which the inner loop reads them.
//
// A panel holds panelRows rows of A (panelColumns rows of B) side by side for each p: packed[p * width + r] = x[r, p] * scale[r].
// Missing rows of the last panel are zeros. Packing rows means transposing: 4 x 4 blocks in registers, four rows at a time
// over 16 p, so that each cache line that is fetched is used up before the next rows (which, with a power-of-two stride, fall
// into the same cache set) can evict it.
//
// Cost: one read and one write per element, against 2 * n (or 2 * m) operations per element in the product.
import CPith

@inline(always)
private func load4(_ p: UnsafePointer<Float>) -> SIMD4<Float> {
  pith_load_f32x4(p)
}

@inline(always)
private func store4(_ v: SIMD4<Float>, _ p: UnsafeMutablePointer<Float>) {
  pith_store_f32x4(v, p)
}

@inline(always)
private func store2(_ v: SIMD2<Float>, _ p: UnsafeMutablePointer<Float>) {
  pith_store_f32x2(v, p)
}

/// Four rows, `steps` * 4 of k.
@inline(always)
private func transposeFour(
  _ x: UnsafePointer<Float>, _ stride: Int, _ steps: Int, _ factor: SIMD4<Float>,
  _ packed: UnsafeMutablePointer<Float>, width: Int
) {
  var x = x
  var packed = packed
  var step = 0
  while step < steps {
    let a = load4(x) * factor[0]
    let b = load4(x + stride) * factor[1]
    let c = load4(x + 2 &* stride) * factor[2]
    let d = load4(x + 3 &* stride) * factor[3]
    store4(SIMD4(a[0], b[0], c[0], d[0]), packed)
    store4(SIMD4(a[1], b[1], c[1], d[1]), packed + width)
    store4(SIMD4(a[2], b[2], c[2], d[2]), packed + 2 &* width)
    store4(SIMD4(a[3], b[3], c[3], d[3]), packed + 3 &* width)
    x += 4
    packed += 4 &* width
    step &+= 1
  }
}

/// Two rows, `steps` * 4 of k: what is left of a panel of six.
@inline(always)
private func transposeTwo(
  _ x: UnsafePointer<Float>, _ stride: Int, _ steps: Int, _ factor: SIMD2<Float>,
  _ packed: UnsafeMutablePointer<Float>, width: Int
) {
  var x = x
  var packed = packed
  var step = 0
  while step < steps {
    let a = load4(x) * factor[0]
    let b = load4(x + stride) * factor[1]
    store2(SIMD2(a[0], b[0]), packed)
    store2(SIMD2(a[1], b[1]), packed + width)
    store2(SIMD2(a[2], b[2]), packed + 2 &* width)
    store2(SIMD2(a[3], b[3]), packed + 3 &* width)
    x += 4
    packed += 4 &* width
    step &+= 1
  }
}

@inline(always)
private func packFullPanel(
  _ x: UnsafePointer<Float>, _ stride: Int, _ k: Int, _ scale: UnsafePointer<Float>?,
  _ packed: UnsafeMutablePointer<Float>, width: Int
) {
  var p = 0
  while p &+ 4 <= k {
    let steps = min(4, (k &- p) &>> 2)
    var r = 0
    while r &+ 4 <= width {
      let factor = scale.map { load4($0 + r) } ?? SIMD4(repeating: 1)
      transposeFour(x + (r &* stride &+ p), stride, steps, factor, packed + (p &* width &+ r), width: width)
      r &+= 4
    }
    if r < width {
      let factor = scale.map { SIMD2($0[r], $0[r &+ 1]) } ?? SIMD2(repeating: 1)
      transposeTwo(x + (r &* stride &+ p), stride, steps, factor, packed + (p &* width &+ r), width: width)
    }
    p &+= 4 &* steps
  }
  packColumns(x, stride, width, from: p, to: k, scale, packed, width: width)
}

/// Element by element: the last columns of k, and the last panel.
@inline(always)
private func packColumns(
  _ x: UnsafePointer<Float>, _ stride: Int, _ rows: Int, from: Int, to: Int, _ scale: UnsafePointer<Float>?,
  _ packed: UnsafeMutablePointer<Float>, width: Int
) {
  var r = 0
  while r < width {
    let factor = r < rows ? scale?[r] ?? 1 : 0
    var p = from
    while p < to {
      packed[p &* width &+ r] = r < rows ? x[r &* stride &+ p] * factor : 0
      p &+= 1
    }
    r &+= 1
  }
}

@inline(always)
private func pack(
  _ x: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ k: Int, _ scale: UnsafePointer<Float>?,
  _ packed: UnsafeMutablePointer<Float>, width: Int
) {
  var i = 0
  while i &+ width <= rows {
    packFullPanel(x + i &* stride, stride, k, scale.map { $0 + i }, packed + i &* k, width: width)
    i &+= width
  }
  if i < rows {
    packColumns(
      x + i &* stride, stride, rows &- i, from: 0, to: k, scale.map { $0 + i }, packed + i &* k, width: width)
  }
}

/// Rows of k are read eight at a time from left to right, so that reads are sequential and a panel takes eight of its lines at
/// once. (Panel by panel, every read would be one line of another row: with a power-of-two stride all in one cache set.)
@inline(always)
private func packTransposed(
  _ x: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ k: Int, _ packed: UnsafeMutablePointer<Float>, width: Int
) {
  var first = 0
  while first < k {
    let last = min(first &+ 8, k)
    var i = 0
    while i < rows {
      let panel = packed + i &* k
      let valid = min(width, rows &- i)
      var p = first
      while p < last {
        copyPanelRow(x + (p &* stride &+ i), valid, panel + p &* width, width: width)
        p &+= 1
      }
      i &+= width
    }
    first = last
  }
}

/// One p of a panel, filled up with zeros.
@inline(always)
private func copyPanelRow(
  _ source: UnsafePointer<Float>, _ valid: Int, _ target: UnsafeMutablePointer<Float>, width: Int
) {
  var r = 0
  if valid == width {
    while r &+ 4 <= width {
      store4(load4(source + r), target + r)
      r &+= 4
    }
    if r < width { store2(SIMD2(source[r], source[r &+ 1]), target + r) }
  } else {
    while r < width {
      target[r] = r < valid ? source[r] : 0
      r &+= 1
    }
  }
}

func packA(
  _ a: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ k: Int, _ scale: UnsafePointer<Float>?,
  _ packed: UnsafeMutablePointer<Float>
) {
  pack(a, stride, rows, k, scale, packed, width: panelRows)
}

func packB(
  _ b: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ k: Int, _ scale: UnsafePointer<Float>?,
  _ packed: UnsafeMutablePointer<Float>
) {
  pack(b, stride, rows, k, scale, packed, width: panelColumns)
}

func packATransposed(
  _ a: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ k: Int, _ packed: UnsafeMutablePointer<Float>
) {
  packTransposed(a, stride, rows, k, packed, width: panelRows)
}

func packBTransposed(
  _ b: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ k: Int, _ packed: UnsafeMutablePointer<Float>
) {
  packTransposed(b, stride, rows, k, packed, width: panelColumns)
}
