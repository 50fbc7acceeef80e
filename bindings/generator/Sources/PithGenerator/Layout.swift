// Sizes and offsets of structs on 64-bit machines, by the C rule: each field at the next multiple of its alignment.

struct Layout {
  var size = 0
  var alignment = 1
  var offsets: [Int] = []

  init(of type: TypesHeader.Struct, in types: TypesHeader) {
    for field in type.fields {
      let element = Self.element(field.type, in: types)
      alignment = max(alignment, element.alignment)
      size = Self.roundUp(size, element.alignment)
      offsets.append(size)
      size += element.size * (field.count ?? 1)
    }
    size = Self.roundUp(size, alignment)
  }

  private static func element(_ type: CType, in types: TypesHeader) -> (size: Int, alignment: Int) {
    guard case .named(let name) = type else { return (8, 8) }
    if let nested = types.structs.first(where: { $0.name == name }) {
      let layout = Layout(of: nested, in: types)
      return (layout.size, layout.alignment)
    }
    let size: Int
    switch name {
    case "char", "int8_t", "uint8_t": size = 1
    case "int16_t", "uint16_t": size = 2
    case "int32_t", "uint32_t", "float": size = 4
    default: size = types.isEnum(name) ? 4 : 8
    }
    return (size, size)
  }

  private static func roundUp(_ value: Int, _ alignment: Int) -> Int {
    (value + alignment - 1) / alignment * alignment
  }
}
