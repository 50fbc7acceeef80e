#ifndef PITH_TEXT_H
#define PITH_TEXT_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif
PITH_API pith_status pith_text_segment(pith_context *context, const pith_view *text, const pith_view *passages, pith_text_unit unit, const pith_view *spans, const pith_view *kinds, const pith_view *count) PITH_NOEXCEPT;
PITH_API pith_status pith_text_estimate_tokens(pith_context *context, const pith_view *text, const pith_view *spans, const pith_view *tokens) PITH_NOEXCEPT;
PITH_API pith_status pith_text_embed_hashed(pith_context *context, const pith_view *text, const pith_view *spans, const pith_view *reference_text, const pith_view *reference_spans, const pith_view *embeddings) PITH_NOEXCEPT;
PITH_API pith_status pith_text_embed_static(pith_context *context, const pith_view *table, const pith_view *ids, const pith_view *offsets, const pith_view *weights, int32_t normalize, const pith_view *embeddings) PITH_NOEXCEPT;
PITH_API pith_status pith_text_tcra_leave_one_out(pith_context *context, const pith_view *full, const pith_view *leave_one_out, const pith_view *protected_words, int64_t remove, pith_text_metric metric, const pith_view *keep, const pith_view *removed, const pith_view *distance) PITH_NOEXCEPT;
PITH_API pith_status pith_text_tcra_words(pith_context *context, const pith_view *word_embeddings, const pith_view *protected_words, int64_t remove, pith_text_metric metric, pith_text_removal removal, const pith_view *keep, const pith_view *removed, const pith_view *distance) PITH_NOEXCEPT;
PITH_API pith_status pith_text_tcra_encoder(pith_context *context, const pith_view *text, const pith_view *words, const pith_view *protected_words, pith_embed_fn embed, void *user, int64_t dim, int64_t remove, pith_text_metric metric, pith_text_removal removal, const pith_view *keep, const pith_view *removed, const pith_view *distance) PITH_NOEXCEPT;
PITH_API pith_status pith_text_options_init(pith_text_options *options, uint64_t size) PITH_NOEXCEPT;
PITH_API pith_status pith_text_compress(pith_context *context, const pith_view *text, const pith_view *passages, const pith_view *question, const pith_text_options *options, const pith_view *spans, const pith_view *count, const pith_view *scores, const pith_view *reasons, pith_text_report *report) PITH_NOEXCEPT;
PITH_API pith_status pith_text_join(pith_context *context, const pith_view *text, const pith_view *spans, const pith_view *passages, const pith_view *gap, const pith_view *separator, const pith_view *out, const pith_view *count) PITH_NOEXCEPT;
#ifdef __cplusplus
}
#endif
#endif
