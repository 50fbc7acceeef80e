// The video family: HoliTom, which merges along time, within frames, and inside the language model.

import CPithABI
import Pith

/// Cuts a video into segments so that keeping static positions once per segment saves most tokens.
///
/// A position is static over frames s to e if its similarity is above `tau` between all of them; a segment saves the number of
/// its static positions times (e - s).
///
/// - Method: holitom_segments
/// - Paper: HoliTom: Holistic Token Merging for Fast Video Large Language Models, NeurIPS 2025,
///   https://arxiv.org/abs/2505.21334
/// - Parameters:
///   - context: scratch, cancel flag, progress; NULL: scratch from malloc.
///   - similarity: in, `[F - 1, P]`, f32, f16 or bf16, any strides: of equal positions in adjacent frames. No row: one frame.
///   - tau: finite; 0.8 in the paper. Compared in f32.
///   - max_window: most frames of a segment, 1 or more; 1024 in the authors' code.
///   - segments: out, `[capacity, 2]`, i32: first and last frame, ascending; F is always enough.
///   - count: out, `[1]`, i32: segments. Written on a capacity error too.
///   - reduced: out, optional, `[1]`, i32: tokens saved.
/// - Ties: the single frame, then the shorter segment, wins as the last one.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `tau` and `max_window`, `PITH_ERROR_CAPACITY`, `PITH_ERROR_CANCELLED`, those of views.
/// - Cost: O(F (F + P)) time, O(F + P) scratch.
/// - Since: 0.1
@_cdecl("pith_video_holitom_segments") @implementation
public func pith_video_holitom_segments(
  _ context: OpaquePointer?, _ similarity: UnsafePointer<pith_view>?, _ tau: Double, _ max_window: Int64,
  _ segments: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?, _ reduced: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_video_holitom_segments", context) { call throws(PithError) in
    let similarity = try call.input(similarity, "similarity")
    let segments = try call.output(segments, "segments")
    let count = try call.output(count, "count")
    let reduced = try call.optionalOutput(reduced, "reduced")
    try Video.holiTomSegments(
      call.workspace, similarity: similarity, tau: tau, maxWindow: call.count(max_window), segments: segments,
      count: count, reduced: reduced)
  }
}

/// Merges the tokens of a video along time and within frames, before the language model.
///
/// The video is cut as by `pith_video_holitom_segments`, from cosines of adjacent frames. r = min(retain_ratio F P / (F P -
/// tokens saved), 1). Positions that are static over a segment of several frames become their mean; round-half-even(n r) of the
/// n means are centres by density peaks, which the others join. Of the n other tokens of each frame ceil(n r) stay: those that
/// receive most attention and, by `context_ratio`, centres that the rest joins. A centre with members becomes beta centre +
/// (1 - beta) mean of members. `pith_apply_merge` with `PITH_REDUCE_SUM`, `assign` and `weight` makes the tokens.
///
/// Rows come segment after segment: static ones, then frame by frame those of attention and those with members, each
/// ascending. With `newline` a frame's rows ascend by position, static ones with the first frame, and a row of zeros for the
/// host's newline embedding follows each row of the grid, int(sqrt(P)) wide, that kept any.
///
/// - Method: holitom
/// - Paper: HoliTom: Holistic Token Merging for Fast Video Large Language Models, NeurIPS 2025,
///   https://arxiv.org/abs/2505.21334
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - tokens: in, `[F, P, D]`, f32, f16 or bf16, any strides, positions in row-major order.
///   - attention: in, `[F, P]`, f32, f16 or bf16, any strides: what each token receives in the vision encoder.
///   - retain_ratio: 0 to 1; 0.15 is one of the paper's.
///   - tau: finite; 0.8 in the paper, 0.65 for a ratio of 0.1. Compared in f32.
///   - context_ratio: 0 to 1; 0 in all published figures.
///   - beta: 0 to 1; 0.6 in the paper.
///   - plain_mean: 1: a centre becomes the mean of itself and its members, whatever `beta`; else 0.
///   - neighbours: of density peaks, 1 or more; 7 in the paper. The number of centres if that is smaller.
///   - max_window: most frames of a segment, 1 or more; 1024 in the authors' code.
///   - newline: 1: rows for newlines; else 0.
///   - assign: out, `[F, P]`, i32: output row of each token; -1: dropped.
///   - weight: out, `[F, P]`, f32, f16 or bf16; 0 for dropped tokens.
///   - sources: out, `[capacity]`, i32: f * P + p of the token that each row stands for, for static ones in the first frame of
///     the segment; -1: a newline. F * P is always enough, 2 * F * P with newlines. Elements past `count` are left alone.
///   - count: out, `[1]`, i32: output rows. Written on a capacity error too.
///   - segments: out, `[capacity, 4]`, i32: first frame, last frame, static rows, dynamic rows per frame; F is always enough.
///   - segment_count: out, `[1]`, i32. Written on a capacity error too.
///   - ratio: out, optional, `[1]`, f32, f16 or bf16: r.
/// - Ties: the lower position wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SIZE` for 2^30 tokens with newlines, `PITH_ERROR_CAPACITY`,
///   `PITH_ERROR_CANCELLED`, those of views.
/// - Cost: reads the tokens once, static ones twice; n² D multiply-adds per set of n that density peaks look at.
/// - Threads: positions are split; the bits do not depend on it.
/// - Differs: `context_ratio` above 0 works; one video per call; a single centre is the lowest position instead of a random one.
/// - Since: 0.1
@_cdecl("pith_video_holitom") @implementation
public func pith_video_holitom(
  _ context: OpaquePointer?, _ tokens: UnsafePointer<pith_view>?, _ attention: UnsafePointer<pith_view>?,
  _ retain_ratio: Double, _ tau: Double, _ context_ratio: Double, _ beta: Double, _ plain_mean: Int32,
  _ neighbours: Int64, _ max_window: Int64, _ newline: Int32, _ assign: UnsafePointer<pith_view>?,
  _ weight: UnsafePointer<pith_view>?, _ sources: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?,
  _ segments: UnsafePointer<pith_view>?, _ segment_count: UnsafePointer<pith_view>?, _ ratio: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_video_holitom", context) { call throws(PithError) in
    let tokens = try call.input(tokens, "tokens")
    let attention = try call.input(attention, "attention")
    let assign = try call.output(assign, "assign")
    let weight = try call.output(weight, "weight")
    let sources = try call.output(sources, "sources")
    let count = try call.output(count, "count")
    let segments = try call.output(segments, "segments")
    let segmentCount = try call.output(segment_count, "segment_count")
    let ratio = try call.optionalOutput(ratio, "ratio")
    var options = HoliTomOptions()
    options.retainRatio = retain_ratio
    options.tau = tau
    options.contextRatio = context_ratio
    options.beta = beta
    options.plainMean = try call.flag(plain_mean, "plain_mean")
    options.neighbours = call.count(neighbours)
    options.maxWindow = call.count(max_window)
    options.newline = try call.flag(newline, "newline")
    try Video.holiTom(
      call.workspace, tokens: tokens, attention: attention, options: options, assign: assign, weight: weight,
      sources: sources, count: count, segments: segments, segmentCount: segmentCount, ratio: ratio)
  }
}

/// Merges a video's tokens, inside the language model, into those that the last query attends to most.
///
/// score[j] = mean over heads of attention[h, Q - 1, start + j]; the `keep` largest are targets. Every other video token joins
/// the target with the greatest cosine, in ascending order: target := (target + token) / 2. `pith_apply_merge` with
/// `PITH_REDUCE_SUM`, `assign` and `weight` makes the tokens.
///
/// - Method: holitom_inner
/// - Paper: HoliTom: Holistic Token Merging for Fast Video Large Language Models, NeurIPS 2025,
///   https://arxiv.org/abs/2505.21334
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - tokens: in, `[L, D]` or `[B, L, D]`, f32, f16 or bf16, any strides: hidden states. Those of the video must be finite.
///   - attention: in, `[Q, L]`, `[H, Q, L]` or `[B, H, Q, L]`, Q and H at least 1, f32, f16 or bf16, any strides: of the layer
///     before. Only the last query row is read: Q = 1 is enough.
///   - start: first video token, 0 to L.
///   - length: number of video tokens, 0 to L - start.
///   - keep: 0 to `length`. The paper keeps round-half-even(length (1 - 0.5)).
///   - indices: out, `[L - length + keep]` or `[B, L - length + keep]`, i32, ascending: what stays of the sequence. These are
///     the position ids too.
///   - assign: out, `[L]` or `[B, L]`, i32: output row of each token; -1: dropped, with `keep` 0 only.
///   - weight: out, `[L]` or `[B, L]`, f32, f16 or bf16.
/// - Ties: the lower index wins, among equal cosines the target of higher score.
/// - NaN: `PITH_ERROR_NONFINITE` if one lies in what is read.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CANCELLED`, those of views.
/// - Cost: (length - keep) keep D multiply-adds; O(length D) scratch.
/// - Threads: rows are split; the bits do not depend on it.
/// - Differs: a token of norm zero has cosine 0 with everything (theirs: NaN, which wins); `keep` 0 drops the video.
/// - Since: 0.1
@_cdecl("pith_video_holitom_inner") @implementation
public func pith_video_holitom_inner(
  _ context: OpaquePointer?, _ tokens: UnsafePointer<pith_view>?, _ attention: UnsafePointer<pith_view>?,
  _ start: Int64, _ length: Int64, _ keep: Int64, _ indices: UnsafePointer<pith_view>?,
  _ assign: UnsafePointer<pith_view>?, _ weight: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_video_holitom_inner", context) { call throws(PithError) in
    let tokens = try call.input(tokens, "tokens")
    let attention = try call.input(attention, "attention")
    let indices = try call.output(indices, "indices")
    let assign = try call.output(assign, "assign")
    let weight = try call.output(weight, "weight")
    try Video.holiTomInner(
      call.workspace, tokens: tokens, attention: attention, start: call.count(start), length: call.count(length),
      keep: call.count(keep), indices: indices, assign: assign, weight: weight)
  }
}
