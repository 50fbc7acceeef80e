// Rescaling a tile of C in place: cosine scales, squared distances from products, row sums.
//
//   c[i, j] = c[i, j] * row[i] * column[j]
//   c[i, j] = fma(alpha, c[i, j], row[i] + column[j])      |x - y|^2 = |x|^2 + |y|^2 - 2 x.y
//
// Cost: one read and one write of the tile, in the second-level cache.

func tileScale(
  _ c: UnsafeMutablePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ rowScale: UnsafePointer<Float>?,
  _ columnScale: UnsafePointer<Float>?
) {
  var i = 0
  while i < rows {
    let row = c + i &* stride
    let factor = rowScale?[i] ?? 1
    if let columnScale {
      @inline(always)
      func run(_ j: Int, _ count: Int) {
        store(load(row, j, count: count) * factor * load(columnScale, j, count: count), row, j, count: count)
      }
      forEachRun(cols, run)
    } else {
      @inline(always)
      func run(_ j: Int, _ count: Int) { store(load(row, j, count: count) * factor, row, j, count: count) }
      forEachRun(cols, run)
    }
    i &+= 1
  }
}

func tileAffine(
  _ c: UnsafeMutablePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ alpha: Float,
  _ rowBias: UnsafePointer<Float>?, _ columnBias: UnsafePointer<Float>?
) {
  let factor = Lanes(repeating: alpha)
  var i = 0
  while i < rows {
    let row = c + i &* stride
    let offset = Lanes(repeating: rowBias?[i] ?? 0)
    if let columnBias {
      @inline(always)
      func run(_ j: Int, _ count: Int) {
        let bias = offset + load(columnBias, j, count: count)
        store(fma(factor, load(row, j, count: count), bias), row, j, count: count)
      }
      forEachRun(cols, run)
    } else {
      @inline(always)
      func run(_ j: Int, _ count: Int) {
        store(fma(factor, load(row, j, count: count), offset), row, j, count: count)
      }
      forEachRun(cols, run)
    }
    i &+= 1
  }
}

/// lanes[i * 16 + l] collects the columns l mod 16 of row i, in ascending order.
func tileRowLaneSums(
  _ c: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ lanes: UnsafeMutablePointer<Float>
) {
  var i = 0
  while i < rows {
    let row = c + i &* stride
    var running = load(lanes, i &* 16)
    @inline(always)
    func run(_ j: Int, _ count: Int) { running += load(row, j, count: count) }
    forEachRun(cols, run)
    store(running, lanes, i &* 16)
    i &+= 1
  }
}
