// Which rows may have changed their nearest centre: bounds on distances carried from one iteration of k-means to the next.
//
// Elkan, "Using the Triangle Inequality to Accelerate k-Means", ICML 2003: a centre that moved by p is nearer to a row by at
// most p. With lower[i, j] <= |x_i - c_j| and upper[i] >= |x_i - c_label(i)|, a row whose lower bounds all exceed its upper
// bound keeps its label; otherwise only the centres whose bound does not exceed it are looked at.
//
// Steps of an iteration: lower bounds fall by the drift of their centre, the upper bound grows by that of its own; rows in
// doubt get their exact distance; what is still in doubt is measured in double, pair by pair. Where more than an eighth of all
// pairs is in doubt (early iterations) a product over all pairs is cheaper, and renews all bounds.
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
  /// No distance of the last full search exceeds this.
  var reach: Double
}

/// Covers the rounding of a bound that is compared.
private let slack = 1 + 0x1p-18

extension Workspace {
  /// Room for the bounds, or nil where they would take much more memory than the rows themselves.
  func centerBounds(_ points: FloatRows, k: Int) throws(PithError) -> CenterBounds? {
    let n = points.rows
    guard k > 1 && (k <= 2 &* max(points.cols, 1) || n <= (1 << 22) / k) else { return nil }
    let zeros = try allocate(k, of: Float.self)
    zeros.update(repeating: 0, count: k)
    return CenterBounds(
      lower: try allocate(try product(n, k), of: Float.self), upper: try allocate(n, of: Double.self),
      doubtful: try allocate(n, of: UInt8.self), zeros: zeros, drift: try allocate(k, of: Double.self),
      loss: try allocate(k, of: Float.self), reach: 0)
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
    labels: UnsafeMutablePointer<Int32>, _ bounds: inout CenterBounds, pairs counts: UnsafeMutablePointer<Int>
  ) throws(PithError) {
    let n = search.points.rows
    let dim = search.points.cols
    let table = kernels
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
    let current = bounds
    let grain = max(1, 16384 / k)
    let parts = self.parts(n, grain: grain)
    parallelRanges(n, grain: grain) { part, begin, end in
      var pairs = 0
      var i = begin
      while i < end {
        let row = current.lower + i &* k
        let own = Int(labels[i])
        table.pointee.subtract(row, current.loss, row, k)
        row[own] = .infinity
        current.upper[i] += current.drift[own]
        current.doubtful[i] = 0
        let least = Double(table.pointee.minimum(row, k))
        if !(least > current.upper[i] * slack) {
          current.upper[i] = pith_sqrt_f64(
            table.pointee.mixed_squared_distance(search.points.row(i), centers + own &* dim, dim))
          if !(least > current.upper[i] * slack) {
            current.doubtful[i] = 1
            let limit = Float(current.upper[i] * (slack * slack))
            var j = 0
            while j < k {
              pairs &+= row[j] <= limit ? 1 : 0
              j &+= 1
            }
          }
        }
        i &+= 1
      }
      counts[part] = pairs
    }
    var pairs = 0
    var part = 0
    while part < parts {
      pairs &+= counts[part]
      part &+= 1
    }
    if pairs > n / 8 &* k {
      return try nearest(search, centers: centers, k: k, labels: labels, renewing: &bounds)
    }
    parallelRanges(n, grain: grain) { _, begin, end in
      var i = begin
      while i < end {
        if current.doubtful[i] != 0 { labels[i] = measure(i, search, centers, k, Int(labels[i]), current) }
        i &+= 1
      }
    }
  }

  /// The nearest centre of a row in doubt: its own, or one whose lower bound does not exceed the distance to the best so far.
  private func measure(
    _ i: Int, _ search: CenterSearch, _ centers: UnsafePointer<Double>, _ k: Int, _ own: Int, _ bounds: CenterBounds
  ) -> Int32 {
    let dim = search.points.cols
    let x = search.points.row(i)
    let row = bounds.lower + i &* k
    var label = own
    var least = kernels.pointee.mixed_squared_distance(x, centers + own &* dim, dim)
    var reach = bounds.upper[i]
    row[own] = Float(reach / slack)
    var j = 0
    while j < k {
      if j != own && !(Double(row[j]) > reach * slack) {
        let square = kernels.pointee.mixed_squared_distance(x, centers + j &* dim, dim)
        let distance = pith_sqrt_f64(square)
        row[j] = Float(distance / slack)
        if square < least || (square == least && j < label) {
          least = square
          label = j
          reach = distance
        }
      }
      j &+= 1
    }
    row[label] = .infinity
    bounds.upper[i] = reach * slack
    return Int32(truncatingIfNeeded: label)
  }
}
