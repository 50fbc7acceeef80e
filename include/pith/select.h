/** @file
 * The select family: which tokens stay.
 *
 * Written by bindings/generator from Sources/PithABI; do not edit.
 * types.h beside this file states the conventions that hold for every function.
 */
#ifndef PITH_SELECT_H
#define PITH_SELECT_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Keeps the `keep` tokens with the largest scores.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] scores `[N]` or `[B, N]`, f32, f16 or bf16, any strides.
 * @param[in] keep 0 to N.
 * @param[in] order `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: best first.
 * @param[out] indices `[keep]` or `[B, keep]`, i32.
 *
 * - Method: top_k
 * - Paper: none
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_ENUM` for `order`, those of views.
 * - Cost: O(N + keep) time, O(N) scratch.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_top_k(
    pith_context *context, const pith_view *scores, int64_t keep, pith_order order,
    const pith_view *indices) PITH_NOEXCEPT;

/**
 * Keeps the `keep` tokens that a greedy farthest-point walk on cosine distance finds: diverse
 * tokens, without any scores.
 *
 * The first pick is the token whose nearest neighbour is farthest away; every later pick is the
 * token farthest from all picks so far. Picked tokens are never picked again. A token of norm zero
 * is at distance 1 from everything.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] tokens `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides; visual tokens after the
 *   projector.
 * @param[in] keep 0 to N. The paper keeps round-half-even(0.098 N).
 * @param[in] order `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: pick order.
 * @param[out] indices `[keep]` or `[B, keep]`, i32.
 *
 * - Method: divprune
 * - Paper: DivPrune: Diversity-based Visual Token Pruning for Large Multimodal Models, CVPR 2025,
 *   https://arxiv.org/abs/2503.02175
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_ENUM` for `order`, those of views.
 * - Cost: N²·D/2 + keep·N multiply-adds and N·D + N² floats of scratch; above N = 4096 N²·D/2 +
 *   keep·N·D and N·D.
 * - Differs: from the authors' code in that tokens of norm zero and repeated picks are handled, see
 *   above.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_divprune(
    pith_context *context, const pith_view *tokens, int64_t keep, pith_order order,
    const pith_view *indices) PITH_NOEXCEPT;

/**
 * Keeps a given token and the `keep - 1` tokens that a greedy farthest-point walk from it finds:
 * greedy k-center.
 *
 * Every pick is the token farthest from all picks so far. Picked tokens are never picked again.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] tokens `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
 * @param[in] keep 0 to N.
 * @param[in] seed the first pick of every batch item, 0 to N - 1; not looked at if `keep` is 0.
 * @param[in] metric `PITH_METRIC_COSINE` or `PITH_METRIC_SQUARED_EUCLIDEAN`.
 * @param[in] order `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: pick order.
 * @param[out] indices `[keep]` or `[B, keep]`, i32.
 *
 * - Method: farthest_point
 * - Paper: Clustering to minimize the maximum intercluster distance, Theoretical Computer Science
 *   38, 1985, https://doi.org/10.1016/0304-3975(85)90224-5
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `keep` and `seed`, `PITH_ERROR_ENUM` for `metric` and `order`,
 *   those of views.
 * - Cost: keep·N·D multiply-adds, for cosine at most about N²·D/2; cosine needs N·D floats of
 *   scratch, and N² more if `keep` is large and N at most 4096.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_farthest_point(
    pith_context *context, const pith_view *tokens, int64_t keep, int64_t seed, pith_metric metric,
    pith_order order, const pith_view *indices) PITH_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
