// DivPrune and farthest point against a naive walk in double: every pick must be the farthest token, up to rounding.

import Testing

@testable import Pith

/// Cosine (norm zero: 0) or squared Euclidean distance, in double.
func distance(_ x: [Float], _ y: [Float], _ metric: Metric) -> Double {
  var dot = 0.0
  var xx = 0.0
  var yy = 0.0
  var difference = 0.0
  for (a, b) in zip(x, y) {
    dot += Double(a) * Double(b)
    xx += Double(a) * Double(a)
    yy += Double(b) * Double(b)
    difference += (Double(a) - Double(b)) * (Double(a) - Double(b))
  }
  switch metric {
  case .squaredEuclidean: return difference
  case .cosine: return xx == 0 || yy == 0 ? 1 : 1 - dot / (xx.squareRoot() * yy.squareRoot())
  }
}

/// Rows of one batch item.
func rows(_ tensor: TestTensor, item: Int) -> [[Float]] {
  let n = tensor.shape[tensor.shape.count - 2]
  let dim = tensor.shape[tensor.shape.count - 1]
  let values = tensor.floats
  return (0..<n).map { i in (0..<dim).map { values[(item * n + i) * dim + $0] } }
}

/// Checks a walk. Without a seed the first pick must have the farthest nearest neighbour.
func expectFarthestWalk(
  _ picks: [Int], _ tokens: [[Float]], _ metric: Metric, seed: Int?, tolerance: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let n = tokens.count
  #expect(Set(picks).count == picks.count, "repeated picks", sourceLocation: sourceLocation)
  guard let first = picks.first else { return }
  if let seed {
    #expect(first == seed, sourceLocation: sourceLocation)
  } else if n > 1 {
    let nearest = (0..<n).map { j in
      (0..<n).filter { $0 != j }.map { distance(tokens[$0], tokens[j], metric) }.min()!
    }
    #expect(nearest[first] >= nearest.max()! - tolerance, sourceLocation: sourceLocation)
  }
  var values = [Double](repeating: .infinity, count: n)
  for (t, pick) in picks.enumerated() {
    if t > 0 {
      let best = (0..<n).filter { !picks[..<t].contains($0) }.map { values[$0] }.max()!
      #expect(values[pick] >= best - tolerance * max(1, best), "pick \(t)", sourceLocation: sourceLocation)
    }
    for j in 0..<n { values[j] = min(values[j], distance(tokens[pick], tokens[j], metric)) }
  }
}

@Suite struct DivPruneTests {
  func divPrune(_ tokens: TestTensor, _ keep: Int, _ order: Order = .ranked, threads: Int = 1) throws -> [Int] {
    let indices = TestTensor(.i32, [keep])
    try withWorkspace(threads: threads) {
      try Select.divPrune($0, tokens: tokens.view, keep: keep, order: order, indices: indices.view)
    }
    return indices.ints
  }

  @Test(arguments: floatDTypes) func everyPickIsTheFarthest(dtype: DType) throws {
    var generator = SeededGenerator(11)
    for _ in 0..<25 {
      let n = generator.int(1...40)
      let dim = generator.int(1...24)
      let batch = generator.int(1...3)
      let keep = generator.int(0...n)
      let batched = batch > 1 || generator.int(0...1) == 1
      let tokens = generator.tensor(dtype, batched ? [batch, n, dim] : [n, dim])
      let shape = batched ? [batch, keep] : [keep]
      let ranked = generator.output(.i32, shape)
      let ascending = generator.output(.i32, shape)
      try withWorkspace { workspace in
        try Select.divPrune(workspace, tokens: tokens.view, keep: keep, order: .ranked, indices: ranked.view)
        try Select.divPrune(workspace, tokens: tokens.view, keep: keep, order: .position, indices: ascending.view)
      }
      #expect(ranked.gapsAreUntouched && ascending.gapsAreUntouched)
      for b in 0..<(batched ? batch : 1) {
        let picks = Array(ranked.ints[b * keep..<(b + 1) * keep])
        expectFarthestWalk(picks, rows(tokens, item: b), .cosine, seed: nil, tolerance: 1e-5)
        #expect(Array(ascending.ints[b * keep..<(b + 1) * keep]) == picks.sorted())
      }
    }
  }

  /// More rows than one block of the product, so that tiles above, on and below the diagonal all occur.
  @Test func manyTokens() throws {
    var generator = SeededGenerator(12)
    let tokens = generator.tensor(.f32, [260, 5])
    expectFarthestWalk(try divPrune(tokens, 12), rows(tokens, item: 0), .cosine, seed: nil, tolerance: 1e-5)
  }

  /// The walk that looks at all pairs: cosines of the stored matrix, an exact first pick, then one row per pick.
  private func plainWalk(_ tokens: TestTensor, _ keep: Int, seed: Int?) throws -> [Int] {
    try withWorkspace { workspace in
      let x = try workspace.floatRows(tokens.view)
      let n = x.rows
      let nearest = try workspace.allocate(n, of: Float.self)
      let stored = try workspace.similarityRows(x, store: true, nearest: nearest)
      var first = seed ?? 0
      if seed == nil { for i in 1..<n where 1 - nearest[i] > 1 - nearest[first] { first = i } }
      let picks = try workspace.allocate(keep, of: Int32.self)
      try workspace.pick(
        keep, from: first, by: .farthest, stored, try workspace.greedyWalk(n), WalkProgress(done: 0, total: keep),
        into: picks)
      return (0..<keep).map { Int(picks[$0]) }
    }
  }

  /// Tokens around a few centres, copies among them.
  private func clustered(_ n: Int, _ dim: Int, centers: Int, spread: Float, _ generator: inout SeededGenerator) -> TestTensor {
    let center = generator.tensor(.f32, [centers, dim]).floats
    var values = generator.tensor(.f32, [n, dim]).floats
    for i in 0..<n {
      let c = generator.int(0...centers - 1)
      for p in 0..<dim { values[i * dim + p] = center[c * dim + p] + spread * values[i * dim + p] }
      if i > 0 && generator.int(0...9) == 0 {
        let other = generator.int(0...i - 1)
        for p in 0..<dim { values[i * dim + p] = values[other * dim + p] }
      }
    }
    return TestTensor(.f32, [n, dim], floats: values)
  }

  /// Bounds leave out pairs, never picks: to the index what the full walk gives, also when the lazy one gives up half-way.
  @Test(arguments: [1, 2]) func equalsTheFullWalk(threads: Int) throws {
    var generator = SeededGenerator(16)
    for (n, dim, centers, spread) in [
      (90, 3, 5, Float(0.1)), (150, 2, 7, 0), (120, 20, 9, 0.5), (120, 40, 120, 1), (70, 1500, 6, 0.7), (17, 9, 3, 1),
    ] {
      let tokens = clustered(n, dim, centers: centers, spread: spread, &generator)
      for keep in [1, 2, n / 8, n / 2, n] {
        #expect(try divPrune(tokens, keep, threads: threads) == plainWalk(tokens, keep, seed: nil), "\(n) \(dim) \(keep)")
        let seed = generator.int(0...n - 1)
        let indices = TestTensor(.i32, [keep])
        try withWorkspace(threads: threads) {
          try Select.farthestPoint(
            $0, tokens: tokens.view, keep: keep, seed: seed, metric: .cosine, order: .ranked, indices: indices.view)
        }
        #expect(try indices.ints == plainWalk(tokens, keep, seed: seed), "\(n) \(dim) \(keep) from \(seed)")
      }
    }
  }

  @Test func storedAndComputedRowsHaveTheSameBits() throws {
    var generator = SeededGenerator(13)
    for dim in [0, 1, 7, 33] {
      let n = 45
      let tokens = generator.tensor(.f32, [n, dim])
      try withWorkspace { workspace in
        let x = try workspace.floatRows(tokens.view)
        let stored = try workspace.similarityRows(x, store: true)
        let computed = try workspace.similarityRows(x, store: false)
        for i in 0..<n {
          let one = workspace.similarityRow(i, of: stored)
          let other = workspace.similarityRow(i, of: computed)
          for j in 0..<n { #expect(one[j].bitPattern == other[j].bitPattern) }
        }
      }
    }
  }

  @Test func nothingOneAndAll() throws {
    var generator = SeededGenerator(14)
    #expect(try divPrune(TestTensor(.f32, [0, 4]), 0) == [])
    #expect(try divPrune(generator.tensor(.f32, [1, 4]), 1) == [0])
    #expect(try divPrune(generator.tensor(.f32, [9, 4]), 0) == [])
    #expect(try divPrune(generator.tensor(.f32, [9, 4]), 9, .position) == Array(0..<9))
    #expect(try divPrune(TestTensor(.f32, [3, 0]), 3, .ranked) == [0, 1, 2])
  }

  @Test func tiesGoToTheLowerIndex() throws {
    // Four directions at right angles, each twice: every nearest neighbour is a duplicate.
    let axes: [[Float]] = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    let tokens = TestTensor(.f32, [8, 4], floats: axes.flatMap { $0 } + axes.flatMap { $0 }.map { $0 * 2 })
    #expect(try divPrune(tokens, 8) == [0, 1, 2, 3, 4, 5, 6, 7])
    // Identical tokens: nothing is picked twice.
    #expect(try divPrune(TestTensor(.f32, [5, 2], floats: [Float](repeating: 3, count: 10)), 5).sorted() == [0, 1, 2, 3, 4])
  }

  @Test func normZeroIsAtDistanceOne() throws {
    // Token 2 has no direction: distance 1 to all. Token 3 is opposite to 0 and 1.
    let tokens = TestTensor(.f32, [4, 2], floats: [1, 0, 1, 0.1, 0, 0, -1, 0])
    #expect(try divPrune(tokens, 4) == [2, 0, 3, 1])
    // A norm whose square is zero in f32 still has a direction.
    let tiny = TestTensor(.f32, [3, 2], floats: [1e-30, 0, 1, 0.1, 0, 1e-30])
    #expect(try divPrune(tiny, 2) == [2, 0])
    let huge = TestTensor(.f32, [3, 2], floats: [1e30, 0, 1, 0.1, 0, 1e30])
    #expect(try divPrune(huge, 2) == [2, 0])
  }

  @Test func badArguments() {
    var generator = SeededGenerator(15)
    let tokens = generator.tensor(.f32, [6, 4])
    let indices = TestTensor(.i32, [3])
    func fails(
      _ status: Status, _ argument: String, _ tokens: Tensor, _ keep: Int, _ indices: TestTensor, says: String? = nil
    ) {
      expectError(status, argument, outputs: [indices], says: says) {
        try Select.divPrune($0, tokens: tokens, keep: keep, order: .ranked, indices: indices.view)
      }
    }
    fails(.range, "keep", tokens.view, 7, indices, says: "keep: expected 0 to N, got 7")
    fails(.range, "keep", tokens.view, -1, indices)
    fails(.range, "keep", tokens.view, Int.min, indices)
    fails(.shape, "indices", tokens.view, 2, indices, says: "indices: expected [keep] or [B, keep], got [3]")
    fails(.dtype, "indices", tokens.view, 3, TestTensor(.f32, [3]))
    fails(.shape, "indices", tokens.view, 3, TestTensor(.i32, [1, 3]))
    fails(.ndim, "tokens", TestTensor(.f32, [6]).view, 3, indices)
    fails(.dtype, "tokens", TestTensor(.i32, [6, 4]).view, 3, indices)
    expectNonFiniteRefused(tokens, "tokens", outputs: [indices], &generator) {
      try Select.divPrune($0, tokens: tokens.view, keep: 3, order: .ranked, indices: indices.view)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(16)
    let tokens = generator.tensor(.bf16, [2, 50, 9])
    let indices = generator.output(.i32, [2, 20])
    try expectWellBehaved(outputs: [indices]) {
      try Select.divPrune($0, tokens: tokens.view, keep: 20, order: .ranked, indices: indices.view)
    }
  }

  @Test func canBeCancelled() throws {
    var generator = SeededGenerator(17)
    let tokens = generator.tensor(.f32, [20, 4])
    let indices = TestTensor(.i32, [5])
    expectError(.cancelled, "context", outputs: [indices]) {
      $0.cancel()
      try Select.divPrune($0, tokens: tokens.view, keep: 5, order: .ranked, indices: indices.view)
    }
  }
}

@Suite struct FarthestPointTests {
  @Test(arguments: [Metric.cosine, .squaredEuclidean]) func everyPickIsTheFarthest(metric: Metric) throws {
    var generator = SeededGenerator(21)
    for _ in 0..<25 {
      let n = generator.int(1...40)
      let dim = generator.int(1...20)
      let keep = generator.int(0...n)
      let seed = generator.int(0...n - 1)
      let tokens = generator.tensor(generator.pick(floatDTypes), [2, n, dim])
      let indices = generator.output(.i32, [2, keep])
      try withWorkspace {
        try Select.farthestPoint(
          $0, tokens: tokens.view, keep: keep, seed: seed, metric: metric, order: .ranked, indices: indices.view)
      }
      for b in 0..<2 {
        let picks = Array(indices.ints[b * keep..<(b + 1) * keep])
        expectFarthestWalk(picks, rows(tokens, item: b), metric, seed: seed, tolerance: 1e-5)
      }
    }
  }

  /// The two ways to a row of cosines change at keep = N / 16.
  @Test func fewAndManyPicksAgree() throws {
    var generator = SeededGenerator(22)
    let tokens = generator.tensor(.f32, [64, 6])
    let few = TestTensor(.i32, [4])
    let many = TestTensor(.i32, [40])
    for indices in [few, many] {
      try withWorkspace {
        try Select.farthestPoint(
          $0, tokens: tokens.view, keep: indices.count, seed: 3, metric: .cosine, order: .ranked, indices: indices.view)
      }
    }
    #expect(Array(many.ints.prefix(4)) == few.ints)
  }

  @Test func distancesFarFromTheOriginKeepTheirDigits() throws {
    // Around 4096 a sum of norms and products would round these distances away.
    let tokens = TestTensor(.f32, [4, 1], floats: [4096, 4096.25, 4097, 4096.5])
    let indices = TestTensor(.i32, [4])
    try withWorkspace {
      try Select.farthestPoint(
        $0, tokens: tokens.view, keep: 4, seed: 0, metric: .squaredEuclidean, order: .ranked, indices: indices.view)
    }
    #expect(indices.ints == [0, 2, 3, 1])
  }

  @Test func badArguments() throws {
    let tokens = TestTensor(.f32, [4, 2], floats: [1, 2, 3, 4, 5, 6, 7, 8])
    let indices = TestTensor(.i32, [2])
    for seed in [-1, 4, Int.max] {
      expectError(.range, "seed", outputs: [indices]) {
        try Select.farthestPoint(
          $0, tokens: tokens.view, keep: 2, seed: seed, metric: .cosine, order: .ranked, indices: indices.view)
      }
    }
    expectError(.range, "keep", outputs: [indices]) {
      try Select.farthestPoint(
        $0, tokens: tokens.view, keep: 5, seed: 0, metric: .cosine, order: .ranked, indices: indices.view)
    }
    // Without picks there is no seed to check.
    try withWorkspace {
      try Select.farthestPoint(
        $0, tokens: tokens.view, keep: 0, seed: 99, metric: .cosine, order: .ranked, indices: TestTensor(.i32, [0]).view)
    }
  }

  @Test(arguments: [Metric.cosine, .squaredEuclidean]) func isWellBehaved(metric: Metric) throws {
    var generator = SeededGenerator(23)
    let tokens = generator.tensor(.f16, [2, 40, 9])
    for keep in [2, 30] {
      let indices = generator.output(.i32, [2, keep])
      try expectWellBehaved(outputs: [indices]) {
        try Select.farthestPoint(
          $0, tokens: tokens.view, keep: keep, seed: 7, metric: metric, order: .position, indices: indices.view)
      }
    }
  }
}
