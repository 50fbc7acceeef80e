// CenterCLIP against its plain double form; the eigen-solver against what defines eigenvectors; edges and refusals.

import Testing

@testable import Pith

private func referenceMedoids(_ d: [[Double]], norms: [Double], k: Int, iterations: Int) -> ([Int], [Int]) {
  let n = d.count
  var medoids = [(0..<n).reduce(0) { norms[$1] > norms[$0] ? $1 : $0 }]
  while medoids.count < k {
    let near = (0..<n).map { i in medoids.contains(i) ? -Double.infinity : medoids.map { d[i][$0] }.min()! }
    medoids.append((0..<n).reduce(0) { near[$1] > near[$0] ? $1 : $0 })
  }
  func assign() -> [Int] {
    var result = (0..<n).map { i in (0..<k).reduce(0) { d[i][medoids[$1]] < d[i][medoids[$0]] ? $1 : $0 } }
    for (slot, medoid) in medoids.enumerated() { result[medoid] = slot }
    return result
  }
  for _ in 0..<iterations {
    let labels = assign()
    let next = (0..<k).map { slot -> Int in
      let members = (0..<n).filter { labels[$0] == slot }
      let sums = members.map { i in members.map { d[i][$0] }.reduce(0, +) }
      return members[sums.indices.reduce(0) { sums[$1] < sums[$0] ? $1 : $0 }]
    }
    if next == medoids { break }
    medoids = next
  }
  medoids.sort()
  return (medoids, assign())
}

@Suite struct CenterClip {
  @Test func medoidsEqualThePlainForm() throws {
    var generator = SeededGenerator(41)
    for round in 0..<30 {
      let n = generator.int(1...40)
      let dim = generator.int(1...12)
      let k = generator.int(1...n)
      let batch = generator.int(1...2)
      let lead = batch > 1 ? [batch] : []
      // Every third set is of whole numbers: exact ties, and copies.
      let values = round % 3 == 0
        ? (0..<batch * n * dim).map { _ in Float(generator.int(0...1)) }
        : groupedRows(batch * n, dim, groups: 7, spread: 0.5, &generator)
      let tokens = TestTensor(
        generator.pick(floatDTypes), lead + [n, dim], strides: generator.strides(lead + [n, dim]), floats: values)
      var options = CenterClipOptions()
      options.iterations = generator.pick([0, 1, 100])
      options.threshold = 0
      let medoids = generator.output(.i32, lead + [k])
      let assign = generator.output(.i32, lead + [n])
      try withWorkspace {
        try Cluster.centerClip(
          $0, tokens: tokens.view, options: options, clusters: k, medoids: medoids.view, assign: assign.view)
      }
      for b in 0..<batch {
        let x = PlainRows(tokens, item: b)
        let zero = PlainRows([Double](repeating: 0, count: dim), dim: dim, count: 1)
        let wanted = referenceMedoids(
          (0..<n).map { i in (0..<n).map { x.squaredDistance(i, x, $0).root } },
          norms: (0..<n).map { x.squaredDistance($0, zero, 0) }, k: k, iterations: options.iterations)
        #expect(Array(medoids.ints[b * k..<(b + 1) * k]) == wanted.0)
        #expect(Array(assign.ints[b * n..<(b + 1) * n]) == wanted.1)
      }
    }
  }

  /// Cosine distance sees directions only, normalisation likewise: clusters of rays.
  @Test func directionsAreClustered() throws {
    var generator = SeededGenerator(42)
    let rays: [[Float]] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    let labels = (0..<30).map { _ in generator.int(0...2) }
    let tokens = TestTensor(.f32, [30, 3], floats: labels.flatMap { label -> [Float] in
      let length = 1 + 20 * generator.uniform()
      return rays[label].map { length * ($0 + 0.02 * generator.uniform()) }
    })
    for (cosine, normalize) in [(true, false), (false, true), (true, true)] {
      var options = CenterClipOptions()
      options.cosine = cosine
      options.normalize = normalize
      let medoids = TestTensor(.i32, [3])
      let assign = TestTensor(.i32, [30])
      try withWorkspace {
        try Cluster.centerClip(
          $0, tokens: tokens.view, options: options, clusters: 3, medoids: medoids.view, assign: assign.view)
      }
      for i in 0..<30 { #expect(labels[medoids.ints[assign.ints[i]]] == labels[i]) }
    }
  }

  /// Two rings, one inside the other: no medoids of the plane tell them apart, their graph does.
  @Test(arguments: [CenterClipGraph.heat, .neighbours]) func spectralSeparatesRings(graph: CenterClipGraph) throws {
    var values: [Float] = []
    // Points of a regular polygon, by repeated rotation.
    for radius in [Float(1), 6] {
      var (x, y) = (radius, Float(0))
      for _ in 0..<24 {
        values += [x, y]
        (x, y) = (x * 0.9659258 - y * 0.2588190, x * 0.2588190 + y * 0.9659258)
      }
    }
    let tokens = TestTensor(.f32, [48, 2], floats: values)
    var options = CenterClipOptions()
    options.algorithm = .spectral
    options.graph = graph
    options.sigma = graph == .heat ? 0.7 : 2
    options.graphNeighbours = 5
    let medoids = TestTensor(.i32, [2])
    let assign = TestTensor(.i32, [48])
    try withWorkspace {
      try Cluster.centerClip(
        $0, tokens: tokens.view, options: options, clusters: 2, medoids: medoids.view, assign: assign.view)
    }
    #expect(assign.ints == (0..<48).map { $0 / 24 })
  }

  @Test func eigenvectorsAreEigenvectors() throws {
    var generator = SeededGenerator(43)
    for (n, kind) in [(1, 0), (2, 0), (3, 0), (17, 0), (40, 0), (12, 1), (20, 2), (9, 3)] {
      var a = [Double](repeating: 0, count: n * n)
      for i in 0..<n {
        for j in 0...i {
          var value = Double(generator.normal())
          if kind == 1 { value = i == j ? 1 : 0 }  // one eigenvalue n times
          if kind == 2 { value = i / 5 == j / 5 ? 1 : 0 }  // equal blocks: 5 and 0, each many times
          if kind == 3 { value = 0 }
          a[i * n + j] = value
          a[j * n + i] = value
        }
      }
      try withWorkspace { workspace in
        let copy = try workspace.allocate(n * n, of: Double.self)
        let values = try workspace.allocate(n, of: Double.self)
        let vectors = try workspace.allocate(n * n, of: Double.self)
        for i in 0..<n * n { copy[i] = a[i] }
        try workspace.symmetricEigen(copy, n, values: values, vectors: vectors)
        for p in 0..<n {
          for q in 0..<n {
            let product = (0..<n).map { vectors[p * n + $0] * vectors[q * n + $0] }.reduce(0, +)
            #expect(abs(product - (p == q ? 1 : 0)) < 1e-12)
            let image = (0..<n).map { a[q * n + $0] * vectors[p * n + $0] }.reduce(0, +)
            #expect(abs(image - values[p] * vectors[p * n + q]) < 1e-11)
          }
        }
      }
    }
  }

  @Test func segmentsAreClusteredOneByOne() throws {
    var generator = SeededGenerator(44)
    let (frames, patches, dim, segments, k) = (6, 5, 4, 2, 3)
    let n = frames / segments * patches
    let tokens = generator.tensor(.f32, [frames, 1 + patches, dim])
    func token(_ frame: Int, _ position: Int) -> [Float] {
      Array(tokens.floats[(frame * (1 + patches) + position) * dim..<(frame * (1 + patches) + position + 1) * dim])
    }
    func run(_ options: CenterClipOptions, mean: Bool, _ kept: Int, _ medoids: TestTensor?, _ assign: TestTensor?) throws -> [Float] {
      let y = generator.output(.f32, [segments, 1 + kept, dim])
      try withWorkspace {
        try Cluster.centerClipSegments(
          $0, tokens: tokens.view, options: options, segments: segments, clusters: k, mean: mean, y: y.view,
          medoids: medoids?.view, assign: assign?.view)
      }
      return y.floats
    }
    func near(_ a: [Float], _ b: [Float]) -> Bool { a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-6 } }
    func average(_ rows: [[Float]]) -> [Float] {
      (0..<dim).map { c in rows.map { $0[c] }.reduce(0, +) / Float(rows.count) }
    }
    let medoids = TestTensor(.i32, [segments, k])
    let assign = TestTensor(.i32, [segments, n])
    for algorithm in [CenterClipAlgorithm.kMedoids, .spectral] {
      var options = CenterClipOptions()
      options.algorithm = algorithm
      let picked = try run(options, mean: false, k, medoids, assign)
      let means = try run(options, mean: true, k, nil, nil)
      for s in 0..<segments {
        let flat = (0..<n).map { token(s * frames / segments + $0 / patches, 1 + $0 % patches) }
        let own = TestTensor(.i32, [k])
        let ranks = TestTensor(.i32, [n])
        options.graphNeighbours = 5 * frames / segments
        try withWorkspace {
          try Cluster.centerClip(
            $0, tokens: TestTensor(.f32, [n, dim], floats: flat.flatMap { $0 }).view, options: options, clusters: k,
            medoids: own.view, assign: ranks.view)
        }
        #expect(Array(medoids.ints[s * k..<(s + 1) * k]) == own.ints)
        #expect(Array(assign.ints[s * n..<(s + 1) * n]) == ranks.ints)
        let size = (1 + k) * dim
        let head = average((0..<frames / segments).map { token(s * frames / segments + $0, 0) })
        #expect(near(Array(picked[s * size..<(s + 1) * size]), head + own.ints.flatMap { flat[$0] }))
        let groups = (0..<k).map { r in average((0..<n).filter { ranks.ints[$0] == r }.map { flat[$0] }) }
        #expect(near(Array(means[s * size..<(s + 1) * size]), head + groups.flatMap { $0 }))
      }
    }
    var options = CenterClipOptions()
    options.algorithm = .sampling
    _ = try run(options, mean: false, k, medoids, nil)
    #expect(medoids.ints == [2, 7, 12, 2, 7, 12])
    options.algorithm = .pooling
    let pooled = try run(options, mean: false, patches, nil, nil)
    let wanted = (0..<segments).flatMap { s in
      (0...patches).flatMap { p in average((0..<frames / segments).map { token(s * frames / segments + $0, p) }) }
    }
    #expect(near(pooled, wanted))
  }

  @Test func edgesAreLegalAndBadArgumentsNamed() throws {
    var generator = SeededGenerator(45)
    let tokens = generator.tensor(.f32, [6, 3])
    let medoids = TestTensor(.i32, [2])
    let assign = TestTensor(.i32, [6])
    try withWorkspace {
      try Cluster.centerClip(
        $0, tokens: tokens.view, options: CenterClipOptions(), clusters: 0, medoids: TestTensor(.i32, [0]).view,
        assign: assign.view)
      #expect(assign.ints == [Int](repeating: -1, count: 6))
      try Cluster.centerClip(
        $0, tokens: TestTensor(.f32, [0, 3]).view, options: CenterClipOptions(), clusters: 0,
        medoids: TestTensor(.i32, [0]).view, assign: TestTensor(.i32, [0]).view)
    }
    func run(
      _ status: Status, _ argument: String, clusters: Int = 2, _ change: (inout CenterClipOptions) -> Void = { _ in },
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      var options = CenterClipOptions()
      change(&options)
      expectError(status, argument, outputs: [medoids, assign], sourceLocation: sourceLocation) {
        try Cluster.centerClip(
          $0, tokens: tokens.view, options: options, clusters: clusters, medoids: medoids.view, assign: assign.view)
      }
    }
    run(.range, "clusters", clusters: 7)
    run(.range, "clusters", clusters: -1)
    run(.shape, "medoids", clusters: 3)
    run(.range, "options.algorithm") { $0.algorithm = .pooling }
    run(.range, "options.iterations") { $0.iterations = -1 }
    run(.range, "options.threshold") { $0.threshold = .nan }
    run(.range, "options.sigma") { $0.sigma = 0 }
    run(.range, "options.graph_neighbours") { $0.graphNeighbours = -1 }
    let video = generator.tensor(.f32, [4, 3, 2])
    let y = TestTensor(.f32, [2, 3, 2])
    func segment(
      _ status: Status, _ argument: String, segments: Int = 2, clusters: Int = 2, _ algorithm: CenterClipAlgorithm = .kMedoids,
      medoids: TestTensor? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      var options = CenterClipOptions()
      options.algorithm = algorithm
      expectError(status, argument, outputs: [y], sourceLocation: sourceLocation) {
        try Cluster.centerClipSegments(
          $0, tokens: video.view, options: options, segments: segments, clusters: clusters, mean: false, y: y.view,
          medoids: medoids?.view, assign: nil)
      }
    }
    segment(.range, "segments", segments: 3)
    segment(.range, "segments", segments: 0)
    segment(.range, "clusters", clusters: 5)
    segment(.shape, "y", clusters: 1)
    segment(.unsupported, "medoids", .pooling, medoids: TestTensor(.i32, [2, 2]))
    expectNonFiniteRefused(video, "tokens", outputs: [y], &generator) {
      try Cluster.centerClipSegments(
        $0, tokens: video.view, options: CenterClipOptions(), segments: 2, clusters: 2, mean: false, y: y.view,
        medoids: nil, assign: nil)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(46)
    let tokens = TestTensor(
      .f32, [80, 20], strides: [23, 1], floats: groupedRows(80, 20, groups: 9, spread: 0.6, &generator))
    let medoids = generator.output(.i32, [12])
    let assign = generator.output(.i32, [80])
    for algorithm in [CenterClipAlgorithm.kMedoids, .spectral] {
      var options = CenterClipOptions()
      options.algorithm = algorithm
      try expectWellBehaved(outputs: [medoids, assign]) {
        try Cluster.centerClip(
          $0, tokens: tokens.view, options: options, clusters: 12, medoids: medoids.view, assign: assign.view)
      }
    }
    let video = generator.tensor(.f16, [4, 9, 6])
    let y = generator.output(.bf16, [2, 5, 6])
    try expectWellBehaved(outputs: [y]) {
      try Cluster.centerClipSegments(
        $0, tokens: video.view, options: CenterClipOptions(), segments: 2, clusters: 4, mean: true, y: y.view,
        medoids: nil, assign: nil)
    }
  }
}
