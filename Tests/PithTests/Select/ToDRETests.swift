// ToDRE against a naive walk and naive sums in double.

import Testing

@testable import Pith

@Suite struct ToDRETests {
  /// Checks a walk: every pick must have the least sum (or maximum) of cosines with the picks before it, up to rounding.
  func expectWalk(_ picks: [Int], _ tokens: [[Float]], pivot: Int, _ objective: Reduce) {
    let n = tokens.count
    #expect(Set(picks).count == picks.count, "repeated picks")
    guard let first = picks.first else { return }
    #expect(first == pivot)
    var values = [Double](repeating: objective == .sum ? 0 : -.infinity, count: n)
    for (t, pick) in picks.enumerated() {
      if t > 0 {
        let least = (0..<n).filter { !picks[..<t].contains($0) }.map { values[$0] }.min()!
        #expect(values[pick] <= least + 2e-6 * Double(t), "pick \(t)")
      }
      for j in 0..<n {
        let cosine = 1 - distance(tokens[pick], tokens[j], .cosine)
        values[j] = objective == .sum ? values[j] + cosine : max(values[j], cosine)
      }
    }
  }

  @Test(arguments: floatDTypes, [Reduce.sum, .max]) func everyPickIsTheLeastSimilar(dtype: DType, objective: Reduce) throws {
    var generator = SeededGenerator(131)
    for round in 0..<25 {
      let n = generator.int(1...60)
      let dim = generator.int(1...20)
      let keep = generator.int(0...n)
      let scored = generator.int(1...n)
      let tokens = generator.tensor(dtype, [2, n, dim])
      let attention = generator.tensor(dtype, [2, scored])
      let pivot = generator.int(0...n - 1)
      let ranked = generator.output(.i32, [2, keep])
      let ascending = generator.output(.i32, [2, keep])
      let byAttention = round % 2 == 0
      try withWorkspace {
        for (order, indices) in [(Order.ranked, ranked), (.position, ascending)] {
          try Select.toDRE(
            $0, tokens: tokens.view, classAttention: byAttention ? attention.view : nil, pivot: pivot, keep: keep,
            objective: objective, order: order, indices: indices.view)
        }
      }
      for b in 0..<2 {
        let picks = Array(ranked.ints[b * keep..<(b + 1) * keep])
        let scores = attention.floats[b * scored..<(b + 1) * scored]
        expectWalk(
          picks, rows(tokens, item: b), pivot: byAttention ? scores.firstIndex(of: scores.max()!)! - b * scored : pivot,
          objective)
        #expect(Array(ascending.ints[b * keep..<(b + 1) * keep]) == picks.sorted())
      }
      #expect(ranked.gapsAreUntouched && ascending.gapsAreUntouched)
    }
  }

  /// To the index what the walk with all rows gives.
  @Test(arguments: [Reduce.sum, .max], [1, 2]) func equalsTheFullWalk(objective: Reduce, threads: Int) throws {
    var generator = SeededGenerator(133)
    for (n, dim) in [(150, 4), (90, 33), (300, 9), (64, 1100)] {
      let tokens = generator.tensor(.f32, [n, dim])
      for keep in [1, 7, n / 5, n / 3, n] {
        let indices = TestTensor(.i32, [keep])
        try withWorkspace(threads: threads) {
          try Select.toDRE(
            $0, tokens: tokens.view, classAttention: nil, pivot: 3, keep: keep, objective: objective, order: .ranked,
            indices: indices.view)
        }
        try withWorkspace { workspace in
          let stored = try workspace.similarityRows(try workspace.floatRows(tokens.view), store: true)
          let picks = try workspace.allocate(keep, of: Int32.self)
          try workspace.pick(
            keep, from: 3, by: objective == .sum ? .leastSum : .leastMaximum, stored, try workspace.greedyWalk(n),
            WalkProgress(done: 0, total: keep), into: picks)
          #expect(indices.ints == (0..<keep).map { Int(picks[$0]) }, "\(n) \(dim) \(keep)")
        }
      }
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(132)
    let tokens = generator.tensor(.f32, [6, 4])
    let attention = generator.tensor(.f32, [6])
    let indices = TestTensor(.i32, [3])
    func fails(
      _ status: Status, _ argument: String, _ attention: TestTensor? = nil, pivot: Int = 0, keep: Int = 3,
      objective: Reduce = .sum, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [indices], sourceLocation: sourceLocation) {
        try Select.toDRE(
          $0, tokens: tokens.view, classAttention: attention?.view, pivot: pivot, keep: keep, objective: objective,
          order: .ranked, indices: indices.view)
      }
    }
    fails(.range, "pivot", pivot: 6)
    fails(.range, "pivot", pivot: -1)
    fails(.range, "keep", keep: 7)
    fails(.unknownEnum, "objective", objective: .mean)
    fails(.shape, "class_attention", TestTensor(.f32, [7]))
    fails(.shape, "class_attention", TestTensor(.f32, [0]))
    fails(.shape, "class_attention", TestTensor(.f32, [1, 6]))
    for (tensor, name) in [(tokens, "tokens"), (attention, "class_attention")] {
      expectNonFiniteRefused(tensor, name, outputs: [indices], &generator) {
        try Select.toDRE(
          $0, tokens: tokens.view, classAttention: attention.view, pivot: 0, keep: 3, objective: .sum, order: .ranked,
          indices: indices.view)
      }
    }
  }

  @Test(arguments: [2, 30]) func isWellBehaved(keep: Int) throws {
    var generator = SeededGenerator(133)
    let tokens = generator.tensor(.bf16, [2, 40, 9])
    let attention = generator.tensor(.f16, [2, 40])
    let indices = generator.output(.i32, [2, keep])
    try expectWellBehaved(outputs: [indices]) {
      try Select.toDRE(
        $0, tokens: tokens.view, classAttention: attention.view, pivot: 0, keep: keep, objective: .sum, order: .ranked,
        indices: indices.view)
    }
  }
}

@Suite struct ToDREDropTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(141)
    var dropped = 0
    for _ in 0..<30 {
      let heads = generator.int(1...4)
      let n = generator.int(2...30)
      let batch = generator.int(1...2)
      let visual = generator.int(0...n - 2)
      let text = generator.int(visual + 1...n - 1)
      let textEnd = generator.int(text + 1...n)
      let shape = [batch, heads, n, n]
      let map = TestTensor(dtype, shape, strides: generator.strides(shape), floats: generator.uniforms(batch * heads * n * n))
      let drop = generator.output(.i32, [batch, 1])
      let ratios = generator.output(.f32, [batch, 2])
      let tau = 0.3
      try withWorkspace {
        try Select.toDREDrop(
          $0, attention: map.view, visualBegin: visual, visualEnd: text, textBegin: text, textEnd: textEnd, tau: tau,
          drop: drop.view, ratios: ratios.view)
      }
      let a = map.floats.map(Double.init)
      for b in 0..<batch {
        func sum(_ rows: Range<Int>, _ columns: Range<Int>) -> Double {
          var total = 0.0
          for h in 0..<heads {
            for i in rows {
              for j in columns { total += a[((b * heads + h) * n + i) * n + j] }
            }
          }
          return total
        }
        let toVisual = sum(text..<textEnd, visual..<text) / sum(text..<textEnd, 0..<n)
        let toText = sum(visual..<text, text..<textEnd) / sum(visual..<text, 0..<n)
        #expect(abs(Double(ratios[2 * b]) - toVisual) <= 1e-6)
        #expect(abs(Double(ratios[2 * b + 1]) - toText) <= 1e-6)
        if min(abs(toVisual - tau), abs(toText - tau)) > 1e-5 {
          #expect(drop.ints[b] == (toVisual < tau && toText < tau ? 1 : 0))
        }
        dropped += drop.ints[b]
      }
    }
    #expect(dropped > 0)
  }

  @Test func rowsWithoutAttentionPayNothing() throws {
    let map = TestTensor(.f32, [2, 2], floats: [0, 0, 0, 0])
    let drop = TestTensor(.i32, [1])
    let ratios = TestTensor(.f32, [2])
    try withWorkspace {
      try Select.toDREDrop(
        $0, attention: map.view, visualBegin: 0, visualEnd: 1, textBegin: 1, textEnd: 2, tau: 0.1, drop: drop.view,
        ratios: ratios.view)
    }
    #expect(drop.ints == [1])
    #expect(ratios.floats == [0, 0])
  }

  @Test func badArguments() {
    var generator = SeededGenerator(142)
    let map = generator.tensor(.f32, [2, 9, 9])
    let drop = TestTensor(.i32, [1])
    let ratios = TestTensor(.f32, [2])
    func fails(
      _ status: Status, _ argument: String, _ map: TestTensor, visual: (Int, Int) = (1, 5), text: (Int, Int) = (5, 9),
      tau: Double = 0.1, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [drop, ratios], sourceLocation: sourceLocation) {
        try Select.toDREDrop(
          $0, attention: map.view, visualBegin: visual.0, visualEnd: visual.1, textBegin: text.0, textEnd: text.1,
          tau: tau, drop: drop.view, ratios: ratios.view)
      }
    }
    fails(.range, "visual_begin", map, visual: (-1, 5))
    fails(.range, "visual_begin", map, visual: (5, 5))
    fails(.range, "visual_end", map, visual: (1, 10))
    fails(.range, "text_begin", map, text: (9, 9))
    fails(.range, "text_end", map, text: (5, 10))
    fails(.range, "tau", map, tau: .nan)
    fails(.shape, "attention", TestTensor(.f32, [2, 9, 8]))
    expectNonFiniteRefused(map, "attention", outputs: [drop, ratios], &generator) {
      try Select.toDREDrop(
        $0, attention: map.view, visualBegin: 0, visualEnd: 5, textBegin: 5, textEnd: 9, tau: 0.1, drop: drop.view,
        ratios: ratios.view)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(143)
    let map = generator.tensor(.f16, [2, 3, 40, 40])
    let outputs = [generator.output(.i32, [2, 1]), generator.output(.f32, [2, 2])]
    try expectWellBehaved(outputs: outputs) {
      try Select.toDREDrop(
        $0, attention: map.view, visualBegin: 3, visualEnd: 20, textBegin: 20, textEnd: 40, tau: 0.4,
        drop: outputs[0].view, ratios: outputs[1].view)
    }
  }
}
