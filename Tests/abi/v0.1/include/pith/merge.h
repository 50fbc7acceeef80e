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
 * Merges the `remove` tokens of a grid that are most similar to a destination, one destination per
 * cell of the grid.
 *
 * The grid is cut into cells; one token of each is a destination, every other token a source that
 * may merge into any of them. Rows and columns beyond the last whole cell hold sources only. Output
 * rows: the sources that stay, in falling similarity, then the destinations in raster order; with
 * nothing to merge, or no whole cell, every token stays in its place. The paper merges with plain
 * means (`pith_apply_merge`) and copies rows back after each block (`pith_apply_unmerge`).
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] metric `[N, C]` or `[B, N, C]`, N = width * height in raster order, f32, f16 or bf16,
 *   any strides.
 * @param[in] choice NULL (the top left token of each cell) or
 *   `[height / cell_height, width / cell_width]` for every item or `[B, …]`, i32: which token of
 *   each cell is its destination, row by row inside the cell, 0 to cell_width * cell_height - 1.
 *   The paper draws it at random; the library never does.
 * @param[in] width tokens in a row of the grid.
 * @param[in] height rows of the grid.
 * @param[in] cell_width 1 or more; the paper's is 2.
 * @param[in] cell_height 1 or more; the paper's is 2.
 * @param[in] remove tokens to remove; any number: r = `remove` clamped to 0 to the number of
 *   sources takes effect.
 * @param[out] assign `[N]` or `[B, N]`, i32, output row of every token.
 * @param[out] sources NULL or at least `[r]` or `[B, r]`, i32: the tokens merged away, in falling
 *   similarity.
 * @param[out] destinations NULL or at least `[r]` or `[B, r]`, i32: the tokens they are merged
 *   into.
 * @param[out] anchors NULL or `[cells]` or `[B, cells]`, i32, ascending: all destinations.
 * @param[out] count NULL or `[1]` (`[B]` for a batch), i32: output rows, N - r.
 *
 * - Method: tomesd
 * - Paper: Token Merging for Fast Stable Diffusion, CVPR workshop 2023,
 *   https://arxiv.org/abs/2303.17604
 * - Ties: the lower index wins, of equal similarities and of equal destinations.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for the sizes, `PITH_ERROR_INDEX` for `choice`,
 *   `PITH_ERROR_CAPACITY` for `sources` and `destinations`, those of views.
 * - Cost: sources·destinations·C multiply-adds; N·C floats of scratch; similarities are not stored.
 * - Differs: sources and destinations are taken in raster order (theirs comes from an unstable
 *   sort); tokens of norm zero have similarity 0 to everything.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_merge_tomesd(
    pith_context *context, const pith_view *metric, const pith_view *choice, int64_t width,
    int64_t height, int64_t cell_width, int64_t cell_height, int64_t remove,
    const pith_view *assign, const pith_view *sources, const pith_view *destinations,
    const pith_view *anchors, const pith_view *count) PITH_NOEXCEPT;

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

/**
 * Merges each window of a grid whose tokens are alike into its mean: the first stage of MustDrop.
 *
 * A window counts as alike if the mean cosine of its pairs of tokens is at least `threshold`. In a
 * batch every image merges as many windows as the image that has the fewest, its most similar ones.
 * Output rows: the prefix, the merged windows in falling similarity, all other tokens in their
 * order. `pith_apply_merge` with `PITH_REDUCE_MEAN` makes tokens and sizes.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] tokens `[prefix + height * width, D]` or `[B, …, D]`, the grid in raster order, f32,
 *   f16 or bf16, any strides.
 * @param[in] height rows of the grid.
 * @param[in] width tokens in a row.
 * @param[in] window_height divides `height`; the paper's is 3.
 * @param[in] window_width divides `width`; the paper's is 3.
 * @param[in] threshold the paper's is 0.8.
 * @param[in] prefix tokens before the grid that stay, such as 1 class token.
 * @param[out] assign `[prefix + height * width]` or `[B, …]`, i32, output row of every token.
 * @param[out] count `[1]` (`[B]` for a batch), i32: output rows, the same for every image.
 *
 * - Method: mustdrop
 * - Paper: Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language Model,
 *   2024, https://arxiv.org/abs/2411.10803
 * - Ties: the lower window wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SHAPE` if the grid does not fit, those
 *   of views.
 * - Cost: one pass over the tokens.
 * - Differs: any grid that the window divides; windows of one token never merge.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_merge_mustdrop(
    pith_context *context, const pith_view *tokens, int64_t height, int64_t width,
    int64_t window_height, int64_t window_width, double threshold, int64_t prefix,
    const pith_view *assign, const pith_view *count) PITH_NOEXCEPT;

/**
 * Merges every pair of an even and an odd token whose similarity is above a threshold: complex
 * images keep more tokens.
 *
 * Each image merges r tokens, r = number of pairs above the threshold, at most half of the tokens
 * that are not protected and at most `most`; the r best pairs. Rows as for `pith_merge_tome`.
 * `assign` is the mapping of `pith_merge_dymu_attention`.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] metric `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides: keys averaged over
 *   heads.
 * @param[in] threshold cosine that a pair must exceed; `pith_merge_dymu_threshold` finds it.
 * @param[in] most at most so many tokens are removed; negative: no such limit.
 * @param[in] class_token 0 or 1; 1: token 0 is never merged away.
 * @param[out] assign `[N]` or `[B, N]`, i32, output row of every token.
 * @param[out] count `[1]` (`[B]` for a batch), i32: output rows of each image.
 *
 * - Method: dymu
 * - Paper: DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025,
 *   https://arxiv.org/abs/2504.17040
 * - Ties: the lower index wins, of equal similarities and of equal destinations.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `threshold` and `class_token`, those of views.
 * - Cost: N²/4·C multiply-adds, N·C floats of scratch; similarities are not stored.
 * - Differs: tokens of norm zero have similarity 0 to everything.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_merge_dymu(
    pith_context *context, const pith_view *metric, double threshold, int64_t most,
    int32_t class_token, const pith_view *assign, const pith_view *count) PITH_NOEXCEPT;

/**
 * Merges the pairs of a batch that are above a threshold, or the best of the whole batch: the form
 * used in calibration.
 *
 * Rows of each image: even tokens that stay, ascending, then all odd tokens; an item's rows past
 * its count are padding. `pith_apply_merge` with `PITH_REDUCE_SUM` and `weight` gives the authors'
 * values, which shrink by `epsilon`.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] metric `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides.
 * @param[in] size NULL (all 1) or `[N]` or `[B, N]`, float: tokens that each token stands for.
 * @param[in] threshold cosine that a pair must exceed; below -1: none, `remove` counts.
 * @param[in] remove without a threshold the remove·B most similar pairs of the batch merge,
 *   `remove` clamped to half of the tokens that are not protected; 0 or less: every token stays in
 *   its place.
 * @param[in] class_token 0 or 1; 1: token 0 is never merged away.
 * @param[in] epsilon 0 or more; the authors' is 1e-4.
 * @param[out] assign `[N]` or `[B, N]`, i32, output row of every token.
 * @param[out] weight NULL or `[N]` or `[B, N]`, float: size / (size of the row + epsilon); 0 where
 *   that divides by 0.
 * @param[out] count `[1]` (`[B]` for a batch), i32: output rows of each image.
 *
 * - Method: dymu
 * - Paper: DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025,
 *   https://arxiv.org/abs/2504.17040
 * - Ties: the lower item, then the lower index.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `threshold`, `epsilon` and `class_token`, those of views.
 * - Cost: B·N²/4·C multiply-adds; similarities are not stored.
 * - Differs: one merged pair is legal (theirs: an error of dimensions).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_merge_dymu_batch(
    pith_context *context, const pith_view *metric, const pith_view *size, double threshold,
    int64_t remove, int32_t class_token, double epsilon, const pith_view *assign,
    const pith_view *weight, const pith_view *count) PITH_NOEXCEPT;

/**
 * Finds the similarity above which a calibration batch loses `remove` tokens per image, and keeps
 * the running mean.
 *
 * All best similarities of the batch are ranked; the threshold is the first that is not merged, or
 * the last there is, but not below 0. An empty batch has threshold 0.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] metric `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides: one batch at one layer.
 * @param[in] remove tokens to remove per image on average, 0 or more; clamped to half of the tokens
 *   that are not protected.
 * @param[in] class_token 0 or 1; 1: token 0 is never merged away.
 * @param[in] mean running mean of the batches before; not looked at for the first.
 * @param[in] batches how many there were.
 * @param[out] threshold `[1]`, float: that of this batch.
 * @param[out] new_mean NULL or `[1]`, float: (mean·batches + threshold) / (batches + 1).
 *
 * - Method: dymu
 * - Paper: DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025,
 *   https://arxiv.org/abs/2504.17040
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
 * - Cost: B·N²/4·C multiply-adds; similarities are not stored.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_merge_dymu_threshold(
    pith_context *context, const pith_view *metric, int64_t remove, int32_t class_token,
    double mean, int64_t batches, const pith_view *threshold,
    const pith_view *new_mean) PITH_NOEXCEPT;

/**
 * Attention of merged tokens as if they were not merged: virtual unmerging.
 *
 * Every position i of the original sequence stands for unique token mapping[i]. Queries and keys
 * are expanded, rotated by their position (halves of the head: x cos + (-x2, x1) sin) and attend to
 * each other; the outputs of a unique token's positions are averaged. Text tokens are unique tokens
 * with one position.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] q `[H, U, Dh]` or `[B, H, U, Dh]`, f32, f16 or bf16, any strides: unique tokens before
 *   rotation; Dh even.
 * @param[in] k shape of q.
 * @param[in] v shape of q.
 * @param[in] cos `[N, Dh]` for every item or `[B, N, Dh]`, float: of every position.
 * @param[in] sin `[N, Dh]` for every item or `[B, N, Dh]`, float.
 * @param[in] mapping `[N]` for every item or `[B, N]`, i32, 0 to U - 1.
 * @param[in] scale factor of q kᵀ, usually 1 / sqrt(Dh).
 * @param[in] causal 0 or 1; 1: a position attends to those up to itself.
 * @param[out] output shape of q, float. A unique token without positions gets 0.
 *
 * - Method: dymu
 * - Paper: DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025,
 *   https://arxiv.org/abs/2504.17040
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `scale` and `causal`, `PITH_ERROR_INDEX` for `mapping`, those of
 *   views.
 * - Cost: H (N²·Dh + U²·Dh) multiply-adds; 128 N + U² + 3 N·Dh + (1 + H) U·Dh floats of scratch, no
 *   N×N matrix.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_merge_dymu_attention(
    pith_context *context, const pith_view *q, const pith_view *k, const pith_view *v,
    const pith_view *cos, const pith_view *sin, const pith_view *mapping, double scale,
    int32_t causal, const pith_view *output) PITH_NOEXCEPT;

/**
 * Merges N tokens into M by soft assignment: every token is shared out among the tokens of a basis.
 *
 * The basis is the first `protect` tokens and the best-scored others. Token j hands softmax(cosine
 * / tau) of itself to each unprotected basis token; protected tokens pass through unchanged. y = W
 * x with W the shares weighted by size, rows adding up to 1; sizes add up over what was handed out.
 * `pith_merge_token_transforming_inverse` brings N tokens back. With nothing but protected tokens
 * in the basis the others vanish.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] metric `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides: keys or tokens.
 * @param[in] score `[N]` or `[B, N]`, float: class attention averaged over heads, or attention
 *   received.
 * @param[in] size NULL (all 1) or `[N]` or `[B, N]`, float, not negative: tokens that each token
 *   stands for.
 * @param[in] x NULL or `[N, D]` or `[B, N, D]`, float: what is merged; needed for `y`.
 * @param[in] keep M = `keep` clamped to `protect` to N.
 * @param[in] tau temperature, 2^-100 to 2^100; 0.05 to 0.2 is sensible, towards 0 each token merges
 *   into its nearest basis token.
 * @param[in] protect 0 to N: tokens at the front that pass through, such as a class token.
 * @param[out] basis `[M]` or `[B, M]`, i32, ascending.
 * @param[out] y NULL or `[M, D]` or `[B, M, D]`, float.
 * @param[out] merged_size NULL or `[M]` or `[B, M]`, float.
 * @param[out] weights NULL or `[M, N]` or `[B, M, N]`, float: W, for `pith_apply_transform`.
 *
 * - Method: token_transforming
 * - Paper: Token Transforming: A Unified and Training-Free Token Compression Framework for Vision
 *   Transformer Acceleration, 2025, https://arxiv.org/abs/2506.05709
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `tau` and `protect`, `PITH_ERROR_VALUE` for `size`,
 *   `PITH_ERROR_NULL` if `y` is given without `x`, those of views.
 * - Cost: M·N·(C + D) multiply-adds; M·D + 512 M floats of scratch, M·N only with `weights`.
 * - Differs: no public code exists; this is the many-to-many merge that the paper's abstract
 *   describes.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_merge_token_transforming(
    pith_context *context, const pith_view *metric, const pith_view *score, const pith_view *size,
    const pith_view *x, int64_t keep, double tau, int64_t protect, const pith_view *basis,
    const pith_view *y, const pith_view *merged_size, const pith_view *weights) PITH_NOEXCEPT;

/**
 * Gives all N tokens their share of the M merged ones back, and says what the shares are.
 *
 * x_j = sum over basis tokens i of share[j, i] y_i: the way back for dense tasks. `shares` alone is
 * the soft assignment of tokens to any basis.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] metric `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides: what the merge was
 *   given.
 * @param[in] basis `[M]` or `[B, M]`, i32, strictly ascending; the first `protect` are 0, 1, ….
 * @param[in] y NULL or `[M, D]` or `[B, M, D]`, float: merged tokens; needed for `x`.
 * @param[in] tau as in the merge.
 * @param[in] protect as in the merge, 0 to M.
 * @param[out] x NULL or `[N, D]` or `[B, N, D]`, float.
 * @param[out] shares NULL or `[N, M]` or `[B, N, M]`, float; rows add up to 1, or are 0 if nothing
 *   but protected tokens is there.
 *
 * - Method: token_transforming
 * - Paper: Token Transforming: A Unified and Training-Free Token Compression Framework for Vision
 *   Transformer Acceleration, 2025, https://arxiv.org/abs/2506.05709
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `tau` and `protect`, `PITH_ERROR_INDEX` for `basis`,
 *   `PITH_ERROR_NULL` if `x` is given without `y`, those of views.
 * - Cost: M·N·(C + D) multiply-adds; N·D + 256 M floats of scratch, M·N only with `shares`.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_merge_token_transforming_inverse(
    pith_context *context, const pith_view *metric, const pith_view *basis, const pith_view *y,
    double tau, int64_t protect, const pith_view *x, const pith_view *shares) PITH_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
