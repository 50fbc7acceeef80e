// swift-tools-version: 6.1
// A Swift program that embeds CPython and runs the Python package inside itself. Its own package, so that Pith's needs no Python
// headers.
import PackageDescription

let package = Package(
  name: "cpython-host",
  targets: [
    .systemLibrary(name: "CPython", pkgConfig: "python3-embed", providers: [.apt(["libpython3-dev"])]),
    .systemLibrary(name: "CPithABI"),
    .testTarget(name: "CPythonTests", dependencies: ["CPython", "CPithABI"], swiftSettings: [.swiftLanguageMode(.v5)]),
  ])
