// What Pith knows about each Unicode scalar: break classes and a few binary properties.

import CPith

/// Word_Break of UAX #29. The numbers are those of unicode_tables.h.
enum WordClass: UInt8 {
  case other = 0
  case carriageReturn, lineFeed, newline
  case extend, format, zeroWidthJoiner
  case letter, hebrewLetter, numeric, katakana, extendNumLet
  case midLetter, midNum, midNumLet, singleQuote, doubleQuote
  case space, regionalIndicator
}

/// Sentence_Break of UAX #29. The numbers are those of unicode_tables.h.
enum SentenceClass: UInt8 {
  case other = 0
  case carriageReturn, lineFeed, separator
  case extend, format
  case space, lower, upper, otherLetter, numeric
  case fullStop, terminator, close, continuation
}

/// The properties of one scalar, packed as in unicode_tables.h.
struct UnicodeProperties {
  let record: UInt32

  @inline(__always)
  init(_ scalar: UInt32) {
    if scalar < 0x80 {
      record = cpith_unicode_records_table()[Int(cpith_unicode_data_table()[Int(scalar)])]
    } else if scalar < UInt32(CPITH_UNICODE_END) {
      record = UnicodeProperties.lookup(Int(scalar))
    } else if scalar &- 0xE0000 < 0x200 {
      record = UnicodeProperties.lookup(Int(scalar &- 0xE0000) &+ Int(CPITH_UNICODE_END))
    } else {
      record = 0
    }
  }

  @inline(__always)
  private static func lookup(_ position: Int) -> UInt32 {
    let block = Int(cpith_unicode_index_table()[position >> 7])
    let number = cpith_unicode_data_table()[block << 7 | position & 0x7F]
    return cpith_unicode_records_table()[Int(number)]
  }

  // An enum without payloads is its case number in memory. The tables hold only numbers that have a case, and the
  // checked initialiser stays a call, once per character.
  @inline(__always) var word: WordClass { unsafeBitCast(UInt8(truncatingIfNeeded: record), to: WordClass.self) }
  @inline(__always) var sentence: SentenceClass {
    unsafeBitCast(UInt8(truncatingIfNeeded: record >> 8), to: SentenceClass.self)
  }
  @inline(__always) var flags: Flags { Flags(rawValue: UInt8(truncatingIfNeeded: record >> 16)) }

  /// Binary properties. `number` is any general category N, `decimalNumber` Nd, `punctuation` any P.
  struct Flags: OptionSet {
    let rawValue: UInt8
    @inline(__always) init(rawValue: UInt8) { self.rawValue = rawValue }
    @inline(__always) static var whiteSpace: Flags { Flags(rawValue: 1 << 0) }
    @inline(__always) static var alphabetic: Flags { Flags(rawValue: 1 << 1) }
    @inline(__always) static var number: Flags { Flags(rawValue: 1 << 2) }
    @inline(__always) static var decimalNumber: Flags { Flags(rawValue: 1 << 3) }
    @inline(__always) static var uppercase: Flags { Flags(rawValue: 1 << 4) }
    @inline(__always) static var lowercase: Flags { Flags(rawValue: 1 << 5) }
    @inline(__always) static var extendedPictographic: Flags { Flags(rawValue: 1 << 6) }
    @inline(__always) static var punctuation: Flags { Flags(rawValue: 1 << 7) }
  }
}

extension UTF8Text {
  /// The properties and the length of the scalar that starts at `offset`, which must be less than `count`. A call, to
  /// keep the library small; the loops of the segmenters have `inlinedProperties`.
  @inline(never)
  func properties(at offset: Int) -> (properties: UnicodeProperties, length: Int) { inlinedProperties(at: offset) }

  @inline(__always)
  func inlinedProperties(at offset: Int) -> (properties: UnicodeProperties, length: Int) {
    let scalar = scalar(at: offset)
    return (UnicodeProperties(scalar.value), scalar.length)
  }

  /// The end of `begin..<end` without the white space at its end; `begin` if there is nothing else.
  func trimmedEnd(_ begin: Int, _ end: Int) -> Int {
    var kept = end
    while kept > begin {
      let start = scalarBoundary(atOrBefore: kept &- 1)
      guard start >= begin && properties(at: start).properties.flags.contains(.whiteSpace) else { break }
      kept = start
    }
    return kept
  }

  /// The start of `begin..<end` without the white space at its start; `end` if there is nothing else.
  func trimmedBegin(_ begin: Int, _ end: Int) -> Int {
    var start = begin
    while start < end {
      let (properties, length) = properties(at: start)
      guard properties.flags.contains(.whiteSpace) else { break }
      start &+= length
    }
    return min(start, end)
  }
}
