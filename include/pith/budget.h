/** @file
 * The budget family: how many tokens to keep or remove, and where.
 *
 * Written by bindings/generator from Sources/PithABI; do not edit.
 * types.h beside this file states the conventions that hold for every function.
 */
#ifndef PITH_BUDGET_H
#define PITH_BUDGET_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Fills how many tokens each layer of a network removes by token merging.
 *
 * Layer l of L removes int(low + l (high - low) / (L - 1)) tokens with low = int(r (1 - inflect))
 * and high = 2 r - low; int() truncates. One layer removes r. Slopes beyond -1 to 1 can give
 * negative numbers, which `pith_merge_tome` takes as 0.
 *
 * @param[in] context may be NULL.
 * @param[in] layers L, 0 to 2^31 - 1.
 * @param[in] r mean number of tokens per layer, 0 to 2^31 - 1.
 * @param[in] inflect slope: 0 constant, -1 falling from 2 r to 0, 1 rising from 0 to 2 r.
 * @param[out] schedule `[layers]`, i32.
 *
 * - Method: tome_schedule
 * - Paper: Token Merging: Your ViT But Faster, ICLR 2023, https://arxiv.org/abs/2210.09461
 * - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
 * - Cost: O(L).
 * - Differs: one layer is legal.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_budget_tome_schedule(
    pith_context *context, int64_t layers, int64_t r, double inflect,
    const pith_view *schedule) PITH_NOEXCEPT;

/**
 * Turns a ratio into a number of tokens by a named rounding rule.
 *
 * The product `n * ratio` is taken in double, as Python does. For a ratio of dropped tokens pass
 * `1 - ratio`, in double too.
 *
 * @param[in] n 0 to 2^53.
 * @param[in] ratio 0 to 1.
 * @param[in] rounding `PITH_ROUNDING_FLOOR`, `_CEIL`, `_HALF_EVEN` (Python's `round`), `_HALF_UP`,
 *   `_TRUNCATE` (Python's `int`).
 * @param[out] count one number, 0 to n.
 *
 * - Method: keep_count
 * - Paper: none
 * - NaN: `PITH_ERROR_RANGE` for `ratio`.
 * - Errors: `PITH_ERROR_NULL` for `count`, `PITH_ERROR_RANGE`, `PITH_ERROR_ENUM`.
 * - Cost: O(1).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_budget_keep_count(
    int64_t n, double ratio, pith_rounding rounding, int64_t *count) PITH_NOEXCEPT;

/**
 * The grid of a diffusion model's layer, and how many of its tokens to merge.
 *
 * downsample = ceil(sqrt(full_width full_height div n)); the grid is the full one divided by it,
 * rounded up; int(n ratio) tokens go, none where downsample exceeds `max_downsample`.
 *
 * @param[in] context may be NULL.
 * @param[in] full_width of the whole latent image, 1 to 2^31 - 1.
 * @param[in] full_height of the whole latent image, 1 to 2^31 - 1.
 * @param[in] n tokens of the layer, 1 to full_width * full_height.
 * @param[in] ratio 0 to 1; the paper's is 0.5.
 * @param[in] max_downsample deeper layers merge nothing; the paper's is 1.
 * @param[out] grid `[2]`, i32: width and height for `pith_merge_tomesd`.
 * @param[out] remove `[1]`, i32.
 *
 * - Method: tomesd_plan
 * - Paper: Token Merging for Fast Stable Diffusion, CVPR workshop 2023,
 *   https://arxiv.org/abs/2303.17604
 * - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
 * - Cost: O(1).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_budget_tomesd_plan(
    pith_context *context, int64_t full_width, int64_t full_height, int64_t n, double ratio,
    int64_t max_downsample, const pith_view *grid, const pith_view *remove) PITH_NOEXCEPT;

/**
 * Fills how many tokens each layer removes on average so that all together remove a given number.
 *
 * Constant: equal shares, the remainder in the first layers. Linear: from 2 `remove` div `layers`
 * down, until everything is removed; a layer that would get less than one, or the last, gets the
 * rest. Reverse linear: that backwards.
 *
 * @param[in] context may be NULL.
 * @param[in] layers 0 to 2^31 - 1.
 * @param[in] remove tokens that all layers remove together, 0 to 2^30.
 * @param[in] kind a value of `pith_schedule`.
 * @param[out] schedule `[layers]`, i32.
 *
 * - Method: dymu_schedule
 * - Paper: DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025,
 *   https://arxiv.org/abs/2504.17040
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_ENUM` for `kind`, those of views.
 * - Cost: O(layers).
 * - Differs: always ends (theirs does not for 24 layers and 96 tokens, linear).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_budget_dymu_schedule(
    pith_context *context, int64_t layers, int64_t remove, pith_schedule kind,
    const pith_view *schedule) PITH_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
