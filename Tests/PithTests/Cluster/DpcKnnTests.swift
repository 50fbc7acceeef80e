// Density-peaks clustering against its plain double form, its edges, its refusals.

import Testing

@testable import Pith

private struct Peaks {
  var centers: [Int]
  var assign: [Int]
  var density: [Double]
  var delta: [Double]
  var score: [Double]
}

/// The method written down: all pairs, sorts, no shortcuts.
private func referencePeaks(_ rows: PlainRows, clusters: Int, neighbours: Int, noise: [Float]?, mask: [Int]?) -> Peaks {
  let n = rows.count
  let scale = 1 / Double(max(rows.dim, 1))
  var squared = (0..<n).map { i in (0..<n).map { j in rows.squaredDistance(i, rows, j) } }
  var top = ((squared.flatMap { $0 }.max() ?? 0) * scale).root
  if let mask, mask.contains(0) {
    top += 1
    for i in 0..<n { for j in 0..<n where mask[j] == 0 { squared[i][j] = .infinity } }
  }
  var density = (0..<n).map { i in
    let nearest = squared[i].sorted().prefix(neighbours)
    let finite = nearest.filter { $0.isFinite }
    let sum = finite.reduce(0, +) * scale + Double(nearest.count - finite.count) * (top * top)
    return exponential(-sum / Double(neighbours))
  }
  for i in 0..<n {
    if let noise { density[i] += 1e-6 * Double(noise[i]) }
    if let mask, mask[i] == 0 { density[i] = 0 }
  }
  let delta = (0..<n).map { i in
    let least = (0..<n).filter { density[$0] > density[i] }.map { squared[i][$0] }.min() ?? .infinity
    return min(top, (least * scale).root)
  }
  let score = zip(density, delta).map { $0 * $1 }
  let centers = Array((0..<n).sorted { score[$0] != score[$1] ? score[$0] > score[$1] : $0 < $1 }.prefix(clusters))
  var assign = (0..<n).map { j in
    if clusters == 0 { return -1 }
    if let mask, mask[j] == 0 { return 0 }
    var best = 0
    for r in 0..<clusters where rows.squaredDistance(j, rows, centers[r]) < rows.squaredDistance(j, rows, centers[best]) {
      best = r
    }
    return best
  }
  for (rank, center) in centers.enumerated() { assign[center] = rank }
  return Peaks(centers: centers, assign: assign, density: density, delta: delta, score: score)
}

@Suite struct DpcKnn {
  private func check(
    _ tokens: TestTensor, clusters: Int, neighbours: Int, noise: TestTensor? = nil, mask: TestTensor? = nil,
    weights: TestTensor? = nil, epsilon: Double = 1e-6, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let batch = tokens.shape.count == 3 ? [tokens.shape[0]] : []
    let n = tokens.shape[tokens.shape.count - 2]
    let centers = TestTensor(.i32, batch + [clusters])
    let assign = TestTensor(.i32, batch + [n])
    let floats = (0..<4).map { _ in TestTensor(.f32, batch + [n]) }
    try withWorkspace { workspace in
      try Cluster.dpcKnn(
        workspace, tokens: tokens.view, noise: noise?.view, mask: mask?.view, tokenWeight: weights?.view,
        clusters: clusters, neighbours: neighbours, noiseScale: 1e-6, epsilon: epsilon, centers: centers.view,
        assign: assign.view, weight: floats[0].view, density: floats[1].view, delta: floats[2].view,
        score: floats[3].view)
    }
    for b in 0..<(batch.first ?? 1) {
      func part<T>(_ all: [T]) -> [T] { Array(all[b * n..<(b + 1) * n]) }
      let wanted = referencePeaks(
        PlainRows(tokens, item: b), clusters: clusters, neighbours: neighbours, noise: (noise?.floats).map(part),
        mask: (mask?.ints).map(part))
      #expect(Array(centers.ints[b * clusters..<(b + 1) * clusters]) == wanted.centers, sourceLocation: sourceLocation)
      #expect(part(assign.ints) == wanted.assign, sourceLocation: sourceLocation)
      let own = (weights?.floats).map(part) ?? [Float](repeating: 1, count: n)
      let shares = (0..<n).map { i -> Double in
        if wanted.assign[i] < 0 { return 0 }
        let sum = (0..<n).filter { wanted.assign[$0] == wanted.assign[i] }.reduce(epsilon) { $0 + Double(own[$1]) }
        return sum > 0 ? Double(own[i]) / sum : 0
      }
      for (got, all) in zip(floats, [shares, wanted.density, wanted.delta, wanted.score]) {
        for (g, w) in zip(part(got.floats), all) {
          #expect(abs(Double(g) - w) <= 1e-6 * abs(w) + 1e-38, "\(g) \(w)", sourceLocation: sourceLocation)
        }
      }
    }
  }

  @Test func equalsThePlainForm() throws {
    var generator = SeededGenerator(21)
    for round in 0..<24 {
      let n = generator.int(1...40)
      let dim = generator.int(1...18)
      let batch = generator.int(1...2)
      let lead = batch > 1 ? [batch] : []
      let tokens = TestTensor(
        generator.pick(floatDTypes), lead + [n, dim], strides: generator.strides(lead + [n, dim]),
        floats: groupedRows(batch * n, dim, groups: generator.int(1...8), spread: 0.4, &generator))
      let mask = round % 3 == 0 ? TestTensor(lead + [n], ints: (0..<batch * n).map { _ in generator.int(0...2) }) : nil
      let noise = round % 2 == 0 ? TestTensor(.f32, lead + [n], floats: generator.uniforms(batch * n)) : nil
      let weights = round % 4 == 0 ? TestTensor(.f32, lead + [n], floats: generator.uniforms(batch * n)) : nil
      try check(
        tokens, clusters: generator.int(0...n), neighbours: generator.int(1...n), noise: noise, mask: mask,
        weights: weights, epsilon: generator.pick([0, 1e-6]))
    }
  }

  /// Several tiles; groups tighter than f32 products can tell; outliers; whole numbers with many ties; the far end of f32.
  @Test func decidesWhereFloatsCannot() throws {
    var generator = SeededGenerator(22)
    let n = 150
    let dim = 6
    let tight = groupedRows(n, dim, groups: 6, spread: 1e-4, &generator).map { $0 + 30 }
    try check(TestTensor(.f32, [n, dim], floats: tight), clusters: 20, neighbours: 4)
    var outliers = groupedRows(n, dim, groups: 9, spread: 0.3, &generator)
    for i in 0..<dim { outliers[7 * dim + i] *= 1e4 }
    try check(TestTensor(.f32, [n, dim], floats: outliers), clusters: 30, neighbours: 5)
    let whole = (0..<n * 4).map { _ in Float(generator.int(0...1)) }
    try check(TestTensor(.f32, [n, 4], floats: whole), clusters: 60, neighbours: 3)
    let huge = generator.normals(40 * dim).map { $0 * 1e19 }
    try check(TestTensor(.f32, [40, dim], floats: huge), clusters: 10, neighbours: 3)
  }

  @Test func edgesAreLegal() throws {
    try check(TestTensor(.f32, [0, 3]), clusters: 0, neighbours: 1)
    try check(TestTensor(.f32, [1, 3], floats: [1, 2, 3]), clusters: 1, neighbours: 1)
    try check(TestTensor(.f32, [3, 0]), clusters: 2, neighbours: 2)
    try check(TestTensor(.f32, [4, 2], floats: [Float](repeating: 2, count: 8)), clusters: 3, neighbours: 2)
    try check(
      TestTensor(.f32, [4, 1], floats: [0, 1, 2, 3]), clusters: 4, neighbours: 4,
      mask: TestTensor([4], ints: [0, 0, 0, 0]))
    let plan = try Cluster.dpcKnnPlan(tokens: 33, rate: 1.0 / 16, neighbours: 5)
    #expect(plan.clusters == 3 && plan.neighbours == 1)
    let counted = try Cluster.dpcKnnPlan(tokens: 576, rate: 64, neighbours: 5)
    #expect(counted.clusters == 64 && counted.neighbours == 5)
  }

  @Test func badArgumentsAreNamed() {
    var generator = SeededGenerator(23)
    let tokens = generator.tensor(.f32, [6, 3])
    let centers = TestTensor(.i32, [2])
    func run(
      _ status: Status, _ argument: String, tokens given: TestTensor? = nil, noise: TestTensor? = nil,
      mask: TestTensor? = nil, weights: TestTensor? = nil, clusters: Int = 2, neighbours: Int = 2,
      scale: Double = 1e-6, epsilon: Double = 0, assign: TestTensor? = nil,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [centers] + [assign].compactMap { $0 }, sourceLocation: sourceLocation) {
        try Cluster.dpcKnn(
          $0, tokens: (given ?? tokens).view, noise: noise?.view, mask: mask?.view, tokenWeight: weights?.view,
          clusters: clusters, neighbours: neighbours, noiseScale: scale, epsilon: epsilon, centers: centers.view,
          assign: assign?.view, weight: nil, density: nil, delta: nil, score: nil)
      }
    }
    run(.range, "clusters", clusters: 7)
    run(.range, "clusters", clusters: -1)
    run(.range, "neighbours", neighbours: 0)
    run(.range, "neighbours", neighbours: 7)
    run(.range, "noise_scale", scale: .nan)
    run(.range, "epsilon", epsilon: -1)
    run(.shape, "centers", clusters: 3)
    run(.shape, "mask", mask: TestTensor([5], ints: [1, 1, 1, 1, 1]))
    run(.dtype, "mask", mask: generator.tensor(.f32, [6]))
    run(.shape, "noise", noise: generator.tensor(.f32, [7]))
    run(.ndim, "tokens", tokens: generator.tensor(.f32, [6]))
    run(.shape, "assign", assign: TestTensor(.i32, [5]))
    run(
      .value, "token_weight", weights: TestTensor(.f32, [6], floats: [1, 1, -1, 1, 1, 1]), assign: TestTensor(.i32, [6]))
    expectNonFiniteRefused(tokens, "tokens", outputs: [centers], &generator) {
      try Cluster.dpcKnn(
        $0, tokens: tokens.view, noise: nil, mask: nil, tokenWeight: nil, clusters: 2, neighbours: 2, noiseScale: 0,
        epsilon: 0, centers: centers.view, assign: nil, weight: nil, density: nil, delta: nil, score: nil)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(24)
    let tokens = TestTensor(
      .f32, [90, 20], strides: [23, 1], floats: groupedRows(90, 20, groups: 12, spread: 0.02, &generator).map { $0 + 5 })
    let mask = TestTensor([90], ints: (0..<90).map { $0 % 11 == 0 ? 0 : 1 })
    let centers = generator.output(.i32, [17])
    let assign = generator.output(.i32, [90])
    let floats = [DType.f32, .f16, .bf16, .f32].map { generator.output($0, [90]) }
    try expectWellBehaved(outputs: [centers, assign] + floats) {
      try Cluster.dpcKnn(
        $0, tokens: tokens.view, noise: nil, mask: mask.view, tokenWeight: nil, clusters: 17, neighbours: 5,
        noiseScale: 0, epsilon: 1e-6, centers: centers.view, assign: assign.view, weight: floats[0].view,
        density: floats[1].view, delta: floats[2].view, score: floats[3].view)
    }
  }
}
