// Sources/PithABI/MethodTable.swift: what pith_method_count and pith_method_info answer.

struct MethodTableWriter {
  let interface: Interface

  func source() -> String {
    let methods = interface.methods
    var lines = [
      "// The methods that pith_method_info lists, in the order of families and names.",
      "//",
      "// Written by bindings/generator from the doc comments of this folder; do not edit.",
      "",
      "let methodCount = \(methods.count)",
      "",
      "func methodEntry(_ index: Int) -> MethodEntry {",
      "  switch index {",
    ]
    for (i, function) in methods.enumerated() {
      let method = function.doc.method!
      lines += [
        "  case \(i):",
        "    return MethodEntry(",
        "      name: \(literal(method.name)), family: \(literal(function.family)), function: \(literal(function.name)),",
        "      summary: \(literal(function.doc.summary)),",
        "      paper: \(literal(method.paper)),",
        "      url: \(literal(method.url)), year: \(method.year))",
      ]
    }
    lines += [
      "  default:",
      "    return MethodEntry(name: \"\", family: \"\", function: \"\", summary: \"\", paper: \"\", url: \"\", year: 0)",
      "  }",
      "}",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private func literal(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
