// Sixteen virtual lanes: loads, stores, tails and the fixed order in which lanes are added up.
//
// Every kernel works on SIMD16<Float> whatever the registers of the tier: one register with AVX-512, two with AVX2, four in
// the baseline. A reduction therefore groups its terms in the same way everywhere, and gives the same bits.
import CPith

typealias Lanes = SIMD16<Float>
typealias LaneBits = SIMD16<UInt32>
typealias LaneIndices = SIMD16<Int32>
typealias LaneMask = SIMDMask<SIMD16<Int32>>

@inline(always)
func load(_ p: UnsafePointer<Float>, _ i: Int) -> Lanes {
  UnsafeRawPointer(p + i).loadUnaligned(as: Lanes.self)
}

@inline(always)
func load(_ p: UnsafeMutablePointer<Float>, _ i: Int) -> Lanes {
  UnsafeRawPointer(p + i).loadUnaligned(as: Lanes.self)
}

@inline(always)
func store(_ v: Lanes, _ p: UnsafeMutablePointer<Float>, _ i: Int) {
  UnsafeMutableRawPointer(p + i).storeBytes(of: v, as: Lanes.self)
}

/// The first `count` elements from p[i]; the other lanes hold `fill`. Nothing past the elements is read.
@inline(always)
func load(_ p: UnsafePointer<Float>, _ i: Int, count: Int, fill: Float = 0) -> Lanes {
  count == 16 ? load(p, i) : loadTail(p + i, count, fill)
}

@inline(always)
func load(_ p: UnsafeMutablePointer<Float>, _ i: Int, count: Int, fill: Float = 0) -> Lanes {
  load(UnsafePointer(p), i, count: count, fill: fill)
}

@inline(always)
func store(_ v: Lanes, _ p: UnsafeMutablePointer<Float>, _ i: Int, count: Int) {
  if count == 16 {
    store(v, p, i)
  } else {
    storeTail(v, p + i, count)
  }
}

/// Calls `body` with the start and the length of each run of 16 elements; only the last may be shorter. Inlined, so that the
/// full runs see a constant length.
@inline(always)
func forEachRun(_ n: Int, _ body: (_ i: Int, _ count: Int) -> Void) {
  var i = 0
  while i &+ 16 <= n {
    body(i, 16)
    i &+= 16
  }
  if i < n { body(i, n &- i) }
}

/// Sum of the lanes, halves on halves: 16, 8, 4, 2, 1.
@inline(always)
func total(_ v: Lanes) -> Float {
  let eight = pith_low8(v) + pith_high8(v)
  let four = pith_low4(eight) + pith_high4(eight)
  let two = pith_low2(four) + pith_high2(four)
  return two[0] + two[1]
}

@inline(always)
func larger(_ x: Lanes, _ y: Lanes) -> Lanes { y.replacing(with: x, where: x .> y) }

@inline(always)
func smaller(_ x: Lanes, _ y: Lanes) -> Lanes { y.replacing(with: x, where: x .< y) }

/// -v by flipping signs: Swift's prefix minus goes through a generic loop.
@inline(always)
func negated(_ v: Lanes) -> Lanes {
  unsafeBitCast(unsafeBitCast(v, to: LaneBits.self) ^ 0x8000_0000, to: Lanes.self)
}

/// Greatest lane. Lanes must be numbers.
@inline(always)
func greatest(_ v: Lanes) -> Float {
  let eight = pith_low8(v).replacing(with: pith_high8(v), where: pith_high8(v) .> pith_low8(v))
  let four = pith_low4(eight).replacing(with: pith_high4(eight), where: pith_high4(eight) .> pith_low4(eight))
  let two = pith_low2(four).replacing(with: pith_high2(four), where: pith_high2(four) .> pith_low2(four))
  return two[1] > two[0] ? two[1] : two[0]
}

/// One bit per lane that is set.
@inline(always)
func laneBits(_ mask: LaneMask) -> UInt32 { pith_lane_bits(unsafeBitCast(mask, to: LaneIndices.self)) }

/// Is any lane set? (Swift's own `any` may leave a weak copy that the linker shares between tiers.)
@inline(always)
func isAny(_ mask: LaneMask) -> Bool { laneBits(mask) != 0 }
