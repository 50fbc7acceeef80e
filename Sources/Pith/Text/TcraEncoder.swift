// TCRA semantic compression with the host's encoder (Tcra.swift has the method): the embeddings of the text without each word
// come from a callback.
//
// The text of a set of words is these words in order, joined by one space. One-shot asks for W + 1 embeddings. Greedy asks for
// the words left in every step: W + (W - 1) + ...; it is meant for short texts. All candidates of a step go to the host in
// batches, as one buffer with the spans of its texts.
//
// Cost: the encoder's, and O(W^2) characters per step to write the candidates.

import CPith

extension Text {
  /// Removes words by the embeddings that an encoder gives the text without them.
  ///
  /// - Parameters:
  ///   - words: i32 [W, 2], ascending byte spans of `text`.
  ///   - distance: [W] for one-shot, [remove] for greedy, or nil.
  public static func tcraEncoder(
    _ workspace: Workspace, text: Tensor, words: Tensor, protectedWords: Tensor?, encoder: TextEncoder, remove: Int,
    metric: TextMetric, removal: TextRemoval, keep: Tensor, removed: Tensor, distance: Tensor?
  ) throws(PithError) {
    let bytes = try text.bytes("text")
    let list = try words.spans("words", within: bytes.count, .ascending, workspace)
    try require(encoder.dim, "dim", in: 1...65536, "1 to 65536")
    let greedy = removal == .greedy
    let outputs = try TcraOutputs(
      words: list.count, remove: remove, protectedWords: protectedWords, keep: keep, removed: removed, distance: distance,
      distances: greedy ? remove : list.count, greedy ? "[remove]" : "[W]", workspace)
    let variants = try WordVariants(workspace, bytes, list, encoder)
    let full = try workspace.allocate(encoder.dim, of: Float.self)
    let d = try workspace.allocate(list.count, of: Double.self)
    let steps = try workspace.allocate(remove, of: Double.self)
    try variants.embedAll(workspace, outputs, into: full)
    var step = 0
    // One-shot is one round of distances and then a sort; greedy takes the best of every round.
    while greedy ? step < remove : step == 0 {
      try workspace.checkpoint(step, of: greedy ? remove : 1)
      try variants.distances(workspace, outputs, full, metric, into: d)
      if !greedy { break }
      var best = -1
      var i = 0
      while i < list.count {
        if outputs.isFree(i) && (best < 0 || d[i] < d[best]) { best = i }
        i &+= 1
      }
      outputs.take(best, at: step)
      steps[step] = d[best]
      step &+= 1
    }
    if !greedy { try outputs.removeNearest(d, workspace) }
    outputs.commit(greedy ? steps : d, workspace)
  }
}

/// Texts with one word left out, written into one buffer for the encoder.
private struct WordVariants {
  static let batch = 64
  let bytes: Bytes
  let words: Spans
  let encoder: TextEncoder
  let buffer: UnsafeMutablePointer<UInt8>
  let spans: UnsafeMutablePointer<Span>
  let rows: UnsafeMutablePointer<Float>
  let left: UnsafeMutablePointer<Int32>

  init(_ workspace: Workspace, _ bytes: Bytes, _ words: Spans, _ encoder: TextEncoder) throws(PithError) {
    self.bytes = bytes
    self.words = words
    self.encoder = encoder
    var length = 0
    var i = 0
    while i < words.count {
      length &+= words[i].length &+ 1
      i &+= 1
    }
    let room = try product(length &+ 1, WordVariants.batch)
    guard room <= Int(Int32.max) else {
      throw PithError(.size, "words", expected: "a text below 32 MB", got: .integer(length))
    }
    buffer = try workspace.allocate(room, of: UInt8.self)
    spans = try workspace.allocate(WordVariants.batch, of: Span.self)
    left = try workspace.allocate(WordVariants.batch, of: Int32.self)
    rows = try workspace.allocate(try product(WordVariants.batch, encoder.dim), of: Float.self)
  }

  /// Writes the words that are still there but for `without`, from `begin` on; returns the end.
  private func write(_ outputs: TcraOutputs, without: Int, at begin: Int) -> Int {
    var end = begin
    var i = 0
    while i < words.count {
      if i != without && outputs.stays[i] == 1 {
        if end > begin {
          buffer[end] = 0x20
          end &+= 1
        }
        (buffer + end).update(from: bytes.start + words[i].from, count: words[i].length)
        end &+= words[i].length
      }
      i &+= 1
    }
    return end
  }

  func embedAll(
    _ workspace: Workspace, _ outputs: TcraOutputs, into full: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    spans[0] = Span(0, write(outputs, without: -1, at: 0))
    try run(workspace, 1, into: full)
  }

  /// The distance of the text without each free word to `full`; infinite for words that are gone or protected.
  func distances(
    _ workspace: Workspace, _ outputs: TcraOutputs, _ full: UnsafeMutablePointer<Float>, _ metric: TextMetric,
    into d: UnsafeMutablePointer<Double>
  ) throws(PithError) {
    var i = 0
    while i < words.count {
      var n = 0
      var end = 0
      while i < words.count && n < WordVariants.batch {
        if outputs.stays[i] == 1 {
          let begin = end
          end = write(outputs, without: i, at: begin)
          spans[n] = Span(begin, end)
          left[n] = Int32(truncatingIfNeeded: i)
          n &+= 1
        } else {
          d[i] = .infinity
        }
        i &+= 1
      }
      if n == 0 { break }
      try run(workspace, n, into: rows)
      var k = 0
      while k < n {
        d[Int(left[k])] = workspace.distance(full, rows + k &* encoder.dim, encoder.dim, metric)
        k &+= 1
      }
    }
  }

  private func run(
    _ workspace: Workspace, _ n: Int, into target: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    try encoder.run(Bytes(start: UnsafePointer(buffer), count: 0), Spans(start: spans, count: n), target, "embed")
    try workspace.requireFinite(
      FloatRows(base: UnsafePointer(target), rows: n, cols: encoder.dim, stride: encoder.dim), "embed")
  }
}
