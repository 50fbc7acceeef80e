// HoliTom's segments and inner merge against plain loops.

import Testing

@testable import Pith

/// The dynamic programme over a table of all windows: segments and tokens saved.
func plainSegments(_ isAlike: [[Bool]], positions: Int, maxWindow: Int) -> (segments: [[Int]], reduced: Int) {
  let frames = isAlike.count + 1
  func gain(_ s: Int, _ e: Int) -> Int {
    (0..<positions).filter { p in (s..<e).allSatisfy { isAlike[$0][p] } }.count * (e - s)
  }
  var best = [0]
  var window: [Int] = []
  for i in 0..<frames {
    var (value, width) = (best[i], 1)
    for w in 2..<max(2, min(i + 1, maxWindow) + 1) {
      let other = best[i + 1 - w] + gain(i + 1 - w, i)
      if other > value { (value, width) = (other, w) }
    }
    best.append(value)
    window.append(width)
  }
  var segments: [[Int]] = []
  var end = frames
  while end > 0 {
    segments.insert([end - window[end - 1], end - 1], at: 0)
    end -= window[end - 1]
  }
  return (segments, best[frames])
}

@Suite struct HoliTomSegmentsTests {
  @Test(arguments: floatDTypes) func equalsThePlainProgramme(dtype: DType) throws {
    var generator = SeededGenerator(361)
    for round in 0..<60 {
      let (rows, positions) = (generator.int(0...14), generator.int(0...8))
      let maxWindow = generator.pick([1, 2, 3, 5, 1024, Int(Int32.max)])
      let share: Float = generator.pick([0.5, 0.8, 0.95])
      let values = generator.uniforms(rows * positions).map { $0 < share ? Float(0.9) : generator.pick([0.75, 0.25]) }
      let similarity = TestTensor(
        dtype, [rows, positions], strides: generator.strides([rows, positions]), floats: values)
      // 0.75 is exact in every dtype: the comparison is strict.
      let alike = (0..<rows).map { t in (0..<positions).map { similarity[t * positions + $0] > 0.75 } }
      let (wanted, saved) = plainSegments(alike, positions: positions, maxWindow: maxWindow)
      let segments = generator.output(.i32, [rows + 1 + round % 2, 2])
      let count = generator.output(.i32, [1])
      let reduced = generator.output(.i32, [1])
      try withWorkspace {
        try Video.holiTomSegments(
          $0, similarity: similarity.view, tau: 0.75, maxWindow: maxWindow, segments: segments.view, count: count.view,
          reduced: reduced.view)
      }
      #expect(count.ints == [wanted.count])
      #expect(reduced.ints == [saved])
      #expect(Array(segments.ints.prefix(2 * wanted.count)) == wanted.flatMap { $0 })
      for output in [segments, count, reduced] { #expect(output.gapsAreUntouched) }
    }
  }

  @Test func capacityIsReported() {
    let similarity = TestTensor(.f32, [2, 1], floats: [0, 0])
    let segments = TestTensor(.i32, [2, 2])
    let count = TestTensor(.i32, [1])
    expectError(.capacity, "segments", outputs: [segments]) {
      try Video.holiTomSegments(
        $0, similarity: similarity.view, tau: 0.5, maxWindow: 9, segments: segments.view, count: count.view, reduced: nil)
    }
    #expect(count.ints == [3])
  }

  @Test func badArguments() {
    var generator = SeededGenerator(362)
    let similarity = generator.tensor(.f32, [4, 5])
    let segments = TestTensor(.i32, [5, 2])
    let count = TestTensor(.i32, [1])
    func fails(
      _ status: Status, _ argument: String, _ similarity: TestTensor, tau: Double = 0.8, maxWindow: Int = 9,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [segments, count], sourceLocation: sourceLocation) {
        try Video.holiTomSegments(
          $0, similarity: similarity.view, tau: tau, maxWindow: maxWindow, segments: segments.view, count: count.view,
          reduced: nil)
      }
    }
    fails(.range, "tau", similarity, tau: .nan)
    fails(.range, "max_window", similarity, maxWindow: 0)
    fails(.ndim, "similarity", TestTensor(.f32, [1, 4, 5]))
    expectNonFiniteRefused(similarity, "similarity", outputs: [segments, count], &generator) {
      try Video.holiTomSegments(
        $0, similarity: similarity.view, tau: 0.8, maxWindow: 9, segments: segments.view, count: count.view, reduced: nil)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(363)
    let similarity = TestTensor(.bf16, [30, 40], floats: generator.uniforms(1200))
    let outputs = [generator.output(.i32, [31, 2]), generator.output(.i32, [1]), generator.output(.i32, [1])]
    try expectWellBehaved(outputs: outputs) {
      try Video.holiTomSegments(
        $0, similarity: similarity.view, tau: 0.3, maxWindow: 8, segments: outputs[0].view, count: outputs[1].view,
        reduced: outputs[2].view)
    }
  }
}

@Suite struct HoliTomInnerTests {
  @Test(arguments: floatDTypes) func equalsHalvingsOneAfterTheOther(dtype: DType) throws {
    var generator = SeededGenerator(371)
    for round in 0..<40 {
      let (n, dim, heads) = (generator.int(0...40), generator.int(3...12), generator.int(1...3))
      let start = generator.int(0...n)
      let length = generator.int(0...n - start)
      let keep = generator.int(round % 2 == 0 ? 0...length : 0...min(length, 3))
      let batch = generator.int(1...2)
      let tokens = generator.tensor(dtype, [batch, n, dim])
      let map = TestTensor(dtype, [batch, heads, 1, n], floats: generator.uniforms(batch * heads * n))
      let whole = n - length + keep
      let indices = generator.output(.i32, [batch, whole])
      let assign = generator.output(.i32, [batch, n])
      let weight = generator.output(.f32, [batch, n])
      try withWorkspace {
        try Video.holiTomInner(
          $0, tokens: tokens.view, attention: map.view, start: start, length: length, keep: keep, indices: indices.view,
          assign: assign.view, weight: weight.view)
      }
      let a = map.floats.map(Double.init)
      for b in 0..<batch {
        let x = (0..<n).map { i in tokens.floats[(b * n + i) * dim..<(b * n + i + 1) * dim].map(Double.init) }
        let scores = (0..<length).map { j in
          (0..<heads).map { a[(b * heads + $0) * n + start + j] }.reduce(0, +) / Double(heads)
        }
        let kept = Array(indices.ints[b * whole..<(b + 1) * whole])
        #expect(kept == kept.sorted())
        #expect(Set(kept).isSuperset(of: (0..<n).filter { $0 < start || $0 >= start + length }))
        let targets = kept.filter { $0 >= start && $0 < start + length }
        let ranked = targets.map { $0 - start }.sorted { (scores[$0], -$0) > (scores[$1], -$1) }
        expectBest(ranked, scores, tolerance: 1e-6)
        #expect(ranked.count == keep)
        var merged = kept.map { x[$0] }
        var summed = kept.map { _ in [Double](repeating: 0, count: dim) }
        for i in 0..<n {
          let slot = assign.ints[b * n + i]
          if keep == 0 && i >= start && i < start + length {
            #expect(slot == -1 && weight[b * n + i] == 0)
            continue
          }
          guard slot >= 0 && slot < whole else {
            Issue.record("token \(i) went to row \(slot)")
            continue
          }
          for j in 0..<dim { summed[slot][j] += Double(weight[b * n + i]) * x[i][j] }
          if kept[slot] == i { continue }
          #expect(!kept.contains(i))
          let cosines = targets.map { plainCosine(x[i], x[$0], floor: 1e-30) }
          #expect(plainCosine(x[i], x[kept[slot]], floor: 1e-30) >= cosines.max()! - 1e-6)
          for j in 0..<dim { merged[slot][j] = (merged[slot][j] + x[i][j]) / 2 }
        }
        #expect(zip(merged.flatMap { $0 }, summed.flatMap { $0 }).allSatisfy { abs($0 - $1) <= 1e-9 })
      }
      for output in [indices, assign, weight] { #expect(output.gapsAreUntouched) }
    }
  }

  /// Equal cosines go to the target of higher score; a token without direction has cosine 0 with all.
  @Test func tiesGoToTheHigherScore() throws {
    let tokens = TestTensor(.f32, [5, 2], floats: [1, 0, 2, 0, 0, 1, 3, 0, 0, 0])
    let map = TestTensor(.f32, [1, 5], floats: [0.3, 0.4, 0.2, 0.1, 0.1])
    let indices = TestTensor(.i32, [3])
    let assign = TestTensor(.i32, [5])
    let weight = TestTensor(.f32, [5])
    try withWorkspace {
      try Video.holiTomInner(
        $0, tokens: tokens.view, attention: map.view, start: 0, length: 5, keep: 3, indices: indices.view,
        assign: assign.view, weight: weight.view)
    }
    #expect(indices.ints == [0, 1, 2])
    #expect(assign.ints == [0, 1, 2, 1, 1])
    #expect(weight.floats == [1, 0.25, 1, 0.25, 0.5])
  }

  @Test func badArguments() {
    var generator = SeededGenerator(372)
    let tokens = generator.tensor(.f32, [10, 4])
    let map = TestTensor(.f32, [2, 1, 10], floats: generator.uniforms(20))
    let indices = TestTensor(.i32, [7])
    let assign = TestTensor(.i32, [10])
    let weight = TestTensor(.f32, [10])
    let outputs = [indices, assign, weight]
    func run(
      _ workspace: Workspace, _ tokens: TestTensor, _ map: TestTensor, start: Int = 2, length: Int = 6, keep: Int = 3,
      assign: TestTensor
    ) throws {
      try Video.holiTomInner(
        workspace, tokens: tokens.view, attention: map.view, start: start, length: length, keep: keep,
        indices: indices.view, assign: assign.view, weight: weight.view)
    }
    func fails(
      _ status: Status, _ argument: String, sourceLocation: SourceLocation = #_sourceLocation,
      _ body: (Workspace) throws -> Void
    ) {
      expectError(status, argument, outputs: outputs, sourceLocation: sourceLocation, body)
    }
    fails(.range, "start") { try run($0, tokens, map, start: 11, assign: assign) }
    fails(.range, "length") { try run($0, tokens, map, length: 9, assign: assign) }
    fails(.range, "keep") { try run($0, tokens, map, keep: 7, assign: assign) }
    fails(.shape, "indices") { try run($0, tokens, map, keep: 4, assign: assign) }
    fails(.shape, "attention") { try run($0, tokens, TestTensor(.f32, [2, 1, 9]), assign: assign) }
    fails(.shape, "attention") { try run($0, tokens, TestTensor(.f32, [2, 0, 10]), assign: assign) }
    fails(.shape, "attention") { try run($0, tokens, TestTensor(.f32, [1, 2, 1, 10]), assign: assign) }
    fails(.shape, "assign") { try run($0, tokens, map, assign: TestTensor(.i32, [9])) }
    let video = generator.tensor(.f32, [6, 4])
    let all = TestTensor(.f32, [1, 6], floats: generator.uniforms(6))
    let rows = [TestTensor(.i32, [3]), TestTensor(.i32, [6]), TestTensor(.f32, [6])]
    func whole(_ workspace: Workspace) throws {
      try Video.holiTomInner(
        workspace, tokens: video.view, attention: all.view, start: 0, length: 6, keep: 3, indices: rows[0].view,
        assign: rows[1].view, weight: rows[2].view)
    }
    expectNonFiniteRefused(video, "tokens", outputs: rows, &generator) { try whole($0) }
    expectNonFiniteRefused(all, "attention", outputs: rows, &generator) { try whole($0) }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(373)
    let tokens = generator.tensor(.f16, [2, 120, 40])
    let map = TestTensor(.f32, [2, 3, 1, 120], floats: generator.uniforms(720))
    let outputs = [generator.output(.i32, [2, 60]), generator.output(.i32, [2, 120]), generator.output(.bf16, [2, 120])]
    try expectWellBehaved(outputs: outputs) {
      try Video.holiTomInner(
        $0, tokens: tokens.view, attention: map.view, start: 10, length: 100, keep: 40, indices: outputs[0].view,
        assign: outputs[1].view, weight: outputs[2].view)
    }
  }
}
