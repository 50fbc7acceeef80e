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
    let lines = try allocate(try product(parts, plan.dim), of: Float.self)
    let lists = try allocate(try product(parts, cellsAtOnce), of: Int32.self)
    var b = 0
    while b < x.batch {
      pool(rows(source, b), plan, into: y.item(b), lines: lines, lists: lists)
      b &+= 1
    }
  }

  /// `lines`: a row a part, for results that are not written in place. `lists`: some cells a part.
  private func pool(
    _ x: FloatRows, _ plan: WindowPlan, into y: Tensor, lines: UnsafeMutablePointer<Float>,
    lists: UnsafeMutablePointer<Int32>
  ) {
    let dim = plan.dim
    let direct = y.floatTarget
    parallelRanges(plan.outCells, grain: plan.grain) { part, begin, end in
      var window = WindowCells(list: lists + part &* cellsAtOnce, out: lines + part &* dim)
      var cell = begin
      while cell < end {
        let frames = plan.frames.range(cell / (plan.rows.out &* plan.columns.out))
        let rows = plan.rows.range(cell / plan.columns.out % plan.rows.out)
        let columns = plan.columns.range(cell % plan.columns.out)
        window.count = 0
        window.origin = 0
        window.written = false
        if let direct { window.out = direct.base + cell &* direct.stride }
        var frame = frames.begin
        while frame < frames.end {
          var row = rows.begin
          while row < rows.end {
            let first = (frame &* plan.rows.size &+ row) &* plan.columns.size
            var k = columns.begin
            while k < columns.end {
              let isFar = first &+ k &- window.origin > Int(Int32.max)
              if window.count == cellsAtOnce || (window.count > 0 && isFar) { flush(x, plan, &window, 1, 1) }
              if window.count == 0 { window.origin = first &+ k }
              window.list[window.count] = Int32(truncatingIfNeeded: first &+ k &- window.origin)
              window.count &+= 1
              k &+= 1
            }
            row &+= 1
          }
          frame &+= 1
        }
        switch plan.divisor {
        case .sides: flush(x, plan, &window, rows.padded, columns.padded)
        case .padded: flush(x, plan, &window, frames.padded &* rows.padded &* columns.padded, 1)
        case .clipped:
          let cells = (frames.end &- frames.begin) &* (rows.end &- rows.begin) &* (columns.end &- columns.begin)
          flush(x, plan, &window, cells, 1)
        case .fixed(let number): flush(x, plan, &window, number, 1)
        }
        if direct == nil {
          storeFloats(window.out, count: dim, into: y, offset: cell &* y.stride[0], stride: y.stride[1])
        }
        cell &+= 1
      }
    }
  }

  /// Takes the listed cells into the result, and divides an average.
  private func flush(_ x: FloatRows, _ plan: WindowPlan, _ window: inout WindowCells, _ divisor: Int, _ second: Int) {
    let accumulate: Int32 = window.written ? 1 : 0
    let base = x.row(window.origin)
    switch plan.mode {
    case .average:
      kernels.pointee.listed_sum(
        base, x.stride, window.list, window.count, plan.dim, accumulate, Float(divisor), Float(second), window.out)
    case .max:
      kernels.pointee.listed_maximum(
        base, x.stride, window.list, window.count, plan.dim, accumulate, window.out)
    }
    window.count = 0
    window.written = true
  }
}

/// Cells of a window that are taken in one go.
private let cellsAtOnce = 64

/// The cells of one window that are not in the result yet.
private struct WindowCells {
  /// Counted from `origin`, the first of them.
  var list: UnsafeMutablePointer<Int32>
  var origin = 0
  var count = 0
  var out: UnsafeMutablePointer<Float>
  /// Whether `out` holds earlier cells of this window.
  var written = false

  init(list: UnsafeMutablePointer<Int32>, out: UnsafeMutablePointer<Float>) {
    self.list = list
    self.out = out
  }
}
