// Adaptive pooling of a token grid: PyTorch's adaptive_avg_pool2d and adaptive_max_pool2d, and their 1-D forms with
// height = out_height = 1.
//
//   output row i of o over length L covers the rows floor(i L / o) ... ceil((i + 1) L / o) - 1, columns likewise
//   average: (sum of the window / window height) / window width        max: the greatest, NaN before all numbers
//
// Steps: bounds in integers; the window's cells are added in row-major order in f32; two divisions in this order, which
// is what makes the bits those of PyTorch. Where we differ: for a 1 x 1 output PyTorch calls its general mean, which sums in
// a cascade; there the sum is taken in double here, which lies nearest to any good order. Windows overlap where o does not divide L and repeat cells where o > L.
// Cost: O(sum of window areas * D), at most about 4 N D.

import CPith

extension Pool {
  /// Pools `[height * width, D]` tokens to `[outHeight * outWidth, D]`. NaN and infinity pass through.
  ///
  /// - Parameters:
  ///   - x: `[height * width, D]` or `[B, height * width, D]`, row-major grid, f32, f16 or bf16.
  ///   - height, width, outHeight, outWidth: 1 or more.
  ///   - y: out, `[outHeight * outWidth, D]` or `[B, outHeight * outWidth, D]`.
  public static func adaptive(
    _ workspace: Workspace, x: Tensor, height: Int, width: Int, outHeight: Int, outWidth: Int, mode: PoolMode, y: Tensor
  ) throws(PithError) {
    let x = try x.block("x", rank: 2, .float, "[height * width, D] or [B, height * width, D]")
    let side: Limits = 1...Int(Int32.max)
    try require(height, "height", in: side, "1 to 2^31 - 1")
    try require(width, "width", in: side, "1 to 2^31 - 1")
    try require(outHeight, "out_height", in: side, "1 to 2^31 - 1")
    try require(outWidth, "out_width", in: side, "1 to 2^31 - 1")
    let dim = x.extent(1)
    try x.require(height &* width, dim, "[height * width, D] or [B, height * width, D]")
    let y = try y.block("y", rank: 2, .float, "[out_height * out_width, D] or [B, out_height * out_width, D]")
    try y.require(outHeight &* outWidth, dim, "[out_height * out_width, D] or [B, out_height * out_width, D]")
    try y.requireBatch(of: x)

    let plan = WindowPlan(
      rows: WindowAxis(size: height, out: outHeight), columns: WindowAxis(size: width, out: outWidth), dim: dim,
      mode: mode, divisor: .sides)
    if mode == .average && plan.outCells == 1 {
      try workspace.mean(x, into: y)
    } else {
      try workspace.pool(x, plan, into: y)
    }
  }
}

extension Workspace {
  /// The mean of all rows of each item, in double. All scratch is taken before the first output is written.
  fileprivate func mean(_ x: Block, into y: Block) throws(PithError) {
    let source = try itemRows(x)
    let sum = try allocate(x.extent(1), of: Double.self)
    let line = try allocate(x.extent(1), of: Float.self)
    var b = 0
    while b < x.batch {
      mean(rows(source, b), into: y.item(b), sum: sum, line: line)
      b &+= 1
    }
  }

  private func mean(
    _ x: FloatRows, into y: Tensor, sum: UnsafeMutablePointer<Double>, line: UnsafeMutablePointer<Float>
  ) {
    let table = kernels
    sum.update(repeating: 0, count: x.cols)
    parallelRanges(x.cols, grain: 256) { _, begin, end in
      table.pointee.wide_column_sum(x.base + begin, x.stride, x.rows, end &- begin, sum + begin)
      var j = begin
      while j < end {
        sum[j] /= Double(x.rows)
        j &+= 1
      }
    }
    table.pointee.f32_from_f64(sum, line, x.cols)
    storeFloats(line, count: x.cols, into: y, offset: 0, stride: y.stride[1])
  }
}
