// Filters of retrieved texts by their embeddings, as LangChain's document compressors and transformers make them.
//
//   filter      s_i = cos(query, x_i): the k largest, best first (or all in their order), then those with s > threshold
//   redundant   pairs with cos > threshold, most alike first: if both are still there, one of them goes
//   clustering  per centre the texts nearest to it, whatever cluster they belong to
//
// Redundant: pairs are found by blocked products of unit rows in f32, with room for their rounding, and then judged in double:
// no N x N matrix. The authors drop the EARLIER text of a pair (their comment says the second); `keepEarlier` drops the later.
// Where we differ: ties go to the lower index in `filter` and `clustering`; equal pairs come in descending order of (i, j),
// i > j, which is what reversing a stable ascending sort gives; an empty list is legal.
// Cost: filter N D; redundant N^2 D and 24 bytes per pair above the threshold; clustering k N D.

import CPith

extension Text {
  /// Keeps texts by their cosine with a question.
  ///
  /// - Parameters:
  ///   - query: `[D]`. embeddings: `[N, D]`; finite.
  ///   - keep: at most so many, best first; -1: no limit, in their order.
  ///   - threshold: only cosines above it; -infinity: all.
  ///   - indices: out, `[capacity]`, i32. count: out, `[1]`, i32. similarity: out, `[N]`, float, or nil.
  public static func embeddingsFilter(
    _ workspace: Workspace, query: Tensor, embeddings: Tensor, keep: Int, threshold: Double, indices: Tensor,
    count: Tensor, similarity: Tensor?
  ) throws(PithError) {
    try require(keep, "keep", in: -1...Int(Int32.max), "-1 to 2^31 - 1")
    guard !threshold.isNaN else {
      throw PithError(.range, "threshold", expected: "a number", got: .real(threshold))
    }
    let (question, rows) = try workspace.questionAndRows(query, embeddings)
    let n = rows.rows
    let (indices, counter) = try listOutputs(indices, count)
    let similarity = try similarity?.unbatched("similarity", rank: 1, .float, "[N]")
    try similarity?.require(n, "[N]")

    let cosines = try workspace.allocate(n, of: Double.self)
    let wide = try workspace.allocate(rows.cols, of: Double.self)
    _ = try CosineRows(workspace, rows, "embeddings", question: question, into: cosines, wide: wide)
    let list = try workspace.ascending(n)
    if keep >= 0 {
      let spare = try workspace.allocate(n, of: Int32.self)
      let places = try OrderStatistic(workspace, n)
      var j = 0
      while j < n {
        places.set(j, -cosines[j])
        j &+= 1
      }
      places.smallest(min(keep, n), of: n, into: list, spare: spare)
    }
    var kept = 0
    var i = 0
    while i < (keep < 0 ? n : min(keep, n)) {
      if cosines[Int(list[i])] > threshold || threshold == -.infinity {
        list[kept] = list[i]
        kept &+= 1
      }
      i &+= 1
    }
    let narrow = try workspace.allocate(n, of: Float.self)
    workspace.kernels.pointee.f32_from_f64(cosines, narrow, n)
    try workspace.commit(list, count: kept, to: indices, counter)
    if let similarity { workspace.commit(narrow, count: n, to: similarity.first) }
  }

  /// Drops near-duplicates.
  ///
  /// - Parameters:
  ///   - embeddings: `[N, D]`, finite.
  ///   - threshold: finite; pairs with a greater cosine are redundant.
  ///   - keepEarlier: of a pair the earlier text stays.
  ///   - indices: out, `[capacity]`, i32, ascending. count: out, `[1]`, i32.
  public static func embeddingsRedundantFilter(
    _ workspace: Workspace, embeddings: Tensor, threshold: Double, keepEarlier: Bool, indices: Tensor, count: Tensor
  ) throws(PithError) {
    let embeddings = try embeddings.floats("embeddings", rank: 2, "[N, D]")
    try requireFinite(threshold, "threshold")
    let n = embeddings.extent(0)
    let (indices, counter) = try listOutputs(indices, count)
    let rows = try workspace.floatRows(embeddings.first)
    try workspace.requireFinite(rows, "embeddings")
    let pairs = try workspace.pairs(rows, above: threshold)
    let order = try workspace.allocate(pairs.count, of: Int32.self)
    let spare = try workspace.allocate(pairs.count, of: Int32.self)
    var p = 0
    while p < pairs.count {
      order[p] = Int32(truncatingIfNeeded: pairs.count &- 1 &- p)
      p &+= 1
    }
    let similarity = pairs.similarity
    stableSort(order, spare, pairs.count) { similarity[Int($0)] > similarity[Int($1)] }
    let stays = try workspace.allocate(n, of: Bool.self)
    stays.update(repeating: true, count: n)
    p = 0
    while p < pairs.count {
      let pair = Int(order[p])
      let (later, earlier) = (Int(pairs.later[pair]), Int(pairs.earlier[pair]))
      if stays[later] && stays[earlier] { stays[keepEarlier ? later : earlier] = false }
      p &+= 1
    }
    let list = try workspace.allocate(n, of: Int32.self)
    var kept = 0
    var i = 0
    while i < n {
      if stays[i] {
        list[kept] = Int32(truncatingIfNeeded: i)
        kept &+= 1
      }
      i &+= 1
    }
    try workspace.commit(list, count: kept, to: indices, counter)
  }

  /// Keeps the texts nearest to given centres.
  ///
  /// - Parameters:
  ///   - embeddings: `[N, D]`. centers: `[k, D]`; finite.
  ///   - perCluster: texts for each centre.
  ///   - removeDuplicates: a text that an earlier centre took is not replaced by the next nearest.
  ///   - order: centre by centre, nearest first, or ascending.
  ///   - indices: out, `[capacity]`, i32. count: out, `[1]`, i32.
  public static func embeddingsClusteringFilter(
    _ workspace: Workspace, embeddings: Tensor, centers: Tensor, perCluster: Int, removeDuplicates: Bool, order: Order,
    indices: Tensor, count: Tensor
  ) throws(PithError) {
    let embeddings = try embeddings.floats("embeddings", rank: 2, "[N, D]")
    let centers = try centers.floats("centers", rank: 2, "[k, D]")
    let (n, dim, k) = (embeddings.extent(0), embeddings.extent(1), centers.extent(0))
    try centers.require(-1, dim, "[k, D] with D as in embeddings")
    try require(perCluster, "per_cluster", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    let (indices, counter) = try listOutputs(indices, count)
    let rows = try workspace.floatRows(embeddings.first)
    try workspace.requireFinite(rows, "embeddings")
    let points = try workspace.floatRows(centers.first)
    try workspace.requireFinite(points, "centers")

    let places = try OrderStatistic(workspace, n)
    let wide = try workspace.allocate(dim, of: Double.self)
    let nearest = try workspace.allocate(n, of: Int32.self)
    let spare = try workspace.allocate(n, of: Int32.self)
    let list = try workspace.allocate(n, of: Int32.self)
    let taken = try workspace.allocate(n, of: Bool.self)
    taken.update(repeating: false, count: n)
    let table = workspace.kernels
    var kept = 0
    var c = 0
    while c < k && kept < n {
      try workspace.checkpoint(c, of: k)
      table.pointee.f64_from_f32(points.row(c), wide, dim)
      workspace.parallelRanges(n, grain: max(1, 32768 / max(dim, 1))) { _, begin, end in
        var i = begin
        while i < end {
          // Rounded to f32: both texts of a pair are equally far from its centre, and only the centre's own rounding to f32
          // would tell them apart.
          places.set(i, Double(Float(table.pointee.mixed_squared_distance(rows.row(i), wide, dim).root)))
          i &+= 1
        }
      }
      // So many suffice: no more of them can be taken already than there are in the list.
      let candidates = min(n, perCluster &+ kept)
      places.smallest(candidates, of: n, into: nearest, spare: spare)
      var seen = 0
      var found = 0
      while seen < candidates && found < perCluster && !(removeDuplicates && seen >= perCluster) {
        let i = Int(nearest[seen])
        if !taken[i] {
          taken[i] = true
          list[kept] = nearest[seen]
          kept &+= 1
          found &+= 1
        }
        seen &+= 1
      }
      c &+= 1
    }
    if order == .position { stableSort(list, spare, kept) { $0 < $1 } }
    try workspace.commit(list, count: kept, to: indices, counter)
  }
}

/// Pairs of rows above a threshold, by row, then by column: `earlier` < `later`.
private struct Pairs {
  var count: Int
  var later: UnsafeMutablePointer<Int32>
  var earlier: UnsafeMutablePointer<Int32>
  var similarity: UnsafeMutablePointer<Double>
}

extension Workspace {
  /// All pairs with a cosine above `threshold`. Two rounds of products: the first counts, the second writes, so that every
  /// pair has its place whatever the threads do.
  fileprivate func pairs(_ rows: FloatRows, above threshold: Double) throws(PithError) -> Pairs {
    let n = rows.rows
    let cosines = try CosineRows(self, rows)
    let inverse = UnsafePointer(try inverseNorms(rows))
    let packed = try packColumns(rows, scale: inverse)
    // A product of unit rows is a chain of D roundings of numbers whose magnitudes add up to 1 at most.
    let least = Float(threshold - Double(rows.cols &+ 16) * 0x1p-22)
    let starts = try allocate(n &+ 1, of: Int.self)
    starts.update(repeating: 0, count: n &+ 1)
    try tiles(rows, scale: inverse, against: packed, lower: true) { tile in
      visit(tile, above: least) { i, j in
        if cosines.cosine(i, j) > threshold { starts[i &+ 1] &+= 1 }
      }
    }
    var i = 0
    while i < n {
      starts[i &+ 1] &+= starts[i]
      i &+= 1
    }
    let count = starts[n]
    guard count <= Int(Int32.max) else { throw PithError.outOfMemory(count) }
    let pairs = Pairs(
      count: count, later: try allocate(count, of: Int32.self), earlier: try allocate(count, of: Int32.self),
      similarity: try allocate(count, of: Double.self))
    if count == 0 { return pairs }
    try tiles(rows, scale: inverse, against: packed, lower: true) { tile in
      visit(tile, above: least) { i, j in
        let cosine = cosines.cosine(i, j)
        if cosine > threshold {
          let place = starts[i]
          pairs.later[place] = Int32(truncatingIfNeeded: i)
          pairs.earlier[place] = Int32(truncatingIfNeeded: j)
          pairs.similarity[place] = cosine
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
