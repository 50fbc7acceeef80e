// Resampling of a token grid: PyTorch's interpolate for grids, bilinear, nearest and nearest-exact, without antialiasing.
//
//   step per axis, in f32: L / o; 1 / scale where the sizes come from a scale; (L - 1) / (o - 1) with aligned corners
//   bilinear: s = max(0, step (d + 1/2) - 1/2), or step d with aligned corners;  i = floor(s), t = s - i
//     y = (1 - p) ((1 - q) x[i, j] + q x[i, j + 1]) + p ((1 - q) x[i + 1, j] + q x[i + 1, j + 1]), p and q the t of the axes
//   nearest: i = floor(step d)        nearest-exact: i = floor(step (d + 1/2)), both products in f32
//
// Steps: one table of (i, t) per axis, then up to four rows per output cell; cells of weight zero are not read. So a factor of
// 2 is the mean of 2 x 2 cells, an odd factor copies the centre cell, an even one takes the mean of the four central cells:
// subsampling rather than averaging. Where we differ: a NaN or infinity in a cell of weight zero does not spread, and
// step (d + 1/2) - 1/2 is rounded once, as the fused code that PyTorch is compiled to does it on most machines.
// Cost: O(out_height * out_width * D).

import CPith

/// How a grid is resampled.
public enum Interpolation: UInt32, Sendable {
  case bilinear = 0
  case nearest = 1
  case nearestExact = 2
}

/// The one or two cells of an axis that an output position reads: `first`, and the next one with `weight`.
private struct AxisSample {
  var first: Int32
  var weight: Float
}

extension Pool {
  /// Resamples `[height * width, D]` tokens to `[outHeight * outWidth, D]`. NaN and infinity pass through.
  ///
  /// - Parameters:
  ///   - x: `[height * width, D]` or `[B, height * width, D]`, row-major grid, f32, f16 or bf16.
  ///   - height, width, outHeight, outWidth: 1 or more.
  ///   - scale: 0: the steps follow from the sizes. Else the output's sides must be floor(side * scale), and the steps are
  ///     1 / scale.
  ///   - alignCorners: bilinear only: the corners of both grids coincide; `scale` is not looked at then.
  ///   - y: out, `[outHeight * outWidth, D]` or `[B, outHeight * outWidth, D]`.
  public static func interpolate(
    _ workspace: Workspace, x: Tensor, height: Int, width: Int, outHeight: Int, outWidth: Int, scale: Double,
    mode: Interpolation, alignCorners: Bool, y: Tensor
  ) throws(PithError) {
    let x = try x.block("x", rank: 2, .float, "[height * width, D] or [B, height * width, D]")
    let side: Limits = 1...Int(Int32.max)
    try require(height, "height", in: side, "1 to 2^31 - 1")
    try require(width, "width", in: side, "1 to 2^31 - 1")
    try require(outHeight, "out_height", in: side, "1 to 2^31 - 1")
    try require(outWidth, "out_width", in: side, "1 to 2^31 - 1")
    if scale != 0 {
      try require(scale, "scale", from: 0x1p-31, through: 0x1p31, "0, or 2^-31 to 2^31")
      try requireScaled(outHeight, "out_height", height, scale)
      try requireScaled(outWidth, "out_width", width, scale)
    }
    if alignCorners && mode != .bilinear {
      throw PithError(.range, "align_corners", expected: "0 unless bilinear", got: .integer(1))
    }
    let dim = x.extent(1)
    try x.require(cells(1, height, width), dim, "[height * width, D] or [B, height * width, D]")
    let y = try y.block("y", rank: 2, .float, "[out_height * out_width, D] or [B, out_height * out_width, D]")
    try y.require(
      cells(1, outHeight, outWidth), dim, "[out_height * out_width, D] or [B, out_height * out_width, D]")
    try y.requireBatch(of: x)

    let grain = max(1, 8192 / max(dim, 1))
    let source = try workspace.itemRows(x)
    let rows = try workspace.samples(height, outHeight, scale, mode, alignCorners)
    let columns = try workspace.samples(width, outWidth, scale, mode, alignCorners)
    let parts = workspace.parts(outHeight &* outWidth, grain: grain)
    let lines = try workspace.allocate(try product(parts, dim), of: Float.self)
    let table = workspace.kernels
    var b = 0
    while b < x.batch {
      let item = workspace.rows(source, b)
      let target = y.item(b)
      let direct = target.floatTarget
      workspace.parallelRanges(outHeight &* outWidth, grain: grain) { part, begin, end in
        let line = lines + part &* dim
        var cell = begin
        while cell < end {
          let row = rows[cell / outWidth]
          let column = columns[cell % outWidth]
          let first = Int(row.first) &* width &+ Int(column.first)
          let top = item.row(first)
          if column.weight == 0 && row.weight == 0 {
            workspace.storeFloats(
              top, count: dim, into: target, offset: cell &* target.stride[0], stride: target.stride[1])
          } else {
            // Neighbours of weight zero may lie outside; they are not read.
            let below = top + (row.weight > 0 ? width &* item.stride : 0)
            let next = column.weight > 0 ? item.stride : 0
            let result = direct.map { $0.base + cell &* $0.stride } ?? line
            table.pointee.blend(top, top + next, below, below + next, column.weight, row.weight, result, dim)
            if direct == nil {
              workspace.storeFloats(
                line, count: dim, into: target, offset: cell &* target.stride[0], stride: target.stride[1])
            }
          }
          cell &+= 1
        }
      }
      b &+= 1
    }
  }
}

private func requireScaled(_ out: Int, _ name: StaticString, _ side: Int, _ scale: Double) throws(PithError) {
  let scaled = Double(side) * scale
  guard scaled >= Double(out) && scaled < Double(out &+ 1) else {
    throw PithError(.range, name, expected: "the side times scale, rounded down", got: .integer(out))
  }
}

extension Workspace {
  /// What each of `out` positions reads along an axis of `size` cells.
  @inline(never)
  fileprivate func samples(
    _ size: Int, _ out: Int, _ scale: Double, _ mode: Interpolation, _ alignCorners: Bool
  ) throws(PithError) -> UnsafeMutablePointer<AxisSample> {
    let table = try allocate(out, of: AxisSample.self)
    let step: Float
    if alignCorners { step = out > 1 ? Float(size &- 1) / Float(out &- 1) : 0 } else {
      step = scale > 0 ? Float(1 / scale) : Float(size) / Float(out)
    }
    var d = 0
    while d < out {
      var position: Float
      switch mode {
      case .nearest: position = Float(d) * step
      case .nearestExact: position = (Float(d) + 0.5) * step
      case .bilinear:
        // The product of two floats is exact in double, and so is the difference where it is not negative.
        position = alignCorners ? step * Float(d) : Float(Double(step) * Double(Float(d) + 0.5) - 0.5)
        if !(position > 0) { position = 0 }
      }
      let first = position < Float(size) ? min(Int(saturating: position), size &- 1) : size &- 1
      var weight: Float = 0
      if mode == .bilinear && first < size &- 1 { weight = min(position - Float(first), 1) }
      table[d] = AxisSample(first: Int32(truncatingIfNeeded: first), weight: weight)
      d &+= 1
    }
    return table
  }
}
