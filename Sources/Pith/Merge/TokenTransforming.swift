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
// Steps: 256 tokens at a time: similarities to the basis by tiles, softmax while they are in cache, and one product adds the
// block to Y. P and W are not stored unless W is asked for. For small tau, rounding of an f32 product would show in P; there
// the cosines that matter (those within 8 tau of a token's best) are computed once more in double.
// Cost: M·N·(C + D) multiply-adds; scratch of M·D + 512 M floats; with weights M·N more.

import CPith

private let tokensAtOnce = 256
/// Below this an f32 cosine is too coarse: its rounding, some 2^-22, is divided by tau.
private let coarseTau = 0x1p-4

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

  /// Gives all N tokens their share of M merged ones back, for dense tasks.
  ///
  /// - Parameters:
  ///   - metric, tau, protect: as they were when the tokens were merged.
  ///   - basis: `[M]` or `[B, M]`, i32, strictly ascending; the first `protect` are 0, 1, ….
  ///   - y: `[M, D]` or `[B, M, D]`; needed for `x`.
  ///   - x: out, `[N, D]` or `[B, N, D]`.
  ///   - shares: out, what every token hands to each basis token. `[N, M]` or `[B, N, M]`.
  public static func tokenTransformingInverse(
    _ workspace: Workspace, metric: Tensor, basis: Tensor, y: Tensor?, tau: Double, protect: Int, x: Tensor?,
    shares: Tensor?
  ) throws(PithError) {
    let metric = try metric.block("metric", rank: 2, .float, "[N, C] or [B, N, C]")
    let n = metric.extent(0)
    let basis = try basis.block("basis", rank: 1, .index, "[M] or [B, M]")
    let m = basis.extent(0)
    try basis.requireBatch(of: metric)
    let y = try y.block("y", rank: 2, .float, "[M, D] or [B, M, D]", like: metric)
    try y?.require(m, -1, "[M, D] or [B, M, D]")
    try requireTemperature(tau)
    try requireCount(protect, "protect", atMost: m, "0 to M")
    try requireBasis(basis, n, protect)
    let x = try x.block("x", rank: 2, .float, "[N, D] or [B, N, D]", like: metric)
    guard x == nil || y != nil else {
      throw PithError(.null, "y", expected: "merged tokens, since x is given", got: .text("NULL"))
    }
    let dim = x == nil ? 0 : y?.extent(1) ?? 0
    try x?.require(n, dim, "[N, D] or [B, N, D]")
    let shares = try shares.block("shares", rank: 2, .float, "[N, M] or [B, N, M]", like: metric)
    try shares?.require(n, m, "[N, M] or [B, N, M]")

    let batch = metric.batch
    let result = try workspace.allocate(try product(try product(batch, n), dim), of: Float.self)
    let parts = try workspace.allocate(shares == nil ? 0 : try product(try product(batch, n), m), of: Float.self)
    var b = 0
    while b < batch {
      let mark = workspace.mark()
      let rows = try workspace.floatRows(metric.item(b))
      try workspace.requireFinite(rows, "metric")
      let spread = try workspace.softAssignment(
        rows, basis: try workspace.indices(basis.item(b)), m, tau: tau, protect: protect)
      var packed: PackedColumns?
      if x != nil, let y {
        let values = try workspace.floatRows(y.item(b))
        try workspace.requireFinite(values, "y")
        packed = try workspace.packColumns(transposed: values)
      }
      var first = 0
      while first < n {
        let inner = workspace.mark()
        let block = try workspace.assign(spread, first)
        if shares != nil {
          (parts + (b &* n &+ first) &* m).update(from: block.base, count: block.rows &* m)
        }
        if let packed {
          let target = result + (b &* n &+ first) &* dim
          try workspace.tiles(block, against: packed) { tile in tile.copy(into: target, stride: dim) }
        }
        workspace.release(inner)
        first &+= block.rows
      }
      workspace.release(mark)
      try workspace.checkpoint(b &+ 1, of: batch)
      b &+= 1
    }
    b = 0
    while b < batch {
      if let x { workspace.commit(result + b &* n &* dim, rows: n, cols: dim, to: x.item(b)) }
      if let shares { workspace.commit(parts + b &* n &* m, rows: n, cols: m, to: shares.item(b)) }
      b &+= 1
    }
  }

  private static func requireTemperature(_ tau: Double) throws(PithError) {
    guard tau >= 0x1p-100 && tau <= 0x1p100 else {
      throw PithError(.range, "tau", expected: "2^-100 to 2^100", got: .real(tau))
    }
  }

  private static func requireBasis(_ basis: Block, _ n: Int, _ protect: Int) throws(PithError) {
    let m = basis.extent(0)
    var b = 0
    while b < basis.batch {
      let item = basis.item(b)
      if let data = item.data?.assumingMemoryBound(to: Int32.self) {
        var last = -1
        var i = 0
        while i < m {
          let token = Int(data[i &* item.stride[0]])
          guard token > last && token < n && (i >= protect || token == i) else {
            throw PithError(
              .index, "basis", expected: "ascending tokens of 0 to N - 1, the protected ones first",
              got: .element(token, at: b &* m &+ i))
          }
          last = token
          i &+= 1
        }
      }
      b &+= 1
    }
  }
}

/// What the shares of a block of tokens are computed from.
private struct SoftAssignment {
  var tokens: FloatRows
  var basis: UnsafePointer<Int32>
  var m: Int
  var protect: Int
  var tau: Double
  /// 1 / max(norm, 1e-12) of every token.
  var scale: UnsafePointer<Float>
  var packed: PackedColumns
  /// Norms of the basis, at least 1e-12, if cosines are computed once more in double.
  var norms: UnsafePointer<Double>?
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
    try topK(scores + protect, n &- protect, m &- protect, .position, into: basis + protect)
    var i = protect
    while i < m {
      basis[i] &+= Int32(truncatingIfNeeded: protect)
      i &+= 1
    }
  }

  fileprivate func softAssignment(
    _ tokens: FloatRows, basis: UnsafePointer<Int32>, _ m: Int, tau: Double, protect: Int
  ) throws(PithError) -> SoftAssignment {
    let scale = try inverseNorms(tokens)
    var i = 0
    while i < tokens.rows {
      scale[i] = min(scale[i], 1e12)
      i &+= 1
    }
    let factors = try allocate(m, of: Float.self)
    i = 0
    while i < m {
      factors[i] = scale[Int(basis[i])]
      i &+= 1
    }
    var norms: UnsafeMutablePointer<Double>?
    if tau < coarseTau {
      let exact = try allocate(m, of: Double.self)
      i = 0
      while i < m {
        exact[i] = wideNorm(tokens.row(Int(basis[i])), tokens.cols)
        i &+= 1
      }
      norms = exact
    }
    let centers = try gatherRows(tokens, basis, m)
    return SoftAssignment(
      tokens: tokens, basis: basis, m: m, protect: protect, tau: tau, scale: UnsafePointer(scale),
      packed: try packColumns(centers, scale: UnsafePointer(factors)), norms: norms.map { UnsafePointer($0) })
  }

  /// Shares of the tokens from `first` on, `[tokens, m]`: rows add up to 1, or to 0 where nothing takes them.
  fileprivate func assign(_ spread: SoftAssignment, _ first: Int) throws(PithError) -> FloatRows {
    let (m, protect) = (spread.m, spread.protect)
    let rows = min(tokensAtOnce, spread.tokens.rows &- first)
    let strip = try allocate(try product(rows, m), of: Float.self)
    let mark = self.mark()
    let tokens = FloatRows(
      base: spread.tokens.row(first), rows: rows, cols: spread.tokens.cols, stride: spread.tokens.stride)
    try tiles(tokens, scale: spread.scale + first, against: spread.packed) { tile in
      tile.copy(into: strip, stride: m)
    }
    release(mark)
    let table = kernels
    let factor = Float(1 / spread.tau)
    parallelRanges(rows, grain: max(1, 4096 / max(m, 1))) { _, begin, end in
      var j = begin
      while j < end {
        let row = strip + j &* m
        if first &+ j < protect {
          row.update(repeating: 0, count: m)
          row[first &+ j] = 1
        } else {
          row.update(repeating: 0, count: protect)
          if let norms = spread.norms {
            refine(row, spread, norms, first &+ j)
            table.pointee.softmax(row + protect, 1, nil, row + protect, m &- protect)
          } else {
            table.pointee.softmax(row + protect, factor, nil, row + protect, m &- protect)
          }
        }
        j &+= 1
      }
    }
    return FloatRows(base: UnsafePointer(strip), rows: rows, cols: m, stride: m)
  }

  private func wideNorm(_ x: UnsafePointer<Float>, _ cols: Int) -> Double {
    max(kernels.pointee.wide_sum_squares(x, cols).root, 1e-12)
  }

  /// (cosine - the best) / tau: from a cosine in double where the share may be large, from the f32 one where the rounding
  /// of a share below exp(-8) is too small to see. The softmax does not care which best is subtracted.
  private func refine(
    _ row: UnsafeMutablePointer<Float>, _ spread: SoftAssignment, _ norms: UnsafePointer<Double>, _ token: Int
  ) {
    let table = kernels
    let m = spread.m
    let cols = spread.tokens.cols
    let x = spread.tokens.row(token)
    let best = table.pointee.maximum(row + spread.protect, m &- spread.protect)
    let least = best - Float(8 * spread.tau) - 0x1p-18
    let norm = wideNorm(x, cols)
    var i = spread.protect
    while i < m {
      var cosine = Double(row[i])
      if row[i] >= least {
        cosine = table.pointee.wide_dot(x, spread.tokens.row(Int(spread.basis[i])), cols) / (norm * norms[i])
      }
      row[i] = Float((cosine - Double(best)) / spread.tau)
      i &+= 1
    }
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
