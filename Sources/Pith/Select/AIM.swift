// AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning (ICCV 2025): which tokens the next layer sees.
//
//   rank: protected tokens first (outside the visual range), then visual ones by falling importance, dead ones last
//   the `keep` first of that ranking, less those that are dead already
//
// `keep` counts protected tokens, and dead ones if it reaches them: then fewer come out. Score/AIMScore.swift gives the
// importance, Budget/AIMBudget.swift `keep`.
//
// Differs from the authors' code: protected tokens rank first by rule, not by a constant 1; every sequence of a batch has its
// own selection. Ties go to the lower index (theirs: unspecified).
// Cost: O(N).

import CPith

extension Select {
  /// Keeps the most important visual tokens, and all others.
  ///
  /// - Parameters:
  ///   - importance: `[N]` or `[B, N]`, f32, f16 or bf16.
  ///   - alive: 1 for tokens that earlier layers left, else 0. `[N]` or `[B, N]`, i32; nil: all are.
  ///   - begin, end: the visual range, 0 ≤ begin ≤ end ≤ N.
  ///   - keep: 0…N, protected and dead tokens counted.
  ///   - indices: out, ascending. `[capacity]` or `[B, capacity]`, i32; `keep` is always enough.
  ///   - count: out, `[1]` or `[B, 1]`, i32. Written on a capacity error too.
  public static func aim(
    _ workspace: Workspace, importance: Tensor, alive: Tensor?, begin: Int, end: Int, keep: Int, indices: Tensor,
    count: Tensor
  ) throws(PithError) {
    let importance = try importance.block("importance", rank: 1, .float, "[N] or [B, N]")
    let n = importance.extent(0)
    let alive = try alive.block("alive", rank: 1, .index, "[N] or [B, N]", like: importance)
    try alive?.require(n, "[N] or [B, N]")
    try require(end, "visual_end", in: 0...n, "0 to N")
    guard begin >= 0 && begin <= end else {
      throw PithError(.range, "visual_begin", expected: "0 to visual_end", got: .integer(begin))
    }
    try requireCount(keep, "keep", atMost: n, "0 to N")
    let output = try CountedIndices(indices, count, like: importance)

    let picks = try workspace.allocate(try product(importance.batch, keep), of: Int32.self)
    let lengths = try workspace.allocate(importance.batch, of: Int32.self)
    let scores = try workspace.allocate(n, of: Float.self)
    var b = 0
    while b < importance.batch {
      let mark = workspace.mark()
      let row = try workspace.floatRows(importance.item(b))
      try workspace.requireFinite(row, "importance")
      var living: UnsafePointer<Int32>?
      if let alive { living = try workspace.indices(alive.item(b)) }
      var i = 0
      while i < n {
        let isAlive = living?[i] ?? 1
        guard isAlive == 0 || isAlive == 1 else {
          throw PithError(.value, "alive", expected: "0 or 1", got: .element(Int(isAlive), at: b &* n &+ i))
        }
        let isVisual = i >= begin && i < end
        scores[i] = isVisual ? (isAlive == 1 ? row.base[i] : -.infinity) : .infinity
        i &+= 1
      }
      let own = picks + b &* keep
      try workspace.topK(scores, n, keep, .position, into: own)
      var written = 0
      i = 0
      while i < keep {
        if (living?[Int(own[i])] ?? 1) == 1 {
          own[written] = own[i]
          written &+= 1
        }
        i &+= 1
      }
      lengths[b] = Int32(truncatingIfNeeded: written)
      workspace.release(mark)
      b &+= 1
    }
    try workspace.commit(picks, stride: keep, lengths, to: output)
  }
}
