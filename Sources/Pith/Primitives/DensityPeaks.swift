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
// decided as if all were computed in double (PairDistances.swift, NeighbourDensity.swift, DenserNeighbours.swift); exp, order and products are in double too.
// Cost: N^2 D / 2 + (rows denser than their neighbours) N D multiply-adds in f32, O(N (D + k)) scratch.

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
}
