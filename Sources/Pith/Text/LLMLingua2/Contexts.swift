// LLMLingua-2's coarse step: keep the contexts whose words have the largest keep-probabilities on average (LLMLingua2.swift has
// the paper).
//
//   value(context) = mean of its words' probabilities, none of them forced
//   keep value >= percentile(values, int(100 (1 - rate))), or forced
//
// Where we differ from the authors' code: a context without words has the value 0, where they divide by zero.
// Cost: O(words). Each mean is one chain of additions; four contexts are added up side by side, since a single chain would wait
// for every addition.

import CPith

extension Text {
  /// - Parameters:
  ///   - probabilities: `[W]`, float: the unforced ones.
  ///   - contextEnds: i32 `[C]`: the word at which each context ends, ascending, the last one W.
  ///   - forced: i32 `[C]`, not 0 for contexts that stay, or nil.
  ///   - keep: out, i32 `[C]`, 0 or 1. values: out, float `[C]`, or nil. threshold: out, float `[1]`, or nil.
  public static func llmlingua2Contexts(
    _ workspace: Workspace, probabilities: Tensor, contextEnds: Tensor, forced: Tensor?, rate: Double, keep: Tensor,
    values: Tensor?, threshold: Tensor?
  ) throws(PithError) {
    let given = try probabilities.floats("probabilities", rank: 1, "[W]")
    let contexts = try workspace.groupEnds(contextEnds, "context_ends", given.extent(0))
    let stay = try forced?.unbatched("forced", rank: 1, .index, "i32 [C]")
    try stay?.require(contexts.count, "[C] as in context_ends")
    try require(rate, "rate", from: 0, through: 1, "0 to 1")
    let keep = try keep.indexOutput("keep", contexts.count, "i32 [C]")
    let values = try values?.unbatched("values", rank: 1, .float, "[C]")
    try values?.require(contexts.count, "[C]: one for each context")
    let threshold = try threshold?.unbatched("threshold", rank: 1, .float, "[1]")
    try threshold?.require(1, "[1]")

    let rows = try workspace.floatRows(given.first)
    try workspace.requireFinite(rows, "probabilities")
    let means = try workspace.allocate(contexts.count, of: Float.self)
    let flags = try workspace.allocate(contexts.count, of: Int32.self)
    let percentile = try WeightedPercentile(workspace, contexts.count)
    meansOfGroups(rows.base, contexts, means)
    let limit = percentile.of(means, nil, contexts.count, percent: Int(saturating: 100 * (1 - rate)))
    var c = 0
    while c < contexts.count {
      flags[c] = means[c] >= limit || (stay?.value(c) ?? 0) != 0 ? 1 : 0
      c &+= 1
    }
    workspace.commit(flags, count: contexts.count, to: keep.first)
    if let values { workspace.commit(means, count: contexts.count, to: values.first) }
    if let threshold { workspace.commit(limit, to: threshold.first) }
  }

  /// The mean of each group's values, in f32 and in order; 0 for an empty group.
  private static func meansOfGroups(_ values: UnsafePointer<Float>, _ ends: Ends, _ means: UnsafeMutablePointer<Float>) {
    var begin = 0
    var c = 0
    while c &+ 4 <= ends.count {
      let (e0, e1, e2, e3) = (ends[c], ends[c &+ 1], ends[c &+ 2], ends[c &+ 3])
      let common = min(e0 &- begin, e1 &- e0, e2 &- e1, e3 &- e2)
      let (v0, v1, v2, v3) = (values + begin, values + e0, values + e1, values + e2)
      var (s0, s1, s2, s3) = (Float(0), Float(0), Float(0), Float(0))
      var i = 0
      while i < common {
        s0 += v0[i]
        s1 += v1[i]
        s2 += v2[i]
        s3 += v3[i]
        i &+= 1
      }
      means[c] = mean(v0, common, e0 &- begin, s0)
      means[c &+ 1] = mean(v1, common, e1 &- e0, s1)
      means[c &+ 2] = mean(v2, common, e2 &- e1, s2)
      means[c &+ 3] = mean(v3, common, e3 &- e2, s3)
      begin = e3
      c &+= 4
    }
    while c < ends.count {
      means[c] = mean(values + begin, 0, ends[c] &- begin, 0)
      begin = ends[c]
      c &+= 1
    }
  }

  /// The mean of `count` values, of which the first `done` have the sum `sum`.
  @inline(never)
  private static func mean(_ values: UnsafePointer<Float>, _ done: Int, _ count: Int, _ sum: Float) -> Float {
    var sum = sum
    var i = done
    while i < count {
      sum += values[i]
      i &+= 1
    }
    return count > 0 ? sum / Float(count) : 0
  }
}
