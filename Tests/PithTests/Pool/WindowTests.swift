// Pooling with a fixed window against the plain loop over all cells of the padded grid.

import Testing

@testable import Pith

@Suite struct WindowPooling {
  /// Window starts of one axis, found by trying: what PyTorch documents, without its formula.
  func starts(_ axis: PoolAxis, ceiling: Bool) -> [Int] {
    let step = axis.step == 0 ? axis.kernel : axis.step
    let end = axis.size + axis.padding
    return (0..<1000).map { $0 * step - axis.padding }.filter { start in
      if start + axis.kernel <= end { return true }
      // A partial window counts if it begins inside and the whole one before it did not end at the edge.
      return ceiling && start < end && start - step + axis.kernel < end
    }
  }

  func reference(_ x: [Float], dim: Int, _ window: PoolWindow, _ mode: PoolMode) -> [Float] {
    let axes = [window.frames, window.rows, window.columns]
    let starts = axes.map { self.starts($0, ceiling: window.ceiling) }
    var result: [Float] = []
    for start in starts[0].flatMap({ f in starts[1].flatMap { r in starts[2].map { c in [f, r, c] } } }) {
      for p in 0..<dim {
        var sum: Float = 0
        var padded = 0
        var values: [Float] = []
        for offset in 0..<axes[0].kernel * axes[1].kernel * axes[2].kernel {
          let at = [
            start[0] + offset / (axes[1].kernel * axes[2].kernel),
            start[1] + offset / axes[2].kernel % axes[1].kernel, start[2] + offset % axes[2].kernel,
          ]
          if (0..<3).contains(where: { at[$0] >= axes[$0].size + axes[$0].padding }) { continue }
          padded += 1
          if (0..<3).contains(where: { at[$0] < 0 || at[$0] >= axes[$0].size }) { continue }
          let value = x[((at[0] * axes[1].size + at[1]) * axes[2].size + at[2]) * dim + p]
          sum += value
          values.append(value)
        }
        switch mode {
        case .average:
          let cells = window.excludesPadding ? values.count : padded
          result.append(sum / Float(window.divisor > 0 ? window.divisor : cells))
        case .max: result.append(values.dropFirst().reduce(values[0]) { $1 > $0 || ($1.isNaN && !$0.isNaN) ? $1 : $0 })
        }
      }
    }
    return result
  }

  func axis(_ generator: inout SeededGenerator) -> PoolAxis {
    let kernel = generator.int(1...4)
    let padding = generator.int(0...kernel / 2)
    return PoolAxis(
      size: generator.int(max(1, kernel - 2 * padding)...8), kernel: kernel, step: generator.int(0...5), padding: padding)
  }

  @Test(arguments: [PoolMode.average, .max]) func equalsThePlainLoop(mode: PoolMode) throws {
    var generator = SeededGenerator(31)
    for round in 0..<120 {
      let window = PoolWindow(
        frames: round % 2 == 0 ? PoolAxis() : axis(&generator), rows: axis(&generator), columns: axis(&generator),
        ceiling: generator.int(0...1) == 1, excludesPadding: generator.int(0...1) == 1,
        divisor: round % 5 == 0 ? generator.int(1...7) : 0)
      let dim = generator.int(0...20)
      let batch = generator.int(1...2)
      let lead = batch > 1 ? [batch] : []
      let n = window.frames.size * window.rows.size * window.columns.size
      let x = generator.tensor(generator.pick(floatDTypes), lead + [n, dim])
      if round % 3 == 0 && x.count > 0 {
        for value in [Float.nan, .infinity, -.infinity, 0, -0.0, -0.0] { x[generator.int(0...x.count - 1)] = value }
      }
      let wanted = (0..<batch).flatMap { b in
        reference(Array(x.floats[b * n * dim..<(b + 1) * n * dim]), dim: dim, window, mode)
      }
      let grid = TestTensor([3], ints: [0, 0, 0])
      try withWorkspace { try Pool.windowGrid($0, window: window, grid: grid.view) }
      let sides = [window.frames, window.rows, window.columns].map { starts($0, ceiling: window.ceiling).count }
      #expect(grid.ints == sides, "\(window)")
      let y = generator.output(generator.pick(floatDTypes), lead + [grid.ints.reduce(1, *), dim])
      try withWorkspace { try Pool.window($0, x: x.view, window: window, mode: mode, y: y.view) }
      #expect(
        y.count == wanted.count
          && zip(y.floats, wanted).allSatisfy {
            $0.bitPattern == rounded($1, to: y.dtype).bitPattern || ($0.isNaN && $1.isNaN)
          }, "\(window) \(x) \(y)")
      #expect(y.gapsAreUntouched)
    }
  }

  @Test func badArgumentsAreNamed() {
    let y = TestTensor(.f32, [2, 4])
    let grid = TestTensor(.i32, [3])
    func check(
      _ status: Status, _ argument: String, _ rows: PoolAxis = PoolAxis(size: 2, kernel: 2),
      _ columns: PoolAxis = PoolAxis(size: 5, kernel: 2), divisor: Int = 0, x: [Int] = [10, 4], y other: TestTensor? = nil,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let x = TestTensor(.f32, x, floats: [Float](repeating: 1, count: x.reduce(1, *)))
      let window = PoolWindow(rows: rows, columns: columns, divisor: divisor)
      expectError(status, argument, outputs: [other ?? y], sourceLocation: sourceLocation) {
        try Pool.window($0, x: x.view, window: window, mode: .average, y: (other ?? y).view)
      }
      guard argument.hasPrefix("window") else { return }
      expectError(status, argument, outputs: [grid], sourceLocation: sourceLocation) {
        try Pool.windowGrid($0, window: window, grid: grid.view)
      }
    }
    check(.range, "window.size", PoolAxis(size: 0))
    check(.range, "window.size", PoolAxis(size: Int.max))
    check(.range, "window.kernel", PoolAxis(size: 2, kernel: 0))
    check(.range, "window.kernel", PoolAxis(size: 2, kernel: 3))
    check(.range, "window.step", PoolAxis(size: 2, kernel: 1, step: -1))
    check(.range, "window.padding", PoolAxis(size: 2, kernel: 3, padding: 2))
    check(.range, "window.padding", PoolAxis(size: 2, kernel: 2, padding: -1))
    check(.range, "window.divisor", divisor: -1)
    check(.shape, "x", x: [9, 4])
    check(.shape, "x", PoolAxis(size: 1 << 30), PoolAxis(size: 1 << 30))
    check(.ndim, "x", x: [40])
    check(.shape, "y", y: TestTensor(.f32, [3, 4]))
    check(.shape, "y", y: TestTensor(.f32, [2, 3]))
    check(.shape, "y", y: TestTensor(.f32, [1, 2, 4]))
    check(.dtype, "y", y: TestTensor(.i32, [2, 4]))
    let short = TestTensor(.i32, [2])
    expectError(.shape, "grid", outputs: [short]) {
      try Pool.windowGrid($0, window: PoolWindow(rows: PoolAxis(), columns: PoolAxis()), grid: short.view)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(32)
    for (dtype, mode) in [(DType.f32, PoolMode.average), (.f16, .max), (.bf16, .average)] {
      let axis = PoolAxis(size: 13, kernel: 3, step: 2, padding: 1)
      let window = PoolWindow(rows: axis, columns: axis, ceiling: true)
      let x = generator.tensor(dtype, [2, 169, 130])
      let y = generator.output(.f32, [2, 49, 130])
      try expectWellBehaved(outputs: [y]) { try Pool.window($0, x: x.view, window: window, mode: mode, y: y.view) }
    }
  }
}
