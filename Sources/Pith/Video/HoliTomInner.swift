// HoliTom: Holistic Token Merging for Fast Video Large Language Models (NeurIPS 2025): merging inside the language model.
//
//   score_j = mean over heads of attention[h, last, start + j]                    targets: the `keep` largest
//   every other video token goes to the target with the greatest cosine of hidden states
//   in ascending order of tokens: target := (target + token) / 2
//
// One after the other, the halvings weigh the m tokens x_1 … x_m of a target h as  h / 2^m + sum over i of x_i / 2^(m - i + 1):
// the last token counts for one half. The result is a decision, an output row and a weight for every token, which `Apply.merge`
// carries out as a sum.
//
// Steps: one attention row per head; top-k; one product of the other tokens with the targets, reduced to its row maxima tile by
// tile, targets in the order of their scores: the first maximum is that of the higher score.
// Differs from the authors' code: a token of norm zero has cosine 0 with everything (theirs: NaN, which wins); keep 0 drops
// the video (theirs: an exception).
// Cost: (length - keep) · keep · D multiply-adds; O(length · D) scratch.

import CPith

extension Video {
  /// Merges the video's tokens into those that the last query attends to most.
  ///
  /// - Parameters:
  ///   - tokens: `[L, D]` or `[B, L, D]`, f32, f16 or bf16: hidden states.
  ///   - attention: `[Q, L]`, `[H, Q, L]` or `[B, H, Q, L]`: its last query row is read.
  ///   - start, length: where the video lies in the sequence.
  ///   - keep: 0…length. The authors keep round-half-even(length · (1 - r)).
  ///   - indices: out, `[L - length + keep]`, i32, ascending: what stays of the sequence.
  ///   - assign: out, `[L]`, i32: output row of each token; -1: dropped (keep 0 only).
  ///   - weight: out, `[L]`.
  public static func holiTomInner(
    _ workspace: Workspace, tokens: Tensor, attention: Tensor, start: Int, length: Int, keep: Int, indices: Tensor,
    assign: Tensor, weight: Tensor
  ) throws(PithError) {
    let tokens = try tokens.block("tokens", rank: 2, .float, "[L, D] or [B, L, D]")
    let n = tokens.extent(0)
    let map = try attention.attentionMap("attention")
    let queries = map.extent(1)
    guard queries >= 1 && map.extent(2) == n else {
      throw PithError(
        .shape, "attention", expected: "[Q, L], [H, Q, L] or [B, H, Q, L], Q at least 1",
        got: .shape(ndim: map.first.ndim, map.first.shape))
    }
    try map.requireBatch(of: tokens)
    try require(start, "start", in: 0...n, "0 to L")
    try require(length, "length", in: 0...(n &- start), "0 to L - start")
    try requireCount(keep, "keep", atMost: length, "0 to length")
    let whole = n &- length &+ keep
    let indices = try indices.block("indices", rank: 1, .index, "[L - length + keep] or [B, L - length + keep]")
    try indices.require(whole, "[L - length + keep] or [B, L - length + keep]")
    try indices.requireBatch(of: tokens)
    let assign = try assign.block("assign", rank: 1, .index, "[L] or [B, L]")
    try assign.require(n, "[L] or [B, L]")
    try assign.requireBatch(of: tokens)
    let weight = try weight.block("weight", rank: 1, .float, "[L] or [B, L]")
    try weight.require(n, "[L] or [B, L]")
    try weight.requireBatch(of: tokens)

    let values = try workspace.attentionScores(
      attention, map, rows: (queries &- 1)..<queries, columns: start..<(start &+ length), heads: .mean, across: .mean)
    let kept = try workspace.allocate(try product(tokens.batch, whole), of: Int32.self)
    let rowOf = try workspace.allocate(try product(tokens.batch, n), of: Int32.self)
    let share = try workspace.allocate(try product(tokens.batch, n), of: Float.self)
    var b = 0
    while b < tokens.batch {
      let mark = workspace.mark()
      let rows = try workspace.floatRows(tokens.item(b))
      let video = FloatRows(base: rows.row(start), rows: length, cols: rows.cols, stride: rows.stride)
      try workspace.requireFinite(video, "tokens")
      let targets = try workspace.allocate(keep, of: Int32.self)
      try workspace.topK(values + b &* length, length, keep, .ranked, into: targets)
      let owner = try workspace.owners(video, targets, keep)
      // Rows of the result, and for each target how much of it is left.
      let (slots, shares, list) = (rowOf + b &* n, share + b &* n, kept + b &* whole)
      shares.update(repeating: 1, count: n)
      var slot = 0
      var i = 0
      while i < n {
        slots[i] = -1
        if i < start || i >= start &+ length || owner[i &- start] == Int32(truncatingIfNeeded: i &- start) {
          slots[i] = Int32(truncatingIfNeeded: slot)
          list[slot] = Int32(truncatingIfNeeded: i)
          slot &+= 1
        }
        i &+= 1
      }
      i = length &- 1
      while i >= 0 {
        let target = Int(owner[i])
        if target < 0 {
          shares[start &+ i] = 0
        } else if target != i {
          shares[start &+ target] *= 0.5
          shares[start &+ i] = shares[start &+ target]
          slots[start &+ i] = slots[start &+ target]
        }
        i &-= 1
      }
      workspace.release(mark)
      try workspace.checkpoint(b &+ 1, of: tokens.batch)
      b &+= 1
    }
    workspace.commitAll(kept, count: whole, to: indices)
    workspace.commitAll(rowOf, count: n, to: assign)
    workspace.commitAll(share, count: n, to: weight)
  }
}

extension Workspace {
  /// The target of every row, a row itself if it is one; -1 without targets. `targets` come best first.
  fileprivate func owners(
    _ rows: FloatRows, _ targets: UnsafePointer<Int32>, _ count: Int
  ) throws(PithError) -> UnsafeMutablePointer<Int32> {
    let owner = try allocate(rows.rows, of: Int32.self)
    owner.update(repeating: -1, count: rows.rows)
    if count == 0 { return owner }
    let mark = self.mark()
    defer { release(mark) }
    var i = 0
    while i < count {
      owner[Int(targets[i])] = targets[i]
      i &+= 1
    }
    let others = try allocate(rows.rows &- count, of: Int32.self)
    var n = 0
    i = 0
    while i < rows.rows {
      if owner[i] < 0 {
        others[n] = Int32(truncatingIfNeeded: i)
        n &+= 1
      }
      i &+= 1
    }
    let index = try nearestByCosine(
      try gatherRows(rows, others, n), among: try gatherRows(rows, targets, count))
    i = 0
    while i < n {
      owner[Int(others[i])] = targets[Int(index[i])]
      i &+= 1
    }
    return owner
  }
}
