// Maxima, minima, their indices, and the update-and-pick steps of greedy loops, against plain scans.
import CPith
import Testing

/// Lowest index whose value is greatest; NaN and excluded elements are skipped.
private func argMax(_ x: [Float], _ excluded: [UInt8]? = nil) -> Int {
  var best = -1
  for i in x.indices where !x[i].isNaN && (excluded?[i] ?? 0) == 0 {
    if best < 0 || x[i] > x[best] { best = i }
  }
  return best
}

/// Vectors that make ties, zeros of both signs, infinities and NaN meet.
private func vectors(_ n: Int, _ random: inout Seeded) -> [[Float]] {
  var list = [random.floats(n), random.coarse(n), [Float](repeating: -.infinity, count: n), [Float](repeating: .nan, count: n)]
  list.append((0..<n).map { _ in random.below(2) == 0 ? -0.0 : 0.0 })
  list.append((0..<n).map { _ in awkward[random.below(awkward.count)] })
  list.append((0..<n).map { $0 == n - 1 ? -.infinity : .nan })
  list.append((0..<n).map { Float($0) })
  list.append((0..<n).map { -Float($0) })
  return list
}

extension Kernels.Extremes {
  @Test func values() {
    var random = Seeded(21)
    for n in kernelSizes {
      for x in vectors(n, &random) {
        let numbers = x.filter { !$0.isNaN }
        let b = guarded(x)
        let result = inAllTiers("extremes \(n)") { [$0.maximum(b.pointer, n), $0.minimum(b.pointer, n)] }
        check(result[0] == numbers.max() ?? -.infinity, "maximum of \(x): \(result[0])")
        check(result[1] == numbers.min() ?? .infinity, "minimum of \(x): \(result[1])")
      }
    }
  }

  @Test func indices() {
    var random = Seeded(22)
    for n in kernelSizes {
      for x in vectors(n, &random) {
        let b = guarded(x)
        expectEqual("arg max \(n)", argMax(x)) { $0.arg_max(b.pointer, n) }
        expectEqual("arg min \(n)", argMax(x.map { -$0 })) { $0.arg_min(b.pointer, n) }
        for share in [0, 2, 10] {
          let excluded: [UInt8] = (0..<n).map { _ in random.below(10) < share ? UInt8(1 + random.below(255)) : 0 }
          let e = guarded(excluded)
          expectEqual("masked arg max \(n)", argMax(x, excluded)) { $0.arg_max_masked(b.pointer, e.pointer, n) }
          expectEqual("masked arg min \(n)", argMax(x.map { -$0 }, excluded)) { $0.arg_min_masked(b.pointer, e.pointer, n) }
        }
      }
    }
  }
}

extension Kernels.Steps {
  /// One step: the reference m, and the index of the greatest key.
  private func expect(
    _ what: String, _ n: Int, _ m: [Float], _ excluded: [UInt8]?, _ update: (Int) -> Float, _ key: (Float, Int) -> Float,
    _ kernel: (pithk_table, UnsafeMutablePointer<Float>, UnsafePointer<UInt8>?) -> Int
  ) {
    let updated = (0..<n).map(update)
    let pick = argMax(updated.indices.map { key(updated[$0], $0) }, excluded)
    let e = excluded.map { guarded($0) }
    for tier in KernelTiers.all {
      let b = guarded(m)
      let index = kernel(tier.table, b.pointer, e.map { UnsafePointer($0.pointer) })
      check(index == pick, "\(what) \(n) \(tier.name): picked \(index), not \(pick)")
      check(isSame(b.elements, updated), "\(what) \(n) \(tier.name): wrong update")
    }
  }

  @Test func allSteps() {
    var random = Seeded(23)
    for n in kernelSizes {
      for round in 0..<4 {
        let coarse = round % 2 == 0
        var x = coarse ? random.coarse(n) : random.floats(n)
        let m = coarse ? random.coarse(n) : random.floats(n)
        if round == 3 && n > 0 { x[random.below(n)] = .nan }
        let base = coarse ? random.coarse(n) : random.floats(n)
        let excluded: [UInt8]? = round == 0 ? nil : (0..<n).map { _ in random.below(3) == 0 ? 1 : 0 }
        let b = guarded(x), c = guarded(base)
        let p = b.pointer
        let itself: (Float, Int) -> Float = { v, _ in v }
        expect("min", n, m, excluded, { x[$0] < m[$0] ? x[$0] : m[$0] }, itself) { $0.step_min_arg_max(p, $1, $2, n) }
        expect("one minus min", n, m, excluded, { 1 - x[$0] < m[$0] ? 1 - x[$0] : m[$0] }, itself) {
          $0.step_one_minus_min_arg_max(p, $1, $2, n)
        }
        expect("sum", n, m, excluded, { m[$0] + x[$0] }, { v, _ in -v }) { $0.step_sum_arg_min(p, $1, $2, n) }
        let larger: (Int) -> Float = { x[$0] > m[$0] ? x[$0] : m[$0] }
        expect("max", n, m, excluded, larger, { v, i in base[i] + -0.3 * v }) {
          $0.step_max_arg_max(p, $1, -0.3, c.pointer, $2, n)
        }
        expect("max without base", n, m, excluded, larger, { v, i in -1 * v }) {
          $0.step_max_arg_max(p, $1, -1, nil, $2, n)
        }
        expect("subtract square", n, m, excluded, { m[$0] - x[$0] * x[$0] }, itself) {
          $0.step_subtract_square_arg_max(p, $1, $2, n)
        }
      }
      // Everything excluded, and everything -infinity.
      expect("all excluded", n, random.floats(n), [UInt8](repeating: 1, count: n), { _ in -5 }, { v, _ in v }) {
        let x = [Float](repeating: -5, count: n)
        return $0.step_min_arg_max(x, $1, $2, n)
      }
      expect("all infinite", n, random.floats(n), (0..<n).map { $0 == 0 ? 1 : 0 }, { _ in -.infinity }, { v, _ in v }) {
        let x = [Float](repeating: -.infinity, count: n)
        return $0.step_min_arg_max(x, $1, $2, n)
      }
    }
  }
}
