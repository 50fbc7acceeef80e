// What the generator knows about the binary interface: the result of reading, and all that the writers see.

/// Everything that hosts can see: the hand-written types and the exported functions.
public struct Interface {
  public var types: TypesHeader
  public var families: [Family]

  public var functions: [Function] { families.flatMap(\.functions) }

  /// Functions that carry out a published method, in the order of `pith_method_info`.
  public var methods: [Function] {
    functions.filter { $0.doc.method != nil }.sorted {
      ($0.family, $0.doc.method!.name, $0.name) < ($1.family, $1.doc.method!.name, $1.name)
    }
  }
}

/// The functions of one header.
public struct Family {
  public var name: String
  /// The comment that opens the Swift file.
  public var title: String
  /// Paths below the repository's root.
  public var files: [String]
  public var functions: [Function]
}

public struct Function {
  public var name: String
  public var family: String
  /// nil: void.
  public var result: CType?
  public var parameters: [Parameter]
  public var doc: Doc
  public var location: Location

  public var returnsStatus: Bool { result == .named("pith_status") }
}

public struct Parameter {
  public enum Direction: String, Sendable {
    case input = "in"
    case output = "out"
    case both = "in,out"
  }

  public var name: String
  public var type: CType
  public var direction: Direction
  /// A pointer that may be NULL, according to its text.
  public var optional: Bool
  /// What the doc comment says, without the leading direction.
  public var text: [Block]
}

/// A doc comment. Fields are in the canonical order of `DocField`.
public struct Doc {
  public struct Method {
    public var name: String
    /// Title and venue; empty when the method has no paper.
    public var paper: String
    public var url: String
    public var year: Int
  }

  /// The first paragraph.
  public var opening: String
  public var prose: [Block]
  public var method: Method?
  public var fields: [(field: DocField, text: [Block])]

  /// The first sentence.
  public var summary: String { opening.splitAfterFirstSentence().first }

  public func text(of field: DocField) -> [Block]? { fields.first { $0.field == field }?.text }
}

/// The fields of a doc comment, in the order in which they are written out.
public enum DocField: String, CaseIterable {
  case method = "Method"
  case paper = "Paper"
  case returns = "Returns"
  case batch = "Batch"
  case order = "Order"
  case ties = "Ties"
  case nan = "NaN"
  case empty = "Empty"
  case memory = "Memory"
  case errors = "Errors"
  case cost = "Cost"
  case threads = "Threads"
  case differs = "Differs"
  case note = "Note"
  case since = "Since"
}

/// A piece of running text. Line breaks of the source are gone, except in code.
public enum Block: Equatable {
  case paragraph(String)
  case item(String)
  case code([String])
}

/// A type as C spells it.
public indirect enum CType: Equatable, Sendable {
  case named(String)
  case pointer(CType, isConst: Bool)

  public var isPointer: Bool {
    if case .pointer = self { return true }
    return false
  }

  /// The named type behind any number of pointers.
  public var base: String {
    switch self {
    case .named(let name): return name
    case .pointer(let pointee, _): return pointee.base
    }
  }

  static let constText = CType.pointer(.named("char"), isConst: true)
  /// Passed through to callbacks and never looked at.
  static let hostPointer = CType.pointer(.named("void"), isConst: false)
}

/// A place in a source file.
public struct Location: Equatable, Sendable {
  public var file: String
  public var line: Int
}

/// Something in the sources that cannot be turned into an interface.
public struct Problem: Error, CustomStringConvertible, Equatable, Sendable {
  public var location: Location
  public var message: String

  public var description: String { "\(location.file):\(location.line): error: \(message)" }
}

/// All problems of one run, so that a developer sees them together.
public struct Problems: Error, CustomStringConvertible, Sendable {
  public var list: [Problem] = []

  public init() {}

  public var description: String { list.map(\.description).joined(separator: "\n") }

  mutating func add(_ file: String, _ line: Int, _ message: String) {
    list.append(Problem(location: Location(file: file, line: line), message: message))
  }
}
