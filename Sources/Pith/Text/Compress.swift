// Text compression: the sentences of retrieved passages that a prompt should hold, within a budget that is met exactly.
//
// Steps:
//   1. passages are cut into sentences (headings, list items, table rows and code blocks are sentences too)
//   2. every sentence gets a value: relevance to the question, or salience without one, mixed with the host's embeddings
//   3. sentences are picked by value per cost, less what picked ones say already; a picked one brings the sentence that it
//      refers back to, and its heading, where they fit
//   4. words may be dropped inside sentences (WordDrop)
//   5. the result is joined and counted exactly: over the budget, the last picks go; under it, what still fits comes
// Spans come out in the order of the text. Cost: linear in the text, plus S log S, plus the host's callbacks.

extension Text {
  /// Chooses what to keep.
  ///
  /// - Parameters:
  ///   - passages: i32 [P, 2], ascending, best-ranked first, or nil for one passage.
  ///   - question: u8, or nil.
  ///   - spans: i32 [capacity, 2], the kept bytes, ascending.
  ///   - count: i32 [1], also written where the capacity is too small.
  ///   - scores: float [S], or nil: each sentence's value, 0 to 1.
  ///   - reasons: i32 [S], or nil: a `TextReason` per sentence.
  @discardableResult
  public static func compress(
    _ workspace: Workspace, text: Tensor, passages: Tensor?, question: Tensor?, options: TextOptions, spans: Tensor,
    count: Tensor, scores: Tensor?, reasons: Tensor?
  ) throws(PithError) -> TextReport {
    let bytes = try text.bytes("text")
    let parts = try passageSpans(workspace, bytes, passages)
    let asked = try question?.bytes("question")
    try options.check()
    let joiner = Joiner(
      bytes: bytes, passages: parts, gap: try options.gap?.bytes("options.gap"),
      separator: try options.separator?.bytes("options.separator"))
    let out = try spans.spanOutput("spans")
    let outCount = try count.indexOutput("count", 1, "i32 [1]")
    let required = try options.required?.spans("options.required", within: bytes.count, .any, workspace)

    let index = try TextIndex(workspace, bytes, parts)
    let outScores = try scores?.floats("scores", rank: 1, "[S]")
    try outScores?.require(index.count, "[S] with S sentences, as pith_text_segment gives them")
    let outReasons = try reasons?.indexOutput("reasons", index.count, "i32 [S] with S sentences, as pith_text_segment gives them")

    let value = try sentenceValues(workspace, index, asked, options)
    var compression = try Compression(workspace, index, joiner, options, value)
    try compression.run(required)

    let kept = try compression.pieces()
    try out.commit(kept, count: outCount)
    if let outScores { workspace.commit(value, count: index.count, to: outScores.first) }
    if let outReasons {
      var s = 0
      while s < index.count {
        outReasons.put(s, Int(compression.reason(s).rawValue))
        s &+= 1
      }
    }
    return compression.report(spans: kept.count)
  }

  /// The value of each sentence, 0 to 1.
  static func sentenceValues(
    _ workspace: Workspace, _ index: TextIndex, _ question: Bytes?, _ options: TextOptions
  ) throws(PithError) -> UnsafeMutablePointer<Float> {
    let n = index.count
    if options.strategy == .leading {
      let value = try workspace.allocate(n, of: Float.self)
      var s = 0
      while s < n {
        value[s] = 1 - Float(s) / Float(n)
        s &+= 1
      }
      return value
    }
    if options.strategy == .relevance && question == nil {
      throw PithError(.null, "question", expected: "a question, which PITH_TEXT_STRATEGY_RELEVANCE needs", got: .text("NULL"))
    }
    let salience = try index.salience(workspace, rankPrior: options.rankPrior)
    var asked: Bytes?
    if options.strategy != .salience { asked = question }
    var value = salience
    if let asked {
      let query = try Query(workspace, asked, index)
      if query.count > 0 {
        value = try index.relevance(workspace, query, rankPrior: options.rankPrior, RelevanceWeights.standard)
      }
    }
    let embeddings = try SentenceEmbeddings(workspace, options, index, asked)
    if let embeddings {
      let near = try embeddings.values(workspace)
      let share = Float(options.embeddingWeight)
      var s = 0
      while s < n {
        value[s] = (1 - share) * value[s] + share * near[s]
        s &+= 1
      }
    }
    if options.strategy == .clusters {
      value = try index.clusterValues(
        workspace, embeddings?.rows, clusters: options.clusters, relevance: asked == nil ? nil : UnsafePointer(value))
    }
    var s = 0
    while s < n {
      // Salience decides among sentences that the question does not tell apart.
      if asked != nil { value[s] = value[s] * 0.98 + salience[s] * 0.02 }
      s &+= 1
    }
    return value
  }
}
