/* Vector operations that the kernels need and Swift cannot be relied on for. Swift's conversions between vector types, its
 * lane-wise selection and its vector halves are generic loops over lanes: depending on the size of the caller the compiler
 * leaves them as loops through memory, or as weak out-of-line copies that the linker may share between instruction-set tiers;
 * squareRoot calls libm. Static inline C on vector types is one instruction per register and leaves no symbol.
 * A mask has -1 in the lanes that are set and 0 in the others. */
#ifndef PITH_LANES_H
#define PITH_LANES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__clang__)

#define PITH_LANES_INLINE static inline __attribute__((always_inline, unused))

typedef float pith_f32x2 __attribute__((ext_vector_type(2)));
typedef float pith_f32x4 __attribute__((ext_vector_type(4)));
typedef float pith_f32x8 __attribute__((ext_vector_type(8)));
typedef float pith_f32x16 __attribute__((ext_vector_type(16)));
typedef float pith_f32x32 __attribute__((ext_vector_type(32)));
typedef double pith_f64x4 __attribute__((ext_vector_type(4)));
typedef double pith_f64x8 __attribute__((ext_vector_type(8)));
typedef int64_t pith_i64x4 __attribute__((ext_vector_type(4)));
typedef int16_t pith_i16x16 __attribute__((ext_vector_type(16)));
typedef int32_t pith_i32x16 __attribute__((ext_vector_type(16)));
typedef uint32_t pith_u32x16 __attribute__((ext_vector_type(16)));
typedef uint16_t pith_u16x16 __attribute__((ext_vector_type(16)));
typedef _Bool pith_bool16 __attribute__((ext_vector_type(16)));
typedef uint8_t pith_u8x16 __attribute__((ext_vector_type(16)));

/* Correctly rounded square root; NaN for negative numbers. Needs no libm. */
PITH_LANES_INLINE float pith_sqrt_f32(float x) { return __builtin_elementwise_sqrt(x); }
PITH_LANES_INLINE double pith_sqrt_f64(double x) { return __builtin_elementwise_sqrt(x); }
PITH_LANES_INLINE pith_f32x16 pith_sqrt_lanes(pith_f32x16 x) { return __builtin_elementwise_sqrt(x); }

/* a * b + c with one rounding. Only where the CPU has the instruction: elsewhere it would be a call of libm per lane. */
#if defined(__FMA__) || defined(__aarch64__)
PITH_LANES_INLINE pith_f32x8 pith_fma8(pith_f32x8 a, pith_f32x8 b, pith_f32x8 c) { return __builtin_elementwise_fma(a, b, c); }
PITH_LANES_INLINE pith_f32x16 pith_fma(pith_f32x16 a, pith_f32x16 b, pith_f32x16 c) { return __builtin_elementwise_fma(a, b, c); }
PITH_LANES_INLINE pith_f64x8 pith_fma64(pith_f64x8 a, pith_f64x8 b, pith_f64x8 c) { return __builtin_elementwise_fma(a, b, c); }
PITH_LANES_INLINE pith_f32x32 pith_fma32(pith_f32x32 a, pith_f32x32 b, pith_f32x32 c) { return __builtin_elementwise_fma(a, b, c); }
#endif

/* Asks for the cache line of p, which will be read soon. Any address will do. */
PITH_LANES_INLINE void pith_prefetch(const void *p) { __builtin_prefetch(p); }

/* Comparisons; false where either side is NaN. */
PITH_LANES_INLINE pith_i32x16 pith_is_less(pith_f32x16 x, pith_f32x16 y) { return x < y; }
PITH_LANES_INLINE pith_i32x16 pith_is_at_most(pith_f32x16 x, pith_f32x16 y) { return x <= y; }
PITH_LANES_INLINE pith_i32x16 pith_is_equal(pith_f32x16 x, pith_f32x16 y) { return x == y; }
PITH_LANES_INLINE pith_i32x16 pith_is_nan(pith_f32x16 x) { return x != x; }
PITH_LANES_INLINE pith_i32x16 pith_is_less_i32(pith_i32x16 x, pith_i32x16 y) { return x < y; }
PITH_LANES_INLINE pith_i32x16 pith_is_equal_i32(pith_i32x16 x, pith_i32x16 y) { return x == y; }
PITH_LANES_INLINE pith_i16x16 pith_is_less_i16(pith_i16x16 x, pith_i16x16 y) { return x < y; }
PITH_LANES_INLINE pith_i64x4 pith_is_less_f64(pith_f64x4 x, pith_f64x4 y) { return x < y; }

/* Lanes of `yes` where the mask is set, of `no` elsewhere. */
PITH_LANES_INLINE pith_f32x16 pith_select(pith_i32x16 mask, pith_f32x16 yes, pith_f32x16 no) { return mask ? yes : no; }
PITH_LANES_INLINE pith_i32x16 pith_select_i32(pith_i32x16 mask, pith_i32x16 yes, pith_i32x16 no) { return mask ? yes : no; }
PITH_LANES_INLINE pith_u32x16 pith_select_u32(pith_i32x16 mask, pith_u32x16 yes, pith_u32x16 no) { return mask ? yes : no; }

/* Halves. */
PITH_LANES_INLINE pith_f32x8 pith_low(pith_f32x16 x) { return x.lo; }
PITH_LANES_INLINE pith_f32x8 pith_high(pith_f32x16 x) { return x.hi; }
PITH_LANES_INLINE pith_f32x4 pith_low4(pith_f32x8 x) { return x.lo; }
PITH_LANES_INLINE pith_f32x4 pith_high4(pith_f32x8 x) { return x.hi; }
PITH_LANES_INLINE pith_f32x8 pith_join4(pith_f32x4 low, pith_f32x4 high) {
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7);
}
PITH_LANES_INLINE pith_f32x16 pith_join(pith_f32x8 low, pith_f32x8 high) {
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

PITH_LANES_INLINE pith_f32x16 pith_low16(pith_f32x32 x) { return x.lo; }
PITH_LANES_INLINE pith_f32x16 pith_high16(pith_f32x32 x) { return x.hi; }
PITH_LANES_INLINE pith_f32x32 pith_join16(pith_f32x16 low, pith_f32x16 high) {
  pith_f32x32 x;
  x.lo = low;
  x.hi = high;
  return x;
}

/* All lanes into one, halves on halves: 16, 8, 4, 2, 1. The maximum wants numbers. */
PITH_LANES_INLINE float pith_total(pith_f32x16 x) {
  pith_f32x8 eight = x.lo + x.hi;
  pith_f32x4 four = eight.lo + eight.hi;
  return (four[0] + four[2]) + (four[1] + four[3]);
}
PITH_LANES_INLINE double pith_total_f64(pith_f64x8 x) {
  pith_f64x4 four = x.lo + x.hi;
  return (four[0] + four[2]) + (four[1] + four[3]);
}
PITH_LANES_INLINE float pith_greatest(pith_f32x16 x) {
  pith_f32x8 eight = x.lo < x.hi ? x.hi : x.lo;
  pith_f32x4 four = eight.lo < eight.hi ? eight.hi : eight.lo;
  float even = four[0] < four[2] ? four[2] : four[0], odd = four[1] < four[3] ? four[3] : four[1];
  return even < odd ? odd : even;
}

/* Conversions. To float and to narrower integers: round to nearest even, and truncate. */
PITH_LANES_INLINE pith_f64x4 pith_double4_from_float(pith_f32x4 x) { return __builtin_convertvector(x, pith_f64x4); }
PITH_LANES_INLINE pith_f32x4 pith_float4_from_double(pith_f64x4 x) { return __builtin_convertvector(x, pith_f32x4); }
PITH_LANES_INLINE pith_f64x8 pith_double8_from_float(pith_f32x8 x) { return __builtin_convertvector(x, pith_f64x8); }
PITH_LANES_INLINE pith_f32x8 pith_float8_from_double(pith_f64x8 x) { return __builtin_convertvector(x, pith_f32x8); }
PITH_LANES_INLINE pith_u32x16 pith_u32_from_u16(pith_u16x16 x) { return __builtin_convertvector(x, pith_u32x16); }
PITH_LANES_INLINE pith_u16x16 pith_u16_from_u32(pith_u32x16 x) { return __builtin_convertvector(x, pith_u16x16); }
PITH_LANES_INLINE pith_i32x16 pith_i32_from_u8(pith_u8x16 x) { return __builtin_convertvector(x, pith_i32x16); }

/* Whole vectors from and to any address. Swift's loadUnaligned and storeBytes may leave weak copies. */
#define PITH_LANES_ACCESS(vector, element)                                \
  PITH_LANES_INLINE pith_##vector pith_load_##vector(const element *p) {  \
    pith_##vector v;                                                      \
    memcpy(&v, p, sizeof v);                                              \
    return v;                                                             \
  }                                                                       \
  PITH_LANES_INLINE void pith_store_##vector(pith_##vector v, element *p) { memcpy(p, &v, sizeof v); }
PITH_LANES_ACCESS(f32x2, float)
PITH_LANES_ACCESS(f32x4, float)
PITH_LANES_ACCESS(f32x8, float)
PITH_LANES_ACCESS(f32x16, float)
PITH_LANES_ACCESS(f32x32, float)
PITH_LANES_ACCESS(f64x8, double)
PITH_LANES_ACCESS(u16x16, uint16_t)
PITH_LANES_ACCESS(u8x16, uint8_t)
#undef PITH_LANES_ACCESS

/* The last elements of a vector, count < lanes. At most four moves of fixed size: a loop would become a call of memcpy, and
 * Swift's withUnsafePointer leaves weak copies. Nothing past the elements is read or written. */
PITH_LANES_INLINE void pith_copy_tail(char *to, const char *from, size_t count, size_t size) {
  size_t at = 0;
  if (count & 8) { memcpy(to, from, 8 * size); at = 8 * size; }
  if (count & 4) { memcpy(to + at, from + at, 4 * size); at += 4 * size; }
  if (count & 2) { memcpy(to + at, from + at, 2 * size); at += 2 * size; }
  if (count & 1) { memcpy(to + at, from + at, size); }
}
PITH_LANES_INLINE pith_f32x16 pith_load_floats(const float *p, ptrdiff_t count, float fill) {
  pith_f32x16 v = fill;
  pith_copy_tail((char *)&v, (const char *)p, (size_t)count, sizeof *p);
  return v;
}
PITH_LANES_INLINE void pith_store_floats(pith_f32x16 v, float *p, ptrdiff_t count) {
  pith_copy_tail((char *)p, (const char *)&v, (size_t)count, sizeof *p);
}
PITH_LANES_INLINE pith_f64x8 pith_load_doubles(const double *p, ptrdiff_t count) {
  pith_f64x8 v = 0;
  pith_copy_tail((char *)&v, (const char *)p, (size_t)count, sizeof *p);
  return v;
}
PITH_LANES_INLINE void pith_store_doubles(pith_f64x8 v, double *p, ptrdiff_t count) {
  pith_copy_tail((char *)p, (const char *)&v, (size_t)count, sizeof *p);
}
PITH_LANES_INLINE pith_u16x16 pith_load_halves(const uint16_t *p, ptrdiff_t count) {
  pith_u16x16 v = 0;
  pith_copy_tail((char *)&v, (const char *)p, (size_t)count, sizeof *p);
  return v;
}
PITH_LANES_INLINE void pith_store_halves(pith_u16x16 v, uint16_t *p, ptrdiff_t count) {
  pith_copy_tail((char *)p, (const char *)&v, (size_t)count, sizeof *p);
}
PITH_LANES_INLINE pith_u8x16 pith_load_bytes(const uint8_t *p, ptrdiff_t count, uint8_t fill) {
  pith_u8x16 v = fill;
  pith_copy_tail((char *)&v, (const char *)p, (size_t)count, sizeof *p);
  return v;
}

/* One bit per lane of a comparison (lanes are 0 or -1), lane 0 in bit 0. */
PITH_LANES_INLINE uint32_t pith_lane_bits(pith_i32x16 mask) {
  pith_bool16 lanes = __builtin_convertvector(mask < 0, pith_bool16);
  uint16_t bits;
  memcpy(&bits, &lanes, sizeof bits);
  return bits;
}

#if defined(__F16C__) || defined(__aarch64__)
typedef _Float16 pith_f16x16 __attribute__((ext_vector_type(16)));
PITH_LANES_INLINE pith_f32x16 pith_f32_from_f16(pith_u16x16 x) {
  union { pith_u16x16 bits; pith_f16x16 values; } half = {x};
  return __builtin_convertvector(half.values, pith_f32x16);
}
PITH_LANES_INLINE pith_u16x16 pith_f16_from_f32(pith_f32x16 x) {
  union { pith_f16x16 values; pith_u16x16 bits; } half = {__builtin_convertvector(x, pith_f16x16)};
  return half.bits;
}
#endif

#endif
#endif
