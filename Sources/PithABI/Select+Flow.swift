// The select family: tokens by activations, by transitions between layers, and stage by stage.

import CPithABI
import Pith

/// Keeps the visual tokens that share most active neurons with a token of the question.
///
/// counts[j] = number of neurons above 0 both in the query's row and in that of visual token j; kept are the tokens whose
/// count lies above the knee of all counts (`pith_budget_knee`), so how many stay depends on the data. The paper's matching
/// with core neurons is `pith_select_corematching_neurons`, then `pith_budget_knee` (inclusive) on the visual intersections.
///
/// - Method: corematching
/// - Paper: CoreMatching: A Co-adaptive Sparse Inference Framework with Token and Neuron Pruning for Comprehensive
///   Acceleration of Vision-Language Models, ICML 2025, https://arxiv.org/abs/2505.19235
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - activations: in, `[T, F]` or `[B, T, F]`, F at most 2^24, f32, f16 or bf16, any strides: input of the down projection.
///   - query_row: row of the question, -T to T - 1; negative: from the end. The authors take -5.
///   - visual_begin: first visual token, 0 to `visual_end`.
///   - visual_end: past the last visual token, at most T.
///   - inclusive: 0: counts above the knee, as their model; 1: those at the knee too, as the paper.
///   - indices: out, `[capacity]` or `[B, capacity]`, i32, ascending, relative to `visual_begin`; the number of visual tokens
///     is always enough. Elements past `count` are left as they are.
///   - count: out, `[1]` or `[B, 1]`, i32: tokens kept. Written on a capacity error too.
///   - counts: out, optional, `[visual tokens]` or `[B, visual tokens]`, i32.
///   - knee: out, optional, `[2]` or `[B, 2]`, i32: rank of the knee in the falling counts, and its count; -1 and 0 without
///     tokens.
/// - Ties: the knee is the first of equally distant ranks. With equal counts everywhere the strict rule keeps nothing, the
///   inclusive one everything.
/// - NaN: `PITH_ERROR_NONFINITE` if one lies in a row that is read.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: reads the visual rows and the query's once; O(T + F) scratch.
/// - Threads: rows are split; the bits do not depend on it.
/// - Since: 0.1
@_cdecl("pith_select_corematching") @implementation
public func pith_select_corematching(
  _ context: OpaquePointer?, _ activations: UnsafePointer<pith_view>?, _ query_row: Int64, _ visual_begin: Int64,
  _ visual_end: Int64, _ inclusive: Int32, _ indices: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?,
  _ counts: UnsafePointer<pith_view>?, _ knee: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_corematching", context) { call throws(PithError) in
    let activations = try call.input(activations, "activations")
    let indices = try call.output(indices, "indices")
    let count = try call.output(count, "count")
    let counts = try call.optionalOutput(counts, "counts")
    let knee = try call.optionalOutput(knee, "knee")
    try Select.coreMatching(
      call.workspace, activations: activations, queryRow: call.count(query_row), visualBegin: call.count(visual_begin),
      visualEnd: call.count(visual_end), inclusive: try call.flag(inclusive, "inclusive"), indices: indices,
      count: count, counts: counts, knee: knee)
  }
}

/// The neurons that most tokens use most, and how many of them each token activates.
///
/// Each token votes for its `limit` largest activations, limit = int(token_sparsity · (number of positive activations) / T);
/// the int(sparsity · F) neurons with most votes are the core. intersection[t] = number of core neurons above 0 in row t.
///
/// - Method: corematching
/// - Paper: CoreMatching: A Co-adaptive Sparse Inference Framework with Token and Neuron Pruning for Comprehensive
///   Acceleration of Vision-Language Models, ICML 2025, https://arxiv.org/abs/2505.19235
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - activations: in, `[T, F]` or `[B, T, F]`, T and F at most 2^24, f32, f16 or bf16, any strides: input of the down
///     projection.
///   - token_sparsity: 0 to 1; the authors' program takes 0.2.
///   - sparsity: 0 to 1; theirs is 0.4.
///   - neurons: out, `[capacity]` or `[B, capacity]`, i32, by falling number of votes; int(sparsity · F) is always enough.
///     Elements past `count` are left as they are.
///   - count: out, `[1]` or `[B, 1]`, i32: core neurons, fewer where fewer got a vote. Written on a capacity error too.
///   - frequency: out, optional, `[F]` or `[B, F]`, i32: votes of each neuron.
///   - intersection: out, optional, `[T]` or `[B, T]`, i32.
/// - Ties: the lower neuron wins, among votes and among activations.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: three passes over T·F activations; F words of scratch per thread.
/// - Threads: rows are split; the bits do not depend on it.
/// - Since: 0.1
@_cdecl("pith_select_corematching_neurons") @implementation
public func pith_select_corematching_neurons(
  _ context: OpaquePointer?, _ activations: UnsafePointer<pith_view>?, _ token_sparsity: Double, _ sparsity: Double,
  _ neurons: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?, _ frequency: UnsafePointer<pith_view>?,
  _ intersection: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_corematching_neurons", context) { call throws(PithError) in
    let activations = try call.input(activations, "activations")
    let neurons = try call.output(neurons, "neurons")
    let count = try call.output(count, "count")
    let frequency = try call.optionalOutput(frequency, "frequency")
    let intersection = try call.optionalOutput(intersection, "intersection")
    try Select.coreNeurons(
      call.workspace, activations: activations, tokenSparsity: token_sparsity, sparsity: sparsity, neurons: neurons,
      count: count, frequency: frequency, intersection: intersection)
  }
}

/// Keeps the image tokens that layers change most and that the instruction looks at most.
///
/// v[j] = sum over the list of transition[l, start + j]; v and `attention` are each divided by their sum + 1e-8 and added. A
/// stage of the authors' model keeps int(n0 · ratio) of the n0 tokens the image had at first (`pith_budget_pyramiddrop`);
/// gather the list with `sequence` for the next stage.
///
/// - Method: transprune
/// - Paper: TransPrune: Token Transition Pruning for Efficient Large Vision-Language Model, CVPR 2026,
///   https://arxiv.org/abs/2507.20630
/// - Parameters:
///   - context: scratch; NULL: scratch from malloc.
///   - transition: in, `[L, T]` or `[B, L, T]`, f32, f16 or bf16, any strides: weights of the sequence in the layers so far
///     (`pith_score_transprune`); NULL: attention alone.
///   - attention: in, `[length]` or `[B, length]`, f32, f16 or bf16: attention of the text after the image to the image
///     tokens in the layer that follows (`pith_score_query_key`, causal, means); NULL: transition alone. One of the two is
///     needed.
///   - start: first image token, 0 to T.
///   - length: number of image tokens, 0 to T - start.
///   - keep: 0 to `length`.
///   - order: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: best first.
///   - indices: out, `[keep]` or `[B, keep]`, i32, relative to `start`.
///   - sequence: out, optional, `[T - length + keep]` or `[B, T - length + keep]`, i32, ascending: what stays of the whole
///     sequence.
///   - scores: out, optional, `[length]` or `[B, length]`, f32, f16 or bf16.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_NULL` if both inputs are absent, `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_VALUE` for weights
///   that cannot be divided by their sum, `PITH_ERROR_ENUM`, those of views.
/// - Cost: reads L·length weights; O(length) scratch.
/// - Differs: every sequence of a batch is selected for by itself.
/// - Since: 0.1
@_cdecl("pith_select_transprune") @implementation
public func pith_select_transprune(
  _ context: OpaquePointer?, _ transition: UnsafePointer<pith_view>?, _ attention: UnsafePointer<pith_view>?,
  _ start: Int64, _ length: Int64, _ keep: Int64, _ order: pith_order, _ indices: UnsafePointer<pith_view>?,
  _ sequence: UnsafePointer<pith_view>?, _ scores: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_transprune", context) { call throws(PithError) in
    let transition = try call.optionalInput(transition, "transition")
    let attention = try call.optionalInput(attention, "attention")
    let indices = try call.output(indices, "indices")
    let sequence = try call.optionalOutput(sequence, "sequence")
    let scores = try call.optionalOutput(scores, "scores")
    try Select.transPrune(
      call.workspace, transition: transition, attention: attention, start: call.count(start),
      length: call.count(length), keep: call.count(keep), order: try call.order(order), indices: indices,
      sequence: sequence, scores: scores)
  }
}

/// Merges the least important tokens of each grid cell into one: VFlowOpt's recycling.
///
/// The `remove` + int(M / cell^2) tokens with the smallest scores are grouped by cell; those of one cell merge into the one
/// with the greatest score, weighted by score / sum of their scores. `pith_apply_merge` with `PITH_REDUCE_SUM`, `assign` and
/// `weight` makes the tokens. Token i of the first base_side^2 lies at row i / base_side, column i mod base_side; the later
/// ones likewise with local_width, in cells of their own. For one picture without crops take `pith_select_top_k`; for the
/// stages inside the language model `pith_budget_vflowopt`, then `pith_select_top_k` with the same scores.
///
/// - Method: vflowopt
/// - Paper: VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided Optimization, ICCV 2025,
///   https://arxiv.org/abs/2508.05211
/// - Parameters:
///   - context: scratch; NULL: scratch from malloc.
///   - scores: in, `[M]` or `[B, M]`, f32, f16 or bf16: importance of base, then local tokens, 1 for newline tokens.
///   - remove: 0 to M; the authors' is round-half-even(M (1 - ratio)).
///   - cell: side of a cell in tokens, 1 to 2^30; the published ones are 11.76, 15.58 and 17.39.
///   - base_side: side of the whole image's grid, its square at most M.
///   - local_width: tokens in a row of the crops' grid, newline included; 1 or more if there are any.
///   - indices: out, `[capacity]` or `[B, capacity]`, i32, ascending; M is always enough. Elements past `count` are left as
///     they are.
///   - count: out, `[1]` or `[B, 1]`, i32: tokens that stay. Written on a capacity error too.
///   - assign: out, `[M]` or `[B, M]`, i32: place among `indices` of the token that each merges into.
///   - weight: out, `[M]` or `[B, M]`, f32, f16 or bf16: 1 for tokens that stay as they are.
/// - Ties: of equal scores the lower index is the smaller; the first of a cell's greatest carries it.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: O(M) time and scratch.
/// - Differs: a cell whose scores add up to 0 takes the plain mean (theirs: NaN).
/// - Since: 0.1
@_cdecl("pith_select_vflowopt") @implementation
public func pith_select_vflowopt(
  _ context: OpaquePointer?, _ scores: UnsafePointer<pith_view>?, _ remove: Int64, _ cell: Double, _ base_side: Int64,
  _ local_width: Int64, _ indices: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?,
  _ assign: UnsafePointer<pith_view>?, _ weight: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_vflowopt", context) { call throws(PithError) in
    let scores = try call.input(scores, "scores")
    let indices = try call.output(indices, "indices")
    let count = try call.output(count, "count")
    let assign = try call.output(assign, "assign")
    let weight = try call.output(weight, "weight")
    try Select.vFlowOpt(
      call.workspace, scores: scores, remove: call.count(remove), cell: cell, baseSide: call.count(base_side),
      localWidth: call.count(local_width), indices: indices, count: count, assign: assign, weight: weight)
  }
}

/// Keeps the image tokens that the last instruction token attends to most, from its query and the layer's keys.
///
/// scores[j] = mean over heads of the softmax over keys 0 to `last_query` of queries[h] · keys[h / (H / G), ·] / sqrt(D), at
/// `start` + j. With a ready attention row take `pith_select_fastv`. A stage keeps int(n0 · ratio) tokens, n0 those the image
/// had at first: `pith_budget_pyramiddrop`. Positions are numbered anew after every stage.
///
/// - Method: pyramiddrop
/// - Paper: PyramidDrop: Accelerating Your Large Vision-Language Models via Pyramid Visual Redundancy Reduction, CVPR 2025,
///   https://arxiv.org/abs/2410.17247
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - queries: in, `[H, D]` or `[B, H, D]`, H and D at least 1, f32, f16 or bf16, any strides: after rotary embedding.
///   - keys: in, `[G, S, D]` or `[B, G, S, D]`, H a multiple of G, f32, f16 or bf16, any strides: the whole sequence.
///   - start: first image token in the sequence, 0 to S.
///   - length: number of image tokens now, 0 to S - start.
///   - last_query: position of the query, 0 to S - 1: later keys are masked; -1: none is.
///   - keep: 0 to `length`.
///   - order: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: best first.
///   - indices: out, `[keep]` or `[B, keep]`, i32, relative to `start`.
///   - sequence: out, optional, `[S - length + keep]` or `[B, S - length + keep]`, i32, ascending: what stays of the whole
///     sequence.
///   - scores: out, optional, `[length]` or `[B, length]`, f32, f16 or bf16.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`, also if a product of finite queries and keys leaves the range of f32.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_ENUM` for `order`, those of views.
/// - Cost: H·S·D multiply-adds; O(H·S) scratch, plus S·D where keys are not f32.
/// - Threads: keys are split; the bits do not depend on it.
/// - Since: 0.1
@_cdecl("pith_select_pyramiddrop") @implementation
public func pith_select_pyramiddrop(
  _ context: OpaquePointer?, _ queries: UnsafePointer<pith_view>?, _ keys: UnsafePointer<pith_view>?, _ start: Int64,
  _ length: Int64, _ last_query: Int64, _ keep: Int64, _ order: pith_order, _ indices: UnsafePointer<pith_view>?,
  _ sequence: UnsafePointer<pith_view>?, _ scores: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_pyramiddrop", context) { call throws(PithError) in
    let queries = try call.input(queries, "queries")
    let keys = try call.input(keys, "keys")
    let indices = try call.output(indices, "indices")
    let sequence = try call.optionalOutput(sequence, "sequence")
    let scores = try call.optionalOutput(scores, "scores")
    try Select.pyramidDrop(
      call.workspace, queries: queries, keys: keys, start: call.count(start), length: call.count(length),
      lastQuery: call.count(last_query), keep: call.count(keep), order: try call.order(order), indices: indices,
      sequence: sequence, scores: scores)
  }
}

/// Keeps nested sets of tokens, layer by layer, each ranked by what the layer before attended to.
///
/// Layer 0 has all tokens. In layer l >= 1 the counts[l] alive tokens with the greatest scores[l - 1] stay alive, all of them
/// if they are no more than that.
///
/// - Method: gsearch
/// - Paper: Accelerating Multimodal Large Language Models by Searching Optimal Vision Token Reduction, CVPR 2025,
///   https://arxiv.org/abs/2412.00556
/// - Parameters:
///   - context: scratch; NULL: scratch from malloc.
///   - scores: in, `[L, N]` or `[B, L, N]`, f32, f16 or bf16, any strides: attention each original token got in each layer.
///     Scores of tokens that are gone, and those of the last layer, are not looked at.
///   - counts: in, `[L]` (for every batch item) or `[B, L]`, i32, 0 or more: such as `pith_budget_gsearch` gives.
///   - indices: out, `[L, N]` or `[B, L, N]`, i32: tokens of each layer, ascending, then -1.
///   - alive: out, optional, `[L]` or `[B, L]`, i32: how many they are.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE` if one lies in what is looked at.
/// - Errors: `PITH_ERROR_VALUE` for `counts`, those of views.
/// - Cost: O(L·N) time; O(N) scratch beyond the result.
/// - Since: 0.1
@_cdecl("pith_select_gsearch") @implementation
public func pith_select_gsearch(
  _ context: OpaquePointer?, _ scores: UnsafePointer<pith_view>?, _ counts: UnsafePointer<pith_view>?,
  _ indices: UnsafePointer<pith_view>?, _ alive: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_gsearch", context) { call throws(PithError) in
    let scores = try call.input(scores, "scores")
    let counts = try call.input(counts, "counts")
    let indices = try call.output(indices, "indices")
    let alive = try call.optionalOutput(alive, "alive")
    try Select.gSearch(call.workspace, scores: scores, counts: counts, indices: indices, alive: alive)
  }
}
