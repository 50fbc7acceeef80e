// The built-in text embedding: hashed words, word pairs and letter trigrams, weighted by rarity. No model, no data.
//
//   e = sum over words w of  (1 + ln tf(w)) * idf(w) * u(stem(w))
//     + 0.5 * sum over pairs of neighbours (v, w) of  sqrt(idf(v) idf(w)) * u(v w)
//     + 0.3 * sum over words w of  idf(w) * (sum over its trigrams t of u(t)) / sqrt(number of trigrams)
//   row = e / |e|, the zero vector for a text without words
// u(x) is a signed unit vector: the hash of x picks the coordinate and the sign (feature hashing: collisions cancel on
// average). idf(w) = ln((S + 1) / (n(w) + 0.5)) over the reference texts, n(w) of which hold w. Words are folded and stemmed
// (Terms, Stem); function words carry a tenth. Trigrams are taken from the folded word with a mark at both ends: they bring
// inflections and derivations near each other in any language.
//
// Paper: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009.
// Cost: one pass, linear in the text, plus S * dim to clear and scale the rows.

import CPith

extension Text {
  /// Embeds byte spans of a text.
  ///
  /// - Parameters:
  ///   - spans: i32 [S, 2], any byte spans.
  ///   - referenceText: u8, where rarity is counted; nil with `referenceSpans` nil: over the embedded spans themselves.
  ///   - referenceSpans: i32 [R, 2] of the reference text (of `text` if there is none).
  ///   - embeddings: [S, dim].
  public static func embedHashed(
    _ workspace: Workspace, text: Tensor, spans: Tensor, referenceText: Tensor?, referenceSpans: Tensor?,
    embeddings: Tensor
  ) throws(PithError) {
    let bytes = try text.bytes("text")
    let list = try spans.spans("spans", within: bytes.count, .any, workspace)
    let reference = try referenceText?.bytes("reference_text") ?? bytes
    if referenceText != nil && referenceSpans == nil {
      throw PithError(.null, "reference_spans", expected: "spans of the reference text", got: .text("NULL"))
    }
    let counted = try referenceSpans?.spans("reference_spans", within: reference.count, .any, workspace) ?? list
    let out = try embeddings.floats("embeddings", rank: 2, "[S, dim]")
    try out.require(list.count, -1, "[S, dim] with S as in spans")
    let dim = out.extent(1)
    guard dim >= 1 && dim <= 65536 else {
      throw PithError(.shape, "embeddings", expected: "a dim of 1 to 65536", got: .shape(ndim: 2, out.first.shape))
    }
    let index = try TextIndex(workspace, reference, try passageSpans(workspace, reference, nil), sentenceSpans: counted)
    let rows = try workspace.allocate(try product(list.count, dim), of: Float.self)
    var hashing = try FeatureHashing(workspace, index)
    var s = 0
    while s < list.count {
      if s & 1023 == 0 { try workspace.checkpoint(s, of: list.count) }
      hashing.embed(bytes, list[s], into: rows + s &* dim, dim, number: s)
      s &+= 1
    }
    workspace.commit(rows, rows: list.count, cols: dim, to: out.first)
  }
}

struct FeatureHashing {
  private let index: TextIndex
  private let unseen: Float
  /// How often a term has come in the text being embedded, and which text that was.
  private let seen: UnsafeMutablePointer<Int32>
  private let seenIn: UnsafeMutablePointer<Int32>

  init(_ workspace: Workspace, _ index: TextIndex) throws(PithError) {
    self.index = index
    unseen = Float(naturalLog((Double(index.count) + 1) / 0.5))
    seen = try workspace.allocate(index.vocabulary.count, of: Int32.self)
    seenIn = try workspace.allocate(index.vocabulary.count, of: Int32.self)
    seenIn.update(repeating: -1, count: index.vocabulary.count)
  }

  mutating func embed(_ bytes: Bytes, _ span: Span, into row: UnsafeMutablePointer<Float>, _ dim: Int, number: Int) {
    row.update(repeating: 0, count: dim)
    func add(_ hash: UInt64, _ value: Float) {
      let mixed = mix(hash ^ 0x5851_F42D_4C95_7F2D)
      let slot = Int(truncatingIfNeeded: ((mixed >> 32) &* UInt64(truncatingIfNeeded: dim)) >> 32)
      row[slot] += mixed & 1 == 0 ? value : -value
    }
    var scanner = WordScanner(bytes, span)
    var last: (hash: UInt64, weight: Float) = (0, 0)
    while let word = scanner.next() {
      let (hash, traits, _) = identity(word, index.classes)
      let t = index.vocabulary.find(hash)
      var weight = t >= 0 ? max(index.rarity[t], 0.05) : unseen
      if traits.contains(.function) { weight *= 0.1 }
      var repeats: Float = 1
      if t >= 0 {
        if seenIn[t] != Int32(truncatingIfNeeded: number) {
          seenIn[t] = Int32(truncatingIfNeeded: number)
          seen[t] = 0
        }
        // 1, then ln 2, ln 3 - ln 2 ...: they add up to 1 + ln tf.
        let n = Double(seen[t])
        if n > 0 { repeats = Float(naturalLog((n + 1) / n)) }
        seen[t] &+= 1
      }
      add(hash, weight * repeats)
      if last.hash != 0 { add(pairHash(last.hash, hash), 0.5 * (last.weight * weight).root) }
      last = (hash, weight)
      if repeats == 1 && !traits.contains(.function) { addTrigrams(word.folded, weight, add) }
    }
    var square = 0.0
    var k = 0
    while k < dim {
      square += Double(row[k]) * Double(row[k])
      k &+= 1
    }
    guard square > 0 else { return }
    let norm = square.root
    k = 0
    while k < dim {
      row[k] = Float(Double(row[k]) / norm)
      k &+= 1
    }
  }

  /// Trigrams of bytes of the folded word between two marks; words of three letters or fewer are their own.
  private func addTrigrams(_ word: Folded, _ weight: Float, _ add: (UInt64, Float) -> Void) {
    let n = word.count
    guard n >= 4 else { return }
    let value = 0.3 * weight / Float(n).root
    func letter(_ i: Int) -> UInt64 { i < 0 || i >= n ? 1 : UInt64(word[i]) }
    var i = -1
    while i < n &- 1 {
      add(letter(i) | letter(i &+ 1) << 8 | letter(i &+ 2) << 16 | 0x7472_6900_0000_0000, value)
      i &+= 1
    }
  }
}
