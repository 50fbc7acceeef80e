// VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided Optimization (ICCV 2025): importance of
// image tokens in a vision encoder.
//
//   A = mean over heads;  c_j = mean over i of A_ij;  salient = { j : c_j > t · mean c }
//   map_j = mean over salient i of A_ij  (+ alpha · softmax(entropy)_j)
//
// Steps: the map is read once for c; of the second pass only the salient rows, often a handful, are read.
// Differs from the authors' code: no salient token is an error (theirs: NaN for every token).
// Cost: reads H · N · (N + salient) elements; O(N) scratch beyond that of `Score.attention`.

import CPith

extension Score {
  /// Importance by what salient tokens attend to.
  ///
  /// - Parameters:
  ///   - attention: `[N, N]`, `[H, N, N]` or `[B, H, N, N]`.
  ///   - entropy: `[N]` or `[B, N]`, or nil: `Score.vFlowOptEntropy` of the patches, row by row.
  ///   - threshold: t, finite.
  ///   - alpha: weight of the entropy, finite.
  ///   - scores: out, `[N]` or `[B, N]`.
  ///   - salient: out, optional, `[capacity]` or `[B, capacity]`, i32, ascending; N is enough; needs `count`.
  ///   - count: out, optional, `[1]` or `[B, 1]`, i32; written on a capacity error too.
  public static func vFlowOpt(
    _ workspace: Workspace, attention: Tensor, entropy: Tensor?, threshold: Double, alpha: Double, scores: Tensor,
    salient: Tensor?, count: Tensor?
  ) throws(PithError) {
    let map = try attention.attentionMap("attention")
    let n = map.extent(2)
    try map.require(-1, n, n, "[N, N], [H, N, N] or [B, H, N, N]")
    let entropy = try entropy.block("entropy", rank: 1, .float, "[N] or [B, N]", like: map)
    try entropy?.require(n, "[N] or [B, N]")
    try requireFloat(threshold, "threshold")
    try requireFloat(alpha, "alpha")
    let scores = try scores.block("scores", rank: 1, .float, "[N] or [B, N]")
    try scores.require(n, "[N] or [B, N]")
    try scores.requireBatch(of: map)
    if let salient, count == nil {
      _ = try salient.block("salient", rank: 1, .index, "[capacity] or [B, capacity]")
      throw PithError(.null, "count", expected: "a view where salient is one", got: .text("NULL"))
    }
    let salient = try salient.block("salient", rank: 1, .index, "[capacity] or [B, capacity]", like: map)
    let count = try count.block("count", rank: 1, .index, "[1] or [B, 1]", like: map)
    try count?.require(1, "[1] or [B, 1]")

    let result = try workspace.allocate(try product(map.batch, n), of: Float.self)
    let chosen = try workspace.allocate(try product(map.batch, n), of: Int32.self)
    let counts = try workspace.allocate(map.batch, of: Int32.self)
    let received = try workspace.allocate(n, of: Float.self)
    var most = 0
    var b = 0
    while b < map.batch {
      let mark = workspace.mark()
      let target = result + b &* n
      let rows = chosen + b &* n
      var found = 0
      if n > 0 {
        try Score.attention(
          workspace, attention: map.item(b), rowBegin: 0, rowEnd: n, columnBegin: 0, columnEnd: n, headReduce: .mean,
          rowReduce: .mean, scores: Tensor(received, .f32, n))
        let limit = Float(threshold) * (workspace.kernels.pointee.sum(received, n) / Float(n))
        found = above(limit, inclusive: false, received, n, into: rows)
        guard found > 0 else {
          throw PithError(
            .budget, "threshold", expected: "a token that receives more than threshold times the mean",
            got: .real(threshold))
        }
        try Score.attention(
          workspace, attention: map.item(b), rows: Tensor(rows, .i32, found), columnBegin: 0, columnEnd: n,
          headReduce: .mean, rowReduce: .mean, scores: Tensor(target, .f32, n))
      }
      if let entropy {
        let row = try workspace.floatRows(entropy.item(b))
        try workspace.requireFinite(row, "entropy")
        workspace.kernels.pointee.softmax(row.base, 1, nil, received, n)
        workspace.kernels.pointee.axpy(Float(alpha), received, target, n)
      }
      counts[b] = Int32(truncatingIfNeeded: found)
      most = max(most, found)
      workspace.release(mark)
      b &+= 1
    }
    if let count { workspace.commitAll(counts, count: 1, to: count) }
    if let salient, map.batch > 0 { try salient.requireCapacity(most) }
    workspace.commitAll(result, count: n, to: scores)
    b = 0
    while b < map.batch {
      if let salient { workspace.commit(chosen + b &* n, count: Int(counts[b]), to: salient.item(b)) }
      b &+= 1
    }
  }
}
