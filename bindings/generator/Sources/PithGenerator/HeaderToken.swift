// Splits a C header into words, punctuation, directives and comments.

struct HeaderToken: Equatable {
  enum Kind { case word, punctuation, directive, comment, end }

  var kind: Kind
  /// A comment's text is joined to one line, without its delimiters.
  var text: String
  var line: Int
  var endLine: Int

  static let end = HeaderToken(kind: .end, text: "", line: Int.max, endLine: Int.max)

  static func split(_ source: String) -> [HeaderToken] {
    let characters = Array(source)
    var tokens: [HeaderToken] = []
    var line = 1
    var i = 0

    func starts(_ text: String, at index: Int) -> Bool {
      index + text.count <= characters.count && String(characters[index..<index + text.count]) == text
    }

    while i < characters.count {
      let c = characters[i]
      if c.isNewline {
        line += 1
        i += 1
      } else if c.isWhitespace {
        i += 1
      } else if starts("/*", at: i) {
        let first = line
        var body = ""
        i += 2
        while i < characters.count, !starts("*/", at: i) {
          if characters[i].isNewline { line += 1 }
          body.append(characters[i])
          i += 1
        }
        i += 2
        tokens.append(HeaderToken(kind: .comment, text: joined(body), line: first, endLine: line))
      } else if c == "#" {
        let first = line
        var body = ""
        while i < characters.count, !characters[i].isNewline || body.last == "\\" {
          // A comment after the value is not part of the directive.
          if starts("/*", at: i) { break }
          if characters[i].isNewline { line += 1 }
          body.append(characters[i])
          i += 1
        }
        let text = body.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        tokens.append(HeaderToken(kind: .directive, text: text, line: first, endLine: line))
      } else if c.isLetter || c.isNumber || c == "_" {
        var word = ""
        while i < characters.count, characters[i].isLetter || characters[i].isNumber || characters[i] == "_" {
          word.append(characters[i])
          i += 1
        }
        tokens.append(HeaderToken(kind: .word, text: word, line: line, endLine: line))
      } else if c == "\"" {
        var text = "\""
        i += 1
        while i < characters.count, characters[i] != "\"", !characters[i].isNewline {
          text.append(characters[i])
          i += 1
        }
        i += 1
        tokens.append(HeaderToken(kind: .punctuation, text: text + "\"", line: line, endLine: line))
      } else {
        tokens.append(HeaderToken(kind: .punctuation, text: String(c), line: line, endLine: line))
        i += 1
      }
    }
    return tokens
  }

  /// A block comment on one line: the stars that begin its lines are decoration.
  private static func joined(_ body: String) -> String {
    body.split(whereSeparator: \.isNewline).map { line in
      var text = line.drop(while: \.isWhitespace)
      if text.first == "*" { text = text.dropFirst() }
      return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    .filter { !$0.isEmpty }
    .joined(separator: " ")
  }
}
