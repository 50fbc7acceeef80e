// Bipartite matching: every row of one set finds its most similar row of another.
//
//   best_i = max over j of a_i . b_j / (|a_i| |b_j|),   to_i = the lowest j that reaches it
//
// The similarities are never stored: each tile of an f32 product is reduced to (best, second best, to) while it is in cache.
// Near-duplicates are what merging is about, and there the order of similarities is lost in the rounding of an f32 product.
// So rows whose two best are closer than that rounding are multiplied once more, and their candidates are compared in
// double, rounded to f32: exact duplicates stay ties, and everything else is decided as double arithmetic would (where more
// than 128 columns lie within the rounding, among the best 128 of the f32 product). `ranked` makes `best` that exact as
// well, for methods that sort by it.
//
// Rows of norm zero have similarity 0 to everything.
// Cost: |A|·|B|·D multiply-adds (twice that if every row has near-ties), O((|A| + |B|)·D) scratch, no |A|·|B| matrix.

import CPith

struct BipartiteMatch {
  /// Per row of A. Without rows in B: -inf and -1.
  var best: UnsafeMutablePointer<Float>
  var to: UnsafeMutablePointer<Int32>
}

/// Norms of both sets in double.
private struct WideNorms {
  var a: UnsafePointer<Double>
  var b: UnsafePointer<Double>
}

private struct NearTies {
  var rows: UnsafeMutablePointer<Int32>
  var count: Int
  /// How far two f32 similarities may lie apart and still be in the wrong order.
  var doubt: Float
}

/// The best columns of each doubtful row, at most 128: of more, the greatest in f32 stay, of equal ones the lowest. Columns
/// arrive in ascending order.
private struct Candidates {
  static var most: Int { 128 }

  /// `[rows, most]`
  var values: UnsafeMutablePointer<Float>
  var columns: UnsafeMutablePointer<Int32>
  /// Per row: how many, and the least value once there are `most`.
  var counts: UnsafeMutablePointer<Int32>
  var weakest: UnsafeMutablePointer<Float>

  func add(_ value: Float, _ column: Int, row: Int) {
    let values = self.values + row &* Candidates.most
    let columns = self.columns + row &* Candidates.most
    var slot = Int(counts[row])
    if slot == Candidates.most {
      if value <= weakest[row] { return }
      // Among equals the highest column leaves.
      slot = 0
      var i = 1
      while i < Candidates.most {
        if values[i] < values[slot] || (values[i] == values[slot] && columns[i] > columns[slot]) { slot = i }
        i &+= 1
      }
    } else {
      counts[row] &+= 1
    }
    values[slot] = value
    columns[slot] = Int32(truncatingIfNeeded: column)
    if Int(counts[row]) == Candidates.most {
      var least = values[0]
      var i = 1
      while i < Candidates.most {
        least = min(least, values[i])
        i &+= 1
      }
      weakest[row] = least
    }
  }
}

extension Workspace {
  func match(_ a: FloatRows, with b: FloatRows, ranked: Bool) throws(PithError) -> BipartiteMatch {
    let result = BipartiteMatch(
      best: try allocate(a.rows, of: Float.self), to: try allocate(a.rows, of: Int32.self))
    result.best.update(repeating: -.infinity, count: a.rows)
    result.to.update(repeating: -1, count: a.rows)
    if a.rows == 0 || b.rows == 0 { return result }
    let mark = self.mark()
    defer { release(mark) }
    let table = kernels
    let scale = UnsafePointer(try inverseNorms(a))
    let packed = try packColumns(b, scale: try inverseNorms(b))
    let first = try allocate(a.rows, of: Float.self)
    let second = try allocate(a.rows, of: Float.self)
    first.update(repeating: -.infinity, count: a.rows)
    second.update(repeating: -.infinity, count: a.rows)
    try tiles(a, scale: scale, against: packed) { tile in
      table.pointee.tile_row_arg_max(
        tile.base, tile.ldc, tile.rows, tile.columns, tile.column, 1, nil, result.best + tile.row, result.to + tile.row)
      table.pointee.tile_row_two_max(
        tile.base, tile.ldc, tile.rows, tile.columns, first + tile.row, second + tile.row)
    }
    let doubtful = try nearTies(first, second, a)
    if !ranked && doubtful.count == 0 { return result }
    let norms = WideNorms(a: try wideNorms(a), b: try wideNorms(b))
    try settle(doubtful, a, scale, b, packed, first, norms, result)
    if ranked {
      parallelRanges(a.rows, grain: max(1, 32768 / max(a.cols, 1))) { _, begin, end in
        var i = begin
        while i < end {
          result.best[i] = cosine(a.row(i), norms.a[i], b, Int(result.to[i]), norms)
          i &+= 1
        }
      }
    }
    return result
  }

  private func wideNorms(_ x: FloatRows) throws(PithError) -> UnsafePointer<Double> {
    let norms = try allocate(x.rows, of: Double.self)
    let table = kernels
    parallelRanges(x.rows, grain: max(1, 32768 / max(x.cols, 1))) { _, begin, end in
      var i = begin
      while i < end {
        norms[i] = table.pointee.wide_sum_squares(x.row(i), x.cols).root
        i &+= 1
      }
    }
    return UnsafePointer(norms)
  }

  /// The cosine of a row with row `j` of B, computed in double and rounded once.
  private func cosine(
    _ row: UnsafePointer<Float>, _ norm: Double, _ b: FloatRows, _ j: Int, _ norms: WideNorms
  ) -> Float {
    if min(norm, norms.b[j]) < InverseNorms.smallest { return 0 }
    return Float(kernels.pointee.wide_dot(row, b.row(j), b.cols) / (norm * norms.b[j]))
  }

  /// Rows whose two best columns an f32 product cannot tell apart.
  private func nearTies(
    _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, _ a: FloatRows
  ) throws(PithError) -> NearTies {
    // The partial sums of unit rows grow to at most 1, and each step rounds: the standard deviation of the result is near
    // sqrt(D) / 3 units of 2^-24. More than four of those, and the rounding of the factors; two values may each be off.
    let doubt = 2 * (1.5 * Float(a.cols).root + 4) * 0x1p-24
    var ties = NearTies(rows: try allocate(a.rows, of: Int32.self), count: 0, doubt: doubt)
    var i = 0
    while i < a.rows {
      if second[i] >= first[i] - doubt {
        ties.rows[ties.count] = Int32(truncatingIfNeeded: i)
        ties.count &+= 1
      }
      i &+= 1
    }
    return ties
  }

  /// Multiplies the doubtful rows once more, collects their best columns and compares those in double.
  private func settle(
    _ ties: NearTies, _ a: FloatRows, _ scale: UnsafePointer<Float>, _ b: FloatRows, _ packed: PackedColumns,
    _ first: UnsafePointer<Float>, _ norms: WideNorms, _ result: BipartiteMatch
  ) throws(PithError) {
    let count = ties.count
    if count == 0 { return }
    let factors = try allocate(count, of: Float.self)
    let room = try product(count, Candidates.most)
    let candidates = Candidates(
      values: try allocate(room, of: Float.self), columns: try allocate(room, of: Int32.self),
      counts: try allocate(count, of: Int32.self), weakest: try allocate(count, of: Float.self))
    var i = 0
    while i < count {
      factors[i] = scale[Int(ties.rows[i])]
      candidates.counts[i] = 0
      i &+= 1
    }
    let doubtful = try gatherRows(a, ties.rows, count)
    try tiles(doubtful, scale: factors, against: packed) { tile in
      var r = 0
      while r < tile.rows {
        let row = tile.row &+ r
        let least = first[Int(ties.rows[row])] - ties.doubt
        let values = tile.row(r)
        var j = 0
        while j < tile.columns {
          if values[j] >= least { candidates.add(values[j], tile.column &+ j, row: row) }
          j &+= 1
        }
        r &+= 1
      }
    }
    parallelRanges(count, grain: max(1, 8192 / max(a.cols, 1))) { _, begin, end in
      var row = begin
      while row < end {
        let token = Int(ties.rows[row])
        var best = -Float.infinity
        var to = Int32.max
        var c = 0
        while c < Int(candidates.counts[row]) {
          let column = candidates.columns[row &* Candidates.most &+ c]
          let value = cosine(doubtful.row(row), norms.a[token], b, Int(column), norms)
          if value > best || (value == best && column < to) {
            best = value
            to = column
          }
          c &+= 1
        }
        if to != Int32.max { result.to[token] = to }
        row &+= 1
      }
    }
  }

  /// Rows of A by falling `best`; equal ones stay in ascending order.
  func fallingOrder(_ match: BipartiteMatch, _ count: Int) throws(PithError) -> UnsafeMutablePointer<Int32> {
    let order = try allocate(count, of: Int32.self)
    let words = try allocate(3 &* count &+ Int(PITHK_SELECT_WORDS), of: UInt32.self)
    kernels.pointee.argsort(match.best, count, 1, order, words)
    return order
  }

  /// A copy of the rows that `indices` names, in that order.
  func gatherRows(_ x: FloatRows, _ indices: UnsafePointer<Int32>, _ count: Int) throws(PithError) -> FloatRows {
    let copy = try allocate(try product(count, x.cols), of: Float.self)
    parallelRanges(count, grain: max(1, 65536 / max(x.cols, 1))) { _, begin, end in
      var i = begin
      while i < end {
        (copy + i &* x.cols).update(from: x.row(Int(indices[i])), count: x.cols)
        i &+= 1
      }
    }
    return FloatRows(base: UnsafePointer(copy), rows: count, cols: x.cols, stride: x.cols)
  }
}
