// The cluster family: which rows belong together.

import CPithABI
import Pith

/// Partitions rows into k clusters by Lloyd's k-means, with a deterministic start.
///
/// From the same initial centres the result is that of scikit-learn's `KMeans(n_init=1, algorithm="lloyd")` on float64 data.
/// Stops when no label changes, when the summed squared shift of the centres is at most `tolerance` times the mean variance of
/// the dimensions, or after `max_iterations`. Labels always belong to the centres that are returned. An empty cluster takes
/// the row that lies farthest from its own centre.
///
/// - Method: kmeans
/// - Paper: Lloyd, "Least Squares Quantization in PCM", IEEE Transactions on Information Theory 28 (1982); https://doi.org/10.1109/TIT.1982.1056489
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - points: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
///   - initial_centers: in, optional, `[k, D]` or `[B, k, D]`; NULL: farthest-point traversal (`pith_cluster_farthest_point`).
///   - k: 1 or more. With `initial_centers` at most N; without, lowered to the number of distinct rows.
///   - max_iterations: 0 or more; 0 only labels.
///   - tolerance: 0 or more; scikit-learn's default is 1e-4.
///   - labels: out, `[N]` or `[B, N]`, i32: the cluster of each row.
///   - centers: out, optional, `[k, D]` or `[B, k, D]`; rows past `count` are left as they are.
///   - inertia: out, optional, `[1]` or `[B, 1]`: sum of squared distances to the centres.
///   - iterations: out, optional, `[1]` or `[B, 1]`, i32: iterations, the last one included.
///   - count: out, optional, `[1]` or `[B, 1]`, i32: clusters used.
/// - Ties: a row between two centres goes to the lower centre; the farthest row is the lowest of equals.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `k`, `max_iterations` and `tolerance`, `PITH_ERROR_CANCELLED`, those of views.
/// - Cost: N k D multiply-adds an iteration, fewer as it settles; O(N k + k D) scratch at most.
/// - Threads: rows and columns are split; the bits do not depend on it.
/// - Differs: no random start; see `initial_centers`.
/// - Since: 0.1
@_cdecl("pith_cluster_kmeans") @implementation
public func pith_cluster_kmeans(
  _ context: OpaquePointer?, _ points: UnsafePointer<pith_view>?, _ initial_centers: UnsafePointer<pith_view>?,
  _ k: Int64, _ max_iterations: Int64, _ tolerance: Double, _ labels: UnsafePointer<pith_view>?,
  _ centers: UnsafePointer<pith_view>?, _ inertia: UnsafePointer<pith_view>?,
  _ iterations: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_cluster_kmeans", context) { call throws(PithError) in
    let points = try call.input(points, "points")
    let initial = try call.optionalInput(initial_centers, "initial_centers")
    let labels = try call.output(labels, "labels")
    let centers = try call.optionalOutput(centers, "centers")
    let inertia = try call.optionalOutput(inertia, "inertia")
    let iterations = try call.optionalOutput(iterations, "iterations")
    let count = try call.optionalOutput(count, "count")
    try Cluster.kMeans(
      call.workspace, points: points, initialCenters: initial, k: call.count(k),
      maxIterations: call.count(max_iterations), tolerance: tolerance, labels: labels, centers: centers,
      inertia: inertia, iterations: iterations, count: count)
  }
}

/// Picks rows that lie far apart: first the row nearest to the mean, then always the row farthest from those picked.
///
/// - Method: farthest_point
/// - Paper: Gonzalez, "Clustering to Minimize the Maximum Intercluster Distance", Theoretical Computer Science 38 (1985); https://doi.org/10.1016/0304-3975(85)90224-5
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - points: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
///   - k: 0 to N.
///   - indices: out, `[k]` or `[B, k]`, i32, in the order of picking; what lies past `count` is left as it is.
///   - count: out, optional, `[1]` or `[B, 1]`, i32: `k`, or the number of distinct rows if that is less.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `k`, `PITH_ERROR_CANCELLED`, those of views.
/// - Cost: N k D multiply-adds, O(N + D) scratch.
/// - Since: 0.1
@_cdecl("pith_cluster_farthest_point") @implementation
public func pith_cluster_farthest_point(
  _ context: OpaquePointer?, _ points: UnsafePointer<pith_view>?, _ k: Int64, _ indices: UnsafePointer<pith_view>?,
  _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_cluster_farthest_point", context) { call throws(PithError) in
    let points = try call.input(points, "points")
    let indices = try call.output(indices, "indices")
    let count = try call.optionalOutput(count, "count")
    try Cluster.farthestPoint(call.workspace, points: points, k: call.count(k), indices: indices, count: count)
  }
}

/// Clusters embeddings of retrieved texts and ranks clusters and members: clustered (not corrective) retrieval.
///
/// k-means as `pith_cluster_kmeans`; clusters in output order are the larger first, then the one with the lowest row; members
/// are the nearest to their centre first. With `k_min < k_max` the number of clusters is chosen at the elbow of the inertias
/// (`pith_cluster_elbow`). k is lowered to the number of distinct rows.
///
/// - Method: crag
/// - Paper: Akesson and Santos, "Clustered Retrieved Augmented Generation", 2024; https://arxiv.org/abs/2406.00029
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - embeddings: in, `[N, D]`, f32, f16 or bf16, any strides.
///   - initial_centers: in, optional, `[k, D]` with `k_min = k_max = k` at most N; NULL: farthest-point traversal.
///   - k_min: 1 or more: fewest clusters.
///   - k_max: `k_min` or more: most clusters; equal to `k_min` for a fixed number.
///   - normalize: 0: rows as they are; 1: scaled to unit length (a zero row stays zero).
///   - per_cluster: 0 or more: representatives of a cluster, the members nearest to its centre.
///   - order: representatives of one cluster: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: nearest first.
///   - max_iterations: 0 or more; 300 is usual.
///   - tolerance: 0 or more; 1e-4 is usual.
///   - labels: out, `[N]`, i32: the cluster of each row.
///   - clusters: out, optional, `[capacity]`, i32: cluster numbers in output order.
///   - sizes: out, optional, `[capacity]`, i32: rows of each cluster, by cluster number.
///   - members: out, optional, `[N]`, i32: rows, cluster after cluster in output order, nearest to the centre first.
///   - representatives: out, optional, `[capacity]`, i32: cluster after cluster in output order; `k_max * per_cluster` or N,
///     whichever is less, is always enough.
///   - cluster_count: out, optional, `[1]`, i32: clusters used.
///   - representative_count: out, optional, `[1]`, i32.
///   - centers: out, optional, `[capacity, D]`, by cluster number.
///   - inertia: out, optional, `[1]`: sum of squared distances to the centres.
///   - iterations: out, optional, `[1]`, i32: iterations of the k-means that was kept.
/// - Ties: the lower index wins, of centres, rows and clusters alike.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE`, `PITH_ERROR_ENUM`, `PITH_ERROR_CAPACITY` (the count views are written), `PITH_ERROR_CANCELLED`,
///   those of views.
/// - Cost: k-means once, or `k_max - k_min + 2` times; then N D + N log N.
/// - Differs: the paper leaves start, order, choice of k and normalisation open; there is no public code.
/// - Since: 0.1
@_cdecl("pith_cluster_crag") @implementation
public func pith_cluster_crag(
  _ context: OpaquePointer?, _ embeddings: UnsafePointer<pith_view>?, _ initial_centers: UnsafePointer<pith_view>?,
  _ k_min: Int64, _ k_max: Int64, _ normalize: Int32, _ per_cluster: Int64, _ order: pith_order,
  _ max_iterations: Int64, _ tolerance: Double, _ labels: UnsafePointer<pith_view>?,
  _ clusters: UnsafePointer<pith_view>?, _ sizes: UnsafePointer<pith_view>?, _ members: UnsafePointer<pith_view>?,
  _ representatives: UnsafePointer<pith_view>?, _ cluster_count: UnsafePointer<pith_view>?,
  _ representative_count: UnsafePointer<pith_view>?, _ centers: UnsafePointer<pith_view>?,
  _ inertia: UnsafePointer<pith_view>?, _ iterations: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_cluster_crag", context) { call throws(PithError) in
    let embeddings = try call.input(embeddings, "embeddings")
    let initial = try call.optionalInput(initial_centers, "initial_centers")
    let labels = try call.output(labels, "labels")
    let clusters = try call.optionalOutput(clusters, "clusters")
    let sizes = try call.optionalOutput(sizes, "sizes")
    let members = try call.optionalOutput(members, "members")
    let representatives = try call.optionalOutput(representatives, "representatives")
    let clusterCount = try call.optionalOutput(cluster_count, "cluster_count")
    let representativeCount = try call.optionalOutput(representative_count, "representative_count")
    let centers = try call.optionalOutput(centers, "centers")
    let inertia = try call.optionalOutput(inertia, "inertia")
    let iterations = try call.optionalOutput(iterations, "iterations")
    try Cluster.crag(
      call.workspace, embeddings: embeddings, initialCenters: initial, kMin: call.count(k_min),
      kMax: call.count(k_max), normalize: try call.flag(normalize, "normalize"), perCluster: call.count(per_cluster),
      order: try call.order(order), maxIterations: call.count(max_iterations), tolerance: tolerance, labels: labels,
      clusters: clusters, sizes: sizes, members: members, representatives: representatives,
      clusterCount: clusterCount, representativeCount: representativeCount, centers: centers, inertia: inertia,
      iterations: iterations)
  }
}

/// Picks the number of clusters at the elbow of an inertia curve: the point farthest below the chord between its ends.
///
/// With x = i / (n - 1) and y the inertia scaled to 1 … 0, `distance[i] = (1 - x) - y`; k is `k_min` plus the position of the
/// greatest distance. One value, or a curve with equal ends, gives `k_min`.
///
/// - Method: crag_elbow
/// - Paper: none
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - inertia: in, `[n]`, n at least 1, f32, f16 or bf16: inertias of `k_min`, `k_min + 1`, ….
///   - k_min: 1 or more.
///   - distance: out, optional, `[n]`.
///   - k: out, `[1]`, i32.
/// - Ties: the lower k wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `k_min`, those of views.
/// - Cost: O(n).
/// - Since: 0.1
@_cdecl("pith_cluster_elbow") @implementation
public func pith_cluster_elbow(
  _ context: OpaquePointer?, _ inertia: UnsafePointer<pith_view>?, _ k_min: Int64,
  _ distance: UnsafePointer<pith_view>?, _ k: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_cluster_elbow", context) { call throws(PithError) in
    let inertia = try call.input(inertia, "inertia")
    let distance = try call.optionalOutput(distance, "distance")
    let k = try call.output(k, "k")
    try Cluster.elbow(call.workspace, inertia: inertia, kMin: call.count(k_min), distance: distance, k: k)
  }
}
