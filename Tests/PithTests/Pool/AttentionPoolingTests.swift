// Region attention, cross-attention and projections against their formulas in double.

import Foundation
import Testing

@testable import Pith

/// Softmax attention of one query over the listed cells, in double: (context of one head, weights).
private func attend(
  _ q: ArraySlice<Float>, _ k: [Float], _ v: [Float], _ cells: [Int], dim: Int, first: Int, width: Int
) -> ([Double], [Double]) {
  let q = Array(q)
  let scores = cells.map { cell in
    (0..<width).map { Double(q[first + $0]) * Double(k[cell * dim + first + $0]) }.reduce(0, +) / Double(width).squareRoot()
  }
  let top = scores.max() ?? 0
  let exponentials = scores.map { exp($0 - top) }
  let sum = exponentials.reduce(0, +)
  let weights = exponentials.map { $0 / sum }
  return (
    (0..<width).map { c in zip(cells, weights).map { $1 * Double(v[$0 * dim + first + c]) }.reduce(0, +) }, weights
  )
}

private func near(_ x: [Float], _ y: [Double], _ dtype: DType) -> Bool {
  let slack = dtype == .f32 ? 4e-6 : dtype == .f16 ? 4e-3 : 4e-2
  return x.count == y.count && zip(x, y).allSatisfy { abs(Double($0) - $1) <= slack * max(1, abs($1)) }
}

@Suite struct RegionAttention {
  @Test func equalsTheFormula() throws {
    var generator = SeededGenerator(81)
    for round in 0..<60 {
      let (frameScale, scale, heads, width) = (generator.int(1...2), generator.int(1...4), generator.int(1...3), generator.int(1...9))
      let (down, across, deep) = (generator.int(1...3), generator.int(1...3), generator.int(1...2))
      let (frames, height, columns, dim) = (deep * frameScale, down * scale, across * scale, heads * width)
      let batch = generator.int(1...2)
      let lead = batch > 1 ? [batch] : []
      let (m, n, area) = (deep * down * across, frames * height * columns, frameScale * scale * scale)
      let dtype = generator.pick(floatDTypes)
      let q = generator.tensor(dtype, lead + [m, dim])
      let k = generator.tensor(generator.pick(floatDTypes), lead + [n, dim])
      let v = generator.tensor(generator.pick(floatDTypes), lead + [n, dim])
      let y = generator.output(generator.pick(floatDTypes), lead + [m, dim])
      let weights = generator.output(.f32, lead + [heads, m, area])
      try withWorkspace {
        try Pool.regionAttention(
          $0, queries: q.view, keys: k.view, values: v.view, frames: frames, height: height, width: columns,
          frameScale: frameScale, scale: scale, heads: heads, y: y.view, weights: round % 3 == 0 ? nil : weights.view)
      }
      var (wanted, wantedWeights): ([Double], [Double]) = ([], [])
      for b in 0..<batch {
        let keys = Array(k.floats[b * n * dim..<(b + 1) * n * dim])
        let values = Array(v.floats[b * n * dim..<(b + 1) * n * dim])
        var byHead = [[Double]](repeating: [], count: heads)
        for r in 0..<m {
          let cells = (0..<n).filter { cell in
            let (f, i, j) = (cell / (height * columns), cell / columns % height, cell % columns)
            return (f / frameScale * down + i / scale) * across + j / scale == r
          }
          for head in 0..<heads {
            let (context, p) = attend(
              q.floats[(b * m + r) * dim..<(b * m + r + 1) * dim], keys, values, cells, dim: dim, first: head * width,
              width: width)
            wanted += context
            byHead[head] += p
          }
        }
        wantedWeights += byHead.flatMap { $0 }
      }
      #expect(near(y.floats, wanted, y.dtype), "\(q) \(k) \(v) \(y)")
      #expect(y.gapsAreUntouched)
      if round % 3 != 0 { #expect(near(weights.floats, wantedWeights, .f32) && weights.gapsAreUntouched) }
    }
  }

  @Test func aNaNSpoilsItsRegionOnly() throws {
    let ones = [Float](repeating: 1, count: 32)
    let k = TestTensor(.f32, [16, 2], floats: ones)
    k[2 * 5] = .nan
    let (q, v, y) = (TestTensor(.f32, [4, 2], floats: Array(ones[..<8])), TestTensor(.f32, [16, 2], floats: ones), TestTensor(.f32, [4, 2]))
    try withWorkspace {
      try Pool.regionAttention(
        $0, queries: q.view, keys: k.view, values: v.view, frames: 1, height: 4, width: 4, frameScale: 1, scale: 2,
        heads: 1, y: y.view, weights: nil)
    }
    #expect(y.floats[..<2].allSatisfy(\.isNaN) && y.floats[2...].allSatisfy { $0 == 1 })
  }

  @Test func badArgumentsAreNamed() {
    let y = TestTensor(.f32, [4, 6])
    func check(
      _ status: Status, _ argument: String, frames: Int = 1, height: Int = 4, width: Int = 4, frameScale: Int = 1,
      scale: Int = 2, heads: Int = 2, q: [Int] = [4, 6], k: [Int] = [16, 6], v: [Int] = [16, 6], y other: TestTensor? = nil,
      weights: TestTensor? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let inputs = [q, k, v].map { TestTensor(.f32, $0, floats: [Float](repeating: 1, count: $0.reduce(1, *))) }
      expectError(status, argument, outputs: [other ?? y], sourceLocation: sourceLocation) {
        try Pool.regionAttention(
          $0, queries: inputs[0].view, keys: inputs[1].view, values: inputs[2].view, frames: frames, height: height,
          width: width, frameScale: frameScale, scale: scale, heads: heads, y: (other ?? y).view, weights: weights?.view)
      }
    }
    check(.range, "frames", frames: 0)
    check(.range, "height", height: -4)
    check(.range, "width", width: Int.max)
    check(.range, "frame_scale", frameScale: 2)
    check(.range, "scale", scale: 3)
    check(.range, "scale", scale: 0)
    check(.range, "heads", heads: 4)
    check(.range, "heads", heads: 0)
    check(.shape, "queries", q: [3, 6])
    check(.shape, "keys", k: [15, 6])
    check(.shape, "values", v: [16, 5])
    check(.ndim, "values", v: [96])
    check(.shape, "y", y: TestTensor(.f32, [3, 6]))
    check(.shape, "weights", weights: TestTensor(.f32, [2, 4, 3]))
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(82)
    let (q, k) = (generator.tensor(.f32, [2, 36, 128]), generator.tensor(.f16, [2, 144, 128]))
    let (v, y) = (generator.tensor(.bf16, [2, 144, 128]), generator.output(.f32, [2, 36, 128]))
    let weights = generator.output(.f16, [2, 4, 36, 4])
    try expectWellBehaved(outputs: [y, weights]) {
      try Pool.regionAttention(
        $0, queries: q.view, keys: k.view, values: v.view, frames: 1, height: 12, width: 12, frameScale: 1, scale: 2,
        heads: 4, y: y.view, weights: weights.view)
    }
  }
}

@Suite struct CrossAttention {
  @Test func equalsTheFormula() throws {
    var generator = SeededGenerator(83)
    for round in 0..<40 {
      let (heads, width) = (generator.int(1...3), generator.int(1...20))
      let (m, n, dim) = (generator.pick([0, 1, 5, 64, 65, 130]), generator.int(1...40), heads * width)
      let batch = generator.int(1...2)
      let lead = batch > 1 ? [batch] : []
      let q = generator.tensor(generator.pick(floatDTypes), lead + [m, dim])
      let k = generator.tensor(generator.pick(floatDTypes), lead + [n, dim])
      let v = generator.tensor(generator.pick(floatDTypes), lead + [n, dim])
      let y = generator.output(generator.pick(floatDTypes), lead + [m, dim])
      let weights = generator.output(.f32, lead + [heads, m, n])
      try withWorkspace {
        try Pool.crossAttention(
          $0, queries: q.view, keys: k.view, values: v.view, heads: heads, y: y.view,
          weights: round % 3 == 0 ? nil : weights.view)
      }
      var (wanted, wantedWeights): ([Double], [Double]) = ([], [])
      let (queries, allKeys, allValues) = (q.floats, k.floats, v.floats)
      for b in 0..<batch {
        let keys = Array(allKeys[b * n * dim..<(b + 1) * n * dim])
        let values = Array(allValues[b * n * dim..<(b + 1) * n * dim])
        var byHead = [[Double]](repeating: [], count: heads)
        for r in 0..<m {
          for head in 0..<heads {
            let (context, p) = attend(
              queries[(b * m + r) * dim..<(b * m + r + 1) * dim], keys, values, Array(0..<n), dim: dim,
              first: head * width, width: width)
            wanted += context
            byHead[head] += p
          }
        }
        wantedWeights += byHead.flatMap { $0 }
      }
      #expect(near(y.floats, wanted, y.dtype), "\(q) \(k) \(v) \(y)")
      #expect(y.gapsAreUntouched)
      if round % 3 != 0 { #expect(near(weights.floats, wantedWeights, .f32) && weights.gapsAreUntouched) }
    }
  }

  @Test func badArgumentsAreNamed() {
    let y = TestTensor(.f32, [4, 6])
    func check(
      _ status: Status, _ argument: String, heads: Int = 2, q: [Int] = [4, 6], k: [Int] = [5, 6], v: [Int] = [5, 6],
      y other: TestTensor? = nil, weights: TestTensor? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let inputs = [q, k, v].map { TestTensor(.f32, $0, floats: [Float](repeating: 1, count: $0.reduce(1, *))) }
      expectError(status, argument, outputs: [other ?? y], sourceLocation: sourceLocation) {
        try Pool.crossAttention(
          $0, queries: inputs[0].view, keys: inputs[1].view, values: inputs[2].view, heads: heads,
          y: (other ?? y).view, weights: weights?.view)
      }
    }
    check(.range, "heads", heads: 4)
    check(.range, "heads", heads: 0)
    check(.shape, "keys", k: [5, 5])
    check(.shape, "keys", k: [0, 6])
    check(.shape, "keys", k: [1, 5, 6])
    check(.shape, "values", v: [4, 6])
    check(.shape, "y", y: TestTensor(.f32, [4, 5]))
    check(.shape, "weights", weights: TestTensor(.f32, [2, 4, 4]))
    check(.ndim, "queries", q: [24])
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(84)
    let (q, k) = (generator.tensor(.f32, [2, 70, 96]), generator.tensor(.f16, [2, 144, 96]))
    let (v, y) = (generator.tensor(.f32, [2, 144, 96]), generator.output(.bf16, [2, 70, 96]))
    let weights = generator.output(.f32, [2, 3, 70, 144])
    try expectWellBehaved(outputs: [y, weights]) {
      try Pool.crossAttention(
        $0, queries: q.view, keys: k.view, values: v.view, heads: 3, y: y.view, weights: weights.view)
    }
  }
}

@Suite struct Projection {
  @Test func equalsTheFormula() throws {
    var generator = SeededGenerator(85)
    for _ in 0..<60 {
      let (n, dim, out, batch) = (generator.int(0...9), generator.int(1...40), generator.int(0...20), generator.int(1...2))
      let lead = batch > 1 ? [batch] : []
      let x = generator.tensor(generator.pick(floatDTypes), lead + [n, dim])
      func maybe(_ shape: [Int]) -> TestTensor? {
        generator.int(0...1) == 1 ? generator.tensor(generator.pick(floatDTypes), shape) : nil
      }
      let position = maybe([n, dim])
      let scale = maybe([dim])
      let shift = scale == nil ? nil : maybe([dim])
      let weight = maybe([out, dim])
      let width = weight == nil ? dim : out
      let bias = maybe([width])
      let y = generator.output(generator.pick(floatDTypes), lead + [n, width])
      try withWorkspace {
        try Pool.project(
          $0, x: x.view, position: position?.view, normScale: scale?.view, normShift: shift?.view, weight: weight?.view,
          bias: bias?.view, epsilon: 1e-3, y: y.view)
      }
      let values = x.floats
      var wanted: [Double] = []
      for row in 0..<batch * n {
        var z = (0..<dim).map { Double(values[row * dim + $0]) + Double(position?[row % n * dim + $0] ?? 0) }
        if let scale {
          let mean = z.reduce(0, +) / Double(dim)
          let variance = z.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(dim)
          z = z.enumerated().map {
            ($1 - mean) / (variance + 1e-3).squareRoot() * Double(scale[$0]) + Double(shift?[$0] ?? 0)
          }
        }
        wanted += (0..<width).map { j in
          (weight.map { weight in (0..<dim).map { z[$0] * Double(weight[j * dim + $0]) }.reduce(0, +) } ?? z[j])
            + Double(bias?[j] ?? 0)
        }
      }
      let slack = y.dtype == .f32 ? 2e-5 : y.dtype == .f16 ? 8e-3 : 8e-2
      #expect(
        y.count == wanted.count && zip(y.floats, wanted).allSatisfy { abs(Double($0) - $1) <= slack * max(1, abs($1)) },
        "\(x) \(y)")
      #expect(y.gapsAreUntouched)
    }
  }

  @Test func badArgumentsAreNamed() {
    let y = TestTensor(.f32, [2, 4])
    func check(
      _ status: Status, _ argument: String, x: [Int] = [2, 3], position: [Int]? = nil, scale: [Int]? = nil,
      shift: [Int]? = nil, weight: [Int]? = [4, 3], bias: [Int]? = nil, epsilon: Double = 0,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      func tensor(_ shape: [Int]) -> TestTensor {
        TestTensor(.f32, shape, floats: [Float](repeating: 1, count: shape.reduce(1, *)))
      }
      expectError(status, argument, outputs: [y], sourceLocation: sourceLocation) {
        try Pool.project(
          $0, x: tensor(x).view, position: position.map { tensor($0).view }, normScale: scale.map { tensor($0).view },
          normShift: shift.map { tensor($0).view }, weight: weight.map { tensor($0).view },
          bias: bias.map { tensor($0).view }, epsilon: epsilon, y: y.view)
      }
    }
    check(.ndim, "x", x: [6])
    check(.shape, "position", position: [3, 3])
    check(.ndim, "position", position: [1, 2, 3])
    check(.shape, "norm_scale", scale: [4])
    check(.shape, "norm_shift", shift: [3])
    check(.shape, "weight", weight: [4, 2])
    check(.shape, "bias", bias: [3])
    check(.range, "epsilon", epsilon: -1)
    check(.range, "epsilon", epsilon: .nan)
    check(.shape, "y", weight: nil)
    check(.shape, "y", x: [3, 3])
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(86)
    let (x, weight) = (generator.tensor(.f16, [2, 150, 90]), generator.tensor(.f32, [130, 90]))
    let (scale, bias) = (generator.tensor(.f32, [90]), generator.tensor(.f32, [130]))
    let y = generator.output(.f32, [2, 150, 130])
    try expectWellBehaved(outputs: [y]) {
      try Pool.project(
        $0, x: x.view, position: nil, normScale: scale.view, normShift: nil, weight: weight.view, bias: bias.view,
        epsilon: 1e-6, y: y.view)
    }
  }
}
