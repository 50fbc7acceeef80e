// bindings/rust/pith-sys/src/abi.rs: the interface for Rust, without dependencies.
//
// Enums are integers and constants: a number from a newer library in a Rust enum would be undefined behaviour. The file
// is Rust of 2021 for compilers from 1.63, which Debian 12 has.

struct RustWriter {
  let interface: Interface

  func module() -> String {
    let types = interface.types
    var lines = [
      "//! The C interface of libpith. \(doNotEdit)",
      "//!",
      "//! Enums are integers with constants: a library may return numbers that this file does not know.",
      "#![allow(non_camel_case_types)]",
      "",
      "use std::os::raw::{c_char, c_void};", "",
    ]
    for constant in types.constants {
      let type =
        Int32(exactly: constant.value) != nil ? "i32" : UInt32(exactly: constant.value) != nil ? "u32" : "i64"
      lines += text(constant.text, "") + ["pub const \(constant.name): \(type) = \(constant.value);"]
    }
    for type in types.enums {
      lines += [""] + text(type.text, "") + ["pub type \(type.name) = \(type.isSigned ? "i32" : "u32");"]
      for value in type.values {
        lines += text(value.text.capitalizedFirst, "") + ["pub const \(value.name): \(type.name) = \(value.value);"]
      }
    }
    for declaration in types.declarations {
      switch declaration {
      case .opaque(let type): lines += [""] + opaque(type)
      case .structure(let type): lines += [""] + structure(type)
      case .callback(let type): lines += [""] + callback(type)
      }
    }
    lines += ["", "extern \"C\" {"]
    for (i, function) in interface.functions.enumerated() {
      lines += (i == 0 ? [] : [""]) + self.function(function)
    }
    return (lines + ["}"] + layoutTests()).joined(separator: "\n") + "\n"
  }

  private func opaque(_ type: TypesHeader.Opaque) -> [String] {
    // Neither built, moved nor shared by Rust.
    text(type.text, "") + [
      "#[repr(C)]", "pub struct \(type.name) {", "    data: [u8; 0],",
      "    marker: core::marker::PhantomData<(*mut u8, core::marker::PhantomPinned)>,", "}",
    ]
  }

  private func structure(_ type: TypesHeader.Struct) -> [String] {
    var lines = text(type.text, "") + ["#[repr(C)]", "#[derive(Clone, Copy, Debug)]", "pub struct \(type.name) {"]
    for field in type.fields {
      let name = self.name(field.type)
      lines += text(field.text.capitalizedFirst, "    ")
      lines.append("    pub \(escaped(field.name)): \(field.count.map { "[\(name); \($0)]" } ?? name),")
    }
    lines.append("}")
    return lines
  }

  /// A test, because offset_of! is too new for old compilers.
  private func layoutTests() -> [String] {
    var lines = [
      "", "#[cfg(all(test, target_pointer_width = \"64\"))]", "mod layout {", "    use super::*;",
      "    use std::mem::{size_of, MaybeUninit};", "    use std::ptr::addr_of;",
    ]
    for type in interface.types.structs {
      let layout = Layout(of: type, in: interface.types)
      lines += [
        "", "    #[test]", "    fn of_\(type.name)() {",
        "        assert_eq!(size_of::<\(type.name)>(), \(layout.size));",
        "        let value = MaybeUninit::<\(type.name)>::uninit();", "        let base = value.as_ptr();", "        unsafe {",
      ]
      for (field, offset) in zip(type.fields, layout.offsets) {
        let address = "addr_of!((*base).\(escaped(field.name))) as usize"
        lines.append("            assert_eq!(\(address) - base as usize, \(offset));")
      }
      lines += ["        }", "    }"]
    }
    return lines + ["}"]
  }

  private func callback(_ type: TypesHeader.Callback) -> [String] {
    let parameters = type.parameters.enumerated().map { i, parameter in
      "\(escaped(parameter.name.isEmpty ? "a\(i)" : parameter.name)): \(name(parameter.type))"
    }
    let result = type.result.map { " -> \(name($0))" } ?? ""
    let head = "pub type \(type.name) ="
    let body = "Option<unsafe extern \"C\" fn(\(parameters.joined(separator: ", ")))\(result)>;"
    if head.count + 1 + body.count <= lineWidth { return text(type.text, "") + [head + " " + body] }
    if 4 + body.count <= lineWidth { return text(type.text, "") + [head, "    " + body] }
    return text(type.text, "") + [head, "    Option<unsafe extern \"C\" fn("]
      + fill(parameters, indent: "        ", tail: ")\(result)>;", width: lineWidth)
  }

  private func function(_ function: Function) -> [String] {
    let doc = function.doc
    let indent = "    "
    let width = lineWidth
    var lines = wrap(clean(doc.opening), first: "    /// ", rest: "    /// ", width: width)
    if !doc.prose.isEmpty {
      lines += ["    ///"] + wrap(doc.prose.map(clean), prefix: "    /// ", width: width, code: ("```text", "```"))
    }
    if !function.parameters.isEmpty || !doc.fields.isEmpty { lines.append("    ///") }
    for parameter in function.parameters {
      var first = "`\(parameter.name)`: "
      if parameter.type.base == "pith_view" || parameter.direction != .input {
        first += parameter.direction == .both ? "in/out, " : parameter.direction.rawValue + ", "
      }
      lines += item(first, parameter.text)
    }
    for (field, text) in doc.fields { lines += item("\(field.rawValue): ", text) }
    if function.returnsStatus { lines.append("    #[must_use]") }
    let parameters = function.parameters.map { "\(escaped($0.name)): \(name($0.type))" }
    let head = "\(indent)pub fn \(function.name)("
    let tail = ")" + (function.result.map { " -> \(name($0))" } ?? "") + ";"
    let whole = head + parameters.joined(separator: ", ") + tail
    if whole.count <= width { return lines + [whole] }
    return lines + [head] + parameters.map { indent + "    " + $0 + "," } + [indent + tail]
  }

  private func item(_ first: String, _ text: [Block]) -> [String] {
    var lines = wrap(first + clean(text[0].plain), first: "    /// - ", rest: "    ///   ", width: lineWidth)
    for block in text.dropFirst() {
      lines += wrap(clean(block.plain), first: "    ///   - ", rest: "    ///     ", width: lineWidth)
    }
    return lines
  }

  private func text(_ text: String, _ indent: String) -> [String] {
    text.isEmpty ? [] : wrap(clean(text), first: indent + "/// ", rest: indent + "/// ", width: lineWidth)
  }

  private func clean(_ block: Block) -> Block {
    switch block {
    case .paragraph(let text): return .paragraph(clean(text))
    case .item(let text): return .item(clean(text))
    case .code: return block
    }
  }

  /// rustdoc takes [x] for a link, <x> for a tag, and wants angle brackets around addresses.
  private func clean(_ text: String) -> String {
    text.mapOutsideCode { part in
      part.split(separator: " ", omittingEmptySubsequences: false).map { word in
        if word == "*" { return String(word) }
        guard let start = word.firstRange(of: "https://")?.lowerBound else {
          return "[]<*".reduce(String(word)) { $0.replacing(String($1), with: "\\" + String($1)) }
        }
        var end = word.endIndex
        while end > start, ".,;)".contains(word[word.index(before: end)]) { end = word.index(before: end) }
        return word[..<start] + "<" + word[start..<end] + ">" + word[end...]
      }
      .joined(separator: " ")
    }
  }

  private func name(_ type: CType) -> String {
    switch type {
    case .named("void"): return "c_void"
    case .named(let name): return Self.scalars[name] ?? name
    case .pointer(let pointee, let isConst): return (isConst ? "*const " : "*mut ") + name(pointee)
    }
  }

  private static let scalars = [
    "int8_t": "i8", "int16_t": "i16", "int32_t": "i32", "int64_t": "i64", "uint8_t": "u8", "uint16_t": "u16",
    "uint32_t": "u32", "uint64_t": "u64", "float": "f32", "double": "f64", "char": "c_char", "size_t": "usize",
  ]

  private func escaped(_ name: String) -> String {
    let keywords: Set<String> = [
      "abstract", "as", "async", "await", "become", "box", "dyn", "enum", "final", "fn", "gen", "impl", "in", "let",
      "loop",
      "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "trait", "type", "unsafe", "unsized",
      "use",
      "where", "yield",
    ]
    return keywords.contains(name) ? "r#" + name : name
  }
}
