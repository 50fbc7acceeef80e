// AIM's merging in rounds against a plain form in double.

import Testing

@testable import Pith

@Suite struct AIMMergeTests {
  /// Assignment, weights and rows of one item.
  private func reference(
    _ x: [[Double]], _ removes: [Int]
  ) -> (assign: [Int], weight: [Double], rows: [[Double]]) {
    var rows = x
    var groups = x.indices.map { [$0] }
    var weight = x.map { _ in 1.0 }
    for remove in removes {
      let n = rows.count
      let r = min(remove, n / 2)
      if r <= 0 { continue }
      let evens = Array(stride(from: 0, to: n, by: 2))
      let odds = Array(stride(from: 1, to: n, by: 2))
      func cosine(_ a: [Double], _ b: [Double]) -> Double {
        let norms = zip(a, a).map(*).reduce(0, +) * zip(b, b).map(*).reduce(0, +)
        return norms > 0 ? zip(a, b).map(*).reduce(0, +) / norms.squareRoot() : 0
      }
      let found = evens.map { i in odds.map { cosine(rows[i], rows[$0]) } }
      let top = found.map { $0.max()! }
      let order = best(top, evens.count)
      var members = odds.map { [$0] }
      for e in order.prefix(r) { members[found[e].firstIndex(of: top[e])!].append(evens[e]) }
      let lists = order.dropFirst(r).map { [evens[$0]] } + members
      var next: [[Double]] = []
      var nextGroups: [[Int]] = []
      for list in lists {
        next.append((0..<x[0].count).map { c in list.map { rows[$0][c] }.reduce(0, +) / Double(list.count) })
        for member in list { for token in groups[member] { weight[token] /= Double(list.count) } }
        nextGroups.append(list.flatMap { groups[$0] })
      }
      rows = next
      groups = nextGroups
    }
    var assign = [Int](repeating: -1, count: x.count)
    for (row, group) in groups.enumerated() { for token in group { assign[token] = row } }
    return (assign, weight, rows)
  }

  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(751)
    for round in 0..<40 {
      let n = generator.int(1...60)
      let dim = generator.int(3...18)
      let batch = generator.int(1...2)
      let batched = batch == 2 || round % 2 == 0
      let shape = batched ? [batch, n, dim] : [n, dim]
      let metric = generator.tensor(dtype, shape)
      let removes = (0..<generator.int(0...4)).map { _ in generator.int(-2...n / 2 + 3) }
      let rounds = TestTensor([removes.count], strides: [2], ints: removes)
      let assign = generator.output(.i32, batched ? [batch, n] : [n])
      let weight = generator.output(.f32, batched ? [batch, n] : [n])
      let count = TestTensor(.i32, [batched ? batch : 1])
      try withWorkspace {
        try Merge.aim(
          $0, metric: metric.view, removes: rounds.view, assign: assign.view, weight: weight.view, count: count.view)
      }
      let x = metric.floats.map(Double.init)
      for b in 0..<batch {
        let rows = (0..<n).map { i in (0..<dim).map { x[(b * n + i) * dim + $0] } }
        let wanted = reference(rows, removes)
        #expect(Array(assign.ints[b * n..<(b + 1) * n]) == wanted.assign)
        #expect(count.ints[b] == wanted.rows.count)
        for i in 0..<n { #expect(abs(Double(weight[b * n + i]) - wanted.weight[i]) <= 1e-6) }
        // The weights carry the means out.
        for (row, values) in wanted.rows.enumerated() {
          for c in 0..<dim {
            let sum = (0..<n).filter { wanted.assign[$0] == row }
              .map { Double(weight[b * n + $0]) * rows[$0][c] }.reduce(0, +)
            #expect(abs(sum - values[c]) <= 1e-5)
          }
        }
      }
      #expect(assign.gapsAreUntouched && weight.gapsAreUntouched)
    }
  }

  /// Equal tokens: positions decide, and tokens of norm zero attract nobody.
  @Test func tiesAndZeros() throws {
    let metric = TestTensor(.f32, [6, 2], floats: [1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0])
    let removes = TestTensor([1], ints: [2])
    let assign = TestTensor(.i32, [6])
    try withWorkspace {
      try Merge.aim(
        $0, metric: metric.view, removes: removes.view, assign: assign.view, weight: nil, count: nil)
    }
    #expect(assign.ints == [2, 1, 2, 2, 0, 3])
  }

  @Test func emptyInput() throws {
    let metric = TestTensor(.f32, [0, 4])
    let removes = TestTensor([2], ints: [3, 1])
    let assign = TestTensor(.i32, [0])
    let count = TestTensor(.i32, [1])
    try withWorkspace {
      try Merge.aim(
        $0, metric: metric.view, removes: removes.view, assign: assign.view, weight: nil, count: count.view)
    }
    #expect(count.ints == [0])
  }

  @Test func badArguments() {
    var generator = SeededGenerator(752)
    let metric = generator.tensor(.f32, [8, 3])
    let removes = TestTensor([2], ints: [2, 1])
    let assign = TestTensor(.i32, [8])
    let weight = TestTensor(.f32, [8])
    let count = TestTensor(.i32, [1])
    func fails(
      _ status: Status, _ argument: String, metric: TestTensor, removes: TestTensor,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [assign, weight, count], sourceLocation: sourceLocation) {
        try Merge.aim(
          $0, metric: metric.view, removes: removes.view, assign: assign.view, weight: weight.view, count: count.view)
      }
    }
    fails(.shape, "assign", metric: generator.tensor(.f32, [9, 3]), removes: removes)
    fails(.ndim, "metric", metric: TestTensor(.f32, [8]), removes: removes)
    fails(.dtype, "removes", metric: metric, removes: TestTensor(.f32, [2], floats: [1, 1]))
    fails(.ndim, "removes", metric: metric, removes: TestTensor([1, 2], ints: [1, 1]))
    fails(
      .value, "metric", metric: TestTensor(.f32, [8, 3], floats: Array(repeating: 3e38, count: 24)), removes: removes)
    expectError(.shape, "weight", outputs: [assign, count]) {
      try Merge.aim(
        $0, metric: metric.view, removes: removes.view, assign: assign.view, weight: TestTensor(.f32, [7]).view,
        count: count.view)
    }
    expectNonFiniteRefused(metric, "metric", outputs: [assign, weight, count], &generator) {
      try Merge.aim(
        $0, metric: metric.view, removes: removes.view, assign: assign.view, weight: weight.view, count: count.view)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(753)
    let metric = generator.tensor(.bf16, [2, 70, 20])
    let removes = TestTensor([3], ints: [35, 0, 9])
    let outputs = [generator.output(.i32, [2, 70]), generator.output(.f16, [2, 70]), TestTensor(.i32, [2])]
    try expectWellBehaved(outputs: outputs) {
      try Merge.aim(
        $0, metric: metric.view, removes: removes.view, assign: outputs[0].view, weight: outputs[1].view,
        count: outputs[2].view)
    }
  }
}
