// The kv family: which entries of a key-value cache stay. `pith_apply_compact` then shortens K, V and positions in place.

import CPithABI
import Pith

/// Keeps the first entries of a cache (attention sinks) and the most recent ones.
///
/// n + coming <= start + recent: all; else [0, start) and [n - recent + coming, n). The same indices serve every head. The
/// method also needs keys that are cached before the rotary embedding, with positions counted within the shortened cache.
///
/// - Method: streaming_llm
/// - Paper: Efficient Streaming Language Models with Attention Sinks, ICLR 2024, https://arxiv.org/abs/2309.17453
/// - Parameters:
///   - context: may be NULL.
///   - n: entries of the cache, 0 to 2^31 - 1.
///   - start: sinks, 0 or more; the paper: 4.
///   - recent: size of the window, 0 or more.
///   - coming: room to make for so many new entries, 0 or more.
///   - indices: out, `[capacity]`, i32, ascending; start + recent elements always suffice.
///   - count: out, `[1]`, i32: indices written; what is needed on `PITH_ERROR_CAPACITY`.
/// - Errors: `PITH_ERROR_RANGE`, `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: O(kept).
/// - Differs: more coming entries than the window holds leave the sinks; the authors' slice wraps.
/// - Since: 0.1
@_cdecl("pith_kv_streaming_llm") @implementation
public func pith_kv_streaming_llm(
  _ context: OpaquePointer?, _ n: Int64, _ start: Int64, _ recent: Int64, _ coming: Int64,
  _ indices: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_kv_streaming_llm", context) { call throws(PithError) in
    let indices = try call.output(indices, "indices")
    let count = try call.output(count, "count")
    try KV.streamingLLM(
      call.workspace, n: call.count(n), start: call.count(start), recent: call.count(recent),
      coming: call.count(coming), indices: indices, count: count)
  }
}

/// Keeps all entries of a cache but a range.
///
/// - Method: streaming_llm_evict_range
/// - Paper: Efficient Streaming Language Models with Attention Sinks, ICLR 2024, https://arxiv.org/abs/2309.17453
/// - Parameters:
///   - context: may be NULL.
///   - n: entries of the cache, 0 to 2^31 - 1.
///   - begin: first entry that goes, 0 to `end`.
///   - end: past the last entry that goes, at most n.
///   - indices: out, `[capacity]`, i32, ascending; n - (end - begin) elements are needed.
///   - count: out, `[1]`, i32: indices written; what is needed on `PITH_ERROR_CAPACITY`.
/// - Errors: `PITH_ERROR_RANGE`, `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: O(kept).
/// - Since: 0.1
@_cdecl("pith_kv_evict_range") @implementation
public func pith_kv_evict_range(
  _ context: OpaquePointer?, _ n: Int64, _ begin: Int64, _ end: Int64, _ indices: UnsafePointer<pith_view>?,
  _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_kv_evict_range", context) { call throws(PithError) in
    let indices = try call.output(indices, "indices")
    let count = try call.output(count, "count")
    try KV.evictRange(
      call.workspace, n: call.count(n), begin: call.count(begin), end: call.count(end), indices: indices, count: count)
  }
}

/// Keeps, per head, the entries that collected most attention so far and the most recent ones: one step of H2O.
///
/// An entry's score is the attention of all queries since it came: the column sum of this step plus its old score. If L is more
/// than heavy + recent, the `heavy` largest scores among the first L - recent entries stay, and the last `recent`. Carry
/// `kept_scores` to the next step; compact K, V and the positions of each head with `indices`.
///
/// - Method: h2o
/// - Paper: H2O: Heavy-Hitter Oracle for Efficient Generative Inference of Large Language Models, NeurIPS 2023,
///   https://arxiv.org/abs/2306.14048
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - attention: in, `[H, Q, L]` or `[B, H, Q, L]`, f32, f16 or bf16, any strides: probabilities of the Q new queries over the
///     cached entries and themselves.
///   - scores: in, `[H, L - Q]` or `[B, H, L - Q]`, float: `kept_scores` of the last step; NULL at the first (old scores of 0).
///   - heavy: heavy hitters, 0 or more.
///   - recent: size of the window, 0 or more.
///   - indices: out, `[H, K]` or `[B, H, K]`, K = min(L, heavy + recent), i32, ascending.
///   - kept_scores: out, `[H, K]` or `[B, H, K]`, float.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `heavy` and `recent`, `PITH_ERROR_SHAPE`, those of views.
/// - Cost: one read of the attention, O(H L) scratch.
/// - Differs: batches; the authors' `evict_for_space`, which reads the wrong axis, is left out.
/// - Since: 0.1
@_cdecl("pith_kv_h2o") @implementation
public func pith_kv_h2o(
  _ context: OpaquePointer?, _ attention: UnsafePointer<pith_view>?, _ scores: UnsafePointer<pith_view>?,
  _ heavy: Int64, _ recent: Int64, _ indices: UnsafePointer<pith_view>?, _ kept_scores: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_kv_h2o", context) { call throws(PithError) in
    let attention = try call.input(attention, "attention")
    let scores = try call.optionalInput(scores, "scores")
    let indices = try call.output(indices, "indices")
    let keptScores = try call.output(kept_scores, "kept_scores")
    try KV.h2o(
      call.workspace, attention: attention, scores: scores, heavy: call.count(heavy), recent: call.count(recent),
      indices: indices, keptScores: keptScores)
  }
}

/// Keeps, per head, the prompt entries that the last w queries look at, and those w entries: SnapKV.
///
/// Softmax of the window's queries over the keys (causal within the window), summed over the queries, pooled along the cache;
/// the keep - w largest of the entries before the window come first, then the window in order. N < keep: all, in order.
///
/// - Method: snapkv
/// - Paper: SnapKV: LLM Knows What You are Looking for Before Generation, NeurIPS 2024, https://arxiv.org/abs/2404.14469
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - queries: in, `[H, w, D]` or `[B, H, w, D]`, w at most N, D at least 1, float: the last queries, after rotary embedding.
///   - keys: in, `[G, N, D]` or `[B, G, N, D]`, float; H a multiple of G: head h reads keys h / (H / G).
///   - keep: capacity, at least w.
///   - kernel: odd width of the pooling; the paper's code: 5.
///   - pool: `PITH_POOL_AVERAGE` (divides by `kernel` at the borders too) or `PITH_POOL_MAX`.
///   - order: of the selected entries: `PITH_ORDER_POSITION` (all indices then ascend, as `pith_apply_compact` wants) or
///     `PITH_ORDER_RANKED`, the authors'.
///   - indices: out, `[H, K]` or `[B, H, K]`, K = min(N, keep), i32.
/// - Ties: the lower index wins; maximum pooling makes runs of equal scores.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `keep` and `kernel`, `PITH_ERROR_ENUM`, those of views.
/// - Cost: H·w·N·D multiply-adds; N·D + w·N + H·N floats of scratch.
/// - Differs: grouped heads need no repeated keys; `keep` may equal w.
/// - Since: 0.1
@_cdecl("pith_kv_snapkv") @implementation
public func pith_kv_snapkv(
  _ context: OpaquePointer?, _ queries: UnsafePointer<pith_view>?, _ keys: UnsafePointer<pith_view>?, _ keep: Int64,
  _ kernel: Int64, _ pool: pith_pool, _ order: pith_order, _ indices: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_kv_snapkv", context) { call throws(PithError) in
    let queries = try call.input(queries, "queries")
    let keys = try call.input(keys, "keys")
    let indices = try call.output(indices, "indices")
    try KV.snapKV(
      call.workspace, queries: queries, keys: keys, keep: call.count(keep), kernel: call.count(kernel),
      pool: try call.pool(pool, "pool"), order: try call.order(order), indices: indices)
  }
}

/// SnapKV from attention probabilities that the host has: as `pith_kv_snapkv`.
///
/// - Method: snapkv_attention
/// - Paper: SnapKV: LLM Knows What You are Looking for Before Generation, NeurIPS 2024, https://arxiv.org/abs/2404.14469
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - attention: in, `[H, w, N]` or `[B, H, w, N]`, w at most N, float: rows of the last w queries.
///   - keep: capacity, at least w.
///   - kernel: odd width of the pooling.
///   - pool: `PITH_POOL_AVERAGE` or `PITH_POOL_MAX`.
///   - order: of the selected entries, as for `pith_kv_snapkv`.
///   - indices: out, `[H, K]` or `[B, H, K]`, K = min(N, keep), i32.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE` if one lies before the window; the window's own columns are not read.
/// - Errors: `PITH_ERROR_RANGE` for `keep` and `kernel`, `PITH_ERROR_ENUM`, those of views.
/// - Cost: one read of the attention, O(H N) scratch.
/// - Since: 0.1
@_cdecl("pith_kv_snapkv_attention") @implementation
public func pith_kv_snapkv_attention(
  _ context: OpaquePointer?, _ attention: UnsafePointer<pith_view>?, _ keep: Int64, _ kernel: Int64, _ pool: pith_pool,
  _ order: pith_order, _ indices: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_kv_snapkv_attention", context) { call throws(PithError) in
    let attention = try call.input(attention, "attention")
    let indices = try call.output(indices, "indices")
    try KV.snapKV(
      call.workspace, attention: attention, keep: call.count(keep), kernel: call.count(kernel),
      pool: try call.pool(pool, "pool"), order: try call.order(order), indices: indices)
  }
}

/// Selects, per query head, the cache positions with the largest q . k: the selection layers of TidalDecode.
///
/// - Method: tidaldecode
/// - Paper: TidalDecode: Fast and Accurate LLM Decoding with Position Persistent Sparse Attention, ICLR 2025,
///   https://arxiv.org/abs/2410.05076
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - query: in, `[H, D]` or `[B, H, D]`, D at least 1, float: the current token, after rotary embedding.
///   - keys: in, `[G, N, D]` or `[B, G, N, D]`, float, the current token last; H a multiple of G: head h reads keys h / (H / G).
///   - keep: top k, 0 or more; the paper: 256.
///   - always_last: 0: the current token competes, as in the authors' reference; 1: it is one of the `keep` and comes last, as
///     in their GPU kernels.
///   - order: `PITH_ORDER_POSITION` or `PITH_ORDER_RANKED`.
///   - indices: out, `[H, K]` or `[B, H, K]`, K = min(N, keep), i32: the state for the layers that follow.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `keep` and `always_last`, `PITH_ERROR_ENUM`, those of views.
/// - Cost: H·N·D multiply-adds, each key read once; H·N floats of scratch.
/// - Since: 0.1
@_cdecl("pith_kv_tidaldecode_select") @implementation
public func pith_kv_tidaldecode_select(
  _ context: OpaquePointer?, _ query: UnsafePointer<pith_view>?, _ keys: UnsafePointer<pith_view>?, _ keep: Int64,
  _ always_last: Int32, _ order: pith_order, _ indices: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_kv_tidaldecode_select", context) { call throws(PithError) in
    let query = try call.input(query, "query")
    let keys = try call.input(keys, "keys")
    let indices = try call.output(indices, "indices")
    try KV.tidalDecodeSelect(
      call.workspace, query: query, keys: keys, keep: call.count(keep),
      alwaysLast: try call.flag(always_last, "always_last"), order: try call.order(order), indices: indices)
  }
}

/// Attention of one token over the chosen cache positions: the sparse layers of TidalDecode.
///
/// output[h] = Σ softmax(q[h] . k[n] / sqrt(D)) v[n] over the positions of head h.
///
/// - Method: tidaldecode_attend
/// - Paper: TidalDecode: Fast and Accurate LLM Decoding with Position Persistent Sparse Attention, ICLR 2025,
///   https://arxiv.org/abs/2410.05076
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - query: in, `[H, D]` or `[B, H, D]`, D at least 1, float.
///   - keys: in, `[G, N, D]` or `[B, G, N, D]`, float; H a multiple of G.
///   - values: in, `[G, N, E]` or `[B, G, N, E]`, float.
///   - indices: in, `[H, K]` or `[B, H, K]`, i32, 0 to N - 1, any order; a position that comes twice counts twice. NULL: all N.
///   - output: out, `[H, E]` or `[B, H, E]`, float; zeros if there is no position.
/// - NaN: passes through.
/// - Errors: `PITH_ERROR_INDEX` with the position in `indices`, those of views.
/// - Cost: H·K·(D + E) multiply-adds; only the chosen rows are read.
/// - Since: 0.1
@_cdecl("pith_kv_tidaldecode_attend") @implementation
public func pith_kv_tidaldecode_attend(
  _ context: OpaquePointer?, _ query: UnsafePointer<pith_view>?, _ keys: UnsafePointer<pith_view>?,
  _ values: UnsafePointer<pith_view>?, _ indices: UnsafePointer<pith_view>?, _ output: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_kv_tidaldecode_attend", context) { call throws(PithError) in
    let query = try call.input(query, "query")
    let keys = try call.input(keys, "keys")
    let values = try call.input(values, "values")
    let indices = try call.optionalInput(indices, "indices")
    let output = try call.output(output, "output")
    try KV.tidalDecodeAttend(
      call.workspace, query: query, keys: keys, values: values, indices: indices, output: output)
  }
}
