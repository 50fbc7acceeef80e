// Scores from queries and keys against softmax and reductions written down plainly in double.

import Foundation
import Testing

@testable import Pith

/// a[h][i] = probabilities of query row i of head h over all keys.
func plainAttention(
  _ q: [Float], _ k: [Float], heads: Int, groups: Int, rows: Int, n: Int, dim: Int, scale: Double, causal: Int?
) -> [[[Double]]] {
  (0..<heads).map { h in
    let g = h / (heads / groups)
    return (0..<rows).map { i in
      let seen = min(n, causal.map { $0 + i + 1 } ?? n)
      let logits = (0..<seen).map { (j: Int) -> Double in
        let (row, key) = ((h * rows + i) * dim, (g * n + j) * dim)
        var sum = 0.0
        for d in 0..<dim { sum += Double(q[row + d]) * Double(k[key + d]) }
        return scale * sum
      }
      let top = logits.max() ?? 0
      let exponentials = logits.map { exp($0 - top) }
      let total = exponentials.reduce(0, +)
      return exponentials.map { $0 / total } + [Double](repeating: 0, count: n - seen)
    }
  }
}

@Suite struct QueryKeyTests {
  private func reduced(_ values: [Double], _ reduce: Reduce) -> Double {
    switch reduce {
    case .mean: return values.reduce(0, +) / Double(values.count)
    case .sum: return values.reduce(0, +)
    case .max: return values.max()!
    }
  }

  @Test func equalsThePlainForm() throws {
    var generator = SeededGenerator(501)
    let kinds: [Reduce] = [.mean, .sum, .max]
    for round in 0..<72 {
      let (head, across) = (kinds[round % 3], kinds[round / 3 % 3])
      let groups = generator.int(1...3)
      let heads = groups * generator.int(1...4)
      // More than 64 rows of a group, so that there are several blocks.
      let rows = round % 6 == 5 ? generator.int(60...150) : generator.int(1...6)
      let n = generator.int(1...40)
      let dim = generator.int(1...20)
      let batch = generator.int(1...2)
      let batched = batch > 1 || round % 2 == 0
      let q = generator.tensor(
        generator.pick(floatDTypes), batched ? [batch, heads, rows, dim] : [heads, rows, dim])
      let k = generator.tensor(generator.pick(floatDTypes), batched ? [batch, groups, n, dim] : [groups, n, dim])
      let causal = round % 4 == 0 ? nil : generator.int(0...n + 2)
      let scale = round % 5 == 0 ? 0.3 : 0
      let first = generator.int(0...n)
      let last = generator.int(first...n)
      let scores = generator.output(.f32, batched ? [batch, last - first] : [last - first])
      try withWorkspace {
        try Score.queryKey(
          $0, queries: q.view, keys: k.view, scale: scale, causalOffset: causal ?? -1, columnBegin: first,
          columnEnd: last, headReduce: head, rowReduce: across, scores: scores.view)
      }
      let (qs, ks) = (q.floats, k.floats)
      for b in 0..<batch {
        let a = plainAttention(
          Array(qs[b * heads * rows * dim..<(b + 1) * heads * rows * dim]),
          Array(ks[b * groups * n * dim..<(b + 1) * groups * n * dim]), heads: heads, groups: groups, rows: rows, n: n,
          dim: dim, scale: scale == 0 ? 1 / Double(dim).squareRoot() : scale, causal: causal)
        for j in first..<last {
          let wanted = reduced((0..<rows).map { i in reduced((0..<heads).map { a[$0][i][j] }, head) }, across)
          let got = Double(scores[b * (last - first) + j - first])
          #expect(abs(got - wanted) <= 2e-5 * max(1e-3, wanted), "\(round) \(b) \(j)")
        }
      }
      #expect(scores.gapsAreUntouched)
    }
  }

  /// The map that a host would have made gives the same scores.
  @Test func agreesWithTheScoreOfAMap() throws {
    var generator = SeededGenerator(502)
    let (heads, rows, n, dim) = (4, 9, 30, 16)
    let q = generator.tensor(.f32, [heads, rows, dim])
    let k = generator.tensor(.f32, [2, n, dim])
    let a = plainAttention(
      q.floats, k.floats, heads: heads, groups: 2, rows: rows, n: n, dim: dim, scale: 0.25, causal: n - rows)
    let map = TestTensor(.f32, [heads, rows, n], floats: a.flatMap { $0.flatMap { $0.map(Float.init) } })
    let direct = TestTensor(.f32, [20])
    let read = TestTensor(.f32, [20])
    try withWorkspace {
      try Score.queryKey(
        $0, queries: q.view, keys: k.view, scale: 0, causalOffset: n - rows, columnBegin: 5, columnEnd: 25,
        headReduce: .max, rowReduce: .mean, scores: direct.view)
      try Score.attention(
        $0, attention: map.view, rowBegin: 0, rowEnd: rows, columnBegin: 5, columnEnd: 25, headReduce: .max,
        rowReduce: .mean, scores: read.view)
    }
    for j in 0..<20 { #expect(abs(direct[j] - read[j]) <= 1e-6) }
  }

  @Test func productsBeyondF32AreRefused() {
    let q = TestTensor(.f32, [2, 1, 1], floats: [1, 1e30])
    let k = TestTensor(.f32, [1, 3, 1], floats: [0, 1e30, 1])
    let scores = TestTensor(.f32, [3])
    for reduce in [Reduce.mean, .max] {
      expectError(.nonFinite, "queries", outputs: [scores]) {
        try Score.queryKey(
          $0, queries: q.view, keys: k.view, scale: 1, causalOffset: -1, columnBegin: 0, columnEnd: 3,
          headReduce: reduce, rowReduce: .max, scores: scores.view)
      }
    }
  }

  @Test func badArguments() throws {
    var generator = SeededGenerator(503)
    let q = generator.tensor(.f32, [4, 3, 8])
    let k = generator.tensor(.f32, [2, 10, 8])
    let scores = TestTensor(.f32, [6])
    func fails(
      _ status: Status, _ argument: String, _ q: TestTensor, _ k: TestTensor, scale: Double = 0, offset: Int = 7,
      begin: Int = 2, end: Int = 8, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [scores], sourceLocation: sourceLocation) {
        try Score.queryKey(
          $0, queries: q.view, keys: k.view, scale: scale, causalOffset: offset, columnBegin: begin, columnEnd: end,
          headReduce: .mean, rowReduce: .mean, scores: scores.view)
      }
    }
    fails(.range, "scale", q, k, scale: .nan)
    fails(.range, "causal_offset", q, k, offset: -2)
    fails(.range, "causal_offset", q, k, offset: Int.max)
    fails(.range, "column_end", q, k, end: 11)
    fails(.range, "column_begin", q, k, begin: -1)
    fails(.range, "column_begin", q, k, begin: 9)
    fails(.shape, "scores", q, k, begin: 3)
    fails(.shape, "keys", q, TestTensor(.f32, [2, 10, 7]))
    fails(.shape, "keys", q, TestTensor(.f32, [3, 10, 8]))
    fails(.shape, "keys", q, TestTensor(.f32, [0, 10, 8]))
    fails(.shape, "keys", q, TestTensor(.f32, [1, 2, 10, 8]))
    fails(.shape, "queries", TestTensor(.f32, [4, 0, 8]), k)
    fails(.shape, "queries", TestTensor(.f32, [0, 3, 8]), k)
    fails(.shape, "queries", TestTensor(.f32, [4, 3, 0]), TestTensor(.f32, [2, 10, 0]))
    fails(.ndim, "queries", TestTensor(.f32, [4, 8]), k)
    func run(_ workspace: Workspace) throws {
      try Score.queryKey(
        workspace, queries: q.view, keys: k.view, scale: 0, causalOffset: -1, columnBegin: 2, columnEnd: 8,
        headReduce: .mean, rowReduce: .mean, scores: scores.view)
    }
    expectNonFiniteRefused(q, "queries", outputs: [scores], &generator, run)
    expectNonFiniteRefused(k, "keys", outputs: [scores], &generator, run)
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(504)
    for (rows, heads) in [(1, 2), (40, 8)] {
      let q = generator.tensor(.f16, [2, heads, rows, 24])
      let k = generator.tensor(.bf16, [2, 2, 70, 24])
      let outputs = [generator.output(.f32, [2, 50])]
      try expectWellBehaved(outputs: outputs) {
        try Score.queryKey(
          $0, queries: q.view, keys: k.view, scale: 0, causalOffset: 30, columnBegin: 10, columnEnd: 60,
          headReduce: .mean, rowReduce: .mean, scores: outputs[0].view)
      }
    }
  }
}
