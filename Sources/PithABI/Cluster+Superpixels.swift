// The cluster family: token grids to smaller grids and back.

import CPithABI
import Pith

/// Clusters a grid of tokens to a smaller grid by soft k-means, each token going to the cells around its own only (Expedit).
///
/// Centres start as the adaptive average pooling of the grid. An iteration shares every token out among the cells within
/// `window` div 2 rows and columns of its own cell, by the softmax of -`temperature` times squared distance, and makes each
/// centre the weighted mean of its tokens. Class tokens stay outside. The way back: `pith_cluster_expedit_reconstruct`.
///
/// - Method: expedit
/// - Paper: Liang et al., "Expediting Large-Scale Vision Transformer for Dense Prediction without Fine-tuning", NeurIPS 2022; https://arxiv.org/abs/2210.01035
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - tokens: in, `[height * width, D]` or `[B, height * width, D]`, row-major grid, f32, f16 or bf16, any strides.
///   - height: 1 or more.
///   - width: 1 or more.
///   - out_height: 1 or more; may exceed `height`.
///   - out_width: 1 or more.
///   - iterations: 0 or more; 5 is usual.
///   - temperature: 0 or more; multiplies squared distances: 0.01 for SAM, 0.02 for Segmenter, 0.1 for DPT.
///   - window: 1 or more, in cells, odd: 5 is usual.
///   - centers: out, `[out_height * out_width, D]` or `[B, out_height * out_width, D]`.
///   - labels: out, optional, `[height * width]` or `[B, height * width]`, i32: the nearest of all centres.
/// - Ties: labels: the lower index.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CANCELLED`, those of views.
/// - Cost: `height * width * window^2` D multiply-adds an iteration; labels: `height * width * out_height * out_width` D once.
/// - Threads: tokens and cells are split; the bits do not depend on it.
/// - Since: 0.1
@_cdecl("pith_cluster_expedit") @implementation
public func pith_cluster_expedit(
  _ context: OpaquePointer?, _ tokens: UnsafePointer<pith_view>?, _ height: Int64, _ width: Int64, _ out_height: Int64,
  _ out_width: Int64, _ iterations: Int64, _ temperature: Double, _ window: Int64,
  _ centers: UnsafePointer<pith_view>?, _ labels: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_cluster_expedit", context) { call throws(PithError) in
    let tokens = try call.input(tokens, "tokens")
    let centers = try call.output(centers, "centers")
    let labels = try call.optionalOutput(labels, "labels")
    try Cluster.expedit(
      call.workspace, tokens: tokens, height: call.count(height), width: call.count(width),
      outHeight: call.count(out_height), outWidth: call.count(out_width), iterations: call.count(iterations),
      temperature: temperature, window: call.count(window), centers: centers, labels: labels)
  }
}

/// Rebuilds a token sequence from its clusters: every token becomes a combination of the values of its nearest centres (Expedit).
///
/// The weights are exp(-`temperature` * squared distance) of the `neighbours` nearest centres (and of all that tie with the
/// last), divided by their Euclidean norm. The norm is not a sum, as in the published models: equal values do not come back
/// as they were.
///
/// - Method: expedit
/// - Paper: Liang et al., "Expediting Large-Scale Vision Transformer for Dense Prediction without Fine-tuning", NeurIPS 2022; https://arxiv.org/abs/2210.01035
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - tokens: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides: the tokens before clustering.
///   - centers: in, `[M, D]` or `[B, M, D]`: their centres.
///   - values: in, `[M, Dv]` or `[B, M, Dv]`: what became of the centres; NaN and infinity pass through.
///   - neighbours: 1 or more; above M: all. 20 is usual.
///   - temperature: 0 or more: as for `pith_cluster_expedit`.
///   - y: out, `[N, Dv]` or `[B, N, Dv]`; zeros where every weight underflows, or M is 0.
/// - Ties: centres as near as the last neighbour all count.
/// - NaN: `PITH_ERROR_NONFINITE` for `tokens` and `centers`.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CANCELLED`, those of views.
/// - Cost: N M D + N `neighbours` (D + Dv) multiply-adds; O(N (`neighbours` + Dv) + M D) scratch.
/// - Threads: tokens are split; the bits do not depend on it.
/// - Differs: more neighbours than centres are clamped (the authors' code fails).
/// - Since: 0.1
@_cdecl("pith_cluster_expedit_reconstruct") @implementation
public func pith_cluster_expedit_reconstruct(
  _ context: OpaquePointer?, _ tokens: UnsafePointer<pith_view>?, _ centers: UnsafePointer<pith_view>?,
  _ values: UnsafePointer<pith_view>?, _ neighbours: Int64, _ temperature: Double, _ y: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_cluster_expedit_reconstruct", context) { call throws(PithError) in
    let tokens = try call.input(tokens, "tokens")
    let centers = try call.input(centers, "centers")
    let values = try call.input(values, "values")
    let y = try call.output(y, "y")
    try Cluster.expeditReconstruct(
      call.workspace, tokens: tokens, centers: centers, values: values, neighbours: call.count(neighbours),
      temperature: temperature, y: y)
  }
}
