// Top-k by score: the last step of every method that scores tokens.
//
//   keep the k tokens with the largest score; ties go to the lower index
//
// Steps: the k-th key is found by counting (no sort), one pass collects what lies above it and the first of its equals.
// Ranked order sorts those k only. Cost: O(N + k log k) with O(N) scratch.

import CPith

extension Select {
  /// Keeps the `keep` tokens with the largest scores.
  ///
  /// - Parameters:
  ///   - scores: `[N]` or `[B, N]`, f32, f16 or bf16.
  ///   - keep: 0…N.
  ///   - order: ascending position, or best first.
  ///   - indices: out, `[keep]` or `[B, keep]`, i32.
  public static func topK(
    _ workspace: Workspace, scores: Tensor, keep: Int, order: Order, indices: Tensor
  ) throws(PithError) {
    let scores = try scores.block("scores", rank: 1, .float, "[N] or [B, N]")
    let n = scores.extent(0)
    try requireCount(keep, "keep", atMost: n, "0 to N")
    let indices = try indices.selection(keep, like: scores)

    let result = try workspace.allocate(try product(scores.batch, keep), of: Int32.self)
    var b = 0
    while b < scores.batch {
      let mark = workspace.mark()
      let row = try workspace.floatRows(scores.item(b))
      try workspace.requireFinite(row, "scores")
      try workspace.topK(row.base, n, keep, order, into: result + b &* keep)
      workspace.release(mark)
      b &+= 1
    }
    workspace.commitAll(result, count: keep, to: indices)
  }
}

extension Workspace {
  /// The `keep` largest of `n` finite scores: the primitive behind every "top k" step. `offset`: index of the first score.
  func topK(
    _ scores: UnsafePointer<Float>, _ n: Int, _ keep: Int, _ order: Order, offset: Int = 0,
    into result: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    if keep == 0 { return }
    let mark = self.mark()
    defer { release(mark) }
    let words = try allocate(n &+ Int(PITHK_SELECT_WORDS), of: UInt32.self)
    _ = kernels.pointee.select_k(scores, n, keep, 1, result, words)
    if order == .ranked { try rank(result, keep, by: scores) }
    if offset == 0 { return }
    var i = 0
    while i < keep {
      result[i] &+= Int32(truncatingIfNeeded: offset)
      i &+= 1
    }
  }

  /// Reorders ascending `indices` so that the scores they point at fall; equal scores stay in ascending order.
  func rank(
    _ indices: UnsafeMutablePointer<Int32>, _ count: Int, by scores: UnsafePointer<Float>
  ) throws(PithError) {
    let mark = self.mark()
    defer { release(mark) }
    let keys = try allocate(count, of: Float.self)
    let ranks = try allocate(count, of: Int32.self)
    let before = try allocate(count, of: Int32.self)
    let words = try allocate(3 &* count &+ Int(PITHK_SELECT_WORDS), of: UInt32.self)
    var i = 0
    while i < count {
      before[i] = indices[i]
      keys[i] = scores[Int(indices[i])]
      i &+= 1
    }
    kernels.pointee.argsort(keys, count, 1, ranks, words)
    i = 0
    while i < count {
      indices[i] = before[Int(ranks[i])]
      i &+= 1
    }
  }
}
