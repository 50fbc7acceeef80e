// Sums in double, over f32 data, double data, or one of each.
//
// A run of 32 elements fills four accumulators of eight doubles: element i goes to lane i mod 8 of accumulator (i mod 32) / 8.
// At the end (0 + 2) + (1 + 3), then the lanes by halves. Products round before they are added: for two floats the product
// is exact in double, and for doubles no tier needs to emulate a fused multiply-add.
//
// Why: k-means and variances over thousands of tokens cancel; f32 sums would lose the digits that decide an assignment.
import CPith

typealias DoubleLanes = SIMD8<Double>

@inline(always)
func load(_ p: UnsafePointer<Double>, _ i: Int, count: Int) -> DoubleLanes {
  count == 8 ? pith_load_f64x8(p + i) : loadTail(p + i, count)
}

@inline(always)
func load(_ p: UnsafeMutablePointer<Double>, _ i: Int, count: Int) -> DoubleLanes {
  load(UnsafePointer(p), i, count: count)
}

@inline(always)
func store(_ v: DoubleLanes, _ p: UnsafeMutablePointer<Double>, _ i: Int, count: Int) {
  if count == 8 {
    pith_store_f64x8(v, p + i)
  } else {
    storeTail(v, p + i, count)
  }
}

/// Eight floats as doubles; missing lanes are 0.
@inline(always)
func loadWide(_ p: UnsafePointer<Float>, _ i: Int, count: Int) -> DoubleLanes {
  if count == 8 { return pith_double8_from_float(pith_load_f32x8(p + i)) }
  return pith_double8_from_float(pith_low(load(p, i, count: count)))
}

/// sum + x * y for a product that is exact, as that of two floats is: then it may be fused, with the same bits.
@inline(always)
func addExact(_ x: DoubleLanes, _ y: DoubleLanes, to sum: DoubleLanes) -> DoubleLanes {
  #if PITH_TIER_BASELINE && arch(x86_64)
  return sum + x * y
  #else
  return pith_fma64(x, y, sum)
  #endif
}

/// Calls `body` for each run of 8 elements; only the last may be shorter.
@inline(always)
func forEachDoubleRun(_ n: Int, _ body: (_ i: Int, _ count: Int) -> Void) {
  var i = 0
  while i &+ 8 <= n {
    body(i, 8)
    i &+= 8
  }
  if i < n { body(i, n &- i) }
}

/// `add` returns accumulator + the terms of elements i ..< i + count; missing lanes must add zero.
@inline(always)
private func accumulateDouble(
  _ n: Int, _ add: (_ sum: DoubleLanes, _ i: Int, _ count: Int) -> DoubleLanes
) -> Double {
  var a0 = DoubleLanes(repeating: 0), a1 = a0, a2 = a0, a3 = a0
  var i = 0
  while i &+ 32 <= n {
    a0 = add(a0, i, 8)
    a1 = add(a1, i &+ 8, 8)
    a2 = add(a2, i &+ 16, 8)
    a3 = add(a3, i &+ 24, 8)
    i &+= 32
  }
  // What is left goes through one copy of `add`; the accumulators take turns and are home again after four.
  var turn = 0
  while turn < 4 {
    if i < n { a0 = add(a0, i, min(8, n &- i)) }
    i &+= 8
    let first = a0
    a0 = a1
    a1 = a2
    a2 = a3
    a3 = first
    turn &+= 1
  }
  return pith_total_f64((a0 + a2) + (a1 + a3))
}

func wideDot(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ n: Int) -> Double {
  @inline(always)
  func term(_ sum: DoubleLanes, _ i: Int, _ count: Int) -> DoubleLanes {
    addExact(loadWide(x, i, count: count), loadWide(y, i, count: count), to: sum)
  }
  return accumulateDouble(n, term)
}

func wideSum(_ x: UnsafePointer<Float>, _ n: Int) -> Double {
  @inline(always)
  func term(_ sum: DoubleLanes, _ i: Int, _ count: Int) -> DoubleLanes { sum + loadWide(x, i, count: count) }
  return accumulateDouble(n, term)
}

func wideSumSquares(_ x: UnsafePointer<Float>, _ n: Int) -> Double {
  @inline(always)
  func term(_ sum: DoubleLanes, _ i: Int, _ count: Int) -> DoubleLanes {
    let v = loadWide(x, i, count: count)
    return addExact(v, v, to: sum)
  }
  return accumulateDouble(n, term)
}

func wideSquaredDistance(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ n: Int) -> Double {
  @inline(always)
  func term(_ sum: DoubleLanes, _ i: Int, _ count: Int) -> DoubleLanes {
    let d = loadWide(x, i, count: count) - loadWide(y, i, count: count)
    return sum + d * d
  }
  return accumulateDouble(n, term)
}

func doubleDot(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ n: Int) -> Double {
  @inline(always)
  func term(_ sum: DoubleLanes, _ i: Int, _ count: Int) -> DoubleLanes {
    sum + load(x, i, count: count) * load(y, i, count: count)
  }
  return accumulateDouble(n, term)
}

func doubleSum(_ x: UnsafePointer<Double>, _ n: Int) -> Double {
  @inline(always)
  func term(_ sum: DoubleLanes, _ i: Int, _ count: Int) -> DoubleLanes { sum + load(x, i, count: count) }
  return accumulateDouble(n, term)
}

func doubleSquaredDistance(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ n: Int) -> Double {
  @inline(always)
  func term(_ sum: DoubleLanes, _ i: Int, _ count: Int) -> DoubleLanes {
    let d = load(x, i, count: count) - load(y, i, count: count)
    return sum + d * d
  }
  return accumulateDouble(n, term)
}

func mixedDot(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Double>, _ n: Int) -> Double {
  @inline(always)
  func term(_ sum: DoubleLanes, _ i: Int, _ count: Int) -> DoubleLanes {
    sum + loadWide(x, i, count: count) * load(y, i, count: count)
  }
  return accumulateDouble(n, term)
}

func mixedSquaredDistance(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Double>, _ n: Int) -> Double {
  @inline(always)
  func term(_ sum: DoubleLanes, _ i: Int, _ count: Int) -> DoubleLanes {
    let d = loadWide(x, i, count: count) - load(y, i, count: count)
    return sum + d * d
  }
  return accumulateDouble(n, term)
}
