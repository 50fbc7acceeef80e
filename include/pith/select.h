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

#ifdef __cplusplus
}
#endif

#endif
