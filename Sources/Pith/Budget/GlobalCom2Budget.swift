// Compression with Global Guidance: Towards Training-free High-Resolution MLLMs Acceleration (2025; AAAI 2026 as Global
// Compression Commander): how much of each crop the thumbnail's scores leave.
//
//   z_c = sum of the thumbnail's scores over crop c's part of it          e_c = exp((z_c - max z) / temperature)
//   p_c = e_c / (sum of e + 1e-8)          scale_c = min(1, retention (1 + p_c - mean p))
//   keep_c = int(tokens of crop c that the image covers · scale_c)
//
// All in double, in this order: a count that truncates must not depend on rounding. Parts are blocks of side div grid tokens.
// Cost: O(N).

import CPith

extension Budget {
  /// Shares tokens between the crops of an image by the scores of its thumbnail.
  ///
  /// - Parameters:
  ///   - scores: of the thumbnail's tokens. `[side * side]` or `[B, side * side]`, f32, f16 or bf16.
  ///   - gridHeight, gridWidth, side, imageHeight, imageWidth: as in `Select.anyRes`.
  ///   - retention: mean share to keep, 0 to 1.
  ///   - temperature: above 0; the authors' is 10.
  ///   - keep: out, tokens to keep of each crop. `[crops]` or `[B, crops]`, i32.
  ///   - scales: out, optional, the same as shares. `[crops]` or `[B, crops]`.
  public static func globalCom2(
    _ workspace: Workspace, scores: Tensor, gridHeight: Int, gridWidth: Int, side: Int, imageHeight: Int,
    imageWidth: Int, retention: Double, temperature: Double, keep: Tensor, scales: Tensor?
  ) throws(PithError) {
    let scores = try scores.block("scores", rank: 1, .float, "[side * side] or [B, side * side]")
    let raster = try TileRaster(
      gridHeight: gridHeight, gridWidth: gridWidth, side: side, imageHeight: imageHeight, imageWidth: imageWidth)
    try scores.require(raster.tokens, "[side * side] or [B, side * side]")
    try require(retention, "retention", from: 0, through: 1, "0 to 1")
    try require(temperature, "temperature", from: 0x1p-20, through: 0x1p60, "2^-20 to 2^60")
    let crops = raster.crops
    let keep = try keep.block("keep", rank: 1, .index, "[crops] or [B, crops]")
    try keep.require(crops, "[crops] or [B, crops]")
    try keep.requireBatch(of: scores)
    let scales = try scales.block("scales", rank: 1, .float, "[crops] or [B, crops]", like: scores)
    try scales?.require(crops, "[crops] or [B, crops]")

    let counts = try workspace.allocate(try product(scores.batch, crops), of: Int32.self)
    let shares = try workspace.allocate(try product(scores.batch, crops), of: Float.self)
    let p = try workspace.allocate(crops, of: Double.self)
    var b = 0
    while b < scores.batch {
      let mark = workspace.mark()
      let row = try workspace.floatRows(scores.item(b))
      try workspace.requireFinite(row, "scores")
      probabilities(row.base, raster, temperature, p)
      var mean = 0.0
      var c = 0
      while c < crops {
        mean += p[c]
        c &+= 1
      }
      mean /= Double(crops)
      c = 0
      while c < crops {
        let scale = min(1, retention * (1 + p[c] - mean))
        shares[b &* crops &+ c] = Float(scale)
        counts[b &* crops &+ c] = Int32(truncatingIfNeeded: Int(saturating: Double(raster.covered(c).count) * scale))
        c &+= 1
      }
      workspace.release(mark)
      b &+= 1
    }
    workspace.commitAll(counts, count: crops, to: keep)
    if let scales { workspace.commitAll(shares, count: crops, to: scales) }
  }

  private static func probabilities(
    _ scores: UnsafePointer<Float>, _ raster: TileRaster, _ temperature: Double, _ p: UnsafeMutablePointer<Double>
  ) {
    p.update(repeating: 0, count: raster.crops)
    var i = 0
    while i < raster.tokens {
      let crop = TileRaster.crop(
        row: i / raster.side, column: i % raster.side, side: raster.side, gridHeight: raster.gridHeight,
        gridWidth: raster.gridWidth)
      p[crop] += Double(scores[i])
      i &+= 1
    }
    var most = -Double.infinity
    var c = 0
    while c < raster.crops {
      most = max(most, p[c])
      c &+= 1
    }
    var sum = 0.0
    c = 0
    while c < raster.crops {
      p[c] = exponential((p[c] - most) / temperature)
      sum += p[c]
      c &+= 1
    }
    c = 0
    while c < raster.crops {
      p[c] /= sum + 1e-8
      c &+= 1
    }
  }
}
