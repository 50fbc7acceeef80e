// Which pairs of tokens dynamic tokenization may join (DynamicTokenization.swift has the paper).
//
//   every boundary:  a tab, space or newline after the first byte of ab only if all of ab is such white space and not "\n\n"
//   sentence:        and neither is a special token
//   the others:      bytes that are not UTF-8 may join, special or not; else
//   word:            ab without white space is one piece, and neither is special
//   word_hyphen:     and b is no punctuation token, unless a is one too or b is "-"
//   pretokens:       a splitter leaves ab in one piece: the host's, or that of byte-level BPE:
//                    's 't 're 've 'm 'll 'd | ?letters | ?digits | ?others | white space
//
// White space is what Python's str.split() takes for it, in `pretokens` what Unicode does.

/// What merged tokens may not cross.
public enum TextBoundary: UInt32, Sendable {
  case word = 0
  case wordHyphen = 1
  case pretokens = 2
  case sentence = 3
}

extension TextBoundary {
  /// `splitter` counts the pieces of a text; nil: byte-level BPE's.
  func allows(
    _ a: TokenString, _ b: TokenString, splitter: TokenCounter?, _ workspace: Workspace
  ) throws(PithError) -> Bool {
    let count = Int(a.count) &+ Int(b.count)
    let mark = workspace.mark()
    defer { workspace.release(mark) }
    let joined = try workspace.allocate(count, of: UInt8.self)
    joined.update(from: a.start, count: Int(a.count))
    (joined + Int(a.count)).update(from: b.start, count: Int(b.count))
    let text = UTF8Text(joined, count)
    if !text.keepsMarksInFront { return false }
    if self == .sentence { return !a.isSpecial && !b.isSpecial }
    if !text.isWellFormed { return true }
    if self == .pretokens {
      guard let splitter else { return text.isOnePretoken }
      let pieces = splitter.count(
        splitter.user, UnsafeRawPointer(joined).assumingMemoryBound(to: CChar.self), Int64(count))
      guard pieces >= 0 else {
        throw PithError(
          .callback, "count_pieces", expected: "a count that is not negative", got: .integer(Int(truncatingIfNeeded: pieces)))
      }
      return pieces == 1
    }
    guard !a.isSpecial && !b.isSpecial && text.isOneWord else { return false }
    if self == .word || a.isPunctuation || !b.isPunctuation { return true }
    return b.count == 1 && b.start[0] == 0x2D
  }
}

extension UTF8Text {
  private func isMark(_ i: Int) -> Bool { bytes[i] == 0x20 || bytes[i] == 0x09 || bytes[i] == 0x0A }

  fileprivate var keepsMarksInFront: Bool {
    var marks = 0
    var i = 0
    while i < count {
      if isMark(i) { marks &+= 1 }
      i &+= 1
    }
    if marks == 0 || (marks == 1 && isMark(0)) { return true }
    return marks == count && !(count == 2 && bytes[0] == 0x0A && bytes[1] == 0x0A)
  }

  /// An ill-formed sequence reads as U+FFFD, which well-formed text has only as EF BF BD.
  fileprivate var isWellFormed: Bool {
    var i = 0
    while i < count {
      let (value, length) = (scalar(at: i).value, scalar(at: i).length)
      if value == UTF8Text.replacement && !(length == 3 && bytes[i] == 0xEF && bytes[i &+ 1] == 0xBF && bytes[i &+ 2] == 0xBD) {
        return false
      }
      i &+= length
    }
    return true
  }

  /// Whether there is one run of characters that are no white space.
  fileprivate var isOneWord: Bool {
    var runs = 0
    var inside = false
    var i = 0
    while i < count {
      let (properties, length) = properties(at: i)
      let isSpace = properties.flags.contains(.whiteSpace) || (bytes[i] >= 0x1C && bytes[i] <= 0x1F)
      if !isSpace && !inside { runs &+= 1 }
      inside = !isSpace
      i &+= length
    }
    return runs == 1
  }

  private enum Letter {
    case space, letter, digit, other
  }

  private func kind(_ i: Int) -> (Letter, Int) {
    let (properties, length) = properties(at: i)
    if properties.flags.contains(.whiteSpace) { return (.space, length) }
    if properties.flags.contains(.number) { return (.digit, length) }
    let value = scalar(at: i).value
    // The category L: what is alphabetic without marks and without circled and squared letters. Two letters extend others.
    let isMark = properties.word == .extend && value != 0xFF9E && value != 0xFF9F
    let isSymbol = (value >= 0x24B6 && value <= 0x24E9) || (value >= 0x1F130 && value <= 0x1F189)
    return (properties.flags.contains(.alphabetic) && !isMark && !isSymbol ? .letter : .other, length)
  }

  /// Whether the splitter's first match is the whole text.
  fileprivate var isOnePretoken: Bool {
    if count == 0 { return false }
    if bytes[0] == 0x27 && count > 1 {
      let length = contraction
      if length > 0 { return length == count }
    }
    var i = bytes[0] == 0x20 && count > 1 && kind(1).0 != .space ? 1 : 0
    let first = kind(i).0
    while i < count {
      let (next, length) = kind(i)
      // White space in front of something else is cut before its last character; at the end of the text it is one piece.
      if next != first { return false }
      i &+= length
    }
    return true
  }

  private var contraction: Int {
    let (a, b) = (bytes[1], count > 2 ? bytes[2] : 0)
    if a == 0x73 || a == 0x74 || a == 0x6D || a == 0x64 { return 2 }
    if (a == 0x72 && b == 0x65) || (a == 0x76 && b == 0x65) || (a == 0x6C && b == 0x6C) { return 3 }
    return 0
  }
}
