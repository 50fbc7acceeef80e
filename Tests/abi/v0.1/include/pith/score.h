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

/**
 * Scores patches by weighted PageRank on an attention map, over the heads whose scores vary enough
 * and not too much.
 *
 * Per head s <- (1 - damping) Aᵀ s + damping / N, `iterations` times, from a start in which all
 * tokens are equal and the class token counts `class_weight` times; scores add up to 1. A head
 * counts if the unbiased variance over the patches of N s lies in `min_variance` to `max_variance`;
 * if none does, all count. scores[i] = sqrt(mean over these heads of s(i)²).
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] attention `[N, N]`, `[H, N, N]` or `[B, H, N, N]`, H at least 1, f32, f16 or bf16, any
 *   strides: softmaxed, no negative entries.
 * @param[in] class_weight above 0 to 2^60: token 0 is a class token that starts with this weight
 *   and gets no score; the paper's is sqrt(N), its "uni" variant 1. 0: there is no class token.
 * @param[in] iterations 0 to 65535. The paper votes once before the similarity stage and 1 to 50
 *   times after it, less in later layers.
 * @param[in] epsilon voting stops after a step that changed the scores by no more in sum; 0: never.
 * @param[in] damping 0 to 1; the paper's is 0.
 * @param[in] sharpness 2^-20 to 2^20: entries are taken to this power, rows then divided by their
 *   sums (a softmax at temperature 1 / `sharpness`); 1: entries as they are.
 * @param[in] min_variance the paper's is 0.01.
 * @param[in] max_variance the paper's is 0.7.
 * @param[in] mean_heads 0 or 1; 1: the mean of the heads instead of the root of their mean square.
 * @param[out] scores `[P]` or `[B, P]`, f32, f16 or bf16; P = N, or N - 1 with a class token.
 * @param[out] head_mask NULL or `[H]` or `[B, H]`, i32: 1 for the heads that count.
 *
 * - Method: zero_tprune
 * - Paper: Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in
 *   Pre-Trained Transformers, CVPR 2024, https://arxiv.org/abs/2305.17328
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_VALUE` for negative entries,
 *   `PITH_ERROR_CANCELLED`, those of views.
 * - Cost: H·N² multiply-adds per vote; 32 N bytes of scratch and H·N doubles, and N² floats per
 *   thread if `sharpness` is not 1 or the map is not f32 with rows of neighbouring elements.
 * - Threads: heads are split; the bits do not depend on it.
 * - Differs: there is no code of the authors.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_score_zero_tprune(
    pith_context *context, const pith_view *attention, double class_weight, int64_t iterations,
    double epsilon, double damping, double sharpness, double min_variance, double max_variance,
    int32_t mean_heads, const pith_view *scores, const pith_view *head_mask) PITH_NOEXCEPT;

/**
 * The same on the map restricted to the tokens that are left.
 *
 * As `pith_score_zero_tprune`, with N the number of survivors: only they vote and get votes. The
 * map is not copied.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] attention `[N, N]`, `[H, N, N]` or `[B, H, N, N]`, H at least 1, f32, f16 or bf16, any
 *   strides: softmaxed, no negative entries.
 * @param[in] survivors `[S]` or `[B, S]`, i32, ascending, token 0 first if `class_weight` is above
 *   0: what `pith_select_zero_tprune_similar` gives.
 * @param[in] class_weight above 0 to 2^60: weight of the class token at the start; 0: there is
 *   none.
 * @param[in] iterations 0 to 65535.
 * @param[in] epsilon voting stops after a step that changed the scores by no more in sum; 0: never.
 * @param[in] damping 0 to 1.
 * @param[in] sharpness 2^-20 to 2^20: entries are taken to this power, whole rows then divided by
 *   their sums; 1: entries as they are.
 * @param[in] min_variance the paper's is 0.01.
 * @param[in] max_variance the paper's is 0.7.
 * @param[in] renormalize 0 or 1; 1: rows are divided by their sums over the survivors. A row whose
 *   sum is below 2^-126 votes for nobody.
 * @param[out] scores `[P]` or `[B, P]`, f32, f16 or bf16: of the surviving patches; P = S, or S - 1
 *   with a class token.
 * @param[out] head_mask NULL or `[H]` or `[B, H]`, i32: 1 for the heads that count.
 *
 * - Method: zero_tprune
 * - Paper: Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in
 *   Pre-Trained Transformers, CVPR 2024, https://arxiv.org/abs/2305.17328
 * - NaN: `PITH_ERROR_NONFINITE`, also for entries of removed tokens.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_INDEX` for `survivors`,
 *   `PITH_ERROR_VALUE` for negative entries, `PITH_ERROR_CANCELLED`, those of views.
 * - Cost: H·N² multiply-adds per vote and one more pass for the sums of rows; scratch as there.
 * - Threads: heads are split; the bits do not depend on it.
 * - Differs: there is no code of the authors.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_score_zero_tprune_survivors(
    pith_context *context, const pith_view *attention, const pith_view *survivors,
    double class_weight, int64_t iterations, double epsilon, double damping, double sharpness,
    double min_variance, double max_variance, int32_t renormalize, const pith_view *scores,
    const pith_view *head_mask) PITH_NOEXCEPT;

/**
 * Importance of a decoder's tokens by PageRank on its sharpened attention, before the softmax.
 *
 * Per head A = softmax of the rows of logits / temperature; d <- (1 - damping) Aᵀ d + damping / N,
 * `iterations` times from d = 1 / N. importance[j] = sqrt(mean over heads of d(j)²).
 * `pith_select_aim` picks tokens by it.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] logits `[N, N]`, `[H, N, N]` or `[B, H, N, N]`, H at least 1, f32, f16 or bf16, any
 *   strides: scaled q·k with the causal and padding mask added. -inf is masked off, and so is what
 *   becomes -inf when divided by the temperature.
 * @param[in] temperature 2^-20 to 2^20; the authors' is 0.1.
 * @param[in] iterations 0 to 65535; theirs: 5.
 * @param[in] damping 0 to 1; theirs: 0.
 * @param[out] importance `[N]` or `[B, N]`, f32, f16 or bf16.
 *
 * - Method: aim
 * - Paper: AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025,
 *   https://arxiv.org/abs/2412.03248
 * - NaN: `PITH_ERROR_NONFINITE`, also for +inf.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_VALUE` for logits that overflow when
 *   divided, `PITH_ERROR_CANCELLED`, those of views.
 * - Cost: H·N² exponentials and H·N² multiply-adds per vote, about half of both for a causal map;
 *   N² floats per thread.
 * - Threads: heads are split; the bits do not depend on it.
 * - Differs: a row that may attend to nothing votes for nobody (theirs: NaN).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_score_aim(
    pith_context *context, const pith_view *logits, double temperature, int64_t iterations,
    double damping, const pith_view *importance) PITH_NOEXCEPT;

/**
 * Reduces the attention of a few query rows to one score per key token, without an attention map.
 *
 * a[h, i, j] = softmax over the keys j that row i sees of scale · queries[h, i] · keys[h / (H / G),
 * j]; then as `pith_score_attention`: scores[j] = reduce over rows of (reduce over heads of a[h, i,
 * j]). The softmax runs over all keys; only the scores of the column range are made. One call gives
 * the score that FastV, PyramidDrop, SparseVLM or TransPrune (its instruction-guided attention: the
 * text rows after the image, causal) take from a map.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] queries `[H, R, D]` or `[B, H, R, D]`, H, R and D at least 1, f32, f16 or bf16, any
 *   strides: after rotary embedding.
 * @param[in] keys `[G, N, D]` or `[B, G, N, D]`, H a multiple of G, f32, f16 or bf16, any strides.
 * @param[in] scale of the products; 0: 1 / sqrt(D).
 * @param[in] causal_offset row i sees keys 0 to `causal_offset + i`: the position of the first row;
 *   -1: every row sees all keys.
 * @param[in] column_begin first key token, 0 to `column_end`.
 * @param[in] column_end past the last key token, at most N.
 * @param[in] head_reduce `PITH_REDUCE_MEAN`, `PITH_REDUCE_SUM` or `PITH_REDUCE_MAX`.
 * @param[in] row_reduce the same, over rows.
 * @param[out] scores `[column_end - column_begin]` or `[B, column_end - column_begin]`, f32, f16 or
 *   bf16.
 *
 * - Method: query_key_score
 * - Paper: none
 * - NaN: `PITH_ERROR_NONFINITE`, also if a product of finite queries and keys leaves the range of
 *   f32.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_ENUM`, those of views.
 * - Cost: H·R·N·D multiply-adds; scratch of at most max(64, H / G)·N floats, plus N·D where keys
 *   are not f32.
 * - Threads: keys and rows are split; the bits do not depend on it.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_score_query_key(
    pith_context *context, const pith_view *queries, const pith_view *keys, double scale,
    int64_t causal_offset, int64_t column_begin, int64_t column_end, pith_reduce head_reduce,
    pith_reduce row_reduce, const pith_view *scores) PITH_NOEXCEPT;

/**
 * How much a block of a decoder layer changes each token: TransPrune's token transition variation.
 *
 * w[i] = |after[i]| / |before[i]| · z[i] / sum of z, z[i] = exp(1 - cosine(before[i], after[i]));
 * scores = previous + w. A layer's weight is that of its attention block plus that of its
 * feed-forward block: two calls, the second with the first's result as `previous`. The sum of z
 * runs over the whole sequence, so pass all of it, text included.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] before `[T, D]` or `[B, T, D]`, f32, f16 or bf16, any strides: the block's normalised
 *   input.
 * @param[in] after the shape of `before`, f32, f16 or bf16, any strides: its output before the
 *   residual is added.
 * @param[in] previous optional, `[T]` or `[B, T]`, f32, f16 or bf16: weights to add to.
 * @param[out] scores `[T]` or `[B, T]`, f32, f16 or bf16.
 *
 * - Method: transprune
 * - Paper: TransPrune: Token Transition Pruning for Efficient Large Vision-Language Model, CVPR
 *   2026, https://arxiv.org/abs/2507.20630
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_VALUE` for norms whose ratio leaves f32, those of views.
 * - Cost: reads 2·T·D elements once; O(T) scratch.
 * - Threads: rows are split; the bits do not depend on it.
 * - Differs: a token whose `before` is zero has weight 0 (theirs: infinity or NaN); each batch item
 *   has its own sum (theirs: one for the whole batch).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_score_transprune(
    pith_context *context, const pith_view *before, const pith_view *after,
    const pith_view *previous, const pith_view *scores) PITH_NOEXCEPT;

/**
 * Importance of image tokens in a vision encoder: what its salient tokens attend to.
 *
 * Salient are the tokens whose mean attention received exceeds `threshold` times the mean over
 * tokens. scores[j] = mean over heads and salient rows of attention[h, i, j], plus alpha ·
 * softmax(entropy)[j].
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] attention `[N, N]`, `[H, N, N]` or `[B, H, N, N]`, H at least 1, f32, f16 or bf16, any
 *   strides: softmaxed.
 * @param[in] entropy optional, `[N]` or `[B, N]`, f32, f16 or bf16: such as
 *   `pith_score_vflowopt_entropy` gives, row by row.
 * @param[in] threshold finite; the published ones are 28.68, 34.76 and 39.26 for 50, 25 and 10 % of
 *   the tokens.
 * @param[in] alpha finite; weight of the entropy, 0 in the published settings.
 * @param[out] scores `[N]` or `[B, N]`, f32, f16 or bf16.
 * @param[out] salient optional, `[capacity]` or `[B, capacity]`, i32, ascending; N is always
 *   enough. Elements past `count` are left as they are. Needs `count`.
 * @param[out] count optional, `[1]` or `[B, 1]`, i32: salient tokens. Written on a capacity error
 *   too.
 *
 * - Method: vflowopt
 * - Paper: VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided
 *   Optimization, ICCV 2025, https://arxiv.org/abs/2508.05211
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_BUDGET` if no token is salient,
 *   `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: reads H·N·(N + salient) elements at memory speed; O(N) scratch beyond that of
 *   `pith_score_attention`.
 * - Threads: rows and columns are split; the bits do not depend on it.
 * - Differs: no salient token is an error (theirs: NaN).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_score_vflowopt(
    pith_context *context, const pith_view *attention, const pith_view *entropy, double threshold,
    double alpha, const pith_view *scores, const pith_view *salient,
    const pith_view *count) PITH_NOEXCEPT;

/**
 * Entropy in bits of the gray values of an image's patches, for `pith_score_vflowopt`.
 *
 * v = (255 x truncated to an integer) mod 256, so negative values wrap; gray = round(0.3333 (r + g
 * + b)); a histogram of 256 bins.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] pixels `[3, height, width]` or `[B, 3, height, width]`, f32, f16 or bf16, any strides:
 *   as the encoder gets them, in [-1, 1] for SigLIP.
 * @param[in] patch side of a patch, 1 to 2^15; the paper's encoder has 14.
 * @param[out] entropy `[height / patch, width / patch]` (rounded down) or
 *   `[B, height / patch, width / patch]`, f32, f16 or bf16.
 *
 * - Method: vflowopt
 * - Paper: VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided
 *   Optimization, ICCV 2025, https://arxiv.org/abs/2508.05211
 * - NaN: `PITH_ERROR_NONFINITE` if one lies in a patch.
 * - Errors: `PITH_ERROR_RANGE` for `patch`, those of views.
 * - Cost: reads the pixels once; 1 KB of scratch per patch of a row.
 * - Threads: rows of patches are split; the bits do not depend on it.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_score_vflowopt_entropy(
    pith_context *context, const pith_view *pixels, int64_t patch,
    const pith_view *entropy) PITH_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
