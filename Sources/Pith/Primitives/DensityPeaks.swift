// Density peaks with k nearest neighbours: which rows are dense and far from anything denser (Rodriguez and Laio 2014; with
// neighbours: Du, Ding and Jia 2016).
//
//   d_ij = |x_i - x_j| / sqrt(D)
//   rho_i = exp(-mean over the k smallest d_ij^2, i itself included) + noise_scale * noise_i;   0 where mask_i = 0
//   top = max of all d;  with a masked row: top + 1, which is also the distance from anything to a masked row
//   delta_i = min(top, min of d_ij over j with rho_j > rho_i)          score_i = rho_i * delta_i
//
// Nothing of size N x N exists. Pass 1 goes through the tiles below the diagonal and keeps the nearest neighbours of each row
// in sorted lists, for the tile's rows and columns alike. Pass 2 takes the rows in falling density, where the denser ones of
// a row are those before it: a running minimum over half of the pairs again. Distances are decided as if all were computed in
// double (PairDistances.swift, NeighbourDensity.swift); exp, order and products are in double too.
// Cost: N^2 D multiply-adds in f32, O(N (D + k)) scratch.

import CPith

struct DensityPeaks {
  /// `[N]` each.
  var density: UnsafeMutablePointer<Double>
  var delta: UnsafeMutablePointer<Double>
  var score: UnsafeMutablePointer<Double>
}

/// Whether row `i` is padding.
func isMasked(_ i: Int, _ mask: UnsafePointer<Int32>?) -> Bool {
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
    let mean = try moments(points).mean
    let order = try allocate(n, of: Int32.self)
    let limits = try allocate(n, of: Int.self)
    let top = try densities(points, mean, neighbours: neighbours, mask, into: peaks.density)
    var i = 0
    while i < n {
      if let noise { peaks.density[i] += noiseScale * Double(noise[i]) }
      if isMasked(i, mask) { peaks.density[i] = 0 }
      peaks.score[i] = -peaks.density[i]
      order[i] = Int32(truncatingIfNeeded: i)
      i &+= 1
    }
    try sort(order, n, by: peaks.score)
    // A row is only below those before the first of its equals.
    i = 0
    while i < n {
      let isEqual = i > 0 && peaks.density[Int(order[i])] == peaks.density[Int(order[i &- 1])]
      limits[i] = isEqual ? limits[i &- 1] : i
      i &+= 1
    }
    try deltas(points, mean, order, limits, top: top, into: peaks.delta)
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

  /// Pass 2: the distance to the nearest denser row. `order` has the rows in falling density, `limits` how many are denser.
  private func deltas(
    _ points: FloatRows, _ mean: UnsafePointer<Double>, _ order: UnsafePointer<Int32>, _ limits: UnsafePointer<Int>,
    top: Double, into delta: UnsafeMutablePointer<Double>
  ) throws(PithError) {
    let mark = self.mark()
    defer { release(mark) }
    let n = points.rows
    let table = kernels
    let pairs = try pairDistances(points, mean: mean, order: order)
    let least = try allocate(n, of: Float.self)
    let column = try allocate(n, of: Int32.self)
    let first = try allocate(n, of: Float.self)
    let second = try allocate(n, of: Float.self)
    least.update(repeating: .infinity, count: n)
    column.update(repeating: -1, count: n)
    first.update(repeating: .infinity, count: n)
    second.update(repeating: .infinity, count: n)
    try tiles(pairs.moved, against: pairs.packed, lower: true) { tile in
      squaredDistances(tile, pairs)
      var i = 0
      while i < tile.rows {
        var j = max(0, limits[tile.row &+ i] &- tile.column)
        while j < tile.columns {
          tile.row(i)[j] = .infinity
          j &+= 1
        }
        i &+= 1
      }
      table.pointee.tile_row_arg_min(
        tile.base, tile.ldc, tile.rows, tile.columns, tile.column, 0, nil, least + tile.row, column + tile.row)
      table.pointee.tile_row_two_min(
        tile.base, tile.ldc, tile.rows, tile.columns, first + tile.row, second + tile.row)
    }
    let scale = 1 / Double(max(points.cols, 1))
    parallelRanges(n, grain: pairGrain(points)) { part, begin, end in
      var i = begin
      while i < end {
        var best = Double.infinity
        if limits[i] > 0 {
          var limit = Float.infinity
          var isSure = false
          if column[i] >= 0 {
            best = squaredDistance(i, Int(column[i]), pairs)
            let error = pairs.error(i, within: best.root)
            isSure = best <= Double(second[i]) - error
            limit = Float((best + error) * (1 + 0x1p-20))
          }
          if !isSure && limits[i] > 1 || column[i] < 0 {
            let row = squaredDistances(i, pairs, count: limits[i], part: part)
            var j = 0
            while j < limits[i] {
              if !(row[j] > limit) { best = min(best, squaredDistance(i, j, pairs)) }
              j &+= 1
            }
          }
        }
        delta[Int(order[i])] = min(top, (best * scale).root)
        i &+= 1
      }
    }
  }
}
