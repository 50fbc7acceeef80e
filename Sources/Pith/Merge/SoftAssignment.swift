// Soft assignment: how much of itself each token hands to each token of a basis (TokenTransforming.swift).
//
//   P_.j = softmax over the unprotected basis of S_.j / tau;   a protected token keeps all of itself
//
// Steps: 256 tokens at a time: similarities to the basis by tiles, softmax while they are in cache. For small tau, rounding of
// an f32 product would show in P; there the cosines that matter (those within 8 tau of a token's best) are computed once
// more in double.
// Cost: M·N·C multiply-adds; scratch of M·C + 256 M floats.

import CPith

private let tokensAtOnce = 256
/// Below this an f32 cosine is too coarse: its rounding, some 2^-22, is divided by tau.
private let coarseTau = 0x1p-4

/// What the shares of a block of tokens are computed from.
struct SoftAssignment {
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
  func softAssignment(
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
  func assign(_ spread: SoftAssignment, _ first: Int) throws(PithError) -> FloatRows {
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
}
