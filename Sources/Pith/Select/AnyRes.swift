// The reading order of an image that was cut into crops (LLaVA-NeXT's AnyRes): what a selection of its tokens is packed by.
//
//   tokens of the whole image ascending, then the stitched crops row by row without their padding (Primitives/TileRaster.swift);
//   after each row, if wanted, a newline (-1)
//
// Only the listed tokens appear: tokens that lie in the padding vanish although they were kept, as in HiRED's code.
// Cost: O(tokens).

import CPith

extension Select {
  /// Puts kept tokens of an image and its crops in reading order.
  ///
  /// - Parameters:
  ///   - kept: ids partition · side² + token, any order. `[K]`, i32; nil: all tokens.
  ///   - gridHeight, gridWidth: crops. `side`: tokens along a crop's side.
  ///   - imageHeight, imageWidth: of the original image, in pixels.
  ///   - thumbnail: partition 0 is the whole image, crops come after it; else partition 0 is the first crop.
  ///   - newline: -1 after each covered row.
  ///   - order: out, `[capacity]`, i32.
  ///   - count: out, `[1]`, i32. Written on a capacity error too.
  public static func anyRes(
    _ workspace: Workspace, kept: Tensor?, gridHeight: Int, gridWidth: Int, side: Int, imageHeight: Int,
    imageWidth: Int, thumbnail: Bool, newline: Bool, order: Tensor, count: Tensor
  ) throws(PithError) {
    let raster = try TileRaster(
      gridHeight: gridHeight, gridWidth: gridWidth, side: side, imageHeight: imageHeight, imageWidth: imageWidth)
    let order = try order.unbatched("order", rank: 1, .index, "[capacity]")
    let count = try count.unbatched("count", rank: 1, .index, "[1]")
    try count.require(1, "[1]")
    let first = thumbnail ? raster.tokens : 0
    let total = first &+ raster.crops &* raster.tokens
    let isKept = try workspace.allocate(total, of: UInt8.self)
    isKept.update(repeating: kept == nil ? 1 : 0, count: total)
    if let kept {
      let list = try kept.unbatched("kept", rank: 1, .index, "[K]")
      let ids = try workspace.indices(list.first)
      var i = 0
      while i < list.extent(0) {
        guard ids[i] >= 0 && Int(ids[i]) < total else {
          throw PithError(
            .index, "kept", expected: "partition * side * side + token", got: .element(Int(ids[i]), at: i))
        }
        isKept[Int(ids[i])] = 1
        i &+= 1
      }
    }
    let result = try workspace.allocate(total &+ raster.height, of: Int32.self)
    var written = 0
    var i = 0
    while i < first {
      if isKept[i] == 1 {
        result[written] = Int32(truncatingIfNeeded: i)
        written &+= 1
      }
      i &+= 1
    }
    var row = raster.top
    while row < raster.bottom {
      var column = raster.left
      while column < raster.right {
        let id = first &+ raster.id(row: row, column: column)
        if isKept[id] == 1 {
          result[written] = Int32(truncatingIfNeeded: id)
          written &+= 1
        }
        column &+= 1
      }
      if newline {
        result[written] = -1
        written &+= 1
      }
      row &+= 1
    }
    workspace.commit(written, to: count.first)
    try order.requireCapacity(written)
    workspace.commit(result, count: written, to: order.first)
  }
}
