// Spatial-MLLM's frame sampling against sets of cells and a greedy loop written down plainly.

import Testing

@testable import Pith

/// Greedy maximum coverage: picks and their gains.
private func plainCoverage<T: Hashable>(_ sets: [Set<T>], _ keep: Int) -> (picks: [Int], gains: [Int]) {
  var covered: Set<T> = []
  var picks: [Int] = []
  var gains: [Int] = []
  while picks.count < keep {
    let left = sets.map { $0.subtracting(covered).count }
    guard let most = left.max(), most > 0, let pick = left.firstIndex(of: most) else { break }
    picks.append(pick)
    gains.append(most)
    covered.formUnion(sets[pick])
  }
  return (picks, gains)
}

@Suite struct SpatialMLLMTests {
  struct Case {
    var points: TestTensor
    var confidence: TestTensor
    var percentile = 50.0
    var floor = 0.1
    var cells = 20
  }

  /// Cells of each frame, the box and the edge, in the arithmetic of the authors' f32 arrays.
  func reference(_ c: Case) -> (sets: [Set<[Int]>], box: [Float]) {
    let (frames, size) = (c.points.shape[0], c.points.shape[1])
    let trust = c.confidence.floats
    let points = c.points.floats
    let sorted = trust.sorted().map(Double.init)
    guard !sorted.isEmpty else { return ([Set<[Int]>](repeating: [], count: frames), [0, 0, 0, 0]) }
    let position = c.percentile / 100 * Double(sorted.count - 1)
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    let threshold = sorted[below] + (sorted[above] - sorted[below]) * (position - Double(below))
    let valid = trust.indices.filter { Double(trust[$0]) >= threshold && trust[$0] > Float(c.floor) }
    var sets = [Set<[Int]>](repeating: [], count: frames)
    guard !valid.isEmpty else { return (sets, [0, 0, 0, 0]) }
    let low = (0..<3).map { a in valid.map { points[$0 * 3 + a] }.min()! }
    let high = (0..<3).map { a in valid.map { points[$0 * 3 + a] }.max()! }
    let extents = (0..<3).map { high[$0] - low[$0] }.filter { $0 > 0 }
    let edge = extents.isEmpty ? 0 : extents.min()! / Float(c.cells)
    for i in valid {
      let cell = (0..<3).map { a in
        high[a] == low[a] ? 0 : Int(((points[i * 3 + a] - low[a]) / edge).rounded(.down))
      }
      sets[i / size].insert(cell)
    }
    return (sets, low + [edge])
  }

  func run(_ c: Case, keep: Int, _ generator: inout SeededGenerator) throws {
    let frames = c.points.shape[0]
    let (sets, box) = reference(c)
    let (picks, gains) = plainCoverage(sets, keep)
    let room = min(keep, frames)
    func outputs() -> [TestTensor] {
      [generator.output(.i32, [room]), generator.output(.i32, [1]), generator.output(.i32, [room]),
        generator.output(.i32, [frames]), generator.output(.f32, [4])]
    }
    for order in [Order.ranked, .position] {
      let out = outputs()
      try withWorkspace {
        try Video.spatialMLLM(
          $0, points: c.points.view, confidence: c.confidence.view, keep: keep, percentile: c.percentile,
          confidenceFloor: c.floor, cells: c.cells, order: order, indices: out[0].view, count: out[1].view,
          gains: out[2].view, voxels: out[3].view, box: out[4].view)
      }
      let ranks = picks.indices.sorted { order == .ranked ? $0 < $1 : picks[$0] < picks[$1] }
      #expect(out[1].ints == [picks.count])
      #expect(Array(out[0].ints.prefix(picks.count)) == ranks.map { picks[$0] })
      #expect(Array(out[2].ints.prefix(picks.count)) == ranks.map { gains[$0] })
      #expect(out[3].ints == sets.map(\.count))
      #expect(out[4].floats == box)
      for output in out { #expect(output.gapsAreUntouched) }
    }
  }

  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(341)
    for round in 0..<30 {
      let (frames, size) = (generator.int(0...9), generator.int(0...40))
      let points = generator.tensor(dtype, [frames, size, 3])
      let confidence = TestTensor(
        dtype, [frames, size], strides: generator.strides([frames, size]), floats: generator.uniforms(frames * size))
      if round % 3 == 1 {
        // Frames that see the same, equal confidences, and points on borders.
        for i in 0..<points.count { points[i] = (points[i % max(1, size * 6)] * 2).rounded() }
        for i in 0..<confidence.count { confidence[i] = Float(i % 3) / 2 }
      }
      let c = Case(
        points: points, confidence: confidence, percentile: generator.pick([0, 50, 50, 33.3, 100]),
        floor: generator.pick([0.1, 0.6, -1]), cells: generator.int(1...30))
      try run(c, keep: generator.int(0...12), &generator)
    }
  }

  /// More cells than a table of all of them could hold.
  @Test func nearlyFlatScenesAreHashed() throws {
    var generator = SeededGenerator(342)
    let points = TestTensor(.f32, [6, 50, 3])
    for i in 0..<300 {
      // Half of the points see again what the frame before saw.
      for axis in 0..<3 {
        points[i * 3 + axis] = i >= 50 && i % 2 == 0 ? points[(i - 50) * 3 + axis] : generator.normal()
      }
      if !(i >= 50 && i % 2 == 0) { points[i * 3 + 2] *= 1e-5 }
    }
    let confidence = TestTensor(.f32, [6, 50], floats: generator.uniforms(300))
    try run(Case(points: points, confidence: confidence, percentile: 10), keep: 5, &generator)
  }

  @Test func flatAxesHaveOneCell() throws {
    var generator = SeededGenerator(343)
    let points = TestTensor(.f32, [3, 8, 3], floats: generator.normals(72))
    let confidence = TestTensor(.f32, [3, 8], floats: [Float](repeating: 1, count: 24))
    for i in 0..<24 { points[i * 3 + 1] = 5 }
    try run(Case(points: points, confidence: confidence, cells: 4), keep: 3, &generator)
    for i in 0..<72 { points[i] = 2 }
    try run(Case(points: points, confidence: confidence, cells: 4), keep: 3, &generator)
  }

  @Test func extremeExtentsAreLegal() throws {
    let tiny = Float.leastNonzeroMagnitude
    let points = TestTensor(.f32, [1, 2, 3], floats: [0, 0, 0, tiny, 1e38, 1e-30])
    let confidence = TestTensor(.f32, [1, 2], floats: [1, 1])
    let indices = TestTensor(.i32, [1])
    let count = TestTensor(.i32, [1])
    let gains = TestTensor(.i32, [1])
    func run(_ workspace: Workspace) throws {
      try Video.spatialMLLM(
        workspace, points: points.view, confidence: confidence.view, keep: 1, percentile: 0, confidenceFloor: 0,
        cells: 20, order: .ranked, indices: indices.view, count: count.view, gains: gains.view, voxels: nil, box: nil)
    }
    try withWorkspace { try run($0) }
    #expect(indices.ints == [0] && count.ints == [1] && gains.ints == [2])
    points[1] = -3e38
    points[4] = 3e38
    expectError(.value, "points", outputs: [indices, count, gains]) { try run($0) }
  }

  @Test func percentilesAreThoseOfSortedNumbers() throws {
    var generator = SeededGenerator(344)
    for _ in 0..<60 {
      let (rows, cols) = (generator.int(1...5), generator.int(1...30))
      let few = generator.int(0...1) == 0
      let x = TestTensor(
        .f32, [rows, cols], floats: generator.normals(rows * cols).map { few ? $0.rounded() : $0 * 1e3 })
      let q = generator.pick([0, 25, 50, 75, 99.9, 100, Double(generator.uniform()) * 100])
      let sorted = x.floats.sorted().map(Double.init)
      let position = q / 100 * Double(sorted.count - 1)
      let below = Int(position)
      let above = min(below + 1, sorted.count - 1)
      let wanted = sorted[below] + (sorted[above] - sorted[below]) * (position - Double(below))
      let found = try withWorkspace { try $0.percentile(try $0.floatRows(x.view), q) }
      #expect(found == wanted)
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(345)
    let points = generator.tensor(.f32, [3, 8, 3])
    let confidence = TestTensor(.f32, [3, 8], floats: generator.uniforms(24))
    let indices = TestTensor(.i32, [3])
    let count = TestTensor(.i32, [1])
    let outputs = [indices, count]
    func fails(
      _ status: Status, _ argument: String, points: TestTensor, confidence: TestTensor, keep: Int = 3,
      percentile: Double = 50, floor: Double = 0.1, cells: Int = 20, gains: TestTensor? = nil,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: outputs, sourceLocation: sourceLocation) {
        try Video.spatialMLLM(
          $0, points: points.view, confidence: confidence.view, keep: keep, percentile: percentile,
          confidenceFloor: floor, cells: cells, order: .ranked, indices: indices.view, count: count.view,
          gains: gains?.view, voxels: nil, box: nil)
      }
    }
    fails(.shape, "points", points: generator.tensor(.f32, [3, 8, 2]), confidence: confidence)
    fails(.ndim, "points", points: generator.tensor(.f32, [1, 3, 8, 3]), confidence: confidence)
    fails(.shape, "confidence", points: points, confidence: TestTensor(.f32, [3, 7]))
    fails(.range, "keep", points: points, confidence: confidence, keep: -1)
    fails(.range, "percentile", points: points, confidence: confidence, percentile: 101)
    fails(.range, "percentile", points: points, confidence: confidence, percentile: .nan)
    fails(.range, "confidence_floor", points: points, confidence: confidence, floor: .infinity)
    fails(.range, "cells", points: points, confidence: confidence, cells: 0)
    fails(.shape, "gains", points: points, confidence: confidence, gains: TestTensor(.i32, [2]))
    expectNonFiniteRefused(points, "points", outputs: outputs, &generator) {
      try Video.spatialMLLM(
        $0, points: points.view, confidence: confidence.view, keep: 3, percentile: 50, confidenceFloor: 0.1, cells: 20,
        order: .ranked, indices: indices.view, count: count.view, gains: nil, voxels: nil, box: nil)
    }
    expectNonFiniteRefused(confidence, "confidence", outputs: outputs, &generator) {
      try Video.spatialMLLM(
        $0, points: points.view, confidence: confidence.view, keep: 3, percentile: 50, confidenceFloor: 0.1, cells: 20,
        order: .ranked, indices: indices.view, count: count.view, gains: nil, voxels: nil, box: nil)
    }
  }

  @Test(arguments: [1, 1e-5]) func isWellBehaved(thickness: Float) throws {
    var generator = SeededGenerator(346)
    let points = generator.tensor(.f16, [6, 60, 3])
    for i in 0..<360 { points[i * 3] *= thickness }
    let confidence = TestTensor(.bf16, [6, 60], floats: generator.uniforms(360))
    let outputs = [
      generator.output(.i32, [4]), generator.output(.i32, [1]), generator.output(.i32, [4]),
      generator.output(.i32, [6]), generator.output(.f32, [4]),
    ]
    try expectWellBehaved(outputs: outputs) {
      try Video.spatialMLLM(
        $0, points: points.view, confidence: confidence.view, keep: 4, percentile: 50, confidenceFloor: 0.1, cells: 20,
        order: .ranked, indices: outputs[0].view, count: outputs[1].view, gains: outputs[2].view,
        voxels: outputs[3].view, box: outputs[4].view)
    }
  }
}

@Suite struct SpatialMLLMCoverageTests {
  @Test func equalsThePlainForm() throws {
    var generator = SeededGenerator(351)
    for _ in 0..<60 {
      let universe = generator.int(1...60)
      let sets = (0..<generator.int(0...15)).map { _ in generator.subset(generator.int(0...universe), of: universe) }
      let keep = generator.int(0...18)
      let (picks, gains) = plainCoverage(sets.map(Set.init), keep)
      var offsets = [0]
      for set in sets { offsets.append(offsets[offsets.count - 1] + set.count) }
      let bounds = TestTensor([offsets.count], strides: [2], ints: offsets)
      let ids = TestTensor([offsets[offsets.count - 1]], ints: sets.flatMap { $0 })
      for order in [Order.ranked, .position] {
        let indices = generator.output(.i32, [sets.count])
        let found = generator.output(.i32, [sets.count])
        let count = TestTensor(.i32, [1])
        try withWorkspace {
          try Video.spatialMLLMCoverage(
            $0, offsets: bounds.view, ids: ids.view, keep: keep, order: order, indices: indices.view, count: count.view,
            gains: found.view)
        }
        let ranks = picks.indices.sorted { order == .ranked ? $0 < $1 : picks[$0] < picks[$1] }
        #expect(count.ints == [picks.count])
        #expect(Array(indices.ints.prefix(picks.count)) == ranks.map { picks[$0] })
        #expect(Array(found.ints.prefix(picks.count)) == ranks.map { gains[$0] })
        #expect(indices.gapsAreUntouched && found.gapsAreUntouched)
      }
    }
  }

  @Test func badArguments() {
    let indices = TestTensor(.i32, [3])
    let count = TestTensor(.i32, [1])
    func fails(
      _ status: Status, _ argument: String, _ offsets: [Int], _ ids: [Int], keep: Int = 3,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let bounds = TestTensor([offsets.count], ints: offsets)
      let elements = TestTensor([ids.count], ints: ids)
      expectError(status, argument, outputs: [indices, count], sourceLocation: sourceLocation) {
        try Video.spatialMLLMCoverage(
          $0, offsets: bounds.view, ids: elements.view, keep: keep, order: .ranked, indices: indices.view,
          count: count.view, gains: nil)
      }
    }
    fails(.shape, "offsets", [], [])
    fails(.index, "offsets", [1, 2], [4, 5])
    fails(.index, "offsets", [0, 1], [4, 5])
    fails(.index, "offsets", [0, 3], [4, 5])
    fails(.index, "offsets", [0, 2, 1, 2], [4, 5])
    fails(.index, "ids", [0, 2], [-1, 5])
    fails(.index, "ids", [0, 2], [5, 5])
    fails(.index, "ids", [0, 2], [6, 5])
    fails(.range, "keep", [0, 2], [4, 5], keep: -1)
  }

  @Test func capacityIsReported() throws {
    let bounds = TestTensor([3], ints: [0, 1, 2])
    let ids = TestTensor([2], ints: [7, 4])
    let indices = TestTensor(.i32, [1])
    let count = TestTensor(.i32, [1])
    expectError(.capacity, "indices", outputs: [indices]) {
      try Video.spatialMLLMCoverage(
        $0, offsets: bounds.view, ids: ids.view, keep: 9, order: .ranked, indices: indices.view, count: count.view,
        gains: nil)
    }
    #expect(count.ints == [2])
  }

  @Test func isWellBehaved() throws {
    let bounds = TestTensor([4], strides: [3], ints: [0, 3, 5, 9])
    let ids = TestTensor([9], strides: [2], ints: [1, 5, 9, 5, 9, 0, 1, 2, 3])
    let outputs = [TestTensor(.i32, [3]), TestTensor(.i32, [1]), TestTensor(.i32, [3])]
    try expectWellBehaved(outputs: outputs) {
      try Video.spatialMLLMCoverage(
        $0, offsets: bounds.view, ids: ids.view, keep: 3, order: .position, indices: outputs[0].view,
        count: outputs[1].view, gains: outputs[2].view)
    }
    #expect(outputs[1].ints == [2])
  }
}
