// UTF-8 bytes as Unicode scalars, whatever the bytes are.
//
// Well-formed UTF-8 is table 3-7 of the Unicode Standard. Where the bytes are ill-formed, each maximal subpart (the
// longest prefix of a well-formed sequence, or else one byte) stands for one U+FFFD, as the standard recommends and as
// decoders in web browsers, Python and Swift do it. Every byte thus belongs to exactly one scalar, and no scalar
// reaches past the end.

/// A view of UTF-8 bytes that the caller keeps alive. Offsets are bytes from the start.
struct UTF8Text {
  let bytes: UnsafePointer<UInt8>
  let count: Int

  /// A negative count is an empty text.
  init(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    self.bytes = bytes
    self.count = max(count, 0)
  }

  struct Scalar {
    var value: UInt32
    /// Bytes that the scalar takes, 1...4.
    var length: Int
  }

  static var replacement: UInt32 { 0xFFFD }

  /// The scalar that starts at `offset`, which must be less than `count`.
  @inline(__always)
  func scalar(at offset: Int) -> Scalar {
    let lead = bytes[offset]
    if lead < 0x80 { return Scalar(value: UInt32(lead), length: 1) }
    // Well-formed sequences with four bytes left, which nearly all are, are told by two comparisons.
    if offset &+ 4 <= count {
      let four = UInt32(littleEndian: UnsafeRawPointer(bytes + offset).loadUnaligned(as: UInt32.self))
      let second = four >> 8 & 0x3F
      let third = four >> 16 & 0x3F
      if four & 0xC0_C0F0 == 0x80_80E0 {
        let value = (four & 0x0F) << 12 | second << 6 | third
        if value >= 0x800 && value & 0xF800 != 0xD800 { return Scalar(value: value, length: 3) }
      } else if four & 0xC0E0 == 0x80C0 {
        let value = (four & 0x1F) << 6 | second
        if value >= 0x80 { return Scalar(value: value, length: 2) }
      } else if four & 0xC0C0_C0F8 == 0x8080_80F0 {
        let value = (four & 0x07) << 18 | second << 12 | third << 6 | four >> 24 & 0x3F
        if value >= 0x10000 && value < 0x110000 { return Scalar(value: value, length: 4) }
      }
    }
    return longScalar(at: offset, lead: UInt32(lead))
  }

  /// The trailing byte at `offset` if it lies in `low...0xBF`, or 0, which no trailing byte is.
  @inline(__always)
  private func trailing(_ offset: Int, _ low: UInt8 = 0x80, _ high: UInt8 = 0xBF) -> UInt32 {
    guard offset < count else { return 0 }
    let byte = bytes[offset]
    return byte >= low && byte <= high ? UInt32(byte) : 0
  }

  @inline(never)
  private func longScalar(at offset: Int, lead: UInt32) -> Scalar {
    if lead >= 0xC2 && lead < 0xE0 {
      let second = trailing(offset &+ 1)
      guard second != 0 else { return Scalar(value: UTF8Text.replacement, length: 1) }
      return Scalar(value: (lead & 0x1F) << 6 | second & 0x3F, length: 2)
    }
    if lead >= 0xE0 && lead < 0xF0 {
      // E0 must not encode what fits two bytes; ED must not encode surrogates.
      let second = trailing(offset &+ 1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF)
      guard second != 0 else { return Scalar(value: UTF8Text.replacement, length: 1) }
      let third = trailing(offset &+ 2)
      guard third != 0 else { return Scalar(value: UTF8Text.replacement, length: 2) }
      return Scalar(value: (lead & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F, length: 3)
    }
    if lead >= 0xF0 && lead < 0xF5 {
      // F0 must not encode what fits three bytes; F4 must not pass U+10FFFF.
      let second = trailing(offset &+ 1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF)
      guard second != 0 else { return Scalar(value: UTF8Text.replacement, length: 1) }
      let third = trailing(offset &+ 2)
      guard third != 0 else { return Scalar(value: UTF8Text.replacement, length: 2) }
      let fourth = trailing(offset &+ 3)
      guard fourth != 0 else { return Scalar(value: UTF8Text.replacement, length: 3) }
      let high = (lead & 0x07) << 18 | (second & 0x3F) << 12
      return Scalar(value: high | (third & 0x3F) << 6 | fourth & 0x3F, length: 4)
    }
    return Scalar(value: UTF8Text.replacement, length: 1)
  }

  /// Whether a scalar starts at `offset`, or the text ends there. False outside `0...count`.
  func isScalarBoundary(_ offset: Int) -> Bool {
    guard offset >= 0 && offset <= count else { return false }
    if offset == 0 || offset == count || bytes[offset] & 0xC0 != 0x80 { return true }
    // A trailing byte belongs to the nearest byte before it that is none, if that one's sequence reaches so far.
    var start = offset &- 1
    while start > 0 && offset &- start < 3 && bytes[start] & 0xC0 == 0x80 { start &-= 1 }
    return start &+ scalar(at: start).length <= offset
  }

  /// The largest scalar boundary that is not after `offset`; offsets outside the text count as its ends.
  func scalarBoundary(atOrBefore offset: Int) -> Int {
    var boundary = min(max(offset, 0), count)
    while !isScalarBoundary(boundary) { boundary &-= 1 }
    return boundary
  }

  /// Writes `scalar` as UTF-8 to `output`, which has room for four bytes, and returns its length. What is no scalar is
  /// written as U+FFFD.
  static func encode(_ scalar: UInt32, _ output: UnsafeMutablePointer<UInt8>) -> Int {
    func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: scalar >> shift & 0x3F | 0x80) }
    if scalar < 0x80 {
      output[0] = UInt8(truncatingIfNeeded: scalar)
      return 1
    }
    if scalar < 0x800 {
      output[0] = UInt8(truncatingIfNeeded: scalar >> 6 | 0xC0)
      output[1] = tail(0)
      return 2
    }
    if scalar > 0x10FFFF || scalar & 0xFFFF_F800 == 0xD800 { return encode(replacement, output) }
    if scalar < 0x10000 {
      output[0] = UInt8(truncatingIfNeeded: scalar >> 12 | 0xE0)
      output[1] = tail(6)
      output[2] = tail(0)
      return 3
    }
    output[0] = UInt8(truncatingIfNeeded: scalar >> 18 | 0xF0)
    output[1] = tail(12)
    output[2] = tail(6)
    output[3] = tail(0)
    return 4
  }
}
