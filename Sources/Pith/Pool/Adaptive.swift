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
    let side = 1...Int(Int32.max)
    try require(height, "height", in: side, "1 to 2^31 - 1")
    try require(width, "width", in: side, "1 to 2^31 - 1")
    try require(outHeight, "out_height", in: side, "1 to 2^31 - 1")
    try require(outWidth, "out_width", in: side, "1 to 2^31 - 1")
    let dim = x.extent(1)
    try x.require(height &* width, dim, "[height * width, D] or [B, height * width, D]")
    let y = try y.block("y", rank: 2, .float, "[out_height * out_width, D] or [B, out_height * out_width, D]")
    try y.require(outHeight &* outWidth, dim, "[out_height * out_width, D] or [B, out_height * out_width, D]")
    try y.requireBatch(of: x)

    // Outputs are written as cells finish, so all scratch is taken before the first item.
    let grid = Grid(height: height, width: width, outHeight: outHeight, outWidth: outWidth, dim: dim)
    let parts = workspace.parts(grid.outCells, grain: grid.grain)
    let inPlace = x.first.dtype == .f32 && (x.first.stride[1] == 1 || dim <= 1)
    let wide = try workspace.allocate(inPlace ? 0 : try product(x.extent(0), dim), of: Float.self)
    let lines = try workspace.allocate(try product(parts, try product(3, dim)), of: Float.self)
    let single = mode == .average && grid.outCells == 1
    let sum = try workspace.allocate(single ? dim : 0, of: Double.self)
    let finite = try workspace.allocate(mode == .max ? try product(parts, x.extent(0)) : 0, of: UInt8.self)
    var b = 0
    while b < x.batch {
      let rows = workspace.rows(x.item(b), inPlace: inPlace, wide: wide)
      if single {
        workspace.mean(rows, into: y.item(b), sum: sum, line: lines)
      } else {
        workspace.pool(rows, grid, mode, into: y.item(b), lines: lines, finite: finite)
      }
      b &+= 1
    }
  }
}

/// The two grids of a pooling.
private struct Grid {
  var height: Int
  var width: Int
  var outHeight: Int
  var outWidth: Int
  var dim: Int

  var outCells: Int { outHeight &* outWidth }
  /// Cells that one thread should at least have.
  var grain: Int { max(1, 8192 / max(dim, 1)) }
}

extension Workspace {
  /// An item as f32 rows: in place, or widened into `wide`.
  fileprivate func rows(_ item: Tensor, inPlace: Bool, wide: UnsafeMutablePointer<Float>) -> FloatRows {
    let rows = item.shape[0]
    let dim = item.shape[1]
    if inPlace, let data = item.data {
      return FloatRows(base: data.assumingMemoryBound(to: Float.self), rows: rows, cols: dim, stride: item.stride[0])
    }
    parallelRanges(rows, grain: max(1, 65536 / max(dim, 1))) { _, begin, end in
      var i = begin
      while i < end {
        loadFloats(item, offset: i &* item.stride[0], stride: item.stride[1], count: dim, into: wide + i &* dim)
        i &+= 1
      }
    }
    return FloatRows(base: UnsafePointer(wide), rows: rows, cols: dim, stride: dim)
  }

  /// The mean of all rows, in double.
  fileprivate func mean(
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

  /// `lines`: three rows a part: the sum, the window's height and its width as vectors. `finite`: a mark a row and part.
  fileprivate func pool(
    _ x: FloatRows, _ grid: Grid, _ mode: PoolMode, into y: Tensor, lines: UnsafeMutablePointer<Float>,
    finite: UnsafeMutablePointer<UInt8>
  ) {
    let table = kernels
    let dim = grid.dim
    parallelRanges(grid.outCells, grain: grid.grain) { part, begin, end in
      let line = lines + part &* 3 &* dim
      let marks = finite + (mode == .max ? part &* x.rows : 0)
      if mode == .max { marks.update(repeating: 0, count: x.rows) }
      var filled = (0, 0)
      var cell = begin
      while cell < end {
        let i = cell / grid.outWidth
        let j = cell % grid.outWidth
        let top = i &* grid.height / grid.outHeight
        let bottom = ((i &+ 1) &* grid.height &+ grid.outHeight &- 1) / grid.outHeight
        let left = j &* grid.width / grid.outWidth
        let right = ((j &+ 1) &* grid.width &+ grid.outWidth &- 1) / grid.outWidth
        switch mode {
        case .average:
          line.update(repeating: 0, count: dim)
          var row = top
          while row < bottom {
            table.pointee.column_sum(x.row(row &* grid.width &+ left), x.stride, right &- left, dim, line)
            row &+= 1
          }
          divide(line, dim, by: bottom &- top, line + dim, &filled.0)
          divide(line, dim, by: right &- left, line + 2 &* dim, &filled.1)
        case .max:
          line.update(from: x.row(top &* grid.width &+ left), count: dim)
          var row = top
          while row < bottom {
            var k = row &* grid.width &+ left
            let last = row &* grid.width &+ right
            while k < last {
              if marks[k] == 0 { marks[k] = table.pointee.all_finite_f32(x.row(k), dim) == 1 ? 1 : 2 }
              if marks[k] == 1 {
                // Keeps the earlier of equals, and a NaN that is there already.
                table.pointee.larger(x.row(k), line, line, dim)
              } else {
                larger(x.row(k), line, dim)
              }
              k &+= 1
            }
            row &+= 1
          }
        }
        storeFloats(line, count: dim, into: y, offset: cell &* y.stride[0], stride: y.stride[1])
        cell &+= 1
      }
    }
  }

  /// Divides by a whole number; `divisor` is a vector of it, refilled when the number changes.
  private func divide(
    _ line: UnsafeMutablePointer<Float>, _ dim: Int, by number: Int, _ divisor: UnsafeMutablePointer<Float>,
    _ filled: inout Int
  ) {
    if number == 1 { return }
    if filled != number { divisor.update(repeating: Float(number), count: dim) }
    filled = number
    kernels.pointee.divide(line, divisor, line, dim)
  }

  /// The same maximum for a row that may hold NaN: a NaN wins.
  private func larger(_ x: UnsafePointer<Float>, _ line: UnsafeMutablePointer<Float>, _ dim: Int) {
    var p = 0
    while p < dim {
      if x[p] > line[p] || (x[p].isNaN && !line[p].isNaN) { line[p] = x[p] }
      p &+= 1
    }
  }
}
