// Sums of one vector in f32: dot product, sum, sum of squares, squared distance.
//
// Four accumulators of 16 lanes hide the latency of the addition. Element i goes to lane i mod 16; whole runs of 64 go to
// accumulators 0 1 2 3, the runs of 16 that are left to 0, 1, 2, the last incomplete run to 3. At the end
// (0 + 1) + (2 + 3), then the lanes by halves. The order depends on n only.
//
// Cost: memory bandwidth from the second-level cache outwards.

/// `add` returns accumulator + the terms of elements i ..< i + count; missing lanes must add zero.
@inline(always)
func accumulate(_ n: Int, _ add: (_ accumulator: Lanes, _ i: Int, _ count: Int) -> Lanes) -> Float {
  var a0 = Lanes(repeating: 0), a1 = a0, a2 = a0, a3 = a0
  var i = 0
  while i &+ 64 <= n {
    a0 = add(a0, i, 16)
    a1 = add(a1, i &+ 16, 16)
    a2 = add(a2, i &+ 32, 16)
    a3 = add(a3, i &+ 48, 16)
    i &+= 64
  }
  // What is left goes through one copy of `add`; the accumulators take turns and are home again after four.
  var turn = 0
  while turn < 4 {
    let count = min(16, n &- i)
    if count == 16 || (turn == 3 && count > 0) {
      a0 = add(a0, i, count)
      i &+= count
    }
    let first = a0
    a0 = a1
    a1 = a2
    a2 = a3
    a3 = first
    turn &+= 1
  }
  return total((a0 + a1) + (a2 + a3))
}

func dot(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ n: Int) -> Float {
  @inline(always)
  func term(_ sum: Lanes, _ i: Int, _ count: Int) -> Lanes {
    fma(load(x, i, count: count), load(y, i, count: count), sum)
  }
  return accumulate(n, term)
}

func sum(_ x: UnsafePointer<Float>, _ n: Int) -> Float {
  @inline(always)
  func term(_ sum: Lanes, _ i: Int, _ count: Int) -> Lanes { sum + load(x, i, count: count) }
  return accumulate(n, term)
}

func sumAbsolute(_ x: UnsafePointer<Float>, _ n: Int) -> Float {
  @inline(always)
  func term(_ sum: Lanes, _ i: Int, _ count: Int) -> Lanes {
    sum + lanes(bits(load(x, i, count: count)) & 0x7fff_ffff)
  }
  return accumulate(n, term)
}

func sumSquares(_ x: UnsafePointer<Float>, _ n: Int) -> Float {
  @inline(always)
  func term(_ sum: Lanes, _ i: Int, _ count: Int) -> Lanes {
    let v = load(x, i, count: count)
    return fma(v, v, sum)
  }
  return accumulate(n, term)
}

func squaredDistance(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ n: Int) -> Float {
  @inline(always)
  func term(_ sum: Lanes, _ i: Int, _ count: Int) -> Lanes {
    let d = load(x, i, count: count) - load(y, i, count: count)
    return fma(d, d, sum)
  }
  return accumulate(n, term)
}

func squaredDeviation(_ x: UnsafePointer<Float>, _ center: Float, _ n: Int) -> Float {
  @inline(always)
  func term(_ sum: Lanes, _ i: Int, _ count: Int) -> Lanes {
    let d = load(x, i, count: count, fill: center) - center
    return fma(d, d, sum)
  }
  return accumulate(n, term)
}

/// Out of line: inlined into the entry of the table, its helpers would not be inlined there.
@inline(never)
func totalOfLanes(_ lanes: UnsafePointer<Float>) -> Float { total(load(lanes, 0)) }
