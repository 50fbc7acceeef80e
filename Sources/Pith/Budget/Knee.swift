// How many tokens lie above the knee of a falling curve of scores: the adaptive budget of CoreMatching (ICML 2025).
//
//   s sorted falling;  d_i = |i · (s_last - s_0) - (n - 1) · (s_i - s_0)|;  knee = first arg max d
//   keep { j : score_j > s_knee }, or >= with `inclusive`
//
// d is proportional to the distance of point (i, s_i) from the chord between the first point and the last; neither axis is
// normalised. Unlike `Cluster.elbow` it counts points on both sides of the chord.
// Differs from the authors' code: the distances are in double without the common divisor, exact for counts, and of equal
// distances the first is the knee; one score is its own knee (theirs divides by zero and keeps nothing).
// Cost: O(n) with a radix sort; 4 n words of scratch.

import CPith

extension Budget {
  /// Finds the knee and the tokens above it.
  ///
  /// - Parameters:
  ///   - scores: `[N]` or `[B, N]`, f32, f16 or bf16.
  ///   - inclusive: whether tokens that score as much as the knee stay.
  ///   - indices: out, `[capacity]` or `[B, capacity]`, i32, ascending; elements past the count are left as they are.
  ///   - count: out, `[1]` or `[B, 1]`, i32; written on a capacity error too.
  ///   - knee: out, optional, `[1]` or `[B, 1]`, i32: rank of the knee; -1 without scores.
  ///   - value: out, optional, `[1]` or `[B, 1]`: its score; 0 without scores.
  public static func knee(
    _ workspace: Workspace, scores: Tensor, inclusive: Bool, indices: Tensor, count: Tensor, knee: Tensor?,
    value: Tensor?
  ) throws(PithError) {
    let scores = try scores.block("scores", rank: 1, .float, "[N] or [B, N]")
    let n = scores.extent(0)
    let output = try CountedIndices(indices, count, like: scores)
    let knee = try knee.block("knee", rank: 1, .index, "[1] or [B, 1]", like: scores)
    try knee?.require(1, "[1] or [B, 1]")
    let value = try value.block("value", rank: 1, .float, "[1] or [B, 1]", like: scores)
    try value?.require(1, "[1] or [B, 1]")

    let result = try workspace.allocate(try product(scores.batch, n), of: Int32.self)
    let counts = try workspace.allocate(scores.batch, of: Int32.self)
    let ranks = try workspace.allocate(scores.batch, of: Int32.self)
    let values = try workspace.allocate(scores.batch, of: Float.self)
    var b = 0
    while b < scores.batch {
      let mark = workspace.mark()
      let row = try workspace.floatRows(scores.item(b))
      try workspace.requireFinite(row, "scores")
      let found = try workspace.knee(row.base, n)
      ranks[b] = Int32(truncatingIfNeeded: found.rank)
      values[b] = found.value
      counts[b] = Int32(
        truncatingIfNeeded: above(found.value, inclusive: inclusive, row.base, n, into: result + b &* n))
      workspace.release(mark)
      b &+= 1
    }
    try workspace.commit(result, stride: n, counts, to: output)
    if let knee { workspace.commitAll(ranks, count: 1, to: knee) }
    if let value { workspace.commitAll(values, count: 1, to: value) }
  }
}

/// The knee of a curve of scores.
struct Knee {
  var rank: Int
  var value: Float
}

extension Workspace {
  /// The knee of `n` finite scores in any order.
  @inline(never)
  func knee(_ scores: UnsafePointer<Float>, _ n: Int) throws(PithError) -> Knee {
    if n == 0 { return Knee(rank: -1, value: 0) }
    let mark = self.mark()
    defer { release(mark) }
    let order = try allocate(n, of: Int32.self)
    let words = try allocate(try product(3, n) &+ Int(PITHK_SELECT_WORDS), of: UInt32.self)
    kernels.pointee.argsort(scores, n, 1, order, words)
    let first = Double(scores[Int(order[0])])
    let drop = Double(scores[Int(order[n &- 1])]) - first
    var best = 0
    var farthest = 0.0
    var i = 0
    while i < n {
      let value = Double(scores[Int(order[i])])
      let distance = (Double(i) * drop - Double(n &- 1) * (value - first)).magnitude
      if distance > farthest {
        farthest = distance
        best = i
      }
      i &+= 1
    }
    return Knee(rank: best, value: scores[Int(order[best])])
  }
}

/// The indices of scores above `limit` (or at it), ascending, and how many they are.
@inline(never)
func above(
  _ limit: Float, inclusive: Bool, _ scores: UnsafePointer<Float>, _ n: Int, into result: UnsafeMutablePointer<Int32>
) -> Int {
  var count = 0
  var j = 0
  while j < n {
    if scores[j] > limit || (inclusive && scores[j] == limit) {
      result[count] = Int32(truncatingIfNeeded: j)
      count &+= 1
    }
    j &+= 1
  }
  return count
}
