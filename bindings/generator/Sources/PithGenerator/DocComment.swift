// Reads a doc comment: summary, prose, parameters, fields.
//
//     First sentence. More of the first paragraph.
//
//     Paragraphs, `- ` lists and ``` code, until the first field.
//
//     - Parameters:
//       - tokens: in, `[N, D]`, any strides;
//         a further line of the same text.
//     - Ties: the lower index wins.

struct DocComment {
  struct Line { var number: Int, text: String }

  /// A parameter's text before its direction has been read.
  struct ParameterText { var name: String, text: [Block], line: Int }

  var prose: [Block] = []
  var parameters: [ParameterText] = []
  var fields: [(field: DocField, text: [Block], line: Int)] = []

  private enum Target { case prose, parametersHeader, parameter, field }

  init(_ lines: [Line], file: String, problems: inout Problems) {
    var target = Target.prose
    var afterBlank = false
    var fence: [String]?
    var fenceLine = 0
    var parameterIndent = 0

    for line in lines {
      let indent = line.text.prefix { $0 == " " }.count
      let text = line.text.trimmed

      if text.hasPrefix("```") {
        if let code = fence {
          if target == .prose {
            prose.append(.code(code))
          } else {
            problems.add(file, line.number, "code belongs above the fields")
          }
          fence = nil
        } else {
          fence = []
          fenceLine = line.number
        }
        continue
      }
      if fence != nil {
        fence?.append(line.text.trimmedEnd)
        continue
      }
      if text.isEmpty {
        afterBlank = true
        continue
      }
      defer { afterBlank = false }

      if text.hasPrefix("- ") {
        let item = String(text.dropFirst(2))
        if indent == 0, let (name, rest) = item.splitAtColon(), target != .prose || Self.isField(name) {
          if name == "Parameters" {
            if !rest.isEmpty { problems.add(file, line.number, "text after '- Parameters:'") }
            target = .parametersHeader
          } else if let field = DocField(rawValue: name) {
            if fields.contains(where: { $0.field == field }) {
              problems.add(file, line.number, "the field '\(name)' appears twice")
            }
            if rest.isEmpty { problems.add(file, line.number, "the field '\(name)' is empty") }
            fields.append((field, [.paragraph(rest)], line.number))
            target = .field
          } else {
            problems.add(file, line.number, "unknown field '\(name)'; known: Parameters, \(DocField.names)")
          }
        } else if target == .parametersHeader || target == .parameter && indent <= parameterIndent {
          guard let (name, rest) = item.splitAtColon(), !name.contains(" "), !rest.isEmpty else {
            problems.add(file, line.number, "a parameter's line is '- name: text'")
            continue
          }
          if parameters.contains(where: { $0.name == name }) {
            problems.add(file, line.number, "parameter '\(name)' is described twice")
          }
          parameterIndent = indent
          parameters.append(ParameterText(name: name, text: [.paragraph(rest)], line: line.number))
          target = .parameter
        } else if target == .prose {
          prose.append(.item(item))
        } else if target == .parameter {
          parameters[parameters.count - 1].text.append(.item(item))
        } else if target == .field, indent > 0 {
          fields[fields.count - 1].text.append(.item(item))
        } else {
          problems.add(file, line.number, "expected a field '- Name: text', got '\(text)'")
        }
        continue
      }

      switch target {
      case .prose:
        if afterBlank || prose.isEmpty || prose.last?.isCode == true {
          prose.append(.paragraph(text))
        } else {
          prose.continueLast(with: text)
        }
      case .field where !afterBlank: fields[fields.count - 1].text.continueLast(with: text)
      case .parameter where !afterBlank: parameters[parameters.count - 1].text.continueLast(with: text)
      default: problems.add(file, line.number, "text after the fields; prose belongs above them")
      }
    }
    if fence != nil { problems.add(file, fenceLine, "code that is not closed by ```") }
  }

  private static func isField(_ name: String) -> Bool { name == "Parameters" || DocField(rawValue: name) != nil }
}

extension DocField {
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

extension Block {
  var isCode: Bool {
    if case .code = self { return true }
    return false
  }

  var plain: String {
    switch self {
    case .paragraph(let text), .item(let text): return text
    case .code(let lines): return lines.joined(separator: "\n")
    }
  }
}

extension [Block] {
  mutating func continueLast(with text: String) {
    switch last {
    case .paragraph(let head): self[count - 1] = .paragraph(head + " " + text)
    case .item(let head): self[count - 1] = .item(head + " " + text)
    default: append(.paragraph(text))
    }
  }

  /// All of it in one line, where only one line is possible.
  var joined: String { map(\.plain).joined(separator: " ") }
}
