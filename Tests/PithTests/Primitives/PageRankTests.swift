// PageRank on one graph against its formula in double, and the exponential of budgets against the system's.

import Foundation
import Testing

@testable import Pith

/// Scores after the votes, written down plainly. `a` has rows of n entries; `alive` lists the graph's tokens.
func pageRank(
  _ a: [Double], _ n: Int, alive: [Int], iterations: Int, damping: Double = 0, epsilon: Double = 0,
  classWeight: Double = 0, share: [Double]? = nil
) -> [Double] {
  var scores = [Double](repeating: 0, count: n)
  for i in alive { scores[i] = 1 }
  if classWeight > 0 { scores[0] = classWeight }
  let total = scores.reduce(0, +)
  scores = scores.map { $0 / total }
  for _ in 0..<iterations {
    var next = [Double](repeating: 0, count: n)
    for j in alive {
      let votes = alive.map { scores[$0] * (share?[$0] ?? 1) * a[$0 * n + j] }.reduce(0, +)
      next[j] = (1 - damping) * votes + damping / Double(alive.count)
    }
    let change = zip(scores, next).map { abs($0 - $1) }.reduce(0, +)
    scores = next
    if epsilon > 0 && change <= epsilon { break }
  }
  return scores
}

@Suite struct PageRankTests {
  @Test func equalsThePlainForm() throws {
    var generator = SeededGenerator(701)
    for round in 0..<80 {
      let n = generator.int(1...90)
      let stride = n + generator.int(0...3)
      var values = generator.uniforms(n * stride)
      // Entries behind the width of their block are 0.
      let block = VoteGraph.rowsPerBlock
      let widths = (0..<(n + block - 1) / block).map { _ in Int32(generator.int(0...n)) }
      let isCut = round % 3 == 0
      if isCut {
        for i in 0..<n { for j in Int(widths[i / block])..<n { values[i * stride + j] = 0 } }
      }
      let hasClass = round % 2 == 0
      let isPart = round % 4 < 2
      var alive = isPart ? generator.subset(generator.int(1...n), of: n) : Array(0..<n)
      if hasClass && alive[0] != 0 { alive[0] = 0 }
      let marks = (0..<n).map { alive.contains($0) ? Float(1) : 0 }
      let share = (0..<n).map { _ in Double(generator.uniform()) / Double(n) }
      let plan = VotePlan(
        iterations: generator.int(0...9), damping: round % 5 == 0 ? 0.15 : 0, epsilon: 0,
        classWeight: hasClass ? 3.5 : 0)
      let wanted = pageRank(
        (0..<n * n).map { Double(values[$0 / n * stride + $0 % n]) }, n, alive: alive, iterations: plan.iterations,
        damping: plan.damping, classWeight: plan.classWeight, share: share)
      try withWorkspace { workspace in
        let scratch = try workspace.voteScratch(n)
        values.withUnsafeBufferPointer { values in
          marks.withUnsafeBufferPointer { marks in
            share.withUnsafeBufferPointer { share in
              widths.withUnsafeBufferPointer { widths in
                let graph = VoteGraph(
                  rows: FloatRows(base: values.baseAddress!, rows: n, cols: n, stride: stride), share: share.baseAddress,
                  alive: isPart ? marks.baseAddress : nil, count: alive.count, widths: isCut ? widths.baseAddress : nil)
                guard let scores = workspace.pageRank(graph, plan, scratch) else {
                  Issue.record("a legal map is refused")
                  return
                }
                for i in 0..<n { #expect(abs(scores[i] - wanted[i]) <= 1e-6 * max(wanted[i], 1e-3)) }
              }
            }
          }
        }
      }
    }
  }

  /// From the uniform start a doubly stochastic map changes nothing: one vote is enough; a star settles in two.
  @Test func stopsWhenScoresSettle() throws {
    var generator = SeededGenerator(702)
    let n = 40
    var values = generator.uniforms(n * n)
    for i in 0..<n {
      let sum = values[i * n..<(i + 1) * n].reduce(0, +)
      for j in 0..<n { values[i * n + j] /= sum }
    }
    let wide = values.map(Double.init)
    let all = Array(0..<n)
    // Votes after which the change falls below the limit, by the plain form.
    var steps = 0
    for k in 1..<50 {
      let change = zip(
        pageRank(wide, n, alive: all, iterations: k), pageRank(wide, n, alive: all, iterations: k - 1)
      ).map { abs($0 - $1) }.reduce(0, +)
      steps = k
      if change <= 1e-4 { break }
    }
    #expect(steps > 1 && steps < 40)
    let settled = pageRank(wide, n, alive: all, iterations: steps)
    let later = pageRank(wide, n, alive: all, iterations: steps + 1)
    try withWorkspace { workspace in
      let scratch = try workspace.voteScratch(n)
      values.withUnsafeBufferPointer { values in
        let graph = VoteGraph(
          rows: FloatRows(base: values.baseAddress!, rows: n, cols: n, stride: n), share: nil, alive: nil, count: n,
          widths: nil)
        guard let scores = workspace.pageRank(
          graph, VotePlan(iterations: 50, damping: 0, epsilon: 1e-4, classWeight: 0), scratch)
        else {
          Issue.record("a legal map is refused")
          return
        }
        let error = (0..<n).map { abs(scores[$0] - settled[$0]) }.max()!
        let apart = (0..<n).map { abs(later[$0] - settled[$0]) }.max()!
        #expect(error < apart / 10)
      }
    }
  }

  @Test func exponentialIsTheSystems() {
    var generator = SeededGenerator(703)
    var arguments: [Double] = [0, -0.0, 1, -1, 709.7, -700, -745, 0.5, 1e-300, -1e-17, 0.34657359027997264]
    for _ in 0..<2000 { arguments.append(Double(generator.normal()) * 30) }
    for x in arguments {
      let wanted: Double = exp(x)
      let error: Double = abs(exponential(x) - wanted)
      let limit: Double = max(4.5e-16 * wanted, Double.leastNonzeroMagnitude)
      #expect(error <= limit, "\(x)")
    }
    #expect(exponential(-.infinity) == 0 && exponential(-1e9) == 0)
    #expect(exponential(.infinity) == .infinity && exponential(1e9) == .infinity && exponential(.nan).isNaN)
    #expect(exponential(0) == 1)
  }
}
