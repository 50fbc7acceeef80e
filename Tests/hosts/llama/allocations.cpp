// malloc and its kin, counted. The program exports them, so that every library in it calls these.
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace allocations {

std::atomic<uint64_t> total{0};

}  // namespace allocations

namespace {

void *count(void *block, size_t bytes) {
  if (block) allocations::total += bytes;
  return block;
}

}  // namespace

extern "C" {
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

void *malloc(size_t bytes) { return count(__libc_malloc(bytes), bytes); }
void *calloc(size_t n, size_t bytes) { return count(__libc_calloc(n, bytes), n * bytes); }
void *realloc(void *block, size_t bytes) { return count(__libc_realloc(block, bytes), bytes); }
void *memalign(size_t alignment, size_t bytes) { return count(__libc_memalign(alignment, bytes), bytes); }
void *aligned_alloc(size_t alignment, size_t bytes) { return memalign(alignment, bytes); }
int posix_memalign(void **block, size_t alignment, size_t bytes) {
  void *made = memalign(alignment, bytes);
  if (!made) return ENOMEM;
  *block = made;
  return 0;
}
}
