// The text family: segmentation, token estimates, embeddings, TCRA, compression and the joined result.

import CPithABI
import Pith

/// Cuts text into words or sentences and writes their byte spans.
///
/// Spans are half-open bytes of `text` and ascend. For valid UTF-8 they begin and end between characters; bytes that are not
/// UTF-8 are never an error. Sentences as `pith_text_compress` sees them are those of `PITH_TEXT_UNIT_PASSAGE_SENTENCE` with
/// the same passages.
///
/// - Method: uax29
/// - Paper: Unicode Standard Annex #29, Unicode Text Segmentation
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - text: in, u8 `[bytes]`, stride 1, below 2^31 bytes.
///   - passages: in, i32 `[P, 2]`, byte spans that ascend and do not overlap, each cut as if it were a text of its own; NULL:
///     the whole text is one.
///   - unit: a `pith_text_unit`.
///   - spans: out, i32 `[capacity, 2]`.
///   - kinds: out, i32 `[capacity]`, a `pith_text_kind` for each segment; NULL: not wanted.
///   - count: out, i32 `[1]`, the number of segments; also written with `PITH_ERROR_CAPACITY`, as the capacity that is needed.
/// - Errors: `PITH_ERROR_ENUM` for `unit`, `PITH_ERROR_INDEX` for `passages`, `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: O(bytes) time, twice (counting, then writing); no scratch.
/// - Threads: runs on the calling thread.
/// - Since: 0.1
@_cdecl("pith_text_segment") @implementation
public func pith_text_segment(
  _ context: OpaquePointer?, _ text: UnsafePointer<pith_view>?, _ passages: UnsafePointer<pith_view>?,
  _ unit: pith_text_unit, _ spans: UnsafePointer<pith_view>?, _ kinds: UnsafePointer<pith_view>?,
  _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_text_segment", context) { call throws(PithError) in
    let text = try call.input(text, "text")
    let passages = try call.optionalInput(passages, "passages")
    let spans = try call.output(spans, "spans")
    let kinds = try call.optionalOutput(kinds, "kinds")
    let count = try call.output(count, "count")
    try Text.segment(
      call.workspace, text: text, passages: passages, unit: try call.textUnit(unit), spans: spans, kinds: kinds, count: count)
  }
}

/// Estimates how many tokens each span of a text is, without a tokenizer.
///
/// Follows the cl100k byte-pair vocabulary: pieces cost what pieces of their kind and length cost on average in English prose
/// and source code; characters of other scripts cost what was measured for their script, rounded up. The estimate of a text is
/// what `pith_text_compress` counts where the host gives no callback.
///
/// - Method: token_estimate
/// - Paper: none
/// - Parameters:
///   - context: NULL is accepted.
///   - text: in, u8 `[bytes]`, stride 1, below 2^31 bytes.
///   - spans: in, i32 `[S, 2]`, any byte spans of the text; NULL: one span, the whole text.
///   - tokens: out, i32 `[S]`; `[1]` without spans.
/// - Errors: `PITH_ERROR_INDEX` for `spans`, those of views.
/// - Cost: O(bytes of the spans).
/// - Threads: runs on the calling thread.
/// - Since: 0.1
@_cdecl("pith_text_estimate_tokens") @implementation
public func pith_text_estimate_tokens(
  _ context: OpaquePointer?, _ text: UnsafePointer<pith_view>?, _ spans: UnsafePointer<pith_view>?,
  _ tokens: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_text_estimate_tokens", context) { call throws(PithError) in
    let text = try call.input(text, "text")
    let spans = try call.optionalInput(spans, "spans")
    let tokens = try call.output(tokens, "tokens")
    try Text.estimateTokens(call.workspace, text: text, spans: spans, tokens: tokens)
  }
}

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

/// Removes the words whose removal moves a text's embedding least, given the embedding without each of them.
///
/// One-shot: every word is judged against the whole text. For any encoder: the host embeds the text once whole and once
/// without each word.
///
/// - Method: tcra_semantic
/// - Paper: Liu et al., "TCRA-LLM: Token Compression Retrieval Augmented Large Language Model for Inference Cost Reduction",
///   Findings of EMNLP 2023
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - full: in, float `[D]`, the whole text.
///   - leave_one_out: in, float `[W, D]`, the text without word i.
///   - protected_words: in, i32 `[W]`, not 0 for words that stay; NULL: none.
///   - remove: 0 to the number of words that are not protected; a ratio becomes a count by `PITH_ROUNDING_FLOOR`.
///   - metric: a `pith_text_metric`.
///   - keep: out, i32 `[W]`, 1 for words that stay, else 0.
///   - removed: out, i32 `[remove]`, the removed words, least important first.
///   - distance: out, float `[W]`, the distance that removing each word makes; NULL: not wanted.
/// - Ties: the lower index goes first.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `remove`, `PITH_ERROR_ENUM`, those of views.
/// - Cost: O(W * D + W log W) time, O(W) scratch.
/// - Threads: runs on the calling thread.
/// - Since: 0.1
@_cdecl("pith_text_tcra_leave_one_out") @implementation
public func pith_text_tcra_leave_one_out(
  _ context: OpaquePointer?, _ full: UnsafePointer<pith_view>?, _ leave_one_out: UnsafePointer<pith_view>?,
  _ protected_words: UnsafePointer<pith_view>?, _ remove: Int64, _ metric: pith_text_metric,
  _ keep: UnsafePointer<pith_view>?, _ removed: UnsafePointer<pith_view>?, _ distance: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_text_tcra_leave_one_out", context) { call throws(PithError) in
    let full = try call.input(full, "full")
    let leaveOneOut = try call.input(leave_one_out, "leave_one_out")
    let protectedWords = try call.optionalInput(protected_words, "protected_words")
    let keep = try call.output(keep, "keep")
    let removed = try call.output(removed, "removed")
    let distance = try call.optionalOutput(distance, "distance")
    try Text.tcraLeaveOneOut(
      call.workspace, full: full, leaveOneOut: leaveOneOut, protectedWords: protectedWords, remove: call.count(remove),
      metric: try call.textMetric(metric), keep: keep, removed: removed, distance: distance)
  }
}

/// Removes the words whose removal moves the mean of a text's word vectors least.
///
/// - Method: tcra_semantic
/// - Paper: Liu et al., "TCRA-LLM: Token Compression Retrieval Augmented Large Language Model for Inference Cost Reduction",
///   Findings of EMNLP 2023
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - word_embeddings: in, float `[W, D]`; the text's embedding is their mean.
///   - protected_words: in, i32 `[W]`, not 0 for words that stay; NULL: none.
///   - remove: 0 to the number of words that are not protected; a ratio becomes a count by `PITH_ROUNDING_FLOOR`.
///   - metric: a `pith_text_metric`.
///   - removal: a `pith_text_removal`.
///   - keep: out, i32 `[W]`, 1 for words that stay, else 0.
///   - removed: out, i32 `[remove]`, the removed words, least important first.
///   - distance: out, float, one-shot: `[W]`, the distance that removing each word makes; greedy: `[remove]`, the distance to
///     the whole text after each removal; NULL: not wanted.
/// - Ties: the lower index goes first.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for `remove`, `PITH_ERROR_ENUM`, those of views.
/// - Cost: one-shot O(W * D), greedy O(remove * W * D) time; O(W + D) scratch.
/// - Threads: runs on the calling thread.
/// - Since: 0.1
@_cdecl("pith_text_tcra_words") @implementation
public func pith_text_tcra_words(
  _ context: OpaquePointer?, _ word_embeddings: UnsafePointer<pith_view>?,
  _ protected_words: UnsafePointer<pith_view>?, _ remove: Int64, _ metric: pith_text_metric,
  _ removal: pith_text_removal, _ keep: UnsafePointer<pith_view>?, _ removed: UnsafePointer<pith_view>?,
  _ distance: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_text_tcra_words", context) { call throws(PithError) in
    let wordEmbeddings = try call.input(word_embeddings, "word_embeddings")
    let protectedWords = try call.optionalInput(protected_words, "protected_words")
    let keep = try call.output(keep, "keep")
    let removed = try call.output(removed, "removed")
    let distance = try call.optionalOutput(distance, "distance")
    try Text.tcraWords(
      call.workspace, wordEmbeddings: wordEmbeddings, protectedWords: protectedWords, remove: call.count(remove),
      metric: try call.textMetric(metric), removal: try call.textRemoval(removal), keep: keep, removed: removed,
      distance: distance)
  }
}

/// Removes the words whose removal moves a text's embedding least, asking the host's encoder.
///
/// The encoder is asked for the words that are left, joined by one space: W + 1 embeddings one-shot, W + (W - 1) + ... greedy.
///
/// - Method: tcra_semantic
/// - Paper: Liu et al., "TCRA-LLM: Token Compression Retrieval Augmented Large Language Model for Inference Cost Reduction",
///   Findings of EMNLP 2023
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - text: in, u8 `[bytes]`, stride 1, at most 32 MB.
///   - words: in, i32 `[W, 2]`, byte spans that ascend and do not overlap, as `PITH_TEXT_UNIT_WHITESPACE` gives them.
///   - protected_words: in, i32 `[W]`, not 0 for words that stay; NULL: none.
///   - embed: the encoder; up to 64 texts per call. Not NULL.
///   - user: passed to `embed`.
///   - dim: floats per embedding, 1 to 65536.
///   - remove: 0 to the number of words that are not protected.
///   - metric: a `pith_text_metric`.
///   - removal: a `pith_text_removal`.
///   - keep: out, i32 `[W]`, 1 for words that stay, else 0.
///   - removed: out, i32 `[remove]`, the removed words, least important first.
///   - distance: out, float, one-shot `[W]`, greedy `[remove]`, as in `pith_text_tcra_words`; NULL: not wanted.
/// - Ties: the lower index goes first.
/// - NaN: `PITH_ERROR_NONFINITE` where the encoder writes one.
/// - Errors: `PITH_ERROR_CALLBACK`, `PITH_ERROR_RANGE`, `PITH_ERROR_ENUM`, `PITH_ERROR_INDEX` for `words`, those of views.
/// - Cost: the encoder's, and O(W * bytes) per round; O(64 * (bytes + dim)) scratch.
/// - Threads: the encoder is called on the calling thread.
/// - Since: 0.1
@_cdecl("pith_text_tcra_encoder") @implementation
public func pith_text_tcra_encoder(
  _ context: OpaquePointer?, _ text: UnsafePointer<pith_view>?, _ words: UnsafePointer<pith_view>?,
  _ protected_words: UnsafePointer<pith_view>?, _ embed: pith_embed_fn?, _ user: UnsafeMutableRawPointer?, _ dim: Int64,
  _ remove: Int64, _ metric: pith_text_metric, _ removal: pith_text_removal, _ keep: UnsafePointer<pith_view>?,
  _ removed: UnsafePointer<pith_view>?, _ distance: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_text_tcra_encoder", context) { call throws(PithError) in
    let text = try call.input(text, "text")
    let words = try call.input(words, "words")
    let protectedWords = try call.optionalInput(protected_words, "protected_words")
    let keep = try call.output(keep, "keep")
    let removed = try call.output(removed, "removed")
    let distance = try call.optionalOutput(distance, "distance")
    guard let embed else { throw PithError(.null, "embed", expected: "an encoder", got: .text("NULL")) }
    try Text.tcraEncoder(
      call.workspace, text: text, words: words, protectedWords: protectedWords,
      encoder: TextEncoder(embed: embed, user: user, dim: call.count(dim)), remove: call.count(remove),
      metric: try call.textMetric(metric), removal: try call.textRemoval(removal), keep: keep, removed: removed,
      distance: distance)
  }
}

/// Fills compression options with their defaults.
///
/// - Parameters:
///   - options: out, the struct; only its first `size` bytes are written.
///   - size: `sizeof(pith_text_options)` as the program was compiled.
/// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_SIZE` if `size` is smaller than the first published struct.
/// - Since: 0.1
@_cdecl("pith_text_options_init") @implementation
public func pith_text_options_init(_ options: UnsafeMutablePointer<pith_text_options>?, _ size: UInt64) -> pith_status {
  initialize(options, size)
}

/// Chooses the sentences of retrieved passages that a prompt should hold, within a budget that is met exactly.
///
/// Passages are cut into sentences (`PITH_TEXT_UNIT_PASSAGE_SENTENCE`). Each gets a value: how well it answers the question
/// (its words and their derivations, its neighbours, its passage, the kind of answer asked for, the retriever's rank), or how
/// central it is where there is no question, mixed with the host's embeddings if it gives some. The best value for its cost
/// comes first, less what kept sentences say already. A heading is kept only with something under it. What is kept, in the order of the text, is at most the budget when
/// `pith_text_join` has written it with the same passages, gap and separator.
///
/// A sentence is kept whole or dropped whole. With `words` on, articles, intensifiers and fillers may go too, from a closed
/// list: never a negation or what it negates, a number, a unit, a name, a date, or anything in quotation marks, code or links.
///
/// - Method: pith_compress
/// - Paper: none; uses BM25 (Robertson, Zaragoza 2009), MMR (Carbonell, Goldstein 1998), budgeted coverage (Lin, Bilmes 2010),
///   TCRA-LLM's leave-one-out words (2023)
/// - Parameters:
///   - context: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - text: in, u8 `[bytes]`, stride 1, below 2^31 bytes. Any bytes.
///   - passages: in, i32 `[P, 2]`, byte spans that ascend and do not overlap, best-ranked first; NULL: the whole text is one.
///   - question: in, u8 `[bytes]`; NULL: none.
///   - options: in, filled with `pith_text_options_init`; its views must not overlap the outputs.
///   - spans: out, i32 `[capacity, 2]`, the kept bytes, ascending; a sentence is one span unless words of it were dropped.
///   - count: out, i32 `[1]`, the number of spans; also written with `PITH_ERROR_CAPACITY`, as the capacity that is needed.
///   - scores: out, float `[S]`, the value of each sentence, 0 to 1; NULL: not wanted.
///   - reasons: out, i32 `[S]`, a `pith_text_reason` for each sentence; NULL: not wanted.
///   - report: out, what was done; NULL: not wanted.
/// - Ties: the earlier sentence wins.
/// - NaN: `PITH_ERROR_NONFINITE` in embeddings.
/// - Errors: `PITH_ERROR_BUDGET` if the required sentences, or any one sentence, cost more than the budget (a budget of 0
///   with nothing required keeps nothing); `PITH_ERROR_CAPACITY`, `PITH_ERROR_CALLBACK`, `PITH_ERROR_CANCELLED`,
///   `PITH_ERROR_SIZE` for `options.struct_size`, `PITH_ERROR_ENUM`, `PITH_ERROR_RANGE`, `PITH_ERROR_INDEX`, those of views.
/// - Cost: O(bytes + S log S) time and O(bytes) scratch, besides the callbacks: the counter is asked once per sentence that
///   is looked at, and up to some twenty times for the whole result. `PITH_TEXT_STRATEGY_CLUSTERS`: k-means of S rows besides,
///   O(S * D) scratch.
/// - Threads: callbacks run on the calling thread.
/// - Since: 0.1
@_cdecl("pith_text_compress") @implementation
public func pith_text_compress(
  _ context: OpaquePointer?, _ text: UnsafePointer<pith_view>?, _ passages: UnsafePointer<pith_view>?,
  _ question: UnsafePointer<pith_view>?, _ options: UnsafePointer<pith_text_options>?,
  _ spans: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?, _ scores: UnsafePointer<pith_view>?,
  _ reasons: UnsafePointer<pith_view>?, _ report: UnsafeMutablePointer<pith_text_report>?
) -> pith_status {
  call("pith_text_compress", context) { call throws(PithError) in
    let text = try call.input(text, "text")
    let passages = try call.optionalInput(passages, "passages")
    let question = try call.optionalInput(question, "question")
    let options = try call.textOptions(options)
    let spans = try call.output(spans, "spans")
    let count = try call.output(count, "count")
    let scores = try call.optionalOutput(scores, "scores")
    let reasons = try call.optionalOutput(reasons, "reasons")
    let result = try Text.compress(
      call.workspace, text: text, passages: passages, question: question, options: options, spans: spans, count: count,
      scores: scores, reasons: reasons)
    report?.pointee = pith_text_report(result)
  }
}

/// Writes the kept spans of a text as one text.
///
/// Between neighbouring spans stands, the first that applies: the separator if they lie in different passages; nothing if they
/// touch; the original white space if nothing else lies between; the gap mark, if there is one and a sentence end or a line
/// break was dropped; an empty line or a line feed if one was dropped; a space if white space was dropped; else nothing.
///
/// - Method: join
/// - Paper: none
/// - Parameters:
///   - context: NULL is accepted.
///   - text: in, u8 `[bytes]`, stride 1, below 2^31 bytes.
///   - spans: in, i32 `[n, 2]`, byte spans that ascend and do not overlap; empty ones are left out.
///   - passages: in, i32 `[P, 2]`, as they were compressed; NULL: the whole text is one.
///   - gap: in, u8 `[bytes]`; NULL: no mark.
///   - separator: in, u8 `[bytes]`; NULL: two line feeds.
///   - out: out, u8 `[capacity]`, stride 1; bytes past the result are left alone. No NUL is added.
///   - count: out, i32 `[1]`, bytes of the result; also written with `PITH_ERROR_CAPACITY`, as the capacity that is needed.
/// - Errors: `PITH_ERROR_INDEX` for spans and passages, `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: O(bytes).
/// - Threads: runs on the calling thread.
/// - Since: 0.1
@_cdecl("pith_text_join") @implementation
public func pith_text_join(
  _ context: OpaquePointer?, _ text: UnsafePointer<pith_view>?, _ spans: UnsafePointer<pith_view>?,
  _ passages: UnsafePointer<pith_view>?, _ gap: UnsafePointer<pith_view>?, _ separator: UnsafePointer<pith_view>?,
  _ out: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_text_join", context) { call throws(PithError) in
    let text = try call.input(text, "text")
    let spans = try call.input(spans, "spans")
    let passages = try call.optionalInput(passages, "passages")
    let gap = try call.optionalInput(gap, "gap")
    let separator = try call.optionalInput(separator, "separator")
    let out = try call.output(out, "out")
    let count = try call.output(count, "count")
    try Text.join(
      call.workspace, text: text, spans: spans, passages: passages, gap: gap, separator: separator, out: out, count: count)
  }
}
