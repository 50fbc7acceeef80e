// Unmerge: every token gets a copy of the row it was merged into.
//
//   x_i = y[assign_i],   0 where assign_i = -1
//
// Between equal dtypes bytes are moved, otherwise values are converted.
// Cost: the bytes of x, written once.

import CPith

extension Apply {
  /// Spreads merged rows back over the tokens.
  ///
  /// - Parameters:
  ///   - y: `[M, D]` or `[B, M, D]`, f32, f16 or bf16.
  ///   - assign: row of each token, -1: zeros. `[N]` (for every item) or `[B, N]`, i32.
  ///   - x: out, `[N, D]` or `[B, N, D]`, float.
  public static func unmerge(_ workspace: Workspace, y: Tensor, assign: Tensor, x: Tensor) throws(PithError) {
    let y = try y.block("y", rank: 2, .float, "[M, D] or [B, M, D]")
    let dim = y.extent(1)
    let assign = try assign.block("assign", rank: 1, .index, "[N] or [B, N]")
    let n = assign.extent(0)
    try assign.requireBatchOrShared(of: y)
    let x = try x.block("x", rank: 2, .float, "[N, D] or [B, N, D]")
    try x.require(n, dim, "[N, D] or [B, N, D]")
    try x.requireBatch(of: y)
    try requireIndices(assign, from: -1, below: y.extent(0), "-1 to M - 1")
    if n == 0 || dim == 0 { return }

    let grain = max(1, 65536 / dim)
    let same = x.first.dtype == y.first.dtype
    let buffers = try workspace.allocate(
      same ? 0 : try product(workspace.parts(try product(x.batch, n), grain: grain), dim), of: Float.self)
    let zeros = try workspace.allocate(dim, of: Float.self)
    zeros.update(repeating: 0, count: dim)
    workspace.parallelRanges(x.batch &* n, grain: grain) { part, begin, end in
      let buffer = buffers + (same ? 0 : part &* dim)
      var position = begin
      while position < end {
        let b = position / n
        let i = position % n
        let rows = assign.shared(b)
        let row = Int(rows.data.unsafelyUnwrapped.assumingMemoryBound(to: Int32.self)[i &* rows.stride[0]])
        let to = x.item(b)
        let from = y.item(b)
        if row < 0 {
          workspace.storeFloats(zeros, count: dim, into: to, offset: i &* to.stride[0], stride: to.stride[1])
        } else if !same {
          workspace.loadFloats(
            from, offset: row &* from.stride[0], stride: from.stride[1], count: dim, into: buffer)
          workspace.storeFloats(buffer, count: dim, into: to, offset: i &* to.stride[0], stride: to.stride[1])
        } else if let source = from.data, let target = to.data {
          let size = from.dtype.size
          let start = UnsafeRawPointer(source) + row &* from.stride[0] &* size
          let place = target + i &* to.stride[0] &* size
          if from.stride[1] == 1 && to.stride[1] == 1 {
            place.copyMemory(from: start, byteCount: dim &* size)
          } else {
            copyElements(start, from.stride[1], to: place, to.stride[1], count: dim, size: size)
          }
        }
        position &+= 1
      }
    }
  }
}
