// Virtual unmerging against its definition: expand, rotate, attend, average, all in double.

import Foundation
import Testing

@testable import Pith

@Suite struct DyMUAttentionTests {
  @Test(arguments: floatDTypes) func followsItsDefinition(dtype: DType) throws {
    var generator = SeededGenerator(221)
    for round in 0..<14 {
      let heads = generator.int(1...3)
      let unique = round == 0 ? 0 : generator.int(1...20)
      let n = unique == 0 ? 0 : round == 1 ? 300 : generator.int(0...40)
      let dim = 2 * generator.int(0...5)
      let half = dim / 2
      let batch = generator.int(1...2)
      let lead = batch == 1 ? [] : [batch]
      let isShared = batch > 1 && round % 2 == 0
      let shape = lead + [heads, unique, dim]
      let (q, k, v) = (generator.tensor(dtype, shape), generator.tensor(dtype, shape), generator.tensor(dtype, shape))
      let items = isShared ? 1 : batch
      let angles = generator.normals(items * n * dim)
      let table = (isShared ? [] : lead) + [n, dim]
      let cosines = TestTensor(.f32, table, strides: generator.strides(table), floats: angles.map { Foundation.cos($0) })
      let sines = TestTensor(.f32, table, strides: generator.strides(table), floats: angles.map { Foundation.sin($0) })
      let slots = (0..<items * n).map { _ in generator.int(0...unique - 1) }
      let mapping = TestTensor((isShared ? [] : lead) + [n], ints: slots)
      let causal = generator.int(0...1) == 1
      let output = generator.output(dtype, shape)
      try withWorkspace {
        try Merge.dyMUAttention(
          $0, q: q.view, k: k.view, v: v.view, cos: cosines.view, sin: sines.view, mapping: mapping.view, scale: 0.6,
          causal: causal, output: output.view)
      }
      let (qs, ks, vs, cs, ss) = (q.floats, k.floats, v.floats, cosines.floats, sines.floats)
      let tolerance = dtype == .f32 ? 1e-5 : dtype == .f16 ? 2e-3 : 2e-2
      for b in 0..<batch {
        let item = isShared ? 0 : b
        for h in 0..<heads {
          func rotated(_ values: [Float], _ i: Int) -> [Double] {
            let row = ((b * heads + h) * unique + slots[item * n + i]) * dim
            return (0..<dim).map { d in
              let x = Double(values[row + d])
              let other = d < half ? -Double(values[row + d + half]) : Double(values[row + d - half])
              return x * Double(cs[(item * n + i) * dim + d]) + other * Double(ss[(item * n + i) * dim + d])
            }
          }
          let (queries, keys) = ((0..<n).map { rotated(qs, $0) }, (0..<n).map { rotated(ks, $0) })
          var sums = [[Double]](repeating: [Double](repeating: 0, count: dim), count: unique)
          var counts = [Double](repeating: 0, count: unique)
          for i in 0..<n {
            let seen = causal ? i + 1 : n
            let scores = (0..<seen).map { j in zip(queries[i], keys[j]).map { $0 * $1 }.reduce(0, +) * 0.6 }
            let top = scores.max()!
            let weights = scores.map { exp($0 - top) }
            let total = weights.reduce(0, +)
            let slot = slots[item * n + i]
            counts[slot] += 1
            for j in 0..<seen {
              let row = ((b * heads + h) * unique + slots[item * n + j]) * dim
              for d in 0..<dim { sums[slot][d] += weights[j] / total * Double(vs[row + d]) }
            }
          }
          for u in 0..<unique {
            for d in 0..<dim {
              let wanted = counts[u] == 0 ? 0 : sums[u][d] / counts[u]
              let got = Double(output[((b * heads + h) * unique + u) * dim + d])
              #expect(abs(got - wanted) <= tolerance * max(1, abs(wanted)))
            }
          }
        }
      }
      #expect(output.gapsAreUntouched)
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(222)
    let q = generator.tensor(.f32, [2, 5, 4])
    let table = generator.tensor(.f32, [7, 4])
    let mapping = TestTensor([7], ints: [0, 1, 2, 3, 4, 0, 1])
    let output = TestTensor(.f32, [2, 5, 4])
    func fails(
      _ status: Status, _ argument: String, q: TestTensor? = nil, k: TestTensor? = nil, v: TestTensor? = nil,
      cos: TestTensor? = nil, sin: TestTensor? = nil, mapping other: TestTensor? = nil, scale: Double = 1,
      output target: TestTensor? = nil
    ) {
      let tensor = generator.tensor(.f32, [2, 5, 4])
      expectError(status, argument, outputs: [output]) {
        try Merge.dyMUAttention(
          $0, q: (q ?? tensor).view, k: (k ?? tensor).view, v: (v ?? tensor).view, cos: (cos ?? table).view,
          sin: (sin ?? table).view, mapping: (other ?? mapping).view, scale: scale, causal: true,
          output: (target ?? output).view)
      }
    }
    fails(.shape, "q", q: generator.tensor(.f32, [2, 5, 3]))
    fails(.shape, "k", k: generator.tensor(.f32, [2, 4, 4]))
    fails(.shape, "v", v: generator.tensor(.f32, [1, 2, 5, 4]))
    fails(.shape, "cos", cos: generator.tensor(.f32, [6, 4]))
    fails(.shape, "sin", sin: generator.tensor(.f32, [7, 2]))
    fails(.index, "mapping", mapping: TestTensor([7], ints: [0, 1, 2, 3, 5, 0, 1]))
    fails(.index, "mapping", mapping: TestTensor([7], ints: [0, 1, 2, 3, -1, 0, 1]))
    fails(.range, "scale", scale: .infinity)
    fails(.shape, "output", output: TestTensor(.f32, [2, 5, 5]))
    for (i, name) in ["q", "k", "v", "cos", "sin"].enumerated() {
      let tensors = (0..<5).map { $0 < 3 ? generator.tensor(.f32, [2, 5, 4]) : generator.tensor(.f32, [7, 4]) }
      expectNonFiniteRefused(tensors[i], name, outputs: [output], &generator) {
        try Merge.dyMUAttention(
          $0, q: tensors[0].view, k: tensors[1].view, v: tensors[2].view, cos: tensors[3].view, sin: tensors[4].view,
          mapping: mapping.view, scale: 1, causal: false, output: output.view)
      }
    }
    _ = q
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(223)
    let tensors = (0..<3).map { _ in generator.tensor(.f16, [2, 19, 6]) }
    let tables = (0..<2).map { _ in generator.tensor(.f32, [150, 6]) }
    let mapping = TestTensor([150], ints: (0..<150).map { _ in generator.int(0...18) })
    let output = generator.output(.f32, [2, 19, 6])
    try expectWellBehaved(outputs: [output]) {
      try Merge.dyMUAttention(
        $0, q: tensors[0].view, k: tensors[1].view, v: tensors[2].view, cos: tables[0].view, sin: tables[1].view,
        mapping: mapping.view, scale: 0.4, causal: true, output: output.view)
    }
  }
}
