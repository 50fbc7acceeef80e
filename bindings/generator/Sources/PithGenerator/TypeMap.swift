// Swift types of exported functions to C types.

struct TypeMap {
  /// Types whose Swift name says all.
  static let scalars = [
    "Int8": "int8_t", "Int16": "int16_t", "Int32": "int32_t", "Int64": "int64_t",
    "UInt8": "uint8_t", "UInt16": "uint16_t", "UInt32": "uint32_t", "UInt64": "uint64_t",
    "Float": "float", "Double": "double", "CChar": "char",
  ]

  /// What a C declaration may name besides the types of types.h.
  static let known = Set(scalars.values).union(["void", "size_t"])

  /// Opaque parameters whose name and function do not tell their type.
  static let handles: [String: String] = [:]

  let types: TypesHeader

  struct Unknown: Error { var message: String }

  /// `function` and `parameter` decide which opaque type an `OpaquePointer` is.
  func cType(_ swift: String, function: String, parameter: String) throws(Unknown) -> CType {
    guard swift.hasSuffix("?") else {
      if let scalar = Self.scalars[swift] { return .named(scalar) }
      if types.isEnum(swift) || types.isStruct(swift) { return .named(swift) }
      if swift.contains("Pointer") || types.isCallback(swift) {
        throw Unknown(message: "'\(swift)' must be optional: a C host can pass NULL")
      }
      throw Unknown(message: "type '\(swift)' has no C type; use fixed widths and the types of types.h")
    }
    let type = String(swift.dropLast())
    if types.isCallback(type) { return .named(type) }
    switch type {
    case "UnsafeRawPointer": return .pointer(.named("void"), isConst: true)
    case "UnsafeMutableRawPointer": return .pointer(.named("void"), isConst: false)
    case "OpaquePointer":
      return .pointer(.named(try opaque(function: function, parameter: parameter)), isConst: false)
    default: break
    }
    for (generic, isConst) in [("UnsafePointer<", true), ("UnsafeMutablePointer<", false)] {
      if type.hasPrefix(generic), type.hasSuffix(">") {
        let pointee = String(type.dropFirst(generic.count).dropLast())
        return .pointer(try cType(pointee, function: function, parameter: parameter), isConst: isConst)
      }
    }
    throw Unknown(message: "type '\(swift)' has no C type")
  }

  /// `context` and `other_context` are pith_context; otherwise pith_x_y(…) has a pith_x, if there is such a type.
  private func opaque(function: String, parameter: String) throws(Unknown) -> String {
    if let name = Self.handles["\(function).\(parameter)"] { return name }
    let names = types.opaques.map(\.name).sorted { ($0.count, $0) > ($1.count, $1) }
    let byName = names.first { name in
      let short = String(name.dropFirst("pith_".count))
      return parameter == short || parameter.hasSuffix("_" + short)
    }
    if let name = byName ?? names.first(where: { function.hasPrefix($0 + "_") }) { return name }
    throw Unknown(
      message: "no opaque type of types.h is named after '\(parameter)'; name it so or add it to TypeMap.handles")
  }
}

extension CType {
  /// `const pith_view *tokens`; without a name `const pith_view *`.
  func declaring(_ name: String) -> String {
    let spelled = spelling
    return spelled.hasSuffix("*") || name.isEmpty ? spelled + name : spelled + " " + name
  }

  var spelling: String {
    switch self {
    case .named(let name): return name
    case .pointer(.named(let name), let isConst): return (isConst ? "const " : "") + name + " *"
    case .pointer(let pointee, let isConst): return pointee.spelling + (isConst ? "const *" : "*")
    }
  }
}

extension TypeMap {
  /// Words that cannot name a parameter in a header for C and C++.
  static let keywords: Set<String> = [
    "alignas", "alignof", "and", "asm", "auto", "bool", "break", "case", "catch", "char", "class", "const",
    "constexpr",
    "continue", "default", "delete", "do", "double", "else", "enum", "explicit", "export", "extern", "false", "float",
    "for", "friend", "goto", "if", "inline", "int", "long", "mutable", "namespace", "new", "noexcept", "not",
    "nullptr",
    "operator", "or", "private", "protected", "public", "register", "requires", "restrict", "return", "short",
    "signed",
    "sizeof", "static", "struct", "switch", "template", "this", "throw", "true", "try", "typedef", "typename",
    "union",
    "unsigned", "using", "virtual", "void", "volatile", "while", "xor",
  ]
}
