// Sixteen virtual lanes: loads, stores, tails and the fixed order in which lanes are added up.
//
// Every kernel works on SIMD16<Float> whatever the registers of the tier: one register with AVX-512, two with AVX2, four in
// the baseline. A reduction therefore groups its terms in the same way everywhere, and gives the same bits.
import CPith

typealias Lanes = SIMD16<Float>
typealias LaneBits = SIMD16<UInt32>
typealias LaneIndices = SIMD16<Int32>
typealias LaneMask = SIMDMask<SIMD16<Int32>>

@inline(__always)
func load(_ p: UnsafePointer<Float>, _ i: Int) -> Lanes {
  UnsafeRawPointer(p + i).loadUnaligned(as: Lanes.self)
}

@inline(__always)
func load(_ p: UnsafeMutablePointer<Float>, _ i: Int) -> Lanes {
  UnsafeRawPointer(p + i).loadUnaligned(as: Lanes.self)
}

@inline(__always)
func store(_ v: Lanes, _ p: UnsafeMutablePointer<Float>, _ i: Int) {
  UnsafeMutableRawPointer(p + i).storeBytes(of: v, as: Lanes.self)
}

/// Moves `count` < 16 words in at most four steps; a loop over elements would become a call of memcpy.
@inline(__always)
private func copyWords(_ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int) {
  var byte = 0
  if count & 8 != 0 {
    to.storeBytes(of: from.loadUnaligned(as: SIMD8<UInt32>.self), as: SIMD8<UInt32>.self)
    byte = 32
  }
  if count & 4 != 0 {
    (to + byte).storeBytes(of: (from + byte).loadUnaligned(as: SIMD4<UInt32>.self), as: SIMD4<UInt32>.self)
    byte &+= 16
  }
  if count & 2 != 0 {
    (to + byte).storeBytes(of: (from + byte).loadUnaligned(as: SIMD2<UInt32>.self), as: SIMD2<UInt32>.self)
    byte &+= 8
  }
  if count & 1 != 0 {
    (to + byte).storeBytes(of: (from + byte).loadUnaligned(as: UInt32.self), as: UInt32.self)
  }
}

/// The first `count` elements from p[i]; the other lanes hold `fill`. Nothing past the elements is read.
@inline(__always)
func load(_ p: UnsafePointer<Float>, _ i: Int, count: Int, fill: Float = 0) -> Lanes {
  if count == 16 { return load(p, i) }
  var v = Lanes(repeating: fill)
  withUnsafeMutablePointer(to: &v) { copyWords(p + i, $0, count) }
  return v
}

@inline(__always)
func load(_ p: UnsafeMutablePointer<Float>, _ i: Int, count: Int, fill: Float = 0) -> Lanes {
  load(UnsafePointer(p), i, count: count, fill: fill)
}

@inline(__always)
func store(_ v: Lanes, _ p: UnsafeMutablePointer<Float>, _ i: Int, count: Int) {
  if count == 16 { return store(v, p, i) }
  withUnsafePointer(to: v) { copyWords($0, p + i, count) }
}

/// Calls `body` with the start and the length of each run of 16 elements; only the last may be shorter. Inlined, so that the
/// full runs see a constant length.
@inline(__always)
func forEachRun(_ n: Int, _ body: (_ i: Int, _ count: Int) -> Void) {
  var i = 0
  while i &+ 16 <= n {
    body(i, 16)
    i &+= 16
  }
  if i < n { body(i, n &- i) }
}

/// Sum of the lanes, halves on halves: 16, 8, 4, 2, 1.
@inline(__always)
func total(_ v: Lanes) -> Float {
  let eight = v.lowHalf + v.highHalf
  let four = eight.lowHalf + eight.highHalf
  let two = four.lowHalf + four.highHalf
  return two[0] + two[1]
}

@inline(__always)
func larger(_ x: Lanes, _ y: Lanes) -> Lanes { y.replacing(with: x, where: x .> y) }

@inline(__always)
func smaller(_ x: Lanes, _ y: Lanes) -> Lanes { y.replacing(with: x, where: x .< y) }

/// Greatest lane; NaN lanes are skipped only where they were skipped before: the lanes must be numbers.
@inline(__always)
func greatest(_ v: Lanes) -> Float {
  let eight = v.lowHalf.replacing(with: v.highHalf, where: v.highHalf .> v.lowHalf)
  let four = eight.lowHalf.replacing(with: eight.highHalf, where: eight.highHalf .> eight.lowHalf)
  let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .> four.lowHalf)
  return two[1] > two[0] ? two[1] : two[0]
}

@inline(__always)
func least(_ v: Lanes) -> Float {
  let eight = v.lowHalf.replacing(with: v.highHalf, where: v.highHalf .< v.lowHalf)
  let four = eight.lowHalf.replacing(with: eight.highHalf, where: eight.highHalf .< eight.lowHalf)
  let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .< four.lowHalf)
  return two[1] < two[0] ? two[1] : two[0]
}
