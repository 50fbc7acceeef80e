// JSON that keeps the order of members, so that the same interface always gives the same bytes.

indirect enum JSON: ExpressibleByDictionaryLiteral {
  case null
  case bool(Bool)
  case integer(Int64)
  case string(String)
  case array([JSON])
  case object([(String, JSON)])

  init(dictionaryLiteral members: (String, JSON)...) { self = .object(members) }

  static func strings(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }

  func text(indent: String = "") -> String {
    switch self {
    case .null: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .integer(let value): return String(value)
    case .string(let value): return Self.quoted(value)
    case .array(let items): return lines(items.map { $0.text(indent: indent + " ") }, "[", "]", indent)
    case .object(let members):
      return lines(members.map { Self.quoted($0.0) + ": " + $0.1.text(indent: indent + " ") }, "{", "}", indent)
    }
  }

  /// On one line where it fits.
  private func lines(_ items: [String], _ open: String, _ close: String, _ indent: String) -> String {
    let whole = open + items.joined(separator: ", ") + close
    if items.isEmpty || whole.count <= 160 - indent.count && !whole.contains("\n") { return whole }
    return open + "\n" + items.map { indent + " " + $0 }.joined(separator: ",\n") + "\n" + indent + close
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
