// swift-tools-version: 6.1
// Pith: one Swift source, two builds.
//
// `swift build -c release --traits Embedded --product pith` makes the shared library that is shipped: Embedded Swift,
// needs only libc, exports only pith_*. Without the trait the same sources are an ordinary Swift package, which the
// tests, the sanitizers and Swift programs use.
import PackageDescription

let embedded: [SwiftSetting] = [
  .enableExperimentalFeature("Embedded", .when(traits: ["Embedded"])),
  .unsafeFlags(["-wmo", "-Xfrontend", "-function-sections"], .when(traits: ["Embedded"])),
]

// Everything but the kernels is compiled for size. Without the two passes a function that takes a closure is not copied for
// each closure it is given, which halves the code of the exported functions.
let small: [SwiftSetting] = [
  .unsafeFlags(
    [
      "-Osize", "-Xllvm", "-sil-disable-pass=closure-specialize", "-Xllvm", "-sil-disable-pass=capture-prop",
    ], .when(traits: ["Embedded"]))
]

// TLS descriptors: thread-local error text without a dependency on the dynamic loader's __tls_get_addr.
#if arch(x86_64)
let tls: [CSetting] = [.unsafeFlags(["-mtls-dialect=gnu2"])]
#else
let tls: [CSetting] = []
#endif

// Kernel tiers are the same files compiled for another instruction set. They are linked by C symbol and never
// imported: Embedded Swift would inline their code into modules that are compiled for the baseline. Vector features only,
// no -march=x86-64-v3: every Embedded object carries weak copies of the Swift runtime, the linker keeps any one of them,
// and with BMI2 enabled that swift_release would not run on a baseline CPU.
// -Ounchecked: the callers of kernels have checked all sizes, and nothing in a kernel may trap. Not -Osize: it leaves small
// functions of the standard library out of line as weak symbols, and the linker could hand one with AVX code to the baseline.
func tier(_ name: String, _ define: String, features: [String] = []) -> Target {
  let arch: [SwiftSetting] = features.isEmpty ? [] : [.unsafeFlags(features.flatMap { ["-Xcc", "-m\($0)"] })]
  return .target(
    name: name, dependencies: ["CPith"],
    swiftSettings: embedded + arch + [.define(define), .unsafeFlags(["-Ounchecked"], .when(configuration: .release))])
}

#if arch(x86_64)
let tiers = [
  tier("PithKernels", "PITH_TIER_BASELINE"),
  tier("PithKernelsAVX2", "PITH_TIER_AVX2", features: ["avx2", "fma", "f16c"]),
  tier(
    "PithKernelsAVX512", "PITH_TIER_AVX512",
    features: ["avx2", "fma", "f16c", "avx512f", "avx512bw", "avx512dq", "avx512vl"]),
]
#else
let tiers = [tier("PithKernels", "PITH_TIER_BASELINE")]
#endif

let package = Package(
  name: "pith",
  products: [
    .library(name: "pith", type: .dynamic, targets: ["PithABI"]),
    .library(name: "Pith", targets: ["Pith"]),
  ],
  traits: [
    .trait(name: "Embedded", description: "Build the shipped library: Embedded Swift, no Swift runtime at the host."),
  ],
  targets: tiers + [
    .target(name: "CPith", cSettings: tls),
    .systemLibrary(name: "CPithABI", path: "include"),
    .target(
      name: "Pith", dependencies: ["CPith"] + tiers.map { .target(name: $0.name) },
      exclude: ["Text/Unicode/generate_tables.py"], swiftSettings: embedded + small),
    .target(
      name: "PithABI", dependencies: ["Pith", "CPith", "CPithABI"], exclude: ["pith.map"],
      swiftSettings: embedded + small,
      linkerSettings: [
        .unsafeFlags(
          [
            // lld drops the symbols that only dead code needs; gold keeps them and raises the glibc that hosts must have.
            "-use-ld=lld",
            "-Xlinker", "--version-script=\(Context.packageDirectory)/Sources/PithABI/pith.map",
            "-Xlinker", "-soname=libpith.so.0",
            "-Xlinker", "--gc-sections", "-Xlinker", "--icf=all", "-Xlinker", "-z", "-Xlinker", "relro", "-Xlinker", "-z", "-Xlinker", "now",
          ], .when(platforms: [.linux], traits: ["Embedded"]))
      ]),
    .testTarget(name: "PithTests", dependencies: ["Pith", "CPith"]),
  ])
