// Exponential, logarithm, softmax and log-sum-exp: accuracy against double, special values, same bits in every tier.
import CPith
import Foundation
import Testing

/// Distance in units of the last place of the true value.
private func ulps(_ value: Float, _ truth: Double) -> Double {
  if value.isNaN || truth.isNaN { return value.isNaN && truth.isNaN ? 0 : .infinity }
  let rounded = Float(truth)
  if value == rounded { return 0 }
  if value.isInfinite || rounded.isInfinite { return value == rounded ? 0 : .infinity }
  return abs(Double(value) - truth) / Double(max(rounded.ulp, Float.leastNonzeroMagnitude))
}

extension Kernels.Transcendental {
  @Test func exponential() {
    var random = Seeded(31)
    var x = awkward
    for _ in 0..<3000 {
      x.append(random.float() * 104)
      x.append(random.float())
      x.append(-87 - abs(random.float()) * 18)
      x.append(88 + abs(random.float()))
    }
    for n in kernelSizes where n <= 70 {
      let b = guarded(Array(x[40..<40 + n]))
      let y = inAllTiers("exp \(n)") { t in
        let out = Guarded<Float>(repeating: 0, n)
        t.exp(b.pointer, out.pointer, n)
        return out.elements
      }
      for (v, e) in zip(b.elements, y) { check(ulps(e, Foundation.exp(Double(v))) <= 1.01, "exp(\(v)) = \(e)") }
    }
    let y = inAllTiers("exp") { t in
      var out = x
      t.exp(out, &out, out.count)
      return out
    }
    for (v, e) in zip(x, y) {
      check(ulps(e, Foundation.exp(Double(v))) <= 1.01, "exp(\(v)) = \(e), off by \(ulps(e, Foundation.exp(Double(v))))")
    }
    let special = inAllTiers("exp specials") { t in
      var out: [Float] = [0, -0.0, .infinity, -.infinity, .nan, 89, 1e30, -104, -1e30]
      t.exp(out, &out, out.count)
      return out
    }
    #expect(isSame(special, [1, 1, .infinity, 0, .nan, .infinity, .infinity, 0, 0]))
  }

  @Test func logarithm() {
    var random = Seeded(32)
    var x = awkward
    for _ in 0..<3000 {
      x.append(abs(random.anyFloat()))
      x.append(1 + random.float() * 0.5)
      x.append(1 + random.float() * 0x1p-10)
      x.append(Float(bitPattern: UInt32(random.below(1 << 23))))
    }
    for n in kernelSizes where n <= 70 {
      let b = guarded(Array(x[40..<40 + n]))
      let y = inAllTiers("log \(n)") { t in
        let out = Guarded<Float>(repeating: 0, n)
        t.log(b.pointer, out.pointer, n)
        return out.elements
      }
      for (v, e) in zip(b.elements, y) { check(ulps(e, Foundation.log(Double(v))) <= 0.85, "log(\(v)) = \(e)") }
    }
    let y = inAllTiers("log") { t in
      var out = x
      t.log(out, &out, out.count)
      return out
    }
    for (v, e) in zip(x, y) {
      check(ulps(e, Foundation.log(Double(v))) <= 0.85, "log(\(v)) = \(e), off by \(ulps(e, Foundation.log(Double(v))))")
    }
    let special = inAllTiers("log specials") { t in
      var out: [Float] = [1, 0, -0.0, .infinity, -.infinity, -1, .nan]
      t.log(out, &out, out.count)
      return out
    }
    #expect(isSame(special, [0, -.infinity, -.infinity, .infinity, .nan, .nan, .nan]))
  }

  private func softmax(_ t: pithk_table, _ x: [Float], _ scale: Float, _ bias: [Float]?) -> [Float] {
    let b = guarded(x), out = Guarded<Float>(repeating: 9, x.count), c = bias.map { guarded($0) }
    t.softmax(b.pointer, scale, c.map { UnsafePointer($0.pointer) }, out.pointer, x.count)
    let inPlace = guarded(x)
    t.softmax(inPlace.pointer, scale, c.map { UnsafePointer($0.pointer) }, inPlace.pointer, x.count)
    check(isSame(inPlace.elements, out.elements), "in place differs")
    return out.elements
  }

  @Test func softmaxRows() {
    var random = Seeded(33)
    for n in kernelSizes {
      let x = random.floats(n).map { $0 * 20 }
      for bias in [nil, random.floats(n).map { $0 * 5 }] {
        let y = inAllTiers("softmax \(n)") { softmax($0, x, 0.125, bias) }
        // The differences are rounded to f32 before the exponential, as everywhere.
        let v = x.indices.map { x[$0] * 0.125 + (bias?[$0] ?? 0) }
        let peak = v.max() ?? 0
        let total = v.reduce(0) { $0 + exp(Double($1 - peak)) }
        for i in x.indices {
          let truth = exp(Double(v[i] - peak)) / total
          check(abs(Double(y[i]) - truth) <= 4e-7 * truth + 1e-44, "softmax \(n) [\(i)]: \(y[i]), not \(truth)")
        }
      }
      // Masked columns get exactly 0; a row that is masked altogether is all zeros.
      let mask: [Float] = (0..<n).map { $0 % 3 == 1 ? 0 : -.infinity }
      let masked = inAllTiers("masked softmax \(n)") { softmax($0, x, 1, mask) }
      check(masked.indices.allSatisfy { $0 % 3 == 1 ? masked[$0].isFinite : masked[$0] == 0 }, "mask \(n)")
      let nothing = inAllTiers("fully masked \(n)") { softmax($0, x, 1, [Float](repeating: -.infinity, count: n)) }
      check(nothing == [Float](repeating: 0, count: n), "fully masked \(n): \(nothing)")
      for bad: Float in [.nan, .infinity] where n > 0 {
        for rest in [x, [Float](repeating: -.infinity, count: n)] {
          var y = rest
          y[random.below(n)] = bad
          let result = inAllTiers("softmax with \(bad)") { softmax($0, y, 1, nil) }
          check(result.allSatisfy(\.isNaN), "softmax with \(bad): \(result)")
        }
      }
    }
  }

  @Test func logSumExp() {
    var random = Seeded(34)
    for n in kernelSizes where n > 0 {
      let x = guarded(random.floats(n).map { $0 * 30 })
      let result = inAllTiers("log-sum-exp \(n)") { [$0.log_sum_exp(x.pointer, n)] }[0]
      let peak = Double(x.elements.max()!)
      let truth = peak + log(x.elements.reduce(0) { $0 + exp(Double($1) - peak) })
      check(abs(Double(result) - truth) <= 3e-7 * max(1, abs(truth)), "log-sum-exp \(n): \(result), not \(truth)")
      for (value, expected) in [(Float.nan, Float.nan), (.infinity, .infinity)] {
        var y = x.elements
        y[random.below(n)] = value
        let result = inAllTiers("log-sum-exp with \(value)") { [$0.log_sum_exp(y, n)] }
        check(isSame(result, [expected]), "log-sum-exp with \(value): \(result)")
      }
    }
    let empty = inAllTiers("empty") { [$0.log_sum_exp([1], 0), $0.log_sum_exp([-.infinity, -.infinity], 2)] }
    #expect(empty == [-.infinity, -.infinity])
    let mixed = inAllTiers("NaN beside infinities") { [$0.log_sum_exp([.infinity, .nan], 2), $0.log_sum_exp([.nan, -.infinity], 2)] }
    check(mixed.allSatisfy(\.isNaN), "NaN beside infinities: \(mixed)")
  }
}
