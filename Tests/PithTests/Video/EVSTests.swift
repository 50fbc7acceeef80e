// EVS against its formula written down plainly in double.

import Testing

@testable import Pith

@Suite struct EVSTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(301)
    for round in 0..<25 {
      let (frames, positions, dim) = (generator.int(0...7), generator.int(0...9), generator.int(1...20))
      let batch = round % 2 == 0 ? [] : [generator.int(1...3)]
      let tokens = generator.video(dtype, batch, frames, positions, dim)
      let n = frames * positions
      let keep = generator.int(0...n)
      let ascending = generator.output(.i32, batch + [keep])
      let ranked = generator.output(.i32, batch + [keep])
      let counts = generator.output(.i32, batch + [frames])
      let scores = generator.output(.f32, batch + [frames, positions])
      try withWorkspace {
        try Video.evs(
          $0, tokens: tokens.view, keep: keep, order: .position, indices: ascending.view, frameCounts: counts.view,
          scores: scores.view)
        try Video.evs(
          $0, tokens: tokens.view, keep: keep, order: .ranked, indices: ranked.view, frameCounts: nil, scores: nil)
      }
      for b in 0..<batch.reduce(1, *) {
        let video = PlainVideo(tokens, item: b)
        let found = Array(scores.floats[b * n..<(b + 1) * n])
        for f in 0..<frames {
          for p in 0..<positions {
            let wanted = f == 0 ? 255 : 1 - video.cosine(f, f - 1, p)
            #expect(abs(Double(found[f * positions + p]) - wanted) <= 1e-6)
          }
        }
        let picks = best(found.map(Double.init), keep)
        #expect(Array(ranked.ints[b * keep..<(b + 1) * keep]) == picks)
        #expect(Array(ascending.ints[b * keep..<(b + 1) * keep]) == picks.sorted())
        let perFrame = (0..<frames).map { f in picks.filter { $0 / positions == f }.count }
        #expect(Array(counts.ints[b * frames..<(b + 1) * frames]) == perFrame)
      }
      for output in [ascending, ranked, counts, scores] { #expect(output.gapsAreUntouched) }
    }
  }

  /// Wide tokens that do not change score exactly 0, so that the earlier ones win.
  @Test(arguments: floatDTypes) func stillTokensTie(dtype: DType) throws {
    var generator = SeededGenerator(302)
    let (frames, positions, dim) = (4, 37, 150)
    let frame = generator.normals(positions * dim)
    let tokens = TestTensor(dtype, [frames, positions, dim], floats: Array(repeating: frame, count: frames).flatMap { $0 })
    let indices = TestTensor(.i32, [60])
    let scores = TestTensor(.f32, [frames, positions])
    try withWorkspace {
      try Video.evs(
        $0, tokens: tokens.view, keep: 60, order: .ranked, indices: indices.view, frameCounts: nil, scores: scores.view)
    }
    #expect(scores.floats == (0..<frames * positions).map { $0 < positions ? 255 : 0 })
    #expect(indices.ints == Array(0..<60))
  }

  @Test func tokensWithoutDirectionHaveChanged() throws {
    let tokens = TestTensor(.f32, [3, 1, 2], floats: [0, 0, 0, 0, 3, 4])
    let indices = TestTensor(.i32, [3])
    let scores = TestTensor(.f32, [3, 1])
    try withWorkspace {
      try Video.evs(
        $0, tokens: tokens.view, keep: 3, order: .ranked, indices: indices.view, frameCounts: nil, scores: scores.view)
    }
    #expect(scores.floats == [255, 1, 1])
    #expect(indices.ints == [0, 1, 2])
  }

  /// Norms whose squares leave the range of f32 on either side.
  @Test func extremeNormsHaveCosines() throws {
    let tokens = TestTensor(.f32, [3, 2, 2], floats: [1e30, 0, 1e-7, 0, 0, 1e30, 1e-7, 0, 0, -1e30, 1e-7, 1e-7])
    let indices = TestTensor(.i32, [0])
    let scores = TestTensor(.f32, [3, 2])
    try withWorkspace {
      try Video.evs(
        $0, tokens: tokens.view, keep: 0, order: .ranked, indices: indices.view, frameCounts: nil, scores: scores.view)
    }
    #expect(Array(scores.floats[2...4]) == [1, 0, 2])
    #expect(abs(scores[5] - (1 - Float(0.5).squareRoot())) < 1e-6)
  }

  /// Python's max(n, int(T * n * (1 - q))).
  @Test func countsAreThoseOfPython() throws {
    let cases: [(Int, Int, Double, Int)] = [
      (8, 64, 0.75, 128), (3, 20, 0.9, 20), (1, 16, 0.5, 16), (3, 9, 0.4, 16), (8, 30, 0.7, 72), (2, 10, 0.7, 10),
      (0, 5, 0.5, 0), (5, 0, 0.5, 0), (4, 10, 0, 40), (4, 10, 1, 10), (10, 3, 0.9, 3), (100, 1, 0.71, 29),
    ]
    for (frames, positions, ratio, wanted) in cases {
      #expect(try Video.evsCount(frames: frames, positions: positions, ratio: ratio) == wanted, "\(frames) \(positions)")
    }
    func fails(_ argument: String, _ frames: Int, _ positions: Int, _ ratio: Double) {
      expectError(.range, argument, outputs: []) { _ in
        _ = try Video.evsCount(frames: frames, positions: positions, ratio: ratio)
      }
    }
    fails("frames", -1, 2, 0.5)
    fails("positions", 1, Int.max, 0.5)
    fails("positions", 1 << 16, 1 << 16, 0.5)
    fails("ratio", 1, 1, 1.5)
    fails("ratio", 1, 1, .nan)
  }

  @Test func badArguments() {
    var generator = SeededGenerator(303)
    let tokens = generator.tensor(.f32, [3, 4, 5])
    let indices = TestTensor(.i32, [6])
    let counts = TestTensor(.i32, [3])
    let scores = TestTensor(.f32, [3, 4])
    func fails(
      _ status: Status, _ argument: String, _ tokens: TestTensor, keep: Int = 6, counts: TestTensor, scores: TestTensor,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [indices, counts, scores], sourceLocation: sourceLocation) {
        try Video.evs(
          $0, tokens: tokens.view, keep: keep, order: .position, indices: indices.view, frameCounts: counts.view,
          scores: scores.view)
      }
    }
    fails(.range, "keep", tokens, keep: 13, counts: counts, scores: scores)
    fails(.range, "keep", tokens, keep: -1, counts: counts, scores: scores)
    fails(.shape, "indices", tokens, keep: 5, counts: counts, scores: scores)
    fails(.shape, "frame_counts", tokens, counts: TestTensor(.i32, [4]), scores: scores)
    fails(.shape, "scores", tokens, counts: counts, scores: TestTensor(.f32, [4, 3]))
    fails(.ndim, "tokens", TestTensor(.f32, [3, 4]), counts: counts, scores: scores)
    fails(.dtype, "tokens", TestTensor(.i32, [3, 4, 5]), counts: counts, scores: scores)
    fails(.dtype, "scores", tokens, counts: counts, scores: TestTensor(.i32, [3, 4]))
    for dtype in floatDTypes {
      let tokens = generator.tensor(dtype, [3, 4, 5])
      expectNonFiniteRefused(tokens, "tokens", outputs: [indices, counts, scores], &generator) {
        try Video.evs(
          $0, tokens: tokens.view, keep: 6, order: .position, indices: indices.view, frameCounts: counts.view,
          scores: scores.view)
      }
    }
    let text = "tokens: expected finite values, got NaN or infinity at position 33"
    tokens[33] = .infinity
    expectError(.nonFinite, "tokens", outputs: [indices, counts, scores], says: text) {
      try Video.evs(
        $0, tokens: tokens.view, keep: 6, order: .position, indices: indices.view, frameCounts: nil, scores: nil)
    }
  }

  @Test(arguments: floatDTypes) func isWellBehaved(dtype: DType) throws {
    var generator = SeededGenerator(304)
    let tokens = generator.video(dtype, [2], 5, 40, 300)
    let outputs = [generator.output(.i32, [2, 70]), generator.output(.i32, [2, 5]), generator.output(.bf16, [2, 5, 40])]
    try expectWellBehaved(outputs: outputs) {
      try Video.evs(
        $0, tokens: tokens.view, keep: 70, order: .ranked, indices: outputs[0].view, frameCounts: outputs[1].view,
        scores: outputs[2].view)
    }
  }
}
