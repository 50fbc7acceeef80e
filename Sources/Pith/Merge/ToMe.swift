// Token Merging: Your ViT But Faster (ICLR 2023): bipartite soft matching.
//
//   A = tokens at even positions, B = tokens at odd positions
//   best_i = max over j in B of cos(a_i, b_j),  to_i = arg max
//   the r tokens of A with the largest best are merged into their to; r = min(remove, (N - protected) / 2)
//
// Output rows: the other tokens of A, then all of B in ascending position. With a class token the tokens of A keep their
// order; without one they stand in falling similarity, as in the authors' code, and later layers depend on it. With a
// distillation token the rows are class, distillation, rest of A, rest of B. Nothing to merge: all tokens in their places.
//
// Differs from the authors' code: a token of norm zero is similar to nothing (theirs: NaN, which every token merges into);
// equal similarities are ordered by position (theirs: undefined).
// Cost: N²/4·C multiply-adds, no N×N matrix.

import CPith

extension Merge {
  /// Pairs tokens off and merges the `remove` most similar pairs.
  ///
  /// - Parameters:
  ///   - metric: what is compared (in a ViT: the mean of the keys over heads). `[N, C]` or `[B, N, C]`, f32, f16 or bf16.
  ///   - remove: tokens to remove; clamped to 0…(N - protected tokens) / 2.
  ///   - classToken: token 0 is never merged away.
  ///   - distillToken: nothing is merged into token 1.
  ///   - assign: out, output row of every token. `[N]` or `[B, N]`, i32.
  ///   - sources: out, the tokens merged away in falling similarity. At least `[r]` or `[B, r]`, i32.
  ///   - destinations: out, the tokens they are merged into.
  ///   - count: out, N - r. `[1]`, or `[B]` for a batch, i32.
  public static func toMe(
    _ workspace: Workspace, metric: Tensor, remove: Int, classToken: Bool, distillToken: Bool, assign: Tensor,
    sources: Tensor?, destinations: Tensor?, count: Tensor?
  ) throws(PithError) {
    let metric = try metric.block("metric", rank: 2, .float, "[N, C] or [B, N, C]")
    let n = metric.extent(0)
    let protected = (classToken ? 1 : 0) &+ (distillToken ? 1 : 0)
    let r = max(0, min(remove, (n &- protected) / 2))
    let assign = try assignBlock(assign, n, metric)
    let sources = try pairsBlock(sources, "sources", r, metric)
    let destinations = try pairsBlock(destinations, "destinations", r, metric)
    let count = try Block.count(count, of: metric)

    let rows = try workspace.allocate(try product(metric.batch, n), of: Int32.self)
    let merged = try workspace.allocate(try product(metric.batch, r), of: Int32.self)
    let into = try workspace.allocate(try product(metric.batch, r), of: Int32.self)
    let sides = BipartiteSides(alternating: n, isOrdered: classToken, distillToken: distillToken)
    var b = 0
    while b < metric.batch {
      let mark = workspace.mark()
      let x = try workspace.floatRows(metric.item(b))
      try workspace.requireFinite(x, "metric")
      if r == 0 {
        workspace.keepInPlace(rows + b &* n, n)
      } else {
        let match = try workspace.matchAlternating(x, classToken: classToken, distillToken: distillToken)
        workspace.mergeBest(
          r, of: match, try workspace.fallingOrder(match, sides.sourceCount), sides, assign: rows + b &* n,
          sources: merged + b &* r, destinations: into + b &* r)
      }
      workspace.release(mark)
      try workspace.checkpoint(b &+ 1, of: metric.batch)
      b &+= 1
    }
    workspace.commit(rows, count: n, to: assign)
    if let sources { workspace.commit(merged, count: r, to: sources) }
    if let destinations { workspace.commit(into, count: r, to: destinations) }
    workspace.commit(count: n &- r, to: count)
  }

  static func assignBlock(_ view: Tensor, _ n: Int, _ input: Block) throws(PithError) -> Block {
    let assign = try view.block("assign", rank: 1, .index, "[N] or [B, N]")
    try assign.require(n, "[N] or [B, N]")
    try assign.requireBatch(of: input)
    return assign
  }

  /// An optional list of merged pairs: room for at least `r`.
  static func pairsBlock(_ view: Tensor?, _ name: StaticString, _ r: Int, _ input: Block) throws(PithError) -> Block? {
    guard let view else { return nil }
    let block = try view.block(name, rank: 1, .index, "[r] or [B, r]")
    try block.requireBatch(of: input)
    guard block.extent(0) >= r else {
      throw PithError(.capacity, name, expected: "room for every merged pair", got: .needed(r, had: block.extent(0)))
    }
    return block
  }
}
