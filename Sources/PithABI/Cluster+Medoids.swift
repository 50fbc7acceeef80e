// The cluster family: tokens that stand for their clusters.

import CPithABI
import Pith

/// Picks tokens that stand for the others: k medoids of the tokens or of their spectral embedding (CenterCLIP).
///
/// The start is the token of greatest norm, then always the one farthest from those chosen. Tokens go to the nearest medoid; the
/// new medoid is the member with the least sum of distances; and so on. `pith_apply_gather` with `medoids` makes the shorter
/// sequence, `pith_apply_merge` with `assign` the means of the clusters.
///
/// - Method: centerclip
/// - Paper: Zhao, Zhu, Wang and Yang, "CenterCLIP: Token Clustering for Efficient Text-Video Retrieval", SIGIR 2022; https://arxiv.org/abs/2205.00823
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - tokens: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
///   - options: `algorithm` k-medoids or spectral; NULL: the usual values.
///   - clusters: 0 to N.
///   - medoids: out, `[clusters]` or `[B, clusters]`, i32, ascending.
///   - assign: out, optional, `[N]` or `[B, N]`, i32: the rank of the token's medoid; -1 if `clusters` is 0.
/// - Ties: the lower index wins; a medoid belongs to itself.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `clusters` and the options, `PITH_ERROR_ENUM`, `PITH_ERROR_CANCELLED`, those of views.
/// - Cost: N `clusters` D + D times the squared sizes of clusters that change; spectral: N^2 D + N^3 more; O(N (D + `clusters`))
///   doubles of scratch, spectral O(N^2).
/// - Threads: tokens and clusters are split; the bits do not depend on it.
/// - Differs: distances are symmetric differences in double (the authors' break ties of two by rounding); items of a batch stop
///   on their own. Tokens of one part of a spectral graph without links between its parts may lie
///   on one point: rounding then chooses the medoid among them, as in the authors' code.
/// - Since: 0.1
@_cdecl("pith_cluster_centerclip") @implementation
public func pith_cluster_centerclip(
  _ context: OpaquePointer?, _ tokens: UnsafePointer<pith_view>?, _ options: UnsafePointer<pith_centerclip_options>?,
  _ clusters: Int64, _ medoids: UnsafePointer<pith_view>?, _ assign: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_cluster_centerclip", context) { call throws(PithError) in
    let tokens = try call.input(tokens, "tokens")
    let options = try call.centerClip(options)
    let medoids = try call.output(medoids, "medoids")
    let assign = try call.optionalOutput(assign, "assign")
    try Cluster.centerClip(
      call.workspace, tokens: tokens, options: options, clusters: call.count(clusters), medoids: medoids, assign: assign)
  }
}

/// Shortens a video to segments of consecutive frames, each with one class token and the tokens that stand for its patches (CenterCLIP).
///
/// The class token of a segment is the mean of those of its frames. Patches are numbered frame by frame inside their segment.
///
/// - Method: centerclip
/// - Paper: Zhao, Zhu, Wang and Yang, "CenterCLIP: Token Clustering for Efficient Text-Video Retrieval", SIGIR 2022; https://arxiv.org/abs/2205.00823
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - tokens: in, `[T, 1 + P, D]` or `[B, T, 1 + P, D]`, class tokens first, f32, f16 or bf16, any strides.
///   - options: any algorithm; NULL: the usual values.
///   - segments: 1 or more, a divisor of T.
///   - clusters: 0 to `T / segments * P`; not used by pooling.
///   - mean: 0: medoid tokens as they are; 1: the means of their clusters. Not used by pooling and sampling.
///   - y: out, `[segments, 1 + clusters, D]` or `[B, ...]`: class token, then clusters ascending by medoid; pooling:
///     `[segments, 1 + P, D]`.
///   - medoids: out, optional, `[segments, clusters]` or `[B, ...]`, i32; NULL for pooling.
///   - assign: out, optional, `[segments, T / segments * P]` or `[B, ...]`, i32; NULL for pooling and sampling.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE`, `PITH_ERROR_ENUM`, `PITH_ERROR_UNSUPPORTED` for outputs that the algorithm does not have,
///   `PITH_ERROR_CANCELLED`, those of views.
/// - Cost: that of `pith_cluster_centerclip` for each segment.
/// - Since: 0.1
@_cdecl("pith_cluster_centerclip_segments") @implementation
public func pith_cluster_centerclip_segments(
  _ context: OpaquePointer?, _ tokens: UnsafePointer<pith_view>?, _ options: UnsafePointer<pith_centerclip_options>?,
  _ segments: Int64, _ clusters: Int64, _ mean: Int32, _ y: UnsafePointer<pith_view>?,
  _ medoids: UnsafePointer<pith_view>?, _ assign: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_cluster_centerclip_segments", context) { call throws(PithError) in
    let tokens = try call.input(tokens, "tokens")
    let options = try call.centerClip(options)
    let mean = try call.flag(mean, "mean")
    let y = try call.output(y, "y")
    let medoids = try call.optionalOutput(medoids, "medoids")
    let assign = try call.optionalOutput(assign, "assign")
    try Cluster.centerClipSegments(
      call.workspace, tokens: tokens, options: options, segments: call.count(segments), clusters: call.count(clusters),
      mean: mean, y: y, medoids: medoids, assign: assign)
  }
}

extension Call {
  fileprivate func centerClip(
    _ pointer: UnsafePointer<pith_centerclip_options>?
  ) throws(PithError) -> CenterClipOptions {
    var options = CenterClipOptions()
    guard let raw = pointer?.pointee else { return options }
    guard let algorithm = CenterClipAlgorithm(rawValue: raw.algorithm) else {
      throw unknown(
        "options.algorithm", "a value of pith_centerclip_algorithm", UInt32(bitPattern: raw.algorithm))
    }
    guard let graph = CenterClipGraph(rawValue: raw.graph) else {
      throw unknown("options.graph", "a value of pith_centerclip_graph", UInt32(bitPattern: raw.graph))
    }
    options.algorithm = algorithm
    options.graph = graph
    options.cosine = try flag(raw.cosine, "options.cosine")
    options.normalize = try flag(raw.normalize, "options.normalize")
    options.iterations = count(raw.iterations)
    options.graphNeighbours = count(raw.graph_neighbours)
    options.threshold = raw.threshold
    options.sigma = raw.sigma
    return options
  }
}
