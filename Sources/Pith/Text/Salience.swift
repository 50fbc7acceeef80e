// How much each sentence says of what its passage and the whole text are about, where there is no question.
//
//   center     cosine of the sentence's rarity-weighted words with the sum over its passage, and over the text
//   position   the first sentences of a passage say what it is about
//   facts      numbers, dates and names
// The words of a sentence that are in no other one do not help it: rarity is damped by how often a word is used at all.
//
// Cost: linear in the tokens of the text; centroids are sums over terms, never a matrix of sentences.

extension TextIndex {
  func salience(_ workspace: Workspace, rankPrior: Double) throws(PithError) -> UnsafeMutablePointer<Float> {
    let n = count
    let size = vocabulary.count
    let value = try workspace.allocate(n, of: Float.self)
    let whole = try workspace.allocate(size, of: Float.self)
    let local = try workspace.allocate(size, of: Float.self)
    let norms = try workspace.allocate(n, of: Float.self)
    whole.update(repeating: 0, count: size)
    local.update(repeating: 0, count: size)

    func weight(_ t: Int) -> Float { isFunction(t) ? 0 : rarity[t] }

    var s = 0
    while s < n {
      let (begin, end) = tokenRange(s)
      var square: Float = 0
      var t = begin
      while t < end {
        let w = weight(Int(tokens[t]))
        square += w * w
        t &+= 1
      }
      norms[s] = square.root
      t = begin
      while t < end && norms[s] > 0 {
        whole[Int(tokens[t])] += weight(Int(tokens[t])) / norms[s]
        t &+= 1
      }
      s &+= 1
    }
    let wholeNorm = norm(whole, size)
    var first = 0
    while first < n {
      try workspace.checkpoint(sentences[first].span.from, of: bytes.count)
      var end = first
      while end < n && sentences[end].passage == sentences[first].passage { end &+= 1 }
      // The passage's own sum, built and taken down again over its tokens.
      var localSquare: Float = 0
      var t = Int(starts[first])
      let stop = Int(starts[end])
      while t < stop {
        local[Int(tokens[t])] += weight(Int(tokens[t]))
        t &+= 1
      }
      t = Int(starts[first])
      while t < stop {
        // Each token adds its share of the square: sum over tokens of w * local = sum over terms of local^2.
        localSquare += weight(Int(tokens[t])) * local[Int(tokens[t])]
        t &+= 1
      }
      let localNorm = localSquare.root
      s = first
      while s < end {
        let (begin, finish) = tokenRange(s)
        var a: Float = 0
        var b: Float = 0
        t = begin
        while t < finish {
          let token = Int(tokens[t])
          a += weight(token) * local[token]
          b += weight(token) * whole[token]
          t &+= 1
        }
        let sentence = sentences[s]
        let center = norms[s] > 0
          ? 0.5 * a / (norms[s] * max(localNorm, 1e-6)) + 0.5 * b / (norms[s] * max(wholeNorm, 1e-6)) : 0
        let position = 1 / (1 + Float(s &- first))
        let facts: Float = (sentence.has(.number) || sentence.has(.date) ? 0.05 : 0) + (sentence.has(.name) ? 0.05 : 0)
        let prior = Float(rankPrior) * 0.5 / (1 + Float(sentence.passage) * 0.5)
        // A few words say little whatever they are.
        let length = min(Float(finish &- begin) / 6, 1)
        value[s] = (center + 0.25 * position + facts) * (1 + prior) * length
        s &+= 1
      }
      t = Int(starts[first])
      while t < stop {
        local[Int(tokens[t])] = 0
        t &+= 1
      }
      first = end
    }
    scaleToOne(value, n)
    return value
  }

  private func norm(_ values: UnsafeMutablePointer<Float>, _ n: Int) -> Float {
    var sum: Float = 0
    var i = 0
    while i < n {
      sum += values[i] * values[i]
      i &+= 1
    }
    return sum.root
  }
}
