/** @file
 * The cluster family: which rows belong together.
 *
 * Written by bindings/generator from Sources/PithABI; do not edit.
 * types.h beside this file states the conventions that hold for every function.
 */
#ifndef PITH_CLUSTER_H
#define PITH_CLUSTER_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Partitions rows into k clusters by Lloyd's k-means, with a deterministic start.
 *
 * From the same initial centres the result is that of scikit-learn's
 * `KMeans(n_init=1, algorithm="lloyd")` on float64 data. Stops when no label changes, when the
 * summed squared shift of the centres is at most `tolerance` times the mean variance of the
 * dimensions, or after `max_iterations`. Labels always belong to the centres that are returned. An
 * empty cluster takes the row that lies farthest from its own centre.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] points `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
 * @param[in] initial_centers optional, `[k, D]` or `[B, k, D]`; NULL: farthest-point traversal
 *   (`pith_cluster_farthest_point`).
 * @param[in] k 1 or more. With `initial_centers` at most N; without, lowered to the number of
 *   distinct rows.
 * @param[in] max_iterations 0 or more; 0 only labels.
 * @param[in] tolerance 0 or more; scikit-learn's default is 1e-4.
 * @param[out] labels `[N]` or `[B, N]`, i32: the cluster of each row.
 * @param[out] centers optional, `[k, D]` or `[B, k, D]`; rows past `count` are left as they are.
 * @param[out] inertia optional, `[1]` or `[B, 1]`: sum of squared distances to the centres.
 * @param[out] iterations optional, `[1]` or `[B, 1]`, i32: iterations, the last one included.
 * @param[out] count optional, `[1]` or `[B, 1]`, i32: clusters used.
 *
 * - Method: kmeans
 * - Paper: Lloyd, "Least Squares Quantization in PCM", IEEE Transactions on Information Theory 28
 *   (1982); https://doi.org/10.1109/TIT.1982.1056489
 * - Ties: a row between two centres goes to the lower centre; the farthest row is the lowest of
 *   equals.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `k`, `max_iterations` and `tolerance`, `PITH_ERROR_CANCELLED`,
 *   those of views.
 * - Cost: N k D multiply-adds an iteration, fewer as it settles; O(N k + k D) scratch at most.
 * - Threads: rows and columns are split; the bits do not depend on it.
 * - Differs: no random start; see `initial_centers`.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_cluster_kmeans(
    pith_context *context, const pith_view *points, const pith_view *initial_centers, int64_t k,
    int64_t max_iterations, double tolerance, const pith_view *labels, const pith_view *centers,
    const pith_view *inertia, const pith_view *iterations, const pith_view *count) PITH_NOEXCEPT;

/**
 * Picks rows that lie far apart: first the row nearest to the mean, then always the row farthest
 * from those picked.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] points `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
 * @param[in] k 0 to N.
 * @param[out] indices `[k]` or `[B, k]`, i32, in the order of picking; what lies past `count` is
 *   left as it is.
 * @param[out] count optional, `[1]` or `[B, 1]`, i32: `k`, or the number of distinct rows if that
 *   is less.
 *
 * - Method: farthest_point
 * - Paper: Gonzalez, "Clustering to Minimize the Maximum Intercluster Distance", Theoretical
 *   Computer Science 38 (1985); https://doi.org/10.1016/0304-3975(85)90224-5
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `k`, `PITH_ERROR_CANCELLED`, those of views.
 * - Cost: N k D multiply-adds, O(N + D) scratch.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_cluster_farthest_point(
    pith_context *context, const pith_view *points, int64_t k, const pith_view *indices,
    const pith_view *count) PITH_NOEXCEPT;

/**
 * Clusters embeddings of retrieved texts and ranks clusters and members: clustered (not corrective)
 * retrieval.
 *
 * k-means as `pith_cluster_kmeans`; clusters in output order are the larger first, then the one
 * with the lowest row; members are the nearest to their centre first. With `k_min < k_max` the
 * number of clusters is chosen at the elbow of the inertias (`pith_cluster_elbow`). k is lowered to
 * the number of distinct rows.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] embeddings `[N, D]`, f32, f16 or bf16, any strides.
 * @param[in] initial_centers optional, `[k, D]` with `k_min = k_max = k` at most N; NULL:
 *   farthest-point traversal.
 * @param[in] k_min 1 or more: fewest clusters.
 * @param[in] k_max `k_min` or more: most clusters; equal to `k_min` for a fixed number.
 * @param[in] normalize 0: rows as they are; 1: scaled to unit length (a zero row stays zero).
 * @param[in] per_cluster 0 or more: representatives of a cluster, the members nearest to its
 *   centre.
 * @param[in] order representatives of one cluster: `PITH_ORDER_POSITION`: ascending;
 *   `PITH_ORDER_RANKED`: nearest first.
 * @param[in] max_iterations 0 or more; 300 is usual.
 * @param[in] tolerance 0 or more; 1e-4 is usual.
 * @param[out] labels `[N]`, i32: the cluster of each row.
 * @param[out] clusters optional, `[capacity]`, i32: cluster numbers in output order.
 * @param[out] sizes optional, `[capacity]`, i32: rows of each cluster, by cluster number.
 * @param[out] members optional, `[N]`, i32: rows, cluster after cluster in output order, nearest to
 *   the centre first.
 * @param[out] representatives optional, `[capacity]`, i32: cluster after cluster in output order;
 *   `k_max * per_cluster` or N, whichever is less, is always enough.
 * @param[out] cluster_count optional, `[1]`, i32: clusters used.
 * @param[out] representative_count optional, `[1]`, i32.
 * @param[out] centers optional, `[capacity, D]`, by cluster number.
 * @param[out] inertia optional, `[1]`: sum of squared distances to the centres.
 * @param[out] iterations optional, `[1]`, i32: iterations of the k-means that was kept.
 *
 * - Method: crag
 * - Paper: Akesson and Santos, "Clustered Retrieved Augmented Generation", 2024;
 *   https://arxiv.org/abs/2406.00029
 * - Ties: the lower index wins, of centres, rows and clusters alike.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE`, `PITH_ERROR_ENUM`, `PITH_ERROR_CAPACITY` (the count views are
 *   written), `PITH_ERROR_CANCELLED`, those of views.
 * - Cost: k-means once, or `k_max - k_min + 2` times; then N D + N log N.
 * - Differs: the paper leaves start, order, choice of k and normalisation open; there is no public
 *   code.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_cluster_crag(
    pith_context *context, const pith_view *embeddings, const pith_view *initial_centers,
    int64_t k_min, int64_t k_max, int32_t normalize, int64_t per_cluster, pith_order order,
    int64_t max_iterations, double tolerance, const pith_view *labels, const pith_view *clusters,
    const pith_view *sizes, const pith_view *members, const pith_view *representatives,
    const pith_view *cluster_count, const pith_view *representative_count, const pith_view *centers,
    const pith_view *inertia, const pith_view *iterations) PITH_NOEXCEPT;

/**
 * Picks the number of clusters at the elbow of an inertia curve: the point farthest below the chord
 * between its ends.
 *
 * With x = i / (n - 1) and y the inertia scaled to 1 … 0, `distance[i] = (1 - x) - y`; k is `k_min`
 * plus the position of the greatest distance. One value, or a curve with equal ends, gives `k_min`.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] inertia `[n]`, n at least 1, f32, f16 or bf16: inertias of `k_min`, `k_min + 1`, ….
 * @param[in] k_min 1 or more.
 * @param[out] distance optional, `[n]`.
 * @param[out] k `[1]`, i32.
 *
 * - Method: crag_elbow
 * - Paper: none
 * - Ties: the lower k wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `k_min`, those of views.
 * - Cost: O(n).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_cluster_elbow(
    pith_context *context, const pith_view *inertia, int64_t k_min, const pith_view *distance,
    const pith_view *k) PITH_NOEXCEPT;

/**
 * Clusters tokens around density peaks (DPC-KNN): the centres with the highest product of density
 * and distance to anything denser.
 *
 * d is the Euclidean distance divided by sqrt(D). density = exp(-mean of the `neighbours` smallest
 * d^2 of the token, itself included) + `noise_scale` * noise; delta = least d to a denser token,
 * the greatest d of all where there is none; score = density * delta. Every token goes to the
 * nearest of the centres, a centre to itself. `assign` and `weight` are for `pith_apply_merge` in
 * sum mode.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] tokens `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
 * @param[in] noise optional, `[N]` or `[B, N]`: breaks ties of density; the authors draw it from
 *   [0, 1). NULL: zeros.
 * @param[in] mask optional, `[N]` or `[B, N]`, i32, 0: padding: density and score 0, in the cluster
 *   of rank 0, and farther than anything.
 * @param[in] token_weight optional, `[N]` or `[B, N]`, not negative; NULL: ones. Only `weight`
 *   depends on it.
 * @param[in] clusters 0 to N.
 * @param[in] neighbours 1 to N, the token itself included: 5 is usual. With 1 every density is 1
 *   and noise alone decides.
 * @param[in] noise_scale 1e-6 in the authors' code.
 * @param[in] epsilon 0 or more: added to the weight of a cluster; Chat-UniVi has 1e-6, PruneVid 0.
 * @param[out] centers `[clusters]` or `[B, clusters]`, i32: the centres, highest score first.
 * @param[out] assign optional, `[N]` or `[B, N]`, i32: rank of the token's centre in `centers`; -1
 *   if `clusters` is 0.
 * @param[out] weight optional, `[N]` or `[B, N]`: token weight / (`epsilon` + sum of the weights of
 *   the token's cluster); 0 where that is 0 / 0.
 * @param[out] density optional, `[N]` or `[B, N]`.
 * @param[out] delta optional, `[N]` or `[B, N]`.
 * @param[out] score optional, `[N]` or `[B, N]`.
 *
 * - Method: dpc_knn
 * - Paper: Du, Ding and Jia, "Study on Density Peaks Clustering Based on k-Nearest Neighbors and
 *   Principal Component Analysis", Knowledge-Based Systems 99 (2016), as used by Chat-UniVi (CVPR
 *   2024); https://arxiv.org/abs/2311.08046
 * - Ties: equal scores: the lower index; equally near centres: the lower rank. A token of equal
 *   density is not denser.
 * - NaN: `PITH_ERROR_NONFINITE`; a negative token weight: `PITH_ERROR_VALUE`.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CANCELLED`, those of views.
 * - Cost: N^2 D + N `clusters` D multiply-adds; O(N (D + `neighbours`) + `clusters` D) scratch.
 * - Threads: pairs are split; the bits do not depend on it.
 * - Differs: near duplicates get their true distance (the authors' expanded form loses it); density
 *   in double, so that it does not vanish for tokens far apart.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_cluster_dpc_knn(
    pith_context *context, const pith_view *tokens, const pith_view *noise, const pith_view *mask,
    const pith_view *token_weight, int64_t clusters, int64_t neighbours, double noise_scale,
    double epsilon, const pith_view *centers, const pith_view *assign, const pith_view *weight,
    const pith_view *density, const pith_view *delta, const pith_view *score) PITH_NOEXCEPT;

/**
 * Picks tokens that stand for the others: k medoids of the tokens or of their spectral embedding
 * (CenterCLIP).
 *
 * The start is the token of greatest norm, then always the one farthest from those chosen. Tokens
 * go to the nearest medoid; the new medoid is the member with the least sum of distances; and so
 * on. `pith_apply_gather` with `medoids` makes the shorter sequence, `pith_apply_merge` with
 * `assign` the means of the clusters.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] tokens `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
 * @param[in] options `algorithm` k-medoids or spectral; NULL: the usual values.
 * @param[in] clusters 0 to N.
 * @param[out] medoids `[clusters]` or `[B, clusters]`, i32, ascending.
 * @param[out] assign optional, `[N]` or `[B, N]`, i32: the rank of the token's medoid; -1 if
 *   `clusters` is 0.
 *
 * - Method: centerclip
 * - Paper: Zhao, Zhu, Wang and Yang, "CenterCLIP: Token Clustering for Efficient Text-Video
 *   Retrieval", SIGIR 2022; https://arxiv.org/abs/2205.00823
 * - Ties: the lower index wins; a medoid belongs to itself.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `clusters` and the options, `PITH_ERROR_ENUM`,
 *   `PITH_ERROR_CANCELLED`, those of views.
 * - Cost: N `clusters` D + D times the squared sizes of clusters that change; spectral: N^2 D + N^3
 *   more; O(N (D + `clusters`)) doubles of scratch, spectral O(N^2).
 * - Threads: tokens and clusters are split; the bits do not depend on it.
 * - Differs: distances are symmetric differences in double (the authors' break ties of two by
 *   rounding); items of a batch stop on their own. Tokens of one part of a spectral graph without
 *   links between its parts may lie on one point: rounding then chooses the medoid among them, as
 *   in the authors' code.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_cluster_centerclip(
    pith_context *context, const pith_view *tokens, const pith_centerclip_options *options,
    int64_t clusters, const pith_view *medoids, const pith_view *assign) PITH_NOEXCEPT;

/**
 * Shortens a video to segments of consecutive frames, each with one class token and the tokens that
 * stand for its patches (CenterCLIP).
 *
 * The class token of a segment is the mean of those of its frames. Patches are numbered frame by
 * frame inside their segment.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] tokens `[T, 1 + P, D]` or `[B, T, 1 + P, D]`, class tokens first, f32, f16 or bf16,
 *   any strides.
 * @param[in] options any algorithm; NULL: the usual values.
 * @param[in] segments 1 or more, a divisor of T.
 * @param[in] clusters 0 to `T / segments * P`; not used by pooling.
 * @param[in] mean 0: medoid tokens as they are; 1: the means of their clusters. Not used by pooling
 *   and sampling.
 * @param[out] y `[segments, 1 + clusters, D]` or `[B, ...]`: class token, then clusters ascending
 *   by medoid; pooling: `[segments, 1 + P, D]`.
 * @param[out] medoids optional, `[segments, clusters]` or `[B, ...]`, i32; NULL for pooling.
 * @param[out] assign optional, `[segments, T / segments * P]` or `[B, ...]`, i32; NULL for pooling
 *   and sampling.
 *
 * - Method: centerclip
 * - Paper: Zhao, Zhu, Wang and Yang, "CenterCLIP: Token Clustering for Efficient Text-Video
 *   Retrieval", SIGIR 2022; https://arxiv.org/abs/2205.00823
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE`, `PITH_ERROR_ENUM`, `PITH_ERROR_UNSUPPORTED` for outputs that the
 *   algorithm does not have, `PITH_ERROR_CANCELLED`, those of views.
 * - Cost: that of `pith_cluster_centerclip` for each segment.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_cluster_centerclip_segments(
    pith_context *context, const pith_view *tokens, const pith_centerclip_options *options,
    int64_t segments, int64_t clusters, int32_t mean, const pith_view *y, const pith_view *medoids,
    const pith_view *assign) PITH_NOEXCEPT;

/**
 * Clusters a grid of tokens to a smaller grid by soft k-means, each token going to the cells around
 * its own only (Expedit).
 *
 * Centres start as the adaptive average pooling of the grid. An iteration shares every token out
 * among the cells within `window` div 2 rows and columns of its own cell, by the softmax of
 * -`temperature` times squared distance, and makes each centre the weighted mean of its tokens.
 * Class tokens stay outside. The way back: `pith_cluster_expedit_reconstruct`.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] tokens `[height * width, D]` or `[B, height * width, D]`, row-major grid, f32, f16 or
 *   bf16, any strides.
 * @param[in] height 1 or more.
 * @param[in] width 1 or more.
 * @param[in] out_height 1 or more; may exceed `height`.
 * @param[in] out_width 1 or more.
 * @param[in] iterations 0 or more; 5 is usual.
 * @param[in] temperature 0 or more; multiplies squared distances: 0.01 for SAM, 0.02 for Segmenter,
 *   0.1 for DPT.
 * @param[in] window 1 or more, in cells, odd: 5 is usual.
 * @param[out] centers `[out_height * out_width, D]` or `[B, out_height * out_width, D]`.
 * @param[out] labels optional, `[height * width]` or `[B, height * width]`, i32: the nearest of all
 *   centres.
 *
 * - Method: expedit
 * - Paper: Liang et al., "Expediting Large-Scale Vision Transformer for Dense Prediction without
 *   Fine-tuning", NeurIPS 2022; https://arxiv.org/abs/2210.01035
 * - Ties: labels: the lower index.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CANCELLED`, those of views.
 * - Cost: `height * width * window^2` D multiply-adds an iteration; labels:
 *   `height * width * out_height * out_width` D once.
 * - Threads: tokens and cells are split; the bits do not depend on it.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_cluster_expedit(
    pith_context *context, const pith_view *tokens, int64_t height, int64_t width,
    int64_t out_height, int64_t out_width, int64_t iterations, double temperature, int64_t window,
    const pith_view *centers, const pith_view *labels) PITH_NOEXCEPT;

/**
 * Rebuilds a token sequence from its clusters: every token becomes a combination of the values of
 * its nearest centres (Expedit).
 *
 * The weights are exp(-`temperature` * squared distance) of the `neighbours` nearest centres (and
 * of all that tie with the last), divided by their Euclidean norm. The norm is not a sum, as in the
 * published models: equal values do not come back as they were.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] tokens `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides: the tokens before
 *   clustering.
 * @param[in] centers `[M, D]` or `[B, M, D]`: their centres.
 * @param[in] values `[M, Dv]` or `[B, M, Dv]`: what became of the centres; NaN and infinity pass
 *   through.
 * @param[in] neighbours 1 or more; above M: all. 20 is usual.
 * @param[in] temperature 0 or more: as for `pith_cluster_expedit`.
 * @param[out] y `[N, Dv]` or `[B, N, Dv]`; zeros where every weight underflows, or M is 0.
 *
 * - Method: expedit
 * - Paper: Liang et al., "Expediting Large-Scale Vision Transformer for Dense Prediction without
 *   Fine-tuning", NeurIPS 2022; https://arxiv.org/abs/2210.01035
 * - Ties: centres as near as the last neighbour all count.
 * - NaN: `PITH_ERROR_NONFINITE` for `tokens` and `centers`.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CANCELLED`, those of views.
 * - Cost: N M D + N `neighbours` (D + Dv) multiply-adds; O(N (`neighbours` + Dv) + M D) scratch.
 * - Threads: tokens are split; the bits do not depend on it.
 * - Differs: more neighbours than centres are clamped (the authors' code fails).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_cluster_expedit_reconstruct(
    pith_context *context, const pith_view *tokens, const pith_view *centers,
    const pith_view *values, int64_t neighbours, double temperature,
    const pith_view *y) PITH_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
