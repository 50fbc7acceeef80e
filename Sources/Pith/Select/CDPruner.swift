// CDPruner: Beyond Attention or Similarity: Maximizing Conditional Diversity for Token Pruning in MLLMs (NeurIPS 2025).
//
//   S_ij = cosine of features i and j        L_ij = r_i S_ij r_j        keep the greedy most probable subset of the process L
//
// r is the relevance to the query, see Score.cdPruner. The same walk takes any ready kernel L.
//
// Steps: bounds leave out most tokens (LazyDeterminant). When more than an eighth is kept, or D is small, the full walk
// (GreedyDeterminant) reads S: all of it, by half a matrix product, up to 4096 tokens; above that a row per pick.
//
// Differs from the authors' code: S_ii is 1, not the computed product of about 1; a feature of norm zero spans nothing
// and comes last; when the tokens left depend linearly on the picks (more picks than dimensions, duplicates) they
// follow by falling relevance with gain 0, where the authors' code takes roots of negative numbers and may keep fewer
// tokens.
// Cost: at most keep·N·D + keep²·N/2 multiply-adds (at most N²·D/2 for the first, half as much again where the walk starts
// anew), much less where relevance differs; keep·N +
// 2·N·D floats of scratch, N² more if S is stored.

import CPith

extension Select {
  /// Keeps the tokens that a greedy walk on similarity conditioned on relevance finds.
  ///
  /// - Parameters:
  ///   - features: `[N, D]` or `[B, N, D]`, f32, f16 or bf16.
  ///   - relevance: `[N]` or `[B, N]`, f32, f16 or bf16, magnitudes up to 2^40.
  ///   - keep: 0…N.
  ///   - order: ascending position, or pick order.
  ///   - indices: out, `[keep]` or `[B, keep]`, i32.
  ///   - gains: out, optional, `[keep]` or `[B, keep]`: conditional variance of each of `indices` when it was picked.
  public static func cdPruner(
    _ workspace: Workspace, features: Tensor, relevance: Tensor, keep: Int, order: Order, indices: Tensor,
    gains: Tensor?
  ) throws(PithError) {
    let features = try features.block("features", rank: 2, .float, "[N, D] or [B, N, D]")
    let n = features.extent(0)
    let relevance = try relevance.block("relevance", rank: 1, .float, "[N] or [B, N]")
    try relevance.require(n, "[N] or [B, N]")
    try relevance.requireBatch(of: features)
    try determinantWalk(workspace, features, keep, order, indices, gains) { b, walk, progress, picks throws(PithError) in
      let rows = try workspace.floatRows(features.item(b))
      try workspace.requireFinite(rows, "features")
      let weight = try workspace.floatRows(relevance.item(b))
      try workspace.requireFinite(weight, "relevance")
      let r = weight.base
      let inverse = try workspace.inverseNorms(rows)
      var j = 0
      while j < n {
        guard r[j].magnitude <= 0x1p40 else {
          throw PithError(.value, "relevance", expected: "magnitudes up to 2^40", got: .position(b &* n &+ j))
        }
        walk.diagonal[j] = inverse[j] == 0 ? 0 : r[j] * r[j]
        j &+= 1
      }
      // A token that is behind costs up to keep²/2 multiply-adds on top of its products: that must stay little against keep·D.
      if keep <= n / 8 && keep <= rows.cols / 2 {
        let gathered = try workspace.gatheredRows(rows)
        try workspace.pickLazily(keep, walk, rows, gathered, relevance: r, progress, into: picks)
      } else {
        try workspace.pick(keep, walk, rows, r, progress, into: picks)
      }
    }
  }

  /// Keeps the greedy most probable subset of a determinantal point process with a given kernel.
  ///
  /// - Parameters:
  ///   - kernel: `[N, N]` or `[B, N, N]`, symmetric and positive semidefinite (not checked), f32, f16 or bf16.
  ///   - keep, order, indices, gains: as above.
  public static func determinantal(
    _ workspace: Workspace, kernel: Tensor, keep: Int, order: Order, indices: Tensor, gains: Tensor?
  ) throws(PithError) {
    let kernel = try kernel.block("kernel", rank: 2, .float, "[N, N] or [B, N, N]")
    let n = kernel.extent(0)
    try kernel.require(n, n, "[N, N] or [B, N, N]")
    try determinantWalk(workspace, kernel, keep, order, indices, gains) { b, walk, progress, picks throws(PithError) in
      let rows = try workspace.floatRows(kernel.item(b))
      try workspace.requireFinite(rows, "kernel")
      var j = 0
      while j < n {
        walk.diagonal[j] = rows.row(j)[j]
        j &+= 1
      }
      try workspace.pick(keep, walk, progress, into: picks) { j, row in row.update(from: rows.row(j), count: n) }
    }
  }

  /// What the two share: checks, batch, order of the results. `body` fills `keep` picks of item b.
  private static func determinantWalk(
    _ workspace: Workspace, _ input: Block, _ keep: Int, _ order: Order, _ indices: Tensor, _ gains: Tensor?,
    _ body: (Int, DeterminantWalk, WalkProgress, UnsafeMutablePointer<Int32>) throws(PithError) -> Void
  ) throws(PithError) {
    let n = input.extent(0)
    try requireCount(keep, "keep", atMost: n, "0 to N")
    let indices = try indices.selection(keep, like: input)
    let gains = try gains.block("gains", rank: 1, .float, "[keep] or [B, keep]", like: input)
    try gains?.require(keep, "[keep] or [B, keep]")
    let total = try product(input.batch, keep)
    let result = try workspace.allocate(total, of: Int32.self)
    let added = try workspace.allocate(total, of: Float.self)
    var b = 0
    while b < input.batch {
      let mark = workspace.mark()
      let walk = try workspace.determinantWalk(n)
      let picks = result + b &* keep
      try body(b, walk, WalkProgress(done: b &* keep, total: total), picks)
      if order == .position {
        workspace.positions(of: GreedyWalk(count: n, values: walk.gains, picked: walk.marks), into: picks)
      }
      var i = 0
      while i < keep {
        added[b &* keep &+ i] = walk.gains[Int(picks[i])]
        i &+= 1
      }
      workspace.release(mark)
      b &+= 1
    }
    workspace.commitAll(result, count: keep, to: indices)
    if let gains { workspace.commitAll(added, count: keep, to: gains) }
  }
}
