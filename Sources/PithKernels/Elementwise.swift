// Element-by-element kernels in f32 and in double. Each is one pass at memory bandwidth.
import CPith

func axpy(_ a: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ n: Int) {
  let factor = Lanes(repeating: a)
  @inline(always)
  func run(_ i: Int, _ count: Int) {
    store(fma(factor, load(x, i, count: count), load(y, i, count: count)), y, i, count: count)
  }
  forEachRun(n, run)
}

@inline(always)
private func combine(
  _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int,
  _ operation: (Lanes, Lanes) -> Lanes
) {
  @inline(always)
  func run(_ i: Int, _ count: Int) {
    store(operation(load(x, i, count: count), load(y, i, count: count)), out, i, count: count)
  }
  forEachRun(n, run)
}

func add(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int) {
  @inline(always)
  func operation(_ a: Lanes, _ b: Lanes) -> Lanes { a + b }
  combine(x, y, out, n, operation)
}

func subtract(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int) {
  @inline(always)
  func operation(_ a: Lanes, _ b: Lanes) -> Lanes { a - b }
  combine(x, y, out, n, operation)
}

func multiply(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int) {
  @inline(always)
  func operation(_ a: Lanes, _ b: Lanes) -> Lanes { a * b }
  combine(x, y, out, n, operation)
}

func divide(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int) {
  @inline(always)
  func operation(_ a: Lanes, _ b: Lanes) -> Lanes { a / b }
  combine(x, y, out, n, operation)
}

func largerOfEach(
  _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int
) {
  @inline(always)
  func operation(_ a: Lanes, _ b: Lanes) -> Lanes { larger(a, b) }
  combine(x, y, out, n, operation)
}

func smallerOfEach(
  _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int
) {
  @inline(always)
  func operation(_ a: Lanes, _ b: Lanes) -> Lanes { smaller(a, b) }
  combine(x, y, out, n, operation)
}

func scale(_ a: Float, _ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int) {
  @inline(always)
  func run(_ i: Int, _ count: Int) { store(load(x, i, count: count) * a, out, i, count: count) }
  forEachRun(n, run)
}

func affine(_ a: Float, _ b: Float, _ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int) {
  let factor = Lanes(repeating: a), offset = Lanes(repeating: b)
  @inline(always)
  func run(_ i: Int, _ count: Int) { store(fma(factor, load(x, i, count: count), offset), out, i, count: count) }
  forEachRun(n, run)
}

func squareRoot(_ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int) {
  @inline(always)
  func run(_ i: Int, _ count: Int) { store(pith_sqrt_lanes(load(x, i, count: count)), out, i, count: count) }
  forEachRun(n, run)
}

func doubleAxpy(_ a: Double, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ n: Int) {
  @inline(always)
  func run(_ i: Int, _ count: Int) {
    store(load(y, i, count: count) + load(x, i, count: count) * a, y, i, count: count)
  }
  forEachDoubleRun(n, run)
}

func mixedAxpy(_ a: Double, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Double>, _ n: Int) {
  @inline(always)
  func run(_ i: Int, _ count: Int) {
    store(load(y, i, count: count) + loadWide(x, i, count: count) * a, y, i, count: count)
  }
  forEachDoubleRun(n, run)
}

func doubleAdd(
  _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>, _ n: Int
) {
  @inline(always)
  func run(_ i: Int, _ count: Int) {
    store(load(x, i, count: count) + load(y, i, count: count), out, i, count: count)
  }
  forEachDoubleRun(n, run)
}

func doubleScale(_ a: Double, _ x: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>, _ n: Int) {
  @inline(always)
  func run(_ i: Int, _ count: Int) { store(load(x, i, count: count) * a, out, i, count: count) }
  forEachDoubleRun(n, run)
}
