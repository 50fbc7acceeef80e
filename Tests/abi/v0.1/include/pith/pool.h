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

/**
 * Pools a grid of tokens with a fixed window, as PyTorch's avg_pool and max_pool.
 *
 * Frames, height and width of the result come from `pith_pool_window_grid`. Averages add the
 * window's cells in row-major order in f32 and divide once: the bits of PyTorch on the CPU. Without
 * `ceiling` the cells that no whole window reaches are dropped. Three axes: avg_pool3d; one frame:
 * avg_pool2d.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] x `[N, D]` or `[B, N, D]`, N = frames * height * width, frames outermost, f32, f16 or
 *   bf16, any strides.
 * @param[in] window the grid of `x` and the window on it.
 * @param[in] mode `PITH_POOL_AVERAGE` or `PITH_POOL_MAX`; padding counts as 0 in an average and
 *   never wins a maximum.
 * @param[out] y `[M, D]` or `[B, M, D]`, M the cells of the result's grid, f32, f16 or bf16.
 *
 * - Method: avg_pool2d
 * - Paper: PyTorch, `torch.nn.functional.avg_pool2d`, `avg_pool3d`, `max_pool2d`, `max_pool3d`;
 *   https://pytorch.org/docs/stable/nn.functional.html
 * - Ties: the first maximum in row-major order (which tells -0 from 0).
 * - NaN: passes through; it wins a maximum.
 * - Errors: `PITH_ERROR_RANGE` for a field of the window, also where the window is larger than the
 *   padded grid; `PITH_ERROR_ENUM` for `mode`, those of views.
 * - Cost: O(sum of window volumes * D); memory speed where windows do not overlap.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_pool_window(
    pith_context *context, const pith_view *x, const pith_window *window, pith_pool mode,
    const pith_view *y) PITH_NOEXCEPT;

/**
 * Says what grid a pooling window leaves: how large the result of `pith_pool_window` is.
 *
 * @param[in] context may be NULL.
 * @param[in] window as for `pith_pool_window`.
 * @param[out] grid `[3]` i32: frames, height, width of the result.
 *
 * - Errors: `PITH_ERROR_RANGE` for a field of the window, those of views.
 * - Cost: constant.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_pool_window_grid(
    pith_context *context, const pith_window *window, const pith_view *grid) PITH_NOEXCEPT;

/**
 * Pools a grid to about a wished number of tokens: the nested sets of M3.
 *
 * The window is k = floor(sqrt(height * width / target)); `pith_pool_m3_grid` says what is left,
 * which is `target` only where the sizes go into each other. Rows and columns that no whole window
 * reaches are dropped.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] x `[height * width, D]` or `[B, height * width, D]`, a row-major grid, f32, f16 or
 *   bf16, any strides.
 * @param[in] height 1 or more.
 * @param[in] width 1 or more.
 * @param[in] target 1 to height * width; k must not exceed a side.
 * @param[out] y `[M, D]` or `[B, M, D]`, M the cells of the grid that is left, f32, f16 or bf16.
 *
 * - Method: m3
 * - Paper: Matryoshka Multimodal Models, ICLR 2025; https://arxiv.org/abs/2405.17430
 * - NaN: passes through.
 * - Errors: `PITH_ERROR_RANGE` for the sides and `target`, those of views.
 * - Cost: O(N D).
 * - Differs: the grid need not be square; sums are in f32 also for half precision.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_pool_m3(
    pith_context *context, const pith_view *x, int64_t height, int64_t width, int64_t target,
    const pith_view *y) PITH_NOEXCEPT;

/**
 * Says what grid `pith_pool_m3` leaves.
 *
 * @param[in] context may be NULL.
 * @param[in] height 1 or more.
 * @param[in] width 1 or more.
 * @param[in] target as for `pith_pool_m3`.
 * @param[out] grid `[3]` i32: 1, height, width of the result.
 *
 * - Errors: `PITH_ERROR_RANGE` for the sides and `target`, those of views.
 * - Cost: constant.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_pool_m3_grid(
    pith_context *context, int64_t height, int64_t width, int64_t target,
    const pith_view *grid) PITH_NOEXCEPT;

/**
 * Pools every frame of a video by a stride, as LLaVA-NeXT and LLaVA-OneVision do.
 *
 * Average and max use windows of stride x stride and drop what no whole window reaches; bilinear
 * resamples to the side ceil(side / stride), so that an odd side gives one row and column more.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] x `[frames * side * side, D]`, frames outermost, f32, f16 or bf16, any strides.
 * @param[in] side 1 to 46340.
 * @param[in] stride 1 or more; for average and max at most `side`.
 * @param[in] mode a pith_frame_pool.
 * @param[out] y `[frames * o * o, D]`, o = floor(side / stride), for bilinear ceil(side / stride),
 *   f32, f16 or bf16.
 *
 * - Method: llava_2dpool
 * - Paper: LLaVA-NeXT and LLaVA-OneVision, `get_2dPool`, 2024; https://arxiv.org/abs/2408.03326
 * - NaN: passes through; it wins a maximum.
 * - Errors: `PITH_ERROR_RANGE` for `side` and `stride`, `PITH_ERROR_ENUM` for `mode`, those of
 *   views.
 * - Cost: O(N D).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_pool_llava_2dpool(
    pith_context *context, const pith_view *x, int64_t side, int64_t stride, pith_frame_pool mode,
    const pith_view *y) PITH_NOEXCEPT;

/**
 * Attends from one query per region of a grid to the keys of its region: the core of TokenPacker,
 * QueCC and LLaVA-ST.
 *
 * Region (F, R, C) holds the cells (F * frame_scale + f, R * scale + a, C * scale + b) in row-major
 * order. Per head of width d = E / heads, weights are the softmax of (q . k) / sqrt(d). The
 * projections before and after are the host's.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] queries `[M, E]` or `[B, M, E]`, M the regions, row-major with frames outermost, f32,
 *   f16 or bf16, any strides.
 * @param[in] keys `[frames * height * width, E]`, batched as `queries`, f32, f16 or bf16, any
 *   strides.
 * @param[in] values as `keys`.
 * @param[in] frames 1 or more; 1 for an image.
 * @param[in] height 1 or more.
 * @param[in] width 1 or more.
 * @param[in] frame_scale frames of a region; divides `frames`.
 * @param[in] scale rows and columns of a region; divides both sides.
 * @param[in] heads divides E.
 * @param[out] y `[M, E]` or `[B, M, E]`, the heads side by side, f32, f16 or bf16.
 * @param[out] weights `[H, M, frame_scale * scale^2]`, batched as `queries`, f32, f16 or bf16; or
 *   NULL.
 *
 * - Method: region_attention
 * - Paper: TokenPacker: Efficient Visual Projector for Multimodal LLM, 2024;
 *   https://arxiv.org/abs/2407.02392
 * - NaN: a NaN in a query, key or value spoils its region only.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
 * - Cost: 2 N E multiply-adds.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_pool_region_attention(
    pith_context *context, const pith_view *queries, const pith_view *keys, const pith_view *values,
    int64_t frames, int64_t height, int64_t width, int64_t frame_scale, int64_t scale,
    int64_t heads, const pith_view *y, const pith_view *weights) PITH_NOEXCEPT;

/**
 * Attends from queries to keys: what MQT's learned queries, or a prefix of them, take of an image's
 * tokens.
 *
 * Per head of width d = E / heads, weights are the softmax of (q . k) / sqrt(d) over all keys.
 * MQT's keys hold positions only: its weights are the same for every image. The projections around
 * it: `pith_pool_project`.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] queries `[M, E]` or `[B, M, E]`, f32, f16 or bf16, any strides.
 * @param[in] keys `[N, E]` or `[B, N, E]`, N at least 1, f32, f16 or bf16, any strides.
 * @param[in] values as `keys`.
 * @param[in] heads divides E.
 * @param[out] y `[M, E]` or `[B, M, E]`, the heads side by side, f32, f16 or bf16.
 * @param[out] weights `[H, M, N]` or `[B, H, M, N]`, f32, f16 or bf16; or NULL.
 *
 * - Method: mqt
 * - Paper: Matryoshka Query Transformer for Large Vision-Language Models, NeurIPS 2024;
 *   https://arxiv.org/abs/2405.19315
 * - NaN: a NaN in a query spoils its row, in a key all rows of its head, in a value its channel.
 * - Errors: `PITH_ERROR_RANGE` for `heads`, those of views.
 * - Cost: 2 M N E multiply-adds; scratch of about N E / H + 64 N floats, and of the outputs.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_pool_cross_attention(
    pith_context *context, const pith_view *queries, const pith_view *keys, const pith_view *values,
    int64_t heads, const pith_view *y, const pith_view *weights) PITH_NOEXCEPT;

/**
 * Projects tokens: an added position, LayerNorm and a linear map, each optional, for hosts that
 * pool by attention.
 *
 * y = LayerNorm(x + position) W^T + bias. A weight that a model stores as `[D, Dout]` is passed
 * with its strides exchanged.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] x `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
 * @param[in] position `[N, D]`, added to every item; or NULL.
 * @param[in] norm_scale `[D]`: LayerNorm with this scale; NULL: none.
 * @param[in] norm_shift `[D]`, added after the scale; or NULL. Needs `norm_scale`.
 * @param[in] weight `[Dout, D]`; NULL: the identity, Dout = D.
 * @param[in] bias `[Dout]`; or NULL.
 * @param[in] epsilon 0 or more, added to the variance.
 * @param[out] y `[N, Dout]` or `[B, N, Dout]`, f32, f16 or bf16.
 *
 * - NaN: spoils its row; in a parameter whatever it enters. So does a row of equal values with an
 *   epsilon of 0.
 * - Errors: `PITH_ERROR_RANGE` for `epsilon`, those of views.
 * - Cost: N D Dout multiply-adds; scratch of about N D + N Dout + D Dout floats, N over all items.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_pool_project(
    pith_context *context, const pith_view *x, const pith_view *position,
    const pith_view *norm_scale, const pith_view *norm_shift, const pith_view *weight,
    const pith_view *bias, double epsilon, const pith_view *y) PITH_NOEXCEPT;

/**
 * Glues factor x factor neighbouring tokens along the channels: fewer, wider tokens, without loss.
 *
 * Glued token (R, C) takes the tokens (R * factor + dy, C * factor + dx); `layout` says in which
 * order its values stand.
 *
 * @param[in] context threads; NULL: one thread.
 * @param[in] x `[height * width, D]` or `[B, height * width, D]`, a row-major grid, any dtype, any
 *   strides.
 * @param[in] height a multiple of `factor`; may be 0.
 * @param[in] width a multiple of `factor`; may be 0.
 * @param[in] factor 1 to 32767.
 * @param[in] layout OFFSET_MAJOR: InternVL v2, Idefics3, Qwen2-VL; OFFSET_MAJOR_TRANSPOSED:
 *   InternVL v1; CHANNEL_MAJOR: PyTorch.
 * @param[out] y `[height * width / factor^2, factor^2 * D]`, batched as `x`, dtype of `x`.
 *
 * - Method: space_to_depth
 * - Paper: PyTorch, `torch.nn.functional.pixel_unshuffle`, and the pixel shuffle of InternVL,
 *   Idefics3 and Qwen2-VL;
 *   https://pytorch.org/docs/stable/generated/torch.nn.functional.pixel_unshuffle.html
 * - NaN: moved like anything else.
 * - Errors: `PITH_ERROR_RANGE` for the sides and `factor`, `PITH_ERROR_ENUM` for `layout`, those of
 *   views.
 * - Cost: one copy of the data; no scratch.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_pool_space_to_depth(
    pith_context *context, const pith_view *x, int64_t height, int64_t width, int64_t factor,
    pith_depth_layout layout, const pith_view *y) PITH_NOEXCEPT;

/**
 * Takes glued tokens apart: the inverse of `pith_pool_space_to_depth`.
 *
 * @param[in] context threads; NULL: one thread.
 * @param[in] x `[height * width, factor^2 * D]` or `[B, height * width, factor^2 * D]`, any dtype,
 *   any strides.
 * @param[in] height of the grid of `x`; may be 0.
 * @param[in] width of the grid of `x`; may be 0.
 * @param[in] factor 1 to 32767.
 * @param[in] layout that of the glueing.
 * @param[out] y `[height * factor * width * factor, D]`, batched as `x`, dtype of `x`.
 *
 * - Method: depth_to_space
 * - Paper: PyTorch, `torch.nn.functional.pixel_shuffle`;
 *   https://pytorch.org/docs/stable/generated/torch.nn.functional.pixel_shuffle.html
 * - NaN: moved like anything else.
 * - Errors: `PITH_ERROR_RANGE` for the sides and `factor`, `PITH_ERROR_ENUM` for `layout`, those of
 *   views.
 * - Cost: one copy of the data; no scratch.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_pool_depth_to_space(
    pith_context *context, const pith_view *x, int64_t height, int64_t width, int64_t factor,
    pith_depth_layout layout, const pith_view *y) PITH_NOEXCEPT;

/**
 * Says which tokens offset-major glueing takes, block after block, for hosts that gather
 * themselves.
 *
 * Gathering tokens in this order and reading the buffer as factor^2 times wider rows is
 * `pith_pool_space_to_depth`; Qwen2-VL's image processor delivers patches in this order.
 *
 * @param[in] context may be NULL.
 * @param[in] height a multiple of `factor`; may be 0.
 * @param[in] width a multiple of `factor`; may be 0.
 * @param[in] factor 1 to 32767.
 * @param[out] order `[height * width]` i32: the row-major index of each token in block order.
 *
 * - Errors: `PITH_ERROR_RANGE` for the sides and `factor`, those of views.
 * - Cost: O(height * width).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_pool_block_order(
    pith_context *context, int64_t height, int64_t width, int64_t factor,
    const pith_view *order) PITH_NOEXCEPT;

/**
 * Resamples a grid of tokens to another size, as PyTorch's interpolate: bilinear, nearest or
 * nearest-exact.
 *
 * Without antialiasing: shrinking by an odd factor copies the centre cell of each block, by 2 takes
 * the mean of 2 x 2 cells, by a larger even factor the mean of the four central cells.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] x `[height * width, D]` or `[B, height * width, D]`, a row-major grid, f32, f16 or
 *   bf16, any strides.
 * @param[in] height 1 or more.
 * @param[in] width 1 or more.
 * @param[in] out_height 1 or more.
 * @param[in] out_width 1 or more.
 * @param[in] scale 0: steps are side / out side. Else steps are 1 / scale, and each out side must
 *   be floor(side * scale).
 * @param[in] mode a pith_interpolation.
 * @param[in] align_corners 1: the corners of both grids coincide (bilinear only, `scale` is not
 *   used); else 0.
 * @param[out] y `[out_height * out_width, D]` or `[B, out_height * out_width, D]`, f32, f16 or
 *   bf16.
 *
 * - Method: interpolate2d
 * - Paper: PyTorch, `torch.nn.functional.interpolate`;
 *   https://pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html
 * - NaN: passes through from every cell of a weight above 0.
 * - Errors: `PITH_ERROR_RANGE` for the sides, `scale` and `align_corners`, `PITH_ERROR_ENUM` for
 *   `mode`, those of views.
 * - Cost: O(out_height * out_width * D).
 * - Differs: cells of weight 0 are not read, so NaN and infinity do not spread from them.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_pool_interpolate(
    pith_context *context, const pith_view *x, int64_t height, int64_t width, int64_t out_height,
    int64_t out_width, double scale, pith_interpolation mode, int32_t align_corners,
    const pith_view *y) PITH_NOEXCEPT;

/**
 * Keeps the first tokens of an ordered sequence, as One-D-Piece, FlexTok and MQT shorten theirs.
 *
 * Meaningful only where training made every prefix usable. Any element type, token-major or
 * channel-major.
 *
 * @param[in] context threads; NULL: one thread.
 * @param[in] x one to four dimensions, any dtype, any strides.
 * @param[in] axis the dimension of tokens: 0 for `[N, D]`, 1 for `[B, N, D]` or channel-major
 *   `[C, N]`.
 * @param[in] keep 0 or more; from N on everything is kept.
 * @param[out] y the shape of `x` with min(keep, N) along the axis, dtype of `x`.
 *
 * - Method: one_d_piece
 * - Paper: One-D-Piece: Image Tokenizer Meets Quality-Controllable Compression, 2025;
 *   https://arxiv.org/abs/2501.10064
 * - NaN: moved like anything else.
 * - Errors: `PITH_ERROR_RANGE` for `axis` and `keep`, those of views.
 * - Cost: one copy of what is kept; no scratch.
 * - Differs: a negative length, which the authors' slices count from the end, is refused.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_pool_prefix(
    pith_context *context, const pith_view *x, int64_t axis, int64_t keep,
    const pith_view *y) PITH_NOEXCEPT;

/**
 * Keeps the first tokens and overwrites the others with a mask token: what FlexTok's decoder reads.
 *
 * FlexTok's shorter register sets are `pith_pool_prefix` (nested) and `pith_pool_adaptive` with
 * height 1 (averaged).
 *
 * @param[in] context threads; NULL: one thread.
 * @param[in] x `[N, D]` or `[B, N, D]`, any dtype, any strides.
 * @param[in] mask_token `[D]`, or `[B, D]` for one each; dtype of `x`.
 * @param[in] keep 0 or more; from N on `y` is `x`.
 * @param[out] y shape and dtype of `x`.
 *
 * - Method: flextok
 * - Paper: FlexTok: Resampling Images into 1D Token Sequences of Flexible Length, ICML 2025;
 *   https://arxiv.org/abs/2502.13967
 * - NaN: moved like anything else.
 * - Errors: `PITH_ERROR_RANGE` for `keep`, those of views.
 * - Cost: one copy of the data; no scratch.
 * - Differs: writes to an output; a negative length is refused.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_pool_mask_tail(
    pith_context *context, const pith_view *x, const pith_view *mask_token, int64_t keep,
    const pith_view *y) PITH_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
