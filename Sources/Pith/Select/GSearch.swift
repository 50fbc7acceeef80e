// Accelerating Multimodal Large Language Models by Searching Optimal Vision Token Reduction (CVPR 2025): nested pruning.
//
//   alive_0 = all tokens;  in layer l >= 1 with counts_l < |alive|: the counts_l of the alive tokens with the greatest
//   scores[l - 1] stay alive
//
// Every layer ranks what the layer before it attended to; layer 0 is never ranked, and a token that is gone stays gone. Counts
// come from `Budget.gSearch` or a search.
//
// There is no public code; this is a reading of the paper. Ties go to the lower index.
// Steps: per layer the alive scores side by side, top-k by counting. Cost: O(Σ alive); O(N) scratch beyond the result.

import CPith

extension Select {
  /// Keeps nested sets of tokens, layer by layer.
  ///
  /// - Parameters:
  ///   - scores: `[L, N]` or `[B, L, N]`, f32, f16 or bf16: attention that each token got in each layer. Scores of tokens that
  ///     are not alive, and those of the last layer, are not looked at.
  ///   - counts: `[L]` (for every batch item) or `[B, L]`, i32, 0 or more.
  ///   - indices: out, `[L, N]` or `[B, L, N]`, i32: tokens of each layer, ascending, then -1.
  ///   - alive: out, optional, `[L]` or `[B, L]`, i32: how many they are.
  public static func gSearch(
    _ workspace: Workspace, scores: Tensor, counts: Tensor, indices: Tensor, alive: Tensor?
  ) throws(PithError) {
    let scores = try scores.block("scores", rank: 2, .float, "[L, N] or [B, L, N]")
    let (layers, n) = (scores.extent(0), scores.extent(1))
    let counts = try counts.block("counts", rank: 1, .index, "[L] or [B, L]")
    try counts.require(layers, "[L] or [B, L]")
    if counts.isBatched { try counts.requireBatch(of: scores) }
    let indices = try indices.block("indices", rank: 2, .index, "the shape of scores")
    try indices.require(layers, n, "the shape of scores")
    try indices.requireBatch(of: scores)
    let alive = try alive.block("alive", rank: 1, .index, "[L] or [B, L]", like: scores)
    try alive?.require(layers, "[L] or [B, L]")

    let room = try product(layers, n)
    let result = try workspace.allocate(try product(scores.batch, room), of: Int32.self)
    let sizes = try workspace.allocate(try product(scores.batch, layers), of: Int32.self)
    let line = try workspace.allocate(n, of: Float.self)
    let picks = try workspace.allocate(n, of: Int32.self)
    var b = 0
    while b < scores.batch {
      let mark = workspace.mark()
      let wanted = try workspace.indices(counts.item(b))
      let item = scores.item(b)
      var size = n
      var l = 0
      while l < layers {
        guard wanted[l] >= 0 else {
          throw PithError(.value, "counts", expected: "0 or more", got: .element(Int(wanted[l]), at: b &* layers &+ l))
        }
        let row = result + (b &* room &+ l &* n)
        let before = l == 0 ? row : row + (0 &- n)
        if l == 0 {
          var i = 0
          while i < n {
            row[i] = Int32(truncatingIfNeeded: i)
            i &+= 1
          }
        } else {
          row.update(from: before, count: n)
        }
        if l > 0 && Int(wanted[l]) < size {
          workspace.loadFloats(
            item, offset: (l &- 1) &* item.stride[0], stride: item.stride[1], count: n, into: line)
          var i = 0
          while i < size {
            let score = line[Int(before[i])]
            guard score.isFinite else {
              throw PithError(
                .nonFinite, "scores", expected: "finite values",
                got: .position(b &* room &+ (l &- 1) &* n &+ Int(before[i])))
            }
            line[i] = score
            i &+= 1
          }
          let keep = Int(wanted[l])
          try workspace.topK(line, size, keep, .position, into: picks)
          i = 0
          while i < size {
            row[i] = i < keep ? before[Int(picks[i])] : -1
            i &+= 1
          }
          size = keep
        }
        sizes[b &* layers &+ l] = Int32(truncatingIfNeeded: size)
        l &+= 1
      }
      workspace.release(mark)
      b &+= 1
    }
    b = 0
    while b < indices.batch {
      let item = indices.item(b)
      var l = 0
      while l < layers {
        workspace.commit(result + (b &* room &+ l &* n), count: n, to: item.slice(l))
        l &+= 1
      }
      b &+= 1
    }
    if let alive { workspace.commitAll(sizes, count: layers, to: alive) }
  }
}
