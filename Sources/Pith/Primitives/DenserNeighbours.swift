// The distance of every row to its nearest denser row: the second pass of density peaks (DensityPeaks.swift).
//
// Steps: the nearest denser row of the row's own list, where the list proves it; for the others, which are denser than all
// their neighbours, a search among all rows.
// Cost: (rows denser than their neighbours) N D multiply-adds.

import CPith

extension Workspace {
  /// The distance to the nearest denser row: from the row's list, or in pass 2.
  func deltas(
    _ pairs: PairDistances, _ lists: NeighbourLists, _ density: UnsafePointer<Double>, _ mask: UnsafePointer<Int32>?,
    valid: Int, top: Double, into delta: UnsafeMutablePointer<Double>
  ) throws(PithError) {
    let mark = self.mark()
    defer { release(mark) }
    let points = pairs.points
    let n = points.rows
    let scale = 1 / Double(max(points.cols, 1))
    let open = try allocate(n, of: Int32.self)
    let squared = try allocate(n, of: Double.self)
    parallelRanges(n, grain: pairGrain(points)) { _, begin, end in
      var i = begin
      while i < end {
        squared[i] = nearestDenser(i, pairs, lists, density, mask, valid: valid)
        i &+= 1
      }
    }
    var rest = 0
    var i = 0
    while i < n {
      if squared[i] < .infinity {
        delta[i] = min(top, (squared[i] * scale).root)
      } else {
        open[rest] = Int32(truncatingIfNeeded: i)
        rest &+= 1
      }
      i &+= 1
    }
    try searchDenser(open, rest, pairs, density, into: squared)
    i = 0
    while i < rest {
      let row = Int(open[i])
      delta[row] = min(top, (squared[row] * scale).root)
      i &+= 1
    }
  }

  /// The squared distance to the nearest denser row, if the row's list proves it; +inf if not.
  private func nearestDenser(
    _ i: Int, _ pairs: PairDistances, _ lists: NeighbourLists, _ density: UnsafePointer<Double>,
    _ mask: UnsafePointer<Int32>?, valid: Int
  ) -> Double {
    // Masked rows, of density 0, are in no list.
    if isMasked(i, mask) || (valid < pairs.points.rows && !(density[i] >= 0)) { return .infinity }
    let values = lists.values + i &* lists.width
    let index = lists.index + i &* lists.width
    var best = Double.infinity
    var reach = 0.0
    var p = 0
    while p < lists.width && index[p] >= 0 {
      let j = Int(index[p])
      if density[j] > density[i] && !(Double(values[p]) - reach >= best) {
        best = min(best, squaredDistance(i, j, pairs))
        reach = pairs.error(i, within: best.root)
      }
      p &+= 1
    }
    if p == valid || best == .infinity { return best }
    let isSure = p == lists.width && best <= Double(values[p &- 1]) - pairs.error(i, within: best.root)
    return isSure ? best : .infinity
  }

  /// Pass 2: the squared distance to the nearest denser row for `count` rows; +inf where there is none.
  private func searchDenser(
    _ open: UnsafePointer<Int32>, _ count: Int, _ pairs: PairDistances, _ density: UnsafePointer<Double>,
    into squared: UnsafeMutablePointer<Double>
  ) throws(PithError) {
    let n = pairs.points.rows
    let dim = pairs.points.cols
    let table = kernels
    let moved = try allocate(try product(count, dim), of: Float.self)
    let squares = try allocate(count, of: Float.self)
    let least = try allocate(count, of: Float.self)
    let column = try allocate(count, of: Int32.self)
    let first = try allocate(count, of: Float.self)
    let second = try allocate(count, of: Float.self)
    var i = 0
    while i < count {
      (moved + i &* dim).update(from: pairs.moved.row(Int(open[i])), count: dim)
      squares[i] = pairs.squares[Int(open[i])]
      i &+= 1
    }
    least.update(repeating: .infinity, count: count)
    column.update(repeating: -1, count: count)
    first.update(repeating: .infinity, count: count)
    second.update(repeating: .infinity, count: count)
    let rows = FloatRows(base: UnsafePointer(moved), rows: count, cols: dim, stride: dim)
    try tiles(rows, against: pairs.packed) { tile in
      table.pointee.tile_affine(
        tile.base, tile.ldc, tile.rows, tile.columns, -2, squares + tile.row, pairs.squares + tile.column)
      var i = 0
      while i < tile.rows {
        let own = density[Int(open[tile.row &+ i])]
        var j = 0
        while j < tile.columns {
          if !(density[tile.column &+ j] > own) { tile.row(i)[j] = .infinity }
          j &+= 1
        }
        i &+= 1
      }
      table.pointee.tile_row_arg_min(
        tile.base, tile.ldc, tile.rows, tile.columns, tile.column, 0, nil, least + tile.row, column + tile.row)
      table.pointee.tile_row_two_min(
        tile.base, tile.ldc, tile.rows, tile.columns, first + tile.row, second + tile.row)
    }
    parallelRanges(count, grain: pairGrain(pairs.points)) { part, begin, end in
      var r = begin
      while r < end {
        let i = Int(open[r])
        var best = Double.infinity
        var limit = Float.infinity
        var isSure = false
        if column[r] >= 0 {
          best = squaredDistance(i, Int(column[r]), pairs)
          let error = pairs.error(i, within: best.root)
          isSure = best <= Double(second[r]) - error
          limit = Float((best + error) * (1 + 0x1p-20))
        }
        if !isSure {
          var values: UnsafePointer<Float>?
          var j = 0
          while j < n {
            if density[j] > density[i] {
              let row = values ?? squaredDistances(i, pairs, count: n, part: part)
              values = row
              if !(row[j] > limit) { best = min(best, squaredDistance(i, j, pairs)) }
            }
            j &+= 1
          }
        }
        squared[i] = best
        r &+= 1
      }
    }
  }
}
