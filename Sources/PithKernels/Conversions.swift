// Conversion kernels: contiguous, strided gather into f32, strided scatter out of f32.
//
// Cost: one read and one write per element; the strided forms move element by element and convert sixteen at a time.
import CPith

func floatsFromHalf(_ x: UnsafePointer<UInt16>, _ y: UnsafeMutablePointer<Float>, _ n: Int) {
  @inline(always)
  func run(_ i: Int, _ count: Int) { store(floats(half: load(x, i, count: count)), y, i, count: count) }
  forEachRun(n, run)
}

func floatsFromBfloat16(_ x: UnsafePointer<UInt16>, _ y: UnsafeMutablePointer<Float>, _ n: Int) {
  @inline(always)
  func run(_ i: Int, _ count: Int) { store(floats(bfloat16: load(x, i, count: count)), y, i, count: count) }
  forEachRun(n, run)
}

func halfFromFloats(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<UInt16>, _ n: Int) {
  @inline(always)
  func run(_ i: Int, _ count: Int) { store(half(load(x, i, count: count)), y, i, count: count) }
  forEachRun(n, run)
}

func bfloat16FromFloats(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<UInt16>, _ n: Int) {
  @inline(always)
  func run(_ i: Int, _ count: Int) { store(bfloat16(load(x, i, count: count)), y, i, count: count) }
  forEachRun(n, run)
}

func doublesFromFloats(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Double>, _ n: Int) {
  @inline(always)
  func run(_ i: Int, _ count: Int) {
    let v = load(x, i, count: count)
    store(pith_double8_from_float(pith_low(v)), y, i, count: min(count, 8))
    if count > 8 { store(pith_double8_from_float(pith_high(v)), y, i &+ 8, count: count &- 8) }
  }
  forEachRun(n, run)
}

func floatsFromDoubles(_ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Float>, _ n: Int) {
  @inline(always)
  func run(_ i: Int, _ count: Int) {
    let low = load(x, i, count: min(count, 8))
    let high = count > 8 ? load(x, i &+ 8, count: count &- 8) : DoubleLanes(repeating: 0)
    store(
      pith_join(pith_float8_from_double(low), pith_float8_from_double(high)), y, i, count: count)
  }
  forEachRun(n, run)
}

@inline(always)
private func gather<V: SIMD>(_ x: UnsafePointer<V.Scalar>, _ stride: Int, _ count: Int, _ zero: V) -> V {
  var v = zero
  var j = 0
  while j < count {
    v[j] = x[j &* stride]
    j &+= 1
  }
  return v
}

@inline(always)
private func scatter<V: SIMD>(_ v: V, _ y: UnsafeMutablePointer<V.Scalar>, _ stride: Int, _ count: Int) {
  var j = 0
  while j < count {
    y[j &* stride] = v[j]
    j &+= 1
  }
}

func gatherFloats(_ x: UnsafePointer<Float>, _ stride: Int, _ y: UnsafeMutablePointer<Float>, _ n: Int) {
  var i = 0
  while i < n {
    y[i] = x[i &* stride]
    i &+= 1
  }
}

func gatherHalf(_ x: UnsafePointer<UInt16>, _ stride: Int, _ y: UnsafeMutablePointer<Float>, _ n: Int) {
  if stride == 1 { return floatsFromHalf(x, y, n) }
  @inline(always)
  func run(_ i: Int, _ count: Int) {
    let raw = gather(x + i &* stride, stride, count, HalfBits(repeating: 0))
    store(floats(half: raw), y, i, count: count)
  }
  forEachRun(n, run)
}

func gatherBfloat16(_ x: UnsafePointer<UInt16>, _ stride: Int, _ y: UnsafeMutablePointer<Float>, _ n: Int) {
  if stride == 1 { return floatsFromBfloat16(x, y, n) }
  @inline(always)
  func run(_ i: Int, _ count: Int) {
    let raw = gather(x + i &* stride, stride, count, HalfBits(repeating: 0))
    store(floats(bfloat16: raw), y, i, count: count)
  }
  forEachRun(n, run)
}

func scatterFloats(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ stride: Int, _ n: Int) {
  var i = 0
  while i < n {
    y[i &* stride] = x[i]
    i &+= 1
  }
}

func scatterHalf(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<UInt16>, _ stride: Int, _ n: Int) {
  if stride == 1 { return halfFromFloats(x, y, n) }
  @inline(always)
  func run(_ i: Int, _ count: Int) {
    scatter(half(load(x, i, count: count)), y + i &* stride, stride, count)
  }
  forEachRun(n, run)
}

func scatterBfloat16(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<UInt16>, _ stride: Int, _ n: Int) {
  if stride == 1 { return bfloat16FromFloats(x, y, n) }
  @inline(always)
  func run(_ i: Int, _ count: Int) {
    scatter(bfloat16(load(x, i, count: count)), y + i &* stride, stride, count)
  }
  forEachRun(n, run)
}
