/** @file
 * The kv family: which entries of a key-value cache stay. `pith_apply_compact` then shortens K, V
 * and positions in place.
 *
 * Written by bindings/generator from Sources/PithABI; do not edit.
 * types.h beside this file states the conventions that hold for every function.
 */
#ifndef PITH_KV_H
#define PITH_KV_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Keeps the first entries of a cache (attention sinks) and the most recent ones.
 *
 * n + coming <= start + recent: all; else [0, start) and [n - recent + coming, n). The same indices
 * serve every head. The method also needs keys that are cached before the rotary embedding, with
 * positions counted within the shortened cache.
 *
 * @param[in] context may be NULL.
 * @param[in] n entries of the cache, 0 to 2^31 - 1.
 * @param[in] start sinks, 0 or more; the paper: 4.
 * @param[in] recent size of the window, 0 or more.
 * @param[in] coming room to make for so many new entries, 0 or more.
 * @param[out] indices `[capacity]`, i32, ascending; start + recent elements always suffice.
 * @param[out] count `[1]`, i32: indices written; what is needed on `PITH_ERROR_CAPACITY`.
 *
 * - Method: streaming_llm
 * - Paper: Efficient Streaming Language Models with Attention Sinks, ICLR 2024,
 *   https://arxiv.org/abs/2309.17453
 * - Errors: `PITH_ERROR_RANGE`, `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: O(kept).
 * - Differs: more coming entries than the window holds leave the sinks; the authors' slice wraps.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_kv_streaming_llm(
    pith_context *context, int64_t n, int64_t start, int64_t recent, int64_t coming,
    const pith_view *indices, const pith_view *count) PITH_NOEXCEPT;

/**
 * Keeps all entries of a cache but a range.
 *
 * @param[in] context may be NULL.
 * @param[in] n entries of the cache, 0 to 2^31 - 1.
 * @param[in] begin first entry that goes, 0 to `end`.
 * @param[in] end past the last entry that goes, at most n.
 * @param[out] indices `[capacity]`, i32, ascending; n - (end - begin) elements are needed.
 * @param[out] count `[1]`, i32: indices written; what is needed on `PITH_ERROR_CAPACITY`.
 *
 * - Method: streaming_llm_evict_range
 * - Paper: Efficient Streaming Language Models with Attention Sinks, ICLR 2024,
 *   https://arxiv.org/abs/2309.17453
 * - Errors: `PITH_ERROR_RANGE`, `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: O(kept).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_kv_evict_range(
    pith_context *context, int64_t n, int64_t begin, int64_t end, const pith_view *indices,
    const pith_view *count) PITH_NOEXCEPT;

/**
 * Keeps, per head, the entries that collected most attention so far and the most recent ones: one
 * step of H2O.
 *
 * An entry's score is the attention of all queries since it came: the column sum of this step plus
 * its old score. If L is more than heavy + recent, the `heavy` largest scores among the first L -
 * recent entries stay, and the last `recent`. Carry `kept_scores` to the next step; compact K, V
 * and the positions of each head with `indices`.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] attention `[H, Q, L]` or `[B, H, Q, L]`, f32, f16 or bf16, any strides: probabilities
 *   of the Q new queries over the cached entries and themselves.
 * @param[in] scores `[H, L - Q]` or `[B, H, L - Q]`, float: `kept_scores` of the last step; NULL at
 *   the first (old scores of 0).
 * @param[in] heavy heavy hitters, 0 or more.
 * @param[in] recent size of the window, 0 or more.
 * @param[out] indices `[H, K]` or `[B, H, K]`, K = min(L, heavy + recent), i32, ascending.
 * @param[out] kept_scores `[H, K]` or `[B, H, K]`, float.
 *
 * - Method: h2o
 * - Paper: H2O: Heavy-Hitter Oracle for Efficient Generative Inference of Large Language Models,
 *   NeurIPS 2023, https://arxiv.org/abs/2306.14048
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `heavy` and `recent`, `PITH_ERROR_SHAPE`, those of views.
 * - Cost: one read of the attention, O(H L) scratch.
 * - Differs: batches; the authors' `evict_for_space`, which reads the wrong axis, is left out.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_kv_h2o(
    pith_context *context, const pith_view *attention, const pith_view *scores, int64_t heavy,
    int64_t recent, const pith_view *indices, const pith_view *kept_scores) PITH_NOEXCEPT;

/**
 * Keeps, per head, the prompt entries that the last w queries look at, and those w entries: SnapKV.
 *
 * Softmax of the window's queries over the keys (causal within the window), summed over the
 * queries, pooled along the cache; the keep - w largest of the entries before the window come
 * first, then the window in order. N < keep: all, in order.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] queries `[H, w, D]` or `[B, H, w, D]`, w at most N, D at least 1, float: the last
 *   queries, after rotary embedding.
 * @param[in] keys `[G, N, D]` or `[B, G, N, D]`, float; H a multiple of G: head h reads keys h / (H
 *   / G).
 * @param[in] keep capacity, at least w.
 * @param[in] kernel odd width of the pooling; the paper's code: 5.
 * @param[in] pool `PITH_POOL_AVERAGE` (divides by `kernel` at the borders too) or `PITH_POOL_MAX`.
 * @param[in] order of the selected entries: `PITH_ORDER_POSITION` (all indices then ascend, as
 *   `pith_apply_compact` wants) or `PITH_ORDER_RANKED`, the authors'.
 * @param[out] indices `[H, K]` or `[B, H, K]`, K = min(N, keep), i32.
 *
 * - Method: snapkv
 * - Paper: SnapKV: LLM Knows What You are Looking for Before Generation, NeurIPS 2024,
 *   https://arxiv.org/abs/2404.14469
 * - Ties: the lower index wins; maximum pooling makes runs of equal scores.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `keep` and `kernel`, `PITH_ERROR_ENUM`, those of views.
 * - Cost: H·w·N·D multiply-adds; N·D + w·N + H·N floats of scratch.
 * - Differs: grouped heads need no repeated keys; `keep` may equal w.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_kv_snapkv(
    pith_context *context, const pith_view *queries, const pith_view *keys, int64_t keep,
    int64_t kernel, pith_pool pool, pith_order order, const pith_view *indices) PITH_NOEXCEPT;

/**
 * SnapKV from attention probabilities that the host has: as `pith_kv_snapkv`.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] attention `[H, w, N]` or `[B, H, w, N]`, w at most N, float: rows of the last w
 *   queries.
 * @param[in] keep capacity, at least w.
 * @param[in] kernel odd width of the pooling.
 * @param[in] pool `PITH_POOL_AVERAGE` or `PITH_POOL_MAX`.
 * @param[in] order of the selected entries, as for `pith_kv_snapkv`.
 * @param[out] indices `[H, K]` or `[B, H, K]`, K = min(N, keep), i32.
 *
 * - Method: snapkv_attention
 * - Paper: SnapKV: LLM Knows What You are Looking for Before Generation, NeurIPS 2024,
 *   https://arxiv.org/abs/2404.14469
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE` if one lies before the window; the window's own columns are not
 *   read.
 * - Errors: `PITH_ERROR_RANGE` for `keep` and `kernel`, `PITH_ERROR_ENUM`, those of views.
 * - Cost: one read of the attention, O(H N) scratch.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_kv_snapkv_attention(
    pith_context *context, const pith_view *attention, int64_t keep, int64_t kernel, pith_pool pool,
    pith_order order, const pith_view *indices) PITH_NOEXCEPT;

/**
 * Selects, per query head, the cache positions with the largest q . k: the selection layers of
 * TidalDecode.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] query `[H, D]` or `[B, H, D]`, D at least 1, float: the current token, after rotary
 *   embedding.
 * @param[in] keys `[G, N, D]` or `[B, G, N, D]`, float, the current token last; H a multiple of G:
 *   head h reads keys h / (H / G).
 * @param[in] keep top k, 0 or more; the paper: 256.
 * @param[in] always_last 0: the current token competes, as in the authors' reference; 1: it is one
 *   of the `keep` and comes last, as in their GPU kernels.
 * @param[in] order `PITH_ORDER_POSITION` or `PITH_ORDER_RANKED`.
 * @param[out] indices `[H, K]` or `[B, H, K]`, K = min(N, keep), i32: the state for the layers that
 *   follow.
 *
 * - Method: tidaldecode
 * - Paper: TidalDecode: Fast and Accurate LLM Decoding with Position Persistent Sparse Attention,
 *   ICLR 2025, https://arxiv.org/abs/2410.05076
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `keep` and `always_last`, `PITH_ERROR_ENUM`, those of views.
 * - Cost: H·N·D multiply-adds, each key read once; H·N floats of scratch.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_kv_tidaldecode_select(
    pith_context *context, const pith_view *query, const pith_view *keys, int64_t keep,
    int32_t always_last, pith_order order, const pith_view *indices) PITH_NOEXCEPT;

/**
 * Attention of one token over the chosen cache positions: the sparse layers of TidalDecode.
 *
 * output[h] = Σ softmax(q[h] . k[n] / sqrt(D)) v[n] over the positions of head h.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] query `[H, D]` or `[B, H, D]`, D at least 1, float.
 * @param[in] keys `[G, N, D]` or `[B, G, N, D]`, float; H a multiple of G.
 * @param[in] values `[G, N, E]` or `[B, G, N, E]`, float.
 * @param[in] indices `[H, K]` or `[B, H, K]`, i32, 0 to N - 1, any order; a position that comes
 *   twice counts twice. NULL: all N.
 * @param[out] output `[H, E]` or `[B, H, E]`, float; zeros if there is no position.
 *
 * - Method: tidaldecode_attend
 * - Paper: TidalDecode: Fast and Accurate LLM Decoding with Position Persistent Sparse Attention,
 *   ICLR 2025, https://arxiv.org/abs/2410.05076
 * - NaN: passes through.
 * - Errors: `PITH_ERROR_INDEX` with the position in `indices`, those of views.
 * - Cost: H·K·(D + E) multiply-adds; only the chosen rows are read.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_kv_tidaldecode_attend(
    pith_context *context, const pith_view *query, const pith_view *keys, const pith_view *values,
    const pith_view *indices, const pith_view *output) PITH_NOEXCEPT;

/**
 * Composes the selections of successive pruning stages into what each layer's cache keeps in the
 * end.
 *
 * selections[last] = keep[last], selections[s] = keep[s] at selections[s + 1]. A layer whose cache
 * was written before stage s and after stage s - 1 is cut down with row s (`pith_apply_compact`):
 * every cache then holds the tokens that survive all stages.
 *
 * @param[in] context may be NULL.
 * @param[in] keep `[sum of lengths]`, i32: the lists of the stages, one behind the other; each
 *   position is relative to what the stage before left.
 * @param[in] lengths `[S]`, i32: length of each stage's list.
 * @param[in] n tokens before the first stage.
 * @param[out] selections `[S, n_last]`, i32, n_last = length of the last list.
 *
 * - Method: mustdrop
 * - Paper: Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language Model,
 *   2024, https://arxiv.org/abs/2411.10803
 * - Errors: `PITH_ERROR_RANGE` for `n`, `PITH_ERROR_INDEX` with the position in `keep` or
 *   `lengths`, those of views.
 * - Cost: S·n_last.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_kv_mustdrop_compose(
    pith_context *context, const pith_view *keep, const pith_view *lengths, int64_t n,
    const pith_view *selections) PITH_NOEXCEPT;

/**
 * SnapKV's scores per KV head, as kvpress computes them; `pith_select_top_k` with the KV heads as
 * its batch selects.
 *
 * Mean of the last `window` rows of the attention, pooled along the cache with padding counted,
 * mean over the query heads of a group. The window's own entries score the maximum + 1. A cache no
 * longer than the window scores 1.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] attention `[H, Q, N]` or `[B, H, Q, N]`, Q at least min(window, N), float, any
 *   strides.
 * @param[in] kv_heads G, a divisor of H.
 * @param[in] window 1 or more; kvpress: 64.
 * @param[in] kernel odd width of the pooling; kvpress: 5.
 * @param[out] scores `[G, N]` or `[B, G, N]`, float.
 *
 * - Method: snapkv_scores
 * - Paper: SnapKV: LLM Knows What You are Looking for Before Generation, NeurIPS 2024,
 *   https://arxiv.org/abs/2404.14469
 * - NaN: `PITH_ERROR_NONFINITE` in what is read.
 * - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SHAPE`, those of views.
 * - Cost: one read of H·window·N elements, O(H N) scratch.
 * - Differs: the maximum is that of one batch item; short caches are kept where the authors' code
 *   fails.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_kv_score_snapkv(
    pith_context *context, const pith_view *attention, int64_t kv_heads, int64_t window,
    int64_t kernel, const pith_view *scores) PITH_NOEXCEPT;

/**
 * The attention that each cache entry received, divided by the queries that see it: kvpress's
 * observed attention, after H2O.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] attention `[H, Q, N]` or `[B, H, Q, N]`, Q at most N, float: the last Q queries of a
 *   causal map. Entry n is seen by min(Q, N - n) queries.
 * @param[in] kv_heads G, a divisor of H; the heads of a group are averaged.
 * @param[out] scores `[G, N]` or `[B, G, N]`, float.
 *
 * - Method: observed_attention
 * - Paper: H2O: Heavy-Hitter Oracle for Efficient Generative Inference of Large Language Models,
 *   NeurIPS 2023, https://arxiv.org/abs/2306.14048
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `kv_heads`, `PITH_ERROR_SHAPE`, those of views.
 * - Cost: one read of the attention, O(H N) scratch.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_kv_score_observed(
    pith_context *context, const pith_view *attention, int64_t kv_heads,
    const pith_view *scores) PITH_NOEXCEPT;

/**
 * The last query's attention, averaged over all heads: TOVA. The last entry scores the maximum + 1.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] attention `[H, Q, N]` or `[B, H, Q, N]`, Q at least 1, float; its last row is read,
 *   without its last column.
 * @param[in] kv_heads G, a divisor of H; each gets the same scores.
 * @param[out] scores `[G, N]` or `[B, G, N]`, float.
 *
 * - Method: tova
 * - Paper: Transformers are Multi-State RNNs, EMNLP 2024, https://arxiv.org/abs/2401.06104
 * - NaN: `PITH_ERROR_NONFINITE` in what is read.
 * - Errors: `PITH_ERROR_RANGE` for `kv_heads`, `PITH_ERROR_SHAPE`, those of views.
 * - Cost: O(H N).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_kv_score_tova(
    pith_context *context, const pith_view *attention, int64_t kv_heads,
    const pith_view *scores) PITH_NOEXCEPT;

/**
 * Minus the norm of each key: entries with small keys are looked at most.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] keys `[G, N, D]` or `[B, G, N, D]`, float, any strides.
 * @param[out] scores `[G, N]` or `[B, G, N]`, float.
 *
 * - Method: knorm
 * - Paper: A Simple and Effective L2 Norm-Based Strategy for KV Cache Compression, EMNLP 2024,
 *   https://arxiv.org/abs/2406.11430
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: those of views.
 * - Cost: one read of the keys.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_kv_score_knorm(
    pith_context *context, const pith_view *keys, const pith_view *scores) PITH_NOEXCEPT;

/**
 * 1 for sinks and recent entries, 0 for the N - keep entries after the sinks: StreamingLLM as
 * scores.
 *
 * @param[in] context scratch; may be NULL.
 * @param[in] keep how many stay, 0 to N.
 * @param[in] sinks 0 or more; kvpress: 4.
 * @param[out] scores `[G, N]` or `[B, G, N]`, float.
 *
 * - Method: streaming_scores
 * - Paper: Efficient Streaming Language Models with Attention Sinks, ICLR 2024,
 *   https://arxiv.org/abs/2309.17453
 * - Errors: `PITH_ERROR_RANGE`, those of views.
 * - Cost: O(G N).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_kv_score_streaming(
    pith_context *context, int64_t keep, int64_t sinks, const pith_view *scores) PITH_NOEXCEPT;

/**
 * How many cache entries each layer keeps: PyramidKV's line from many in the first layer to few in
 * the last.
 *
 * With s = n (1 - ratio): low = s / beta, high = 2 s - low, both moved so that high is at most n -
 * window; layer l keeps high - l (high - low) / (layers - 1), rounded half to even. Where low is
 * below the window, every layer keeps s, rounded.
 *
 * @param[in] context may be NULL.
 * @param[in] n entries of the cache, 0 to 2^31 - 1.
 * @param[in] ratio the share that is removed, 0 to 1.
 * @param[in] window entries that every layer keeps, 0 or more.
 * @param[in] beta steepness, 1 or more; kvpress: 20.
 * @param[out] keep `[layers]`, i32.
 *
 * - Method: pyramidkv
 * - Paper: PyramidKV: Dynamic KV Cache Compression based on Pyramidal Information Funneling, COLM
 *   2025, https://arxiv.org/abs/2406.02069
 * - Errors: `PITH_ERROR_RANGE`, those of views.
 * - Cost: O(layers).
 * - Differs: one layer is legal and keeps s.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_kv_pyramid_budget(
    pith_context *context, int64_t n, double ratio, int64_t window, double beta,
    const pith_view *keep) PITH_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
