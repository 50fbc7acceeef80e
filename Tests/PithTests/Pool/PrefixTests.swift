// Prefixes and masked tails, element by element.

import Testing

@testable import Pith

@Suite struct PrefixKeep {
  let dtypes: [DType] = [.f32, .f16, .bf16, .f64, .i32, .i64, .u8]

  func numbers(_ generator: inout SeededGenerator, _ dtype: DType, _ shape: [Int], from first: Int = 0) -> TestTensor {
    let x = TestTensor(dtype, shape, strides: generator.strides(shape))
    x.ints = (0..<x.count).map { ($0 + first) % 120 }
    return x
  }

  @Test func keepsTheFirstOfAnyAxis() throws {
    var generator = SeededGenerator(61)
    for _ in 0..<80 {
      let shape = (0..<generator.int(1...4)).map { _ in generator.int(0...6) }
      let axis = generator.int(0...shape.count - 1)
      let keep = generator.pick([0, 1, generator.int(0...7), shape[axis], Int.max])
      let x = numbers(&generator, generator.pick(dtypes), shape)
      var kept = shape
      kept[axis] = min(keep, shape[axis])
      let y = generator.output(x.dtype, kept)
      try withWorkspace { try Pool.prefix($0, x: x.view, axis: axis, keep: keep, y: y.view) }
      let inner = shape[(axis + 1)...].reduce(1, *)
      let wanted = x.ints.enumerated().filter { $0.offset / max(inner, 1) % max(shape[axis], 1) < keep }.map(\.element)
      #expect(y.ints == wanted, "\(x) \(y)")
      #expect(y.gapsAreUntouched)
    }
  }

  @Test func masksTheTail() throws {
    var generator = SeededGenerator(62)
    for _ in 0..<60 {
      let (batch, n, dim) = (generator.int(1...3), generator.int(0...9), generator.int(0...8))
      let lead = batch > 1 ? [batch] : []
      let keep = generator.pick([0, 1, n, generator.int(0...12)])
      let x = numbers(&generator, generator.pick(dtypes), lead + [n, dim])
      let shared = generator.int(0...1) == 1
      let mask = numbers(&generator, x.dtype, (shared ? [] : lead) + [dim], from: 60)
      let y = generator.output(x.dtype, lead + [n, dim])
      try withWorkspace { try Pool.maskTail($0, x: x.view, maskToken: mask.view, keep: keep, y: y.view) }
      let (values, masks) = (x.ints, mask.ints)
      let wanted = values.indices.map { flat in
        let (b, i, c) = (flat / (n * dim), flat / dim % n, flat % dim)
        return i < keep ? values[flat] : masks[(shared ? 0 : b) * dim + c]
      }
      #expect(y.ints == wanted, "\(x) \(mask) keep \(keep)")
      #expect(y.gapsAreUntouched)
    }
  }

  @Test func badArgumentsAreNamed() {
    let y = TestTensor(.f32, [2, 3])
    func prefix(
      _ status: Status, _ argument: String, axis: Int = 0, keep: Int = 2, x: TestTensor? = nil,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [y], sourceLocation: sourceLocation) {
        try Pool.prefix($0, x: (x ?? TestTensor(.f32, [4, 3])).view, axis: axis, keep: keep, y: y.view)
      }
    }
    prefix(.range, "axis", axis: 2)
    prefix(.range, "axis", axis: -1)
    prefix(.range, "keep", keep: -1)
    prefix(.shape, "y", keep: 3)
    prefix(.shape, "y", axis: 1)
    prefix(.ndim, "y", x: TestTensor(.f32, [4]))
    prefix(.dtype, "y", x: TestTensor(.f16, [4, 3]))
    func mask(
      _ status: Status, _ argument: String, keep: Int = 1, x: TestTensor? = nil, mask: TestTensor? = nil,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [y], sourceLocation: sourceLocation) {
        try Pool.maskTail(
          $0, x: (x ?? TestTensor(.f32, [2, 3])).view, maskToken: (mask ?? TestTensor(.f32, [3])).view, keep: keep,
          y: y.view)
      }
    }
    mask(.range, "keep", keep: -1)
    mask(.shape, "mask_token", mask: TestTensor(.f32, [2]))
    mask(.shape, "mask_token", mask: TestTensor(.f32, [2, 3]))
    mask(.dtype, "mask_token", mask: TestTensor(.f16, [3]))
    mask(.shape, "y", x: TestTensor(.f32, [3, 3]))
    mask(.shape, "y", x: TestTensor(.f32, [1, 2, 3]))
    mask(.ndim, "x", x: TestTensor(.f32, [6]))
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(63)
    let x = generator.tensor(.f32, [2, 300, 500])
    let mask = generator.tensor(.f32, [500])
    let (y, z) = (generator.output(.f32, [2, 128, 500]), generator.output(.f32, [2, 300, 500]))
    try expectWellBehaved(outputs: [y, z]) {
      try Pool.prefix($0, x: x.view, axis: 1, keep: 128, y: y.view)
      try Pool.maskTail($0, x: x.view, maskToken: mask.view, keep: 128, y: z.view)
    }
  }
}
