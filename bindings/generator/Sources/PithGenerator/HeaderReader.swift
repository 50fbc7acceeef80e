// Reads include/pith/types.h.
//
// This is no C parser. It knows the fixed style of that file and refuses what does not fit, so that nothing is lost
// silently: enumerators have explicit numbers, a struct declares one field a line, callbacks are typedefs named
// `pith_<x>_fn`. A comment directly before a declaration, or after a value or field on its line, is its text.

/// Goes through the tokens of the file.
struct HeaderReader {
  var header = TypesHeader()
  var problems = Problems()
  let file: String
  var tokens: [HeaderToken]
  var next = 0

  init(source: String, file: String) {
    self.file = file
    tokens = HeaderToken.split(source)
    for token in tokens where token.kind == .word { header.identifiers.insert(token.text) }
  }

  var token: HeaderToken { next < tokens.count ? tokens[next] : .end }

  mutating func fail(_ message: String, at line: Int? = nil) { problems.add(file, line ?? token.line, message) }

  mutating func accept(_ text: String) -> Bool {
    guard token.kind != .comment, token.text == text else { return false }
    next += 1
    return true
  }

  mutating func readFile() {
    while next < tokens.count {
      let start = next
      let text = leadingComment()
      if token.kind == .directive {
        readDirective(text)
      } else if accept("typedef") {
        readTypedef(text)
      } else {
        skipStatement()
      }
      if next == start { next += 1 }
    }
  }

  /// The comment that ends on the line before the next token, unless it is a ruler (`---- Section ----`).
  mutating func leadingComment() -> String {
    var text = ""
    while token.kind == .comment {
      let comment = token
      next += 1
      let isDoc = comment.endLine + 1 >= token.line && !comment.text.hasPrefix("----")
      text = isDoc ? comment.text : ""
    }
    return text
  }

  mutating func readDirective(_ text: String) {
    let parts = token.text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
    let line = token.line
    next += 1
    let trailing = trailingComment(of: line)
    for word in parts.dropFirst() { header.identifiers.insert(String(word)) }
    guard parts.count == 3, parts[0] == "#define", parts[1].hasPrefix("PITH_") else { return }
    if let value = integer(String(parts[2])) {
      header.constants.append(.init(name: String(parts[1]), value: value, text: text.isEmpty ? trailing : text))
    } else if let first = parts[2].first, first.isNumber || "(-\"'".contains(first) {
      fail("\(parts[1]) is neither an attribute nor an integer constant", at: line)
    }
  }

  /// Inline helpers, static asserts, linkage blocks.
  mutating func skipStatement() {
    if accept("extern") {
      _ = accept("\"C\"")
      _ = accept("{")
      return
    }
    var depth = 0
    while next < tokens.count {
      let text = token.kind == .comment ? "" : token.text
      if token.kind == .directive { return }
      next += 1
      if text == "{" { depth += 1 }
      if text == "}" {
        depth -= 1
        if depth <= 0 { return }
      }
      if text == ";" && depth == 0 { return }
    }
  }

  mutating func readTypedef(_ text: String) {
    let line = token.line
    let before = problems.list.count
    if accept("enum") {
      readEnum(text)
    } else if accept("struct") {
      readStruct(text)
    } else {
      readCallback(text)
    }
    if problems.list.count > before || !accept(";") {
      if problems.list.count == before { fail("a typedef that is not in the style of this file", at: line) }
      // Resume after the typedef so that one mistake gives one message.
      while next < tokens.count, token.text != "typedef", token.kind != .directive { next += 1 }
    }
  }

  mutating func readEnum(_ text: String) {
    guard let name = typeName() else { return }
    guard accept("{") else { return fail("enum \(name) has no values") }
    var values: [TypesHeader.Enum.Value] = []
    while !accept("}") {
      if token.kind == .comment {
        next += 1
        continue
      }
      let word = token
      guard word.kind == .word, word.text.hasPrefix("PITH_") else {
        return fail("expected a PITH_ value, got '\(word.text)'")
      }
      next += 1
      var digits = ""
      guard accept("=") else { return fail("\(word.text) has no explicit number") }
      while ![",", "}", ""].contains(token.text), token.kind != .comment {
        digits += token.text
        next += 1
      }
      guard let value = integer(digits) else { return fail("\(word.text): '\(digits)' is not an integer") }
      _ = accept(",")
      values.append(.init(name: word.text, value: value, text: trailingComment(of: word.line)))
    }
    guard closes(name) else { return }
    header.enums.append(.init(name: name, text: text, values: values))
  }

  mutating func readStruct(_ text: String) {
    let start = token.line
    guard let name = typeName() else { return }
    guard accept("{") else {
      if closes(name) { header.declarations.append(.opaque(.init(name: name, text: text))) }
      return
    }
    var fields: [TypesHeader.Field] = []
    while !accept("}") {
      if token.kind == .comment {
        next += 1
        continue
      }
      let line = token.line
      guard let (type, field) = declarator(), !field.isEmpty else {
        return fail("a field of \(name) that is not 'type name;'", at: line)
      }
      var count: Int?
      if accept("[") {
        guard let value = integer(token.text), value > 0 else {
          return fail("\(name).\(field): the array needs a number")
        }
        count = Int(value)
        next += 1
        guard accept("]") else { return fail("\(name).\(field): arrays have one dimension") }
      }
      guard accept(";") else { return fail("\(name).\(field): one field per declaration, no bit fields") }
      fields.append(.init(name: field, type: type, count: count, text: trailingComment(of: line)))
    }
    if closes(name) {
      header.declarations.append(.structure(.init(name: name, text: text, fields: fields, line: start)))
    }
  }

  mutating func readCallback(_ text: String) {
    let line = token.line
    guard let (type, _) = declarator(), accept("("), accept("*") else {
      return fail("a typedef that is neither an enum, a struct nor a callback", at: line)
    }
    let name = token.text
    next += 1
    guard name.hasPrefix("pith_"), name.hasSuffix("_fn") else {
      return fail("callback '\(name)' is not named pith_<x>_fn")
    }
    guard accept(")"), accept("(") else { return fail("callback \(name) has no parameter list") }
    var parameters: [(name: String, type: CType)] = []
    while !accept(")") {
      guard let (type, parameter) = declarator() else {
        return fail("a parameter of \(name) that is not 'type name'")
      }
      if !(type == .named("void") && parameter.isEmpty) { parameters.append((parameter, type)) }
      if !accept(",") && token.text != ")" { return fail("a parameter of \(name) that is not 'type name'") }
    }
    let result = type == .named("void") ? nil : type
    header.declarations.append(
      .callback(.init(name: name, text: text, result: result, parameters: parameters, line: line)))
  }

  /// `const T *name`, `T **name`, `T name`; the name may be missing.
  mutating func declarator() -> (type: CType, name: String)? {
    var isConst = accept("const")
    _ = accept("struct") || accept("enum")
    guard token.kind == .word else { return nil }
    var type = CType.named(token.text)
    next += 1
    if accept("const") { isConst = true }
    while accept("*") {
      type = .pointer(type, isConst: isConst)
      isConst = accept("const")
    }
    guard token.kind == .word else { return (type, "") }
    defer { next += 1 }
    return (type, token.text)
  }

  mutating func typeName() -> String? {
    guard token.kind == .word, token.text.hasPrefix("pith_") else {
      fail("expected a name that begins with pith_, got '\(token.text)'")
      return nil
    }
    defer { next += 1 }
    return token.text
  }

  mutating func closes(_ name: String) -> Bool {
    if accept(name) { return true }
    fail("the typedef's name is not its tag '\(name)'")
    return false
  }

  mutating func trailingComment(of line: Int) -> String {
    guard token.kind == .comment, token.line == line else { return "" }
    defer { next += 1 }
    return token.text
  }

  func integer(_ text: String) -> Int64? {
    var digits = text
    while digits.hasPrefix("("), digits.hasSuffix(")") { digits = String(digits.dropFirst().dropLast()) }
    while let last = digits.last, "uUlL".contains(last) { digits.removeLast() }
    let negative = digits.hasPrefix("-")
    if negative { digits.removeFirst() }
    let isHex = digits.lowercased().hasPrefix("0x")
    guard let value = Int64(isHex ? String(digits.dropFirst(2)) : digits, radix: isHex ? 16 : 10) else { return nil }
    return negative ? -value : value
  }
}
