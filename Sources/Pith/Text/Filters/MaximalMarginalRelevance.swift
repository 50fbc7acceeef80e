// Maximal marginal relevance: relevant to the question, unlike what was already picked.
//
// Paper: Carbonell and Goldstein, "The Use of MMR, Diversity-Based Reranking for Reordering Documents and Producing Summaries",
// SIGIR 1998. Two variants are in use:
//
//   any   (LangChain)   argmax of lambda r_i - (1 - lambda) max over all picks s of cos(x_i, x_s);  first pick: argmax r_i
//   last  (LlamaIndex)  argmax of lambda r_i - (1 - lambda) cos(x_i, x_last);                  first pick: argmax lambda r_i
//
// r_i = cos(query, x_i). Ties: the lower index.
// Steps: the penalty of `any` can only rise, so what a text was worth to some of the picks bounds what it is worth: a text meets
// the picks it has not met only when its bound leads (lazy evaluation: M. Minoux, Accelerated greedy algorithms, 1978). `last`
// needs one row of cosines per pick. LangChain's code computes all cosines with all picks anew in every round, O(k^2 N D).
// Where we differ: a zero row has cosine 0 in both variants.
// Cost: at most k N D multiply-adds in double, a small part of it for `any` where texts differ in relevance; O(N) scratch.

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
    var walk = MarginalWalk(
      lambda: lambda, penalizeLast: penalizeLast, relevance: relevance, bound: try workspace.allocate(n, of: Double.self),
      penalty: try workspace.allocate(n, of: Double.self), met: try workspace.allocate(n, of: Int32.self),
      taken: try workspace.allocate(n, of: Bool.self), picks: try workspace.allocate(keep, of: Int32.self),
      norms: try workspace.allocate(keep, of: Double.self), wide: wide)
    walk.penalty.update(repeating: -.infinity, count: n)
    walk.bound.update(repeating: .infinity, count: n)
    walk.met.update(repeating: 0, count: n)
    walk.taken.update(repeating: false, count: n)
    let values = try workspace.allocate(keep, of: Float.self)
    while walk.step < keep {
      try workspace.checkpoint(walk.step, of: keep)
      let (best, value) = walk.next(cosines)
      values[walk.step] = Float(value)
      walk.take(best, cosines)
    }
    let picks = walk.picks
    workspace.commit(picks, count: keep, to: indices.first)
    if let scores { workspace.commit(values, count: keep, to: scores.first) }
  }
}

/// The state of the picking.
private struct MarginalWalk {
  let lambda: Double
  let penalizeLast: Bool
  let relevance: UnsafeMutablePointer<Double>
  /// The value after `met` picks, from which it can only fall.
  let bound: UnsafeMutablePointer<Double>
  let penalty: UnsafeMutablePointer<Double>
  let met: UnsafeMutablePointer<Int32>
  let taken: UnsafeMutablePointer<Bool>
  let picks: UnsafeMutablePointer<Int32>
  let norms: UnsafeMutablePointer<Double>
  /// `[D]`: room for a pick in double.
  let wide: UnsafeMutablePointer<Double>
  var step = 0

  mutating func take(_ best: Int, _ cosines: CosineRows) {
    let rows = cosines.rows
    taken[best] = true
    picks[step] = Int32(truncatingIfNeeded: best)
    norms[step] = cosines.workspace.kernels.pointee.wide_sum_squares(rows.row(best), rows.cols).root
    step &+= 1
  }

  /// The next pick and its value.
  func next(_ cosines: CosineRows) -> (Int, Double) {
    let n = cosines.rows.rows
    if penalizeLast && step > 0 {
      cosines.cosines(cosines.rows.row(Int(picks[step &- 1])), into: penalty, wide: wide)
    }
    var leader = Pick()
    if step == 0 || penalizeLast {
      // Squares of finite numbers may not be finite: any text then serves.
      var i = 0
      while i < n {
        if !taken[i] {
          let first = penalizeLast ? lambda * relevance[i] : relevance[i]
          leader.take(i, step == 0 ? first : lambda * relevance[i] - (1 - lambda) * penalty[i])
        }
        i &+= 1
      }
      return (leader.index, leader.value)
    }
    var probable = Pick()
    var i = 0
    while i < n {
      if !taken[i] { probable.take(i, bound[i]) }
      i &+= 1
    }
    meet(probable.index, unless: leader, cosines)
    leader.take(probable.index, bound[probable.index])
    i = 0
    while i < n {
      if !taken[i] && i != probable.index && leader.loses(i, bound[i]) {
        meet(i, unless: leader, cosines)
        if Int(met[i]) == step { leader.take(i, bound[i]) }
      }
      i &+= 1
    }
    return (leader.index, leader.value)
  }

  /// Lets text `i` meet the picks it has not met, until the leader beats it.
  private func meet(_ i: Int, unless leader: Pick, _ cosines: CosineRows) {
    var s = Int(met[i])
    var worst = penalty[i]
    var value = bound[i]
    while s < step && leader.loses(i, value) {
      worst = max(worst, cosines.cosine(cosines.rows.row(Int(picks[s])), norms[s], i))
      value = lambda * relevance[i] - (1 - lambda) * worst
      s &+= 1
    }
    penalty[i] = worst
    bound[i] = value
    met[i] = Int32(truncatingIfNeeded: s)
  }
}

/// The best so far; the lower index where values are equal.
private struct Pick {
  var index = -1
  var value = -Double.infinity

  /// Whether a text of this value, or one it may yet fall from, goes before this one.
  func loses(_ i: Int, _ value: Double) -> Bool {
    index < 0 || value > self.value || (value == self.value && i < index)
  }

  mutating func take(_ i: Int, _ value: Double) {
    if loses(i, value) {
      index = i
      self.value = value
    }
  }
}
