// Transform: every output token is a weighted sum of input tokens.
//
//   y_m = sum over i of weights[m, i] x_i
//
// The general form of a merge, for methods whose weights are not one per token. Each element is one fma chain over the
// tokens in ascending order, in f32.
// Cost: M·N·D multiply-adds; x packed once; one copy of y in f32 if y is of another dtype, strided or batched.

import CPith

extension Apply {
  /// Multiplies a weight matrix with the tokens.
  ///
  /// - Parameters:
  ///   - weights: `[M, N]` or `[B, M, N]`, f32, f16 or bf16.
  ///   - x: `[N, D]` or `[B, N, D]`, f32, f16 or bf16.
  ///   - y: out, `[M, D]` or `[B, M, D]`, float.
  public static func transform(_ workspace: Workspace, weights: Tensor, x: Tensor, y: Tensor) throws(PithError) {
    let weights = try weights.block("weights", rank: 2, .float, "[M, N] or [B, M, N]")
    let m = weights.extent(0)
    let x = try x.block("x", rank: 2, .float, "[N, D] or [B, N, D]")
    let dim = x.extent(1)
    try x.require(weights.extent(1), -1, "[N, D] or [B, N, D]")
    try x.requireBatch(of: weights)
    let y = try y.block("y", rank: 2, .float, "[M, D] or [B, M, D]")
    try y.require(m, dim, "[M, D] or [B, M, D]")
    try y.requireBatch(of: weights)

    // One item in f32 is written in place: nothing fails once the product has begun. A batch could be cancelled between items.
    if weights.batch == 1, let target = y.item(0).floatTarget {
      return try workspace.transform(weights.item(0), x.item(0), into: target)
    }
    let size = try product(m, dim)
    let result = try workspace.allocate(try product(weights.batch, size), of: Float.self)
    var b = 0
    while b < weights.batch {
      let mark = workspace.mark()
      try workspace.transform(
        weights.item(b), x.item(b), into: FloatTarget(base: result + b &* size, stride: dim))
      workspace.release(mark)
      try workspace.checkpoint(b &+ 1, of: weights.batch)
      b &+= 1
    }
    b = 0
    while b < weights.batch {
      workspace.commit(result + b &* size, rows: m, cols: dim, to: y.item(b))
      b &+= 1
    }
  }
}

extension Workspace {
  @inline(never)
  fileprivate func transform(_ weights: Tensor, _ x: Tensor, into target: FloatTarget) throws(PithError) {
    let weights = try floatRows(weights)
    try multiply(weights, by: try packColumns(transposed: try floatRows(x)), into: target)
  }
}
