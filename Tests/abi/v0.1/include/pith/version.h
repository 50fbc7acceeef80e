/** @file
 * Version, machine, status text and the list of methods.
 *
 * Written by bindings/generator from Sources/PithABI; do not edit.
 * types.h beside this file states the conventions that hold for every function.
 */
#ifndef PITH_VERSION_H
#define PITH_VERSION_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The library's version as major × 10000 + minor × 100 + patch.
 *
 * - Since: 0.1
 */
PITH_API int32_t pith_version(void) PITH_NOEXCEPT;

/**
 * The version of the binary interface. Programs refuse a library whose number is not their
 * `PITH_ABI_VERSION`.
 *
 * - Since: 0.1
 */
PITH_API int32_t pith_abi_version(void) PITH_NOEXCEPT;

/**
 * The instruction set in use: `avx512`, `avx2` or `baseline`.
 *
 * - Since: 0.1
 */
PITH_API const char *pith_isa_name(void) PITH_NOEXCEPT;

/**
 * Uses at most this instruction set from now on, in the whole process.
 *
 * Results are the same bits with each; this is for tests and comparisons.
 *
 * @param[in] isa A value of `pith_isa` that this machine supports; `PITH_ISA_BASELINE` always is.
 *
 * - Errors: `PITH_ERROR_ENUM`, `PITH_ERROR_UNSUPPORTED`.
 * - Threads: affects calls that begin later, on every thread.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_isa_limit(pith_isa isa) PITH_NOEXCEPT;

/**
 * A fixed English phrase for a status.
 *
 * @param[in] status Any number; unknown ones give `unknown status`.
 *
 * - Since: 0.1
 */
PITH_API const char *pith_status_string(pith_status status) PITH_NOEXCEPT;

/**
 * What the last failed call of this thread said: `function: argument: expected …, got …`. Empty
 * before any failure.
 *
 * The text belongs to the thread and stays until its next failed call. A call that succeeds leaves
 * it.
 *
 * - Since: 0.1
 */
PITH_API const char *pith_last_error(void) PITH_NOEXCEPT;

/**
 * How many methods the library has.
 *
 * - Since: 0.1
 */
PITH_API int32_t pith_method_count(void) PITH_NOEXCEPT;

/**
 * Name, family, function and citation of a method.
 *
 * @param[in] index 0 to `pith_method_count() - 1`, in the order of families and names.
 * @param[out] method filled with pointers to static text.
 *
 * - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_RANGE`.
 * - Since: 0.1
 */
PITH_API PITH_NODISCARD pith_status pith_method_info(
    int32_t index, pith_method *method) PITH_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
