// StreamingLLM, H2O and SnapKV against their plain forms.

import Testing

@testable import Pith

@Suite struct StreamingLLMTests {
  func kept(_ n: Int, _ start: Int, _ recent: Int, _ coming: Int) throws -> [Int] {
    let indices = TestTensor(.i32, [n + 3], strides: [2])
    let count = TestTensor(.i32, [1])
    try withWorkspace { workspace in
      try KV.streamingLLM(
        workspace, n: n, start: start, recent: recent, coming: coming, indices: indices.view, count: count.view)
    }
    #expect(indices.gapsAreUntouched)
    return Array(indices.ints.prefix(count.ints[0]))
  }

  @Test func equalsTheTwoSlices() throws {
    for n in 0..<12 {
      for start in 0..<5 {
        for recent in 0..<5 {
          for coming in 0..<8 {
            let all = Array(0..<n)
            let from = n - recent + coming
            let wanted =
              n + coming <= start + recent ? all : Array(all.prefix(start)) + (from < n ? Array(all[max(from, 0)...]) : [])
            #expect(try kept(n, start, recent, coming) == wanted, "\(n) \(start) \(recent) \(coming)")
          }
        }
      }
    }
  }

  @Test func rangesAreEvicted() throws {
    let indices = TestTensor(.i32, [7])
    let count = TestTensor(.i32, [1])
    try withWorkspace { workspace in
      try KV.evictRange(workspace, n: 10, begin: 2, end: 5, indices: indices.view, count: count.view)
    }
    #expect(indices.ints == [0, 1, 5, 6, 7, 8, 9])
    #expect(count.ints == [7])
  }

  @Test func badArgumentsAreNamed() throws {
    let indices = TestTensor(.i32, [4])
    let count = TestTensor(.i32, [1])
    func check(
      _ argument: String, _ n: Int = 10, _ start: Int = 1, _ recent: Int = 2, _ coming: Int = 0,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(.range, argument, outputs: [indices, count], sourceLocation: sourceLocation) { workspace in
        try KV.streamingLLM(
          workspace, n: n, start: start, recent: recent, coming: coming, indices: indices.view, count: count.view)
      }
    }
    check("n", -1)
    check("start", 10, -1)
    check("recent", 10, 1, Int.max)
    check("coming", 10, 1, 2, Int.min)
    let error = failure {
      try withWorkspace { workspace in
        try KV.streamingLLM(
          workspace, n: 10, start: 2, recent: 3, coming: 0, indices: indices.view, count: count.view)
      }
    }
    #expect(error?.status == .capacity)
    #expect(count.ints == [5])
    expectError(.range, "begin", outputs: [indices]) { workspace in
      try KV.evictRange(workspace, n: 10, begin: 6, end: 5, indices: indices.view, count: count.view)
    }
  }
}

@Suite struct H2OTests {
  @Test func equalsThePlainForm() throws {
    var generator = SeededGenerator(81)
    for round in 0..<60 {
      let batch = generator.int(1...2)
      let (headCount, queries, cached) = (generator.int(1...4), generator.int(0...6), generator.int(0...12))
      let length = queries + cached
      let (heavy, recent) = (generator.int(0...8), generator.int(0...8))
      let keep = min(length, heavy + recent)
      func shape(_ s: [Int]) -> [Int] { batch > 1 ? [batch] + s : s }
      let map = TestTensor(
        generator.pick(floatDTypes), shape([headCount, queries, length]),
        strides: generator.strides(shape([headCount, queries, length])),
        floats: generator.uniforms(batch * headCount * queries * length))
      let old = generator.tensor(generator.pick(floatDTypes), shape([headCount, cached]))
      let hasOld = round % 3 != 0 && cached > 0
      let indices = generator.output(.i32, shape([headCount, keep]))
      let kept = generator.output(.f32, shape([headCount, keep]))
      try withWorkspace { workspace in
        try KV.h2o(
          workspace, attention: map.view, scores: hasOld ? old.view : nil, heavy: heavy, recent: recent,
          indices: indices.view, keptScores: kept.view)
      }
      let values = map.floats
      for h in 0..<batch * headCount {
        let scores = (0..<length).map { j -> Double in
          var sum: Float = 0
          for q in 0..<queries { sum += values[(h * queries + q) * length + j] }
          return Double(hasOld && j < cached ? sum + old[h * cached + j] : sum)
        }
        let wanted =
          length <= heavy + recent
          ? Array(0..<length)
          : ranked(Array(scores.prefix(length - recent)), heavy).sorted() + Array(length - recent..<length)
        #expect(Array(indices.ints[h * keep..<(h + 1) * keep]) == wanted)
        #expect(Array(kept.floats[h * keep..<(h + 1) * keep]).map(Double.init) == wanted.map { scores[$0] })
      }
      #expect(indices.gapsAreUntouched && kept.gapsAreUntouched)
    }
  }

  @Test func tiesGoToTheLowerIndex() throws {
    let map = TestTensor(.f32, [1, 1, 6], floats: [1, 2, 2, 2, 1, 9])
    let indices = TestTensor(.i32, [1, 3])
    let kept = TestTensor(.f32, [1, 3])
    try withWorkspace { workspace in
      try KV.h2o(
        workspace, attention: map.view, scores: nil, heavy: 2, recent: 1, indices: indices.view, keptScores: kept.view)
    }
    #expect(indices.ints == [1, 2, 5])
  }

  @Test func badArgumentsAreNamed() {
    var generator = SeededGenerator(82)
    let map = generator.tensor(.f32, [2, 2, 9])
    let old = generator.tensor(.f32, [2, 7])
    let indices = TestTensor(.i32, [2, 5])
    let kept = TestTensor(.f32, [2, 5])
    func check(
      _ status: Status, _ argument: String, _ map: TestTensor, _ old: TestTensor?, heavy: Int = 3, recent: Int = 2,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [indices, kept], sourceLocation: sourceLocation) { workspace in
        try KV.h2o(
          workspace, attention: map.view, scores: old?.view, heavy: heavy, recent: recent, indices: indices.view,
          keptScores: kept.view)
      }
    }
    check(.shape, "attention", generator.tensor(.f32, [2, 5, 4]), nil)
    check(.ndim, "attention", generator.tensor(.f32, [5, 9]), nil)
    check(.shape, "scores", map, generator.tensor(.f32, [2, 8]))
    check(.range, "heavy", map, old, heavy: -1)
    check(.range, "recent", map, old, recent: Int.max)
    check(.shape, "indices", map, old, heavy: 4)
    expectNonFiniteRefused(map, "attention", outputs: [indices, kept], &generator) { workspace in
      try KV.h2o(
        workspace, attention: map.view, scores: old.view, heavy: 3, recent: 2, indices: indices.view,
        keptScores: kept.view)
    }
    expectNonFiniteRefused(old, "scores", outputs: [indices, kept], &generator) { workspace in
      try KV.h2o(
        workspace, attention: map.view, scores: old.view, heavy: 3, recent: 2, indices: indices.view,
        keptScores: kept.view)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(83)
    for dtype in [DType.f32, .bf16] {
      let map = generator.tensor(dtype, [2, 3, 20, 500])
      let old = generator.tensor(.f32, [2, 3, 480])
      let indices = generator.output(.i32, [2, 3, 60])
      let kept = generator.output(.f32, [2, 3, 60])
      try expectWellBehaved(outputs: [indices, kept]) { workspace in
        try KV.h2o(
          workspace, attention: map.view, scores: old.view, heavy: 40, recent: 20, indices: indices.view,
          keptScores: kept.view)
      }
    }
  }
}

@Suite struct SnapKVTests {
  @Test(arguments: [PoolMode.average, .max]) func equalsThePlainForm(pool: PoolMode) throws {
    var generator = SeededGenerator(84)
    for round in 0..<30 {
      let batch = generator.int(1...2)
      let (groups, perGroup) = (generator.int(1...2), generator.int(1...2))
      let headCount = groups * perGroup
      let window = generator.int(0...5)
      let n = window + generator.int(1...40)
      let dim = generator.int(1...9)
      let keep = window + generator.int(0...45)
      let kernel = 2 * generator.int(0...4) + 1
      func shape(_ s: [Int]) -> [Int] { batch > 1 ? [batch] + s : s }
      let q = generator.tensor(generator.pick(floatDTypes), shape([headCount, window, dim]))
      let k = generator.tensor(generator.pick(floatDTypes), shape([groups, n, dim]))
      let kept = min(n, keep)
      let order = round % 2 == 0 ? Order.position : .ranked
      let indices = generator.output(.i32, shape([headCount, kept]))
      try withWorkspace { workspace in
        try KV.snapKV(
          workspace, queries: q.view, keys: k.view, keep: keep, kernel: kernel, pool: pool, order: order,
          indices: indices.view)
      }
      #expect(indices.gapsAreUntouched)
      for h in 0..<batch * headCount {
        let got = Array(indices.ints[h * kept..<(h + 1) * kept])
        if n < keep {
          #expect(got == Array(0..<n))
          continue
        }
        let queries = window == 0 ? [] : heads(q)[h]
        let scores = pooledPlainly(windowSums(queries, heads(k)[h / perGroup]), kernel, pool)
        let selected = Array(got.prefix(kept - window))
        #expect(Array(got.suffix(window)) == Array(n - window..<n))
        #expect(isBest(selected, of: scores))
        if order == .position {
          #expect(selected == selected.sorted())
        } else {
          #expect(zip(selected, selected.dropFirst()).allSatisfy { scores[$0] >= scores[$1] - 1e-5 })
        }
      }
    }
  }

  @Test func attentionGivesWhatItSumsTo() throws {
    var generator = SeededGenerator(85)
    let map = TestTensor(.f32, [2, 4, 30], floats: generator.uniforms(240))
    let indices = TestTensor(.i32, [2, 14])
    try withWorkspace { workspace in
      try KV.snapKV(
        workspace, attention: map.view, keep: 14, kernel: 3, pool: .average, order: .ranked, indices: indices.view)
    }
    for (h, rows) in heads(map).enumerated() {
      let sums = (0..<26).map { n in rows.map { $0[n] }.reduce(0, +) }
      let wanted = ranked(pooledPlainly(sums, 3, .average), 10) + Array(26..<30)
      #expect(Array(indices.ints[h * 14..<(h + 1) * 14]) == wanted)
    }
  }

  @Test func badArgumentsAreNamed() {
    var generator = SeededGenerator(86)
    let indices = TestTensor(.i32, [4, 10])
    func check(
      _ status: Status, _ argument: String, q: [Int] = [4, 3, 8], k: [Int] = [2, 20, 8], keep: Int = 10, kernel: Int = 5,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let (queries, keys) = (generator.tensor(.f32, q), generator.tensor(.f32, k))
      expectError(status, argument, outputs: [indices], sourceLocation: sourceLocation) { workspace in
        try KV.snapKV(
          workspace, queries: queries.view, keys: keys.view, keep: keep, kernel: kernel, pool: .average,
          order: .position, indices: indices.view)
      }
    }
    check(.range, "kernel", kernel: 4)
    check(.range, "kernel", kernel: 0)
    check(.range, "keep", keep: 2)
    check(.range, "keep", keep: Int.max)
    check(.shape, "keys", k: [3, 20, 8])
    check(.shape, "keys", k: [0, 20, 8])
    check(.shape, "keys", k: [2, 20, 7])
    check(.shape, "queries", q: [4, 21, 8])
    check(.shape, "indices", keep: 11)
    let (queries, keys) = (generator.tensor(.f32, [4, 3, 8]), generator.tensor(.f16, [2, 20, 8]))
    for input in [(queries, "queries"), (keys, "keys")] {
      expectNonFiniteRefused(input.0, input.1, outputs: [indices], &generator) { workspace in
        try KV.snapKV(
          workspace, queries: queries.view, keys: keys.view, keep: 10, kernel: 5, pool: .average, order: .position,
          indices: indices.view)
      }
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(87)
    let (q, k) = (generator.tensor(.f32, [4, 20, 16]), generator.tensor(.bf16, [2, 600, 16]))
    let indices = generator.output(.i32, [4, 90])
    try expectWellBehaved(outputs: [indices]) { workspace in
      try KV.snapKV(
        workspace, queries: q.view, keys: k.view, keep: 90, kernel: 5, pool: .average, order: .ranked,
        indices: indices.view)
    }
  }
}
