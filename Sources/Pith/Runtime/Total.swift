// Operators that always have an answer. Swift ends the program where a range is reversed, a divisor is 0, a number does not fit
// or a lane does not exist; a library must not end its host. Inside Pith these spellings mean the functions below instead, so
// that ordinary code cannot trap. The answers are not meant to be used: callers check their arguments, and in a debug build
// the tests stop where one slipped through.

import CPith

/// The indices from `low` to below `high`: none where the ends are reversed.
@inline(__always)
func ..< (low: Int, high: Int) -> Range<Int> {
  assert(low <= high, "A reversed range.")
  return Range(uncheckedBounds: (lower: low, upper: low <= high ? high : low))
}

/// The values that an argument may have: none where `low > high`, as for a position in an empty list. Only where `Limits` are
/// asked for; a `ClosedRange` cannot be empty.
struct Limits {
  var low: Int
  var high: Int
}

@_disfavoredOverload @inline(__always)
func ... (low: Int, high: Int) -> Limits { Limits(low: low, high: high) }

extension Int {
  /// Division by 0 is division by 1; `Int.min / -1` is `Int.min`.
  @inline(__always)
  static func / (a: Int, b: Int) -> Int {
    assert(b != 0, "Division by 0.")
    return Int(pith_quotient(Int64(a), Int64(b)))
  }

  /// 0 where the divisor is 0.
  @inline(__always)
  static func % (a: Int, b: Int) -> Int {
    assert(b != 0, "Division by 0.")
    return Int(pith_remainder(Int64(a), Int64(b)))
  }

  @inline(__always)
  static func /= (a: inout Int, b: Int) { a = a / b }

  /// The number without the digits after the point; the nearest integer where there is none that large, 0 for NaN.
  @inline(__always)
  init(saturating number: Double) {
    assert(number == number, "No integer for NaN.")
    self = Int(pith_saturating(number))
  }

  @inline(__always)
  init(saturating number: Float) { self.init(saturating: Double(number)) }
}

extension SIMD4 where Scalar == Int {
  /// An extent, stride or coordinate; a dimension past the fourth is counted from the first again.
  subscript(dimension: Int) -> Int {
    @inline(__always) get {
      assert(dimension >= 0 && dimension < 4, "No such dimension.")
      return lane(of: self, dimension & 3)
    }
    @inline(__always) set {
      assert(dimension >= 0 && dimension < 4, "No such dimension.")
      setLane(of: &self, dimension & 3, newValue)
    }
  }

  static func == (a: SIMD4<Int>, b: SIMD4<Int>) -> Bool {
    a[0] == b[0] && a[1] == b[1] && a[2] == b[2] && a[3] == b[3]
  }
}

// Generic, so that the subscript in them is the standard library's.

@inline(__always)
private func lane<V: SIMD>(of vector: V, _ i: Int) -> V.Scalar { vector[i] }

@inline(__always)
private func setLane<V: SIMD>(of vector: inout V, _ i: Int, _ value: V.Scalar) { vector[i] = value }

extension UnsafeMutableRawPointer {
  /// Copies nothing where the number is negative.
  @inline(__always)
  func copyMemory(from source: UnsafeRawPointer, byteCount: Int) {
    assert(byteCount >= 0, "A negative number of bytes.")
    pith_move(self, source, byteCount)
  }
}

extension UnsafeMutablePointer {
  /// Writes nothing where the number is negative.
  func update(repeating value: Pointee, count: Int) {
    assert(count >= 0, "A negative count.")
    var i = 0
    while i < count {
      self[i] = value
      i &+= 1
    }
  }
}

extension StaticString {
  /// The first byte of a text. Undefined for a single scalar, which is what a text of this library never is.
  @inline(__always)
  package var utf8Start: UnsafePointer<UInt8> {
    assert(hasPointerRepresentation, "A scalar, not a text.")
    return unsafeBitCast(self, to: (UnsafePointer<UInt8>, Int, UInt8).self).0
  }

  /// Its length in bytes.
  @inline(__always)
  var utf8CodeUnitCount: Int { unsafeBitCast(self, to: (Int, Int, UInt8).self).1 }
}
