// The filters of retrieved texts against plain forms in double.

import Foundation
import Testing

@testable import Pith

private func rows(_ tensor: TestTensor) -> [[Double]] {
  let (n, dim) = (tensor.shape[0], tensor.shape[1])
  let values = tensor.floats.map(Double.init)
  return (0..<n).map { Array(values[$0 * dim..<($0 + 1) * dim]) }
}

private func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map(*).reduce(0, +) }

private func cosine(_ a: [Double], _ b: [Double]) -> Double {
  let length = product(a, a).squareRoot() * product(b, b).squareRoot()
  return length > 0 ? product(a, b) / length : 0
}

private func distanceBetween(_ a: [Double], _ b: [Double]) -> Float {
  var sum = 0.0
  for (x, y) in zip(a, b) { sum += (x - y) * (x - y) }
  return Float(sum.squareRoot())
}

/// Clusters of near-duplicates and a zero row, as retrieved texts have them.
private func embeddings(_ generator: inout SeededGenerator, _ n: Int, _ dim: Int, _ dtype: DType = .f32) -> TestTensor {
  let seeds = (0..<max(n / 4, 1)).map { _ in generator.normals(dim) }
  var values: [Float] = []
  for i in 0..<n {
    let seed = generator.pick(seeds)
    values += i == 3 ? [Float](repeating: 0, count: dim) : seed.map { $0 + 0.2 * generator.normal() }
  }
  return TestTensor(dtype, [n, dim], strides: generator.strides([n, dim]), floats: values)
}

@Suite struct LongContextReorderTests {
  func plainly(_ worstFirst: [Int]) -> [Int] {
    var order: [Int] = []
    for (i, text) in worstFirst.enumerated() { if i % 2 == 0 { order.insert(text, at: 0) } else { order.append(text) } }
    return order
  }

  @Test func equalsInsertionAtBothEnds() throws {
    var generator = SeededGenerator(101)
    for n in 0..<40 {
      let order = generator.output(.i32, [n])
      try withWorkspace { try Text.longContextReorder($0, scores: nil, order: order.view) }
      #expect(order.ints == plainly((0..<n).reversed()))
      let scores = TestTensor(
        generator.pick(floatDTypes), [n], strides: generator.strides([n]), floats: (0..<n).map { _ in Float(generator.int(0...9)) })
      try withWorkspace { try Text.longContextReorder($0, scores: scores.view, order: order.view) }
      let values = scores.floats
      #expect(order.ints == plainly((0..<n).sorted { (values[$0], $0) < (values[$1], $1) }))
      #expect(order.gapsAreUntouched)
    }
  }

  @Test func badArgumentsAreNamed() throws {
    var generator = SeededGenerator(102)
    let scores = generator.tensor(.f32, [6])
    let order = TestTensor(.i32, [6])
    expectError(.shape, "scores", outputs: [order]) { workspace in
      try Text.longContextReorder(workspace, scores: generator.tensor(.f32, [5]).view, order: order.view)
    }
    expectNonFiniteRefused(scores, "scores", outputs: [order], &generator) { workspace in
      try Text.longContextReorder(workspace, scores: scores.view, order: order.view)
    }
    try expectWellBehaved(outputs: [order]) { workspace in
      try Text.longContextReorder(workspace, scores: scores.view, order: order.view)
    }
  }
}

@Suite struct MaximalMarginalRelevanceTests {
  func plainly(_ query: [Double], _ x: [[Double]], _ lambda: Double, _ k: Int, last: Bool) -> ([Int], [Double]) {
    var picks: [Int] = []
    var values: [Double] = []
    while picks.count < k {
      var best = -1
      var value = -Double.infinity
      for i in x.indices where !picks.contains(i) {
        let r = cosine(query, x[i])
        let penalty = last ? picks.last.map { cosine(x[i], x[$0]) } : picks.map { cosine(x[i], x[$0]) }.max()
        let candidate = penalty.map { lambda * r - (1 - lambda) * $0 } ?? (last ? lambda * r : r)
        if candidate > value { (best, value) = (i, candidate) }
      }
      picks.append(best)
      values.append(value)
    }
    return (picks, values)
  }

  @Test(arguments: [false, true]) func equalsThePlainForm(last: Bool) throws {
    var generator = SeededGenerator(103)
    for round in 0..<25 {
      let (n, dim) = (generator.int(1...30), generator.int(2...12))
      let x = embeddings(&generator, n, dim, generator.pick(floatDTypes))
      let query = generator.tensor(generator.pick(floatDTypes), [dim])
      let lambda = round == 0 ? 0 : round == 1 ? 1 : Double(generator.uniform())
      let k = generator.int(0...n)
      let indices = generator.output(.i32, [k])
      let scores = generator.output(.f32, [k])
      try withWorkspace { workspace in
        try Text.maximalMarginalRelevance(
          workspace, query: query.view, embeddings: x.view, lambda: lambda, penalizeLast: last, indices: indices.view,
          scores: scores.view)
      }
      let (picks, values) = plainly(query.floats.map(Double.init), rows(x), lambda, k, last: last)
      // Values that agree to the last bits of a double may come either way round.
      for (i, value) in values.enumerated() { #expect(abs(Double(scores[i]) - value) < 1e-6) }
      if round > 1 { #expect(indices.ints == picks) }
      #expect(Set(indices.ints).count == k)
      #expect(indices.gapsAreUntouched && scores.gapsAreUntouched)
    }
  }

  @Test func badArgumentsAreNamed() throws {
    var generator = SeededGenerator(104)
    let (x, query) = (embeddings(&generator, 40, 8), generator.tensor(.f32, [8]))
    let indices = TestTensor(.i32, [10])
    let scores = TestTensor(.f32, [10])
    func run(_ workspace: Workspace, _ lambda: Double = 0.5, _ q: TestTensor? = nil, _ out: TestTensor? = nil) throws {
      try Text.maximalMarginalRelevance(
        workspace, query: (q ?? query).view, embeddings: x.view, lambda: lambda, penalizeLast: false,
        indices: (out ?? indices).view, scores: scores.view)
    }
    expectError(.range, "lambda", outputs: [indices]) { try run($0, 1.5) }
    expectError(.range, "lambda", outputs: [indices]) { try run($0, .nan) }
    expectError(.shape, "query", outputs: [indices]) { try run($0, 0.5, TestTensor(.f32, [7])) }
    expectError(.shape, "indices", outputs: [indices]) { try run($0, 0.5, nil, TestTensor(.i32, [41])) }
    expectError(.shape, "scores", outputs: [indices]) { try run($0, 0.5, nil, TestTensor(.i32, [9])) }
    for input in [(x, "embeddings"), (query, "query")] {
      expectNonFiniteRefused(input.0, input.1, outputs: [indices, scores], &generator) { try run($0) }
    }
    try expectWellBehaved(outputs: [indices, scores]) { try run($0) }
  }
}

@Suite struct EmbeddingsFilterTests {
  @Test func equalsThePlainForm() throws {
    var generator = SeededGenerator(105)
    for _ in 0..<40 {
      let (n, dim) = (generator.int(0...30), generator.int(2...12))
      let x = embeddings(&generator, n, dim, generator.pick(floatDTypes))
      let query = generator.tensor(.f32, [dim])
      let keep = generator.int(-1...35)
      let threshold = generator.pick([-Double.infinity, 0, 0.3, 0.99])
      let indices = TestTensor(.i32, [n])
      let count = TestTensor(.i32, [1])
      let similarity = generator.output(.f32, [n])
      try withWorkspace { workspace in
        try Text.embeddingsFilter(
          workspace, query: query.view, embeddings: x.view, keep: keep, threshold: threshold, indices: indices.view,
          count: count.view, similarity: similarity.view)
      }
      let s = rows(x).map { cosine(query.floats.map(Double.init), $0) }
      var wanted = Array(0..<n)
      if keep >= 0 { wanted = Array(wanted.sorted { (s[$1], $0) < (s[$0], $1) }.prefix(keep)) }
      wanted = wanted.filter { s[$0] > threshold }
      #expect(Array(indices.ints.prefix(count.ints[0])) == wanted)
      for i in 0..<n { #expect(abs(Double(similarity[i]) - s[i]) < 1e-6) }
    }
  }

  @Test func badArgumentsAreNamed() throws {
    var generator = SeededGenerator(106)
    let (x, query) = (embeddings(&generator, 20, 6), generator.tensor(.f16, [6]))
    let indices = TestTensor(.i32, [8])
    let count = TestTensor(.i32, [1])
    func run(_ workspace: Workspace, _ keep: Int = 8, _ threshold: Double = -.infinity) throws {
      try Text.embeddingsFilter(
        workspace, query: query.view, embeddings: x.view, keep: keep, threshold: threshold, indices: indices.view,
        count: count.view, similarity: nil)
    }
    expectError(.range, "keep", outputs: [indices, count]) { try run($0, -2) }
    expectError(.range, "threshold", outputs: [indices, count]) { try run($0, 8, .nan) }
    expectError(.capacity, "indices", outputs: [indices]) { try run($0, 9) }
    #expect(count.ints == [9])
    for input in [(x, "embeddings"), (query, "query")] {
      expectNonFiniteRefused(input.0, input.1, outputs: [indices, count], &generator) { try run($0) }
    }
    try expectWellBehaved(outputs: [indices, count]) { try run($0) }
  }
}

@Suite struct EmbeddingsRedundantFilterTests {
  func plainly(_ x: [[Double]], _ threshold: Double, keepEarlier: Bool) -> [Int] {
    var pairs: [(Double, Int, Int)] = []
    for i in x.indices { for j in 0..<i where cosine(x[i], x[j]) > threshold { pairs.append((cosine(x[i], x[j]), i, j)) } }
    var stays = Set(x.indices)
    for (_, i, j) in pairs.sorted(by: { $0 > $1 }) where stays.contains(i) && stays.contains(j) {
      stays.remove(keepEarlier ? i : j)
    }
    return stays.sorted()
  }

  @Test func equalsThePlainForm() throws {
    var generator = SeededGenerator(107)
    for round in 0..<40 {
      let n = round == 0 ? 300 : generator.int(0...40)
      let dim = generator.int(2...20)
      let x = embeddings(&generator, n, dim, generator.pick(floatDTypes))
      let threshold = generator.pick([-2.0, -0.1, 0.5, 0.9, 0.95])
      let earlier = round % 2 == 1
      let indices = TestTensor(.i32, [n])
      let count = TestTensor(.i32, [1])
      try withWorkspace(threads: 1 + round % 3) { workspace in
        try Text.embeddingsRedundantFilter(
          workspace, embeddings: x.view, threshold: threshold, keepEarlier: earlier, indices: indices.view,
          count: count.view)
      }
      #expect(Array(indices.ints.prefix(count.ints[0])) == plainly(rows(x), threshold, keepEarlier: earlier), "\(x)")
    }
  }

  @Test func equalPairsComeInDescendingOrder() throws {
    // All alike: (3, 2) goes first and takes 2, then (3, 1), (3, 0).
    let x = TestTensor(.f32, [4, 2], floats: [1, 0, 1, 0, 1, 0, 1, 0])
    for (earlier, wanted) in [(false, 3), (true, 0)] {
      let indices = TestTensor(.i32, [4])
      let count = TestTensor(.i32, [1])
      try withWorkspace { workspace in
        try Text.embeddingsRedundantFilter(
          workspace, embeddings: x.view, threshold: 0.5, keepEarlier: earlier, indices: indices.view, count: count.view)
      }
      #expect(count.ints == [1])
      #expect(indices.ints[0] == wanted)
    }
  }

  @Test func badArgumentsAreNamed() throws {
    var generator = SeededGenerator(108)
    let x = embeddings(&generator, 200, 16)
    let indices = TestTensor(.i32, [200])
    let count = TestTensor(.i32, [1])
    func run(_ workspace: Workspace, _ threshold: Double = 0.9, _ out: TestTensor? = nil) throws {
      try Text.embeddingsRedundantFilter(
        workspace, embeddings: x.view, threshold: threshold, keepEarlier: false, indices: (out ?? indices).view,
        count: count.view)
    }
    expectError(.range, "threshold", outputs: [indices, count]) { try run($0, .infinity) }
    expectError(.capacity, "indices", outputs: [indices]) { try run($0, 0.9, TestTensor(.i32, [1])) }
    expectError(.dtype, "indices", outputs: [indices]) { try run($0, 0.9, TestTensor(.f32, [200])) }
    expectNonFiniteRefused(x, "embeddings", outputs: [indices], &generator) { try run($0) }
    try expectWellBehaved(outputs: [indices, count]) { try run($0) }
  }
}

@Suite struct EmbeddingsClusteringFilterTests {
  @Test func equalsThePlainForm() throws {
    var generator = SeededGenerator(109)
    for round in 0..<40 {
      let (n, dim, k) = (generator.int(0...30), generator.int(1...9), generator.int(0...7))
      let x = generator.tensor(generator.pick(floatDTypes), [n, dim])
      let centers = generator.tensor(.f32, [k, dim])
      let per = generator.int(0...9)
      let (drops, order) = (round % 2 == 0, round % 3 == 0 ? Order.position : .ranked)
      let indices = TestTensor(.i32, [min(n, k * per)])
      let count = TestTensor(.i32, [1])
      try withWorkspace { workspace in
        try Text.embeddingsClusteringFilter(
          workspace, embeddings: x.view, centers: centers.view, perCluster: per, removeDuplicates: drops, order: order,
          indices: indices.view, count: count.view)
      }
      var wanted: [Int] = []
      for center in k == 0 ? [] : rows(centers) {
        let distance: [Float] = n == 0 ? [] : rows(x).map { distanceBetween($0, center) }
        let nearest = (0..<n).sorted { (distance[$0], $0) < (distance[$1], $1) }
        let candidates = drops ? Array(nearest.prefix(per)) : nearest
        let chosen = candidates.filter { !wanted.contains($0) }
        wanted += drops ? chosen : Array(chosen.prefix(per))
      }
      if order == .position { wanted.sort() }
      #expect(Array(indices.ints.prefix(count.ints[0])) == wanted)
    }
  }

  @Test func badArgumentsAreNamed() throws {
    var generator = SeededGenerator(110)
    let (x, centers) = (generator.tensor(.f32, [50, 6]), generator.tensor(.bf16, [4, 6]))
    let indices = TestTensor(.i32, [12])
    let count = TestTensor(.i32, [1])
    func run(_ workspace: Workspace, _ per: Int = 3, _ c: TestTensor? = nil) throws {
      try Text.embeddingsClusteringFilter(
        workspace, embeddings: x.view, centers: (c ?? centers).view, perCluster: per, removeDuplicates: false,
        order: .ranked, indices: indices.view, count: count.view)
    }
    expectError(.range, "per_cluster", outputs: [indices, count]) { try run($0, -1) }
    expectError(.shape, "centers", outputs: [indices, count]) { try run($0, 3, TestTensor(.f32, [4, 5])) }
    expectError(.capacity, "indices", outputs: [indices]) { try run($0, 4) }
    #expect(count.ints == [16])
    for input in [(x, "embeddings"), (centers, "centers")] {
      expectNonFiniteRefused(input.0, input.1, outputs: [indices, count], &generator) { try run($0) }
    }
    try expectWellBehaved(outputs: [indices, count]) { try run($0) }
  }
}

@Suite struct BM25Tests {
  func plainly(_ documents: [String], _ question: String, _ k1: Double, _ b: Double, _ epsilon: Double) -> [Double] {
    let texts = documents.map { $0.components(separatedBy: " ") }
    var order: [String] = []
    for word in texts.joined() where !order.contains(word) { order.append(word) }
    var idf: [String: Double] = [:]
    for word in order {
      let holding = Double(texts.filter { $0.contains(word) }.count)
      idf[word] = log(Double(texts.count) - holding + 0.5) - log(holding + 0.5)
    }
    let mean = order.map { idf[$0]! }.reduce(0, +) / Double(max(order.count, 1))
    for word in order where idf[word]! < 0 { idf[word] = epsilon * mean }
    let length = Double(texts.map(\.count).reduce(0, +)) / Double(max(texts.count, 1))
    return texts.map { text in
      question.components(separatedBy: " ").map { word -> Double in
        let tf = Double(text.filter { $0 == word }.count)
        let relativeLength = Double(text.count) / length
        let saturation = tf + k1 * (1 - b + b * relativeLength)
        return (idf[word] ?? 0) * tf * (k1 + 1) / saturation
      }.reduce(0, +)
    }
  }

  func scores(
    _ documents: [String], _ question: String, _ k1: Double = 1.5, _ b: Double = 0.75, _ epsilon: Double = 0.25
  ) throws -> ([Double], [Int]) {
    let bytes = documents.map { Array($0.utf8).map(Int.init) }
    let all = Array(bytes.joined())
    var ends = [0]
    for text in bytes { ends.append(ends.last! + text.count) }
    let text = TestTensor(.u8, [all.count])
    text.ints = all
    let asked = TestTensor(.u8, [question.utf8.count])
    asked.ints = question.utf8.map(Int.init)
    let spans = TestTensor([documents.count, 2], ints: (0..<documents.count).flatMap { [ends[$0], ends[$0 + 1]] })
    let scores = TestTensor(.f32, [documents.count])
    let ranked = TestTensor(.i32, [documents.count])
    try expectWellBehaved(outputs: [scores, ranked]) { workspace in
      try Text.bm25Okapi(
        workspace, text: text.view, documents: spans.view, question: asked.view, k1: k1, b: b, epsilon: epsilon,
        scores: scores.view, ranked: ranked.view)
    }
    return (scores.floats.map(Double.init), ranked.ints)
  }

  @Test func equalsThePlainForm() throws {
    var generator = SeededGenerator(111)
    let words = ["the", "battery", "Battery", "charge", "charge?", "", "two", "days", "ä", "light"]
    for _ in 0..<12 {
      let documents = (0..<generator.int(0...8)).map { _ in
        (0..<generator.int(1...15)).map { _ in generator.pick(words) }.joined(separator: " ")
      }
      let question = (0..<generator.int(1...6)).map { _ in generator.pick(words + ["unknown"]) }.joined(separator: " ")
      let (k1, b, epsilon) = (Double(generator.uniform()) * 2 + 0.1, Double(generator.uniform()), Double(generator.uniform()))
      let (got, ranked) = try scores(documents, question, k1, b, epsilon)
      let wanted = plainly(documents, question, k1, b, epsilon)
      #expect(got.count == wanted.count)
      for (a, b) in zip(got, wanted) { #expect(abs(a - b) <= 1e-5 * max(1, abs(b))) }
      for (a, b) in zip(ranked, ranked.dropFirst()) { #expect(got[a] > got[b] || abs(got[a] - got[b]) < 1e-6) }
      #expect(ranked.sorted() == Array(documents.indices))
    }
  }

  @Test func manyWordsGrowTheTable() throws {
    let documents = (0..<3).map { d in (0..<3000).map { "w\(d)x\($0)" }.joined(separator: " ") }
    let (got, ranked) = try scores(documents, "w1x2999 w2x0 w2x0")
    #expect(got[0] == 0 && got[1] > 0 && got[2] > got[1])
    #expect(ranked == [2, 1, 0])
  }

  @Test func badArgumentsAreNamed() {
    let text = TestTensor(.u8, [3])
    text.ints = [97, 32, 98]
    let out = TestTensor(.f32, [1])
    func check(
      _ status: Status, _ argument: String, spans: [Int] = [0, 3], k1: Double = 1.5, b: Double = 0.75,
      epsilon: Double = 0.25, out given: TestTensor? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let documents = TestTensor([1, 2], ints: spans)
      expectError(status, argument, outputs: [out], sourceLocation: sourceLocation) { workspace in
        try Text.bm25Okapi(
          workspace, text: text.view, documents: documents.view, question: text.view, k1: k1, b: b, epsilon: epsilon,
          scores: (given ?? out).view, ranked: nil)
      }
    }
    check(.index, "documents", spans: [0, 4])
    check(.index, "documents", spans: [2, 1])
    check(.range, "k1", k1: -1)
    check(.range, "k1", k1: .nan)
    check(.range, "b", b: 1.5)
    check(.range, "epsilon", epsilon: -0.5)
    check(.shape, "scores", out: TestTensor(.f32, [2]))
  }
}
