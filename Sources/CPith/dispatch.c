/* Picks the kernel table of a tier (see CPith.h). */
#include "CPith.h"

static int32_t limit = INT32_MAX; /* read and written atomically */
static int32_t detected = -1;

static int32_t supported(void) {
  int32_t tier = __atomic_load_n(&detected, __ATOMIC_RELAXED);
  if (tier < 0) {
    tier = cpith_cpu_tier();
    __atomic_store_n(&detected, tier, __ATOMIC_RELAXED);
  }
  return tier;
}

void cpith_limit_tier(int32_t tier) { __atomic_store_n(&limit, tier, __ATOMIC_RELAXED); }

int32_t cpith_tier_in_use(void) {
  const int32_t most = __atomic_load_n(&limit, __ATOMIC_RELAXED), best = supported();
  return most < best ? most : best;
}

const pithk_table *cpith_kernels(void) {
#if defined(__x86_64__)
  switch (cpith_tier_in_use()) {
    case 2: return pithk_table_avx512();
    case 1: return pithk_table_avx2();
  }
#endif
  return pithk_table_baseline();
}
