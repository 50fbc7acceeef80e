// How well each sentence answers the question, from the words alone.
//
// Evidence, each scaled to 0 ... 1 over the text:
//   own        BM25 of the sentence, over its words, their derivations and their synonyms
//   pairs      two words of the question next to each other
//   beside     the sentences before and after it
//   paragraph  BM25 of its paragraph, and
//   passage    of its passage: an answer in other words stands where the question's words are
//   kind       it holds what the question asks for: a date, a number, a name, a place, a reason
//   rank       the retriever put its passage early
// value = (own + pairs + beside + paragraph + passage, weighted) * (1 + kind + rank, weighted)
// BM25: sum over query terms q of weight_q * tf (k + 1) / (tf + k (1 - b + b length / average)); weight = rarity.
//
// Paper: Robertson, Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", Foundations and Trends in Information
// Retrieval 2009. The mixture is ours; its weights were chosen on one half of a set of questions and checked on the other.
// Cost: linear in the tokens of the text.

struct RelevanceWeights {
  var saturation: Float = 1.2
  var groupSaturation: Float = 1.6
  var lengthShare: Float = 0.4
  var pairs: Float = 0.15
  var beside: Float = 0.25
  var paragraph: Float = 0.25
  var passage: Float = 0.5
  var kind: Float = 0.3
  var rank: Float = 0.5

  static var standard: RelevanceWeights { RelevanceWeights() }
}

extension TextIndex {
  /// One value per sentence, 0 or more; the best is 1.
  func relevance(
    _ workspace: Workspace, _ query: Query, rankPrior: Double, _ weights: RelevanceWeights
  ) throws(PithError) -> UnsafeMutablePointer<Float> {
    let n = count
    let own = try workspace.allocate(n, of: Float.self)
    let pairs = try workspace.allocate(n, of: Float.self)
    let value = try workspace.allocate(n, of: Float.self)
    let paragraph = try workspace.allocate(n, of: Float.self)
    let passage = try workspace.allocate(n, of: Float.self)
    var paragraphs = 0
    var s = 0
    while s < n {
      if s == 0 || beginsParagraph(s) { paragraphs &+= 1 }
      s &+= 1
    }
    let tokensPer = { (groups: Int) in Float(self.tokens.count) / Float(max(groups, 1)) }
    var sentenceTerms = try TermFrequencies(workspace, query, weights.saturation, weights.lengthShare, tokensPer(n))
    var paragraphTerms = try TermFrequencies(
      workspace, query, weights.groupSaturation, weights.lengthShare, tokensPer(paragraphs))
    var passageTerms = try TermFrequencies(
      workspace, query, weights.groupSaturation, weights.lengthShare, tokensPer(passages.count))
    var paragraphBegin = 0
    var passageBegin = 0
    s = 0
    while s < n {
      if s & 4095 == 0 { try workspace.checkpoint(sentences[s].span.from, of: bytes.count) }
      sentenceTerms.clear()
      pairs[s] = sentenceTerms.read(self, s)
      own[s] = sentenceTerms.score
      paragraphTerms.add(sentenceTerms)
      passageTerms.add(sentenceTerms)
      s &+= 1
      if s == n || beginsParagraph(s) {
        (paragraph + paragraphBegin).update(repeating: paragraphTerms.score, count: s &- paragraphBegin)
        paragraphTerms.clear()
        paragraphBegin = s
      }
      if s == n || sentences[s].passage != sentences[s &- 1].passage {
        (passage + passageBegin).update(repeating: passageTerms.score, count: s &- passageBegin)
        passageTerms.clear()
        passageBegin = s
      }
    }
    scaleToOne(own, n)
    scaleToOne(pairs, n)
    scaleToOne(paragraph, n)
    scaleToOne(passage, n)
    s = 0
    while s < n {
      let sentence = sentences[s]
      var near = own[s] + weights.pairs * pairs[s]
      if s > 0 && sentences[s &- 1].passage == sentence.passage { near += weights.beside * own[s &- 1] }
      if s &+ 1 < n && sentences[s &+ 1].passage == sentence.passage { near += weights.beside * own[s &+ 1] }
      near += weights.paragraph * paragraph[s] + weights.passage * passage[s]
      let hasKind = query.wanted.rawValue & sentence.cues != 0
      let prior = Float(rankPrior) * weights.rank / (1 + Float(sentence.passage) * 0.5)
      // An answer's kind counts only where the words say that the sentence is about the question at all.
      value[s] = near * (1 + (hasKind ? weights.kind : 0) + prior)
      s &+= 1
    }
    scaleToOne(value, n)
    return value
  }

  /// Whether an empty line or another passage comes before sentence `s`, which is not the first.
  private func beginsParagraph(_ s: Int) -> Bool {
    if sentences[s].passage != sentences[s &- 1].passage { return true }
    var lines = 0
    var i = sentences[s &- 1].span.to
    while i < sentences[s].span.from {
      if bytes[i] == 10 { lines &+= 1 }
      i &+= 1
    }
    return lines > 1
  }
}

/// How often each query term comes in a sentence or a group of them.
private struct TermFrequencies {
  private let query: Query
  private let frequency: UnsafeMutablePointer<Float>
  private var length: Float = 0
  private let saturation: Float
  private let lengthShare: Float
  private let average: Float

  init(
    _ workspace: Workspace, _ query: Query, _ saturation: Float, _ lengthShare: Float, _ average: Float
  ) throws(PithError) {
    self.query = query
    self.saturation = saturation
    self.lengthShare = lengthShare
    self.average = max(average, 1)
    frequency = try workspace.allocate(Query.capacity, of: Float.self)
    frequency.update(repeating: 0, count: Query.capacity)
  }

  mutating func clear() {
    frequency.update(repeating: 0, count: query.count)
    length = 0
  }

  mutating func add(_ other: TermFrequencies) {
    var q = 0
    while q < query.count {
      frequency[q] += other.frequency[q]
      q &+= 1
    }
    length += other.length
  }

  /// Counts a sentence's terms; returns the weight of neighbours in the question that are neighbours here.
  mutating func read(_ index: TextIndex, _ s: Int) -> Float {
    let (begin, end) = index.tokenRange(s)
    var pairs: Float = 0
    var last = -1
    var t = begin
    while t < end {
      let token = Int(index.tokens[t])
      let q = Int(query.match[token])
      if q >= 0 {
        frequency[q] += query.similarity[token]
        if last >= 0 && q == last &+ 1 { pairs += (query.weights[q] + query.weights[last]) / 2 }
        last = q
      } else if !index.isFunction(token) {
        last = -1
      }
      t &+= 1
    }
    length += Float(end &- begin)
    return pairs
  }

  /// BM25.
  var score: Float {
    let norm = saturation * (1 - lengthShare + lengthShare * length / average)
    var sum: Float = 0
    var q = 0
    while q < query.count {
      let tf = frequency[q]
      if tf > 0 { sum += query.weights[q] * tf * (saturation + 1) / (tf + norm) }
      q &+= 1
    }
    return sum
  }
}

/// Divides by the largest value, if there is one above 0.
func scaleToOne(_ values: UnsafeMutablePointer<Float>, _ n: Int) {
  var largest: Float = 0
  var i = 0
  while i < n {
    largest = max(largest, values[i])
    i &+= 1
  }
  guard largest > 0 else { return }
  i = 0
  while i < n {
    values[i] /= largest
    i &+= 1
  }
}
