/* Picks the kernel table of a tier (see CPith.h). */
#include "CPith.h"

#include <pthread.h>

static int32_t limit = INT32_MAX; /* read and written atomically */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int32_t supported;
static pithk_table tables[3];

/* Only tables of tiers that the machine has: filling one runs that tier's code. */
static void fill(void) {
  supported = cpith_cpu_tier();
  pithk_fill_table_baseline(&tables[0]);
#if defined(__x86_64__)
  if (supported >= 1) pithk_fill_table_avx2(&tables[1]);
  if (supported >= 2) pithk_fill_table_avx512(&tables[2]);
#endif
}

void cpith_limit_tier(int32_t tier) { __atomic_store_n(&limit, tier, __ATOMIC_RELAXED); }

int32_t cpith_tier_in_use(void) {
  pthread_once(&once, fill);
  const int32_t most = __atomic_load_n(&limit, __ATOMIC_RELAXED);
  return most < supported ? most : supported;
}

const pithk_table *cpith_kernels(void) { return &tables[cpith_tier_in_use()]; }
