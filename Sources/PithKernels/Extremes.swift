// Greatest and smallest element of one vector, and where it is.
//
// The index search first takes the maximum of blocks of 1024 elements and remembers the first block that reached the best
// value; only that block is searched for the element. One pass at memory bandwidth, no index lanes to carry along. A minimum
// is the maximum of the negated elements: negation is exact and keeps the order of ties.
import CPith

private let blockLength = 1024

@inline(always)
func reduceGreatest(_ n: Int, _ value: (_ i: Int, _ count: Int) -> Lanes) -> Float {
  var a0 = Lanes(repeating: -.infinity), a1 = a0, a2 = a0, a3 = a0
  var i = 0
  while i &+ 64 <= n {
    a0 = larger(value(i, 16), a0)
    a1 = larger(value(i &+ 16, 16), a1)
    a2 = larger(value(i &+ 32, 16), a2)
    a3 = larger(value(i &+ 48, 16), a3)
    i &+= 64
  }
  while i < n {
    a0 = larger(value(i, min(16, n &- i)), a0)
    i &+= 16
  }
  return greatest(larger(larger(a0, a1), larger(a2, a3)))
}

/// Lowest index of the greatest value, -1 if there is none. `value` gives the values of a run, with -infinity in lanes that
/// are missing or may not be picked. `isLowest(i)` tells whether element i may be picked and is -infinity, for vectors that
/// hold nothing greater.
@inline(always)
func indexOfGreatest(
  _ n: Int, _ value: (_ i: Int, _ count: Int) -> Lanes, isLowest: (_ i: Int) -> Bool
) -> Int {
  var best = -Float.infinity
  var bestStart = -1
  var start = 0
  while start < n {
    @inline(always)
    func shifted(_ i: Int, _ count: Int) -> Lanes { value(start &+ i, count) }
    let block = reduceGreatest(min(blockLength, n &- start), shifted)
    if block > best {
      best = block
      bestStart = start
    }
    start &+= blockLength
  }
  if bestStart < 0 {
    var i = 0
    while i < n {
      if isLowest(i) { return i }
      i &+= 1
    }
    return -1
  }
  var i = bestStart
  while i < n {
    let match = laneBits(pith_is_equal(value(i, min(16, n &- i)), Lanes(repeating: best)))
    if match != 0 { return i &+ match.trailingZeroBitCount }
    i &+= 16
  }
  return -1
}

/// The sign bit in every lane, to turn minima into maxima, or nothing.
@inline(always)
func signFlip(_ isMinimum: Bool) -> LaneBits { LaneBits(repeating: isMinimum ? 0x8000_0000 : 0) }

@inline(always)
func flipped(_ v: Lanes, _ sign: LaneBits) -> Lanes { unsafeBitCast(unsafeBitCast(v, to: LaneBits.self) ^ sign, to: Lanes.self) }

@inline(never)
private func extreme(_ x: UnsafePointer<Float>, _ n: Int, isMinimum: Bool) -> Float {
  let sign = signFlip(isMinimum)
  @inline(always)
  func value(_ i: Int, _ count: Int) -> Lanes {
    flipped(load(x, i, count: count, fill: isMinimum ? .infinity : -.infinity), sign)
  }
  let greatest = reduceGreatest(n, value)
  return isMinimum ? -greatest : greatest
}

func maximum(_ x: UnsafePointer<Float>, _ n: Int) -> Float { extreme(x, n, isMinimum: false) }

func minimum(_ x: UnsafePointer<Float>, _ n: Int) -> Float { extreme(x, n, isMinimum: true) }

@inline(never)
private func extremeIndex(
  _ x: UnsafePointer<Float>, _ excluded: UnsafePointer<UInt8>?, _ n: Int, isMinimum: Bool
) -> Int {
  let sign = signFlip(isMinimum)
  @inline(always)
  func value(_ i: Int, _ count: Int) -> Lanes { excluding(excluded, flipped(load(x, i, count: count), sign), i, count) }
  @inline(always)
  func isLowest(_ i: Int) -> Bool { (excluded?[i] ?? 0) == 0 && x[i] == (isMinimum ? .infinity : -.infinity) }
  return indexOfGreatest(n, value, isLowest: isLowest)
}

func argMax(_ x: UnsafePointer<Float>, _ n: Int) -> Int { extremeIndex(x, nil, n, isMinimum: false) }

func argMin(_ x: UnsafePointer<Float>, _ n: Int) -> Int { extremeIndex(x, nil, n, isMinimum: true) }

func argMaxMasked(_ x: UnsafePointer<Float>, _ excluded: UnsafePointer<UInt8>, _ n: Int) -> Int {
  extremeIndex(x, excluded, n, isMinimum: false)
}

func argMinMasked(_ x: UnsafePointer<Float>, _ excluded: UnsafePointer<UInt8>, _ n: Int) -> Int {
  extremeIndex(x, excluded, n, isMinimum: true)
}

func indicesAtMost(
  _ x: UnsafePointer<Float>, _ n: Int, _ limit: Float, _ indices: UnsafeMutablePointer<Int32>
) -> Int {
  let bound = Lanes(repeating: limit)
  var found = 0
  var i = 0
  while i < n {
    let count = min(16, n &- i)
    var match = laneBits(pith_is_at_most(load(x, i, count: count, fill: .nan), bound))
    while match != 0 {
      indices[found] = Int32(truncatingIfNeeded: i &+ match.trailingZeroBitCount)
      found &+= 1
      match &= match &- 1
    }
    i &+= 16
  }
  return found
}
