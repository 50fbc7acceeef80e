// TidalDecode and the score presses against their plain forms.

import Testing

@testable import Pith

@Suite struct TidalDecodeTests {
  @Test func equalsThePlainForm() throws {
    var generator = SeededGenerator(91)
    for round in 0..<40 {
      let batch = generator.int(1...2)
      let (groups, perGroup) = (generator.int(1...2), generator.int(1...3))
      let headCount = groups * perGroup
      let (n, dim, width) = (generator.int(1...40), generator.int(1...20), generator.int(1...9))
      let keep = generator.int(1...45)
      let kept = min(n, keep)
      let last = round % 2 == 1
      func shape(_ s: [Int]) -> [Int] { batch > 1 ? [batch] + s : s }
      let q = generator.tensor(generator.pick(floatDTypes), shape([headCount, dim]))
      let k = generator.tensor(generator.pick(floatDTypes), shape([groups, n, dim]))
      let v = generator.tensor(generator.pick(floatDTypes), shape([groups, n, width]))
      let indices = generator.output(.i32, shape([headCount, kept]))
      let sparse = generator.output(.f32, shape([headCount, width]))
      let full = generator.output(.f32, shape([headCount, width]))
      try withWorkspace { workspace in
        try KV.tidalDecodeSelect(
          workspace, query: q.view, keys: k.view, keep: keep, alwaysLast: last, order: .ranked, indices: indices.view)
        try KV.tidalDecodeAttend(
          workspace, query: q.view, keys: k.view, values: v.view, indices: indices.view, output: sparse.view)
        try KV.tidalDecodeAttend(
          workspace, query: q.view, keys: k.view, values: v.view, indices: nil, output: full.view)
      }
      #expect(indices.gapsAreUntouched && sparse.gapsAreUntouched && full.gapsAreUntouched)
      let queries = q.floats.map(Double.init)
      for h in 0..<batch * headCount {
        let query = Array(queries[h * dim..<(h + 1) * dim])
        let rows = heads(k)[h / perGroup]
        let scores = rows.map { dot(query, $0) / Double(dim).squareRoot() }
        let got = Array(indices.ints[h * kept..<(h + 1) * kept])
        if last {
          #expect(got.last == n - 1)
          #expect(isBest(Array(got.dropLast()), of: Array(scores.dropLast())))
        } else {
          #expect(isBest(got, of: scores))
        }
        for (chosen, output) in [(got, sparse), (Array(0..<n), full)] {
          let weights = softmaxed(chosen.map { scores[$0] })
          for e in 0..<width {
            let wanted = zip(chosen, weights).map { heads(v)[h / perGroup][$0][e] * $1 }.reduce(0, +)
            #expect(abs(Double(output[h * width + e]) - wanted) < 1e-4)
          }
        }
      }
    }
  }

  @Test func badArgumentsAreNamed() {
    var generator = SeededGenerator(92)
    let (q, k, v) = (generator.tensor(.f32, [4, 8]), generator.tensor(.f32, [2, 20, 8]), generator.tensor(.f32, [2, 20, 6]))
    let indices = TestTensor(.i32, [4, 5])
    let output = TestTensor(.f32, [4, 6])
    func select(
      _ status: Status, _ argument: String, _ q: TestTensor, _ k: TestTensor, keep: Int = 5,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [indices], sourceLocation: sourceLocation) { workspace in
        try KV.tidalDecodeSelect(
          workspace, query: q.view, keys: k.view, keep: keep, alwaysLast: false, order: .ranked, indices: indices.view)
      }
    }
    select(.range, "keep", q, k, keep: -1)
    select(.shape, "indices", q, k, keep: 6)
    select(.shape, "keys", q, generator.tensor(.f32, [3, 20, 8]))
    select(.shape, "keys", q, generator.tensor(.f32, [2, 20, 9]))
    select(.shape, "query", TestTensor(.f32, [4, 0]), k)
    for input in [(q, "query"), (k, "keys")] {
      expectNonFiniteRefused(input.0, input.1, outputs: [indices], &generator) { workspace in
        try KV.tidalDecodeSelect(
          workspace, query: q.view, keys: k.view, keep: 5, alwaysLast: true, order: .position, indices: indices.view)
      }
    }
    for place in [-1, 20] {
      let bad = TestTensor([4, 2], ints: [0, 1, 2, 3, 4, place, 6, 7])
      expectError(.index, "indices", outputs: [output]) { workspace in
        try KV.tidalDecodeAttend(
          workspace, query: q.view, keys: k.view, values: v.view, indices: bad.view, output: output.view)
      }
    }
    expectError(.shape, "values", outputs: [output]) { workspace in
      try KV.tidalDecodeAttend(
        workspace, query: q.view, keys: k.view, values: generator.tensor(.f32, [2, 19, 6]).view, indices: nil,
        output: output.view)
    }
  }

  @Test func noPositionGivesZeros() throws {
    var generator = SeededGenerator(93)
    let (q, k, v) = (generator.tensor(.f32, [2, 4]), generator.tensor(.f32, [2, 3, 4]), generator.tensor(.f32, [2, 3, 2]))
    let output = TestTensor(.f32, [2, 2])
    try withWorkspace { workspace in
      try KV.tidalDecodeAttend(
        workspace, query: q.view, keys: k.view, values: v.view, indices: TestTensor(.i32, [2, 0]).view,
        output: output.view)
    }
    #expect(output.floats == [0, 0, 0, 0])
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(94)
    for dtype in [DType.f32, .f16] {
      let (q, k, v) = (
        generator.tensor(dtype, [6, 32]), generator.tensor(dtype, [2, 2000, 32]), generator.tensor(dtype, [2, 2000, 24])
      )
      let indices = generator.output(.i32, [6, 100])
      let output = generator.output(.f32, [6, 24])
      try expectWellBehaved(outputs: [indices, output]) { workspace in
        try KV.tidalDecodeSelect(
          workspace, query: q.view, keys: k.view, keep: 100, alwaysLast: false, order: .ranked, indices: indices.view)
        try KV.tidalDecodeAttend(
          workspace, query: q.view, keys: k.view, values: v.view, indices: nil, output: output.view)
      }
    }
  }
}

@Suite struct ScorePressTests {
  /// Means over the heads of each group.
  func grouped(_ perHead: [[Double]], _ size: Int) -> [[Double]] {
    (0..<perHead.count / size).map { g in
      perHead[0].indices.map { n in (0..<size).map { perHead[g * size + $0][n] }.reduce(0, +) / Double(size) }
    }
  }

  func expectClose(_ scores: TestTensor, _ wanted: [[Double]], sourceLocation: SourceLocation = #_sourceLocation) {
    let flat = wanted.flatMap { $0 }
    #expect(scores.count == flat.count, sourceLocation: sourceLocation)
    for (i, value) in flat.enumerated() {
      #expect(abs(Double(scores[i]) - value) <= 1e-5 + 1e-5 * abs(value), sourceLocation: sourceLocation)
    }
    #expect(scores.gapsAreUntouched, sourceLocation: sourceLocation)
  }

  @Test func equalThePlainForms() throws {
    var generator = SeededGenerator(95)
    for _ in 0..<40 {
      let (groups, size, n) = (generator.int(1...3), generator.int(1...3), generator.int(1...20))
      let queries = generator.int(1...n)
      let map = TestTensor(
        generator.pick(floatDTypes), [groups * size, queries, n], strides: generator.strides([groups * size, queries, n]),
        floats: generator.uniforms(groups * size * queries * n))
      let window = generator.int(1...queries)
      let kernel = 2 * generator.int(0...3) + 1
      let snap = generator.output(.f32, [groups, n])
      let observed = generator.output(.f32, [groups, n])
      let tova = generator.output(.f32, [groups, n])
      try withWorkspace { workspace in
        try KV.snapKVScores(
          workspace, attention: map.view, kvHeads: groups, window: window, kernel: kernel, scores: snap.view)
        try KV.observedScores(workspace, attention: map.view, kvHeads: groups, scores: observed.view)
        try KV.tovaScores(workspace, attention: map.view, kvHeads: groups, scores: tova.view)
      }
      let perHead = heads(map)
      let old = n - window
      var wanted = grouped(
        perHead.map { rows in
          pooledPlainly(
            (0..<old).map { j in rows.suffix(window).map { $0[j] }.reduce(0, +) / Double(window) }, kernel, .average)
        }, size)
      let most = wanted.flatMap { $0 }.max() ?? 0
      wanted = wanted.map { $0 + [Double](repeating: most + 1, count: window) }
      expectClose(snap, wanted)
      expectClose(
        observed,
        grouped(
          perHead.map { rows in
            (0..<n).map { j in rows.map { $0[j] }.reduce(0, +) / Double(min(queries, n - j)) }
          }, size))
      let mean = (0..<n - 1).map { j in perHead.map { $0.last![j] }.reduce(0, +) / Double(perHead.count) }
      expectClose(tova, [[Double]](repeating: mean + [(mean.max() ?? 0) + 1], count: groups))
    }
  }

  @Test func normsAndStreaming() throws {
    var generator = SeededGenerator(96)
    for dtype in floatDTypes {
      let keys = generator.tensor(dtype, [2, 3, 17, 5])
      let scores = generator.output(.f32, [2, 3, 17])
      let streaming = generator.output(dtype, [2, 3, 17])
      try withWorkspace { workspace in
        try KV.keyNormScores(workspace, keys: keys.view, scores: scores.view)
        try KV.streamingScores(workspace, keep: 9, sinks: 4, scores: streaming.view)
      }
      expectClose(scores, heads(keys).map { $0.map { -dot($0, $0).squareRoot() } })
      expectClose(streaming, [[Double]](repeating: (0..<17).map { $0 >= 4 && $0 < 12 ? 0 : 1 }, count: 6))
    }
  }

  @Test func pyramidFollowsTheRule() throws {
    func budget(_ n: Int, _ layers: Int, _ ratio: Double, _ window: Int, _ beta: Double) throws -> [Int] {
      let keep = TestTensor(.i32, [layers])
      try withWorkspace { workspace in
        try KV.pyramidBudget(workspace, n: n, ratio: ratio, window: window, beta: beta, keep: keep.view)
      }
      return keep.ints
    }
    // s = 200: low = 200 / 4 = 50, high = 350; a step of 100.
    #expect(try budget(1000, 4, 0.8, 10, 4) == [350, 250, 150, 50])
    // low = 10 is below the window: every layer the same.
    #expect(try budget(1000, 3, 0.8, 64, 20) == [200, 200, 200])
    // high is capped at n - window = 90: low = 160 - 90.
    #expect(try budget(100, 3, 0.2, 10, 20) == [90, 80, 70])
    #expect(try budget(7, 1, 0.5, 0, 20) == [4])
    #expect(try budget(5, 1, 0.5, 0, 20) == [2])
    #expect(try budget(5, 0, 0.5, 0, 20) == [])
  }

  @Test func badArgumentsAreNamed() {
    var generator = SeededGenerator(97)
    let scores = TestTensor(.f32, [2, 9])
    func check(
      _ status: Status, _ argument: String, shape: [Int] = [4, 6, 9], kvHeads: Int = 2, window: Int = 3, kernel: Int = 3,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let map = generator.tensor(.f32, shape)
      expectError(status, argument, outputs: [scores], sourceLocation: sourceLocation) { workspace in
        try KV.snapKVScores(
          workspace, attention: map.view, kvHeads: kvHeads, window: window, kernel: kernel, scores: scores.view)
      }
    }
    check(.range, "kv_heads", kvHeads: 3)
    check(.range, "kv_heads", kvHeads: 0)
    check(.range, "window", window: 0)
    check(.range, "kernel", kernel: 2)
    check(.shape, "attention", window: 7)
    check(.shape, "scores", kvHeads: 4)
    expectError(.shape, "attention", outputs: [scores]) { workspace in
      try KV.observedScores(
        workspace, attention: generator.tensor(.f32, [2, 10, 9]).view, kvHeads: 2, scores: scores.view)
    }
    expectError(.shape, "attention", outputs: [scores]) { workspace in
      try KV.tovaScores(workspace, attention: TestTensor(.f32, [2, 0, 9]).view, kvHeads: 2, scores: scores.view)
    }
    expectError(.range, "keep", outputs: [scores]) { workspace in
      try KV.streamingScores(workspace, keep: 10, sinks: 4, scores: scores.view)
    }
    let keys = generator.tensor(.f32, [2, 9, 4])
    expectNonFiniteRefused(keys, "keys", outputs: [scores], &generator) { workspace in
      try KV.keyNormScores(workspace, keys: keys.view, scores: scores.view)
    }
    let map = generator.tensor(.f32, [4, 9, 9])
    expectNonFiniteRefused(map, "attention", outputs: [scores], &generator) { workspace in
      try KV.observedScores(workspace, attention: map.view, kvHeads: 2, scores: scores.view)
    }
  }

  @Test func areWellBehaved() throws {
    var generator = SeededGenerator(98)
    let map = generator.tensor(.f16, [2, 4, 30, 400])
    let keys = generator.tensor(.f32, [2, 2, 400, 8])
    let outputs = (0..<4).map { _ in generator.output(.f32, [2, 2, 400]) }
    try expectWellBehaved(outputs: [outputs[0]]) { workspace in
      try KV.snapKVScores(workspace, attention: map.view, kvHeads: 2, window: 8, kernel: 5, scores: outputs[0].view)
    }
    try expectWellBehaved(outputs: [outputs[1]]) { workspace in
      try KV.observedScores(workspace, attention: map.view, kvHeads: 2, scores: outputs[1].view)
    }
    try expectWellBehaved(outputs: [outputs[2]]) { workspace in
      try KV.tovaScores(workspace, attention: map.view, kvHeads: 2, scores: outputs[2].view)
    }
    try expectWellBehaved(outputs: [outputs[3]]) { workspace in
      try KV.keyNormScores(workspace, keys: keys.view, scores: outputs[3].view)
    }
  }
}
