// Word segmentation of UTF-8 text: UAX #29, Unicode 15.0, rules WB1 to WB999.
//
// The segments follow each other without gaps: words, numbers, runs of spaces, single marks. Scripts without spaces that need a
// dictionary (Chinese, Japanese hiragana, Thai, Lao, Khmer, Burmese) come out character by character, as the standard says.
//
// A segment is a run of ASCII letters and digits in nearly all Latin text; such a run is skipped eight bytes at a time. The
// general scan takes over where anything else could join it. It keeps the class of the last character that is not ignored, and
// looks past one separator ("can't", "3.14") to see whether the word goes on.
//
// Cost: O(bytes). Every look past a separator reads the ignored characters behind it, and the next segment reads them once more.

/// A part of a text, as byte offsets.
struct WordSegment {
  var begin: Int
  var end: Int
  var kind: Kind

  enum Kind: UInt8 {
    /// Contains a letter, an ideograph, a syllable or another alphabetic character.
    case word
    /// Contains a numeric character and no alphabetic one.
    case number
    /// White space only.
    case space
    /// Punctuation, symbols, controls.
    case other
  }
}

struct WordSegmenter {
  let text: UTF8Text
  private(set) var position = 0

  init(_ bytes: UnsafePointer<UInt8>, _ count: Int) { text = UTF8Text(bytes, count) }

  /// The next segment, or nil at the end.
  @inline(__always)
  mutating func next() -> WordSegment? {
    let begin = position
    guard begin < text.count else { return nil }
    let segment = segment(from: begin)
    position = segment.end
    return segment
  }

  private func segment(from begin: Int) -> WordSegment {
    let first = text.bytes[begin]
    guard first < 0x80 else { return scan(from: begin) }
    if UTF8Text.isASCIIWord(first) { return asciiWord(from: begin) }
    let next = begin &+ 1
    // ASCII marks join nothing in ASCII but the space (with spaces) and CR (with LF).
    if next == text.count || (text.bytes[next] < 0x80 && first != 0x0D && (first != 0x20 || text.bytes[next] != 0x20)) {
      let isSpace = first == 0x20 || first &- 0x09 < 5
      return WordSegment(begin: begin, end: next, kind: isSpace ? .space : .other)
    }
    return scan(from: begin)
  }

  private func scan(from begin: Int) -> WordSegment {
    var scan = Scan(text, begin, at: begin)
    return scan.finish()
  }

  private func scan(from begin: Int, asciiWordEnd: Int) -> WordSegment {
    var scan = Scan(text, begin, asciiWordEnd: asciiWordEnd)
    return scan.finish()
  }

  private func asciiWord(from begin: Int) -> WordSegment {
    let bytes = text.bytes
    let count = text.count
    var end = text.endOfASCIIWord(begin, count)
    while end < count {
      let mark = bytes[end]
      if mark >= 0x80 { return scan(from: begin, asciiWordEnd: end) }
      let letters = mark == 0x27 || mark == 0x2E || mark == 0x3A  // ' . :
      let digits = mark == 0x27 || mark == 0x2E || mark == 0x2C || mark == 0x3B  // ' . , ;
      guard letters || digits, end &+ 1 < count else { break }
      let after = bytes[end &+ 1]
      if after >= 0x80 { return scan(from: begin, asciiWordEnd: end) }
      let before = bytes[end &- 1]
      let continues =
        letters && UTF8Text.isASCIILetter(before) && UTF8Text.isASCIILetter(after)
        || digits && UTF8Text.isASCIIDigit(before) && UTF8Text.isASCIIDigit(after)
      guard continues else { break }
      end = text.endOfASCIIWord(end &+ 1, count)
    }
    return WordSegment(begin: begin, end: end, kind: text.kindOfASCIIWord(begin, end))
  }

  /// The general scan of one segment.
  private struct Scan {
    let text: UTF8Text
    let begin: Int
    var end: Int
    /// Class of the last character that is not ignored, and of the last character.
    var last: WordClass
    var lastOfAll: WordClass
    var union: UnicodeProperties.Flags
    var onlySpace: Bool
    var regionalIndicatorIsOpen: Bool

    /// Starts with the character at `offset`; what is between `begin` and it is in the segment.
    init(_ text: UTF8Text, _ begin: Int, at offset: Int) {
      self.text = text
      self.begin = begin
      let (properties, length) = text.properties(at: offset)
      end = offset &+ length
      last = properties.word
      lastOfAll = properties.word
      union = properties.flags
      onlySpace = properties.flags.contains(.whiteSpace)
      regionalIndicatorIsOpen = properties.word == .regionalIndicator
    }

    /// Starts with a run of ASCII letters, digits, low lines and what joins them.
    init(_ text: UTF8Text, _ begin: Int, asciiWordEnd: Int) {
      self.init(text, begin, at: asciiWordEnd &- 1)
      switch text.kindOfASCIIWord(begin, asciiWordEnd) {
      case .word: union.formUnion(.alphabetic)
      case .number: union.formUnion(.number)
      default: break
      }
    }

    mutating func finish() -> WordSegment {
      if WordClasses.newlines.has(last) {
        if last == .carriageReturn && end < text.count && text.bytes[end] == 0x0A { end &+= 1 }  // WB3
      } else {
        while end < text.count, takeNext() {}
      }
      let kind: WordSegment.Kind
      if union.contains(.alphabetic) {
        kind = .word
      } else if union.contains(.number) {
        kind = .number
      } else {
        kind = onlySpace ? .space : .other
      }
      return WordSegment(begin: begin, end: end, kind: kind)
    }

    /// Takes the character at `end` into the segment, or returns false if a boundary is before it.
    @inline(__always)
    private mutating func takeNext() -> Bool {
      let (properties, length) = text.properties(at: end)
      let next = properties.word
      if WordClasses.newlines.has(next) { return false }
      if WordClasses.ignored.has(next) {
        take(properties, length)
        return true
      }
      if last.followers.has(next)
        || lastOfAll == .space && next == .space  // WB3d
        || lastOfAll == .zeroWidthJoiner && properties.flags.contains(.extendedPictographic)  // WB3c
      {
        take(properties, length)
        last = next
        return true
      }
      if next == .regionalIndicator {  // WB15, WB16
        guard last == .regionalIndicator && regionalIndicatorIsOpen else { return false }
        take(properties, length)
        regionalIndicatorIsOpen = false
        return true
      }
      let continuations = last.continuations(over: next)
      if !continuations.isEmpty {
        let after = endOfIgnored(end &+ length)
        if after < text.count, continuations.has(text.properties(at: after).properties.word) {
          take(properties, length)  // `last` stays: what follows joins it as if the separator were not there
          return true
        }
        if last == .hebrewLetter && next == .singleQuote {  // WB7a
          take(properties, length)
          last = next
          return true
        }
      }
      return false
    }

    @inline(__always)
    private mutating func take(_ properties: UnicodeProperties, _ length: Int) {
      end &+= length
      lastOfAll = properties.word
      union.formUnion(properties.flags)
      onlySpace = onlySpace && properties.flags.contains(.whiteSpace)
    }

    private func endOfIgnored(_ offset: Int) -> Int {
      var position = offset
      while position < text.count {
        let (properties, length) = text.properties(at: position)
        guard WordClasses.ignored.has(properties.word) else { break }
        position &+= length
      }
      return position
    }
  }
}

extension UTF8Text {
  /// The kind of a segment of ASCII letters, digits, low lines and what joins them.
  @inline(__always)
  fileprivate func kindOfASCIIWord(_ begin: Int, _ end: Int) -> WordSegment.Kind {
    var position = begin
    var kind = WordSegment.Kind.other
    while position < end {
      if UTF8Text.isASCIILetter(bytes[position]) { return .word }
      if UTF8Text.isASCIIDigit(bytes[position]) { kind = .number }
      position &+= 1
    }
    return kind
  }
}
