// Gather and compact against plain indexing, byte for byte.

import Testing

@testable import Pith

private let allDTypes: [DType] = [.f32, .f16, .bf16, .f64, .i32, .i64, .u8]

extension SeededGenerator {
  /// A tensor of random bytes: NaN patterns and all.
  fileprivate mutating func bytes(_ dtype: DType, _ shape: [Int]) -> TestTensor {
    let tensor = TestTensor(dtype, shape, strides: strides(shape))
    tensor.setElementBytes((0..<tensor.count).map { _ in (0..<dtype.size).map { _ in UInt8.random(in: 0...255, using: &self) } })
    return tensor
  }
}

/// Flat position of an element after its coordinate along `axis` was replaced.
private func flat(_ coordinate: [Int], _ shape: [Int]) -> Int {
  zip(coordinate, shape).reduce(0) { $0 * $1.1 + $1.0 }
}

private func coordinates(_ shape: [Int]) -> [[Int]] {
  shape.reduce([[]]) { done, extent in done.flatMap { head in (0..<extent).map { head + [$0] } } }
}

@Suite struct GatherTests {
  @Test(arguments: allDTypes) func movesAnyBytesAlongAnyAxis(dtype: DType) throws {
    var generator = SeededGenerator(61)
    for _ in 0..<40 {
      let ndim = generator.int(1...4)
      let shape = (0..<ndim).map { _ in generator.int(1...5) }
      let axis = generator.int(0...ndim - 1)
      let leading = generator.int(0...axis)
      let k = generator.int(0...6)
      let input = generator.bytes(dtype, shape)
      let indexShape = Array(shape[..<leading]) + [k]
      let values = (0..<indexShape.reduce(1, *)).map { _ in generator.int(0...shape[axis] - 1) }
      let indices = TestTensor(indexShape, strides: generator.strides(indexShape), ints: values)
      var outShape = shape
      outShape[axis] = k
      let output = generator.output(dtype, outShape)
      try expectSameBits(outputs: [output]) {
        try Apply.gather($0, input: input.view, indices: indices.view, axis: axis, output: output.view)
      }
      let source = input.elementBytes
      let expected = coordinates(outShape).map { coordinate in
        var from = coordinate
        from[axis] = values[flat(Array(coordinate[..<leading]) + [coordinate[axis]], indexShape)]
        return source[flat(from, shape)]
      }
      #expect(output.elementBytes == expected, "\(shape) axis \(axis) \(input) -> \(output)")
    }
  }

  /// Enough bytes for several threads.
  @Test func largeRows() throws {
    var generator = SeededGenerator(62)
    let input = TestTensor(.f32, [300, 1200])
    for i in 0..<300 { input[i * 1200 + 7] = Float(i) }
    let values = (0..<900).map { _ in generator.int(0...299) }
    let indices = TestTensor([900], ints: values)
    let output = TestTensor(.f32, [900, 1200])
    try withWorkspace(threads: 3) {
      try Apply.gather($0, input: input.view, indices: indices.view, axis: 0, output: output.view)
    }
    #expect((0..<900).allSatisfy { output[$0 * 1200 + 7] == Float(values[$0]) })
  }

  @Test func emptyInputs() throws {
    for (shape, k, out) in [([0, 4], 0, [0, 4]), ([3, 0], 2, [2, 0])] {
      let input = TestTensor(.f32, shape)
      let indices = TestTensor([k], ints: [Int](repeating: 0, count: k))
      let output = TestTensor(.f32, out)
      try withWorkspace {
        try Apply.gather($0, input: input.view, indices: indices.view, axis: 0, output: output.view)
      }
    }
  }

  @Test func badArguments() {
    let input = TestTensor(.f32, [2, 4], floats: [0, 1, 2, 3, 4, 5, 6, 7])
    let good = TestTensor([2], ints: [1, 3])
    let output = TestTensor(.f32, [2, 2])
    func fails(
      _ status: Status, _ argument: String, _ indices: TestTensor, _ axis: Int, _ output: TestTensor, says: String? = nil
    ) {
      expectError(status, argument, outputs: [output], says: says) {
        try Apply.gather($0, input: input.view, indices: indices.view, axis: axis, output: output.view)
      }
    }
    fails(
      .index, "indices", TestTensor([2], ints: [1, 4]), 1, output,
      says: "indices: expected positions from 0 to N - 1, got 4 at position 1")
    fails(
      .index, "indices", TestTensor([2, 2], ints: [1, 0, 2, -1]), 1, output,
      says: "indices: expected positions from 0 to N - 1, got -1 at position 3")
    for axis in [-1, 2, Int.max, Int.min] { fails(.range, "axis", good, axis, output) }
    fails(.ndim, "indices", TestTensor([2, 2], ints: [0, 0, 0, 0]), 0, output)
    fails(.shape, "indices", TestTensor([1, 2], ints: [0, 0]), 1, output)
    fails(.dtype, "indices", TestTensor(.i64, [2]), 1, output)
    fails(.dtype, "output", good, 1, TestTensor(.f16, [2, 2]))
    fails(.shape, "output", good, 1, TestTensor(.f32, [2, 3]))
    fails(.shape, "output", good, 1, TestTensor(.f32, [3, 2]))
    fails(.ndim, "output", good, 1, TestTensor(.f32, [2, 2, 1]))
    // An axis of length 0 has no position to name.
    expectError(.index, "indices", outputs: [output]) {
      try Apply.gather($0, input: TestTensor(.f32, [0, 2]).view, indices: good.view, axis: 0, output: output.view)
    }
  }

  @Test func allocatesNothing() throws {
    let input = TestTensor(.f32, [4, 2], floats: [0, 1, 2, 3, 4, 5, 6, 7])
    let indices = TestTensor([2], ints: [3, 1])
    let output = TestTensor(.f32, [2, 2])
    try expectNoSteadyStateAllocation {
      try Apply.gather($0, input: input.view, indices: indices.view, axis: 0, output: output.view)
      #expect($0.peakScratch == 0)
    }
  }
}

@Suite struct CompactTests {
  @Test(arguments: allDTypes) func movesInPlace(dtype: DType) throws {
    var generator = SeededGenerator(71)
    for _ in 0..<40 {
      let ndim = generator.int(1...4)
      let shape = (0..<ndim).map { _ in generator.int(1...6) }
      let axis = generator.int(0...ndim - 1)
      let leading = generator.int(0...axis)
      let k = generator.int(0...shape[axis])
      let indexShape = Array(shape[..<leading]) + [k]
      let lists = (0..<shape[..<leading].reduce(1, *)).flatMap { _ in generator.subset(k, of: shape[axis]) }
      let indices = TestTensor(indexShape, strides: generator.strides(indexShape), ints: lists)
      let values = generator.bytes(dtype, shape)
      let before = values.elementBytes
      try expectSameBits(outputs: [values], prepare: { values.setElementBytes(before) }) {
        try Apply.compact($0, indices: indices.view, axis: axis, values: values.view)
      }
      let after = values.elementBytes
      for coordinate in coordinates(shape) where coordinate[axis] < k {
        var from = coordinate
        from[axis] = lists[flat(Array(coordinate[..<leading]) + [coordinate[axis]], indexShape)]
        #expect(after[flat(coordinate, shape)] == before[flat(from, shape)], "\(values) axis \(axis)")
      }
    }
  }

  @Test func whatLiesBehindStays() throws {
    let values = TestTensor(.f32, [5], floats: [0, 1, 2, 3, 4])
    try withWorkspace {
      try Apply.compact($0, indices: TestTensor([2], ints: [1, 2]).view, axis: 0, values: values.view)
    }
    #expect(values.floats == [1, 2, 2, 3, 4])
  }

  @Test func badArguments() {
    let values = TestTensor(.f32, [2, 4], floats: [0, 1, 2, 3, 4, 5, 6, 7])
    func fails(_ status: Status, _ argument: String, _ indices: TestTensor, _ axis: Int, says: String? = nil) {
      expectError(status, argument, outputs: [values], says: says) {
        try Apply.compact($0, indices: indices.view, axis: axis, values: values.view)
      }
    }
    fails(
      .index, "indices", TestTensor([2], ints: [2, 1]), 1,
      says: "indices: expected ascending positions, got 1 at position 1")
    fails(.index, "indices", TestTensor([2], ints: [2, 2]), 1)
    fails(.index, "indices", TestTensor([2], ints: [2, 4]), 1)
    fails(.index, "indices", TestTensor([2, 2], ints: [1, 2, 3, 0]), 1)
    fails(.index, "indices", TestTensor([2], ints: [-1, 4]), 1)
    fails(.range, "axis", TestTensor([2], ints: [0, 1]), 2)
    fails(.ndim, "indices", TestTensor([2, 2], ints: [0, 1, 0, 1]), 0)
    fails(.shape, "indices", TestTensor([3, 1], ints: [0, 1, 0]), 1)
    fails(.dtype, "indices", TestTensor(.f32, [2]), 1)
  }
}
