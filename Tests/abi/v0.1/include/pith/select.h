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

/**
 * Keeps the image tokens that the last query of a decoder layer attends to most.
 *
 * score[j] = mean over heads of attention[h, Q - 1, start + j]. Text before and after the image
 * always stays.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] attention `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, Q and H at least 1, f32, f16 or
 *   bf16, any strides: softmaxed map of the layer before the cut. Only the last query row is read:
 *   Q = 1 is enough.
 * @param[in] start first image token among the keys, 0 to K.
 * @param[in] length number of image tokens, 0 to K - start.
 * @param[in] keep 0 to `length`. The paper keeps round-half-even(length (1 - r)), r = 0.5.
 * @param[in] order `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: best first.
 * @param[out] indices `[keep]` or `[B, keep]`, i32, relative to `start`.
 * @param[out] sequence optional, `[K - length + keep]` or `[B, K - length + keep]`, i32, ascending:
 *   what stays of the whole sequence. These are the position ids too.
 * @param[out] scores optional, `[length]` or `[B, length]`, f32, f16 or bf16.
 *
 * - Method: fastv
 * - Paper: An Image is Worth 1/2 Tokens After Layer 2, ECCV 2024, https://arxiv.org/abs/2403.06764
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE` if one lies in what is read.
 * - Errors: `PITH_ERROR_RANGE` for `start`, `length` and `keep`, `PITH_ERROR_ENUM` for `order`,
 *   those of views.
 * - Cost: reads H * length elements; O(length) scratch.
 * - Differs: every sequence of a batch is selected for by itself.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_fastv(
    pith_context *context, const pith_view *attention, int64_t start, int64_t length, int64_t keep,
    pith_order order, const pith_view *indices, const pith_view *sequence,
    const pith_view *scores) PITH_NOEXCEPT;

/**
 * Keeps the tokens, or the rows of a grid, that matter most in a vision encoder's self-attention.
 *
 * Significance is the mean over heads and queries (what a token receives) or the mean over heads
 * and keys (what it pays out), whichever varies more over the tokens.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] attention `[N, N]`, `[H, N, N]` or `[B, H, N, N]`, H at least 1, f32, f16 or bf16, any
 *   strides: between patches, class token removed; probabilities or scores before the softmax.
 * @param[in] group 1: the paper's rank strategy; the width of the patch grid: its row strategy,
 *   which keeps whole rows. Divides N.
 * @param[in] keep tokens to keep, 0 to N, a multiple of `group`. The paper keeps floor(ratio N)
 *   tokens or floor(ratio rows) rows.
 * @param[in] order `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: best token (row) first.
 * @param[out] indices `[keep]` or `[B, keep]`, i32.
 * @param[out] significance optional, `[N]` or `[B, N]`, f32, f16 or bf16.
 *
 * - Method: fopru
 * - Paper: FoPru: Focal Pruning for Efficient Large Vision-Language Models, 2024,
 *   https://arxiv.org/abs/2411.14164
 * - Ties: the lower index wins; with equal variances what is received counts.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `group` and `keep`, `PITH_ERROR_ENUM` for `order`, those of
 *   views.
 * - Cost: reads the map twice, at memory speed; O(N) scratch.
 * - Threads: rows and columns are split; the bits do not depend on it.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_fopru(
    pith_context *context, const pith_view *attention, int64_t group, int64_t keep,
    pith_order order, const pith_view *indices, const pith_view *significance) PITH_NOEXCEPT;

/**
 * Keeps anchors of a middle layer with their grid neighbours, and the best of the rest by a deep
 * layer.
 *
 * round-half-even(keep alpha / 5) anchors have the greatest object scores. They and their four
 * neighbours are kept; their deep scores are lowered by 1 and the greatest deep scores fill up to
 * `keep`. Neighbours are taken on the flat raster, so at the left and right border they wrap to the
 * next row, and beyond the grid they clamp to the first or last token. With deep scores above 1 a
 * kept token can win again: then fewer than `keep` come out, as from the authors' code.
 *
 * @param[in] context scratch; NULL: scratch from malloc.
 * @param[in] object_scores `[N]` or `[B, N]`, f32, f16 or bf16: attention received at the object
 *   layer (`pith_score_attention`).
 * @param[in] deep_scores `[N]` or `[B, N]`, f32, f16 or bf16: the same at the deep layer.
 * @param[in] grid_width tokens in a row of the patch grid, 1 or more; divides N.
 * @param[in] keep 0 to N.
 * @param[in] alpha share of anchors and neighbours, 0 to 2^20; the paper's is 0.1.
 * @param[out] indices `[capacity]` or `[B, capacity]`, i32, ascending; `keep` is always enough.
 *   Elements past `count` are left as they are.
 * @param[out] count `[1]` or `[B, 1]`, i32: tokens kept, at most `keep`. Written on a capacity
 *   error too.
 *
 * - Method: hiprune
 * - Paper: HiPrune: Training-Free Visual Token Pruning via Hierarchical Attention in
 *   Vision-Language Models, 2025, https://arxiv.org/abs/2508.00553
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `grid_width`, `keep` and `alpha`, `PITH_ERROR_BUDGET` if anchors
 *   and neighbours are more than `keep`, `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: O(N) time and scratch.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_hiprune(
    pith_context *context, const pith_view *object_scores, const pith_view *deep_scores,
    int64_t grid_width, int64_t keep, double alpha, const pith_view *indices,
    const pith_view *count) PITH_NOEXCEPT;

/**
 * Keeps the patches that score highest and merges the rest into evenly strided contextual ones.
 *
 * Of the patches that are not dominant, every step-th is a target, step = max(1, number of them /
 * contextual); the others go to the target with the greatest cosine of keys. `pith_apply_merge`
 * with `PITH_REDUCE_SUM`, `assign` and `weight` makes the tokens: dominant rows as they are, then
 * each target plus the mean of its members. A class token is the host's to put first.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] scores `[N]` or `[B, N]`, f32, f16 or bf16: attention of the class token to the
 *   patches, summed over heads.
 * @param[in] metric `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides: keys of the patches,
 *   averaged over heads.
 * @param[in] dominant patches to keep, 0 to N; the paper's numbers count the class token too.
 * @param[in] contextual merged tokens, 0 to N - dominant; 0: the rest is dropped.
 * @param[out] indices `[dominant]` or `[B, dominant]`, i32, ascending.
 * @param[out] targets `[contextual]` or `[B, contextual]`, i32, ascending.
 * @param[out] assign `[N]` or `[B, N]`, i32: row of each patch among dominant, then contextual
 *   rows; -1: dropped.
 * @param[out] weight `[N]` or `[B, N]`, f32, f16 or bf16: 1 for dominant patches and targets, else
 *   1 / members of its target.
 *
 * - Method: visionzip
 * - Paper: VisionZip: Longer is Better but Not Necessary in Vision Language Models, CVPR 2025,
 *   https://arxiv.org/abs/2412.04467
 * - Ties: the lower index wins, of patches and of targets.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `dominant` and `contextual`, those of views.
 * - Cost: (N - dominant)·contextual·D multiply-adds; (N - dominant)·D floats of scratch.
 * - Threads: rows are split; the bits do not depend on it.
 * - Differs: a key of norm zero has cosine 0 with everything (theirs: NaN).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_visionzip(
    pith_context *context, const pith_view *scores, const pith_view *metric, int64_t dominant,
    int64_t contextual, const pith_view *indices, const pith_view *targets, const pith_view *assign,
    const pith_view *weight) PITH_NOEXCEPT;

/**
 * The tokens that PruMerge or PruMerge+ keeps: outliers of the class attention, and a grid.
 *
 * Adaptive: ratio = share of scores above Q3 + 1.5 (Q3 - Q1). The int(N ratio) tokens with the
 * greatest scores are kept. PruMerge+ adds 0, s, 2 s, … below the span that are not kept yet, s =
 * int(1 / ratio) / 3 (at least 1); with a fixed ratio t / 2, t / 2 + t, …, t = int(1 / ratio), kept
 * or not. `pith_select_prumerge_weights` merges the other tokens into them.
 *
 * @param[in] context scratch; NULL: scratch from malloc.
 * @param[in] scores `[N]`, f32, f16 or bf16: attention of the class token to the patches.
 * @param[in] ratio 0 to 1, or -1: adaptive. The authors' fixed ratio is 1/8.
 * @param[in] grid_span 0: PruMerge; 1 to N: PruMerge+, which takes N - 1 in the authors' code.
 * @param[out] indices `[capacity]`, i32: by falling score, then along the grid. 2 N is always
 *   enough. Elements past `count` are left as they are.
 * @param[out] count `[1]`, i32: tokens kept. Written on a capacity error too.
 * @param[out] used_ratio optional, `[1]`, f32, f16 or bf16.
 *
 * - Method: prumerge
 * - Paper: LLaVA-PruMerge: Adaptive Token Reduction for Efficient Large Multimodal Models, ICCV
 *   2025, https://arxiv.org/abs/2403.15388
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `ratio` and `grid_span`, `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: O(N) time and scratch.
 * - Differs: one image per call; no grid if the ratio is 0 (theirs: an error).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_prumerge(
    pith_context *context, const pith_view *scores, double ratio, int64_t grid_span,
    const pith_view *indices, const pith_view *count, const pith_view *used_ratio) PITH_NOEXCEPT;

/**
 * The weights with which PruMerge merges tokens into the kept ones, for `pith_apply_transform`.
 *
 * Row l has weight 1 at kept token l and the scores of the `neighbours` other tokens whose keys
 * have the greatest cosine with its key, kept ones included. The last row has the scores of all
 * tokens that are not kept. Rows are not normalised.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] scores `[N]`, f32, f16 or bf16: attention of the class token to the patches.
 * @param[in] keys `[N, C]`, f32, f16 or bf16, any strides: keys of the same layer, heads side by
 *   side.
 * @param[in] kept `[L]`, i32, L at most N, each 0 to N - 1, in the order of the result. Where r of
 *   them repeat others, the r lowest tokens that are not kept are left out everywhere, as by the
 *   authors' code.
 * @param[in] neighbours 0 to 2^31 - 1; more than N - 1 count as N - 1. The paper's is 32.
 * @param[out] weights `[L + 1, N]`, f32, f16 or bf16.
 * @param[out] rest optional, `[N - L]`, i32, ascending: tokens that are not kept.
 *
 * - Method: prumerge
 * - Paper: LLaVA-PruMerge: Adaptive Token Reduction for Efficient Large Multimodal Models, ICCV
 *   2025, https://arxiv.org/abs/2403.15388
 * - Ties: the earlier kept token, then the lower index.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_INDEX` for `kept`, `PITH_ERROR_RANGE` for `neighbours`, those of views.
 * - Cost: L·N·C multiply-adds; (L + C)·N floats of scratch.
 * - Threads: columns are split; the bits do not depend on it.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_prumerge_weights(
    pith_context *context, const pith_view *scores, const pith_view *keys, const pith_view *kept,
    int64_t neighbours, const pith_view *weights, const pith_view *rest) PITH_NOEXCEPT;

/**
 * Keeps a pivot and the `keep - 1` tokens that a greedy max-sum walk finds: tokens least similar to
 * all picks together.
 *
 * Every pick has the least sum of cosines with all picks so far, or with `PITH_REDUCE_MAX` the
 * least greatest cosine. A token of norm zero has cosine 0 with everything.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] tokens `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides; visual tokens after the
 *   projector.
 * @param[in] class_attention optional, `[n]` or `[B, n]`, f32, f16 or bf16, n 1 to N: attention of
 *   the class token in the vision encoder's last layer, for the first n tokens. Its greatest
 *   element is the pivot.
 * @param[in] pivot the pivot of every batch item, 0 to N - 1; not looked at with `class_attention`
 *   or if `keep` is 0.
 * @param[in] keep 0 to N.
 * @param[in] objective `PITH_REDUCE_SUM` (the paper) or `PITH_REDUCE_MAX` (greedy k-center).
 * @param[in] order `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: pick order, the pivot
 *   first.
 * @param[out] indices `[keep]` or `[B, keep]`, i32.
 *
 * - Method: todre
 * - Paper: ToDRE: Effective Visual Token Pruning via Token Diversity and Task Relevance, 2025,
 *   https://arxiv.org/abs/2505.18757
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `keep` and `pivot`, `PITH_ERROR_ENUM` for `objective` and
 *   `order`, those of views.
 * - Cost: keep·N·D multiply-adds, at most about N²·D/2; N·D floats of scratch, and N² more if
 *   `keep` is large and N at most 4096.
 * - Differs: `keep` = 0 keeps nothing; a token of norm zero is defined.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_todre(
    pith_context *context, const pith_view *tokens, const pith_view *class_attention, int64_t pivot,
    int64_t keep, pith_reduce objective, pith_order order, const pith_view *indices) PITH_NOEXCEPT;

/**
 * Says whether the visual tokens can all be dropped from a decoder layer on: ToDRE's second stage.
 *
 * They can if text pays less than `tau` of its attention to visual tokens and visual tokens pay
 * less than `tau` of theirs to text, both as the mean over heads. With a causal mask and the text
 * after the image the second ratio is 0.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] attention `[Q, Q]`, `[H, Q, Q]` or `[B, H, Q, Q]`, H at least 1, f32, f16 or bf16, any
 *   strides: softmaxed.
 * @param[in] visual_begin first visual token, 0 to `visual_end - 1`.
 * @param[in] visual_end past the last visual token, at most Q.
 * @param[in] text_begin first text token, 0 to `text_end - 1`.
 * @param[in] text_end past the last text token, at most Q.
 * @param[in] tau threshold, finite; the paper's is 0.1.
 * @param[out] drop `[1]` or `[B, 1]`, i32: 1 to drop all visual tokens, else 0.
 * @param[out] ratios optional, `[2]` or `[B, 2]`, f32, f16 or bf16: text to visual, visual to text.
 *   A ratio to 0 is 0.
 *
 * - Method: todre
 * - Paper: ToDRE: Effective Visual Token Pruning via Token Diversity and Task Relevance, 2025,
 *   https://arxiv.org/abs/2505.18757
 * - NaN: `PITH_ERROR_NONFINITE` if one lies in the two spans' rows.
 * - Errors: `PITH_ERROR_RANGE` for the spans and `tau`, those of views.
 * - Cost: reads H * (text + visual) * Q elements, at memory speed; O(Q) scratch.
 * - Threads: rows and columns are split; the bits do not depend on it.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_todre_drop(
    pith_context *context, const pith_view *attention, int64_t visual_begin, int64_t visual_end,
    int64_t text_begin, int64_t text_end, double tau, const pith_view *drop,
    const pith_view *ratios) PITH_NOEXCEPT;

/**
 * Keeps the tokens that a greedy walk on similarity conditioned on relevance finds: diverse and
 * relevant ones.
 *
 * The greedy most probable subset of the determinantal point process L[i, j] = r[i] cos(i, j) r[j].
 * Every pick adds the most volume to what the picks span. Tokens that depend linearly on the picks,
 * up to rounding, come last, by falling relevance.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] features `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides; image tokens after
 *   the projector.
 * @param[in] relevance `[N]` or `[B, N]`, f32, f16 or bf16, magnitudes up to 2^40: r; see
 *   `pith_score_cdpruner`.
 * @param[in] keep 0 to N.
 * @param[in] order `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: pick order.
 * @param[out] indices `[keep]` or `[B, keep]`, i32.
 * @param[out] gains optional, `[keep]` or `[B, keep]`, f32, f16 or bf16: conditional variance of
 *   each of `indices` when it was picked; 0 for those that came last.
 *
 * - Method: cdpruner
 * - Paper: Beyond Attention or Similarity: Maximizing Conditional Diversity for Token Pruning in
 *   MLLMs, NeurIPS 2025, https://arxiv.org/abs/2506.10967
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_VALUE` for `relevance`, `PITH_ERROR_ENUM`
 *   for `order`, those of views.
 * - Cost: keep·N·D (at most about N²·D/2) and keep²·N/2 multiply-adds; (keep + D)·N floats of
 *   scratch, and N² more if `keep` is large and N at most 4096.
 * - Threads: rows and columns are split; the bits do not depend on it.
 * - Differs: from the authors' code where it takes roots of negative numbers, see above; a feature
 *   of norm zero is defined.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_cdpruner(
    pith_context *context, const pith_view *features, const pith_view *relevance, int64_t keep,
    pith_order order, const pith_view *indices, const pith_view *gains) PITH_NOEXCEPT;

/**
 * Keeps the greedy most probable subset of a determinantal point process with a ready kernel.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] kernel `[N, N]` or `[B, N, N]`, f32, f16 or bf16, any strides; symmetric and positive
 *   semidefinite, which is not checked.
 * @param[in] keep 0 to N.
 * @param[in] order `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: pick order.
 * @param[out] indices `[keep]` or `[B, keep]`, i32.
 * @param[out] gains optional, `[keep]` or `[B, keep]`, f32, f16 or bf16: conditional variance of
 *   each of `indices` when it was picked; 0 for those that depend linearly on earlier picks and
 *   came last.
 *
 * - Method: cdpruner
 * - Paper: Fast Greedy MAP Inference for Determinantal Point Process to Improve Recommendation
 *   Diversity, NeurIPS 2018, https://arxiv.org/abs/1709.05135
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_ENUM` for `order`, those of views.
 * - Cost: keep²·N/2 multiply-adds; keep·N floats of scratch.
 * - Threads: columns are split; the bits do not depend on it.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_determinantal(
    pith_context *context, const pith_view *kernel, int64_t keep, pith_order order,
    const pith_view *indices, const pith_view *gains) PITH_NOEXCEPT;

/**
 * Keeps pivots with large keys, and the image tokens least similar to each pivot.
 *
 * Pivots are the image tokens and the tokens after the image with the greatest L1 norm of their
 * key. One after the other, each takes the `per_pivot` image tokens of least cosine that are no
 * pivot and not taken yet. The order of claiming changes the result; the default is that of the
 * authors' loop over a Python set of the pivots' positions.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] hidden `[S, D]` or `[B, S, D]`, f32, f16 or bf16, any strides: output of the layer
 *   before the cut after the model's final norm.
 * @param[in] keys `[S, C]` or `[B, S, C]`, f32, f16 or bf16, any strides: keys of that layer, heads
 *   side by side.
 * @param[in] claim_order optional, `[P]`, i32: a permutation of 0 to P - 1, P = `pivot_image` +
 *   `pivot_text`: which of `ranked_pivots` claims first, second, …; 0, 1, … is the order of norms.
 *   NULL: the order of a Python set.
 * @param[in] start first image token, 0 to S.
 * @param[in] length number of image tokens, 0 to S - start.
 * @param[in] pivot_image pivots among the image tokens, 0 to `length`; the paper's is 4.
 * @param[in] pivot_text pivots among the tokens after the image, 0 to S - start - length; the
 *   paper's is 4.
 * @param[in] per_pivot tokens that each pivot takes, 0 to (length - pivot_image) / P.
 * @param[out] indices `[pivot_image + P * per_pivot]` or `[B, pivot_image + P * per_pivot]`, i32,
 *   ascending, relative to `start`.
 * @param[out] ranked_pivots optional, `[P]` or `[B, P]`, i32: image pivots, then text pivots, each
 *   by falling norm; positions in the sequence.
 * @param[out] claiming_pivots optional, `[P]` or `[B, P]`, i32: the same in claiming order.
 *
 * - Method: dart
 * - Paper: Stop Looking for Important Tokens in Multimodal Language Models: Duplication Matters
 *   More, EMNLP 2025, https://arxiv.org/abs/2502.11494
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for scalars, `PITH_ERROR_INDEX` for `claim_order`, those of views.
 * - Cost: S·C + P·length·D multiply-adds; O(S) scratch.
 * - Threads: rows are split; the bits do not depend on it.
 * - Differs: a token of norm zero has cosine 0 with everything.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_dart(
    pith_context *context, const pith_view *hidden, const pith_view *keys,
    const pith_view *claim_order, int64_t start, int64_t length, int64_t pivot_image,
    int64_t pivot_text, int64_t per_pivot, const pith_view *indices, const pith_view *ranked_pivots,
    const pith_view *claiming_pivots) PITH_NOEXCEPT;

/**
 * Keeps the visual tokens that share most active neurons with a token of the question.
 *
 * counts[j] = number of neurons above 0 both in the query's row and in that of visual token j; kept
 * are the tokens whose count lies above the knee of all counts (`pith_budget_knee`), so how many
 * stay depends on the data. The paper's matching with core neurons is
 * `pith_select_corematching_neurons`, then `pith_budget_knee` (inclusive) on the visual
 * intersections.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] activations `[T, F]` or `[B, T, F]`, F at most 2^24, f32, f16 or bf16, any strides:
 *   input of the down projection.
 * @param[in] query_row row of the question, -T to T - 1; negative: from the end. The authors take
 *   -5.
 * @param[in] visual_begin first visual token, 0 to `visual_end`.
 * @param[in] visual_end past the last visual token, at most T.
 * @param[in] inclusive 0: counts above the knee, as their model; 1: those at the knee too, as the
 *   paper.
 * @param[out] indices `[capacity]` or `[B, capacity]`, i32, ascending, relative to `visual_begin`;
 *   the number of visual tokens is always enough. Elements past `count` are left as they are.
 * @param[out] count `[1]` or `[B, 1]`, i32: tokens kept. Written on a capacity error too.
 * @param[out] counts optional, `[visual tokens]` or `[B, visual tokens]`, i32.
 * @param[out] knee optional, `[2]` or `[B, 2]`, i32: rank of the knee in the falling counts, and
 *   its count; -1 and 0 without tokens.
 *
 * - Method: corematching
 * - Paper: CoreMatching: A Co-adaptive Sparse Inference Framework with Token and Neuron Pruning for
 *   Comprehensive Acceleration of Vision-Language Models, ICML 2025,
 *   https://arxiv.org/abs/2505.19235
 * - Ties: the knee is the first of equally distant ranks. With equal counts everywhere the strict
 *   rule keeps nothing, the inclusive one everything.
 * - NaN: `PITH_ERROR_NONFINITE` if one lies in a row that is read.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: reads the visual rows and the query's once; O(T + F) scratch.
 * - Threads: rows are split; the bits do not depend on it.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_corematching(
    pith_context *context, const pith_view *activations, int64_t query_row, int64_t visual_begin,
    int64_t visual_end, int32_t inclusive, const pith_view *indices, const pith_view *count,
    const pith_view *counts, const pith_view *knee) PITH_NOEXCEPT;

/**
 * The neurons that most tokens use most, and how many of them each token activates.
 *
 * Each token votes for its `limit` largest activations, limit = int(token_sparsity · (number of
 * positive activations) / T); the int(sparsity · F) neurons with most votes are the core.
 * intersection[t] = number of core neurons above 0 in row t.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] activations `[T, F]` or `[B, T, F]`, T and F at most 2^24, f32, f16 or bf16, any
 *   strides: input of the down projection.
 * @param[in] token_sparsity 0 to 1; the authors' program takes 0.2.
 * @param[in] sparsity 0 to 1; theirs is 0.4.
 * @param[out] neurons `[capacity]` or `[B, capacity]`, i32, by falling number of votes;
 *   int(sparsity · F) is always enough. Elements past `count` are left as they are.
 * @param[out] count `[1]` or `[B, 1]`, i32: core neurons, fewer where fewer got a vote. Written on
 *   a capacity error too.
 * @param[out] frequency optional, `[F]` or `[B, F]`, i32: votes of each neuron.
 * @param[out] intersection optional, `[T]` or `[B, T]`, i32.
 *
 * - Method: corematching
 * - Paper: CoreMatching: A Co-adaptive Sparse Inference Framework with Token and Neuron Pruning for
 *   Comprehensive Acceleration of Vision-Language Models, ICML 2025,
 *   https://arxiv.org/abs/2505.19235
 * - Ties: the lower neuron wins, among votes and among activations.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: three passes over T·F activations; F words of scratch per thread.
 * - Threads: rows are split; the bits do not depend on it.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_corematching_neurons(
    pith_context *context, const pith_view *activations, double token_sparsity, double sparsity,
    const pith_view *neurons, const pith_view *count, const pith_view *frequency,
    const pith_view *intersection) PITH_NOEXCEPT;

/**
 * Keeps the image tokens that layers change most and that the instruction looks at most.
 *
 * v[j] = sum over the list of transition[l, start + j]; v and `attention` are each divided by their
 * sum + 1e-8 and added. A stage of the authors' model keeps int(n0 · ratio) of the n0 tokens the
 * image had at first (`pith_budget_pyramiddrop`); gather the list with `sequence` for the next
 * stage.
 *
 * @param[in] context scratch; NULL: scratch from malloc.
 * @param[in] transition `[L, T]` or `[B, L, T]`, f32, f16 or bf16, any strides: weights of the
 *   sequence in the layers so far (`pith_score_transprune`); NULL: attention alone.
 * @param[in] attention `[length]` or `[B, length]`, f32, f16 or bf16: attention of the text after
 *   the image to the image tokens in the layer that follows (`pith_score_query_key`, causal,
 *   means); NULL: transition alone. One of the two is needed.
 * @param[in] start first image token, 0 to T.
 * @param[in] length number of image tokens, 0 to T - start.
 * @param[in] keep 0 to `length`.
 * @param[in] order `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: best first.
 * @param[out] indices `[keep]` or `[B, keep]`, i32, relative to `start`.
 * @param[out] sequence optional, `[T - length + keep]` or `[B, T - length + keep]`, i32, ascending:
 *   what stays of the whole sequence.
 * @param[out] scores optional, `[length]` or `[B, length]`, f32, f16 or bf16.
 *
 * - Method: transprune
 * - Paper: TransPrune: Token Transition Pruning for Efficient Large Vision-Language Model, CVPR
 *   2026, https://arxiv.org/abs/2507.20630
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_NULL` if both inputs are absent, `PITH_ERROR_RANGE` for the scalars,
 *   `PITH_ERROR_VALUE` for weights that cannot be divided by their sum, `PITH_ERROR_ENUM`, those of
 *   views.
 * - Cost: reads L·length weights; O(length) scratch.
 * - Differs: every sequence of a batch is selected for by itself.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_transprune(
    pith_context *context, const pith_view *transition, const pith_view *attention, int64_t start,
    int64_t length, int64_t keep, pith_order order, const pith_view *indices,
    const pith_view *sequence, const pith_view *scores) PITH_NOEXCEPT;

/**
 * Merges the least important tokens of each grid cell into one: VFlowOpt's recycling.
 *
 * The `remove` + int(M / cell^2) tokens with the smallest scores are grouped by cell; those of one
 * cell merge into the one with the greatest score, weighted by score / sum of their scores.
 * `pith_apply_merge` with `PITH_REDUCE_SUM`, `assign` and `weight` makes the tokens. Token i of the
 * first base_side^2 lies at row i / base_side, column i mod base_side; the later ones likewise with
 * local_width, in cells of their own. For one picture without crops take `pith_select_top_k`; for
 * the stages inside the language model `pith_budget_vflowopt`, then `pith_select_top_k` with the
 * same scores.
 *
 * @param[in] context scratch; NULL: scratch from malloc.
 * @param[in] scores `[M]` or `[B, M]`, f32, f16 or bf16: importance of base, then local tokens, 1
 *   for newline tokens.
 * @param[in] remove 0 to M; the authors' is round-half-even(M (1 - ratio)).
 * @param[in] cell side of a cell in tokens, 1 to 2^30; the published ones are 11.76, 15.58 and
 *   17.39.
 * @param[in] base_side side of the whole image's grid, its square at most M.
 * @param[in] local_width tokens in a row of the crops' grid, newline included; 1 or more if there
 *   are any.
 * @param[out] indices `[capacity]` or `[B, capacity]`, i32, ascending; M is always enough. Elements
 *   past `count` are left as they are.
 * @param[out] count `[1]` or `[B, 1]`, i32: tokens that stay. Written on a capacity error too.
 * @param[out] assign `[M]` or `[B, M]`, i32: place among `indices` of the token that each merges
 *   into.
 * @param[out] weight `[M]` or `[B, M]`, f32, f16 or bf16: 1 for tokens that stay as they are.
 *
 * - Method: vflowopt
 * - Paper: VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided
 *   Optimization, ICCV 2025, https://arxiv.org/abs/2508.05211
 * - Ties: of equal scores the lower index is the smaller; the first of a cell's greatest carries
 *   it.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: O(M) time and scratch.
 * - Differs: a cell whose scores add up to 0 takes the plain mean (theirs: NaN).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_vflowopt(
    pith_context *context, const pith_view *scores, int64_t remove, double cell, int64_t base_side,
    int64_t local_width, const pith_view *indices, const pith_view *count, const pith_view *assign,
    const pith_view *weight) PITH_NOEXCEPT;

/**
 * Keeps the image tokens that the last instruction token attends to most, from its query and the
 * layer's keys.
 *
 * scores[j] = mean over heads of the softmax over keys 0 to `last_query` of queries[h] · keys[h /
 * (H / G), ·] / sqrt(D), at `start` + j. With a ready attention row take `pith_select_fastv`. A
 * stage keeps int(n0 · ratio) tokens, n0 those the image had at first: `pith_budget_pyramiddrop`.
 * Positions are numbered anew after every stage.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] queries `[H, D]` or `[B, H, D]`, H and D at least 1, f32, f16 or bf16, any strides:
 *   after rotary embedding.
 * @param[in] keys `[G, S, D]` or `[B, G, S, D]`, H a multiple of G, f32, f16 or bf16, any strides:
 *   the whole sequence.
 * @param[in] start first image token in the sequence, 0 to S.
 * @param[in] length number of image tokens now, 0 to S - start.
 * @param[in] last_query position of the query, 0 to S - 1: later keys are masked; -1: none is.
 * @param[in] keep 0 to `length`.
 * @param[in] order `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: best first.
 * @param[out] indices `[keep]` or `[B, keep]`, i32, relative to `start`.
 * @param[out] sequence optional, `[S - length + keep]` or `[B, S - length + keep]`, i32, ascending:
 *   what stays of the whole sequence.
 * @param[out] scores optional, `[length]` or `[B, length]`, f32, f16 or bf16.
 *
 * - Method: pyramiddrop
 * - Paper: PyramidDrop: Accelerating Your Large Vision-Language Models via Pyramid Visual
 *   Redundancy Reduction, CVPR 2025, https://arxiv.org/abs/2410.17247
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`, also if a product of finite queries and keys leaves the range of
 *   f32.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_ENUM` for `order`, those of views.
 * - Cost: H·S·D multiply-adds; O(H·S) scratch, plus S·D where keys are not f32.
 * - Threads: keys are split; the bits do not depend on it.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_pyramiddrop(
    pith_context *context, const pith_view *queries, const pith_view *keys, int64_t start,
    int64_t length, int64_t last_query, int64_t keep, pith_order order, const pith_view *indices,
    const pith_view *sequence, const pith_view *scores) PITH_NOEXCEPT;

/**
 * Keeps nested sets of tokens, layer by layer, each ranked by what the layer before attended to.
 *
 * Layer 0 has all tokens. In layer l >= 1 the counts[l] alive tokens with the greatest scores[l -
 * 1] stay alive, all of them if they are no more than that.
 *
 * @param[in] context scratch; NULL: scratch from malloc.
 * @param[in] scores `[L, N]` or `[B, L, N]`, f32, f16 or bf16, any strides: attention each original
 *   token got in each layer. Scores of tokens that are gone, and those of the last layer, are not
 *   looked at.
 * @param[in] counts `[L]` (for every batch item) or `[B, L]`, i32, 0 or more: such as
 *   `pith_budget_gsearch` gives.
 * @param[out] indices `[L, N]` or `[B, L, N]`, i32: tokens of each layer, ascending, then -1.
 * @param[out] alive optional, `[L]` or `[B, L]`, i32: how many they are.
 *
 * - Method: gsearch
 * - Paper: Accelerating Multimodal Large Language Models by Searching Optimal Vision Token
 *   Reduction, CVPR 2025, https://arxiv.org/abs/2412.00556
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE` if one lies in what is looked at.
 * - Errors: `PITH_ERROR_VALUE` for `counts`, those of views.
 * - Cost: O(L·N) time; O(N) scratch beyond the result.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_gsearch(
    pith_context *context, const pith_view *scores, const pith_view *counts,
    const pith_view *indices, const pith_view *alive) PITH_NOEXCEPT;

/**
 * Removes unimportant patches that resemble an important one: the similarity stage of Zero-TPrune.
 *
 * Patches are ranked by falling score; the first floor(P / 2) are the reference, and of the others
 * the `remove` ones with the greatest cosine to any of the reference are removed. The class token
 * always stays.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] features `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides: keys of the layer,
 *   heads side by side.
 * @param[in] scores `[P]` or `[B, P]`, f32, f16 or bf16: of the patches (`pith_score_zero_tprune`).
 * @param[in] class_token 0 or 1; 1: token 0 is a class token and P = N - 1, else P = N.
 * @param[in] remove 0 to ceil(P / 2); 0 if P is 1.
 * @param[out] survivors `[N - remove]` or `[B, N - remove]`, i32, ascending, class token included.
 * @param[out] removed NULL or `[remove]` or `[B, remove]`, i32, ascending.
 * @param[out] ranking NULL or `[P]` or `[B, P]`, i32: patches by falling score.
 *
 * - Method: zero_tprune
 * - Paper: Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in
 *   Pre-Trained Transformers, CVPR 2024, https://arxiv.org/abs/2305.17328
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `class_token` and `remove`, those of views.
 * - Cost: P²/4·D multiply-adds, N·D floats of scratch; similarities are not stored.
 * - Threads: rows are split; the bits do not depend on it.
 * - Differs: there is no code of the authors; a feature of norm zero has cosine 0 with everything.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_zero_tprune_similar(
    pith_context *context, const pith_view *features, const pith_view *scores, int32_t class_token,
    int64_t remove, const pith_view *survivors, const pith_view *removed,
    const pith_view *ranking) PITH_NOEXCEPT;

/**
 * Keeps the class token and the survivors with the greatest scores: the last stage of Zero-TPrune.
 *
 * The whole method: `pith_score_zero_tprune`, `pith_select_zero_tprune_similar`,
 * `pith_score_zero_tprune_survivors`, this.
 *
 * @param[in] context scratch; NULL: scratch from malloc.
 * @param[in] scores `[P]` or `[B, P]`, f32, f16 or bf16: of the surviving patches.
 * @param[in] survivors `[P]` or `[B, P]`, one more with a class token, i32, ascending, class token
 *   first.
 * @param[in] class_token 0 or 1.
 * @param[in] keep patches to keep, 0 to P, the class token not counted.
 * @param[out] indices `[keep]` or `[B, keep]`, one more with a class token, i32, ascending.
 *
 * - Method: zero_tprune
 * - Paper: Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in
 *   Pre-Trained Transformers, CVPR 2024, https://arxiv.org/abs/2305.17328
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `class_token` and `keep`, `PITH_ERROR_INDEX` for `survivors`,
 *   those of views.
 * - Cost: O(P).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_zero_tprune(
    pith_context *context, const pith_view *scores, const pith_view *survivors, int32_t class_token,
    int64_t keep, const pith_view *indices) PITH_NOEXCEPT;

/**
 * Keeps the text and the most important visual tokens of a decoder's sequence.
 *
 * Tokens outside the visual range come first, then visual tokens by falling importance, dead visual
 * tokens last; of the first `keep` of that ranking those that are alive are kept. So fewer than
 * `keep` may come out.
 *
 * @param[in] context scratch; NULL: scratch from malloc.
 * @param[in] importance `[N]` or `[B, N]`, f32, f16 or bf16: `pith_score_aim`.
 * @param[in] alive NULL or `[N]` or `[B, N]`, i32: 1 for tokens that earlier layers left, else 0;
 *   NULL: all are.
 * @param[in] visual_begin first visual token, 0 to `visual_end`.
 * @param[in] visual_end past the last visual token, at most N.
 * @param[in] keep 0 to N, text and dead tokens counted: `pith_budget_aim`.
 * @param[out] indices `[capacity]` or `[B, capacity]`, i32, ascending; `keep` is always enough.
 *   Elements past `count` are left as they are.
 * @param[out] count `[1]` or `[B, 1]`, i32: tokens kept. Written on a capacity error too.
 *
 * - Method: aim
 * - Paper: AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025,
 *   https://arxiv.org/abs/2412.03248
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for the range and `keep`, `PITH_ERROR_VALUE` for `alive`,
 *   `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: O(N) time and scratch.
 * - Differs: text ranks first whatever the importance; every sequence of a batch is selected for by
 *   itself.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_aim(
    pith_context *context, const pith_view *importance, const pith_view *alive,
    int64_t visual_begin, int64_t visual_end, int64_t keep, const pith_view *indices,
    const pith_view *count) PITH_NOEXCEPT;

/**
 * The patches that the class token attends to most: MustDrop's key tokens, which no later stage
 * drops.
 *
 * score[j] = mean over heads of attention[h, class_row, 1 + j] in the last vision layer.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] attention `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, f32, f16 or bf16, any strides; key
 *   0 is the class token. Only row `class_row` is read: Q = 1 is enough.
 * @param[in] class_row 0 to Q - 1.
 * @param[in] keep 0 to K - 1. The paper keeps ceil(0.08 (K - 1)).
 * @param[in] order `PITH_ORDER_RANKED`: best first, as in the authors' code; `PITH_ORDER_POSITION`:
 *   ascending.
 * @param[out] indices `[keep]` or `[B, keep]`, i32: positions among the patches.
 *
 * - Method: mustdrop
 * - Paper: Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language Model,
 *   2024, https://arxiv.org/abs/2411.10803
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE` if one lies in what is read.
 * - Errors: `PITH_ERROR_RANGE` for `class_row` and `keep`, `PITH_ERROR_ENUM` for `order`, those of
 *   views.
 * - Cost: reads H·K elements; O(K) scratch.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_mustdrop_keys(
    pith_context *context, const pith_view *attention, int64_t class_row, int64_t keep,
    pith_order order, const pith_view *indices) PITH_NOEXCEPT;

/**
 * Drops image tokens that the text after the image hardly attends to; key tokens stay.
 *
 * With B the mean over heads of the rows of the text and the columns of the image, token j goes if
 * its column's sum is below `global_threshold` times the sum of all and its column's maximum is
 * below `individual_threshold`, both strictly.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] attention `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, f32, f16 or bf16, any strides: of a
 *   decoder layer, or only what is read of it.
 * @param[in] keys `[J]` or `[B, J]`, i32: positions of the key tokens among the image tokens, each
 *   once, in any order.
 * @param[in] row_begin first query row of the text after the image, 0 to Q - 1: `start` + `length`
 *   for a whole map.
 * @param[in] start first image token among the keys of the map, 0 to K.
 * @param[in] length number of image tokens, 0 to K - start.
 * @param[in] global_threshold the paper's are 0.001 (192 tokens), 0.0012 (128), 0.011 or 0.005
 *   (64).
 * @param[in] individual_threshold the paper's are 0.001, and 0.01 with 0.011.
 * @param[out] indices `[capacity]` or `[B, capacity]`, i32, ascending, relative to `start`;
 *   `length` is always enough. Elements past `count` are left as they are.
 * @param[out] places NULL or `[J]` or `[B, J]`, i32, ascending: where the key tokens are in
 *   `indices`; the `keys` of the next layer.
 * @param[out] count `[1]` or `[B, 1]`, i32: tokens kept. Written on a capacity error too.
 *
 * - Method: mustdrop
 * - Paper: Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language Model,
 *   2024, https://arxiv.org/abs/2411.10803
 * - NaN: `PITH_ERROR_NONFINITE` if one lies in what is read.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_INDEX` for `keys`,
 *   `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: reads H·text·image elements twice; O(length) scratch.
 * - Differs: one key token is legal; without text rows there is nothing to filter by, which is an
 *   error.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_mustdrop(
    pith_context *context, const pith_view *attention, const pith_view *keys, int64_t row_begin,
    int64_t start, int64_t length, double global_threshold, double individual_threshold,
    const pith_view *indices, const pith_view *places, const pith_view *count) PITH_NOEXCEPT;

/**
 * Keeps the most attended tokens of the whole image and of each of its crops.
 *
 * Partition p keeps the budgets[p] tokens with the greatest sum over heads of attention[p, h,
 * token]. Ids are p N + token.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] attention `[P, H, N]` or `[B, P, H, N]`, f32, f16 or bf16, any strides: attention of
 *   the class token to the tokens of each partition in a late layer (22 of CLIP-L); the whole
 *   image, then its crops in raster order. P = 1: no crops.
 * @param[in] budgets `[P]` or `[B, P]`, i32, each 0 to N: `pith_budget_hired`.
 * @param[out] indices `[capacity]` or `[B, capacity]`, i32, ascending; the sum of the budgets is
 *   enough. Elements past `count` are left as they are.
 * @param[out] count `[1]` or `[B, 1]`, i32: tokens kept. Written on a capacity error too.
 *
 * - Method: hired
 * - Paper: HiRED: Attention-Guided Token Dropping for Efficient Inference of High-Resolution
 *   Vision-Language Models in Resource-Constrained Environments, AAAI 2025,
 *   https://arxiv.org/abs/2408.10945
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_VALUE` for `budgets`, `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: reads P·H·N elements; O(P·N) scratch.
 * - Threads: partitions are split; the bits do not depend on it.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_hired(
    pith_context *context, const pith_view *attention, const pith_view *budgets,
    const pith_view *indices, const pith_view *count) PITH_NOEXCEPT;

/**
 * Keeps the best tokens of each crop by its own and the thumbnail's scores, and puts them in
 * reading order.
 *
 * The thumbnail's scores are resampled to the box that the image covers and cut into the crops'
 * parts. Within a crop the two score vectors are divided by their norms and added; the `keep[c]`
 * covered tokens with the greatest sums stay. Ids are crop N + token. The thumbnail's own tokens go
 * in front: `pith_select_top_k`, ranked, int(N retention) of them.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] thumbnail_scores `[N]` or `[B, N]`, N = `side`², f32, f16 or bf16: of the whole image;
 *   the authors take the class token's scaled dot products before the softmax, averaged over heads,
 *   last layer.
 * @param[in] crop_scores `[crops, N]` or `[B, crops, N]`, f32, f16 or bf16: the same of each crop,
 *   raster order.
 * @param[in] keep `[crops]` or `[B, crops]`, i32, each 0 to the covered tokens of the crop:
 *   `pith_budget_globalcom2`.
 * @param[in] grid_height crops from top to bottom, 1 or more.
 * @param[in] grid_width crops from left to right, 1 or more.
 * @param[in] side tokens along a crop's side, 1 or more.
 * @param[in] image_height of the original image in pixels, 1 or more.
 * @param[in] image_width likewise.
 * @param[in] true_position 0: a token that is number r among the covered tokens of its crop is read
 *   at cell r of the crop, as in the authors' code: with padding it moves up or to the left. 1:
 *   tokens are read where they are.
 * @param[in] newline 0 or 1; 1: a -1 after each row of the raster, padding rows too, as the
 *   authors' code has it.
 * @param[out] packed `[capacity]` or `[B, capacity]`, i32, in reading order; the sum of `keep`, and
 *   `grid_height * side` more with newlines, is enough. Elements past `count` are left as they are.
 * @param[out] count `[1]` or `[B, 1]`, i32. Written on a capacity error too.
 *
 * - Method: globalcom2
 * - Paper: Compression with Global Guidance: Towards Training-free High-Resolution MLLMs
 *   Acceleration, 2025, https://arxiv.org/abs/2501.05179
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SIZE` for 2^31 tokens and newlines,
 *   `PITH_ERROR_VALUE` for `keep`, `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: O(crops·N) time and scratch.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_globalcom2(
    pith_context *context, const pith_view *thumbnail_scores, const pith_view *crop_scores,
    const pith_view *keep, int64_t grid_height, int64_t grid_width, int64_t side,
    int64_t image_height, int64_t image_width, int32_t true_position, int32_t newline,
    const pith_view *packed, const pith_view *count) PITH_NOEXCEPT;

/**
 * Puts the tokens of an image and its crops in reading order, without the padding of the crops.
 *
 * Tokens of the whole image come first, ascending. Then the crops are stitched to one raster, the
 * box that the image covers is read row by row. With `kept` only the tokens it lists appear, and
 * those that lie in the padding do not.
 *
 * @param[in] context scratch; NULL: scratch from malloc.
 * @param[in] kept NULL (all tokens) or `[K]`, i32, ids partition `side`² + token, any order; one
 *   that comes twice counts once.
 * @param[in] grid_height crops from top to bottom, 1 or more.
 * @param[in] grid_width crops from left to right, 1 or more.
 * @param[in] side tokens along a crop's side, 1 or more.
 * @param[in] image_height of the original image in pixels, 1 or more; it was scaled into the raster
 *   with its aspect kept, and centred.
 * @param[in] image_width likewise.
 * @param[in] thumbnail 0 or 1; 1: partition 0 is the whole image and the crops come after it; 0:
 *   partition 0 is the first crop.
 * @param[in] newline 0 or 1; 1: a -1 after each covered row.
 * @param[out] order `[capacity]`, i32; all tokens and a newline per row is always enough. Elements
 *   past `count` are left as they are.
 * @param[out] count `[1]`, i32. Written on a capacity error too.
 *
 * - Method: anyres
 * - Paper: none
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SIZE` for 2^31 tokens,
 *   `PITH_ERROR_INDEX` for `kept`, `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: O(tokens) time and scratch.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_select_anyres(
    pith_context *context, const pith_view *kept, int64_t grid_height, int64_t grid_width,
    int64_t side, int64_t image_height, int64_t image_width, int32_t thumbnail, int32_t newline,
    const pith_view *order, const pith_view *count) PITH_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
