// Which sentence boundaries of UAX #29 hold in English prose, and which others there are.
//
// For . ! and ? only; terminators of other scripts are unambiguous. A boundary does not hold
//   - after an abbreviation (Abbreviations.swift);
//   - after an outline number at the begin of a paragraph: 2.1. Methods, IV. Results;
//   - before a lower-case letter: "Stop!" he said. UAX #29 has this for the full stop only;
//   - without white space before it, as in URLs and file names (/find?Q=1, .NET), unless a letter without case follows,
//     as in Chinese text with ASCII marks.
//
// And reference marks between a full stop and white space belong to the sentence before them: found.[1][note 3] Next

enum SentenceTailoring {
  enum Verdict {
    case holds
    case doesNotHold
    /// The sentence ends later, at this offset.
    case moves(Int)
  }

  /// Judges the boundary at `boundary`, which SentenceSegmenter found in the paragraph `begin..<end`.
  static func judge(_ text: UTF8Text, _ begin: Int, boundary: Int, _ end: Int) -> Verdict {
    // Back over Close* Sp* and ignored characters to the terminator.
    var marksEnd = boundary
    var terminator = boundary
    var isInSpaces = true
    while true {
      guard terminator > begin else { return .holds }
      terminator = text.scalarBoundary(atOrBefore: terminator &- 1)
      switch text.properties(at: terminator).properties.sentence {
      case .separator:
        return .holds
      case .space, .carriageReturn, .lineFeed:
        marksEnd = terminator
        continue
      case .extend, .format:
        continue
      case .close:
        isInSpaces = false
        continue
      default:
        break
      }
      break
    }
    let mark = text.bytes[terminator]
    guard mark == 0x2E || mark == 0x21 || mark == 0x3F else { return .holds }
    let next = boundary < end ? text.properties(at: boundary).properties.sentence : .other
    if marksEnd == boundary {
      if next == .otherLetter { return .holds }
      if let after = endOfReferenceMarks(text, terminator &+ 1, end) { return .moves(after) }
      return .doesNotHold
    }
    if next == .lower { return .doesNotHold }
    guard mark == 0x2E && isInSpaces else { return .holds }
    let continues =
      isOutlineNumber(text, begin, terminator)
      || Abbreviations.continues(text, begin, stop: terminator, next: boundary, end)
    return continues ? .doesNotHold : .holds
  }

  /// Digits and full stops, or a small Roman numeral.
  private static func isOutlineNumber(_ text: UTF8Text, _ begin: Int, _ end: Int) -> Bool {
    guard end &- begin <= 12 else { return false }
    var digits = 0
    var numerals = 0
    var position = begin
    while position < end {
      switch text.bytes[position] {
      case 0x30...0x39: digits &+= 1
      case 0x49, 0x56, 0x58: numerals &+= 1  // I V X
      case 0x2E: break
      default: return false
      }
      position &+= 1
    }
    return (digits > 0) != (numerals > 0)
  }

  /// The next offset from `begin` on at which a sentence starts because a terminator, reference marks in brackets and
  /// white space come before it; `end` if there is none. UAX #29 breaks inside such marks or, with letters in them, not
  /// at all.
  static func afterReferenceMarks(_ text: UTF8Text, _ begin: Int, _ end: Int, _ codeSpans: inout CodeSpans) -> Int {
    var bracket = text.first(0x5B, begin, end)
    while bracket < end {
      if followsTerminator(text, begin, bracket), let after = endOfReferenceMarks(text, bracket, end),
        !codeSpans.contains(bracket)
      {
        return after
      }
      bracket = text.first(0x5B, bracket &+ 1, end)
    }
    return end
  }

  /// Whether . ! or ?, with at most one closing quote after it, is right before `offset`.
  private static func followsTerminator(_ text: UTF8Text, _ begin: Int, _ offset: Int) -> Bool {
    guard offset > begin else { return false }
    var last = text.scalarBoundary(atOrBefore: offset &- 1)
    switch text.scalar(at: last).value {
    case 0x22, 0x27, 0x29, 0x2019, 0x201D:
      guard last > begin else { return false }
      last &-= 1
    default: break
    }
    return text.bytes[last] == 0x2E || text.bytes[last] == 0x21 || text.bytes[last] == 0x3F
  }

  /// Up to eight groups like [12], [note 3], or superscript digits, and the white space after them: the offset of what
  /// comes next, if it is not a lower-case letter. Nil if there is no such thing at `begin`.
  private static func endOfReferenceMarks(_ text: UTF8Text, _ begin: Int, _ end: Int) -> Int? {
    var position = begin
    var groups = 0
    while position < end && groups < 8, let after = endOfReferenceMark(text, position, end) {
      position = after
      groups &+= 1
    }
    guard groups > 0 else { return nil }
    let next = text.trimmedBegin(position, end)
    guard next > position else { return nil }
    return next < end && text.properties(at: next).properties.sentence == .lower ? nil : next
  }

  private static func endOfReferenceMark(_ text: UTF8Text, _ begin: Int, _ end: Int) -> Int? {
    let scalar = text.scalar(at: begin)
    switch scalar.value {
    case 0xB9, 0xB2, 0xB3, 0x2070, 0x2074...0x2079:
      return begin &+ scalar.length
    case 0x5B:
      var position = begin &+ 1
      while position < end && position &- begin <= 16 {
        switch text.bytes[position] {
        case 0x5D: return position &+ 1
        case 0x5B, 0x0A, 0x0D: return nil
        default: position &+= 1
        }
      }
      return nil
    default:
      return nil
    }
  }
}
