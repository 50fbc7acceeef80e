// bindings/cpp/include/pith_dl_table.inc: every function as one macro call, for tables of functions that dlopen fills.

struct CppWriter {
  let interface: Interface

  func table() -> String {
    var lines = [
      "/* Every function of libpith as PITH_DL(result, name, (parameters)).",
      " *",
      " * \(doNotEdit)",
      " * Define PITH_DL, include this file, undefine PITH_DL; as often as needed. Function pointers:",
      " *",
      " *   #define PITH_DL(result, name, parameters) result (*name) parameters;",
      " */",
    ]
    for family in interface.families {
      lines += ["", "/* \(family.name) */"]
      for function in family.functions {
        let arguments = function.parameters.map { $0.type.declaring($0.name) }
        let head = "PITH_DL(\((function.result ?? .named("void")).spelling), \(function.name), ("
        let whole = head + (arguments.isEmpty ? "void" : arguments.joined(separator: ", ")) + "))"
        lines +=
          whole.count <= lineWidth ? [whole] : [head] + fill(arguments, indent: "    ", tail: "))", width: lineWidth)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
