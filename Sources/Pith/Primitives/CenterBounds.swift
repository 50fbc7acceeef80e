// Which rows may have changed their nearest centre: bounds on distances carried from one iteration of k-means to the next.
//
// Elkan, "Using the Triangle Inequality to Accelerate k-Means", ICML 2003: a centre that moved by p is nearer to a row by at
// most p. With lower[i, j] <= |x_i - c_j| and upper[i] >= |x_i - c_label(i)|, a row whose lower bounds all exceed its upper
// bound keeps its label; otherwise only the centres whose bound does not exceed it are looked at.
//
// Steps of an iteration: lower bounds fall by the drift of their centre, the upper bound grows by that of its own, and in doubt
// is replaced by the distance in f32. What is still in doubt goes through the f32 product of some rows with a panel of centres
// (CenterPanels.swift), which renews the lower bounds of the panel; panels hold centres of like drift, so that most rows need
// none or the first. What even that leaves in doubt, little more than the rows that change their label, is measured in double.
//
// Labels are exactly those of a full search: bounds are rounded outwards (every step also loses a little more than f32 rounding
// can add), and decisions are taken in double. Cost: N k subtractions an iteration and D multiply-adds for a pair in doubt;
// N k floats.

import CPith

struct CenterBounds {
  /// `[N, k]`; infinite for the row's own centre.
  var lower: UnsafeMutablePointer<Float>
  var upper: UnsafeMutablePointer<Double>
  /// Rows that are still in doubt.
  var doubtful: UnsafeMutablePointer<UInt8>
  var zeros: UnsafeMutablePointer<Float>
  /// Drift of each centre, exact and as it is taken off the lower bounds.
  var drift: UnsafeMutablePointer<Double>
  var loss: UnsafeMutablePointer<Float>
  /// No distance so far exceeds this; the norm of the longest row.
  var reach: Double
  var longest: Double
  /// Centres by falling drift, in panels.
  var panels: CenterPanels
}

/// Covers the rounding of a bound that is compared.
private let slack = 1 + 0x1p-18

extension Workspace {
  /// Room for the bounds, or nil where they would take much more memory than the rows themselves.
  func centerBounds(_ search: CenterSearch, k: Int) throws(PithError) -> CenterBounds? {
    let points = search.points
    let n = points.rows
    guard k > 1 && (k <= 2 &* max(points.cols, 1) || n <= (1 << 22) / k) else { return nil }
    let zeros = try allocate(k, of: Float.self)
    zeros.update(repeating: 0, count: k)
    return CenterBounds(
      lower: try allocate(try product(n, k), of: Float.self), upper: try allocate(n, of: Double.self),
      doubtful: try allocate(n, of: UInt8.self), zeros: zeros, drift: try allocate(k, of: Double.self),
      loss: try allocate(k, of: Float.self), reach: 0,
      longest: 0, panels: try centerPanels(search, k: k))
  }

  /// Labels every row by a full search and takes the bounds from its products.
  func nearest(
    _ search: CenterSearch, centers: UnsafePointer<Double>, k: Int, labels: UnsafeMutablePointer<Int32>,
    renewing bounds: inout CenterBounds
  ) throws(PithError) {
    let n = search.points.rows
    let dim = search.points.cols
    let table = kernels
    let lower = bounds.lower
    let upper = bounds.upper
    let zeros = bounds.zeros
    try nearest(search, centers: centers, k: k, labels: labels) { tile in
      var i = 0
      while i < tile.rows {
        (lower + ((tile.row &+ i) &* k &+ tile.column)).update(from: tile.row(i), count: tile.columns)
        i &+= 1
      }
    }
    var greatest = 0.0
    var j = 0
    while j < k {
      greatest = max(greatest, Double(search.squares[j]))
      j &+= 1
    }
    greatest = pith_sqrt_f64(greatest) * slack
    var longest = 0.0
    var i = 0
    while i < n {
      longest = max(longest, search.norms[i])
      i &+= 1
    }
    bounds.reach = longest + greatest
    bounds.longest = longest
    parallelRanges(n, grain: max(1, 16384 / k)) { _, begin, end in
      var i = begin
      while i < end {
        let row = lower + i &* k
        let square = search.norms[i] * search.norms[i]
        let error = productError(dim, search.norms[i], greatest) + 0x1p-20 * (square + greatest * greatest)
        let own = Int(labels[i])
        upper[i] = pith_sqrt_f64(max(0, Double(row[own]) + square + error)) * slack
        if !upper[i].isFinite { upper[i] = .infinity }
        table.pointee.affine(1, Float(square - error), row, row, k)
        table.pointee.larger(row, zeros, row, k)
        table.pointee.square_root(row, row, k)
        row[own] = .infinity
        i &+= 1
      }
    }
  }

  /// Labels every row for `centers`, which moved from `before`, given labels and bounds of `before`.
  func relabel(
    _ search: CenterSearch, from before: UnsafePointer<Double>, to centers: UnsafePointer<Double>, k: Int,
    labels: UnsafeMutablePointer<Int32>, _ bounds: inout CenterBounds
  ) throws(PithError) {
    let dim = search.points.cols
    let table = kernels
    var greatest = narrow(centers, k, search)
    greatest *= slack
    bounds.reach = max(bounds.reach, bounds.longest + greatest)
    guard bounds.reach < 1e18 else {
      return try nearest(search, centers: centers, k: k, labels: labels, renewing: &bounds)
    }
    var j = 0
    while j < k {
      let square = table.pointee.double_squared_distance(before + j &* dim, centers + j &* dim, dim)
      bounds.drift[j] = pith_sqrt_f64(square) * slack
      bounds.loss[j] = Float(bounds.drift[j] * slack + bounds.reach * 0x1p-22)
      j &+= 1
    }
    fill(bounds.panels, search, k, byFalling: bounds.loss)
    let current = bounds
    let longest = greatest
    // The same blocks of rows whatever the threads: each block's products stay in cache.
    let height = current.panels.rowsAtOnce
    let blocks = (search.points.rows &+ height &- 1) / height
    parallelRanges(blocks, grain: max(1, 16384 / (k &* height))) { part, begin, end in
      let work = current.panels.work(part)
      var block = begin
      while block < end {
        let first = block &* height
        let last = min(first &+ height, search.points.rows)
        var i = first
        while i < last {
          loosen(i, search, k, Int(labels[i]), current, greatest: longest)
          i &+= 1
        }
        renew(first, last, search, k, current, work, greatest: longest)
        i = first
        while i < last {
          if current.doubtful[i] != 0 {
            labels[i] = measure(i, search, centers, k, Int(labels[i]), current, work.candidates)
          }
          i &+= 1
        }
        block &+= 1
      }
    }
  }

  /// Moves the bounds of a row along with the centres, and tells whether it is in doubt.
  private func loosen(
    _ i: Int, _ search: CenterSearch, _ k: Int, _ own: Int, _ bounds: CenterBounds, greatest: Double
  ) {
    let table = kernels
    let dim = search.points.cols
    let row = bounds.lower + i &* k
    table.pointee.subtract(row, bounds.loss, row, k)
    row[own] = .infinity
    bounds.upper[i] += bounds.drift[own]
    bounds.doubtful[i] = 0
    let least = Double(table.pointee.minimum(row, k))
    if least > bounds.upper[i] * slack { return }
    // In f32: the roundings of row and centre, then those of up to D additions.
    let square = table.pointee.squared_distance(search.moved.row(i), search.narrow + own &* dim, dim)
    let distance = pith_sqrt_f64(Double(square) + 0x1p-120)
    let error = distance * Double(dim &+ 8) * 0x1p-24 + (search.norms[i] + greatest) * 0x1p-22
    bounds.upper[i] = min(bounds.upper[i], distance + error)
    bounds.doubtful[i] = least > bounds.upper[i] * slack ? 0 : 1
  }

  /// The nearest centre of a row in doubt: its own, or one whose lower bound does not exceed the distance to the best so far.
  private func measure(
    _ i: Int, _ search: CenterSearch, _ centers: UnsafePointer<Double>, _ k: Int, _ own: Int, _ bounds: CenterBounds,
    _ candidates: UnsafeMutablePointer<Int32>
  ) -> Int32 {
    let dim = search.points.cols
    let x = search.points.row(i)
    let row = bounds.lower + i &* k
    let found = kernels.pointee.indices_at_most(row, k, bounds.limit(i), candidates)
    if found == 0 { return Int32(truncatingIfNeeded: own) }
    var label = own
    var least = kernels.pointee.mixed_squared_distance(x, centers + own &* dim, dim)
    var reach = pith_sqrt_f64(least)
    row[own] = Float(reach / slack)
    // The most promising first: after it most of the others are out of reach.
    var best = 0
    var c = 1
    while c < found {
      if row[Int(candidates[c])] < row[Int(candidates[best])] { best = c }
      c &+= 1
    }
    let first = candidates[0]
    candidates[0] = candidates[best]
    candidates[best] = first
    c = 0
    while c < found {
      let j = Int(candidates[c])
      if !(Double(row[j]) > reach * slack) {
        let square = kernels.pointee.mixed_squared_distance(x, centers + j &* dim, dim)
        let distance = pith_sqrt_f64(square)
        row[j] = Float(distance / slack)
        if square < least || (square == least && j < label) {
          least = square
          label = j
          reach = distance
        }
      }
      c &+= 1
    }
    row[label] = .infinity
    bounds.upper[i] = reach * slack
    return Int32(truncatingIfNeeded: label)
  }
}

extension CenterBounds {
  /// A centre of row i whose lower bound exceeds this is farther than its own.
  func limit(_ i: Int) -> Float { Float(upper[i] * (slack * slack)) }
}
