// Maximal marginal relevance: relevant to the question, unlike what was already picked.
//
// Paper: Carbonell and Goldstein, "The Use of MMR, Diversity-Based Reranking for Reordering Documents and Producing Summaries",
// SIGIR 1998. Two variants are in use:
//
//   any   (LangChain)   argmax of lambda r_i - (1 - lambda) max over all picks s of cos(x_i, x_s);  first pick: argmax r_i
//   last  (LlamaIndex)  argmax of lambda r_i - (1 - lambda) cos(x_i, x_last);                  first pick: argmax lambda r_i
//
// r_i = cos(query, x_i). Ties: the lower index.
// Steps: one row of cosines per pick updates the penalty of every text. LangChain's code computes all cosines with all picks
// anew in every round, O(k^2 N D).
// Where we differ: a zero row has cosine 0 in both variants. Cost: k N D multiply-adds in double; O(N) scratch.

import CPith

extension Text {
  /// Picks texts one by one.
  ///
  /// - Parameters:
  ///   - query: `[D]`. embeddings: `[N, D]`; finite.
  ///   - lambda: 0 (diversity) to 1 (relevance).
  ///   - penalizeLast: compare with the last pick only.
  ///   - indices: out, `[K]`, K at most N, i32, in the order of picking.
  ///   - scores: out, `[K]`, float, or nil: the value at which each was picked; the first of the `any` variant: r.
  public static func maximalMarginalRelevance(
    _ workspace: Workspace, query: Tensor, embeddings: Tensor, lambda: Double, penalizeLast: Bool, indices: Tensor,
    scores: Tensor?
  ) throws(PithError) {
    try require(lambda, "lambda", from: 0, through: 1, "0 to 1")
    let (question, rows) = try workspace.questionAndRows(query, embeddings)
    let n = rows.rows
    let indices = try indices.unbatched("indices", rank: 1, .index, "[K]")
    let keep = indices.extent(0)
    guard keep <= n else { throw PithError(.shape, "indices", expected: "at most N picks", got: .needed(n, had: keep)) }
    let scores = try scores?.unbatched("scores", rank: 1, .float, "[K]")
    try scores?.require(keep, "[K] as in indices")

    let relevance = try workspace.allocate(n, of: Double.self)
    let wide = try workspace.allocate(rows.cols, of: Double.self)
    let cosines = try CosineRows(workspace, rows, "embeddings", question: question, into: relevance, wide: wide)
    let penalty = try workspace.allocate(n, of: Double.self)
    penalty.update(repeating: -.infinity, count: n)
    let row = try workspace.allocate(n, of: Double.self)
    let taken = try workspace.allocate(n, of: Bool.self)
    taken.update(repeating: false, count: n)
    let picks = try workspace.allocate(keep, of: Int32.self)
    let values = try workspace.allocate(keep, of: Float.self)
    var step = 0
    while step < keep {
      try workspace.checkpoint(step, of: keep)
      if step > 0 {
        cosines.cosines(rows.row(Int(picks[step &- 1])), into: row, wide: wide)
        var i = 0
        while i < n {
          penalty[i] = penalizeLast ? row[i] : max(penalty[i], row[i])
          i &+= 1
        }
      }
      var best = -1
      var value = -Double.infinity
      var i = 0
      while i < n {
        if !taken[i] {
          let first = penalizeLast ? lambda * relevance[i] : relevance[i]
          let candidate = step == 0 ? first : lambda * relevance[i] - (1 - lambda) * penalty[i]
          // Squares of finite numbers may not be finite: any text then serves.
          if best < 0 || candidate > value {
            best = i
            value = candidate
          }
        }
        i &+= 1
      }
      taken[best] = true
      picks[step] = Int32(truncatingIfNeeded: best)
      values[step] = Float(value)
      step &+= 1
    }
    workspace.commit(picks, count: keep, to: indices.first)
    if let scores { workspace.commit(values, count: keep, to: scores.first) }
  }
}
