// CDPruner and its relevance against determinants in double.

import Testing

@testable import Pith

/// Determinant by elimination with pivoting.
private func determinant(_ matrix: [[Double]]) -> Double {
  var a = matrix
  var result = 1.0
  for k in a.indices {
    let pivot = (k..<a.count).max { abs(a[$0][k]) < abs(a[$1][k]) }!
    if a[pivot][k] == 0 { return 0 }
    if pivot != k {
      a.swapAt(pivot, k)
      result = -result
    }
    result *= a[k][k]
    for i in k + 1..<a.count {
      let factor = a[i][k] / a[k][k]
      for j in k..<a.count { a[i][j] -= factor * a[k][j] }
    }
  }
  return result
}

/// Every pick must add the most to the determinant of the picks, up to rounding; its gain is what it adds.
private func expectDeterminantWalk(_ picks: [Int], _ gains: [Float], _ kernel: [[Double]]) {
  #expect(Set(picks).count == picks.count, "repeated picks")
  func minor(_ set: [Int]) -> Double { determinant(set.map { i in set.map { kernel[i][$0] } }) }
  for (t, pick) in picks.enumerated() where gains[t] > 0 {
    let before = Array(picks[..<t])
    let volume = minor(before)
    let added = kernel.indices.map { before.contains($0) ? -.infinity : minor(before + [$0]) / volume }
    let scale = kernel[pick][pick]
    #expect(abs(added[pick] - Double(gains[t])) <= 2e-5 * max(scale, 1e-30), "gain of pick \(t)")
    let tolerance = 2e-5 * kernel.indices.map { kernel[$0][$0] }.max()!
    #expect(added[pick] >= added.max()! - tolerance, "pick \(t)")
  }
}

@Suite struct CDPrunerTests {
  @Test(arguments: floatDTypes) func everyPickAddsTheMostVolume(dtype: DType) throws {
    var generator = SeededGenerator(151)
    for round in 0..<20 {
      let n = generator.int(1...18)
      let dim = generator.int(6...24)
      let keep = generator.int(0...min(n, 5))
      let features = generator.tensor(dtype, [2, n, dim])
      let relevance = TestTensor(dtype, [2, n], floats: generator.uniforms(2 * n).map { 0.25 + $0 })
      let ranked = generator.output(.i32, [2, keep])
      let ascending = generator.output(.i32, [2, keep])
      let gains = generator.output(.f32, [2, keep])
      let sorted = generator.output(.f32, [2, keep])
      let kernel = TestTensor(.f32, [2, n, n], strides: generator.strides([2, n, n]))
      var kernels = [[[Double]]]()
      for b in 0..<2 {
        let x = rows(features, item: b)
        let r = (0..<n).map { Double(relevance[b * n + $0]) }
        let item = (0..<n).map { i in
          (0..<n).map { j in r[i] * r[j] * (i == j ? 1 : 1 - distance(x[i], x[j], .cosine)) }
        }
        for i in 0..<n { for j in 0..<n { kernel[(b * n + i) * n + j] = Float(item[i][j]) } }
        kernels.append(item)
      }
      try withWorkspace { workspace in
        for (order, indices, values) in [(Order.ranked, ranked, gains), (.position, ascending, sorted)] {
          if round % 2 == 0 {
            try Select.cdPruner(
              workspace, features: features.view, relevance: relevance.view, keep: keep, order: order,
              indices: indices.view, gains: values.view)
          } else {
            try Select.determinantal(
              workspace, kernel: kernel.view, keep: keep, order: order, indices: indices.view, gains: values.view)
          }
        }
      }
      for b in 0..<2 {
        let range = b * keep..<(b + 1) * keep
        let picks = Array(ranked.ints[range])
        let added = Array(gains.floats[range])
        expectDeterminantWalk(picks, added, kernels[b])
        let order = picks.indices.sorted { picks[$0] < picks[$1] }
        #expect(Array(ascending.ints[range]) == order.map { picks[$0] })
        #expect(Array(sorted.floats[range]) == order.map { added[$0] })
      }
      for output in [ranked, ascending, gains, sorted] { #expect(output.gapsAreUntouched) }
    }
  }

  /// Two directions only: after two picks nothing is left to add, and the most relevant of the rest follow.
  @Test func dependentTokensComeLastByRelevance() throws {
    let features = TestTensor(.f32, [6, 3], floats: [1, 0, 0, 0, 1, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 1, 1, 0])
    let relevance = TestTensor(.f32, [6], floats: [1, 0.9, 0.5, 0.6, 2, 0.6])
    let indices = TestTensor(.i32, [6])
    let gains = TestTensor(.f32, [6])
    try withWorkspace {
      try Select.cdPruner(
        $0, features: features.view, relevance: relevance.view, keep: 6, order: .ranked, indices: indices.view,
        gains: gains.view)
    }
    #expect(indices.ints == [0, 1, 3, 5, 2, 4])
    #expect(gains.floats == [1, relevance[1] * relevance[1], 0, 0, 0, 0])
  }

  /// Lazily or with all rows: the same picks and the same bits.
  @Test(arguments: [1, 2]) func equalsTheFullWalk(threads: Int) throws {
    var generator = SeededGenerator(155)
    for (n, dim, least) in [(60, 5, Float(0)), (90, 40, 0.2), (140, 12, 0.9), (33, 64, 0.5), (200, 64, 0.3)] {
      let features = generator.tensor(.f32, [n, dim])
      for i in stride(from: 7, to: n, by: 9) { for p in 0..<dim { features[i * dim + p] = features[p] } }
      let relevance = TestTensor(.f32, [n], floats: generator.uniforms(n).map { least + (1 - least) * $0 })
      for keep in [1, 3, n / 8, n / 4, n / 2, n] {
        let indices = TestTensor(.i32, [keep])
        let gains = TestTensor(.f32, [keep])
        try withWorkspace(threads: threads) {
          try Select.cdPruner(
            $0, features: features.view, relevance: relevance.view, keep: keep, order: .ranked, indices: indices.view,
            gains: gains.view)
        }
        try withWorkspace { workspace in
          let stored = try workspace.similarityRows(try workspace.floatRows(features.view), store: true)
          let walk = try workspace.determinantWalk(n)
          let r = relevance.floats
          for j in 0..<n { walk.diagonal[j] = r[j] * r[j] }
          let picks = try workspace.allocate(keep, of: Int32.self)
          try workspace.pick(keep, walk, WalkProgress(done: 0, total: keep), into: picks) { i, row in
            let s = workspace.similarityRow(i, of: stored)
            for j in 0..<n { row[j] = r[i] * (s[j] * r[j]) }
          }
          #expect(indices.ints == (0..<keep).map { Int(picks[$0]) }, "\(n) \(dim) \(keep)")
          for t in 0..<keep {
            #expect(gains.floats[t].bitPattern == walk.gains[Int(picks[t])].bitPattern, "\(n) \(dim) \(keep) gain \(t)")
          }
        }
      }
    }
  }

  /// A token set aside stays out when the others are enough.
  @Test func tokensSetAsideAreNotPicked() throws {
    // Token 1 copies token 0 and is the most relevant of the rest; rounding may leave it more variance than token 2 has.
    let features = TestTensor(.f32, [4, 3], floats: [1, 2, 3, 1, 2, 3, 3, 0, -1, 0, 1, 0])
    let relevance = TestTensor(.f32, [4], floats: [1000, 1000, 1e-6, 1e-6])
    for order in [Order.ranked, .position] {
      let indices = TestTensor(.i32, [3])
      try withWorkspace {
        try Select.cdPruner(
          $0, features: features.view, relevance: relevance.view, keep: 3, order: order, indices: indices.view, gains: nil)
      }
      #expect(indices.ints.sorted() == [0, 2, 3])
      #expect(order == .ranked || indices.ints == [0, 2, 3])
    }
    // The same for certain: 2^-21 is left of token 1, less than counts, more than token 2 has.
    let near = Float(1 - 0x1p-22)
    let kernel = TestTensor(.f32, [3, 3], floats: [1, near, 0, near, 1, 0, 0, 0, 1e-9])
    for order in [Order.ranked, .position] {
      let indices = TestTensor(.i32, [2])
      try withWorkspace {
        try Select.determinantal($0, kernel: kernel.view, keep: 2, order: order, indices: indices.view, gains: nil)
      }
      #expect(indices.ints == [0, 2])
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(152)
    let features = generator.tensor(.f32, [6, 4])
    let relevance = generator.tensor(.f32, [6])
    let indices = TestTensor(.i32, [3])
    let gains = TestTensor(.f32, [3])
    func run(_ workspace: Workspace, _ relevance: TestTensor, _ keep: Int = 3) throws {
      try Select.cdPruner(
        workspace, features: features.view, relevance: relevance.view, keep: keep, order: .ranked,
        indices: indices.view, gains: gains.view)
    }
    expectError(.range, "keep", outputs: [indices, gains]) { try run($0, relevance, 7) }
    expectError(.shape, "indices", outputs: [indices, gains]) { try run($0, relevance, 2) }
    expectError(.shape, "relevance", outputs: [indices, gains]) { try run($0, TestTensor(.f32, [5])) }
    expectError(.value, "relevance", outputs: [indices, gains]) {
      try run($0, TestTensor(.f32, [6], floats: [1, 1, 1e20, 1, 1, 1]))
    }
    for (tensor, name) in [(features, "features"), (relevance, "relevance")] {
      expectNonFiniteRefused(tensor, name, outputs: [indices, gains], &generator) { try run($0, relevance) }
    }
    expectError(.shape, "kernel", outputs: [indices, gains]) {
      try Select.determinantal(
        $0, kernel: features.view, keep: 3, order: .ranked, indices: indices.view, gains: gains.view)
    }
    let kernel = generator.tensor(.f32, [6, 6])
    expectNonFiniteRefused(kernel, "kernel", outputs: [indices, gains], &generator) {
      try Select.determinantal($0, kernel: kernel.view, keep: 3, order: .ranked, indices: indices.view, gains: nil)
    }
  }

  @Test(arguments: [2, 20, 40]) func isWellBehaved(keep: Int) throws {
    var generator = SeededGenerator(153)
    let features = generator.tensor(.f16, [2, 40, 9])
    let relevance = generator.tensor(.bf16, [2, 40])
    let outputs = [generator.output(.i32, [2, keep]), generator.output(.f32, [2, keep])]
    try expectWellBehaved(outputs: outputs) {
      try Select.cdPruner(
        $0, features: features.view, relevance: relevance.view, keep: keep, order: .ranked, indices: outputs[0].view,
        gains: outputs[1].view)
    }
  }

  @Test func canBeCancelled() {
    var generator = SeededGenerator(154)
    let features = generator.tensor(.f32, [70, 70])
    let relevance = TestTensor(.f32, [70], floats: [Float](repeating: 1, count: 70))
    let indices = TestTensor(.i32, [66])
    expectError(.cancelled, "context", outputs: [indices]) {
      $0.cancel()
      try Select.cdPruner(
        $0, features: features.view, relevance: relevance.view, keep: 66, order: .ranked, indices: indices.view,
        gains: nil)
    }
  }
}

@Suite struct CDPrunerRelevanceTests {
  @Test(arguments: floatDTypes, [-1, 0, 0.5, 0.9]) func equalsThePlainForm(dtype: DType, theta: Double) throws {
    var generator = SeededGenerator(161)
    for round in 0..<12 {
      let n = generator.int(2...30)
      let words = generator.int(1...4)
      let dim = generator.int(1...20)
      let image = generator.tensor(dtype, [2, n, dim])
      let text = generator.tensor(dtype, round % 2 == 0 ? [2, words, dim] : [words, dim])
      let relevance = generator.output(.f32, [2, n])
      try withWorkspace {
        try Score.cdPruner($0, image: image.view, text: text.view, theta: theta, relevance: relevance.view)
      }
      var scores = [Double]()
      for b in 0..<2 {
        let t = rows(text, item: round % 2 == 0 ? b : 0)
        for x in rows(image, item: b) {
          scores.append(-t.map { 1 - distance(x, $0, .cosine) }.reduce(0, +) / Double(words))
        }
      }
      let low = scores.min()!
      let range = scores.max()! - low
      for (i, score) in scores.enumerated() {
        let linear = (score - low + 1e-6) / range
        let alpha = theta / (2 * (1 - theta))
        let wanted = theta == -1 ? linear : exponential(alpha * linear)
        #expect(abs(Double(relevance[i]) - wanted) <= 1e-5 * max(1, wanted) * max(1, 1 / range) * max(1, alpha))
      }
      #expect(relevance.gapsAreUntouched)
    }
  }

  /// e^x by its series, for x up to some tens.
  private func exponential(_ x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    for k in 1..<200 {
      term *= x / Double(k)
      sum += term
    }
    return sum
  }

  @Test func equalScoresAreAllRelevant() throws {
    let image = TestTensor(.f32, [3, 2], floats: [1, 0, 1, 0, 2, 0])
    let text = TestTensor(.f32, [1, 2], floats: [0, 1])
    let relevance = TestTensor(.f32, [3])
    try withWorkspace {
      try Score.cdPruner($0, image: image.view, text: text.view, theta: -1, relevance: relevance.view)
    }
    #expect(relevance.floats == [1, 1, 1])
  }

  @Test func badArguments() {
    var generator = SeededGenerator(162)
    let image = generator.tensor(.f32, [6, 4])
    let text = generator.tensor(.f32, [2, 4])
    let relevance = TestTensor(.f32, [6])
    func run(_ workspace: Workspace, _ text: TestTensor, _ theta: Double = -1) throws {
      try Score.cdPruner(workspace, image: image.view, text: text.view, theta: theta, relevance: relevance.view)
    }
    for theta in [-0.5, 0.99, 1, .nan, .infinity] {
      expectError(.range, "theta", outputs: [relevance]) { try run($0, text, theta) }
    }
    expectError(.shape, "text", outputs: [relevance]) { try run($0, TestTensor(.f32, [2, 3])) }
    expectError(.shape, "text", outputs: [relevance]) { try run($0, TestTensor(.f32, [0, 4])) }
    expectError(.shape, "text", outputs: [relevance]) { try run($0, generator.tensor(.f32, [2, 2, 4])) }
    for (tensor, name) in [(image, "image"), (text, "text")] {
      expectNonFiniteRefused(tensor, name, outputs: [relevance], &generator) { try run($0, text) }
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(163)
    let image = generator.tensor(.f16, [2, 40, 9])
    let text = generator.tensor(.bf16, [3, 9])
    let relevance = generator.output(.f16, [2, 40])
    try expectWellBehaved(outputs: [relevance]) {
      try Score.cdPruner($0, image: image.view, text: text.view, theta: 0.5, relevance: relevance.view)
    }
  }
}
