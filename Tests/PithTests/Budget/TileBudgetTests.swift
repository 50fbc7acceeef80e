// Budgets of HiRED, GlobalCom2 and AIM against their formulas.

import Foundation
import Testing

@testable import Pith

@Suite struct HiREDBudgetTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(761)
    for round in 0..<60 {
      let (height, width) = (generator.int(1...3), generator.int(1...3))
      let crops = height * width
      let blocks = round % 3 == 0
      let side = generator.int(1...8)
      let n = blocks ? side * side : crops * generator.int(0...12)
      let heads = generator.int(0...5)
      let batch = generator.int(1...2)
      let batched = batch == 2 || round % 2 == 0
      let total = generator.int(0...(crops + 1) * n)
      let alpha = [0, 0.3, 0.5, 1, 0.99][round % 5]
      let shape = batched ? [batch, heads, n] : [heads, n]
      let attention = TestTensor(
        dtype, shape, strides: generator.strides(shape), floats: generator.uniforms(shape.reduce(1, *)))
      let budgets = generator.output(.i32, batched ? [batch, crops + 1] : [crops + 1])
      try withWorkspace {
        try Budget.hired(
          $0, attention: attention.view, gridHeight: height, gridWidth: width, total: total, alpha: alpha,
          blocks: blocks, budgets: budgets.view)
      }
      for b in 0..<batch {
        let sums = (0..<n).map { j in (0..<heads).reduce(Float(0)) { $0 + attention[(b * heads + $1) * n + j] } }
        let full = min(Int(Double(total) * alpha), n)
        let shared = min(total - full, crops * n)
        let marked = Int(Double(n) * (1 - alpha))
        var counts = [Int](repeating: 0, count: crops)
        for token in best(sums.map(Double.init), marked) {
          if blocks {
            let y = min(token / side / max(side / height, 1), height - 1)
            let x = min(token % side / max(side / width, 1), width - 1)
            counts[y * width + x] += 1
          } else {
            counts[token / (n / crops)] += 1
          }
        }
        let shares = counts.map { marked > 0 ? min(Int(Float($0) / Float(marked) * Float(shared)), n) : 0 }
        #expect(Array(budgets.ints[b * (crops + 1)..<(b + 1) * (crops + 1)]) == [full] + shares)
      }
      #expect(budgets.gapsAreUntouched)
    }
  }

  /// 21 of 72 marks and 216 tokens: 63 in real numbers, 62 in f32.
  @Test func sharesAreFloats() throws {
    var values = [Float](repeating: 0, count: 144)
    for i in 0..<21 { values[i] = 1 }
    for i in 36..<87 { values[i] = 1 }
    let attention = TestTensor(.f32, [1, 144], floats: values)
    let budgets = TestTensor(.i32, [5])
    try withWorkspace {
      try Budget.hired(
        $0, attention: attention.view, gridHeight: 2, gridWidth: 2, total: 360, alpha: 0.5, blocks: false,
        budgets: budgets.view)
    }
    #expect(budgets.ints[0] == 144)
    #expect(budgets.ints[1] == 62)
  }

  @Test func badArguments() {
    var generator = SeededGenerator(762)
    let attention = generator.tensor(.f32, [2, 24])
    let budgets = TestTensor(.i32, [7])
    func fails(
      _ status: Status, _ argument: String, attention: TestTensor, height: Int = 2, width: Int = 3, total: Int = 9,
      alpha: Double = 0.5, blocks: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [budgets], sourceLocation: sourceLocation) {
        try Budget.hired(
          $0, attention: attention.view, gridHeight: height, gridWidth: width, total: total, alpha: alpha,
          blocks: blocks, budgets: budgets.view)
      }
    }
    fails(.range, "grid_height", attention: attention, height: 0)
    fails(.range, "grid_width", attention: attention, width: -1)
    fails(.range, "total", attention: attention, total: 169)
    fails(.range, "total", attention: attention, total: -1)
    fails(.range, "alpha", attention: attention, alpha: .nan)
    fails(.shape, "attention", attention: attention, height: 5, width: 1)
    fails(.shape, "attention", attention: attention, blocks: true)
    fails(.shape, "budgets", attention: attention, width: 2)
    fails(.shape, "budgets", attention: generator.tensor(.f32, [1, 2, 24]))
    fails(.ndim, "attention", attention: generator.tensor(.f32, [24]))
    expectNonFiniteRefused(attention, "attention", outputs: [budgets], &generator) {
      try Budget.hired(
        $0, attention: attention.view, gridHeight: 2, gridWidth: 3, total: 9, alpha: 0.5, blocks: false,
        budgets: budgets.view)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(763)
    let attention = generator.tensor(.f16, [2, 4, 64])
    let outputs = [generator.output(.i32, [2, 5])]
    try expectWellBehaved(outputs: outputs) {
      try Budget.hired(
        $0, attention: attention.view, gridHeight: 2, gridWidth: 2, total: 90, alpha: 0.4, blocks: true,
        budgets: outputs[0].view)
    }
  }
}

@Suite struct GlobalCom2BudgetTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(771)
    for round in 0..<60 {
      let (height, width, side) = (generator.int(1...3), generator.int(1...3), generator.int(1...9))
      let image = (height: generator.int(1...900), width: generator.int(1...900))
      let retention = [0.1, 0.25, 0.75, 1, 0][round % 5]
      let temperature = [10, 0.5, 300][round % 3]
      let crops = height * width
      let batch = generator.int(1...2)
      let batched = batch == 2 || round % 2 == 0
      let scores = generator.tensor(dtype, batched ? [batch, side * side] : [side * side])
      let keep = generator.output(.i32, batched ? [batch, crops] : [crops])
      let scales = generator.output(.f32, batched ? [batch, crops] : [crops])
      try withWorkspace {
        try Budget.globalCom2(
          $0, scores: scores.view, gridHeight: height, gridWidth: width, side: side, imageHeight: image.height,
          imageWidth: image.width, retention: retention, temperature: temperature, keep: keep.view, scales: scales.view)
      }
      let picture = PlainRaster(gridHeight: height, gridWidth: width, side: side, image: image)
      for b in 0..<batch {
        var z = [Double](repeating: 0, count: crops)
        for i in 0..<side {
          for j in 0..<side {
            let y = min(i / max(side / height, 1), height - 1)
            let x = min(j / max(side / width, 1), width - 1)
            z[y * width + x] += Double(scores[b * side * side + i * side + j])
          }
        }
        let e = z.map { exp(($0 - z.max()!) / temperature) }
        let p = e.map { $0 / (e.reduce(0, +) + 1e-8) }
        let mean = p.reduce(0, +) / Double(crops)
        for c in 0..<crops {
          let scale = min(1, retention * (1 + p[c] - mean))
          let covered = picture.tokens(of: c).count
          #expect(abs(Double(scales[b * crops + c]) - scale) <= 1e-6)
          let exact = Double(covered) * scale
          if abs(exact - exact.rounded()) > 1e-9 || abs(p[c] - mean) < 1e-300 {
            #expect(keep.ints[b * crops + c] == Int(exact))
          }
        }
      }
      #expect(keep.gapsAreUntouched && scales.gapsAreUntouched)
    }
  }

  /// Equal sums leave exactly the retention: a count that truncates must not lose one.
  @Test func equalCropsKeepTheRetention() throws {
    let scores = TestTensor(.f32, [576], floats: [Float](repeating: -1.5, count: 576))
    let keep = TestTensor(.i32, [4])
    try withWorkspace {
      try Budget.globalCom2(
        $0, scores: scores.view, gridHeight: 2, gridWidth: 2, side: 24, imageHeight: 672, imageWidth: 672,
        retention: 0.25, temperature: 10, keep: keep.view, scales: nil)
    }
    #expect(keep.ints == [144, 144, 144, 144])
  }

  @Test func badArguments() {
    var generator = SeededGenerator(772)
    let scores = generator.tensor(.f32, [16])
    let keep = TestTensor(.i32, [6])
    let scales = TestTensor(.f32, [6])
    func fails(
      _ status: Status, _ argument: String, height: Int = 2, width: Int = 3, side: Int = 4, image: (Int, Int) = (30, 40),
      retention: Double = 0.25, temperature: Double = 10, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [keep, scales], sourceLocation: sourceLocation) {
        try Budget.globalCom2(
          $0, scores: scores.view, gridHeight: height, gridWidth: width, side: side, imageHeight: image.0,
          imageWidth: image.1, retention: retention, temperature: temperature, keep: keep.view, scales: scales.view)
      }
    }
    fails(.range, "grid_height", height: 0)
    fails(.range, "grid_width", width: Int.min)
    fails(.range, "side", side: 0)
    fails(.range, "image_height", image: (0, 40))
    fails(.range, "image_width", image: (30, 0))
    fails(.range, "retention", retention: 1.1)
    fails(.range, "temperature", temperature: 0)
    fails(.range, "temperature", temperature: .nan)
    fails(.shape, "scores", side: 5)
    fails(.shape, "keep", height: 3)
    fails(.size, "side", side: 50_000)
    fails(.size, "side", height: Int(Int32.max), width: Int(Int32.max), side: Int(Int32.max))
    expectNonFiniteRefused(scores, "scores", outputs: [keep, scales], &generator) {
      try Budget.globalCom2(
        $0, scores: scores.view, gridHeight: 2, gridWidth: 3, side: 4, imageHeight: 30, imageWidth: 40, retention: 0.25,
        temperature: 10, keep: keep.view, scales: scales.view)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(773)
    let scores = generator.tensor(.bf16, [2, 64])
    let outputs = [generator.output(.i32, [2, 6]), generator.output(.f16, [2, 6])]
    try expectWellBehaved(outputs: outputs) {
      try Budget.globalCom2(
        $0, scores: scores.view, gridHeight: 2, gridWidth: 3, side: 8, imageHeight: 300, imageWidth: 700,
        retention: 0.3, temperature: 10, keep: outputs[0].view, scales: outputs[1].view)
    }
  }
}

@Suite struct AIMBudgetTests {
  @Test func countsTruncateTheSum() throws {
    var generator = SeededGenerator(781)
    for _ in 0..<500 {
      let n = generator.int(0...5000)
      let protected = generator.int(0...n)
      let rate = Double(generator.int(0...1000)) / 1000
      #expect(
        try Budget.aimCount(n: n, protected: protected, rate: rate)
          == Int(Double(n - protected) * rate + Double(protected)))
    }
    #expect(try Budget.aimCount(n: 64, protected: 24, rate: 0.875) == 59)
    for (argument, n, protected, rate) in [
      ("n", -1, 0, 0.5), ("protected_count", 4, 5, 0.5), ("protected_count", 4, -1, 0.5), ("rate", 4, 2, 1.5),
      ("rate", 4, 2, Double.nan),
    ] {
      expectError(.range, argument, outputs: []) { _ in
        _ = try Budget.aimCount(n: n, protected: protected, rate: rate)
      }
    }
  }

  @Test func ratesFallFromTheStart() throws {
    let rates = TestTensor(.f32, [28])
    try withWorkspace { try Budget.aimRates($0, layers: 28, start: 14, drop: 0.125, rates: rates.view) }
    let falling: [Float] = [0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125]
    #expect(rates.floats == [Float](repeating: 1, count: 14) + falling + [Float](repeating: 0, count: 7))
    try expectWellBehaved(outputs: [rates]) {
      try Budget.aimRates($0, layers: 28, start: 3, drop: 0.3, rates: rates.view)
    }
    func fails(_ status: Status, _ argument: String, layers: Int = 28, start: Int = 1, drop: Double = 0.1) {
      expectError(status, argument, outputs: [rates]) {
        try Budget.aimRates($0, layers: layers, start: start, drop: drop, rates: rates.view)
      }
    }
    fails(.range, "layers", layers: -1)
    fails(.range, "start", start: -1)
    fails(.range, "drop", drop: -0.1)
    fails(.range, "drop", drop: .nan)
    fails(.shape, "rates", layers: 27)
  }
}
