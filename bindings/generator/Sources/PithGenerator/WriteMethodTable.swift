// Sources/PithABI/MethodTable.swift: what pith_method_count and pith_method_info answer.

struct MethodTableWriter {
  let interface: Interface

  /// One literal for all texts: a table of strings would be an address each, which the loader has to relocate.
  func source() -> String {
    let methods = interface.methods
    var lines = [
      "// The methods that pith_method_info lists, in the order of families and names.",
      "//",
      "// Written by bindings/generator from the doc comments of this folder; do not edit.",
      "",
      "let methodCount = \(methods.count)",
      "",
      "/// Nine texts per method, each with a NUL behind it: the fields of pith_method in their order.",
      "func methodTexts() -> StaticString {",
      "  \"\"\"",
    ]
    for function in methods {
      let method = function.doc.method!
      let texts = [
        method.name, function.family, function.name, function.doc.summary, method.paper, method.url,
        names(function) { $0 != .output }, names(function) { $0 != .input }, String(method.year),
      ]
      lines += texts.map { "  \(escape($0))\\0\\" }
    }
    // The last line break cannot be escaped: the literal ends before it.
    if !methods.isEmpty { lines.append(lines.removeLast().dropLast().description) }
    lines += ["  \"\"\"", "}"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The parameters of a direction, with a question mark behind those that may be absent.
  private func names(_ function: Function, where matches: (Parameter.Direction) -> Bool) -> String {
    function.parameters.filter { $0.name != "context" && matches($0.direction) }
      .map { $0.optional ? $0.name + "?" : $0.name }.joined(separator: ", ")
  }

  private func escape(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"\"\"", with: "\\\"\\\"\\\"")
  }
}
