// The text family: LLMLingua-2.

import CPithABI
import Pith

/// Labels words by their keep-probabilities: the selection of LLMLingua-2.
///
/// Per chunk: red = 1 - rate; each probability counts once per token of its word; the threshold is the percentile int(100
/// red + 1) of these; a word stays if its probability is above it, or if both are 1. `pith_text_llmlingua2_words` makes
/// words of a classifier's tokens.
///
/// - Method: llmlingua2
/// - Paper: LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt Compression, Findings of ACL
///   2024, https://arxiv.org/abs/2403.12968
/// - Parameters:
///   - context: scratch; may be NULL.
///   - probabilities: in, `[W]`, f32, f16 or bf16, any stride.
///   - tokens: in, i32 `[W]`, 0 or more: tokens of each word for the model that will read the text; NULL: 1 each.
///   - forced: in, i32 `[W]`: which forced string a word is, or -1; NULL: none is.
///   - chunk_ends: in, i32 `[K]`: the word at which each chunk ends, ascending, the last one W; NULL: one chunk.
///   - rate: share of the tokens to keep, 0 to 1; the authors' default: 0.5. For a target: target / tokens, at most 1.
///   - drop_consecutive: 1: of the same forced word twice with no word of weight between, one goes; 0: both stay.
///   - keep: out, i32 `[W]`, 0 or 1.
///   - thresholds: out, NULL or float `[K]`.
/// - Ties: words of the threshold's probability go, unless it is 1; the rate that is reached can be well off.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_INDEX` for `chunk_ends`, `PITH_ERROR_RANGE` for `tokens`, `rate` and `drop_consecutive`, those of
///   views.
/// - Cost: O(W log W).
/// - Differs: the place of the percentile is exact; a rate of 0 keeps nothing; words without tokens stay.
/// - Since: 0.1
@_cdecl("pith_text_llmlingua2") @implementation
public func pith_text_llmlingua2(
  _ context: OpaquePointer?, _ probabilities: UnsafePointer<pith_view>?, _ tokens: UnsafePointer<pith_view>?,
  _ forced: UnsafePointer<pith_view>?, _ chunk_ends: UnsafePointer<pith_view>?, _ rate: Double, _ drop_consecutive: Int32,
  _ keep: UnsafePointer<pith_view>?, _ thresholds: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_text_llmlingua2", context) { call throws(PithError) in
    let probabilities = try call.input(probabilities, "probabilities")
    let tokens = try call.optionalInput(tokens, "tokens")
    let forced = try call.optionalInput(forced, "forced")
    let chunkEnds = try call.optionalInput(chunk_ends, "chunk_ends")
    let keep = try call.output(keep, "keep")
    let thresholds = try call.optionalOutput(thresholds, "thresholds")
    try Text.llmlingua2(
      call.workspace, probabilities: probabilities, tokens: tokens, forced: forced, chunkEnds: chunkEnds, rate: rate,
      dropConsecutive: try call.flag(drop_consecutive, "drop_consecutive"), keep: keep, thresholds: thresholds)
  }
}

/// Makes words of a classifier's subword tokens, each with its keep-probability, as LLMLingua-2 does.
///
/// A token begins a word by its mark, or if it is forced: it is one of the forced strings, or reads "[NEWi]", under which
/// the authors' code adds the i-th forced string to a tokenizer. Forced tokens, and tokens with a digit if asked, count as
/// 1.
///
/// - Method: llmlingua2_words
/// - Paper: LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt Compression, Findings of ACL
///   2024, https://arxiv.org/abs/2403.12968
/// - Parameters:
///   - context: scratch; may be NULL.
///   - text: in, u8 `[bytes]`, stride 1: the tokens one after the other, with their marks.
///   - token_ends: in, i32 `[T]`: the byte at which each token ends, ascending.
///   - probabilities: in, `[T]`, f32, f16 or bf16, any stride.
///   - special: in, i32 `[T]`, not 0 for tokens that are not text; NULL: none.
///   - forced_text: in, u8 `[bytes]`: the forced strings one after the other; NULL with `forced_ends`: none.
///   - forced_ends: in, i32 `[F]`.
///   - pieces: a `pith_text_pieces`.
///   - keep_digits: 1: tokens with a decimal digit count as 1; 0: as given.
///   - first_token: 0: a word has the mean of its tokens; 1: the probability of its first token.
///   - words: out, i32 `[T]`: the word of each token, -1 for special ones.
///   - word_probabilities: out, float `[capacity]`; T places always suffice.
///   - unforced: out, NULL or float `[capacity]`: what `pith_text_llmlingua2_contexts` takes.
///   - forced: out, NULL or i32 `[capacity]`: which forced string the word is, or -1.
///   - count: out, i32 `[1]`: words; what is needed on `PITH_ERROR_CAPACITY`.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_INDEX` for ends, `PITH_ERROR_ENUM`, `PITH_ERROR_RANGE`, `PITH_ERROR_NULL`, `PITH_ERROR_CAPACITY`,
///   those of views.
/// - Cost: O(bytes + T · F).
/// - Differs: a continuation at the start begins a word. As in the authors' code, `unforced` is that of a word's first
///   token.
/// - Since: 0.1
@_cdecl("pith_text_llmlingua2_words") @implementation
public func pith_text_llmlingua2_words(
  _ context: OpaquePointer?, _ text: UnsafePointer<pith_view>?, _ token_ends: UnsafePointer<pith_view>?,
  _ probabilities: UnsafePointer<pith_view>?, _ special: UnsafePointer<pith_view>?,
  _ forced_text: UnsafePointer<pith_view>?, _ forced_ends: UnsafePointer<pith_view>?, _ pieces: pith_text_pieces,
  _ keep_digits: Int32, _ first_token: Int32, _ words: UnsafePointer<pith_view>?,
  _ word_probabilities: UnsafePointer<pith_view>?, _ unforced: UnsafePointer<pith_view>?,
  _ forced: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_text_llmlingua2_words", context) { call throws(PithError) in
    let text = try call.input(text, "text")
    let tokenEnds = try call.input(token_ends, "token_ends")
    let probabilities = try call.input(probabilities, "probabilities")
    let special = try call.optionalInput(special, "special")
    let forcedText = try call.optionalInput(forced_text, "forced_text")
    let forcedEnds = try call.optionalInput(forced_ends, "forced_ends")
    let words = try call.output(words, "words")
    let wordProbabilities = try call.output(word_probabilities, "word_probabilities")
    let unforced = try call.optionalOutput(unforced, "unforced")
    let forced = try call.optionalOutput(forced, "forced")
    let count = try call.output(count, "count")
    try Text.llmlingua2Words(
      call.workspace, text: text, tokenEnds: tokenEnds, probabilities: probabilities, special: special,
      forcedText: forcedText, forcedEnds: forcedEnds, pieces: try call.textPieces(pieces),
      keepDigits: try call.flag(keep_digits, "keep_digits"), firstToken: try call.flag(first_token, "first_token"),
      words: words, wordProbabilities: wordProbabilities, unforced: unforced, forced: forced, count: count)
  }
}

/// Cuts a text into chunks that LLMLingua-2's classifier can read, where possible after end tokens.
///
/// - Method: llmlingua2_chunks
/// - Paper: LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt Compression, Findings of ACL
///   2024, https://arxiv.org/abs/2403.12968
/// - Parameters:
///   - context: scratch; may be NULL.
///   - is_end: in, i32 `[T]`, not 0 for tokens after which a text may be cut; the authors' default: "." and newline.
///   - limit: 1 or more: tokens that the classifier reads, less 2 for its special ones.
///   - chunk_ends: out, i32 `[capacity]`: the token at which each chunk ends.
///   - count: out, i32 `[1]`: chunks; what is needed on `PITH_ERROR_CAPACITY`.
/// - Errors: `PITH_ERROR_RANGE` for `limit`, `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: O(T).
/// - Differs: nothing: as in the authors' code a chunk can hold limit + 1 tokens.
/// - Since: 0.1
@_cdecl("pith_text_llmlingua2_chunks") @implementation
public func pith_text_llmlingua2_chunks(
  _ context: OpaquePointer?, _ is_end: UnsafePointer<pith_view>?, _ limit: Int64, _ chunk_ends: UnsafePointer<pith_view>?,
  _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_text_llmlingua2_chunks", context) { call throws(PithError) in
    let isEnd = try call.input(is_end, "is_end")
    let chunkEnds = try call.output(chunk_ends, "chunk_ends")
    let count = try call.output(count, "count")
    try Text.llmlingua2Chunks(
      call.workspace, isEnd: isEnd, limit: call.count(limit), chunkEnds: chunkEnds, count: count)
  }
}

/// Drops whole contexts by the mean keep-probability of their words: LLMLingua-2's coarse step.
///
/// - Method: llmlingua2_contexts
/// - Paper: LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt Compression, Findings of ACL
///   2024, https://arxiv.org/abs/2403.12968
/// - Parameters:
///   - context: scratch; may be NULL.
///   - probabilities: in, `[W]`, f32, f16 or bf16, any stride: `unforced` of `pith_text_llmlingua2_words`.
///   - context_ends: in, i32 `[C]`: the word at which each context ends, ascending, the last one W.
///   - forced: in, i32 `[C]`, not 0 for contexts that stay; NULL: none.
///   - rate: share of the contexts to keep, 0 to 1; the authors' default: (rate of the tokens + 1) / 2. A context stays if
///     its value is at or above the percentile int(100 (1 - rate)) of all.
///   - keep: out, i32 `[C]`, 0 or 1.
///   - values: out, NULL or float `[C]`.
///   - threshold: out, NULL or float `[1]`.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_INDEX` for `context_ends`, `PITH_ERROR_RANGE` for `rate`, those of views.
/// - Cost: O(W + C log C).
/// - Differs: a context without words has the value 0.
/// - Since: 0.1
@_cdecl("pith_text_llmlingua2_contexts") @implementation
public func pith_text_llmlingua2_contexts(
  _ context: OpaquePointer?, _ probabilities: UnsafePointer<pith_view>?, _ context_ends: UnsafePointer<pith_view>?,
  _ forced: UnsafePointer<pith_view>?, _ rate: Double, _ keep: UnsafePointer<pith_view>?,
  _ values: UnsafePointer<pith_view>?, _ threshold: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_text_llmlingua2_contexts", context) { call throws(PithError) in
    let probabilities = try call.input(probabilities, "probabilities")
    let contextEnds = try call.input(context_ends, "context_ends")
    let forced = try call.optionalInput(forced, "forced")
    let keep = try call.output(keep, "keep")
    let values = try call.optionalOutput(values, "values")
    let threshold = try call.optionalOutput(threshold, "threshold")
    try Text.llmlingua2Contexts(
      call.workspace, probabilities: probabilities, contextEnds: contextEnds, forced: forced, rate: rate, keep: keep,
      values: values, threshold: threshold)
  }
}
