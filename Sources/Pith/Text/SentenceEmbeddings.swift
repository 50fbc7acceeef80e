// The host's embeddings of sentences, as one value per sentence: nearness to the question, or to the middle of the text.

import CPith

struct SentenceEmbeddings {
  let rows: FloatRows
  let question: FloatRows?

  /// Reads the host's matrix, or asks its encoder; nil if it gave neither.
  init?(
    _ workspace: Workspace, _ options: TextOptions, _ index: TextIndex, _ question: Bytes?
  ) throws(PithError) {
    if let embeddings = options.embeddings {
      let block = try embeddings.floats("options.embeddings", rank: 2, "[S, D]")
      try block.require(index.count, -1, "[S, D] with S sentences, as pith_text_segment gives them")
      rows = try workspace.floatRows(block.first)
      try workspace.requireFinite(rows, "options.embeddings")
      if question != nil {
        guard let vector = options.questionEmbedding else {
          throw PithError(.null, "options.question_embedding", expected: "a view, as there are embeddings and a question", got: .text("NULL"))
        }
        let block = try vector.floats("options.question_embedding", rank: 1, "[D]")
        try block.require(rows.cols, "[D] as in options.embeddings")
        let row = try workspace.floatRows(block.first)
        try workspace.requireFinite(row, "options.question_embedding")
        self.question = row
      } else {
        self.question = nil
      }
      return
    }
    guard let encoder = options.encoder else { return nil }
    let dim = encoder.dim
    let values = try workspace.allocate(try product(index.count, dim), of: Float.self)
    let batch = 256
    let spans = try workspace.allocate(min(batch, max(index.count, 1)), of: Span.self)
    var s = 0
    while s < index.count {
      try workspace.checkpoint(index.sentences[s].span.from, of: index.bytes.count)
      let n = min(batch, index.count &- s)
      var i = 0
      while i < n {
        spans[i] = index.sentences[s &+ i].span
        i &+= 1
      }
      try encoder.run(index.bytes, Spans(start: spans, count: n), values + s &* dim, "options.embed")
      s &+= n
    }
    rows = FloatRows(base: UnsafePointer(values), rows: index.count, cols: dim, stride: dim)
    try workspace.requireFinite(rows, "options.embed")
    guard let question else {
      self.question = nil
      return
    }
    let row = try workspace.allocate(dim, of: Float.self)
    spans[0] = Span(0, question.count)
    try encoder.run(question, Spans(start: spans, count: 1), row, "options.embed")
    let vector = FloatRows(base: UnsafePointer(row), rows: 1, cols: dim, stride: dim)
    try workspace.requireFinite(vector, "options.embed")
    self.question = vector
  }

  /// The cosine of each sentence with the question, or with the sum of all unit rows, scaled to 0 ... 1 over the text.
  func values(_ workspace: Workspace) throws(PithError) -> UnsafeMutablePointer<Float> {
    let out = try workspace.allocate(rows.rows, of: Float.self)
    let target: UnsafePointer<Float>
    if let question {
      target = question.row(0)
    } else {
      let sum = try workspace.allocate(rows.cols, of: Float.self)
      sum.update(repeating: 0, count: rows.cols)
      var s = 0
      while s < rows.rows {
        let norm = workspace.kernels.pointee.wide_sum_squares(rows.row(s), rows.cols).root
        if norm > 0 { workspace.kernels.pointee.axpy(Float(1 / norm), rows.row(s), sum, rows.cols) }
        s &+= 1
      }
      target = UnsafePointer(sum)
    }
    var low: Float = .infinity
    var high: Float = -.infinity
    var s = 0
    while s < rows.rows {
      out[s] = Float(1 - workspace.distance(target, rows.row(s), rows.cols, .cosine))
      if !out[s].isFinite { out[s] = 0 }
      low = min(low, out[s])
      high = max(high, out[s])
      s &+= 1
    }
    s = 0
    while s < rows.rows {
      out[s] = high > low ? (out[s] - low) / (high - low) : 0
      s &+= 1
    }
    return out
  }
}

extension TextEncoder {
  /// `argument` is how the function at hand names its encoder.
  func run(
    _ bytes: Bytes, _ spans: Spans, _ rows: UnsafeMutablePointer<Float>, _ argument: StaticString
  ) throws(PithError) {
    let text = UnsafeRawPointer(bytes.start).assumingMemoryBound(to: CChar.self)
    let pairs = UnsafeRawPointer(spans.start).assumingMemoryBound(to: Int32.self)
    let result = embed(user, text, pairs, Int64(spans.count), rows, Int64(dim))
    guard result == 0 else {
      throw PithError(.callback, argument, expected: "an encoder that returns 0", got: .integer(Int(result)))
    }
  }
}
