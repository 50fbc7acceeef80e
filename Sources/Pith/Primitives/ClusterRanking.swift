// Clusters of rows in order: the k-means behind Cluster.crag and its ordering, on rows in memory.

import CPith

extension Workspace {
  /// Clusters finite rows as `options` say. Everything in the result is scratch of this call.
  func crag(_ given: FloatRows, from start: FloatRows?, _ options: CragOptions) throws(PithError) -> CragResult {
    let n = given.rows
    let most = start == nil ? min(options.kMax, n) : options.kMax
    let perCluster = min(options.perCluster, n)
    var result = CragResult(
      count: 0, labels: try allocate(n, of: Int32.self), clusters: try allocate(most, of: Int32.self),
      sizes: try allocate(most, of: Int32.self), members: try allocate(n, of: Int32.self),
      representatives: try allocate(perCluster > 0 ? n : 0, of: Int32.self), representativeCount: 0,
      centers: try allocate(try product(most, given.cols), of: Double.self), inertia: 0, iterations: 0)
    if n == 0 { return result }
    let mark = self.mark()
    defer { release(mark) }
    let rows = options.normalize ? try unitRows(given) : given
    let moments = try self.moments(rows)
    let picks = try allocate(most, of: Int32.self)
    var least = options.kMax
    result.count = options.kMax
    if start == nil {
      result.count = try farthestPoints(rows, moments, k: most, picks: picks)
      least = min(options.kMin, result.count)
    }
    let search = try centerSearch(rows, moments, capacity: result.count)
    if least < result.count {
      let tries = result.count &- least &+ 1
      let inertia = try allocate(tries, of: Double.self)
      let below = try allocate(tries, of: Double.self)
      var i = 0
      while i < tries {
        result.count = least &+ i
        try fit(&result, rows, search, moments, from: start, picks, options)
        inertia[i] = result.inertia
        i &+= 1
      }
      result.count = least &+ elbowIndex(inertia, tries, below: below)
    }
    try fit(&result, rows, search, moments, from: start, picks, options)
    try order(rows, &result, perCluster: perCluster, options.order)
    return result
  }

  /// Fills labels, centres, inertia and iterations for `result.count` clusters.
  private func fit(
    _ result: inout CragResult, _ rows: FloatRows, _ search: CenterSearch, _ moments: RowMoments,
    from start: FloatRows?, _ picks: UnsafePointer<Int32>, _ options: CragOptions
  ) throws(PithError) {
    if let start {
      widen(start, result.count, nil, into: result.centers)
    } else {
      widen(rows, result.count, picks, into: result.centers)
    }
    let fit = try lloyd(
      search, moments, centers: result.centers, k: result.count, maxIterations: options.maxIterations,
      tolerance: options.tolerance, labels: result.labels)
    result.inertia = fit.inertia
    result.iterations = fit.iterations
  }

  /// Rows of length 1, rounded to f32 from double; zero rows stay zero.
  private func unitRows(_ rows: FloatRows) throws(PithError) -> FloatRows {
    let dim = rows.cols
    let unit = try allocate(try product(rows.rows, dim), of: Float.self)
    let grain = max(1, 16384 / max(dim, 1))
    let wide = try allocate(try product(dim, parts(rows.rows, grain: grain)), of: Double.self)
    let table = kernels
    parallelRanges(rows.rows, grain: grain) { part, begin, end in
      let row = wide + part &* dim
      var i = begin
      while i < end {
        let norm = pith_sqrt_f64(table.pointee.wide_sum_squares(rows.row(i), dim))
        table.pointee.f64_from_f32(rows.row(i), row, dim)
        if norm > 0 { table.pointee.double_scale(1 / norm, row, row, dim) }
        table.pointee.f32_from_f64(row, unit + i &* dim, dim)
        i &+= 1
      }
    }
    return FloatRows(base: UnsafePointer(unit), rows: rows.rows, cols: dim, stride: dim)
  }

  /// Orders clusters, members and representatives.
  private func order(
    _ rows: FloatRows, _ result: inout CragResult, perCluster: Int, _ order: Order
  ) throws(PithError) {
    let mark = self.mark()
    defer { release(mark) }
    let n = rows.rows
    let k = result.count
    let distance = try allocate(n, of: Double.self)
    squaredDistances(rows, result.labels, result.centers, into: distance)
    result.sizes.update(repeating: 0, count: k)
    // Clusters in the order of their lowest rows, empty ones last: the stable sort by size then keeps ties that way.
    let found = try allocate(k, of: Int32.self)
    let negative = try allocate(k, of: Double.self)
    var seen = 0
    var i = 0
    while i < n {
      let label = Int(result.labels[i])
      if result.sizes[label] == 0 {
        found[seen] = Int32(truncatingIfNeeded: label)
        seen &+= 1
      }
      result.sizes[label] &+= 1
      i &+= 1
    }
    var j = 0
    while j < k {
      if result.sizes[j] == 0 {
        found[seen] = Int32(truncatingIfNeeded: j)
        seen &+= 1
      }
      negative[j] = -Double(result.sizes[j])
      j &+= 1
    }
    let spare = try allocate(max(n, k), of: Int32.self)
    stableSort(found, k, by: negative, spare: spare)
    result.clusters.update(from: found, count: k)

    let place = try allocate(k, of: Int32.self)
    var begin = 0
    j = 0
    while j < k {
      place[Int(found[j])] = Int32(truncatingIfNeeded: begin)
      begin &+= Int(result.sizes[Int(found[j])])
      j &+= 1
    }
    i = 0
    while i < n {
      let label = Int(result.labels[i])
      result.members[Int(place[label])] = Int32(truncatingIfNeeded: i)
      place[label] &+= 1
      i &+= 1
    }
    begin = 0
    j = 0
    while j < k {
      let size = Int(result.sizes[Int(found[j])])
      let members = result.members + begin
      stableSort(members, size, by: distance, spare: spare)
      let kept = min(perCluster, size)
      let representatives = result.representatives + result.representativeCount
      if kept > 0 {
        representatives.update(from: members, count: kept)
        // The distances have served: their place takes the rows themselves as keys.
        if order == .position { ascend(representatives, kept, keys: distance, spare: spare) }
      }
      result.representativeCount &+= kept
      begin &+= size
      j &+= 1
    }
  }

  /// Sorts rows ascending; `keys` is overwritten at these rows.
  private func ascend(
    _ rows: UnsafeMutablePointer<Int32>, _ count: Int, keys: UnsafeMutablePointer<Double>,
    spare: UnsafeMutablePointer<Int32>
  ) {
    var i = 0
    while i < count {
      keys[Int(rows[i])] = Double(rows[i])
      i &+= 1
    }
    stableSort(rows, count, by: keys, spare: spare)
  }
}
