// Is every element finite? An infinity or a NaN has all exponent bits set.
//
// The answer is looked at once per 1024 elements, so that a bad buffer is refused early and a good one read at full speed.

private let chunk = 1024

func allFiniteFloats(_ x: UnsafePointer<Float>, _ n: Int) -> Int32 {
  let infinity = LaneIndices(repeating: 0x7f80_0000)
  var start = 0
  while start < n {
    let count = min(chunk, n &- start)
    let p = x + start
    var bad = LaneIndices(repeating: 0)
    forEachRun(count) { i, run in
      let magnitude = bits(load(p, i, count: run)) & 0x7fff_ffff
      bad.replace(with: -1, where: unsafeBitCast(magnitude, to: LaneIndices.self) .>= infinity)
    }
    if any(bad .!= 0) { return 0 }
    start &+= chunk
  }
  return 1
}

@inline(__always)
private func allFinite(_ x: UnsafePointer<UInt16>, _ n: Int, infinity: Int16) -> Int32 {
  let bound = SIMD16<Int16>(repeating: infinity)
  var start = 0
  while start < n {
    let count = min(chunk, n &- start)
    let p = x + start
    var bad = SIMD16<Int16>(repeating: 0)
    forEachRun(count) { i, run in
      let magnitude = load(p, i, count: run) & 0x7fff
      bad.replace(with: -1, where: unsafeBitCast(magnitude, to: SIMD16<Int16>.self) .>= bound)
    }
    if any(bad .!= 0) { return 0 }
    start &+= chunk
  }
  return 1
}

func allFiniteHalf(_ x: UnsafePointer<UInt16>, _ n: Int) -> Int32 { allFinite(x, n, infinity: 0x7c00) }

func allFiniteBfloat16(_ x: UnsafePointer<UInt16>, _ n: Int) -> Int32 { allFinite(x, n, infinity: 0x7f80) }
