// Merge: several tokens become one, by an assignment and optional weights.
//
//   sum    y_m = sum of w_i x_i over assign_i = m
//   mean   y_m = sum of w_i x_i / sum of w_i         (w = token sizes: the size-weighted mean of Token Merging)
//   max    y_m = greatest x_i, per column
//   size   sum of w_i
//
// Rows are added in ascending order, one fma chain per element, in f32; columns are split among threads, which changes no
// bit. Rows that receive nothing, and means whose weights add up to 0, are 0.
// Cost: one pass over x and y.

import CPith

extension Apply {
  /// Merges rows by their assignment.
  ///
  /// - Parameters:
  ///   - x: `[N, D]` or `[B, N, D]`, f32, f16 or bf16.
  ///   - assign: output row of each token, -1: dropped. `[N]` (for every item) or `[B, N]`, i32.
  ///   - weight: absent: 1. `[N]` or `[B, N]`, float.
  ///   - mode: sum, mean or max; max looks at weights only for `size`.
  ///   - y: out, `[M, D]` or `[B, M, D]`, float.
  ///   - size: out, `[M]` or `[B, M]`, float; `[M]` only if assign and weight serve every item.
  public static func merge(
    _ workspace: Workspace, x: Tensor, assign: Tensor, weight: Tensor?, mode: Reduce, y: Tensor, size: Tensor?
  ) throws(PithError) {
    let x = try x.block("x", rank: 2, .float, "[N, D] or [B, N, D]")
    let n = x.extent(0)
    let dim = x.extent(1)
    let assign = try assign.block("assign", rank: 1, .index, "[N] or [B, N]")
    try assign.require(n, "[N] or [B, N]")
    try assign.requireBatchOrShared(of: x)
    let weight = try vector(weight, "weight", n, "[N] or [B, N]", x)
    let y = try y.block("y", rank: 2, .float, "[M, D] or [B, M, D]")
    let m = y.extent(0)
    try y.require(-1, dim, "[M, D] or [B, M, D]")
    try y.requireBatch(of: x)
    let size = try vector(size, "size", m, "[M] or [B, M]", x)
    if let size, !size.isBatched && x.isBatched && (assign.isBatched || weight?.isBatched ?? false) {
      throw PithError(.ndim, "size", expected: "[B, M], since assign or weight differs by item", got: .ndim(1))
    }
    try requireIndices(assign, from: -1, below: m, "-1 to M - 1")

    // Everything is allocated before the first write.
    let merger = try Merger(workspace, n: n, m: m, dim: dim, mode: mode, inPlace: y.first.dtype == .f32 && y.first.stride[1] == 1)
    var b = 0
    while b < x.batch {
      merger.load(assign.shared(b), weight?.shared(b))
      merger.run(x.item(b), y.item(b))
      if let size, size.isBatched || b == 0 { workspace.commit(merger.totals, count: m, to: size.item(b)) }
      b &+= 1
    }
  }

  /// An optional float vector per item, or one for all of them.
  private static func vector(
    _ view: Tensor?, _ name: StaticString, _ n: Int, _ expected: StaticString, _ x: Block
  ) throws(PithError) -> Block? {
    guard let view else { return nil }
    let block = try view.block(name, rank: 1, .float, expected)
    try block.require(n, expected)
    try block.requireBatchOrShared(of: x)
    return block
  }
}

/// Scratch of a merge, reused by the items of a batch.
private struct Merger {
  let workspace: Workspace
  let n: Int
  let m: Int
  let dim: Int
  let mode: Reduce
  let assign: UnsafeMutablePointer<Int32>
  let weights: UnsafeMutablePointer<Float>
  let totals: UnsafeMutablePointer<Float>
  /// Tokens per output row.
  let counts: UnsafeMutablePointer<Int32>
  /// `[m, dim]`, or nil if y itself can hold the running result.
  let sums: UnsafeMutablePointer<Float>?
  /// Per thread: some widened rows, and one row of equal divisors.
  let widened: UnsafeMutablePointer<Float>
  let divisors: UnsafeMutablePointer<Float>

  static let rowsAtOnce = 16

  init(_ workspace: Workspace, n: Int, m: Int, dim: Int, mode: Reduce, inPlace: Bool) throws(PithError) {
    self.workspace = workspace
    self.n = n
    self.m = m
    self.dim = dim
    self.mode = mode
    assign = try workspace.allocate(n, of: Int32.self)
    weights = try workspace.allocate(n, of: Float.self)
    totals = try workspace.allocate(m, of: Float.self)
    counts = try workspace.allocate(m, of: Int32.self)
    sums = inPlace ? nil : try workspace.allocate(try product(m, dim), of: Float.self)
    widened = try workspace.allocate(try product(dim, Merger.rowsAtOnce), of: Float.self)
    divisors = try workspace.allocate(dim, of: Float.self)
  }

  /// Assignment, weights and totals of one item.
  func load(_ assignment: Tensor, _ weight: Tensor?) {
    totals.update(repeating: 0, count: m)
    counts.update(repeating: 0, count: m)
    if let weight {
      workspace.loadFloats(weight, offset: 0, stride: weight.stride[0], count: n, into: weights)
    } else {
      weights.update(repeating: 1, count: n)
    }
    guard let source = assignment.data?.assumingMemoryBound(to: Int32.self) else { return }
    var i = 0
    while i < n {
      let target = Int(source[i &* assignment.stride[0]])
      assign[i] = Int32(truncatingIfNeeded: target)
      if target >= 0 {
        totals[target] += weights[i]
        counts[target] &+= 1
      }
      i &+= 1
    }
  }

  func run(_ x: Tensor, _ y: Tensor) {
    guard m > 0, dim > 0 else { return }
    let result: UnsafeMutablePointer<Float>
    let stride: Int
    if let sums {
      result = sums
      stride = dim
    } else {
      guard let data = y.data else { return }
      result = data.assumingMemoryBound(to: Float.self)
      stride = y.stride[0]
    }
    // Units of 16 columns.
    workspace.parallelRanges((dim &+ 15) / 16, grain: max(1, 8192 / max(n, 1))) { _, begin, end in
      let first = begin &* 16
      let width = min(end &* 16, dim) &- first
      if width > 0 { mergeColumns(x, first, width, result + first, stride) }
    }
    if sums != nil { workspace.commit(result, rows: m, cols: dim, to: y) }
  }

  private func mergeColumns(_ x: Tensor, _ first: Int, _ width: Int, _ result: UnsafeMutablePointer<Float>, _ stride: Int) {
    let table = workspace.kernels
    var row = 0
    while row < m {
      let start: Float = mode == .max && counts[row] > 0 ? -.infinity : 0
      (result + row &* stride).update(repeating: start, count: width)
      row &+= 1
    }
    if x.dtype == .f32, x.stride[1] == 1 || dim == 1, let data = x.data {
      accumulate(data.assumingMemoryBound(to: Float.self) + first, x.stride[0], 0, n, width, result, stride)
    } else {
      let buffer = widened + first &* Merger.rowsAtOnce
      var i = 0
      while i < n {
        let rows = min(Merger.rowsAtOnce, n &- i)
        var k = 0
        while k < rows {
          workspace.loadFloats(
            x, offset: (i &+ k) &* x.stride[0] &+ first &* x.stride[1], stride: x.stride[1], count: width,
            into: buffer + k &* width)
          k &+= 1
        }
        accumulate(buffer, width, i, rows, width, result, stride)
        i &+= rows
      }
    }
    guard mode == .mean else { return }
    row = 0
    while row < m {
      let values = result + row &* stride
      if totals[row] == 0 {
        values.update(repeating: 0, count: width)
      } else if totals[row] != 1 {
        (divisors + first).update(repeating: totals[row], count: width)
        table.pointee.divide(values, divisors + first, values, width)
      }
      row &+= 1
    }
  }

  /// Adds `rows` rows from token `i` on.
  private func accumulate(
    _ x: UnsafePointer<Float>, _ xStride: Int, _ i: Int, _ rows: Int, _ width: Int,
    _ result: UnsafeMutablePointer<Float>, _ stride: Int
  ) {
    let table = workspace.kernels
    if mode != .max {
      return table.pointee.segment_sum(x, xStride, rows, width, assign + i, weights + i, result, stride)
    }
    var k = 0
    while k < rows {
      let target = Int(assign[i &+ k])
      if target >= 0 {
        let values = result + target &* stride
        table.pointee.larger(x + k &* xStride, values, values, width)
      }
      k &+= 1
    }
  }
}
