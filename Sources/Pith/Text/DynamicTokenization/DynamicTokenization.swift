// Dynamic tokenization: merge the most frequent adjacent pairs of subword tokens of a batch, as byte-pair encoding would.
//
// Paper: Feher, Vulić, Minixhofer, "Retrofitting Large Language Models with Dynamic Tokenization", ACL 2025, arXiv 2411.18553.
// Embeddings of the merged tokens are the host's: `assign` says which tokens to pool.
//
//   up to m times: the allowed pair (a, b) of adjacent tokens with the largest count over all sequences, overlapping ones
//   included, ties to the pair that comes first; in every sequence, left to right, a b becomes ab
//
// Steps: tokens are a linked list per sequence; pairs of strings have counts and places (PairTable.swift). The best pair comes
// from a heap ordered by count and first place. A merge touches only the pairs around its places. Strings are compared, not
// histories: "ab" + "c" and "a" + "bc" are the same token. Boundary.swift says which pairs are allowed.
//
// Where we differ from the authors' code: it counts all pairs anew for each merge; the results are the same.
// Cost: O((T + places touched) log T) for T tokens.

import CPith

extension Text {
  /// - Parameters:
  ///   - text: u8: the tokens' bytes one after the other, sequence by sequence. tokenEnds: i32 `[T]`, no token empty.
  ///   - sequenceEnds: i32 `[S]`: the token at which each sequence ends.
  ///   - specialText, specialEnds: strings that are special tokens; nil: none.
  ///   - punctuationText, punctuationEnds: strings that are punctuation tokens, for `wordHyphen`; nil: the tokens of the text
  ///     that hold ASCII punctuation and no ASCII digit.
  ///   - splitter: counts the pieces of a text, for `pretokens`; nil: byte-level BPE's splitter.
  ///   - merges: the largest number of merges.
  ///   - assign: out, i32 `[T]`: the merged token of each token, counted over all sequences.
  ///   - lengths: out, i32 `[S]`: merged tokens of each sequence.
  ///   - merged: out, i32 `[capacity, 4]`, or nil: for each merge the tokens [0]..<[1] and [1]..<[2] that it joined at its first
  ///     place, and at how many places. count: out, i32 `[1]`, or nil.
  public static func dynamicTokenization(
    _ workspace: Workspace, text: Tensor, tokenEnds: Tensor, sequenceEnds: Tensor, specialText: Tensor?,
    specialEnds: Tensor?, punctuationText: Tensor?, punctuationEnds: Tensor?, boundary: TextBoundary,
    splitter: TokenCounter?, merges: Int, assign: Tensor, lengths: Tensor, merged: Tensor?, count: Tensor?
  ) throws(PithError) {
    let bytes = try text.bytes("text")
    let tokens = try workspace.ends(tokenEnds, "token_ends", bytes.count)
    // Places of pairs have i32 numbers: one for each token, and two more for each merge.
    guard tokens.count <= Int(Int32.max) / 3 else {
      throw PithError(.size, "token_ends", expected: "fewer than 2^31 / 3 tokens", got: .integer(tokens.count))
    }
    let sequences = try workspace.ends(sequenceEnds, "sequence_ends", tokens.count)
    try require(merges, "merges", in: 0...Int(Int32.max), "0 or more")
    let assign = try assign.indexOutput("assign", tokens.count, "i32 [T]")
    let lengths = try lengths.indexOutput("lengths", sequences.count, "i32 [S]")
    let merged = try merged?.unbatched("merged", rank: 2, .index, "i32 [capacity, 4]")
    try merged?.require(-1, 4, "i32 [capacity, 4]")
    let count = try count?.indexOutput("count", 1, "i32 [1]")

    var strings = try StringTable(workspace)
    try strings.addAll(workspace, specialText, specialEnds, "special_text", "special_ends", .special)
    try strings.addAll(workspace, punctuationText, punctuationEnds, "punctuation_text", "punctuation_ends", .punctuation)
    var batch = try TokenBatch(workspace, bytes, tokens, sequences, &strings)
    if boundary == .wordHyphen && punctuationText == nil { strings.markPunctuation() }
    var pairs = try PairTable(workspace, boundary, splitter)
    try pairs.fill(batch, strings)
    var steps = try Growing<SIMD4<Int32>>(workspace)
    while steps.count < merges, let best = try pairs.best() {
      try workspace.checkpoint(steps.count, of: merges)
      try steps.append(try pairs.merge(best, &batch, &strings))
    }

    if let count, let merged, merged.extent(0) < steps.count { count.put(0, steps.count) }
    try merged?.requireCapacity(steps.count)
    batch.commit(sequences, assign, lengths)
    if let merged {
      var i = 0
      while i < steps.count {
        let row = merged.first.slice(i)
        workspace.commitStep(steps[i], to: row)
        i &+= 1
      }
    }
    count?.put(0, steps.count)
  }
}

extension Workspace {
  fileprivate func commitStep(_ step: SIMD4<Int32>, to row: Tensor) {
    var values = step
    withUnsafeMutablePointer(to: &values) {
      $0.withMemoryRebound(to: Int32.self, capacity: 4) { commit($0, count: 4, to: row) }
    }
  }
}

/// The tokens of all sequences as linked lists; a token is known by the first of the tokens that it was made of.
struct TokenBatch {
  let bytes: Bytes
  let tokens: Ends
  /// The string of the token that begins here.
  let string: UnsafeMutablePointer<Int32>
  /// Neighbours in the sequence, or -1.
  let next: UnsafeMutablePointer<Int32>
  let previous: UnsafeMutablePointer<Int32>
  /// The token after the last one that it was made of.
  let end: UnsafeMutablePointer<Int32>
  /// Whether a token still begins here.
  let alive: UnsafeMutablePointer<UInt8>

  init(
    _ workspace: Workspace, _ bytes: Bytes, _ tokens: Ends, _ sequences: Ends, _ strings: inout StringTable
  ) throws(PithError) {
    self.bytes = bytes
    self.tokens = tokens
    string = try workspace.allocate(tokens.count, of: Int32.self)
    next = try workspace.allocate(tokens.count, of: Int32.self)
    previous = try workspace.allocate(tokens.count, of: Int32.self)
    end = try workspace.allocate(tokens.count, of: Int32.self)
    alive = try workspace.allocate(tokens.count, of: UInt8.self)
    var s = 0
    var first = 0
    var t = 0
    while t < tokens.count {
      while t >= sequences[s] {
        first = sequences[s]
        s &+= 1
      }
      let begin = t == 0 ? 0 : tokens[t &- 1]
      guard tokens[t] > begin else {
        throw PithError(.index, "token_ends", expected: "no empty token", got: .element(tokens[t], at: t))
      }
      string[t] = Int32(truncatingIfNeeded: try strings.add(bytes.start + begin, tokens[t] &- begin))
      previous[t] = t > first ? Int32(truncatingIfNeeded: t &- 1) : -1
      next[t] = t &+ 1 < sequences[s] ? Int32(truncatingIfNeeded: t &+ 1) : -1
      end[t] = Int32(truncatingIfNeeded: t &+ 1)
      alive[t] = 1
      t &+= 1
    }
  }

  /// Joins the token at `left` with the one after it.
  func join(_ left: Int, _ joined: Int32) {
    let right = Int(next[left])
    string[left] = joined
    end[left] = end[right]
    next[left] = next[right]
    if next[right] >= 0 { previous[Int(next[right])] = Int32(truncatingIfNeeded: left) }
    alive[right] = 0
  }

  func commit(_ sequences: Ends, _ assign: Block, _ lengths: Block) {
    var slot = -1
    var t = 0
    var s = 0
    while s < sequences.count {
      let before = slot
      while t < sequences[s] {
        if alive[t] == 1 { slot &+= 1 }
        assign.put(t, slot)
        t &+= 1
      }
      lengths.put(s, slot &- before)
      s &+= 1
    }
  }
}
