// Which sentence boundaries of UAX #29 hold in English prose, and which other one is meant.
//
// For . ! and ? only; terminators of other scripts are unambiguous. A boundary does not hold
//   - after an abbreviation (Abbreviations.swift);
//   - before a lower-case letter: "Stop!" he said. UAX #29 has this for the full stop only;
//   - without white space before it, as in URLs and file names (/find?Q=1, .NET), unless a letter without case follows, as in
//     Chinese text with ASCII marks.
// But reference marks between a full stop and white space belong to the sentence before them: found.[12][13] The next

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
    let isBareStop = mark == 0x2E && isInSpaces
    return isBareStop && Abbreviations.continues(text, begin, stop: terminator, next: boundary, end) ? .doesNotHold : .holds
  }

  /// Up to eight groups like [12], [note 3], or superscript digits, and the white space after them: the offset of what comes
  /// next, if it is not a lower-case letter. Nil if there is no such thing at `begin`.
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
