// Knee, stage counts, the sigmoid schedule and G-Search's trials against plain forms.

import Foundation
import Testing

@testable import Pith

/// Doubles for a `[n]` view of f64.
private func doubles(_ values: [Double]) -> TestTensor {
  let tensor = TestTensor(.f64, [values.count])
  tensor.setElementBytes(values.map { value in withUnsafeBytes(of: value) { Array($0) } })
  return tensor
}

/// Rank and value at the knee, in rational arithmetic for integers.
func plainKnee(_ scores: [Int]) -> (Int, Int) {
  let s = scores.sorted(by: >)
  guard let first = s.first, let last = s.last else { return (-1, 0) }
  let distances = s.indices.map { abs($0 * (last - first) - (s.count - 1) * (s[$0] - first)) }
  let best = distances.firstIndex(of: distances.max()!)!
  return (best, s[best])
}

@Suite struct KneeTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(541)
    for round in 0..<60 {
      let (n, batch) = (generator.int(0...60), generator.int(1...2))
      let batched = batch > 1 || round % 2 == 0
      // Many ties, and falling curves with a real knee.
      let values = (0..<batch * n).map { _ in round % 3 == 0 ? generator.int(0...4) : 200 / generator.int(1...40) }
      let size = batched ? [batch, n] : [n]
      let scores = TestTensor(dtype, size, strides: generator.strides(size), floats: values.map(Float.init))
      let inclusive = round % 4 >= 2
      let indices = generator.output(.i32, batched ? [batch, n] : [n])
      let shape = batched ? [batch, 1] : [1]
      let (count, knee) = (TestTensor(.i32, shape), TestTensor(.i32, shape))
      let value = TestTensor(.f32, shape)
      try withWorkspace {
        try Budget.knee(
          $0, scores: scores.view, inclusive: inclusive, indices: indices.view, count: count.view, knee: knee.view,
          value: value.view)
      }
      for b in 0..<batch {
        let row = Array(values[b * n..<(b + 1) * n])
        let wanted = plainKnee(row)
        #expect(knee.ints[b] == wanted.0)
        #expect(value[b] == Float(wanted.1))
        let kept = row.indices.filter { row[$0] > wanted.1 || (inclusive && row[$0] == wanted.1) }
        #expect(count.ints[b] == kept.count)
        #expect(Array(indices.ints[b * n..<b * n + kept.count]) == kept)
      }
      #expect(indices.gapsAreUntouched)
    }
  }

  @Test func equalScoresKeepNothingOrAll() throws {
    for n in [1, 7] {
      let scores = TestTensor(.f32, [n], floats: [Float](repeating: 2.5, count: n))
      for inclusive in [false, true] {
        let (indices, count) = (TestTensor(.i32, [n]), TestTensor(.i32, [1]))
        try withWorkspace {
          try Budget.knee(
            $0, scores: scores.view, inclusive: inclusive, indices: indices.view, count: count.view, knee: nil,
            value: nil)
        }
        #expect(count.ints == [inclusive ? n : 0])
      }
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(542)
    let scores = TestTensor(.f32, [5], floats: [9, 1, 8, 1, 1])
    let (indices, count) = (TestTensor(.i32, [1]), TestTensor(.i32, [1]))
    func run(_ indices: TestTensor, _ count: TestTensor) -> (Workspace) throws -> Void {
      {
        try Budget.knee(
          $0, scores: scores.view, inclusive: false, indices: indices.view, count: count.view, knee: nil, value: nil)
      }
    }
    expectError(.capacity, "indices", outputs: [indices], run(indices, count))
    #expect(count.ints == [2])
    expectError(.shape, "count", outputs: [indices], run(indices, TestTensor(.i32, [2])))
    expectError(.dtype, "indices", outputs: [count], run(TestTensor(.f32, [5]), count))
    expectNonFiniteRefused(scores, "scores", outputs: [indices, count], &generator, run(indices, count))
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(543)
    let scores = generator.tensor(.bf16, [2, 100])
    let outputs = [
      generator.output(.i32, [2, 100]), TestTensor(.i32, [2, 1]), TestTensor(.i32, [2, 1]), TestTensor(.f16, [2, 1]),
    ]
    try expectWellBehaved(outputs: outputs) {
      try Budget.knee(
        $0, scores: scores.view, inclusive: true, indices: outputs[0].view, count: outputs[1].view,
        knee: outputs[2].view, value: outputs[3].view)
    }
  }
}

@Suite struct StageTests {
  @Test func equalsThePlainForm() throws {
    var generator = SeededGenerator(551)
    for _ in 0..<200 {
      let n = generator.int(0...3000)
      let ratios = (0..<generator.int(0...6)).map { _ in Double(generator.int(0...1000)) / 1000 }
      let view = doubles(ratios)
      let (first, successive) = (generator.output(.i32, [ratios.count]), generator.output(.i32, [ratios.count]))
      try withWorkspace {
        try Budget.pyramidDrop($0, ratios: view.view, n: n, counts: first.view)
        try Budget.vFlowOpt($0, ratios: view.view, n: n, counts: successive.view)
      }
      #expect(first.ints == ratios.map { Int(Double(n) * $0) })
      var left = n
      #expect(
        successive.ints
          == ratios.map {
            left -= Int((Double(left) * (1 - $0)).rounded(.toNearestOrEven))
            return left
          })
    }
  }

  /// In f32 these products lie on the other side of a whole number.
  @Test func productsAreInDouble() throws {
    let counts = TestTensor(.i32, [2])
    try withWorkspace { try Budget.pyramidDrop($0, ratios: doubles([0.57, 0.29]).view, n: 100, counts: counts.view) }
    #expect(counts.ints == [56, 28])
    let half = TestTensor(.f16, [2], floats: [0.5, 0.25])
    try withWorkspace { try Budget.pyramidDrop($0, ratios: half.view, n: 577, counts: counts.view) }
    #expect(counts.ints == [288, 144])
  }

  @Test func badArguments() {
    let counts = TestTensor(.i32, [2])
    func fails(_ status: Status, _ argument: String, _ ratios: TestTensor, _ n: Int = 5) {
      expectError(status, argument, outputs: [counts]) {
        try Budget.pyramidDrop($0, ratios: ratios.view, n: n, counts: counts.view)
      }
      expectError(status, argument, outputs: [counts]) {
        try Budget.vFlowOpt($0, ratios: ratios.view, n: n, counts: counts.view)
      }
    }
    fails(.value, "ratios", doubles([0.5, 1.5]))
    fails(.value, "ratios", doubles([-0.5, 0.5]))
    fails(.value, "ratios", doubles([.nan, 0.5]))
    fails(.range, "n", doubles([0.5, 0.5]), -1)
    fails(.range, "n", doubles([0.5, 0.5]), 1 << 31)
    fails(.shape, "counts", doubles([0.5]))
    fails(.dtype, "ratios", TestTensor([2], ints: [1, 1]))
    fails(.ndim, "ratios", TestTensor(.f32, [1, 2], floats: [1, 1]))
  }
}

@Suite struct SigmoidScheduleTests {
  @Test func meetsTheBudgetAndNeverRises() throws {
    var generator = SeededGenerator(561)
    for _ in 0..<60 {
      let layers = generator.int(2...40)
      let n = generator.int(1...2000)
      let steepness = Double(generator.int(1...200)) / 10
      let (low, high) = (Double(generator.int(0...40)) / 100, Double(generator.int(60...100)) / 100)
      let budget = low + (high - low) * Double(generator.int(10...90)) / 100
      let counts = generator.output(.i32, [layers])
      let rates = generator.output(.f32, [layers])
      let (center, mean) = (TestTensor(.f32, [1]), TestTensor(.f32, [1]))
      try withWorkspace {
        try Budget.gSearch(
          $0, n: n, steepness: steepness, least: low, most: high, budget: budget, counts: counts.view,
          rates: rates.view, center: center.view, mean: mean.view)
      }
      if center[0] > -4.99 && center[0] < 5.99 { #expect(abs(Double(mean[0]) - budget) < 1e-6) }
      for l in 0..<layers {
        let depth = Double(l) / Double(layers - 1)
        let rate = low + (high - low) / (1 + exp(steepness * (depth - Double(center[0]))))
        #expect(abs(Double(rates[l]) - rate) < 1e-5)
        #expect(abs(Double(counts.ints[l]) - max(1, Double(rates[l]) * Double(n))) <= 0.5 + 1e-3)
        if l > 0 { #expect(counts.ints[l] <= counts.ints[l - 1] && rates[l] <= rates[l - 1]) }
      }
    }
  }

  @Test func degenerateSchedules() throws {
    func run(_ layers: Int, _ n: Int, _ budget: Double, steepness: Double = 10, low: Double = 0.1) throws -> ([Int], Float) {
      let counts = TestTensor(.i32, [layers])
      let mean = TestTensor(.f32, [1])
      try withWorkspace {
        try Budget.gSearch(
          $0, n: n, steepness: steepness, least: low, most: 0.9, budget: budget, counts: counts.view, rates: nil,
          center: nil, mean: mean.view)
      }
      return (counts.ints, mean[0])
    }
    let none = try run(0, 100, 0.5)
    #expect(none.0.isEmpty && none.1 == 0)
    let one = try run(1, 100, 0.5)
    #expect(one.0 == [50] && one.1 == 0.5)
    let most = try run(1, 100, 1)
    #expect(most.0 == [90] && most.1 == 0.9)
    let nothing = try run(3, 0, 0.5).0
    #expect(nothing == [0, 0, 0])
    let least = try run(3, 1, 0.1).0
    #expect(least == [1, 1, 1])
    // A flat sigmoid has one rate; a rising one is held at its first.
    let flat = try run(3, 100, 0.2, steepness: 0)
    #expect(flat.0 == [50, 50, 50] && flat.1 == 0.5)
    let rising = try run(4, 1000, 0.5, steepness: -8)
    #expect(Set(rising.0).count == 1 && abs(rising.1 - 0.5) < 1e-6)
  }

  @Test func badArguments() {
    let counts = TestTensor(.i32, [4])
    func fails(
      _ argument: String, n: Int = 9, steepness: Double = 5, least: Double = 0, most: Double = 1, budget: Double = 0.5,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(.range, argument, outputs: [counts], sourceLocation: sourceLocation) {
        try Budget.gSearch(
          $0, n: n, steepness: steepness, least: least, most: most, budget: budget, counts: counts.view, rates: nil,
          center: nil, mean: nil)
      }
    }
    fails("n", n: -1)
    fails("steepness", steepness: .infinity)
    fails("r_max", most: 1.1)
    fails("r_min", least: 0.9, most: 0.5)
    fails("budget", budget: .nan)
    expectError(.shape, "rates", outputs: [counts]) {
      try Budget.gSearch(
        $0, n: 9, steepness: 1, least: 0, most: 1, budget: 1, counts: counts.view, rates: TestTensor(.f32, [3]).view,
        center: nil, mean: nil)
    }
  }

  @Test func isWellBehaved() throws {
    let outputs = [TestTensor(.i32, [28], strides: [2]), TestTensor(.f16, [28]), TestTensor(.f32, [1])]
    try expectWellBehaved(outputs: outputs) {
      try Budget.gSearch(
        $0, n: 576, steepness: 7, least: 0, most: 1, budget: 0.3, counts: outputs[0].view, rates: outputs[1].view,
        center: outputs[2].view, mean: nil)
    }
  }
}

@Suite struct TrialTests {
  /// The search with a threshold per layer finds the first level at or above it, never above the layer before.
  @Test func findsTheLeastLevel() throws {
    var generator = SeededGenerator(571)
    for _ in 0..<100 {
      let (layers, levels) = (generator.int(0...10), generator.int(1...30))
      let need = (0..<layers).map { _ in generator.int(0...levels - 1) }.sorted(by: >)
      var answers: [Int] = []
      while true {
        let rates = TestTensor(.i32, [layers])
        let trial = TestTensor(.i32, [2])
        let replies = TestTensor([answers.count], ints: answers)
        try withWorkspace {
          try Budget.gSearchTrial($0, levels: levels, answers: replies.view, rates: rates.view, trial: trial.view)
        }
        let (layer, level) = (trial.ints[0], trial.ints[1])
        if level < 0 {
          #expect(layer == layers)
          #expect(rates.ints == need)
          break
        }
        #expect(Array(rates.ints.prefix(layer)) == Array(need.prefix(layer)))
        #expect(rates.ints.dropFirst(layer).allSatisfy { $0 == -1 })
        answers.append(level >= need[layer] ? 1 : 0)
      }
      #expect(answers.count <= layers * 5)
    }
  }

  @Test func badArguments() {
    let (rates, trial) = (TestTensor(.i32, [3]), TestTensor(.i32, [2]))
    func fails(_ status: Status, _ argument: String, _ answers: [Int], levels: Int = 4) {
      expectError(status, argument, outputs: [rates, trial]) {
        try Budget.gSearchTrial(
          $0, levels: levels, answers: TestTensor([answers.count], ints: answers).view, rates: rates.view,
          trial: trial.view)
      }
    }
    fails(.range, "levels", [], levels: 0)
    fails(.value, "answers", [1, 2])
    fails(.shape, "answers", [1, 1, 0])
  }
}
