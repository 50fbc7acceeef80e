/** @file
 * The text family: handles, bytes and callbacks.
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
 * Makes an index.
 *
 * @param[in] context NULL: one thread.
 * @param[in] texts the passages.
 * @param[in] lengths bytes of each.
 * @param[in] count_tokens NULL: an estimate.
 * @param[in] user Passed to `count_tokens`.
 * @param[out] index the new index.
 *
 * - Errors: `PITH_ERROR_NULL`.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_text_index_create(
    pith_context *context, const uint8_t *const *texts, const int64_t *lengths,
    pith_count_fn count_tokens, void *user, pith_text_index **index) PITH_NOEXCEPT;

/**
 * Frees an index.
 *
 * @param[in] index NULL does nothing.
 *
 * - Since: 0.1
 */
PITH_API void pith_text_index_destroy(pith_text_index *index) PITH_NOEXCEPT;

/**
 * Name of an index.
 *
 * @param[in] text_index Not NULL.
 * @param[in] label A name.
 * @param[in] bytes Any bytes.
 * @param[out] record what is known.
 * @param[out] buffer the name again.
 * @return Static text.
 *
 * - Since: 0.1
 */
PITH_API const char *pith_text_name(
    pith_text_index *text_index, const char *label, const uint8_t *bytes, pith_record *record,
    char *buffer) PITH_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
