// The picture that AnyRes models cut into crops: a grid of crops of side x side tokens, stitched back to one raster, with the
// box that the image covers in it.
//
// Crops lie in raster order of the grid, tokens in raster order of their crop. The image was scaled into the raster with its
// aspect kept and centred; what lies outside is padding. With W x H the raster and w x h the image:
//
//   w / h > W / H:  covered height int(h · W / w), padding (H - it) div 2 above and below
//   else:           covered width int(w · H / h), padding (W - it) div 2 on the left and right
//
// as LLaVA-NeXT's unpadding has it, in double.

import CPith

struct TileRaster {
  var gridHeight: Int
  var gridWidth: Int
  var side: Int
  /// The covered box, past its end for bottom and right.
  var top = 0
  var left = 0
  var bottom: Int
  var right: Int

  var width: Int { gridWidth &* side }
  var height: Int { gridHeight &* side }
  var crops: Int { gridHeight &* gridWidth }
  /// Tokens of a crop.
  var tokens: Int { side &* side }
}

/// A rectangle of a crop, in its own coordinates; empty: all zeros.
struct TileBox {
  var top = 0
  var left = 0
  var height = 0
  var width = 0
  var count: Int { height &* width }
}

extension TileRaster {
  @inline(never)
  init(gridHeight: Int, gridWidth: Int, side: Int, imageHeight: Int, imageWidth: Int) throws(PithError) {
    let extent: Limits = 1...Int(Int32.max)
    try require(gridHeight, "grid_height", in: extent, "1 to 2^31 - 1")
    try require(gridWidth, "grid_width", in: extent, "1 to 2^31 - 1")
    try require(side, "side", in: extent, "1 to 2^31 - 1")
    try require(imageHeight, "image_height", in: extent, "1 to 2^31 - 1")
    try require(imageWidth, "image_width", in: extent, "1 to 2^31 - 1")
    // Ids of tokens are i32, those of a thumbnail in front included; so are counts with a newline for every row.
    let crops = gridHeight &* gridWidth
    let tokens = side &* side
    guard crops < Int(Int32.max) / tokens && (crops &+ 1) &* tokens &+ gridHeight &* side <= Int(Int32.max) else {
      throw PithError(.size, "side", expected: "fewer than 2^31 tokens in all", got: .integer(side))
    }
    self.gridHeight = gridHeight
    self.gridWidth = gridWidth
    self.side = side
    bottom = gridHeight &* side
    right = gridWidth &* side
    let whole = (Double(right), Double(bottom))
    let image = (Double(imageWidth), Double(imageHeight))
    if image.0 / image.1 > whole.0 / whole.1 {
      top = max(0, bottom &- Int(saturating: image.1 * (whole.0 / image.0))) / 2
      bottom &-= top
    } else {
      left = max(0, right &- Int(saturating: image.0 * (whole.1 / image.1))) / 2
      right &-= left
    }
  }

  /// The covered part of crop number `crop`.
  func covered(_ crop: Int) -> TileBox {
    let y = crop / gridWidth &* side
    let x = crop % gridWidth &* side
    let rows = (max(top, y), min(bottom, y &+ side))
    let columns = (max(left, x), min(right, x &+ side))
    if rows.0 >= rows.1 || columns.0 >= columns.1 { return TileBox() }
    return TileBox(top: rows.0 &- y, left: columns.0 &- x, height: rows.1 &- rows.0, width: columns.1 &- columns.0)
  }

  /// Crop and token of a cell of the raster, as crop · tokens + token.
  func id(row: Int, column: Int) -> Int {
    (row / side &* gridWidth &+ column / side) &* tokens &+ row % side &* side &+ column % side
  }

  /// The cell of token `token` of crop `crop`.
  func cell(crop: Int, token: Int) -> Int {
    (crop / gridWidth &* side &+ token / side) &* width &+ crop % gridWidth &* side &+ token % side
  }

  /// The crop under token (row, column) of a side x side picture of the whole image: blocks of side div grid tokens, at least
  /// one; what is left over belongs to the last ones.
  static func crop(row: Int, column: Int, side: Int, gridHeight: Int, gridWidth: Int) -> Int {
    let y = min(row / max(side / gridHeight, 1), gridHeight &- 1)
    let x = min(column / max(side / gridWidth, 1), gridWidth &- 1)
    return y &* gridWidth &+ x
  }
}
