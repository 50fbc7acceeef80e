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
 * The product `n * ratio` is taken in double, as Python does, unless the rule says otherwise. For a
 * ratio of dropped tokens pass `1 - ratio`, in double too.
 *
 * @param[in] n 0 to 2^53.
 * @param[in] ratio 0 to 1.
 * @param[in] rounding `PITH_ROUNDING_FLOOR`, `_CEIL`, `_HALF_EVEN` (Python's `round`), `_HALF_UP`,
 *   `_TRUNCATE` (Python's `int`), `_TRUNCATE_F32` (`int` of a product in f32: PyTorch's integer
 *   tensor times a number; n is rounded to f32 first).
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

/**
 * The number of tokens of a sequence that a rate of its visual tokens leaves.
 *
 * int((n - protected_count) rate + protected_count), in double: what `pith_select_aim` takes as
 * `keep`.
 *
 * @param[in] n tokens of the original sequence, removed ones included, 0 to 2^53.
 * @param[in] protected_count tokens that are not visual, 0 to `n`.
 * @param[in] rate share of visual tokens to keep, 0 to 1: `pith_budget_aim_rates`.
 * @param[out] count one number, `protected_count` to `n`.
 *
 * - Method: aim
 * - Paper: AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025,
 *   https://arxiv.org/abs/2412.03248
 * - NaN: `PITH_ERROR_RANGE` for `rate`.
 * - Errors: `PITH_ERROR_NULL` for `count`, `PITH_ERROR_RANGE`.
 * - Cost: O(1).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_budget_aim(
    int64_t n, int64_t protected_count, double rate, int64_t *count) PITH_NOEXCEPT;

/**
 * Fills the share of visual tokens that each layer of a decoder keeps.
 *
 * rates[l] = 1 for l < start, else max(0, 1 - drop (l - start + 1)).
 *
 * @param[in] context scratch; NULL: scratch from malloc.
 * @param[in] layers L, 0 to 2^31 - 1.
 * @param[in] start first layer that drops tokens, 0 to 2^31 - 1; the authors': 14 of 28 (Qwen2-7B),
 *   13 of 32 (Vicuna).
 * @param[in] drop what each layer from there on takes off the rate, 0 to 1; the authors' is 0.125.
 * @param[out] rates `[layers]`, f32, f16 or bf16.
 *
 * - Method: aim
 * - Paper: AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025,
 *   https://arxiv.org/abs/2412.03248
 * - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
 * - Cost: O(L).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_budget_aim_rates(
    pith_context *context, int64_t layers, int64_t start, double drop,
    const pith_view *rates) PITH_NOEXCEPT;

/**
 * Keeps the tokens above the knee of their falling scores: as many as the data says.
 *
 * The knee is the rank i whose point (i, score) is farthest from the chord between the first point
 * and the last; the axes are not normalised.
 *
 * @param[in] context scratch; NULL: scratch from malloc.
 * @param[in] scores `[N]` or `[B, N]`, f32, f16 or bf16.
 * @param[in] inclusive 0: scores above that of the knee stay; 1: equal ones too.
 * @param[out] indices `[capacity]` or `[B, capacity]`, i32, ascending; N is always enough. Elements
 *   past `count` are left as they are.
 * @param[out] count `[1]` or `[B, 1]`, i32: tokens kept. Written on a capacity error too.
 * @param[out] knee optional, `[1]` or `[B, 1]`, i32: rank of the knee, from 0; -1 without scores.
 * @param[out] value optional, `[1]` or `[B, 1]`, f32, f16 or bf16: its score; 0 without scores.
 *
 * - Method: knee
 * - Paper: CoreMatching: A Co-adaptive Sparse Inference Framework with Token and Neuron Pruning for
 *   Comprehensive Acceleration of Vision-Language Models, ICML 2025,
 *   https://arxiv.org/abs/2505.19235
 * - Ties: the first of equally distant ranks. If all scores are equal, nothing is above the knee
 *   and everything at it.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `inclusive`, `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: O(N); 4 N words of scratch.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_budget_knee(
    pith_context *context, const pith_view *scores, int32_t inclusive, const pith_view *indices,
    const pith_view *count, const pith_view *knee, const pith_view *value) PITH_NOEXCEPT;

/**
 * Fills how many image tokens stay at each stage of PyramidDrop or TransPrune: int(n · ratio), of
 * the first count.
 *
 * @param[in] context may be NULL.
 * @param[in] ratios `[S]`, f64, f32, f16 or bf16, each 0 to 1: kept shares of the first count. The
 *   products are taken in double: pass f64 to truncate as the authors' code. PyramidDrop: 0.5,
 *   0.25, 0.125; TransPrune: 0.875, 0.625, 0.125.
 * @param[in] n image tokens at first, 0 to 2^31 - 1.
 * @param[out] counts `[S]`, i32.
 *
 * - Method: pyramiddrop
 * - Paper: PyramidDrop: Accelerating Your Large Vision-Language Models via Pyramid Visual
 *   Redundancy Reduction, CVPR 2025, https://arxiv.org/abs/2410.17247
 * - NaN: `PITH_ERROR_VALUE`.
 * - Errors: `PITH_ERROR_VALUE` for `ratios`, `PITH_ERROR_RANGE` for `n`, those of views.
 * - Cost: O(S).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_budget_pyramiddrop(
    pith_context *context, const pith_view *ratios, int64_t n,
    const pith_view *counts) PITH_NOEXCEPT;

/**
 * Fills how many image tokens stay at each stage of VFlowOpt: count - round-half-even(count · (1 -
 * ratio)), count being what the stage before left.
 *
 * @param[in] context may be NULL.
 * @param[in] ratios `[S]`, f64, f32, f16 or bf16, each 0 to 1: share of its tokens that a stage
 *   keeps. The products are taken in double.
 * @param[in] n image tokens before the first stage, 0 to 2^31 - 1.
 * @param[out] counts `[S]`, i32.
 *
 * - Method: vflowopt
 * - Paper: VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided
 *   Optimization, ICCV 2025, https://arxiv.org/abs/2508.05211
 * - NaN: `PITH_ERROR_VALUE`.
 * - Errors: `PITH_ERROR_VALUE` for `ratios`, `PITH_ERROR_RANGE` for `n`, those of views.
 * - Cost: O(S).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_budget_vflowopt(
    pith_context *context, const pith_view *ratios, int64_t n,
    const pith_view *counts) PITH_NOEXCEPT;

/**
 * A falling sigmoid schedule of visual tokens over layers with a given mean: P-Sigmoid.
 *
 * rate[l] = r_min + (r_max - r_min) / (1 + exp(steepness · (l / (L - 1) - center))), made
 * non-increasing; the center, in [-5, 6], is such that the mean rate is `budget`. counts[l] =
 * max(1, floor(rate[l] · n + 1/2)), made non-increasing.
 *
 * @param[in] context may be NULL.
 * @param[in] n visual tokens, 0 to 2^31 - 1.
 * @param[in] steepness over the whole depth, finite.
 * @param[in] r_min 0 to `r_max`.
 * @param[in] r_max 0 to 1.
 * @param[in] budget mean rate, 0 to 1; beyond the rates it counts as the nearer one.
 * @param[out] counts `[L]`, i32: L is the number of layers.
 * @param[out] rates optional, `[L]`, f32, f16 or bf16.
 * @param[out] center optional, `[1]`, f32, f16 or bf16; 0 with fewer than two layers.
 * @param[out] mean optional, `[1]`, f32, f16 or bf16: the mean rate that was reached; compare it
 *   with `budget`.
 *
 * - Method: gsearch
 * - Paper: Accelerating Multimodal Large Language Models by Searching Optimal Vision Token
 *   Reduction, CVPR 2025, https://arxiv.org/abs/2412.00556
 * - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
 * - Cost: 200 L exponentials.
 * - Differs: there is no public code; this is a reading of the paper. One layer gets the budget
 *   itself.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_budget_gsearch(
    pith_context *context, int64_t n, double steepness, double r_min, double r_max, double budget,
    const pith_view *counts, const pith_view *rates, const pith_view *center,
    const pith_view *mean) PITH_NOEXCEPT;

/**
 * The next trial of G-Search: which layer to try with which rate, given the outcomes of all trials
 * before.
 *
 * From the first layer on, the least of `levels` rising rates that keeps quality is found by
 * bisection, with the result of the layer before as upper bound (a rate that is its own bound is
 * not tried). Start without answers; add the outcome of each trial and call again until the trial's
 * layer is L. No state is kept between calls.
 *
 * @param[in] context may be NULL.
 * @param[in] answers `[A]`, i32: 1 for a trial that kept quality, 0 for one that did not, in the
 *   order of the trials.
 * @param[in] levels number of rates, 1 to 2^31 - 1.
 * @param[out] rates `[L]`, i32: index of the rate of each layer that is known, -1 for the others. L
 *   is the number of layers.
 * @param[out] trial `[2]`, i32: layer and index of the rate to try next; L and -1 when all layers
 *   are known.
 *
 * - Method: gsearch
 * - Paper: Accelerating Multimodal Large Language Models by Searching Optimal Vision Token
 *   Reduction, CVPR 2025, https://arxiv.org/abs/2412.00556
 * - Errors: `PITH_ERROR_RANGE` for `levels`, `PITH_ERROR_VALUE` for an answer, `PITH_ERROR_SHAPE`
 *   for more answers than trials, those of views.
 * - Cost: O(A + L).
 * - Differs: there is no public code; this is a reading of the paper.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_budget_gsearch_trial(
    pith_context *context, const pith_view *answers, int64_t levels, const pith_view *rates,
    const pith_view *trial) PITH_NOEXCEPT;

/**
 * Shares a number of tokens between a whole image and its crops by where the class token looks.
 *
 * The whole image gets min(int(total alpha), N), the crops share min(total - that, crops N). The
 * int(N (1 - alpha)) tokens of the whole image with the greatest attention are marked; a crop gets
 * int(share sub), share = the part of the marks that lie in its part of the image, in f32, at most
 * N. What truncation and that limit leave over is not handed out.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] attention `[H, N]` or `[B, H, N]`, f32, f16 or bf16, any strides: attention of the
 *   class token to the tokens of the whole image in an early layer (the first of CLIP-L).
 * @param[in] grid_height crops from top to bottom, 1 or more.
 * @param[in] grid_width crops from left to right, 1 or more.
 * @param[in] total 0 to (1 + crops) N. The paper keeps int((1 + crops) N rate), rate 0.1 to 0.4.
 * @param[in] alpha share of the whole image, 0 to 1; the paper's is 0.5.
 * @param[in] blocks 0: crop r's part is the r-th of equal runs of the flat raster, as in the
 *   authors' code: horizontal stripes. 1: the rectangle that it shows; N is then a square number.
 * @param[out] budgets `[1 + crops]` or `[B, 1 + crops]`, i32: whole image, then crops in raster
 *   order.
 *
 * - Method: hired
 * - Paper: HiRED: Attention-Guided Token Dropping for Efficient Inference of High-Resolution
 *   Vision-Language Models in Resource-Constrained Environments, AAAI 2025,
 *   https://arxiv.org/abs/2408.10945
 * - Ties: the lower index is marked.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SHAPE` if N is not divisible by the
 *   number of crops (without `blocks`) or no square number (with it), those of views.
 * - Cost: reads H·N elements; O(N) scratch.
 * - Differs: without marks (`alpha` near 1) no crop gets a token (theirs: 0 / 0).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_budget_hired(
    pith_context *context, const pith_view *attention, int64_t grid_height, int64_t grid_width,
    int64_t total, double alpha, int32_t blocks, const pith_view *budgets) PITH_NOEXCEPT;

/**
 * Shares tokens between the crops of an image by the scores of its thumbnail.
 *
 * z[c] = sum of the thumbnail's scores over the block that crop c shows, p = softmax of z /
 * temperature (1e-8 added to its denominator), scales[c] = min(1, retention (1 + p[c] - mean p)),
 * keep[c] = int(covered tokens of crop c · scales[c]); all in double.
 *
 * @param[in] context scratch; NULL: scratch from malloc.
 * @param[in] scores `[side * side]` or `[B, side * side]`, f32, f16 or bf16: of the thumbnail's
 *   tokens, negative ones too.
 * @param[in] grid_height crops from top to bottom, 1 or more.
 * @param[in] grid_width crops from left to right, 1 or more.
 * @param[in] side tokens along a crop's side, 1 or more.
 * @param[in] image_height of the original image in pixels, 1 or more: says which tokens of a crop
 *   are padding.
 * @param[in] image_width likewise.
 * @param[in] retention 0 to 1; the paper's are 0.25 and 0.1.
 * @param[in] temperature 2^-20 to 2^60; the paper's is 10.
 * @param[out] keep `[crops]` or `[B, crops]`, i32.
 * @param[out] scales NULL or `[crops]` or `[B, crops]`, f32, f16 or bf16.
 *
 * - Method: globalcom2
 * - Paper: Compression with Global Guidance: Towards Training-free High-Resolution MLLMs
 *   Acceleration, 2025, https://arxiv.org/abs/2501.05179
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SIZE` for 2^31 tokens, those of views.
 * - Cost: O(side²).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_budget_globalcom2(
    pith_context *context, const pith_view *scores, int64_t grid_height, int64_t grid_width,
    int64_t side, int64_t image_height, int64_t image_width, double retention, double temperature,
    const pith_view *keep, const pith_view *scales) PITH_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
