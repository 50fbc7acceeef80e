// Rows of the cosine matrix S = U Uᵀ of a token set, one at a time, for methods that walk greedily through it.
//
// Two ways to the same bits: a row is one product of a row with the packed tokens (N·D per row), or it is read from a stored
// S (N² floats, made by half a matrix product because S is symmetric). Storing pays when many rows are read or when all
// pairs are needed anyway. The bits agree because every element is one fma chain over the dimensions in ascending order, and
// because a product of two floats does not depend on their order.
//
// Cost: N·D floats of scratch, N² more if stored.

import CPith

struct SimilarityRows {
  var tokens: FloatRows
  var inverseNorms: UnsafePointer<Float>
  var packed: PackedColumns
  /// S as a whole, or nil.
  var stored: UnsafeMutablePointer<Float>?
  /// One unit row and one row of S, for when S is not stored.
  var unit: UnsafeMutablePointer<Float>
  var row: UnsafeMutablePointer<Float>

  var count: Int { tokens.rows }

  /// The most floats that a stored S may take: 64 MB.
  static let storedLimit = 1 << 24

  static func fits(_ n: Int) -> Bool { n <= storedLimit / max(n, 1) }
}

extension Workspace {
  /// Prepares rows of S. With `store`, all of S is computed now. With `nearest`, the greatest cosine of every token with
  /// another one is found on the way (-inf if there is no other).
  func similarityRows(
    _ tokens: FloatRows, store: Bool, nearest: UnsafeMutablePointer<Float>? = nil
  ) throws(PithError) -> SimilarityRows {
    let inverse = UnsafePointer(try inverseNorms(tokens))
    var rows = SimilarityRows(
      tokens: tokens, inverseNorms: inverse, packed: try packColumns(tokens, scale: inverse), stored: nil,
      unit: try allocate(tokens.cols, of: Float.self), row: try allocate(tokens.rows, of: Float.self))
    if store { rows.stored = try allocate(try product(rows.count, rows.count), of: Float.self) }
    if store || nearest != nil { try visitPairs(rows, nearest: nearest) }
    return rows
  }

  /// Row `i` of S. Valid until the next call.
  func similarityRow(_ i: Int, of rows: SimilarityRows) -> UnsafePointer<Float> {
    if let stored = rows.stored { return UnsafePointer(stored + i &* rows.count) }
    kernels.pointee.scale(rows.inverseNorms[i], rows.tokens.row(i), rows.unit, rows.tokens.cols)
    multiply(row: rows.unit, by: rows.packed, into: rows.row)
    return UnsafePointer(rows.row)
  }

  /// Goes once through the tiles on and below the diagonal.
  private func visitPairs(_ rows: SimilarityRows, nearest: UnsafeMutablePointer<Float>?) throws(PithError) {
    let n = rows.count
    let table = kernels
    // A tile serves the tokens of its rows and those of its columns. Columns belong to several threads: each has its own
    // maxima, joined at the end.
    let parts = nearest == nil ? 0 : tileParts(rows: n)
    let maxima = try allocate(try product(n, parts), of: Float.self)
    maxima.update(repeating: -.infinity, count: n &* parts)
    try tiles(rows.tokens, scale: rows.inverseNorms, against: rows.packed, lower: true) { tile in
      if let stored = rows.stored { mirror(tile, into: stored, n) }
      if nearest == nil { return }
      let mine = maxima + tile.part &* n
      var i = max(0, tile.column &- tile.row)
      while i < tile.rows && tile.row &+ i &- tile.column < tile.columns {
        tile.row(i)[tile.row &+ i &- tile.column] = -.infinity
        i &+= 1
      }
      table.pointee.tile_row_maximum(tile.base, tile.ldc, tile.rows, tile.columns, mine + tile.row)
      table.pointee.column_maximum(tile.base, tile.ldc, tile.rows, tile.columns, mine + tile.column)
    }
    guard let nearest else { return }
    nearest.update(repeating: -.infinity, count: n)
    var part = 0
    while part < parts {
      table.pointee.larger(maxima + part &* n, nearest, nearest, n)
      part &+= 1
    }
  }

  /// Writes the part of a tile on and below the diagonal to both places. Each pair is written by one tile only.
  private func mirror(_ tile: Tile, into stored: UnsafeMutablePointer<Float>, _ n: Int) {
    var i = 0
    while i < tile.rows {
      let count = min(tile.columns, tile.row &+ i &- tile.column &+ 1)
      if count > 0 {
        (stored + (tile.row &+ i) &* n + tile.column).update(from: tile.row(i), count: count)
      }
      i &+= 1
    }
    // Transposed in squares of 16, so that the lines read and written stay in the first-level cache.
    var top = 0
    while top < tile.rows {
      let bottom = min(top &+ 16, tile.rows)
      var left = 0
      while left < tile.columns && tile.column &+ left < tile.row &+ bottom {
        let right = min(left &+ 16, tile.columns)
        var j = left
        if tile.column &+ right <= tile.row &+ top {
          // All of the square lies below the diagonal.
          let offset: Int = (tile.column &+ left) &* n &+ tile.row &+ top
          kernels.pointee.transpose(
            tile.row(top) + left, tile.ldc, bottom &- top, right &- left, stored + offset, n)
          j = right
        }
        while j < right {
          let target = stored + (tile.column &+ j) &* n + tile.row
          var i = max(top, tile.column &+ j &- tile.row)
          while i < bottom {
            target[i] = tile.row(i)[j]
            i &+= 1
          }
          j &+= 1
        }
        left &+= 16
      }
      top &+= 16
    }
  }
}
