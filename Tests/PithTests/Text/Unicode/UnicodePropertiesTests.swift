// Decoding, properties, case folding and splitting at white space, against the Swift standard library.

import CPith
import Testing

@testable import Pith

/// All scalars that Unicode 15.0 assigns, so that a standard library of a later version can be compared with.
private func assignedScalars() -> [Unicode.Scalar] {
  (0...0x10FFFF as ClosedRange<UInt32>).compactMap { Unicode.Scalar($0) }.filter {
    guard let age = $0.properties.age else { return false }
    return age.major <= 15 && (age.major < 15 || age.minor == 0)
  }
}

@Suite struct UnicodePropertiesTests {
  @Test func classNumbersAreThoseOfTheTables() {
    let word: [(WordClass, Int)] = [
      (.other, CPITH_WORD_OTHER), (.carriageReturn, CPITH_WORD_CR), (.lineFeed, CPITH_WORD_LF),
      (.newline, CPITH_WORD_NEWLINE), (.extend, CPITH_WORD_EXTEND), (.format, CPITH_WORD_FORMAT),
      (.zeroWidthJoiner, CPITH_WORD_ZWJ), (.letter, CPITH_WORD_ALETTER), (.hebrewLetter, CPITH_WORD_HEBREW_LETTER),
      (.numeric, CPITH_WORD_NUMERIC), (.katakana, CPITH_WORD_KATAKANA), (.extendNumLet, CPITH_WORD_EXTENDNUMLET),
      (.midLetter, CPITH_WORD_MIDLETTER), (.midNum, CPITH_WORD_MIDNUM), (.midNumLet, CPITH_WORD_MIDNUMLET),
      (.singleQuote, CPITH_WORD_SINGLE_QUOTE), (.doubleQuote, CPITH_WORD_DOUBLE_QUOTE), (.space, CPITH_WORD_WSEGSPACE),
      (.regionalIndicator, CPITH_WORD_REGIONAL_INDICATOR),
    ]
    for (found, number) in word {
      #expect(Int(found.rawValue) == number)
      #expect(unsafeBitCast(UInt8(number), to: WordClass.self) == found)
    }
    let sentence: [(SentenceClass, Int)] = [
      (.other, CPITH_SENTENCE_OTHER), (.carriageReturn, CPITH_SENTENCE_CR), (.lineFeed, CPITH_SENTENCE_LF),
      (.separator, CPITH_SENTENCE_SEP), (.extend, CPITH_SENTENCE_EXTEND), (.format, CPITH_SENTENCE_FORMAT),
      (.space, CPITH_SENTENCE_SP), (.lower, CPITH_SENTENCE_LOWER), (.upper, CPITH_SENTENCE_UPPER),
      (.otherLetter, CPITH_SENTENCE_OLETTER), (.numeric, CPITH_SENTENCE_NUMERIC), (.fullStop, CPITH_SENTENCE_ATERM),
      (.terminator, CPITH_SENTENCE_STERM), (.close, CPITH_SENTENCE_CLOSE), (.continuation, CPITH_SENTENCE_SCONTINUE),
    ]
    for (found, number) in sentence {
      #expect(Int(found.rawValue) == number)
      #expect(unsafeBitCast(UInt8(number), to: SentenceClass.self) == found)
    }
    let flags: [(UnicodeProperties.Flags, Int)] = [
      (.whiteSpace, CPITH_FLAG_WHITE_SPACE), (.alphabetic, CPITH_FLAG_ALPHABETIC), (.number, CPITH_FLAG_NUMBER),
      (.decimalNumber, CPITH_FLAG_DECIMAL_NUMBER), (.uppercase, CPITH_FLAG_UPPERCASE),
      (.lowercase, CPITH_FLAG_LOWERCASE), (.extendedPictographic, CPITH_FLAG_EXTENDED_PICTOGRAPHIC),
      (.punctuation, CPITH_FLAG_PUNCTUATION),
    ]
    for (flag, bit) in flags { #expect(Int(flag.rawValue) == 1 << bit) }
  }

  /// Later versions change a property of a few old scalars (Unicode 16 made 33 combining letters alphabetic); a broken
  /// table would differ in thousands.
  @Test func propertiesAgreeWithTheStandardLibrary() {
    var differences: [String: [String]] = [:]
    let scalars = assignedScalars()
    #expect(scalars.count > 280_000)
    for scalar in scalars {
      let flags = UnicodeProperties(scalar.value).flags
      let expected = scalar.properties
      func compare(_ name: String, _ found: Bool, _ expected: Bool) {
        if found != expected { differences[name, default: []].append(String(scalar.value, radix: 16)) }
      }
      let category = expected.generalCategory
      compare("White_Space", flags.contains(.whiteSpace), expected.isWhitespace)
      compare("Alphabetic", flags.contains(.alphabetic), expected.isAlphabetic)
      compare("Uppercase", flags.contains(.uppercase), expected.isUppercase)
      compare("Lowercase", flags.contains(.lowercase), expected.isLowercase)
      compare("Nd", flags.contains(.decimalNumber), category == .decimalNumber)
      compare("N", flags.contains(.number), [.decimalNumber, .letterNumber, .otherNumber].contains(category))
      compare(
        "P", flags.contains(.punctuation),
        [
          .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
          .finalPunctuation, .otherPunctuation,
        ].contains(category))
    }
    for (name, found) in differences { #expect(found.count < 60, "\(name): \(found)") }
  }

  @Test func everyCodePointHasARecord() {
    var bad: [UInt32] = []
    for scalar in 0...(0x110100 as UInt32) {
      let record = UnicodeProperties(scalar).record
      if record & 0xFF >= 19 || record >> 8 & 0xFF >= 15 { bad.append(scalar) }
    }
    #expect(bad.isEmpty)
    #expect(UnicodeProperties(.max).record == 0)
    #expect(UnicodeProperties(0xE0100).word == .extend)
    #expect(UnicodeProperties(0xE0001).word == .format)
    #expect(UnicodeProperties(0x323AF).flags.contains(.alphabetic))
  }

  @Test func foldingAgreesWithTheStandardLibrary() {
    var different: [Unicode.Scalar] = []
    var unstable: [Unicode.Scalar] = []
    for scalar in assignedScalars() {
      // The simple lower-case mapping is the fold of nearly all scalars; where it has more than one scalar there is
      // none.
      let lower = scalar.properties.lowercaseMapping.unicodeScalars
      let folded = CaseFolding.fold(scalar.value)
      if lower.count == 1 ? folded != lower.first!.value : folded == 0 { different.append(scalar) }
      if CaseFolding.fold(folded) != folded { unstable.append(scalar) }
    }
    #expect(unstable.isEmpty)
    // Known: final sigma, long s, micro sign, Greek symbols, Cherokee, iota subscript and the like.
    #expect(different.count < 230)
    let folds: [(UInt32, UInt32)] = [
      (0x41, 0x61), (0x5A, 0x7A), (0x5B, 0x5B), (0xC9, 0xE9), (0xDF, 0xDF), (0x1E9E, 0xDF), (0x3C2, 0x3C3),
      (0x17F, 0x73),
      (0x212A, 0x6B), (0x130, 0x130), (0x416, 0x436), (0x10400, 0x10428), (0x1E921, 0x1E943), (0x5B57, 0x5B57),
      (0x10FFFF, 0x10FFFF), (.max, .max), (0xAB70, 0x13A0),
    ]
    for (scalar, folded) in folds { #expect(CaseFolding.fold(scalar) == folded) }
  }

  @Test func foldedScalarsOfText() {
    let bytes = Array("ΣΊΣΥΦΟΣ Straße".utf8) + [0xFF]
    withText(bytes) { text, count in
      var scalars = FoldedScalars(text, count)
      var folded = String.UnicodeScalarView()
      while let scalar = scalars.next() { folded.append(Unicode.Scalar(scalar)!) }
      #expect(String(folded) == "σίσυφοσ straße\u{FFFD}")
    }
  }
}

@Suite struct UnicodeDecodingTests {
  /// The standard library repairs by maximal subparts too.
  private func check(_ bytes: [UInt8]) {
    let expected = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    withText(bytes) { pointer, count in
      let text = UTF8Text(pointer, count)
      var offset = 0
      var found: [UInt32] = []
      var boundaries: Set<Int> = [0]
      while offset < count {
        let scalar = text.scalar(at: offset)
        found.append(scalar.value)
        offset += scalar.length
        boundaries.insert(offset)
      }
      #expect(offset == count && found == expected.map(\.value), "\(bytes)")
      let offsets = -2...count + 2
      #expect(offsets.filter { text.isScalarBoundary($0) } == boundaries.sorted(), "\(bytes)")
      var before = 0
      #expect(
        offsets.allSatisfy { offset in
          if boundaries.contains(offset) { before = offset }
          return text.scalarBoundary(atOrBefore: offset) == before
        }, "\(bytes)")
    }
  }

  @Test func allShortSequencesOfDecisiveBytes() {
    let decisive: [UInt8] = [
      0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0,
      0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
    ]
    check([])
    for a in decisive {
      check([a])
      for b in decisive {
        check([a, b])
        for c in decisive { check([a, b, c]) }
      }
    }
    var random = TestRandom(2)
    for _ in 0..<2000 { check((0..<7).map { _ in decisive.randomElement(using: &random)! }) }
  }

  @Test func encodingInvertsDecoding() {
    var buffer = [UInt8](repeating: 0, count: 4)
    var bad: [UInt32] = []
    for scalar in (0...0x10FFFF as ClosedRange<UInt32>) {
      let length = UTF8Text.encode(scalar, &buffer)
      let decoded = buffer.withUnsafeBufferPointer { UTF8Text($0.baseAddress!, length).scalar(at: 0) }
      let isSurrogate = scalar >= 0xD800 && scalar < 0xE000
      if decoded.length != length || decoded.value != (isSurrogate ? 0xFFFD : scalar) { bad.append(scalar) }
    }
    #expect(bad.isEmpty)
    for invalid in [0x110000, UInt32.max] {
      #expect(UTF8Text.encode(invalid, &buffer) == 3)
      #expect(buffer[0..<3] == [0xEF, 0xBF, 0xBD])
    }
  }

  @Test func trimming() {
    let bytes = Array(" \t\u{3000}a b\u{A0}\n\u{2028}".utf8)
    withText(bytes) { pointer, count in
      let text = UTF8Text(pointer, count)
      #expect(text.trimmedBegin(0, count) == 5)
      #expect(text.trimmedEnd(0, count) == 8)
      #expect(text.trimmedBegin(0, 5) == 5)
      #expect(text.trimmedEnd(0, 5) == 0)
      #expect(text.trimmedEnd(3, 3) == 3)
    }
  }

  @Test func splittingAtWhiteSpace() {
    var random = TestRandom(9)
    let alphabet = Array(
      "abcdefgh.é字\u{301}\u{200B}😀\u{1}\u{7F} \t\n\r\u{B}\u{C}\u{1C}\u{85}\u{A0}\u{1680}\u{2003}\u{2028}\u{3000}"
        .unicodeScalars)
    for _ in 0..<2000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...40, using: &random) { text.append(alphabet.randomElement(using: &random)!) }
      let expected = text.split(whereSeparator: \.properties.isWhitespace).map { String($0) }
      let bytes = Array(String(text).utf8)
      let found = withText(bytes) { pointer, count in
        var splitter = WhitespaceSplitter(pointer, count)
        var found: [String] = []
        while let span = splitter.next() { found.append(String(decoding: bytes[span.begin..<span.end], as: UTF8.self)) }
        #expect(splitter.next() == nil)
        return found
      }
      #expect(found == expected)
    }
  }
}
