// The text family: segmentation, token estimates, compression and the joined result.

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
