/** @file
 * The select family: which tokens stay. Its comment goes on.
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
 * Keeps the `keep` tokens that are farthest from each other in cosine distance. The first token is
 * the one nearest to the mean of all tokens, as in the paper.
 *
 * A second paragraph, longer than a line, so that it has to be wrapped: words go on and on until
 * the margin of one hundred columns is well behind them.
 *
 * - an item, with a colon: not a field;
 * - another item that goes on.
 *
 * @code
 * d(i, j) = 1 - <x_i, x_j> / (|x_i| |x_j|)
 *   for all i < j
 * @endcode
 *
 * @param[in] context Threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] tokens `[N, D]` or `[B, N, D]`, f32, any strides. [x] and <y> are not links, *z* is
 *   not emphasis.
 * @param[in] mask optional, `[N]`, u8.
 * @param[in] keep 0…N.
 * @param[in] order How the result is ordered:
 *   - `PITH_SELECT_ORDER_POSITION`: ascending;
 *   - `PITH_SELECT_ORDER_RANKED`: first picked first.
 * @param[out] indices `[keep]`, i32.
 *
 * - Method: divprune
 * - Paper: DivPrune: Diversity-based Visual Token Pruning. CVPR 2025.
 *   https://arxiv.org/abs/2503.02175.
 * - Ties: the lower index wins.
 * - NaN: refused.
 * - Errors: `PITH_ERROR_NULL`; `PITH_ERROR_RANGE` for `keep`, and again `PITH_ERROR_NULL` where it
 *   applies.
 * - Cost: O(N^2 D) time.
 * - Differs: see https://example.org/a_b?c=[d] (theirs), which does not look at \ or "quotes".
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_divprune(
    pith_context *context, const pith_view *tokens, const pith_view *mask, int64_t keep,
    pith_select_order order, const pith_view *indices) PITH_NOEXCEPT;

/**
 * Every scalar.
 *
 * @param[in] a 1.
 * @param[in] b 2.
 * @param[in] c 3.
 * @param[in] d 4.
 * @param[in] e 5.
 * @param[in] f 6.
 * @param[in] type 7, a keyword of Rust.
 * @return The sum, or `PITH_NONE`.
 *
 * - Since: 0.2.1
 */
PITH_API int64_t pith_select_scalars(
    int32_t a, uint32_t b, uint64_t c, uint8_t d, float e, double f, int16_t type) PITH_NOEXCEPT;

/**
 * Keeps what is above.
 *
 * @param[in,out] values `[N]`, f32, in place.
 *
 * - Method: above
 * - Paper: none
 * - Errors: those of views.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_above(const pith_view *values) PITH_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
