// CoreMatching, TransPrune's stage, VFlowOpt's recycling, PyramidDrop and nested pruning against plain forms.

import Foundation
import Testing

@testable import Pith

/// Sparse activations: about half are positive, and few values are equal.
private func activations(_ generator: inout SeededGenerator, _ dtype: DType, _ shape: [Int]) -> TestTensor {
  TestTensor(
    dtype, shape, strides: generator.strides(shape), floats: generator.normals(shape.reduce(1, *)).map { max($0, -0.25) })
}

@Suite struct CoreMatchingTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(601)
    for round in 0..<30 {
      let (t, f, batch) = (generator.int(1...40), generator.int(0...70), generator.int(1...2))
      let begin = generator.int(0...t)
      let end = generator.int(begin...t)
      let query = generator.int(-t...t - 1)
      let n = end - begin
      let x = activations(&generator, dtype, [batch, t, f])
      let indices = generator.output(.i32, [batch, n])
      let count = TestTensor(.i32, [batch, 1])
      let counts = generator.output(.i32, [batch, n])
      let knee = TestTensor(.i32, [batch, 2])
      let inclusive = round % 2 == 0
      try withWorkspace {
        try Select.coreMatching(
          $0, activations: x.view, queryRow: query, visualBegin: begin, visualEnd: end, inclusive: inclusive,
          indices: indices.view, count: count.view, counts: counts.view, knee: knee.view)
      }
      let values = x.floats
      for b in 0..<batch {
        func active(_ row: Int, _ i: Int) -> Bool { values[(b * t + row) * f + i] > 0 }
        let wanted = (begin..<end).map { j in (0..<f).filter { active(j, $0) && active((query + t) % t, $0) }.count }
        #expect(Array(counts.ints[b * n..<(b + 1) * n]) == wanted)
        let found = plainKnee(wanted)
        #expect(Array(knee.ints[2 * b..<2 * b + 2]) == [found.0, found.1])
        let kept = wanted.indices.filter { wanted[$0] > found.1 || (inclusive && wanted[$0] == found.1) }
        #expect(count.ints[b] == kept.count)
        #expect(Array(indices.ints[b * n..<b * n + kept.count]) == kept)
      }
      #expect(indices.gapsAreUntouched && counts.gapsAreUntouched)
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(602)
    let x = activations(&generator, .f32, [10, 16])
    let indices = TestTensor(.i32, [8])
    let count = TestTensor(.i32, [1])
    func fails(
      _ status: Status, _ argument: String, query: Int = -2, begin: Int = 1, end: Int = 8, counts: TestTensor? = nil,
      knee: TestTensor? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [indices, count], sourceLocation: sourceLocation) {
        try Select.coreMatching(
          $0, activations: x.view, queryRow: query, visualBegin: begin, visualEnd: end, inclusive: false,
          indices: indices.view, count: count.view, counts: counts?.view, knee: knee?.view)
      }
    }
    fails(.range, "query_row", query: 10)
    fails(.range, "query_row", query: -11)
    fails(.range, "query_row", query: Int.min)
    fails(.range, "visual_end", end: 11)
    fails(.range, "visual_begin", begin: 9)
    fails(.range, "visual_begin", begin: -1)
    fails(.shape, "counts", counts: TestTensor(.i32, [8]))
    fails(.shape, "knee", knee: TestTensor(.i32, [1]))
    // All rows are read here: the query is row 9.
    expectNonFiniteRefused(x, "activations", outputs: [count], &generator) {
      try Select.coreMatching(
        $0, activations: x.view, queryRow: 9, visualBegin: 0, visualEnd: 9, inclusive: false,
        indices: TestTensor(.i32, [9]).view, count: count.view, counts: nil, knee: nil)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(603)
    let x = activations(&generator, .bf16, [2, 60, 700])
    let outputs = [
      generator.output(.i32, [2, 50]), TestTensor(.i32, [2, 1]), generator.output(.i32, [2, 50]), TestTensor(.i32, [2, 2]),
    ]
    try expectWellBehaved(outputs: outputs) {
      try Select.coreMatching(
        $0, activations: x.view, queryRow: -1, visualBegin: 4, visualEnd: 54, inclusive: true, indices: outputs[0].view,
        count: outputs[1].view, counts: outputs[2].view, knee: outputs[3].view)
    }
  }
}

@Suite struct CoreNeuronsTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(611)
    for _ in 0..<30 {
      let (t, f, batch) = (generator.int(0...30), generator.int(0...60), generator.int(1...2))
      let x = activations(&generator, dtype, [batch, t, f])
      let (tokens, share) = (Double(generator.int(0...10)) / 10, Double(generator.int(0...10)) / 10)
      let most = Int(Double(f) * share)
      let neurons = generator.output(.i32, [batch, most])
      let count = TestTensor(.i32, [batch, 1])
      let (frequency, intersection) = (generator.output(.i32, [batch, f]), generator.output(.i32, [batch, t]))
      try withWorkspace {
        try Select.coreNeurons(
          $0, activations: x.view, tokenSparsity: tokens, sparsity: share, neurons: neurons.view, count: count.view,
          frequency: frequency.view, intersection: intersection.view)
      }
      for b in 0..<batch {
        let rows = (0..<t).map { i in (0..<f).map { x[(b * t + i) * f + $0] } }
        let positive = rows.joined().filter { $0 > 0 }.count
        let limit = t == 0 ? 0 : Int(tokens * Double(positive) / Double(t))
        var votes = [Int](repeating: 0, count: f)
        for row in rows { for i in best(row.map(Double.init), limit) { votes[i] += 1 } }
        #expect(Array(frequency.ints[b * f..<(b + 1) * f]) == votes)
        let core = best(votes.map(Double.init), most).filter { votes[$0] > 0 }
        #expect(count.ints[b] == core.count)
        #expect(Array(neurons.ints[b * most..<b * most + core.count]) == core)
        #expect(Array(intersection.ints[b * t..<(b + 1) * t]) == rows.map { row in core.filter { row[$0] > 0 }.count })
      }
      #expect(neurons.gapsAreUntouched && frequency.gapsAreUntouched && intersection.gapsAreUntouched)
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(612)
    let x = activations(&generator, .f32, [6, 20])
    let (neurons, count) = (TestTensor(.i32, [10]), TestTensor(.i32, [1]))
    func run(_ tokens: Double, _ share: Double, _ neurons: TestTensor, _ frequency: TestTensor? = nil)
      -> (Workspace) throws -> Void
    {
      {
        try Select.coreNeurons(
          $0, activations: x.view, tokenSparsity: tokens, sparsity: share, neurons: neurons.view, count: count.view,
          frequency: frequency?.view, intersection: nil)
      }
    }
    expectError(.range, "token_sparsity", outputs: [neurons, count], run(1.5, 0.5, neurons))
    expectError(.range, "sparsity", outputs: [neurons, count], run(0.5, .nan, neurons))
    expectError(.shape, "frequency", outputs: [neurons, count], run(0.5, 0.5, neurons, TestTensor(.i32, [19])))
    expectError(.dtype, "neurons", outputs: [count], run(0.5, 0.5, TestTensor(.f32, [10])))
    expectNonFiniteRefused(x, "activations", outputs: [neurons, count], &generator, run(0.5, 0.5, neurons))
    let small = TestTensor(.i32, [1])
    expectError(.capacity, "neurons", outputs: [small], run(1, 0.5, small))
    #expect(count.ints == [10])
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(613)
    let x = activations(&generator, .f16, [2, 50, 400])
    let outputs = [
      generator.output(.i32, [2, 100]), TestTensor(.i32, [2, 1]), generator.output(.i32, [2, 400]),
      generator.output(.i32, [2, 50]),
    ]
    try expectWellBehaved(outputs: outputs) {
      try Select.coreNeurons(
        $0, activations: x.view, tokenSparsity: 0.3, sparsity: 0.25, neurons: outputs[0].view, count: outputs[1].view,
        frequency: outputs[2].view, intersection: outputs[3].view)
    }
  }
}

@Suite struct TransPruneTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(621)
    for round in 0..<40 {
      let (layers, t, batch) = (generator.int(0...4), generator.int(0...40), generator.int(1...2))
      let start = generator.int(0...t)
      let length = generator.int(0...t - start)
      let keep = generator.int(0...length)
      let shape = [batch, layers, t]
      let list = TestTensor(
        dtype, shape, strides: generator.strides(shape), floats: generator.uniforms(batch * layers * t))
      let looks = TestTensor(dtype, [batch, length], floats: generator.uniforms(batch * length))
      let hasList = round % 3 != 1
      let hasLooks = round % 3 != 2
      let ranked = generator.output(.i32, [batch, keep])
      let ascending = generator.output(.i32, [batch, keep])
      let sequence = generator.output(.i32, [batch, t - length + keep])
      let scores = generator.output(.f32, [batch, length])
      try withWorkspace {
        try Select.transPrune(
          $0, transition: hasList ? list.view : nil, attention: hasLooks ? looks.view : nil, start: start,
          length: length, keep: keep, order: .ranked, indices: ranked.view, sequence: nil, scores: scores.view)
        try Select.transPrune(
          $0, transition: hasList ? list.view : nil, attention: hasLooks ? looks.view : nil, start: start,
          length: length, keep: keep, order: .position, indices: ascending.view, sequence: sequence.view, scores: nil)
      }
      for b in 0..<batch {
        let v = (0..<length).map { j in
          (0..<layers).map { Double(list[(b * layers + $0) * t + start + j]) }.reduce(0, +)
        }
        let a = (0..<length).map { Double(looks[b * length + $0]) }
        let (sumV, sumA) = (v.reduce(0, +) + 1e-8, a.reduce(0, +) + 1e-8)
        let wanted = (0..<length).map { (hasList ? v[$0] / sumV : 0) + (hasLooks ? a[$0] / sumA : 0) }
        let picks = Array(ranked.ints[b * keep..<(b + 1) * keep])
        expectBest(picks, wanted, tolerance: 1e-6)
        #expect(Array(ascending.ints[b * keep..<(b + 1) * keep]) == picks.sorted())
        let whole = t - length + keep
        #expect(
          Array(sequence.ints[b * whole..<(b + 1) * whole])
            == Array(0..<start) + picks.sorted().map { $0 + start } + Array(start + length..<t))
        for j in 0..<length { #expect(abs(Double(scores[b * length + j]) - wanted[j]) <= 1e-5 * max(0.1, wanted[j])) }
      }
      for output in [ranked, ascending, sequence, scores] { #expect(output.gapsAreUntouched) }
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(622)
    let list = TestTensor(.f32, [2, 12], floats: generator.uniforms(24))
    let looks = TestTensor(.f32, [6], floats: generator.uniforms(6))
    let (indices, sequence) = (TestTensor(.i32, [4]), TestTensor(.i32, [10]))
    func fails(
      _ status: Status, _ argument: String, list: TestTensor? = nil, looks: TestTensor? = nil, start: Int = 3,
      length: Int = 6, keep: Int = 4, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [indices, sequence], sourceLocation: sourceLocation) {
        try Select.transPrune(
          $0, transition: list?.view, attention: looks?.view, start: start, length: length, keep: keep,
          order: .position, indices: indices.view, sequence: sequence.view, scores: nil)
      }
    }
    fails(.null, "transition")
    fails(.range, "start", list: list, start: -1)
    fails(.range, "length", list: list, length: Int.max)
    fails(.range, "keep", list: list, keep: 7)
    fails(.range, "start", list: list, start: 1000)
    fails(.range, "length", list: list, start: 7)
    fails(.shape, "attention", list: list, looks: looks, length: 5)
    fails(.shape, "attention", list: list, looks: TestTensor(.f32, [1, 6]))
    fails(.shape, "indices", list: list, keep: 3)
    fails(.shape, "sequence", list: TestTensor(.f32, [2, 13], floats: generator.uniforms(26)))
    // Without weights the sequence must at least hold what lies before and in the image.
    fails(.shape, "sequence", looks: looks, start: 7)
    fails(.value, "attention", list: list, looks: TestTensor(.f32, [6], floats: [Float](repeating: 3e38, count: 6)))
    fails(.value, "attention", list: list, looks: TestTensor(.f32, [6], floats: [0, 0, 0, 0, 0, -1e-8]))
    expectNonFiniteRefused(looks, "attention", outputs: [indices], &generator) {
      try Select.transPrune(
        $0, transition: list.view, attention: looks.view, start: 3, length: 6, keep: 4, order: .ranked,
        indices: indices.view, sequence: nil, scores: nil)
    }
    expectNonFiniteRefused(list, "transition", outputs: [indices], &generator) {
      try Select.transPrune(
        $0, transition: list.view, attention: nil, start: 3, length: 6, keep: 4, order: .ranked,
        indices: indices.view, sequence: nil, scores: nil)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(623)
    let list = TestTensor(.f16, [2, 3, 90], floats: generator.uniforms(540))
    let looks = TestTensor(.bf16, [2, 60], floats: generator.uniforms(120))
    let outputs = [generator.output(.i32, [2, 20]), generator.output(.i32, [2, 50]), generator.output(.f32, [2, 60])]
    try expectWellBehaved(outputs: outputs) {
      try Select.transPrune(
        $0, transition: list.view, attention: looks.view, start: 10, length: 60, keep: 20, order: .ranked,
        indices: outputs[0].view, sequence: outputs[1].view, scores: outputs[2].view)
    }
  }
}

@Suite struct VFlowOptTests {
  struct Cell: Hashable {
    var isBase: Bool
    var row: Int
    var column: Int
  }

  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(631)
    for round in 0..<50 {
      let side = generator.int(0...8)
      let width = generator.int(1...10)
      let m = side * side + generator.int(0...60)
      let remove = generator.int(0...m)
      let cell = 1 + Double(generator.int(0...500)) / 100
      // Few different values every other time, so that ties occur; zeros too.
      let scores = TestTensor(
        dtype, [m], strides: generator.strides([m]),
        floats: round % 2 == 0 ? generator.uniforms(m) : (0..<m).map { _ in Float(generator.int(0...3)) })
      let indices = generator.output(.i32, [m])
      let count = TestTensor(.i32, [1])
      let (assign, weight) = (generator.output(.i32, [m]), generator.output(.f32, [m]))
      try withWorkspace {
        try Select.vFlowOpt(
          $0, scores: scores.view, remove: remove, cell: cell, baseSide: side, localWidth: width,
          indices: indices.view, count: count.view, assign: assign.view, weight: weight.view)
      }
      let s = scores.floats
      let low = Array((0..<m).sorted { (s[$0], $0) < (s[$1], $1) }.prefix(min(m, remove + Int(Double(m) / (cell * cell)))))
      var cells: [Cell: [Int]] = [:]
      for i in low {
        let (isBase, j, w) = i < side * side ? (true, i, side) : (false, i - side * side, width)
        let place = Cell(
          isBase: isBase, row: Int((Float(j / w) / Float(cell)).rounded(.down)),
          column: Int((Float(j % w) / Float(cell)).rounded(.down)))
        cells[place, default: []].append(i)
      }
      var carrier = Array(0..<m)
      var share = [Double](repeating: 1, count: m)
      for members in cells.values {
        let top = members.max { (s[$0], -$0) < (s[$1], -$1) }!
        let total = members.map { Double(s[$0]) }.reduce(0, +)
        for i in members {
          carrier[i] = top
          share[i] = total == 0 ? 1 / Double(members.count) : Double(s[i]) / total
        }
      }
      let kept = (0..<m).filter { carrier[$0] == $0 }
      #expect(count.ints == [kept.count])
      #expect(Array(indices.ints.prefix(kept.count)) == kept)
      for i in 0..<m {
        #expect(kept[assign.ints[i]] == carrier[i])
        #expect(abs(Double(weight[i]) - share[i]) <= 1e-6)
      }
      for output in [indices, assign, weight] { #expect(output.gapsAreUntouched) }
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(632)
    let scores = TestTensor(.f32, [20], floats: generator.uniforms(20))
    let (indices, count) = (TestTensor(.i32, [20]), TestTensor(.i32, [1]))
    let (assign, weight) = (TestTensor(.i32, [20]), TestTensor(.f32, [20]))
    func fails(
      _ status: Status, _ argument: String, remove: Int = 10, cell: Double = 2, side: Int = 3, width: Int = 4,
      indices other: TestTensor? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [indices, assign, weight], sourceLocation: sourceLocation) {
        try Select.vFlowOpt(
          $0, scores: scores.view, remove: remove, cell: cell, baseSide: side, localWidth: width,
          indices: (other ?? indices).view, count: count.view, assign: assign.view, weight: weight.view)
      }
    }
    fails(.range, "remove", remove: 21)
    fails(.range, "cell", cell: 0.99)
    fails(.range, "cell", cell: .nan)
    fails(.range, "base_side", side: 5)
    fails(.range, "base_side", side: -1)
    fails(.range, "base_side", side: Int.max)
    fails(.range, "local_width", width: 0)
    fails(.capacity, "indices", indices: TestTensor(.i32, [3]))
    #expect(count.ints[0] > 3)
    expectNonFiniteRefused(scores, "scores", outputs: [indices, assign, weight], &generator) {
      try Select.vFlowOpt(
        $0, scores: scores.view, remove: 5, cell: 2, baseSide: 3, localWidth: 4, indices: indices.view,
        count: count.view, assign: assign.view, weight: weight.view)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(633)
    let scores = TestTensor(.bf16, [2, 130], floats: generator.uniforms(260))
    let outputs = [
      generator.output(.i32, [2, 130]), TestTensor(.i32, [2, 1]), generator.output(.i32, [2, 130]),
      generator.output(.f16, [2, 130]),
    ]
    try expectWellBehaved(outputs: outputs) {
      try Select.vFlowOpt(
        $0, scores: scores.view, remove: 90, cell: 2.7, baseSide: 7, localWidth: 11, indices: outputs[0].view,
        count: outputs[1].view, assign: outputs[2].view, weight: outputs[3].view)
    }
  }
}

@Suite struct PyramidDropTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(641)
    for round in 0..<25 {
      let groups = generator.int(1...3)
      let heads = groups * generator.int(1...3)
      let (s, dim) = (generator.int(1...50), generator.int(1...12))
      let start = generator.int(0...s)
      let length = generator.int(0...s - start)
      let keep = generator.int(0...length)
      let last = round % 4 == 0 ? -1 : generator.int(0...s - 1)
      let batch = generator.int(1...2)
      let q = generator.tensor(dtype, [batch, heads, dim])
      let k = generator.tensor(dtype, [batch, groups, s, dim])
      let ranked = generator.output(.i32, [batch, keep])
      let ascending = generator.output(.i32, [batch, keep])
      let sequence = generator.output(.i32, [batch, s - length + keep])
      let scores = generator.output(.f32, [batch, length])
      try withWorkspace {
        try Select.pyramidDrop(
          $0, queries: q.view, keys: k.view, start: start, length: length, lastQuery: last, keep: keep, order: .ranked,
          indices: ranked.view, sequence: nil, scores: scores.view)
        try Select.pyramidDrop(
          $0, queries: q.view, keys: k.view, start: start, length: length, lastQuery: last, keep: keep,
          order: .position, indices: ascending.view, sequence: sequence.view, scores: nil)
      }
      for b in 0..<batch {
        let a = plainAttention(
          Array(q.floats[b * heads * dim..<(b + 1) * heads * dim]),
          Array(k.floats[b * groups * s * dim..<(b + 1) * groups * s * dim]), heads: heads, groups: groups, rows: 1,
          n: s, dim: dim, scale: 1 / Double(dim).squareRoot(), causal: last < 0 ? nil : last)
        let wanted = (0..<length).map { j in a.map { $0[0][start + j] }.reduce(0, +) / Double(heads) }
        let picks = Array(ranked.ints[b * keep..<(b + 1) * keep])
        expectBest(picks, wanted, tolerance: 1e-6)
        #expect(Array(ascending.ints[b * keep..<(b + 1) * keep]) == picks.sorted())
        let whole = s - length + keep
        #expect(
          Array(sequence.ints[b * whole..<(b + 1) * whole])
            == Array(0..<start) + picks.sorted().map { $0 + start } + Array(start + length..<s))
        for j in 0..<length { #expect(abs(Double(scores[b * length + j]) - wanted[j]) <= 1e-6) }
      }
      for output in [ranked, ascending, sequence, scores] { #expect(output.gapsAreUntouched) }
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(642)
    let q = generator.tensor(.f32, [4, 8])
    let k = generator.tensor(.f32, [2, 10, 8])
    let (indices, sequence) = (TestTensor(.i32, [3]), TestTensor(.i32, [7]))
    func fails(
      _ status: Status, _ argument: String, _ q: TestTensor, _ k: TestTensor, start: Int = 2, length: Int = 6,
      last: Int = 9, keep: Int = 3, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [indices, sequence], sourceLocation: sourceLocation) {
        try Select.pyramidDrop(
          $0, queries: q.view, keys: k.view, start: start, length: length, lastQuery: last, keep: keep,
          order: .position, indices: indices.view, sequence: sequence.view, scores: nil)
      }
    }
    fails(.range, "start", q, k, start: 11)
    fails(.range, "length", q, k, length: 9)
    fails(.range, "last_query", q, k, last: 10)
    fails(.range, "last_query", q, k, last: -2)
    fails(.range, "keep", q, k, keep: 7)
    fails(.shape, "indices", q, k, keep: 2)
    fails(.shape, "sequence", q, k, length: 5)
    fails(.shape, "keys", q, TestTensor(.f32, [3, 10, 8]))
    fails(.shape, "keys", q, TestTensor(.f32, [2, 10, 6]))
    fails(.shape, "queries", TestTensor(.f32, [0, 8]), k)
    func run(_ workspace: Workspace) throws {
      try Select.pyramidDrop(
        workspace, queries: q.view, keys: k.view, start: 2, length: 6, lastQuery: 9, keep: 3, order: .ranked,
        indices: indices.view, sequence: nil, scores: nil)
    }
    expectNonFiniteRefused(q, "queries", outputs: [indices], &generator, run)
    expectNonFiniteRefused(k, "keys", outputs: [indices], &generator, run)
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(643)
    let q = generator.tensor(.f16, [2, 12, 20])
    let k = generator.tensor(.f32, [2, 2, 80, 20])
    let outputs = [generator.output(.i32, [2, 20]), generator.output(.i32, [2, 40]), generator.output(.f32, [2, 60])]
    try expectWellBehaved(outputs: outputs) {
      try Select.pyramidDrop(
        $0, queries: q.view, keys: k.view, start: 10, length: 60, lastQuery: 75, keep: 20, order: .ranked,
        indices: outputs[0].view, sequence: outputs[1].view, scores: outputs[2].view)
    }
  }
}

@Suite struct NestedPruningTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(651)
    for round in 0..<30 {
      let (layers, n, batch) = (generator.int(0...8), generator.int(0...40), generator.int(1...2))
      let shape = [batch, layers, n]
      let scores = TestTensor(
        dtype, shape, strides: generator.strides(shape),
        floats: (0..<batch * layers * n).map { _ in Float(generator.int(0...12)) })
      let shared = round % 2 == 0
      let numbers = (0..<(shared ? 1 : batch) * layers).map { _ in generator.int(0...n + 3) }
      let counts = TestTensor(shared ? [layers] : [batch, layers], ints: numbers)
      let indices = generator.output(.i32, shape)
      let alive = generator.output(.i32, [batch, layers])
      try withWorkspace {
        try Select.gSearch($0, scores: scores.view, counts: counts.view, indices: indices.view, alive: alive.view)
      }
      for b in 0..<batch {
        var tokens = Array(0..<n)
        for l in 0..<layers {
          let wanted = numbers[(shared ? 0 : b * layers) + l]
          if l > 0 && wanted < tokens.count {
            let ranked = best(tokens.map { Double(scores[(b * layers + l - 1) * n + $0]) }, wanted)
            tokens = ranked.map { tokens[$0] }.sorted()
          }
          #expect(alive.ints[b * layers + l] == tokens.count)
          let row = Array(indices.ints[(b * layers + l) * n..<(b * layers + l + 1) * n])
          #expect(row == tokens + [Int](repeating: -1, count: n - tokens.count))
        }
      }
      #expect(indices.gapsAreUntouched && alive.gapsAreUntouched)
    }
  }

  /// Scores of tokens that are gone, and of the last layer, may be anything.
  @Test func deadScoresAreNotLookedAt() throws {
    let scores = TestTensor(.f32, [3, 3], floats: [3, 1, 2, 5, .nan, 4, .nan, .nan, .nan])
    let indices = TestTensor(.i32, [3, 3])
    func run(_ counts: [Int]) -> (Workspace) throws -> Void {
      {
        try Select.gSearch(
          $0, scores: scores.view, counts: TestTensor([3], ints: counts).view, indices: indices.view, alive: nil)
      }
    }
    try withWorkspace(run([3, 2, 1]))
    #expect(indices.ints == [0, 1, 2, 0, 2, -1, 0, -1, -1])
    indices.erase()
    expectError(.nonFinite, "scores", outputs: [indices], run([3, 3, 1]))
    expectError(.value, "counts", outputs: [indices], run([3, -1, 1]))
    expectError(.shape, "counts", outputs: [indices]) {
      try Select.gSearch(
        $0, scores: scores.view, counts: TestTensor([2], ints: [1, 1]).view, indices: indices.view, alive: nil)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(652)
    let scores = generator.tensor(.bf16, [2, 5, 60])
    let counts = TestTensor([5], strides: [2], ints: [60, 50, 20, 30, 4])
    let outputs = [generator.output(.i32, [2, 5, 60]), generator.output(.i32, [2, 5])]
    try expectWellBehaved(outputs: outputs) {
      try Select.gSearch(
        $0, scores: scores.view, counts: counts.view, indices: outputs[0].view, alive: outputs[1].view)
    }
  }
}
