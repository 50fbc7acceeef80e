// Steps of greedy selection: update a running vector with the newest pick's row, then find the next pick, in one pass.
//
// Farthest point, k-centre:       m = min(m, d),  next = arg max m
// Least similar in total:         m = m + s,      next = arg min m
// Maximal marginal relevance:     m = max(m, s),  next = arg max base + alpha m
// Greedy determinantal process:   m = m - e^2,    next = arg max m
//
// Cost: memory bandwidth; the vectors usually stay in the second-level cache.
import CPith

/// `v` with -infinity in the lanes that may not be picked: excluded elements and lanes past the end.
@inline(always)
func excluding(_ excluded: UnsafePointer<UInt8>?, _ v: Lanes, _ i: Int, _ count: Int) -> Lanes {
  let nothing = Lanes(repeating: -.infinity)
  if let excluded {
    let flags =
      count == 16
      ? pith_load_u8x16(excluded + i)
      : pith_load_bytes(excluded + i, count, 1)
    return select(pith_is_less_i32(LaneIndices(repeating: 0), pith_i32_from_u8(flags)), nothing, v)
  }
  if count == 16 { return v }
  return select(pith_is_less_i32(laneNumbers, LaneIndices(repeating: Int32(truncatingIfNeeded: count))), v, nothing)
}

/// `update(i, count)` gives the new m, which is stored; `key` turns it into what is to be greatest.
@inline(always)
private func step(
  _ m: UnsafeMutablePointer<Float>, _ excluded: UnsafePointer<UInt8>?, _ n: Int,
  update: (_ i: Int, _ count: Int) -> Lanes, key: (_ v: Lanes, _ i: Int, _ count: Int) -> Lanes
) -> Int {
  @inline(always)
  func first(_ i: Int, _ count: Int) -> Lanes {
    let v = update(i, count)
    store(v, m, i, count: count)
    return excluding(excluded, key(v, i, count), i, count)
  }
  @inline(always)
  func again(_ i: Int, _ count: Int) -> Lanes {
    excluding(excluded, key(load(m, i, count: count), i, count), i, count)
  }
  @inline(always)
  func isLowest(_ i: Int) -> Bool {
    (excluded?[i] ?? 0) == 0 && key(load(m, i, count: 1), i, 1)[0] == -.infinity
  }
  return indexOfGreatest(n, first: first, again: again, isLowest: isLowest)
}

@inline(always)
private func itself(_ v: Lanes, _ i: Int, _ count: Int) -> Lanes { v }

func stepMinArgMax(
  _ d: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>, _ excluded: UnsafePointer<UInt8>?, _ n: Int
) -> Int {
  @inline(always)
  func update(_ i: Int, _ count: Int) -> Lanes { smaller(load(d, i, count: count), load(m, i, count: count)) }
  return step(m, excluded, n, update: update, key: itself)
}

func stepOneMinusMinArgMax(
  _ s: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>, _ excluded: UnsafePointer<UInt8>?, _ n: Int
) -> Int {
  @inline(always)
  func update(_ i: Int, _ count: Int) -> Lanes { smaller(1 - load(s, i, count: count), load(m, i, count: count)) }
  return step(m, excluded, n, update: update, key: itself)
}

func stepSumArgMin(
  _ s: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>, _ excluded: UnsafePointer<UInt8>?, _ n: Int
) -> Int {
  @inline(always)
  func update(_ i: Int, _ count: Int) -> Lanes { load(m, i, count: count) + load(s, i, count: count) }
  @inline(always)
  func key(_ v: Lanes, _ i: Int, _ count: Int) -> Lanes { negated(v) }
  return step(m, excluded, n, update: update, key: key)
}

func stepMaxArgMax(
  _ s: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>, _ alpha: Float, _ base: UnsafePointer<Float>?,
  _ excluded: UnsafePointer<UInt8>?, _ n: Int
) -> Int {
  @inline(always)
  func update(_ i: Int, _ count: Int) -> Lanes { larger(load(s, i, count: count), load(m, i, count: count)) }
  if let base {
    @inline(always)
    func key(_ v: Lanes, _ i: Int, _ count: Int) -> Lanes { load(base, i, count: count) + v * alpha }
    return step(m, excluded, n, update: update, key: key)
  } else {
    @inline(always)
    func key(_ v: Lanes, _ i: Int, _ count: Int) -> Lanes { v * alpha }
    return step(m, excluded, n, update: update, key: key)
  }
}

func stepSubtractSquareArgMax(
  _ e: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>, _ excluded: UnsafePointer<UInt8>?, _ n: Int
) -> Int {
  @inline(always)
  func update(_ i: Int, _ count: Int) -> Lanes {
    let v = load(e, i, count: count)
    return load(m, i, count: count) - v * v
  }
  return step(m, excluded, n, update: update, key: itself)
}
