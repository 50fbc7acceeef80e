// The files that are written, and how they differ from those that exist.

import Foundation

/// A generated file: its path below the root, and what belongs in it.
public struct Output: Equatable {
  public var path: String
  public var content: String
}

extension Interface {
  public var outputs: [Output] {
    let headers = HeaderWriter(interface: self)
    return families.map { Output(path: "include/pith/\($0.name).h", content: headers.header(of: $0)) } + [
      Output(path: "include/pith/all.h", content: headers.umbrella()),
      Output(path: "bindings/python/src/pith/_abi.py", content: PythonWriter(interface: self).module()),
      Output(path: "bindings/rust/pith-sys/src/abi.rs", content: RustWriter(interface: self).module()),
      Output(path: "bindings/cpp/include/pith_dl_table.inc", content: CppWriter(interface: self).table()),
      Output(path: "Sources/PithABI/MethodTable.swift", content: MethodTableWriter(interface: self).source()),
      Output(path: "bindings/generator/abi.json", content: JSONWriter(interface: self).document()),
    ]
  }
}

/// The repository that the generator reads and writes.
public struct Repository: Sendable {
  public var root: URL

  public init(root: URL) { self.root = root }

  /// The folder, or one above it, that holds Sources/PithABI.
  public init?(containing folder: URL) {
    root = folder.standardizedFileURL
    while !FileManager.default.fileExists(atPath: root.appendingPathComponent("Sources/PithABI").path) {
      if root.path == "/" { return nil }
      root.deleteLastPathComponent()
    }
  }

  public func interface() throws -> Interface {
    let folder = "Sources/PithABI"
    let names = try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)
    let swift = try names.filter { $0.hasSuffix(".swift") }.map { try source("\(folder)/\($0)") }
    return try Interface(types: source("include/pith/types.h"), swift: swift)
  }

  private func source(_ path: String) throws -> SourceText {
    SourceText(path: path, content: try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8))
  }

  public func existing(_ path: String) -> String? {
    try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// Headers of families that are gone.
  public func leftovers(of outputs: [Output]) -> [String] {
    let folder = "include/pith"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)) ?? []
    return names.sorted().map { "\(folder)/\($0)" }.filter { path in
      path.hasSuffix(".h") && !outputs.contains { $0.path == path } && existing(path)?.contains(doNotEdit) == true
    }
  }

  /// One message per file that is not as it should be.
  public func differences(from outputs: [Output]) -> [String] {
    outputs.compactMap { output in
      guard let found = existing(output.path) else { return "\(output.path): missing" }
      return found == output.content ? nil : "\(output.path): stale\n" + firstDifference(found, output.content)
    } + leftovers(of: outputs).map { "\($0): its family is gone" }
  }

  /// Writes what differs, so that builds see new dates only where something is new. Gives the paths.
  public func write(_ outputs: [Output]) throws -> [String] {
    var written: [String] = []
    for output in outputs where existing(output.path) != output.content {
      let file = root.appendingPathComponent(output.path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(output.content.utf8).write(to: file, options: .atomic)
      written.append(output.path)
    }
    for path in leftovers(of: outputs) {
      try FileManager.default.removeItem(at: root.appendingPathComponent(path))
      written.append("\(path) (removed)")
    }
    return written
  }
}

/// The first line in which two texts differ, as `found` and `expected`.
func firstDifference(_ found: String, _ expected: String) -> String {
  let old = found.split(separator: "\n", omittingEmptySubsequences: false)
  let new = expected.split(separator: "\n", omittingEmptySubsequences: false)
  var i = 0
  while i < min(old.count, new.count), old[i] == new[i] { i += 1 }
  let line = { (lines: [Substring]) in i < lines.count ? String(lines[i]) : "(end of file)" }
  return "  line \(i + 1)\n  - \(line(old))\n  + \(line(new))"
}
