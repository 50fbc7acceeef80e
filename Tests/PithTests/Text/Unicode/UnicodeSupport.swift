// Shared by the tests of Unicode text segmentation: the official test files, random texts, and segments as arrays.

import Foundation

@testable import Pith

/// Tests/Vectors of this package.
let vectorsDirectory = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("Vectors")

/// One line of a break test of the Unicode Character Database: scalars, and the indices of scalars that a boundary
/// precedes (the number of scalars stands for the end of the text).
struct BreakTest {
  var line: String
  var scalars: [UInt32] = []
  var boundaries: [Int] = []

  static func all(_ name: String) throws -> [BreakTest] {
    let text = try String(contentsOf: vectorsDirectory.appendingPathComponent("unicode/\(name)"), encoding: .utf8)
    var tests: [BreakTest] = []
    for line in text.split(separator: "\n") {
      var test = BreakTest(line: String(line))
      for cell in line.prefix(while: { $0 != "#" }).split(whereSeparator: { $0 == " " || $0 == "\t" }) {
        if cell == "÷" {
          test.boundaries.append(test.scalars.count)
        } else if cell != "×" {
          test.scalars.append(UInt32(cell, radix: 16)!)
        }
      }
      if !test.scalars.isEmpty { tests.append(test) }
    }
    return tests
  }
}

func utf8(_ scalars: [UInt32]) -> [UInt8] {
  var text = String.UnicodeScalarView()
  for scalar in scalars { text.append(Unicode.Scalar(scalar)!) }
  return Array(String(text).utf8)
}

/// Byte offsets of the scalars of a well-formed text, and of its end.
func scalarOffsets(_ scalars: [UInt32]) -> [Int] {
  var offsets = [0]
  for scalar in scalars { offsets.append(offsets.last! + utf8([scalar]).count) }
  return offsets
}

/// Runs `body` on a copy of `bytes` that ends right before memory that AddressSanitizer watches.
func withText<Result>(_ bytes: [UInt8], _ body: (UnsafePointer<UInt8>, Int) -> Result) -> Result {
  let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bytes.count, 1))
  defer { copy.deallocate() }
  copy.initialize(from: bytes, count: bytes.count)
  return body(copy, bytes.count)
}

func words(_ bytes: [UInt8]) -> [WordSegment] {
  withText(bytes) { text, count in
    var segmenter = WordSegmenter(text, count)
    var segments: [WordSegment] = []
    while let segment = segmenter.next() { segments.append(segment) }
    return segments
  }
}

func sentences(_ bytes: [UInt8]) -> [TextSpan] {
  withText(bytes) { text, count in
    var segmenter = SentenceSegmenter(text, count)
    var spans: [TextSpan] = []
    while let span = segmenter.next() { spans.append(span) }
    return spans
  }
}

/// The boundaries of spans that follow each other without gaps from 0 on, or nil if they do not.
func tiling(_ spans: [(Int, Int)]) -> [Int]? {
  var boundaries = [0]
  for (begin, end) in spans {
    guard begin == boundaries.last!, end > begin else { return nil }
    boundaries.append(end)
  }
  return boundaries
}

func wordBoundaries(_ bytes: [UInt8]) -> [Int]? { tiling(words(bytes).map { ($0.begin, $0.end) }) }
func sentenceBoundaries(_ bytes: [UInt8]) -> [Int]? { tiling(sentences(bytes).map { ($0.begin, $0.end) }) }

/// A small generator whose numbers are the same in each run.
struct TestRandom: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Scalars of every word and sentence class, of one to four bytes.
let scalarsOfAllClasses: [UInt32] = [
  // letters: ASCII, Latin, Greek, Cyrillic, Hebrew, Arabic, Devanagari, Georgian, circled, Deseret
  0x61, 0x5A, 0xE9, 0xC9, 0x3B1, 0x416, 0x5D0, 0x5E9, 0x628, 0x915, 0x10D0, 0x24C2, 0x2139, 0x1C5, 0x10400, 0x10428,
  // ideographs, kana, Hangul, Thai
  0x5B57, 0x20000, 0x3042, 0x30A2, 0xFF71, 0x30FC, 0xAC00, 0xE01,
  // digits
  0x30, 0x39, 0x661, 0xFF10, 0x1D7CE, 0x66B, 0xBD,
  // line ends and spaces
  0x0D, 0x0A, 0x0B, 0x0C, 0x85, 0x2028, 0x2029, 0x20, 0x09, 0xA0, 0x3000, 0x2003, 0x202F,
  // ignored
  0x308, 0x300, 0x200D, 0xAD, 0x2060, 0x903, 0x1F3FF, 0xFE0F, 0xE0020, 0xE0001, 0xE0100,
  // marks inside words and numbers
  0x27, 0x22, 0x2E, 0x2C, 0x3A, 0x3B, 0x2019, 0xB7, 0x5F, 0x203F, 0x5F4, 0x2024, 0xFF0E,
  // ends of sentences, closing and continuing marks
  0x21, 0x3F, 0x3002, 0x203C, 0x29, 0x28, 0x201D, 0x5B, 0x2D, 0x2013, 0xFF0C,
  // pictographs and flags
  0x1F600, 0x231A, 0x1F469, 0x1F1E6, 0x1F1FF, 0xA9,
  // the rest
  0x2B, 0x24, 0x00, 0x7F, 0xFFFD, 0x10FFFF, 0xE000, 0x378,
]
