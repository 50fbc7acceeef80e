// PruMerge and PruMerge+ against their steps written down plainly.

import Testing

@testable import Pith

@Suite struct PruMergeTests {
  private func quantile(_ sorted: [Double], _ p: Double) -> Double {
    let position = p * Double(sorted.count - 1)
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (sorted[above] - sorted[below]) * (position - Double(below))
  }

  private func reference(_ w: [Float], ratio: Double?, span: Int) -> (kept: [Int], ratio: Double) {
    let n = w.count
    let values = w.map(Double.init)
    let sorted = values.sorted()
    let upper = quantile(sorted, 0.75)
    let bound = upper + 1.5 * (upper - quantile(sorted, 0.25))
    let share = ratio ?? Double(values.filter { $0 > bound }.count) / Double(n)
    var kept = best(values, Int(Double(n) * share))
    if span > 0 && share > 0 {
      let step = Int(1 / share)
      let grid =
        ratio == nil ? Array(stride(from: 0, to: span, by: max(1, step / 3))) : Array(stride(from: step / 2, to: span, by: step))
      let before = Set(kept)
      kept += ratio == nil ? grid.filter { !before.contains($0) } : grid
    }
    return (kept, share)
  }

  @Test(arguments: floatDTypes) func choiceEqualsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(191)
    for round in 0..<40 {
      let n = generator.int(1...200)
      // A heavy tail, so that there are outliers.
      let scores = TestTensor(
        dtype, [n], strides: generator.strides([n]),
        floats: generator.uniforms(n).map { $0 + ($0 > 0.9 ? 20 * $0 : 0) })
      let ratio: Double? = round % 2 == 0 ? nil : Double(generator.int(0...10)) / 10
      let span = round % 4 < 2 ? 0 : generator.int(0...n)
      let indices = generator.output(.i32, [2 * n])
      let count = TestTensor(.i32, [1])
      let used = TestTensor(.f32, [1])
      try withWorkspace {
        try Select.pruMerge(
          $0, scores: scores.view, ratio: ratio ?? -1, gridSpan: span, indices: indices.view, count: count.view,
          usedRatio: used.view)
      }
      let wanted = reference(scores.floats, ratio: ratio, span: span)
      #expect(Array(indices.ints.prefix(count.ints[0])) == wanted.kept)
      #expect(used[0] == Float(wanted.ratio))
      #expect(indices.gapsAreUntouched)
    }
  }

  @Test func capacityIsReported() {
    let scores = TestTensor(.f32, [10], floats: (0..<10).map(Float.init))
    let indices = TestTensor(.i32, [4])
    let count = TestTensor([1], ints: [0])
    expectError(.capacity, "indices", outputs: [indices]) {
      try Select.pruMerge(
        $0, scores: scores.view, ratio: 0.5, gridSpan: 0, indices: indices.view, count: count.view, usedRatio: nil)
    }
    #expect(count.ints == [5])
  }

  @Test(arguments: floatDTypes) func weightsEqualThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(192)
    for _ in 0..<25 {
      let n = generator.int(1...40)
      let length = generator.int(0...n)
      let dim = generator.int(3...10)
      let neighbours = generator.int(0...12)
      let scores = generator.tensor(dtype, [n])
      let keys = generator.tensor(dtype, [n, dim])
      let order = (0..<length).map { _ in generator.int(0...n - 1) }
      let kept = TestTensor([length], strides: generator.strides([length]), ints: order)
      let weights = generator.output(.f32, [length + 1, n])
      let rest = generator.output(.i32, [n - length])
      try withWorkspace {
        try Select.pruMergeWeights(
          $0, scores: scores.view, keys: keys.view, kept: kept.view, neighbours: neighbours, weights: weights.view,
          rest: rest.view)
      }
      let others = (0..<n).filter { !order.contains($0) }
      let remaining = Array(others.dropFirst(length - Set(order).count))
      #expect(rest.ints == remaining)
      let w = scores.floats
      let x = rows(keys, item: 0)
      for (t, token) in order.enumerated() {
        let candidates = order[..<t] + order[(t + 1)...] + remaining
        let list = Array(candidates)
        let cosines = list.map { -distance(x[token], x[$0], .cosine) }
        var wanted = [Float](repeating: 0, count: n)
        wanted[token] += 1
        for i in best(cosines, neighbours) { wanted[list[i]] += w[list[i]] }
        for j in 0..<n { #expect(abs(weights[t * n + j] - wanted[j]) <= 1e-5) }
      }
      for j in 0..<n { #expect(weights[length * n + j] == (remaining.contains(j) ? w[j] : 0)) }
      #expect(weights.gapsAreUntouched && rest.gapsAreUntouched)
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(193)
    let scores = generator.tensor(.f32, [10])
    let keys = generator.tensor(.f32, [10, 4])
    let indices = TestTensor(.i32, [20])
    let count = TestTensor(.i32, [1])
    func choose(_ workspace: Workspace, _ ratio: Double = -1, _ span: Int = 0) throws {
      try Select.pruMerge(
        workspace, scores: scores.view, ratio: ratio, gridSpan: span, indices: indices.view, count: count.view,
        usedRatio: nil)
    }
    for ratio in [-0.5, 1.5, .nan, .infinity] {
      expectError(.range, "ratio", outputs: [indices, count]) { try choose($0, ratio) }
    }
    expectError(.range, "grid_span", outputs: [indices, count]) { try choose($0, -1, 11) }
    expectError(.range, "grid_span", outputs: [indices, count]) { try choose($0, -1, -1) }
    expectNonFiniteRefused(scores, "scores", outputs: [indices, count], &generator) { try choose($0) }
    let weights = TestTensor(.f32, [3, 10])
    func merge(_ workspace: Workspace, _ kept: [Int] = [3, 7], _ neighbours: Int = 2) throws {
      try Select.pruMergeWeights(
        workspace, scores: scores.view, keys: keys.view, kept: TestTensor([kept.count], ints: kept).view,
        neighbours: neighbours, weights: weights.view, rest: nil)
    }
    expectError(.index, "kept", outputs: [weights]) { try merge($0, [3, 10]) }
    expectError(.index, "kept", outputs: [weights]) { try merge($0, [-1, 3]) }
    expectError(.range, "neighbours", outputs: [weights]) { try merge($0, [3, 7], -1) }
    expectError(.shape, "weights", outputs: [weights]) { try merge($0, [3]) }
    expectError(.shape, "kept", outputs: [weights]) { try merge($0, [Int](repeating: 0, count: 11)) }
    for (tensor, name) in [(scores, "scores"), (keys, "keys")] {
      expectNonFiniteRefused(tensor, name, outputs: [weights], &generator) { try merge($0) }
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(194)
    let scores = TestTensor(.f16, [60], floats: generator.uniforms(60).map { $0 > 0.8 ? $0 * 9 : $0 })
    let keys = generator.tensor(.bf16, [60, 9])
    let chosen = [generator.output(.i32, [120]), generator.output(.i32, [1]), generator.output(.f32, [1])]
    try expectWellBehaved(outputs: chosen) {
      try Select.pruMerge(
        $0, scores: scores.view, ratio: -1, gridSpan: 59, indices: chosen[0].view, count: chosen[1].view,
        usedRatio: chosen[2].view)
    }
    let kept = TestTensor([20], ints: generator.subset(20, of: 60))
    let merged = [generator.output(.f32, [21, 60]), generator.output(.i32, [40])]
    try expectWellBehaved(outputs: merged) {
      try Select.pruMergeWeights(
        $0, scores: scores.view, keys: keys.view, kept: kept.view, neighbours: 8, weights: merged[0].view,
        rest: merged[1].view)
    }
  }
}
