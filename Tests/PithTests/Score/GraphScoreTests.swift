// Zero-TPrune's and AIM's scores against their formulas written down plainly in double.

import Foundation
import Testing

@testable import Pith

/// Rows of positive entries that add up to about 1, `[batch, heads, n, n]` or less. Heads differ in how sharp they are.
private func softmaxed(_ dtype: DType, _ shape: [Int], _ generator: inout SeededGenerator) -> TestTensor {
  let n = shape.last!
  var values = generator.normals(shape.reduce(1, *))
  for i in values.indices { values[i] = exp(values[i] * [0.1, 1, 2, 3][i / (n * n) % 4]) }
  for row in 0..<(n == 0 ? 0 : values.count / n) {
    let sum = values[row * n..<(row + 1) * n].reduce(0, +)
    for j in 0..<n { values[row * n + j] /= sum }
  }
  return TestTensor(dtype, shape, strides: generator.strides(shape), floats: values)
}

@Suite struct ZeroTPruneScoreTests {
  /// Scores and head mask of one item.
  private func reference(
    _ a: [Double], heads: Int, n: Int, alive: [Int], _ options: ZeroTPruneOptions, restricted: Bool
  ) -> (scores: [Double], mask: [Int], margin: Double) {
    let patches = options.classWeight > 0 ? Array(alive.dropFirst()) : alive
    var ranks: [[Double]] = []
    var mask: [Int] = []
    var margin = Double.infinity
    for h in 0..<heads {
      var map = Array(a[h * n * n..<(h + 1) * n * n])
      if options.sharpness != 1 {
        for i in 0..<n {
          let powers = (0..<n).map { pow(map[i * n + $0], options.sharpness) }
          let sum = powers.reduce(0, +)
          for j in 0..<n { map[i * n + j] = sum > 0 ? powers[j] / sum : 0 }
        }
      }
      var share: [Double]?
      if restricted && options.renormalizes {
        share = (0..<n).map { i in
          let sum = alive.map { map[i * n + $0] }.reduce(0, +)
          return sum > 0 ? 1 / sum : 0
        }
      }
      let rank = pageRank(
        map, n, alive: alive, iterations: options.iterations, damping: options.damping, epsilon: options.epsilon,
        classWeight: options.classWeight, share: share)
      let scaled = patches.map { rank[$0] * Double(alive.count) }
      let mean = scaled.reduce(0, +) / Double(max(scaled.count, 1))
      let variance =
        scaled.count < 2 ? 0 : scaled.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(scaled.count - 1)
      margin = min(margin, abs(variance - options.minimumVariance), abs(variance - options.maximumVariance))
      mask.append(variance >= options.minimumVariance && variance <= options.maximumVariance ? 1 : 0)
      ranks.append(rank)
    }
    if !mask.contains(1) { mask = mask.map { _ in 1 } }
    let used = (0..<heads).filter { mask[$0] == 1 }
    let scores = patches.map { token in
      let values = used.map { ranks[$0][token] }
      let mean = values.map { options.averagesHeads ? $0 : $0 * $0 }.reduce(0, +) / Double(used.count)
      return options.averagesHeads ? mean : mean.squareRoot()
    }
    return (scores, mask, margin)
  }

  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(711)
    var filtered = 0
    for round in 0..<60 {
      let heads = generator.int(1...4)
      let n = generator.int(1...45)
      let batch = generator.int(1...3)
      let shape = round % 5 == 0 ? [n, n] : round % 2 == 0 ? [batch, heads, n, n] : [heads, n, n]
      let items = shape.count == 4 ? batch : 1
      let used = shape.count == 2 ? 1 : heads
      let map = softmaxed(dtype, shape, &generator)
      var options = ZeroTPruneOptions(classWeight: round % 3 == 0 ? 0 : 4, iterations: generator.int(0...6))
      options.sharpness = [1, 1, 10, 0.5][round % 4]
      options.damping = round % 7 == 0 ? 0.2 : 0
      options.averagesHeads = round % 6 == 1
      options.renormalizes = round % 8 < 6
      options.minimumVariance = [0.01, 0.2, -.infinity][round % 3]
      options.maximumVariance = [0.7, .infinity, 1e-9][round / 3 % 3]
      let first = options.classWeight > 0 ? 1 : 0
      let restricted = round % 2 == 1
      let count = restricted ? generator.int(first...n) : n
      var lists: [[Int]] = []
      for _ in 0..<items {
        let rest = generator.subset(count - first, of: n - first).map { $0 + first }
        lists.append((first == 1 ? [0] : []) + rest)
      }
      let batched = shape.count == 4
      let survivorShape = batched ? [items, count] : [count]
      let survivors = TestTensor(survivorShape, strides: generator.strides(survivorShape), ints: lists.flatMap { $0 })
      let scores = generator.output(.f32, batched ? [items, count - first] : [count - first])
      let mask = generator.output(.i32, batched ? [items, used] : [used])
      try withWorkspace {
        try Score.zeroTPrune(
          $0, attention: map.view, survivors: restricted ? survivors.view : nil, options: options, scores: scores.view,
          headMask: mask.view)
      }
      let a = map.floats.map(Double.init)
      for b in 0..<items {
        let wanted = reference(
          Array(a[b * used * n * n..<(b + 1) * used * n * n]), heads: used, n: n, alive: lists[b], options,
          restricted: restricted)
        if wanted.margin < 1e-5 { continue }
        #expect(Array(mask.ints[b * used..<(b + 1) * used]) == wanted.mask)
        if wanted.mask.contains(0) { filtered += 1 }
        for (i, score) in wanted.scores.enumerated() {
          #expect(abs(Double(scores[b * (count - first) + i]) - score) <= 2e-6 * max(score, 1e-3))
        }
      }
      #expect(scores.gapsAreUntouched && mask.gapsAreUntouched)
    }
    #expect(filtered > 3, "heads must be left out")
  }

  @Test func emptyMaps() throws {
    let map = TestTensor(.f32, [2, 0, 0])
    let scores = TestTensor(.f32, [0])
    let mask = TestTensor(.i32, [2])
    try withWorkspace {
      try Score.zeroTPrune(
        $0, attention: map.view, survivors: nil, options: ZeroTPruneOptions(classWeight: 0, iterations: 3),
        scores: scores.view, headMask: mask.view)
    }
    #expect(mask.ints == [1, 1])
  }

  /// A row that attends to removed tokens only has nothing left to give.
  @Test func rowsWithoutSurvivorsVoteForNobody() throws {
    let map = TestTensor(.f32, [3, 3], floats: [0, 0, 1, 0.5, 0.5, 0, 1, 0, 0])
    let survivors = TestTensor([2], ints: [0, 1])
    let scores = TestTensor(.f32, [2])
    try withWorkspace {
      try Score.zeroTPrune(
        $0, attention: map.view, survivors: survivors.view, options: ZeroTPruneOptions(classWeight: 0, iterations: 1),
        scores: scores.view, headMask: nil)
    }
    #expect(scores.floats == [0.25, 0.25])
  }

  @Test func badArguments() {
    var generator = SeededGenerator(712)
    let map = softmaxed(.f32, [2, 6, 6], &generator)
    let scores = TestTensor(.f32, [5])
    let mask = TestTensor(.i32, [2])
    func fails(
      _ status: Status, _ argument: String, _ map: TestTensor, survivors: TestTensor? = nil,
      sourceLocation: SourceLocation = #_sourceLocation, _ change: (inout ZeroTPruneOptions) -> Void = { _ in }
    ) {
      var options = ZeroTPruneOptions(classWeight: 2, iterations: 3)
      change(&options)
      let options_ = options
      expectError(status, argument, outputs: [scores, mask], sourceLocation: sourceLocation) {
        try Score.zeroTPrune(
          $0, attention: map.view, survivors: survivors?.view, options: options_, scores: scores.view,
          headMask: mask.view)
      }
    }
    fails(.range, "class_weight", map) { $0.classWeight = -1 }
    fails(.range, "class_weight", map) { $0.classWeight = .nan }
    fails(.range, "iterations", map) { $0.iterations = -1 }
    fails(.range, "iterations", map) { $0.iterations = Int.max }
    fails(.range, "epsilon", map) { $0.epsilon = -1 }
    fails(.range, "damping", map) { $0.damping = 1.5 }
    fails(.range, "sharpness", map) { $0.sharpness = 0 }
    fails(.range, "min_variance", map) { $0.minimumVariance = .nan }
    fails(.range, "max_variance", map) { $0.maximumVariance = .nan }
    fails(.shape, "attention", TestTensor(.f32, [2, 6, 5]))
    fails(.shape, "attention", TestTensor(.f32, [2, 0, 0]))
    fails(.shape, "scores", softmaxed(.f32, [2, 7, 7], &generator))
    fails(.index, "survivors", map, survivors: TestTensor([6], ints: [0, 1, 2, 3, 4, 6]))
    fails(.index, "survivors", map, survivors: TestTensor([6], ints: [0, 1, 2, 2, 3, 4]))
    fails(.index, "survivors", map, survivors: TestTensor([6], ints: [1, 2, 3, 4, 5, 5]))
    fails(.index, "survivors", map, survivors: TestTensor([6], ints: [0, -1, 2, 3, 4, 5]))
    fails(.shape, "survivors", map, survivors: TestTensor([0], ints: []))
    for sharpness in [1.0, 3] {
      let negative = softmaxed(.f32, [2, 6, 6], &generator)
      negative[40] = -0.1
      fails(.value, "attention", negative) { $0.sharpness = sharpness }
      expectNonFiniteRefused(map, "attention", outputs: [scores, mask], &generator) {
        var options = ZeroTPruneOptions(classWeight: 2, iterations: 3)
        options.sharpness = sharpness
        try Score.zeroTPrune(
          $0, attention: map.view, survivors: nil, options: options, scores: scores.view, headMask: mask.view)
      }
    }
  }

  @Test(arguments: [DType.f32, .f16]) func isWellBehaved(dtype: DType) throws {
    var generator = SeededGenerator(713)
    let map = softmaxed(dtype, [2, 3, 50, 50], &generator)
    let survivors = TestTensor([2, 20], ints: Array(0..<20) + (0..<20).map { 2 * $0 })
    let outputs = [generator.output(.f32, [2, 19]), generator.output(.i32, [2, 3])]
    var options = ZeroTPruneOptions(classWeight: 7, iterations: 4)
    options.sharpness = dtype == .f32 ? 1 : 5
    let chosen = options
    try expectWellBehaved(outputs: outputs) {
      try Score.zeroTPrune(
        $0, attention: map.view, survivors: survivors.view, options: chosen, scores: outputs[0].view,
        headMask: outputs[1].view)
    }
  }
}

@Suite struct AIMScoreTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(721)
    for round in 0..<40 {
      let heads = generator.int(1...3)
      let n = generator.int(1...80)
      let batch = generator.int(1...2)
      let shape = round % 3 == 0 ? [heads, n, n] : [batch, heads, n, n]
      let items = shape.count == 4 ? batch : 1
      var values = generator.normals(items * heads * n * n)
      // Causal, or scattered, or none; masked entries are -inf or the lowest number, whole rows too.
      let lowest: Float = dtype == .f32 && round % 2 == 0 ? -.greatestFiniteMagnitude : -.infinity
      for i in values.indices {
        let (row, column) = (i / n % n, i % n)
        let isMasked =
          round % 4 < 2 ? column > row : round % 4 == 2 && (generator.int(0...2) == 0 || row == n / 2)
        if isMasked { values[i] = lowest }
      }
      let map = TestTensor(dtype, shape, strides: generator.strides(shape), floats: values)
      let temperature = [0.1, 1, 0.3][round % 3] * (lowest.isFinite ? 0.5 : 1)
      let iterations = generator.int(0...6)
      let damping = round % 5 == 0 ? 0.15 : 0
      let importance = generator.output(.f32, shape.count == 4 ? [items, n] : [n])
      try withWorkspace {
        try Score.aim(
          $0, logits: map.view, temperature: temperature, iterations: iterations, damping: damping,
          importance: importance.view)
      }
      let z = map.floats.map(Double.init)
      for b in 0..<items {
        var squares = [Double](repeating: 0, count: n)
        for h in 0..<heads {
          var a = [Double](repeating: 0, count: n * n)
          for i in 0..<n {
            let row = (0..<n).map { z[((b * heads + h) * n + i) * n + $0] / temperature }
            let most = row.max()!
            if most < -1e38 { continue }
            let powers = row.map { exp($0 - most) }
            let sum = powers.reduce(0, +)
            for j in 0..<n { a[i * n + j] = powers[j] / sum }
          }
          let rank = pageRank(a, n, alive: Array(0..<n), iterations: iterations, damping: damping)
          for j in 0..<n { squares[j] += rank[j] * rank[j] }
        }
        for j in 0..<n {
          let wanted = (squares[j] / Double(heads)).squareRoot()
          #expect(abs(Double(importance[b * n + j]) - wanted) <= 2e-5 * max(wanted, 1e-4))
        }
      }
      #expect(importance.gapsAreUntouched)
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(722)
    let logits = TestTensor(.f32, [2, 5, 5], floats: generator.normals(50))
    let importance = TestTensor(.f32, [5])
    func fails(
      _ status: Status, _ argument: String, _ logits: TestTensor, temperature: Double = 0.1, iterations: Int = 5,
      damping: Double = 0, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [importance], sourceLocation: sourceLocation) {
        try Score.aim(
          $0, logits: logits.view, temperature: temperature, iterations: iterations, damping: damping,
          importance: importance.view)
      }
    }
    fails(.range, "temperature", logits, temperature: 0)
    fails(.range, "temperature", logits, temperature: -.infinity)
    fails(.range, "iterations", logits, iterations: -1)
    fails(.range, "iterations", logits, iterations: 65536)
    fails(.range, "damping", logits, damping: -0.1)
    fails(.shape, "logits", TestTensor(.f32, [2, 5, 4]))
    fails(.shape, "importance", TestTensor(.f32, [2, 6, 6], floats: generator.normals(72)))
    for value in [Float.nan, .infinity] {
      for flat in [0, 24, 25, 49] {
        let old = logits[flat]
        logits[flat] = value
        fails(.nonFinite, "logits", logits)
        logits[flat] = old
      }
    }
    logits[30] = 3e38
    fails(.value, "logits", logits)
  }

  @Test(arguments: [DType.f32, .bf16]) func isWellBehaved(dtype: DType) throws {
    var generator = SeededGenerator(723)
    let values = generator.normals(2 * 3 * 70 * 70)
    let map = TestTensor(
      dtype, [2, 3, 70, 70], floats: values.indices.map { $0 % 70 > $0 / 70 % 70 ? -.infinity : values[$0] })
    let outputs = [generator.output(.f32, [2, 70])]
    try expectWellBehaved(outputs: outputs) {
      try Score.aim(
        $0, logits: map.view, temperature: 0.1, iterations: 5, damping: 0, importance: outputs[0].view)
    }
  }
}
