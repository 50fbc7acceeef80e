// Selective Context: drop the sentences, phrases or tokens that a language model finds least surprising.
//
// Paper: Li, Dong, Guerin, Lin, "Compressing Context to Enhance Inference Efficiency of Large Language Models", EMNLP 2023,
// arXiv 2310.06201.
//
//   value(unit) = mean of -ln p(token) over the unit's tokens; keep value >= percentile(values, 100 ratio)
//
// Steps: tokens are walked beside the phrases of their sentence. A token that ends inside a phrase or with it counts there (but a
// lone space inside one does not); a token that runs past the end of one or more phrases is shared out equally among the phrases
// that it completes. The percentile interpolates linearly, in numpy's order of operations, and skips NaN.
//
// A phrase without tokens has the value NaN and stays, as in the authors' code. Where we differ: a token that runs past a
// sentence's last phrase is shared among the phrases it completes, where their code stops; a percentile that falls exactly on
// an infinite value's neighbour is that neighbour, not NaN.
// Cost: O(tokens + phrases); the percentile is found without a sort.

import CPith

/// What stays or goes as a whole.
public enum TextLevel: UInt32, Sendable {
  case sentence = 0
  case phrase = 1
  case token = 2
}

extension Text {
  /// Decides which units stay.
  ///
  /// - Parameters:
  ///   - text: u8: the sentences one after the other.
  ///   - tokenEnds: i32 `[T]`: where each token ends, ascending; tokens tile the text and no token crosses a sentence's end.
  ///   - information: `[T]`, float: -ln p of each token.
  ///   - sentenceEnds: i32 `[S]`. phraseEnds: i32 `[P]`, or nil if `level` is another: both tile the text.
  ///   - ratio: 0 (all stay) to 1 (only the greatest value).
  ///   - keep: out, `[U]`, i32, 0 or 1, U = S, P or T.
  ///   - values: out, `[U]`, float, or nil. threshold: out, `[1]`, float, or nil.
  public static func selectiveContext(
    _ workspace: Workspace, text: Tensor, tokenEnds: Tensor, information: Tensor, sentenceEnds: Tensor,
    phraseEnds: Tensor?, level: TextLevel, ratio: Double, keep: Tensor, values: Tensor?, threshold: Tensor?
  ) throws(PithError) {
    let bytes = try text.bytes("text")
    let tokens = try workspace.ends(tokenEnds, "token_ends", bytes.count)
    let information = try information.floats("information", rank: 1, "[T]")
    try information.require(tokens.count, "[T] as in token_ends")
    let sentences = try workspace.ends(sentenceEnds, "sentence_ends", bytes.count)
    try sentences.requireAmong(tokens, "sentence_ends", "ends of tokens")
    try require(ratio, "ratio", from: 0, through: 1, "0 to 1")
    var units = level == .sentence ? sentences : tokens
    if level == .phrase {
      guard let phraseEnds else {
        throw PithError(.null, "phrase_ends", expected: "a view, for phrases", got: .text("NULL"))
      }
      units = try workspace.ends(phraseEnds, "phrase_ends", bytes.count)
      try sentences.requireAmong(units, "sentence_ends", "ends of phrases")
    }
    let keep = try keep.unbatched("keep", rank: 1, .index, "[U]")
    try keep.require(units.count, "[U]: one for each unit")
    let values = try values?.unbatched("values", rank: 1, .float, "[U]")
    try values?.require(units.count, "[U]: one for each unit")
    let threshold = try threshold?.unbatched("threshold", rank: 1, .float, "[1]")
    try threshold?.require(1, "[1]")

    let given = try workspace.floats(information.first)
    let means = try workspace.allocate(units.count, of: Double.self)
    if level == .token {
      var t = 0
      while t < units.count {
        means[t] = Double(given[t])
        t &+= 1
      }
    } else {
      let counts = try workspace.allocate(units.count, of: Int32.self)
      walk(
        bytes, tokens, given, sentences, units, skipsSpaces: level == .phrase, sums: means, counts: counts)
    }
    let limit = try workspace.percentile(means, units.count, ratio)
    let flags = try workspace.allocate(units.count, of: Int32.self)
    let narrow = try workspace.allocate(units.count, of: Float.self)
    var u = 0
    while u < units.count {
      flags[u] = means[u] < limit ? 0 : 1
      narrow[u] = Float(means[u])
      u &+= 1
    }
    workspace.commit(flags, count: units.count, to: keep.first)
    if let values { workspace.commit(narrow, count: units.count, to: values.first) }
    if let threshold { workspace.commit(Float(limit), to: threshold.first) }
  }

  /// Means of the tokens' information over the units, sentence by sentence.
  private static func walk(
    _ bytes: Bytes, _ tokens: Ends, _ information: UnsafePointer<Float>, _ sentences: Ends, _ units: Ends,
    skipsSpaces: Bool, sums: UnsafeMutablePointer<Double>, counts: UnsafeMutablePointer<Int32>
  ) {
    sums.update(repeating: 0, count: units.count)
    counts.update(repeating: 0, count: units.count)
    var token = 0
    var unit = 0
    var s = 0
    while s < sentences.count {
      let end = sentences[s]
      while token < tokens.count && tokens[token] <= end {
        let begin = token == 0 ? 0 : tokens[token &- 1]
        let value = Double(information[token])
        let inSentence = unit < units.count && units[unit] <= end
        if inSentence && tokens[token] < units[unit] {
          if !skipsSpaces || tokens[token] &- begin != 1 || bytes[begin] != 0x20 {
            sums[unit] += value
            counts[unit] &+= 1
          }
        } else if inSentence {
          // The unit ends with the token or inside it; all units that end by then share the token, unless it ends with the
          // first of them.
          let first = unit
          let past = tokens[token] > units[unit]
          unit &+= 1
          while past && unit < units.count && units[unit] <= tokens[token] { unit &+= 1 }
          var i = first
          while i < unit {
            sums[i] += value / Double(unit &- first)
            counts[i] &+= 1
            i &+= 1
          }
        }
        token &+= 1
      }
      // Units that no token reached.
      while unit < units.count && units[unit] <= end { unit &+= 1 }
      s &+= 1
    }
    unit = 0
    while unit < units.count {
      sums[unit] = counts[unit] > 0 ? sums[unit] / Double(counts[unit]) : .nan
      unit &+= 1
    }
  }
}

extension Workspace {
  /// The share `ratio` of the way through the sorted numbers, interpolated; NaN are skipped; NaN if there is no number.
  fileprivate func percentile(
    _ values: UnsafePointer<Double>, _ count: Int, _ ratio: Double
  ) throws(PithError) -> Double {
    let places = try OrderStatistic(self, count)
    // Which of all values each number is.
    let numbers = try allocate(count, of: Int32.self)
    var n = 0
    var i = 0
    while i < count {
      if !values[i].isNaN {
        places.set(n, values[i])
        numbers[n] = Int32(truncatingIfNeeded: i)
        n &+= 1
      }
      i &+= 1
    }
    if n == 0 { return .nan }
    let position = ratio * 100 / 100 * Double(n &- 1)
    let below = min(Int(saturating: position), n &- 1)
    let t = position - Double(below)
    let (first, second) = places.elements(at: below, nil, n)
    let low = values[Int(numbers[first])]
    if t == 0 { return low }
    let high = second < 0 ? low : values[Int(numbers[second])]
    return t >= 0.5 ? high - (high - low) * (1 - t) : low + (high - low) * t
  }
}
