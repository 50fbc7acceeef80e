// TransPrune: Token Transition Pruning for Efficient Large Vision-Language Model (CVPR 2026, arXiv 2507.20630): a stage.
//
//   v_j = Σ over layers of transition[l, start + j];   v = v / (Σ v + 1e-8);   a = a / (Σ a + 1e-8);   score = v + a
//
// Keep the `keep` image tokens with the greatest score. v is what layers did to a token (`Score.transPrune`), a what the text
// after the image pays it (`Score.queryKey`: causal, means over heads and rows). Either alone is an ablation of the paper.
// The authors keep int(n0 · ratio) of the n0 tokens that the image had at first (`Budget.pyramidDrop`).
// Differs from the authors' code: ties go to the lower index; every sequence of a batch is selected for by itself.
// Cost: reads layers · length weights; O(length) scratch.

import CPith

extension Select {
  /// Keeps the image tokens that change most and are looked at most.
  ///
  /// - Parameters:
  ///   - transition: `[L, T]` or `[B, L, T]`: weights of the whole sequence, or nil.
  ///   - attention: `[length]` or `[B, length]`: what the image tokens receive, or nil; one of the two is there.
  ///   - start: where the image tokens begin; `length`: how many there are.
  ///   - keep: 0…length.
  ///   - order: ascending position, or best first.
  ///   - indices: out, `[keep]` or `[B, keep]`, i32, relative to `start`.
  ///   - sequence: out, optional, `[T - length + keep]`, ascending, what stays of the whole sequence.
  ///   - scores: out, optional, `[length]`.
  public static func transPrune(
    _ workspace: Workspace, transition: Tensor?, attention: Tensor?, start: Int, length: Int, keep: Int, order: Order,
    indices: Tensor, sequence: Tensor?, scores: Tensor?
  ) throws(PithError) {
    let limit = Int(Int32.max)
    try require(start, "start", in: 0...limit, "0 to T")
    try require(length, "length", in: 0...(limit &- start), "0 to T - start")
    try requireCount(keep, "keep", atMost: length, "0 to length")
    let list = try transition?.block("transition", rank: 2, .float, "[L, T] or [B, L, T]")
    let looks = try attention?.block("attention", rank: 1, .float, "[length] or [B, length]")
    guard let like = list ?? looks else {
      throw PithError(.null, "transition", expected: "transition, attention or both", got: .text("NULL"))
    }
    try looks?.require(length, "[length] or [B, length]")
    try looks?.requireBatch(of: like)
    if let list {
      try require(start, "start", in: 0...list.extent(1), "0 to T")
      try require(length, "length", in: 0...(list.extent(1) &- start), "0 to T - start")
    }
    // Without weights the output itself says how long the sequence is.
    let given = sequence.map { $0.ndim >= 1 && $0.ndim <= 4 ? $0.shape[$0.ndim &- 1] : 0 } ?? 0
    let total = list?.extent(1) ?? max(start &+ length, min(max(given, 0), limit) &+ length &- keep)
    guard total <= limit else { throw PithError(.size, "sequence", expected: "T below 2^31", got: .integer(total)) }
    let output = try RangeSelection(
      indices, sequence: sequence, scores: scores, like: like, start: start, length: length, total: total, keep: keep,
      order: order, "[T - length + keep] or [B, T - length + keep]")

    let values = try workspace.allocate(try product(like.batch, length), of: Float.self)
    let shares = try workspace.allocate(length, of: Float.self)
    let table = workspace.kernels
    var b = 0
    while b < like.batch {
      let mark = workspace.mark()
      let score = values + b &* length
      score.update(repeating: 0, count: length)
      if let list {
        let rows = try workspace.floatRows(list.item(b))
        try workspace.requireFinite(rows, "transition")
        table.pointee.column_sum(rows.base + start, rows.stride, rows.rows, length, score)
        try workspace.normalizeSum(score, length, "transition")
      }
      if let looks {
        let row = try workspace.floatRows(looks.item(b))
        try workspace.requireFinite(row, "attention")
        shares.update(from: row.base, count: length)
        try workspace.normalizeSum(shares, length, "attention")
        table.pointee.add(score, shares, score, length)
      }
      workspace.release(mark)
      b &+= 1
    }
    try workspace.select(by: values, output)
  }
}

extension Workspace {
  /// x / (Σ x + 1e-8). Weights are not negative in the paper; a sum of -1e-8, or one beyond f32, is refused.
  fileprivate func normalizeSum(
    _ x: UnsafeMutablePointer<Float>, _ n: Int, _ name: StaticString
  ) throws(PithError) {
    let total = kernels.pointee.sum(x, n) + 1e-8
    var i = 0
    while i < n {
      x[i] /= total
      i &+= 1
    }
    guard total.isFinite && kernels.pointee.all_finite_f32(x, n) == 1 else {
      throw PithError(.value, name, expected: "weights that can be divided by their sum", got: .real(Double(total)))
    }
  }
}
