// Resampling against the formulas in double, its exact shortcuts, and nearest cells by hand.

import Testing

@testable import Pith

@Suite struct GridInterpolation {
  struct Setting {
    var height: Int
    var width: Int
    var outHeight: Int
    var outWidth: Int
    var scale = 0.0
    var mode = Interpolation.bilinear
    var alignCorners = false
  }

  /// Cell and weight of the next cell, in double; the step as f32 as PyTorch has it.
  func sample(_ d: Int, _ size: Int, _ out: Int, _ setting: Setting) -> (Int, Double) {
    let step: Float =
      setting.alignCorners
      ? (out > 1 ? Float(size - 1) / Float(out - 1) : 0)
      : setting.scale > 0 ? Float(1 / setting.scale) : Float(size) / Float(out)
    switch setting.mode {
    case .nearest: return (min(Int((Float(d) * step).rounded(.down)), size - 1), 0)
    case .nearestExact: return (min(Int(((Float(d) + 0.5) * step).rounded(.down)), size - 1), 0)
    case .bilinear:
      let s = setting.alignCorners ? Double(step) * Double(d) : max(0, Double(step) * (Double(d) + 0.5) - 0.5)
      let first = min(Int(s.rounded(.down)), size - 1)
      return (first, first < size - 1 ? min(s - Double(first), 1) : 0)
    }
  }

  func reference(_ x: [Float], dim: Int, _ setting: Setting) -> [Double] {
    var result: [Double] = []
    for i in 0..<setting.outHeight {
      for j in 0..<setting.outWidth {
        let (row, p) = sample(i, setting.height, setting.outHeight, setting)
        let (column, q) = sample(j, setting.width, setting.outWidth, setting)
        for c in 0..<dim {
          var sum = 0.0
          for (r, rowWeight) in [(row, 1 - p), (row + 1, p)] where rowWeight > 0 {
            for (k, weight) in [(column, 1 - q), (column + 1, q)] where weight > 0 {
              sum += rowWeight * weight * Double(x[(r * setting.width + k) * dim + c])
            }
          }
          result.append(sum)
        }
      }
    }
    return result
  }

  func run(_ x: TestTensor, _ setting: Setting, into y: TestTensor) throws {
    try withWorkspace {
      try Pool.interpolate(
        $0, x: x.view, height: setting.height, width: setting.width, outHeight: setting.outHeight,
        outWidth: setting.outWidth, scale: setting.scale, mode: setting.mode, alignCorners: setting.alignCorners,
        y: y.view)
    }
  }

  @Test(arguments: [Interpolation.bilinear, .nearest, .nearestExact]) func equalsTheFormula(mode: Interpolation) throws {
    var generator = SeededGenerator(51)
    for _ in 0..<100 {
      var setting = Setting(
        height: generator.int(1...12), width: generator.int(1...12), outHeight: generator.int(1...15),
        outWidth: generator.int(1...15), mode: mode, alignCorners: mode == .bilinear && generator.int(0...2) == 0)
      if generator.int(0...2) == 0 {
        setting.scale = generator.pick([0.5, 0.75, 1.5, 2, 3])
        setting.outHeight = max(1, Int(Double(setting.height) * setting.scale))
        setting.outWidth = max(1, Int(Double(setting.width) * setting.scale))
        if setting.height == 1 || setting.width == 1 { setting.scale = 0 }
      }
      let dim = generator.int(0...30)
      let batch = generator.int(1...2)
      let lead = batch > 1 ? [batch] : []
      let n = setting.height * setting.width
      let x = generator.tensor(generator.pick(floatDTypes), lead + [n, dim])
      let y = generator.output(generator.pick(floatDTypes), lead + [setting.outHeight * setting.outWidth, dim])
      try run(x, setting, into: y)
      let wanted = (0..<batch).flatMap { b in
        reference(Array(x.floats[b * n * dim..<(b + 1) * n * dim]), dim: dim, setting)
      }
      let slack: Float = y.dtype == .f32 ? 3e-6 : y.dtype == .f16 ? 4e-3 : 4e-2
      #expect(zip(y.floats, wanted).allSatisfy { abs($0 - Float($1)) <= slack }, "\(setting) \(x) \(y)")
      if mode != .bilinear {
        #expect(zip(y.floats, wanted).allSatisfy { $0 == rounded(Float($1), to: y.dtype) }, "\(setting)")
      }
      #expect(y.gapsAreUntouched)
    }
  }

  @Test func wholeFactorsReadTheMiddleOnly() throws {
    for (factor, side) in [(2, 8), (3, 9), (4, 8), (5, 10)] {
      var x = [Float](repeating: .nan, count: side * side)
      for i in 0..<side * side {
        let middle = [i / side % factor, i % side % factor].allSatisfy { $0 == factor / 2 || $0 == (factor - 1) / 2 }
        if middle { x[i] = 3 }
      }
      let out = side / factor
      let y = TestTensor(.f32, [out * out, 1])
      try run(
        TestTensor(.f32, [side * side, 1], floats: x),
        Setting(height: side, width: side, outHeight: out, outWidth: out), into: y)
      #expect(y.floats == [Float](repeating: 3, count: out * out))
    }
  }

  @Test func nearestUsesTheFloatProduct() throws {
    let y = TestTensor(.f32, [82, 1])
    try run(
      TestTensor(.f32, [2, 1], floats: [10, 20]),
      Setting(height: 1, width: 2, outHeight: 1, outWidth: 82, mode: .nearest), into: y)
    #expect(y.floats == [Float](repeating: 10, count: 42) + [Float](repeating: 20, count: 40))
  }

  @Test func badArgumentsAreNamed() {
    let y = TestTensor(.f32, [2, 4])
    func check(
      _ status: Status, _ argument: String, _ setting: Setting = Setting(height: 2, width: 3, outHeight: 1, outWidth: 2),
      x: [Int] = [6, 4], y other: TestTensor? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let x = TestTensor(.f32, x, floats: [Float](repeating: 1, count: x.reduce(1, *)))
      expectError(status, argument, outputs: [other ?? y], sourceLocation: sourceLocation) { _ in
        try run(x, setting, into: other ?? y)
      }
    }
    check(.range, "height", Setting(height: 0, width: 3, outHeight: 1, outWidth: 2))
    check(.range, "width", Setting(height: 2, width: -1, outHeight: 1, outWidth: 2))
    check(.range, "out_height", Setting(height: 2, width: 3, outHeight: 0, outWidth: 2))
    check(.range, "out_width", Setting(height: 2, width: 3, outHeight: 1, outWidth: Int.max))
    check(.range, "scale", Setting(height: 2, width: 3, outHeight: 1, outWidth: 2, scale: -1))
    check(.range, "scale", Setting(height: 2, width: 3, outHeight: 1, outWidth: 2, scale: .nan))
    check(.range, "out_width", Setting(height: 2, width: 3, outHeight: 1, outWidth: 2, scale: 0.5))
    check(.range, "out_height", Setting(height: 2, width: 3, outHeight: 1, outWidth: 6, scale: 2))
    check(
      .range, "align_corners",
      Setting(height: 2, width: 3, outHeight: 1, outWidth: 2, mode: .nearest, alignCorners: true))
    check(.shape, "x", x: [5, 4])
    check(.ndim, "x", x: [24])
    check(.shape, "y", y: TestTensor(.f32, [3, 4]))
    check(.shape, "y", y: TestTensor(.f32, [1, 2, 4]))
    check(.dtype, "y", y: TestTensor(.i32, [2, 4]))
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(52)
    for dtype in [DType.f32, .bf16] {
      let x = generator.tensor(dtype, [2, 13 * 9, 300])
      let y = generator.output(.f16, [2, 7 * 11, 300])
      try expectWellBehaved(outputs: [y]) {
        try Pool.interpolate(
          $0, x: x.view, height: 13, width: 9, outHeight: 7, outWidth: 11, scale: 0, mode: .bilinear,
          alignCorners: false, y: y.view)
      }
    }
  }
}
