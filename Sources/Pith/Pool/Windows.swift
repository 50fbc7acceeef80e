// The traversal that all window poolings share: for each output cell, the input cells of its window in row-major order.
//
// Averages add the window's cells in f32, one chain per channel in that order, and divide: a real division, not a
// multiplication by a reciprocal, so that the bits are those of the plain loop. Maxima take the earliest of equals, and NaN
// before all numbers. A summed-area table would be faster for windows that overlap, but rounds differently.
// Cost: O(sum of window volumes * D); memory speed where windows do not overlap.

import CPith

/// One axis of a pooling: which input positions each output position covers.
struct WindowAxis {
  var size: Int
  var out: Int
  /// 0: adaptive, floor(i size / out) to ceil((i + 1) size / out) - 1.
  var kernel = 0
  var step = 0
  var padding = 0

  /// Covered positions, and how many there are with padding counted.
  func range(_ i: Int) -> (begin: Int, end: Int, padded: Int) {
    if kernel == 0 {
      let begin = i &* size / out
      let end = ((i &+ 1) &* size &+ out &- 1) / out
      return (begin, end, end &- begin)
    }
    let begin = i &* step &- padding
    let end = min(begin &+ kernel, size &+ padding)
    return (max(begin, 0), min(end, size), end &- begin)
  }
}

/// What the sum of a window is divided by.
enum WindowDivisor {
  /// By the height, then by the width.
  case sides
  /// By the number of cells, padding included.
  case padded
  /// By the number of cells.
  case clipped
  case fixed(Int)
}

/// A pooling of a grid of frames, rows and columns.
struct WindowPlan {
  var frames = WindowAxis(size: 1, out: 1)
  var rows: WindowAxis
  var columns: WindowAxis
  var dim: Int
  var mode: PoolMode
  var divisor: WindowDivisor

  var outCells: Int { frames.out &* rows.out &* columns.out }
  /// Cells that one thread should at least have.
  var grain: Int { max(1, 8192 / max(dim, 1)) }
}

/// Items of an argument as f32 rows. Scratch for widening is taken once, before outputs are written.
struct ItemRows {
  fileprivate var block: Block
  fileprivate var inPlace: Bool
  fileprivate var wide: UnsafeMutablePointer<Float>
}

extension Workspace {
  @inline(never)
  func itemRows(_ block: Block) throws(PithError) -> ItemRows {
    let inPlace = block.first.dtype == .f32 && (block.first.stride[1] == 1 || block.extent(1) <= 1)
    let wide = try allocate(inPlace ? 0 : try product(block.extent(0), block.extent(1)), of: Float.self)
    return ItemRows(block: block, inPlace: inPlace, wide: wide)
  }

  /// Item `b` in place, or widened; the rows of the item before are gone then.
  @inline(never)
  func rows(_ source: ItemRows, _ b: Int) -> FloatRows {
    let item = source.block.item(b)
    let rows = item.shape[0]
    let dim = item.shape[1]
    if source.inPlace, let data = item.data {
      return FloatRows(base: data.assumingMemoryBound(to: Float.self), rows: rows, cols: dim, stride: item.stride[0])
    }
    let wide = source.wide
    parallelRanges(rows, grain: max(1, 65536 / max(dim, 1))) { _, begin, end in
      var i = begin
      while i < end {
        loadFloats(item, offset: i &* item.stride[0], stride: item.stride[1], count: dim, into: wide + i &* dim)
        i &+= 1
      }
    }
    return FloatRows(base: UnsafePointer(wide), rows: rows, cols: dim, stride: dim)
  }

  /// Pools all items. Outputs are written as cells finish, so all scratch is taken before the first one.
  @inline(never)
  func pool(_ x: Block, _ plan: WindowPlan, into y: Block) throws(PithError) {
    let parts = self.parts(plan.outCells, grain: plan.grain)
    let source = try itemRows(x)
    let lines = try allocate(try product(parts, try product(3, plan.dim)), of: Float.self)
    let finite = try allocate(plan.mode == .max ? try product(parts, x.extent(0)) : 0, of: UInt8.self)
    var b = 0
    while b < x.batch {
      pool(rows(source, b), plan, into: y.item(b), lines: lines, finite: finite)
      b &+= 1
    }
  }

  /// `lines`: three rows a part: the result and two divisors as vectors. `finite`: a mark a row and part.
  private func pool(
    _ x: FloatRows, _ plan: WindowPlan, into y: Tensor, lines: UnsafeMutablePointer<Float>,
    finite: UnsafeMutablePointer<UInt8>
  ) {
    let table = kernels
    let dim = plan.dim
    parallelRanges(plan.outCells, grain: plan.grain) { part, begin, end in
      let line = lines + part &* 3 &* dim
      let marks = finite + (plan.mode == .max ? part &* x.rows : 0)
      if plan.mode == .max { marks.update(repeating: 0, count: x.rows) }
      var filled = (0, 0)
      var cell = begin
      while cell < end {
        let frames = plan.frames.range(cell / (plan.rows.out &* plan.columns.out))
        let rows = plan.rows.range(cell / plan.columns.out % plan.rows.out)
        let columns = plan.columns.range(cell % plan.columns.out)
        let width = columns.end &- columns.begin
        switch plan.mode {
        case .average: line.update(repeating: 0, count: dim)
        case .max:
          let first = (frames.begin &* plan.rows.size &+ rows.begin) &* plan.columns.size &+ columns.begin
          line.update(from: x.row(first), count: dim)
        }
        var frame = frames.begin
        while frame < frames.end {
          var row = rows.begin
          while row < rows.end {
            let first = (frame &* plan.rows.size &+ row) &* plan.columns.size &+ columns.begin
            switch plan.mode {
            case .average: table.pointee.column_sum(x.row(first), x.stride, width, dim, line)
            case .max:
              var k = first
              while k < first &+ width {
                if marks[k] == 0 { marks[k] = table.pointee.all_finite_f32(x.row(k), dim) == 1 ? 1 : 2 }
                if marks[k] == 1 {
                  // Keeps the earlier of equals, and a NaN that is there already.
                  table.pointee.larger(x.row(k), line, line, dim)
                } else {
                  larger(x.row(k), line, dim)
                }
                k &+= 1
              }
            }
            row &+= 1
          }
          frame &+= 1
        }
        if plan.mode == .average {
          switch plan.divisor {
          case .sides:
            divide(line, dim, by: rows.padded, line + dim, &filled.0)
            divide(line, dim, by: columns.padded, line + 2 &* dim, &filled.1)
          case .padded:
            divide(line, dim, by: frames.padded &* rows.padded &* columns.padded, line + dim, &filled.0)
          case .clipped:
            let cells = (frames.end &- frames.begin) &* (rows.end &- rows.begin) &* width
            divide(line, dim, by: cells, line + dim, &filled.0)
          case .fixed(let number): divide(line, dim, by: number, line + dim, &filled.0)
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
