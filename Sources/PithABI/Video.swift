// The video family: tokens of frames, of which neighbours are much alike.

import CPithABI
import Pith

/// Says how many tokens EVS keeps, before anything is encoded.
///
/// max(positions, int(frames * positions * (1 - ratio))), the product in double; 0 without frames. The first frame is whole.
///
/// - Parameters:
///   - frames: 0 or more.
///   - positions: tokens of a frame, 0 or more; fewer than 2^31 tokens in all.
///   - ratio: share to prune, 0 to 1; 0.75 in vLLM's example.
///   - count: out, one number.
/// - NaN: `PITH_ERROR_RANGE` for `ratio`.
/// - Errors: `PITH_ERROR_NULL` for `count`, `PITH_ERROR_RANGE`.
/// - Cost: O(1).
/// - Since: 0.1
@_cdecl("pith_video_evs_count") @implementation
public func pith_video_evs_count(
  _ frames: Int64, _ positions: Int64, _ ratio: Double, _ count: UnsafeMutablePointer<Int64>?
) -> pith_status {
  do throws(PithError) {
    guard let count else { throw PithError(.null, "count", expected: "a place for the count", got: .text("NULL")) }
    count.pointee = Int64(
      try Video.evsCount(
        frames: Int(truncatingIfNeeded: frames), positions: Int(truncatingIfNeeded: positions), ratio: ratio))
    return PITH_OK
  } catch {
    return report("pith_video_evs_count", error)
  }
}

/// Keeps the tokens of a video that changed most since the frame before.
///
/// score[f, p] = 255 in the first frame, else 1 - cos(tokens[f, p], tokens[f - 1, p]). One ranking over all frames: a still
/// frame may keep no token. Prompts that name counts per frame take them from `frame_counts`.
///
/// - Method: evs
/// - Paper: Efficient Video Sampling: Pruning Temporally Redundant Tokens for Faster VLM Inference, 2025,
///   https://arxiv.org/abs/2510.14624
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - tokens: in, `[F, P, D]` or `[B, F, P, D]`, f32, f16 or bf16, any strides: frames, positions in row-major order, after
///     spatial merging.
///   - keep: 0 to F * P; the authors' is what `pith_video_evs_count` gives.
///   - order: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: greatest change first.
///   - indices: out, `[keep]` or `[B, keep]`, i32: f * P + p.
///   - frame_counts: out, optional, `[F]` or `[B, F]`, i32: tokens kept of each frame.
///   - scores: out, optional, `[F, P]` or `[B, F, P]`, f32, f16 or bf16.
/// - Ties: the lower index wins: the earlier frame, then the lower position. A token that did not change scores exactly 0.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_ENUM` for `order`, `PITH_ERROR_CANCELLED`, those of views.
/// - Cost: reads the tokens once; O(F * P) scratch.
/// - Threads: positions are split; the bits do not depend on it.
/// - Since: 0.1
@_cdecl("pith_video_evs") @implementation
public func pith_video_evs(
  _ context: OpaquePointer?, _ tokens: UnsafePointer<pith_view>?, _ keep: Int64, _ order: pith_order,
  _ indices: UnsafePointer<pith_view>?, _ frame_counts: UnsafePointer<pith_view>?, _ scores: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_video_evs", context) { call throws(PithError) in
    let tokens = try call.input(tokens, "tokens")
    let indices = try call.output(indices, "indices")
    let frameCounts = try call.optionalOutput(frame_counts, "frame_counts")
    let scores = try call.optionalOutput(scores, "scores")
    try Video.evs(
      call.workspace, tokens: tokens, keep: call.count(keep), order: try call.order(order), indices: indices,
      frameCounts: frameCounts, scores: scores)
  }
}

/// Prunes frames of a video to the tokens that are least like those of a frame before.
///
/// Frames 1, 3, 5, … are compared with the frame before, frames 2, 6, 10, … below F - 2 with the one two before; the others
/// are kept whole, and an odd last frame is dropped. `every_frame` mends the authors' loop, which ends early: it prunes every
/// second even frame and never drops one.
///
/// - Method: dycoke
/// - Paper: DyCoke: Dynamic Compression of Tokens for Fast Video Large Language Models, CVPR 2025,
///   https://arxiv.org/abs/2411.15024
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - tokens: in, `[F, P, D]` or `[B, F, P, D]`, f32, f16 or bf16, any strides.
///   - keep: tokens that stay of a pruned frame, 0 to P. The paper keeps int((1 - 0.7) P).
///   - every_frame: 0: as the authors' code; 1: see above.
///   - order: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: the authors': frame after frame, inside a pruned frame the
///     least alike first.
///   - indices: out, `[capacity]` or `[B, capacity]`, i32: f * P + p; F * P is always enough. Elements past `count` are left
///     as they are.
///   - count: out, `[1]` or `[B, 1]`, i32: depends on shapes only. Written on a capacity error too.
/// - Ties: the lower position wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `keep` and `every_frame`, `PITH_ERROR_ENUM` for `order`, `PITH_ERROR_CAPACITY`,
///   `PITH_ERROR_CANCELLED`, those of views.
/// - Cost: reads the tokens once; O(F * P) scratch.
/// - Threads: positions are split; the bits do not depend on it.
/// - Differs: four frames or fewer are legal.
/// - Since: 0.1
@_cdecl("pith_video_dycoke") @implementation
public func pith_video_dycoke(
  _ context: OpaquePointer?, _ tokens: UnsafePointer<pith_view>?, _ keep: Int64, _ every_frame: Int32,
  _ order: pith_order, _ indices: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_video_dycoke", context) { call throws(PithError) in
    let tokens = try call.input(tokens, "tokens")
    let indices = try call.output(indices, "indices")
    let count = try call.output(count, "count")
    try Video.dyCoke(
      call.workspace, tokens: tokens, keep: call.count(keep), everyFrame: try call.flag(every_frame, "every_frame"),
      order: try call.order(order), indices: indices, count: count)
  }
}

/// Selects the keys of a video that a decoding step attends to, unless attention has hardly changed.
///
/// a[j] = mean over heads of attention[h, Q - 1, start + j]. If its cosine with `previous` is below `gate`, the `keep` largest
/// stay, and all keys outside of the video; otherwise nothing is pruned at this step. The cache stays whole: layers behind
/// gather from it.
///
/// - Method: dycoke_step
/// - Paper: DyCoke: Dynamic Compression of Tokens for Fast Video Large Language Models, CVPR 2025,
///   https://arxiv.org/abs/2411.15024
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - attention: in, `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, Q and H at least 1, f32, f16 or bf16, any strides: of the layer
///     before. Only the last query row is read: Q = 1 is enough.
///   - previous: in, `[length]` or `[B, length]`, f32, f16 or bf16: `scores` of the step before; NULL: none, similarity 0.
///   - start: first video token among the keys, 0 to K.
///   - length: number of video tokens, 0 to K - start.
///   - keep: 0 to `length`. The authors keep int(length (1 - p)), p = 0.7.
///   - gate: -1 to 1; the authors' is 0.9.
///   - indices: out, `[K - length + keep]` or `[B, K - length + keep]`, i32, ascending: the keys that stay. Left as it is where
///     `updated` is 0.
///   - updated: out, `[1]` or `[B, 1]`, i32: 1: `indices` was written; 0: nothing is pruned.
///   - similarity: out, optional, `[1]` or `[B, 1]`, f32, f16 or bf16.
///   - scores: out, optional, `[length]` or `[B, length]`, f32, f16 or bf16: a.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE` if one lies in what is read.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
/// - Cost: reads H * length elements; O(K) scratch.
/// - Differs: kept tokens ascend. The paper would use the last selection again where nothing is pruned here.
/// - Since: 0.1
@_cdecl("pith_video_dycoke_step") @implementation
public func pith_video_dycoke_step(
  _ context: OpaquePointer?, _ attention: UnsafePointer<pith_view>?, _ previous: UnsafePointer<pith_view>?,
  _ start: Int64, _ length: Int64, _ keep: Int64, _ gate: Double, _ indices: UnsafePointer<pith_view>?,
  _ updated: UnsafePointer<pith_view>?, _ similarity: UnsafePointer<pith_view>?, _ scores: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_video_dycoke_step", context) { call throws(PithError) in
    let attention = try call.input(attention, "attention")
    let previous = try call.optionalInput(previous, "previous")
    let indices = try call.output(indices, "indices")
    let updated = try call.output(updated, "updated")
    let similarity = try call.optionalOutput(similarity, "similarity")
    let scores = try call.optionalOutput(scores, "scores")
    try Video.dyCokeStep(
      call.workspace, attention: attention, previous: previous, start: call.count(start), length: call.count(length),
      keep: call.count(keep), gate: gate, indices: indices, updated: updated, similarity: similarity, scores: scores)
  }
}

/// Pools a video over time and space, and keeps every sample-th frame of the result.
///
/// Each output token is the mean over `pool_frames` frames of `pool_side` x `pool_side` tokens; incomplete boxes are dropped.
/// T' = ceil(floor(F / pool_frames) / sample) frames of floor(height / pool_side) floor(width / pool_side) tokens come out.
/// Frames that the sampling drops are not read.
///
/// - Method: storm
/// - Paper: Token-Efficient Long Video Understanding for Multimodal LLMs, ICCV 2025, https://arxiv.org/abs/2503.04130
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - tokens: in, `[F, height * width, D]` or `[B, F, height * width, D]`, f32, f16 or bf16, any strides, positions in
///     row-major order.
///   - height: 1 or more.
///   - width: 1 or more.
///   - pool_frames: 1 to F; 4 in the paper.
///   - pool_side: 1 to min(height, width); 2 in the paper.
///   - sample: 1 or more; 2 in the paper at test time.
///   - y: out, `[T', h' w', D]` or `[B, T', h' w', D]`, f32, f16 or bf16.
///   - frames: out, optional, `[T']`, i32: first source frame of each frame of the result.
/// - NaN: passes through.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
/// - Cost: reads the boxes that stay, once, at memory speed.
/// - Threads: output tokens are split; the bits do not depend on it.
/// - Since: 0.1
@_cdecl("pith_video_storm") @implementation
public func pith_video_storm(
  _ context: OpaquePointer?, _ tokens: UnsafePointer<pith_view>?, _ height: Int64, _ width: Int64,
  _ pool_frames: Int64, _ pool_side: Int64, _ sample: Int64, _ y: UnsafePointer<pith_view>?,
  _ frames: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_video_storm", context) { call throws(PithError) in
    let tokens = try call.input(tokens, "tokens")
    let y = try call.output(y, "y")
    let frames = try call.optionalOutput(frames, "frames")
    try Video.storm(
      call.workspace, tokens: tokens, height: call.count(height), width: call.count(width),
      poolFrames: call.count(pool_frames), poolSide: call.count(pool_side), sample: call.count(sample), y: y,
      frames: frames)
  }
}
