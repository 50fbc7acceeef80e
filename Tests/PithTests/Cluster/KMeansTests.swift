// k-means against its plain double form, its edges, its refusals.

import CPith
import Testing

@testable import Pith

@Suite struct KMeans {
  /// Runs k-means and compares with the reference from the same centres.
  func check(
    _ points: TestTensor, n: Int, dim: Int, k: Int, given: TestTensor?, maxIterations: Int = 300,
    tolerance: Double = 1e-4, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let batched = points.shape.count == 3
    let batch = batched ? points.shape[0] : 1
    func output(_ dtype: DType, _ shape: [Int]) -> TestTensor { TestTensor(dtype, batched ? [batch] + shape : shape) }
    let labels = output(.i32, [n])
    let centers = output(.f32, [k, dim])
    let inertia = output(.f32, [1])
    let iterations = output(.i32, [1])
    let count = output(.i32, [1])
    try withWorkspace { workspace in
      try Cluster.kMeans(
        workspace, points: points.view, initialCenters: given?.view, k: k, maxIterations: maxIterations,
        tolerance: tolerance, labels: labels.view, centers: centers.view, inertia: inertia.view,
        iterations: iterations.view, count: count.view)
    }
    for b in 0..<batch {
      let mine = PlainRows(points, item: b)
      let start =
        given.map { PlainRows($0, item: b) } ?? mine.picked(referenceFarthestPoints(mine, k: k))
      let wanted = referenceKMeans(mine, centers: start, maxIterations: maxIterations, tolerance: tolerance)
      #expect(Array(labels.ints[b * n..<(b + 1) * n]) == wanted.labels, sourceLocation: sourceLocation)
      #expect(iterations.ints[b] == wanted.iterations, sourceLocation: sourceLocation)
      #expect(count.ints[b] == start.count, sourceLocation: sourceLocation)
      #expect(close(inertia[b], wanted.inertia), "\(inertia[b]) \(wanted.inertia)", sourceLocation: sourceLocation)
      let scale = wanted.centers.values.map(abs).max() ?? 0
      let got = centers.floats[b * k * dim..<b * k * dim + start.count * dim].map(Double.init)
      let error = zip(got, wanted.centers.values).map { abs($0 - $1) }.max() ?? 0
      #expect(error <= 1e-6 * scale, sourceLocation: sourceLocation)
    }
  }

  func close(_ got: Float, _ wanted: Double) -> Bool {
    got == Float(wanted) || abs(Double(got) - wanted) <= 1e-6 * abs(wanted) + 1e-40
  }

  @Test func equalsThePlainForm() throws {
    var generator = SeededGenerator(1)
    for round in 0..<40 {
      let n = generator.int(1...40)
      let dim = generator.int(1...20)
      let k = generator.int(1...min(n, 9))
      let batch = generator.int(1...3)
      let shape = batch > 1 ? [batch, n, dim] : [n, dim]
      let points = TestTensor(
        generator.pick(floatDTypes), shape, strides: generator.strides(shape),
        floats: groupedRows(batch * n, dim, groups: generator.int(1...12), spread: 0.5, &generator))
      let centers = batch > 1 ? [batch, k, dim] : [k, dim]
      let given = round % 2 == 0 ? nil : generator.tensor(generator.pick(floatDTypes), centers)
      try check(
        points, n: n, dim: dim, k: k, given: given, maxIterations: generator.pick([0, 1, 2, 300]),
        tolerance: generator.pick([0, 1e-4, 0.1]))
    }
  }

  /// Enough rows and centres for several panels, blocks and threads.
  @Test func equalsThePlainFormAtSize() throws {
    var generator = SeededGenerator(2)
    for (n, dim, k, spread) in [(260, 20, 30, Float(0.3)), (150, 8, 70, 1), (60, 600, 4, 3)] {
      let points = TestTensor(
        .f32, [n, dim], floats: groupedRows(n, dim, groups: 30, spread: spread, &generator))
      try check(points, n: n, dim: dim, k: k, given: nil)
      let given = TestTensor(.f32, [k, dim], floats: Array(points.floats.prefix(k * dim)))
      try check(points, n: n, dim: dim, k: k, given: given, maxIterations: 8, tolerance: 0)
    }
  }

  /// The bounds only save work: a full search in every iteration gives the same bits.
  @Test func boundsDoNotChangeABit() throws {
    var generator = SeededGenerator(10)
    for (n, dim, k, groups, offset) in [(200, 6, 12, 9, Float(0)), (150, 30, 6, 40, 3), (90, 4, 30, 5, 500), (60, 2, 2, 2, 0)] {
      let values = groupedRows(n, dim, groups: groups, spread: 0.6, &generator).map { $0 + offset }
      try values.withUnsafeBufferPointer { buffer in
        let rows = FloatRows(base: buffer.baseAddress!, rows: n, cols: dim, stride: dim)
        try withWorkspace { workspace in
          let moments = try workspace.moments(rows)
          let search = try workspace.centerSearch(rows, moments, capacity: k)
          var results: [([Int32], [Double], Double, Int)] = []
          for bounded in [true, false] {
            let centers = try workspace.allocate(k * dim, of: Double.self)
            let labels = try workspace.allocate(n, of: Int32.self)
            workspace.widen(rows, k, nil, into: centers)
            let fit = try workspace.lloyd(
              search, moments, centers: centers, k: k, maxIterations: 100, tolerance: 0, labels: labels, bounded: bounded)
            results.append(
              (Array(UnsafeBufferPointer(start: labels, count: n)),
               Array(UnsafeBufferPointer(start: centers, count: k * dim)), fit.inertia, fit.iterations))
          }
          #expect(results[0] == results[1])
          #expect(results[0].3 > 3)
        }
      }
    }
  }

  /// Rows far from the origin, of extreme size, and whole numbers with many exact ties.
  @Test(arguments: [Float(1), 1e-30, 1e25, 3e30]) func decidesWhereFloatsCannot(scale: Float) throws {
    var generator = SeededGenerator(3)
    let n = 120
    let dim = 12
    let values = groupedRows(n, dim, groups: 8, spread: 0.7, &generator)
    try check(TestTensor(.f32, [n, dim], floats: values.map { $0 * scale }), n: n, dim: dim, k: 7, given: nil)
    try check(
      TestTensor(.f32, [n, dim], floats: values.map { (1000 + $0) * scale }), n: n, dim: dim, k: 7, given: nil)
    let whole = (0..<n * dim).map { _ in Float(generator.int(0...1)) * scale }
    try check(TestTensor(.f32, [n, dim], floats: whole), n: n, dim: dim, k: 9, given: nil)
  }

  /// Centres that differ by less than f32 can tell from the origin.
  @Test func nearCentersAreToldApart() throws {
    var generator = SeededGenerator(4)
    let dim = 8
    let base = generator.normals(dim)
    let points = TestTensor(
      .f32, [200, dim], floats: (0..<200).flatMap { _ in base.map { $0 + 1e-6 * generator.normal() } })
    try check(points, n: 200, dim: dim, k: 6, given: nil, tolerance: 0)
  }

  @Test func emptyClustersTakeTheFarthestRow() throws {
    var generator = SeededGenerator(5)
    for _ in 0..<30 {
      let n = generator.int(4...40)
      let points = generator.tensor(.f32, [n, 3])
      let k = generator.int(2...4)
      // Far away from all rows, so that nothing is assigned to it.
      let given = TestTensor(
        .f32, [k, 3], floats: (0..<3 * k).map { $0 / 3 == k - 1 ? 0 : 1000 + Float($0) })
      try check(points, n: n, dim: 3, k: k, given: given)
    }
    // Nothing to take: every row lies on its centre. The empty cluster stays where it is.
    let same = TestTensor(.f32, [5, 2], floats: [Float](repeating: 3, count: 10))
    try check(same, n: 5, dim: 2, k: 2, given: TestTensor(.f32, [2, 2], floats: [3, 3, 9, 9]))
    // The only row of a cluster is the farthest.
    let lone = TestTensor(.f32, [4, 1], floats: [0, 1, 2, 100])
    try check(lone, n: 4, dim: 1, k: 3, given: TestTensor(.f32, [3, 1], floats: [1, 60, 500]))
  }

  @Test func fewerDistinctRowsMakeFewerClusters() throws {
    let points = TestTensor(.f32, [6, 2], floats: [1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 5, 5])
    let labels = TestTensor(.i32, [6])
    let centers = TestTensor(.f32, [5, 2])
    let count = TestTensor(.i32, [1])
    let before = centers.elementBytes
    try withWorkspace { workspace in
      try Cluster.kMeans(
        workspace, points: points.view, initialCenters: nil, k: 5, maxIterations: 10, tolerance: 0,
        labels: labels.view, centers: centers.view, inertia: nil, iterations: nil, count: count.view)
    }
    #expect(count.ints == [3])
    #expect(Array(centers.elementBytes[6...]) == Array(before[6...]))
    #expect(Set(labels.ints) == [0, 1, 2])
  }

  @Test func emptyInputIsLegal() throws {
    let labels = TestTensor(.i32, [0])
    let count = TestTensor(.i32, [1])
    let inertia = TestTensor(.f32, [1])
    try withWorkspace { workspace in
      try Cluster.kMeans(
        workspace, points: TestTensor(.f32, [0, 4]).view, initialCenters: nil, k: 3, maxIterations: 10, tolerance: 0,
        labels: labels.view, centers: nil, inertia: inertia.view, iterations: nil, count: count.view)
    }
    #expect(count.ints == [0] && inertia.floats == [0])
    try check(TestTensor(.f32, [3, 0]), n: 3, dim: 0, k: 2, given: nil)
  }

  @Test func badArgumentsAreNamed() {
    var generator = SeededGenerator(6)
    let points = generator.tensor(.f32, [6, 3])
    let labels = TestTensor(.i32, [6])
    let centers = TestTensor(.f32, [2, 3])
    let inertia = TestTensor(.f32, [1])
    func run(
      _ status: Status, _ argument: String, points: TestTensor? = nil, given: TestTensor? = nil, k: Int = 2,
      iterations: Int = 10, tolerance: Double = 0, labels: TestTensor? = nil, centers: TestTensor? = nil,
      inertia: TestTensor? = nil, count: TestTensor? = nil, says text: String? = nil,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let labels = labels ?? TestTensor(.i32, [6])
      expectError(
        status, argument, outputs: [labels] + [centers, inertia, count].compactMap { $0 }, says: text,
        sourceLocation: sourceLocation
      ) { workspace in
        try Cluster.kMeans(
          workspace, points: (points ?? generator.tensor(.f32, [6, 3])).view, initialCenters: given?.view, k: k,
          maxIterations: iterations, tolerance: tolerance, labels: labels.view, centers: centers?.view,
          inertia: inertia?.view, iterations: nil, count: count?.view)
      }
    }
    run(.range, "k", k: 0, says: "k: expected 1 to 2^31 - 1, got 0")
    run(.range, "k", k: -1)
    run(.range, "k", k: Int.max)
    run(.range, "k", given: TestTensor(.f32, [7, 3], floats: generator.normals(21)), k: 7)
    run(.range, "max_iterations", iterations: -1)
    run(.range, "tolerance", tolerance: -1e-9)
    run(.range, "tolerance", tolerance: .nan)
    run(.range, "tolerance", tolerance: .infinity)
    run(.ndim, "points", points: generator.tensor(.f32, [6]))
    run(.dtype, "points", points: TestTensor([6, 3], ints: [Int](repeating: 0, count: 18)))
    run(.shape, "initial_centers", given: generator.tensor(.f32, [2, 4]))
    run(.shape, "labels", labels: TestTensor(.i32, [5]))
    run(.dtype, "labels", labels: TestTensor(.f32, [6]))
    run(.shape, "labels", labels: TestTensor(.i32, [1, 6]))
    run(.shape, "centers", centers: TestTensor(.f32, [3, 3]))
    run(.shape, "inertia", inertia: TestTensor(.f32, [2]))
    run(.dtype, "count", count: TestTensor(.f32, [1]))
    expectNonFiniteRefused(points, "points", outputs: [labels, centers, inertia], &generator) { workspace in
      try Cluster.kMeans(
        workspace, points: points.view, initialCenters: nil, k: 2, maxIterations: 10, tolerance: 0, labels: labels.view,
        centers: centers.view, inertia: inertia.view, iterations: nil, count: nil)
    }
    let given = generator.tensor(.f16, [2, 3])
    expectNonFiniteRefused(given, "initial_centers", outputs: [labels, centers], &generator) { workspace in
      try Cluster.kMeans(
        workspace, points: points.view, initialCenters: given.view, k: 2, maxIterations: 10, tolerance: 0,
        labels: labels.view, centers: centers.view, inertia: nil, iterations: nil, count: nil)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(7)
    for (n, dim, k, dtype) in [(90, 20, 20, DType.f32), (40, 70, 6, .bf16)] {
      let points = TestTensor(
        dtype, [n, dim], strides: [dim + 3, 1],
        floats: groupedRows(n, dim, groups: 15, spread: 0.8, &generator).map { $0 + 10 })
      let labels = generator.output(.i32, [n])
      let centers = generator.output(.f16, [k, dim])
      let inertia = TestTensor(.f32, [1])
      let iterations = TestTensor(.i32, [1])
      let count = TestTensor(.i32, [1])
      try expectWellBehaved(outputs: [labels, centers, inertia, iterations, count]) { workspace in
        try Cluster.kMeans(
          workspace, points: points.view, initialCenters: nil, k: k, maxIterations: 20, tolerance: 1e-6,
          labels: labels.view, centers: centers.view, inertia: inertia.view, iterations: iterations.view,
          count: count.view)
      }
    }
  }

  @Test func canBeCancelled() throws {
    var generator = SeededGenerator(8)
    let points = generator.tensor(.f32, [50, 4])
    let labels = TestTensor(.i32, [50])
    expectError(.cancelled, "context", outputs: [labels]) { workspace in
      workspace.cancel()
      try Cluster.kMeans(
        workspace, points: points.view, initialCenters: nil, k: 5, maxIterations: 10, tolerance: 0, labels: labels.view,
        centers: nil, inertia: nil, iterations: nil, count: nil)
    }
  }

  @Test func farthestPointsEqualThePlainForm() throws {
    var generator = SeededGenerator(9)
    for round in 0..<40 {
      let n = generator.int(1...50)
      let dim = generator.int(1...18)
      let k = generator.int(0...n)
      let batch = generator.int(1...2)
      let shape = batch > 1 ? [batch, n, dim] : [n, dim]
      let spread: Float = round % 3 == 0 ? 0 : 0.4
      let points = TestTensor(
        generator.pick(floatDTypes), shape, strides: generator.strides(shape),
        floats: groupedRows(batch * n, dim, groups: 6, spread: spread, &generator))
      let indices = generator.output(.i32, batch > 1 ? [batch, k] : [k])
      let count = TestTensor(.i32, batch > 1 ? [batch, 1] : [1])
      try withWorkspace { workspace in
        try Cluster.farthestPoint(workspace, points: points.view, k: k, indices: indices.view, count: count.view)
      }
      for b in 0..<batch {
        let wanted = referenceFarthestPoints(PlainRows(points, item: b), k: k)
        #expect(count.ints[b] == wanted.count)
        #expect(Array(indices.ints[b * k..<b * k + wanted.count]) == wanted)
      }
    }
    let points = generator.tensor(.f32, [120, 33])
    let indices = TestTensor(.i32, [20])
    try expectWellBehaved(outputs: [indices]) { workspace in
      try Cluster.farthestPoint(workspace, points: points.view, k: 20, indices: indices.view, count: nil)
    }
    expectError(.range, "k", outputs: [indices]) { workspace in
      try Cluster.farthestPoint(workspace, points: points.view, k: 121, indices: indices.view, count: nil)
    }
    expectError(.shape, "indices", outputs: [indices]) { workspace in
      try Cluster.farthestPoint(workspace, points: points.view, k: 19, indices: indices.view, count: nil)
    }
  }
}
