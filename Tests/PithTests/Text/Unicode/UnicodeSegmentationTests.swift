// UAX #29 segmentation against the official break tests, a literal reference, and hostile bytes.

import Testing

@testable import Pith

@Suite struct UnicodeSegmentationTests {
  @Test func officialWordBreakTest() throws {
    let tests = try BreakTest.all("WordBreakTest.txt")
    #expect(tests.count == 1823)
    for test in tests {
      let offsets = scalarOffsets(test.scalars)
      #expect(wordBoundaries(utf8(test.scalars)) == test.boundaries.map { offsets[$0] }, "\(test.line)")
    }
  }

  @Test func officialSentenceBreakTest() throws {
    let tests = try BreakTest.all("SentenceBreakTest.txt")
    #expect(tests.count == 502)
    for test in tests {
      let offsets = scalarOffsets(test.scalars)
      #expect(sentenceBoundaries(utf8(test.scalars)) == test.boundaries.map { offsets[$0] }, "\(test.line)")
    }
  }

  @Test func referenceAgreesWithTheOfficialTests() throws {
    for test in try BreakTest.all("WordBreakTest.txt") {
      #expect(BreakReference(test.scalars).wordBoundaries() == test.boundaries, "\(test.line)")
    }
    for test in try BreakTest.all("SentenceBreakTest.txt") {
      #expect(BreakReference(test.scalars).sentenceBoundaries() == test.boundaries, "\(test.line)")
    }
  }

  /// Every pair and every third scalar of some classes decides about a boundary, so short texts over all classes find
  /// most mistakes; a narrow alphabet makes long joins likely.
  @Test(arguments: [0, 1, 2, 3, 4]) func randomTextsAgreeWithTheReference(_ seed: Int) {
    var random = TestRandom(UInt64(seed))
    for round in 0..<1200 {
      let alphabet =
        round % 2 == 0 ? scalarsOfAllClasses : (0..<6).map { _ in scalarsOfAllClasses.randomElement(using: &random)! }
      let scalars = (0..<Int.random(in: 0...24, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
      let bytes = utf8(scalars)
      let offsets = scalarOffsets(scalars)
      let reference = BreakReference(scalars)
      let text = scalars.map { String($0, radix: 16) }.joined(separator: " ")
      #expect(wordBoundaries(bytes) == reference.wordBoundaries().map { offsets[$0] }, "\(text)")
      #expect(sentenceBoundaries(bytes) == reference.sentenceBoundaries().map { offsets[$0] }, "\(text)")
    }
  }

  @Test func asciiTextsAgreeWithTheReference() {
    var random = TestRandom(77)
    let alphabet: [UInt32] =
      Array("aZ09_'.,:;!?\") (-\n\r\t".unicodeScalars.map(\.value)) + [0x61, 0x62, 0x41, 0x20, 0xE9, 0x308]
    for _ in 0..<5000 {
      let scalars = (0..<Int.random(in: 0...40, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
      let bytes = utf8(scalars)
      let offsets = scalarOffsets(scalars)
      let reference = BreakReference(scalars)
      #expect(wordBoundaries(bytes) == reference.wordBoundaries().map { offsets[$0] }, "\(bytes)")
      #expect(sentenceBoundaries(bytes) == reference.sentenceBoundaries().map { offsets[$0] }, "\(bytes)")
    }
  }

  /// Ill-formed text is segmented exactly as the text in which U+FFFD stands for each maximal subpart.
  @Test func illFormedTextIsSegmentedAsRepaired() {
    var random = TestRandom(5)
    for _ in 0..<5000 {
      var bytes: [UInt8] = []
      while bytes.count < Int.random(in: 0...24, using: &random) {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes.append(UInt8.random(in: 0...255, using: &random))
        case 1: bytes += utf8([scalarsOfAllClasses.randomElement(using: &random)!])
        default: bytes += utf8([scalarsOfAllClasses.randomElement(using: &random)!]).dropLast()
        }
      }
      let repaired = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars.map(\.value))
      var offsets = [0]
      withText(bytes) { pointer, count in
        let text = UTF8Text(pointer, count)
        while offsets.last! < count { offsets.append(offsets.last! + text.scalar(at: offsets.last!).length) }
      }
      #expect(offsets.count == repaired.count + 1)
      guard offsets.count == repaired.count + 1 else { return }
      let reference = BreakReference(repaired)
      #expect(wordBoundaries(bytes) == reference.wordBoundaries().map { offsets[$0] }, "\(bytes)")
      #expect(sentenceBoundaries(bytes) == reference.sentenceBoundaries().map { offsets[$0] }, "\(bytes)")
    }
  }

  @Test func kindsOfSegments() {
    func kinds(_ text: String) -> [WordSegment.Kind] { words(Array(text.utf8)).map(\.kind) }
    #expect(kinds("Hello, world 42!") == [.word, .other, .space, .word, .space, .number, .other])
    #expect(
      kinds("3.14 1,000 2nd _ __x _9") == [
        .number, .space, .number, .space, .word, .space, .other, .space, .word, .space, .number,
      ])
    #expect(kinds("can't 字か カナ ไ") == [.word, .space, .word, .word, .space, .word, .space, .word])
    #expect(kinds("\r\n\t \u{A0}\u{3000}\u{2028}") == [.space, .space, .space, .space, .space, .space])
    #expect(kinds("½ ٣ Ⅷ ②") == [.number, .space, .number, .space, .word, .space, .number])
    #expect(kinds("😀 👩‍👩‍👧 🇩🇪🇫🇷 €\u{0}\u{301}") == [.other, .space, .other, .space, .other, .other, .space, .other, .other])
    #expect(kinds(" \u{301}") == [.other])
  }

  @Test func emptyAndNegativeTexts() {
    #expect(words([]).isEmpty)
    #expect(sentences([]).isEmpty)
    var byte: UInt8 = 65
    withUnsafePointer(to: &byte) { pointer in
      var segmenter = WordSegmenter(pointer, -3)
      #expect(segmenter.next() == nil)
      var sentences = SentenceSegmenter(pointer, .min)
      #expect(sentences.next() == nil)
    }
  }
}
