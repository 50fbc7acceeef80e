// Space to depth: glues r x r neighbouring tokens along the channels, N tokens of D to N / r^2 tokens of r^2 D, and back.
// PyTorch's pixel_unshuffle and pixel_shuffle, the token reduction of InternVL, Idefics3 and the 2 x 2 merger of Qwen2-VL.
//
//   output token (R, C) takes the tokens (R r + dy, C r + dx), 0 <= dy, dx < r
//   offset-major: their values at channel (dy r + dx) D + c          channel-major: at channel c r^2 + dy r + dx
//   transposed: offset-major, output tokens column by column (R fastest): InternVL's first version
//
// Steps: nothing but copies of elements as bytes, so any dtype is exact: for each token and offset one run of D elements.
// Where we differ: the factor is a whole number that must divide the sides; the authors' float factor lets others through.
// Cost: the bytes of the tokens, read and written once; no scratch.

import CPith

/// Order of the values of a glued token, and of the glued tokens.
public enum DepthLayout: UInt32, Sendable {
  case offsetMajor = 0
  case offsetMajorTransposed = 1
  case channelMajor = 2
}

extension Pool {
  /// Glues tokens along the channels.
  ///
  /// - Parameters:
  ///   - x: `[height * width, D]` or `[B, height * width, D]`, row-major grid, any dtype.
  ///   - height, width: 0 or more; multiples of `factor`.
  ///   - factor: 1 to 2^15 - 1.
  ///   - y: out, `[height * width / factor^2, factor^2 * D]`, batched as `x`, of its dtype.
  public static func spaceToDepth(
    _ workspace: Workspace, x: Tensor, height: Int, width: Int, factor: Int, layout: DepthLayout, y: Tensor
  ) throws(PithError) {
    let fine = try x.block("x", rank: 2, .any, "[height * width, D] or [B, height * width, D]")
    try requireFactor(factor)
    try requireMultiple(height, "height", of: factor)
    try requireMultiple(width, "width", of: factor)
    try fine.require(cells(1, height, width), -1, "[height * width, D] or [B, height * width, D]")
    let coarse = try y.block("y", rank: 2, .any, "[height * width / factor^2, factor^2 * D], batched as x")
    try coarse.require(
      (height / factor) &* (width / factor), factor &* factor &* fine.extent(1),
      "[height * width / factor^2, factor^2 * D], batched as x")
    try coarse.requireDType(of: fine)
    try coarse.requireBatch(of: fine)
    workspace.move(fine, coarse, width: width, factor: factor, layout, toDepth: true)
  }

  /// The inverse.
  ///
  /// - Parameters:
  ///   - x: `[height * width, factor^2 * D]` or `[B, height * width, factor^2 * D]`, any dtype.
  ///   - height, width: 0 or more: the grid of `x`.
  ///   - y: out, `[height * factor * width * factor, D]`, batched as `x`, of its dtype.
  public static func depthToSpace(
    _ workspace: Workspace, x: Tensor, height: Int, width: Int, factor: Int, layout: DepthLayout, y: Tensor
  ) throws(PithError) {
    let coarse = try x.block("x", rank: 2, .any, "[height * width, factor^2 * D] or [B, height * width, factor^2 * D]")
    try requireFactor(factor)
    try require(height, "height", in: 0...(Int(Int32.max) / factor), "0 to (2^31 - 1) / factor")
    try require(width, "width", in: 0...(Int(Int32.max) / factor), "0 to (2^31 - 1) / factor")
    let dim = coarse.extent(1) / (factor &* factor)
    try coarse.require(
      cells(1, height, width), dim &* factor &* factor,
      "[height * width, factor^2 * D] or [B, height * width, factor^2 * D]")
    let fine = try y.block("y", rank: 2, .any, "[height * factor * width * factor, D], batched as x")
    try fine.require(
      cells(1, height &* factor, width &* factor), dim, "[height * factor * width * factor, D], batched as x")
    try fine.requireDType(of: coarse)
    try fine.requireBatch(of: coarse)
    workspace.move(fine, coarse, width: width &* factor, factor: factor, layout, toDepth: false)
  }

  /// Where the tokens of offset-major glueing come from, for hosts that gather themselves: block after block.
  ///
  /// - Parameter order: out, `[height * width]` i32: the row-major index of each token in block order.
  public static func blockOrder(
    _ workspace: Workspace, height: Int, width: Int, factor: Int, order: Tensor
  ) throws(PithError) {
    try requireFactor(factor)
    try requireMultiple(height, "height", of: factor)
    try requireMultiple(width, "width", of: factor)
    let order = try order.unbatched("order", rank: 1, .index, "[height * width]")
    try order.require(cells(1, height, width), "[height * width]")
    guard let target = order.pointer(0, as: Int32.self) else { return }
    let area = factor &* factor
    var place = 0
    while place < order.extent(0) {
      let index = fineToken(place / area, place % area, width, factor, transposed: false, height: height)
      target[place &* order.first.stride[0]] = Int32(truncatingIfNeeded: index)
      place &+= 1
    }
  }
}

private func requireFactor(_ factor: Int) throws(PithError) {
  try require(factor, "factor", in: 1...Int(Int16.max), "1 to 2^15 - 1")
}

private func requireMultiple(_ side: Int, _ name: StaticString, of factor: Int) throws(PithError) {
  guard side >= 0 && side <= Int(Int32.max) && side % factor == 0 else {
    throw PithError(.range, name, expected: "a multiple of factor, below 2^31", got: .integer(side))
  }
}

extension Block {
  /// Requires the dtype of another argument.
  func requireDType(of other: Block) throws(PithError) {
    guard first.dtype == other.first.dtype else {
      throw PithError(.dtype, name, expected: "the dtype of x", got: .dtype(Int(first.dtype.rawValue)))
    }
  }
}

/// The row-major index of the token that glued token `t` has at `offset`.
private func fineToken(_ t: Int, _ offset: Int, _ width: Int, _ factor: Int, transposed: Bool, height: Int) -> Int {
  let row = transposed ? t % (height / factor) : t / (width / factor)
  let column = transposed ? t / (height / factor) : t % (width / factor)
  return (row &* factor &+ offset / factor) &* width &+ column &* factor &+ offset % factor
}

extension Workspace {
  /// Moves between the fine grid, `width` wide, and the glued tokens.
  fileprivate func move(
    _ fine: Block, _ coarse: Block, width: Int, factor: Int, _ layout: DepthLayout, toDepth: Bool
  ) {
    let dim = fine.extent(1)
    let tokens = coarse.extent(0)
    let area = factor &* factor
    if tokens == 0 || dim == 0 { return }
    let height = fine.extent(0) / width
    let size = fine.first.dtype.size
    let tokenBytes = area &* dim &* size
    parallelRanges(fine.batch &* tokens, grain: max(1, (1 << 18) / max(tokenBytes, 1))) { _, begin, end in
      var i = begin
      while i < end {
        let item = fine.item(i / tokens)
        let glued = coarse.item(i / tokens)
        let t = i % tokens
        guard let item0 = item.data, let glued0 = glued.data else { return }
        var offset = 0
        while offset < area {
          let index = fineToken(
            t, offset, width, factor, transposed: layout == .offsetMajorTransposed, height: height)
          let near = item0 + index &* item.stride[0] &* size
          let first = layout == .channelMajor ? offset : offset &* dim
          let step = layout == .channelMajor ? area : 1
          let far = glued0 + (t &* glued.stride[0] &+ first &* glued.stride[1]) &* size
          let farStep = step &* glued.stride[1]
          if toDepth {
            copyRun(near, item.stride[1], to: far, farStep, count: dim, size: size)
          } else {
            copyRun(far, farStep, to: near, item.stride[1], count: dim, size: size)
          }
          offset &+= 1
        }
        i &+= 1
      }
    }
  }
}

/// Copies elements, as one run of bytes where both sides are contiguous.
func copyRun(
  _ from: UnsafeRawPointer, _ fromStride: Int, to: UnsafeMutableRawPointer, _ toStride: Int, count: Int, size: Int
) {
  if fromStride == 1 && toStride == 1 { return to.copyMemory(from: from, byteCount: count &* size) }
  copyElements(from, fromStride, to: to, toStride, count: count, size: size)
}
