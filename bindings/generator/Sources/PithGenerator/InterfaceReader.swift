// Puts sources together to an Interface, and refuses what is incomplete: a function without a text, a parameter
// without a line, a field that is missing, a name that exists nowhere.

/// A file's path below the root, and what is in it.
public struct SourceText {
  public var path: String
  public var content: String

  public init(path: String, content: String) {
    self.path = path
    self.content = content
  }
}

extension Interface {
  /// `swift`: the files of Sources/PithABI in any order.
  public init(types header: SourceText, swift: [SourceText]) throws(Problems) {
    types = try TypesHeader(parsing: header.content, file: header.path)
    families = []
    var problems = types.problems(file: header.path)
    // Without ".swift", so that Select comes before Select+Video.
    for source in swift.sorted(by: { $0.path.dropLast(6) < $1.path.dropLast(6) }) {
      let file = SourceFile(parsing: source.content, file: source.path, problems: &problems)
      if file.functions.isEmpty { continue }
      let family = Self.familyName(ofFile: source.path)
      var reader = FunctionReader(types: types, family: family, file: source.path)
      let functions = file.functions.compactMap { reader.read($0) }
      problems.list += reader.problems.list
      if file.title.isEmpty {
        problems.add(source.path, 1, "the file does not open with a comment that says what it is about")
      }
      if let i = families.firstIndex(where: { $0.name == family }) {
        families[i].files.append(source.path)
        families[i].functions += functions
      } else {
        families.append(Family(name: family, title: file.title, files: [source.path], functions: functions))
      }
    }
    families.sort { $0.name < $1.name }
    checkNames(&problems)
    if !problems.list.isEmpty { throw problems }
  }

  /// Select.swift and Select+Video.swift are both `select`.
  static func familyName(ofFile path: String) -> String {
    let file = path.split(separator: "/").last ?? ""
    return file.prefix { $0 != "." && $0 != "+" }.lowercased()
  }

  /// Names in doc comments that look like ours must be ours: a misspelt status is worse than none.
  private func checkNames(_ problems: inout Problems) {
    var seen: [String: Location] = [:]
    let known = types.identifiers.union(functions.map(\.name))
    for function in functions {
      let place = function.location
      if let first = seen[function.name] {
        problems.add(place.file, place.line, "\(function.name) is already exported by \(first.file):\(first.line)")
      }
      seen[function.name] = place
      // A method may be called pith_x without a function of that name.
      let fields = function.doc.fields.filter { $0.field != .method }
      let blocks = function.doc.prose + fields.flatMap(\.text) + function.parameters.flatMap(\.text)
      let text = ([function.doc.opening] + blocks.map(\.plain)).joined(separator: " ")
      for name in text.identifiers(beginningWith: "PITH_") + text.identifiers(beginningWith: "pith_")
      where !known.contains(name) && !name.hasSuffix("_") {
        problems.add(place.file, place.line, "the text of \(function.name) mentions \(name), which does not exist")
      }
    }
  }
}

extension TypesHeader {
  /// Fields and callbacks may use known scalars and what is declared above them.
  func problems(file: String) -> Problems {
    var problems = Problems()
    var known = TypeMap.known.union(enums.map(\.name))
    func check(_ type: CType, _ place: String, _ line: Int) {
      if !known.contains(type.base) { problems.add(file, line, "\(place): unknown type '\(type.base)'") }
    }
    for declaration in declarations {
      switch declaration {
      case .opaque(let type): known.insert(type.name)
      case .structure(let type):
        for field in type.fields { check(field.type, "\(type.name).\(field.name)", type.line) }
        known.insert(type.name)
      case .callback(let type):
        if let result = type.result { check(result, type.name, type.line) }
        for parameter in type.parameters { check(parameter.type, type.name, type.line) }
        known.insert(type.name)
      }
    }
    return problems
  }
}
