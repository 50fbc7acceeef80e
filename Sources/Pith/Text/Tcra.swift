// TCRA semantic compression: drop the words whose removal moves the text's embedding least.
//
// Paper: Liu, Li, Xiang, Wang, Qian, "TCRA-LLM: Token Compression Retrieval Augmented Large Language Model for Inference Cost
// Reduction", Findings of EMNLP 2023; its semantic compression. The authors published no code.
//
// With full = the embedding of the text and loo_i = the embedding of the text without word i:
//   d_i = dist(full, loo_i)     dist = |a - b|, or 1 - cos(a, b)
//   one-shot: remove the `remove` words with the smallest d_i, ties to the lower index
//   greedy:   `remove` times the word whose removal, after the earlier ones, keeps the text nearest to the original full
//
// Where the embedding is the mean of word vectors, both follow from their sum S without an encoder:
//   full = S / W,  loo_i = (S' - v_i) / (W' - 1), the zero vector if no word is left
// where S', W' are the sum and number of the words still there. Protected words are never removed: their distance is infinite.
//
// Cost: leave-one-out O(W * D); words one-shot O(W * D), greedy O(remove * W * D) without a W * W matrix.

import CPith

/// How the distance between two embeddings is measured.
public enum TextMetric: UInt32, Sendable {
  case l2 = 0
  case cosine = 1
}

/// Whether words are judged once or anew after each removal.
public enum TextRemoval: UInt32, Sendable {
  case oneShot = 0
  case greedy = 1
}

extension Text {
  /// Removes words by the distance between given embeddings of the text with and without each of them.
  ///
  /// - Parameters:
  ///   - full: [D].
  ///   - leaveOneOut: [W, D], row i is the text without word i.
  ///   - protectedWords: i32 [W], not 0 for words that stay, or nil.
  ///   - keep: i32 [W], written 0 or 1.
  ///   - removed: i32 [remove], the removed words, least important first.
  ///   - distance: [W], or nil.
  public static func tcraLeaveOneOut(
    _ workspace: Workspace, full: Tensor, leaveOneOut: Tensor, protectedWords: Tensor?, remove: Int, metric: TextMetric,
    keep: Tensor, removed: Tensor, distance: Tensor?
  ) throws(PithError) {
    let full = try full.floats("full", rank: 1, "[D]")
    let rows = try leaveOneOut.floats("leave_one_out", rank: 2, "[W, D]")
    let words = rows.extent(0)
    let dim = rows.extent(1)
    try full.require(dim, "[D] as in leave_one_out")
    let outputs = try TcraOutputs(
      words: words, remove: remove, protectedWords: protectedWords, keep: keep, removed: removed, distance: distance,
      distances: words, "[W]", workspace)
    let whole = try workspace.floatRows(full.first)
    try workspace.requireFinite(whole, "full")
    let without = try workspace.floatRows(rows.first)
    let d = try workspace.allocate(words, of: Double.self)
    let wide = try workspace.allocate(dim, of: Double.self)
    try workspace.distances(whole.row(0), without, "leave_one_out", metric, wide: wide, into: d)
    try outputs.removeNearest(d, workspace)
    outputs.commit(d, workspace)
  }

  /// Removes words by their effect on the mean of word vectors.
  ///
  /// - Parameters:
  ///   - wordEmbeddings: [W, D].
  ///   - distance: [W] for one-shot, [remove] for greedy (the distance after each removal), or nil.
  public static func tcraWords(
    _ workspace: Workspace, wordEmbeddings: Tensor, protectedWords: Tensor?, remove: Int, metric: TextMetric,
    removal: TextRemoval, keep: Tensor, removed: Tensor, distance: Tensor?
  ) throws(PithError) {
    let rows = try wordEmbeddings.floats("word_embeddings", rank: 2, "[W, D]")
    let words = rows.extent(0)
    let greedy = removal == .greedy
    let outputs = try TcraOutputs(
      words: words, remove: remove, protectedWords: protectedWords, keep: keep, removed: removed, distance: distance,
      distances: greedy ? remove : words, greedy ? "[remove]" : "[W]", workspace)
    let vectors = try workspace.floatRows(rows.first)
    try workspace.requireFinite(vectors, "word_embeddings")
    var mean = try MeanOfWords(workspace, vectors)
    if !greedy {
      let d = try workspace.allocate(words, of: Double.self)
      mean.prepare(metric)
      var i = 0
      while i < words {
        d[i] = mean.distanceWithout(i, metric)
        i &+= 1
      }
      try outputs.removeNearest(d, workspace)
      return outputs.commit(d, workspace)
    }
    let d = try workspace.allocate(remove, of: Double.self)
    var step = 0
    while step < remove {
      try workspace.checkpoint(step, of: remove)
      mean.prepare(metric)
      var best = -1
      var nearest = Double.infinity
      var i = 0
      while i < words {
        if outputs.isFree(i) {
          let candidate = mean.distanceWithout(i, metric)
          // Finite vectors may have squares that are not: the first word is then as good as any.
          if best < 0 || candidate < nearest {
            best = i
            nearest = candidate
          }
        }
        i &+= 1
      }
      outputs.take(best, at: step)
      mean.remove(best)
      d[step] = nearest
      step &+= 1
    }
    outputs.commit(d, workspace)
  }
}

extension Workspace {
  /// The distance between two rows, in double precision.
  func distance(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ dim: Int, _ metric: TextMetric) -> Double {
    let kernels = self.kernels
    if metric == .l2 { return kernels.pointee.wide_squared_distance(a, b, dim).root }
    return cosineDistance(
      kernels.pointee.wide_dot(a, b, dim), kernels.pointee.wide_sum_squares(a, dim), kernels.pointee.wide_sum_squares(b, dim))
  }

  /// The distances between a vector and rows, in double precision; refuses rows that are not finite. `wide` has room for the
  /// vector in double: it is converted once.
  func distances(
    _ a: UnsafePointer<Float>, _ rows: FloatRows, _ name: StaticString, _ metric: TextMetric,
    wide: UnsafeMutablePointer<Double>, into result: UnsafeMutablePointer<Double>
  ) throws(PithError) {
    let kernels = self.kernels
    kernels.pointee.f64_from_f32(a, wide, rows.cols)
    let squares = kernels.pointee.wide_sum_squares(a, rows.cols)
    var i = 0
    while i < rows.rows {
      // What is finite in f32 has finite squares in double.
      var check = 0.0
      if metric == .l2 {
        check = kernels.pointee.mixed_squared_distance(rows.row(i), wide, rows.cols)
        result[i] = check.root
      } else {
        let dot = kernels.pointee.wide_dot_squares(rows.row(i), wide, rows.cols, &check)
        result[i] = cosineDistance(dot, squares, check)
      }
      if !check.isFinite { try requireFinite(rows, name) }
      i &+= 1
    }
  }
}

/// 1 - cos from a product and two squared norms; cos is 0 if a norm is 0.
func cosineDistance(_ dot: Double, _ aa: Double, _ bb: Double) -> Double {
  let norms = aa.root * bb.root
  return norms > 0 ? 1 - dot / norms : 1
}

/// The mean of the word vectors that are still there, and its distance to the mean of all.
private struct MeanOfWords {
  let workspace: Workspace
  let vectors: FloatRows
  /// Mean of all words, and its squared norm.
  let full: UnsafeMutablePointer<Double>
  let fullSquared: Double
  /// Sum of the words still there.
  let sum: UnsafeMutablePointer<Double>
  var remaining: Int
  /// L2: what a word's vector is compared with. Cosine: the sum without a word.
  let work: UnsafeMutablePointer<Double>

  init(_ workspace: Workspace, _ vectors: FloatRows) throws(PithError) {
    self.workspace = workspace
    self.vectors = vectors
    remaining = vectors.rows
    let dim = vectors.cols
    full = try workspace.allocate(dim, of: Double.self)
    sum = try workspace.allocate(dim, of: Double.self)
    work = try workspace.allocate(dim, of: Double.self)
    sum.update(repeating: 0, count: dim)
    workspace.kernels.pointee.wide_column_sum(vectors.base, vectors.stride, vectors.rows, dim, sum)
    var k = 0
    while k < dim {
      full[k] = remaining > 0 ? sum[k] / Double(remaining) : 0
      k &+= 1
    }
    fullSquared = workspace.kernels.pointee.double_dot(full, full, dim)
  }

  /// Called before the distances of one round.
  func prepare(_ metric: TextMetric) {
    guard metric == .l2 else { return }
    // full - loo_i = (v_i - (sum - (n - 1) full)) / (n - 1)
    var k = 0
    while k < vectors.cols {
      work[k] = sum[k] - Double(remaining &- 1) * full[k]
      k &+= 1
    }
  }

  func distanceWithout(_ i: Int, _ metric: TextMetric) -> Double {
    let kernels = workspace.kernels
    let dim = vectors.cols
    if metric == .l2 {
      if remaining <= 1 { return fullSquared.root }
      return kernels.pointee.mixed_squared_distance(vectors.row(i), work, dim).root / Double(remaining &- 1)
    }
    if remaining <= 1 { return 1 }
    // The cosine does not feel the division by n - 1. The difference is formed element by element: expanding its norm would
    // cancel where one word makes up nearly all of the sum.
    work.update(from: sum, count: dim)
    kernels.pointee.mixed_axpy(-1, vectors.row(i), work, dim)
    return cosineDistance(kernels.pointee.double_dot(full, work, dim), fullSquared, kernels.pointee.double_dot(work, work, dim))
  }

  mutating func remove(_ i: Int) {
    workspace.kernels.pointee.mixed_axpy(-1, vectors.row(i), sum, vectors.cols)
    remaining &-= 1
  }
}

/// The checked outputs of a removal and its state in scratch.
struct TcraOutputs {
  let words: Int
  let remove: Int
  let stays: UnsafeMutablePointer<Int32>
  let guarded: UnsafeMutablePointer<Int32>
  let order: UnsafeMutablePointer<Int32>
  private let keep: Block
  private let removed: Block
  private let distance: Block?
  private let distances: Int

  init(
    words: Int, remove: Int, protectedWords: Tensor?, keep: Tensor, removed: Tensor, distance: Tensor?, distances: Int,
    _ distanceShape: StaticString, _ workspace: Workspace
  ) throws(PithError) {
    self.words = words
    self.remove = remove
    self.distances = distances
    guarded = try workspace.allocate(words, of: Int32.self)
    stays = try workspace.allocate(words, of: Int32.self)
    var free = words
    let flags = try protectedWords?.indexOutput("protected_words", words, "i32 [W]")
    var i = 0
    while i < words {
      stays[i] = 1
      guarded[i] = 0
      if let flags, let values = flags.pointer(0, as: Int32.self), values[i &* flags.first.stride[0]] != 0 {
        guarded[i] = 1
        free &-= 1
      }
      i &+= 1
    }
    try requireCount(remove, "remove", atMost: free, "0 to the number of words that are not protected")
    order = try workspace.allocate(remove, of: Int32.self)
    self.keep = try keep.indexOutput("keep", words, "i32 [W]")
    self.removed = try removed.indexOutput("removed", remove, "i32 [remove]")
    if let distance {
      let block = try distance.floats("distance", rank: 1, distanceShape)
      try block.require(distances, distanceShape)
      self.distance = block
    } else {
      self.distance = nil
    }
  }

  /// Whether a word is still there and may go.
  func isFree(_ word: Int) -> Bool { stays[word] == 1 && guarded[word] == 0 }

  func take(_ word: Int, at step: Int) {
    stays[word] = 0
    order[step] = Int32(truncatingIfNeeded: word)
  }

  /// Takes the `remove` words with the smallest distance, ties to the lower index.
  func removeNearest(_ d: UnsafePointer<Double>, _ workspace: Workspace) throws(PithError) {
    let ranked = try workspace.allocate(words, of: Int32.self)
    let nearest = try workspace.allocate(words, of: Int32.self)
    let spare = try workspace.allocate(words, of: Int32.self)
    let places = try OrderStatistic(workspace, words)
    var free = 0
    var i = 0
    while i < words {
      if guarded[i] == 0 {
        places.set(free, d[i])
        ranked[free] = Int32(truncatingIfNeeded: i)
        free &+= 1
      }
      i &+= 1
    }
    places.smallest(remove, of: free, into: nearest, spare: spare)
    i = 0
    while i < remove {
      take(Int(ranked[Int(nearest[i])]), at: i)
      i &+= 1
    }
  }

  func commit(_ d: UnsafePointer<Double>, _ workspace: Workspace) {
    workspace.commit(stays, count: words, to: keep.first)
    workspace.commit(order, count: remove, to: removed.first)
    guard let distance else { return }
    var i = 0
    while i < distances {
      var value = Float(d[i])
      workspace.storeFloats(&value, count: 1, into: distance.first, offset: i &* distance.first.stride[0], stride: 1)
      i &+= 1
    }
  }
}
