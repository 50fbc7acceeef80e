// Expedit against its plain double form, its edges, its refusals.

import Testing

@testable import Pith

private func referenceGridMeans(
  _ x: PlainRows, _ h: Int, _ w: Int, _ oh: Int, _ ow: Int, iterations: Int, temperature: Double, window: Int
) -> PlainRows {
  let dim = x.dim
  var centers = PlainRows([Double](repeating: 0, count: oh * ow * dim), dim: dim, count: oh * ow)
  for i in 0..<oh {
    for j in 0..<ow {
      let rows = i * h / oh..<((i + 1) * h + oh - 1) / oh
      let columns = j * w / ow..<((j + 1) * w + ow - 1) / ow
      for y in rows {
        for column in columns {
          for c in 0..<dim {
            centers.values[(i * ow + j) * dim + c] +=
              x.values[(y * w + column) * dim + c] / Double(rows.count * columns.count)
          }
        }
      }
    }
  }
  func home(_ y: Int, _ size: Int, _ out: Int) -> Int { min(Int(Float(y) * (Float(out) / Float(size))), out - 1) }
  for _ in 0..<iterations {
    var sums = [Double](repeating: 0, count: oh * ow * dim)
    var totals = [Double](repeating: 0, count: oh * ow)
    for p in 0..<h * w {
      let allowed = (0..<oh * ow).filter {
        abs($0 / ow - home(p / w, h, oh)) <= window / 2 && abs($0 % ow - home(p % w, w, ow)) <= window / 2
      }
      let scores = allowed.map { -temperature * x.squaredDistance(p, centers, $0) }
      let greatest = scores.max()!
      let shares = scores.map { exponential($0 - greatest) }
      let total = shares.reduce(0, +)
      for (cell, share) in zip(allowed, shares) {
        totals[cell] += share / total
        for c in 0..<dim { sums[cell * dim + c] += share / total * x.values[p * dim + c] }
      }
    }
    for i in 0..<sums.count { centers.values[i] = sums[i] / max(totals[i / dim], 1e-16) }
  }
  return centers
}

@Suite struct Expedit {
  @Test func equalsThePlainForm() throws {
    var generator = SeededGenerator(31)
    for round in 0..<20 {
      let (h, w) = (generator.int(1...7), generator.int(1...7))
      let (oh, ow) = (generator.int(1...(round % 5 == 0 ? 9 : h)), generator.int(1...w))
      let dim = generator.int(1...9)
      let batch = generator.int(1...2)
      let lead = batch > 1 ? [batch] : []
      let tokens = generator.tensor(generator.pick(floatDTypes), lead + [h * w, dim])
      let iterations = generator.int(0...4)
      let temperature = generator.pick([0, 0.05, 1.0])
      let window = generator.pick([1, 3, 5, 99])
      let centers = generator.output(.f32, lead + [oh * ow, dim])
      let labels = generator.output(.i32, lead + [h * w])
      try withWorkspace {
        try Cluster.expedit(
          $0, tokens: tokens.view, height: h, width: w, outHeight: oh, outWidth: ow, iterations: iterations,
          temperature: temperature, window: window, centers: centers.view, labels: labels.view)
      }
      let found = centers.floats
      for b in 0..<batch {
        let x = PlainRows(tokens, item: b)
        let wanted = referenceGridMeans(
          x, h, w, oh, ow, iterations: iterations, temperature: temperature, window: window)
        let size = oh * ow * dim
        for (got, value) in zip(found[b * size..<(b + 1) * size], wanted.values) {
          #expect(abs(Double(got) - value) <= 2e-5, "\(h)x\(w) to \(oh)x\(ow), window \(window)")
        }
        // Labels belong to the centres as they are returned.
        let own = PlainRows(found[b * size..<(b + 1) * size].map(Double.init), dim: dim, count: oh * ow)
        let nearest = (0..<h * w).map { p in
          (0..<oh * ow).reduce(0) { x.squaredDistance(p, own, $1) < x.squaredDistance(p, own, $0) ? $1 : $0 }
        }
        #expect(Array(labels.ints[b * h * w..<(b + 1) * h * w]) == nearest)
      }
    }
  }

  @Test func reconstructionEqualsThePlainForm() throws {
    var generator = SeededGenerator(32)
    for round in 0..<24 {
      let (n, m) = (generator.int(0...30), generator.int(round % 6 == 0 ? 0...1 : 1...20))
      let (dim, width) = (generator.int(1...12), generator.int(1...6))
      let k = generator.int(1...24)
      let temperature = generator.pick([0, 0.02, 0.5])
      let tokens = TestTensor(.f32, [n, dim], floats: (0..<n * dim).map { _ in Float(generator.int(-2...2)) })
      // Whole numbers: several centres tie with the k-th.
      let anchors = TestTensor(
        generator.pick(floatDTypes), [m, dim], floats: (0..<m * dim).map { _ in Float(generator.int(-2...2)) })
      let values = generator.tensor(.f32, [m, width])
      let y = generator.output(.f32, [n, width])
      try withWorkspace {
        try Cluster.expeditReconstruct(
          $0, tokens: tokens.view, centers: anchors.view, values: values.view, neighbours: k, temperature: temperature,
          y: y.view)
      }
      let (x, s) = (PlainRows(tokens), PlainRows(anchors))
      for p in 0..<n {
        let squared = (0..<m).map { x.squaredDistance(p, s, $0) }
        let limit = m == 0 ? 0 : squared.sorted()[min(k, m) - 1]
        let weights = squared.map { $0 <= limit ? exponential(-temperature * $0) : 0 }
        let norm = max(weights.map { $0 * $0 }.reduce(0, +).root, 1e-12)
        for c in 0..<width {
          let wanted = (0..<m).map { weights[$0] / norm * Double(values[$0 * width + c]) }.reduce(0, +)
          #expect(abs(Double(y[p * width + c]) - wanted) <= 1e-5)
        }
      }
    }
  }

  @Test func badArgumentsAreNamed() {
    var generator = SeededGenerator(33)
    let tokens = generator.tensor(.f32, [12, 3])
    let centers = TestTensor(.f32, [4, 3])
    let y = TestTensor(.f32, [12, 2])
    func run(
      _ status: Status, _ argument: String, height: Int = 3, outHeight: Int = 2, iterations: Int = 1,
      temperature: Double = 1, window: Int = 3, labels: TestTensor? = nil,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [centers], sourceLocation: sourceLocation) {
        try Cluster.expedit(
          $0, tokens: tokens.view, height: height, width: 4, outHeight: outHeight, outWidth: 2, iterations: iterations,
          temperature: temperature, window: window, centers: centers.view, labels: labels?.view)
      }
    }
    run(.range, "height", height: 0)
    run(.shape, "tokens", height: 4)
    run(.range, "out_height", outHeight: 0)
    run(.shape, "centers", outHeight: 3)
    run(.range, "iterations", iterations: -1)
    run(.range, "temperature", temperature: -1)
    run(.range, "temperature", temperature: .nan)
    run(.range, "window", window: 0)
    run(.shape, "labels", labels: TestTensor(.i32, [11]))
    expectNonFiniteRefused(tokens, "tokens", outputs: [centers], &generator) {
      try Cluster.expedit(
        $0, tokens: tokens.view, height: 3, width: 4, outHeight: 2, outWidth: 2, iterations: 1, temperature: 1,
        window: 3, centers: centers.view, labels: nil)
    }
    let anchors = generator.tensor(.f32, [4, 3])
    let values = generator.tensor(.f32, [4, 2])
    func rebuild(
      _ status: Status, _ argument: String, neighbours: Int = 2, temperature: Double = 1, values given: TestTensor? = nil
    ) {
      expectError(status, argument, outputs: [y]) {
        try Cluster.expeditReconstruct(
          $0, tokens: tokens.view, centers: anchors.view, values: (given ?? values).view, neighbours: neighbours,
          temperature: temperature, y: y.view)
      }
    }
    rebuild(.range, "neighbours", neighbours: 0)
    rebuild(.range, "temperature", temperature: .infinity)
    rebuild(.shape, "values", values: generator.tensor(.f32, [5, 2]))
    rebuild(.shape, "y", values: generator.tensor(.f32, [4, 3]))
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(34)
    let tokens = generator.tensor(.bf16, [90, 20])
    let centers = generator.output(.f16, [20, 20])
    let labels = generator.output(.i32, [90])
    try expectWellBehaved(outputs: [centers, labels]) {
      try Cluster.expedit(
        $0, tokens: tokens.view, height: 9, width: 10, outHeight: 4, outWidth: 5, iterations: 3, temperature: 0.1,
        window: 3, centers: centers.view, labels: labels.view)
    }
    let anchors = generator.tensor(.f32, [40, 20])
    let values = generator.tensor(.f16, [40, 7])
    let y = generator.output(.f32, [90, 7])
    try expectWellBehaved(outputs: [y]) {
      try Cluster.expeditReconstruct(
        $0, tokens: tokens.view, centers: anchors.view, values: values.view, neighbours: 6, temperature: 0.1, y: y.view)
    }
  }
}
