// Greatest and smallest element of one vector, and where it is.
//
// The index search first takes the maximum of blocks of 512 elements and remembers the first block that reached the best
// value; only that block is searched for the element. One pass at memory bandwidth, no index lanes to carry along. A minimum
// is the maximum of the negated elements: negation is exact and keeps the order of ties.

private let blockLength = 512

@inline(__always)
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

/// Lowest index of the greatest value, -1 if there is none. `value` gives -infinity in lanes that are missing or may not be
/// picked. It is called once for every run in ascending order, then again for a few of them. `isLowest(i)` tells
/// whether element i may be picked and is -infinity, for vectors that hold nothing greater.
@inline(__always)
func indexOfGreatest(
  _ n: Int, first value: (_ i: Int, _ count: Int) -> Lanes, again: (_ i: Int, _ count: Int) -> Lanes,
  isLowest: (_ i: Int) -> Bool
) -> Int {
  var best = -Float.infinity
  var bestStart = -1
  var start = 0
  while start < n {
    let block = reduceGreatest(min(blockLength, n &- start)) { value(start &+ $0, $1) }
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
    let match = again(i, min(16, n &- i)) .== Lanes(repeating: best)
    if any(match) { return i &+ firstLane(match) }
    i &+= 16
  }
  return -1
}

/// Lowest lane that is set; one must be.
@inline(__always)
func firstLane(_ mask: LaneMask) -> Int {
  var lane = 0
  while lane < 15 && !mask[lane] { lane &+= 1 }
  return lane
}

func maximum(_ x: UnsafePointer<Float>, _ n: Int) -> Float {
  reduceGreatest(n) { load(x, $0, count: $1, fill: -.infinity) }
}

func minimum(_ x: UnsafePointer<Float>, _ n: Int) -> Float {
  -reduceGreatest(n) { -load(x, $0, count: $1, fill: .infinity) }
}

func argMax(_ x: UnsafePointer<Float>, _ n: Int) -> Int {
  indexOfGreatest(
    n, first: { load(x, $0, count: $1, fill: -.infinity) }, again: { load(x, $0, count: $1, fill: -.infinity) },
    isLowest: { x[$0] == -.infinity })
}

func argMin(_ x: UnsafePointer<Float>, _ n: Int) -> Int {
  indexOfGreatest(
    n, first: { -load(x, $0, count: $1, fill: .infinity) }, again: { -load(x, $0, count: $1, fill: .infinity) },
    isLowest: { x[$0] == .infinity })
}

func argMaxMasked(_ x: UnsafePointer<Float>, _ excluded: UnsafePointer<UInt8>, _ n: Int) -> Int {
  indexOfGreatest(
    n, first: { excluding(excluded, load(x, $0, count: $1), $0, $1) },
    again: { excluding(excluded, load(x, $0, count: $1), $0, $1) },
    isLowest: { excluded[$0] == 0 && x[$0] == -.infinity })
}

func argMinMasked(_ x: UnsafePointer<Float>, _ excluded: UnsafePointer<UInt8>, _ n: Int) -> Int {
  indexOfGreatest(
    n, first: { excluding(excluded, -load(x, $0, count: $1), $0, $1) },
    again: { excluding(excluded, -load(x, $0, count: $1), $0, $1) },
    isLowest: { excluded[$0] == 0 && x[$0] == .infinity })
}
