// Sixteen virtual lanes: loads, stores, tails and the fixed order in which lanes are added up.
//
// Every kernel works on SIMD16<Float> whatever the registers of the tier: one register with AVX-512, two with AVX2, four in
// the baseline. A reduction therefore groups its terms in the same way everywhere, and gives the same bits.
import CPith

typealias Lanes = SIMD16<Float>
typealias LaneBits = SIMD16<UInt32>
typealias LaneIndices = SIMD16<Int32>
/// -1 in the lanes that are set, 0 in the others.
typealias LaneMask = SIMD16<Int32>

@inline(always)
func load(_ p: UnsafePointer<Float>, _ i: Int) -> Lanes {
  pith_load_f32x16(p + i)
}

@inline(always)
func load(_ p: UnsafeMutablePointer<Float>, _ i: Int) -> Lanes {
  pith_load_f32x16(p + i)
}

@inline(always)
func store(_ v: Lanes, _ p: UnsafeMutablePointer<Float>, _ i: Int) {
  pith_store_f32x16(v, p + i)
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

@inline(always)
var laneNumbers: LaneIndices { LaneIndices(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) }

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
func total(_ v: Lanes) -> Float { pith_total(v) }

/// Greatest lane. Lanes must be numbers.
@inline(always)
func greatest(_ v: Lanes) -> Float { pith_greatest(v) }

@inline(always)
func select(_ mask: LaneMask, _ yes: Lanes, _ no: Lanes) -> Lanes { pith_select(mask, yes, no) }

@inline(always)
func select(_ mask: LaneMask, _ yes: LaneIndices, _ no: LaneIndices) -> LaneIndices { pith_select_i32(mask, yes, no) }

@inline(always)
func select(_ mask: LaneMask, _ yes: LaneBits, _ no: LaneBits) -> LaneBits { pith_select_u32(mask, yes, no) }

/// x > y ? x : y; y where either is NaN.
@inline(always)
func larger(_ x: Lanes, _ y: Lanes) -> Lanes { select(pith_is_less(y, x), x, y) }

@inline(always)
func smaller(_ x: Lanes, _ y: Lanes) -> Lanes { select(pith_is_less(x, y), x, y) }

@inline(always)
func bits(_ v: Lanes) -> LaneBits { unsafeBitCast(v, to: LaneBits.self) }

@inline(always)
func lanes(_ bits: LaneBits) -> Lanes { unsafeBitCast(bits, to: Lanes.self) }

@inline(always)
func negated(_ v: Lanes) -> Lanes { lanes(bits(v) ^ 0x8000_0000) }

/// One bit per lane that is set, lane 0 in bit 0.
@inline(always)
func laneBits(_ mask: LaneMask) -> UInt32 { pith_lane_bits(mask) }
