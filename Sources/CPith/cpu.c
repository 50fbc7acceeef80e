/* Which kernel tier this machine can run. */
#include "CPith.h"

#if defined(__x86_64__)
#include <cpuid.h>

static uint64_t enabled_register_state(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return ((uint64_t)high << 32) | low;
}

int32_t cpith_cpu_tier(void) {
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
  const uint32_t osxsave = 1u << 27, avx = 1u << 28, fma = 1u << 12, f16c = 1u << 29, movbe = 1u << 22;
  const uint32_t first = osxsave | avx | fma | f16c | movbe;
  if ((c & first) != first) return 0;
  const uint64_t state = enabled_register_state();
  if ((state & 0x6) != 0x6) return 0;
  uint32_t extended = 0;
  if (!__get_cpuid(0x80000001u, &a, &b, &extended, &d) || !(extended & (1u << 5))) return 0; /* LZCNT */
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
  const uint32_t v3 = (1u << 3) | (1u << 5) | (1u << 8); /* BMI1, AVX2, BMI2 */
  if ((b & v3) != v3) return 0;
  const uint32_t v4 = (1u << 16) | (1u << 17) | (1u << 28) | (1u << 30) | (1u << 31); /* AVX-512 F, DQ, CD, BW, VL */
  if ((b & v4) != v4 || (state & 0xe6) != 0xe6) return 1;
  return 2;
}
#else
int32_t cpith_cpu_tier(void) { return 0; }
#endif
