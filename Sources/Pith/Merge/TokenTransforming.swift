// Token Transforming: A Unified and Training-Free Token Compression Framework for Vision Transformer Acceleration (2025):
// many-to-many merging, Y = W X with one matrix.
//
//   basis  = the first `protect` tokens and the keep - protect others of greatest score, ascending
//   S_ij   = cosine of basis token i and token j
//   P_.j   = softmax over the unprotected basis of S_.j / tau; a protected token keeps all of itself
//   size_i = sum over j of P_ij size_j;  W_ij = P_ij size_j / size_i;  y_i = sum over j of W_ij x_j
//   back to N tokens: x_j = sum over i of P_ij y_i
//
// Every token hands out its whole mass, so sizes add up. tau -> 0 merges each token into its nearest basis token. With
// nothing but protected tokens in the basis the others vanish.
//
// The paper's code is not public: this is the many-to-many merge that its abstract describes, by soft assignment.
//
// Steps: shares of some tokens at a time (SoftAssignment.swift), and one product adds the block to Y. P and W are not stored
// unless W is asked for.
// Cost: M·N·(C + D) multiply-adds; scratch of M·D + 512 M floats; with weights M·N more.

import CPith

extension Merge {
  /// Merges N tokens into M by soft assignment.
  ///
  /// - Parameters:
  ///   - metric: `[N, C]` or `[B, N, C]`, f32, f16 or bf16.
  ///   - score: what makes a token part of the basis. `[N]` or `[B, N]`.
  ///   - size: tokens that each token stands for, not negative; absent: 1. `[N]` or `[B, N]`.
  ///   - x: what is merged; needed for `y`. `[N, D]` or `[B, N, D]`.
  ///   - keep: M after clamping to protect…N.
  ///   - tau: temperature, above 0.
  ///   - protect: 0…N: tokens at the front that pass through.
  ///   - basis: out, `[M]` or `[B, M]`, i32, ascending.
  ///   - y: out, `[M, D]` or `[B, M, D]`. mergedSize: out, `[M]` or `[B, M]`. weights: out, `[M, N]` or `[B, M, N]`.
  public static func tokenTransforming(
    _ workspace: Workspace, metric: Tensor, score: Tensor, size: Tensor?, x: Tensor?, keep: Int, tau: Double,
    protect: Int, basis: Tensor, y: Tensor?, mergedSize: Tensor?, weights: Tensor?
  ) throws(PithError) {
    let metric = try metric.block("metric", rank: 2, .float, "[N, C] or [B, N, C]")
    let n = metric.extent(0)
    let score = try score.block("score", rank: 1, .float, "[N] or [B, N]")
    try score.require(n, "[N] or [B, N]")
    try score.requireBatch(of: metric)
    let size = try size.block("size", rank: 1, .float, "[N] or [B, N]", like: metric)
    try size?.require(n, "[N] or [B, N]")
    let x = try x.block("x", rank: 2, .float, "[N, D] or [B, N, D]", like: metric)
    try x?.require(n, -1, "[N, D] or [B, N, D]")
    try requireCount(protect, "protect", atMost: n, "0 to N")
    try requireTemperature(tau)
    let m = min(max(keep, protect), n)
    let basis = try basis.block("basis", rank: 1, .index, "[M] or [B, M]")
    try basis.require(m, "[M] or [B, M]")
    try basis.requireBatch(of: metric)
    let y = try y.block("y", rank: 2, .float, "[M, D] or [B, M, D]", like: metric)
    guard y == nil || x != nil else {
      throw PithError(.null, "x", expected: "tokens to merge, since y is given", got: .text("NULL"))
    }
    let dim = y == nil ? 0 : x?.extent(1) ?? 0
    try y?.require(m, dim, "[M, D] or [B, M, D]")
    let mergedSize = try mergedSize.block("merged_size", rank: 1, .float, "[M] or [B, M]", like: metric)
    try mergedSize?.require(m, "[M] or [B, M]")
    let weights = try weights.block("weights", rank: 2, .float, "[M, N] or [B, M, N]", like: metric)
    try weights?.require(m, n, "[M, N] or [B, M, N]")

    let batch = metric.batch
    let chosen = try workspace.allocate(try product(batch, m), of: Int32.self)
    let merged = try workspace.allocate(try product(try product(batch, m), dim), of: Float.self)
    let totals = try workspace.allocate(try product(batch, m), of: Float.self)
    let factors = try workspace.allocate(weights == nil ? 0 : try product(try product(batch, m), n), of: Float.self)
    let sizes = try workspace.allocate(n, of: Float.self)
    var b = 0
    while b < batch {
      let mark = workspace.mark()
      let rows = try workspace.floatRows(metric.item(b))
      try workspace.requireFinite(rows, "metric")
      let scores = try workspace.floatRows(score.item(b))
      try workspace.requireFinite(scores, "score")
      try workspace.loadSizes(size, b, n, into: sizes)
      var values: FloatRows?
      if y != nil, let x {
        let tokens = try workspace.floatRows(x.item(b))
        try workspace.requireFinite(tokens, "x")
        values = tokens
      }
      let picks = chosen + b &* m
      try workspace.chooseBasis(scores.base, n, m, protect, into: picks)
      let spread = try workspace.softAssignment(rows, basis: picks, m, tau: tau, protect: protect)
      try workspace.transform(
        spread, sizes, values, into: merged + b &* m &* dim, totals + b &* m,
        weights: weights == nil ? nil : factors + b &* m &* n)
      workspace.release(mark)
      try workspace.checkpoint(b &+ 1, of: batch)
      b &+= 1
    }
    workspace.commitAll(chosen, count: m, to: basis)
    if let mergedSize { workspace.commitAll(totals, count: m, to: mergedSize) }
    b = 0
    while b < batch {
      if let y { workspace.commit(merged + b &* m &* dim, rows: m, cols: dim, to: y.item(b)) }
      if let weights { workspace.commit(factors + b &* m &* n, rows: m, cols: n, to: weights.item(b)) }
      b &+= 1
    }
  }

  static func requireTemperature(_ tau: Double) throws(PithError) {
    guard tau >= 0x1p-100 && tau <= 0x1p100 else {
      throw PithError(.range, "tau", expected: "2^-100 to 2^100", got: .real(tau))
    }
  }
}

extension Workspace {
  fileprivate func loadSizes(
    _ size: Block?, _ b: Int, _ n: Int, into sizes: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    guard let size else { return sizes.update(repeating: 1, count: n) }
    let item = size.item(b)
    loadFloats(item, offset: 0, stride: item.stride[0], count: n, into: sizes)
    try requireFinite(FloatRows(base: UnsafePointer(sizes), rows: 1, cols: n, stride: n), "size")
    var i = 0
    while i < n {
      guard sizes[i] >= 0 else {
        throw PithError(.value, "size", expected: "sizes that are not negative", got: .real(Double(sizes[i])))
      }
      i &+= 1
    }
  }

  /// The protected tokens and the best of the others, ascending.
  fileprivate func chooseBasis(
    _ scores: UnsafePointer<Float>, _ n: Int, _ m: Int, _ protect: Int, into basis: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    keepInPlace(basis, protect)
    try topK(scores + protect, n &- protect, m &- protect, .position, offset: protect, into: basis + protect)
  }

  /// Sizes, merged rows and weights of one item.
  fileprivate func transform(
    _ spread: SoftAssignment, _ sizes: UnsafePointer<Float>, _ x: FloatRows?, into merged: UnsafeMutablePointer<Float>,
    _ totals: UnsafeMutablePointer<Float>, weights: UnsafeMutablePointer<Float>?
  ) throws(PithError) {
    let (n, m) = (spread.tokens.rows, spread.m)
    let dim = x?.cols ?? 0
    let table = kernels
    totals.update(repeating: 0, count: m)
    merged.update(repeating: 0, count: m &* dim)
    var first = 0
    while first < n {
      let mark = self.mark()
      let shares = try assign(spread, first)
      let count = shares.rows
      table.pointee.column_weighted_sum(shares.base, m, count, m, sizes + first, totals)
      // Masses the other way round, [m, tokens]: rows of a factor.
      let masses = try allocate(try product(m, count), of: Float.self)
      parallelRanges(m, grain: max(1, 16384 / count)) { _, begin, end in
        var i = begin
        while i < end {
          let row = masses + i &* count
          table.pointee.gather_f32(shares.base + i, m, row, count)
          table.pointee.multiply(row, sizes + first, row, count)
          if let weights { (weights + (i &* n &+ first)).update(from: row, count: count) }
          i &+= 1
        }
      }
      if let x {
        let packed = try packColumns(
          transposed: FloatRows(base: x.row(first), rows: count, cols: dim, stride: x.stride))
        try tiles(FloatRows(base: UnsafePointer(masses), rows: m, cols: count, stride: count), against: packed) { tile in
          var i = 0
          while i < tile.rows {
            let target = merged + ((tile.row &+ i) &* dim &+ tile.column)
            table.pointee.add(target, tile.row(i), target, tile.columns)
            i &+= 1
          }
        }
      }
      release(mark)
      first &+= count
    }
    var i = 0
    while i < m {
      let inverse = 1 / max(totals[i], 1e-12)
      table.pointee.scale(inverse, merged + i &* dim, merged + i &* dim, dim)
      if let weights { table.pointee.scale(inverse, weights + i &* n, weights + i &* n, n) }
      i &+= 1
    }
  }
}
