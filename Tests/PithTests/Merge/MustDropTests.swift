// MustDrop's stages against their formulas written down plainly.

import Testing

@testable import Pith

@Suite struct MustDropMergeTests {
  @Test(arguments: floatDTypes) func followsItsDefinition(dtype: DType) throws {
    var generator = SeededGenerator(241)
    for round in 0..<50 {
      let (windowHeight, windowWidth) = (generator.int(1...3), generator.int(1...3))
      let (height, width) = (windowHeight * generator.int(0...4), windowWidth * generator.int(0...4))
      let (prefix, dim, batch) = (generator.int(0...2), generator.int(1...8), generator.int(1...3))
      let n = prefix + height * width
      let lead = batch == 1 ? [] : [batch]
      // Nearly constant, so that thresholds fall between windows; some tokens have no direction.
      var values = generator.normals(batch * n * dim).enumerated().map { $1 + Float($0 % dim == 0 ? 2 : 0) }
      if n > 0 && round % 3 == 0 { for d in 0..<dim { values[(n - 1) * dim + d] = 0 } }
      let shape = lead + [n, dim]
      let tokens = TestTensor(dtype, shape, strides: generator.strides(shape), floats: values)
      let threshold = generator.pick([-1, 0.2, 0.5, 0.8, 2])
      let assign = generator.output(.i32, lead + [n])
      let count = generator.output(.i32, [batch])
      try withWorkspace {
        try Merge.mustDrop(
          $0, tokens: tokens.view, height: height, width: width, windowHeight: windowHeight, windowWidth: windowWidth,
          threshold: threshold, prefix: prefix, assign: assign.view, count: count.view)
      }
      let size = windowHeight * windowWidth
      let columns = width / windowWidth
      let windows = columns * (height / windowHeight)
      func members(_ w: Int) -> [Int] {
        (0..<size).map { i in
          prefix + (w / max(columns, 1) * windowHeight + i / windowWidth) * width
            + w % max(columns, 1) * windowWidth + i % windowWidth
        }
      }
      // All pairs, as the paper writes it.
      let similarities = (0..<batch).map { b -> [Float] in
        let x = rows(tokens, item: b).map { $0.map(Double.init) }
        let unit = x.map { row in
          let norm = max(row.map { $0 * $0 }.reduce(0, +).squareRoot(), 1e-8)
          return row.map { $0 / norm }
        }
        return (0..<windows).map { w in
          if size < 2 { return -.infinity }
          var sum = 0.0
          for i in members(w) { for j in members(w) where i != j { sum += zip(unit[i], unit[j]).map { $0 * $1 }.reduce(0, +) } }
          return Float(sum / Double(size * (size - 1)))
        }
      }
      // A window at the threshold, or two equal ones, may be decided either way by rounding.
      let all = similarities.flatMap { $0 }.filter(\.isFinite)
      if all.contains(where: { abs(Double($0) - threshold) < 1e-6 }) { continue }
      if similarities.contains(where: { s in zip(s.sorted().dropFirst(), s.sorted()).contains { $0 - $1 < 1e-6 } }) && size > 1 {
        continue
      }
      let r = similarities.map { s in s.filter { Double($0) >= threshold }.count }.min() ?? 0
      #expect(count.ints == [Int](repeating: n - r * (size - 1), count: batch))
      for b in 0..<batch {
        var wanted = [Int](repeating: -1, count: n)
        for i in 0..<prefix { wanted[i] = i }
        for (row, w) in falling(similarities[b]).prefix(r).enumerated() {
          for token in members(w) { wanted[token] = prefix + row }
        }
        var next = prefix + r
        for i in 0..<n where wanted[i] < 0 {
          wanted[i] = next
          next += 1
        }
        #expect(Array(assign.ints[b * n..<(b + 1) * n]) == wanted)
      }
      #expect(assign.gapsAreUntouched && count.gapsAreUntouched)
    }
  }

  @Test func equalWindowsKeepTheirOrder() throws {
    let tokens = TestTensor(.f32, [9, 2], floats: [Float](repeating: 0.3, count: 18))
    let assign = TestTensor(.i32, [9])
    let count = TestTensor(.i32, [1])
    try withWorkspace {
      try Merge.mustDrop(
        $0, tokens: tokens.view, height: 2, width: 4, windowHeight: 2, windowWidth: 2, threshold: 1, prefix: 1,
        assign: assign.view, count: count.view)
    }
    #expect(assign.ints == [0, 1, 1, 2, 2, 1, 1, 2, 2])
    #expect(count.ints == [3])
  }

  @Test func badArguments() {
    var generator = SeededGenerator(242)
    let tokens = generator.tensor(.f32, [13, 3])
    let assign = TestTensor(.i32, [13])
    let count = TestTensor(.i32, [1])
    func fails(
      _ status: Status, _ argument: String, height: Int = 4, width: Int = 3, windowHeight: Int = 2,
      windowWidth: Int = 3, threshold: Double = 0.5, prefix: Int = 1
    ) {
      expectError(status, argument, outputs: [assign, count]) {
        try Merge.mustDrop(
          $0, tokens: tokens.view, height: height, width: width, windowHeight: windowHeight, windowWidth: windowWidth,
          threshold: threshold, prefix: prefix, assign: assign.view, count: count.view)
      }
    }
    fails(.range, "height", height: -1)
    fails(.range, "width", width: Int.min)
    fails(.range, "prefix", prefix: -1)
    fails(.shape, "tokens", prefix: 2)
    fails(.range, "window_height", windowHeight: 0)
    fails(.range, "window_height", windowHeight: 3)
    fails(.range, "window_width", windowWidth: 2)
    fails(.range, "threshold", threshold: .nan)
    expectNonFiniteRefused(tokens, "tokens", outputs: [assign, count], &generator) {
      try Merge.mustDrop(
        $0, tokens: tokens.view, height: 4, width: 3, windowHeight: 2, windowWidth: 3, threshold: 0.5, prefix: 1,
        assign: assign.view, count: count.view)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(243)
    let tokens = generator.tensor(.f16, [2, 37, 11])
    let assign = generator.output(.i32, [2, 37])
    let count = generator.output(.i32, [2])
    try expectWellBehaved(outputs: [assign, count]) {
      try Merge.mustDrop(
        $0, tokens: tokens.view, height: 6, width: 6, windowHeight: 3, windowWidth: 2, threshold: 0, prefix: 1,
        assign: assign.view, count: count.view)
    }
  }
}

@Suite struct MustDropSelectTests {
  @Test(arguments: floatDTypes) func keysFollowTheDefinition(dtype: DType) throws {
    var generator = SeededGenerator(244)
    for _ in 0..<20 {
      let (heads, queries, keys) = (generator.int(1...4), generator.int(1...4), generator.int(1...40))
      let keep = generator.int(0...keys - 1)
      let row = generator.int(0...queries - 1)
      let map = generator.tensor(dtype, [heads, queries, keys])
      let ranked = generator.output(.i32, [keep])
      let ascending = generator.output(.i32, [keep])
      try withWorkspace {
        try Select.mustDropKeys(
          $0, attention: map.view, classRow: row, keep: keep, order: .ranked, indices: ranked.view)
        try Select.mustDropKeys(
          $0, attention: map.view, classRow: row, keep: keep, order: .position, indices: ascending.view)
      }
      let a = map.floats
      let wanted = (1..<keys).map { j in
        (0..<heads).map { Double(a[($0 * queries + row) * keys + j]) }.reduce(0, +) / Double(heads)
      }
      expectBest(ranked.ints, wanted, tolerance: 1e-6)
      #expect(ascending.ints == ranked.ints.sorted())
      #expect(ranked.gapsAreUntouched && ascending.gapsAreUntouched)
    }
  }

  @Test(arguments: floatDTypes) func filterFollowsTheDefinition(dtype: DType) throws {
    var generator = SeededGenerator(245)
    for _ in 0..<40 {
      let (heads, text, before) = (generator.int(1...3), generator.int(1...6), generator.int(0...3))
      let length = generator.int(0...30)
      let queries = before + length + text
      let batch = generator.int(1...2)
      let lead = batch == 1 ? [] : [batch]
      let shape = lead + [heads, queries, queries]
      let map = TestTensor(
        dtype, shape, strides: generator.strides(shape),
        floats: generator.uniforms(batch * heads * queries * queries))
      let keyCount = generator.int(0...min(4, length))
      let keys = (0..<batch).map { _ in Array(generator.permutation(length).prefix(keyCount)) }
      let keyTensor = TestTensor(lead + [keyCount], ints: keys.flatMap { $0 })
      let globalThreshold = Double(generator.uniform()) * 2 / Double(max(length, 1))
      let individualThreshold = Double(generator.uniform()) * 1.2
      let indices = TestTensor(lead + [length], ints: [Int](repeating: -7, count: batch * length))
      let places = generator.output(.i32, lead + [keyCount])
      let count = generator.output(.i32, lead + [1])
      try withWorkspace {
        try Select.mustDrop(
          $0, attention: map.view, keys: keyTensor.view, rowBegin: before + length, start: before, length: length,
          globalThreshold: globalThreshold, individualThreshold: individualThreshold, indices: indices.view,
          places: places.view, count: count.view)
      }
      let a = map.floats
      for b in 0..<batch {
        func mean(_ i: Int, _ j: Int) -> Double {
          (0..<heads).map { Double(a[((b * heads + $0) * queries + i) * queries + before + j]) }.reduce(0, +)
            / Double(heads)
        }
        let textRows = before + length..<queries
        let sums = (0..<length).map { j in textRows.map { mean($0, j) }.reduce(0, +) }
        let tops = (0..<length).map { j in textRows.map { mean($0, j) }.max()! }
        let limit = globalThreshold * sums.reduce(0, +)
        // Rounding may decide a value at its threshold either way.
        if sums.contains(where: { abs($0 - limit) < 1e-5 }) || tops.contains(where: { abs($0 - individualThreshold) < 1e-5 }) {
          continue
        }
        let kept = (0..<length).filter { keys[b].contains($0) || !(sums[$0] < limit && tops[$0] < individualThreshold) }
        #expect(count.ints[b] == kept.count)
        let row = Array(indices.ints[b * length..<(b + 1) * length])
        #expect(Array(row.prefix(kept.count)) == kept)
        #expect(row.dropFirst(kept.count).allSatisfy { $0 == -7 })
        #expect(
          Array(places.ints[b * keyCount..<(b + 1) * keyCount]) == keys[b].sorted().map { kept.firstIndex(of: $0)! })
      }
      #expect(places.gapsAreUntouched && count.gapsAreUntouched)
    }
  }

  @Test func badArguments() throws {
    var generator = SeededGenerator(246)
    let map = TestTensor(.f32, [2, 9, 9], floats: generator.uniforms(162))
    let indices = TestTensor(.i32, [5])
    let count = TestTensor(.i32, [1])
    let keys = TestTensor([2], ints: [3, 1])
    func fails(
      _ status: Status, _ argument: String, keys other: TestTensor? = nil, rowBegin: Int = 7, start: Int = 2,
      length: Int = 5, global: Double = 2, individual: Double = 2, indices target: TestTensor? = nil,
      places: TestTensor? = nil
    ) {
      expectError(status, argument, outputs: [indices, count]) {
        try Select.mustDrop(
          $0, attention: map.view, keys: (other ?? keys).view, rowBegin: rowBegin, start: start, length: length,
          globalThreshold: global, individualThreshold: individual, indices: (target ?? indices).view,
          places: places?.view, count: count.view)
      }
    }
    fails(.range, "row_begin", rowBegin: 9)
    fails(.range, "row_begin", rowBegin: -1)
    fails(.range, "start", start: 10)
    fails(.range, "length", length: 8)
    fails(.range, "global_threshold", global: .nan)
    fails(.range, "individual_threshold", individual: .nan)
    fails(.index, "keys", keys: TestTensor([2], ints: [3, 3]))
    fails(.index, "keys", keys: TestTensor([2], ints: [3, 5]))
    fails(.index, "keys", keys: TestTensor([2], ints: [-1, 1]))
    fails(.shape, "places", places: TestTensor(.i32, [1]))
    // What is not read may be anything; what is read may not.
    map[3] = .nan
    try withWorkspace {
      try Select.mustDrop(
        $0, attention: map.view, keys: keys.view, rowBegin: 7, start: 2, length: 5, globalThreshold: 2,
        individualThreshold: 2, indices: indices.view, places: nil, count: count.view)
    }
    #expect(Array(indices.ints.prefix(2)) == [1, 3] && count.ints == [2])
    map[7 * 9 + 4] = .nan
    fails(.nonFinite, "attention")
    map[3] = 0
    map[7 * 9 + 4] = 0.5
    // Only the count may be written where room is missing.
    let small = TestTensor(.i32, [1])
    expectError(.capacity, "indices", outputs: [small]) {
      try Select.mustDrop(
        $0, attention: map.view, keys: keys.view, rowBegin: 7, start: 2, length: 5, globalThreshold: 2,
        individualThreshold: 2, indices: small.view, places: nil, count: count.view)
    }
    #expect(count.ints == [2])
    let ranked = TestTensor(.i32, [4])
    func keysFail(_ status: Status, _ argument: String, _ map: TestTensor, row: Int = 0, keep: Int = 4) {
      expectError(status, argument, outputs: [ranked]) {
        try Select.mustDropKeys(
          $0, attention: map.view, classRow: row, keep: keep, order: .ranked, indices: ranked.view)
      }
    }
    keysFail(.range, "class_row", map, row: 9)
    keysFail(.range, "keep", map, keep: 9)
    keysFail(.shape, "indices", map, keep: 3)
    keysFail(.shape, "attention", TestTensor(.f32, [2, 0, 9]))
    keysFail(.shape, "attention", TestTensor(.f32, [2, 3, 0]))
  }

  @Test func areWellBehaved() throws {
    var generator = SeededGenerator(247)
    let map = TestTensor(.f16, [2, 2, 50, 50], floats: generator.uniforms(10000))
    let keys = TestTensor([2, 2], ints: [7, 2, 0, 39])
    let outputs = [generator.output(.i32, [2, 40]), generator.output(.i32, [2, 2]), generator.output(.i32, [2, 1])]
    try expectWellBehaved(outputs: outputs) {
      try Select.mustDrop(
        $0, attention: map.view, keys: keys.view, rowBegin: 43, start: 3, length: 40, globalThreshold: 0.025,
        individualThreshold: 0.8, indices: outputs[0].view, places: outputs[1].view, count: outputs[2].view)
    }
    let ranked = generator.output(.i32, [2, 6])
    try expectWellBehaved(outputs: [ranked]) {
      try Select.mustDropKeys(
        $0, attention: map.view, classRow: 0, keep: 6, order: .ranked, indices: ranked.view)
    }
  }
}

@Suite struct MustDropComposeTests {
  @Test func followsItsDefinition() throws {
    var generator = SeededGenerator(248)
    for _ in 0..<30 {
      let stages = generator.int(0...5)
      let n = generator.int(0...40)
      var left = n
      var lists: [[Int]] = []
      for _ in 0..<stages {
        let list = generator.subset(generator.int(0...left), of: left)
        lists.append(list)
        left = list.count
      }
      let total = lists.map(\.count).reduce(0, +)
      let last = stages == 0 ? 0 : left
      let keep = TestTensor([total], strides: [2], ints: lists.flatMap { $0 })
      let lengths = TestTensor([stages], ints: lists.map(\.count))
      let selections = generator.output(.i32, [stages, last])
      try withWorkspace {
        try KV.mustDropCompose($0, keep: keep.view, lengths: lengths.view, n: n, selections: selections.view)
      }
      for s in 0..<stages {
        let wanted = (0..<last).map { i in
          var position = i
          for stage in stride(from: stages - 1, through: s, by: -1) { position = lists[stage][position] }
          return position
        }
        #expect(Array(selections.ints[s * last..<(s + 1) * last]) == wanted)
      }
      #expect(selections.gapsAreUntouched)
    }
  }

  @Test func badArguments() throws {
    let selections = TestTensor(.i32, [2, 2])
    func fails(
      _ status: Status, _ argument: String, _ keep: [Int], _ lengths: [Int], n: Int = 5,
      selections target: TestTensor? = nil
    ) {
      expectError(status, argument, outputs: [selections]) {
        try KV.mustDropCompose(
          $0, keep: TestTensor([keep.count], ints: keep).view, lengths: TestTensor([lengths.count], ints: lengths).view,
          n: n, selections: (target ?? selections).view)
      }
    }
    fails(.index, "keep", [0, 2, 5, 0, 1], [3, 2])
    fails(.index, "keep", [0, 2, 4, 0, 3], [3, 2])
    fails(.index, "keep", [0, -1, 4, 0, 2], [3, 2])
    fails(.index, "lengths", [0, 2, 4, 0, 2], [3, 3])
    fails(.index, "lengths", [0, 2, 4, 0, 2], [3, -1])
    fails(.shape, "keep", [0, 2, 4, 0, 2, 1], [3, 2])
    fails(.range, "n", [0, 2, 4, 0, 2], [3, 2], n: -1)
    fails(.shape, "selections", [0, 2, 4, 0, 2], [3, 2], selections: TestTensor(.i32, [2, 3]))
    try expectWellBehaved(outputs: [selections]) {
      try KV.mustDropCompose(
        $0, keep: TestTensor([5], strides: [3], ints: [0, 2, 4, 0, 2]).view,
        lengths: TestTensor([2], ints: [3, 2]).view, n: 5, selections: selections.view)
    }
  }
}
