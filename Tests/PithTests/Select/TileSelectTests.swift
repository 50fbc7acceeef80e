// HiRED's and GlobalCom2's choice and the reading order of crops against plain forms.

import Testing

@testable import Pith

/// The stitched raster as a table of (crop, token), cut by the rule of unpadding.
struct PlainRaster {
  let side: Int
  let gridWidth: Int
  let rows: Range<Int>
  let columns: Range<Int>

  init(gridHeight: Int, gridWidth: Int, side: Int, image: (height: Int, width: Int)) {
    self.side = side
    self.gridWidth = gridWidth
    let (height, width) = (gridHeight * side, gridWidth * side)
    if Double(image.width) / Double(image.height) > Double(width) / Double(height) {
      let covered = Int(Double(image.height) * (Double(width) / Double(image.width)))
      let padding = (height - covered) / 2
      rows = padding..<height - padding
      columns = 0..<width
    } else {
      let covered = Int(Double(image.width) * (Double(height) / Double(image.height)))
      let padding = (width - covered) / 2
      rows = 0..<height
      columns = padding..<width - padding
    }
  }

  func id(_ row: Int, _ column: Int) -> (crop: Int, token: Int) {
    (row / side * gridWidth + column / side, row % side * side + column % side)
  }

  /// Covered tokens of a crop, ascending.
  func tokens(of crop: Int) -> [Int] {
    var found: [Int] = []
    for row in rows { for column in columns where id(row, column).crop == crop { found.append(id(row, column).token) } }
    return found.sorted()
  }
}

@Suite struct HiREDSelectTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(791)
    for round in 0..<40 {
      let partitions = generator.int(0...5)
      let heads = generator.int(0...4)
      let n = generator.int(0...30)
      let batch = generator.int(1...2)
      let batched = batch == 2 || round % 2 == 0
      let shape = (batched ? [batch] : []) + [partitions, heads, n]
      // Few values: ties.
      let attention = TestTensor(
        dtype, shape, strides: generator.strides(shape),
        floats: (0..<shape.reduce(1, *)).map { _ in Float(generator.int(0...8)) / 8 })
      let shares = (0..<batch * partitions).map { _ in generator.int(0...n) }
      let budgetShape = batched ? [batch, partitions] : [partitions]
      let budgets = TestTensor(budgetShape, strides: generator.strides(budgetShape), ints: shares)
      let wanted = (0..<batch).map { b in
        (0..<partitions).flatMap { p in
          let sums = (0..<n).map { j in
            (0..<heads).reduce(0.0) { $0 + Double(attention[((b * partitions + p) * heads + $1) * n + j]) }
          }
          return best(sums, shares[b * partitions + p]).sorted().map { p * n + $0 }
        }
      }
      let capacity = wanted.map(\.count).max()!
      let indices = generator.output(.i32, batched ? [batch, capacity] : [capacity])
      let count = TestTensor(.i32, batched ? [batch, 1] : [1])
      try withWorkspace {
        try Select.hired(
          $0, attention: attention.view, budgets: budgets.view, indices: indices.view, count: count.view)
      }
      for b in 0..<batch {
        #expect(count.ints[b] == wanted[b].count)
        #expect(Array(indices.ints[b * capacity..<b * capacity + wanted[b].count]) == wanted[b])
      }
      #expect(indices.gapsAreUntouched)
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(792)
    let attention = generator.tensor(.f32, [3, 2, 10])
    let indices = TestTensor(.i32, [9])
    let count = TestTensor(.i32, [1])
    func fails(
      _ status: Status, _ argument: String, _ budgets: TestTensor, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [indices, count], sourceLocation: sourceLocation) {
        try Select.hired(
          $0, attention: attention.view, budgets: budgets.view, indices: indices.view, count: count.view)
      }
    }
    fails(.value, "budgets", TestTensor([3], ints: [1, 11, 1]))
    fails(.value, "budgets", TestTensor([3], ints: [1, -1, 1]))
    fails(.shape, "budgets", TestTensor([4], ints: [1, 1, 1, 1]))
    fails(.shape, "budgets", TestTensor([1, 3], ints: [1, 1, 1]))
    let budgets = TestTensor([3], ints: [2, 3, 4])
    expectNonFiniteRefused(attention, "attention", outputs: [indices, count], &generator) {
      try Select.hired($0, attention: attention.view, budgets: budgets.view, indices: indices.view, count: count.view)
    }
    expectError(.capacity, "indices", outputs: [indices]) {
      try Select.hired(
        $0, attention: attention.view, budgets: TestTensor([3], ints: [5, 3, 4]).view, indices: indices.view,
        count: count.view)
    }
    #expect(count.ints == [12])
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(793)
    let attention = generator.tensor(.bf16, [2, 5, 3, 40])
    let budgets = TestTensor([2, 5], ints: [10, 0, 40, 3, 7, 1, 2, 3, 4, 5])
    let outputs = [generator.output(.i32, [2, 60]), generator.output(.i32, [2, 1])]
    try expectWellBehaved(outputs: outputs) {
      try Select.hired(
        $0, attention: attention.view, budgets: budgets.view, indices: outputs[0].view, count: outputs[1].view)
    }
  }
}

@Suite struct AnyResTests {
  @Test func equalsThePlainForm() throws {
    var generator = SeededGenerator(801)
    for round in 0..<120 {
      let (height, width, side) = (generator.int(1...4), generator.int(1...4), generator.int(1...7))
      let image = (height: generator.int(1...900), width: generator.int(1...900))
      let thumbnail = round % 2 == 0
      let newline = round % 3 == 0
      let tokens = side * side
      let first = thumbnail ? tokens : 0
      let total = first + height * width * tokens
      let list = generator.permutation(total).prefix(generator.int(0...total))
      let kept = round % 4 == 0 ? nil : TestTensor([list.count], strides: [2], ints: Array(list))
      let isKept = kept == nil ? Set(0..<total) : Set(list)
      var wanted = (0..<first).filter { isKept.contains($0) }
      let raster = PlainRaster(gridHeight: height, gridWidth: width, side: side, image: image)
      for row in raster.rows {
        for column in raster.columns {
          let (crop, token) = raster.id(row, column)
          if isKept.contains(first + crop * tokens + token) { wanted.append(first + crop * tokens + token) }
        }
        if newline { wanted.append(-1) }
      }
      let order = generator.output(.i32, [wanted.count])
      let count = TestTensor(.i32, [1])
      try withWorkspace {
        try Select.anyRes(
          $0, kept: kept?.view, gridHeight: height, gridWidth: width, side: side, imageHeight: image.height,
          imageWidth: image.width, thumbnail: thumbnail, newline: newline, order: order.view, count: count.view)
      }
      #expect(order.ints == wanted)
      #expect(count.ints == [wanted.count])
      #expect(order.gapsAreUntouched)
    }
  }

  @Test func badArguments() {
    let order = TestTensor(.i32, [20])
    let count = TestTensor(.i32, [1])
    func fails(
      _ status: Status, _ argument: String, kept: TestTensor? = nil, height: Int = 2, width: Int = 2, side: Int = 2,
      image: (Int, Int) = (5, 5), outputs: [TestTensor]? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: outputs ?? [order, count], sourceLocation: sourceLocation) {
        try Select.anyRes(
          $0, kept: kept?.view, gridHeight: height, gridWidth: width, side: side, imageHeight: image.0,
          imageWidth: image.1, thumbnail: true, newline: false, order: order.view, count: count.view)
      }
    }
    fails(.range, "grid_height", height: 0)
    fails(.range, "grid_width", width: 0)
    fails(.range, "side", side: -3)
    fails(.range, "image_height", image: (0, 5))
    fails(.range, "image_width", image: (5, Int.max))
    fails(.index, "kept", kept: TestTensor([2], ints: [0, 20]))
    fails(.index, "kept", kept: TestTensor([1], ints: [-1]))
    fails(.dtype, "kept", kept: TestTensor(.f32, [1], floats: [1]))
    fails(.size, "side", side: 30_000)
    fails(.capacity, "order", height: 3, image: (6, 4), outputs: [order])
    #expect(count.ints == [28])
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(802)
    let kept = TestTensor([50], ints: generator.subset(50, of: 7 * 25))
    let outputs = [generator.output(.i32, [70]), TestTensor(.i32, [1])]
    try expectWellBehaved(outputs: outputs) {
      try Select.anyRes(
        $0, kept: kept.view, gridHeight: 2, gridWidth: 3, side: 5, imageHeight: 300, imageWidth: 800, thumbnail: true,
        newline: true, order: outputs[0].view, count: outputs[1].view)
    }
  }
}

@Suite struct GlobalCom2SelectTests {
  /// PyTorch's bilinear interpolation with half-pixel centres.
  private func resampled(_ x: [Double], side: Int, height: Int, width: Int) -> [[Double]] {
    func sample(_ d: Int, _ size: Int) -> (Int, Int, Double) {
      let position = max(0, (Double(d) + 0.5) * Double(side) / Double(size) - 0.5)
      let i = min(Int(position), side - 1)
      return (i, min(i + 1, side - 1), position - Double(i))
    }
    return (0..<height).map { row in
      let (i, k, p) = sample(row, height)
      return (0..<width).map { column in
        let (j, l, q) = sample(column, width)
        return (1 - p) * ((1 - q) * x[i * side + j] + q * x[i * side + l])
          + p * ((1 - q) * x[k * side + j] + q * x[k * side + l])
      }
    }
  }

  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(811)
    for round in 0..<60 {
      let (height, width, side) = (generator.int(1...3), generator.int(1...3), generator.int(1...7))
      let crops = height * width
      let n = side * side
      // Padding of up to about half a raster.
      let image = (
        height: height * 100 + generator.int(0...80), width: width * 100 + (round % 3 == 0 ? 0 : generator.int(0...90))
      )
      let raster = PlainRaster(gridHeight: height, gridWidth: width, side: side, image: image)
      let batch = generator.int(1...2)
      let batched = batch == 2 || round % 2 == 0
      let thumbnail = generator.tensor(dtype, batched ? [batch, n] : [n])
      let scores = generator.tensor(dtype, batched ? [batch, crops, n] : [crops, n])
      let shares = (0..<batch * crops).map { generator.int(0...raster.tokens(of: $0 % crops).count) }
      let keep = TestTensor(batched ? [batch, crops] : [crops], ints: shares)
      let (inPlace, newline) = (round % 4 == 0, round % 5 > 0)
      let capacity = crops * n + height * side
      let packed = generator.output(.i32, batched ? [batch, capacity] : [capacity])
      let count = TestTensor(.i32, batched ? [batch, 1] : [1])
      try withWorkspace {
        try Select.globalCom2(
          $0, thumbnailScores: thumbnail.view, cropScores: scores.view, keep: keep.view, gridHeight: height,
          gridWidth: width, side: side, imageHeight: image.height, imageWidth: image.width, truePosition: inPlace,
          newline: newline, packed: packed.view, count: count.view)
      }
      for b in 0..<batch {
        let map = resampled(
          (0..<n).map { Double(thumbnail[b * n + $0]) }, side: side, height: raster.rows.count,
          width: raster.columns.count)
        var grid = [[Int]](repeating: [Int](repeating: -1, count: width * side), count: height * side)
        var y = 0
        for top in 0..<height {
          var x = 0
          var advance = 0
          for left in 0..<width {
            let crop = top * width + left
            let tokens = raster.tokens(of: crop)
            let rows = Set(tokens.map { $0 / side }).count
            let columns = Set(tokens.map { $0 % side }).count
            let own = tokens.map { Double(scores[(b * crops + crop) * n + $0]) }
            var part: [Double] = []
            for i in 0..<rows { for j in 0..<columns { part.append(map[y + i][x + j]) } }
            func norm(_ v: [Double]) -> Double { max(v.map { $0 * $0 }.reduce(0, +).squareRoot(), 1e-12) }
            let sums = zip(own, part).map { $0 / norm(own) + $1 / norm(part) }
            for rank in best(sums, shares[b * crops + crop]) {
              let cell = inPlace ? tokens[rank] : rank
              grid[top * side + cell / side][left * side + cell % side] = crop * n + tokens[rank]
            }
            x += columns
            if left == 0 { advance = rows }
          }
          y += advance
        }
        var wanted: [Int] = []
        for line in grid {
          wanted += line.filter { $0 >= 0 }
          if newline { wanted.append(-1) }
        }
        #expect(count.ints[b] == wanted.count)
        #expect(Array(packed.ints[b * capacity..<b * capacity + wanted.count]) == wanted)
      }
      #expect(packed.gapsAreUntouched)
    }
  }

  /// An image so narrow that padding takes whole columns of crops.
  @Test func wholeCropsOfPadding() throws {
    var generator = SeededGenerator(812)
    let thumbnail = generator.tensor(.f32, [16])
    let scores = generator.tensor(.f32, [6, 16])
    let keep = TestTensor([6], ints: [0, 3, 0, 0, 8, 0])
    let packed = TestTensor(.i32, [19])
    let count = TestTensor(.i32, [1])
    try withWorkspace {
      try Select.globalCom2(
        $0, thumbnailScores: thumbnail.view, cropScores: scores.view, keep: keep.view, gridHeight: 2, gridWidth: 3,
        side: 4, imageHeight: 800, imageWidth: 200, truePosition: false, newline: true, packed: packed.view,
        count: count.view)
    }
    #expect(count.ints == [19])
    #expect(packed.ints.filter { $0 < 0 }.count == 8)
    #expect(Set(packed.ints.filter { $0 >= 0 }.map { $0 / 16 }) == [1, 4])
  }

  @Test func badArguments() {
    var generator = SeededGenerator(813)
    let thumbnail = generator.tensor(.f32, [9])
    let scores = generator.tensor(.f32, [4, 9])
    let packed = TestTensor(.i32, [20])
    let count = TestTensor(.i32, [1])
    func fails(
      _ status: Status, _ argument: String, keep: TestTensor, side: Int = 3, height: Int = 2,
      outputs: [TestTensor]? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: outputs ?? [packed, count], sourceLocation: sourceLocation) {
        try Select.globalCom2(
          $0, thumbnailScores: thumbnail.view, cropScores: scores.view, keep: keep.view, gridHeight: height,
          gridWidth: 2, side: side, imageHeight: 50, imageWidth: 100, truePosition: false, newline: true,
          packed: packed.view, count: count.view)
      }
    }
    let keep = TestTensor([4], ints: [3, 2, 3, 1])
    // 50 x 100 in a square raster: 3 of 6 rows are covered, 1 or 2 of each crop.
    fails(.value, "keep", keep: TestTensor([4], ints: [7, 0, 0, 0]))
    fails(.value, "keep", keep: TestTensor([4], ints: [-1, 0, 0, 0]))
    fails(.shape, "keep", keep: TestTensor([3], ints: [1, 1, 1]))
    fails(.shape, "thumbnail_scores", keep: keep, side: 4)
    fails(.shape, "crop_scores", keep: keep, height: 3)
    fails(.range, "side", keep: keep, side: 0)
    fails(.capacity, "packed", keep: TestTensor([4], ints: [6, 6, 6, 6]), outputs: [packed])
    #expect(count.ints == [30])
    for (tensor, name) in [(thumbnail, "thumbnail_scores"), (scores, "crop_scores")] {
      expectNonFiniteRefused(tensor, name, outputs: [packed, count], &generator) {
        try Select.globalCom2(
          $0, thumbnailScores: thumbnail.view, cropScores: scores.view, keep: keep.view, gridHeight: 2, gridWidth: 2,
          side: 3, imageHeight: 50, imageWidth: 100, truePosition: false, newline: true, packed: packed.view,
          count: count.view)
      }
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(814)
    let thumbnail = generator.tensor(.f16, [2, 64])
    let scores = generator.tensor(.f16, [2, 6, 64])
    let keep = TestTensor([2, 6], ints: [10, 20, 3, 0, 7, 9, 1, 2, 3, 4, 5, 6])
    let outputs = [generator.output(.i32, [2, 70]), generator.output(.i32, [2, 1])]
    try expectWellBehaved(outputs: outputs) {
      try Select.globalCom2(
        $0, thumbnailScores: thumbnail.view, cropScores: scores.view, keep: keep.view, gridHeight: 2, gridWidth: 3,
        side: 8, imageHeight: 300, imageWidth: 600, truePosition: false, newline: true, packed: outputs[0].view,
        count: outputs[1].view)
    }
  }
}
