// HoliTom's merge outside the language model against its steps written down plainly in double.

import Testing

@testable import Pith

/// An output row: what it stands for (-1: a newline), and the weights of its tokens.
private struct Row: Equatable {
  var source: Int
  var weights: [Int: Double] = [:]
}

private func halfEven(_ x: Double) -> Int { Int(x.rounded(.toNearestOrEven)) }

/// Density peaks and nearest centres, as numbers of `x`: centres ascending, and the centre of each.
private func plainClusters(_ x: [[Double]], _ count: Int, neighbours: Int) -> (centers: [Int], of: [Int]) {
  let n = x.count
  let squares = x.map { a in x.map { b in zip(a, b).map { ($0 - $1) * ($0 - $1) }.reduce(0, +) / Double(a.count) } }
  let k = min(neighbours, count)
  let density = squares.map { row in plainExp(-row.sorted().prefix(k).reduce(0, +) / Double(k)) }
  let top = squares.flatMap { $0 }.max()!.squareRoot()
  let score = (0..<n).map { i in
    density[i] * min(top, (0..<n).filter { density[$0] > density[i] }.map { squares[i][$0].squareRoot() }.min() ?? top)
  }
  let centers = best(score, count).sorted()
  let of = (0..<n).map { i in
    centers.contains(i) ? i : centers.min { (squares[i][$0], $0) < (squares[i][$1], $1) }!
  }
  return (centers, of)
}

/// exp for arguments that are not large, by its series.
private func plainExp(_ x: Double) -> Double {
  var (sum, term) = (1.0, 1.0)
  for i in 1..<30 {
    term *= x / 64 / Double(i)
    sum += term
  }
  for _ in 0..<6 { sum *= sum }
  return sum
}

private func plainHoliTom(
  _ video: PlainVideo, _ attention: [Double], _ options: HoliTomOptions
) -> (rows: [Row], segments: [[Int]], ratio: Double) {
  let positions = video.positions
  let tau = Double(Float(options.tau))
  let alike = (1..<max(1, video.frames)).map { f in
    (0..<positions).map { video.cosine(f, f - 1, $0, floor: 1e-20) > tau }
  }
  let (segments, reduced) = plainSegments(alike, positions: positions, maxWindow: options.maxWindow)
  let all = Double(video.frames * positions)
  let ratio = min(options.retainRatio / ((all - Double(reduced)) / all), 1)
  var rows: [Row] = []
  var table: [[Int]] = []
  func clusterRows(_ at: [Int], _ frames: ClosedRange<Int>, _ count: Int) -> [(Int, Row)] {
    if count == 0 { return [] }
    let length = Double(frames.count)
    let means = at.map { p in
      frames.map { video.token($0, p) }.reduce([Double](repeating: 0, count: video.dim)) { zip($0, $1).map { $0 + $1 } }
        .map { $0 / length }
    }
    let (centers, of) = plainClusters(means, count, neighbours: options.neighbours)
    return centers.map { center in
      let members = at.indices.filter { of[$0] == center && $0 != center }
      let m = Double(members.count)
      var row = Row(source: frames.lowerBound * positions + at[center])
      for f in frames {
        for member in members {
          row.weights[f * positions + at[member]] = (options.plainMean ? 1 / (m + 1) : (1 - options.beta) / m) / length
        }
        let own = m == 0 ? 1 : options.plainMean ? 1 / (m + 1) : options.beta
        row.weights[f * positions + at[center]] = own / length
      }
      return (at[center], row)
    }
  }
  let side = Int(Double(positions).squareRoot())
  for segment in segments {
    let frames = segment[0]...segment[1]
    let fixed = frames.count < 2 ? [] : (0..<positions).filter { p in (segment[0]..<segment[1]).allSatisfy { alike[$0][p] } }
    let moving = (0..<positions).filter { !fixed.contains($0) }
    let still = clusterRows(fixed, frames, halfEven(Double(fixed.count) * ratio))
    let total = Int((Double(moving.count) * ratio).rounded(.up))
    let dominant = halfEven(Double(total) * (1 - options.contextRatio))
    for f in frames {
      let kept = best(moving.map { attention[f * positions + $0] }, dominant).sorted().map { moving[$0] }
      var list = f == segment[0] ? still : []
      list += kept.map { ($0, Row(source: f * positions + $0, weights: [f * positions + $0: 1])) }
      list += clusterRows(moving.filter { !kept.contains($0) }, f...f, total - dominant)
      if !options.newline {
        rows += list.map(\.1)
        continue
      }
      list.sort { $0.0 < $1.0 }
      for (i, (p, row)) in list.enumerated() {
        rows.append(row)
        if i + 1 == list.count || list[i + 1].0 / side != p / side { rows.append(Row(source: -1)) }
      }
    }
    table.append([segment[0], segment[1], still.count, total])
  }
  return (rows, table, ratio)
}

@Suite struct HoliTomTests {
  struct Outputs {
    let all: [TestTensor]
    var assign: TestTensor { all[0] }
    var weight: TestTensor { all[1] }
    var sources: TestTensor { all[2] }
    var count: TestTensor { all[3] }
    var segments: TestTensor { all[4] }
    var segmentCount: TestTensor { all[5] }
    var ratio: TestTensor { all[6] }

    init(_ frames: Int, _ positions: Int, rows: Int, _ generator: inout SeededGenerator) {
      all = [
        generator.output(.i32, [frames, positions]), generator.output(.f32, [frames, positions]),
        generator.output(.i32, [rows]), generator.output(.i32, [1]), generator.output(.i32, [frames, 4]),
        generator.output(.i32, [1]), generator.output(.f32, [1]),
      ]
    }
  }

  func run(
    _ workspace: Workspace, _ tokens: TestTensor, _ attention: TestTensor, _ options: HoliTomOptions, _ out: Outputs
  ) throws {
    try Video.holiTom(
      workspace, tokens: tokens.view, attention: attention.view, options: options, assign: out.assign.view,
      weight: out.weight.view, sources: out.sources.view, count: out.count.view, segments: out.segments.view,
      segmentCount: out.segmentCount.view, ratio: out.ratio.view)
  }

  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(381)
    var long = 0
    for round in 0..<40 {
      let (frames, positions, dim) = (generator.int(1...8), generator.int(1...14), generator.int(6...12))
      let tokens = generator.video(dtype, [], frames, positions, dim)
      let attention = TestTensor(
        dtype, [frames, positions], strides: generator.strides([frames, positions]),
        floats: generator.uniforms(frames * positions))
      var options = HoliTomOptions()
      options.retainRatio = generator.pick([0, 0.15, 0.3, 0.5, 1])
      options.tau = generator.pick([0.65, 0.8, 0.9])
      options.contextRatio = generator.pick([0, 0, 0.4, 1])
      options.beta = generator.pick([0.6, 0.3])
      options.plainMean = round % 4 == 0
      options.neighbours = generator.pick([1, 3, 7])
      options.maxWindow = generator.pick([2, 1024])
      options.newline = round % 2 == 0
      let out = Outputs(frames, positions, rows: frames * positions * (options.newline ? 2 : 1), &generator)
      try withWorkspace { try run($0, tokens, attention, options, out) }

      let (rows, segments, ratio) = plainHoliTom(PlainVideo(tokens), attention.floats.map(Double.init), options)
      long += segments.filter { $0[2] > 0 }.count
      #expect(out.count.ints == [rows.count])
      #expect(Array(out.sources.ints.prefix(rows.count)) == rows.map(\.source))
      #expect(out.segmentCount.ints == [segments.count])
      #expect(Array(out.segments.ints.prefix(4 * segments.count)) == segments.flatMap { $0 })
      #expect(out.ratio[0] == Float(ratio))
      var slots = [Int](repeating: -1, count: frames * positions)
      var weights = [Double](repeating: 0, count: frames * positions)
      for (slot, row) in rows.enumerated() {
        for (token, weight) in row.weights { (slots[token], weights[token]) = (slot, weight) }
      }
      #expect(out.assign.ints == slots)
      #expect(zip(out.weight.floats, weights).allSatisfy { abs(Double($0) - $1) <= 1e-6 })
      for output in out.all { #expect(output.gapsAreUntouched) }
    }
    // Otherwise this would not have tested static positions.
    #expect(long > 10)
  }

  @Test func emptyVideosAreLegal() throws {
    var generator = SeededGenerator(382)
    for (frames, positions) in [(0, 4), (3, 0)] {
      let out = Outputs(frames, positions, rows: 0, &generator)
      try withWorkspace {
        try run(
          $0, TestTensor(.f32, [frames, positions, 3]), TestTensor(.f32, [frames, positions]), HoliTomOptions(), out)
      }
      #expect(out.count.ints == [0])
    }
  }

  @Test func capacityIsReported() throws {
    var generator = SeededGenerator(383)
    let tokens = generator.tensor(.f32, [3, 5, 6])
    let attention = generator.tensor(.f32, [3, 5])
    var options = HoliTomOptions()
    options.retainRatio = 1
    options.tau = 1
    let out = Outputs(3, 5, rows: 14, &generator)
    expectError(.capacity, "sources", outputs: [out.assign, out.weight, out.sources, out.segments, out.ratio]) {
      try run($0, tokens, attention, options, out)
    }
    #expect(out.count.ints == [15] && out.segmentCount.ints == [3])
  }

  @Test func badArguments() {
    var generator = SeededGenerator(384)
    let tokens = generator.tensor(.f32, [3, 5, 6])
    let attention = generator.tensor(.f32, [3, 5])
    let out = Outputs(3, 5, rows: 15, &generator)
    func fails(
      _ status: Status, _ argument: String, _ tokens: TestTensor, _ attention: TestTensor,
      sourceLocation: SourceLocation = #_sourceLocation, _ change: (inout HoliTomOptions) -> Void = { _ in }
    ) {
      var options = HoliTomOptions()
      change(&options)
      expectError(status, argument, outputs: out.all, sourceLocation: sourceLocation) {
        try run($0, tokens, attention, options, out)
      }
    }
    fails(.range, "retain_ratio", tokens, attention) { $0.retainRatio = 1.1 }
    fails(.range, "retain_ratio", tokens, attention) { $0.retainRatio = .nan }
    fails(.range, "tau", tokens, attention) { $0.tau = .infinity }
    fails(.range, "context_ratio", tokens, attention) { $0.contextRatio = -0.1 }
    fails(.range, "beta", tokens, attention) { $0.beta = 2 }
    fails(.range, "neighbours", tokens, attention) { $0.neighbours = 0 }
    fails(.range, "max_window", tokens, attention) { $0.maxWindow = 0 }
    fails(.shape, "attention", tokens, TestTensor(.f32, [5, 3]))
    fails(.ndim, "tokens", generator.tensor(.f32, [1, 3, 5, 6]), attention)
    fails(.shape, "attention", generator.tensor(.f32, [3, 4, 6]), attention)
    expectNonFiniteRefused(tokens, "tokens", outputs: out.all, &generator) {
      try run($0, tokens, attention, HoliTomOptions(), out)
    }
    expectNonFiniteRefused(attention, "attention", outputs: out.all, &generator) {
      try run($0, tokens, attention, HoliTomOptions(), out)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(385)
    let tokens = generator.video(.f16, [], 6, 49, 60)
    let attention = TestTensor(.bf16, [6, 49], floats: generator.uniforms(294))
    var options = HoliTomOptions()
    options.retainRatio = 0.3
    options.contextRatio = 0.3
    options.newline = true
    let out = Outputs(6, 49, rows: 588, &generator)
    try expectWellBehaved(outputs: out.all) { try run($0, tokens, attention, options, out) }
  }
}
