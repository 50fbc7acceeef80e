// Merge, unmerge and transform against plain sums in double.

import Testing

@testable import Pith

private func tolerance(_ dtype: DType) -> Double { dtype == .f32 ? 1e-5 : dtype == .f16 ? 2e-3 : 2e-2 }

private func expectClose(
  _ got: Float, _ expected: Double, _ dtype: DType, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    abs(Double(got) - expected) <= tolerance(dtype) * max(1, abs(expected)), sourceLocation: sourceLocation)
}

@Suite struct MergeTests {
  @Test(arguments: [Reduce.mean, .sum, .max]) func followsItsDefinition(mode: Reduce) throws {
    var generator = SeededGenerator(81)
    for _ in 0..<40 {
      let n = generator.int(0...40)
      let m = generator.int(0...12)
      let dim = generator.int(0...40)
      let batch = generator.int(1...3)
      let isBatched = batch > 1
      let lead = isBatched ? [batch] : []
      let sharesAssign = generator.int(0...1) == 1
      let sharesWeight = generator.int(0...1) == 1
      let hasWeight = generator.int(0...2) > 0
      let from = generator.pick(floatDTypes)
      let to = generator.pick(floatDTypes)
      let x = generator.tensor(from, lead + [n, dim])
      let assignLead = sharesAssign ? [] : lead
      let assign = TestTensor(
        assignLead + [n], strides: generator.strides(assignLead + [n]),
        ints: (0..<assignLead.reduce(1, *) * n).map { _ in generator.int(-1...m - 1) })
      let weightLead = sharesWeight ? [] : lead
      let weight = TestTensor(
        .f16, weightLead + [n], strides: generator.strides(weightLead + [n]),
        floats: (0..<weightLead.reduce(1, *) * n).map { _ in Float(generator.int(0...3)) })
      let y = generator.output(to, lead + [m, dim])
      let sizeIsShared = (sharesAssign || !isBatched) && (sharesWeight || !hasWeight || !isBatched)
      let sizeLead = sizeIsShared ? [] : lead
      let size = generator.output(.f32, sizeLead + [m])
      try expectSameBits(outputs: [y, size], threads: [1, 3]) {
        try Apply.merge(
          $0, x: x.view, assign: assign.view, weight: hasWeight ? weight.view : nil, mode: mode, y: y.view,
          size: size.view)
      }
      let (xs, ys, sizes, assigns, weights) = (x.floats, y.floats, size.floats, assign.ints, weight.floats)
      for b in 0..<batch {
        func target(_ i: Int) -> Int { assigns[(sharesAssign ? 0 : b * n) + i] }
        func factor(_ i: Int) -> Double { hasWeight ? Double(weights[(sharesWeight ? 0 : b * n) + i]) : 1 }
        for row in 0..<m {
          let members = (0..<n).filter { target($0) == row }
          let total = members.map(factor).reduce(0, +)
          expectClose(sizes[(sizeIsShared ? 0 : b * m) + row], total, .f32)
          for d in 0..<dim {
            let values = members.map { Double(xs[(b * n + $0) * dim + d]) }
            let sum = zip(members, values).map { factor($0) * $1 }.reduce(0, +)
            let expected = mode == .sum ? sum : mode == .max ? values.max() ?? 0 : total == 0 ? 0 : sum / total
            expectClose(ys[(b * m + row) * dim + d], expected, to)
          }
        }
      }
    }
  }

  @Test func sizesAddUpOverSteps() throws {
    // Merging {0, 1}, then the result with 2, is the mean of all three when sizes are carried along.
    let x = TestTensor(.f32, [3, 1], floats: [3, 6, 12])
    let y = TestTensor(.f32, [2, 1])
    let size = TestTensor(.f32, [2])
    let z = TestTensor(.f32, [1, 1])
    let total = TestTensor(.f32, [1])
    try withWorkspace {
      try Apply.merge(
        $0, x: x.view, assign: TestTensor([3], ints: [0, 0, 1]).view, weight: nil, mode: .mean, y: y.view, size: size.view)
      try Apply.merge(
        $0, x: y.view, assign: TestTensor([2], ints: [0, 0]).view, weight: size.view, mode: .mean, y: z.view,
        size: total.view)
    }
    #expect(z.floats == [7] && total.floats == [3])
  }

  @Test func nanPassesOnlyWhereItBelongs() throws {
    let x = TestTensor(.f32, [3, 2], floats: [.nan, 1, 2, 3, 4, .infinity])
    let y = TestTensor(.f32, [2, 2])
    try withWorkspace {
      try Apply.merge(
        $0, x: x.view, assign: TestTensor([3], ints: [0, 0, 1]).view, weight: nil, mode: .sum, y: y.view, size: nil)
    }
    #expect(y[0].isNaN && y[1] == 4 && y[2] == 4 && y[3] == .infinity)
  }

  @Test func badArguments() {
    let x = TestTensor(.f32, [3, 2], floats: [1, 2, 3, 4, 5, 6])
    let y = TestTensor(.f32, [2, 2])
    let size = TestTensor(.f32, [2])
    let assign = TestTensor([3], ints: [0, 1, 1])
    func fails(
      _ status: Status, _ argument: String, x: TestTensor, assign: TestTensor, weight: TestTensor? = nil, y: TestTensor,
      size: TestTensor? = nil, says: String? = nil
    ) {
      expectError(status, argument, outputs: [y] + (size.map { [$0] } ?? []), says: says) {
        try Apply.merge(
          $0, x: x.view, assign: assign.view, weight: weight?.view, mode: .mean, y: y.view, size: size?.view)
      }
    }
    fails(
      .index, "assign", x: x, assign: TestTensor([3], ints: [0, 2, 1]), y: y, size: size,
      says: "assign: expected -1 to M - 1, got 2 at position 1")
    fails(.index, "assign", x: x, assign: TestTensor([3], ints: [0, -2, 1]), y: y)
    fails(.shape, "assign", x: x, assign: TestTensor([2], ints: [0, 1]), y: y)
    fails(.shape, "assign", x: x, assign: TestTensor([1, 3], ints: [0, 1, 0]), y: y)
    fails(.dtype, "assign", x: x, assign: TestTensor(.f32, [3]), y: y)
    fails(.shape, "weight", x: x, assign: assign, weight: TestTensor(.f32, [2]), y: y)
    fails(.dtype, "weight", x: x, assign: assign, weight: assign, y: y)
    fails(.shape, "y", x: x, assign: assign, y: TestTensor(.f32, [2, 3]))
    fails(.shape, "y", x: x, assign: assign, y: TestTensor(.f32, [1, 2, 2]))
    fails(.dtype, "y", x: x, assign: assign, y: TestTensor(.i32, [2, 2]))
    fails(.shape, "size", x: x, assign: assign, y: y, size: TestTensor(.f32, [3]))
    let batched = TestTensor(.f32, [2, 3, 2], floats: [Float](repeating: 1, count: 12))
    fails(
      .ndim, "size", x: batched, assign: TestTensor([2, 3], ints: [0, 1, 1, 0, 0, 1]), y: TestTensor(.f32, [2, 2, 2]),
      size: size)
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(82)
    let x = generator.tensor(.f16, [2, 50, 70])
    let assign = TestTensor([50], ints: (0..<50).map { _ in generator.int(-1...6) })
    for (dtype, strides) in [(DType.f32, nil), (.bf16, [7 * 140, 140, 2])] {
      let y = TestTensor(dtype, [2, 7, 70], strides: strides)
      let size = TestTensor(.f16, [2, 7])
      for mode in [Reduce.mean, .max] {
        try expectWellBehaved(outputs: [y, size]) {
          try Apply.merge(
            $0, x: x.view, assign: assign.view, weight: nil, mode: mode, y: y.view, size: size.view)
        }
      }
    }
  }
}

@Suite struct UnmergeTests {
  @Test func followsItsDefinition() throws {
    var generator = SeededGenerator(91)
    for _ in 0..<40 {
      let n = generator.int(0...30)
      let m = generator.int(0...10)
      let dim = generator.int(0...20)
      let isBatched = generator.int(0...1) == 1
      let isShared = generator.int(0...1) == 1
      let lead = isBatched ? [2] : []
      let from = generator.pick(floatDTypes)
      let to = generator.pick(floatDTypes)
      let y = generator.tensor(from, lead + [m, dim])
      let assignShape = (isShared ? [] : lead) + [n]
      let values = (0..<assignShape.reduce(1, *)).map { _ in generator.int(-1...m - 1) }
      let assign = TestTensor(assignShape, strides: generator.strides(assignShape), ints: values)
      let x = generator.output(to, lead + [n, dim])
      try expectSameBits(outputs: [x], threads: [1, 3]) {
        try Apply.unmerge($0, y: y.view, assign: assign.view, x: x.view)
      }
      let (xs, ys) = (x.floats, y.floats)
      for b in 0..<(isBatched ? 2 : 1) {
        for i in 0..<n {
          let row = values[(isShared || !isBatched ? 0 : b * n) + i]
          for d in 0..<dim {
            let expected = row < 0 ? 0 : rounded(ys[(b * m + row) * dim + d], to: to)
            #expect(xs[(b * n + i) * dim + d] == expected)
          }
        }
      }
    }
  }

  @Test func bitsOfNaNSurvive() throws {
    let y = TestTensor(.f16, [1, 2])
    y.setElementBytes([[0x01, 0x7C], [0xFF, 0xFE]])
    let x = TestTensor(.f16, [2, 2])
    try withWorkspace { try Apply.unmerge($0, y: y.view, assign: TestTensor([2], ints: [0, -1]).view, x: x.view) }
    #expect(x.elementBytes == [[0x01, 0x7C], [0xFF, 0xFE], [0, 0], [0, 0]])
  }

  @Test func badArguments() throws {
    let y = TestTensor(.f32, [2, 2], floats: [1, 2, 3, 4])
    let x = TestTensor(.f32, [3, 2])
    func fails(_ status: Status, _ argument: String, _ assign: TestTensor, _ x: TestTensor) {
      expectError(status, argument, outputs: [x]) { try Apply.unmerge($0, y: y.view, assign: assign.view, x: x.view) }
    }
    fails(.index, "assign", TestTensor([3], ints: [0, 1, 2]), x)
    fails(.index, "assign", TestTensor([3], ints: [0, 1, -2]), x)
    fails(.shape, "x", TestTensor([2], ints: [0, 1]), x)
    fails(.shape, "x", TestTensor([3], ints: [0, 1, 1]), TestTensor(.f32, [3, 3]))
    fails(.dtype, "x", TestTensor([3], ints: [0, 1, 1]), TestTensor(.f64, [3, 2]))
    fails(.shape, "assign", TestTensor([1, 3], ints: [0, 1, 1]), x)
    let assign = TestTensor([3], ints: [0, 1, -1])
    let half = TestTensor(.f16, [3, 2])
    try expectWellBehaved(outputs: [half]) { try Apply.unmerge($0, y: y.view, assign: assign.view, x: half.view) }
  }
}

@Suite struct TransformTests {
  @Test(arguments: floatDTypes) func followsItsDefinition(dtype: DType) throws {
    var generator = SeededGenerator(101)
    for _ in 0..<20 {
      let m = generator.int(0...20)
      let n = generator.int(0...30)
      let dim = generator.int(0...40)
      let lead = generator.pick([[], [2]])
      let weights = generator.tensor(generator.pick(floatDTypes), lead + [m, n])
      let x = generator.tensor(generator.pick(floatDTypes), lead + [n, dim])
      let y = generator.output(dtype, lead + [m, dim])
      try withWorkspace { try Apply.transform($0, weights: weights.view, x: x.view, y: y.view) }
      #expect(y.gapsAreUntouched)
      let (ws, xs, ys) = (weights.floats, x.floats, y.floats)
      for b in 0..<(lead.first ?? 1) {
        for i in 0..<m {
          for d in 0..<dim {
            let expected = (0..<n).map { Double(ws[(b * m + i) * n + $0]) * Double(xs[(b * n + $0) * dim + d]) }
              .reduce(0, +)
            expectClose(ys[(b * m + i) * dim + d], expected, dtype)
          }
        }
      }
    }
  }

  /// A merge is a transform by its one-hot weights, down to the bits of its sums.
  @Test func agreesWithMerge() throws {
    var generator = SeededGenerator(102)
    let x = generator.tensor(.f32, [30, 21])
    let target = (0..<30).map { _ in generator.int(0...4) }
    let weights = TestTensor(.f32, [5, 30], floats: (0..<150).map { target[$0 % 30] == $0 / 30 ? 1 : 0 })
    let one = TestTensor(.f32, [5, 21])
    let other = TestTensor(.f32, [5, 21])
    try withWorkspace {
      try Apply.transform($0, weights: weights.view, x: x.view, y: one.view)
      try Apply.merge(
        $0, x: x.view, assign: TestTensor([30], ints: target).view, weight: nil, mode: .sum, y: other.view, size: nil)
    }
    #expect(one.floats == other.floats)
  }

  @Test func badArguments() throws {
    var generator = SeededGenerator(103)
    let weights = generator.tensor(.f32, [3, 4])
    let x = generator.tensor(.f32, [4, 5])
    let y = TestTensor(.f32, [3, 5])
    func fails(_ status: Status, _ argument: String, _ weights: TestTensor, _ x: TestTensor, _ y: TestTensor) {
      expectError(status, argument, outputs: [y]) {
        try Apply.transform($0, weights: weights.view, x: x.view, y: y.view)
      }
    }
    fails(.shape, "x", weights, generator.tensor(.f32, [3, 5]), y)
    fails(.shape, "x", weights, generator.tensor(.f32, [1, 4, 5]), y)
    fails(.shape, "y", weights, x, TestTensor(.f32, [3, 4]))
    fails(.dtype, "y", weights, x, TestTensor(.i32, [3, 5]))
    fails(.ndim, "weights", generator.tensor(.f32, [3]), x, y)
    try expectWellBehaved(outputs: [y]) {
      try Apply.transform($0, weights: weights.view, x: x.view, y: y.view)
    }
  }
}
