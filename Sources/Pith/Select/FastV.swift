// FastV: An Image is Worth 1/2 Tokens After Layer 2 (ECCV 2024).
//
//   s_j = mean over heads h of a[h, last, start + j]          keep the `keep` largest
//
// a is the attention map of the decoder layer before the cut, `start` and the length say where the image tokens lie
// among the keys. Text before and after the image always stays.
//
// Steps: one row per head is read (a map of one query is enough), averaged over heads; top-k; the positions of the
// whole sequence are the text and what was kept of the image.
//
// Differs from the authors' code: ties go to the lower index (theirs: unspecified); every sequence of a batch gets its
// own selection (theirs: that of the first). Their count is round-half-even(length · (1 - r)), which is the host's to
// compute.
// Cost: reads heads · length elements; O(length) scratch.

import CPith

extension Select {
  /// Keeps the image tokens that the last query attends to most.
  ///
  /// - Parameters:
  ///   - attention: `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, f32, f16 or bf16; its last query row is read.
  ///   - start: where the image tokens begin among the keys; `length`: how many there are.
  ///   - keep: 0…length.
  ///   - order: ascending position, or best first.
  ///   - indices: out, `[keep]` or `[B, keep]`, i32, relative to `start`.
  ///   - sequence: out, optional, `[K - length + keep]`, ascending, what stays of the whole sequence.
  ///   - scores: out, optional, `[length]`.
  public static func fastV(
    _ workspace: Workspace, attention: Tensor, start: Int, length: Int, keep: Int, order: Order, indices: Tensor,
    sequence: Tensor?, scores: Tensor?
  ) throws(PithError) {
    let map = try attention.attentionMap("attention")
    let queries = map.extent(1)
    let keys = map.extent(2)
    guard queries >= 1 else {
      throw PithError(
        .shape, "attention", expected: "at least one query row", got: .shape(ndim: map.first.ndim, map.first.shape))
    }
    try require(start, "start", in: 0...keys, "0 to K")
    try require(length, "length", in: 0...(keys &- start), "0 to K - start")
    try requireCount(keep, "keep", atMost: length, "0 to length")
    let indices = try indices.selection(keep, like: map)
    let sequence = try sequence.block(
      "sequence", rank: 1, .index, "[K - length + keep] or [B, K - length + keep]", like: map)
    let whole = keys &- length &+ keep
    try sequence?.require(whole, "[K - length + keep] or [B, K - length + keep]")
    let scores = try scores.block("scores", rank: 1, .float, "[length] or [B, length]", like: map)
    try scores?.require(length, "[length] or [B, length]")

    let values = try workspace.attentionScores(
      attention, map, rows: (queries &- 1)..<queries, columns: start..<(start &+ length), heads: .mean, across: .mean)
    let result = try workspace.allocate(try product(map.batch, keep), of: Int32.self)
    let positions = try workspace.allocate(try product(map.batch, sequence == nil ? 0 : whole), of: Int32.self)
    var b = 0
    while b < map.batch {
      let picks = result + b &* keep
      let score = values + b &* length
      try workspace.topK(score, length, keep, .position, into: picks)
      if sequence != nil { spread(picks, keep, start: start, length: length, total: keys, into: positions + b &* whole) }
      if order == .ranked { try workspace.rank(picks, keep, by: score) }
      b &+= 1
    }
    workspace.commitAll(result, count: keep, to: indices)
    if let sequence { workspace.commitAll(positions, count: whole, to: sequence) }
    if let scores { workspace.commitAll(values, count: length, to: scores) }
  }
}
