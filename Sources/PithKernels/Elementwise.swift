// Element-by-element kernels in f32 and in double. Each is one pass at memory bandwidth.
import CPith

func axpy(_ a: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ n: Int) {
  let factor = Lanes(repeating: a)
  forEachRun(n) { i, count in
    store(fma(factor, load(x, i, count: count), load(y, i, count: count)), y, i, count: count)
  }
}

@inline(__always)
private func combine(
  _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int,
  _ operation: (Lanes, Lanes) -> Lanes
) {
  forEachRun(n) { i, count in
    store(operation(load(x, i, count: count), load(y, i, count: count)), out, i, count: count)
  }
}

func add(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int) {
  combine(x, y, out, n) { $0 + $1 }
}

func subtract(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int) {
  combine(x, y, out, n) { $0 - $1 }
}

func multiply(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int) {
  combine(x, y, out, n) { $0 * $1 }
}

func divide(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int) {
  combine(x, y, out, n) { $0 / $1 }
}

func largerOfEach(
  _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int
) {
  combine(x, y, out, n) { larger($0, $1) }
}

func smallerOfEach(
  _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int
) {
  combine(x, y, out, n) { smaller($0, $1) }
}

func scale(_ a: Float, _ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int) {
  forEachRun(n) { i, count in store(load(x, i, count: count) * a, out, i, count: count) }
}

func affine(_ a: Float, _ b: Float, _ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int) {
  let factor = Lanes(repeating: a), offset = Lanes(repeating: b)
  forEachRun(n) { i, count in store(fma(factor, load(x, i, count: count), offset), out, i, count: count) }
}

func squareRoot(_ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ n: Int) {
  forEachRun(n) { i, count in store(pith_sqrt_lanes(load(x, i, count: count)), out, i, count: count) }
}

func doubleAxpy(_ a: Double, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ n: Int) {
  forEachDoubleRun(n) { i, count in
    store(load(y, i, count: count) + load(x, i, count: count) * a, y, i, count: count)
  }
}

func mixedAxpy(_ a: Double, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Double>, _ n: Int) {
  forEachDoubleRun(n) { i, count in
    store(load(y, i, count: count) + loadWide(x, i, count: count) * a, y, i, count: count)
  }
}

func doubleAdd(
  _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>, _ n: Int
) {
  forEachDoubleRun(n) { i, count in
    store(load(x, i, count: count) + load(y, i, count: count), out, i, count: count)
  }
}

func doubleScale(_ a: Double, _ x: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>, _ n: Int) {
  forEachDoubleRun(n) { i, count in store(load(x, i, count: count) * a, out, i, count: count) }
}
