// LLMLingua-2: keep the words whose keep-probability is above a percentile of each chunk.
//
// Paper: Pan et al., "LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt Compression", Findings of
// ACL 2024, arXiv 2403.12968. The token classifier is the host's; Words.swift makes words of its tokens, Chunks.swift cuts a
// text for it and Contexts.swift drops whole contexts first.
//
//   red = 1 - rate; threshold = percentile(each word's probability repeated tokens(word) times, int(100 red + 1))
//   keep a word if probability > threshold, or if both are 1
//
// Steps, per chunk: with drop_consecutive a forced word gets the probability 0 if the forced word before it is the same and no
// word between them is above percentile(probabilities, int(100 red)); the threshold; the comparison; with drop_consecutive a
// forced word equal to the last kept word goes too.
//
// int(100 red + 1) is taken in double as written: a rate of 0.34 gives 66. The comparison is strict, so that words of equal
// probability stay or go together and the rate that is reached can differ from the one asked for.
//
// Where we differ from the authors' code: the place of the percentile is computed in integers; 101 counts as 100 (a rate of 0
// keeps nothing); a chunk whose words have no tokens keeps them all. The repeated list is never made, and nothing is
// sorted: WeightedPercentile.swift.
// Cost: O(W) for W words.

import CPith

extension Text {
  /// Labels words.
  ///
  /// - Parameters:
  ///   - probabilities: `[W]`, float.
  ///   - tokens: i32 `[W]`, 0 or more, tokens of each word for the model that will read the text; nil: 1 each.
  ///   - forced: i32 `[W]`, which of the forced strings a word is, or -1; nil: none.
  ///   - chunkEnds: i32 `[K]`: the word at which each chunk ends, ascending, the last one W; nil: one chunk.
  ///   - rate: the share of tokens to keep, 0 to 1.
  ///   - keep: out, i32 `[W]`, 0 or 1. thresholds: out, float `[K]`, or nil.
  public static func llmlingua2(
    _ workspace: Workspace, probabilities: Tensor, tokens: Tensor?, forced: Tensor?, chunkEnds: Tensor?, rate: Double,
    dropConsecutive: Bool, keep: Tensor, thresholds: Tensor?
  ) throws(PithError) {
    let given = try probabilities.floats("probabilities", rank: 1, "[W]")
    let words = given.extent(0)
    let costs = try tokens?.unbatched("tokens", rank: 1, .index, "i32 [W]")
    try costs?.require(words, "[W] as in probabilities")
    let kinds = try forced?.unbatched("forced", rank: 1, .index, "i32 [W]")
    try kinds?.require(words, "[W] as in probabilities")
    let chunks = try workspace.groupEnds(chunkEnds, "chunk_ends", words)
    try require(rate, "rate", from: 0, through: 1, "0 to 1")
    let keep = try keep.indexOutput("keep", words, "i32 [W]")
    let thresholds = try thresholds?.unbatched("thresholds", rank: 1, .float, "[K]")
    try thresholds?.require(chunks.count, "[K]: one for each chunk")

    let rows = try workspace.floatRows(given.first)
    try workspace.requireFinite(rows, "probabilities")
    let values = try workspace.allocate(words, of: Float.self)
    values.update(from: rows.base, count: words)
    let weights = try workspace.allocate(words, of: Int32.self)
    let kind = try workspace.allocate(words, of: Int32.self)
    let flags = try workspace.allocate(words, of: Int32.self)
    let limits = try workspace.allocate(chunks.count, of: Float.self)
    let percentile = try WeightedPercentile(workspace, words)
    var i = 0
    while i < words {
      weights[i] = costs?.value(i) ?? 1
      kind[i] = kinds?.value(i) ?? -1
      guard weights[i] >= 0 else {
        throw PithError(.range, "tokens", expected: "0 or more", got: .element(Int(weights[i]), at: i))
      }
      flags[i] = 1
      i &+= 1
    }
    let reduced = 1 - rate
    let percent = min(Int(saturating: 100 * reduced + 1), 100)
    var begin = 0
    var c = 0
    while c < chunks.count {
      let n = chunks[c] &- begin
      limits[c] = 0
      if reduced > 0 {
        let chunk = values + begin
        let isForced = kind + begin
        if dropConsecutive {
          let average = percentile.of(chunk, nil, n, percent: Int(saturating: 100 * reduced))
          zeroRepeated(chunk, isForced, n, above: average)
        }
        let limit = percentile.of(chunk, weights + begin, n, percent: percent)
        limits[c] = limit
        label(chunk, isForced, n, limit, dropConsecutive, flags + begin)
      }
      begin = chunks[c]
      c &+= 1
    }
    workspace.commit(flags, count: words, to: keep.first)
    if let thresholds { workspace.commit(limits, count: chunks.count, to: thresholds.first) }
  }

  /// Forced words that follow the same forced word with nothing of weight between them.
  private static func zeroRepeated(
    _ values: UnsafeMutablePointer<Float>, _ forced: UnsafePointer<Int32>, _ n: Int, above limit: Float
  ) {
    var between = false
    var last: Int32 = -1
    var i = 0
    while i < n {
      if forced[i] >= 0 {
        if between {
          between = false
        } else if forced[i] == last {
          values[i] = 0
        }
        last = forced[i]
      } else if values[i] > limit {
        between = true
      }
      i &+= 1
    }
  }

  private static func label(
    _ values: UnsafePointer<Float>, _ forced: UnsafePointer<Int32>, _ n: Int, _ limit: Float, _ dropConsecutive: Bool,
    _ flags: UnsafeMutablePointer<Int32>
  ) {
    var last: Int32 = -1
    var i = 0
    while i < n {
      let above = values[i] > limit || (limit == 1 && values[i] == limit)
      let repeated = dropConsecutive && forced[i] >= 0 && forced[i] == last
      flags[i] = above && !repeated ? 1 : 0
      if flags[i] == 1 { last = forced[i] }
      i &+= 1
    }
  }
}
