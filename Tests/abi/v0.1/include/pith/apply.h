/** @file
 * The apply family: carries a decision out on any buffer.
 *
 * Written by bindings/generator from Sources/PithABI; do not edit.
 * types.h beside this file states the conventions that hold for every function.
 */
#ifndef PITH_APPLY_H
#define PITH_APPLY_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Copies the named positions of one axis of a tensor.
 *
 * @param[in] context threads; may be NULL.
 * @param[in] input one to four dimensions, any dtype, any strides.
 * @param[in] indices `[K]`, or leading dimensions of the input (before the axis) and then K, such
 *   as `[B, K]` for `[B, N, D]` with axis 1; i32, 0 to N - 1, any order, repeats allowed.
 * @param[in] axis the dimension that is indexed, 0 to ndim - 1.
 * @param[out] output shape of the input with K along the axis, dtype of the input.
 *
 * - Method: gather
 * - Paper: none
 * - NaN: passes through; bytes are moved.
 * - Errors: `PITH_ERROR_INDEX` with the position in `indices`, `PITH_ERROR_RANGE` for `axis`,
 *   `PITH_ERROR_DTYPE`, those of views.
 * - Cost: the bytes of the output, read and written once; no scratch.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_apply_gather(
    pith_context *context, const pith_view *input, const pith_view *indices, int64_t axis,
    const pith_view *output) PITH_NOEXCEPT;

/**
 * Moves the named positions of one axis to its front, in place: shortens a KV cache.
 *
 * Afterwards the first K positions hold what was kept; the others are as they were.
 *
 * @param[in] context threads; may be NULL.
 * @param[in] indices `[K]`, or leading dimensions of the values (before the axis) and then K, such
 *   as `[B, H, K]` for `[B, H, N, D]` with axis 2; i32, 0 to N - 1, strictly ascending.
 * @param[in] axis the dimension that is indexed, 0 to ndim - 1.
 * @param[in,out] values one to four dimensions, any dtype, any strides.
 *
 * - Method: compact
 * - Paper: none
 * - NaN: passes through; bytes are moved.
 * - Errors: `PITH_ERROR_INDEX` with the position in `indices`, `PITH_ERROR_RANGE` for `axis`, those
 *   of views.
 * - Cost: the bytes that change their place; no scratch.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_apply_compact(
    pith_context *context, const pith_view *indices, int64_t axis,
    const pith_view *values) PITH_NOEXCEPT;

/**
 * Merges tokens by an assignment: sums, weighted means or maxima of the tokens of each output row.
 *
 * `PITH_REDUCE_MEAN`: y = Σ w x / Σ w (with token sizes as weights: the size-weighted mean of Token
 * Merging); `PITH_REDUCE_SUM`: y = Σ w x; `PITH_REDUCE_MAX`: greatest x per column, whatever the
 * weights. size = Σ w. Rows that receive no token, and means whose weights add up to 0, are 0.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] x `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
 * @param[in] assign `[N]` (for every batch item) or `[B, N]`, i32: output row of each token, 0 to M
 *   - 1, or -1: dropped.
 * @param[in] weight NULL (all 1) or `[N]` (for every batch item) or `[B, N]`, float.
 * @param[in] mode a value of `pith_reduce`.
 * @param[out] y `[M, D]` or `[B, M, D]`, float.
 * @param[out] size NULL or `[M]` or `[B, M]`, float: weights added up. `[M]` beside a batch only if
 *   assign and weight serve all.
 *
 * - Method: merge
 * - Paper: none
 * - NaN: passes through sums and means; skipped by the maximum.
 * - Errors: `PITH_ERROR_INDEX` with the position in `assign`, `PITH_ERROR_ENUM` for `mode`, those
 *   of views.
 * - Cost: one pass over x and y, summed in f32 in ascending order; N + M words of scratch, M·D more
 *   if y is not f32.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_apply_merge(
    pith_context *context, const pith_view *x, const pith_view *assign, const pith_view *weight,
    pith_reduce mode, const pith_view *y, const pith_view *size) PITH_NOEXCEPT;

/**
 * Gives every token a copy of the row that it was merged into.
 *
 * @param[in] context threads; may be NULL.
 * @param[in] y `[M, D]` or `[B, M, D]`, f32, f16 or bf16, any strides.
 * @param[in] assign `[N]` (for every batch item) or `[B, N]`, i32: row of each token, 0 to M - 1,
 *   or -1: zeros.
 * @param[out] x `[N, D]` or `[B, N, D]`, float.
 *
 * - Method: unmerge
 * - Paper: none
 * - NaN: passes through.
 * - Errors: `PITH_ERROR_INDEX` with the position in `assign`, those of views.
 * - Cost: the bytes of x, written once.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_apply_unmerge(
    pith_context *context, const pith_view *y, const pith_view *assign,
    const pith_view *x) PITH_NOEXCEPT;

/**
 * Makes every output token a weighted sum of all input tokens: y = weights · x.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] weights `[M, N]` or `[B, M, N]`, f32, f16 or bf16, any strides.
 * @param[in] x `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
 * @param[out] y `[M, D]` or `[B, M, D]`, float.
 *
 * - Method: transform
 * - Paper: none
 * - NaN: passes through.
 * - Errors: those of views.
 * - Cost: M·N·D multiply-adds in f32; N·D + M·D floats of scratch.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_apply_transform(
    pith_context *context, const pith_view *weights, const pith_view *x,
    const pith_view *y) PITH_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
