// bindings/generator/abi.json: everything the generator knows, for tests and tables that go through the functions.

struct JSONWriter {
  let interface: Interface

  func document() -> String {
    let types = interface.types
    return JSON.object([
      ("note", .string(doNotEdit)),
      ("constants", .array(types.constants.map { .object([("name", .string($0.name)), ("value", .integer($0.value))]) })),
      ("enums", .array(types.enums.map(json))),
      ("structs", .array(types.structs.map(json))),
      ("callbacks", .array(types.callbacks.map(json))),
      ("opaque", .array(types.opaques.map { .string($0.name) })),
      ("families", .array(interface.families.map { family in
        .object([
          ("name", .string(family.name)), ("title", .string(family.title)), ("files", .array(family.files.map { .string($0) })),
        ])
      })),
      ("functions", .array(interface.functions.map(json))),
    ]).text() + "\n"
  }

  private func json(_ type: TypesHeader.Enum) -> JSON {
    .object([
      ("name", .string(type.name)), ("text", .string(type.text)), ("signed", .bool(type.isSigned)),
      ("values", .array(zip(type.values, type.shortNames).map { value, short in
        .object([
          ("name", .string(value.name)), ("short", .string(short)), ("value", .integer(value.value)),
          ("text", .string(value.text)),
        ])
      })),
    ])
  }

  private func json(_ type: TypesHeader.Struct) -> JSON {
    let layout = Layout(of: type, in: interface.types)
    return .object([
      ("name", .string(type.name)), ("text", .string(type.text)),
      ("size64", .integer(Int64(layout.size))),
      ("fields", .array(zip(type.fields, layout.offsets).map { field, offset in
        .object([
          ("name", .string(field.name)), ("c", .string(field.type.spelling)),
          ("count", field.count.map { .integer(Int64($0)) } ?? .null), ("offset64", .integer(Int64(offset))),
          ("text", .string(field.text)),
        ])
      })),
    ])
  }

  private func json(_ type: TypesHeader.Callback) -> JSON {
    .object([
      ("name", .string(type.name)), ("text", .string(type.text)),
      ("result", .string((type.result ?? .named("void")).spelling)),
      ("parameters", .array(type.parameters.map {
        .object([("name", .string($0.name)), ("c", .string($0.type.spelling))])
      })),
    ])
  }

  private func json(_ function: Function) -> JSON {
    let doc = function.doc
    let errors = doc.text(of: .errors)?.joined.identifiers(beginningWith: "PITH_ERROR_") ?? []
    var statuses: [String] = []
    for status in errors where !statuses.contains(status) { statuses.append(status) }
    let fields = doc.fields.filter { $0.field != .method && $0.field != .paper }
    return .object([
      ("name", .string(function.name)), ("family", .string(function.family)),
      ("result", .string((function.result ?? .named("void")).spelling)),
      ("parameters", .array(function.parameters.map(json))),
      ("summary", .string(doc.summary)),
      ("prose", .array(([.paragraph(doc.opening)] + doc.prose).map { .string($0.plain) })),
      ("method", doc.method.map { method in
        .object([
          ("name", .string(method.name)), ("paper", .string(method.paper)), ("url", .string(method.url)),
          ("year", .integer(Int64(method.year))),
        ])
      } ?? .null),
      ("fields", .object(fields.map { ($0.field.rawValue.lowercased(), .string($0.text.joined)) })),
      ("statuses", .array(statuses.map { .string($0) })),
    ])
  }

  private func json(_ parameter: Parameter) -> JSON {
    .object([
      ("name", .string(parameter.name)), ("c", .string(parameter.type.spelling)), ("kind", .string(kind(parameter.type))),
      ("direction", .string(parameter.direction.rawValue)), ("optional", .bool(parameter.optional)),
      ("text", .string(parameter.text.joined)),
    ])
  }

  /// What a test can do with an argument of this type.
  private func kind(_ type: CType) -> String {
    let types = interface.types
    switch type {
    case .named(let name):
      return types.isEnum(name) ? "enum" : types.isCallback(name) ? "callback" : types.isStruct(name) ? "struct" : "scalar"
    case .pointer(.named("pith_view"), _): return "view"
    case .pointer(.named("pith_context"), _): return "context"
    case .pointer(.named(let name), _): return types.isOpaque(name) ? "handle" : "pointer"
    case .pointer: return "pointer"
    }
  }
}

/// A JSON value that keeps the order of its members.
indirect enum JSON {
  case null, bool(Bool), integer(Int64), string(String), array([JSON]), object([(String, JSON)])

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
