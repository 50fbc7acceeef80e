// Sentence segmentation of UTF-8 text: UAX #29, Unicode 15.0, rules SB1 to SB998.
//
// The segments follow each other without gaps; white space and line ends belong to the sentence before them. A boundary
// can only come after a paragraph separator (SB4) or after a terminator with what follows it:
//
//   SATerm Close* Sp* ParaSep?  <boundary>                                          SB11
//
// unless the next character speaks against it: a digit (SB6) or, between capitals, a capital (SB7) right after a full
// stop; a lower-case letter, possibly behind digits and marks, after a full stop (SB8); a comma, colon or dash, or
// another terminator (SB8a). Extend and Format characters are ignored everywhere but after a paragraph separator (SB5).
//
// The body of a sentence is skipped eight ASCII bytes at a time. The look-ahead of SB8 stops at the next terminator,
// and each terminator starts it at most once, so the cost is O(bytes) for any input.

/// A part of a text, as byte offsets.
struct TextSpan: Equatable {
  var begin: Int
  var end: Int
}

struct SentenceSegmenter {
  let text: UTF8Text
  private(set) var position: Int
  let end: Int
  /// CR and LF count as spaces (the class Sp) instead of ending a sentence: for text whose paragraphs are known
  /// already.
  let lineEndsAreSpaces: Bool

  init(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    text = UTF8Text(bytes, count)
    position = 0
    end = text.count
    lineEndsAreSpaces = false
  }

  /// The sentences of a part of `text`, which must begin and end at scalar boundaries.
  init(_ text: UTF8Text, _ begin: Int, _ end: Int, lineEndsAreSpaces: Bool) {
    self.text = text
    position = begin
    self.end = end
    self.lineEndsAreSpaces = lineEndsAreSpaces
  }

  /// The next sentence, or nil at the end.
  mutating func next() -> TextSpan? {
    let begin = position
    guard begin < end else { return nil }
    position = endOfSentence(from: begin)
    return TextSpan(begin: begin, end: position)
  }

  /// The class of the scalar at `offset`, and its length.
  @inline(__always)
  private func sentenceClass(at offset: Int) -> (SentenceClass, Int) {
    let (properties, length) = text.inlinedProperties(at: offset)
    let found = properties.sentence
    if lineEndsAreSpaces && (found == .lineFeed || found == .carriageReturn) { return (.space, length) }
    return (found, length)
  }

  private func endOfSentence(from begin: Int) -> Int {
    var offset = begin
    // Class of the last character that is not ignored, as far as SB7 needs it.
    var last = SentenceClass.other
    while true {
      guard offset < end else { return end }
      if text.bytes[offset] < 0x80 {
        let body = text.endOfSentenceBody(offset, end)
        if body > offset {
          last = sentenceClass(at: body &- 1).0
          offset = body
          continue
        }
      }
      let (next, length) = sentenceClass(at: offset)
      offset &+= length
      switch next {
      case .carriageReturn, .lineFeed, .separator:
        return endOfParagraphSeparator(next, offset)
      case .fullStop, .terminator:
        let isAfterCased = last == .upper || last == .lower
        switch afterTerminator(offset, isFullStop: next == .fullStop, isAfterCased: isAfterCased) {
        case .boundary(let boundary): return boundary
        case .goesOn(let rest, let resumed):
          offset = rest
          last = resumed
        }
      case .extend, .format:
        break
      default:
        last = next
      }
    }
  }

  private func endOfParagraphSeparator(_ separator: SentenceClass, _ offset: Int) -> Int {
    let isFirstOfTwo = separator == .carriageReturn && offset < end && text.bytes[offset] == 0x0A
    return isFirstOfTwo ? offset &+ 1 : offset  // SB3, SB4
  }

  private enum Verdict {
    case boundary(Int)
    /// The sentence goes on at an offset, after a character of a class.
    case goesOn(Int, SentenceClass)
  }

  /// Decides what comes after the terminator that ends at `offset`.
  private func afterTerminator(_ begin: Int, isFullStop: Bool, isAfterCased: Bool) -> Verdict {
    var offset = begin
    var isFullStop = isFullStop
    var isAfterCased = isAfterCased
    var phase = Phase.atTerminator
    while offset < end {
      let (next, length) = sentenceClass(at: offset)
      let after = offset &+ length
      switch next {
      case .extend, .format:  // SB5
        offset = after
        continue
      case .numeric where isFullStop && phase == .atTerminator,  // SB6
        .upper where isFullStop && phase == .atTerminator && isAfterCased,  // SB7
        .lower where isFullStop,  // SB8
        .continuation:  // SB8a
        return .goesOn(after, next)
      case .fullStop, .terminator:  // SB8a
        isFullStop = next == .fullStop
        isAfterCased = false
        phase = .atTerminator
      case .close where phase != .inSpaces:  // SB9
        phase = .inClosing
      case .space:  // SB9, SB10
        phase = .inSpaces
      case .carriageReturn, .lineFeed, .separator:  // SB9, SB10, SB4
        return .boundary(endOfParagraphSeparator(next, after))
      default:
        guard isFullStop, let lower = lowerCase(after: offset) else { return .boundary(offset) }  // SB8, SB11
        return .goesOn(lower, .lower)
      }
      offset = after
    }
    return .boundary(end)
  }

  private enum Phase { case atTerminator, inClosing, inSpaces }

  /// SB8: the end of the lower-case letter that comes first among letters, terminators and paragraph separators, or
  /// nil.
  private func lowerCase(after begin: Int) -> Int? {
    var offset = begin
    while offset < end {
      let (next, length) = sentenceClass(at: offset)
      offset &+= length
      switch next {
      case .lower: return offset
      case .upper, .otherLetter, .carriageReturn, .lineFeed, .separator, .fullStop, .terminator: return nil
      default: break
      }
    }
    return nil
  }
}
