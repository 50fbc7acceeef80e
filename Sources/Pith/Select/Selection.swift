// What selections share: their outputs, and attention scores as a step of a method.

import CPith

extension Tensor {
  /// The output of a selection, `[keep]` or `[B, keep]`.
  @inline(never)
  func selection(_ keep: Int, like input: Block) throws(PithError) -> Block {
    let indices = try block("indices", rank: 1, .index, "[keep] or [B, keep]")
    try indices.require(keep, "[keep] or [B, keep]")
    try indices.requireBatch(of: input)
    return indices
  }
}

/// Checked outputs of a selection whose length depends on the data.
struct CountedIndices {
  var indices: Block
  var count: Block

  @inline(never)
  init(
    _ indices: Tensor, _ count: Tensor, like input: Block, name: StaticString = "indices"
  ) throws(PithError) {
    self.indices = try indices.block(name, rank: 1, .index, "[capacity] or [B, capacity]")
    try self.indices.requireBatch(of: input)
    self.count = try count.block("count", rank: 1, .index, "[1] or [B, 1]")
    try self.count.require(1, "[1] or [B, 1]")
    try self.count.requireBatch(of: input)
  }
}

/// Checked outputs of a selection from a range of a sequence: `keep` of the `length` tokens from `start` on.
struct RangeSelection {
  var indices: Block
  var sequence: Block?
  var scores: Block?
  var start: Int
  var length: Int
  /// Tokens of the whole sequence.
  var total: Int
  var keep: Int
  var order: Order

  /// What stays of the whole sequence.
  var whole: Int { total &- length &+ keep }

  /// `shape`: that of `sequence`, as the documentation writes it.
  @inline(never)
  init(
    _ indices: Tensor, sequence: Tensor?, scores: Tensor?, like input: Block, start: Int, length: Int, total: Int,
    keep: Int, order: Order, _ shape: StaticString
  ) throws(PithError) {
    self.indices = try indices.selection(keep, like: input)
    (self.start, self.length, self.total, self.keep, self.order) = (start, length, total, keep, order)
    self.sequence = try sequence.block("sequence", rank: 1, .index, shape, like: input)
    self.scores = try scores.block("scores", rank: 1, .float, "[length] or [B, length]", like: input)
    try self.sequence?.require(whole, shape)
    try self.scores?.require(length, "[length] or [B, length]")
  }
}

/// The positions of a sequence of `total` tokens without the dropped ones of `start..<start + length`.
@inline(never)
func spread(
  _ picks: UnsafePointer<Int32>, _ keep: Int, start: Int, length: Int, total: Int,
  into positions: UnsafeMutablePointer<Int32>
) {
  var i = 0
  while i < start {
    positions[i] = Int32(truncatingIfNeeded: i)
    i &+= 1
  }
  i = 0
  while i < keep {
    positions[start &+ i] = picks[i] &+ Int32(truncatingIfNeeded: start)
    i &+= 1
  }
  i = start &+ length
  while i < total {
    positions[i &- length &+ keep] = Int32(truncatingIfNeeded: i)
    i &+= 1
  }
}

extension Workspace {
  /// Selects by `values`, `[batch, length]`, and writes everything.
  @inline(never)
  func select(by values: UnsafePointer<Float>, _ output: RangeSelection) throws(PithError) {
    let batch = output.indices.batch
    let (length, keep, whole) = (output.length, output.keep, output.whole)
    let result = try allocate(try product(batch, keep), of: Int32.self)
    let positions = try allocate(output.sequence == nil ? 0 : try product(batch, whole), of: Int32.self)
    var b = 0
    while b < batch {
      let picks = result + b &* keep
      let score = values + b &* length
      try topK(score, length, keep, .position, into: picks)
      if output.sequence != nil {
        spread(
          picks, keep, start: output.start, length: length, total: output.total, into: positions + b &* whole)
      }
      if output.order == .ranked { try rank(picks, keep, by: score) }
      b &+= 1
    }
    commitAll(result, count: keep, to: output.indices)
    if let sequence = output.sequence { commitAll(positions, count: whole, to: sequence) }
    if let scores = output.scores { commitAll(values, count: length, to: scores) }
  }

  /// Writes a counted selection, `stride` indices of room for each item. The counts are written even if a capacity is too
  /// small; nothing else is then.
  @inline(never)
  func commit(
    _ source: UnsafePointer<Int32>, stride: Int, _ counts: UnsafePointer<Int32>, to output: CountedIndices
  ) throws(PithError) {
    var most = 0
    var b = 0
    while b < output.count.batch {
      most = max(most, Int(counts[b]))
      b &+= 1
    }
    commitAll(counts, count: 1, to: output.count)
    if b > 0 { try output.indices.requireCapacity(most) }
    b = 0
    while b < output.count.batch {
      commit(source + b &* stride, count: Int(counts[b]), to: output.indices.item(b))
      b &+= 1
    }
  }

  /// Writes results that lie one behind the other, `count` for each item.
  @inline(never)
  func commitAll(_ source: UnsafePointer<Int32>, count: Int, to block: Block) {
    var b = 0
    while b < block.batch {
      commit(source + b &* count, count: count, to: block.item(b))
      b &+= 1
    }
  }

  @inline(never)
  func commitAll(_ source: UnsafePointer<Float>, count: Int, to block: Block) {
    var b = 0
    while b < block.batch {
      commit(source + b &* count, count: count, to: block.item(b))
      b &+= 1
    }
  }

  /// `Score.attention` into scratch, one row of scores for each item of `map`, which is the checked `attention`.
  @inline(never)
  func attentionScores(
    _ attention: Tensor, _ map: Block, rows: Range<Int>, columns: Range<Int>, heads: Reduce, across: Reduce
  ) throws(PithError) -> UnsafeMutablePointer<Float> {
    let width = columns.upperBound &- columns.lowerBound
    let scores = try allocate(try product(map.batch, width), of: Float.self)
    let mark = self.mark()
    defer { release(mark) }
    var view = Tensor(scores, .f32, map.batch, width)
    if !map.isBatched { view = view.slice(0) }
    try Score.attention(
      self, attention: attention, rowBegin: rows.lowerBound, rowEnd: rows.upperBound, columnBegin: columns.lowerBound,
      columnEnd: columns.upperBound, headReduce: heads, rowReduce: across, scores: view)
    return scores
  }
}
