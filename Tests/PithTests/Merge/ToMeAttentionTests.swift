// Proportional attention against softmax in double.

import Foundation
import Testing

@testable import Pith

@Suite struct ToMeAttentionTests {
  @Test(arguments: floatDTypes) func followsItsDefinition(dtype: DType) throws {
    var generator = SeededGenerator(51)
    for _ in 0..<12 {
      let heads = generator.int(1...3)
      let n = generator.int(0...30)
      let dim = generator.int(0...9)
      let batch = generator.int(1...2)
      let lead = batch == 1 ? [] : [batch]
      let q = generator.tensor(dtype, lead + [heads, n, dim])
      let k = generator.tensor(dtype, lead + [heads, n, dim])
      let v = generator.tensor(dtype, lead + [heads, n, dim])
      let hasSize = generator.int(0...2) > 0
      let size = TestTensor(dtype, lead + [n], floats: (0..<batch * n).map { _ in Float(generator.int(0...4)) })
      let scale = 0.7
      let output = generator.output(dtype, lead + [n, heads * dim])
      let metric = generator.output(dtype, lead + [n, dim])
      try withWorkspace {
        try Merge.toMeAttention(
          $0, q: q.view, k: k.view, v: v.view, size: hasSize ? size.view : nil, scale: scale, output: output.view,
          metric: metric.view)
      }
      let (qs, ks, vs, sizes) = (q.floats, k.floats, v.floats, size.floats)
      let tolerance = dtype == .f32 ? 1e-5 : dtype == .f16 ? 2e-3 : 2e-2
      for b in 0..<batch {
        for i in 0..<n {
          for h in 0..<heads {
            func at(_ values: [Float], _ i: Int, _ d: Int) -> Double {
              Double(values[((b * heads + h) * n + i) * dim + d])
            }
            let scores = (0..<n).map { j in
              (0..<dim).map { at(qs, i, $0) * at(ks, j, $0) }.reduce(0, +) * scale
                + (hasSize ? log(Double(sizes[b * n + j])) : 0)
            }
            let top = scores.max()!
            let weights = scores.map { top == -.infinity ? 0 : exp($0 - top) }
            let total = top == -.infinity ? 1 : weights.reduce(0, +)
            for d in 0..<dim {
              let expected = (0..<n).map { weights[$0] * at(vs, $0, d) }.reduce(0, +) / total
              let got = Double(output[(b * n + i) * heads * dim + h * dim + d])
              #expect(abs(got - expected) <= tolerance * max(1, abs(expected)))
            }
          }
          for d in 0..<dim {
            let expected = (0..<heads).map { Double(ks[((b * heads + $0) * n + i) * dim + d]) }.reduce(0, +) / Double(heads)
            #expect(abs(Double(metric[(b * n + i) * dim + d]) - expected) <= tolerance * max(1, abs(expected)))
          }
        }
      }
      #expect(output.gapsAreUntouched && metric.gapsAreUntouched)
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(52)
    let shape = [2, 5, 3]
    let q = generator.tensor(.f32, shape)
    let output = TestTensor(.f32, [5, 6])
    let size = TestTensor(.f32, [5], floats: [1, 2, 1, -1, 1])
    func fails(
      _ status: Status, _ argument: String, k: TestTensor? = nil, v: TestTensor? = nil, size: TestTensor? = nil,
      scale: Double = 1, output: TestTensor, metric: TestTensor? = nil
    ) {
      expectError(status, argument, outputs: [output]) {
        try Merge.toMeAttention(
          $0, q: q.view, k: (k ?? q).view, v: (v ?? q).view, size: size?.view, scale: scale, output: output.view,
          metric: metric?.view)
      }
    }
    fails(.shape, "k", k: generator.tensor(.f32, [2, 4, 3]), output: output)
    fails(.shape, "v", v: generator.tensor(.f32, [1, 5, 3]), output: output)
    fails(.shape, "v", v: generator.tensor(.f32, [1, 2, 5, 3]), output: output)
    fails(.shape, "output", output: TestTensor(.f32, [5, 5]))
    fails(.shape, "metric", output: output, metric: TestTensor(.f32, [5, 6]))
    fails(.shape, "size", size: TestTensor(.f32, [4]), output: output)
    fails(.value, "size", size: size, output: output)
    fails(.range, "scale", scale: .nan, output: output)
    fails(.range, "scale", scale: 1e300, output: output)
    for (name, index) in [("q", 0), ("k", 1), ("v", 2)] {
      let tensors = (0..<3).map { _ in generator.tensor(.f32, shape) }
      expectNonFiniteRefused(tensors[index], name, outputs: [output], &generator) {
        try Merge.toMeAttention(
          $0, q: tensors[0].view, k: tensors[1].view, v: tensors[2].view, size: nil, scale: 1, output: output.view,
          metric: nil)
      }
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(53)
    let tensors = (0..<3).map { _ in generator.tensor(.f16, [2, 2, 19, 5]) }
    let size = TestTensor(.f32, [2, 19], floats: (0..<38).map { _ in Float(generator.int(1...4)) })
    let output = generator.output(.f32, [2, 19, 10])
    let metric = generator.output(.bf16, [2, 19, 5])
    try expectWellBehaved(outputs: [output, metric]) {
      try Merge.toMeAttention(
        $0, q: tensors[0].view, k: tensors[1].view, v: tensors[2].view, size: size.view, scale: 0.4, output: output.view,
        metric: metric.view)
    }
  }
}
