// What include/pith/types.h declares: constants, enums, structs, callbacks and opaque types.

public struct TypesHeader {
  public struct Constant { public var name: String, value: Int64, text: String }
  public struct Enum {
    public struct Value { public var name: String, value: Int64, text: String }

    public var name: String, text: String, values: [Value]
    /// The C compiler picks int exactly when a value is negative.
    public var isSigned: Bool { values.contains { $0.value < 0 } }
  }
  public struct Field {
    public var name: String, type: CType
    /// nil: no array.
    public var count: Int?
    public var text: String
  }
  public struct Struct { public var name: String, text: String, fields: [Field], line: Int }
  public struct Callback {
    public var name: String, text: String
    public var result: CType?
    public var parameters: [(name: String, type: CType)]
    public var line: Int
  }
  public struct Opaque { public var name: String, text: String }
  /// In the file's order: a callback or struct may only use what is above it.
  public enum Declaration {
    case structure(Struct)
    case callback(Callback)
    case opaque(Opaque)
  }

  public var constants: [Constant] = []
  public var enums: [Enum] = []
  public var declarations: [Declaration] = []
  /// Every identifier of the file, inline helpers and macros included: what a doc comment may mention.
  public var identifiers: Set<String> = []

  public var structs: [Struct] {
    declarations.compactMap { if case .structure(let value) = $0 { return value } else { return nil } }
  }
  public var callbacks: [Callback] {
    declarations.compactMap { if case .callback(let value) = $0 { return value } else { return nil } }
  }
  public var opaques: [Opaque] {
    declarations.compactMap { if case .opaque(let value) = $0 { return value } else { return nil } }
  }

  public func isEnum(_ name: String) -> Bool { enums.contains { $0.name == name } }
  public func isStruct(_ name: String) -> Bool { structs.contains { $0.name == name } }
  public func isCallback(_ name: String) -> Bool { callbacks.contains { $0.name == name } }
  public func isOpaque(_ name: String) -> Bool { opaques.contains { $0.name == name } }

  public init(parsing source: String, file: String) throws(Problems) {
    var reader = HeaderReader(source: source, file: file)
    reader.readFile()
    if !reader.problems.list.isEmpty { throw reader.problems }
    self = reader.header
  }

  init() {}
}
