// Token merging on a grid against its definition, and the plan of a layer.

import Testing

@testable import Pith

/// Of each source its first most similar destination: cosines in double, rounded to f32.
func mostSimilar(_ sources: [[Float]], _ destinations: [[Float]]) -> [(best: Float, to: Int)] {
  sources.map { source in
    var found = (best: -Float.infinity, to: 0)
    for (j, destination) in destinations.enumerated() {
      let value = Float(1 - distance(source, destination, .cosine))
      if value > found.best { found = (value, j) }
    }
    return found
  }
}

/// Positions by falling value; equal ones ascend.
func falling(_ values: [Float]) -> [Int] {
  values.indices.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
}

@Suite struct ToMeSDTests {
  @Test(arguments: floatDTypes) func followsItsDefinition(dtype: DType) throws {
    var generator = SeededGenerator(201)
    for round in 0..<60 {
      let (width, height) = (generator.int(0...9), generator.int(0...9))
      let (cellWidth, cellHeight) = (generator.int(1...4), generator.int(1...4))
      let (columns, rowCount) = (width / cellWidth, height / cellHeight)
      let cells = columns * rowCount
      let (n, dim) = (width * height, generator.int(1...6))
      let batch = generator.int(1...2)
      let lead = batch == 1 ? [] : [batch]
      let metric = generator.tensor(dtype, lead + [n, dim])
      if n > 4 && round % 2 == 0 {
        for _ in 0..<n {
          let (from, to) = (generator.int(0...n - 1), generator.int(0...n - 1))
          let factor = generator.pick([Float(0), 1, 2])
          for d in 0..<dim { metric[to * dim + d] = metric[from * dim + d] * factor }
        }
      }
      let shared = batch > 1 && generator.int(0...1) == 1
      let items = shared ? 1 : batch
      let picks = (0..<items * cells).map { _ in generator.int(0...cellWidth * cellHeight - 1) }
      let choice = TestTensor((shared ? [] : lead) + [rowCount, columns], ints: picks)
      let isTopLeft = generator.int(0...3) == 0
      let remove = generator.int(-1...n + 2)
      let r = cells == 0 ? 0 : max(0, min(remove, n - cells))
      let assign = generator.output(.i32, lead + [n])
      let sources = generator.output(.i32, lead + [r])
      let destinations = generator.output(.i32, lead + [r])
      let anchors = generator.output(.i32, lead + [cells])
      let count = TestTensor(.i32, [batch])
      try withWorkspace {
        try Merge.toMeSD(
          $0, metric: metric.view, choice: isTopLeft ? nil : choice.view, width: width, height: height,
          cellWidth: cellWidth, cellHeight: cellHeight, remove: remove, assign: assign.view, sources: sources.view,
          destinations: destinations.view, anchors: anchors.view, count: count.view)
      }
      #expect(count.ints == [Int](repeating: n - r, count: batch))
      for b in 0..<batch {
        var targets: [Int] = []
        for cell in 0..<cells {
          let pick = isTopLeft ? 0 : picks[(shared ? 0 : b) * cells + cell]
          targets.append(
            (cell / columns * cellHeight + pick / cellWidth) * width + cell % columns * cellWidth + pick % cellWidth)
        }
        targets.sort()
        let others = (0..<n).filter { !targets.contains($0) }
        let x = rows(metric, item: b)
        var wanted = Array(0..<n)
        var (from, to): ([Int], [Int]) = ([], [])
        if r > 0 {
          let match = mostSimilar(others.map { x[$0] }, targets.map { x[$0] })
          let order = falling(match.map(\.best))
          for (row, i) in order.dropFirst(r).enumerated() { wanted[others[i]] = row }
          for (j, token) in targets.enumerated() { wanted[token] = others.count - r + j }
          for i in order.prefix(r) { wanted[others[i]] = wanted[targets[match[i].to]] }
          from = order.prefix(r).map { others[$0] }
          to = order.prefix(r).map { targets[match[$0].to] }
        }
        #expect(Array(assign.ints[b * n..<(b + 1) * n]) == wanted)
        #expect(Array(sources.ints[b * r..<(b + 1) * r]) == from)
        #expect(Array(destinations.ints[b * r..<(b + 1) * r]) == to)
        #expect(Array(anchors.ints[b * cells..<(b + 1) * cells]) == targets)
      }
      for output in [assign, sources, destinations, anchors, count] { #expect(output.gapsAreUntouched) }
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(202)
    let metric = generator.tensor(.f32, [24, 3])
    let assign = TestTensor(.i32, [24])
    let pairs = TestTensor(.i32, [4])
    func fails(
      _ status: Status, _ argument: String, choice: TestTensor? = nil, width: Int = 6, height: Int = 4, cell: Int = 2,
      assign: TestTensor, sources: TestTensor? = nil, destinations: TestTensor? = nil, anchors: TestTensor? = nil
    ) {
      expectError(status, argument, outputs: [assign, pairs]) {
        try Merge.toMeSD(
          $0, metric: metric.view, choice: choice?.view, width: width, height: height, cellWidth: cell, cellHeight: cell,
          remove: 5, assign: assign.view, sources: sources?.view, destinations: destinations?.view,
          anchors: anchors?.view, count: nil)
      }
    }
    fails(.range, "width", width: -1, assign: assign)
    fails(.range, "height", height: Int.max, assign: assign)
    fails(.shape, "metric", width: 5, assign: assign)
    fails(.range, "cell_width", cell: 0, assign: assign)
    fails(.shape, "choice", choice: TestTensor([3, 2], ints: [0, 0, 0, 0, 0, 0]), assign: assign)
    fails(.index, "choice", choice: TestTensor([2, 3], ints: [0, 0, 4, 0, 0, 0]), assign: assign)
    fails(.index, "choice", choice: TestTensor([2, 3], ints: [0, 0, 3, 0, 0, -1]), assign: assign)
    fails(.shape, "assign", assign: TestTensor(.i32, [23]))
    fails(.capacity, "sources", assign: assign, sources: pairs)
    fails(.capacity, "destinations", assign: assign, destinations: pairs)
    fails(.shape, "anchors", assign: assign, anchors: pairs)
    expectNonFiniteRefused(metric, "metric", outputs: [assign], &generator) {
      try Merge.toMeSD(
        $0, metric: metric.view, choice: nil, width: 6, height: 4, cellWidth: 2, cellHeight: 2, remove: 0,
        assign: assign.view, sources: nil, destinations: nil, anchors: nil, count: nil)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(203)
    let metric = generator.tensor(.bf16, [2, 63, 5])
    let outputs = [[63], [20], [20], [12], []].map { generator.output(.i32, [2] + $0) }
    try expectWellBehaved(outputs: outputs) {
      try Merge.toMeSD(
        $0, metric: metric.view, choice: nil, width: 9, height: 7, cellWidth: 2, cellHeight: 2, remove: 20,
        assign: outputs[0].view, sources: outputs[1].view, destinations: outputs[2].view, anchors: outputs[3].view,
        count: outputs[4].view)
    }
  }

  @Test func planOfALayer() throws {
    let grid = TestTensor(.i32, [2])
    let remove = TestTensor(.i32, [1])
    func plan(_ width: Int, _ height: Int, _ n: Int, _ ratio: Double = 0.5, _ most: Int = 1) throws -> [Int] {
      try withWorkspace {
        try Budget.toMeSD(
          $0, fullWidth: width, fullHeight: height, n: n, ratio: ratio, maxDownsample: most, grid: grid.view,
          remove: remove.view)
      }
      return grid.ints + remove.ints
    }
    #expect(try plan(64, 64, 4096) == [64, 64, 2048])
    #expect(try plan(64, 64, 1024) == [32, 32, 0])
    #expect(try plan(64, 64, 1024, 0.3, 2) == [32, 32, 307])
    #expect(try plan(65, 33, 33 * 17, 0.5, 2) == [33, 17, 280])
    #expect(try plan(90, 60, 12 * 8, 1, 8) == [12, 8, 96])
    func fails(_ argument: String, _ width: Int, _ n: Int, _ ratio: Double) {
      expectError(.range, argument, outputs: [grid, remove]) {
        try Budget.toMeSD(
          $0, fullWidth: width, fullHeight: 8, n: n, ratio: ratio, maxDownsample: 1, grid: grid.view, remove: remove.view)
      }
    }
    fails("full_width", 0, 1, 0.5)
    fails("n", 8, 0, 0.5)
    fails("n", 8, 65, 0.5)
    fails("ratio", 8, 64, 1.5)
    fails("ratio", 8, 64, .nan)
  }
}
