// Pairs of embeddings that are alike, for the filter that drops near-duplicates: found by blocked products of unit rows in f32,
// with room for their rounding, and judged in double. No N x N matrix.
//
// Cost: N^2 D / 2 multiply-adds where there are no more than some 4 N pairs, else twice that; 16 bytes per pair and 64 N.

import CPith

/// Pairs of rows above a threshold, by row, then by column: `earlier` < `later`.
struct RedundantPairs {
  var count: Int
  var later: UnsafeMutablePointer<Int32>
  var earlier: UnsafeMutablePointer<Int32>
  var similarity: UnsafeMutablePointer<Double>

  fileprivate func put(_ pair: HeldPair, at place: Int) {
    later[place] = pair.later
    earlier[place] = pair.earlier
    similarity[place] = pair.similarity
  }
}

/// A pair before its place is known.
private struct HeldPair: BitwiseCopyable {
  var similarity: Double
  var later: Int32
  var earlier: Int32
}

extension Workspace {
  /// All pairs with a cosine above `threshold`. A round of products counts the pairs of each row, so that every pair has its
  /// place whatever the threads do, and each thread holds on to its pairs while there are few; else a second round writes them.
  func pairs(_ rows: FloatRows, above threshold: Double) throws(PithError) -> RedundantPairs {
    let n = rows.rows
    let cosines = try CosineRows(self, rows)
    let inverse = UnsafePointer(try inverseNorms(rows))
    let packed = try packColumns(rows, scale: inverse)
    // A product of unit rows is a chain of D roundings of numbers whose magnitudes add up to 1 at most.
    let least = Float(threshold - Double(rows.cols &+ 16) * 0x1p-22)
    let starts = try allocate(n &+ 1, of: Int.self)
    starts.update(repeating: 0, count: n &+ 1)
    let parts = tileParts(rows: n)
    let room = try product(n, 4) &+ 64
    let held = try allocate(parts, of: Int.self)
    held.update(repeating: 0, count: parts)
    let holding = try allocate(try product(room, parts), of: HeldPair.self)
    try tiles(rows, scale: inverse, against: packed, lower: true) { tile in
      visit(tile, above: least) { i, j in
        let cosine = cosines.cosine(i, j)
        if cosine > threshold {
          starts[i &+ 1] &+= 1
          let place = held[tile.part]
          if place < room {
            holding[tile.part &* room &+ place] = HeldPair(
              similarity: cosine, later: Int32(truncatingIfNeeded: i), earlier: Int32(truncatingIfNeeded: j))
          }
          held[tile.part] = place &+ 1
        }
      }
    }
    var i = 0
    while i < n {
      starts[i &+ 1] &+= starts[i]
      i &+= 1
    }
    let count = starts[n]
    guard count <= Int(Int32.max) else { throw PithError.outOfMemory(count) }
    let pairs = RedundantPairs(
      count: count, later: try allocate(count, of: Int32.self), earlier: try allocate(count, of: Int32.self),
      similarity: try allocate(count, of: Double.self))
    if count == 0 { return pairs }
    var most = 0
    var part = 0
    while part < parts {
      most = max(most, held[part])
      part &+= 1
    }
    if most <= room {
      // A row is one part's, which met its pairs in ascending order.
      part = 0
      while part < parts {
        var p = 0
        while p < held[part] {
          let pair = holding[part &* room &+ p]
          pairs.put(pair, at: starts[Int(pair.later)])
          starts[Int(pair.later)] &+= 1
          p &+= 1
        }
        part &+= 1
      }
      return pairs
    }
    try tiles(rows, scale: inverse, against: packed, lower: true) { tile in
      visit(tile, above: least) { i, j in
        let cosine = cosines.cosine(i, j)
        if cosine > threshold {
          pairs.put(
            HeldPair(similarity: cosine, later: Int32(truncatingIfNeeded: i), earlier: Int32(truncatingIfNeeded: j)),
            at: starts[i])
          starts[i] &+= 1
        }
      }
    }
    return pairs
  }

  /// Candidates of a tile below the diagonal, row by row.
  private func visit(_ tile: Tile, above least: Float, _ body: (Int, Int) -> Void) {
    var r = 0
    while r < tile.rows {
      let i = tile.row &+ r
      let columns = min(tile.columns, i &- tile.column)
      let row = tile.row(r)
      if columns > 0 && kernels.pointee.maximum(row, columns) >= least {
        var j = 0
        while j < columns {
          if row[j] >= least { body(i, tile.column &+ j) }
          j &+= 1
        }
      }
      r &+= 1
    }
  }
}
