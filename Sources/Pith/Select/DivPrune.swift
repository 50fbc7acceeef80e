// DivPrune: Diversity-based Visual Token Pruning for Large Multimodal Models (CVPR 2025).
//
//   d(i, j) = 1 - x_i . x_j / (|x_i| |x_j|)
//   first pick    arg max over j of min over i ≠ j of d(i, j)
//   later picks   arg max over j of min over picked s of d(s, j)
//
// Steps: bounds find both the first pick (IsolatedToken.swift) and the later ones (LazyWalk.swift) without most of the pairs.
// When more than a quarter of the tokens is kept, half a matrix product gives the nearest neighbour of every token and the
// matrix itself. One running minimum per token replaces the authors' fresh minimum over all picked rows in every step.
//
// Differs from the authors' code: a token of norm zero has distance 1 to everything (theirs: NaN wins every step and is
// picked again and again); picked tokens are masked (theirs picks one token several times when fewer than `keep` tokens are
// distinct); a single token is legal. Order, ties and everything else are theirs.
// Cost: at most about N²·D/2 + keep·N·D multiply-adds, much less where tokens have near neighbours; 2·N·D floats of scratch.
// N²·D/2 + keep·N and N·D + N² floats when more than a quarter is kept (of up to 4096 tokens).

import CPith

extension Select {
  /// Keeps the `keep` tokens that a greedy farthest-point walk on cosine distance finds.
  ///
  /// - Parameters:
  ///   - tokens: `[N, D]` or `[B, N, D]`, f32, f16 or bf16.
  ///   - keep: 0…N.
  ///   - order: ascending position, or pick order.
  ///   - indices: out, `[keep]` or `[B, keep]`, i32.
  public static func divPrune(
    _ workspace: Workspace, tokens: Tensor, keep: Int, order: Order, indices: Tensor
  ) throws(PithError) {
    let tokens = try tokens.block("tokens", rank: 2, .float, "[N, D] or [B, N, D]")
    try walk(workspace, tokens, keep, order, indices) { rows, walk, progress, picks throws(PithError) in
      if LazyCost.pays(keep, of: rows.rows) {
        let gathered = try workspace.gatheredRows(rows)
        let seed = try workspace.mostIsolated(gathered, progress)
        try workspace.pickLazily(keep, from: seed, by: .farthest, rows, gathered, walk, progress, into: picks)
        return
      }
      let nearest = try workspace.allocate(rows.rows, of: Float.self)
      let similarities = try workspace.similarityRows(rows, store: true, nearest: nearest)
      try workspace.checkpoint(progress.done, of: progress.total)
      // Compared as the authors do, after the rounding of 1 - s. A token without neighbours is infinitely far.
      workspace.kernels.pointee.affine(-1, 1, nearest, nearest, rows.rows)
      let seed = max(0, workspace.kernels.pointee.arg_max(nearest, rows.rows))
      try workspace.pick(keep, from: seed, by: .farthest, similarities, walk, progress, into: picks)
    }
  }

  /// What greedy selections share: checks, batch, order of the result. `body` fills `keep` picks of one item.
  static func walk(
    _ workspace: Workspace, _ tokens: Block, _ keep: Int, _ order: Order, _ indices: Tensor,
    _ body: (FloatRows, GreedyWalk, WalkProgress, UnsafeMutablePointer<Int32>) throws(PithError) -> Void
  ) throws(PithError) {
    let n = tokens.extent(0)
    try requireCount(keep, "keep", atMost: n, "0 to N")
    let indices = try indices.selection(keep, like: tokens)

    let total = try product(tokens.batch, keep)
    let result = try workspace.allocate(total, of: Int32.self)
    var b = 0
    while b < tokens.batch {
      let mark = workspace.mark()
      let rows = try workspace.floatRows(tokens.item(b))
      try workspace.requireFinite(rows, "tokens")
      if keep > 0 {
        let walk = try workspace.greedyWalk(n)
        let picks = result + b &* keep
        try body(rows, walk, WalkProgress(done: b &* keep, total: total), picks)
        if order == .position { workspace.positions(of: walk, into: picks) }
      }
      workspace.release(mark)
      b &+= 1
    }
    workspace.commitAll(result, count: keep, to: indices)
  }
}
