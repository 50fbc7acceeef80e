// How well each sentence answers the question, from the words alone.
//
// Evidence, each scaled to 0 ... 1 over the text:
//   own        BM25 of the sentence, over its words and their derivations
//   pairs      two words of the question next to each other
//   around     the best of the sentences beside it
//   passage    BM25 of its passage: an answer in other words stands where the question's words are
//   kind       it holds what the question asks for: a date, a number, a name, a place, a reason
//   rank       the retriever put its passage early
// BM25: sum over query terms q of weight_q * tf (k + 1) / (tf + k (1 - b + b length / average)); weight = rarity.
//
// Paper: Robertson, Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", Foundations and Trends in Information
// Retrieval 2009. The mixture is ours; its weights were chosen on one half of a set of questions and checked on the other.
// Cost: linear in the tokens of the text.

struct RelevanceWeights {
  var saturation: Float = 1.2
  var lengthShare: Float = 0.4
  var pairs: Float = 0.15
  var around: Float = 0.25
  var passage: Float = 0.6
  var kind: Float = 0.15
  var rank: Float = 0.5

  static var standard: RelevanceWeights { RelevanceWeights() }
}

extension TextIndex {
  /// One value per sentence, 0 or more; the best is about 1.
  func relevance(
    _ workspace: Workspace, _ query: Query, rankPrior: Double, _ weights: RelevanceWeights
  ) throws(PithError) -> UnsafeMutablePointer<Float> {
    let n = count
    let own = try workspace.allocate(n, of: Float.self)
    let pairs = try workspace.allocate(n, of: Float.self)
    let passage = try workspace.allocate(passages.count, of: Float.self)
    let value = try workspace.allocate(n, of: Float.self)
    let frequency = try workspace.allocate(Query.capacity, of: Float.self)
    let passageFrequency = try workspace.allocate(Query.capacity, of: Float.self)
    passage.update(repeating: 0, count: passages.count)
    let averageLength = Float(tokens.count) / Float(max(n, 1))
    let averagePassage = Float(tokens.count) / Float(max(passages.count, 1))

    func bm25(_ frequency: UnsafeMutablePointer<Float>, _ length: Float, _ average: Float) -> Float {
      let norm = weights.saturation * (1 - weights.lengthShare + weights.lengthShare * length / max(average, 1))
      var sum: Float = 0
      var q = 0
      while q < query.count {
        let tf = frequency[q]
        if tf > 0 { sum += query.weights[q] * tf * (weights.saturation + 1) / (tf + norm) }
        q &+= 1
      }
      return sum
    }

    var s = 0
    while s < n {
      let p = sentences[s].passage
      passageFrequency.update(repeating: 0, count: query.count)
      var passageLength = 0
      var first = s
      while s < n && sentences[s].passage == p {
        if s & 4095 == 0 { try workspace.checkpoint(sentences[s].span.from, of: bytes.count) }
        frequency.update(repeating: 0, count: query.count)
        let (begin, end) = tokenRange(s)
        var pairSum: Float = 0
        var last = -1
        var t = begin
        while t < end {
          let token = Int(tokens[t])
          let q = Int(query.match[token])
          if q >= 0 {
            frequency[q] += query.similarity[token]
            if last >= 0 && q == last &+ 1 { pairSum += (query.weights[q] + query.weights[last]) / 2 }
            last = q
          } else if !isFunction(token) {
            last = -1
          }
          t &+= 1
        }
        var q = 0
        while q < query.count {
          passageFrequency[q] += frequency[q]
          q &+= 1
        }
        own[s] = bm25(frequency, Float(end &- begin), averageLength)
        pairs[s] = pairSum
        passageLength &+= end &- begin
        s &+= 1
      }
      passage[Int(p)] = bm25(passageFrequency, Float(passageLength), averagePassage)
      first = s
      _ = first
    }
    scaleToOne(own, n)
    scaleToOne(pairs, n)
    scaleToOne(passage, passages.count)
    s = 0
    while s < n {
      let sentence = sentences[s]
      let p = Int(sentence.passage)
      var beside: Float = 0
      if s > 0 && sentences[s &- 1].passage == sentence.passage { beside = own[s &- 1] }
      if s &+ 1 < n && sentences[s &+ 1].passage == sentence.passage { beside = max(beside, own[s &+ 1]) }
      let near = own[s] + weights.pairs * pairs[s] + weights.around * beside + weights.passage * passage[p]
      let hasKind = query.wanted.rawValue & sentence.cues != 0
      let prior = Float(rankPrior) * weights.rank / (1 + Float(p) * 0.5)
      // An answer's kind counts only where the words say that the sentence is about the question at all.
      value[s] = near * (1 + (hasKind ? weights.kind : 0) + prior)
      s &+= 1
    }
    scaleToOne(value, n)
    return value
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
