// The text family: words whose removal changes the meaning least.

import CPithABI
import Pith

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
