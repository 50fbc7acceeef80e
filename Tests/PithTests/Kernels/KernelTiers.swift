// The kernel tables this CPU can run, and comparison of their results bit by bit.
import CPith
import Foundation
import Pith
import Testing

/// All tests of the kernels: `swift test --filter Kernels`.
@Suite enum Kernels {
  @Suite struct Arithmetic {}
  @Suite struct Conversions {}
  @Suite struct Extremes {}
  @Suite struct Transcendental {}
  @Suite struct Columns {}
  @Suite struct MatrixProduct {}
  @Suite struct Tiles {}
  @Suite struct Steps {}
  @Suite struct Selection {}
  @Suite struct Words {}
}

struct KernelTier {
  let name: String
  let table: pithk_table
}

enum KernelTiers {
  nonisolated(unsafe) static let all: [KernelTier] = {
    var tiers: [KernelTier] = []
    func add(_ fill: (UnsafeMutablePointer<pithk_table>) -> Void) {
      let table = UnsafeMutablePointer<pithk_table>.allocate(capacity: 1)
      defer { table.deallocate() }
      fill(table)
      tiers.append(KernelTier(name: String(cString: table.pointee.name), table: table.pointee))
    }
    add(pithk_fill_table_baseline)
    #if arch(x86_64)
    let features = cpuFeatures()
    if features.isSuperset(of: ["avx2", "fma", "f16c"]) { add(pithk_fill_table_avx2) }
    if features.isSuperset(of: ["avx2", "fma", "f16c", "avx512f", "avx512bw", "avx512dq", "avx512vl"]) {
      add(pithk_fill_table_avx512)
    }
    #endif
    print("kernel tiers run on this CPU: \(tiers.map(\.name).joined(separator: ", "))")
    return tiers
  }()

  /// Asks the operating system, not CPUID: a feature counts only if the system also saves its registers.
  private static func cpuFeatures() -> Set<String> {
    guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return [] }
    for line in text.split(separator: "\n") where line.hasPrefix("flags") {
      return Set(line.split(separator: " ").map(String.init))
    }
    return []
  }
}

/// Records an issue if the condition is false. Much cheaper than #expect inside loops.
func check(
  _ condition: Bool, _ message: @autoclosure () -> String, _ location: SourceLocation = #_sourceLocation
) {
  if !condition { Issue.record("\(message())", sourceLocation: location) }
}

func isSame(_ x: Float, _ y: Float) -> Bool { x.bitPattern == y.bitPattern || (x.isNaN && y.isNaN) }
func isSame(_ x: Double, _ y: Double) -> Bool { x.bitPattern == y.bitPattern || (x.isNaN && y.isNaN) }

func isSame(_ x: [Float], _ y: [Float]) -> Bool { x.count == y.count && zip(x, y).allSatisfy { isSame($0, $1) } }
func isSame(_ x: [Double], _ y: [Double]) -> Bool { x.count == y.count && zip(x, y).allSatisfy { isSame($0, $1) } }

private func differences(_ x: [Float], _ y: [Float]) -> String {
  guard x.count == y.count else { return "\(x.count) against \(y.count) elements" }
  let at = x.indices.filter { !isSame(x[$0], y[$0]) }
  return at.prefix(4).map { "[\($0)] \(x[$0]) against \(y[$0])" }.joined(separator: ", ") + " (\(at.count) differ)"
}

/// Runs the kernel in every tier, expects the same bits, and returns them.
func inAllTiers(
  _ what: String, _ location: SourceLocation = #_sourceLocation, _ run: (pithk_table) -> [Float]
) -> [Float] {
  let expected = run(KernelTiers.all[0].table)
  for tier in KernelTiers.all.dropFirst() {
    let result = run(tier.table)
    check(isSame(result, expected), "\(what), \(tier.name): \(differences(result, expected))", location)
  }
  return expected
}

func inAllTiers(
  _ what: String, _ location: SourceLocation = #_sourceLocation, _ run: (pithk_table) -> [Double]
) -> [Double] {
  let expected = run(KernelTiers.all[0].table)
  for tier in KernelTiers.all.dropFirst() {
    let result = run(tier.table)
    check(isSame(result, expected), "\(what), \(tier.name): \(result) against \(expected)", location)
  }
  return expected
}

func inAllTiers<T: Equatable>(
  _ what: String, _ location: SourceLocation = #_sourceLocation, _ run: (pithk_table) -> T
) -> T {
  let expected = run(KernelTiers.all[0].table)
  for tier in KernelTiers.all.dropFirst() {
    let result = run(tier.table)
    check(result == expected, "\(what), \(tier.name): \(result) against \(expected)", location)
  }
  return expected
}

/// Expects the same bits from all tiers, and from the reference.
func expectBits(
  _ what: String, _ reference: [Float], _ location: SourceLocation = #_sourceLocation,
  _ run: (pithk_table) -> [Float]
) {
  let result = inAllTiers(what, location, run)
  check(isSame(result, reference), "\(what), reference: \(differences(result, reference))", location)
}

func expectBits(
  _ what: String, _ reference: [Double], _ location: SourceLocation = #_sourceLocation,
  _ run: (pithk_table) -> [Double]
) {
  let result = inAllTiers(what, location, run)
  check(isSame(result, reference), "\(what), reference: \(result) against \(reference)", location)
}

func expectEqual<T: Equatable>(
  _ what: String, _ reference: T, _ location: SourceLocation = #_sourceLocation, _ run: (pithk_table) -> T
) {
  let result = inAllTiers(what, location, run)
  check(result == reference, "\(what), reference: \(result) against \(reference)", location)
}
