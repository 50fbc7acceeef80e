// Reductions down the columns of a block of rows, continued in a running vector.
//
// Each column is one chain over ascending rows, so the cut into blocks never shows in the bits. Rows are read along their
// length, eight at a time: the running vector is then loaded and stored once per eight rows, and the eight streams are within
// what hardware prefetchers follow. Walking down single columns instead would touch a new page per row.
//
// Cost: memory bandwidth.
import CPith

/// y[j] = operation(y[j], x[i, j], i) for ascending i.
@inline(always)
private func foldRows(
  _ x: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ y: UnsafeMutablePointer<Float>,
  _ operation: (_ running: Lanes, _ value: Lanes, _ row: Int) -> Lanes
) {
  var i = 0
  while i &+ 8 <= rows {
    let r0 = x + i &* stride
    let r1 = r0 + stride
    let r2 = r1 + stride
    let r3 = r2 + stride
    let r4 = r3 + stride
    let r5 = r4 + stride
    let r6 = r5 + stride
    let r7 = r6 + stride
    @inline(always)
    func run(_ j: Int, _ count: Int) {
      var v = load(y, j, count: count)
      v = operation(v, load(r0, j, count: count), i)
      v = operation(v, load(r1, j, count: count), i &+ 1)
      v = operation(v, load(r2, j, count: count), i &+ 2)
      v = operation(v, load(r3, j, count: count), i &+ 3)
      v = operation(v, load(r4, j, count: count), i &+ 4)
      v = operation(v, load(r5, j, count: count), i &+ 5)
      v = operation(v, load(r6, j, count: count), i &+ 6)
      v = operation(v, load(r7, j, count: count), i &+ 7)
      store(v, y, j, count: count)
    }
    forEachRun(cols, run)
    i &+= 8
  }
  while i < rows {
    let row = x + i &* stride
    @inline(always)
    func run(_ j: Int, _ count: Int) {
      store(operation(load(y, j, count: count), load(row, j, count: count), i), y, j, count: count)
    }
    forEachRun(cols, run)
    i &+= 1
  }
}

func columnSum(
  _ x: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ y: UnsafeMutablePointer<Float>
) {
  @inline(always)
  func operation(_ running: Lanes, _ value: Lanes, _ row: Int) -> Lanes { running + value }
  foldRows(x, stride, rows, cols, y, operation)
}

func columnSumSquares(
  _ x: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ y: UnsafeMutablePointer<Float>
) {
  @inline(always)
  func operation(_ running: Lanes, _ value: Lanes, _ row: Int) -> Lanes { fma(value, value, running) }
  foldRows(x, stride, rows, cols, y, operation)
}

func columnWeightedSum(
  _ x: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ weight: UnsafePointer<Float>,
  _ y: UnsafeMutablePointer<Float>
) {
  @inline(always)
  func operation(_ running: Lanes, _ value: Lanes, _ row: Int) -> Lanes {
    fma(Lanes(repeating: weight[row]), value, running)
  }
  foldRows(x, stride, rows, cols, y, operation)
}

func columnMaximum(
  _ x: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ y: UnsafeMutablePointer<Float>
) {
  @inline(always)
  func operation(_ running: Lanes, _ value: Lanes, _ row: Int) -> Lanes { larger(value, running) }
  foldRows(x, stride, rows, cols, y, operation)
}

func columnMinimum(
  _ x: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ y: UnsafeMutablePointer<Float>
) {
  @inline(always)
  func operation(_ running: Lanes, _ value: Lanes, _ row: Int) -> Lanes { smaller(value, running) }
  foldRows(x, stride, rows, cols, y, operation)
}

@inline(always)
private func foldRowsWide(
  _ x: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ y: UnsafeMutablePointer<Double>,
  _ operation: (_ running: DoubleLanes, _ value: DoubleLanes, _ row: Int) -> DoubleLanes
) {
  var i = 0
  while i &+ 8 <= rows {
    let r0 = x + i &* stride
    let r1 = r0 + stride
    let r2 = r1 + stride
    let r3 = r2 + stride
    let r4 = r3 + stride
    let r5 = r4 + stride
    let r6 = r5 + stride
    let r7 = r6 + stride
    @inline(always)
    func run(_ j: Int, _ count: Int) {
      var v = load(y, j, count: count)
      v = operation(v, loadWide(r0, j, count: count), i)
      v = operation(v, loadWide(r1, j, count: count), i &+ 1)
      v = operation(v, loadWide(r2, j, count: count), i &+ 2)
      v = operation(v, loadWide(r3, j, count: count), i &+ 3)
      v = operation(v, loadWide(r4, j, count: count), i &+ 4)
      v = operation(v, loadWide(r5, j, count: count), i &+ 5)
      v = operation(v, loadWide(r6, j, count: count), i &+ 6)
      v = operation(v, loadWide(r7, j, count: count), i &+ 7)
      store(v, y, j, count: count)
    }
    forEachDoubleRun(cols, run)
    i &+= 8
  }
  while i < rows {
    let row = x + i &* stride
    @inline(always)
    func run(_ j: Int, _ count: Int) {
      store(operation(load(y, j, count: count), loadWide(row, j, count: count), i), y, j, count: count)
    }
    forEachDoubleRun(cols, run)
    i &+= 1
  }
}

func wideColumnSum(
  _ x: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ y: UnsafeMutablePointer<Double>
) {
  @inline(always)
  func operation(_ running: DoubleLanes, _ value: DoubleLanes, _ row: Int) -> DoubleLanes { running + value }
  foldRowsWide(x, stride, rows, cols, y, operation)
}

func wideColumnWeightedSum(
  _ x: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ weight: UnsafePointer<Float>,
  _ y: UnsafeMutablePointer<Double>
) {
  @inline(always)
  func operation(_ running: DoubleLanes, _ value: DoubleLanes, _ row: Int) -> DoubleLanes {
    addExact(value, DoubleLanes(repeating: Double(weight[row])), to: running)
  }
  foldRowsWide(x, stride, rows, cols, y, operation)
}
