// Clustered retrieval: groups retrieved texts by embedding, so that each group can be summarised on its own.
//
// Akesson and Santos, "Clustered Retrieved Augmented Generation", arXiv 2406.00029 (2024). The name collides with
// corrective retrieval, which is another method. There is no public code; the paper gives the pipeline (k-means, a summary
// per cluster, the summaries joined), not the start, the order of clusters or how k is chosen. Chosen here:
//
//   start      farthest-point traversal, or the host's centres
//   k          fixed (k_min = k_max), or the elbow (Elbow.swift) of the inertias of k_min ... k_max; all of these start
//              with the first k points of one traversal. Lowered to the number of distinct rows
//   clusters   larger first, then the one with the lowest row
//   members    nearest to the centre first, then the lower row
//   representatives   the first per_cluster members of each cluster: what an extractive summary is made of
//
// Rows are taken as they are (Euclidean); with `normalize` they are scaled to unit length first (a zero row stays zero).
// Cost: that of k-means, times the number of k tried plus one if there are several; then N D + N log N.

import CPith

/// How to cluster.
struct CragOptions {
  var kMin: Int
  var kMax: Int
  var normalize = false
  var perCluster = 1
  /// Representatives of a cluster: ascending, or nearest to the centre first.
  var order = Order.position
  var maxIterations = 300
  var tolerance = 1e-4
}

/// Clusters of N rows, in scratch of the workspace.
struct CragResult {
  /// Clusters used.
  var count: Int
  /// Cluster of each row `[N]`.
  var labels: UnsafeMutablePointer<Int32>
  /// Cluster numbers in output order `[count]`.
  var clusters: UnsafeMutablePointer<Int32>
  /// Rows of each cluster, by cluster number `[count]`.
  var sizes: UnsafeMutablePointer<Int32>
  /// Rows, cluster after cluster in output order, nearest to the centre first `[N]`.
  var members: UnsafeMutablePointer<Int32>
  /// The representatives, cluster after cluster in output order.
  var representatives: UnsafeMutablePointer<Int32>
  var representativeCount: Int
  /// `[count, D]`
  var centers: UnsafeMutablePointer<Double>
  var inertia: Double
  var iterations: Int
}

extension Cluster {
  /// Clusters embeddings and puts clusters, members and representatives in order.
  ///
  /// - Parameters:
  ///   - embeddings: `[N, D]`, f32, f16 or bf16, finite.
  ///   - initialCenters: `[k, D]` with `kMin = kMax = k <= N`, finite; nil: farthest-point traversal.
  ///   - kMin, kMax: 1 or more; equal for a fixed number of clusters.
  ///   - perCluster: representatives of a cluster, 0 or more.
  ///   - order: representatives of one cluster ascending, or nearest to the centre first.
  ///   - labels: out, `[N]`, i32. The other outputs are optional; their first extent is a capacity.
  ///   - clusters, sizes: out, `[capacity]`, i32: cluster numbers in output order; sizes by cluster number.
  ///   - members: out, `[N]`, i32. representatives: out, `[capacity]`, i32.
  ///   - clusterCount, representativeCount: out, `[1]`, i32, written on success and on a capacity error.
  ///   - centers: out, `[capacity, D]`. inertia: out, `[1]`. iterations: out, `[1]`, i32.
  public static func crag(
    _ workspace: Workspace, embeddings: Tensor, initialCenters: Tensor?, kMin: Int, kMax: Int, normalize: Bool,
    perCluster: Int, order: Order, maxIterations: Int, tolerance: Double, labels: Tensor, clusters: Tensor?,
    sizes: Tensor?, members: Tensor?, representatives: Tensor?, clusterCount: Tensor?, representativeCount: Tensor?,
    centers: Tensor?, inertia: Tensor?, iterations: Tensor?
  ) throws(PithError) {
    let embeddings = try embeddings.unbatched("embeddings", rank: 2, .float, "[N, D]")
    let n = embeddings.extent(0)
    let dim = embeddings.extent(1)
    let initial = try initialCenters?.unbatched("initial_centers", rank: 2, .float, "[k, D]")
    try require(kMin, "k_min", in: 1...Int(Int32.max), "1 to 2^31 - 1")
    try require(kMax, "k_max", in: kMin...Int(Int32.max), "k_min to 2^31 - 1")
    try require(perCluster, "per_cluster", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    try requireIterations(maxIterations, tolerance)
    if let initial {
      guard kMin == kMax && kMax <= n else {
        throw PithError(.range, "k_max", expected: "k_min, at most N, with initial_centers", got: .integer(kMax))
      }
      try initial.require(kMax, dim, "[k, D]")
    }
    let labels = try labels.unbatched("labels", rank: 1, .index, "[N]")
    try labels.require(n, "[N]")
    let clusters = try clusters?.unbatched("clusters", rank: 1, .index, "[capacity]")
    let sizes = try sizes?.unbatched("sizes", rank: 1, .index, "[capacity]")
    let members = try members?.unbatched("members", rank: 1, .index, "[N]")
    try members?.require(n, "[N]")
    let representatives = try representatives?.unbatched("representatives", rank: 1, .index, "[capacity]")
    let clusterCount = try clusterCount?.unbatched("cluster_count", rank: 1, .index, "[1]")
    try clusterCount?.require(1, "[1]")
    let representativeCount = try representativeCount?.unbatched("representative_count", rank: 1, .index, "[1]")
    try representativeCount?.require(1, "[1]")
    let centers = try centers?.unbatched("centers", rank: 2, .float, "[capacity, D]")
    try centers?.require(-1, dim, "[capacity, D]")
    let inertia = try inertia?.unbatched("inertia", rank: 1, .float, "[1]")
    try inertia?.require(1, "[1]")
    let iterations = try iterations?.unbatched("iterations", rank: 1, .index, "[1]")
    try iterations?.require(1, "[1]")

    let rows = try workspace.floatRows(embeddings.first)
    try workspace.requireFinite(rows, "embeddings")
    var start: FloatRows?
    if let initial {
      let given = try workspace.floatRows(initial.first)
      try workspace.requireFinite(given, "initial_centers")
      start = given
    }
    let options = CragOptions(
      kMin: kMin, kMax: kMax, normalize: normalize, perCluster: perCluster, order: order,
      maxIterations: maxIterations, tolerance: tolerance)
    let result = try workspace.crag(rows, from: start, options)
    let narrow = try workspace.allocate(try product(result.count, dim), of: Float.self)
    workspace.kernels.pointee.f32_from_f64(result.centers, narrow, result.count &* dim)

    if let clusterCount { workspace.commit(result.count, to: clusterCount.first) }
    if let representativeCount { workspace.commit(result.representativeCount, to: representativeCount.first) }
    try clusters?.requireCapacity(result.count)
    try sizes?.requireCapacity(result.count)
    try centers?.requireCapacity(result.count)
    try representatives?.requireCapacity(result.representativeCount)
    workspace.commit(result.labels, count: n, to: labels.first)
    if let clusters { workspace.commit(result.clusters, count: result.count, to: clusters.first) }
    if let sizes { workspace.commit(result.sizes, count: result.count, to: sizes.first) }
    if let members { workspace.commit(result.members, count: n, to: members.first) }
    if let representatives {
      workspace.commit(result.representatives, count: result.representativeCount, to: representatives.first)
    }
    if let centers { workspace.commit(narrow, rows: result.count, cols: dim, to: centers.first) }
    if let inertia { workspace.commit(Float(result.inertia), to: inertia.first) }
    if let iterations { workspace.commit(result.iterations, to: iterations.first) }
  }
}
