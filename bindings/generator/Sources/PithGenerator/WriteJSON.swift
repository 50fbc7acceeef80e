// bindings/generator/abi.json: everything the generator knows, for tests and tables that go through the functions.

struct JSONWriter {
  let interface: Interface

  func document() -> String {
    let types = interface.types
    let document: JSON = [
      "note": .string(doNotEdit),
      "constants": .array(types.constants.map { ["name": .string($0.name), "value": .integer($0.value)] }),
      "enums": .array(types.enums.map(json)),
      "structs": .array(types.structs.map(json)),
      "callbacks": .array(types.callbacks.map(json)),
      "opaque": .strings(types.opaques.map(\.name)),
      "families": .array(
        interface.families.map {
          ["name": .string($0.name), "title": .string($0.title), "files": .strings($0.files)]
        }),
      "functions": .array(interface.functions.map(json)),
    ]
    return document.text() + "\n"
  }

  private func json(_ type: TypesHeader.Enum) -> JSON {
    let values = zip(type.values, type.shortNames).map { value, short -> JSON in
      [
        "name": .string(value.name), "short": .string(short), "value": .integer(value.value),
        "text": .string(value.text),
      ]
    }
    return [
      "name": .string(type.name), "text": .string(type.text), "signed": .bool(type.isSigned), "values": .array(values),
    ]
  }

  private func json(_ type: TypesHeader.Struct) -> JSON {
    let layout = Layout(of: type, in: interface.types)
    let fields = zip(type.fields, layout.offsets).map { field, offset -> JSON in
      [
        "name": .string(field.name), "c": .string(field.type.spelling),
        "count": field.count.map { .integer(Int64($0)) } ?? .null, "offset64": .integer(Int64(offset)),
        "text": .string(field.text),
      ]
    }
    return [
      "name": .string(type.name), "text": .string(type.text), "size64": .integer(Int64(layout.size)),
      "fields": .array(fields),
    ]
  }

  private func json(_ type: TypesHeader.Callback) -> JSON {
    [
      "name": .string(type.name), "text": .string(type.text), "result": .string(spelling(type.result)),
      "parameters": .array(type.parameters.map { ["name": .string($0.name), "c": .string($0.type.spelling)] }),
    ]
  }

  private func json(_ function: Function) -> JSON {
    let doc = function.doc
    let errors = doc.text(of: .errors)?.joined.identifiers(beginningWith: "PITH_ERROR_") ?? []
    var statuses: [String] = []
    for status in errors where !statuses.contains(status) { statuses.append(status) }
    let fields = doc.fields.filter { $0.field != .method && $0.field != .paper }
    return [
      "name": .string(function.name),
      "family": .string(function.family),
      "result": .string(spelling(function.result)),
      "parameters": .array(function.parameters.map(json)),
      "summary": .string(doc.summary),
      "prose": .strings([doc.opening] + doc.prose.map(\.plain)),
      "method": doc.method.map(json) ?? .null,
      "fields": .object(fields.map { ($0.field.rawValue.lowercased(), .string($0.text.joined)) }),
      "statuses": .strings(statuses),
    ]
  }

  private func json(_ method: Doc.Method) -> JSON {
    [
      "name": .string(method.name), "paper": .string(method.paper), "url": .string(method.url),
      "year": .integer(Int64(method.year)),
    ]
  }

  private func json(_ parameter: Parameter) -> JSON {
    [
      "name": .string(parameter.name), "c": .string(parameter.type.spelling), "kind": .string(kind(parameter.type)),
      "direction": .string(parameter.direction.rawValue), "optional": .bool(parameter.optional),
      "text": .string(parameter.text.joined),
    ]
  }

  private func spelling(_ type: CType?) -> String { (type ?? .named("void")).spelling }

  /// What a test can do with an argument of this type.
  private func kind(_ type: CType) -> String {
    let types = interface.types
    switch type {
    case .named(let name) where types.isEnum(name): return "enum"
    case .named(let name) where types.isCallback(name): return "callback"
    case .named(let name): return types.isStruct(name) ? "struct" : "scalar"
    case .pointer(.named("pith_view"), _): return "view"
    case .pointer(.named("pith_context"), _): return "context"
    case .pointer(.named(let name), _): return types.isOpaque(name) ? "handle" : "pointer"
    case .pointer: return "pointer"
    }
  }
}
