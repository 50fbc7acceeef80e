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

/// How the distance between two embeddings is measured.
public enum TextMetric: Int32, Sendable {
  case l2 = 0
  case cosine = 1
}

/// Whether words are judged once or anew after each removal.
public enum TextRemoval: Int32, Sendable {
  case oneShot = 0
  case greedy = 1
}

extension Text {
  /// Removes words by the distance between given embeddings of the text with and without each of them.
  ///
  /// - Parameters:
  ///   - full: [D].
  ///   - leaveOneOut: [W, D], row i is the text without word i.
  ///   - protected: i32 [W], not 0 for words that stay, or nil.
  ///   - keep: i32 [W], written 0 or 1.
  ///   - removed: i32 [remove], the removed words, least important first.
  ///   - distance: [W], or nil.
  public static func tcraLeaveOneOut(
    _ workspace: Workspace, full: Tensor, leaveOneOut: Tensor, protected: Tensor?, remove: Int, metric: TextMetric,
    keep: Tensor, removed: Tensor, distance: Tensor?
  ) throws(PithError) {
    let full = try full.floats("full", rank: 1, "[D]")
    let rows = try leaveOneOut.floats("leave_one_out", rank: 2, "[W, D]")
    let words = rows.extent(0)
    let dim = rows.extent(1)
    try full.require(dim, "[D] as in leave_one_out")
    let outputs = try TcraOutputs(
      words: words, remove: remove, protected: protected, keep: keep, removed: removed, distance: distance,
      distances: words, "[W]", workspace)
    let whole = try full.doubles(workspace)
    let without = try rows.doubles(workspace)
    let d = try workspace.allocate(words, of: Double.self)
    var i = 0
    while i < words {
      d[i] = embeddingDistance(whole, without + i &* dim, dim, metric)
      i &+= 1
    }
    try outputs.removeNearest(d, workspace)
    outputs.commit(d)
  }

  /// Removes words by their effect on the mean of word vectors.
  ///
  /// - Parameters:
  ///   - wordEmbeddings: [W, D].
  ///   - distance: [W] for one-shot, [remove] for greedy (the distance after each removal), or nil.
  public static func tcraWords(
    _ workspace: Workspace, wordEmbeddings: Tensor, protected: Tensor?, remove: Int, metric: TextMetric,
    removal: TextRemoval, keep: Tensor, removed: Tensor, distance: Tensor?
  ) throws(PithError) {
    let rows = try wordEmbeddings.floats("word_embeddings", rank: 2, "[W, D]")
    let words = rows.extent(0)
    let dim = rows.extent(1)
    let outputs = try TcraOutputs(
      words: words, remove: remove, protected: protected, keep: keep, removed: removed, distance: distance,
      distances: removal == .greedy ? remove : words, removal == .greedy ? "[remove]" : "[W]", workspace)
    let vectors = try rows.doubles(workspace)
    let sum = try workspace.allocate(dim, of: Double.self)
    let full = try workspace.allocate(dim, of: Double.self)
    let left = try workspace.allocate(dim, of: Double.self)
    var k = 0
    while k < dim {
      sum[k] = 0
      k &+= 1
    }
    var i = 0
    while i < words {
      let row = vectors + i &* dim
      k = 0
      while k < dim {
        sum[k] += row[k]
        k &+= 1
      }
      i &+= 1
    }
    k = 0
    while k < dim {
      full[k] = words > 0 ? sum[k] / Double(words) : 0
      k &+= 1
    }
    /// The distance after word `i` is taken from `remaining` words that add up to `sum`.
    func distanceWithout(_ i: Int, _ remaining: Int) -> Double {
      let row = vectors + i &* dim
      var k = 0
      while k < dim {
        left[k] = remaining > 1 ? (sum[k] - row[k]) / Double(remaining &- 1) : 0
        k &+= 1
      }
      return embeddingDistance(full, left, dim, metric)
    }
    if removal == .oneShot {
      let d = try workspace.allocate(words, of: Double.self)
      i = 0
      while i < words {
        d[i] = distanceWithout(i, words)
        i &+= 1
      }
      try outputs.removeNearest(d, workspace)
      outputs.commit(d)
      return
    }
    let d = try workspace.allocate(remove, of: Double.self)
    var step = 0
    while step < remove {
      try workspace.checkpoint(step, of: remove)
      var best = -1
      var bestDistance = Double.infinity
      i = 0
      while i < words {
        if outputs.stays[i] == 1 && outputs.guarded[i] == 0 {
          let candidate = distanceWithout(i, words &- step)
          // Inputs are finite but their squares may not be: the first word is then as good as any.
          if best < 0 || candidate < bestDistance {
            best = i
            bestDistance = candidate
          }
        }
        i &+= 1
      }
      outputs.take(best, at: step)
      d[step] = bestDistance
      let row = vectors + best &* dim
      k = 0
      while k < dim {
        sum[k] -= row[k]
        k &+= 1
      }
      step &+= 1
    }
    outputs.commit(d)
  }
}

func embeddingDistance(
  _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ dim: Int, _ metric: TextMetric
) -> Double {
  var k = 0
  if metric == .l2 {
    var sum = 0.0
    while k < dim {
      let difference = a[k] - b[k]
      sum += difference * difference
      k &+= 1
    }
    return sum.squareRoot()
  }
  var dot = 0.0
  var aa = 0.0
  var bb = 0.0
  while k < dim {
    dot += a[k] * b[k]
    aa += a[k] * a[k]
    bb += b[k] * b[k]
    k &+= 1
  }
  let norms = aa.squareRoot() * bb.squareRoot()
  return norms > 0 ? 1 - dot / norms : 1
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
    words: Int, remove: Int, protected: Tensor?, keep: Tensor, removed: Tensor, distance: Tensor?, distances: Int,
    _ distanceShape: StaticString, _ workspace: Workspace
  ) throws(PithError) {
    self.words = words
    self.remove = remove
    self.distances = distances
    guarded = try workspace.allocate(words, of: Int32.self)
    stays = try workspace.allocate(words, of: Int32.self)
    var free = words
    let flags = try protected?.indexOutput("protected_words", words, "i32 [W]")
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

  func take(_ word: Int, at step: Int) {
    stays[word] = 0
    order[step] = Int32(truncatingIfNeeded: word)
  }

  /// Takes the `remove` words with the smallest distance, ties to the lower index.
  func removeNearest(_ d: UnsafePointer<Double>, _ workspace: Workspace) throws(PithError) {
    let ranked = try workspace.allocate(words, of: Int32.self)
    let spare = try workspace.allocate(words, of: Int32.self)
    var free = 0
    var i = 0
    while i < words {
      if guarded[i] == 0 {
        ranked[free] = Int32(truncatingIfNeeded: i)
        free &+= 1
      }
      i &+= 1
    }
    stableSort(ranked, spare, free) { a, b in d[Int(a)] < d[Int(b)] }
    i = 0
    while i < remove {
      take(Int(ranked[i]), at: i)
      i &+= 1
    }
  }

  func commit(_ d: UnsafePointer<Double>) {
    var i = 0
    while i < words {
      keep.put(i, Int(stays[i]))
      i &+= 1
    }
    i = 0
    while i < remove {
      removed.put(i, Int(order[i]))
      i &+= 1
    }
    guard let distance, let out = FloatRows(distance.first) else { return }
    i = 0
    while i < distances {
      out.write(0, i, Float(d[i]))
      i &+= 1
    }
  }
}
