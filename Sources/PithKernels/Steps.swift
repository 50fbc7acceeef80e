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
@inline(__always)
func excluding(_ excluded: UnsafePointer<UInt8>?, _ v: Lanes, _ i: Int, _ count: Int) -> Lanes {
  let nothing = Lanes(repeating: -.infinity)
  if count == 16 {
    guard let excluded else { return v }
    let flags = pith_i32_from_u8(UnsafeRawPointer(excluded + i).loadUnaligned(as: SIMD16<UInt8>.self))
    return v.replacing(with: nothing, where: flags .!= 0)
  }
  var result = nothing
  var lane = 0
  while lane < count {
    if (excluded?[i &+ lane] ?? 0) == 0 { result[lane] = v[lane] }
    lane &+= 1
  }
  return result
}

/// `update(i, count)` stores the new m and returns it; `key` turns it into what is to be greatest.
@inline(__always)
private func step(
  _ m: UnsafeMutablePointer<Float>, _ excluded: UnsafePointer<UInt8>?, _ n: Int,
  update: (_ i: Int, _ count: Int) -> Lanes, key: (_ v: Lanes, _ i: Int, _ count: Int) -> Lanes
) -> Int {
  indexOfGreatest(
    n,
    first: { i, count in
      let v = update(i, count)
      store(v, m, i, count: count)
      return excluding(excluded, key(v, i, count), i, count)
    },
    again: { i, count in excluding(excluded, key(load(m, i, count: count), i, count), i, count) },
    isLowest: { i in
      (excluded?[i] ?? 0) == 0 && key(load(m, i, count: 1), i, 1)[0] == -.infinity
    })
}

func stepMinArgMax(
  _ d: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>, _ excluded: UnsafePointer<UInt8>?, _ n: Int
) -> Int {
  step(
    m, excluded, n, update: { smaller(load(d, $0, count: $1), load(m, $0, count: $1)) }, key: { v, _, _ in v })
}

func stepOneMinusMinArgMax(
  _ s: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>, _ excluded: UnsafePointer<UInt8>?, _ n: Int
) -> Int {
  step(
    m, excluded, n, update: { smaller(1 - load(s, $0, count: $1), load(m, $0, count: $1)) }, key: { v, _, _ in v })
}

func stepSumArgMin(
  _ s: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>, _ excluded: UnsafePointer<UInt8>?, _ n: Int
) -> Int {
  step(m, excluded, n, update: { load(m, $0, count: $1) + load(s, $0, count: $1) }, key: { v, _, _ in -v })
}

func stepMaxArgMax(
  _ s: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>, _ alpha: Float, _ base: UnsafePointer<Float>?,
  _ excluded: UnsafePointer<UInt8>?, _ n: Int
) -> Int {
  @inline(__always)
  func update(_ i: Int, _ count: Int) -> Lanes { larger(load(s, i, count: count), load(m, i, count: count)) }
  if let base {
    return step(
      m, excluded, n, update: update, key: { v, i, count in load(base, i, count: count) + v * alpha })
  }
  return step(m, excluded, n, update: update, key: { v, _, _ in v * alpha })
}

func stepSubtractSquareArgMax(
  _ e: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>, _ excluded: UnsafePointer<UInt8>?, _ n: Int
) -> Int {
  step(
    m, excluded, n,
    update: { i, count in
      let v = load(e, i, count: count)
      return load(m, i, count: count) - v * v
    }, key: { v, _, _ in v })
}
