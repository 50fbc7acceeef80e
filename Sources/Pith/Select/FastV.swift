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
    let output = try RangeSelection(
      indices, sequence: sequence, scores: scores, like: map, start: start, length: length, total: keys, keep: keep,
      order: order, "[K - length + keep] or [B, K - length + keep]")
    let values = try workspace.attentionScores(
      attention, map, rows: (queries &- 1)..<queries, columns: start..<(start &+ length), heads: .mean, across: .mean)
    try workspace.select(by: values, output)
  }
}
