// pith-generate [--check] [--root FOLDER]: writes the generated files, or with --check only says which are stale.
//
// Exit status: 0 all is well; 1 stale files, or sources with problems; 2 wrong use.

import Foundation
import PithGenerator

func fail(_ message: String, status: Int32) -> Never {
  FileHandle.standardError.write(Data((message + "\n").utf8))
  exit(status)
}

let usage = "usage: pith-generate [--check] [--root FOLDER]"
var check = false
var folder = FileManager.default.currentDirectoryPath
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  switch argument {
  case "--check": check = true
  case "--root":
    guard let value = arguments.popFirst() else { fail(usage, status: 2) }
    folder = value
  case "--help", "-h":
    print(usage)
    exit(0)
  default: fail("unknown argument '\(argument)'\n\(usage)", status: 2)
  }
}

guard let repository = Repository(containing: URL(fileURLWithPath: folder, isDirectory: true)) else {
  fail("no Sources/PithABI in \(folder) or above it", status: 2)
}
do {
  let outputs = try repository.interface().outputs
  if check {
    let differences = repository.differences(from: outputs)
    if !differences.isEmpty {
      fail(differences.joined(separator: "\n") + "\nrun bindings/generate.sh", status: 1)
    }
  } else {
    for path in try repository.write(outputs) { print("wrote \(path)") }
  }
} catch {
  fail("\(error)", status: 1)
}
