// Steps of greedy selection: update a running vector with the newest pick's row, then find the next pick.
//
// Farthest point, k-centre:       m = min(m, d),  next = arg max m
// Least similar in total:         m = m + s,      next = arg min m
// Maximal marginal relevance:     m = max(m, s),  next = arg max base + alpha m
// Greedy determinantal process:   m = m - e^2,    next = arg max m
//
// Two passes: the vector is still in the first-level cache for the second, which is the shared index search. Fusing the two
// would repeat that search in every kernel.
import CPith

/// `v` with -infinity in the lanes that may not be picked: excluded elements and lanes past the end.
@inline(always)
func excluding(_ excluded: UnsafePointer<UInt8>?, _ v: Lanes, _ i: Int, _ count: Int) -> Lanes {
  let nothing = Lanes(repeating: -.infinity)
  if let excluded {
    let flags =
      count == 16
      ? pith_load_u8x16(excluded + i)
      : loadTail(excluded + i, count, 1)
    return select(pith_is_less_i32(LaneIndices(repeating: 0), pith_i32_from_u8(flags)), nothing, v)
  }
  if count == 16 { return v }
  return select(pith_is_less_i32(laneNumbers, LaneIndices(repeating: Int32(truncatingIfNeeded: count))), v, nothing)
}

/// m = update(i, count), over the whole vector.
@inline(always)
private func update(
  _ m: UnsafeMutablePointer<Float>, _ n: Int, _ value: (_ i: Int, _ count: Int) -> Lanes
) {
  var i = 0
  while i < n {
    let count = min(16, n &- i)
    store(value(i, count), m, i, count: count)
    i &+= 16
  }
}

private func pickGreatest(_ m: UnsafeMutablePointer<Float>, _ excluded: UnsafePointer<UInt8>?, _ n: Int) -> Int {
  if let excluded { return argMaxMasked(m, excluded, n) }
  return argMax(m, n)
}

func stepMinArgMax(
  _ d: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>, _ excluded: UnsafePointer<UInt8>?, _ n: Int
) -> Int {
  update(m, n) { i, count in smaller(load(d, i, count: count), load(m, i, count: count)) }
  return pickGreatest(m, excluded, n)
}

func stepOneMinusMinArgMax(
  _ s: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>, _ excluded: UnsafePointer<UInt8>?, _ n: Int
) -> Int {
  update(m, n) { i, count in smaller(1 - load(s, i, count: count), load(m, i, count: count)) }
  return pickGreatest(m, excluded, n)
}

func stepSumArgMin(
  _ s: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>, _ excluded: UnsafePointer<UInt8>?, _ n: Int
) -> Int {
  update(m, n) { i, count in load(m, i, count: count) + load(s, i, count: count) }
  if let excluded { return argMinMasked(m, excluded, n) }
  return argMin(m, n)
}

func stepMaxArgMax(
  _ s: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>, _ alpha: Float, _ base: UnsafePointer<Float>?,
  _ excluded: UnsafePointer<UInt8>?, _ n: Int
) -> Int {
  update(m, n) { i, count in larger(load(s, i, count: count), load(m, i, count: count)) }
  @inline(always)
  func value(_ i: Int, _ count: Int) -> Lanes {
    var key = load(m, i, count: count) * alpha
    if let base { key = load(base, i, count: count) + key }
    return excluding(excluded, key, i, count)
  }
  @inline(always)
  func isLowest(_ i: Int) -> Bool {
    (excluded?[i] ?? 0) == 0 && (base?[i] ?? 0) + m[i] * alpha == -.infinity
  }
  return indexOfGreatest(n, value, isLowest: isLowest)
}

func stepSubtractSquareArgMax(
  _ e: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>, _ excluded: UnsafePointer<UInt8>?, _ n: Int
) -> Int {
  update(m, n) { i, count in
    let v = load(e, i, count: count)
    return load(m, i, count: count) - v * v
  }
  return pickGreatest(m, excluded, n)
}
