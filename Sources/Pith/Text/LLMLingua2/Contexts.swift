// LLMLingua-2's coarse step: keep the contexts whose words have the largest keep-probabilities on average (LLMLingua2.swift has
// the paper).
//
//   value(context) = mean of its words' probabilities, none of them forced
//   keep value >= percentile(values, int(100 (1 - rate))), or forced
//
// Where we differ from the authors' code: a context without words has the value 0, where they divide by zero.
// Cost: O(words + C log C) for C contexts.

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
    var percentile = try WeightedPercentile(workspace, contexts.count)
    var word = 0
    var c = 0
    while c < contexts.count {
      let begin = word
      var sum: Float = 0
      while word < contexts[c] {
        sum += rows.base[word]
        word &+= 1
      }
      means[c] = word > begin ? sum / Float(word &- begin) : 0
      c &+= 1
    }
    let limit = percentile.of(means, nil, contexts.count, percent: Int(saturating: 100 * (1 - rate)))
    c = 0
    while c < contexts.count {
      flags[c] = means[c] >= limit || (stay?.value(c) ?? 0) != 0 ? 1 : 0
      c &+= 1
    }
    workspace.commit(flags, count: contexts.count, to: keep.first)
    if let values { workspace.commit(means, count: contexts.count, to: values.first) }
    if let threshold { workspace.commit(limit, to: threshold.first) }
  }
}
