/** @file
 * Contexts: threads, scratch, allocator, cancel flag and progress for the calls of one caller.
 *
 * Written by bindings/generator from Sources/PithABI; do not edit.
 * types.h beside this file states the conventions that hold for every function.
 */
#ifndef PITH_CONTEXT_H
#define PITH_CONTEXT_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Creates a context: one thread, malloc, no callbacks.
 *
 * A context keeps its scratch between calls, so that repeating a call allocates nothing. It serves
 * one call at a time.
 *
 * @param[out] context the new context; give it to `pith_context_destroy` when done.
 *
 * - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_MEMORY`.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_context_create(pith_context **context) PITH_NOEXCEPT;

/**
 * Frees a context, its scratch and its threads. NULL is accepted.
 *
 * @param[in] context No call may be using it.
 *
 * - Threads: ends the context's threads and waits for them.
 * - Since: 0.1
 */
PITH_API void pith_context_destroy(pith_context *context) PITH_NOEXCEPT;

/**
 * Uses this many threads, the calling one included, for calls with this context.
 *
 * The threads are started here and wait until a call has enough work to share. Results do not
 * depend on their number.
 *
 * @param[in] context Not NULL.
 * @param[in] threads 1 to 1024; 1 ends the context's threads.
 *
 * - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_RANGE`, `PITH_ERROR_BUSY`, `PITH_ERROR_MEMORY` (the
 *   threads could not be started; the context keeps one).
 * - Threads: after `fork` the child has no such threads: its calls run on the calling thread.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_context_set_threads(
    pith_context *context, int32_t threads) PITH_NOEXCEPT;

/**
 * Runs parallel loops on the host's own threads instead of the library's.
 *
 * @param[in] context Not NULL.
 * @param[in] parallel_for Calls the task once for every index, on any threads, and returns when all
 *   have finished; NULL goes back to one thread.
 * @param[in] user Passed to `parallel_for`.
 * @param[in] workers How many tasks may run at once, 1 to 1024: the number of pieces that loops are
 *   split into.
 *
 * - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_RANGE`, `PITH_ERROR_BUSY`.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_context_set_parallel_for(
    pith_context *context, pith_parallel_for_fn parallel_for, void *user,
    int32_t workers) PITH_NOEXCEPT;

/**
 * Takes scratch from the host's allocator instead of malloc. Scratch held so far is freed.
 *
 * @param[in] context Not NULL.
 * @param[in] alloc_block Returns a block, or NULL when there is none, which becomes
 *   `PITH_ERROR_MEMORY`. NULL goes back to malloc.
 * @param[in] free_block Takes back a block of `alloc_block`; NULL exactly if `alloc_block` is NULL.
 * @param[in] user Passed to both.
 *
 * - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_BUSY`.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_context_set_allocator(
    pith_context *context, pith_alloc_fn alloc_block, pith_free_fn free_block,
    void *user) PITH_NOEXCEPT;

/**
 * Reports the progress of long calls and lets the host stop them.
 *
 * @param[in] context Not NULL.
 * @param[in] progress Called on the calling thread between pieces of work; a result other than 0
 *   stops the call with `PITH_ERROR_CANCELLED`. NULL: none.
 * @param[in] user Passed to `progress`.
 *
 * - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_BUSY`.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_context_set_progress(
    pith_context *context, pith_progress_fn progress, void *user) PITH_NOEXCEPT;

/**
 * Makes sure that calls which need at most this much scratch allocate nothing.
 *
 * @param[in] context Not NULL.
 * @param[in] bytes Not negative.
 *
 * - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_RANGE`, `PITH_ERROR_BUSY`, `PITH_ERROR_MEMORY`.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_context_reserve(
    pith_context *context, int64_t bytes) PITH_NOEXCEPT;

/**
 * The most scratch that a call with this context has used, in bytes.
 *
 * @param[in] context NULL gives 0.
 *
 * - Since: 0.1
 */
PITH_API int64_t pith_context_peak_scratch(pith_context *context) PITH_NOEXCEPT;

/**
 * Asks the call that is using this context, or the next one, to stop with `PITH_ERROR_CANCELLED`.
 *
 * The call that stops clears the request. A call that finishes before it looks leaves the request
 * for the next one.
 *
 * @param[in] context NULL does nothing.
 *
 * - Threads: may be called from any thread while a call runs.
 * - Since: 0.1
 */
PITH_API void pith_context_cancel(pith_context *context) PITH_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
