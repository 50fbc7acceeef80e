// Compression with Global Guidance: Towards Training-free High-Resolution MLLMs Acceleration (2025; AAAI 2026 as Global
// Compression Commander): which tokens of each crop stay, and their reading order.
//
//   the thumbnail's scores are resampled (bilinear) to the covered box of the stitched raster and cut into the crops' parts
//   per crop: s = v / max(|v|, 1e-12) + g / max(|g|, 1e-12), v its own covered scores, g its part of the resampled map
//   crop c keeps the keep[c] covered tokens with the greatest s
//   reading order: the whole raster row by row, padding rows too, kept tokens only, a newline (-1) after each row
//
// Two things of the authors' code are reproduced. A kept token that is number r among its crop's covered tokens stands at cell
// r of the crop, not at its own cell: with padding, tokens move up and to the left (`truePosition` leaves them in place). And
// parts are cut out walking from left to right and down by the height of the row's first crop: if padding takes all of a first
// column of crops, the rows of parts do not advance.
//
// Differs from the authors' code: ties go to the lower index (theirs: unspecified). The thumbnail's own tokens, which come
// before all of this in falling score, are a top-k.
// Cost: O(tokens).

import CPith

extension Select {
  /// Keeps the best tokens of each crop, in reading order.
  ///
  /// - Parameters:
  ///   - thumbnailScores: `[N]` or `[B, N]`, N = side², f32, f16 or bf16.
  ///   - cropScores: `[crops, N]` or `[B, crops, N]`, f32, f16 or bf16.
  ///   - keep: tokens to keep of each crop, at most what the image covers of it. `[crops]` or `[B, crops]`, i32.
  ///   - gridHeight, gridWidth, side, imageHeight, imageWidth: as in `Select.anyRes`.
  ///   - truePosition: kept tokens stand at their own cells.
  ///   - newline: -1 after each row.
  ///   - packed: out, ids crop · N + token. `[capacity]` or `[B, capacity]`, i32; the sum of `keep` and one per row.
  ///   - count: out, `[1]` or `[B, 1]`, i32. Written on a capacity error too.
  public static func globalCom2(
    _ workspace: Workspace, thumbnailScores: Tensor, cropScores: Tensor, keep: Tensor, gridHeight: Int,
    gridWidth: Int, side: Int, imageHeight: Int, imageWidth: Int, truePosition: Bool, newline: Bool, packed: Tensor,
    count: Tensor
  ) throws(PithError) {
    let thumbnail = try thumbnailScores.block("thumbnail_scores", rank: 1, .float, "[N] or [B, N]")
    let crops = try cropScores.block("crop_scores", rank: 2, .float, "[crops, N] or [B, crops, N]")
    let raster = try TileRaster(
      gridHeight: gridHeight, gridWidth: gridWidth, side: side, imageHeight: imageHeight, imageWidth: imageWidth)
    try thumbnail.require(raster.tokens, "[side * side] or [B, side * side]")
    try crops.require(raster.crops, raster.tokens, "[crops, side * side] or [B, crops, side * side]")
    try crops.requireBatch(of: thumbnail)
    let keep = try keep.block("keep", rank: 1, .index, "[crops] or [B, crops]")
    try keep.require(raster.crops, "[crops] or [B, crops]")
    try keep.requireBatch(of: thumbnail)
    let output = try CountedIndices(packed, count, like: thumbnail, name: "packed")

    let cells = raster.crops &* raster.tokens
    let room = cells &+ raster.height
    let result = try workspace.allocate(try product(thumbnail.batch, room), of: Int32.self)
    let lengths = try workspace.allocate(thumbnail.batch, of: Int32.self)
    let grid = try workspace.allocate(cells, of: Int32.self)
    var b = 0
    while b < thumbnail.batch {
      let mark = workspace.mark()
      let global = try workspace.floatRows(thumbnail.item(b))
      try workspace.requireFinite(global, "thumbnail_scores")
      let local = try workspace.floatRows(crops.item(b))
      try workspace.requireFinite(local, "crop_scores")
      grid.update(repeating: -1, count: cells)
      let budgets = try workspace.indices(keep.item(b))
      try workspace.place(
        global.base, local, budgets, raster, truePosition: truePosition, first: b &* raster.crops, on: grid)
      var written = 0
      var cell = 0
      let out = result + b &* room
      while cell < cells {
        if grid[cell] >= 0 {
          out[written] = grid[cell]
          written &+= 1
        }
        cell &+= 1
        if newline && cell % raster.width == 0 {
          out[written] = -1
          written &+= 1
        }
      }
      lengths[b] = Int32(truncatingIfNeeded: written)
      workspace.release(mark)
      b &+= 1
    }
    try workspace.commit(result, stride: room, lengths, to: output)
  }
}

extension Workspace {
  /// Writes the ids of one item's kept tokens to the cells of the raster. `first` is the flat position of its first budget.
  fileprivate func place(
    _ thumbnail: UnsafePointer<Float>, _ crops: FloatRows, _ keep: UnsafePointer<Int32>, _ raster: TileRaster,
    truePosition: Bool, first: Int, on grid: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let width = max(0, raster.right &- raster.left)
    let height = max(0, raster.bottom &- raster.top)
    let map = try allocate(height &* width, of: Float.self)
    if height > 0 && width > 0 {
      try Pool.interpolate(
        self, x: Tensor(thumbnail, .f32, raster.tokens, 1), height: raster.side, width: raster.side, outHeight: height,
        outWidth: width, scale: 0, mode: .bilinear, alignCorners: false, y: Tensor(map, .f32, height &* width, 1))
    }
    let own = try allocate(raster.tokens, of: Float.self)
    let part = try allocate(raster.tokens, of: Float.self)
    let picks = try allocate(raster.tokens, of: Int32.self)
    var x = 0
    var y = 0
    var c = 0
    while c < raster.crops {
      let box = raster.covered(c)
      guard keep[c] >= 0 && Int(keep[c]) <= box.count else {
        throw PithError(
          .value, "keep", expected: "0 to the covered tokens of the crop", got: .element(Int(keep[c]), at: first &+ c))
      }
      var i = 0
      while i < box.height {
        let line = i &* box.width
        let source = crops.row(c) + ((box.top &+ i) &* raster.side &+ box.left)
        let resampled = map + ((y &+ i) &* width &+ x)
        (own + line).update(from: source, count: box.width)
        (part + line).update(from: resampled, count: box.width)
        i &+= 1
      }
      addUnit(own, part, box.count)
      let count = Int(keep[c])
      try topK(own, box.count, count, .position, into: picks)
      i = 0
      while i < count {
        let rank = Int(picks[i])
        let token = (box.top &+ rank / box.width) &* raster.side &+ box.left &+ rank % box.width
        grid[raster.cell(crop: c, token: truePosition ? token : rank)] = Int32(
          truncatingIfNeeded: c &* raster.tokens &+ token)
        i &+= 1
      }
      x &+= box.width
      if (c &+ 1) % raster.gridWidth == 0 {
        x = 0
        y &+= raster.covered(c &+ 1 &- raster.gridWidth).height
      }
      c &+= 1
    }
  }

  /// x = x / max(|x|, 1e-12) + y / max(|y|, 1e-12).
  private func addUnit(_ x: UnsafeMutablePointer<Float>, _ y: UnsafePointer<Float>, _ n: Int) {
    let a = max(kernels.pointee.wide_sum_squares(x, n).root, 1e-12)
    let b = max(kernels.pointee.wide_sum_squares(y, n).root, 1e-12)
    var i = 0
    while i < n {
      x[i] = Float(Double(x[i]) / a + Double(y[i]) / b)
      i &+= 1
    }
  }
}
