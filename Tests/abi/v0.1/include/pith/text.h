/** @file
 * The text family: segmentation, token estimates, compression and the joined result.
 *
 * Written by bindings/generator from Sources/PithABI; do not edit.
 * types.h beside this file states the conventions that hold for every function.
 */
#ifndef PITH_TEXT_H
#define PITH_TEXT_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Cuts text into words or sentences and writes their byte spans.
 *
 * Spans are half-open bytes of `text` and ascend. For valid UTF-8 they begin and end between
 * characters; bytes that are not UTF-8 are never an error. Sentences as `pith_text_compress` sees
 * them are those of `PITH_TEXT_UNIT_PASSAGE_SENTENCE` with the same passages.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] text u8 `[bytes]`, stride 1, below 2^31 bytes.
 * @param[in] passages i32 `[P, 2]`, byte spans that ascend and do not overlap, each cut as if it
 *   were a text of its own; NULL: the whole text is one.
 * @param[in] unit a `pith_text_unit`.
 * @param[out] spans i32 `[capacity, 2]`.
 * @param[out] kinds i32 `[capacity]`, a `pith_text_kind` for each segment; NULL: not wanted.
 * @param[out] count i32 `[1]`, the number of segments; also written with `PITH_ERROR_CAPACITY`, as
 *   the capacity that is needed.
 *
 * - Method: uax29
 * - Paper: Unicode Standard Annex #29, Unicode Text Segmentation
 * - Errors: `PITH_ERROR_ENUM` for `unit`, `PITH_ERROR_INDEX` for `passages`, `PITH_ERROR_CAPACITY`,
 *   those of views.
 * - Cost: O(bytes) time, twice (counting, then writing); no scratch.
 * - Threads: runs on the calling thread.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_segment(
    pith_context *context, const pith_view *text, const pith_view *passages, pith_text_unit unit,
    const pith_view *spans, const pith_view *kinds, const pith_view *count) PITH_NOEXCEPT;

/**
 * Estimates how many tokens each span of a text is, without a tokenizer.
 *
 * Follows the cl100k byte-pair vocabulary: pieces cost what pieces of their kind and length cost on
 * average in English prose and source code; characters of other scripts cost what was measured for
 * their script, rounded up. The estimate of a text is what `pith_text_compress` counts where the
 * host gives no callback.
 *
 * @param[in] context NULL is accepted.
 * @param[in] text u8 `[bytes]`, stride 1, below 2^31 bytes.
 * @param[in] spans i32 `[S, 2]`, any byte spans of the text; NULL: one span, the whole text.
 * @param[out] tokens i32 `[S]`; `[1]` without spans.
 *
 * - Method: token_estimate
 * - Paper: none
 * - Errors: `PITH_ERROR_INDEX` for `spans`, those of views.
 * - Cost: O(bytes of the spans).
 * - Threads: runs on the calling thread.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_estimate_tokens(
    pith_context *context, const pith_view *text, const pith_view *spans,
    const pith_view *tokens) PITH_NOEXCEPT;

/**
 * Fills compression options with their defaults.
 *
 * @param[out] options the struct; only its first `size` bytes are written.
 * @param[in] size `sizeof(pith_text_options)` as the program was compiled.
 *
 * - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_SIZE` if `size` is smaller than the first published
 *   struct.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_options_init(
    pith_text_options *options, uint64_t size) PITH_NOEXCEPT;

/**
 * Chooses the sentences of retrieved passages that a prompt should hold, within a budget that is
 * met exactly.
 *
 * Passages are cut into sentences (`PITH_TEXT_UNIT_PASSAGE_SENTENCE`). Each gets a value: how well
 * it answers the question (its words and their derivations, its neighbours, its passage, the kind
 * of answer asked for, the retriever's rank), or how central it is where there is no question,
 * mixed with the host's embeddings if it gives some. The best value for its cost comes first, less
 * what kept sentences say already. A heading is kept only with something under it. What is kept, in
 * the order of the text, is at most the budget when `pith_text_join` has written it with the same
 * passages, gap and separator.
 *
 * A sentence is kept whole or dropped whole. With `words` on, articles, intensifiers and fillers
 * may go too, from a closed list: never a negation or what it negates, a number, a unit, a name, a
 * date, or anything in quotation marks, code or links.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] text u8 `[bytes]`, stride 1, below 2^31 bytes. Any bytes.
 * @param[in] passages i32 `[P, 2]`, byte spans that ascend and do not overlap, best-ranked first;
 *   NULL: the whole text is one.
 * @param[in] question u8 `[bytes]`; NULL: none.
 * @param[in] options filled with `pith_text_options_init`; its views must not overlap the outputs.
 * @param[out] spans i32 `[capacity, 2]`, the kept bytes, ascending; a sentence is one span unless
 *   words of it were dropped.
 * @param[out] count i32 `[1]`, the number of spans; also written with `PITH_ERROR_CAPACITY`, as the
 *   capacity that is needed.
 * @param[out] scores float `[S]`, the value of each sentence, 0 to 1; NULL: not wanted.
 * @param[out] reasons i32 `[S]`, a `pith_text_reason` for each sentence; NULL: not wanted.
 * @param[out] report what was done; NULL: not wanted.
 *
 * - Method: pith_compress
 * - Paper: none; uses BM25 (Robertson, Zaragoza 2009), MMR (Carbonell, Goldstein 1998), budgeted
 *   coverage (Lin, Bilmes 2010), TCRA-LLM's leave-one-out words (2023)
 * - Ties: the earlier sentence wins.
 * - NaN: `PITH_ERROR_NONFINITE` in embeddings.
 * - Errors: `PITH_ERROR_BUDGET` if the required sentences, or any one sentence, cost more than the
 *   budget (a budget of 0 with nothing required keeps nothing); `PITH_ERROR_CAPACITY`,
 *   `PITH_ERROR_CALLBACK`, `PITH_ERROR_CANCELLED`, `PITH_ERROR_SIZE` for `options.struct_size`,
 *   `PITH_ERROR_ENUM`, `PITH_ERROR_RANGE`, `PITH_ERROR_INDEX`, those of views.
 * - Cost: O(bytes + S log S) time and O(bytes) scratch, besides the callbacks: the counter is asked
 *   once per sentence that is looked at, and up to some twenty times for the whole result.
 *   `PITH_TEXT_STRATEGY_CLUSTERS`: k-means of S rows besides, O(S * D) scratch.
 * - Threads: callbacks run on the calling thread.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_compress(
    pith_context *context, const pith_view *text, const pith_view *passages,
    const pith_view *question, const pith_text_options *options, const pith_view *spans,
    const pith_view *count, const pith_view *scores, const pith_view *reasons,
    pith_text_report *report) PITH_NOEXCEPT;

/**
 * Writes the kept spans of a text as one text.
 *
 * Between neighbouring spans stands, the first that applies: the separator if they lie in different
 * passages; nothing if they touch; the original white space if nothing else lies between; the gap
 * mark, if there is one and a sentence end or a line break was dropped; an empty line or a line
 * feed if one was dropped; a space if white space was dropped; else nothing.
 *
 * @param[in] context NULL is accepted.
 * @param[in] text u8 `[bytes]`, stride 1, below 2^31 bytes.
 * @param[in] spans i32 `[n, 2]`, byte spans that ascend and do not overlap; empty ones are left
 *   out.
 * @param[in] passages i32 `[P, 2]`, as they were compressed; NULL: the whole text is one.
 * @param[in] gap u8 `[bytes]`; NULL: no mark.
 * @param[in] separator u8 `[bytes]`; NULL: two line feeds.
 * @param[out] out u8 `[capacity]`, stride 1; bytes past the result are left alone. No NUL is added.
 * @param[out] count i32 `[1]`, bytes of the result; also written with `PITH_ERROR_CAPACITY`, as the
 *   capacity that is needed.
 *
 * - Method: join
 * - Paper: none
 * - Errors: `PITH_ERROR_INDEX` for spans and passages, `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: O(bytes).
 * - Threads: runs on the calling thread.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_join(
    pith_context *context, const pith_view *text, const pith_view *spans, const pith_view *passages,
    const pith_view *gap, const pith_view *separator, const pith_view *out,
    const pith_view *count) PITH_NOEXCEPT;

/**
 * Merges the most frequent adjacent tokens of a batch of token sequences, again and again: dynamic
 * tokenization.
 *
 * Up to `merges` times the allowed pair of neighbours with the largest count over all sequences
 * becomes one token wherever it is. `pith_apply_merge` pools the embeddings of the merged tokens by
 * `assign`. The same text in another batch is split differently.
 *
 * @param[in] context scratch, cancel flag, progress; may be NULL.
 * @param[in] text u8 `[bytes]`, stride 1: the bytes of all tokens, sequence after sequence. Tokens
 *   of a byte-level vocabulary are given as the bytes that they stand for (0x20, not "Ġ").
 * @param[in] token_ends i32 `[T]`: the byte at which each token ends; no token is empty.
 * @param[in] sequence_ends i32 `[S]`: the token at which each sequence ends, ascending.
 * @param[in] special_text u8 `[bytes]`: the special tokens one after the other; NULL with
 *   `special_ends`: none.
 * @param[in] special_ends i32 `[special]`.
 * @param[in] punctuation_text u8 `[bytes]`: the vocabulary's punctuation tokens, for
 *   `PITH_TEXT_BOUNDARY_WORD_HYPHEN`; NULL with `punctuation_ends`: the given tokens that hold
 *   ASCII punctuation and no ASCII digit.
 * @param[in] punctuation_ends i32 `[punctuation]`.
 * @param[in] boundary a `pith_text_boundary`; the authors' default: words.
 * @param[in] count_pieces for `PITH_TEXT_BOUNDARY_PRETOKENS`: into how many pieces the model's
 *   splitter cuts a text, asked once for each pair; NULL: that of byte-level BPE with GPT-2's
 *   pattern.
 * @param[in] user handed to `count_pieces`.
 * @param[in] merges at most so many, 0 or more.
 * @param[out] assign i32 `[T]`: the merged token of each token, counted over all sequences.
 * @param[out] lengths i32 `[S]`: merged tokens of each sequence.
 * @param[out] merged NULL or i32 `[capacity, 4]`: for each merge the tokens [0] to [1] and [1] to
 *   [2], half open, that it joined at its first place, and the number of places. `merges` places
 *   always suffice, and T.
 * @param[out] count NULL or i32 `[1]`: merges done; what is needed on `PITH_ERROR_CAPACITY`.
 *
 * - Method: dynamic_tokenization
 * - Paper: Retrofitting Large Language Models with Dynamic Tokenization, ACL 2025,
 *   https://arxiv.org/abs/2411.18553
 * - Ties: the pair that comes first.
 * - Errors: `PITH_ERROR_INDEX` for ends, `PITH_ERROR_ENUM`, `PITH_ERROR_RANGE` for `merges`,
 *   `PITH_ERROR_NULL`, `PITH_ERROR_CAPACITY`, `PITH_ERROR_CALLBACK`, `PITH_ERROR_CANCELLED`, those
 *   of views.
 * - Cost: O((T + places touched) log T).
 * - Differs: nothing in the result; counts are kept up to date instead of counted anew. As in the
 *   authors' code, pairs whose bytes are not UTF-8 may always merge, special tokens too.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_dynamic_tokenization(
    pith_context *context, const pith_view *text, const pith_view *token_ends,
    const pith_view *sequence_ends, const pith_view *special_text, const pith_view *special_ends,
    const pith_view *punctuation_text, const pith_view *punctuation_ends,
    pith_text_boundary boundary, pith_token_count_fn count_pieces, void *user, int64_t merges,
    const pith_view *assign, const pith_view *lengths, const pith_view *merged,
    const pith_view *count) PITH_NOEXCEPT;

/**
 * Embeds spans of a text with the built-in embedding: hashed words, word pairs and letter trigrams,
 * weighted by rarity.
 *
 * Needs no model. Rows have unit length; a span without words is the zero vector. Rows can be
 * compared with each other where they have the same dim and the same reference: embed a question
 * with the passages' sentences as the reference.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] text u8 `[bytes]`, stride 1, below 2^31 bytes.
 * @param[in] spans i32 `[S, 2]`, any byte spans of `text`.
 * @param[in] reference_text u8 `[bytes]`, where rarity is counted; NULL: `text`.
 * @param[in] reference_spans i32 `[R, 2]`, the texts of `reference_text`; may be NULL only if
 *   `reference_text` is: `spans`.
 * @param[out] embeddings float `[S, dim]`, dim 1 to 65536; 256 to 1024 suit sentences.
 *
 * - Method: hashed_embedding
 * - Paper: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009
 * - Errors: `PITH_ERROR_INDEX` for spans, `PITH_ERROR_NULL`, `PITH_ERROR_SHAPE`, those of views.
 * - Cost: O(bytes + S * dim) time and scratch.
 * - Threads: runs on the calling thread.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_embed_hashed(
    pith_context *context, const pith_view *text, const pith_view *spans,
    const pith_view *reference_text, const pith_view *reference_spans,
    const pith_view *embeddings) PITH_NOEXCEPT;

/**
 * Embeds texts by the mean of their tokens' rows in a table that the host holds.
 *
 * The table is read in place: map a model's file and pass its matrix. Text s has the tokens
 * `ids[offsets[s]]` to `ids[offsets[s + 1] - 1]`; a text without tokens is the zero vector. Leave
 * unknown tokens out.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] table `[V, D]`, f32, f16 or bf16, any strides.
 * @param[in] ids i32 `[T]`, 0 to V - 1.
 * @param[in] offsets i32 `[S + 1]`, ascending from 0 to T.
 * @param[in] weights float `[V]`, a factor per table row; NULL: 1.
 * @param[in] normalize not 0: rows of unit length (zero vectors stay zero).
 * @param[out] embeddings float `[S, D]`.
 *
 * - Method: static_embedding
 * - Paper: none; the layout of model2vec and WordLlama tables
 * - NaN: passed through.
 * - Errors: `PITH_ERROR_INDEX` for `ids` and `offsets`, those of views.
 * - Cost: O(T * D) time, O(T + S * D) scratch.
 * - Threads: texts are shared among the context's threads.
 * - Differs: sums run in f32 with fused multiply-adds, in token order; some models' code divides by
 *   a norm plus 1e-32.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_embed_static(
    pith_context *context, const pith_view *table, const pith_view *ids, const pith_view *offsets,
    const pith_view *weights, int32_t normalize, const pith_view *embeddings) PITH_NOEXCEPT;

/**
 * Orders texts so that the best stand at both ends and the worst in the middle, where language
 * models read least.
 *
 * The texts are taken worst first; the first, third, fifth, … go to the front, the others to the
 * back. The best one comes first if N is odd, last if N is even.
 *
 * @param[in] context scratch; may be NULL.
 * @param[in] scores `[N]`, float: sorted first, as in LlamaIndex (give 0 to a text without a
 *   score); NULL: text 0 is the best, text 1 the second, …, as in LangChain.
 * @param[out] order `[N]`, i32: the text at each place.
 *
 * - Method: long_context_reorder
 * - Paper: Lost in the Middle: How Language Models Use Long Contexts, TACL 2024,
 *   https://arxiv.org/abs/2307.03172
 * - Ties: equal scores keep their order in the ascending sort.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: those of views.
 * - Cost: O(N).
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_long_context_reorder(
    pith_context *context, const pith_view *scores, const pith_view *order) PITH_NOEXCEPT;

/**
 * Picks texts that are relevant to a question and unlike those picked before: maximal marginal
 * relevance.
 *
 * With r = cos(query, x): the first pick has the largest r; each later one the largest lambda r -
 * (1 - lambda) p, where p is the largest cosine with any pick (LangChain) or the cosine with the
 * last pick (LlamaIndex, which compares lambda r at first).
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] query `[D]`, f32, f16 or bf16, any strides.
 * @param[in] embeddings `[N, D]`, float.
 * @param[in] lambda 0 (diversity) to 1 (relevance); both libraries' default: 0.5.
 * @param[in] penalize_last 0: compare with all picks (LangChain); 1: with the last one
 *   (LlamaIndex).
 * @param[out] indices `[K]`, i32, K at most N, in the order of picking.
 * @param[out] scores NULL or `[K]`, float: the value at which each was picked; with `penalize_last`
 *   0 the first is r.
 *
 * - Method: mmr
 * - Paper: The Use of MMR, Diversity-Based Reranking for Reordering Documents and Producing
 *   Summaries, SIGIR 1998, https://doi.org/10.1145/290941.291025
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `lambda` and `penalize_last`, those of views.
 * - Cost: K·N·D multiply-adds in double, O(N) scratch.
 * - Differs: zero vectors have cosine 0 in both variants.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_mmr(
    pith_context *context, const pith_view *query, const pith_view *embeddings, double lambda,
    int32_t penalize_last, const pith_view *indices, const pith_view *scores) PITH_NOEXCEPT;

/**
 * Keeps the texts most similar to a question, or those above a threshold, or both: LangChain's
 * EmbeddingsFilter.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] query `[D]`, f32, f16 or bf16, any strides.
 * @param[in] embeddings `[N, D]`, float.
 * @param[in] keep at most so many, best first; -1: no limit, and the texts stay in their order.
 *   LangChain: 20.
 * @param[in] threshold only texts whose cosine is greater; -infinity: all.
 * @param[out] indices `[capacity]`, i32.
 * @param[out] count `[1]`, i32: indices written; what is needed on `PITH_ERROR_CAPACITY`.
 * @param[out] similarity NULL or `[N]`, float: cosines with the question.
 *
 * - Method: embeddings_filter
 * - Paper: none
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `keep` and `threshold`, `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: N·D multiply-adds in double and a sort.
 * - Differs: ties, which the authors' unstable sort leaves open.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_embeddings_filter(
    pith_context *context, const pith_view *query, const pith_view *embeddings, int64_t keep,
    double threshold, const pith_view *indices, const pith_view *count,
    const pith_view *similarity) PITH_NOEXCEPT;

/**
 * Drops near-duplicates among texts: LangChain's EmbeddingsRedundantFilter.
 *
 * Pairs whose cosine is above the threshold are taken most alike first; if both texts are still
 * there, one goes. It is greedy: in a chain of similar texts, ends that are unlike each other may
 * both stay.
 *
 * @param[in] context threads, scratch; NULL: one thread, scratch from malloc.
 * @param[in] embeddings `[N, D]`, f32, f16 or bf16, any strides.
 * @param[in] threshold LangChain: 0.95.
 * @param[in] keep_earlier 0: the earlier text of a pair goes, as in LangChain; 1: the later one
 *   goes, which suits texts ranked best first.
 * @param[out] indices `[capacity]`, i32, ascending; N always suffices.
 * @param[out] count `[1]`, i32: indices written; what is needed on `PITH_ERROR_CAPACITY`.
 *
 * - Method: embeddings_redundant_filter
 * - Paper: none
 * - Ties: of equally similar pairs (i, j), i > j, the one with the greater i, then the greater j,
 *   comes first.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `threshold` and `keep_earlier`, `PITH_ERROR_CAPACITY`, those of
 *   views.
 * - Cost: N²·D multiply-adds, N·D floats of scratch and 24 bytes for each pair above the threshold.
 * - Differs: an empty list is legal.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_embeddings_redundant_filter(
    pith_context *context, const pith_view *embeddings, double threshold, int32_t keep_earlier,
    const pith_view *indices, const pith_view *count) PITH_NOEXCEPT;

/**
 * Keeps the texts nearest to each of given centres: LangChain's EmbeddingsClusteringFilter after
 * its k-means.
 *
 * `pith_cluster_kmeans` finds centres. The nearest texts may belong to another cluster; a text is
 * taken once.
 *
 * Distances are compared as f32.
 *
 * @param[in] context threads, scratch, cancel flag, progress; NULL: one thread, scratch from
 *   malloc.
 * @param[in] embeddings `[N, D]`, f32, f16 or bf16, any strides.
 * @param[in] centers `[k, D]`, float, in the order in which they choose.
 * @param[in] per_cluster texts for each centre, 0 or more.
 * @param[in] remove_duplicates 0: a text that was taken is replaced by the next nearest; 1: it is
 *   not.
 * @param[in] order `PITH_ORDER_RANKED`: centre by centre, nearest first; `PITH_ORDER_POSITION`:
 *   ascending.
 * @param[out] indices `[capacity]`, i32; the smaller of N and k · per_cluster always suffices.
 * @param[out] count `[1]`, i32: indices written; what is needed on `PITH_ERROR_CAPACITY`.
 *
 * - Method: embeddings_clustering_filter
 * - Paper: none
 * - Ties: the lower index wins.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE`, `PITH_ERROR_ENUM`, `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: k·N·D multiply-adds in double and k sorts of N.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_embeddings_clustering_filter(
    pith_context *context, const pith_view *embeddings, const pith_view *centers,
    int64_t per_cluster, int32_t remove_duplicates, pith_order order, const pith_view *indices,
    const pith_view *count) PITH_NOEXCEPT;

/**
 * Scores texts by the words they share with a question: BM25, without any model.
 *
 * Words are what lies between single spaces, compared byte by byte, as in the package rank_bm25
 * (BM25Okapi). Words in more than half of the texts would count against them; they weigh epsilon
 * times the mean weight instead.
 *
 * @param[in] context scratch; may be NULL.
 * @param[in] text u8 `[bytes]`, stride 1.
 * @param[in] documents i32 `[C, 2]`, byte spans of the text, in any order.
 * @param[in] question u8 `[bytes]`, stride 1.
 * @param[in] k1 saturation of word counts, 0 or more; the package: 1.5.
 * @param[in] b how much length counts, 0 to 1; the package: 0.75.
 * @param[in] epsilon 0 or more; the package: 0.25.
 * @param[out] scores `[C]`, float.
 * @param[out] ranked NULL or `[C]`, i32: best first.
 *
 * - Method: bm25_okapi
 * - Paper: Okapi at TREC-3, TREC 1994, https://trec.nist.gov/pubs/trec3/t3_proceedings.html
 * - Ties: the lower index wins.
 * - Errors: `PITH_ERROR_INDEX` for `documents`, `PITH_ERROR_RANGE` for the scalars, those of views.
 * - Cost: O(bytes + C · words of the question).
 * - Differs: no documents are legal.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_bm25_okapi(
    pith_context *context, const pith_view *text, const pith_view *documents,
    const pith_view *question, double k1, double b, double epsilon, const pith_view *scores,
    const pith_view *ranked) PITH_NOEXCEPT;

/**
 * Drops the sentences, phrases or tokens that a language model finds least surprising: Selective
 * Context.
 *
 * A unit's value is the mean of -ln p over its tokens; units below the percentile 100 ratio of all
 * values go. A token that ends past a phrase is shared equally among the phrases that it completes;
 * a lone space inside a phrase does not count.
 *
 * @param[in] context scratch; may be NULL.
 * @param[in] text u8 `[bytes]`, stride 1: the sentences one after the other.
 * @param[in] token_ends i32 `[T]`: the byte at which each token ends, ascending; tokens tile the
 *   text.
 * @param[in] information `[T]`, float: -ln p of each token, in nats.
 * @param[in] sentence_ends i32 `[S]`: likewise; each is the end of a token.
 * @param[in] phrase_ends i32 `[P]`: likewise, and each end of a sentence is among them; NULL unless
 *   `level` is `PITH_TEXT_LEVEL_PHRASE`.
 * @param[in] level a `pith_text_level`; the paper's default: phrases.
 * @param[in] ratio 0 (all stay) to 1 (only the greatest value stays); the authors' default: 0.35.
 * @param[out] keep i32 `[U]`, 0 or 1, U = S, P or T.
 * @param[out] values NULL or `[U]`, float.
 * @param[out] threshold NULL or `[1]`, float.
 *
 * - Method: selective_context
 * - Paper: Compressing Context to Enhance Inference Efficiency of Large Language Models, EMNLP
 *   2023, https://arxiv.org/abs/2310.06201
 * - NaN: a unit without tokens, or whose information is NaN, has the value NaN and stays; the
 *   percentile skips it.
 * - Errors: `PITH_ERROR_INDEX` for ends, `PITH_ERROR_RANGE` for `ratio`, `PITH_ERROR_ENUM`,
 *   `PITH_ERROR_NULL`, those of views.
 * - Cost: O(tokens) and a sort of the units.
 * - Differs: tokens that run past the last phrase are no error.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_selective_context(
    pith_context *context, const pith_view *text, const pith_view *token_ends,
    const pith_view *information, const pith_view *sentence_ends, const pith_view *phrase_ends,
    pith_text_level level, double ratio, const pith_view *keep, const pith_view *values,
    const pith_view *threshold) PITH_NOEXCEPT;

/**
 * Labels words by their keep-probabilities: the selection of LLMLingua-2.
 *
 * Per chunk: red = 1 - rate; each probability counts once per token of its word; the threshold is
 * the percentile int(100 red + 1) of these; a word stays if its probability is above it, or if both
 * are 1. `pith_text_llmlingua2_words` makes words of a classifier's tokens.
 *
 * @param[in] context scratch; may be NULL.
 * @param[in] probabilities `[W]`, f32, f16 or bf16, any stride.
 * @param[in] tokens i32 `[W]`, 0 or more: tokens of each word for the model that will read the
 *   text; NULL: 1 each.
 * @param[in] forced i32 `[W]`: which forced string a word is, or -1; NULL: none is.
 * @param[in] chunk_ends i32 `[K]`: the word at which each chunk ends, ascending, the last one W;
 *   NULL: one chunk.
 * @param[in] rate share of the tokens to keep, 0 to 1; the authors' default: 0.5. For a target:
 *   target / tokens, at most 1.
 * @param[in] drop_consecutive 1: of the same forced word twice with no word of weight between, one
 *   goes; 0: both stay.
 * @param[out] keep i32 `[W]`, 0 or 1.
 * @param[out] thresholds NULL or float `[K]`.
 *
 * - Method: llmlingua2
 * - Paper: LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt
 *   Compression, Findings of ACL 2024, https://arxiv.org/abs/2403.12968
 * - Ties: words of the threshold's probability go, unless it is 1; the rate that is reached can be
 *   well off.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_INDEX` for `chunk_ends`, `PITH_ERROR_RANGE` for `tokens`, `rate` and
 *   `drop_consecutive`, those of views.
 * - Cost: O(W log W).
 * - Differs: the place of the percentile is exact; a rate of 0 keeps nothing; words without tokens
 *   stay.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_llmlingua2(
    pith_context *context, const pith_view *probabilities, const pith_view *tokens,
    const pith_view *forced, const pith_view *chunk_ends, double rate, int32_t drop_consecutive,
    const pith_view *keep, const pith_view *thresholds) PITH_NOEXCEPT;

/**
 * Makes words of a classifier's subword tokens, each with its keep-probability, as LLMLingua-2
 * does.
 *
 * A token begins a word by its mark, or if it is forced: it is one of the forced strings, or reads
 * "[NEWi]", under which the authors' code adds the i-th forced string to a tokenizer. Forced
 * tokens, and tokens with a digit if asked, count as 1.
 *
 * @param[in] context scratch; may be NULL.
 * @param[in] text u8 `[bytes]`, stride 1: the tokens one after the other, with their marks.
 * @param[in] token_ends i32 `[T]`: the byte at which each token ends, ascending.
 * @param[in] probabilities `[T]`, f32, f16 or bf16, any stride.
 * @param[in] special i32 `[T]`, not 0 for tokens that are not text; NULL: none.
 * @param[in] forced_text u8 `[bytes]`: the forced strings one after the other; NULL with
 *   `forced_ends`: none.
 * @param[in] forced_ends i32 `[F]`.
 * @param[in] pieces a `pith_text_pieces`.
 * @param[in] keep_digits 1: tokens with a decimal digit count as 1; 0: as given.
 * @param[in] first_token 0: a word has the mean of its tokens; 1: the probability of its first
 *   token.
 * @param[out] words i32 `[T]`: the word of each token, -1 for special ones.
 * @param[out] word_probabilities float `[capacity]`; T places always suffice.
 * @param[out] unforced NULL or float `[capacity]`: what `pith_text_llmlingua2_contexts` takes.
 * @param[out] forced NULL or i32 `[capacity]`: which forced string the word is, or -1.
 * @param[out] count i32 `[1]`: words; what is needed on `PITH_ERROR_CAPACITY`.
 *
 * - Method: llmlingua2_words
 * - Paper: LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt
 *   Compression, Findings of ACL 2024, https://arxiv.org/abs/2403.12968
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_INDEX` for ends, `PITH_ERROR_ENUM`, `PITH_ERROR_RANGE`, `PITH_ERROR_NULL`,
 *   `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: O(bytes + T · F).
 * - Differs: a continuation at the start begins a word. As in the authors' code, `unforced` is that
 *   of a word's first token.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_llmlingua2_words(
    pith_context *context, const pith_view *text, const pith_view *token_ends,
    const pith_view *probabilities, const pith_view *special, const pith_view *forced_text,
    const pith_view *forced_ends, pith_text_pieces pieces, int32_t keep_digits, int32_t first_token,
    const pith_view *words, const pith_view *word_probabilities, const pith_view *unforced,
    const pith_view *forced, const pith_view *count) PITH_NOEXCEPT;

/**
 * Cuts a text into chunks that LLMLingua-2's classifier can read, where possible after end tokens.
 *
 * @param[in] context scratch; may be NULL.
 * @param[in] is_end i32 `[T]`, not 0 for tokens after which a text may be cut; the authors'
 *   default: "." and newline.
 * @param[in] limit 1 or more: tokens that the classifier reads, less 2 for its special ones.
 * @param[out] chunk_ends i32 `[capacity]`: the token at which each chunk ends.
 * @param[out] count i32 `[1]`: chunks; what is needed on `PITH_ERROR_CAPACITY`.
 *
 * - Method: llmlingua2_chunks
 * - Paper: LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt
 *   Compression, Findings of ACL 2024, https://arxiv.org/abs/2403.12968
 * - Errors: `PITH_ERROR_RANGE` for `limit`, `PITH_ERROR_CAPACITY`, those of views.
 * - Cost: O(T).
 * - Differs: nothing: as in the authors' code a chunk can hold limit + 1 tokens.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_llmlingua2_chunks(
    pith_context *context, const pith_view *is_end, int64_t limit, const pith_view *chunk_ends,
    const pith_view *count) PITH_NOEXCEPT;

/**
 * Drops whole contexts by the mean keep-probability of their words: LLMLingua-2's coarse step.
 *
 * @param[in] context scratch; may be NULL.
 * @param[in] probabilities `[W]`, f32, f16 or bf16, any stride: `unforced` of
 *   `pith_text_llmlingua2_words`.
 * @param[in] context_ends i32 `[C]`: the word at which each context ends, ascending, the last one
 *   W.
 * @param[in] forced i32 `[C]`, not 0 for contexts that stay; NULL: none.
 * @param[in] rate share of the contexts to keep, 0 to 1; the authors' default: (rate of the tokens
 *   + 1) / 2. A context stays if its value is at or above the percentile int(100 (1 - rate)) of
 *   all.
 * @param[out] keep i32 `[C]`, 0 or 1.
 * @param[out] values NULL or float `[C]`.
 * @param[out] threshold NULL or float `[1]`.
 *
 * - Method: llmlingua2_contexts
 * - Paper: LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt
 *   Compression, Findings of ACL 2024, https://arxiv.org/abs/2403.12968
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_INDEX` for `context_ends`, `PITH_ERROR_RANGE` for `rate`, those of views.
 * - Cost: O(W + C log C).
 * - Differs: a context without words has the value 0.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_llmlingua2_contexts(
    pith_context *context, const pith_view *probabilities, const pith_view *context_ends,
    const pith_view *forced, double rate, const pith_view *keep, const pith_view *values,
    const pith_view *threshold) PITH_NOEXCEPT;

/**
 * Removes the words whose removal moves a text's embedding least, given the embedding without each
 * of them.
 *
 * One-shot: every word is judged against the whole text. For any encoder: the host embeds the text
 * once whole and once without each word.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] full float `[D]`, the whole text.
 * @param[in] leave_one_out float `[W, D]`, the text without word i.
 * @param[in] protected_words i32 `[W]`, not 0 for words that stay; NULL: none.
 * @param[in] remove 0 to the number of words that are not protected; a ratio becomes a count by
 *   `PITH_ROUNDING_FLOOR`.
 * @param[in] metric a `pith_text_metric`.
 * @param[out] keep i32 `[W]`, 1 for words that stay, else 0.
 * @param[out] removed i32 `[remove]`, the removed words, least important first.
 * @param[out] distance float `[W]`, the distance that removing each word makes; NULL: not wanted.
 *
 * - Method: tcra_semantic
 * - Paper: Liu et al., "TCRA-LLM: Token Compression Retrieval Augmented Large Language Model for
 *   Inference Cost Reduction", Findings of EMNLP 2023
 * - Ties: the lower index goes first.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `remove`, `PITH_ERROR_ENUM`, those of views.
 * - Cost: O(W * D + W log W) time, O(W) scratch.
 * - Threads: runs on the calling thread.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_tcra_leave_one_out(
    pith_context *context, const pith_view *full, const pith_view *leave_one_out,
    const pith_view *protected_words, int64_t remove, pith_text_metric metric,
    const pith_view *keep, const pith_view *removed, const pith_view *distance) PITH_NOEXCEPT;

/**
 * Removes the words whose removal moves the mean of a text's word vectors least.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] word_embeddings float `[W, D]`; the text's embedding is their mean.
 * @param[in] protected_words i32 `[W]`, not 0 for words that stay; NULL: none.
 * @param[in] remove 0 to the number of words that are not protected; a ratio becomes a count by
 *   `PITH_ROUNDING_FLOOR`.
 * @param[in] metric a `pith_text_metric`.
 * @param[in] removal a `pith_text_removal`.
 * @param[out] keep i32 `[W]`, 1 for words that stay, else 0.
 * @param[out] removed i32 `[remove]`, the removed words, least important first.
 * @param[out] distance float, one-shot: `[W]`, the distance that removing each word makes; greedy:
 *   `[remove]`, the distance to the whole text after each removal; NULL: not wanted.
 *
 * - Method: tcra_semantic
 * - Paper: Liu et al., "TCRA-LLM: Token Compression Retrieval Augmented Large Language Model for
 *   Inference Cost Reduction", Findings of EMNLP 2023
 * - Ties: the lower index goes first.
 * - NaN: `PITH_ERROR_NONFINITE`.
 * - Errors: `PITH_ERROR_RANGE` for `remove`, `PITH_ERROR_ENUM`, those of views.
 * - Cost: one-shot O(W * D), greedy O(remove * W * D) time; O(W + D) scratch.
 * - Threads: runs on the calling thread.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_tcra_words(
    pith_context *context, const pith_view *word_embeddings, const pith_view *protected_words,
    int64_t remove, pith_text_metric metric, pith_text_removal removal, const pith_view *keep,
    const pith_view *removed, const pith_view *distance) PITH_NOEXCEPT;

/**
 * Removes the words whose removal moves a text's embedding least, asking the host's encoder.
 *
 * The encoder is asked for the words that are left, joined by one space: W + 1 embeddings one-shot,
 * W + (W - 1) + ... greedy.
 *
 * @param[in] context threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
 * @param[in] text u8 `[bytes]`, stride 1, at most 32 MB.
 * @param[in] words i32 `[W, 2]`, byte spans that ascend and do not overlap, as
 *   `PITH_TEXT_UNIT_WHITESPACE` gives them.
 * @param[in] protected_words i32 `[W]`, not 0 for words that stay; NULL: none.
 * @param[in] embed the encoder; up to 64 texts per call. Not NULL.
 * @param[in] user passed to `embed`.
 * @param[in] dim floats per embedding, 1 to 65536.
 * @param[in] remove 0 to the number of words that are not protected.
 * @param[in] metric a `pith_text_metric`.
 * @param[in] removal a `pith_text_removal`.
 * @param[out] keep i32 `[W]`, 1 for words that stay, else 0.
 * @param[out] removed i32 `[remove]`, the removed words, least important first.
 * @param[out] distance float, one-shot `[W]`, greedy `[remove]`, as in `pith_text_tcra_words`;
 *   NULL: not wanted.
 *
 * - Method: tcra_semantic
 * - Paper: Liu et al., "TCRA-LLM: Token Compression Retrieval Augmented Large Language Model for
 *   Inference Cost Reduction", Findings of EMNLP 2023
 * - Ties: the lower index goes first.
 * - NaN: `PITH_ERROR_NONFINITE` where the encoder writes one.
 * - Errors: `PITH_ERROR_CALLBACK`, `PITH_ERROR_RANGE`, `PITH_ERROR_ENUM`, `PITH_ERROR_INDEX` for
 *   `words`, those of views.
 * - Cost: the encoder's, and O(W * bytes) per round; O(64 * (bytes + dim)) scratch.
 * - Threads: the encoder is called on the calling thread.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_tcra_encoder(
    pith_context *context, const pith_view *text, const pith_view *words,
    const pith_view *protected_words, pith_embed_fn embed, void *user, int64_t dim, int64_t remove,
    pith_text_metric metric, pith_text_removal removal, const pith_view *keep,
    const pith_view *removed, const pith_view *distance) PITH_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
