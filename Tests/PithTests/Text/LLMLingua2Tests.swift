// LLMLingua-2's steps against plain forms of them.

import Testing

@testable import Pith

/// numpy's percentile of a list, by its place in integers.
private func percentile(_ list: [Float], _ percent: Int) -> Float {
  if list.isEmpty { return -.infinity }
  let sorted = list.sorted()
  let place = percent * (list.count - 1)
  let (low, t) = (Double(sorted[place / 100]), Double(place % 100) / 100)
  if place % 100 == 0 { return Float(low) }
  let high = Double(sorted[place / 100 + 1])
  return Float(t >= 0.5 ? high - (high - low) * (1 - t) : low + (high - low) * t)
}

/// Cumulative ends of random groups of `total` elements; some are empty.
private func randomEnds(_ total: Int, _ generator: inout SeededGenerator) -> [Int] {
  ((0..<generator.int(0...4)).map { _ in generator.int(0...total) }.sorted()) + [total]
}

@Suite struct LLMLingua2SelectionTests {
  func reference(
    _ given: [Float], _ tokens: [Int], _ forced: [Int], _ ends: [Int], _ rate: Double, _ drop: Bool
  ) -> (keep: [Int], thresholds: [Float]) {
    var (keep, thresholds, begin) = ([Int](), [Float](), 0)
    let reduced = 1 - rate
    for end in ends {
      var p = Array(given[begin..<end])
      let kinds = Array(forced[begin..<end])
      if reduced <= 0 {
        keep += p.map { _ in 1 }
        thresholds.append(0)
        begin = end
        continue
      }
      if drop {
        let average = percentile(p, Int(100 * reduced))
        var (between, last) = (false, -1)
        for i in p.indices {
          if kinds[i] < 0 {
            between = between || p[i] > average
            continue
          }
          if between { between = false } else if kinds[i] == last { p[i] = 0 }
          last = kinds[i]
        }
      }
      let repeated = p.indices.flatMap { [Float](repeating: p[$0], count: tokens[begin + $0]) }
      let limit = percentile(repeated, min(Int(100 * reduced + 1), 100))
      var kept: [Int] = []
      for i in p.indices {
        let stays = p[i] > limit || (limit == 1 && p[i] == 1)
        if stays && !(drop && kinds[i] >= 0 && kept.last == kinds[i]) {
          keep.append(1)
          kept.append(kinds[i])
        } else {
          keep.append(0)
        }
      }
      thresholds.append(limit)
      begin = end
    }
    return (keep, thresholds)
  }

  @Test(arguments: [DType.f32, .f16]) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(2024)
    for round in 0..<200 {
      let words = round < 4 ? round : generator.int(0...60)
      // Few different values: ties at the threshold are common.
      let p = (0..<words).map { _ in generator.int(0...3) == 0 ? Float(1) : rounded(Float(generator.int(0...20)) / 20, to: dtype) }
      let counts = (0..<words).map { _ in generator.int(0...4) }
      let kinds = (0..<words).map { _ in generator.int(-2...2) }
      let ends = randomEnds(words, &generator)
      let rate = generator.pick([0, 0.33, 0.5, 0.6, 1, Double(generator.uniform())])
      let drop = generator.int(0...1) == 1
      let plain = round % 5 == 0
      let wanted = reference(
        p, plain ? [Int](repeating: 1, count: words) : counts, plain ? [Int](repeating: -1, count: words) : kinds,
        plain ? [words] : ends, rate, drop)
      let given = TestTensor(dtype, [words], strides: [2], floats: p)
      let (tokens, forced) = (TestTensor([words], ints: counts), TestTensor([words], ints: kinds))
      let chunkEnds = TestTensor([ends.count], ints: ends)
      let keep = generator.output(.i32, [words])
      let thresholds = generator.output(.f32, [plain ? 1 : ends.count])
      try withWorkspace {
        try Text.llmlingua2(
          $0, probabilities: given.view, tokens: plain ? nil : tokens.view, forced: plain ? nil : forced.view,
          chunkEnds: plain ? nil : chunkEnds.view, rate: rate, dropConsecutive: drop, keep: keep.view,
          thresholds: thresholds.view)
      }
      #expect(keep.ints == wanted.keep)
      #expect(thresholds.floats == wanted.thresholds)
      #expect(keep.gapsAreUntouched && thresholds.gapsAreUntouched)
    }
  }

  /// A rate of 0.34 asks for the percentile 66: 100 (1 - 0.34) + 1 is a little below 67. One of 0.33 asks for 68.
  @Test func thePercentIsCutInDoublePrecision() throws {
    let given = TestTensor(.f32, [101], floats: (0...100).map(Float.init))
    for (rate, percent) in [(0.34, 66), (0.33, 68), (0.9, 10)] {
      let keep = TestTensor(.i32, [101])
      let threshold = TestTensor(.f32, [1])
      try withWorkspace {
        try Text.llmlingua2(
          $0, probabilities: given.view, tokens: nil, forced: nil, chunkEnds: nil, rate: rate, dropConsecutive: false,
          keep: keep.view, thresholds: threshold.view)
      }
      #expect(threshold[0] == Float(percent) && keep.ints.reduce(0, +) == 100 - percent)
    }
  }

  @Test func manyTokensDoNotOverflow() throws {
    let given = TestTensor(.f32, [3], floats: [0.1, 0.2, 0.3])
    let tokens = TestTensor([3], ints: [Int(Int32.max), Int(Int32.max), Int(Int32.max)])
    let keep = TestTensor(.i32, [3])
    try withWorkspace {
      try Text.llmlingua2(
        $0, probabilities: given.view, tokens: tokens.view, forced: nil, chunkEnds: nil, rate: 0.5, dropConsecutive: false,
        keep: keep.view, thresholds: nil)
    }
    #expect(keep.ints == [0, 0, 1])
  }

  @Test func badArgumentsAreNamed() throws {
    var generator = SeededGenerator(3)
    let given = TestTensor(.f32, [4], floats: [0.1, 0.5, 0.5, 0.9])
    let keep = TestTensor(.i32, [4])
    let thresholds = TestTensor(.f32, [2])
    func run(
      _ workspace: Workspace, tokens: [Int] = [1, 2, 1, 1], ends: [Int] = [2, 4], rate: Double = 0.5, out: TestTensor? = nil
    ) throws {
      try Text.llmlingua2(
        workspace, probabilities: given.view, tokens: TestTensor([tokens.count], ints: tokens).view,
        forced: TestTensor([4], ints: [-1, 0, 0, -1]).view, chunkEnds: TestTensor([ends.count], ints: ends).view,
        rate: rate, dropConsecutive: true, keep: (out ?? keep).view, thresholds: thresholds.view)
    }
    let outputs = [keep, thresholds]
    expectError(.range, "tokens", outputs: outputs) { try run($0, tokens: [1, 2, -1, 1]) }
    expectError(.shape, "tokens", outputs: outputs) { try run($0, tokens: [1]) }
    expectError(.index, "chunk_ends", outputs: outputs) { try run($0, ends: [3, 2]) }
    expectError(.index, "chunk_ends", outputs: outputs) { try run($0, ends: [2, 3]) }
    expectError(.shape, "thresholds", outputs: outputs) { try run($0, ends: [4]) }
    expectError(.range, "rate", outputs: outputs) { try run($0, rate: 1.5) }
    expectError(.range, "rate", outputs: outputs) { try run($0, rate: .nan) }
    expectError(.shape, "keep", outputs: outputs) { try run($0, out: TestTensor(.i32, [3])) }
    expectNonFiniteRefused(given, "probabilities", outputs: outputs, &generator) { try run($0) }
    try expectWellBehaved(outputs: outputs) { try run($0) }
  }
}

@Suite struct LLMLingua2ContextTests {
  @Test func equalsThePlainForm() throws {
    var generator = SeededGenerator(41)
    for _ in 0..<100 {
      let words = generator.int(0...40)
      let p = generator.uniforms(words)
      let ends = randomEnds(words, &generator)
      let forced = ends.map { _ in generator.int(0...3) == 0 ? 1 : 0 }
      let rate = generator.pick([0, 0.3, 0.75, 1, Double(generator.uniform())])
      var (values, begin) = ([Float](), 0)
      for end in ends {
        values.append(end > begin ? p[begin..<end].reduce(0, +) / Float(end - begin) : 0)
        begin = end
      }
      let limit = percentile(values, Int(100 * (1 - rate)))
      let (keep, means) = (generator.output(.i32, [ends.count]), generator.output(.f32, [ends.count]))
      let threshold = TestTensor(.f32, [1])
      try withWorkspace {
        try Text.llmlingua2Contexts(
          $0, probabilities: TestTensor(.f32, [words], floats: p).view, contextEnds: TestTensor([ends.count], ints: ends).view,
          forced: TestTensor([ends.count], ints: forced).view, rate: rate, keep: keep.view, values: means.view,
          threshold: threshold.view)
      }
      #expect(means.floats == values && threshold[0] == limit)
      #expect(keep.ints == values.indices.map { values[$0] >= limit || forced[$0] != 0 ? 1 : 0 })
      #expect(keep.gapsAreUntouched && means.gapsAreUntouched)
    }
  }

  @Test func badArgumentsAreNamed() throws {
    let given = TestTensor(.f32, [3], floats: [0.5, 0.25, 0.75])
    let keep = TestTensor(.i32, [2])
    func run(_ workspace: Workspace, ends: [Int] = [1, 3], rate: Double = 0.5) throws {
      try Text.llmlingua2Contexts(
        workspace, probabilities: given.view, contextEnds: TestTensor([ends.count], ints: ends).view, forced: nil,
        rate: rate, keep: keep.view, values: nil, threshold: nil)
    }
    expectError(.index, "context_ends", outputs: [keep]) { try run($0, ends: [1, 2]) }
    expectError(.range, "rate", outputs: [keep]) { try run($0, rate: -0.1) }
    expectError(.shape, "keep", outputs: [keep]) { try run($0, ends: [3]) }
    try expectWellBehaved(outputs: [keep]) { try run($0) }
  }
}

@Suite struct LLMLingua2ChunkTests {
  @Test func equalsThePlainForm() throws {
    var generator = SeededGenerator(17)
    for _ in 0..<200 {
      let n = generator.int(0...60)
      let isEnd = (0..<n).map { _ in generator.int(0...5) == 0 ? generator.pick([1, -7]) : 0 }
      let limit = generator.int(1...12)
      var (wanted, start) = ([Int](), 0)
      while start < n {
        if start + limit > n - 1 {
          wanted.append(n)
          break
        }
        var end = start + limit
        for back in 0..<limit where isEnd[end - back] != 0 {
          end -= back
          break
        }
        wanted.append(end + 1)
        start = end + 1
      }
      let ends = generator.output(.i32, [wanted.count])
      let count = TestTensor(.i32, [1])
      try withWorkspace {
        try Text.llmlingua2Chunks(
          $0, isEnd: TestTensor([n], ints: isEnd).view, limit: limit, chunkEnds: ends.view, count: count.view)
      }
      #expect(ends.ints == wanted && count.ints == [wanted.count])
    }
  }

  @Test func badArgumentsAreNamed() throws {
    let flags = TestTensor([5], ints: [0, 1, 0, 0, 0])
    let (ends, count) = (TestTensor(.i32, [2]), TestTensor(.i32, [1]))
    func run(_ workspace: Workspace, limit: Int = 2) throws {
      try Text.llmlingua2Chunks(workspace, isEnd: flags.view, limit: limit, chunkEnds: ends.view, count: count.view)
    }
    expectError(.range, "limit", outputs: [ends, count]) { try run($0, limit: 0) }
    expectError(.capacity, "chunk_ends", outputs: [ends]) { try run($0, limit: 1) }
    #expect(count.ints == [3])
    try expectWellBehaved(outputs: [ends, count]) { try run($0) }
  }
}
