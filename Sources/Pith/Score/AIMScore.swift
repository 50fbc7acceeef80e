// AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning (ICCV 2025): importance of tokens in a decoder.
//
//   A_h = softmax by row of logits_h / temperature          d_h = PageRank of A_h from equal scores (Primitives/PageRank.swift)
//   importance_j = sqrt(mean over heads of d_h(j)²)
//
// Logits are the scaled q·k with the causal and padding mask added (-inf, or the lowest f32, which becomes -inf when it is
// divided by the temperature). Select/AIM.swift picks the tokens, Budget/AIMBudget.swift says how many.
//
// Differs from the authors' code: a row that may attend to nothing votes for nobody (theirs: NaN).
// Cost: one exponential per entry that is not masked off and, per vote, one fused multiply-add; one head per thread in scratch.

import CPith

extension Score {
  /// Importance of every token by votes over all heads.
  ///
  /// - Parameters:
  ///   - logits: `[N, N]`, `[H, N, N]` or `[B, H, N, N]`, f32, f16 or bf16; finite or -inf.
  ///   - temperature: 2^-20 to 2^20; the authors' is 0.1.
  ///   - iterations: votes, 0 to 65535; theirs: 5.
  ///   - damping: 0 to 1; theirs: 0.
  ///   - importance: out, `[N]` or `[B, N]`.
  public static func aim(
    _ workspace: Workspace, logits: Tensor, temperature: Double, iterations: Int, damping: Double, importance: Tensor
  ) throws(PithError) {
    let map = try logits.squareMap("logits")
    let n = map.extent(1)
    let heads = map.extent(0)
    try require(temperature, "temperature", from: 0x1p-20, through: 0x1p20, "2^-20 to 2^20")
    try requireIterations(iterations)
    try require(damping, "damping", from: 0, through: 1, "0 to 1")
    let importance = try importance.block("importance", rank: 1, .float, "[N] or [B, N]")
    try importance.require(n, "[N] or [B, N]")
    try importance.requireBatch(of: map)

    let graphs = AttentionGraphs(
      map: map, isLogits: true, sharpness: Float(1 / temperature), alive: nil, count: n, renormalizes: false)
    let ranks = try workspace.headRanks(
      graphs, VotePlan(iterations: iterations, damping: damping, epsilon: 0, classWeight: 0))
    let result = try workspace.allocate(try product(map.batch, n), of: Float.self)
    var i = 0
    while i < map.batch &* n {
      let first = ranks + (i / n &* heads &* n &+ i % n)
      var squares = 0.0
      var h = 0
      while h < heads {
        squares += first[h &* n] * first[h &* n]
        h &+= 1
      }
      result[i] = Float((squares / Double(heads)).root)
      i &+= 1
    }
    workspace.commitAll(result, count: n, to: importance)
  }
}
