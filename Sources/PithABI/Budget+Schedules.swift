// The budget family: adaptive numbers of tokens, and schedules over layers and stages.

import CPithABI
import Pith

/// Keeps the tokens above the knee of their falling scores: as many as the data says.
///
/// The knee is the rank i whose point (i, score) is farthest from the chord between the first point and the last; the axes
/// are not normalised.
///
/// - Method: knee
/// - Paper: CoreMatching: A Co-adaptive Sparse Inference Framework with Token and Neuron Pruning for Comprehensive
///   Acceleration of Vision-Language Models, ICML 2025, https://arxiv.org/abs/2505.19235
/// - Parameters:
///   - context: scratch; NULL: scratch from malloc.
///   - scores: in, `[N]` or `[B, N]`, f32, f16 or bf16.
///   - inclusive: 0: scores above that of the knee stay; 1: equal ones too.
///   - indices: out, `[capacity]` or `[B, capacity]`, i32, ascending; N is always enough. Elements past `count` are left as
///     they are.
///   - count: out, `[1]` or `[B, 1]`, i32: tokens kept. Written on a capacity error too.
///   - knee: out, optional, `[1]` or `[B, 1]`, i32: rank of the knee, from 0; -1 without scores.
///   - value: out, optional, `[1]` or `[B, 1]`, f32, f16 or bf16: its score; 0 without scores.
/// - Ties: the first of equally distant ranks. If all scores are equal, nothing is above the knee and everything at it.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `inclusive`, `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: O(N); 4 N words of scratch.
/// - Since: 0.1
@_cdecl("pith_budget_knee") @implementation
public func pith_budget_knee(
  _ context: OpaquePointer?, _ scores: UnsafePointer<pith_view>?, _ inclusive: Int32,
  _ indices: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?, _ knee: UnsafePointer<pith_view>?,
  _ value: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_budget_knee", context) { call throws(PithError) in
    let scores = try call.input(scores, "scores")
    let indices = try call.output(indices, "indices")
    let count = try call.output(count, "count")
    let knee = try call.optionalOutput(knee, "knee")
    let value = try call.optionalOutput(value, "value")
    try Budget.knee(
      call.workspace, scores: scores, inclusive: try call.flag(inclusive, "inclusive"), indices: indices, count: count,
      knee: knee, value: value)
  }
}

/// Fills how many image tokens stay at each stage of PyramidDrop or TransPrune: int(n · ratio), of the first count.
///
/// - Method: pyramiddrop
/// - Paper: PyramidDrop: Accelerating Your Large Vision-Language Models via Pyramid Visual Redundancy Reduction, CVPR 2025,
///   https://arxiv.org/abs/2410.17247
/// - Parameters:
///   - context: may be NULL.
///   - ratios: in, `[S]`, f64, f32, f16 or bf16, each 0 to 1: kept shares of the first count. The products are taken in
///     double: pass f64 to truncate as the authors' code. PyramidDrop: 0.5, 0.25, 0.125; TransPrune: 0.875, 0.625, 0.125.
///   - n: image tokens at first, 0 to 2^31 - 1.
///   - counts: out, `[S]`, i32.
/// - NaN: `PITH_ERROR_VALUE`.
/// - Errors: `PITH_ERROR_VALUE` for `ratios`, `PITH_ERROR_RANGE` for `n`, those of views.
/// - Cost: O(S).
/// - Since: 0.1
@_cdecl("pith_budget_pyramiddrop") @implementation
public func pith_budget_pyramiddrop(
  _ context: OpaquePointer?, _ ratios: UnsafePointer<pith_view>?, _ n: Int64, _ counts: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_budget_pyramiddrop", context) { call throws(PithError) in
    let ratios = try call.input(ratios, "ratios")
    let counts = try call.output(counts, "counts")
    try Budget.pyramidDrop(call.workspace, ratios: ratios, n: call.count(n), counts: counts)
  }
}

/// Fills how many image tokens stay at each stage of VFlowOpt: count - round-half-even(count · (1 - ratio)), count being what
/// the stage before left.
///
/// - Method: vflowopt
/// - Paper: VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided Optimization, ICCV 2025,
///   https://arxiv.org/abs/2508.05211
/// - Parameters:
///   - context: may be NULL.
///   - ratios: in, `[S]`, f64, f32, f16 or bf16, each 0 to 1: share of its tokens that a stage keeps. The products are taken
///     in double.
///   - n: image tokens before the first stage, 0 to 2^31 - 1.
///   - counts: out, `[S]`, i32.
/// - NaN: `PITH_ERROR_VALUE`.
/// - Errors: `PITH_ERROR_VALUE` for `ratios`, `PITH_ERROR_RANGE` for `n`, those of views.
/// - Cost: O(S).
/// - Since: 0.1
@_cdecl("pith_budget_vflowopt") @implementation
public func pith_budget_vflowopt(
  _ context: OpaquePointer?, _ ratios: UnsafePointer<pith_view>?, _ n: Int64, _ counts: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_budget_vflowopt", context) { call throws(PithError) in
    let ratios = try call.input(ratios, "ratios")
    let counts = try call.output(counts, "counts")
    try Budget.vFlowOpt(call.workspace, ratios: ratios, n: call.count(n), counts: counts)
  }
}

/// A falling sigmoid schedule of visual tokens over layers with a given mean: P-Sigmoid.
///
/// rate[l] = r_min + (r_max - r_min) / (1 + exp(steepness · (l / (L - 1) - center))), made non-increasing; the center, in
/// [-5, 6], is such that the mean rate is `budget`. counts[l] = max(1, floor(rate[l] · n + 1/2)), made non-increasing.
///
/// - Method: gsearch
/// - Paper: Accelerating Multimodal Large Language Models by Searching Optimal Vision Token Reduction, CVPR 2025,
///   https://arxiv.org/abs/2412.00556
/// - Parameters:
///   - context: may be NULL.
///   - n: visual tokens, 0 to 2^31 - 1.
///   - steepness: over the whole depth, finite.
///   - r_min: 0 to `r_max`.
///   - r_max: 0 to 1.
///   - budget: mean rate, 0 to 1; beyond the rates it counts as the nearer one.
///   - counts: out, `[L]`, i32: L is the number of layers.
///   - rates: out, optional, `[L]`, f32, f16 or bf16.
///   - center: out, optional, `[1]`, f32, f16 or bf16; 0 with fewer than two layers.
///   - mean: out, optional, `[1]`, f32, f16 or bf16: the mean rate that was reached; compare it with `budget`.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
/// - Cost: 200 L exponentials.
/// - Differs: there is no public code; this is a reading of the paper. One layer gets the budget itself.
/// - Since: 0.1
@_cdecl("pith_budget_gsearch") @implementation
public func pith_budget_gsearch(
  _ context: OpaquePointer?, _ n: Int64, _ steepness: Double, _ r_min: Double, _ r_max: Double, _ budget: Double,
  _ counts: UnsafePointer<pith_view>?, _ rates: UnsafePointer<pith_view>?, _ center: UnsafePointer<pith_view>?,
  _ mean: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_budget_gsearch", context) { call throws(PithError) in
    let counts = try call.output(counts, "counts")
    let rates = try call.optionalOutput(rates, "rates")
    let center = try call.optionalOutput(center, "center")
    let mean = try call.optionalOutput(mean, "mean")
    try Budget.gSearch(
      call.workspace, n: call.count(n), steepness: steepness, least: r_min, most: r_max, budget: budget, counts: counts,
      rates: rates, center: center, mean: mean)
  }
}

/// The next trial of G-Search: which layer to try with which rate, given the outcomes of all trials before.
///
/// From the first layer on, the least of `levels` rising rates that keeps quality is found by bisection, with the result of
/// the layer before as upper bound (a rate that is its own bound is not tried). Start without answers; add the outcome of
/// each trial and call again until the trial's layer is L. No state is kept between calls.
///
/// - Method: gsearch
/// - Paper: Accelerating Multimodal Large Language Models by Searching Optimal Vision Token Reduction, CVPR 2025,
///   https://arxiv.org/abs/2412.00556
/// - Parameters:
///   - context: may be NULL.
///   - answers: in, `[A]`, i32: 1 for a trial that kept quality, 0 for one that did not, in the order of the trials.
///   - levels: number of rates, 1 to 2^31 - 1.
///   - rates: out, `[L]`, i32: index of the rate of each layer that is known, -1 for the others. L is the number of layers.
///   - trial: out, `[2]`, i32: layer and index of the rate to try next; L and -1 when all layers are known.
/// - Errors: `PITH_ERROR_RANGE` for `levels`, `PITH_ERROR_VALUE` for an answer, `PITH_ERROR_SHAPE` for more answers than
///   trials, those of views.
/// - Cost: O(A + L).
/// - Differs: there is no public code; this is a reading of the paper.
/// - Since: 0.1
@_cdecl("pith_budget_gsearch_trial") @implementation
public func pith_budget_gsearch_trial(
  _ context: OpaquePointer?, _ answers: UnsafePointer<pith_view>?, _ levels: Int64, _ rates: UnsafePointer<pith_view>?,
  _ trial: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_budget_gsearch_trial", context) { call throws(PithError) in
    let answers = try call.input(answers, "answers")
    let rates = try call.output(rates, "rates")
    let trial = try call.output(trial, "trial")
    try Budget.gSearchTrial(call.workspace, levels: call.count(levels), answers: answers, rates: rates, trial: trial)
  }
}
