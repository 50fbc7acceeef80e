// DyCoke's two stages against the published loops written down plainly in double.

import Testing

@testable import Pith

@Suite struct DyCokeTests {
  /// The frame that each frame is compared with, -1 for whole frames, as the authors' loops run.
  func references(_ frames: Int, everyFrame: Bool) -> [Int] {
    var result = [Int](repeating: -1, count: everyFrame ? frames : frames / 2 * 2)
    for f in stride(from: 1, to: result.count, by: 2) { result[f] = f - 1 }
    for f in stride(from: 0, to: everyFrame ? frames - 2 : frames - 4, by: 4) { result[f + 2] = f }
    return result
  }

  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(311)
    for round in 0..<40 {
      let (frames, positions, dim) = (generator.int(0...11), generator.int(0...8), generator.int(1...12))
      let batch = round % 3 == 0 ? [2] : []
      let everyFrame = round % 2 == 0
      let tokens = generator.video(dtype, batch, frames, positions, dim)
      let keep = generator.int(0...positions)
      let references = references(frames, everyFrame: everyFrame)
      let kept = references.map { $0 < 0 ? positions : keep }.reduce(0, +)
      let ranked = generator.output(.i32, batch + [kept])
      let ascending = generator.output(.i32, batch + [kept])
      let count = generator.output(.i32, batch + [1])
      try withWorkspace {
        try Video.dyCoke(
          $0, tokens: tokens.view, keep: keep, everyFrame: everyFrame, order: .ranked, indices: ranked.view,
          count: count.view)
        #expect(count.ints == [Int](repeating: kept, count: count.count))
        try Video.dyCoke(
          $0, tokens: tokens.view, keep: keep, everyFrame: everyFrame, order: .position, indices: ascending.view,
          count: count.view)
      }
      for b in 0..<batch.reduce(1, *) {
        let video = PlainVideo(tokens, item: b)
        let picks = Array(ranked.ints[b * kept..<(b + 1) * kept])
        var next = 0
        for (f, reference) in references.enumerated() {
          let length = reference < 0 ? positions : keep
          let mine = picks[next..<next + length].map { $0 - f * positions }
          next += length
          if reference < 0 {
            #expect(mine == Array(0..<positions))
          } else {
            let change = (0..<positions).map { -video.cosine(f, reference, $0) }
            expectBest(mine, change, tolerance: 1e-6)
            // What did not change at all ties exactly.
            for (x, y) in zip(mine, mine.dropFirst()) where change[x] == change[y] { #expect(x < y) }
          }
        }
        #expect(Array(ascending.ints[b * kept..<(b + 1) * kept]) == picks.sorted())
      }
      for output in [ranked, ascending, count] { #expect(output.gapsAreUntouched) }
    }
  }

  @Test func capacityIsReported() throws {
    var generator = SeededGenerator(312)
    let tokens = generator.tensor(.f32, [6, 4, 3])
    let indices = TestTensor(.i32, [30])
    let count = TestTensor(.i32, [1])
    func run(_ workspace: Workspace, _ indices: TestTensor) throws {
      try Video.dyCoke(
        workspace, tokens: tokens.view, keep: 1, everyFrame: false, order: .ranked, indices: indices.view,
        count: count.view)
    }
    try withWorkspace { try run($0, indices) }
    // Frames 0 and 4 whole, 1, 2, 3 and 5 pruned.
    #expect(count.ints == [12])
    #expect(indices.elementBytes[12...].allSatisfy { $0 == [0xA5, 0xA5, 0xA5, 0xA5] })
    let small = TestTensor(.i32, [11])
    expectError(.capacity, "indices", outputs: [small]) { try run($0, small) }
    #expect(count.ints == [12])
  }

  @Test func badArguments() {
    var generator = SeededGenerator(313)
    let tokens = generator.tensor(.f32, [6, 4, 3])
    let indices = TestTensor(.i32, [24])
    let count = TestTensor(.i32, [1])
    func fails(
      _ status: Status, _ argument: String, _ tokens: TestTensor, keep: Int = 2, count: TestTensor,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [indices, count], sourceLocation: sourceLocation) {
        try Video.dyCoke(
          $0, tokens: tokens.view, keep: keep, everyFrame: true, order: .position, indices: indices.view,
          count: count.view)
      }
    }
    fails(.range, "keep", tokens, keep: 5, count: count)
    fails(.range, "keep", tokens, keep: Int.min, count: count)
    fails(.shape, "count", tokens, count: TestTensor(.i32, [2]))
    fails(.ndim, "tokens", TestTensor(.f32, [4]), count: count)
    fails(.shape, "indices", generator.tensor(.f32, [1, 6, 4, 3]), count: count)
    expectNonFiniteRefused(tokens, "tokens", outputs: [indices, count], &generator) {
      try Video.dyCoke(
        $0, tokens: tokens.view, keep: 2, everyFrame: true, order: .position, indices: indices.view, count: count.view)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(314)
    let tokens = generator.video(.f16, [2], 7, 30, 300)
    let outputs = [generator.output(.i32, [2, 210]), generator.output(.i32, [2, 1])]
    try expectWellBehaved(outputs: outputs) {
      try Video.dyCoke(
        $0, tokens: tokens.view, keep: 9, everyFrame: true, order: .ranked, indices: outputs[0].view,
        count: outputs[1].view)
    }
  }
}

@Suite struct DyCokeStepTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(321)
    var pruned = 0
    for round in 0..<40 {
      let (heads, queries, keys) = (generator.int(1...4), generator.int(1...3), generator.int(0...40))
      let start = generator.int(0...keys)
      let length = generator.int(0...keys - start)
      let keep = generator.int(0...length)
      let batch = generator.int(1...2)
      let shape = [batch, heads, queries, keys]
      let map = TestTensor(
        dtype, shape, strides: generator.strides(shape), floats: generator.uniforms(batch * heads * queries * keys))
      let previous = TestTensor(dtype, [batch, length], floats: generator.uniforms(batch * length))
      let indices = generator.output(.i32, [batch, keys - length + keep])
      let updated = generator.output(.i32, [batch, 1])
      let similarity = generator.output(.f32, [batch, 1])
      let scores = generator.output(.f32, [batch, length])
      let hasPrevious = round % 4 != 0
      try withWorkspace {
        try Video.dyCokeStep(
          $0, attention: map.view, previous: hasPrevious ? previous.view : nil, start: start, length: length,
          keep: keep, gate: 0.75, indices: indices.view, updated: updated.view, similarity: similarity.view,
          scores: scores.view)
      }
      let a = map.floats.map(Double.init)
      let whole = keys - length + keep
      for b in 0..<batch {
        let wanted = (0..<length).map { j in
          (0..<heads).map { a[((b * heads + $0) * queries + queries - 1) * keys + start + j] }.reduce(0, +)
            / Double(heads)
        }
        for j in 0..<length { #expect(abs(Double(scores[b * length + j]) - wanted[j]) <= 1e-6) }
        let before = previous.floats[b * length..<(b + 1) * length].map(Double.init)
        let cosine = hasPrevious ? plainCosine(wanted, before, floor: 1e-8) : 0
        #expect(abs(Double(similarity[b]) - cosine) <= 1e-6)
        #expect(updated.ints[b] == (cosine < 0.75 ? 1 : 0))
        if cosine < 0.75 {
          pruned += 1
          let picks = Array(indices.ints[b * whole..<(b + 1) * whole])
          #expect(Array(picks.prefix(start)) == Array(0..<start))
          #expect(Array(picks.dropFirst(start + keep)) == Array(start + length..<keys))
          let video = picks[start..<start + keep].map { $0 - start }
          #expect(video == video.sorted())
          expectBest(best(wanted, length).filter { video.contains($0) }, wanted, tolerance: 1e-6)
        } else {
          #expect(indices.elementBytes[b * whole..<(b + 1) * whole].allSatisfy { $0 == [0xA5, 0xA5, 0xA5, 0xA5] })
        }
      }
      for output in [indices, updated, similarity, scores] { #expect(output.gapsAreUntouched) }
    }
    #expect(pruned > 10 && pruned < 60)
  }

  @Test func badArguments() {
    var generator = SeededGenerator(322)
    let map = generator.tensor(.f32, [2, 3, 10])
    let indices = TestTensor(.i32, [7])
    let updated = TestTensor(.i32, [1])
    let similarity = TestTensor(.f32, [1])
    let scores = TestTensor(.f32, [7])
    let previous = TestTensor(.f32, [7], floats: generator.uniforms(7))
    let outputs = [indices, updated, similarity, scores]
    func fails(
      _ status: Status, _ argument: String, _ map: TestTensor, previous: TestTensor, start: Int = 1, length: Int = 7,
      keep: Int = 4, gate: Double = 0.9, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: outputs, sourceLocation: sourceLocation) {
        try Video.dyCokeStep(
          $0, attention: map.view, previous: previous.view, start: start, length: length, keep: keep, gate: gate,
          indices: indices.view, updated: updated.view, similarity: similarity.view, scores: scores.view)
      }
    }
    fails(.range, "start", map, previous: previous, start: 11)
    fails(.range, "length", map, previous: previous, length: 10)
    fails(.range, "keep", map, previous: previous, keep: 8)
    fails(.range, "gate", map, previous: previous, gate: 1.5)
    fails(.range, "gate", map, previous: previous, gate: .nan)
    fails(.shape, "previous", map, previous: TestTensor(.f32, [6]))
    fails(.shape, "indices", map, previous: previous, keep: 3)
    fails(.shape, "attention", TestTensor(.f32, [2, 0, 10]), previous: previous)
    let last = TestTensor(.f32, [1, 10], floats: generator.uniforms(10))
    expectNonFiniteRefused(last, "attention", outputs: outputs, &generator) {
      try Video.dyCokeStep(
        $0, attention: last.view, previous: nil, start: 0, length: 10, keep: 7, gate: 0.9, indices: indices.view,
        updated: updated.view, similarity: nil, scores: nil)
    }
    expectNonFiniteRefused(previous, "previous", outputs: outputs, &generator) {
      try Video.dyCokeStep(
        $0, attention: map.view, previous: previous.view, start: 1, length: 7, keep: 4, gate: 0.9,
        indices: indices.view, updated: updated.view, similarity: nil, scores: nil)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(323)
    let map = generator.tensor(.f16, [2, 3, 2, 400])
    let previous = generator.tensor(.bf16, [2, 300])
    let outputs = [
      generator.output(.i32, [2, 190]), generator.output(.i32, [2, 1]), generator.output(.f16, [2, 1]),
      generator.output(.f32, [2, 300]),
    ]
    try expectWellBehaved(outputs: outputs) {
      try Video.dyCokeStep(
        $0, attention: map.view, previous: previous.view, start: 40, length: 300, keep: 90, gate: 0.9,
        indices: outputs[0].view, updated: outputs[1].view, similarity: outputs[2].view, scores: outputs[3].view)
    }
  }
}
