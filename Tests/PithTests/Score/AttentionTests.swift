// Attention scores against the two reductions written down plainly in double.

import Testing

@testable import Pith

private func reduced(_ values: [Double], _ reduce: Reduce) -> Double {
  switch reduce {
  case .mean: return values.reduce(0, +) / Double(values.count)
  case .sum: return values.reduce(0, +)
  case .max: return values.max()!
  }
}

@Suite struct AttentionScores {
  /// Heads first, then rows.
  func reference(
    _ a: [Float], heads: Int, queries: Int, keys: Int, rows: [Int], columns: Range<Int>, _ head: Reduce, _ row: Reduce
  ) -> [Double] {
    columns.map { j in
      reduced(
        rows.map { r in reduced((0..<heads).map { Double(a[($0 * queries + r) * keys + j]) }, head) }, row)
    }
  }

  @Test func equalsThePlainForm() throws {
    var generator = SeededGenerator(41)
    let kinds: [Reduce] = [.mean, .sum, .max]
    for round in 0..<72 {
      let head = kinds[round % 3]
      let across = kinds[round / 3 % 3]
      let heads = generator.int(1...10)
      let queries = generator.int(1...70)
      let keys = generator.int(1...24)
      let batch = generator.int(1...3)
      let shape = batch > 1 ? [batch, heads, queries, keys] : heads == 1 && round % 2 == 0 ? [queries, keys] : [heads, queries, keys]
      let map = TestTensor(
        generator.pick(floatDTypes), shape, strides: generator.strides(shape),
        floats: generator.uniforms(batch * heads * queries * keys))
      let begin = generator.int(0...queries - 1)
      let end = generator.int(begin + 1...queries)
      let first = generator.int(0...keys)
      let last = generator.int(first...keys)
      let scores = generator.output(generator.pick(floatDTypes), batch > 1 ? [batch, last - first] : [last - first])
      let listed = round % 4 == 3
      let rows = listed ? (0..<generator.int(1...70)).map { _ in generator.int(0...queries - 1) } : Array(begin..<end)
      let list = TestTensor(
        batch > 1 ? [batch, rows.count] : [rows.count],
        ints: Array((0..<batch).map { b in b == 0 ? rows : rows.reversed() }.joined()))
      try withWorkspace { workspace in
        if listed {
          try Score.attention(
            workspace, attention: map.view, rows: list.view, columnBegin: first, columnEnd: last, headReduce: head,
            rowReduce: across, scores: scores.view)
        } else {
          try Score.attention(
            workspace, attention: map.view, rowBegin: begin, rowEnd: end, columnBegin: first, columnEnd: last,
            headReduce: head, rowReduce: across, scores: scores.view)
        }
      }
      let size = heads * queries * keys
      let values = map.floats
      for b in 0..<batch {
        let wanted = reference(
          Array(values[b * size..<(b + 1) * size]), heads: heads, queries: queries, keys: keys, rows: rows,
          columns: first..<last, head, across)
        for (j, value) in wanted.enumerated() {
          let error: Double = scores.dtype == .f32 ? 2e-6 : scores.dtype == .f16 ? 1e-3 : 8e-3
          #expect(abs(Double(scores[b * (last - first) + j]) - value) <= error * abs(value))
        }
      }
      #expect(scores.gapsAreUntouched)
    }
  }

  /// One row and a mean over heads is what most papers take: the sum over heads in order, divided once.
  @Test func oneRowIsTheSumOverHeadsDividedOnce() throws {
    var generator = SeededGenerator(42)
    let map = generator.tensor(.f32, [7, 3, 50])
    let scores = TestTensor(.f32, [50])
    try withWorkspace { workspace in
      try Score.attention(
        workspace, attention: map.view, rowBegin: 2, rowEnd: 3, columnBegin: 0, columnEnd: 50, headReduce: .mean,
        rowReduce: .mean, scores: scores.view)
    }
    let values = map.floats
    for j in 0..<50 {
      var sum: Float = 0
      for h in 0..<7 { sum += values[(h * 3 + 2) * 50 + j] }
      #expect(scores[j] == sum / 7)
    }
  }

  @Test func orderOfReductionsIsHeadsThenRows() throws {
    // Head means: row 0: 3, row 1: 3; their maximum is 3. The other order would give the mean of 4 and 6.
    let map = TestTensor(.f32, [2, 2, 1], floats: [4, 0, 2, 6])
    let scores = TestTensor(.f32, [1])
    try withWorkspace { workspace in
      try Score.attention(
        workspace, attention: map.view, rowBegin: 0, rowEnd: 2, columnBegin: 0, columnEnd: 1, headReduce: .mean,
        rowReduce: .max, scores: scores.view)
    }
    #expect(scores.floats == [3])
  }

  @Test func onlyTheRangesAreRead() throws {
    var generator = SeededGenerator(43)
    let map = generator.tensor(.f32, [2, 5, 9])
    for h in 0..<2 { for r in 0..<5 { for j in 0..<9 where r != 2 || j < 3 || j >= 6 { map[(h * 5 + r) * 9 + j] = .nan } } }
    let scores = TestTensor(.f32, [3])
    try withWorkspace { workspace in
      try Score.attention(
        workspace, attention: map.view, rowBegin: 2, rowEnd: 3, columnBegin: 3, columnEnd: 6, headReduce: .max,
        rowReduce: .mean, scores: scores.view)
    }
    let allFinite = scores.floats.allSatisfy { $0.isFinite }
    #expect(allFinite)
  }

  @Test(arguments: [Reduce.mean, .sum, .max], [Reduce.mean, .max]) func nonFiniteIsRefused(head: Reduce, row: Reduce) {
    var generator = SeededGenerator(44)
    for dtype in floatDTypes {
      let map = generator.tensor(dtype, [3, 40, 10])
      let scores = TestTensor(.f32, [10])
      expectNonFiniteRefused(map, "attention", outputs: [scores], &generator) { workspace in
        try Score.attention(
          workspace, attention: map.view, rowBegin: 0, rowEnd: 40, columnBegin: 0, columnEnd: 10, headReduce: head,
          rowReduce: row, scores: scores.view)
      }
    }
  }

  @Test func sumsThatOverflowAreInfinite() throws {
    let map = TestTensor(.f32, [2, 1, 2], floats: [3e38, 1, 3e38, 1])
    let scores = TestTensor(.f32, [2])
    try withWorkspace { workspace in
      try Score.attention(
        workspace, attention: map.view, rowBegin: 0, rowEnd: 1, columnBegin: 0, columnEnd: 2, headReduce: .sum,
        rowReduce: .mean, scores: scores.view)
    }
    #expect(scores.floats == [.infinity, 2])
  }

  @Test func badArgumentsAreNamed() {
    var generator = SeededGenerator(45)
    let rows = TestTensor([2], ints: [0, 4])
    func check(
      _ status: Status, _ argument: String, _ shape: [Int] = [2, 5, 6], _ rowBegin: Int = 1, _ rowEnd: Int = 3,
      _ columnBegin: Int = 2, _ columnEnd: Int = 6, list: TestTensor? = nil, scores: TestTensor? = nil,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let scores = scores ?? TestTensor(.f32, [4])
      let map = generator.tensor(.f32, shape)
      expectError(status, argument, outputs: [scores], sourceLocation: sourceLocation) { workspace in
        if let list {
          try Score.attention(
            workspace, attention: map.view, rows: list.view, columnBegin: columnBegin, columnEnd: columnEnd,
            headReduce: .mean, rowReduce: .max, scores: scores.view)
        } else {
          try Score.attention(
            workspace, attention: map.view, rowBegin: rowBegin, rowEnd: rowEnd, columnBegin: columnBegin,
            columnEnd: columnEnd, headReduce: .mean, rowReduce: .max, scores: scores.view)
        }
      }
    }
    check(.range, "row_end", [2, 5, 6], 1, 6)
    check(.range, "row_begin", [2, 5, 6], 3, 3)
    check(.range, "row_begin", [2, 5, 6], -1, 3)
    check(.range, "row_begin", [2, 0, 6], 0, 0)
    check(.range, "row_begin", [2, 5, 6], Int.min, 3)
    check(.range, "column_end", [2, 5, 6], 1, 3, 2, 7)
    check(.range, "column_begin", [2, 5, 6], 1, 3, -1, 6)
    check(.range, "column_begin", [2, 5, 6], 1, 3, Int.min, 6)
    check(.range, "column_begin", [2, 5, 6], 1, 3, 5, 4)
    check(.ndim, "attention", [6])
    check(.shape, "attention", [0, 5, 6])
    check(.shape, "scores", scores: TestTensor(.f32, [3]))
    check(.shape, "scores", scores: TestTensor(.f32, [1, 4]))
    check(.dtype, "scores", scores: TestTensor(.i32, [4]))
    check(.index, "rows", list: TestTensor([2], ints: [0, 5]))
    check(.index, "rows", list: TestTensor([2], ints: [-1, 3]))
    check(.shape, "rows", list: TestTensor([0], ints: []))
    check(.shape, "rows", [1, 2, 5, 6], list: rows)
    check(.dtype, "rows", list: generator.tensor(.f32, [2]))
  }

  @Test func emptyColumnsAndBatchesAreLegal() throws {
    let scores = TestTensor(.f32, [0])
    let none = TestTensor(.f32, [0, 4])
    try withWorkspace { workspace in
      try Score.attention(
        workspace, attention: TestTensor(.f32, [2, 3, 0]).view, rowBegin: 0, rowEnd: 3, columnBegin: 0, columnEnd: 0,
        headReduce: .mean, rowReduce: .mean, scores: scores.view)
      try Score.attention(
        workspace, attention: TestTensor(.f32, [0, 2, 3, 4]).view, rowBegin: 0, rowEnd: 3, columnBegin: 0, columnEnd: 4,
        headReduce: .mean, rowReduce: .mean, scores: none.view)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(46)
    for (dtype, queries, keys, begin) in [(DType.f32, 70, 300, 0), (.bf16, 40, 130, 2), (.f16, 1, 5000, 0)] {
      let map = generator.tensor(dtype, [3, queries, keys])
      let scores = generator.output(.f32, [keys - 1])
      try expectWellBehaved(outputs: [scores]) { workspace in
        try Score.attention(
          workspace, attention: map.view, rowBegin: begin, rowEnd: queries, columnBegin: 1, columnEnd: keys,
          headReduce: .mean, rowReduce: .mean, scores: scores.view)
      }
    }
  }
}
