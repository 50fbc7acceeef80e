// Shortens a sentence by words that its embedding hardly feels, after TCRA-LLM's semantic compression.
//
// Paper: Liu et al., "TCRA-LLM: Token Compression Retrieval Augmented Large Language Model for Inference Cost Reduction",
// Findings of EMNLP 2023: drop the words whose removal moves the sentence embedding least.
//
// With the embedding e = sum over words of rarity(w) * u(w), u(w) unit vectors that are (nearly) orthogonal for different
// words, leaving word i out moves e by an amount that grows with rarity(i) alone: the order of removal is the order of rarity,
// ties to the earlier word. What TCRA does not have are limits, since a reader relies on some words whatever their weight:
//   - only words of a closed list go (articles, intensifiers, fillers): never a negation, a number, a name, a noun, a verb
//   - none that touches punctuation or a capital, is first in its sentence, or lies in quotation marks, code, a link or math
//   - none within three words after a negation ("not just", "not really"), or beside a number, a unit or a quantifier
//   - none in headings, table rows or code; none in sentences of scripts without spaces
//   - at most the given share of a sentence's words
// Cost: linear in the sentence, plus a sort of the candidates.

struct WordDrop {
  let index: TextIndex
  let share: Double
  /// Dropped words of all shortened sentences: spans of bytes, ascending within a sentence.
  private(set) var dropped: Growing<Span>
  /// Of one sentence at a time.
  private var candidates: Growing<Span>
  private var rarity: Growing<Float>
  private var order: Growing<Int32>

  init(_ workspace: Workspace, _ index: TextIndex, share: Double) throws(PithError) {
    self.index = index
    self.share = share
    dropped = try Growing(workspace)
    candidates = try Growing(workspace)
    rarity = try Growing(workspace)
    order = try Growing(workspace)
  }

  /// Which words of sentence `s` go; returns their range in `dropped`. Empty if none may.
  mutating func shorten(_ s: Int) throws(PithError) -> (begin: Int, end: Int) {
    let sentence = index.sentences[s]
    let begin = dropped.count
    guard sentence.isProse, !sentence.has(.ideographs) else { return (begin, begin) }
    let limit = Int(saturating: Double(sentence.words) * share)
    guard limit > 0 else { return (begin, begin) }
    candidates.removeAll()
    rarity.removeAll()
    var region = ProtectedRegions(index.bytes, sentence.span)
    var scanner = WordScanner(index.bytes, sentence.span)
    var sinceNegation = 100
    var previous: Word?
    var previousTraits: WordTraits = []
    var current = scanner.next()
    var isFirst = true
    while let word = current {
      let next = scanner.next()
      let (hash, traits, _) = identity(word, index.classes)
      if traits.contains(.negation) || isContractedNegation(word) { sinceNegation = 0 } else { sinceNegation &+= 1 }
      let mayGo = traits.contains(.droppable) || (!index.isEnglish && traits.contains(.foreignDroppable))
      let nextTraits = next.map { identity($0, index.classes).classes } ?? []
      if mayGo && !isFirst && sinceNegation > 3 && !traits.contains(.negation) && !traits.contains(.quantifier)
        && !word.isCapitalised && !guards(previousTraits, previous) && !guards(nextTraits, next)
        && isBetweenSpaces(word.span) && !region.covers(word.span)
      {
        try candidates.append(word.span)
        let t = index.vocabulary.find(hash)
        try rarity.append(t >= 0 ? index.rarity[t] : 0)
      }
      previous = word
      previousTraits = traits
      isFirst = false
      current = next
    }
    // The least rare first; from there the words that go, back in the order of the text.
    let n = candidates.count
    order.removeAll()
    var i = 0
    while i < 2 &* n {
      try order.append(Int32(truncatingIfNeeded: i))
      i &+= 1
    }
    let weights = rarity
    stableSort(order.start, order.start + n, n) { weights[Int($0)] < weights[Int($1)] }
    let removed = min(n, limit)
    stableSort(order.start, order.start + n, removed) { $0 < $1 }
    i = 0
    while i < removed {
      try dropped.append(candidates[Int(order[i])])
      i &+= 1
    }
    return (begin, dropped.count)
  }

  /// A number, unit or quantifier keeps its neighbours.
  private func guards(_ traits: WordTraits, _ word: Word?) -> Bool {
    guard let word else { return false }
    return word.hasDigit || traits.contains(.number) || traits.contains(.unit)
      || (traits.contains(.quantifier) && !traits.contains(.droppable))
  }

  private func isContractedNegation(_ word: Word) -> Bool { word.folded.ends(with: "n't") }

  private func isBetweenSpaces(_ span: Span) -> Bool {
    index.bytes.at(span.from &- 1) == 0x20 && index.bytes.at(span.to) == 0x20
  }
}
