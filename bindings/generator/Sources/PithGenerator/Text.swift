// Text helpers: trimming, wrapping, sentences.

extension StringProtocol {
  var trimmed: String { String(drop { $0.isWhitespace }).trimmedEnd }

  var trimmedEnd: String {
    var end = endIndex
    while end > startIndex, self[index(before: end)].isWhitespace { end = index(before: end) }
    return String(self[..<end])
  }

  /// `name: rest` of a list item; nil when there is no colon, or a code span before it.
  func splitAtColon() -> (name: String, rest: String)? {
    guard let colon = firstIndex(of: ":"), !self[..<colon].contains("`") else { return nil }
    return (self[..<colon].trimmed, self[index(after: colon)...].trimmed)
  }

  /// The first sentence and the rest: a sentence ends at a full stop that a space and a capital or code span follow.
  func splitAfterFirstSentence() -> (first: String, rest: String) {
    var inCode = false
    var i = startIndex
    while i < endIndex {
      if self[i] == "`" { inCode.toggle() }
      let after = index(after: i)
      if self[i] == ".", !inCode, after < endIndex, self[after] == " " {
        let start = index(after: after)
        if start < endIndex, self[start].isUppercase || self[start] == "`" {
          return (String(self[..<after]), self[start...].trimmed)
        }
      }
      i = after
    }
    return (String(self), "")
  }

  /// Changes the text outside `code spans`.
  func mapOutsideCode(_ change: (String) -> String) -> String {
    split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .map { $0.offset % 2 == 0 ? change(String($0.element)) : String($0.element) }
      .joined(separator: "`")
  }

  /// Identifiers that begin with `prefix`.
  func identifiers(beginningWith prefix: String) -> [String] {
    let words = split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") })
    return words.map { String($0) }.filter { $0.hasPrefix(prefix) && $0 != prefix }
  }
}

/// Breaks text at spaces into lines of at most `width` characters, the indentations included.
/// A code span stays on one line: a break inside it would show in rendered text.
func wrap(_ text: String, first: String, rest: String, width: Int) -> [String] {
  var words: [String] = []
  var inCode = false
  for piece in text.split(separator: " ") {
    if inCode { words[words.count - 1] += " " + piece } else { words.append(String(piece)) }
    if piece.filter({ $0 == "`" }).count % 2 == 1 { inCode.toggle() }
  }
  var lines: [String] = []
  var line = first
  var isEmpty = true
  for word in words {
    if !isEmpty, line.count + 1 + word.count > width {
      lines.append(line)
      line = rest
      isEmpty = true
    }
    line += isEmpty ? word : " " + word
    isEmpty = false
  }
  lines.append(line.trimmedEnd)
  return lines
}

/// Lines of blocks: paragraphs parted by an empty line, items under each other.
func wrap(_ blocks: [Block], prefix: String, width: Int, code: (open: String, close: String)) -> [String] {
  var lines: [String] = []
  var previousIsItem = false
  for block in blocks {
    var isItem = false
    if case .item = block { isItem = true }
    if !lines.isEmpty, !(isItem && previousIsItem) { lines.append(prefix.trimmedEnd) }
    switch block {
    case .paragraph(let text): lines += wrap(text, first: prefix, rest: prefix, width: width)
    case .item(let text): lines += wrap(text, first: prefix + "- ", rest: prefix + "  ", width: width)
    case .code(let code_):
      lines += ([code.open] + code_ + [code.close]).map { (prefix + $0).trimmedEnd }
    }
    previousIsItem = isItem
  }
  return lines
}
