// DyCoke, second stage: which keys of the video a decoding step attends to.
//
//   a_j = mean over heads of attention[h, last, start + j]        similarity = cos(a, a of the step before), 0 without one
//   similarity < gate:  the keys before and after the video, and the `keep` video tokens with the largest a
//   otherwise:          nothing is pruned at this step
//
// The cache itself stays whole: a token dropped at one step may come back at the next.
//
// The paper reuses the last selection where attention has hardly changed; the published code clears it at the start of every
// step, so that "hardly changed" means that nothing is pruned. This follows the code. A host that wants the paper's rule keeps
// the last `indices` when `updated` is 0.
// Differs from the authors' code: the kept tokens ascend (theirs: unspecified order); ties go to the lower index.
// Cost: O(heads · length).

import CPith

extension Video {
  /// Selects the keys for the layers behind the one whose attention is given.
  ///
  /// - Parameters:
  ///   - attention: `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`: its last query row is read.
  ///   - previous: `[length]` or `[B, length]`, or nil: `scores` of the step before.
  ///   - start, length: where the video lies among the keys.
  ///   - keep: 0…length. The authors keep int(length · (1 - p)).
  ///   - gate: -1…1; the authors' is 0.9. Compared in f32.
  ///   - indices: out, `[K - length + keep]`, i32, ascending. Left alone where `updated` is 0.
  ///   - updated: out, `[1]`, i32: 1 if `indices` was written.
  ///   - similarity: out, optional, `[1]`.
  ///   - scores: out, optional, `[length]`: a.
  public static func dyCokeStep(
    _ workspace: Workspace, attention: Tensor, previous: Tensor?, start: Int, length: Int, keep: Int, gate: Double,
    indices: Tensor, updated: Tensor, similarity: Tensor?, scores: Tensor?
  ) throws(PithError) {
    let map = try attention.attentionMap("attention")
    let (queries, keys, batch) = (map.extent(1), map.extent(2), map.batch)
    guard queries >= 1 else {
      throw PithError(
        .shape, "attention", expected: "at least one query row", got: .shape(ndim: map.first.ndim, map.first.shape))
    }
    try require(start, "start", in: 0...keys, "0 to K")
    try require(length, "length", in: 0...(keys &- start), "0 to K - start")
    try requireCount(keep, "keep", atMost: length, "0 to length")
    try require(gate, "gate", from: -1, through: 1, "-1 to 1")
    let previous = try previous.block("previous", rank: 1, .float, "[length] or [B, length]", like: map)
    try previous?.require(length, "[length] or [B, length]")
    let whole = keys &- length &+ keep
    let indices = try indices.block("indices", rank: 1, .index, "[K - length + keep] or [B, K - length + keep]")
    try indices.require(whole, "[K - length + keep] or [B, K - length + keep]")
    try indices.requireBatch(of: map)
    let updated = try updated.block("updated", rank: 1, .index, "[1] or [B, 1]")
    try updated.require(1, "[1] or [B, 1]")
    try updated.requireBatch(of: map)
    let similarity = try similarity.block("similarity", rank: 1, .float, "[1] or [B, 1]", like: map)
    try similarity?.require(1, "[1] or [B, 1]")
    let scores = try scores.block("scores", rank: 1, .float, "[length] or [B, length]", like: map)
    try scores?.require(length, "[length] or [B, length]")

    let values = try workspace.attentionScores(
      attention, map, rows: (queries &- 1)..<queries, columns: start..<(start &+ length), heads: .mean, across: .mean)
    let cosines = try workspace.allocate(batch, of: Float.self)
    let result = try workspace.allocate(try product(batch, whole), of: Int32.self)
    var b = 0
    while b < batch {
      let score = values + b &* length
      let mark = workspace.mark()
      cosines[b] = 0
      if let previous {
        let before = try workspace.floatRows(previous.item(b))
        try workspace.requireFinite(before, "previous")
        cosines[b] = workspace.cosine(score, before.base, length)
      }
      let target = result + b &* whole
      workspace.writeRange(0, start, into: target)
      try workspace.topK(score, length, keep, .position, offset: start, into: target + start)
      workspace.writeRange(start &+ length, keys &- start &- length, into: target + start + keep)
      workspace.release(mark)
      b &+= 1
    }
    b = 0
    while b < batch {
      let changed = cosines[b] < Float(gate)
      if changed { workspace.commit(result + b &* whole, count: whole, to: indices.item(b)) }
      workspace.commit(changed ? 1 : 0, to: updated.item(b))
      if let similarity { workspace.commit(cosines[b], to: similarity.item(b)) }
      b &+= 1
    }
    if let scores { workspace.commitAll(values, count: length, to: scores) }
  }
}

extension Workspace {
  /// The cosine of two vectors in double, norms bounded below by 1e-8.
  fileprivate func cosine(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ n: Int) -> Float {
    let table = kernels
    let lengths =
      max(table.pointee.wide_sum_squares(x, n).root, 1e-8) * max(table.pointee.wide_sum_squares(y, n).root, 1e-8)
    return Float(table.pointee.wide_dot(x, y, n) / lengths)
  }
}
