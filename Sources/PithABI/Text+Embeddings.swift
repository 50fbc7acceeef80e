// The text family: embeddings of texts without a model.

import CPithABI
import Pith

/// Embeds spans of a text with the built-in embedding: hashed words, word pairs and letter trigrams, weighted by rarity.
///
/// Needs no model. Rows have unit length; a span without words is the zero vector. Rows can be compared with each other where
/// they have the same dim and the same reference: embed a question with the passages' sentences as the reference.
///
/// - Method: hashed_embedding
/// - Paper: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - text: in, u8 `[bytes]`, stride 1, below 2^31 bytes.
///   - spans: in, i32 `[S, 2]`, any byte spans of `text`.
///   - reference_text: in, u8 `[bytes]`, where rarity is counted; NULL: `text`.
///   - reference_spans: in, i32 `[R, 2]`, the texts of `reference_text`; may be NULL only if `reference_text` is: `spans`.
///   - embeddings: out, float `[S, dim]`, dim 1 to 65536; 256 to 1024 suit sentences.
/// - Errors: `PITH_ERROR_INDEX` for spans, `PITH_ERROR_NULL`, `PITH_ERROR_SHAPE`, those of views.
/// - Cost: O(bytes + S * dim) time and scratch.
/// - Threads: runs on the calling thread.
/// - Since: 0.1
@_cdecl("pith_text_embed_hashed") @implementation
public func pith_text_embed_hashed(
  _ context: OpaquePointer?, _ text: UnsafePointer<pith_view>?, _ spans: UnsafePointer<pith_view>?,
  _ reference_text: UnsafePointer<pith_view>?, _ reference_spans: UnsafePointer<pith_view>?,
  _ embeddings: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_text_embed_hashed", context) { call throws(PithError) in
    let text = try call.input(text, "text")
    let spans = try call.input(spans, "spans")
    let referenceText = try call.optionalInput(reference_text, "reference_text")
    let referenceSpans = try call.optionalInput(reference_spans, "reference_spans")
    let embeddings = try call.output(embeddings, "embeddings")
    try Text.embedHashed(
      call.workspace, text: text, spans: spans, referenceText: referenceText, referenceSpans: referenceSpans,
      embeddings: embeddings)
  }
}

/// Embeds texts by the mean of their tokens' rows in a table that the host holds.
///
/// The table is read in place: map a model's file and pass its matrix. Text s has the tokens `ids[offsets[s]]` to
/// `ids[offsets[s + 1] - 1]`; a text without tokens is the zero vector. Leave unknown tokens out.
///
/// - Method: static_embedding
/// - Paper: none; the layout of model2vec and WordLlama tables
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - table: in, `[V, D]`, f32, f16 or bf16, any strides.
///   - ids: in, i32 `[T]`, 0 to V - 1.
///   - offsets: in, i32 `[S + 1]`, ascending from 0 to T.
///   - weights: in, float `[V]`, a factor per table row; NULL: 1.
///   - normalize: not 0: rows of unit length (zero vectors stay zero).
///   - embeddings: out, float `[S, D]`.
/// - NaN: passed through.
/// - Errors: `PITH_ERROR_INDEX` for `ids` and `offsets`, those of views.
/// - Cost: O(T * D) time, O(T + S * D) scratch.
/// - Threads: texts are shared among the context's threads.
/// - Differs: sums run in f32 with fused multiply-adds, in token order; some models' code divides by a norm plus 1e-32.
/// - Since: 0.1
@_cdecl("pith_text_embed_static") @implementation
public func pith_text_embed_static(
  _ context: OpaquePointer?, _ table: UnsafePointer<pith_view>?, _ ids: UnsafePointer<pith_view>?,
  _ offsets: UnsafePointer<pith_view>?, _ weights: UnsafePointer<pith_view>?, _ normalize: Int32,
  _ embeddings: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_text_embed_static", context) { call throws(PithError) in
    let table = try call.input(table, "table")
    let ids = try call.input(ids, "ids")
    let offsets = try call.input(offsets, "offsets")
    let weights = try call.optionalInput(weights, "weights")
    let embeddings = try call.output(embeddings, "embeddings")
    try Text.embedStatic(
      call.workspace, table: table, ids: ids, offsets: offsets, weights: weights, normalize: normalize != 0,
      embeddings: embeddings)
  }
}
