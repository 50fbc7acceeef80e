// TransPrune's transition weights and VFlowOpt's importance against plain forms in double.

import Foundation
import Testing

@testable import Pith

@Suite struct TokenTransitionTests {
  func reference(_ x: [Float], _ y: [Float], _ t: Int, _ dim: Int) -> [Double] {
    func norm(_ v: ArraySlice<Double>) -> Double { v.map { $0 * $0 }.reduce(0, +).squareRoot() }
    let (x, y) = (x.map(Double.init), y.map(Double.init))
    var ratios: [Double] = []
    var turns: [Double] = []
    for i in 0..<t {
      let (a, b) = (x[i * dim..<(i + 1) * dim], y[i * dim..<(i + 1) * dim])
      let dot = zip(a, b).map { $0 * $1 }.reduce(0, +)
      ratios.append(norm(a) == 0 ? 0 : norm(b) / norm(a))
      turns.append(exp(1 - dot / (max(norm(a), 1e-8) * max(norm(b), 1e-8))))
    }
    let total = turns.reduce(0, +)
    return (0..<t).map { ratios[$0] * turns[$0] / total }
  }

  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(511)
    for round in 0..<20 {
      let (t, dim, batch) = (generator.int(0...30), generator.int(0...40), generator.int(1...2))
      let x = generator.tensor(dtype, [batch, t, dim])
      let y = generator.tensor(dtype, [batch, t, dim])
      let previous = generator.tensor(dtype, [batch, t])
      let scores = generator.output(.f32, [batch, t])
      try withWorkspace {
        try Score.transPrune(
          $0, before: x.view, after: y.view, previous: round % 2 == 0 ? previous.view : nil, scores: scores.view)
      }
      for b in 0..<batch {
        let wanted = reference(
          Array(x.floats[b * t * dim..<(b + 1) * t * dim]), Array(y.floats[b * t * dim..<(b + 1) * t * dim]), t, dim)
        for i in 0..<t {
          let value = wanted[i] + (round % 2 == 0 ? Double(previous[b * t + i]) : 0)
          #expect(abs(Double(scores[b * t + i]) - value) <= 1e-5 * max(abs(value), 1e-2))
        }
      }
      #expect(scores.gapsAreUntouched)
    }
  }

  /// Squares of these leave the range of f32, and one input is zero.
  @Test func extremeAndZeroRows() throws {
    let x = TestTensor(.f32, [3, 2], floats: [3e30, 4e30, 0, 0, 1e-30, 0])
    let y = TestTensor(.f32, [3, 2], floats: [6e30, 8e30, 1, 1, 0, 1e-30])
    let scores = TestTensor(.f32, [3])
    try withWorkspace {
      try Score.transPrune($0, before: x.view, after: y.view, previous: nil, scores: scores.view)
    }
    let total = 1 + 2 * exp(1.0)
    #expect(abs(Double(scores[0]) - 2 / total) < 1e-6)
    #expect(scores[1] == 0)
    #expect(abs(Double(scores[2]) - exp(1.0) / total) < 1e-6)
  }

  @Test func badArguments() {
    var generator = SeededGenerator(512)
    let x = generator.tensor(.f32, [5, 6])
    let y = generator.tensor(.f32, [5, 6])
    let previous = generator.tensor(.f32, [5])
    let scores = TestTensor(.f32, [5])
    func run(_ y: TestTensor, _ previous: TestTensor, _ scores: TestTensor) -> (Workspace) throws -> Void {
      { try Score.transPrune($0, before: x.view, after: y.view, previous: previous.view, scores: scores.view) }
    }
    let other = TestTensor(.f32, [4])
    expectError(.shape, "after", outputs: [scores], run(TestTensor(.f32, [5, 7]), previous, scores))
    expectError(.shape, "after", outputs: [scores], run(TestTensor(.f32, [1, 5, 6]), previous, scores))
    expectError(.shape, "previous", outputs: [scores], run(y, other, scores))
    expectError(.shape, "scores", outputs: [other], run(y, previous, other))
    for (tensor, name) in [(x, "before"), (y, "after"), (previous, "previous")] {
      expectNonFiniteRefused(tensor, name, outputs: [scores], &generator, run(y, previous, scores))
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(513)
    let x = generator.tensor(.f16, [2, 90, 33])
    let y = generator.tensor(.bf16, [2, 90, 33])
    let outputs = [generator.output(.f32, [2, 90])]
    try expectWellBehaved(outputs: outputs) {
      try Score.transPrune($0, before: x.view, after: y.view, previous: nil, scores: outputs[0].view)
    }
  }
}

@Suite struct PatchEntropyTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(521)
    for _ in 0..<10 {
      let patch = generator.int(1...9)
      let (height, width) = (generator.int(0...30), generator.int(0...30))
      let values = generator.uniforms(2 * 3 * height * width).map { ($0 * 2 - 1) * 1.2 }
      let shape = [2, 3, height, width]
      let pixels = TestTensor(dtype, shape, strides: generator.strides(shape), floats: values)
      let (rows, cols) = (height / patch, width / patch)
      let entropy = generator.output(.f32, [2, rows, cols])
      try withWorkspace { try Score.vFlowOptEntropy($0, pixels: pixels.view, patch: patch, entropy: entropy.view) }
      let x = pixels.floats
      for b in 0..<2 {
        for r in 0..<rows {
          for c in 0..<cols {
            var bins = [Int](repeating: 0, count: 256)
            for i in 0..<patch * patch {
              let (y, z) = (r * patch + i / patch, c * patch + i % patch)
              let sum = (0..<3).map { channel in
                let scaled = x[((b * 3 + channel) * height + y) * width + z] * 255
                return (Int(scaled.rounded(.towardZero)) % 256 + 256) % 256
              }.reduce(0, +)
              bins[Int((0.3333 * Double(sum)).rounded(.toNearestOrEven))] += 1
            }
            let wanted = bins.filter { $0 > 0 }.map { Double($0) / Double(patch * patch) }.map { -$0 * log2($0) }
              .reduce(0, +)
            #expect(abs(Double(entropy[(b * rows + r) * cols + c]) - wanted) <= 1e-5)
          }
        }
      }
      #expect(entropy.gapsAreUntouched)
    }
  }

  /// A patch of one value has no entropy; values beyond the range of integers are no trap.
  @Test func flatAndHugePixels() throws {
    let pixels = TestTensor(.f32, [3, 2, 4], floats: (0..<24).map { $0 % 4 < 2 ? 0.5 : 3e38 })
    let entropy = TestTensor(.f32, [1, 2])
    expectError(.nonFinite, "pixels", outputs: [entropy]) { workspace in
      pixels[0] = .nan
      try Score.vFlowOptEntropy(workspace, pixels: pixels.view, patch: 2, entropy: entropy.view)
    }
    pixels[0] = 0.5
    for i in 0..<24 where i % 4 >= 2 { pixels[i] = i % 2 == 0 ? 1e30 : -1e30 }
    try withWorkspace { try Score.vFlowOptEntropy($0, pixels: pixels.view, patch: 2, entropy: entropy.view) }
    #expect(entropy.floats == [0, 0])
  }

  @Test func badArguments() {
    let pixels = TestTensor(.f32, [3, 4, 6], floats: [Float](repeating: 0.1, count: 72))
    let entropy = TestTensor(.f32, [2, 3])
    func fails(_ status: Status, _ argument: String, _ pixels: TestTensor, patch: Int) {
      expectError(status, argument, outputs: [entropy]) {
        try Score.vFlowOptEntropy($0, pixels: pixels.view, patch: patch, entropy: entropy.view)
      }
    }
    fails(.range, "patch", pixels, patch: 0)
    fails(.range, "patch", pixels, patch: 1 << 16)
    fails(.shape, "entropy", pixels, patch: 1)
    fails(.shape, "pixels", TestTensor(.f32, [4, 4, 6]), patch: 2)
    fails(.ndim, "pixels", TestTensor(.f32, [4, 6]), patch: 2)
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(522)
    let pixels = generator.tensor(.f16, [2, 3, 64, 50])
    let outputs = [generator.output(.f32, [2, 16, 12])]
    try expectWellBehaved(outputs: outputs) {
      try Score.vFlowOptEntropy($0, pixels: pixels.view, patch: 4, entropy: outputs[0].view)
    }
  }
}

@Suite struct SalientAttentionTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(531)
    for round in 0..<20 {
      let (heads, n, batch) = (generator.int(1...4), generator.int(1...30), generator.int(1...2))
      let shape = [batch, heads, n, n]
      // Some columns stand out, so that the threshold is met and never within rounding of a value.
      var values = generator.uniforms(batch * heads * n * n)
      for i in values.indices where i % n % 5 == 0 { values[i] += 3 }
      let map = TestTensor(dtype, shape, strides: generator.strides(shape), floats: values)
      let entropy = generator.tensor(dtype, [batch, n])
      let alpha = round % 2 == 0 ? 0.4 : 0
      let threshold = n > 1 ? 1.5 : 0.5
      let scores = generator.output(.f32, [batch, n])
      let salient = generator.output(.i32, [batch, n])
      let count = TestTensor(.i32, [batch, 1])
      try withWorkspace {
        try Score.vFlowOpt(
          $0, attention: map.view, entropy: entropy.view, threshold: threshold, alpha: alpha, scores: scores.view,
          salient: salient.view, count: count.view)
      }
      let a = map.floats.map(Double.init)
      for b in 0..<batch {
        func mean(_ i: Int, _ j: Int) -> Double {
          (0..<heads).map { a[((b * heads + $0) * n + i) * n + j] }.reduce(0, +) / Double(heads)
        }
        let received = (0..<n).map { j in (0..<n).map { mean($0, j) }.reduce(0, +) / Double(n) }
        let limit = threshold * received.reduce(0, +) / Double(n)
        let wanted = (0..<n).filter { received[$0] > limit }
        #expect(count.ints[b] == wanted.count)
        #expect(Array(salient.ints[b * n..<b * n + wanted.count]) == wanted)
        let e = (0..<n).map { exp(Double(entropy[b * n + $0])) }
        for j in 0..<n {
          let value =
            wanted.map { mean($0, j) }.reduce(0, +) / Double(wanted.count) + alpha * e[j] / e.reduce(0, +)
          #expect(abs(Double(scores[b * n + j]) - value) <= 1e-5 * max(1, abs(value)))
        }
      }
      #expect(scores.gapsAreUntouched && salient.gapsAreUntouched)
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(532)
    let map = TestTensor(.f32, [2, 6, 6], floats: generator.uniforms(72))
    let entropy = generator.tensor(.f32, [6])
    let scores = TestTensor(.f32, [6])
    let salient = TestTensor(.i32, [6])
    let count = TestTensor(.i32, [1])
    func fails(
      _ status: Status, _ argument: String, _ map: TestTensor, threshold: Double = 0.9, alpha: Double = 0,
      counts: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [scores, salient, count], sourceLocation: sourceLocation) {
        try Score.vFlowOpt(
          $0, attention: map.view, entropy: entropy.view, threshold: threshold, alpha: alpha, scores: scores.view,
          salient: salient.view, count: counts ? count.view : nil)
      }
    }
    fails(.range, "threshold", map, threshold: .nan)
    fails(.range, "alpha", map, alpha: .infinity)
    fails(.budget, "threshold", map, threshold: 100)
    fails(.null, "count", map, counts: false)
    fails(.shape, "attention", TestTensor(.f32, [2, 6, 5]))
    fails(.shape, "entropy", TestTensor(.f32, [2, 5, 5]))
    func run(_ workspace: Workspace) throws {
      try Score.vFlowOpt(
        workspace, attention: map.view, entropy: entropy.view, threshold: 0.5, alpha: 1, scores: scores.view,
        salient: nil, count: nil)
    }
    expectNonFiniteRefused(map, "attention", outputs: [scores], &generator, run)
    expectNonFiniteRefused(entropy, "entropy", outputs: [scores], &generator, run)
  }

  @Test func aCapacityTooSmallReportsTheCount() throws {
    let map = TestTensor(.f32, [3, 3], floats: [5, 5, 0, 5, 5, 0, 5, 5, 0])
    let scores = TestTensor(.f32, [3])
    let salient = TestTensor(.i32, [1])
    let count = TestTensor([1], ints: [0])
    expectError(.capacity, "salient", outputs: [scores, salient]) {
      try Score.vFlowOpt(
        $0, attention: map.view, entropy: nil, threshold: 1, alpha: 0, scores: scores.view, salient: salient.view,
        count: count.view)
    }
    #expect(count.ints == [2])
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(533)
    let map = TestTensor(.f16, [2, 3, 40, 40], floats: generator.uniforms(9600))
    let outputs = [
      generator.output(.f32, [2, 40]), generator.output(.i32, [2, 40]), TestTensor(.i32, [2, 1]),
    ]
    try expectWellBehaved(outputs: outputs) {
      try Score.vFlowOpt(
        $0, attention: map.view, entropy: nil, threshold: 1.01, alpha: 0, scores: outputs[0].view,
        salient: outputs[1].view, count: outputs[2].view)
    }
  }
}
