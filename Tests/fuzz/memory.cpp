// Buffers of exactly the size of a view, between unmapped pages. With AddressSanitizer everything else of a slot is poisoned;
// without it a pattern around the buffer shows what was written there.
#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>

#include "fuzz.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define POISON 1
#endif
#endif

static uint8_t *slots[region_count];
static Region used[region_count];
constexpr size_t page = 4096;
[[maybe_unused]] constexpr size_t margin = 64;

void make_regions() {
  for (auto &slot : slots) {
    void *area = mmap(nullptr, region_capacity + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (area == MAP_FAILED || mprotect((uint8_t *)area + page, region_capacity, PROT_READ | PROT_WRITE)) {
      perror("mmap");
      exit(1);
    }
    slot = (uint8_t *)area + page;
#ifdef POISON
    __asan_poison_memory_region(slot, region_capacity);
#else
    memset(slot, 0x5A, region_capacity);
#endif
  }
}

// At the end of the slot an overrun is a fault even without AddressSanitizer, at the start an underrun is.
Region place(int slot, size_t size, bool at_start) {
  uint8_t *base = slots[slot];
  Region region{at_start ? base : base + region_capacity - size, size};
#ifdef POISON
  if (used[slot].size) __asan_poison_memory_region(used[slot].address, used[slot].size);
  __asan_unpoison_memory_region(region.address, size);
#else
  uint8_t *first = region.address - (at_start ? 0 : size + margin > region_capacity ? 0 : margin);
  uint8_t *last = region.address + size + (at_start && size + margin <= region_capacity ? margin : 0);
  memset(first, 0x5A, (size_t)(last - first));
#endif
  return used[slot] = region;
}

bool surroundings_changed(int slot) {
#ifdef POISON
  (void)slot;
#else
  const Region &region = used[slot];
  if (!region.address || region.size + margin > region_capacity) return false;
  const uint8_t *around = region.address == slots[slot] ? region.address + region.size : region.address - margin;
  for (size_t i = 0; i < margin; i++)
    if (around[i] != 0x5A) return true;
#endif
  return false;
}

size_t element_size(int32_t dtype) {
  switch (dtype) {
    case PITH_F32: case PITH_I32: return 4;
    case PITH_F16: case PITH_BF16: return 2;
    case PITH_F64: case PITH_I64: return 8;
    case PITH_U8: return 1;
    default: return 4;
  }
}

int64_t span_of(const pith_view &view) {
  if (view.ndim < 1 || view.ndim > 4) return -1;
  int64_t last = 0;
  for (int i = 0; i < view.ndim; i++) {
    if (view.shape[i] < 0 || view.stride[i] < 0) return -1;
  }
  for (int i = 0; i < view.ndim; i++)
    if (view.shape[i] == 0) return 0;
  for (int i = 0; i < view.ndim; i++) {
    int64_t step;
    if (__builtin_mul_overflow(view.shape[i] - 1, view.stride[i], &step) || __builtin_add_overflow(last, step, &last)) return -1;
  }
  int64_t bytes;
  if (__builtin_mul_overflow(last + 1, (int64_t)element_size(view.dtype), &bytes)) return -1;
  return bytes;
}
