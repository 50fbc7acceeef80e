// include/pith/<family>.h and include/pith/all.h: prototypes for C and C++ with Doxygen comments.

let lineWidth = 100
let doNotEdit = "Written by bindings/generator from Sources/PithABI; do not edit."

struct HeaderWriter {
  let interface: Interface

  func header(of family: Family) -> String {
    let guardName = "PITH_\(family.name.uppercased())_H"
    var lines = ["/** @file"]
    lines += wrap(family.title.capitalizedFirst, first: " * ", rest: " * ", width: lineWidth)
    lines += [
      " *", " * \(doNotEdit)", " * types.h beside this file states the conventions that hold for every function.",
      " */",
      "#ifndef \(guardName)", "#define \(guardName)", "", "#include \"types.h\"", "",
      "#ifdef __cplusplus", "extern \"C\" {", "#endif", "",
    ]
    for function in family.functions { lines += comment(of: function) + prototype(of: function) + [""] }
    lines += ["#ifdef __cplusplus", "}", "#endif", "", "#endif"]
    return lines.joined(separator: "\n") + "\n"
  }

  func umbrella() -> String {
    var lines = ["/* All families of functions. \(doNotEdit) */", "#ifndef PITH_ALL_H", "#define PITH_ALL_H", ""]
    lines += interface.families.map { "#include \"\($0.name).h\"" }
    return (lines + ["", "#endif"]).joined(separator: "\n") + "\n"
  }

  private func comment(of function: Function) -> [String] {
    let doc = function.doc
    var lines = ["/**"]
    lines += wrap(doc.opening, first: " * ", rest: " * ", width: lineWidth)
    if !doc.prose.isEmpty {
      lines += [" *"] + wrap(doc.prose, prefix: " * ", width: lineWidth, code: ("@code", "@endcode"))
    }
    if !function.parameters.isEmpty || doc.text(of: .returns) != nil { lines.append(" *") }
    for parameter in function.parameters {
      lines += tagged("@param[\(parameter.direction.rawValue)] \(parameter.name)", parameter.text)
    }
    if let returns = doc.text(of: .returns) { lines += tagged("@return", returns) }
    let fields = doc.fields.filter { $0.field != .returns }
    if !fields.isEmpty { lines.append(" *") }
    for (field, text) in fields { lines += tagged("- \(field.rawValue):", text) }
    return lines + [" */"]
  }

  /// A tag or field with its text: further lines and items stand under it.
  private func tagged(_ tag: String, _ text: [Block]) -> [String] {
    var lines = wrap("\(tag) \(text[0].plain)", first: " * ", rest: " *   ", width: lineWidth)
    for block in text.dropFirst() {
      lines += wrap(block.plain, first: " *   - ", rest: " *     ", width: lineWidth)
    }
    return lines
  }

  private func prototype(of function: Function) -> [String] {
    var head = "PITH_API "
    if function.returnsStatus { head += "PITH_NODISCARD " }
    head += (function.result ?? .named("void")).declaring(function.name) + "("
    let arguments = function.parameters.map { $0.type.declaring($0.name) }
    let tail = ") PITH_NOEXCEPT;"
    let whole = head + (arguments.isEmpty ? "void" : arguments.joined(separator: ", ")) + tail
    if whole.count <= lineWidth { return [whole] }
    // The tail goes with the last argument, so it counts when lines are filled.
    return [head] + fill(arguments, indent: "    ", tail: tail, width: lineWidth)
  }
}

/// Comma-separated arguments on as few lines as fit.
func fill(_ arguments: [String], indent: String, tail: String, width: Int) -> [String] {
  var lines: [String] = []
  var line = indent
  for (i, argument) in arguments.enumerated() {
    let text = argument + (i == arguments.count - 1 ? tail : ",")
    if line.count > indent.count {
      if line.count + 1 + text.count > width {
        lines.append(line)
        line = indent
      } else {
        line += " "
      }
    }
    line += text
  }
  return lines + [line]
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
