/* CPith: what Embedded Swift cannot say itself. Each shim states why it exists. Nothing here is API: every symbol is
   hidden by the version script of libpith.so. */
#ifndef CPITH_H
#define CPITH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "ascii.h"
#include "kernels.h"
#include "lanes.h"
#include "unicode_tables.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#define CPITH_NULLABLE _Nullable
#else
#define CPITH_NULLABLE
#endif

/* What ends the program in Swift where it has no answer, with an answer for everything; see Runtime/Total.swift. Without
   branches, since divisors are known where they are used: a divisor of 0 counts as 1, and -1 too, for INT64_MIN / -1. The
   quotient by -1 is then turned round. Quotient and remainder of the same numbers become one instruction. */
#define CPITH_INLINE static inline __attribute__((always_inline))
CPITH_INLINE int64_t pith_divisor(int64_t b) { return b + (b == 0) + 2 * (b == -1); }
CPITH_INLINE int64_t pith_quotient(int64_t a, int64_t b) {
  const int64_t quotient = a / pith_divisor(b);
  return b == -1 ? (int64_t)(0 - (uint64_t)a) : quotient;
}
CPITH_INLINE int64_t pith_remainder(int64_t a, int64_t b) { return a % pith_divisor(b); }
/* The nearest integer towards zero, 0 for NaN. */
CPITH_INLINE int64_t pith_saturating(double x) {
  if (x >= -0x1p63 && x < 0x1p63) return (int64_t)x;
  return x > 0 ? INT64_MAX : x < 0 ? INT64_MIN : 0;
}
CPITH_INLINE double pith_truncated(double x) { return x > -0x1p52 && x < 0x1p52 ? (double)(int64_t)x : x; }
CPITH_INLINE void pith_move(void *to, const void *from, ptrdiff_t n) {
  if (n > 0) memmove(to, from, (size_t)n);
}

/* Memory. Swift's own allocation aborts the process when memory runs out; malloc can be checked. 64-byte aligned. */
void *CPITH_NULLABLE cpith_aligned_alloc(size_t bytes);
void cpith_aligned_free(void *CPITH_NULLABLE block);

/* Copies (the ranges may overlap) and fills of words. Embedded Swift's own go through a call per element where code is
   compiled for size. */
PITH_LANES_INLINE void cpith_copy(void *to, const void *from, size_t bytes) { __builtin_memmove(to, from, bytes); }
void cpith_fill(uint32_t *to, uint32_t value, size_t count);

/* Error text of the calling thread. Embedded Swift has no thread-local storage. */
#define CPITH_ERROR_CAPACITY 512
char *cpith_error_buffer(void);
/* Details of the calling thread's last error, for PithError.swift. */
#define CPITH_ERROR_DETAILS 256
void *cpith_error_details(void);

/* Atomics on plain words, for flags that other threads may set. Embedded Swift on the lowest deployment target has no
   Synchronization module to rely on. */
int32_t cpith_atomic_exchange(int32_t *word, int32_t value);
int32_t cpith_atomic_load(const int32_t *word);
void cpith_atomic_store(int32_t *word, int32_t value);

/* Instruction set of this CPU, as far as the operating system saves its registers: 0 baseline, 1 AVX2, 2 AVX-512. Read
   with CPUID and XGETBV only: no instruction of the tier is executed to find out. */
int32_t cpith_cpu_tier(void);

/* The kernels of the tier in use: the best this machine has unless cpith_limit_tier lowered it. The one global of the
   library is the tier, a word that is read and written atomically; Swift globals would be lazily initialised. */
const pithk_table *cpith_kernels(void);
int32_t cpith_tier_in_use(void);
void cpith_limit_tier(int32_t tier);

/* A pool of POSIX threads that waits for work. Created only when a host asks for threads through a context.
   After fork() the child has no workers: runs fall back to the calling thread. */
typedef void (*cpith_task)(void *argument, int64_t index);
typedef struct cpith_pool cpith_pool;
cpith_pool *CPITH_NULLABLE cpith_pool_create(int32_t threads);
void cpith_pool_destroy(cpith_pool *CPITH_NULLABLE pool);
void cpith_pool_run(cpith_pool *pool, int64_t count, cpith_task task, void *argument);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
