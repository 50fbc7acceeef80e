// Merging by a threshold, its calibration and its schedules, against their definitions.

import Testing

@testable import Pith

/// Best similarity and partner of every even token of an image; a class token finds nothing.
private func evenMatches(_ x: [[Float]], classToken: Bool) -> [(best: Float, to: Int)] {
  var match = mostSimilar(
    stride(from: 0, to: x.count, by: 2).map { x[$0] }, stride(from: 1, to: x.count, by: 2).map { x[$0] })
  if classToken && !match.isEmpty { match[0].best = -.infinity }
  return match
}

/// Output rows if these even tokens (by number) merge and the others come in this order.
private func assignment(_ n: Int, merging: [Int], staying: [Int], _ match: [(best: Float, to: Int)]) -> [Int] {
  var rows = [Int](repeating: 0, count: n)
  for (row, even) in staying.enumerated() { rows[2 * even] = row }
  for j in 0..<n / 2 { rows[2 * j + 1] = staying.count + j }
  for even in merging { rows[2 * even] = staying.count + match[even].to }
  return rows
}

private func metric(_ generator: inout SeededGenerator, _ dtype: DType, _ shape: [Int]) -> TestTensor {
  let tensor = generator.tensor(dtype, shape)
  let (n, dim) = (shape[shape.count - 2], shape[shape.count - 1])
  if n > 4 && generator.int(0...1) == 1 {
    for _ in 0..<n {
      let (from, to) = (generator.int(0...n - 1), generator.int(0...n - 1))
      for d in 0..<dim { tensor[to * dim + d] = tensor[from * dim + d] * 2 }
    }
  }
  return tensor
}

@Suite struct DyMUTests {
  @Test(arguments: floatDTypes) func imagesFollowTheDefinition(dtype: DType) throws {
    var generator = SeededGenerator(211)
    for _ in 0..<60 {
      let (n, dim, batch) = (generator.int(0...30), generator.int(1...8), generator.int(1...3))
      let lead = batch == 1 ? [] : [batch]
      let tokens = metric(&generator, dtype, lead + [n, dim])
      let classToken = generator.int(0...1) == 1
      let threshold = generator.pick([-2, 0, 0.3, 0.6, 0.9, 1, -Double.infinity, .infinity])
      let most = generator.pick([-1, 0, 1, 4, 100])
      let assign = generator.output(.i32, lead + [n])
      let count = generator.output(.i32, [batch])
      try withWorkspace {
        try Merge.dyMU(
          $0, metric: tokens.view, threshold: threshold, most: most, classToken: classToken, assign: assign.view,
          count: count.view)
      }
      for b in 0..<batch {
        let match = evenMatches(rows(tokens, item: b), classToken: classToken)
        var r = min(match.filter { Double($0.best) > threshold }.count, max(0, n - (classToken ? 1 : 0)) / 2)
        if most >= 0 { r = min(r, most) }
        let order = falling(match.map(\.best))
        let staying = order.dropFirst(r)
        let wanted =
          r == 0
          ? Array(0..<n)
          : assignment(n, merging: Array(order.prefix(r)), staying: classToken ? staying.sorted() : Array(staying), match)
        #expect(Array(assign.ints[b * n..<(b + 1) * n]) == wanted)
        #expect(count.ints[b] == n - r)
      }
      #expect(assign.gapsAreUntouched && count.gapsAreUntouched)
    }
  }

  @Test(arguments: floatDTypes) func batchesFollowTheDefinition(dtype: DType) throws {
    var generator = SeededGenerator(212)
    for _ in 0..<60 {
      let (n, dim, batch) = (generator.int(0...30), generator.int(1...8), generator.int(1...3))
      let lead = batch == 1 ? [] : [batch]
      let tokens = metric(&generator, dtype, lead + [n, dim])
      let classToken = generator.int(0...1) == 1
      let threshold = generator.pick([nil, nil, 0.2, 0.8])
      let remove = generator.int(-1...n)
      let epsilon = generator.pick([0, 1e-4])
      let size = TestTensor(.f32, lead + [n], floats: (0..<batch * n).map { _ in Float(generator.int(1...3)) })
      let hasSize = generator.int(0...1) == 1
      let assign = generator.output(.i32, lead + [n])
      let weight = generator.output(.f32, lead + [n])
      let count = generator.output(.i32, [batch])
      try withWorkspace {
        try Merge.dyMUBatch(
          $0, metric: tokens.view, size: hasSize ? size.view : nil, threshold: threshold, remove: remove,
          classToken: classToken, epsilon: epsilon, assign: assign.view, weight: weight.view, count: count.view)
      }
      let matches = (0..<batch).map { evenMatches(rows(tokens, item: $0), classToken: classToken) }
      let pairs = max(0, min(remove, (n - (classToken ? 1 : 0)) / 2)) * batch
      let evens = (n + 1) / 2
      let ranking = falling(matches.flatMap { $0.map(\.best) })
      let chosen = Set(ranking.prefix(pairs))
      for b in 0..<batch {
        let merging = (0..<evens).filter { even in
          if let threshold { return Double(matches[b][even].best) > threshold }
          return chosen.contains(b * evens + even)
        }
        let identity = threshold == nil && pairs == 0
        let wanted =
          identity
          ? Array(0..<n)
          : assignment(n, merging: merging, staying: (0..<evens).filter { !merging.contains($0) }, matches[b])
        #expect(Array(assign.ints[b * n..<(b + 1) * n]) == wanted)
        #expect(count.ints[b] == n - merging.count)
        let sizes = (0..<n).map { hasSize ? size[b * n + $0] : 1 }
        for i in 0..<n {
          let total = (0..<n).filter { wanted[$0] == wanted[i] }.map { sizes[$0] }.reduce(0, +)
          #expect(abs(weight[b * n + i] - sizes[i] / (total + Float(epsilon))) <= 1e-6)
        }
      }
      #expect(assign.gapsAreUntouched && count.gapsAreUntouched && weight.gapsAreUntouched)
    }
  }

  @Test func thresholdIsTheFirstValueNotMerged() throws {
    var generator = SeededGenerator(213)
    for _ in 0..<60 {
      let (n, dim, batch) = (generator.int(0...20), generator.int(1...6), generator.int(1...3))
      let tokens = metric(&generator, generator.pick(floatDTypes), [batch, n, dim])
      let classToken = generator.int(0...1) == 1
      let remove = generator.int(0...n + 1)
      let batches = generator.int(0...3)
      let threshold = TestTensor(.f32, [1])
      let mean = TestTensor(.f32, [1])
      try withWorkspace {
        try Merge.dyMUThreshold(
          $0, metric: tokens.view, remove: remove, classToken: classToken, mean: 0.25, batches: batches,
          threshold: threshold.view, newMean: mean.view)
      }
      let values = (0..<batch).flatMap { evenMatches(rows(tokens, item: $0), classToken: classToken).map(\.best) }
      let sorted = values.sorted(by: >)
      let pairs = max(0, min(remove, (n - (classToken ? 1 : 0)) / 2)) * batch
      let wanted = values.isEmpty ? 0 : max(0, pairs < sorted.count ? sorted[pairs] : sorted[sorted.count - 1])
      #expect(threshold[0] == wanted)
      #expect(mean[0] == Float((0.25 * Double(batches) + Double(wanted)) / Double(batches + 1)))
    }
  }

  @Test func schedulesAddUp() throws {
    func schedule(_ layers: Int, _ remove: Int, _ kind: Schedule) throws -> [Int] {
      let result = TestTensor(.i32, [layers], strides: [2])
      try withWorkspace {
        try Budget.dyMUSchedule($0, layers: layers, remove: remove, kind: kind, schedule: result.view)
      }
      return result.ints
    }
    #expect(try schedule(5, 12, .constant) == [3, 3, 2, 2, 2])
    #expect(try schedule(12, 504, .linear) == [84, 77, 70, 63, 56, 49, 42, 35, 28, 0, 0, 0])
    for layers in 1...30 {
      for remove in [0, 1, 5, 17, 96, 100, 384, 537, 1000] {
        for kind in [Schedule.constant, .linear, .reverseLinear] {
          let plan = try schedule(layers, remove, kind)
          #expect(plan.reduce(0, +) == remove && plan.allSatisfy { $0 >= 0 })
        }
        #expect(try schedule(layers, remove, .linear).reversed() == schedule(layers, remove, .reverseLinear))
      }
    }
    #expect(try schedule(0, 5, .linear) == [])
    let output = TestTensor(.i32, [4])
    expectError(.range, "layers", outputs: [output]) {
      try Budget.dyMUSchedule($0, layers: -1, remove: 5, kind: .linear, schedule: output.view)
    }
    expectError(.range, "remove", outputs: [output]) {
      try Budget.dyMUSchedule($0, layers: 4, remove: -5, kind: .linear, schedule: output.view)
    }
    expectError(.shape, "schedule", outputs: [output]) {
      try Budget.dyMUSchedule($0, layers: 5, remove: 5, kind: .linear, schedule: output.view)
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(214)
    let tokens = generator.tensor(.f32, [9, 3])
    let assign = TestTensor(.i32, [9])
    let count = TestTensor(.i32, [1])
    let weight = TestTensor(.f32, [9])
    let outputs = [assign, count, weight]
    expectError(.range, "threshold", outputs: outputs) {
      try Merge.dyMU(
        $0, metric: tokens.view, threshold: .nan, most: -1, classToken: false, assign: assign.view, count: count.view)
    }
    expectError(.shape, "assign", outputs: outputs) {
      try Merge.dyMU(
        $0, metric: tokens.view, threshold: 0, most: -1, classToken: false, assign: TestTensor(.i32, [8]).view,
        count: count.view)
    }
    expectNonFiniteRefused(tokens, "metric", outputs: outputs, &generator) {
      try Merge.dyMU(
        $0, metric: tokens.view, threshold: 0, most: -1, classToken: false, assign: assign.view, count: count.view)
    }
    func fails(_ status: Status, _ argument: String, size: TestTensor? = nil, epsilon: Double = 0, weight: TestTensor) {
      expectError(status, argument, outputs: outputs) {
        try Merge.dyMUBatch(
          $0, metric: tokens.view, size: size?.view, threshold: nil, remove: 2, classToken: false, epsilon: epsilon,
          assign: assign.view, weight: weight.view, count: count.view)
      }
    }
    fails(.shape, "size", size: TestTensor(.f32, [8]), weight: weight)
    fails(.nonFinite, "size", size: TestTensor(.f32, [9], floats: [1, 1, 1, 1, 1, 1, 1, 1, .nan]), weight: weight)
    fails(.range, "epsilon", epsilon: -1, weight: weight)
    fails(.range, "epsilon", epsilon: .nan, weight: weight)
    fails(.shape, "weight", weight: TestTensor(.f32, [8]))
    func badCalibration(_ argument: String, remove: Int = 1, mean: Double = 0, batches: Int = 1) {
      expectError(.range, argument, outputs: [weight]) {
        try Merge.dyMUThreshold(
          $0, metric: tokens.view, remove: remove, classToken: false, mean: mean, batches: batches,
          threshold: TestTensor(.f32, [1]).view, newMean: nil)
      }
    }
    badCalibration("remove", remove: -1)
    badCalibration("batches", batches: -1)
    badCalibration("mean", mean: .nan)
  }

  @Test func areWellBehaved() throws {
    var generator = SeededGenerator(215)
    let tokens = generator.tensor(.f16, [2, 41, 7])
    for d in 0..<7 { tokens[3 * 7 + d] = tokens[d] }
    let assign = generator.output(.i32, [2, 41])
    let weight = generator.output(.bf16, [2, 41])
    let count = generator.output(.i32, [2])
    try expectWellBehaved(outputs: [assign, count]) {
      try Merge.dyMU(
        $0, metric: tokens.view, threshold: 0.4, most: -1, classToken: true, assign: assign.view, count: count.view)
    }
    try expectWellBehaved(outputs: [assign, weight, count]) {
      try Merge.dyMUBatch(
        $0, metric: tokens.view, size: nil, threshold: nil, remove: 9, classToken: false, epsilon: 1e-4,
        assign: assign.view, weight: weight.view, count: count.view)
    }
    let threshold = generator.output(.f32, [1])
    let mean = generator.output(.f32, [1])
    try expectWellBehaved(outputs: [threshold, mean]) {
      try Merge.dyMUThreshold(
        $0, metric: tokens.view, remove: 9, classToken: false, mean: 0.5, batches: 2, threshold: threshold.view,
        newMean: mean.view)
    }
  }
}
