#ifndef PITH_CONTEXT_H
#define PITH_CONTEXT_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif
PITH_API pith_status pith_context_create(pith_context **context) PITH_NOEXCEPT;
PITH_API void pith_context_destroy(pith_context *context) PITH_NOEXCEPT;
PITH_API pith_status pith_context_set_threads(pith_context *context, int32_t threads) PITH_NOEXCEPT;
PITH_API pith_status pith_context_set_parallel_for(pith_context *context, pith_parallel_for_fn parallel_for, void *user, int32_t workers) PITH_NOEXCEPT;
PITH_API pith_status pith_context_set_allocator(pith_context *context, pith_alloc_fn alloc_block, pith_free_fn free_block, void *user) PITH_NOEXCEPT;
PITH_API pith_status pith_context_set_progress(pith_context *context, pith_progress_fn progress, void *user) PITH_NOEXCEPT;
PITH_API pith_status pith_context_reserve(pith_context *context, int64_t bytes) PITH_NOEXCEPT;
PITH_API int64_t pith_context_peak_scratch(pith_context *context) PITH_NOEXCEPT;
PITH_API void pith_context_cancel(pith_context *context) PITH_NOEXCEPT;
#ifdef __cplusplus
}
#endif
#endif
