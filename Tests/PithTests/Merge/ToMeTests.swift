// Token Merging against its definition, written out with plain arrays in double.

import Testing

@testable import Pith

/// Cosine in double, rounded to f32: what decides.
private func similarity(_ a: [Float], _ b: [Float]) -> Float { Float(1 - distance(a, b, .cosine)) }

/// Of each source its first most similar destination.
private func naiveMatch(_ sources: [[Float]], _ destinations: [[Float]]) -> [(best: Float, to: Int)] {
  sources.map { source in
    var best = -Float.infinity
    var to = -1
    for (j, destination) in destinations.enumerated() where similarity(source, destination) > best {
      best = similarity(source, destination)
      to = j
    }
    return (best, to)
  }
}

private struct NaiveToMe {
  var assign: [Int]
  var sources: [Int] = []
  var destinations: [Int] = []

  init(_ x: [[Float]], remove: Int, classToken: Bool, distillToken: Bool) {
    let n = x.count
    let r = max(0, min(remove, (n - (classToken ? 1 : 0) - (distillToken ? 1 : 0)) / 2))
    assign = Array(0..<n)
    if r == 0 { return }
    let evens = Array(stride(from: 0, to: n, by: 2))
    let odds = Array(stride(from: 1, to: n, by: 2))
    let open = distillToken ? Array(odds.dropFirst()) : odds
    var match = naiveMatch(evens.map { x[$0] }, open.map { x[$0] })
    if classToken { match[0].best = -.infinity }
    let order = evens.indices.sorted {
      match[$0].best != match[$1].best ? match[$0].best > match[$1].best : $0 < $1
    }
    sources = order.prefix(r).map { evens[$0] }
    destinations = order.prefix(r).map { open.isEmpty ? odds[0] : open[match[$0].to] }
    var stay = order.dropFirst(r).map { evens[$0] }
    if classToken { stay.sort() }
    var rows = stay + odds
    if distillToken { rows = [stay[0], odds[0]] + stay.dropFirst() + odds.dropFirst() }
    for (row, token) in rows.enumerated() { assign[token] = row }
    for (source, destination) in zip(sources, destinations) { assign[source] = assign[destination] }
  }
}

@Suite struct ToMeTests {
  @Test(arguments: floatDTypes) func bipartiteFollowsItsDefinition(dtype: DType) throws {
    var generator = SeededGenerator(31)
    for _ in 0..<60 {
      let n = generator.int(0...34)
      let dim = generator.int(1...12)
      let batch = generator.int(1...2)
      let shape = batch == 1 ? [n, dim] : [batch, n, dim]
      let metric = generator.tensor(dtype, shape)
      // Near-duplicates, exact duplicates and tokens without direction.
      if n > 4 && generator.int(0...1) == 1 {
        for _ in 0..<n {
          let from = generator.int(0...n - 1)
          let to = generator.int(0...n - 1)
          let factor = generator.pick([Float(0), 1, 1, 2])
          for d in 0..<dim { metric[to * dim + d] = metric[from * dim + d] * factor }
        }
      }
      let remove = generator.int(-2...n)
      let classToken = generator.int(0...1) == 1
      let distillToken = generator.int(0...1) == 1
      let protected = (classToken ? 1 : 0) + (distillToken ? 1 : 0)
      let r = max(0, min(remove, (n - protected) / 2))
      func output(_ count: Int) -> TestTensor { generator.output(.i32, batch == 1 ? [count] : [batch, count]) }
      let assign = output(n)
      let sources = output(r)
      let destinations = output(r)
      let count = TestTensor(.i32, [batch])
      try withWorkspace {
        try Merge.toMe(
          $0, metric: metric.view, remove: remove, classToken: classToken, distillToken: distillToken,
          assign: assign.view, sources: sources.view, destinations: destinations.view, count: count.view)
      }
      #expect(count.ints == [Int](repeating: n - r, count: batch))
      for b in 0..<batch {
        let naive = NaiveToMe(
          rows(metric, item: b), remove: remove, classToken: classToken, distillToken: distillToken)
        #expect(Array(assign.ints[b * n..<(b + 1) * n]) == naive.assign, "n \(n) r \(r) \(classToken) \(distillToken)")
        #expect(Array(sources.ints[b * r..<(b + 1) * r]) == naive.sources)
        #expect(Array(destinations.ints[b * r..<(b + 1) * r]) == naive.destinations)
        if n > 0 { #expect(Set(assign.ints[b * n..<(b + 1) * n]) == Set(0..<n - r)) }
      }
      for output in [assign, sources, destinations, count] { #expect(output.gapsAreUntouched) }
    }
  }

  /// Similarities that differ by less than an f32 product can tell: decided as double arithmetic does.
  @Test func nearDuplicatesAreToldApart() throws {
    var generator = SeededGenerator(32)
    for n in [40, 40, 40, 40, 40, 40, 150, 151] {
      let dim = generator.int(2...64)
      let base = generator.normals(dim)
      let values = (0..<n).flatMap { _ in base.map { $0 + 1e-3 * generator.normal() } }
      let metric = TestTensor(.f32, [n, dim], floats: values)
      let assign = TestTensor(.i32, [n])
      try withWorkspace {
        try Merge.toMe(
          $0, metric: metric.view, remove: 15, classToken: false, distillToken: false, assign: assign.view,
          sources: nil, destinations: nil, count: nil)
      }
      let naive = NaiveToMe(rows(metric, item: 0), remove: 15, classToken: false, distillToken: false)
      #expect(assign.ints == naive.assign)
    }
  }

  @Test func manyTokens() throws {
    var generator = SeededGenerator(33)
    let n = 601
    let metric = generator.tensor(.f32, [n, 3])
    let assign = TestTensor(.i32, [n])
    try withWorkspace {
      try Merge.toMe(
        $0, metric: metric.view, remove: 250, classToken: true, distillToken: false, assign: assign.view, sources: nil,
        destinations: nil, count: nil)
    }
    #expect(assign.ints == NaiveToMe(rows(metric, item: 0), remove: 250, classToken: true, distillToken: false).assign)
  }

  @Test func identicalTokensMergeFromTheFront() throws {
    let metric = TestTensor(.f32, [100, 2], floats: [Float](repeating: 1, count: 200))
    let assign = TestTensor(.i32, [100])
    let sources = TestTensor(.i32, [3])
    let destinations = TestTensor(.i32, [3])
    try withWorkspace {
      try Merge.toMe(
        $0, metric: metric.view, remove: 3, classToken: false, distillToken: false, assign: assign.view,
        sources: sources.view, destinations: destinations.view, count: nil)
    }
    #expect(sources.ints == [0, 2, 4])
    #expect(destinations.ints == [1, 1, 1])
  }

  @Test func pairsMayHaveRoomToSpare() throws {
    var generator = SeededGenerator(34)
    let metric = generator.tensor(.f32, [8, 3])
    let assign = TestTensor(.i32, [8])
    let sources = TestTensor([6], ints: [9, 9, 9, 9, 9, 9])
    try withWorkspace {
      try Merge.toMe(
        $0, metric: metric.view, remove: 2, classToken: false, distillToken: false, assign: assign.view,
        sources: sources.view, destinations: nil, count: nil)
    }
    #expect(Array(sources.ints.dropFirst(2)) == [9, 9, 9, 9])
  }

  @Test func badArguments() {
    var generator = SeededGenerator(35)
    let metric = generator.tensor(.f32, [8, 3])
    let assign = TestTensor(.i32, [8])
    let pairs = TestTensor(.i32, [1])
    let count = TestTensor(.i32, [1])
    func fails(
      _ status: Status, _ argument: String, _ metric: TestTensor, _ assign: TestTensor, sources: TestTensor? = nil,
      destinations: TestTensor? = nil, count: TestTensor? = nil, says: String? = nil
    ) {
      expectError(status, argument, outputs: [assign, pairs], says: says) {
        try Merge.toMe(
          $0, metric: metric.view, remove: 2, classToken: false, distillToken: false, assign: assign.view,
          sources: sources?.view, destinations: destinations?.view, count: count?.view)
      }
    }
    fails(.ndim, "metric", TestTensor(.f32, [8]), assign)
    fails(.dtype, "metric", TestTensor(.i32, [8, 3]), assign)
    fails(.shape, "assign", metric, TestTensor(.i32, [7]))
    fails(.shape, "assign", metric, TestTensor(.i32, [1, 8]))
    fails(.dtype, "assign", metric, TestTensor(.i64, [8]))
    fails(
      .capacity, "sources", metric, assign, sources: pairs,
      says: "sources: expected room for every merged pair, needed 2, got 1")
    fails(.capacity, "destinations", metric, assign, destinations: pairs)
    fails(.shape, "count", metric, assign, count: TestTensor(.i32, [2]))
    fails(.ndim, "count", metric, assign, count: TestTensor(.i32, [1, 1]))
    fails(.dtype, "count", metric, assign, count: TestTensor(.f32, [1]))
    expectNonFiniteRefused(metric, "metric", outputs: [assign, count], &generator) {
      try Merge.toMe(
        $0, metric: metric.view, remove: 2, classToken: false, distillToken: false, assign: assign.view, sources: nil,
        destinations: nil, count: count.view)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(36)
    let metric = generator.tensor(.f16, [2, 41, 7])
    // A few duplicates, so that near-ties are settled as well.
    for d in 0..<7 {
      metric[3 * 7 + d] = metric[d]
      metric[5 * 7 + d] = metric[d]
    }
    let assign = generator.output(.i32, [2, 41])
    let sources = generator.output(.i32, [2, 12])
    let destinations = generator.output(.i32, [2, 12])
    let count = generator.output(.i32, [2])
    try expectWellBehaved(outputs: [assign, sources, destinations, count]) {
      try Merge.toMe(
        $0, metric: metric.view, remove: 12, classToken: true, distillToken: true, assign: assign.view,
        sources: sources.view, destinations: destinations.view, count: count.view)
    }
  }
}

@Suite struct ToMeVariantTests {
  @Test func kthFollowsItsDefinition() throws {
    var generator = SeededGenerator(41)
    for _ in 0..<40 {
      let n = generator.int(0...40)
      let dim = generator.int(1...8)
      let k = generator.int(-1...9)
      let metric = generator.tensor(generator.pick(floatDTypes), [2, n, dim])
      let assign = generator.output(.i32, [2, n])
      let count = TestTensor(.i32, [2])
      try withWorkspace {
        try Merge.toMeKth($0, metric: metric.view, k: k, assign: assign.view, count: count.view)
      }
      let groups = k <= 1 ? n : n / k
      #expect(count.ints == [groups, groups])
      for b in 0..<2 {
        let x = rows(metric, item: b)
        var expected = [Int](repeating: -1, count: n)
        if k <= 1 { expected = Array(0..<n) } else {
          let destinations = (0..<groups).map { x[$0 * k + k - 1] }
          for i in 0..<groups * k {
            expected[i] = i % k == k - 1 ? i / k : naiveMatch([x[i]], destinations)[0].to
          }
        }
        #expect(Array(assign.ints[b * n..<(b + 1) * n]) == expected, "n \(n) k \(k)")
      }
    }
  }

  @Test func randomFollowsItsDefinition() throws {
    var generator = SeededGenerator(42)
    for _ in 0..<40 {
      let n = generator.int(1...40)
      let dim = generator.int(1...8)
      let remove = generator.int(-1...n - 1)
      let r = max(remove, 0)
      let metric = generator.tensor(generator.pick(floatDTypes), [2, n, dim])
      let orders = [generator.permutation(n), generator.permutation(n)]
      let permutation = TestTensor([2, n], strides: generator.strides([2, n]), ints: orders[0] + orders[1])
      let assign = generator.output(.i32, [2, n])
      let count = TestTensor(.i32, [2])
      try withWorkspace {
        try Merge.toMeRandom(
          $0, metric: metric.view, permutation: permutation.view, remove: remove, assign: assign.view, count: count.view)
      }
      #expect(count.ints == [n - r, n - r])
      for b in 0..<2 {
        let x = rows(metric, item: b)
        var expected = Array(0..<n)
        if r > 0 {
          let destinations = orders[b].dropFirst(r).map { x[$0] }
          for (t, token) in orders[b].enumerated() {
            expected[token] = t >= r ? t - r : naiveMatch([x[token]], destinations)[0].to
          }
        }
        #expect(Array(assign.ints[b * n..<(b + 1) * n]) == expected)
      }
    }
  }

  @Test func badPermutations() {
    var generator = SeededGenerator(43)
    let metric = generator.tensor(.f32, [4, 2])
    let assign = TestTensor(.i32, [4])
    for (order, at) in [([0, 1, 2, 4], 3), ([0, -1, 2, 3], 1), ([0, 1, 1, 3], 2)] {
      let permutation = TestTensor([4], ints: order)
      expectError(
        .index, "permutation", outputs: [assign],
        says: "permutation: expected every position from 0 to N - 1 once, got \(order[at]) at position \(at)"
      ) {
        try Merge.toMeRandom(
          $0, metric: metric.view, permutation: permutation.view, remove: 0, assign: assign.view, count: nil)
      }
    }
    expectError(.range, "remove", outputs: [assign]) {
      try Merge.toMeRandom(
        $0, metric: metric.view, permutation: TestTensor([4], ints: [0, 1, 2, 3]).view, remove: 4, assign: assign.view,
        count: nil)
    }
  }

  @Test func areWellBehaved() throws {
    var generator = SeededGenerator(44)
    let metric = generator.tensor(.bf16, [2, 37, 5])
    let permutation = TestTensor([2, 37], ints: generator.permutation(37) + generator.permutation(37))
    let assign = generator.output(.i32, [2, 37])
    try expectWellBehaved(outputs: [assign]) {
      try Merge.toMeKth($0, metric: metric.view, k: 4, assign: assign.view, count: nil)
    }
    try expectWellBehaved(outputs: [assign]) {
      try Merge.toMeRandom(
        $0, metric: metric.view, permutation: permutation.view, remove: 15, assign: assign.view, count: nil)
    }
    expectNonFiniteRefused(metric, "metric", outputs: [assign], &generator) {
      try Merge.toMeKth($0, metric: metric.view, k: 4, assign: assign.view, count: nil)
    }
  }
}
