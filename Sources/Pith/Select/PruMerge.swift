// PruMerge and PruMerge+: LLaVA-PruMerge: Adaptive Token Reduction for Efficient Large Multimodal Models (ICCV 2025).
//
//   adaptive     bound = Q3 + 1.5 (Q3 - Q1) of the class attention w;  ratio = #{w > bound} / N
//   kept         the int(N · ratio) tokens of greatest w, by falling w
//   PruMerge+    adaptive: then 0, s, 2 s, … below the span that are not kept yet, s = int(1 / ratio) div 3
//                fixed ratio: then t div 2, t div 2 + t, … below the span, kept or not, t = int(1 / ratio)
//   rest         the other tokens, ascending; of n repeated kept ones, the n lowest others are left out
//   result       for each kept token its features and the sum of w · features over the 32 others of greatest key cosine;
//                then one row: the sum of w · features over the rest
//
// Quartiles interpolate between order statistics in f32. N · ratio is a product in double, cut off, and may fall one
// short of the count that the ratio came from, as in the authors' code.
//
// Steps: the choice is one sort. The merge is a weight matrix for `Apply.transform`: cosines by products of 60 kept tokens
// with all, and one partial selection for each kept token.
//
// Differs from the authors' code: ties go to the lower index; with fewer than 32 others all of them are neighbours
// (theirs: an error); PruMerge+ keeps no grid if the ratio is 0 and takes s = 1 where it would be 0 (theirs: errors);
// the span is an argument (theirs: 575 for 576 tokens); one image per call (theirs: a batch shares one ratio).
// Cost: choice O(N); merge L·N·C multiply-adds and L·N floats.

import CPith

extension Select {
  /// The tokens that PruMerge or PruMerge+ keeps.
  ///
  /// - Parameters:
  ///   - scores: `[N]`, f32, f16 or bf16: class attention.
  ///   - ratio: 0…1, or -1: adaptive.
  ///   - gridSpan: 0: PruMerge; 1…N: PruMerge+, N - 1 in the authors' code.
  ///   - indices: out, `[capacity]`, i32: by falling score, then along the grid; elements past the count are left as they are.
  ///   - count: out, `[1]`, i32, written on success and on a capacity error.
  ///   - usedRatio: out, optional, `[1]`.
  public static func pruMerge(
    _ workspace: Workspace, scores: Tensor, ratio: Double, gridSpan: Int, indices: Tensor, count: Tensor,
    usedRatio: Tensor?
  ) throws(PithError) {
    let scores = try scores.unbatched("scores", rank: 1, .float, "[N]")
    let n = scores.extent(0)
    let adaptive = ratio == -1
    if !adaptive { try require(ratio, "ratio", from: 0, through: 1, "0 to 1, or -1") }
    try requireCount(gridSpan, "grid_span", atMost: n, "0 to N")
    let indices = try indices.unbatched("indices", rank: 1, .index, "[capacity]")
    let count = try count.unbatched("count", rank: 1, .index, "[1]")
    try count.require(1, "[1]")
    let usedRatio = try usedRatio?.unbatched("used_ratio", rank: 1, .float, "[1]")
    try usedRatio?.require(1, "[1]")

    let row = try workspace.floatRows(scores.first)
    try workspace.requireFinite(row, "scores")
    let share = adaptive ? try workspace.outlierShare(row.base, n) : ratio
    let top = min(n, Int(saturating: Double(n) * share))
    let grid = share > 0 ? gridSpan : 0
    let result = try workspace.allocate(try product(2, n), of: Int32.self)
    let kept = try workspace.allocate(n, of: UInt8.self)
    kept.update(repeating: 0, count: n)
    try workspace.topK(row.base, n, top, .ranked, into: result)
    var written = 0
    while written < top {
      kept[Int(result[written])] = 1
      written &+= 1
    }
    if grid > 0 {
      let step = Int(saturating: min(1 / share, 0x1p31))
      let stride = max(1, adaptive ? step / 3 : step)
      var position = adaptive ? 0 : step / 2
      while position < grid {
        if !adaptive || kept[position] == 0 {
          result[written] = Int32(truncatingIfNeeded: position)
          written &+= 1
        }
        position &+= stride
      }
    }
    workspace.commit(written, to: count.first)
    try indices.requireCapacity(written)
    workspace.commit(result, count: written, to: indices.first)
    if let usedRatio { workspace.commit(Float(share), to: usedRatio.first) }
  }

  /// The weights with which PruMerge merges tokens, for `Apply.transform`.
  ///
  /// - Parameters:
  ///   - scores: `[N]`, f32, f16 or bf16: class attention.
  ///   - keys: `[N, C]`, f32, f16 or bf16.
  ///   - kept: `[L]`, i32, each 0…N-1; L at most N. A token may come twice.
  ///   - neighbours: 0 or more.
  ///   - weights: out, `[L + 1, N]`: one row for each kept token, then the row of the rest.
  ///   - rest: out, optional, `[N - L]`, i32, ascending.
  public static func pruMergeWeights(
    _ workspace: Workspace, scores: Tensor, keys: Tensor, kept: Tensor, neighbours: Int, weights: Tensor,
    rest: Tensor?
  ) throws(PithError) {
    let scores = try scores.unbatched("scores", rank: 1, .float, "[N]")
    let n = scores.extent(0)
    let keys = try keys.unbatched("keys", rank: 2, .float, "[N, C]")
    try keys.require(n, -1, "[N, C]")
    let kept = try kept.unbatched("kept", rank: 1, .index, "[L]")
    let count = kept.extent(0)
    guard count <= n else {
      throw PithError(.shape, "kept", expected: "at most N tokens", got: .shape(ndim: 1, kept.first.shape))
    }
    try require(neighbours, "neighbours", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    let weights = try weights.unbatched("weights", rank: 2, .float, "[L + 1, N]")
    try weights.require(count &+ 1, n, "[L + 1, N]")
    let rest = try rest?.unbatched("rest", rank: 1, .index, "[N - L]")
    try rest?.require(n &- count, "[N - L]")

    let row = try workspace.floatRows(scores.first)
    try workspace.requireFinite(row, "scores")
    let keyRows = try workspace.floatRows(keys.first)
    try workspace.requireFinite(keyRows, "keys")
    // The kept tokens in order, then the rest: as many as there are tokens.
    let tokens = try workspace.allocate(n, of: Int32.self)
    try workspace.complete(try workspace.indices(kept.first), count, n, into: tokens)
    let result = try workspace.allocate(try product(count &+ 1, n), of: Float.self)
    result.update(repeating: 0, count: (count &+ 1) &* n)
    let inverse = UnsafePointer(try workspace.inverseNorms(keyRows))
    let packed = try workspace.packColumns(keyRows, scale: inverse)
    let atOnce = min(count, keptAtOnce)
    let units = try workspace.allocate(try product(atOnce, keyRows.cols), of: Float.self)
    let products = try workspace.allocate(try product(atOnce, n), of: Float.self)
    let others = max(n &- 1, 0)
    let cosines = try workspace.allocate(others, of: Float.self)
    let nearest = try workspace.allocate(min(neighbours, others), of: Int32.self)
    let words = try workspace.allocate(n &+ Int(PITHK_SELECT_WORDS), of: UInt32.self)
    var t = 0
    while t < count {
      if t % keptAtOnce == 0 {
        try workspace.checkpoint(t, of: count)
        try workspace.cosines(
          keyRows, inverse, tokens + t, min(keptAtOnce, count &- t), packed, units, into: products)
      }
      let all = products + t % keptAtOnce &* n
      var i = 0
      while i < others {
        cosines[i] = all[Int(tokens[i < t ? i : i &+ 1])]
        i &+= 1
      }
      let found = workspace.kernels.pointee.select_k(cosines, others, min(neighbours, others), 1, nearest, words)
      let target = result + t &* n
      target[Int(tokens[t])] += 1
      i = 0
      while i < found {
        let position = Int(nearest[i])
        let token = Int(tokens[position < t ? position : position &+ 1])
        target[token] += row.base[token]
        i &+= 1
      }
      t &+= 1
    }
    var i = count
    while i < n {
      result[count &* n &+ Int(tokens[i])] = row.base[Int(tokens[i])]
      i &+= 1
    }
    workspace.commit(result, rows: count &+ 1, cols: n, to: weights.first)
    if let rest { workspace.commit(tokens + count, count: n &- count, to: rest.first) }
  }
}

/// Kept tokens whose cosines are one product.
private let keptAtOnce = 60

extension Workspace {
  /// Cosines of listed tokens with all tokens, one row for each.
  fileprivate func cosines(
    _ tokens: FloatRows, _ inverseNorms: UnsafePointer<Float>, _ list: UnsafePointer<Int32>, _ count: Int,
    _ packed: PackedColumns, _ units: UnsafeMutablePointer<Float>, into products: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    let dim = tokens.cols
    var i = 0
    while i < count {
      let token = Int(list[i])
      kernels.pointee.scale(inverseNorms[token], tokens.row(token), units + i &* dim, dim)
      i &+= 1
    }
    let mark = self.mark()
    defer { release(mark) }
    try multiply(
      FloatRows(base: UnsafePointer(units), rows: count, cols: dim, stride: dim), by: packed,
      into: FloatTarget(base: products, stride: tokens.rows))
  }

  /// The share of values above the upper quartile by more than 1.5 times the distance of the quartiles.
  fileprivate func outlierShare(_ x: UnsafePointer<Float>, _ n: Int) throws(PithError) -> Double {
    if n == 0 { return 0 }
    let order = try allocate(n, of: Int32.self)
    let words = try allocate(3 &* n &+ Int(PITHK_SELECT_WORDS), of: UInt32.self)
    kernels.pointee.argsort(x, n, 0, order, words)
    let lower = quantile(x, order, n, 0.25)
    let upper = quantile(x, order, n, 0.75)
    let bound = upper + 1.5 * (upper - lower)
    var count = 0
    var i = 0
    while i < n {
      if x[i] > bound { count &+= 1 }
      i &+= 1
    }
    return Double(count) / Double(n)
  }

  /// Linear interpolation between order statistics, from the nearer end, in f32.
  private func quantile(_ x: UnsafePointer<Float>, _ order: UnsafePointer<Int32>, _ n: Int, _ p: Double) -> Float {
    let position = p * Double(n &- 1)
    let below = min(Int(saturating: position), n &- 1)
    let a = x[Int(order[below])]
    let b = x[Int(order[min(below &+ 1, n &- 1)])]
    let fraction = Float(position - Double(below))
    return fraction < 0.5 ? a + (b - a) * fraction : b - (b - a) * (1 - fraction)
  }

  /// Writes the kept tokens and the rest behind them, without its lowest tokens where kept ones repeat.
  fileprivate func complete(
    _ kept: UnsafePointer<Int32>, _ count: Int, _ n: Int, into tokens: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let seen = try allocate(n, of: UInt8.self)
    seen.update(repeating: 0, count: n)
    var distinct = 0
    var i = 0
    while i < count {
      let token = Int(kept[i])
      guard token >= 0 && token < n else {
        throw PithError(.index, "kept", expected: "0 to N - 1", got: .element(token, at: i))
      }
      if seen[token] == 0 { distinct &+= 1 }
      seen[token] = 1
      tokens[i] = kept[i]
      i &+= 1
    }
    var skip = count &- distinct
    var written = count
    i = 0
    while i < n {
      if seen[i] == 0 {
        if skip > 0 { skip &-= 1 } else {
          tokens[written] = Int32(truncatingIfNeeded: i)
          written &+= 1
        }
      }
      i &+= 1
    }
  }
}
