// Word segmentation of UTF-8 text: UAX #29, Unicode 15.0, rules WB1 to WB999.
//
// The segments follow each other without gaps: words, numbers, runs of spaces, single marks. Scripts without spaces
// that need a dictionary (Chinese, Japanese hiragana, Thai, Lao, Khmer, Burmese) come out character by character, as
// the standard says.
//
// A segment is a run of ASCII letters and digits in nearly all Latin text; such a run is skipped eight bytes at a time.
// The general scan takes over where anything else could join it. It keeps the class of the last character that is not
// ignored, and looks past one separator ("can't", "3.14") to see whether the word goes on.
//
// Cost: O(bytes). Every look past a separator reads the ignored characters behind it, and the next segment reads them
// once more.

/// A part of a text, as byte offsets.
struct WordSegment: Equatable {
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

  /// The segment that begins at a boundary. Nothing before it is looked at.
  func segment(from begin: Int) -> WordSegment {
    let first = text.bytes[begin]
    guard first < 0x80 else { return scan(begin, from: begin, .other) }
    if UTF8Text.isASCIIWord(first) { return asciiWord(from: begin) }
    let next = begin &+ 1
    // ASCII marks join nothing in ASCII but the space (with spaces) and CR (with LF).
    if next == text.count || (text.bytes[next] < 0x80 && first != 0x0D && (first != 0x20 || text.bytes[next] != 0x20)) {
      let isSpace = first == 0x20 || first &- 0x09 < 5
      return WordSegment(begin: begin, end: next, kind: isSpace ? .space : .other)
    }
    return scan(begin, from: begin, .other)
  }

  private func asciiWord(from begin: Int) -> WordSegment {
    let bytes = text.bytes
    let count = text.count
    var end = text.endOfASCIIWord(begin, count)
    while end < count {
      let mark = bytes[end]
      if mark >= 0x80 { return scan(begin, from: end &- 1, text.kindOfASCIIWord(begin, end)) }
      let letters = mark == 0x27 || mark == 0x2E || mark == 0x3A  // ' . :
      let digits = mark == 0x27 || mark == 0x2E || mark == 0x2C || mark == 0x3B  // ' . , ;
      guard letters || digits, end &+ 1 < count else { break }
      let after = bytes[end &+ 1]
      if after >= 0x80 { return scan(begin, from: end &- 1, text.kindOfASCIIWord(begin, end)) }
      let before = bytes[end &- 1]
      let continues =
        letters && UTF8Text.isASCIILetter(before) && UTF8Text.isASCIILetter(after)
        || digits && UTF8Text.isASCIIDigit(before) && UTF8Text.isASCIIDigit(after)
      guard continues else { break }
      end = text.endOfASCIIWord(end &+ 1, count)
    }
    return WordSegment(begin: begin, end: end, kind: text.kindOfASCIIWord(begin, end))
  }

  /// The general scan of one segment. The last character known to be in it is at `offset`; `kind` is what was before.
  private func scan(_ begin: Int, from offset: Int, _ kind: WordSegment.Kind) -> WordSegment {
    let (first, firstLength) = text.properties(at: offset)
    var end = offset &+ firstLength
    var flags = first.flags
    var onlySpace = flags.contains(.whiteSpace)
    // The class of the last character that is not ignored, and of the last character.
    var last = first.word
    var lastOfAll = first.word
    var flagIsOpen = last == .regionalIndicator
    if WordClasses.newlines.has(last) {
      if last == .carriageReturn && end < text.count && text.bytes[end] == 0x0A { end &+= 1 }  // WB3
      return WordSegment(begin: begin, end: end, kind: .space)
    }
    while end < text.count {
      let (properties, length) = text.inlinedProperties(at: end)
      let next = properties.word
      if last.followers.has(next)
        || lastOfAll == .space && next == .space  // WB3d
        || next == .regionalIndicator && flagIsOpen  // WB15, WB16
        || lastOfAll == .zeroWidthJoiner && properties.flags.contains(.extendedPictographic)  // WB3c
      {
        last = next
        flagIsOpen = false
      } else if !WordClasses.ignored.has(next) {
        // What follows a separator that is taken here joins `last` as if the separator were not there.
        let continuations = last.continuations(over: next)
        if continuations.isEmpty { break }
        if !continuations.has(wordClass(afterIgnored: end &+ length)) {
          guard last == .hebrewLetter && next == .singleQuote else { break }  // WB7a
          last = next
        }
      }
      lastOfAll = next
      end &+= length
      flags.formUnion(properties.flags)
      onlySpace = onlySpace && properties.flags.contains(.whiteSpace)
    }
    if kind == .word || flags.contains(.alphabetic) { return WordSegment(begin: begin, end: end, kind: .word) }
    if kind == .number || flags.contains(.number) { return WordSegment(begin: begin, end: end, kind: .number) }
    return WordSegment(begin: begin, end: end, kind: onlySpace ? .space : .other)
  }

  /// The class of the first character from `offset` on that is not ignored; `.other`, which joins nothing, at the end.
  private func wordClass(afterIgnored offset: Int) -> WordClass {
    var position = offset
    while position < text.count {
      let (properties, length) = text.properties(at: position)
      if !WordClasses.ignored.has(properties.word) { return properties.word }
      position &+= length
    }
    return .other
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
