// The KV methods written down plainly, in double, one head at a time.

import Foundation

@testable import Pith

typealias Rows = [[Double]]

/// `[outer, rows, columns]` of a tensor's floats.
func heads(_ tensor: TestTensor) -> [Rows] {
  let shape = tensor.shape
  let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
  let values = tensor.floats.map(Double.init)
  return (0..<tensor.count / max(rows * columns, 1)).map { h in
    (0..<rows).map { r in Array(values[(h * rows + r) * columns..<(h * rows + r + 1) * columns]) }
  }
}

func softmaxed(_ x: [Double]) -> [Double] {
  let most = x.max() ?? 0
  let powers = x.map { exp($0 - most) }
  return powers.map { $0 / powers.reduce(0, +) }
}

func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map(*).reduce(0, +) }

/// The k largest, best first, lower index first among equals.
func ranked(_ scores: [Double], _ k: Int) -> [Int] {
  Array(scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(k))
}

func pooledPlainly(_ x: [Double], _ kernel: Int, _ mode: PoolMode) -> [Double] {
  x.indices.map { i in
    let inside = (i - kernel / 2...i + kernel / 2).filter { x.indices.contains($0) }.map { x[$0] }
    return mode == .max ? inside.max()! : inside.reduce(0, +) / Double(kernel)
  }
}

/// Sums over the window's queries of their attention, for the entries before the window.
func windowSums(_ q: Rows, _ k: Rows) -> [Double] {
  let old = k.count - q.count
  let scale = 1 / Double(k[0].count).squareRoot()
  var sums = [Double](repeating: 0, count: old)
  for (i, query) in q.enumerated() {
    let a = softmaxed((0...old + i).map { dot(query, k[$0]) * scale })
    for n in 0..<old { sums[n] += a[n] }
  }
  return sums
}

/// Whether a choice by `scores` is one that rounding could have made: nothing left out is clearly better than what was taken.
func isBest(_ kept: [Int], of scores: [Double], tolerance: Double = 1e-5) -> Bool {
  guard Set(kept).count == kept.count, kept.allSatisfy(scores.indices.contains) else { return false }
  let worst = kept.map { scores[$0] }.min() ?? .infinity
  return scores.indices.allSatisfy { kept.contains($0) || scores[$0] <= worst + tolerance }
}
