// The kv family: scores of cache entries, and budgets per layer.

import CPithABI
import Pith

/// SnapKV's scores per KV head, as kvpress computes them; `pith_select_top_k` with the KV heads as its batch selects.
///
/// Mean of the last `window` rows of the attention, pooled along the cache with padding counted, mean over the query heads of a
/// group. The window's own entries score the maximum + 1. A cache no longer than the window scores 1.
///
/// - Method: snapkv_scores
/// - Paper: SnapKV: LLM Knows What You are Looking for Before Generation, NeurIPS 2024, https://arxiv.org/abs/2404.14469
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - attention: in, `[H, Q, N]` or `[B, H, Q, N]`, Q at least min(window, N), float, any strides.
///   - kv_heads: G, a divisor of H.
///   - window: 1 or more; kvpress: 64.
///   - kernel: odd width of the pooling; kvpress: 5.
///   - scores: out, `[G, N]` or `[B, G, N]`, float.
/// - NaN: `PITH_ERROR_NONFINITE` in what is read.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SHAPE`, those of views.
/// - Cost: one read of H·window·N elements, O(H N) scratch.
/// - Differs: the maximum is that of one batch item; short caches are kept where the authors' code fails.
/// - Since: 0.1
@_cdecl("pith_kv_score_snapkv") @implementation
public func pith_kv_score_snapkv(
  _ context: OpaquePointer?, _ attention: UnsafePointer<pith_view>?, _ kv_heads: Int64, _ window: Int64,
  _ kernel: Int64, _ scores: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_kv_score_snapkv", context) { call throws(PithError) in
    let attention = try call.input(attention, "attention")
    let scores = try call.output(scores, "scores")
    try KV.snapKVScores(
      call.workspace, attention: attention, kvHeads: call.count(kv_heads), window: call.count(window),
      kernel: call.count(kernel), scores: scores)
  }
}

/// The attention that each cache entry received, divided by the queries that see it: kvpress's observed attention, after H2O.
///
/// - Method: observed_attention
/// - Paper: H2O: Heavy-Hitter Oracle for Efficient Generative Inference of Large Language Models, NeurIPS 2023,
///   https://arxiv.org/abs/2306.14048
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - attention: in, `[H, Q, N]` or `[B, H, Q, N]`, Q at most N, float: the last Q queries of a causal map. Entry n is seen by
///     min(Q, N - n) queries.
///   - kv_heads: G, a divisor of H; the heads of a group are averaged.
///   - scores: out, `[G, N]` or `[B, G, N]`, float.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `kv_heads`, `PITH_ERROR_SHAPE`, those of views.
/// - Cost: one read of the attention, O(H N) scratch.
/// - Since: 0.1
@_cdecl("pith_kv_score_observed") @implementation
public func pith_kv_score_observed(
  _ context: OpaquePointer?, _ attention: UnsafePointer<pith_view>?, _ kv_heads: Int64,
  _ scores: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_kv_score_observed", context) { call throws(PithError) in
    let attention = try call.input(attention, "attention")
    let scores = try call.output(scores, "scores")
    try KV.observedScores(call.workspace, attention: attention, kvHeads: call.count(kv_heads), scores: scores)
  }
}

/// The last query's attention, averaged over all heads: TOVA. The last entry scores the maximum + 1.
///
/// - Method: tova
/// - Paper: Transformers are Multi-State RNNs, EMNLP 2024, https://arxiv.org/abs/2401.06104
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - attention: in, `[H, Q, N]` or `[B, H, Q, N]`, Q at least 1, float; its last row is read, without its last column.
///   - kv_heads: G, a divisor of H; each gets the same scores.
///   - scores: out, `[G, N]` or `[B, G, N]`, float.
/// - NaN: `PITH_ERROR_NONFINITE` in what is read.
/// - Errors: `PITH_ERROR_RANGE` for `kv_heads`, `PITH_ERROR_SHAPE`, those of views.
/// - Cost: O(H N).
/// - Since: 0.1
@_cdecl("pith_kv_score_tova") @implementation
public func pith_kv_score_tova(
  _ context: OpaquePointer?, _ attention: UnsafePointer<pith_view>?, _ kv_heads: Int64,
  _ scores: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_kv_score_tova", context) { call throws(PithError) in
    let attention = try call.input(attention, "attention")
    let scores = try call.output(scores, "scores")
    try KV.tovaScores(call.workspace, attention: attention, kvHeads: call.count(kv_heads), scores: scores)
  }
}

/// Minus the norm of each key: entries with small keys are looked at most.
///
/// - Method: knorm
/// - Paper: A Simple and Effective L2 Norm-Based Strategy for KV Cache Compression, EMNLP 2024,
///   https://arxiv.org/abs/2406.11430
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - keys: in, `[G, N, D]` or `[B, G, N, D]`, float, any strides.
///   - scores: out, `[G, N]` or `[B, G, N]`, float.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: those of views.
/// - Cost: one read of the keys.
/// - Since: 0.1
@_cdecl("pith_kv_score_knorm") @implementation
public func pith_kv_score_knorm(
  _ context: OpaquePointer?, _ keys: UnsafePointer<pith_view>?, _ scores: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_kv_score_knorm", context) { call throws(PithError) in
    let keys = try call.input(keys, "keys")
    let scores = try call.output(scores, "scores")
    try KV.keyNormScores(call.workspace, keys: keys, scores: scores)
  }
}

/// 1 for sinks and recent entries, 0 for the N - keep entries after the sinks: StreamingLLM as scores.
///
/// - Method: streaming_scores
/// - Paper: Efficient Streaming Language Models with Attention Sinks, ICLR 2024, https://arxiv.org/abs/2309.17453
/// - Parameters:
///   - context: scratch; may be NULL.
///   - keep: how many stay, 0 to N.
///   - sinks: 0 or more; kvpress: 4.
///   - scores: out, `[G, N]` or `[B, G, N]`, float.
/// - Errors: `PITH_ERROR_RANGE`, those of views.
/// - Cost: O(G N).
/// - Since: 0.1
@_cdecl("pith_kv_score_streaming") @implementation
public func pith_kv_score_streaming(
  _ context: OpaquePointer?, _ keep: Int64, _ sinks: Int64, _ scores: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_kv_score_streaming", context) { call throws(PithError) in
    let scores = try call.output(scores, "scores")
    try KV.streamingScores(call.workspace, keep: call.count(keep), sinks: call.count(sinks), scores: scores)
  }
}

/// How many cache entries each layer keeps: PyramidKV's line from many in the first layer to few in the last.
///
/// With s = n (1 - ratio): low = s / beta, high = 2 s - low, both moved so that high is at most n - window; layer l keeps
/// high - l (high - low) / (layers - 1), rounded half to even. Where low is below the window, every layer keeps s, rounded.
///
/// - Method: pyramidkv
/// - Paper: PyramidKV: Dynamic KV Cache Compression based on Pyramidal Information Funneling, COLM 2025,
///   https://arxiv.org/abs/2406.02069
/// - Parameters:
///   - context: may be NULL.
///   - n: entries of the cache, 0 to 2^31 - 1.
///   - ratio: the share that is removed, 0 to 1.
///   - window: entries that every layer keeps, 0 or more.
///   - beta: steepness, 1 or more; kvpress: 20.
///   - keep: out, `[layers]`, i32.
/// - Errors: `PITH_ERROR_RANGE`, those of views.
/// - Cost: O(layers).
/// - Differs: one layer is legal and keeps s.
/// - Since: 0.1
@_cdecl("pith_kv_pyramid_budget") @implementation
public func pith_kv_pyramid_budget(
  _ context: OpaquePointer?, _ n: Int64, _ ratio: Double, _ window: Int64, _ beta: Double,
  _ keep: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_kv_pyramid_budget", context) { call throws(PithError) in
    let keep = try call.output(keep, "keep")
    try KV.pyramidBudget(
      call.workspace, n: call.count(n), ratio: ratio, window: call.count(window), beta: beta, keep: keep)
  }
}
