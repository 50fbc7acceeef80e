// The density of every row from its k nearest neighbours: the first pass of density peaks (DensityPeaks.swift).
//
//   rho_i = exp(-mean over the k smallest d_ij^2 / D, i itself included);   masked rows fill up where there are fewer than k
//
// Steps: tiles of squared distances in f32 below the diagonal, each serving the sorted lists of its rows and of its columns; the
// listed neighbours in double; where one that is not listed could be nearer within the error of f32, all that could are
// measured. Lists are joined by (value, index), so that threads do not change a bit.
// Cost: N^2 D / 2 multiply-adds, N k measurements in double; 2 N (k + 2) words for each thread.

import CPith

/// The nearest rows found so far, sorted: `count` lists of `width` for each row, to be joined into the first.
struct NeighbourLists {
  var width: Int
  var count: Int
  /// `[count, N, width]`.
  var values: UnsafeMutablePointer<Float>
  var index: UnsafeMutablePointer<Int32>
}

extension Workspace {
  /// Pass 1: densities before noise and mask. Gives `top`.
  func densities(
    _ pairs: PairDistances, _ neighbours: NeighbourLists, neighbours k: Int, _ mask: UnsafePointer<Int32>?, valid: Int,
    into density: UnsafeMutablePointer<Double>
  ) throws(PithError) -> Double {
    let mark = self.mark()
    defer { release(mark) }
    let points = pairs.points
    let n = points.rows
    let table = kernels
    let width = neighbours.width
    let lists = neighbours.count
    let cells = n &* width
    let values = neighbours.values
    let index = neighbours.index
    let farthest = try allocate(n, of: Float.self)
    let parts = self.parts(n, grain: pairGrain(points))
    let found = try allocate(try product(k, parts), of: Double.self)
    values.update(repeating: .infinity, count: cells &* lists)
    index.update(repeating: -1, count: cells &* lists)
    farthest.update(repeating: -.infinity, count: n)
    try tiles(pairs.moved, against: pairs.packed, lower: true) { tile in
      squaredDistances(tile, pairs)
      // What a tile has above the diagonal depends on where it was cut, and so on threads.
      clear(tile, from: 1, to: -.infinity)
      table.pointee.tile_row_maximum(tile.base, tile.ldc, tile.rows, tile.columns, farthest + tile.row)
      if let mask { hide(tile, mask) }
      let mine = tile.part &* cells
      // A row takes itself, ahead of all others, and what is before it; a column what is below it.
      clear(tile, from: 1, to: .infinity, first: -.infinity)
      table.pointee.tile_row_smallest(
        tile.base, tile.ldc, tile.rows, tile.columns, tile.column, width, values + (mine &+ tile.row &* width),
        index + (mine &+ tile.row &* width))
      clear(tile, from: 0, to: .infinity)
      table.pointee.tile_column_smallest(
        tile.base, tile.ldc, tile.rows, tile.columns, tile.row, width, values + (mine &+ tile.column &* width),
        index + (mine &+ tile.column &* width))
    }
    let squaredTop = greatestSquaredDistance(pairs, farthest)
    let scale = 1 / Double(max(points.cols, 1))
    let top = (squaredTop * scale).root + (valid < n ? 1 : 0)
    parallelRanges(n, grain: pairGrain(points)) { part, begin, end in
      let nearest = found + part &* k
      var i = begin
      while i < end {
        var list = 1
        while list < lists {
          join(values + i &* width, index + i &* width, width, values + (list &* cells &+ i &* width),
            index + (list &* cells &+ i &* width))
          list &+= 1
        }
        let count = nearestDistances(
          i, pairs, values + i &* width, index + i &* width, width, mask, valid: valid, wanted: min(k, valid),
          part: part, into: nearest)
        var sum = 0.0
        var j = 0
        while j < count {
          sum += nearest[j]
          j &+= 1
        }
        // Masked rows fill up, farther than anything.
        sum = sum * scale + Double(k &- count) * (top * top)
        density[i] = exponential(-sum / Double(k))
        i &+= 1
      }
    }
    return top
  }

  /// Sets the part of a tile whose column is at least `offset` past the diagonal to `value`; the diagonal to `first`, unless it is
  /// +inf.
  private func clear(_ tile: Tile, from offset: Int, to value: Float, first: Float? = nil) {
    var i = 0
    while i < tile.rows {
      let diagonal = tile.row &+ i &- tile.column
      var j = max(0, diagonal &+ offset)
      while j < tile.columns {
        tile.row(i)[j] = value
        j &+= 1
      }
      if let first, diagonal >= 0 && diagonal < tile.columns, tile.row(i)[diagonal] != .infinity {
        tile.row(i)[diagonal] = first
      }
      i &+= 1
    }
  }

  /// Takes masked rows and columns out of a tile.
  private func hide(_ tile: Tile, _ mask: UnsafePointer<Int32>) {
    var i = 0
    while i < tile.rows {
      let isMasked = mask[tile.row &+ i] == 0
      var j = 0
      while j < tile.columns {
        if isMasked || mask[tile.column &+ j] == 0 { tile.row(i)[j] = .infinity }
        j &+= 1
      }
      i &+= 1
    }
  }

  /// Inserts a sorted list of `width` entries into another one; equal values by index.
  private func join(
    _ values: UnsafeMutablePointer<Float>, _ index: UnsafeMutablePointer<Int32>, _ width: Int,
    _ moreValues: UnsafePointer<Float>, _ moreIndex: UnsafePointer<Int32>
  ) {
    var p = 0
    while p < width && moreIndex[p] >= 0 {
      var q = width
      while q > 0 {
        let isAfter = index[q &- 1] < 0 || moreValues[p] < values[q &- 1]
          || (moreValues[p] == values[q &- 1] && moreIndex[p] < index[q &- 1])
        if !isAfter { break }
        if q < width {
          values[q] = values[q &- 1]
          index[q] = index[q &- 1]
        }
        q &-= 1
      }
      if q == width { break }
      values[q] = moreValues[p]
      index[q] = moreIndex[p]
      p &+= 1
    }
  }

  /// The `wanted` smallest squared distances of row `i`, ascending, from its candidates or, where these leave doubt, from all
  /// rows that could be among them. Gives their number.
  private func nearestDistances(
    _ i: Int, _ pairs: PairDistances, _ values: UnsafePointer<Float>, _ index: UnsafePointer<Int32>, _ width: Int,
    _ mask: UnsafePointer<Int32>?, valid: Int, wanted: Int, part: Int, into nearest: UnsafeMutablePointer<Double>
  ) -> Int {
    if isMasked(i, mask) { return 0 }
    var count = 0
    var p = 0
    var reach = 0.0
    while p < width && index[p] >= 0 {
      // Behind the last one wanted by more than the error of f32: no need for its distance.
      if count < wanted || !(Double(values[p]) - reach >= nearest[wanted &- 1]) {
        count = keepSmallest(squaredDistance(i, Int(index[p]), pairs), nearest, count, wanted)
        if count == wanted { reach = pairs.error(i, within: nearest[wanted &- 1].root) }
      }
      p &+= 1
    }
    if p == valid { return count }
    var limit = Float.infinity
    if p == width {
      let error = pairs.error(i, within: nearest[wanted &- 1].root)
      if nearest[wanted &- 1] <= Double(values[width &- 1]) - error { return count }
      // Rounded up by the addition of a share of itself.
      limit = Float((nearest[wanted &- 1] + error) * (1 + 0x1p-20))
    }
    let row = squaredDistances(i, pairs, count: pairs.points.rows, part: part)
    count = 0
    var j = 0
    while j < pairs.points.rows {
      // Written so that NaN stays in.
      if !(row[j] > limit) && !isMasked(j, mask) {
        count = keepSmallest(squaredDistance(i, j, pairs), nearest, count, wanted)
      }
      j &+= 1
    }
    return count
  }

  /// Inserts into an ascending list of at most `limit` >= 1 numbers; gives its length.
  private func keepSmallest(_ value: Double, _ list: UnsafeMutablePointer<Double>, _ count: Int, _ limit: Int) -> Int {
    if count == limit && !(value < list[limit &- 1]) { return count }
    var q = count < limit ? count : limit &- 1
    while q > 0 && value < list[q &- 1] {
      list[q] = list[q &- 1]
      q &-= 1
    }
    list[q] = value
    return min(count &+ 1, limit)
  }

  /// The greatest squared distance, from the row that f32 finds it in; from all rows where f32 overflows.
  private func greatestSquaredDistance(
    _ pairs: PairDistances, _ farthest: UnsafePointer<Float>
  ) -> Double {
    let n = pairs.points.rows
    let isSafe = pairs.error(0, within: 2 * pairs.reach).isFinite
    let best = max(0, kernels.pointee.arg_max(farthest, n))
    var greatest = 0.0
    var i = isSafe ? best : 0
    while i < (isSafe ? best &+ 1 : n) {
      var j = 0
      while j < n {
        greatest = max(greatest, squaredDistance(i, j, pairs))
        j &+= 1
      }
      i &+= 1
    }
    return greatest
  }
}
