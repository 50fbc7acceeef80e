// The nearest centre of every row, decided as if every distance were computed in double.
//
//   label(i) = arg min over j of |x_i - c_j|^2, ties to the lower j
//
// A product in f32 does the bulk: v_ij = |c_j|^2 - 2 x_i . c_j differs from the squared distance by |x_i|^2, the same for
// all j. Its rounding error has a bound: with u = 2^-24 and one fma chain of length D per element,
//   |error of v_ij| <= 2 (D + 4) u |x_i| |c| + 5 u |c|^2,   |c| the greatest norm of a centre.
// Where the two smallest values of a row are further apart than two such errors, the f32 winner is the winner. The other
// rows (a few in a thousand) compare the centres within the error in double. The labels are therefore those of plain
// double arithmetic, at the cost of an f32 product.
//
// The bound grows with the norms, so rows that lie far from the origin compared with their spread are first moved by a
// common vector. Cost: N k D multiply-adds in f32, O(N + k D) scratch, N D more if the rows are moved.

import CPith

/// Moments of the rows, in double.
struct RowMoments {
  /// `[D]`
  var mean: UnsafePointer<Double>
  /// Mean over the dimensions of the population variance.
  var variance: Double
  /// The row nearest to the mean; the lower index among equals.
  var central: Int
}

/// Rows prepared for the search, and scratch for one pass.
struct CenterSearch {
  /// The rows, and the rows as the f32 product sees them.
  var points: FloatRows
  var moved: FloatRows
  var shift: UnsafePointer<Float>?
  /// Norm of each moved row.
  var norms: UnsafePointer<Double>
  /// The centres as the product sees them `[k, D]`, and their squared norms.
  var narrow: UnsafeMutablePointer<Float>
  var squares: UnsafeMutablePointer<Float>
  /// Of each row: the smallest value and its column, and the two smallest values.
  var least: UnsafeMutablePointer<Float>
  var column: UnsafeMutablePointer<Int32>
  var first: UnsafeMutablePointer<Float>
  var second: UnsafeMutablePointer<Float>
  /// `[parts, capacity]`: one row of values, for rows that are decided in double.
  var again: UnsafeMutablePointer<Float>
  var capacity: Int
}

extension Workspace {
  /// Rows that one thread should at least have.
  private func rowGrain(_ cols: Int) -> Int { max(1, 16384 / max(cols, 1)) }

  /// Mean, variance and central row. Columns and rows are split among threads without changing a bit.
  func moments(_ rows: FloatRows) throws(PithError) -> RowMoments {
    let n = rows.rows
    let dim = rows.cols
    let mean = try allocate(dim, of: Double.self)
    let distance = try allocate(n, of: Double.self)
    let table = kernels
    mean.update(repeating: 0, count: dim)
    parallelRanges(dim, grain: 64) { _, begin, end in
      table.pointee.wide_column_sum(rows.base + begin, rows.stride, n, end &- begin, mean + begin)
      var j = begin
      while j < end {
        mean[j] /= Double(max(n, 1))
        j &+= 1
      }
    }
    parallelRanges(n, grain: rowGrain(dim)) { _, begin, end in
      var i = begin
      while i < end {
        distance[i] = table.pointee.mixed_squared_distance(rows.row(i), mean, dim)
        i &+= 1
      }
    }
    var central = 0
    var i = 0
    while i < n {
      if distance[i] < distance[central] { central = i }
      i &+= 1
    }
    let cells = Double(max(n, 1)) * Double(max(dim, 1))
    return RowMoments(
      mean: UnsafePointer(mean), variance: table.pointee.double_sum(distance, n) / cells, central: central)
  }

  /// Prepares the rows for searches among at most `capacity` centres.
  func centerSearch(_ points: FloatRows, _ moments: RowMoments, capacity: Int) throws(PithError) -> CenterSearch {
    let n = points.rows
    let dim = points.cols
    let table = kernels
    let norms = try allocate(n, of: Double.self)
    var search = CenterSearch(
      points: points, moved: points, shift: nil, norms: UnsafePointer(norms),
      narrow: try allocate(try product(capacity, dim), of: Float.self),
      squares: try allocate(capacity, of: Float.self), least: try allocate(n, of: Float.self),
      column: try allocate(n, of: Int32.self), first: try allocate(n, of: Float.self),
      second: try allocate(n, of: Float.self),
      again: try allocate(try product(capacity, parts(n, grain: rowGrain(dim))), of: Float.self), capacity: capacity)
    let offset = table.pointee.double_dot(moments.mean, moments.mean, dim)
    if offset > 4 * moments.variance * Double(dim) {
      let shift = try allocate(dim, of: Float.self)
      let moved = try allocate(try product(n, dim), of: Float.self)
      table.pointee.f32_from_f64(moments.mean, shift, dim)
      parallelRanges(n, grain: rowGrain(dim)) { _, begin, end in
        var i = begin
        while i < end {
          table.pointee.subtract(points.row(i), shift, moved + i &* dim, dim)
          i &+= 1
        }
      }
      search.shift = UnsafePointer(shift)
      search.moved = FloatRows(base: UnsafePointer(moved), rows: n, cols: dim, stride: dim)
    }
    let moved = search.moved
    parallelRanges(n, grain: rowGrain(dim)) { _, begin, end in
      var i = begin
      while i < end {
        norms[i] = pith_sqrt_f64(table.pointee.wide_sum_squares(moved.row(i), dim))
        i &+= 1
      }
    }
    return search
  }

  /// Writes the label of every row. `tile` sees the values v_ij of each tile before they are gone.
  func nearest(
    _ search: CenterSearch, centers: UnsafePointer<Double>, k: Int, labels: UnsafeMutablePointer<Int32>,
    tile visit: (Tile) -> Void = { _ in }
  ) throws(PithError) {
    let mark = self.mark()
    defer { release(mark) }
    let n = search.points.rows
    let dim = search.points.cols
    let table = kernels
    let greatest = narrow(centers, k, search)
    let packed = try packColumns(
      FloatRows(base: UnsafePointer(search.narrow), rows: k, cols: dim, stride: dim))
    search.least.update(repeating: .infinity, count: n)
    search.first.update(repeating: .infinity, count: n)
    search.second.update(repeating: .infinity, count: n)
    search.column.update(repeating: -1, count: n)
    try tiles(search.moved, against: packed) { tile in
      table.pointee.tile_affine(tile.base, tile.ldc, tile.rows, tile.columns, -2, nil, search.squares + tile.column)
      table.pointee.tile_row_arg_min(
        tile.base, tile.ldc, tile.rows, tile.columns, tile.column, 0, nil, search.least + tile.row,
        search.column + tile.row)
      table.pointee.tile_row_two_min(
        tile.base, tile.ldc, tile.rows, tile.columns, search.first + tile.row, search.second + tile.row)
      visit(tile)
    }
    parallelRanges(n, grain: rowGrain(dim)) { part, begin, end in
      var i = begin
      while i < end {
        let error = productError(dim, search.norms[i], greatest)
        if search.column[i] >= 0 && Double(search.second[i]) - Double(search.first[i]) > 2 * error {
          labels[i] = search.column[i]
        } else {
          labels[i] = decide(
            i, search, centers, k, packed, within: 2 * error, values: search.again + part &* search.capacity)
        }
        i &+= 1
      }
    }
  }

  /// Fills the f32 form of the centres; gives the greatest norm among them.
  func narrow(_ centers: UnsafePointer<Double>, _ k: Int, _ search: CenterSearch) -> Double {
    let dim = search.points.cols
    var greatest = 0.0
    var j = 0
    while j < k {
      let row = search.narrow + j &* dim
      let center = centers + j &* dim
      if let shift = search.shift {
        var p = 0
        while p < dim {
          row[p] = Float(center[p] - Double(shift[p]))
          p &+= 1
        }
      } else {
        kernels.pointee.f32_from_f64(center, row, dim)
      }
      let square = kernels.pointee.wide_sum_squares(row, dim)
      search.squares[j] = Float(square)
      greatest = max(greatest, pith_sqrt_f64(square))
      j &+= 1
    }
    return greatest
  }

  /// The nearest centre in double, among those whose f32 value lies `within` of the row's smallest.
  private func decide(
    _ i: Int, _ search: CenterSearch, _ centers: UnsafePointer<Double>, _ k: Int, _ packed: PackedColumns,
    within: Double, values: UnsafeMutablePointer<Float>
  ) -> Int32 {
    let dim = search.points.cols
    multiplyHere(row: search.moved.row(i), by: packed, from: 0, to: k, into: values)
    kernels.pointee.tile_affine(values, k, 1, k, -2, nil, search.squares)
    let limit = Double(search.first[i]) + within
    var best = Double.infinity
    var label = 0
    var j = 0
    while j < k {
      // Written so that infinities and NaN (overflow in f32) keep a centre in the comparison.
      if !(Double(values[j]) > limit) || !within.isFinite {
        let distance = kernels.pointee.mixed_squared_distance(search.points.row(i), centers + j &* dim, dim)
        if distance < best {
          best = distance
          label = j
        }
      }
      j &+= 1
    }
    return Int32(truncatingIfNeeded: label)
  }
}

/// A bound on the error of |c|^2 - 2 x.c in f32, as derived above; infinite where f32 could overflow. The last terms cover
/// products that underflow and the rounding of the double distances themselves.
func productError(_ dim: Int, _ norm: Double, _ greatest: Double) -> Double {
  let unit = 0x1p-24
  let reach = norm + greatest
  guard reach < 1e18 && dim < 1 << 22 else { return .infinity }
  let length = Double(dim &+ 4) * unit
  return (2 * length * norm * greatest + 5 * unit * greatest * greatest) * (1 + 2 * length)
    + Double(dim &+ 4) * (0x1p-147 + 0x1p-50 * reach * reach)
}
