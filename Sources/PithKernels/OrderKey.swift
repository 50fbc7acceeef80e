// Floats as unsigned integers in the same order, so that selection and sorting need no comparisons.
//
// A positive float's bits ascend with its value and a negative one's descend: set the sign bit of the former, flip all bits
// of the latter. -0 becomes +0 first. NaN gets the key that comes last.
import CPith

/// Keys that ascend with the value; NaN is 0xffffffff.
@inline(always)
func ascendingKeys(_ v: Lanes) -> LaneBits {
  // x + 0 turns -0 into +0 and changes no other number.
  let b = bits(v + Lanes(repeating: 0))
  let sign = unsafeBitCast(unsafeBitCast(b, to: LaneIndices.self) &>> 31, to: LaneBits.self)
  let keys = b ^ (sign | 0x8000_0000)
  return select(pith_is_nan(v), LaneBits(repeating: .max), keys)
}

/// Keys that descend with the value; NaN is 0xffffffff.
@inline(always)
func descendingKeys(_ v: Lanes) -> LaneBits {
  let b = bits(v + Lanes(repeating: 0))
  let sign = unsafeBitCast(unsafeBitCast(b, to: LaneIndices.self) &>> 31, to: LaneBits.self)
  let keys = ~(b ^ (sign | 0x8000_0000))
  return select(pith_is_nan(v), LaneBits(repeating: .max), keys)
}

/// The keys of x in sorting order: the element that comes first has the least key.
@inline(always)
func writeKeys(_ x: UnsafePointer<Float>, _ n: Int, descending: Bool, _ keys: UnsafeMutablePointer<UInt32>) {
  @inline(always)
  func run(_ i: Int, _ count: Int) {
    let v = load(x, i, count: count)
    let k = descending ? descendingKeys(v) : ascendingKeys(v)
    // Words are words: the float store moves the bits as they are.
    store(lanes(k), UnsafeMutableRawPointer(keys).assumingMemoryBound(to: Float.self), i, count: count)
  }
  forEachRun(n, run)
}

@inline(always)
func clear(_ words: UnsafeMutablePointer<UInt32>, _ count: Int) {
  words.update(repeating: 0, count: count)
}
