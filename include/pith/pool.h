/** @file
 * The pool family: fewer tokens by averaging or by maximum, over regular windows.
 *
 * Written by bindings/generator from Sources/PithABI; do not edit.
 * types.h beside this file states the conventions that hold for every function.
 */
#ifndef PITH_POOL_H
#define PITH_POOL_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Pools a grid of tokens to a smaller (or larger) grid, as PyTorch's adaptive pooling.
 *
 * Output row i covers input rows floor(i h / oh) to ceil((i + 1) h / oh) - 1, columns likewise.
 * Averages add the window's cells in row-major order in f32 and divide by the window's height, then
 * by its width: the bits of PyTorch on the CPU, save for a 1 x 1 output, which PyTorch sums in
 * another order and Pith in double. 1-D pooling: `height = out_height = 1`.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] x `[height * width, D]` or `[B, height * width, D]`, a row-major grid, f32, f16 or
 *   bf16, any strides.
 * @param[in] height 1 or more.
 * @param[in] width 1 or more.
 * @param[in] out_height 1 or more; may exceed `height`.
 * @param[in] out_width 1 or more; may exceed `width`.
 * @param[in] mode `PITH_POOL_AVERAGE` or `PITH_POOL_MAX`.
 * @param[out] y `[out_height * out_width, D]` or `[B, out_height * out_width, D]`, f32, f16 or
 *   bf16.
 *
 * - Method: adaptive_pool2d
 * - Paper: PyTorch, `torch.nn.functional.adaptive_avg_pool2d`, `adaptive_max_pool2d`;
 *   https://pytorch.org/docs/stable/nn.functional.html
 * - Ties: the first maximum in row-major order (which tells -0 from 0).
 * - NaN: passes through; it wins a maximum.
 * - Errors: `PITH_ERROR_RANGE` for the sides, `PITH_ERROR_ENUM` for `mode`, those of views.
 * - Cost: O(sum of window areas * D), at most about 4 N D; memory speed where windows do not
 *   overlap.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_pool_adaptive(
    pith_context *context, const pith_view *x, int64_t height, int64_t width, int64_t out_height,
    int64_t out_width, pith_pool mode, const pith_view *y) PITH_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
