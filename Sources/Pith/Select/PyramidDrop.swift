// PyramidDrop: Accelerating Your Large Vision-Language Models via Pyramid Visual Redundancy Reduction (CVPR 2025): a stage.
//
//   a[h, j] = softmax over j <= last_query of q[h] . k[h, j] / sqrt(D)        s_j = mean over heads of a[h, start + j]
//
// Keep the `keep` image tokens with the greatest s. q is the query of the last instruction token in the layer where the cut
// happens, k are that layer's keys, both after rotary embedding: the row is made afresh, not taken from the layer before, as
// FastV does. Text always stays. The authors keep int(n0 · ratio) of the n0 tokens the image had at first
// (`Budget.pyramidDrop`), and number positions anew after every stage.
//
// Steps: one row of attention (Primitives/AttentionRows.swift), mean over heads, top-k.
// Differs from the authors' code: fewer key heads than query heads are legal (theirs fails); ties go to the lower index.
// Cost: H · S · D multiply-adds; O(H · S) scratch.

import CPith

extension Select {
  /// Keeps the image tokens that the last instruction token attends to most.
  ///
  /// - Parameters:
  ///   - queries: `[H, D]` or `[B, H, D]`, H and D at least 1.
  ///   - keys: `[G, S, D]` or `[B, G, S, D]`, H a multiple of G: head h reads keys h / (H / G).
  ///   - start: where the image tokens begin in the sequence; `length`: how many there are.
  ///   - lastQuery: the query's position: it sees keys 0…lastQuery; -1: all.
  ///   - keep: 0…length.
  ///   - order: ascending position, or best first.
  ///   - indices: out, `[keep]` or `[B, keep]`, i32, relative to `start`.
  ///   - sequence: out, optional, `[S - length + keep]`, ascending, what stays of the whole sequence.
  ///   - scores: out, optional, `[length]`.
  public static func pyramidDrop(
    _ workspace: Workspace, queries: Tensor, keys: Tensor, start: Int, length: Int, lastQuery: Int, keep: Int,
    order: Order, indices: Tensor, sequence: Tensor?, scores: Tensor?
  ) throws(PithError) {
    var queries = try queries.block("queries", rank: 2, .float, "[H, D] or [B, H, D]")
    // One query row: [H, 1, D].
    let (shape, stride) = (queries.first.shape, queries.first.stride)
    queries.first.ndim = 3
    queries.first.shape = SIMD4(shape[0], 1, shape[1], 1)
    queries.first.stride = SIMD4(stride[0], 0, stride[1], 0)
    let keys = try keys.block("keys", rank: 3, .float, "[G, S, D] or [B, G, S, D]")
    let total = keys.extent(1)
    try require(start, "start", in: 0...total, "0 to S")
    try require(length, "length", in: 0...(total &- start), "0 to S - start")
    guard lastQuery >= -1 && lastQuery < total else {
      throw PithError(.range, "last_query", expected: "0 to S - 1, or -1", got: .integer(lastQuery))
    }
    try requireCount(keep, "keep", atMost: length, "0 to length")
    let plan = try QueryKeyPlan(
      queries, keys, scale: 0, causalOffset: lastQuery, firstColumn: start, columns: length, heads: .mean, across: .sum)
    let output = try RangeSelection(
      indices, sequence: sequence, scores: scores, like: queries, start: start, length: length, total: total, keep: keep,
      order: order, "[S - length + keep] or [B, S - length + keep]")
    try workspace.select(by: try workspace.queryKeyScores(plan), output)
  }
}
