// The fixture is a small repository with its generated files: what the generator writes for it is known to the byte.
//
// After a wanted change: bindings/generate.sh --root bindings/generator/Tests/PithGeneratorTests/Fixtures/repository,
// then read what git shows.

import Foundation
import Testing

@testable import PithGenerator

let fixture = Repository(
  root: URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/repository"))

@Suite struct Golden {
  @Test func everyFileIsAsBefore() throws {
    let outputs = try fixture.interface().outputs
    #expect(
      outputs.map(\.path) == [
        "include/pith/select.h", "include/pith/text.h", "include/pith/all.h", "bindings/python/src/pith/_abi.py",
        "bindings/rust/pith-sys/src/abi.rs", "bindings/cpp/include/pith_dl_table.inc", "Sources/PithABI/MethodTable.swift",
        "bindings/generator/abi.json",
      ])
    #expect(fixture.differences(from: outputs) == [])
  }

  @Test func theOrderOfFilesDoesNotMatter() throws {
    let folder = fixture.root.appendingPathComponent("Sources/PithABI")
    let sources = try FileManager.default.contentsOfDirectory(atPath: folder.path).map { name in
      SourceText(
        path: "Sources/PithABI/\(name)",
        content: try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8))
    }
    let types = SourceText(path: "include/pith/types.h", content: fixture.existing("include/pith/types.h")!)
    let sorted = sources.sorted { $0.path < $1.path }
    let ascending = try Interface(types: types, swift: sorted).outputs
    #expect(try Interface(types: types, swift: sorted.reversed()).outputs == ascending)
    #expect(try fixture.interface().outputs == ascending)
  }

  @Test func noLineIsTooLong() throws {
    for output in try fixture.interface().outputs
    where !output.path.hasSuffix(".json") && !output.path.hasSuffix(".swift") {
      for line in output.content.split(separator: "\n") {
        #expect(line.count <= lineWidth, "\(output.path): \(line)")
      }
    }
  }
}

@Suite struct Writing {
  /// A copy of the fixture that a test may change.
  let copy: Repository

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pith-generator-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: fixture.root, to: folder)
    copy = Repository(root: folder)
  }

  private func remove() { try? FileManager.default.removeItem(at: copy.root) }

  private func edit(_ path: String, _ change: (String) -> String) throws {
    let text = change(copy.existing(path) ?? "")
    try text.write(to: copy.root.appendingPathComponent(path), atomically: true, encoding: .utf8)
  }

  @Test func staleFilesAreNamedWithTheirFirstDifference() throws {
    defer { remove() }
    try edit("include/pith/text.h") { $0.replacingOccurrences(of: "the passages", with: "some passages") }
    try FileManager.default.removeItem(at: copy.root.appendingPathComponent("bindings/cpp/include/pith_dl_table.inc"))
    let outputs = try copy.interface().outputs
    #expect(
      copy.differences(from: outputs) == [
        "include/pith/text.h: stale\n  line 20\n  -  * @param[in] texts some passages.\n  +  * @param[in] texts the passages.",
        "bindings/cpp/include/pith_dl_table.inc: missing",
      ])
    #expect(try copy.write(outputs) == ["include/pith/text.h", "bindings/cpp/include/pith_dl_table.inc"])
    #expect(copy.differences(from: outputs) == [])
    #expect(try copy.write(outputs) == [])
  }

  @Test func aChangedSignatureMakesEveryLanguageStale() throws {
    defer { remove() }
    try edit("Sources/PithABI/Text.swift") {
      $0.replacingOccurrences(of: "_ lengths: UnsafePointer<Int64>?", with: "_ lengths: UnsafePointer<Int32>?")
    }
    let stale = copy.differences(from: try copy.interface().outputs).map { $0.prefix { $0 != ":" } }
    #expect(
      stale == [
        "include/pith/text.h", "bindings/python/src/pith/_abi.py", "bindings/rust/pith-sys/src/abi.rs",
        "bindings/cpp/include/pith_dl_table.inc", "bindings/generator/abi.json",
      ])
  }

  @Test func headersOfFamiliesThatAreGoneAreRemoved() throws {
    defer { remove() }
    try FileManager.default.removeItem(at: copy.root.appendingPathComponent("Sources/PithABI/Text.swift"))
    let outputs = try copy.interface().outputs
    #expect(copy.differences(from: outputs).contains("include/pith/text.h: its family is gone"))
    #expect(try copy.write(outputs).contains("include/pith/text.h (removed)"))
    #expect(copy.existing("include/pith/text.h") == nil)
    #expect(copy.existing("include/pith/types.h") != nil)
    #expect(copy.differences(from: outputs) == [])
  }

  @Test func theRootIsFoundFromBelow() throws {
    defer { remove() }
    let below = copy.root.appendingPathComponent("bindings/cpp")
    #expect(Repository(containing: below)?.root.path == copy.root.standardizedFileURL.path)
    #expect(Repository(containing: URL(fileURLWithPath: "/")) == nil)
  }
}
