// VisionZip against its steps written down plainly in double.

import Testing

@testable import Pith

@Suite struct VisionZipTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(181)
    for _ in 0..<25 {
      let n = generator.int(0...60)
      let dim = generator.int(3...12)
      let dominant = generator.int(0...n)
      let contextual = generator.int(0...n - dominant)
      let scores = generator.tensor(dtype, [2, n])
      let metric = generator.tensor(dtype, [2, n, dim])
      let indices = generator.output(.i32, [2, dominant])
      let targets = generator.output(.i32, [2, contextual])
      let assign = generator.output(.i32, [2, n])
      let weight = generator.output(.f32, [2, n])
      try withWorkspace {
        try Select.visionZip(
          $0, scores: scores.view, metric: metric.view, dominant: dominant, contextual: contextual,
          indices: indices.view, targets: targets.view, assign: assign.view, weight: weight.view)
      }
      for b in 0..<2 {
        let values = scores.floats[b * n..<(b + 1) * n].map(Double.init)
        let x = rows(metric, item: b)
        let kept = best(values, dominant).sorted()
        #expect(Array(indices.ints[b * dominant..<(b + 1) * dominant]) == kept)
        let rest = (0..<n).filter { !kept.contains($0) }
        let step = contextual == 0 ? 1 : max(1, rest.count / contextual)
        let wanted = (0..<contextual).map { rest[$0 * step] }
        #expect(Array(targets.ints[b * contextual..<(b + 1) * contextual]) == wanted)
        let rowOf = Array(assign.ints[b * n..<(b + 1) * n])
        for (i, patch) in kept.enumerated() { #expect(rowOf[patch] == i) }
        for (t, patch) in wanted.enumerated() { #expect(rowOf[patch] == dominant + t) }
        let merged = rest.filter { !wanted.contains($0) }
        for patch in merged {
          if contextual == 0 {
            #expect(rowOf[patch] == -1)
            continue
          }
          let distances = wanted.map { distance(x[patch], x[$0], .cosine) }
          let slot = rowOf[patch] - dominant
          guard slot >= 0 && slot < contextual else {
            Issue.record("patch \(patch) went to row \(rowOf[patch])")
            continue
          }
          #expect(distances[slot] <= distances.min()! + 1e-6)
          let members = merged.filter { rowOf[$0] == rowOf[patch] }.count
          #expect(weight[b * n + patch] == 1 / Float(members))
        }
        for patch in kept + wanted { #expect(weight[b * n + patch] == 1) }
      }
      for output in [indices, targets, assign, weight] { #expect(output.gapsAreUntouched) }
    }
  }

  @Test func keysWithoutDirectionGoToTheFirstTarget() throws {
    let scores = TestTensor(.f32, [4], floats: [0, 0, 0, 0])
    let metric = TestTensor(.f32, [4, 2], floats: [1, 0, 0, 0, 0, 1, 0, 2])
    let targets = TestTensor(.i32, [2])
    let assign = TestTensor(.i32, [4])
    let weight = TestTensor(.f32, [4])
    try withWorkspace {
      try Select.visionZip(
        $0, scores: scores.view, metric: metric.view, dominant: 0, contextual: 2, indices: TestTensor(.i32, [0]).view,
        targets: targets.view, assign: assign.view, weight: weight.view)
    }
    #expect(targets.ints == [0, 2])
    #expect(assign.ints == [0, 0, 1, 1])
  }

  @Test func badArguments() {
    var generator = SeededGenerator(182)
    let scores = generator.tensor(.f32, [10])
    let metric = generator.tensor(.f32, [10, 4])
    let indices = TestTensor(.i32, [4])
    let targets = TestTensor(.i32, [2])
    let assign = TestTensor(.i32, [10])
    let weight = TestTensor(.f32, [10])
    let outputs = [indices, targets, assign, weight]
    func run(_ workspace: Workspace, _ metric: TestTensor, _ dominant: Int = 4, _ contextual: Int = 2) throws {
      try Select.visionZip(
        workspace, scores: scores.view, metric: metric.view, dominant: dominant, contextual: contextual,
        indices: indices.view, targets: targets.view, assign: assign.view, weight: weight.view)
    }
    expectError(.range, "dominant", outputs: outputs) { try run($0, metric, 11) }
    expectError(.range, "contextual", outputs: outputs) { try run($0, metric, 4, 7) }
    expectError(.range, "contextual", outputs: outputs) { try run($0, metric, 4, -1) }
    expectError(.shape, "indices", outputs: outputs) { try run($0, metric, 3) }
    expectError(.shape, "targets", outputs: outputs) { try run($0, metric, 4, 3) }
    expectError(.shape, "metric", outputs: outputs) { try run($0, TestTensor(.f32, [9, 4])) }
    for (tensor, name) in [(scores, "scores"), (metric, "metric")] {
      expectNonFiniteRefused(tensor, name, outputs: outputs, &generator) { try run($0, metric) }
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(183)
    let scores = generator.tensor(.f16, [2, 70])
    let metric = generator.tensor(.bf16, [2, 70, 9])
    let outputs = [
      generator.output(.i32, [2, 20]), generator.output(.i32, [2, 7]), generator.output(.i32, [2, 70]),
      generator.output(.f16, [2, 70]),
    ]
    try expectWellBehaved(outputs: outputs) {
      try Select.visionZip(
        $0, scores: scores.view, metric: metric.view, dominant: 20, contextual: 7, indices: outputs[0].view,
        targets: outputs[1].view, assign: outputs[2].view, weight: outputs[3].view)
    }
  }
}
