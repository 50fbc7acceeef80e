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

extension Workspace {
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
    let scores = try allocate(try product(map.batch, columns.count), of: Float.self)
    let mark = self.mark()
    defer { release(mark) }
    var view = Tensor(scores, .f32, map.batch, columns.count)
    if !map.isBatched { view = view.slice(0) }
    try Score.attention(
      self, attention: attention, rowBegin: rows.lowerBound, rowEnd: rows.upperBound, columnBegin: columns.lowerBound,
      columnEnd: columns.upperBound, headReduce: heads, rowReduce: across, scores: view)
    return scores
  }
}
