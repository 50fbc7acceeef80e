// k-means (Lloyd 1982) with a deterministic start.
//
//   minimise over labels and centres: sum over i of |x_i - c_label(i)|^2
//
// Steps: centres from the host, or by farthest-point traversal (Primitives/FarthestPoints.swift); Lloyd's iterations
// (Primitives/Lloyd.swift). From the same centres the result is that of scikit-learn's KMeans(n_init=1, algorithm="lloyd")
// on float64 data. Where we differ: no random start, hence no seed, and k is lowered to the number of distinct rows.
//
// Cost: N k D multiply-adds an iteration.

import CPith

/// What k-means came to.
struct ClusterResult {
  /// Clusters used: k, or fewer where there are fewer distinct rows.
  var count: Int
  var inertia: Double
  var iterations: Int
}

extension Cluster {
  /// Partitions the rows of `points` into `k` clusters.
  ///
  /// - Parameters:
  ///   - points: `[N, D]` or `[B, N, D]`, f32, f16 or bf16, finite.
  ///   - initialCenters: `[k, D]` or `[B, k, D]`, finite; nil: farthest-point traversal.
  ///   - k: 1 or more; at most N with `initialCenters`, else lowered to the number of distinct rows.
  ///   - maxIterations: 0 or more; 0 only labels.
  ///   - tolerance: 0 or more, relative to the mean variance of the dimensions.
  ///   - labels: out, `[N]` or `[B, N]`, i32.
  ///   - centers: out, `[k, D]` or `[B, k, D]`; rows from the number of clusters on are left as they are.
  ///   - inertia: out, `[1]` or `[B, 1]`.
  ///   - iterations: out, `[1]` or `[B, 1]`, i32.
  ///   - count: out, `[1]` or `[B, 1]`, i32: clusters used.
  public static func kMeans(
    _ workspace: Workspace, points: Tensor, initialCenters: Tensor?, k: Int, maxIterations: Int, tolerance: Double,
    labels: Tensor, centers: Tensor?, inertia: Tensor?, iterations: Tensor?, count: Tensor?
  ) throws(PithError) {
    let points = try points.block("points", rank: 2, .float, "[N, D] or [B, N, D]")
    let n = points.extent(0)
    let dim = points.extent(1)
    let initial = try initialCenters.block("initial_centers", rank: 2, .float, "[k, D] or [B, k, D]", like: points)
    try requireIterations(maxIterations, tolerance)
    guard k >= 1 && k <= Int(Int32.max) else { throw PithError(.range, "k", expected: "1 to 2^31 - 1", got: .integer(k)) }
    if let initial {
      try initial.require(k, dim, "[k, D] or [B, k, D]")
      guard k <= n else { throw PithError(.range, "k", expected: "1 to N with initial_centers", got: .integer(k)) }
    }
    let labels = try labels.block("labels", rank: 1, .index, "[N] or [B, N]")
    try labels.require(n, "[N] or [B, N]")
    try labels.requireBatch(of: points)
    let centers = try centers.block("centers", rank: 2, .float, "[k, D] or [B, k, D]", like: points)
    try centers?.require(k, dim, "[k, D] or [B, k, D]")
    let inertia = try inertia.block("inertia", rank: 1, .float, "[1] or [B, 1]", like: points)
    try inertia?.require(1, "[1] or [B, 1]")
    let iterations = try iterations.block("iterations", rank: 1, .index, "[1] or [B, 1]", like: points)
    try iterations?.require(1, "[1] or [B, 1]")
    let count = try count.block("count", rank: 1, .index, "[1] or [B, 1]", like: points)
    try count?.require(1, "[1] or [B, 1]")

    let most = initial == nil ? min(k, n) : k
    let results = try workspace.allocate(points.batch, of: ClusterResult.self)
    let labelled = try workspace.allocate(try product(points.batch, n), of: Int32.self)
    let narrow = try workspace.allocate(try product(points.batch, try product(most, dim)), of: Float.self)
    var b = 0
    while b < points.batch {
      let mark = workspace.mark()
      let rows = try workspace.floatRows(points.item(b))
      try workspace.requireFinite(rows, "points")
      var start: FloatRows?
      if let initial {
        let given = try workspace.floatRows(initial.item(b))
        try workspace.requireFinite(given, "initial_centers")
        start = given
      }
      let wide = try workspace.allocate(try product(most, dim), of: Double.self)
      results[b] = try workspace.kMeans(
        rows, from: start, k: k, maxIterations: maxIterations, tolerance: tolerance, labels: labelled + b &* n,
        centers: wide)
      workspace.kernels.pointee.f32_from_f64(wide, narrow + b &* most &* dim, results[b].count &* dim)
      workspace.release(mark)
      b &+= 1
    }
    b = 0
    while b < points.batch {
      let result = results[b]
      workspace.commit(labelled + b &* n, count: n, to: labels.item(b))
      if let centers {
        workspace.commit(narrow + b &* most &* dim, rows: result.count, cols: dim, to: centers.item(b))
      }
      if let inertia { workspace.commit(Float(result.inertia), to: inertia.item(b)) }
      if let iterations { workspace.commit(result.iterations, to: iterations.item(b)) }
      if let count { workspace.commit(result.count, to: count.item(b)) }
      b &+= 1
    }
  }

  static func requireIterations(_ maxIterations: Int, _ tolerance: Double) throws(PithError) {
    try require(maxIterations, "max_iterations", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    guard tolerance >= 0 && tolerance.isFinite else {
      throw PithError(.range, "tolerance", expected: "a finite number that is not negative", got: .real(tolerance))
    }
  }
}

extension Workspace {
  /// k-means of finite rows. `labels` has room for N, `centers` for `[k, D]` (`[min(k, N), D]` without `start`).
  func kMeans(
    _ rows: FloatRows, from start: FloatRows?, k: Int, maxIterations: Int, tolerance: Double,
    labels: UnsafeMutablePointer<Int32>, centers: UnsafeMutablePointer<Double>
  ) throws(PithError) -> ClusterResult {
    if rows.rows == 0 { return ClusterResult(count: 0, inertia: 0, iterations: 0) }
    let mark = self.mark()
    defer { release(mark) }
    let moments = try self.moments(rows)
    var count = k
    if let start {
      widen(start, k, nil, into: centers)
    } else {
      let picks = try allocate(min(k, rows.rows), of: Int32.self)
      count = try farthestPoints(rows, moments, k: min(k, rows.rows), picks: picks)
      widen(rows, count, picks, into: centers)
    }
    let search = try centerSearch(rows, moments, capacity: count)
    let fit = try lloyd(
      search, moments, centers: centers, k: count, maxIterations: maxIterations, tolerance: tolerance, labels: labels)
    return ClusterResult(count: count, inertia: fit.inertia, iterations: fit.iterations)
  }

  /// The first `count` rows, or those listed, as contiguous doubles.
  func widen(
    _ rows: FloatRows, _ count: Int, _ picks: UnsafePointer<Int32>?, into centers: UnsafeMutablePointer<Double>
  ) {
    var j = 0
    while j < count {
      kernels.pointee.f64_from_f32(rows.row(picks.map { Int($0[j]) } ?? j), centers + j &* rows.cols, rows.cols)
      j &+= 1
    }
  }
}
