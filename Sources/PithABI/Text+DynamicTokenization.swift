// The text family: dynamic tokenization.

import CPithABI
import Pith

/// Merges the most frequent adjacent tokens of a batch of token sequences, again and again: dynamic tokenization.
///
/// Up to `merges` times the allowed pair of neighbours with the largest count over all sequences becomes one token wherever
/// it is. `pith_apply_merge` pools the embeddings of the merged tokens by `assign`. The same text in another batch is split
/// differently.
///
/// - Method: dynamic_tokenization
/// - Paper: Retrofitting Large Language Models with Dynamic Tokenization, ACL 2025, https://arxiv.org/abs/2411.18553
/// - Parameters:
///   - context: scratch, cancel flag, progress; may be NULL.
///   - text: in, u8 `[bytes]`, stride 1: the bytes of all tokens, sequence after sequence. Tokens of a byte-level
///     vocabulary are given as the bytes that they stand for (0x20, not "Ġ").
///   - token_ends: in, i32 `[T]`: the byte at which each token ends; no token is empty.
///   - sequence_ends: in, i32 `[S]`: the token at which each sequence ends, ascending.
///   - special_text: in, u8 `[bytes]`: the special tokens one after the other; NULL with `special_ends`: none.
///   - special_ends: in, i32 `[special]`.
///   - punctuation_text: in, u8 `[bytes]`: the vocabulary's punctuation tokens, for `PITH_TEXT_BOUNDARY_WORD_HYPHEN`; NULL
///     with `punctuation_ends`: the given tokens that hold ASCII punctuation and no ASCII digit.
///   - punctuation_ends: in, i32 `[punctuation]`.
///   - boundary: a `pith_text_boundary`; the authors' default: words.
///   - count_pieces: for `PITH_TEXT_BOUNDARY_PRETOKENS`: into how many pieces the model's splitter cuts a text, asked once
///     for each pair; NULL: that of byte-level BPE with GPT-2's pattern.
///   - user: handed to `count_pieces`.
///   - merges: at most so many, 0 or more.
///   - assign: out, i32 `[T]`: the merged token of each token, counted over all sequences.
///   - lengths: out, i32 `[S]`: merged tokens of each sequence.
///   - merged: out, NULL or i32 `[capacity, 4]`: for each merge the tokens [0] to [1] and [1] to [2], half open, that it
///     joined at its first place, and the number of places. `merges` places always suffice, and T.
///   - count: out, NULL or i32 `[1]`: merges done; what is needed on `PITH_ERROR_CAPACITY`.
/// - Ties: the pair that comes first.
/// - Errors: `PITH_ERROR_INDEX` for ends, `PITH_ERROR_ENUM`, `PITH_ERROR_RANGE` for `merges`, `PITH_ERROR_NULL`,
///   `PITH_ERROR_CAPACITY`, `PITH_ERROR_CALLBACK`, `PITH_ERROR_CANCELLED`, those of views.
/// - Cost: O((T + places touched) log T).
/// - Differs: nothing in the result; counts are kept up to date instead of counted anew. As in the authors' code, pairs
///   whose bytes are not UTF-8 may always merge, special tokens too.
/// - Since: 0.1
@_cdecl("pith_text_dynamic_tokenization") @implementation
public func pith_text_dynamic_tokenization(
  _ context: OpaquePointer?, _ text: UnsafePointer<pith_view>?, _ token_ends: UnsafePointer<pith_view>?,
  _ sequence_ends: UnsafePointer<pith_view>?, _ special_text: UnsafePointer<pith_view>?,
  _ special_ends: UnsafePointer<pith_view>?, _ punctuation_text: UnsafePointer<pith_view>?,
  _ punctuation_ends: UnsafePointer<pith_view>?, _ boundary: pith_text_boundary, _ count_pieces: pith_token_count_fn?,
  _ user: UnsafeMutableRawPointer?, _ merges: Int64,
  _ assign: UnsafePointer<pith_view>?, _ lengths: UnsafePointer<pith_view>?, _ merged: UnsafePointer<pith_view>?,
  _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_text_dynamic_tokenization", context) { call throws(PithError) in
    let text = try call.input(text, "text")
    let tokenEnds = try call.input(token_ends, "token_ends")
    let sequenceEnds = try call.input(sequence_ends, "sequence_ends")
    let specialText = try call.optionalInput(special_text, "special_text")
    let specialEnds = try call.optionalInput(special_ends, "special_ends")
    let punctuationText = try call.optionalInput(punctuation_text, "punctuation_text")
    let punctuationEnds = try call.optionalInput(punctuation_ends, "punctuation_ends")
    let assign = try call.output(assign, "assign")
    let lengths = try call.output(lengths, "lengths")
    let merged = try call.optionalOutput(merged, "merged")
    let count = try call.optionalOutput(count, "count")
    try Text.dynamicTokenization(
      call.workspace, text: text, tokenEnds: tokenEnds, sequenceEnds: sequenceEnds, specialText: specialText,
      specialEnds: specialEnds, punctuationText: punctuationText, punctuationEnds: punctuationEnds,
      boundary: try call.textBoundary(boundary), splitter: count_pieces.map { TokenCounter(count: $0, user: user) },
      merges: call.count(merges), assign: assign, lengths: lengths, merged: merged, count: count)
  }
}
