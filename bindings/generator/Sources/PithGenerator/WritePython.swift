// bindings/python/src/pith/_abi.py: the interface for ctypes, and nothing else. Version checks and conversions are the
// business of the hand-written modules beside it.

struct PythonWriter {
  let interface: Interface

  func module() -> String {
    let types = interface.types
    var lines = [
      "\"\"\"The C interface of libpith for ctypes.",
      "",
      doNotEdit,
      "Pointers to bytes are c_void_p, so that bytes, ctypes arrays and addresses all pass. An absent",
      "callback is an instance without a function, such as pith_progress_fn().",
      "\"\"\"",
      "", "import ctypes", "from enum import IntEnum", "",
    ]
    for constant in types.constants {
      lines += comment(constant.text, "") + ["\(constant.name) = \(constant.value)"]
    }
    for type in types.enums { lines += ["", ""] + self.type(type) }
    var previousIsCallback = false
    for declaration in types.declarations {
      switch declaration {
      case .opaque: break
      case .callback(let callback):
        lines += (previousIsCallback ? [""] : ["", ""]) + comment(callback.text, "")
        let types =
          [result(callback.result, inCallback: true)] + callback.parameters.map { name($0.type, inCallback: true) }
        lines += call("\(callback.name) = ctypes.CFUNCTYPE(", types, ")", indent: "")
        previousIsCallback = true
      case .structure(let type):
        lines += ["", ""] + structure(type)
        previousIsCallback = false
      }
    }
    lines += [
      "", "", "def declare(lib):", "    \"\"\"Sets argtypes and restype of every function of a loaded library.\"\"\"",
    ]
    for function in interface.functions {
      lines.append("    f = lib.\(function.name)")
      lines += call(
        "f.argtypes = [", function.parameters.map { name($0.type, inCallback: false) }, "]", indent: "    ")
      lines.append("    f.restype = \(result(function.result, inCallback: false))")
    }
    lines += ["", "", "# What each function does, in one sentence.", "DOCS = {"]
    for function in interface.functions {
      lines += ["    \"\(function.name)\":"] + stringLines(function.doc.summary, indent: "        ").appendingComma
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  private func type(_ type: TypesHeader.Enum) -> [String] {
    var lines = ["class \(Self.className(type.name))(IntEnum):"]
    if !type.text.isEmpty { lines += docstring(type.text) + [""] }
    for (value, name) in zip(type.values, type.shortNames) {
      lines += commented("    \(name) = \(value.value)", value.text)
    }
    return lines
  }

  private func structure(_ type: TypesHeader.Struct) -> [String] {
    var lines = ["class \(Self.className(type.name))(ctypes.Structure):"]
    if !type.text.isEmpty { lines += docstring(type.text) + [""] }
    lines.append("    _fields_ = [")
    for field in type.fields {
      let name = name(field.type, inCallback: false) + (field.count.map { " * \($0)" } ?? "")
      lines += commented("        (\"\(field.name)\", \(name)),", field.text)
    }
    return lines + ["    ]"]
  }

  /// pith_select_order is SelectOrder.
  static func className(_ name: String) -> String {
    name.split(separator: "_").dropFirst().map { String($0).capitalizedFirst }.joined()
  }

  private func result(_ type: CType?, inCallback: Bool) -> String {
    type.map { name($0, inCallback: inCallback) } ?? "None"
  }

  /// In a callback text is an address: ctypes would look for a NUL that need not be there.
  private func name(_ type: CType, inCallback: Bool) -> String {
    let types = interface.types
    switch type {
    case .named(let name):
      if let scalar = Self.scalars[name] { return "ctypes." + scalar }
      if let type = types.enums.first(where: { $0.name == name }) {
        return type.isSigned ? "ctypes.c_int32" : "ctypes.c_uint32"
      }
      return types.isCallback(name) ? name : Self.className(name)
    case .constText where !inCallback: return "ctypes.c_char_p"
    case .pointer(.named(let name), _):
      if ["void", "uint8_t"].contains(name) || types.isOpaque(name) || inCallback && name == "char" {
        return "ctypes.c_void_p"
      }
    default: break
    }
    guard case .pointer(let pointee, _) = type else { return "" }
    return "ctypes.POINTER(\(name(pointee, inCallback: inCallback)))"
  }

  private static let scalars = [
    "int8_t": "c_int8", "int16_t": "c_int16", "int32_t": "c_int32", "int64_t": "c_int64",
    "uint8_t": "c_uint8", "uint16_t": "c_uint16", "uint32_t": "c_uint32", "uint64_t": "c_uint64",
    "float": "c_float", "double": "c_double", "char": "c_char", "size_t": "c_size_t",
  ]

  private func call(_ head: String, _ arguments: [String], _ tail: String, indent: String) -> [String] {
    let whole = indent + head + arguments.joined(separator: ", ") + tail
    if whole.count <= lineWidth { return [whole] }
    return [indent + head] + fill(arguments, indent: indent + "    ", tail: "", width: lineWidth) + [indent + tail]
  }

  /// The comment stands above a line that has no room for it.
  private func commented(_ line: String, _ text: String) -> [String] {
    if text.isEmpty { return [line] }
    if line.count + 4 + text.count <= lineWidth { return [line + "  # " + text] }
    return comment(text, String(line.prefix { $0 == " " })) + [line]
  }

  private func comment(_ text: String, _ indent: String) -> [String] {
    text.isEmpty ? [] : wrap(text, first: indent + "# ", rest: indent + "# ", width: lineWidth)
  }

  private func docstring(_ text: String) -> [String] {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return wrap("\"\"\"" + escaped + "\"\"\"", first: "    ", rest: "    ", width: lineWidth)
  }

  /// A string literal, in pieces where it is long.
  private func stringLines(_ text: String, indent: String) -> [String] {
    let lines = wrap(text, first: "", rest: "", width: lineWidth - indent.count - 4)
    return lines.enumerated().map { i, line in
      let space = i == lines.count - 1 ? "" : " "
      return indent + "\"" + (line + space).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
  }
}

extension [String] {
  fileprivate var appendingComma: [String] { dropLast() + [last! + ","] }
}

extension TypesHeader.Enum {
  /// Names of the values without what they share: PITH_ORDER_RANKED of pith_order is RANKED, PITH_F32 is F32. What is left
  /// never begins with a digit.
  var shortNames: [String] {
    let long = name.uppercased() + "_"
    func names(without prefix: String) -> [String]? {
      let short = values.map { $0.name.hasPrefix(prefix) ? String($0.name.dropFirst(prefix.count)) : "" }
      return short.allSatisfy { $0.first.map { $0.isLetter } ?? false } ? short : nil
    }
    return names(without: long) ?? names(without: "PITH_") ?? values.map(\.name)
  }
}
