// Table look-up embeddings against a plain mean in double.

import Testing

@testable import Pith

@Suite struct StaticEmbedding {
  @Test(arguments: [false, true]) func equalsThePlainMean(normalize: Bool) throws {
    var generator = SeededGenerator(51)
    for round in 0..<60 {
      let vocabulary = generator.int(1...50)
      let dim = generator.int(0...70)
      let texts = generator.int(0...12)
      let lengths = (0..<texts).map { _ in generator.int(0...9) }
      let ids = (0..<lengths.reduce(0, +)).map { _ in generator.int(0...vocabulary - 1) }
      var offsets = [0]
      for length in lengths { offsets.append(offsets.last! + length) }
      let table = generator.tensor(generator.pick(floatDTypes), [vocabulary, dim])
      let weights = round % 2 == 0 ? generator.tensor(.f32, [vocabulary]) : nil
      let idTensor = TestTensor([ids.count], ints: ids)
      let offsetTensor = TestTensor([offsets.count], ints: offsets)
      let out = generator.output(generator.pick(floatDTypes), [texts, dim])
      try withWorkspace(threads: 2) {
        try Text.embedStatic(
          $0, table: table.view, ids: idTensor.view, offsets: offsetTensor.view, weights: weights?.view,
          normalize: normalize, embeddings: out.view)
      }
      let rows = table.floats
      let factors = weights?.floats ?? [Float](repeating: 1, count: vocabulary)
      var wanted: [Float] = []
      for t in 0..<texts {
        var mean = [Double](repeating: 0, count: dim)
        for id in ids[offsets[t]..<offsets[t + 1]] {
          for k in 0..<dim { mean[k] += Double(rows[id * dim + k]) * Double(factors[id]) }
        }
        mean = mean.map { $0 / Double(max(lengths[t], 1)) }
        let norm = mean.map { $0 * $0 }.reduce(0, +).squareRoot()
        if normalize && norm > 0 { mean = mean.map { $0 / norm } }
        wanted += mean.map { Float($0) }
      }
      let tolerance: Float = out.dtype == .f32 ? 1e-5 : out.dtype == .f16 ? 2e-3 : 2e-2
      for (got, value) in zip(out.floats, wanted) { #expect(abs(got - value) <= tolerance * (1 + abs(value))) }
      #expect(out.gapsAreUntouched)
    }
  }

  @Test func badArgumentsAreNamed() {
    var generator = SeededGenerator(52)
    let table = generator.tensor(.f32, [10, 4])
    let out = TestTensor(.f32, [2, 4])
    func run(
      _ workspace: Workspace, _ ids: [Int], _ offsets: [Int], weights: TestTensor? = nil, _ out: TestTensor
    ) throws {
      let idTensor = TestTensor([ids.count], ints: ids)
      let offsetTensor = TestTensor([offsets.count], ints: offsets)
      try Text.embedStatic(
        workspace, table: table.view, ids: idTensor.view, offsets: offsetTensor.view, weights: weights?.view,
        normalize: true, embeddings: out.view)
    }
    expectError(.index, "ids", outputs: [out], says: "ids: expected 0 to V - 1, got 10 at position 1") {
      try run($0, [1, 10, 2], [0, 1, 3], out)
    }
    expectError(.index, "ids", outputs: [out]) { try run($0, [1, -1, 2], [0, 1, 3], out) }
    for offsets in [[1, 2, 3], [0, 2, 1], [0, 1, 2], [0, 1, 4], [0, -1, 3]] {
      expectError(.index, "offsets", outputs: [out]) { try run($0, [1, 2, 3], offsets, out) }
    }
    expectError(.shape, "offsets", outputs: [out]) { try run($0, [], [], out) }
    expectError(.shape, "embeddings", outputs: [out]) { try run($0, [1, 2, 3], [0, 3], out) }
    expectError(.shape, "weights", outputs: [out]) { try run($0, [1], [0, 1, 1], weights: TestTensor(.f32, [9]), out) }
  }

  @Test func behaves() throws {
    var generator = SeededGenerator(53)
    let table = generator.tensor(.bf16, [30, 33])
    let ids = TestTensor([100], ints: (0..<100).map { _ in generator.int(0...29) })
    let offsets = TestTensor([51], ints: (0...50).map { $0 * 2 })
    let out = generator.output(.f32, [50, 33])
    try expectWellBehaved(outputs: [out]) {
      try Text.embedStatic(
        $0, table: table.view, ids: ids.view, offsets: offsets.view, weights: nil, normalize: true, embeddings: out.view)
    }
  }
}
