// FastV, FoPru and HiPrune against their formulas written down plainly in double.

import Testing

@testable import Pith

/// The `keep` greatest values, best first; ties go to the lower index.
func best(_ values: [Double], _ keep: Int) -> [Int] {
  Array(values.indices.sorted { (values[$0], -$0) > (values[$1], -$1) }.prefix(keep))
}

/// Expects distinct picks whose values are, one by one, the greatest up to rounding.
func expectBest(
  _ picks: [Int], _ values: [Double], tolerance: Double, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(Set(picks).count == picks.count, sourceLocation: sourceLocation)
  for (pick, wanted) in zip(picks, best(values, picks.count)) {
    #expect(abs(values[pick] - values[wanted]) <= tolerance, sourceLocation: sourceLocation)
  }
}

@Suite struct FastVTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(101)
    for round in 0..<25 {
      let heads = generator.int(1...5)
      let queries = generator.int(1...6)
      let keys = generator.int(0...50)
      let start = generator.int(0...keys)
      let length = generator.int(0...keys - start)
      let keep = generator.int(0...length)
      let batch = generator.int(1...3)
      let batched = batch > 1 || round % 2 == 0
      let shape = [heads, queries, keys]
      let map = generator.tensor(dtype, batched ? [batch] + shape : shape)
      func output(_ dtype: DType, _ n: Int) -> TestTensor { generator.output(dtype, batched ? [batch, n] : [n]) }
      let ranked = output(.i32, keep)
      let ascending = output(.i32, keep)
      let sequence = output(.i32, keys - length + keep)
      let scores = output(.f32, length)
      try withWorkspace {
        try Select.fastV(
          $0, attention: map.view, start: start, length: length, keep: keep, order: .ranked, indices: ranked.view,
          sequence: nil, scores: nil)
        try Select.fastV(
          $0, attention: map.view, start: start, length: length, keep: keep, order: .position,
          indices: ascending.view, sequence: sequence.view, scores: scores.view)
      }
      let a = map.floats
      for b in 0..<batch {
        let wanted = (0..<length).map { j in
          (0..<heads).map { Double(a[((b * heads + $0) * queries + queries - 1) * keys + start + j]) }.reduce(0, +)
            / Double(heads)
        }
        let picks = Array(ranked.ints[b * keep..<(b + 1) * keep])
        expectBest(picks, wanted, tolerance: 1e-6)
        let sorted = picks.sorted()
        #expect(Array(ascending.ints[b * keep..<(b + 1) * keep]) == sorted)
        let whole = keys - length + keep
        #expect(
          Array(sequence.ints[b * whole..<(b + 1) * whole])
            == Array(0..<start) + sorted.map { $0 + start } + Array(start + length..<keys))
        for j in 0..<length { #expect(abs(Double(scores[b * length + j]) - wanted[j]) <= 1e-6 * max(1, abs(wanted[j]))) }
      }
      for output in [ranked, ascending, sequence, scores] { #expect(output.gapsAreUntouched) }
    }
  }

  @Test func tiesGoToTheLowerIndex() throws {
    let map = TestTensor(.f32, [1, 6], floats: [9, 1, 2, 1, 2, 9])
    let indices = TestTensor(.i32, [3])
    try withWorkspace {
      try Select.fastV(
        $0, attention: map.view, start: 1, length: 4, keep: 3, order: .ranked, indices: indices.view, sequence: nil,
        scores: nil)
    }
    #expect(indices.ints == [1, 3, 0])
  }

  @Test func badArguments() {
    var generator = SeededGenerator(102)
    let map = generator.tensor(.f32, [2, 3, 10])
    let indices = TestTensor(.i32, [4])
    let sequence = TestTensor(.i32, [7])
    let scores = TestTensor(.f32, [7])
    func fails(
      _ status: Status, _ argument: String, _ map: TestTensor, start: Int = 1, length: Int = 7, keep: Int = 4,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [indices, sequence, scores], sourceLocation: sourceLocation) {
        try Select.fastV(
          $0, attention: map.view, start: start, length: length, keep: keep, order: .position, indices: indices.view,
          sequence: sequence.view, scores: scores.view)
      }
    }
    fails(.range, "start", map, start: 11)
    fails(.range, "start", map, start: -1)
    fails(.range, "length", map, length: 10)
    fails(.range, "length", map, length: Int.min)
    fails(.range, "keep", map, keep: 8)
    fails(.shape, "indices", map, keep: 3)
    fails(.shape, "sequence", map, length: 6)
    expectError(.shape, "scores", outputs: [indices, sequence, scores]) {
      try Select.fastV(
        $0, attention: map.view, start: 1, length: 6, keep: 4, order: .position, indices: indices.view, sequence: nil,
        scores: scores.view)
    }
    fails(.shape, "attention", TestTensor(.f32, [2, 0, 10]))
    fails(.shape, "indices", generator.tensor(.f32, [1, 2, 3, 10]))
    let last = TestTensor(.f32, [1, 10], floats: generator.normals(10))
    expectNonFiniteRefused(last, "attention", outputs: [indices, sequence, scores], &generator) {
      try Select.fastV(
        $0, attention: last.view, start: 0, length: 10, keep: 4, order: .position, indices: indices.view,
        sequence: nil, scores: nil)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(103)
    let map = generator.tensor(.f16, [2, 3, 2, 40])
    let outputs = [generator.output(.i32, [2, 9]), generator.output(.i32, [2, 19]), generator.output(.bf16, [2, 30])]
    try expectWellBehaved(outputs: outputs) {
      try Select.fastV(
        $0, attention: map.view, start: 4, length: 30, keep: 9, order: .ranked, indices: outputs[0].view,
        sequence: outputs[1].view, scores: outputs[2].view)
    }
  }
}

@Suite struct FoPruTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(111)
    for round in 0..<25 {
      let heads = generator.int(1...4)
      let group = generator.int(1...5)
      let groups = generator.int(1...8)
      let n = group * groups
      let kept = generator.int(0...groups)
      let keep = kept * group
      let batch = generator.int(1...2)
      let shape = [batch, heads, n, n]
      // Rows or columns are scaled, so that either mean can win.
      var values = generator.uniforms(batch * heads * n * n)
      let factors = generator.uniforms(n)
      for i in values.indices { values[i] *= factors[round % 2 == 0 ? i % n : i / n % n] }
      let map = TestTensor(dtype, shape, strides: generator.strides(shape), floats: values)
      let ranked = generator.output(.i32, [batch, keep])
      let ascending = generator.output(.i32, [batch, keep])
      let significance = generator.output(.f32, [batch, n])
      try withWorkspace {
        try Select.foPru(
          $0, attention: map.view, group: group, keep: keep, order: .ranked, indices: ranked.view,
          significance: significance.view)
        try Select.foPru(
          $0, attention: map.view, group: group, keep: keep, order: .position, indices: ascending.view,
          significance: nil)
      }
      let a = map.floats.map(Double.init)
      for b in 0..<batch {
        func at(_ i: Int, _ j: Int) -> Double {
          (0..<heads).map { a[((b * heads + $0) * n + i) * n + j] }.reduce(0, +) / Double(heads)
        }
        let rows = (0..<n).map { i in (0..<n).map { at(i, $0) }.reduce(0, +) / Double(n) }
        let columns = (0..<n).map { j in (0..<n).map { at($0, j) }.reduce(0, +) / Double(n) }
        func variance(_ x: [Double]) -> Double {
          let mean = x.reduce(0, +) / Double(n)
          return x.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
        }
        let wanted = variance(rows) > variance(columns) ? rows : columns
        for j in 0..<n { #expect(abs(Double(significance[b * n + j]) - wanted[j]) <= 1e-6) }
        let totals = (0..<groups).map { g in wanted[g * group..<(g + 1) * group].reduce(0, +) }
        let picks = Array(ranked.ints[b * keep..<(b + 1) * keep])
        expectBest((0..<kept).map { picks[$0 * group] / group }, totals, tolerance: 1e-5)
        for (i, pick) in picks.enumerated() { #expect(pick % group == i % group) }
        #expect(Array(ascending.ints[b * keep..<(b + 1) * keep]) == picks.sorted())
      }
      #expect(ranked.gapsAreUntouched && ascending.gapsAreUntouched && significance.gapsAreUntouched)
    }
  }

  /// Tokens that pay out differently but receive alike.
  @Test func theMeanThatVariesMoreCounts() throws {
    let map = TestTensor(.f32, [2, 2], floats: [1, 1, 4, 4])
    let significance = TestTensor(.f32, [2])
    let indices = TestTensor(.i32, [1])
    try withWorkspace {
      try Select.foPru(
        $0, attention: map.view, group: 1, keep: 1, order: .position, indices: indices.view,
        significance: significance.view)
    }
    #expect(significance.floats == [1, 4])
    #expect(indices.ints == [1])
  }

  @Test func badArguments() {
    var generator = SeededGenerator(112)
    let map = generator.tensor(.f32, [2, 12, 12])
    let indices = TestTensor(.i32, [6])
    let significance = TestTensor(.f32, [12])
    func fails(
      _ status: Status, _ argument: String, _ map: TestTensor, group: Int = 3, keep: Int = 6,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [indices, significance], sourceLocation: sourceLocation) {
        try Select.foPru(
          $0, attention: map.view, group: group, keep: keep, order: .position, indices: indices.view,
          significance: significance.view)
      }
    }
    fails(.range, "group", map, group: 0)
    fails(.range, "group", map, group: 5)
    fails(.range, "keep", map, keep: 15)
    fails(.range, "keep", map, keep: 5)
    fails(.shape, "indices", map, keep: 3)
    fails(.shape, "attention", TestTensor(.f32, [2, 12, 11]))
    expectNonFiniteRefused(map, "attention", outputs: [indices, significance], &generator) {
      try Select.foPru(
        $0, attention: map.view, group: 1, keep: 6, order: .position, indices: indices.view,
        significance: significance.view)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(113)
    let map = generator.tensor(.bf16, [2, 2, 40, 40])
    let outputs = [generator.output(.i32, [2, 16]), generator.output(.f32, [2, 40])]
    try expectWellBehaved(outputs: outputs) {
      try Select.foPru(
        $0, attention: map.view, group: 8, keep: 16, order: .ranked, indices: outputs[0].view,
        significance: outputs[1].view)
    }
  }
}

@Suite struct HiPruneTests {
  func reference(_ object: [Float], _ deep: [Float], width: Int, keep: Int, alpha: Double) -> [Int]? {
    let n = object.count
    let anchors = Int((Double(keep) * alpha / 5).rounded(.toNearestOrEven))
    var fixed = Set<Int>()
    for i in best(object.map(Double.init), anchors) {
      for j in [i, i - 1, i + 1, i - width, i + width] { fixed.insert(min(max(j, 0), n - 1)) }
    }
    guard fixed.count <= keep else { return nil }
    let lowered = (0..<n).map { Double(fixed.contains($0) ? deep[$0] - 1 : deep[$0]) }
    return fixed.union(best(lowered, keep - fixed.count)).sorted()
  }

  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(121)
    var short = 0
    for round in 0..<60 {
      let width = generator.int(1...9)
      let n = width * generator.int(1...9)
      let keep = generator.int(0...n)
      let alpha = Double(generator.int(0...20)) / 20
      let object = generator.tensor(dtype, [n])
      let deep = TestTensor(dtype, [n], floats: generator.normals(n).map { round % 2 == 0 ? $0 * 3 : $0 / 16 })
      let indices = generator.output(.i32, [keep])
      let count = TestTensor(.i32, [1])
      let wanted = reference(object.floats, deep.floats, width: width, keep: keep, alpha: alpha)
      func run(_ workspace: Workspace) throws {
        try Select.hiPrune(
          workspace, objectScores: object.view, deepScores: deep.view, gridWidth: width, keep: keep, alpha: alpha,
          indices: indices.view, count: count.view)
      }
      guard let wanted else {
        expectError(.budget, "keep", outputs: [indices, count], run)
        continue
      }
      try withWorkspace(run)
      #expect(Array(indices.ints.prefix(count.ints[0])) == wanted)
      #expect(indices.gapsAreUntouched)
      if wanted.count < keep { short += 1 }
    }
    #expect(short > 0, "scores above 1 must occur")
  }

  /// An anchor in the first row adds token 0, one at the right border the token below its row's start.
  @Test func neighboursWrapAndClamp() throws {
    let object = TestTensor(.f32, [9], floats: [0, 0, 5, 0, 0, 0, 0, 0, 0])
    let deep = TestTensor(.f32, [9], floats: [0, 0, 0, 0, 0, 0, 0, 0, 0])
    let indices = TestTensor(.i32, [5])
    let count = TestTensor(.i32, [1])
    try withWorkspace {
      try Select.hiPrune(
        $0, objectScores: object.view, deepScores: deep.view, gridWidth: 3, keep: 5, alpha: 1, indices: indices.view,
        count: count.view)
    }
    #expect(indices.ints == [0, 1, 2, 3, 5])
    // Room for four only: the count says what is needed.
    let small = TestTensor(.i32, [4])
    count.ints = [0]
    expectError(.capacity, "indices", outputs: [small]) {
      try Select.hiPrune(
        $0, objectScores: object.view, deepScores: deep.view, gridWidth: 3, keep: 5, alpha: 1, indices: small.view,
        count: count.view)
    }
    #expect(count.ints == [5])
  }

  @Test func badArguments() {
    var generator = SeededGenerator(122)
    let object = generator.tensor(.f32, [12])
    let deep = generator.tensor(.f32, [12])
    let indices = TestTensor(.i32, [6])
    let count = TestTensor(.i32, [1])
    func fails(
      _ status: Status, _ argument: String, _ deep: TestTensor, width: Int = 4, keep: Int = 6, alpha: Double = 0.5,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [indices, count], sourceLocation: sourceLocation) {
        try Select.hiPrune(
          $0, objectScores: object.view, deepScores: deep.view, gridWidth: width, keep: keep, alpha: alpha,
          indices: indices.view, count: count.view)
      }
    }
    fails(.range, "grid_width", deep, width: 0)
    fails(.range, "grid_width", deep, width: 5)
    fails(.range, "keep", deep, keep: 13)
    fails(.range, "alpha", deep, alpha: -0.1)
    fails(.range, "alpha", deep, alpha: .nan)
    fails(.budget, "alpha", deep, alpha: 1000)
    fails(.shape, "deep_scores", TestTensor(.f32, [11]))
    for (tensor, name) in [(object, "object_scores"), (deep, "deep_scores")] {
      expectNonFiniteRefused(tensor, name, outputs: [indices, count], &generator) {
        try Select.hiPrune(
          $0, objectScores: object.view, deepScores: deep.view, gridWidth: 4, keep: 6, alpha: 0.5,
          indices: indices.view, count: count.view)
      }
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(123)
    let object = generator.tensor(.f16, [2, 60])
    let deep = generator.tensor(.bf16, [2, 60])
    let outputs = [generator.output(.i32, [2, 30]), generator.output(.i32, [2, 1])]
    try expectWellBehaved(outputs: outputs) {
      try Select.hiPrune(
        $0, objectScores: object.view, deepScores: deep.view, gridWidth: 10, keep: 30, alpha: 0.5,
        indices: outputs[0].view, count: outputs[1].view)
    }
  }
}
