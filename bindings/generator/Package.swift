// swift-tools-version: 6.1
// Writes the headers and the language bindings of Pith from its exported Swift functions and their doc comments.
//
// A package of its own, so that the library itself depends on nothing.
import PackageDescription

let package = Package(
  name: "generator",
  platforms: [.macOS(.v13)],
  products: [.executable(name: "pith-generate", targets: ["pith-generate"])],
  dependencies: [.package(url: "https://github.com/swiftlang/swift-syntax.git", exact: "603.0.1")],
  targets: [
    .target(
      name: "PithGenerator",
      dependencies: [
        .product(name: "SwiftSyntax", package: "swift-syntax"),
        .product(name: "SwiftParser", package: "swift-syntax"),
      ]),
    .executableTarget(name: "pith-generate", dependencies: ["PithGenerator"]),
    .testTarget(name: "PithGeneratorTests", dependencies: ["PithGenerator"], exclude: ["Fixtures"]),
  ])
