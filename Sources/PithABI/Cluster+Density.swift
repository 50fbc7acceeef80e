// The cluster family: centres that are dense and far from anything denser.

import CPithABI
import Pith

/// Clusters tokens around density peaks (DPC-KNN): the centres with the highest product of density and distance to anything denser.
///
/// d is the Euclidean distance divided by sqrt(D). density = exp(-mean of the `neighbours` smallest d^2 of the token, itself
/// included) + `noise_scale` * noise; delta = least d to a denser token, the greatest d of all where there is none; score =
/// density * delta. Every token goes to the nearest of the centres, a centre to itself. `assign` and `weight` are for
/// `pith_apply_merge` in sum mode.
///
/// - Method: dpc_knn
/// - Paper: Du, Ding and Jia, "Study on Density Peaks Clustering Based on k-Nearest Neighbors and Principal Component Analysis", Knowledge-Based Systems 99 (2016), as used by Chat-UniVi (CVPR 2024); https://arxiv.org/abs/2311.08046
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - tokens: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
///   - noise: in, optional, `[N]` or `[B, N]`: breaks ties of density; the authors draw it from [0, 1). NULL: zeros.
///   - mask: in, optional, `[N]` or `[B, N]`, i32, 0: padding: density and score 0, in the cluster of rank 0, and farther than anything.
///   - token_weight: in, optional, `[N]` or `[B, N]`, not negative; NULL: ones. Only `weight` depends on it.
///   - clusters: 0 to N.
///   - neighbours: 1 to N, the token itself included: 5 is usual. With 1 every density is 1 and noise alone decides.
///   - noise_scale: 1e-6 in the authors' code.
///   - epsilon: 0 or more: added to the weight of a cluster; Chat-UniVi has 1e-6, PruneVid 0.
///   - centers: out, `[clusters]` or `[B, clusters]`, i32: the centres, highest score first.
///   - assign: out, optional, `[N]` or `[B, N]`, i32: rank of the token's centre in `centers`; -1 if `clusters` is 0.
///   - weight: out, optional, `[N]` or `[B, N]`: token weight / (`epsilon` + sum of the weights of the token's cluster); 0 where
///     that is 0 / 0.
///   - density: out, optional, `[N]` or `[B, N]`.
///   - delta: out, optional, `[N]` or `[B, N]`.
///   - score: out, optional, `[N]` or `[B, N]`.
/// - Ties: equal scores: the lower index; equally near centres: the lower rank. A token of equal density is not denser.
/// - NaN: `PITH_ERROR_NONFINITE`; a negative token weight: `PITH_ERROR_VALUE`.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CANCELLED`, those of views.
/// - Cost: N^2 D + N `clusters` D multiply-adds; O(N (D + `neighbours`) + `clusters` D) scratch.
/// - Threads: pairs are split; the bits do not depend on it.
/// - Differs: near duplicates get their true distance (the authors' expanded form loses it); density in double, so that it
///   does not vanish for tokens far apart.
/// - Since: 0.1
@_cdecl("pith_cluster_dpc_knn") @implementation
public func pith_cluster_dpc_knn(
  _ context: OpaquePointer?, _ tokens: UnsafePointer<pith_view>?, _ noise: UnsafePointer<pith_view>?,
  _ mask: UnsafePointer<pith_view>?, _ token_weight: UnsafePointer<pith_view>?, _ clusters: Int64, _ neighbours: Int64,
  _ noise_scale: Double, _ epsilon: Double, _ centers: UnsafePointer<pith_view>?, _ assign: UnsafePointer<pith_view>?,
  _ weight: UnsafePointer<pith_view>?, _ density: UnsafePointer<pith_view>?, _ delta: UnsafePointer<pith_view>?,
  _ score: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_cluster_dpc_knn", context) { call throws(PithError) in
    let tokens = try call.input(tokens, "tokens")
    let noise = try call.optionalInput(noise, "noise")
    let mask = try call.optionalInput(mask, "mask")
    let tokenWeight = try call.optionalInput(token_weight, "token_weight")
    let centers = try call.output(centers, "centers")
    let assign = try call.optionalOutput(assign, "assign")
    let weight = try call.optionalOutput(weight, "weight")
    let density = try call.optionalOutput(density, "density")
    let delta = try call.optionalOutput(delta, "delta")
    let score = try call.optionalOutput(score, "score")
    try Cluster.dpcKnn(
      call.workspace, tokens: tokens, noise: noise, mask: mask, tokenWeight: tokenWeight, clusters: call.count(clusters),
      neighbours: call.count(neighbours), noiseScale: noise_scale, epsilon: epsilon, centers: centers, assign: assign,
      weight: weight, density: density, delta: delta, score: score)
  }
}
