/** @file
 * The video family: tokens of frames, of which neighbours are much alike.
 *
 * Written by bindings/generator from Sources/PithABI; do not edit.
 * types.h beside this file states the conventions that hold for every function.
 */
#ifndef PITH_VIDEO_H
#define PITH_VIDEO_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Says how many tokens EVS keeps, before anything is encoded.
 *
 * max(positions, int(frames * positions * (1 - ratio))), the product in double; 0 without frames.
 * The first frame is whole.
 *
 * @param[in] frames 0 or more.
 * @param[in] positions tokens of a frame, 0 or more; fewer than 2^31 tokens in all.
 * @param[in] ratio share to prune, 0 to 1; 0.75 in vLLM's example.
 * @param[out] count one number.
 *
 * - NaN: `PITH_ERROR_RANGE` for `ratio`.
 * - Errors: `PITH_ERROR_NULL` for `count`, `PITH_ERROR_RANGE`.
 * - Cost: O(1).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_video_evs_count(
    int64_t frames, int64_t positions, double ratio, int64_t *count) PITH_NOEXCEPT;

/**
 * Keeps the tokens of a video that changed most since the frame before.
 *
 * score[f, p] = 255 in the first frame, else 1 - cos(tokens[f, p], tokens[f - 1, p]). One ranking
 * over all frames: a still frame may keep no token. Prompts that name counts per frame take them
 * from `frame_counts`.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] tokens `[F, P, D]` or `[B, F, P, D]`, f32, f16 or bf16, any strides: frames, positions
 *   in row-major order, after spatial merging.
 * @param[in] keep 0 to F * P; the authors' is what `pith_video_evs_count` gives.
 * @param[in] order `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: greatest change first.
 * @param[out] indices `[keep]` or `[B, keep]`, i32: f * P + p.
 * @param[out] frame_counts optional, `[F]` or `[B, F]`, i32: tokens kept of each frame.
 * @param[out] scores optional, `[F, P]` or `[B, F, P]`, f32, f16 or bf16.
 *
 * - Method: evs
 * - Paper: Efficient Video Sampling: Pruning Temporally Redundant Tokens for Faster VLM Inference,
 *   2025, https://arxiv.org/abs/2510.14624
 * - Ties: the lower index wins: the earlier frame, then the lower position. A token that did not
 *   change scores exactly 0.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_ENUM` for `order`, `PITH_ERROR_CANCELLED`,
 *   those of views.
 * - Cost: reads the tokens once; O(F * P) scratch.
 * - Threads: positions are split; the bits do not depend on it.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_video_evs(
    pith_context *context, const pith_view *tokens, int64_t keep, pith_order order,
    const pith_view *indices, const pith_view *frame_counts, const pith_view *scores) PITH_NOEXCEPT;

/**
 * Prunes frames of a video to the tokens that are least like those of a frame before.
 *
 * Frames 1, 3, 5, … are compared with the frame before, frames 2, 6, 10, … below F - 2 with the one
 * two before; the others are kept whole, and an odd last frame is dropped. `every_frame` mends the
 * authors' loop, which ends early: it prunes every second even frame and never drops one.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] tokens `[F, P, D]` or `[B, F, P, D]`, f32, f16 or bf16, any strides.
 * @param[in] keep tokens that stay of a pruned frame, 0 to P. The paper keeps int((1 - 0.7) P).
 * @param[in] every_frame 0: as the authors' code; 1: see above.
 * @param[in] order `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: the authors': frame after
 *   frame, inside a pruned frame the least alike first.
 * @param[out] indices `[capacity]` or `[B, capacity]`, i32: f * P + p; F * P is always enough.
 *   Elements past `count` are left as they are.
 * @param[out] count `[1]` or `[B, 1]`, i32: depends on shapes only. Written on a capacity error
 *   too.
 *
 * - Method: dycoke
 * - Paper: DyCoke: Dynamic Compression of Tokens for Fast Video Large Language Models, CVPR 2025,
 *   https://arxiv.org/abs/2411.15024
 * - Ties: the lower position wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `keep` and `every_frame`, `PITH_ERROR_ENUM` for `order`,
 *   `PITH_ERROR_CAPACITY`, `PITH_ERROR_CANCELLED`, those of views.
 * - Cost: reads the tokens once; O(F * P) scratch.
 * - Threads: positions are split; the bits do not depend on it.
 * - Differs: four frames or fewer are legal.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_video_dycoke(
    pith_context *context, const pith_view *tokens, int64_t keep, int32_t every_frame,
    pith_order order, const pith_view *indices, const pith_view *count) PITH_NOEXCEPT;

/**
 * Selects the keys of a video that a decoding step attends to, unless attention has hardly changed.
 *
 * a[j] = mean over heads of attention[h, Q - 1, start + j]. If its cosine with `previous` is below
 * `gate`, the `keep` largest stay, and all keys outside of the video; otherwise nothing is pruned
 * at this step. The cache stays whole: layers behind gather from it.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] attention `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, Q and H at least 1, f32, f16 or
 *   bf16, any strides: of the layer before. Only the last query row is read: Q = 1 is enough.
 * @param[in] previous `[length]` or `[B, length]`, f32, f16 or bf16: `scores` of the step before;
 *   NULL: none, similarity 0.
 * @param[in] start first video token among the keys, 0 to K.
 * @param[in] length number of video tokens, 0 to K - start.
 * @param[in] keep 0 to `length`. The authors keep int(length (1 - p)), p = 0.7.
 * @param[in] gate -1 to 1; the authors' is 0.9.
 * @param[out] indices `[K - length + keep]` or `[B, K - length + keep]`, i32, ascending: the keys
 *   that stay. Left as it is where `updated` is 0.
 * @param[out] updated `[1]` or `[B, 1]`, i32: 1: `indices` was written; 0: nothing is pruned.
 * @param[out] similarity optional, `[1]` or `[B, 1]`, f32, f16 or bf16.
 * @param[out] scores optional, `[length]` or `[B, length]`, f32, f16 or bf16: a.
 *
 * - Method: dycoke_step
 * - Paper: DyCoke: Dynamic Compression of Tokens for Fast Video Large Language Models, CVPR 2025,
 *   https://arxiv.org/abs/2411.15024
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE` if one lies in what is read.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
 * - Cost: reads H * length elements; O(K) scratch.
 * - Differs: kept tokens ascend. The paper would use the last selection again where nothing is
 *   pruned here.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_video_dycoke_step(
    pith_context *context, const pith_view *attention, const pith_view *previous, int64_t start,
    int64_t length, int64_t keep, double gate, const pith_view *indices, const pith_view *updated,
    const pith_view *similarity, const pith_view *scores) PITH_NOEXCEPT;

/**
 * Pools a video over time and space, and keeps every sample-th frame of the result.
 *
 * Each output token is the mean over `pool_frames` frames of `pool_side` x `pool_side` tokens;
 * incomplete boxes are dropped. T' = ceil(floor(F / pool_frames) / sample) frames of floor(height /
 * pool_side) floor(width / pool_side) tokens come out. Frames that the sampling drops are not read.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] tokens `[F, height * width, D]` or `[B, F, height * width, D]`, f32, f16 or bf16, any
 *   strides, positions in row-major order.
 * @param[in] height 1 or more.
 * @param[in] width 1 or more.
 * @param[in] pool_frames 1 to F; 4 in the paper.
 * @param[in] pool_side 1 to min(height, width); 2 in the paper.
 * @param[in] sample 1 or more; 2 in the paper at test time.
 * @param[out] y `[T', h' w', D]` or `[B, T', h' w', D]`, f32, f16 or bf16.
 * @param[out] frames optional, `[T']`, i32: first source frame of each frame of the result.
 *
 * - Method: storm
 * - Paper: Token-Efficient Long Video Understanding for Multimodal LLMs, ICCV 2025,
 *   https://arxiv.org/abs/2503.04130
 * - NaN: passes through.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
 * - Cost: reads the boxes that stay, once, at memory speed.
 * - Threads: output tokens are split; the bits do not depend on it.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_video_storm(
    pith_context *context, const pith_view *tokens, int64_t height, int64_t width,
    int64_t pool_frames, int64_t pool_side, int64_t sample, const pith_view *y,
    const pith_view *frames) PITH_NOEXCEPT;

/**
 * Cuts a video into segments so that keeping static positions once per segment saves most tokens.
 *
 * A position is static over frames s to e if its similarity is above `tau` between all of them; a
 * segment saves the number of its static positions times (e - s).
 *
 * @param[in] context scratch, cancel flag, progress; NULL: scratch from malloc.
 * @param[in] similarity `[F - 1, P]`, f32, f16 or bf16, any strides: of equal positions in adjacent
 *   frames. No row: one frame.
 * @param[in] tau finite; 0.8 in the paper. Compared in f32.
 * @param[in] max_window most frames of a segment, 1 or more; 1024 in the authors' code.
 * @param[out] segments `[capacity, 2]`, i32: first and last frame, ascending; F is always enough.
 * @param[out] count `[1]`, i32: segments. Written on a capacity error too.
 * @param[out] reduced optional, `[1]`, i32: tokens saved.
 *
 * - Method: holitom_segments
 * - Paper: HoliTom: Holistic Token Merging for Fast Video Large Language Models, NeurIPS 2025,
 *   https://arxiv.org/abs/2505.21334
 * - Ties: the single frame, then the shorter segment, wins as the last one.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `tau` and `max_window`, `PITH_ERROR_CAPACITY`,
 *   `PITH_ERROR_CANCELLED`, those of views.
 * - Cost: O(F (F + P)) time, O(F + P) scratch.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_video_holitom_segments(
    pith_context *context, const pith_view *similarity, double tau, int64_t max_window,
    const pith_view *segments, const pith_view *count, const pith_view *reduced) PITH_NOEXCEPT;

/**
 * Merges the tokens of a video along time and within frames, before the language model.
 *
 * The video is cut as by `pith_video_holitom_segments`, from cosines of adjacent frames. r =
 * min(retain_ratio F P / (F P - tokens saved), 1). Positions that are static over a segment of
 * several frames become their mean; round-half-even(n r) of the n means are centres by density
 * peaks, which the others join. Of the n other tokens of each frame ceil(n r) stay: those that
 * receive most attention and, by `context_ratio`, centres that the rest joins. A centre with
 * members becomes beta centre + (1 - beta) mean of members. `pith_apply_merge` with
 * `PITH_REDUCE_SUM`, `assign` and `weight` makes the tokens.
 *
 * Rows come segment after segment: static ones, then frame by frame those of attention and those
 * with members, each ascending. With `newline` a frame's rows ascend by position, static ones with
 * the first frame, and a row of zeros for the host's newline embedding follows each row of the
 * grid, int(sqrt(P)) wide, that kept any.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] tokens `[F, P, D]`, f32, f16 or bf16, any strides, positions in row-major order.
 * @param[in] attention `[F, P]`, f32, f16 or bf16, any strides: what each token receives in the
 *   vision encoder.
 * @param[in] retain_ratio 0 to 1; 0.15 is one of the paper's.
 * @param[in] tau finite; 0.8 in the paper, 0.65 for a ratio of 0.1. Compared in f32.
 * @param[in] context_ratio 0 to 1; 0 in all published figures.
 * @param[in] beta 0 to 1; 0.6 in the paper.
 * @param[in] plain_mean 1: a centre becomes the mean of itself and its members, whatever `beta`;
 *   else 0.
 * @param[in] neighbours of density peaks, 1 or more; 7 in the paper. The number of centres if that
 *   is smaller.
 * @param[in] max_window most frames of a segment, 1 or more; 1024 in the authors' code.
 * @param[in] newline 1: rows for newlines; else 0.
 * @param[out] assign `[F, P]`, i32: output row of each token; -1: dropped.
 * @param[out] weight `[F, P]`, f32, f16 or bf16; 0 for dropped tokens.
 * @param[out] sources `[capacity]`, i32: f * P + p of the token that each row stands for, for
 *   static ones in the first frame of the segment; -1: a newline. F * P is always enough, 2 * F * P
 *   with newlines. Elements past `count` are left alone.
 * @param[out] count `[1]`, i32: output rows. Written on a capacity error too.
 * @param[out] segments `[capacity, 4]`, i32: first frame, last frame, static rows, dynamic rows per
 *   frame; F is always enough.
 * @param[out] segment_count `[1]`, i32. Written on a capacity error too.
 * @param[out] ratio optional, `[1]`, f32, f16 or bf16: r.
 *
 * - Method: holitom
 * - Paper: HoliTom: Holistic Token Merging for Fast Video Large Language Models, NeurIPS 2025,
 *   https://arxiv.org/abs/2505.21334
 * - Ties: the lower position wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SIZE` for 2^30 tokens with newlines,
 *   `PITH_ERROR_CAPACITY`, `PITH_ERROR_CANCELLED`, those of views.
 * - Cost: reads the tokens once, static ones twice; n² D multiply-adds per set of n that density
 *   peaks look at.
 * - Threads: positions are split; the bits do not depend on it.
 * - Differs: `context_ratio` above 0 works; one video per call; a single centre is the lowest
 *   position instead of a random one.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_video_holitom(
    pith_context *context, const pith_view *tokens, const pith_view *attention, double retain_ratio,
    double tau, double context_ratio, double beta, int32_t plain_mean, int64_t neighbours,
    int64_t max_window, int32_t newline, const pith_view *assign, const pith_view *weight,
    const pith_view *sources, const pith_view *count, const pith_view *segments,
    const pith_view *segment_count, const pith_view *ratio) PITH_NOEXCEPT;

/**
 * Merges a video's tokens, inside the language model, into those that the last query attends to
 * most.
 *
 * score[j] = mean over heads of attention[h, Q - 1, start + j]; the `keep` largest are targets.
 * Every other video token joins the target with the greatest cosine, in ascending order: target :=
 * (target + token) / 2. `pith_apply_merge` with `PITH_REDUCE_SUM`, `assign` and `weight` makes the
 * tokens.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] tokens `[L, D]` or `[B, L, D]`, f32, f16 or bf16, any strides: hidden states. Those of
 *   the video must be finite.
 * @param[in] attention `[Q, L]`, `[H, Q, L]` or `[B, H, Q, L]`, Q and H at least 1, f32, f16 or
 *   bf16, any strides: of the layer before. Only the last query row is read: Q = 1 is enough.
 * @param[in] start first video token, 0 to L.
 * @param[in] length number of video tokens, 0 to L - start.
 * @param[in] keep 0 to `length`. The paper keeps round-half-even(length (1 - 0.5)).
 * @param[out] indices `[L - length + keep]` or `[B, L - length + keep]`, i32, ascending: what stays
 *   of the sequence. These are the position ids too.
 * @param[out] assign `[L]` or `[B, L]`, i32: output row of each token; -1: dropped, with `keep` 0
 *   only.
 * @param[out] weight `[L]` or `[B, L]`, f32, f16 or bf16.
 *
 * - Method: holitom_inner
 * - Paper: HoliTom: Holistic Token Merging for Fast Video Large Language Models, NeurIPS 2025,
 *   https://arxiv.org/abs/2505.21334
 * - Ties: the lower index wins, among equal cosines the target of higher score.
 * - NaN: `PITH_ERROR_NONFINITE` if one lies in what is read.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CANCELLED`, those of views.
 * - Cost: (length - keep) keep D multiply-adds; O(length D) scratch.
 * - Threads: rows are split; the bits do not depend on it.
 * - Differs: a token of norm zero has cosine 0 with everything (theirs: NaN, which wins); `keep` 0
 *   drops the video.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_video_holitom_inner(
    pith_context *context, const pith_view *tokens, const pith_view *attention, int64_t start,
    int64_t length, int64_t keep, const pith_view *indices, const pith_view *assign,
    const pith_view *weight) PITH_NOEXCEPT;

/**
 * Keeps the frames that together see most of the space, given every pixel's place in the world.
 *
 * A point is valid if its confidence is at least the percentile of all confidences and above
 * `confidence_floor`. The box of the valid points is cut into cubes, `cells` along its shortest
 * side; a frame has the cubes that its valid points lie in. Frames are picked greedily by the cubes
 * they add. Fewer than `keep` come out once nothing is left to add.
 *
 * @param[in] context scratch, cancel flag, progress; NULL: scratch from malloc.
 * @param[in] points `[T, M, 3]`, f32, f16 or bf16, any strides: world coordinates of the M pixels
 *   of each frame.
 * @param[in] confidence `[T, M]`, f32, f16 or bf16, any strides.
 * @param[in] keep most frames to keep, 0 or more; 16 in the paper.
 * @param[in] percentile 0 to 100, by linear interpolation; 50 in the paper.
 * @param[in] confidence_floor finite; 0.1 in the paper. Compared in f32.
 * @param[in] cells 1 to 2^20; 20 in the paper.
 * @param[in] order `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: in the order of picking.
 * @param[out] indices `[capacity]`, i32: frames; min(keep, T) is always enough. Elements past
 *   `count` are left as they are.
 * @param[out] count `[1]`, i32: frames kept. Written on a capacity error too.
 * @param[out] gains optional, `[capacity]`, i32: cubes each frame added, in the order of `indices`.
 * @param[out] voxels optional, `[T]`, i32: cubes of each frame.
 * @param[out] box optional, `[4]`, f32, f16 or bf16: lower corner of the box, and the edge of a
 *   cube; an edge of 0: one cube, or no valid point.
 *
 * - Method: spatial_mllm
 * - Paper: Spatial-MLLM: Boosting MLLM Capabilities in Visual-based Spatial Intelligence, NeurIPS
 *   2025, https://arxiv.org/abs/2505.23747
 * - Ties: the lower frame wins.
 * - NaN: `PITH_ERROR_NONFINITE`, in points that are not valid too.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_ENUM` for `order`,
 *   `PITH_ERROR_CANCELLED`, `PITH_ERROR_VALUE` if a side of the box overflows f32,
 *   `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: O(T M) time; scratch of 4 bytes per cube, where there are more than 2^24 instead 24 bytes
 *   per valid point.
 * - Differs: no valid point gives no frame; an axis along which all points are equal has one cube.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_video_spatial_mllm(
    pith_context *context, const pith_view *points, const pith_view *confidence, int64_t keep,
    double percentile, double confidence_floor, int64_t cells, pith_order order,
    const pith_view *indices, const pith_view *count, const pith_view *gains,
    const pith_view *voxels, const pith_view *box) PITH_NOEXCEPT;

/**
 * Keeps the sets that together hold most elements, greedily: the step behind
 * `pith_video_spatial_mllm`.
 *
 * Each pick has the most elements that no earlier pick holds. Fewer than `keep` come out once
 * nothing is left to add.
 *
 * @param[in] context scratch, cancel flag, progress; NULL: scratch from malloc.
 * @param[in] offsets `[T + 1]`, i32, ascending from 0 to n: set t holds ids[offsets[t]] to
 *   ids[offsets[t + 1] - 1].
 * @param[in] ids `[n]`, i32, 0 or more, ascending without repetition inside a set.
 * @param[in] keep most sets to keep, 0 or more.
 * @param[in] order `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: in the order of picking.
 * @param[out] indices `[capacity]`, i32: sets; min(keep, T) is always enough. Elements past `count`
 *   are left as they are.
 * @param[out] count `[1]`, i32: sets kept. Written on a capacity error too.
 * @param[out] gains optional, `[capacity]`, i32: elements each set added, in the order of
 *   `indices`.
 *
 * - Ties: the lower set wins.
 * - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_ENUM` for `order`, `PITH_ERROR_CANCELLED`,
 *   `PITH_ERROR_INDEX` for `offsets` and `ids`, `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: at most min(keep, T) n steps, usually few n; scratch of a byte for each number up to the
 *   greatest id.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_video_spatial_mllm_coverage(
    pith_context *context, const pith_view *offsets, const pith_view *ids, int64_t keep,
    pith_order order, const pith_view *indices, const pith_view *count,
    const pith_view *gains) PITH_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
