// Squared distances of all pairs of a token set: f32 products for the bulk, double where f32 cannot tell.
//
//   v_ij = |y_i|^2 + |y_j|^2 - 2 y_i . y_j,   y = the rows moved by their mean
//
// The expanded form loses near duplicates: its error grows with the norms, not with the distance. Moving the rows by a common
// vector costs nothing and makes the norms as small as they can be. With u = 2^-24, n = |y|,
//
//   |v_ij - d_ij^2| <= 2 (D + 4) u n_i n_j + 8 u (n_i + n_j)^2 + what underflows
//
// A row that is looking for distances up to r cannot find them at rows with n_j >= n_i + r, whatever f32 says of those; so
// the bound needs n_j < n_i + r only, and an outlier spoils nothing but its own row. Callers take candidates by v, get their
// distances in double from the rows as they were given, and look again where a candidate could hide within the bound.
// Cost: 2 N D floats of scratch.

import CPith

struct PairDistances {
  /// The rows as given; row i of all that follows is row `order[i]` of them (i if absent).
  var points: FloatRows
  var order: UnsafePointer<Int32>?
  /// The moved rows, packed too, and their norms and squared norms.
  var moved: FloatRows
  var packed: PackedColumns
  var norms: UnsafePointer<Double>
  var squares: UnsafePointer<Float>
  /// The greatest norm.
  var reach: Double
  /// `[parts, N]`: one row of values, for rows that are looked at again.
  var values: UnsafeMutablePointer<Float>

  func point(_ i: Int) -> UnsafePointer<Float> { points.row(order.map { Int($0[i]) } ?? i) }

  /// A bound on the error of v_ij where d_ij < `radius`.
  func error(_ i: Int, within radius: Double) -> Double {
    let other = min(reach, (norms[i] + radius) * (1 + 0x1p-16))
    let both = norms[i] + other
    return productError(points.cols, norms[i], other) + 8 * 0x1p-24 * both * both
  }
}

extension Workspace {
  /// Rows that one thread should at least have.
  func pairGrain(_ rows: FloatRows) -> Int { max(1, 16384 / max(rows.cols, 1)) }

  /// Prepares the pairs of `points`, moved by `mean` `[D]` and taken in the order given.
  func pairDistances(
    _ points: FloatRows, mean: UnsafePointer<Double>, order: UnsafePointer<Int32>? = nil
  ) throws(PithError) -> PairDistances {
    let n = points.rows
    let dim = points.cols
    let table = kernels
    let shift = try allocate(dim, of: Float.self)
    let moved = try allocate(try product(n, dim), of: Float.self)
    let norms = try allocate(n, of: Double.self)
    let squares = try allocate(n, of: Float.self)
    let values = try allocate(try product(n, parts(n, grain: pairGrain(points))), of: Float.self)
    table.pointee.f32_from_f64(mean, shift, dim)
    parallelRanges(n, grain: pairGrain(points)) { _, begin, end in
      var i = begin
      while i < end {
        let row = moved + i &* dim
        table.pointee.subtract(points.row(order.map { Int($0[i]) } ?? i), shift, row, dim)
        let square = table.pointee.wide_sum_squares(row, dim)
        norms[i] = square.root
        squares[i] = Float(square)
        i &+= 1
      }
    }
    var reach = 0.0
    var i = 0
    while i < n {
      reach = max(reach, norms[i])
      i &+= 1
    }
    let rows = FloatRows(base: UnsafePointer(moved), rows: n, cols: dim, stride: dim)
    return PairDistances(
      points: points, order: order, moved: rows, packed: try packColumns(rows), norms: UnsafePointer(norms),
      squares: UnsafePointer(squares), reach: reach, values: values)
  }

  /// v of a finished tile of products.
  func squaredDistances(_ tile: Tile, _ pairs: PairDistances) {
    kernels.pointee.tile_affine(
      tile.base, tile.ldc, tile.rows, tile.columns, -2, pairs.squares + tile.row, pairs.squares + tile.column)
  }

  /// v of row `i` and the first `count` rows, as the tiles have them. Valid until the part's next call.
  func squaredDistances(_ i: Int, _ pairs: PairDistances, count: Int, part: Int) -> UnsafePointer<Float> {
    let values = pairs.values + part &* pairs.points.rows
    multiplyHere(row: pairs.moved.row(i), by: pairs.packed, from: 0, to: count, into: values)
    kernels.pointee.tile_affine(values, count, 1, count, -2, pairs.squares + i, pairs.squares)
    return UnsafePointer(values)
  }

  /// The squared distance of rows `i` and `j` in double.
  func squaredDistance(_ i: Int, _ j: Int, _ pairs: PairDistances) -> Double {
    kernels.pointee.wide_squared_distance(pairs.point(i), pairs.point(j), pairs.points.cols)
  }
}
