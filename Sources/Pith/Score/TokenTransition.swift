// TransPrune: Token Transition Pruning for Efficient Large Vision-Language Model (CVPR 2026, arXiv 2507.20630): how much a
// block of a layer changes each token.
//
//   rho_i = |after_i| / |before_i|        z_i = exp(1 - cos(before_i, after_i))        w_i = rho_i · z_i / Σ_j z_j
//   score_i = previous_i + w_i
//
// `before` is the normalised input of an attention or feed-forward block, `after` its output without the residual. The sum runs
// over the whole sequence, text included. A layer's weight is that of its attention block plus that of its feed-forward block;
// several layers add up.
//
// Steps: norms and the dot product of each row, exponentials, one sum.
// Differs from the authors' code: a token whose input is zero has weight 0 (theirs: infinity or NaN); cosines have the lower
// limit 1e-8 for each norm, as theirs; batch items have sums of their own (theirs: one for all).
// Cost: reads 2 · T · D elements once; O(T) scratch.

import CPith

extension Score {
  /// Transition weights of tokens.
  ///
  /// - Parameters:
  ///   - before, after: `[T, D]` or `[B, T, D]`, f32, f16 or bf16.
  ///   - previous: `[T]` or `[B, T]`, or nil: weights to add to.
  ///   - scores: out, `[T]` or `[B, T]`.
  public static func transPrune(
    _ workspace: Workspace, before: Tensor, after: Tensor, previous: Tensor?, scores: Tensor
  ) throws(PithError) {
    let before = try before.block("before", rank: 2, .float, "[T, D] or [B, T, D]")
    let (t, dim) = (before.extent(0), before.extent(1))
    let after = try after.block("after", rank: 2, .float, "the shape of before")
    try after.require(t, dim, "the shape of before")
    try after.requireBatch(of: before)
    let previous = try previous.block("previous", rank: 1, .float, "[T] or [B, T]", like: before)
    try previous?.require(t, "[T] or [B, T]")
    let scores = try scores.block("scores", rank: 1, .float, "[T] or [B, T]")
    try scores.require(t, "[T] or [B, T]")
    try scores.requireBatch(of: before)

    let result = try workspace.allocate(try product(before.batch, t), of: Float.self)
    let ratios = try workspace.allocate(t, of: Float.self)
    let turns = try workspace.allocate(t, of: Float.self)
    let table = workspace.kernels
    var b = 0
    while b < before.batch {
      let mark = workspace.mark()
      let x = try workspace.floatRows(before.item(b))
      let y = try workspace.floatRows(after.item(b))
      workspace.parallelRanges(t, grain: max(1, 32768 / max(dim, 1))) { _, begin, end in
        var i = begin
        while i < end {
          let change = transition(table, x.row(i), y.row(i), dim)
          ratios[i] = change.ratio
          turns[i] = 1 - change.cosine
          i &+= 1
        }
      }
      // A NaN or an infinity in either row leaves no cosine, so that finite ones spare a pass over both.
      if table.pointee.all_finite_f32(turns, t) == 0 {
        try workspace.requireFinite(x, "before")
        try workspace.requireFinite(y, "after")
      }
      table.pointee.exp(turns, turns, t)
      let total = Float(table.pointee.wide_sum(turns, t))
      let target = result + b &* t
      var i = 0
      while i < t {
        target[i] = ratios[i] * turns[i] / total
        i &+= 1
      }
      guard table.pointee.all_finite_f32(target, t) == 1 else {
        throw PithError(.value, "before", expected: "norms whose ratio to those of after f32 can hold")
      }
      if let previous {
        let row = try workspace.floatRows(previous.item(b))
        try workspace.requireFinite(row, "previous")
        table.pointee.add(row.base, target, target, t)
      }
      workspace.release(mark)
      b &+= 1
    }
    workspace.commitAll(result, count: t, to: scores)
  }
}

/// |y| / |x|, 0 for a zero x, and the cosine of the two.
private func transition(
  _ table: UnsafePointer<pithk_table>, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dim: Int
) -> (ratio: Float, cosine: Float) {
  let (narrowX, narrowY) = (table.pointee.sum_squares(x, dim), table.pointee.sum_squares(y, dim))
  // Squares that leave the range of f32 are added up in double.
  let isSafe = narrowX > 0x1p-80 && narrowX < 0x1p120 && narrowY > 0x1p-80 && narrowY < 0x1p120
  let normX = (isSafe ? Double(narrowX) : table.pointee.wide_sum_squares(x, dim)).root
  let normY = (isSafe ? Double(narrowY) : table.pointee.wide_sum_squares(y, dim)).root
  let dot = isSafe ? Double(table.pointee.dot(x, y, dim)) : table.pointee.wide_dot(x, y, dim)
  return (normX > 0 ? Float(normY / normX) : 0, Float(dot / (max(normX, 1e-8) * max(normY, 1e-8))))
}
