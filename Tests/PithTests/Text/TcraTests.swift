// TCRA removal against its definition written down plainly: every leave-one-out embedding is formed and compared.

import Testing

@testable import Pith

/// The definition with the encoder "mean of word vectors".
struct PlainTcra {
  let vectors: [[Double]]
  let metric: TextMetric

  func mean(_ words: [Int]) -> [Double] {
    let dim = vectors.first?.count ?? 0
    return (0..<dim).map { k in words.isEmpty ? 0 : words.map { vectors[$0][k] }.reduce(0, +) / Double(words.count) }
  }

  func distance(_ a: [Double], _ b: [Double]) -> Double {
    if metric == .l2 { return zip(a, b).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot() }
    let norms = a.map { $0 * $0 }.reduce(0, +).squareRoot() * b.map { $0 * $0 }.reduce(0, +).squareRoot()
    return norms > 0 ? 1 - zip(a, b).map(*).reduce(0, +) / norms : 1
  }

  func oneShot(_ remove: Int, protected: [Int]) -> (removed: [Int], distance: [Double]) {
    let all = Array(vectors.indices)
    let full = mean(all)
    let d = all.map { i in distance(full, mean(all.filter { $0 != i })) }
    let order = all.filter { protected[$0] == 0 }.sorted { d[$0] < d[$1] || (d[$0] == d[$1] && $0 < $1) }
    return (Array(order.prefix(remove)), d)
  }

  func greedy(_ remove: Int, protected: [Int]) -> (removed: [Int], distance: [Double]) {
    var left = Array(vectors.indices)
    let full = mean(left)
    var removed: [Int] = []
    var distances: [Double] = []
    for _ in 0..<remove {
      var best = (-1, Double.infinity)
      for i in left where protected[i] == 0 {
        let d = distance(full, mean(left.filter { $0 != i }))
        if best.0 < 0 || d < best.1 { best = (i, d) }
      }
      removed.append(best.0)
      distances.append(best.1)
      left.removeAll { $0 == best.0 }
    }
    return (removed, distances)
  }
}

@Suite struct Tcra {
  @Test(arguments: [TextMetric.l2, .cosine], [TextRemoval.oneShot, .greedy])
  func wordsEqualTheDefinition(metric: TextMetric, removal: TextRemoval) throws {
    var generator = SeededGenerator(41)
    for _ in 0..<60 {
      let words = generator.int(0...20)
      let dim = generator.int(1...40)
      let vectors = generator.tensor(generator.pick(floatDTypes), [words, dim])
      let protected = (0..<words).map { _ in generator.int(0...3) == 0 ? 1 : 0 }
      let remove = generator.int(0...words - protected.reduce(0, +))
      let flags = TestTensor([words], ints: protected)
      let keep = generator.output(.i32, [words])
      let removed = generator.output(.i32, [remove])
      let distance = generator.output(.f32, [removal == .greedy ? remove : words])
      try withWorkspace {
        try Text.tcraWords(
          $0, wordEmbeddings: vectors.view, protectedWords: flags.view, remove: remove, metric: metric, removal: removal,
          keep: keep.view, removed: removed.view, distance: distance.view)
      }
      let rows = vectors.floats
      let plain = PlainTcra(
        vectors: (0..<words).map { w in (0..<dim).map { Double(rows[w * dim + $0]) } }, metric: metric)
      let wanted =
        removal == .greedy ? plain.greedy(remove, protected: protected) : plain.oneShot(remove, protected: protected)
      #expect(removed.ints == wanted.removed)
      #expect(keep.ints == (0..<words).map { wanted.removed.contains($0) ? 0 : 1 })
      for (got, value) in zip(distance.floats, wanted.distance) { #expect(abs(Double(got) - value) <= 1e-5 * (1 + value)) }
      #expect(keep.gapsAreUntouched && removed.gapsAreUntouched && distance.gapsAreUntouched)
    }
  }

  @Test(arguments: [TextMetric.l2, .cosine]) func leaveOneOutEqualsTheDefinition(metric: TextMetric) throws {
    var generator = SeededGenerator(42)
    for _ in 0..<40 {
      let words = generator.int(1...20)
      let dim = generator.int(1...40)
      let full = generator.tensor(.f32, [dim])
      let without = generator.tensor(generator.pick(floatDTypes), [words, dim])
      // Equal rows make ties: the lower index goes first.
      if words > 2 { for k in 0..<dim { without[(words - 1) * dim + k] = without[k] } }
      let remove = generator.int(0...words)
      let keep = TestTensor(.i32, [words])
      let removed = TestTensor(.i32, [remove])
      let distance = TestTensor(.f32, [words])
      try withWorkspace {
        try Text.tcraLeaveOneOut(
          $0, full: full.view, leaveOneOut: without.view, protectedWords: nil, remove: remove, metric: metric,
          keep: keep.view, removed: removed.view, distance: distance.view)
      }
      let plain = PlainTcra(vectors: [], metric: metric)
      let whole = full.floats.map(Double.init)
      let rows = without.floats
      let d = (0..<words).map { w in plain.distance(whole, (0..<dim).map { Double(rows[w * dim + $0]) }) }
      for (got, value) in zip(distance.floats, d) { #expect(abs(Double(got) - value) <= 1e-5 * (1 + value)) }
      let order = (0..<words).sorted { d[$0] < d[$1] || (d[$0] == d[$1] && $0 < $1) }
      #expect(removed.ints == Array(order.prefix(remove)))
    }
  }

  /// An encoder over texts of single letters: the mean of the letters' vectors, as `tcraWords` has it.
  @Test(arguments: [TextRemoval.oneShot, .greedy]) func theEncoderGivesTheSame(removal: TextRemoval) throws {
    var generator = SeededGenerator(43)
    let words = 20
    let dim = 8
    let vectors = TestTensor(.f32, [words, dim], floats: generator.normals(words * dim))
    let text = (0..<words).map { String(UnicodeScalar(UInt8(97 + $0))) }.joined(separator: " ")
    let spans = spanTensor((0..<words).map { 2 * $0..<2 * $0 + 1 })
    let bytes = byteTensor(text)
    var table = vectors.floats
    try table.withUnsafeMutableBufferPointer { table in
      let encoder = TextEncoder(
        embed: { user, text, spans, count, rows, dim in
          let table = user!.assumingMemoryBound(to: Float.self)
          for s in 0..<Int(count) {
            var n = 0.0
            var sum = [Double](repeating: 0, count: Int(dim))
            for i in Int(spans![2 * s])..<Int(spans![2 * s + 1]) where text![i] != 32 {
              n += 1
              for k in 0..<Int(dim) { sum[k] += Double(table[(Int(text![i]) - 97) * Int(dim) + k]) }
            }
            for k in 0..<Int(dim) { rows![s * Int(dim) + k] = n > 0 ? Float(sum[k] / n) : 0 }
          }
          return 0
        }, user: table.baseAddress, dim: dim)
      let remove = 15
      let size = removal == .greedy ? remove : words
      let results = (0..<2).map { _ in
        (TestTensor(.i32, [words]), TestTensor(.i32, [remove]), TestTensor(.f32, [size]))
      }
      try withWorkspace {
        try Text.tcraWords(
          $0, wordEmbeddings: vectors.view, protectedWords: nil, remove: remove, metric: .l2, removal: removal,
          keep: results[0].0.view, removed: results[0].1.view, distance: results[0].2.view)
        try Text.tcraEncoder(
          $0, text: bytes.view, words: spans.view, protectedWords: nil, encoder: encoder, remove: remove, metric: .l2,
          removal: removal, keep: results[1].0.view, removed: results[1].1.view, distance: results[1].2.view)
      }
      #expect(results[0].0.ints == results[1].0.ints)
      #expect(results[0].1.ints == results[1].1.ints)
      for (a, b) in zip(results[0].2.floats, results[1].2.floats) { #expect(abs(a - b) < 1e-5) }
    }
  }

  @Test func aFailingEncoderIsReported() {
    let bytes = byteTensor("a b")
    let spans = spanTensor([0..<1, 2..<3])
    let keep = TestTensor(.i32, [2])
    let removed = TestTensor(.i32, [1])
    let encoder = TextEncoder(embed: { _, _, _, _, _, _ in 7 }, user: nil, dim: 4)
    expectError(.callback, "embed", outputs: [keep, removed], says: "embed: expected an encoder that returns 0, got 7") {
      try Text.tcraEncoder(
        $0, text: bytes.view, words: spans.view, protectedWords: nil, encoder: encoder, remove: 1, metric: .l2,
        removal: .greedy, keep: keep.view, removed: removed.view, distance: nil)
    }
  }

  @Test func badArgumentsAreNamed() {
    var generator = SeededGenerator(44)
    let vectors = generator.tensor(.f32, [5, 3])
    let flags = TestTensor([5], ints: [0, 1, 0, 1, 0])
    let keep = TestTensor(.i32, [5])
    let removed = TestTensor(.i32, [3])
    let distance = TestTensor(.f32, [3])
    func run(_ workspace: Workspace, _ vectors: TestTensor, _ remove: Int, _ distance: TestTensor) throws {
      try Text.tcraWords(
        workspace, wordEmbeddings: vectors.view, protectedWords: flags.view, remove: remove, metric: .l2,
        removal: .greedy, keep: keep.view, removed: removed.view, distance: distance.view)
    }
    let outputs = [keep, removed, distance]
    expectError(.range, "remove", outputs: outputs) { try run($0, vectors, 4, distance) }
    expectError(.range, "remove", outputs: outputs) { try run($0, vectors, -1, distance) }
    expectError(.shape, "removed", outputs: outputs) { try run($0, vectors, 2, distance) }
    expectError(.shape, "distance", outputs: outputs) { try run($0, vectors, 3, TestTensor(.f32, [5])) }
    expectError(.ndim, "word_embeddings", outputs: outputs) { try run($0, generator.tensor(.f32, [5]), 3, distance) }
    expectError(.dtype, "word_embeddings", outputs: outputs) { try run($0, TestTensor(.i32, [5, 3]), 3, distance) }
    expectNonFiniteRefused(vectors, "word_embeddings", outputs: outputs, &generator) { try run($0, vectors, 3, distance) }
  }

  @Test func behaves() throws {
    var generator = SeededGenerator(45)
    let vectors = generator.tensor(.f16, [40, 24])
    let keep = generator.output(.i32, [40])
    let removed = generator.output(.i32, [12])
    let distance = generator.output(.f32, [12])
    try expectWellBehaved(outputs: [keep, removed, distance]) {
      try Text.tcraWords(
        $0, wordEmbeddings: vectors.view, protectedWords: nil, remove: 12, metric: .cosine, removal: .greedy,
        keep: keep.view, removed: removed.view, distance: distance.view)
    }
  }
}
