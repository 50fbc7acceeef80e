// Skipping over plain ASCII, eight bytes at a time in one 64-bit word.
//
// Each test below works on the eight bytes of a word at once and marks a byte by its top bit. Additions must not carry
// from one byte into the next: they are done on the low seven bits, and bytes of 0x80 and more are masked out at the
// end.

@inline(__always) private func every(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }
private var topBits: UInt64 { @inline(__always) get { every(0x80) } }

extension UTF8Text {
  @inline(__always)
  private func word(at offset: Int) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(bytes + offset).loadUnaligned(as: UInt64.self))
  }

  /// Marks the bytes of `low` (seven bits each) that lie in `first...last`.
  @inline(__always)
  private static func range(_ low: UInt64, _ first: UInt8, _ last: UInt8) -> UInt64 {
    (low &+ every(0x80 &- first)) & ~(low &+ every(0x7F &- last))
  }

  /// Marks the lowest byte of `word` that equals `byte` exactly; bytes above it may be marked wrongly.
  @inline(__always)
  private static func lowest(_ word: UInt64, _ byte: UInt8) -> UInt64 {
    let difference = word ^ every(byte)
    return (difference &- every(1)) & ~difference
  }

  @inline(__always)
  static func isASCIILetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  @inline(__always)
  static func isASCIIDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  @inline(__always)
  static func isASCIIWord(_ byte: UInt8) -> Bool { isASCIILetter(byte) || isASCIIDigit(byte) || byte == 0x5F }

  /// Whether the 32 bytes from `offset` on, or what there is of them, are ASCII.
  @inline(__always)
  func isASCII32(_ offset: Int) -> Bool {
    if offset &+ 32 <= count {
      return (word(at: offset) | word(at: offset &+ 8) | word(at: offset &+ 16) | word(at: offset &+ 24)) & topBits == 0
    }
    var position = offset
    while position < count && bytes[position] < 0x80 { position &+= 1 }
    return position == count
  }

  /// The first offset from `offset` on, up to `end`, whose byte is no ASCII letter, digit or low line.
  @inline(__always)
  func endOfASCIIWord(_ offset: Int, _ end: Int) -> Int {
    var position = offset
    while position &+ 8 <= end {
      let word = word(at: position)
      let low = word & ~topBits
      let letters = UTF8Text.range(low | every(0x20), 0x61, 0x7A)
      let digits = UTF8Text.range(low, 0x30, 0x39)
      let lowLines = ~((low ^ every(0x5F)) &+ every(0x7F))
      let others = ~((letters | digits | lowLines) & ~word) & topBits
      if others != 0 { return position &+ others.trailingZeroBitCount >> 3 }
      position &+= 8
    }
    while position < end && UTF8Text.isASCIIWord(bytes[position]) { position &+= 1 }
    return position
  }

  /// The first offset from `offset` on, up to `end`, at which a sentence may end or whose byte is not ASCII: one of . !
  /// ? LF CR or a byte of 0x80 and more.
  @inline(__always)
  func endOfSentenceBody(_ offset: Int, _ end: Int) -> Int {
    var position = offset
    while position &+ 8 <= end {
      let word = word(at: position)
      let marks = UTF8Text.lowest(word, 0x2E) | UTF8Text.lowest(word, 0x21) | UTF8Text.lowest(word, 0x3F)
      let lines = UTF8Text.lowest(word, 0x0A) | UTF8Text.lowest(word, 0x0D)
      let stops = (marks | lines | word) & topBits
      if stops != 0 { return position &+ stops.trailingZeroBitCount >> 3 }
      position &+= 8
    }
    while position < end {
      switch bytes[position] {
      case 0x2E, 0x21, 0x3F, 0x0A, 0x0D, 0x80...: return position
      default: position &+= 1
      }
    }
    return position
  }

  /// The first offset from `offset` on, up to `end`, whose byte is no visible ASCII character (0x21...0x7F).
  @inline(__always)
  func endOfVisibleASCII(_ offset: Int, _ end: Int) -> Int {
    var position = offset
    while position &+ 8 <= end {
      let word = word(at: position)
      let others = (~((word & ~topBits) &+ every(0x80 &- 0x21)) | word) & topBits
      if others != 0 { return position &+ others.trailingZeroBitCount >> 3 }
      position &+= 8
    }
    while position < end && bytes[position] > 0x20 && bytes[position] < 0x80 { position &+= 1 }
    return position
  }

  /// The first offset from `offset` on, up to `end`, whose byte is LF or CR.
  @inline(__always)
  func endOfLine(_ offset: Int, _ end: Int) -> Int {
    var position = offset
    while position &+ 8 <= end {
      let word = word(at: position)
      let stops = (UTF8Text.lowest(word, 0x0A) | UTF8Text.lowest(word, 0x0D)) & topBits
      if stops != 0 { return position &+ stops.trailingZeroBitCount >> 3 }
      position &+= 8
    }
    while position < end && bytes[position] != 0x0A && bytes[position] != 0x0D { position &+= 1 }
    return position
  }

  /// The first offset from `offset` on, up to `end`, whose byte is `byte`, or `end`.
  @inline(__always)
  func first(_ byte: UInt8, _ offset: Int, _ end: Int) -> Int {
    var position = offset
    while position &+ 8 <= end {
      let stops = UTF8Text.lowest(word(at: position), byte) & topBits
      if stops != 0 { return position &+ stops.trailingZeroBitCount >> 3 }
      position &+= 8
    }
    while position < end && bytes[position] != byte { position &+= 1 }
    return position
  }

  /// The number of scalars of `begin..<end`, if it is well-formed: bytes that are no trailing bytes.
  func width(_ begin: Int, _ end: Int) -> Int {
    var position = begin
    var width = 0
    while position &+ 8 <= end {
      let word = word(at: position)
      let trailing = word >> 7 & ~(word >> 6) & every(1)
      width &+= 8 &- Int((trailing &* every(1)) >> 56)
      position &+= 8
    }
    while position < end {
      if bytes[position] & 0xC0 != 0x80 { width &+= 1 }
      position &+= 1
    }
    return width
  }
}
