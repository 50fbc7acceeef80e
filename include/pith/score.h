/** @file
 * The score family: how much each token matters.
 *
 * Written by bindings/generator from Sources/PithABI; do not edit.
 * types.h beside this file states the conventions that hold for every function.
 */
#ifndef PITH_SCORE_H
#define PITH_SCORE_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Reduces an attention map to one score per key token: first over heads, then over a range of query
 * rows.
 *
 * s[j] = reduce over rows of (reduce over heads of attention[h, r, j]). The order is that of the
 * papers' code, `attn.mean(heads).mean(rows)`; it matters where a maximum meets a mean. Only the
 * two ranges are read, and the map is read once.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] attention `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, H at least 1, f32, f16 or bf16, any
 *   strides.
 * @param[in] row_begin first query row, 0 to `row_end - 1`.
 * @param[in] row_end past the last query row, at most Q.
 * @param[in] column_begin first key token, 0 to `column_end`.
 * @param[in] column_end past the last key token, at most K.
 * @param[in] head_reduce `PITH_REDUCE_MEAN`, `PITH_REDUCE_SUM` or `PITH_REDUCE_MAX`.
 * @param[in] row_reduce the same, over rows.
 * @param[out] scores `[column_end - column_begin]` or `[B, column_end - column_begin]`, f32, f16 or
 *   bf16.
 *
 * - Method: attention_score
 * - Paper: none
 * - NaN: `PITH_ERROR_NONFINITE` if one lies in the ranges; a sum of finite numbers that overflows
 *   gives infinity.
 * - Errors: `PITH_ERROR_RANGE` for the ranges (an empty range of rows is one), `PITH_ERROR_ENUM`,
 *   those of views.
 * - Cost: one read of H * rows * columns elements, at memory speed.
 * - Threads: rows and columns are split; the bits do not depend on it.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_score_attention(
    pith_context *context, const pith_view *attention, int64_t row_begin, int64_t row_end,
    int64_t column_begin, int64_t column_end, pith_reduce head_reduce, pith_reduce row_reduce,
    const pith_view *scores) PITH_NOEXCEPT;

/**
 * Reduces an attention map to one score per key token: first over heads, then over listed query
 * rows.
 *
 * As `pith_score_attention`, for methods that pick query rows: rater tokens, the last token, [CLS].
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] attention `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, H at least 1, f32, f16 or bf16, any
 *   strides.
 * @param[in] rows `[R]` or `[B, R]`, i32, R at least 1, each 0 to Q - 1, any order; a row that
 *   comes twice counts twice.
 * @param[in] column_begin first key token, 0 to `column_end`.
 * @param[in] column_end past the last key token, at most K.
 * @param[in] head_reduce `PITH_REDUCE_MEAN`, `PITH_REDUCE_SUM` or `PITH_REDUCE_MAX`.
 * @param[in] row_reduce the same, over rows.
 * @param[out] scores `[column_end - column_begin]` or `[B, column_end - column_begin]`, f32, f16 or
 *   bf16.
 *
 * - Method: attention_score_rows
 * - Paper: none
 * - NaN: `PITH_ERROR_NONFINITE` if one lies in what is read; a sum of finite numbers that overflows
 *   gives infinity.
 * - Errors: `PITH_ERROR_RANGE` for the columns, `PITH_ERROR_INDEX` for `rows`, `PITH_ERROR_ENUM`,
 *   those of views.
 * - Cost: one read of H * R * columns elements, at memory speed.
 * - Threads: rows and columns are split; the bits do not depend on it.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_score_attention_rows(
    pith_context *context, const pith_view *attention, const pith_view *rows, int64_t column_begin,
    int64_t column_end, pith_reduce head_reduce, pith_reduce row_reduce,
    const pith_view *scores) PITH_NOEXCEPT;

/**
 * Relevance of image tokens to a question, scaled as CDPruner takes it.
 *
 * s[i] = mean over text rows of -cosine(image[i], text[m]), then (s - min s + 1e-6) / (max s - min
 * s). The sign is the authors': CLIP's patches are least similar to the text that describes them.
 * Minimum and maximum are those of all batch items together, so that crops of one image are
 * compared with each other.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] image `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides: patch embeddings in
 *   CLIP's joint space.
 * @param[in] text `[M, C]` (for every batch item) or `[B, M, C]`, M at least 1, f32, f16 or bf16,
 *   any strides: text embeddings.
 * @param[in] theta -1: the result is as above; 0 to 0.98: it is exp(alpha r) of that, alpha = theta
 *   / (2 (1 - theta)).
 * @param[out] relevance `[N]` or `[B, N]`, f32, f16 or bf16.
 *
 * - Method: cdpruner
 * - Paper: Beyond Attention or Similarity: Maximizing Conditional Diversity for Token Pruning in
 *   MLLMs, NeurIPS 2025, https://arxiv.org/abs/2506.10967
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `theta`, those of views.
 * - Cost: (N + M)·C multiply-adds; O(N + C) scratch.
 * - Threads: rows are split; the bits do not depend on it.
 * - Differs: embeddings of norm zero have cosine 0; if all s are equal the relevance is 1 (theirs:
 *   NaN).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_score_cdpruner(
    pith_context *context, const pith_view *image, const pith_view *text, double theta,
    const pith_view *relevance) PITH_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
