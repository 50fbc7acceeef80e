// One exported function: its types and its text, checked against each other.

struct FunctionReader {
  let types: TypesHeader
  let family: String
  let file: String
  var problems = Problems()

  init(types: TypesHeader, family: String, file: String) {
    self.types = types
    self.family = family
    self.file = file
  }

  private mutating func fail(_ line: Int, _ message: String) { problems.add(file, line, message) }

  mutating func read(_ source: SourceFunction) -> Function? {
    let line = source.line
    if !source.name.hasPrefix("pith_") { fail(line, "\(source.name) does not begin with pith_") }
    if source.swiftName != source.name {
      fail(line, "\(source.swiftName) is exported under another name, \(source.name)")
    }
    if !source.isPublic { fail(line, "\(source.name) is exported but not public") }
    if !source.isImplementation {
      fail(line, "\(source.name) lacks @implementation: the compiler would not check it against its header")
    }
    if source.doc.isEmpty {
      fail(line, "\(source.name) has no doc comment")
      return nil
    }
    let comment = DocComment(source.doc, file: file, problems: &problems)
    guard let doc = doc(of: source, comment) else { return nil }
    let result = source.result.flatMap { type($0, function: source.name, parameter: "result", line: line) }
    let parameters = parameters(of: source, comment)
    if result == .named("pith_status"), doc.text(of: .errors) == nil {
      fail(line, "\(source.name) returns a status but has no field 'Errors'")
    }
    return Function(
      name: source.name, family: family, result: result, parameters: parameters, doc: doc,
      location: Location(file: file, line: line))
  }

  private mutating func type(_ swift: String, function: String, parameter: String, line: Int) -> CType? {
    do throws(TypeMap.Unknown) {
      return try TypeMap(types: types).cType(swift, function: function, parameter: parameter)
    } catch {
      fail(line, "\(function): \(parameter): \(error.message)")
      return nil
    }
  }

  private mutating func doc(of source: SourceFunction, _ comment: DocComment) -> Doc? {
    guard case .paragraph(let opening) = comment.prose.first else {
      fail(source.line, "the text of \(source.name) does not begin with a sentence")
      return nil
    }
    if !opening.hasSuffix(".") && !opening.hasSuffix(":") {
      fail(source.line, "the first paragraph of \(source.name) does not end with a full stop")
    }
    let prose = Array(comment.prose.dropFirst())
    let fields = DocField.allCases.compactMap { field in
      comment.fields.first { $0.field == field }.map { (field: field, text: $0.text) }
    }
    var doc = Doc(opening: opening, prose: prose, method: nil, fields: fields)
    doc.method = method(of: source, doc)
    if let since = doc.text(of: .since)?.joined {
      let parts = since.split(separator: ".", omittingEmptySubsequences: false)
      if parts.count < 2 || parts.contains(where: { Int($0) == nil }) {
        fail(source.line, "\(source.name): Since: '\(since)' is not a version")
      }
    } else {
      fail(source.line, "\(source.name) has no field 'Since'")
    }
    if (opening + prose.map(\.plain).joined() + fields.flatMap(\.text).map(\.plain).joined()).contains("*/") {
      fail(source.line, "the text of \(source.name) contains */, which ends a C comment")
    }
    return doc
  }

  private mutating func method(of source: SourceFunction, _ doc: Doc) -> Doc.Method? {
    switch (doc.text(of: .method)?.joined, doc.text(of: .paper)?.joined) {
    case (nil, nil): return nil
    case (nil, .some):
      fail(source.line, "\(source.name) has a field 'Paper' but no 'Method'")
    case (.some, nil):
      fail(source.line, "\(source.name) has a field 'Method' but no 'Paper' ('none' where there is none)")
    case (.some(let name), .some(let paper)):
      if !name.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }) {
        fail(source.line, "\(source.name): Method: '\(name)' is not lower case letters, digits and _")
      }
      if !source.name.hasPrefix("pith_\(family)_") {
        fail(
          source.line, "\(source.name) is a method of the family \(family) but does not begin with pith_\(family)_")
      }
      return Doc.Method(name: name, citing: paper)
    }
    return nil
  }

  private mutating func parameters(of source: SourceFunction, _ comment: DocComment) -> [Parameter] {
    for text in comment.parameters where !source.parameters.contains(where: { $0.name == text.name }) {
      fail(text.line, "\(source.name) has no parameter '\(text.name)'")
    }
    return source.parameters.compactMap { parameter in
      if TypeMap.keywords.contains(parameter.name) {
        fail(parameter.line, "\(source.name): '\(parameter.name)' is a keyword of C or C++")
      }
      let type = type(parameter.type, function: source.name, parameter: parameter.name, line: parameter.line)
      guard let text = comment.parameters.first(where: { $0.name == parameter.name }) else {
        fail(parameter.line, "\(source.name): parameter '\(parameter.name)' has no line in the doc comment")
        return nil
      }
      guard let type else { return nil }
      if text.text.joined.contains("*/") {
        fail(text.line, "the text of '\(parameter.name)' contains */, which ends a C comment")
      }
      return Parameter(parameter.name, type, text, types, &problems, file)
    }
  }
}

extension Parameter {
  /// Reads the direction off the text: `in, …`, `out, …`, `in/out, …` or `in and out, …`. Memory of the host needs one,
  /// as every view is a pointer to const whether its data is read or written; for the rest the type says it.
  fileprivate init(
    _ name: String, _ type: CType, _ source: DocComment.ParameterText, _ types: TypesHeader,
    _ problems: inout Problems,
    _ file: String
  ) {
    var text = source.text
    var stated: Direction?
    let first = text[0].plain
    for (word, value) in [("in and out", Direction.both), ("in/out", .both), ("in", .input), ("out", .output)]
    where stated == nil {
      if first.hasPrefix(word + ",") {
        stated = value
        text[0] = .paragraph(String(first.dropFirst(word.count + 1).trimmed))
      }
    }
    if stated == nil, type.needsDirection(types) {
      problems.add(file, source.line, "the text of '\(name)' does not begin with 'in, ', 'out, ' or 'in/out, '")
    }
    let all = text.joined.replacing("NULL-terminated", with: "")
    let mayBeNull =
      all.lowercased().contains("optional") || all.contains("NULL") && !all.lowercased().contains("not null")
    self.init(
      name: name, type: type, direction: stated ?? .input,
      optional: (type.isPointer || types.isCallback(type.base)) && (mayBeNull || type == .hostPointer), text: text)
  }
}

extension CType {
  fileprivate func needsDirection(_ types: TypesHeader) -> Bool {
    switch self {
    case .named: return false
    case .pointer(.named("void"), _): return false
    case .pointer(.named(let name), _) where types.isOpaque(name): return false
    case .pointer(.named("pith_view"), _): return true
    case .pointer(_, let isConst): return !isConst
    }
  }
}
