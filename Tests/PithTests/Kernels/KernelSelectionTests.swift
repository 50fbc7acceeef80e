// Selection of the k best and argsort against sorting, with ties, zeros of both signs, infinities and NaN.
import CPith
import Testing

/// Indices in rank order: numbers by value (-0 equal to +0), then NaN; equal elements by index.
private func ranked(_ x: [Float], descending: Bool) -> [Int] {
  x.indices.sorted { a, b in
    if x[a].isNaN || x[b].isNaN { return x[a].isNaN == x[b].isNaN ? a < b : x[b].isNaN }
    if x[a] == x[b] { return a < b }
    return descending ? x[a] > x[b] : x[a] < x[b]
  }
}

private func vectors(_ n: Int, _ random: inout Seeded) -> [[Float]] {
  [
    random.floats(n), random.coarse(n), (0..<n).map { _ in awkward[random.below(awkward.count)] },
    (0..<n).map { _ in random.anyFloat() }, [Float](repeating: 1, count: n), (0..<n).map { Float($0) * -1.5 },
    (0..<n).map { _ in random.below(2) == 0 ? 0 : -0.0 },
  ]
}

extension Kernels.Selection {
  @Test func selectK() {
    var random = Seeded(71)
    for n in kernelSizes.filter({ $0 < 100 || $0 == 1000 }) + [4095, 4096] {
      for x in n < 1000 ? vectors(n, &random) : Array(vectors(n, &random).prefix(2)) {
        let b = guarded(x)
        for largest in [true, false] {
          let order = ranked(x, descending: largest)
          for k in Set([-1, 0, 1, n / 3, n - 1, n, n + 5]) {
            let kept = order.prefix(max(0, min(k, n))).sorted().map { Int32($0) }
            expectEqual("select \(k) of \(n)", kept) { t in
              let out = Guarded<Int32>(repeating: -7, kept.count)
              let scratch = Guarded<UInt32>(repeating: 0xdead_beef, n + PITHK_SELECT_WORDS)
              let count = t.select_k(b.pointer, n, k, largest ? 1 : 0, out.pointer, scratch.pointer)
              check(count == kept.count, "select \(k) of \(n): \(count) written")
              return out.elements
            }
          }
        }
      }
    }
  }

  @Test func argsort() {
    var random = Seeded(72)
    for n in kernelSizes.filter({ $0 < 100 || $0 == 1000 }) + [4095, 4096] {
      for x in n < 1000 ? vectors(n, &random) : Array(vectors(n, &random).prefix(2)) {
        let b = guarded(x)
        for descending in [true, false] {
          expectEqual("argsort \(n)", ranked(x, descending: descending).map { Int32($0) }) { t in
            let out = Guarded<Int32>(repeating: -7, n)
            let scratch = Guarded<UInt32>(repeating: 0xdead_beef, 3 * n + PITHK_SELECT_WORDS)
            t.argsort(b.pointer, n, descending ? 1 : 0, out.pointer, scratch.pointer)
            return out.elements
          }
        }
      }
    }
  }
}
