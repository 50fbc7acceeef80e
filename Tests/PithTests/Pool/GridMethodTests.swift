// M3 and the frame pooling of LLaVA: the windows they choose, and what they refuse.

import Testing

@testable import Pith

@Suite struct Matryoshka {
  @Test func choosesTheWindowOfTheWish() throws {
    var generator = SeededGenerator(71)
    for (height, width, target, kernel) in [
      (24, 24, 576, 1), (24, 24, 144, 2), (24, 24, 36, 4), (24, 24, 9, 8), (24, 24, 1, 24), (12, 12, 20, 2),
      (13, 13, 50, 1), (15, 15, 36, 2), (6, 10, 15, 2), (1, 1, 1, 1),
    ] {
      let x = generator.tensor(.f32, [height * width, 5])
      let grid = TestTensor([3], ints: [0, 0, 0])
      try withWorkspace { try Pool.m3Grid($0, height: height, width: width, target: target, grid: grid.view) }
      #expect(grid.ints == [1, height / kernel, width / kernel])
      let (y, wanted) = (TestTensor(.f32, [grid.ints[1] * grid.ints[2], 5]), TestTensor(.f32, [grid.ints[1] * grid.ints[2], 5]))
      let window = PoolWindow(
        rows: PoolAxis(size: height, kernel: kernel), columns: PoolAxis(size: width, kernel: kernel))
      try withWorkspace {
        try Pool.m3($0, x: x.view, height: height, width: width, target: target, y: y.view)
        try Pool.window($0, x: x.view, window: window, mode: .average, y: wanted.view)
      }
      #expect(y.floats == wanted.floats)
    }
  }

  @Test func badArgumentsAreNamed() {
    let y = TestTensor(.f32, [1, 2])
    func check(
      _ status: Status, _ argument: String, _ height: Int, _ width: Int, _ target: Int, rows: Int = 21,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [y], sourceLocation: sourceLocation) {
        let x = TestTensor(.f32, [rows, 2], floats: [Float](repeating: 1, count: 2 * rows))
        try Pool.m3($0, x: x.view, height: height, width: width, target: target, y: y.view)
      }
    }
    check(.range, "height", 0, 7, 1)
    check(.range, "width", 3, Int.max, 1)
    check(.range, "target", 3, 7, 0)
    check(.range, "target", 3, 7, 22)
    check(.range, "target", 3, 7, 1)
    check(.shape, "x", 3, 7, 9, rows: 20)
    check(.shape, "y", 3, 7, 21)
  }
}

@Suite struct FramePooling {
  @Test(arguments: [FramePool.average, .max, .bilinear]) func poolsEveryFrameAlone(mode: FramePool) throws {
    var generator = SeededGenerator(72)
    for _ in 0..<30 {
      let side = generator.int(1...9)
      let stride = generator.int(1...(mode == .bilinear ? 12 : side))
      let (frames, dim) = (generator.int(0...3), generator.int(1...12))
      let out = mode == .bilinear ? (side + stride - 1) / stride : side / stride
      let x = generator.tensor(generator.pick(floatDTypes), [frames * side * side, dim])
      let y = generator.output(.f32, [frames * out * out, dim])
      try withWorkspace { try Pool.llava2dPool($0, x: x.view, side: side, stride: stride, mode: mode, y: y.view) }
      let values = x.floats
      let wanted = try (0..<frames).flatMap { f -> [Float] in
        let size = side * side * dim
        let frame = TestTensor(.f32, [side * side, dim], floats: Array(values[f * size..<(f + 1) * size]))
        let one = TestTensor(.f32, [out * out, dim])
        try withWorkspace {
          switch mode {
          case .bilinear:
            try Pool.interpolate(
              $0, x: frame.view, height: side, width: side, outHeight: out, outWidth: out, scale: 0, mode: .bilinear,
              alignCorners: false, y: one.view)
          default:
            let axis = PoolAxis(size: side, kernel: stride)
            try Pool.window(
              $0, x: frame.view, window: PoolWindow(rows: axis, columns: axis), mode: mode == .max ? .max : .average,
              y: one.view)
          }
        }
        return one.floats
      }
      #expect(y.floats == wanted, "\(x) side \(side) stride \(stride)")
      #expect(y.gapsAreUntouched)
    }
  }

  @Test func badArgumentsAreNamed() {
    let y = TestTensor(.f32, [8, 2])
    func check(
      _ status: Status, _ argument: String, side: Int = 4, stride: Int = 2, x: [Int] = [32, 2],
      mode: FramePool = .average, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [y], sourceLocation: sourceLocation) {
        let x = TestTensor(.f32, x, floats: [Float](repeating: 1, count: x.reduce(1, *)))
        try Pool.llava2dPool($0, x: x.view, side: side, stride: stride, mode: mode, y: y.view)
      }
    }
    check(.range, "side", side: 0)
    check(.range, "side", side: Int.max)
    check(.range, "stride", stride: 0)
    check(.range, "stride", stride: 5)
    check(.shape, "x", x: [33, 2])
    check(.ndim, "x", x: [1, 32, 2])
    check(.shape, "y", x: [16, 2])
    check(.shape, "y", stride: 3, mode: .max)
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(73)
    let x = generator.tensor(.f16, [2 * 81, 200])
    for (mode, out) in [(FramePool.average, 4), (.max, 4), (.bilinear, 5)] {
      let y = generator.output(.f32, [2 * out * out, 200])
      try expectWellBehaved(outputs: [y]) {
        try Pool.llava2dPool($0, x: x.view, side: 9, stride: 2, mode: mode, y: y.view)
      }
    }
  }
}
