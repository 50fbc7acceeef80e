// Adaptive pooling against the window formula written down plainly.

import Testing

@testable import Pith

@Suite struct AdaptivePooling {
  /// The floor and ceil bounds, row-major order, two divisions, in f32. One output cell: in double.
  func reference(
    _ x: [Float], dim: Int, _ height: Int, _ width: Int, _ outHeight: Int, _ outWidth: Int, _ mode: PoolMode
  ) -> [Float] {
    var result: [Float] = []
    for i in 0..<outHeight {
      for j in 0..<outWidth {
        let rows = (i * height / outHeight)..<(((i + 1) * height + outHeight - 1) / outHeight)
        let columns = (j * width / outWidth)..<(((j + 1) * width + outWidth - 1) / outWidth)
        for p in 0..<dim {
          let cells = rows.flatMap { row in columns.map { x[(row * width + $0) * dim + p] } }
          switch mode {
          case .average where outHeight * outWidth == 1:
            result.append(Float(cells.map(Double.init).reduce(0, +) / Double(cells.count)))
          case .average:
            result.append(cells.reduce(0, +) / Float(rows.count) / Float(columns.count))
          case .max:
            result.append(cells.dropFirst().reduce(cells[0]) { $1 > $0 || ($1.isNaN && !$0.isNaN) ? $1 : $0 })
          }
        }
      }
    }
    return result
  }

  func same(_ x: Float, _ y: Float) -> Bool { x.bitPattern == y.bitPattern || (x.isNaN && y.isNaN) }

  @Test(arguments: [PoolMode.average, .max]) func equalsThePlainForm(mode: PoolMode) throws {
    var generator = SeededGenerator(21)
    for round in 0..<80 {
      let (height, width) = (generator.int(1...9), generator.int(1...9))
      let (outHeight, outWidth) = (generator.int(1...11), generator.int(1...11))
      let dim = generator.int(0...40)
      let batch = generator.int(1...3)
      let lead = batch > 1 ? [batch] : []
      let x = generator.tensor(generator.pick(floatDTypes), lead + [height * width, dim])
      if round % 3 == 0 && x.count > 0 {
        for value in [Float.nan, .infinity, -.infinity, 0, -0.0, 0, -0.0] { x[generator.int(0...x.count - 1)] = value }
      }
      let y = generator.output(generator.pick(floatDTypes), lead + [outHeight * outWidth, dim])
      try withWorkspace { workspace in
        try Pool.adaptive(
          workspace, x: x.view, height: height, width: width, outHeight: outHeight, outWidth: outWidth, mode: mode,
          y: y.view)
      }
      let size = height * width * dim
      let wanted = (0..<batch).flatMap { b in
        reference(Array(x.floats[b * size..<(b + 1) * size]), dim: dim, height, width, outHeight, outWidth, mode)
      }
      #expect(zip(y.floats, wanted).allSatisfy { same($0, rounded($1, to: y.dtype)) }, "\(x) \(y)")
      #expect(y.gapsAreUntouched)
    }
  }

  @Test func badArgumentsAreNamed() {
    let x = TestTensor(.f32, [6, 4], floats: [Float](repeating: 1, count: 24))
    let y = TestTensor(.f32, [2, 4])
    func check(
      _ status: Status, _ argument: String, _ height: Int = 2, _ width: Int = 3, _ outHeight: Int = 1,
      _ outWidth: Int = 2, x: TestTensor? = nil, y other: TestTensor? = nil,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let output = other ?? y
      expectError(status, argument, outputs: [output], sourceLocation: sourceLocation) { workspace in
        try Pool.adaptive(
          workspace, x: (x ?? TestTensor(.f32, [6, 4], floats: [Float](repeating: 1, count: 24))).view, height: height,
          width: width, outHeight: outHeight, outWidth: outWidth, mode: .max, y: output.view)
      }
    }
    check(.range, "height", 0)
    check(.range, "width", 2, -3)
    check(.range, "out_height", 2, 3, 0)
    check(.range, "out_width", 2, 3, 1, 0)
    check(.range, "out_width", 2, 3, 1, Int.max)
    check(.shape, "x", 2, 4)
    check(.shape, "x", Int(Int32.max), Int(Int32.max))
    check(.shape, "y", 2, 3, 2, 2)
    check(.shape, "y", y: TestTensor(.f32, [2, 5]))
    check(.shape, "y", y: TestTensor(.f32, [1, 2, 4]))
    check(.dtype, "y", y: TestTensor(.i32, [2, 4]))
    check(.ndim, "x", x: TestTensor(.f32, [24], floats: x.floats))
    check(.range, "height", 0, 3, x: TestTensor(.f32, [0, 4]))
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(22)
    for (dtype, mode, out) in [(DType.f32, PoolMode.average, 7), (.f16, .max, 7), (.bf16, .average, 1)] {
      let x = generator.tensor(dtype, [144, 130])
      let y = generator.output(.f32, [out * out, 130])
      try expectWellBehaved(outputs: [y]) { workspace in
        try Pool.adaptive(
          workspace, x: x.view, height: 12, width: 12, outHeight: out, outWidth: out, mode: mode, y: y.view)
      }
    }
  }
}
