// Bipartite matching: every row of one set finds its most similar row of another.
//
//   best_i = max over j of a_i . b_j / (|a_i| |b_j|),   to_i = the lowest j that reaches it
//
// The similarities are never stored: each tile of an f32 product is reduced to (best, second best, to) while it is in cache.
// Near-duplicates are what merging is about, and there the order of similarities is lost in the rounding of an f32 product.
// So rows whose two best are closer than that rounding are multiplied once more, and their candidates are compared in
// double, rounded to f32: exact duplicates stay ties, and everything else is decided as double arithmetic would. `ranked`
// makes `best` that exact as well, for methods that sort by it.
//
// Rows of norm zero have similarity 0 to everything.
// Cost: |A|·|B|·D multiply-adds (twice that if every row has near-ties), O((|A| + |B|)·D) scratch, no |A|·|B| matrix.

import CPith

struct BipartiteMatch {
  /// Per row of A. Without rows in B: -inf and -1.
  var best: UnsafeMutablePointer<Float>
  var to: UnsafeMutablePointer<Int32>
}

/// The most columns that are compared in double for one row; the lowest ones count.
private let candidatesPerRow = 32

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
    try settleNearTies(a, scale, b, packed, first, second, result)
    if ranked {
      parallelRanges(a.rows, grain: max(1, 32768 / max(a.cols, 1))) { _, begin, end in
        var i = begin
        while i < end {
          result.best[i] = cosine(a, i, b, Int(result.to[i]))
          i &+= 1
        }
      }
    }
    return result
  }

  /// The cosine of two rows, computed in double and rounded once.
  private func cosine(_ a: FloatRows, _ i: Int, _ b: FloatRows, _ j: Int) -> Float {
    let table = kernels
    let ofA = table.pointee.wide_sum_squares(a.row(i), a.cols).squareRoot()
    let ofB = table.pointee.wide_sum_squares(b.row(j), b.cols).squareRoot()
    if min(ofA, ofB) < InverseNorms.smallest { return 0 }
    return Float(table.pointee.wide_dot(a.row(i), b.row(j), a.cols) / (ofA * ofB))
  }

  /// Decides rows whose two best columns an f32 product cannot tell apart.
  private func settleNearTies(
    _ a: FloatRows, _ scale: UnsafePointer<Float>, _ b: FloatRows, _ packed: PackedColumns,
    _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, _ result: BipartiteMatch
  ) throws(PithError) {
    // A chain of D rounded steps on unit rows wanders off by about sqrt(D) half units in the last place; four times that
    // leaves hardly a row behind. Two values may each be off.
    let doubt = 2 * (4 * Float(a.cols).squareRoot() + 8) * 0x1p-24
    var count = 0
    var i = 0
    while i < a.rows {
      if second[i] >= first[i] - doubt { count &+= 1 }
      i &+= 1
    }
    if count == 0 { return }
    let rows = try allocate(count, of: Int32.self)
    let factors = try allocate(count, of: Float.self)
    let columns = try allocate(try product(count, candidatesPerRow), of: Int32.self)
    let found = try allocate(count, of: Int32.self)
    count = 0
    i = 0
    while i < a.rows {
      if second[i] >= first[i] - doubt {
        rows[count] = Int32(truncatingIfNeeded: i)
        factors[count] = scale[i]
        found[count] = 0
        count &+= 1
      }
      i &+= 1
    }
    let doubtful = try gatherRows(a, rows, count)
    try tiles(doubtful, scale: factors, against: packed) { tile in
      var r = 0
      while r < tile.rows {
        let row = tile.row &+ r
        let least = first[Int(rows[row])] - doubt
        let values = tile.row(r)
        var j = 0
        while j < tile.columns && Int(found[row]) < candidatesPerRow {
          if values[j] >= least {
            columns[row &* candidatesPerRow &+ Int(found[row])] = Int32(truncatingIfNeeded: tile.column &+ j)
            found[row] &+= 1
          }
          j &+= 1
        }
        r &+= 1
      }
    }
    parallelRanges(count, grain: max(1, 8192 / max(a.cols, 1))) { _, begin, end in
      var row = begin
      while row < end {
        let candidates = columns + row &* candidatesPerRow
        var best = -Float.infinity
        var c = 0
        while c < Int(found[row]) {
          let value = cosine(doubtful, row, b, Int(candidates[c]))
          if value > best {
            best = value
            result.to[Int(rows[row])] = candidates[c]
          }
          c &+= 1
        }
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
