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
    @inline(always)
    func run(_ i: Int, _ run: Int) {
      let magnitude = bits(load(p, i, count: run)) & 0x7fff_ffff
      bad.replace(with: -1, where: unsafeBitCast(magnitude, to: LaneIndices.self) .>= infinity)
    }
    forEachRun(count, run)
    if isAny(bad .!= 0) { return 0 }
    start &+= chunk
  }
  return 1
}

@inline(always)
private func allFinite(_ x: UnsafePointer<UInt16>, _ n: Int, infinity: Int16) -> Int32 {
  let bound = SIMD16<Int16>(repeating: infinity)
  var start = 0
  while start < n {
    let count = min(chunk, n &- start)
    let p = x + start
    var bad = SIMD16<Int16>(repeating: 0)
    @inline(always)
    func run(_ i: Int, _ run: Int) {
      let magnitude = load(p, i, count: run) & 0x7fff
      bad.replace(with: -1, where: unsafeBitCast(magnitude, to: SIMD16<Int16>.self) .>= bound)
    }
    forEachRun(count, run)
    let words = unsafeBitCast(bad, to: SIMD4<UInt64>.self)
    if words[0] | words[1] | words[2] | words[3] != 0 { return 0 }
    start &+= chunk
  }
  return 1
}

func allFiniteHalf(_ x: UnsafePointer<UInt16>, _ n: Int) -> Int32 { allFinite(x, n, infinity: 0x7c00) }

func allFiniteBfloat16(_ x: UnsafePointer<UInt16>, _ n: Int) -> Int32 { allFinite(x, n, infinity: 0x7f80) }
