// Clustered retrieval: order of clusters and members, choice of k, capacities, refusals; and the elbow rule.

import Testing

@testable import Pith

@Suite struct Crag {
  /// The outputs of one call; every one of them present.
  struct Outputs {
    var labels: TestTensor
    var clusters: TestTensor
    var sizes: TestTensor
    var members: TestTensor
    var representatives: TestTensor
    var clusterCount = TestTensor(.i32, [1])
    var representativeCount = TestTensor(.i32, [1])
    var centers: TestTensor
    var inertia = TestTensor(.f32, [1])
    var iterations = TestTensor(.i32, [1])

    init(n: Int, dim: Int, clusters: Int, representatives: Int) {
      labels = TestTensor(.i32, [n])
      self.clusters = TestTensor(.i32, [clusters], strides: [2])
      sizes = TestTensor(.i32, [clusters])
      members = TestTensor(.i32, [n], strides: [3])
      self.representatives = TestTensor(.i32, [representatives])
      centers = TestTensor(.f32, [clusters, dim])
    }

    var all: [TestTensor] {
      [labels, clusters, sizes, members, representatives, clusterCount, representativeCount, centers, inertia, iterations]
    }

    /// Those that an error leaves alone.
    var results: [TestTensor] { [labels, clusters, sizes, members, representatives, centers, inertia, iterations] }
  }

  func run(
    _ workspace: Workspace, _ x: TestTensor, given: TestTensor? = nil, kMin: Int, kMax: Int, normalize: Bool = false,
    perCluster: Int = 1, order: Order = .position, maxIterations: Int = 300, tolerance: Double = 1e-4, _ out: Outputs
  ) throws {
    try Cluster.crag(
      workspace, embeddings: x.view, initialCenters: given?.view, kMin: kMin, kMax: kMax, normalize: normalize,
      perCluster: perCluster, order: order, maxIterations: maxIterations, tolerance: tolerance, labels: out.labels.view,
      clusters: out.clusters.view, sizes: out.sizes.view, members: out.members.view,
      representatives: out.representatives.view, clusterCount: out.clusterCount.view,
      representativeCount: out.representativeCount.view, centers: out.centers.view, inertia: out.inertia.view,
      iterations: out.iterations.view)
  }

  func elbow(_ inertia: [Double]) -> Int {
    let last = inertia.last!
    let drop = inertia[0] - last
    if inertia.count == 1 || drop == 0 { return 0 }
    var best = 0
    var greatest = -Double.infinity
    for (i, value) in inertia.enumerated() {
      let below = (1 - Double(i) / Double(inertia.count - 1)) - (value - last) / drop
      if below > greatest { (greatest, best) = (below, i) }
    }
    return best
  }

  @Test func ordersClustersMembersAndRepresentatives() throws {
    var generator = SeededGenerator(11)
    for round in 0..<40 {
      let n = generator.int(1...40)
      let dim = generator.int(1...12)
      let kMax = generator.int(1...8)
      let kMin = round % 2 == 0 ? kMax : generator.int(1...kMax)
      let normalize = generator.int(0...1) == 1
      let perCluster = generator.int(0...4)
      let order: Order = generator.pick([.position, .ranked])
      let spread: Float = generator.pick([0, 0.5])
      let x = TestTensor(
        generator.pick(floatDTypes), [n, dim], strides: generator.strides([n, dim]),
        floats: groupedRows(n, dim, groups: 5, spread: spread, &generator))
      var points = PlainRows(x)
      if normalize {
        for i in 0..<n {
          let square = points.values[i * dim..<(i + 1) * dim].map { $0 * $0 }.reduce(0, +)
          for p in i * dim..<(i + 1) * dim where square > 0 {
            points.values[p] = Double(Float(points.values[p] * (1 / square.squareRoot())))
          }
        }
      }
      let picks = referenceFarthestPoints(points, k: kMax)
      func fit(_ k: Int) -> ReferenceKMeans {
        referenceKMeans(points, centers: points.picked(Array(picks.prefix(k))), maxIterations: 300, tolerance: 1e-4)
      }
      let least = min(kMin, picks.count)
      let k = least + elbow((least...picks.count).map { fit($0).inertia })
      let wanted = fit(k)
      let out = Outputs(n: n, dim: dim, clusters: kMax, representatives: min(kMax * perCluster, n))
      try withWorkspace { workspace in
        try run(
          workspace, x, kMin: kMin, kMax: kMax, normalize: normalize, perCluster: perCluster, order: order, out)
      }
      #expect(out.clusterCount.ints == [k])
      #expect(out.labels.ints == wanted.labels)
      #expect(out.iterations.ints == [wanted.iterations])
      let groups = (0..<k).map { label in (0..<n).filter { wanted.labels[$0] == label } }
      #expect(Array(out.sizes.ints.prefix(k)) == groups.map(\.count))
      let clusters = (0..<k).sorted {
        (-groups[$0].count, groups[$0].first ?? n, $0) < (-groups[$1].count, groups[$1].first ?? n, $1)
      }
      #expect(Array(out.clusters.ints.prefix(k)) == clusters)
      let ranked = clusters.map { label in
        groups[label].sorted {
          (points.squaredDistance($0, wanted.centers, label), $0)
            < (points.squaredDistance($1, wanted.centers, label), $1)
        }
      }
      #expect(out.members.ints == Array(ranked.joined()))
      let representatives = ranked.flatMap { members -> [Int] in
        let nearest = Array(members.prefix(perCluster))
        return order == .position ? nearest.sorted() : nearest
      }
      #expect(out.representativeCount.ints == [representatives.count])
      #expect(Array(out.representatives.ints.prefix(representatives.count)) == representatives)
    }
  }

  @Test func emptyInputHasNoClusters() throws {
    let out = Outputs(n: 0, dim: 4, clusters: 0, representatives: 0)
    try withWorkspace { try run($0, TestTensor(.f32, [0, 4]), kMin: 2, kMax: 5, out) }
    #expect(out.clusterCount.ints == [0] && out.representativeCount.ints == [0])
  }

  @Test func zeroRowsSurviveNormalisation() throws {
    let out = Outputs(n: 3, dim: 2, clusters: 3, representatives: 3)
    let x = TestTensor(.f32, [3, 2], floats: [0, 0, 5, 0, 9, 0])
    try withWorkspace { try run($0, x, kMin: 3, kMax: 3, normalize: true, out) }
    #expect(out.clusterCount.ints == [2])
    #expect(out.labels.ints[1] == out.labels.ints[2] && out.labels.ints[0] != out.labels.ints[1])
  }

  @Test func badArgumentsAreNamed() {
    var generator = SeededGenerator(12)
    let x = generator.tensor(.f32, [9, 3])
    func check(
      _ status: Status, _ argument: String, _ x: TestTensor? = nil, given: TestTensor? = nil, kMin: Int = 2, kMax: Int = 3,
      perCluster: Int = 1, maxIterations: Int = 5, tolerance: Double = 0, out: Outputs? = nil,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let out = out ?? Outputs(n: 9, dim: 3, clusters: 3, representatives: 3)
      expectError(status, argument, outputs: out.all, sourceLocation: sourceLocation) { workspace in
        try run(
          workspace, x ?? generator.tensor(.f32, [9, 3]), given: given, kMin: kMin, kMax: kMax, perCluster: perCluster,
          maxIterations: maxIterations, tolerance: tolerance, out)
      }
    }
    check(.range, "k_min", kMin: 0)
    check(.range, "k_max", kMin: 3, kMax: 2)
    check(.range, "k_max", kMax: Int.max)
    check(.range, "per_cluster", perCluster: -1)
    check(.range, "max_iterations", maxIterations: -1)
    check(.range, "tolerance", tolerance: .nan)
    check(.range, "k_max", given: generator.tensor(.f32, [3, 3]))
    check(.shape, "initial_centers", given: generator.tensor(.f32, [2, 3]), kMin: 3)
    check(.ndim, "embeddings", generator.tensor(.f32, [1, 9, 3]))
    check(.shape, "labels", generator.tensor(.f32, [8, 3]))
    check(.shape, "centers", out: Outputs(n: 9, dim: 4, clusters: 3, representatives: 3))
    let out = Outputs(n: 9, dim: 3, clusters: 3, representatives: 3)
    expectNonFiniteRefused(x, "embeddings", outputs: out.all, &generator) { workspace in
      try run(workspace, x, kMin: 2, kMax: 3, out)
    }
  }

  /// A capacity error tells what is needed and writes nothing else.
  @Test func smallCapacitiesAreReported() {
    let x = TestTensor(.f32, [4, 1], floats: [0, 1, 10, 11])
    for (argument, clusters, representatives) in [("clusters", 1, 9), ("representatives", 2, 3)] {
      let out = Outputs(n: 4, dim: 1, clusters: clusters, representatives: representatives)
      expectError(.capacity, argument, outputs: out.results) { workspace in
        try run(workspace, x, kMin: 2, kMax: 2, perCluster: 2, out)
      }
      #expect(out.clusterCount.ints == [2] && out.representativeCount.ints == [4])
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(13)
    let x = TestTensor(.f16, [50, 9], floats: groupedRows(50, 9, groups: 6, spread: 0.4, &generator))
    let out = Outputs(n: 50, dim: 9, clusters: 7, representatives: 14)
    try expectWellBehaved(outputs: out.all) { workspace in
      try run(workspace, x, kMin: 2, kMax: 7, normalize: true, perCluster: 2, out)
    }
  }

  @Test func elbowIsFarthestBelowTheChord() throws {
    var generator = SeededGenerator(14)
    func check(_ values: [Float], kMin: Int, sourceLocation: SourceLocation = #_sourceLocation) throws {
      let n = values.count
      let inertia = TestTensor(.f32, [n], strides: [2], floats: values)
      let distance = generator.output(.f32, [n])
      let k = TestTensor(.i32, [1])
      try withWorkspace { workspace in
        try Cluster.elbow(workspace, inertia: inertia.view, kMin: kMin, distance: distance.view, k: k.view)
      }
      #expect(k.ints == [kMin + elbow(values.map(Double.init))], sourceLocation: sourceLocation)
      let first = Double(values[0])
      let last = Double(values[n - 1])
      for i in 0..<n {
        let wanted =
          n == 1 || first == last ? 0 : 1 - Double(i) / Double(n - 1) - (Double(values[i]) - last) / (first - last)
        #expect(abs(Double(distance[i]) - wanted) < 1e-6 * (1 + abs(wanted)), sourceLocation: sourceLocation)
      }
    }
    for _ in 0..<50 {
      try check((0..<generator.int(1...20)).map { _ in generator.uniform() }.sorted(by: >), kMin: generator.int(1...9))
    }
    try check([5], kMin: 3)
    try check([5, 5, 5], kMin: 2)
    try check([5, 9, 5], kMin: 2)
    try check([8, 4, 0], kMin: 1)
    let k = TestTensor(.i32, [1])
    let inertia = TestTensor(.f32, [2], floats: [2, 1])
    expectError(.range, "k_min", outputs: [k]) {
      try Cluster.elbow($0, inertia: inertia.view, kMin: 0, distance: nil, k: k.view)
    }
    expectError(.range, "k_min", outputs: [k]) {
      try Cluster.elbow($0, inertia: inertia.view, kMin: Int(Int32.max), distance: nil, k: k.view)
    }
    expectError(.shape, "inertia", outputs: [k]) {
      try Cluster.elbow($0, inertia: TestTensor(.f32, [0]).view, kMin: 1, distance: nil, k: k.view)
    }
    expectNonFiniteRefused(inertia, "inertia", outputs: [k], &generator) {
      try Cluster.elbow($0, inertia: inertia.view, kMin: 1, distance: nil, k: k.view)
    }
    try expectWellBehaved(outputs: [k]) {
      try Cluster.elbow($0, inertia: inertia.view, kMin: 1, distance: nil, k: k.view)
    }
  }
}
