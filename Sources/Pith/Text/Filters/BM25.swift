// BM25 (Okapi, ATIRE's form): how well texts match a question word by word, without any model.
//
// Paper: Robertson, Walker, Jones, Hancock-Beaulieu, Gatford, "Okapi at TREC-3", 1994; Trotman, Jia, Crane, "Towards an
// Efficient and Effective Search Engine", 2012. As the package rank_bm25 computes it.
//
//   idf(w) = ln(C - n(w) + 0.5) - ln(n(w) + 0.5);  where that is negative: epsilon * mean idf
//   score(d) = Σ over the question's words w, repeats included, of idf(w) tf (k1 + 1) / (tf + k1 (1 - b + b len(d) / mean len))
//
// Words are what lies between single spaces, compared byte by byte: two spaces in a row make an empty word, as in the package.
// Steps: every word of the texts gets a number (open addressing, bytes compared); the texts are then read once more as numbers
// to count the question's words. All arithmetic is in double and in the package's order.
// Where we differ: no texts are legal; a word that a text lacks adds 0 for every k1. Cost: O(bytes + C * words of the question).

import CPith

extension Text {
  /// Scores documents against a question.
  ///
  /// - Parameters:
  ///   - text: u8. documents: i32 `[C, 2]`, any byte spans. question: u8.
  ///   - k1: 0 or more. b: 0 to 1. epsilon: 0 or more.
  ///   - scores: out, `[C]`, float.
  ///   - ranked: out, `[C]`, i32, or nil: best first, ties to the lower index.
  public static func bm25Okapi(
    _ workspace: Workspace, text: Tensor, documents: Tensor, question: Tensor, k1: Double, b: Double, epsilon: Double,
    scores: Tensor, ranked: Tensor?
  ) throws(PithError) {
    let bytes = try text.bytes("text")
    let documents = try documents.spans("documents", within: bytes.count, .any, workspace)
    let question = try question.bytes("question")
    try require(k1, "k1", from: 0, through: .greatestFiniteMagnitude, "0 or more")
    try require(b, "b", from: 0, through: 1, "0 to 1")
    try require(epsilon, "epsilon", from: 0, through: .greatestFiniteMagnitude, "0 or more")
    let scores = try scores.floats("scores", rank: 1, "[C]")
    try scores.require(documents.count, "[C]")
    let ranked = try ranked?.unbatched("ranked", rank: 1, .index, "[C]")
    try ranked?.require(documents.count, "[C]")

    var table = try WordTable(workspace)
    var words = try Growing<Int32>(workspace, capacity: 4096)
    let starts = try workspace.allocate(documents.count &+ 1, of: Int.self)
    var d = 0
    while d < documents.count {
      starts[d] = words.count
      var begin = documents[d].from
      while begin <= documents[d].to {
        let end = wordEnd(bytes, begin, documents[d].to)
        let id = try table.number(bytes.start + begin, end &- begin, adding: true)
        table.count(id, in: d)
        try words.append(Int32(truncatingIfNeeded: id))
        begin = end &+ 1
      }
      d &+= 1
    }
    starts[documents.count] = words.count
    let mean = Double(words.count) / Double(max(documents.count, 1))
    let idf = try table.rarity(documents.count, epsilon, workspace)

    // The question's words in order; `slot` maps a word's number to its counter.
    var asked = try Growing<Int32>(workspace)
    let slot = try workspace.allocate(table.words.count, of: Int32.self)
    slot.update(repeating: -1, count: table.words.count)
    var begin = 0
    while begin <= question.count {
      let end = wordEnd(question, begin, question.count)
      let id = try table.number(question.start + begin, end &- begin, adding: false)
      if id >= 0 {
        if slot[id] < 0 { slot[id] = Int32(truncatingIfNeeded: asked.count) }
        try asked.append(Int32(truncatingIfNeeded: id))
      }
      begin = end &+ 1
    }
    let frequency = try workspace.allocate(asked.count, of: Int32.self)
    let result = try workspace.allocate(documents.count, of: Double.self)
    d = 0
    while d < documents.count {
      frequency.update(repeating: 0, count: asked.count)
      var i = starts[d]
      while i < starts[d &+ 1] {
        let place = slot[Int(words[i])]
        if place >= 0 { frequency[Int(place)] &+= 1 }
        i &+= 1
      }
      let length = Double(starts[d &+ 1] &- starts[d])
      var score = 0.0
      var q = 0
      while q < asked.count {
        let id = Int(asked[q])
        let tf = Double(frequency[Int(slot[id])])
        if tf > 0 { score += idf[id] * (tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / mean))) }
        q &+= 1
      }
      result[d] = score
      d &+= 1
    }
    let order = try workspace.ascending(documents.count)
    let spare = try workspace.allocate(documents.count, of: Int32.self)
    stableSort(order, spare, documents.count) { result[Int($0)] > result[Int($1)] }
    let narrow = try workspace.allocate(documents.count, of: Float.self)
    workspace.kernels.pointee.f32_from_f64(result, narrow, documents.count)
    workspace.commit(narrow, count: documents.count, to: scores.first)
    if let ranked { workspace.commit(order, count: documents.count, to: ranked.first) }
  }
}

/// Where the word that begins at `begin` ends: at the next space or at `limit`.
private func wordEnd(_ bytes: Bytes, _ begin: Int, _ limit: Int) -> Int {
  var end = begin
  while end < limit && bytes[end] != 0x20 { end &+= 1 }
  return end
}

/// Distinct words, numbered in order of first appearance.
private struct WordTable {
  struct Word: BitwiseCopyable {
    var start: UnsafePointer<UInt8>
    var length: Int
    var hash: UInt64
    /// In how many documents, and the last one counted.
    var documents: Int
    var last: Int
  }

  private(set) var words: Growing<Word>
  private var slots: UnsafeMutablePointer<Int32>
  private var mask: Int
  private let workspace: Workspace

  init(_ workspace: Workspace) throws(PithError) {
    self.workspace = workspace
    words = try Growing(workspace, capacity: 1024)
    mask = 4095
    slots = try workspace.allocate(mask &+ 1, of: Int32.self)
    slots.update(repeating: -1, count: mask &+ 1)
  }

  /// The number of a word; -1 if it is unknown and not to be added.
  mutating func number(_ start: UnsafePointer<UInt8>, _ length: Int, adding: Bool) throws(PithError) -> Int {
    // FNV-1a, then a mix: the table looks at the low bits.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var i = 0
    while i < length {
      hash = (hash ^ UInt64(start[i])) &* 0x100_0000_01B3
      i &+= 1
    }
    hash ^= hash >> 32
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] >= 0 {
      let word = words[Int(slots[slot])]
      if word.hash == hash && word.length == length {
        i = 0
        while i < length && word.start[i] == start[i] { i &+= 1 }
        if i == length { return Int(slots[slot]) }
      }
      slot = (slot &+ 1) & mask
    }
    if !adding { return -1 }
    if words.count &* 2 >= mask {
      try grow()
      slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] >= 0 { slot = (slot &+ 1) & mask }
    }
    slots[slot] = Int32(truncatingIfNeeded: words.count)
    try words.append(Word(start: start, length: length, hash: hash, documents: 0, last: -1))
    return words.count &- 1
  }

  func count(_ id: Int, in document: Int) {
    if words[id].last == document { return }
    words.start[id].last = document
    words.start[id].documents &+= 1
  }

  /// The weight of every word.
  func rarity(
    _ documents: Int, _ epsilon: Double, _ workspace: Workspace
  ) throws(PithError) -> UnsafeMutablePointer<Double> {
    let idf = try workspace.allocate(words.count, of: Double.self)
    var sum = 0.0
    var i = 0
    while i < words.count {
      let holding = Double(words[i].documents)
      idf[i] = naturalLog(Double(documents) - holding + 0.5) - naturalLog(holding + 0.5)
      sum += idf[i]
      i &+= 1
    }
    let floor = epsilon * (sum / Double(max(words.count, 1)))
    i = 0
    while i < words.count {
      if idf[i] < 0 { idf[i] = floor }
      i &+= 1
    }
    return idf
  }

  private mutating func grow() throws(PithError) {
    mask = mask &* 4 &+ 3
    slots = try workspace.allocate(mask &+ 1, of: Int32.self)
    slots.update(repeating: -1, count: mask &+ 1)
    var id = 0
    while id < words.count {
      var slot = Int(truncatingIfNeeded: words[id].hash) & mask
      while slots[slot] >= 0 { slot = (slot &+ 1) & mask }
      slots[slot] = Int32(truncatingIfNeeded: id)
      id &+= 1
    }
  }
}
