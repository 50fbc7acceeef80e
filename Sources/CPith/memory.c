/* Checked allocation, thread-local error text and word atomics (see CPith.h for why they are in C). */
#include "CPith.h"

#include <stdlib.h>
#include <string.h>

void *cpith_aligned_alloc(size_t bytes) {
  void *block = NULL;
  if (bytes > (size_t)PTRDIFF_MAX) return NULL;
  return posix_memalign(&block, 64, bytes ? bytes : 64) == 0 ? block : NULL;
}

void cpith_aligned_free(void *block) { free(block); }

void cpith_fill(uint32_t *to, uint32_t value, size_t count) {
  typedef uint32_t __attribute__((may_alias)) word;
  word *words = (word *)to;
  if (value == 0) {
    memset(words, 0, count * sizeof(uint32_t));
    return;
  }
  for (size_t i = 0; i < count; i++) words[i] = value;
}

char *cpith_error_buffer(void) {
  static _Thread_local char text[CPITH_ERROR_CAPACITY];
  return text;
}

void *cpith_error_details(void) {
  static _Thread_local _Alignas(32) unsigned char details[CPITH_ERROR_DETAILS];
  return details;
}

int32_t cpith_atomic_exchange(int32_t *word, int32_t value) { return __atomic_exchange_n(word, value, __ATOMIC_ACQ_REL); }
int32_t cpith_atomic_load(const int32_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }
void cpith_atomic_store(int32_t *word, int32_t value) { __atomic_store_n(word, value, __ATOMIC_RELEASE); }
