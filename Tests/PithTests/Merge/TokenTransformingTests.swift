// Many-to-many merging against its formulas in double.

import Foundation
import Testing

@testable import Pith

private struct PlainTransform {
  var basis: [Int]
  /// Shares `[basis][token]`.
  var shares: [[Double]]

  init(_ x: [[Float]], score: [Float], m: Int, tau: Double, protect: Int) {
    let n = x.count
    let others = Array(protect..<n).sorted { score[$0] != score[$1] ? score[$0] > score[$1] : $0 < $1 }
    basis = Array(0..<protect) + others.prefix(m - protect).sorted()
    let unit = x.map { row -> [Double] in
      let norm = max(row.map { Double($0) * Double($0) }.reduce(0, +).squareRoot(), 1e-12)
      return row.map { Double($0) / norm }
    }
    shares = [[Double]](repeating: [Double](repeating: 0, count: n), count: m)
    for j in 0..<n {
      if j < protect {
        shares[j][j] = 1
        continue
      }
      let values = (protect..<m).map { i in zip(unit[basis[i]], unit[j]).map { $0 * $1 }.reduce(0, +) / tau }
      guard let top = values.max() else { continue }
      let weights = values.map { exp($0 - top) }
      let total = weights.reduce(0, +)
      for i in protect..<m { shares[i][j] = weights[i - protect] / total }
    }
  }
}

@Suite struct TokenTransformingTests {
  @Test(arguments: floatDTypes) func followsItsDefinition(dtype: DType) throws {
    var generator = SeededGenerator(231)
    for round in 0..<30 {
      let n = round == 0 ? 0 : round == 1 ? 300 : generator.int(1...40)
      let (channels, dim, batch) = (generator.int(1...8), generator.int(0...6), generator.int(1...2))
      let lead = batch == 1 ? [] : [batch]
      let protect = min(generator.int(0...2), n)
      let keep = generator.int(-1...n + 2)
      let m = min(max(keep, protect), n)
      let tau = generator.pick([1e-3, 0.01, 0.05, 0.1, 2])
      let metric = generator.tensor(dtype, lead + [n, channels])
      if n > 3 { for d in 0..<channels { metric[2 * channels + d] = round % 2 == 0 ? 0 : metric[d] } }
      let score = TestTensor(dtype, lead + [n], floats: (0..<batch * n).map { _ in Float(generator.int(0...9)) })
      let size = TestTensor(.f32, lead + [n], floats: (0..<batch * n).map { _ in Float(generator.int(0...3)) })
      let hasSize = generator.int(0...1) == 1
      let x = generator.tensor(dtype, lead + [n, dim])
      let basis = generator.output(.i32, lead + [m])
      let y = generator.output(.f32, lead + [m, dim])
      let merged = generator.output(.f32, lead + [m])
      let weights = generator.output(.f32, lead + [m, n])
      let back = generator.output(.f32, lead + [n, dim])
      let shares = generator.output(.f32, lead + [n, m])
      try withWorkspace {
        try Merge.tokenTransforming(
          $0, metric: metric.view, score: score.view, size: hasSize ? size.view : nil, x: x.view, keep: keep, tau: tau,
          protect: protect, basis: basis.view, y: y.view, mergedSize: merged.view, weights: weights.view)
        try Merge.tokenTransformingInverse(
          $0, metric: metric.view, basis: basis.view, y: y.view, tau: tau, protect: protect, x: back.view,
          shares: shares.view)
      }
      for b in 0..<batch {
        let plain = PlainTransform(
          rows(metric, item: b), score: Array(score.floats[b * n..<(b + 1) * n]), m: m, tau: tau, protect: protect)
        #expect(Array(basis.ints[b * m..<(b + 1) * m]) == plain.basis)
        let sizes = (0..<n).map { hasSize ? Double(size[b * n + $0]) : 1 }
        let values = rows(x, item: b)
        func near(_ got: Float, _ wanted: Double) -> Bool { abs(Double(got) - wanted) <= 2e-5 * max(1, abs(wanted)) }
        for i in 0..<m {
          let total = (0..<n).map { plain.shares[i][$0] * sizes[$0] }.reduce(0, +)
          #expect(near(merged[b * m + i], total))
          let row = (0..<n).map { plain.shares[i][$0] * sizes[$0] / max(total, 1e-12) }
          // A row that hardly received anything is made of rounding errors.
          if total > 1e-3 {
            for j in 0..<n { #expect(near(weights[(b * m + i) * n + j], row[j])) }
            for d in 0..<dim {
              #expect(near(y[(b * m + i) * dim + d], (0..<n).map { row[$0] * Double(values[$0][d]) }.reduce(0, +)))
            }
          }
        }
        for j in 0..<n {
          for i in 0..<m { #expect(near(shares[(b * n + j) * m + i], plain.shares[i][j])) }
          for d in 0..<dim {
            let wanted = (0..<m).map { plain.shares[$0][j] * Double(y[(b * m + $0) * dim + d]) }.reduce(0, +)
            #expect(near(back[(b * n + j) * dim + d], wanted))
          }
        }
      }
      for output in [basis, y, merged, weights, back, shares] { #expect(output.gapsAreUntouched) }
    }
  }

  @Test func onlyProtectedTokens() throws {
    var generator = SeededGenerator(232)
    let metric = generator.tensor(.f32, [4, 3])
    let score = TestTensor(.f32, [4], floats: [0, 1, 2, 3])
    let basis = TestTensor(.i32, [1])
    let y = TestTensor(.f32, [1, 3])
    let shares = TestTensor(.f32, [4, 1])
    try withWorkspace {
      try Merge.tokenTransforming(
        $0, metric: metric.view, score: score.view, size: nil, x: metric.view, keep: 1, tau: 0.1, protect: 1,
        basis: basis.view, y: y.view, mergedSize: nil, weights: nil)
      try Merge.tokenTransformingInverse(
        $0, metric: metric.view, basis: basis.view, y: nil, tau: 0.1, protect: 1, x: nil, shares: shares.view)
    }
    #expect(basis.ints == [0])
    #expect(y.floats == Array(metric.floats.prefix(3)))
    #expect(shares.floats == [1, 0, 0, 0])
  }

  @Test func badArguments() {
    var generator = SeededGenerator(233)
    let metric = generator.tensor(.f32, [8, 3])
    let score = generator.tensor(.f32, [8])
    let x = generator.tensor(.f32, [8, 2])
    let size = TestTensor(.f32, [8], floats: [1, 1, 1, -1, 1, 1, 1, 1])
    let basis = TestTensor(.i32, [4])
    let y = TestTensor(.f32, [4, 2])
    func fails(
      _ status: Status, _ argument: String, score other: TestTensor? = nil, size: TestTensor? = nil, x: TestTensor?,
      tau: Double = 0.1, protect: Int = 1, basis target: TestTensor? = nil, y result: TestTensor? = nil,
      weights: TestTensor? = nil
    ) {
      expectError(status, argument, outputs: [basis, y]) {
        try Merge.tokenTransforming(
          $0, metric: metric.view, score: (other ?? score).view, size: size?.view, x: x?.view, keep: 4, tau: tau,
          protect: protect, basis: (target ?? basis).view, y: (result ?? y).view, mergedSize: nil,
          weights: weights?.view)
      }
    }
    fails(.shape, "score", score: generator.tensor(.f32, [7]), x: x)
    fails(.value, "size", size: size, x: x)
    fails(.shape, "x", x: generator.tensor(.f32, [7, 2]))
    fails(.null, "x", x: nil)
    fails(.range, "tau", x: x, tau: 0)
    fails(.range, "tau", x: x, tau: .nan)
    fails(.range, "protect", x: x, protect: 9)
    fails(.shape, "basis", x: x, basis: TestTensor(.i32, [3]))
    fails(.shape, "y", x: x, y: TestTensor(.f32, [4, 3]))
    fails(.shape, "weights", x: x, weights: TestTensor(.f32, [4, 7]))
    for (i, name) in ["metric", "score", "x"].enumerated() {
      let tensors = [generator.tensor(.f32, [8, 3]), generator.tensor(.f32, [8]), generator.tensor(.f32, [8, 2])]
      expectNonFiniteRefused(tensors[i], name, outputs: [basis, y], &generator) {
        try Merge.tokenTransforming(
          $0, metric: tensors[0].view, score: tensors[1].view, size: nil, x: tensors[2].view, keep: 4, tau: 0.1,
          protect: 1, basis: basis.view, y: y.view, mergedSize: nil, weights: nil)
      }
    }
    let back = TestTensor(.f32, [8, 2])
    func inverseFails(_ status: Status, _ argument: String, _ ints: [Int], y: TestTensor?, protect: Int = 1) {
      expectError(status, argument, outputs: [back]) {
        try Merge.tokenTransformingInverse(
          $0, metric: metric.view, basis: TestTensor([ints.count], ints: ints).view, y: y?.view, tau: 0.1,
          protect: protect, x: back.view, shares: nil)
      }
    }
    let merged = generator.tensor(.f32, [4, 2])
    inverseFails(.index, "basis", [0, 2, 2, 3], y: merged)
    inverseFails(.index, "basis", [1, 2, 3, 4], y: merged)
    inverseFails(.index, "basis", [0, 2, 3, 8], y: merged)
    inverseFails(.shape, "y", [0, 2, 3], y: merged)
    inverseFails(.null, "y", [0, 2, 3, 4], y: nil)
    inverseFails(.range, "protect", [0, 2, 3, 4], y: merged, protect: 5)
  }

  @Test func areWellBehaved() throws {
    var generator = SeededGenerator(234)
    let metric = generator.tensor(.f16, [2, 290, 5])
    let score = generator.tensor(.f32, [2, 290])
    let x = generator.tensor(.bf16, [2, 290, 3])
    let basis = generator.output(.i32, [2, 12])
    let y = generator.output(.f32, [2, 12, 3])
    let size = generator.output(.f32, [2, 12])
    let weights = generator.output(.f16, [2, 12, 290])
    for tau in [0.01, 0.2] {
      try expectWellBehaved(outputs: [basis, y, size, weights]) {
        try Merge.tokenTransforming(
          $0, metric: metric.view, score: score.view, size: nil, x: x.view, keep: 12, tau: tau, protect: 1,
          basis: basis.view, y: y.view, mergedSize: size.view, weights: weights.view)
      }
    }
    let back = generator.output(.f32, [2, 290, 3])
    let shares = generator.output(.bf16, [2, 290, 12])
    try expectWellBehaved(outputs: [back, shares]) {
      try Merge.tokenTransformingInverse(
        $0, metric: metric.view, basis: basis.view, y: y.view, tau: 0.2, protect: 1, x: back.view, shares: shares.view)
    }
  }
}
