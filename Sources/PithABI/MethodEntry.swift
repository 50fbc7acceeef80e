// One row of the generated table of methods (MethodTable.swift).

struct MethodEntry {
  var name: StaticString
  var family: StaticString
  var function: StaticString
  var summary: StaticString
  var paper: StaticString
  var url: StaticString
  var year: Int32
}
