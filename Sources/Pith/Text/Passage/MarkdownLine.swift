// One line of a text, and what it would be in Markdown.
//
// Only line structure that matters for cutting a passage into units is told apart. It follows CommonMark and GitHub's
// tables, with these liberties, because retrieved text is often cut, indented or only half Markdown: list items and
// fences may be indented by any amount; an item number has at most three digits, so that a line may begin with a year;
// typographic bullets are list markers; indented code is plain text.

struct MarkdownLine {
  enum Kind {
    case blank
    case text
    /// One to six number signs.
    case heading
    /// Three or more backticks or tildes.
    case fence
    /// A bullet; or an item's number, which is 1 or another one.
    case bullet, firstNumber, laterNumber
    /// A line of - * or _.
    case rule
    /// A line of = or -, which makes the line before it a heading; `rule` if there is none and the line is long enough.
    case underline
    /// A line that begins with a vertical bar, or that separates the head of a table from its body.
    case tableRow, tableDelimiter
  }

  let begin: Int
  /// After the line terminator.
  let end: Int
  /// Without quote marks, indentation, white space at the end.
  private(set) var textBegin: Int
  let textEnd: Int
  private(set) var quoteDepth = 0
  private(set) var kind = Kind.text
  /// After the item marker, if there is one.
  private(set) var contentBegin: Int
  /// Of a fence: its character, their number, and whether something comes after them.
  private(set) var fenceByte: UInt8 = 0
  private(set) var fenceLength = 0
  private(set) var fenceHasInfo = false

  /// The line that starts at `begin`; at most `deepest` quote marks are taken off.
  @inline(never)
  init(_ text: UTF8Text, _ begin: Int, deepest: Int = .max) {
    let bytes = text.bytes
    let lineEnd = text.endOfLine(begin, text.count)
    var after = lineEnd
    if after < text.count {
      let isPair = bytes[after] == 0x0D && after &+ 1 < text.count && bytes[after &+ 1] == 0x0A
      after &+= isPair ? 2 : 1
    }
    self.begin = begin
    end = after
    textEnd = text.trimmedEnd(begin, lineEnd)
    var start = begin
    let hasByteOrderMark = begin == 0 && textEnd >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
    if hasByteOrderMark { start = 3 }
    var content = text.trimmedBegin(start, textEnd)
    while content < textEnd && bytes[content] == 0x3E && quoteDepth < deepest {
      quoteDepth &+= 1
      start = content &+ 1
      content = text.trimmedBegin(start, textEnd)
    }
    textBegin = content
    contentBegin = content
    if content >= textEnd {
      kind = .blank
    } else {
      classify(text, indentation: content &- start)
    }
  }

  private mutating func classify(_ text: UTF8Text, indentation: Int) {
    let first = text.bytes[textBegin]
    switch first {
    case 0x23:  // #
      let end = endOfRun(text, of: first)
      if indentation < 4 && end &- textBegin <= 6 && isBlank(text, end) { kind = .heading }
    case 0x60, 0x7E:  // ` ~
      let end = endOfRun(text, of: first)
      if end &- textBegin >= 3 && (first == 0x7E || text.first(first, end, textEnd) == textEnd) {
        kind = .fence
        fenceByte = first
        fenceLength = end &- textBegin
        fenceHasInfo = end < textEnd
      }
    case 0x7C:  // |
      kind = isTableDelimiter(text) ? .tableDelimiter : .tableRow
    case 0x3A:  // :
      if isTableDelimiter(text) { kind = .tableDelimiter }
    case 0x3D:  // =
      let end = endOfRun(text, of: first)
      if end == textEnd && end &- textBegin >= 2 { kind = .underline }
    case 0x2A, 0x2B, 0x2D, 0x5F:  // * + - _
      classifyDashes(text, first)
    case 0x30...0x39:
      classifyNumber(text)
    case 0xC2, 0xE2:
      classifyTypographicBullet(text)
    default:
      break
    }
  }

  private mutating func classifyDashes(_ text: UTF8Text, _ first: UInt8) {
    let runEnd = endOfRun(text, of: first)
    if first == 0x2D && runEnd == textEnd && runEnd &- textBegin >= 2 {
      kind = .underline
    } else if first != 0x2B && isRule(text, of: first) {
      kind = .rule
    } else if (first == 0x2D || first == 0x2B) && isTableDelimiter(text) {
      kind = .tableDelimiter
    } else if first != 0x5F {
      takeMarker(text, end: textBegin &+ 1, .bullet)
    }
  }

  private mutating func classifyNumber(_ text: UTF8Text) {
    var position = textBegin
    var number = 0
    while position < textEnd && position &- textBegin < 3 && UTF8Text.isASCIIDigit(text.bytes[position]) {
      number = number &* 10 &+ Int(text.bytes[position] &- 0x30)
      position &+= 1
    }
    guard position < textEnd && (text.bytes[position] == 0x2E || text.bytes[position] == 0x29) else { return }
    takeMarker(text, end: position &+ 1, number == 1 ? .firstNumber : .laterNumber)
  }

  private mutating func classifyTypographicBullet(_ text: UTF8Text) {
    let scalar = text.scalar(at: textBegin)
    switch scalar.value {
    case 0xB7:
      takeMarker(text, end: textBegin &+ scalar.length, .bullet)
    case 0x2022, 0x2023, 0x25E6, 0x25AA, 0x25CF:  // text that was taken out of a PDF often lacks the blank
      kind = .bullet
      contentBegin = text.trimmedBegin(textBegin &+ scalar.length, textEnd)
    default:
      break
    }
  }

  /// The line is a list item if white space and something else come after the marker.
  private mutating func takeMarker(_ text: UTF8Text, end: Int, _ marker: Kind) {
    guard end < textEnd && isBlank(text, end) else { return }
    kind = marker
    contentBegin = text.trimmedBegin(end, textEnd)
  }

  private func isBlank(_ text: UTF8Text, _ offset: Int) -> Bool {
    offset >= textEnd || text.bytes[offset] == 0x20 || text.bytes[offset] == 0x09
  }

  private func endOfRun(_ text: UTF8Text, of byte: UInt8) -> Int {
    var position = textBegin
    while position < textEnd && text.bytes[position] == byte { position &+= 1 }
    return position
  }

  /// Three or more of one character with nothing but blanks between them.
  private func isRule(_ text: UTF8Text, of byte: UInt8) -> Bool {
    var count = 0
    var position = textBegin
    while position < textEnd {
      if text.bytes[position] == byte {
        count &+= 1
      } else if !isBlank(text, position) {
        return false
      }
      position &+= 1
    }
    return count >= 3
  }

  /// Hyphens or equals signs, colons and at least one vertical bar, or the plus sign of tables drawn in plain text.
  private func isTableDelimiter(_ text: UTF8Text) -> Bool {
    var hasBar = false
    var hasHyphen = false
    var position = textBegin
    while position < textEnd {
      switch text.bytes[position] {
      case 0x7C, 0x2B: hasBar = true
      case 0x2D, 0x3D: hasHyphen = true
      case 0x3A, 0x20, 0x09: break
      default: return false
      }
      position &+= 1
    }
    return hasBar && hasHyphen
  }

  func hasBar(_ text: UTF8Text) -> Bool { text.first(0x7C, textBegin, textEnd) < textEnd }
}
