// Is every element finite? An infinity or a NaN has all exponent bits set.
//
// The answer is looked at once per 1024 elements, so that a bad buffer is refused early and a good one read at full speed.
import CPith

private let chunk = 1024

func allFiniteFloats(_ x: UnsafePointer<Float>, _ n: Int) -> Int32 {
  let largest = LaneIndices(repeating: 0x7f7f_ffff)
  var start = 0
  while start < n {
    let count = min(chunk, n &- start)
    let p = x + start
    var bad = LaneIndices(repeating: 0)
    @inline(always)
    func run(_ i: Int, _ run: Int) {
      let magnitude = bits(load(p, i, count: run)) & 0x7fff_ffff
      bad |= pith_is_less_i32(largest, unsafeBitCast(magnitude, to: LaneIndices.self))
    }
    forEachRun(count, run)
    if laneBits(bad) != 0 { return 0 }
    start &+= chunk
  }
  return 1
}

@inline(always)
private func allFinite(_ x: UnsafePointer<UInt16>, _ n: Int, largest: Int16) -> Int32 {
  let bound = SIMD16<Int16>(repeating: largest)
  var start = 0
  while start < n {
    let count = min(chunk, n &- start)
    let p = x + start
    var bad = SIMD16<Int16>(repeating: 0)
    @inline(always)
    func run(_ i: Int, _ run: Int) {
      let magnitude = load(p, i, count: run) & 0x7fff
      bad |= pith_is_less_i16(bound, unsafeBitCast(magnitude, to: SIMD16<Int16>.self))
    }
    forEachRun(count, run)
    let words = unsafeBitCast(bad, to: SIMD4<UInt64>.self)
    if words[0] | words[1] | words[2] | words[3] != 0 { return 0 }
    start &+= chunk
  }
  return 1
}

func allFiniteHalf(_ x: UnsafePointer<UInt16>, _ n: Int) -> Int32 { allFinite(x, n, largest: 0x7bff) }

func allFiniteBfloat16(_ x: UnsafePointer<UInt16>, _ n: Int) -> Int32 { allFinite(x, n, largest: 0x7f7f) }
