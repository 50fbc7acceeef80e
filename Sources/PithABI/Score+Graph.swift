// The score family: tokens that vote for each other along the attention map.

import CPithABI
import Pith

/// Scores patches by weighted PageRank on an attention map, over the heads whose scores vary enough and not too much.
///
/// Per head s <- (1 - damping) Aᵀ s + damping / N, `iterations` times, from a start in which all tokens are equal and the class
/// token counts `class_weight` times; scores add up to 1. A head counts if the unbiased variance over the patches of N s lies in
/// `min_variance` to `max_variance`; if none does, all count. scores[i] = sqrt(mean over these heads of s(i)²).
///
/// - Method: zero_tprune
/// - Paper: Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in Pre-Trained Transformers, CVPR 2024,
///   https://arxiv.org/abs/2305.17328
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - attention: in, `[N, N]`, `[H, N, N]` or `[B, H, N, N]`, H at least 1, f32, f16 or bf16, any strides: softmaxed, no negative
///     entries.
///   - class_weight: above 0 to 2^60: token 0 is a class token that starts with this weight and gets no score; the paper's is
///     sqrt(N), its "uni" variant 1. 0: there is no class token.
///   - iterations: 0 to 65535. The paper votes once before the similarity stage and 1 to 50 times after it, less in later layers.
///   - epsilon: voting stops after a step that changed the scores by no more in sum; 0: never.
///   - damping: 0 to 1; the paper's is 0.
///   - sharpness: 2^-20 to 2^20: entries are taken to this power, rows then divided by their sums (a softmax at temperature 1 /
///     `sharpness`); 1: entries as they are.
///   - min_variance: the paper's is 0.01.
///   - max_variance: the paper's is 0.7.
///   - mean_heads: 0 or 1; 1: the mean of the heads instead of the root of their mean square.
///   - scores: out, `[P]` or `[B, P]`, f32, f16 or bf16; P = N, or N - 1 with a class token.
///   - head_mask: out, NULL or `[H]` or `[B, H]`, i32: 1 for the heads that count.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_VALUE` for negative entries, `PITH_ERROR_CANCELLED`, those of
///   views.
/// - Cost: H·N² multiply-adds per vote; 32 N bytes of scratch and H·N doubles, and N² floats per thread if `sharpness` is not 1
///   or the map is not f32 with rows of neighbouring elements.
/// - Threads: heads are split; the bits do not depend on it.
/// - Differs: there is no code of the authors.
/// - Since: 0.1
@_cdecl("pith_score_zero_tprune") @implementation
public func pith_score_zero_tprune(
  _ context: OpaquePointer?, _ attention: UnsafePointer<pith_view>?, _ class_weight: Double, _ iterations: Int64,
  _ epsilon: Double, _ damping: Double, _ sharpness: Double, _ min_variance: Double, _ max_variance: Double,
  _ mean_heads: Int32, _ scores: UnsafePointer<pith_view>?, _ head_mask: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_score_zero_tprune", context) { call throws(PithError) in
    let attention = try call.input(attention, "attention")
    let scores = try call.output(scores, "scores")
    let mask = try call.optionalOutput(head_mask, "head_mask")
    var options = ZeroTPruneOptions(classWeight: class_weight, iterations: call.count(iterations))
    options.epsilon = epsilon
    options.damping = damping
    options.sharpness = sharpness
    options.minimumVariance = min_variance
    options.maximumVariance = max_variance
    options.averagesHeads = try call.flag(mean_heads, "mean_heads")
    try Score.zeroTPrune(
      call.workspace, attention: attention, survivors: nil, options: options, scores: scores, headMask: mask)
  }
}

/// The same on the map restricted to the tokens that are left.
///
/// As `pith_score_zero_tprune`, with N the number of survivors: only they vote and get votes. The map is not copied.
///
/// - Method: zero_tprune
/// - Paper: Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in Pre-Trained Transformers, CVPR 2024,
///   https://arxiv.org/abs/2305.17328
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - attention: in, `[N, N]`, `[H, N, N]` or `[B, H, N, N]`, H at least 1, f32, f16 or bf16, any strides: softmaxed, no negative
///     entries.
///   - survivors: in, `[S]` or `[B, S]`, i32, ascending, token 0 first if `class_weight` is above 0: what
///     `pith_select_zero_tprune_similar` gives.
///   - class_weight: above 0 to 2^60: weight of the class token at the start; 0: there is none.
///   - iterations: 0 to 65535.
///   - epsilon: voting stops after a step that changed the scores by no more in sum; 0: never.
///   - damping: 0 to 1.
///   - sharpness: 2^-20 to 2^20: entries are taken to this power, whole rows then divided by their sums; 1: entries as they are.
///   - min_variance: the paper's is 0.01.
///   - max_variance: the paper's is 0.7.
///   - renormalize: 0 or 1; 1: rows are divided by their sums over the survivors. A row whose sum is below 2^-126
///     votes for nobody.
///   - scores: out, `[P]` or `[B, P]`, f32, f16 or bf16: of the surviving patches; P = S, or S - 1 with a class token.
///   - head_mask: out, NULL or `[H]` or `[B, H]`, i32: 1 for the heads that count.
/// - NaN: `PITH_ERROR_NONFINITE`, also for entries of removed tokens.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_INDEX` for `survivors`, `PITH_ERROR_VALUE` for negative entries,
///   `PITH_ERROR_CANCELLED`, those of views.
/// - Cost: H·N² multiply-adds per vote and one more pass for the sums of rows; scratch as there.
/// - Threads: heads are split; the bits do not depend on it.
/// - Differs: there is no code of the authors.
/// - Since: 0.1
@_cdecl("pith_score_zero_tprune_survivors") @implementation
public func pith_score_zero_tprune_survivors(
  _ context: OpaquePointer?, _ attention: UnsafePointer<pith_view>?, _ survivors: UnsafePointer<pith_view>?,
  _ class_weight: Double, _ iterations: Int64, _ epsilon: Double, _ damping: Double, _ sharpness: Double,
  _ min_variance: Double, _ max_variance: Double, _ renormalize: Int32, _ scores: UnsafePointer<pith_view>?,
  _ head_mask: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_score_zero_tprune_survivors", context) { call throws(PithError) in
    let attention = try call.input(attention, "attention")
    let survivors = try call.input(survivors, "survivors")
    let scores = try call.output(scores, "scores")
    let mask = try call.optionalOutput(head_mask, "head_mask")
    var options = ZeroTPruneOptions(classWeight: class_weight, iterations: call.count(iterations))
    options.epsilon = epsilon
    options.damping = damping
    options.sharpness = sharpness
    options.minimumVariance = min_variance
    options.maximumVariance = max_variance
    options.renormalizes = try call.flag(renormalize, "renormalize")
    try Score.zeroTPrune(
      call.workspace, attention: attention, survivors: survivors, options: options, scores: scores, headMask: mask)
  }
}

/// Importance of a decoder's tokens by PageRank on its sharpened attention, before the softmax.
///
/// Per head A = softmax of the rows of logits / temperature; d <- (1 - damping) Aᵀ d + damping / N, `iterations` times from
/// d = 1 / N. importance[j] = sqrt(mean over heads of d(j)²). `pith_select_aim` picks tokens by it.
///
/// - Method: aim
/// - Paper: AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV 2025, https://arxiv.org/abs/2412.03248
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - logits: in, `[N, N]`, `[H, N, N]` or `[B, H, N, N]`, H at least 1, f32, f16 or bf16, any strides: scaled q·k with the causal
///     and padding mask added. -inf is masked off, and so is what becomes -inf when divided by the temperature.
///   - temperature: 2^-20 to 2^20; the authors' is 0.1.
///   - iterations: 0 to 65535; theirs: 5.
///   - damping: 0 to 1; theirs: 0.
///   - importance: out, `[N]` or `[B, N]`, f32, f16 or bf16.
/// - NaN: `PITH_ERROR_NONFINITE`, also for +inf.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_VALUE` for logits that overflow when divided, `PITH_ERROR_CANCELLED`,
///   those of views.
/// - Cost: H·N² exponentials and H·N² multiply-adds per vote, about half of both for a causal map; N² floats per thread.
/// - Threads: heads are split; the bits do not depend on it.
/// - Differs: a row that may attend to nothing votes for nobody (theirs: NaN).
/// - Since: 0.1
@_cdecl("pith_score_aim") @implementation
public func pith_score_aim(
  _ context: OpaquePointer?, _ logits: UnsafePointer<pith_view>?, _ temperature: Double, _ iterations: Int64,
  _ damping: Double, _ importance: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_score_aim", context) { call throws(PithError) in
    let logits = try call.input(logits, "logits")
    let importance = try call.output(importance, "importance")
    try Score.aim(
      call.workspace, logits: logits, temperature: temperature, iterations: call.count(iterations), damping: damping,
      importance: importance)
  }
}
