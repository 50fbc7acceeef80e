// STORM against a plain mean over each box.

import Testing

@testable import Pith

@Suite struct STORMTests {
  @Test(arguments: floatDTypes) func equalsThePlainMean(dtype: DType) throws {
    var generator = SeededGenerator(331)
    for round in 0..<40 {
      let (frames, height, width) = (generator.int(1...9), generator.int(1...6), generator.int(1...6))
      let dim = generator.int(0...18)
      let (poolFrames, poolSide) = (generator.int(1...frames), generator.int(1...min(height, width)))
      let sample = generator.int(1...4)
      let batch = round % 2 == 0 ? [2] : []
      let tokens = generator.tensor(dtype, batch + [frames, height * width, dim])
      let starts = Array(stride(from: 0, through: frames - poolFrames, by: poolFrames)).enumerated()
        .filter { $0.offset % sample == 0 }.map(\.element)
      let rows = Array(stride(from: 0, through: height - poolSide, by: poolSide))
      let columns = Array(stride(from: 0, through: width - poolSide, by: poolSide))
      let y = generator.output(.f32, batch + [starts.count, rows.count * columns.count, dim])
      let list = generator.output(.i32, [starts.count])
      try withWorkspace {
        try Video.storm(
          $0, tokens: tokens.view, height: height, width: width, poolFrames: poolFrames, poolSide: poolSide,
          sample: sample, y: y.view, frames: list.view)
      }
      #expect(list.ints == starts)
      var wanted: [Double] = []
      for b in 0..<batch.reduce(1, *) {
        let video = PlainVideo(tokens, item: b)
        for start in starts {
          for row in rows {
            for column in columns {
              var sum = [Double](repeating: 0, count: dim)
              for f in start..<start + poolFrames {
                for r in row..<row + poolSide {
                  for c in column..<column + poolSide {
                    for (j, value) in video.token(f, r * width + c).enumerated() { sum[j] += value }
                  }
                }
              }
              wanted += sum.map { $0 / Double(poolFrames * poolSide * poolSide) }
            }
          }
        }
      }
      #expect(zip(y.floats, wanted).allSatisfy { abs(Double($0) - $1) <= 2e-6 } && y.count == wanted.count)
      #expect(y.gapsAreUntouched && list.gapsAreUntouched)
    }
  }

  /// A NaN spoils its box alone, and is not even seen where sampling drops it.
  @Test func nanPassesThrough() throws {
    let tokens = TestTensor(.f32, [4, 4, 1], floats: [1, 1, 2, 2, 1, .nan, 2, 2, .nan, .nan, .nan, .nan, 1, 2, 3, 4])
    let y = TestTensor(.f32, [2, 4, 1])
    try withWorkspace {
      try Video.storm(
        $0, tokens: tokens.view, height: 2, width: 2, poolFrames: 1, poolSide: 1, sample: 3, y: y.view, frames: nil)
    }
    #expect(y.floats == [1, 1, 2, 2, 1, 2, 3, 4])
    let pooled = TestTensor(.f32, [1, 4, 1])
    try withWorkspace {
      try Video.storm(
        $0, tokens: tokens.view, height: 2, width: 2, poolFrames: 2, poolSide: 1, sample: 2, y: pooled.view, frames: nil)
    }
    #expect(pooled[0] == 1 && pooled[1].isNaN && pooled[2] == 2 && pooled[3] == 2)
  }

  @Test func noFramesGiveNoFrames() throws {
    let tokens = TestTensor(.f32, [0, 4, 3])
    let y = TestTensor(.f32, [0, 1, 3])
    let list = TestTensor(.i32, [0])
    try withWorkspace {
      try Video.storm(
        $0, tokens: tokens.view, height: 2, width: 2, poolFrames: 1, poolSide: 2, sample: 1, y: y.view, frames: list.view)
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(332)
    let tokens = generator.tensor(.f32, [5, 12, 3])
    let y = TestTensor(.f32, [2, 2, 3])
    let list = TestTensor(.i32, [2])
    func fails(
      _ status: Status, _ argument: String, height: Int = 3, width: Int = 4, poolFrames: Int = 2, poolSide: Int = 2,
      sample: Int = 1, list: TestTensor, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [y, list], sourceLocation: sourceLocation) {
        try Video.storm(
          $0, tokens: tokens.view, height: height, width: width, poolFrames: poolFrames, poolSide: poolSide,
          sample: sample, y: y.view, frames: list.view)
      }
    }
    fails(.range, "height", height: 0, list: list)
    fails(.range, "width", width: Int.max, list: list)
    fails(.shape, "tokens", height: 4, list: list)
    fails(.range, "pool_frames", poolFrames: 6, list: list)
    fails(.range, "pool_frames", poolFrames: 0, list: list)
    fails(.range, "pool_side", poolSide: 4, list: list)
    fails(.range, "sample", sample: 0, list: list)
    fails(.shape, "y", poolFrames: 1, list: list)
    fails(.shape, "y", poolSide: 1, list: list)
    fails(.shape, "frames", list: TestTensor(.i32, [3]))
  }

  @Test(arguments: floatDTypes) func isWellBehaved(dtype: DType) throws {
    var generator = SeededGenerator(333)
    let tokens = generator.tensor(dtype, [2, 6, 30, 200])
    let outputs = [generator.output(.f32, [2, 2, 6, 200]), generator.output(.i32, [2])]
    try expectWellBehaved(outputs: outputs) {
      try Video.storm(
        $0, tokens: tokens.view, height: 5, width: 6, poolFrames: 2, poolSide: 2, sample: 2, y: outputs[0].view,
        frames: outputs[1].view)
    }
  }
}
