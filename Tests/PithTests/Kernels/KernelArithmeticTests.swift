// Fused multiply-add, element-by-element kernels and sums against scalar references, bit by bit.
import CPith
import Foundation
import Testing

extension Kernels.Arithmetic {
  /// The baseline's emulated fused multiply-add against the C library's.
  @Test func fusedMultiplyAdd() {
    var random = Seeded(1)
    // Near cancellation, near overflow, subnormal results, halfway cases.
    func adversarial(_ kind: Int) -> (Float, Float, Float) {
      let a = random.anyFloat(), b = random.anyFloat()
      switch kind % 6 {
      case 0: return (a, b, random.anyFloat())
      case 1:
        let product = a * b
        return (a, b, -product)
      case 2:
        let product = a * b
        return (a, b, Float(bitPattern: (-product).bitPattern &+ UInt32(random.below(3)) &- 1))
      case 3:
        let x = random.float(), y = random.float() * 0x1p-126
        return (x, y, Float(bitPattern: UInt32(random.below(1 << 24))))
      case 4:
        let x = random.float() * 0x1p64, y = random.float() * 0x1p64
        return (x, y, random.float() * .greatestFiniteMagnitude)
      default:
        // c + a tiny product decides the direction of a tie in the product.
        let x = Float(1 + Float(random.below(4096)) * 0x1p-12), y = Float(1 + Float(random.below(4096)) * 0x1p-12)
        return (x, y, random.float() * 0x1p-60)
      }
    }
    let rounds = Int(ProcessInfo.processInfo.environment["PITH_TEST_ROUNDS"] ?? "") ?? 400
    for round in 0..<rounds {
      var first: Float = 0
      var x: [Float] = [], y: [Float] = []
      for i in 0..<64 {
        let (a, b, c) = i % 13 == 12 ? (awkward[random.below(awkward.count)], awkward[random.below(awkward.count)],
          awkward[random.below(awkward.count)]) : adversarial(round + i)
        if i == 0 { first = round % 17 == 0 ? awkward[random.below(awkward.count)] : a }
        x.append(b)
        y.append(c)
      }
      // Lanes after the first were made for another a: make half of them cancel for this one.
      for i in stride(from: 1, to: 64, by: 2) { y[i] = Float(bitPattern: (-(first * x[i])).bitPattern &+ UInt32(i % 5) &- 2) }
      let reference = zip(x, y).map { Foundation.fma(first, $0, $1) }
      expectBits("fma \(first)", reference) { t in
        var out = y
        t.axpy(first, x, &out, 64)
        return out
      }
    }
  }

  @Test func elementByElement() {
    var random = Seeded(2)
    for n in kernelSizes {
      let x = guarded(random.floats(n)), y = guarded(random.floats(n))
      func run(_ what: String, _ f: (Float, Float) -> Float, _ kernel: (pithk_table, UnsafeMutablePointer<Float>) -> Void) {
        expectBits("\(what) \(n)", zip(x.elements, y.elements).map(f)) { t in
          // In place in y's copy: allowed for all of them.
          let out = guarded(y.elements)
          kernel(t, out.pointer)
          return out.elements
        }
      }
      run("add", { $0 + $1 }) { $0.add(x.pointer, $1, $1, n) }
      run("subtract", { $0 - $1 }) { $0.subtract(x.pointer, $1, $1, n) }
      run("multiply", { $0 * $1 }) { $0.multiply(x.pointer, $1, $1, n) }
      run("divide", { $0 / $1 }) { $0.divide(x.pointer, $1, $1, n) }
      run("larger", { $0 > $1 ? $0 : $1 }) { $0.larger(x.pointer, $1, $1, n) }
      run("smaller", { $0 < $1 ? $0 : $1 }) { $0.smaller(x.pointer, $1, $1, n) }
      run("scale", { x, _ in -0.7 * x }) { $0.scale(-0.7, x.pointer, $1, n) }
      run("affine", { x, _ in Foundation.fma(-0.7, x, 0.3) }) { $0.affine(-0.7, 0.3, x.pointer, $1, n) }
      run("axpy", { x, y in Foundation.fma(1.7, x, y) }) { $0.axpy(1.7, x.pointer, $1, n) }
      run("square root", { x, _ in x.squareRoot() }) { $0.square_root(x.pointer, $1, n) }
    }
    let pairs = awkward.flatMap { x in awkward.map { (x, $0) } }
    let x = pairs.map(\.0), y = pairs.map(\.1)
    func special(_ what: String, _ f: (Float, Float) -> Float, _ kernel: (pithk_table, inout [Float]) -> Void) {
      expectBits(what, pairs.map { f($0.0, $0.1) }) { t in
        var out = y
        kernel(t, &out)
        return out
      }
    }
    special("add", { $0 + $1 }) { $0.add(x, $1, &$1, x.count) }
    special("divide", { $0 / $1 }) { $0.divide(x, $1, &$1, x.count) }
    special("larger", { $0 > $1 ? $0 : $1 }) { $0.larger(x, $1, &$1, x.count) }
    special("smaller", { $0 < $1 ? $0 : $1 }) { $0.smaller(x, $1, &$1, x.count) }
    special("square root", { x, _ in x.squareRoot() }) { $0.square_root(x, &$1, x.count) }
  }

  @Test func sums() {
    var random = Seeded(3)
    for n in kernelSizes {
      let x = guarded(random.floats(n)), y = guarded(random.floats(n))
      let p = x.pointer, q = y.pointer
      expectBits("dot \(n)", [laneSum(n) { Foundation.fma(p[$1], q[$1], $0) }]) { [$0.dot(p, q, n)] }
      expectBits("sum \(n)", [laneSum(n) { $0 + p[$1] }]) { [$0.sum(p, n)] }
      expectBits("sum of absolutes \(n)", [laneSum(n) { $0 + abs(p[$1]) }]) { [$0.sum_absolute(p, n)] }
      expectBits("sum of squares \(n)", [laneSum(n) { Foundation.fma(p[$1], p[$1], $0) }]) { [$0.sum_squares(p, n)] }
      expectBits("squared distance \(n)", [laneSum(n) { Foundation.fma(p[$1] - q[$1], p[$1] - q[$1], $0) }]) {
        [$0.squared_distance(p, q, n)]
      }
      expectBits("squared deviation \(n)", [laneSum(n) { Foundation.fma(p[$1] - 0.25, p[$1] - 0.25, $0) }]) {
        [$0.squared_deviation(p, 0.25, n)]
      }
    }
    // The result does not depend on where the buffer lies.
    let x = random.floats(300), y = random.floats(300)
    for offset in 0..<17 {
      let shifted = [Float](repeating: 9, count: offset) + x
      shifted.withUnsafeBufferPointer { buffer in
        for tier in KernelTiers.all {
          check(isSame(tier.table.dot(buffer.baseAddress! + offset, y, 300), tier.table.dot(x, y, 300)), "\(offset)")
        }
      }
    }
    for bad: Float in [.nan, .infinity, -.infinity] {
      for at in [0, 15, 16, 63, 64, 99] {
        var x = [Float](repeating: 1, count: 100)
        x[at] = bad
        let total = inAllTiers("sum with \(bad)") { [$0.sum(x, 100)] }
        check(isSame(total[0], bad), "\(bad) at \(at) gave \(total)")
      }
    }
  }

  @Test func sumsInDouble() {
    var random = Seeded(4)
    for n in kernelSizes {
      let x = guarded(random.floats(n)), y = guarded(random.floats(n))
      let u = guarded(random.floats(n).map { Double($0) * 1.000000001 }), v = guarded(random.floats(n).map { Double($0) / 3 })
      let p = x.pointer, q = y.pointer, r = u.pointer, s = v.pointer
      func expect(_ what: String, _ term: (Int) -> Double, _ kernel: (pithk_table) -> Double) {
        expectBits("\(what) \(n)", [doubleLaneSum(n, term)]) { [kernel($0)] }
      }
      expect("wide dot", { Double(p[$0]) * Double(q[$0]) }) { $0.wide_dot(p, q, n) }
      expect("wide sum", { Double(p[$0]) }) { $0.wide_sum(p, n) }
      expect("wide sum of squares", { Double(p[$0]) * Double(p[$0]) }) { $0.wide_sum_squares(p, n) }
      expect("wide squared distance", { (Double(p[$0]) - Double(q[$0])) * (Double(p[$0]) - Double(q[$0])) }) {
        $0.wide_squared_distance(p, q, n)
      }
      expect("double dot", { r[$0] * s[$0] }) { $0.double_dot(r, s, n) }
      expect("double sum", { r[$0] }) { $0.double_sum(r, n) }
      expect("double squared distance", { (r[$0] - s[$0]) * (r[$0] - s[$0]) }) { $0.double_squared_distance(r, s, n) }
      expect("mixed dot", { Double(p[$0]) * s[$0] }) { $0.mixed_dot(p, s, n) }
      expect("mixed squared distance", { (Double(p[$0]) - s[$0]) * (Double(p[$0]) - s[$0]) }) {
        $0.mixed_squared_distance(p, s, n)
      }
      func expectEach(_ what: String, _ reference: [Double], _ kernel: (pithk_table, UnsafeMutablePointer<Double>) -> Void) {
        expectBits("\(what) \(n)", reference) { t in
          let out = guarded(v.elements)
          kernel(t, out.pointer)
          return out.elements
        }
      }
      expectEach("double axpy", (0..<n).map { s[$0] + r[$0] * 0.3 }) { $0.double_axpy(0.3, r, $1, n) }
      expectEach("mixed axpy", (0..<n).map { s[$0] + Double(p[$0]) * 0.3 }) { $0.mixed_axpy(0.3, p, $1, n) }
      expectEach("double add", (0..<n).map { r[$0] + s[$0] }) { $0.double_add(r, $1, $1, n) }
      expectEach("double scale", (0..<n).map { s[$0] * 0.3 }) { $0.double_scale(0.3, $1, $1, n) }
    }
  }
}
