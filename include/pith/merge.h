/** @file
 * The merge family: which tokens become one. The apply family carries the decision out.
 *
 * Written by bindings/generator from Sources/PithABI; do not edit.
 * types.h beside this file states the conventions that hold for every function.
 */
#ifndef PITH_MERGE_H
#define PITH_MERGE_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Pairs tokens at even positions with their most similar token at an odd position and merges the
 * `remove` most similar pairs.
 *
 * `assign` names the output row of every token, for `pith_apply_merge` and `pith_apply_unmerge`.
 * Rows are the even tokens that stay, then all odd tokens in ascending position. The even tokens
 * stand in ascending position with a class token and in falling similarity without one; with a
 * distillation token the rows are class, distillation, the other even tokens, the other odd tokens.
 * With nothing to merge every token stays in its place. A token of norm zero has similarity 0 to
 * everything.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] metric `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides; what is compared: in a
 *   ViT the mean of the keys over heads (`pith_merge_tome_attention` gives it).
 * @param[in] remove tokens to remove; any number: r = `remove` clamped to 0 to (N - protected
 *   tokens) / 2 takes effect.
 * @param[in] class_token 0 or 1; 1: token 0 is never merged away.
 * @param[in] distill_token 0 or 1; 1: nothing is merged into token 1.
 * @param[out] assign `[N]` or `[B, N]`, i32, output row of every token.
 * @param[out] sources NULL or at least `[r]` or `[B, r]`, i32: the tokens merged away, in falling
 *   similarity. What lies behind the first r is not written.
 * @param[out] destinations NULL or at least `[r]` or `[B, r]`, i32: the tokens they are merged
 *   into.
 * @param[out] count NULL or `[1]` (`[B]` for a batch), i32: output rows, N - r.
 *
 * - Method: tome
 * - Paper: Token Merging: Your ViT But Faster, ICLR 2023, https://arxiv.org/abs/2210.09461
 * - Ties: the lower index wins, of equal similarities and of equal destinations.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for the flags, `PITH_ERROR_CAPACITY` for `sources` and
 *   `destinations`, those of views.
 * - Cost: N²/4·C multiply-adds, N·C floats of scratch; similarities are not stored.
 * - Differs: from the authors' code in tokens of norm zero, which there attract every other token.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_merge_tome(
    pith_context *context, const pith_view *metric, int64_t remove, int32_t class_token,
    int32_t distill_token, const pith_view *assign, const pith_view *sources,
    const pith_view *destinations, const pith_view *count) PITH_NOEXCEPT;

/**
 * Merges every token into its most similar `k`-th token: token merging with fixed, evenly spaced
 * destinations.
 *
 * Tokens form groups of `k`; the last of each group is a destination and becomes an output row, the
 * others merge into their most similar destination, of any group. The N mod `k` tokens at the end
 * are dropped (-1). With `k` of 1 or less every token stays in its place.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] metric `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides.
 * @param[in] k length of a group; any number.
 * @param[out] assign `[N]` or `[B, N]`, i32, output row of every token, or -1.
 * @param[out] count NULL or `[1]` (`[B]` for a batch), i32: output rows, N / `k` rounded down.
 *
 * - Method: tome_kth
 * - Paper: Token Merging: Your ViT But Faster, ICLR 2023, https://arxiv.org/abs/2210.09461
 * - Ties: the lower destination wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: those of views.
 * - Cost: N²/k·C multiply-adds, 2·N·C floats of scratch.
 * - Differs: tokens of norm zero have similarity 0 to everything.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_merge_tome_kth(
    pith_context *context, const pith_view *metric, int64_t k, const pith_view *assign,
    const pith_view *count) PITH_NOEXCEPT;

/**
 * Merges the first `remove` tokens of a permutation into their most similar one of the others:
 * token merging with random destinations.
 *
 * The host draws the permutation. Output rows are the tokens that stay, in the permutation's order.
 * With `remove` of 0 or less every token stays in its place.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] metric `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides.
 * @param[in] permutation `[N]` or `[B, N]`, i32, every position from 0 to N - 1 once.
 * @param[in] remove at most N - 1.
 * @param[out] assign `[N]` or `[B, N]`, i32, output row of every token.
 * @param[out] count NULL or `[1]` (`[B]` for a batch), i32: output rows, N - `remove`.
 *
 * - Method: tome_random
 * - Paper: Token Merging: Your ViT But Faster, ICLR 2023, https://arxiv.org/abs/2210.09461
 * - Ties: the destination that comes first in the permutation wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `remove`, `PITH_ERROR_INDEX` for `permutation`, those of views.
 * - Cost: remove·(N - remove)·C multiply-adds, 2·N·C floats of scratch.
 * - Differs: tokens of norm zero have similarity 0 to everything.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_merge_tome_random(
    pith_context *context, const pith_view *metric, const pith_view *permutation, int64_t remove,
    const pith_view *assign, const pith_view *count) PITH_NOEXCEPT;

/**
 * Attention over merged tokens in which every key counts by the number of tokens it stands for, and
 * the metric for merging.
 *
 * output = softmax(scale · q kᵀ + ln size) v per head, heads side by side; metric = mean over heads
 * of k.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] q `[H, N, Dh]` or `[B, H, N, Dh]`, f32, f16 or bf16, any strides.
 * @param[in] k shape of q.
 * @param[in] v shape of q.
 * @param[in] size NULL (all 1) or `[N]` or `[B, N]`, float, not negative; a key of size 0 gets no
 *   attention, and if all are 0 the output is 0.
 * @param[in] scale factor of q kᵀ, usually 1 / sqrt(Dh).
 * @param[out] output `[N, H * Dh]` or `[B, N, H * Dh]`, float.
 * @param[out] metric NULL or `[N, Dh]` or `[B, N, Dh]`, float.
 *
 * - Method: tome_attention
 * - Paper: Token Merging: Your ViT But Faster, ICLR 2023, https://arxiv.org/abs/2210.09461
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `scale`, `PITH_ERROR_VALUE` for `size`, those of views.
 * - Cost: 2·H·N²·Dh multiply-adds; scores are not stored beyond a block of rows per thread.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_merge_tome_attention(
    pith_context *context, const pith_view *q, const pith_view *k, const pith_view *v,
    const pith_view *size, double scale, const pith_view *output,
    const pith_view *metric) PITH_NOEXCEPT;

/**
 * Merges tokens in rounds of bipartite soft matching with plain means.
 *
 * In each round tokens at even positions find their most similar token at an odd position and the r
 * most similar pairs merge, r = min(removes[t], n / 2); rows are the even ones that stay in falling
 * similarity, then the odd ones, and the next round works on the means. `pith_apply_merge` with
 * `PITH_REDUCE_SUM`, `assign` and `weight` makes the tokens, and the merged metric.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] metric `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides: what is compared; the
 *   tokens themselves for video, keys of the last layer for images.
 * @param[in] removes `[T]`, i32: tokens to remove in each round, any numbers; 0 or less: nothing.
 *   The authors' are N/2, N/4 for the frames of a video, 288, 36 for images of 576 tokens.
 * @param[out] assign `[N]` or `[B, N]`, i32: output row of every token.
 * @param[out] weight NULL or `[N]` or `[B, N]`, f32, f16 or bf16: what a token counts for in its
 *   row, 1 / members per round.
 * @param[out] count NULL or `[1]` (`[B]` for a batch), i32: output rows.
 *
 * - Method: aim
 * - Paper: AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025,
 *   https://arxiv.org/abs/2412.03248
 * - Ties: the lower index wins, of equal similarities and of equal destinations.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_VALUE` if sums of rows overflow, those of views.
 * - Cost: n²/4·C multiply-adds per round; 3·N·C floats of scratch; similarities are not stored.
 * - Threads: rows are split; the bits do not depend on it.
 * - Differs: a row of norm zero has similarity 0 to everything (theirs: NaN).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_merge_aim(
    pith_context *context, const pith_view *metric, const pith_view *removes,
    const pith_view *assign, const pith_view *weight, const pith_view *count) PITH_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
