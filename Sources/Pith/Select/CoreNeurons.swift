// CoreMatching (ICML 2025): core neurons, as in the first author's CoreInfer, and how many of them each token activates.
//
//   limit = int(token_sparsity · positive activations of the whole matrix / T)
//   frequency_f = number of tokens that have f among their `limit` largest activations
//   core = the int(sparsity · F) most frequent neurons;  intersection_t = |{ f in core : x[t, f] > 0 }|
//
// The paper keeps the tokens at or above the knee of the visual tokens' intersections (`Budget.knee`, inclusive).
//
// Steps: one pass counts, one selects by counting (no sort) and votes, one counts along the core.
// Differs from the authors' code: of equally frequent neurons the lower comes first (theirs: any); so do equal activations.
// Cost: three passes over T · F activations; F words of scratch per thread.

import CPith

extension Select {
  /// The neurons that most tokens use most.
  ///
  /// - Parameters:
  ///   - activations: `[T, F]` or `[B, T, F]`, f32, f16 or bf16, T and F at most 2^24.
  ///   - tokenSparsity, sparsity: 0…1.
  ///   - neurons: out, `[capacity]` or `[B, capacity]`, i32, by falling frequency; int(sparsity · F) is enough. Elements past
  ///     the count are left as they are.
  ///   - count: out, `[1]` or `[B, 1]`, i32: fewer where fewer neurons got a vote; written on a capacity error too.
  ///   - frequency: out, optional, `[F]` or `[B, F]`, i32.
  ///   - intersection: out, optional, `[T]` or `[B, T]`, i32.
  public static func coreNeurons(
    _ workspace: Workspace, activations: Tensor, tokenSparsity: Double, sparsity: Double, neurons: Tensor,
    count: Tensor, frequency: Tensor?, intersection: Tensor?
  ) throws(PithError) {
    let x = try activations.activations()
    let (t, f) = (x.extent(0), x.extent(1))
    try require(tokenSparsity, "token_sparsity", from: 0, through: 1, "0 to 1")
    try require(sparsity, "sparsity", from: 0, through: 1, "0 to 1")
    let output = try CountedIndices(neurons, count, like: x, name: "neurons")
    let frequency = try frequency.block("frequency", rank: 1, .index, "[F] or [B, F]", like: x)
    try frequency?.require(f, "[F] or [B, F]")
    let intersection = try intersection.block("intersection", rank: 1, .index, "[T] or [B, T]", like: x)
    try intersection?.require(t, "[T] or [B, T]")

    let most = Int(saturating: (Double(f) * sparsity).truncated)
    let result = try workspace.allocate(try product(x.batch, most), of: Int32.self)
    let counts = try workspace.allocate(x.batch, of: Int32.self)
    let votes = try workspace.allocate(try product(x.batch, f), of: Int32.self)
    let hits = try workspace.allocate(intersection == nil ? 0 : try product(x.batch, t), of: Int32.self)
    let all = try workspace.allocate(f, of: Int32.self)
    let scores = try workspace.allocate(f, of: Float.self)
    var i = 0
    while i < f {
      all[i] = Int32(truncatingIfNeeded: i)
      i &+= 1
    }
    var b = 0
    while b < x.batch {
      let vote = votes + b &* f
      let core = result + b &* most
      let positive = try workspace.positiveCount(x, b, all)
      let limit = t == 0 ? 0 : Int(saturating: (tokenSparsity * Double(positive) / Double(t)).truncated)
      try workspace.vote(x, b, limit: min(limit, f), into: vote)
      i = 0
      while i < f {
        scores[i] = Float(vote[i])
        i &+= 1
      }
      try workspace.topK(scores, f, most, .ranked, into: core)
      var voted = 0
      while voted < most && vote[Int(core[voted])] > 0 { voted &+= 1 }
      counts[b] = Int32(truncatingIfNeeded: voted)
      if intersection != nil { try workspace.activeCounts(x, b, rows: 0, t, of: core, voted, into: hits + b &* t) }
      b &+= 1
    }
    try workspace.commit(result, stride: most, counts, to: output)
    if let frequency { workspace.commitAll(votes, count: f, to: frequency) }
    if let intersection { workspace.commitAll(hits, count: t, to: intersection) }
  }
}

extension Workspace {
  /// How many activations of item `b` are above 0.
  fileprivate func positiveCount(_ x: Block, _ b: Int, _ all: UnsafePointer<Int32>) throws(PithError) -> Int {
    let mark = self.mark()
    defer { release(mark) }
    let t = x.extent(0)
    let counts = try allocate(t, of: Int32.self)
    try activeCounts(x, b, rows: 0, t, of: all, x.extent(1), into: counts)
    var total = 0
    var i = 0
    while i < t {
      total &+= Int(counts[i])
      i &+= 1
    }
    return total
  }

  /// One vote per token for each of its `limit` largest activations.
  fileprivate func vote(
    _ x: Block, _ b: Int, limit: Int, into votes: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let (t, f) = (x.extent(0), x.extent(1))
    votes.update(repeating: 0, count: f)
    if limit == 0 { return }
    let mark = self.mark()
    defer { release(mark) }
    let grain = max(1, 16384 / max(f, 1))
    let count = parts(t, grain: grain)
    let wordsPerPart = f &+ Int(PITHK_SELECT_WORDS)
    let lines = try allocate(try product(count, f), of: Float.self)
    let words = try allocate(try product(count, wordsPerPart), of: UInt32.self)
    let picks = try allocate(try product(count, limit), of: Int32.self)
    let own = try allocate(try product(count, f), of: Int32.self)
    own.update(repeating: 0, count: count &* f)
    let item = x.item(b)
    parallelRanges(t, grain: grain) { part, begin, end in
      let mine = own + part &* f
      let chosen = picks + part &* limit
      var i = begin
      while i < end {
        let row = activationRow(item, i, lines + part &* f)
        _ = kernels.pointee.select_k(row, f, limit, 1, chosen, words + part &* wordsPerPart)
        var j = 0
        while j < limit {
          mine[Int(chosen[j])] &+= 1
          j &+= 1
        }
        i &+= 1
      }
    }
    var part = 0
    while part < count {
      let mine = own + part &* f
      var j = 0
      while j < f {
        votes[j] &+= mine[j]
        j &+= 1
      }
      part &+= 1
    }
  }
}
