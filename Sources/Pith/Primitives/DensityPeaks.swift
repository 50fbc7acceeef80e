// Density peaks with k nearest neighbours: which rows are dense and far from anything denser (Rodriguez and Laio 2014; with
// neighbours: Du, Ding and Jia 2016).
//
//   d_ij = |x_i - x_j| / sqrt(D)
//   rho_i = exp(-mean over the k smallest d_ij^2, i itself included) + noise_scale * noise_i;   0 where mask_i = 0
//   top = max of all d;  with a masked row: top + 1, which is also the distance from anything to a masked row
//   delta_i = min(top, min of d_ij over j with rho_j > rho_i)          score_i = rho_i * delta_i
//
// Nothing of size N x N exists. Pass 1 goes through the tiles below the diagonal and keeps the nearest neighbours of each row
// in sorted lists, for the tile's rows and columns alike. Most rows find their nearest denser row in their list: nothing
// outside it is nearer. Pass 2 takes the rest, which are denser than all their neighbours, against all rows. Distances are
// decided as if all were computed in double (PairDistances.swift); exp, order and products are in double too.
// Cost: N^2 D / 2 + (rows denser than their neighbours) N D multiply-adds in f32, O(N (D + k)) scratch.

import CPith

struct DensityPeaks {
  /// `[N]` each.
  var density: UnsafeMutablePointer<Double>
  var delta: UnsafeMutablePointer<Double>
  var score: UnsafeMutablePointer<Double>
}

/// The nearest rows found so far, sorted: `count` lists of `width` for each row, to be joined into the first.
private struct NeighbourLists {
  var width: Int
  var count: Int
  /// `[count, N, width]`.
  var values: UnsafeMutablePointer<Float>
  var index: UnsafeMutablePointer<Int32>
}

/// Whether row `i` is padding.
private func isMasked(_ i: Int, _ mask: UnsafePointer<Int32>?) -> Bool {
  guard let mask else { return false }
  return mask[i] == 0
}

extension Workspace {
  /// Finite rows; `neighbours` is 1...N (N = 0: nothing). `noise` and `mask` are `[N]`; mask 0: padding.
  func densityPeaks(
    _ points: FloatRows, neighbours: Int, noise: UnsafePointer<Float>? = nil, noiseScale: Double = 1e-6,
    mask: UnsafePointer<Int32>? = nil
  ) throws(PithError) -> DensityPeaks {
    let n = points.rows
    let peaks = DensityPeaks(
      density: try allocate(n, of: Double.self), delta: try allocate(n, of: Double.self),
      score: try allocate(n, of: Double.self))
    if n == 0 { return peaks }
    let mark = self.mark()
    defer { release(mark) }
    let pairs = try pairDistances(points, mean: try moments(points).mean)
    var valid = 0
    var v = 0
    while v < n {
      valid &+= isMasked(v, mask) ? 0 : 1
      v &+= 1
    }
    // Two more than wanted: with the gap behind the k-th, most lists are proven right. Eight find most denser rows.
    let width = min(max(neighbours &+ 2, 8), n)
    let lists = NeighbourLists(
      width: width, count: tileParts(rows: n),
      values: try allocate(try product(try product(n, width), tileParts(rows: n)), of: Float.self),
      index: try allocate(try product(try product(n, width), tileParts(rows: n)), of: Int32.self))
    let top = try densities(pairs, lists, neighbours: neighbours, mask, valid: valid, into: peaks.density)
    var i = 0
    while i < n {
      if let noise { peaks.density[i] += noiseScale * Double(noise[i]) }
      if isMasked(i, mask) { peaks.density[i] = 0 }
      i &+= 1
    }
    try deltas(pairs, lists, peaks.density, mask, valid: valid, top: top, into: peaks.delta)
    i = 0
    while i < n {
      peaks.score[i] = peaks.density[i] * peaks.delta[i]
      i &+= 1
    }
    return peaks
  }

  /// Sorts indices by ascending key; equal keys keep their order.
  private func sort(
    _ indices: UnsafeMutablePointer<Int32>, _ n: Int, by key: UnsafePointer<Double>
  ) throws(PithError) {
    let mark = self.mark()
    stableSort(indices, n, by: key, spare: try allocate(n, of: Int32.self))
    release(mark)
  }

  /// The `count` rows of highest score, best first; the lower index among equals.
  func densityCenters(
    _ peaks: DensityPeaks, _ n: Int, count: Int, into centers: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let mark = self.mark()
    defer { release(mark) }
    let order = try allocate(n, of: Int32.self)
    let key = try allocate(n, of: Double.self)
    var i = 0
    while i < n {
      order[i] = Int32(truncatingIfNeeded: i)
      key[i] = -peaks.score[i]
      i &+= 1
    }
    try sort(order, n, by: key)
    centers.update(from: order, count: count)
  }

  /// The rank of the nearest centre of every row, the first of equals; a centre belongs to itself, a masked row to rank 0.
  func densityAssign(
    _ points: FloatRows, centers: UnsafePointer<Int32>, count: Int, mask: UnsafePointer<Int32>? = nil,
    into assign: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    if points.rows == 0 || count == 0 { return }
    let mark = self.mark()
    defer { release(mark) }
    let wide = try allocate(try product(count, points.cols), of: Double.self)
    widen(points, count, centers, into: wide)
    let search = try centerSearch(points, try moments(points), capacity: count)
    try nearest(search, centers: wide, k: count, labels: assign)
    var i = 0
    while i < points.rows {
      if isMasked(i, mask) { assign[i] = 0 }
      i &+= 1
    }
    i = 0
    while i < count {
      assign[Int(centers[i])] = Int32(truncatingIfNeeded: i)
      i &+= 1
    }
  }

  /// Pass 1: densities before noise and mask. Gives `top`.
  private func densities(
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
      table.pointee.tile_row_maximum(tile.base, tile.ldc, tile.rows, tile.columns, farthest + tile.row)
      if let mask { hide(tile, mask) }
      let mine = tile.part &* cells
      // A row takes itself, ahead of all others, and what is before it; a column what is below it.
      clear(tile, from: 1, first: -.infinity)
      table.pointee.tile_row_smallest(
        tile.base, tile.ldc, tile.rows, tile.columns, tile.column, width, values + (mine &+ tile.row &* width),
        index + (mine &+ tile.row &* width))
      clear(tile, from: 0, first: .infinity)
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

  /// Sets the part of a tile whose column is at least `offset` past the diagonal to +inf; the diagonal, if `offset` is 1, to
  /// `first`.
  private func clear(_ tile: Tile, from offset: Int, first: Float) {
    var i = 0
    while i < tile.rows {
      let diagonal = tile.row &+ i &- tile.column
      var j = max(0, diagonal &+ offset)
      while j < tile.columns {
        tile.row(i)[j] = .infinity
        j &+= 1
      }
      if offset == 1 && diagonal >= 0 && diagonal < tile.columns && tile.row(i)[diagonal] != .infinity {
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

  /// The distance to the nearest denser row: from the row's list, or in pass 2.
  private func deltas(
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
