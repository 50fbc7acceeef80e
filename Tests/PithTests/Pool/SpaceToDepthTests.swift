// Space to depth against PyTorch's index formulas written down plainly, and there and back.

import Testing

@testable import Pith

@Suite struct SpaceToDepth {
  /// For every value of the glued tokens: which token and channel it comes from.
  func sources(_ height: Int, _ width: Int, _ factor: Int, _ dim: Int, _ layout: DepthLayout) -> [Int] {
    let (rows, columns) = (height / factor, width / factor)
    return (0..<rows * columns).flatMap { t in
      let (row, column) = layout == .offsetMajorTransposed ? (t % rows, t / rows) : (t / columns, t % columns)
      return (0..<factor * factor * dim).map { channel in
        let area = factor * factor
        let (offset, c) = layout == .channelMajor ? (channel % area, channel / area) : (channel / dim, channel % dim)
        return ((row * factor + offset / factor) * width + column * factor + offset % factor) * dim + c
      }
    }
  }

  @Test(arguments: [DepthLayout.offsetMajor, .offsetMajorTransposed, .channelMajor])
  func equalsTheIndexFormulas(layout: DepthLayout) throws {
    var generator = SeededGenerator(41)
    for _ in 0..<60 {
      let factor = generator.int(1...4)
      let (height, width) = (factor * generator.int(0...4), factor * generator.int(0...4))
      let dim = generator.int(0...9)
      let batch = generator.int(1...3)
      let lead = batch > 1 ? [batch] : []
      let dtype = generator.pick([DType.f32, .f16, .bf16, .f64, .i32, .i64, .u8])
      let x = TestTensor(dtype, lead + [height * width, dim], strides: generator.strides(lead + [height * width, dim]))
      x.ints = (0..<x.count).map { $0 % 120 }
      let tokens = height * width / (factor * factor)
      let y = generator.output(dtype, lead + [tokens, factor * factor * dim])
      let back = generator.output(dtype, lead + [height * width, dim])
      try withWorkspace {
        try Pool.spaceToDepth($0, x: x.view, height: height, width: width, factor: factor, layout: layout, y: y.view)
        try Pool.depthToSpace(
          $0, x: y.view, height: height / factor, width: width / factor, factor: factor, layout: layout, y: back.view)
      }
      let size = height * width * dim
      let sources = sources(height, width, factor, dim, layout)
      let values = x.ints
      #expect(y.ints == (0..<batch).flatMap { b in sources.map { values[b * size + $0] } }, "\(x) \(y)")
      #expect(back.elementBytes == x.elementBytes)
      #expect(y.gapsAreUntouched && back.gapsAreUntouched)
      guard layout == .offsetMajor else { continue }
      let order = generator.output(.i32, [height * width])
      try withWorkspace { try Pool.blockOrder($0, height: height, width: width, factor: factor, order: order.view) }
      #expect(order.ints == self.sources(height, width, factor, 1, .offsetMajor))
      #expect(order.gapsAreUntouched)
    }
  }

  @Test func badArgumentsAreNamed() {
    let y = TestTensor(.f32, [2, 16])
    func check(
      _ status: Status, _ argument: String, _ height: Int = 2, _ width: Int = 4, _ factor: Int = 2, x: TestTensor? = nil,
      y other: TestTensor? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let x = x ?? TestTensor(.f32, [8, 4])
      let y = other ?? y
      expectError(status, argument, outputs: [y], sourceLocation: sourceLocation) {
        try Pool.spaceToDepth(
          $0, x: x.view, height: height, width: width, factor: factor, layout: .offsetMajor, y: y.view)
      }
    }
    check(.range, "factor", 2, 4, 0)
    check(.range, "factor", 2, 4, 1 << 15)
    check(.range, "height", 3)
    check(.range, "height", -2)
    check(.range, "width", 2, 5)
    check(.range, "width", 2, Int.max - 1)
    check(.shape, "x", 4, 4)
    check(.shape, "x", 1 << 30, 1 << 30)
    check(.shape, "y", y: TestTensor(.f32, [2, 8]))
    check(.shape, "y", y: TestTensor(.f32, [1, 2, 16]))
    check(.dtype, "y", y: TestTensor(.i32, [2, 16]))
    check(.ndim, "x", x: TestTensor(.f32, [32]))
    let fine = TestTensor(.f32, [8, 4])
    func inverse(
      _ status: Status, _ argument: String, _ height: Int, _ width: Int, _ factor: Int, x: [Int] = [2, 16],
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [fine], sourceLocation: sourceLocation) {
        try Pool.depthToSpace(
          $0, x: TestTensor(.f32, x).view, height: height, width: width, factor: factor, layout: .channelMajor,
          y: fine.view)
      }
    }
    inverse(.range, "factor", 1, 2, 0)
    inverse(.range, "height", -1, 2, 2)
    inverse(.range, "width", 1, Int.max, 2)
    inverse(.shape, "x", 2, 2, 2)
    inverse(.shape, "x", 1, 2, 2, x: [2, 15])
    inverse(.shape, "y", 1, 2, 1)
    expectError(.shape, "order", outputs: [fine]) {
      let order = TestTensor(.i32, [7])
      try Pool.blockOrder($0, height: 2, width: 4, factor: 2, order: order.view)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(42)
    let x = generator.tensor(.f16, [2, 96, 700])
    let y = generator.output(.f16, [2, 24, 2800])
    try expectWellBehaved(outputs: [y]) {
      try Pool.spaceToDepth($0, x: x.view, height: 8, width: 12, factor: 2, layout: .channelMajor, y: y.view)
    }
  }
}
