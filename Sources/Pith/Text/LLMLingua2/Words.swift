// LLMLingua-2's words: the classifier's subword tokens put together, with one keep-probability each (LLMLingua2.swift has the
// paper).
//
//   a token begins a word:  "##" tokenizers: it does not start with "##", or without its leading '#' it is forced
//                           "▁" tokenizers: it starts with "▁", is punctuation, or is forced
//   p(token) = 1 if the token begins a word and is forced, or if it holds a digit and digits are kept; else as given
//   p(word) = mean of its tokens' p, summed in order, or that of its first token
//
// A token is forced if it is one of the forced strings, or reads "[NEWi]": the name under which the authors' code adds the i-th
// of them to the tokenizer. Such a token stands for that string in the word.
//
// As in the authors' code: punctuation is any stretch of ASCII's punctuation in its order, the empty one included; a forced
// string counts in a word's middle only for "##" tokenizers' leading '#', which all go; and the unforced probability of a word
// is that of its first token, taken as many times as it has tokens. Where we differ: a continuation without a word begins one.
// Cost: O(bytes + tokens * forced strings).

import CPith

/// How a tokenizer marks the parts of a word.
public enum TextPieces: UInt32, Sendable {
  /// WordPiece: "##" before a continuation.
  case continuation = 0
  /// SentencePiece: "▁" before a beginning.
  case beginning = 1
}

extension Text {
  /// - Parameters:
  ///   - text: u8: the tokens one after the other. tokenEnds: i32 `[T]`.
  ///   - probabilities: `[T]`, float. special: i32 `[T]`, not 0 for tokens outside the text, or nil.
  ///   - forcedText: u8, forcedEnds: i32 `[F]`: the forced strings; nil: none.
  ///   - keepDigits: tokens with a digit count as 1. firstToken: a word has its first token's probability, not the mean.
  ///   - words: out, i32 `[T]`: the word of each token, -1 for special ones.
  ///   - wordProbabilities, unforced: out, float `[capacity]`; `unforced` may be nil.
  ///   - forced: out, i32 `[capacity]`: which forced string a word is, or -1; nil: not wanted.
  ///   - count: out, i32 `[1]`. T places always suffice.
  public static func llmlingua2Words(
    _ workspace: Workspace, text: Tensor, tokenEnds: Tensor, probabilities: Tensor, special: Tensor?, forcedText: Tensor?,
    forcedEnds: Tensor?, pieces: TextPieces, keepDigits: Bool, firstToken: Bool, words: Tensor, wordProbabilities: Tensor,
    unforced: Tensor?, forced: Tensor?, count: Tensor
  ) throws(PithError) {
    let bytes = try text.bytes("text")
    let tokens = try workspace.ends(tokenEnds, "token_ends", bytes.count)
    let given = try probabilities.floats("probabilities", rank: 1, "[T]")
    try given.require(tokens.count, "[T] as in token_ends")
    let skipped = try special?.unbatched("special", rank: 1, .index, "i32 [T]")
    try skipped?.require(tokens.count, "[T] as in token_ends")
    let force = try ForcedStrings(workspace, forcedText, forcedEnds)
    let words = try words.indexOutput("words", tokens.count, "i32 [T]")
    let wanted = try wordProbabilities.floats("word_probabilities", rank: 1, "[capacity]")
    let unforced = try unforced?.floats("unforced", rank: 1, "[capacity]")
    let forced = try forced?.indexOutput("forced", -1, "i32 [capacity]")
    let count = try count.indexOutput("count", 1, "i32 [1]")

    let rows = try workspace.floatRows(given.first)
    try workspace.requireFinite(rows, "probabilities")
    let wordOf = try workspace.allocate(tokens.count, of: Int32.self)
    let p = try workspace.allocate(tokens.count, of: Float.self)
    let plain = try workspace.allocate(tokens.count, of: Float.self)
    let which = try workspace.allocate(tokens.count, of: Int32.self)
    let lengths = try workspace.allocate(tokens.count, of: Int32.self)
    var spelled = try Growing<UInt8>(workspace)
    var n = 0
    var begin = 0
    var t = 0
    while t < tokens.count {
      let token = Bytes(start: bytes.start + begin, count: tokens[t] &- begin)
      begin = tokens[t]
      let probability = rows.base[t]
      if let skipped, skipped.value(t) != 0 {
        wordOf[t] = -1
        t &+= 1
        continue
      }
      let pure = token.withoutMark(pieces)
      let purelyForced = force.find(pure)
      if n == 0 || token.beginsWord(pieces, isForced: (pieces == .continuation ? purelyForced : force.find(token)) >= 0) {
        if n > 0 { which[n &- 1] = force.equal(spelled.start, spelled.count) }
        spelled.removeAll()
        // The mark stays in the word, in front of what an added token stands for.
        var value = purelyForced >= 0 ? 1 : probability
        let added = force.added(pure)
        try spelled.append(token, count: added >= 0 ? token.count &- pure.count : token.count)
        if added >= 0 { try spelled.append(force[added], count: force[added].count) }
        if keepDigits && Bytes(start: UnsafePointer(spelled.start), count: spelled.count).hasDigit { value = 1 }
        p[n] = value
        plain[n] = probability
        lengths[n] = 1
        n &+= 1
      } else {
        try spelled.append(pure, count: pure.count)
        if !firstToken { p[n &- 1] += keepDigits && token.hasDigit ? 1 : probability }
        lengths[n &- 1] &+= 1
      }
      wordOf[t] = Int32(truncatingIfNeeded: n &- 1)
      t &+= 1
    }
    if n > 0 { which[n &- 1] = force.equal(spelled.start, spelled.count) }
    if !firstToken { meanOverTokens(p, plain, lengths, n) }

    if wanted.extent(0) < n || (unforced?.extent(0) ?? n) < n || (forced?.extent(0) ?? n) < n { count.put(0, n) }
    try wanted.requireCapacity(n)
    try unforced?.requireCapacity(n)
    try forced?.requireCapacity(n)
    workspace.commit(wordOf, count: tokens.count, to: words.first)
    workspace.commit(p, count: n, to: wanted.first)
    if let unforced { workspace.commit(plain, count: n, to: unforced.first) }
    if let forced { workspace.commit(which, count: n, to: forced.first) }
    count.put(0, n)
  }

  private static func meanOverTokens(
    _ sums: UnsafeMutablePointer<Float>, _ plain: UnsafeMutablePointer<Float>, _ lengths: UnsafePointer<Int32>, _ n: Int
  ) {
    var i = 0
    while i < n {
      let length = Float(lengths[i])
      sums[i] /= length
      var sum: Float = 0
      var k: Int32 = 0
      while k < lengths[i] {
        sum += plain[i]
        k &+= 1
      }
      plain[i] = sum / length
      i &+= 1
    }
  }
}

extension Growing where Element == UInt8 {
  /// Adds the first `count` bytes of a string.
  @inline(never)
  fileprivate mutating func append(_ bytes: Bytes, count: Int) throws(PithError) {
    var i = 0
    while i < count {
      try append(bytes[i])
      i &+= 1
    }
  }
}

/// The strings that always stay.
private struct ForcedStrings {
  private let bytes: Bytes
  private let ends: Ends

  init(_ workspace: Workspace, _ text: Tensor?, _ ends: Tensor?) throws(PithError) {
    guard let text, let ends else {
      guard text == nil && ends == nil else {
        throw PithError(
          .null, text == nil ? "forced_text" : "forced_ends", expected: "both of forced_text and forced_ends, or neither",
          got: .text("NULL"))
      }
      bytes = Bytes(start: UnsafePointer(bitPattern: 1).unsafelyUnwrapped, count: 0)
      self.ends = Ends(start: UnsafePointer(try workspace.allocate(1, of: Int32.self)), count: 0)
      return
    }
    bytes = try text.bytes("forced_text")
    self.ends = try workspace.ends(ends, "forced_ends", bytes.count)
  }

  subscript(_ i: Int) -> Bytes {
    let begin = i == 0 ? 0 : ends[i &- 1]
    return Bytes(start: bytes.start + begin, count: ends[i] &- begin)
  }

  @inline(never)
  func equal(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let word = Bytes(start: start, count: count)
    var i = 0
    while i < ends.count {
      if self[i].equals(word) { return Int32(truncatingIfNeeded: i) }
      i &+= 1
    }
    return -1
  }

  /// The string that a token "[NEWi]" stands for, or -1.
  func added(_ token: Bytes) -> Int {
    let head: StaticString = "[NEW"
    guard token.count > 5 && token.count < 16 && token[token.count &- 1] == 0x5D else { return -1 }
    var i = 0
    while i < 4 {
      if token[i] != head.utf8Start[i] { return -1 }
      i &+= 1
    }
    var number = 0
    while i < token.count &- 1 {
      guard token[i] >= 0x30 && token[i] <= 0x39 else { return -1 }
      number = number &* 10 &+ Int(token[i] &- 0x30)
      i &+= 1
    }
    return number < ends.count ? number : -1
  }

  /// The forced string that a token is or stands for, or -1.
  func find(_ token: Bytes) -> Int {
    let same = equal(token.start, token.count)
    return same >= 0 ? Int(same) : added(token)
  }
}

extension Bytes {
  fileprivate func equals(_ other: Bytes) -> Bool {
    guard count == other.count else { return false }
    var i = 0
    while i < count {
      if self[i] != other[i] { return false }
      i &+= 1
    }
    return true
  }

  /// Without leading '#', or without leading "▁" (E2 96 81).
  fileprivate func withoutMark(_ pieces: TextPieces) -> Bytes {
    var i = 0
    if pieces == .continuation {
      while at(i) == 0x23 { i &+= 1 }
    } else {
      while at(i) == 0xE2 && at(i &+ 1) == 0x96 && at(i &+ 2) == 0x81 { i &+= 3 }
    }
    return Bytes(start: start + i, count: count &- i)
  }

  fileprivate func beginsWord(_ pieces: TextPieces, isForced: Bool) -> Bool {
    if isForced { return true }
    if pieces == .continuation { return !(at(0) == 0x23 && at(1) == 0x23) }
    return (at(0) == 0xE2 && at(1) == 0x96 && at(2) == 0x81) || isPunctuation
  }

  private var isPunctuation: Bool {
    let all: StaticString = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    var from = 0
    while from &+ count <= all.utf8CodeUnitCount {
      var i = 0
      while i < count && all.utf8Start[from &+ i] == self[i] { i &+= 1 }
      if i == count { return true }
      from &+= 1
    }
    return false
  }

  fileprivate var hasDigit: Bool {
    let text = UTF8Text(start, count)
    var i = 0
    while i < count {
      let (properties, length) = text.properties(at: i)
      if properties.flags.contains(.decimalNumber) { return true }
      i &+= length
    }
    return false
  }
}
