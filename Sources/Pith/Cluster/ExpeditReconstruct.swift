// Expedit: bringing clustered tokens back to the full grid after the transformer's last block.
//
// Liang et al., "Expediting Large-Scale Vision Transformer for Dense Prediction without Fine-tuning", NeurIPS 2022.
//
//   w_pm = exp(-temperature |f_p - s_m|^2), kept where it is at least the k-th largest of the row, else 0
//   y_p = sum_m w_pm v_m / max(|w_p|, 1e-12), |w_p| the Euclidean norm
//
// f are the tokens before clustering, s the centres, v the centres after the blocks. The norm is not a sum: equal values
// v do not come back as they were (m equal weights give sqrt(m) v). That is what the published models compute.
//
// Steps: the k + 1 nearest centres of every token from tiles of the product; where the last two are equal, a second look finds
// all that tie; weights from differences; a sparse combination. Where we differ: k above M means all (the authors' code
// fails), and ties are those of distances, not of weights that underflowed to the same number.
// Cost: N M D + N k (D + Dv) multiply-adds; O(N k + M D) scratch, and N Dv for the result.

import CPith

extension Cluster {
  /// Rebuilds a token sequence from its clusters.
  ///
  /// - Parameters:
  ///   - tokens: `[N, D]` or `[B, N, D]`, f32, f16 or bf16, finite.
  ///   - centers: `[M, D]` or `[B, M, D]`, finite; M = 0 gives zeros.
  ///   - values: `[M, Dv]` or `[B, M, Dv]`.
  ///   - neighbours: 1 or more; above M: all.
  ///   - temperature: 0 or more; it multiplies squared distances.
  ///   - y: out, `[N, Dv]` or `[B, N, Dv]`.
  public static func expeditReconstruct(
    _ workspace: Workspace, tokens: Tensor, centers: Tensor, values: Tensor, neighbours: Int, temperature: Double, y: Tensor
  ) throws(PithError) {
    let tokens = try tokens.block("tokens", rank: 2, .float, "[N, D] or [B, N, D]")
    let n = tokens.extent(0)
    let centers = try centers.block("centers", rank: 2, .float, "[M, D] or [B, M, D]")
    try centers.require(-1, tokens.extent(1), "[M, D] or [B, M, D]")
    try centers.requireBatch(of: tokens)
    let m = centers.extent(0)
    let values = try values.block("values", rank: 2, .float, "[M, Dv] or [B, M, Dv]")
    try values.require(m, -1, "[M, Dv] or [B, M, Dv]")
    try values.requireBatch(of: tokens)
    let width = values.extent(1)
    try require(neighbours, "neighbours", in: 1...Int(Int32.max), "1 to 2^31 - 1")
    try requireTemperature(temperature)
    let y = try y.block("y", rank: 2, .float, "[N, Dv] or [B, N, Dv]")
    try y.require(n, width, "[N, Dv] or [B, N, Dv]")
    try y.requireBatch(of: tokens)

    let size = try product(n, width)
    let result = try workspace.allocate(try product(tokens.batch, size), of: Float.self)
    result.update(repeating: 0, count: tokens.batch &* size)
    var b = 0
    while b < tokens.batch && n > 0 && m > 0 {
      let mark = workspace.mark()
      let points = try workspace.floatRows(tokens.item(b))
      try workspace.requireFinite(points, "tokens")
      let anchors = try workspace.floatRows(centers.item(b))
      try workspace.requireFinite(anchors, "centers")
      try workspace.reconstruct(
        points, anchors, try workspace.floatRows(values.item(b)), neighbours: min(neighbours, m),
        temperature: Float(temperature), into: result + b &* size)
      workspace.release(mark)
      try workspace.checkpoint(b &+ 1, of: tokens.batch)
      b &+= 1
    }
    b = 0
    while b < tokens.batch {
      workspace.commit(result + b &* size, rows: n, cols: width, to: y.item(b))
      b &+= 1
    }
  }
}

extension Workspace {
  /// `result` `[N, Dv]` holds zeros.
  fileprivate func reconstruct(
    _ points: FloatRows, _ anchors: FloatRows, _ values: FloatRows, neighbours k: Int, temperature: Float,
    into result: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    let n = points.rows
    let m = anchors.rows
    let dim = points.cols
    let table = kernels
    let squares = try allocate(m, of: Float.self)
    let packed = try packColumns(anchors)
    let listed = min(k &+ 1, m)
    let distance = try allocate(try product(n, listed), of: Float.self)
    let index = try allocate(try product(n, listed), of: Int32.self)
    let grain = max(1, 16384 / max(k &* dim, 1))
    let parts = self.parts(n, grain: grain)
    // Per part: all values of a row, its weights, its centres.
    let again = try allocate(try product(m, parts), of: Float.self)
    let weight = try allocate(try product(m, parts), of: Float.self)
    let kept = try allocate(try product(m, parts), of: Int32.self)
    var j = 0
    while j < m {
      squares[j] = table.pointee.sum_squares(anchors.row(j), dim)
      j &+= 1
    }
    distance.update(repeating: .infinity, count: n &* listed)
    index.update(repeating: -1, count: n &* listed)
    try tiles(points, against: packed) { tile in
      table.pointee.tile_affine(tile.base, tile.ldc, tile.rows, tile.columns, -2, nil, squares + tile.column)
      table.pointee.tile_row_smallest(
        tile.base, tile.ldc, tile.rows, tile.columns, tile.column, listed, distance + tile.row &* listed,
        index + tile.row &* listed)
    }
    parallelRanges(n, grain: grain) { part, begin, end in
      let row = again + part &* m
      let weights = weight + part &* m
      let chosen = kept + part &* m
      var i = begin
      while i < end {
        let mine = distance + i &* listed
        var count = k
        let isWhole = index[i &* listed &+ listed &- 1] >= 0
        if isWhole && (listed == k || mine[k] > mine[k &- 1]) {
          chosen.update(from: index + i &* listed, count: k)
        } else {
          // Equals of the k-th; or values that left the range of f32, where differences decide nothing either: all stay.
          multiplyHere(row: points.row(i), by: packed, from: 0, to: m, into: row)
          table.pointee.tile_affine(row, m, 1, m, -2, nil, squares)
          count = 0
          var j = 0
          while j < m {
            if !isWhole || row[j] <= mine[k &- 1] {
              chosen[count] = Int32(truncatingIfNeeded: j)
              count &+= 1
            }
            j &+= 1
          }
        }
        combine(points.row(i), anchors, values, chosen, count, temperature, weights, into: result + i &* values.cols)
        i &+= 1
      }
    }
  }

  /// Adds the chosen values, weighted, to a row of zeros.
  private func combine(
    _ x: UnsafePointer<Float>, _ anchors: FloatRows, _ values: FloatRows, _ chosen: UnsafePointer<Int32>, _ count: Int,
    _ temperature: Float, _ weights: UnsafeMutablePointer<Float>, into row: UnsafeMutablePointer<Float>
  ) {
    let table = kernels
    var j = 0
    while j < count {
      let squared = table.pointee.squared_distance(x, anchors.row(Int(chosen[j])), anchors.cols)
      weights[j] = temperature == 0 ? 0 : -temperature * squared
      j &+= 1
    }
    table.pointee.exp(weights, weights, count)
    let norm = max(table.pointee.wide_sum_squares(weights, count).root, 1e-12)
    j = 0
    while j < count {
      let share = Float(Double(weights[j]) / norm)
      if share > 0 { table.pointee.axpy(share, values.row(Int(chosen[j])), row, values.cols) }
      j &+= 1
    }
  }
}
