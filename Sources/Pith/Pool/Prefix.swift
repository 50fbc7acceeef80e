// Prefixes of ordered token sequences: One-D-Piece (2025, arXiv 2501.10064) drops the tail of a 1-D image tokenisation;
// FlexTok (ICML 2025) keeps the first registers, or masks the rest where the decoder wants the full length; the Matryoshka
// Query Transformer (NeurIPS 2024) keeps the first queries.
//
//   prefix: y = x[0 ..< min(keep, N)]        mask tail: y[i] = x[i] for i < keep, else the mask token
//
// A prefix is meaningful only where training made it so (by dropping random tails); on ordinary tokens it is truncation. None
// of the papers has a rule that picks the length. Where we differ: a negative length, which Python would count from the end,
// is refused, and the mask is written to an output, not over the input.
// Elements are moved as bytes, so any dtype is exact. Cost: the bytes of the output, read and written once.

import CPith

extension Pool {
  /// Copies the first `keep` tokens, or all where there are fewer.
  ///
  /// - Parameters:
  ///   - x: one to four dimensions, any dtype.
  ///   - axis: the dimension of tokens: 0 for `[N, D]`, 1 for `[B, N, D]` or channel-major `[C, N]`.
  ///   - keep: 0 or more.
  ///   - y: out, the shape of `x` with min(keep, N) along the axis; dtype of `x`.
  public static func prefix(
    _ workspace: Workspace, x: Tensor, axis: Int, keep: Int, y: Tensor
  ) throws(PithError) {
    try x.validate("x")
    try require(axis, "axis", in: 0...(x.ndim &- 1), "a dimension of x")
    guard keep >= 0 else { throw PithError(.range, "keep", expected: "0 or more", got: .integer(keep)) }
    try y.validate("y")
    try y.requireDType(of: x)
    var kept = x
    kept.shape[axis] = min(keep, x.shape[axis])
    guard y.ndim == x.ndim && y.shape == kept.shape else {
      throw PithError(
        y.ndim == x.ndim ? .shape : .ndim, "y", expected: "the shape of x with min(keep, N) along the axis",
        got: .shape(ndim: y.ndim, y.shape))
    }
    workspace.copy(kept, to: y)
  }

  /// Keeps the first `keep` tokens and overwrites the others with one token.
  ///
  /// - Parameters:
  ///   - x: `[N, D]` or `[B, N, D]`, any dtype.
  ///   - maskToken: `[D]`, or `[B, D]`: one for each item; dtype of `x`.
  ///   - keep: 0 or more; from N on `y` is `x`.
  ///   - y: out, shape and dtype of `x`.
  public static func maskTail(
    _ workspace: Workspace, x: Tensor, maskToken: Tensor, keep: Int, y: Tensor
  ) throws(PithError) {
    let x = try x.block("x", rank: 2, .any, "[N, D] or [B, N, D]")
    let mask = try maskToken.block("mask_token", rank: 1, .any, "[D] or [B, D]")
    try mask.require(x.extent(1), "[D] or [B, D]")
    try mask.first.requireDType(of: x.first, "mask_token")
    try mask.requireBatchOrShared(of: x)
    guard keep >= 0 else { throw PithError(.range, "keep", expected: "0 or more", got: .integer(keep)) }
    let y = try y.block("y", rank: 2, .any, "the shape of x")
    try y.require(x.extent(0), x.extent(1), "the shape of x")
    try y.requireBatch(of: x)
    try y.first.requireDType(of: x.first)
    let n = x.extent(0)
    let kept = min(keep, n)
    var b = 0
    while b < x.batch {
      var head = x.item(b)
      head.shape[0] = kept
      var target = y.item(b)
      target.shape[0] = kept
      workspace.copy(head, to: target)
      // The mask token as rows that all lie in the same place.
      let token = mask.shared(b)
      var tail = y.item(b)
      if let data = tail.data { tail.data = data + kept &* tail.stride[0] &* tail.dtype.size }
      tail.shape[0] = n &- kept
      let rows = Tensor(
        token.data, token.dtype, ndim: 2, shape: tail.shape, stride: SIMD4(0, token.stride[0], 0, 0))
      workspace.copy(rows, to: tail)
      b &+= 1
    }
  }
}

extension Tensor {
  fileprivate func requireDType(of other: Tensor, _ name: StaticString = "y") throws(PithError) {
    guard dtype == other.dtype else {
      throw PithError(.dtype, name, expected: "the dtype of x", got: .dtype(Int(dtype.rawValue)))
    }
  }
}

extension Workspace {
  /// Copies a view to one of the same shape and dtype.
  @inline(never)
  func copy(_ x: Tensor, to y: Tensor) {
    guard x.count > 0, let source = x.data, let target = y.data else { return }
    let size = x.dtype.size
    let block = AxisBlock(x.shape, ndim: x.ndim, axis: 0, from: x.stride, to: y.stride, size: size)
    parallelRanges(x.shape[0], grain: max(1, (1 << 18) / max(block.bytes, 1))) { _, begin, end in
      var i = begin
      while i < end {
        block.move(source + i &* x.stride[0] &* size, to: target + i &* y.stride[0] &* size)
        i &+= 1
      }
    }
  }
}
