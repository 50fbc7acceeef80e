/* Vector operations that the kernels need and Swift cannot express well: Swift's generic conversions between vector types and
 * its squareRoot either call libm or leave weak out-of-line copies that the linker may share between instruction-set tiers.
 * Static inline C leaves no symbol. */
#ifndef PITH_LANES_H
#define PITH_LANES_H

#include <stdint.h>

#if defined(__clang__)

#define PITH_LANES_INLINE static inline __attribute__((always_inline, unused))

typedef float pith_f32x4 __attribute__((ext_vector_type(4)));
typedef float pith_f32x8 __attribute__((ext_vector_type(8)));
typedef float pith_f32x16 __attribute__((ext_vector_type(16)));
typedef double pith_f64x2 __attribute__((ext_vector_type(2)));
typedef double pith_f64x4 __attribute__((ext_vector_type(4)));
typedef double pith_f64x8 __attribute__((ext_vector_type(8)));
typedef int32_t pith_i32x16 __attribute__((ext_vector_type(16)));
typedef uint32_t pith_u32x16 __attribute__((ext_vector_type(16)));
typedef uint16_t pith_u16x16 __attribute__((ext_vector_type(16)));
typedef uint8_t pith_u8x16 __attribute__((ext_vector_type(16)));

/* Correctly rounded square root; NaN for negative numbers. Needs no libm. */
PITH_LANES_INLINE float pith_sqrt_f32(float x) { return __builtin_elementwise_sqrt(x); }
PITH_LANES_INLINE double pith_sqrt_f64(double x) { return __builtin_elementwise_sqrt(x); }
PITH_LANES_INLINE pith_f32x16 pith_sqrt_lanes(pith_f32x16 x) { return __builtin_elementwise_sqrt(x); }

PITH_LANES_INLINE pith_f64x4 pith_double4_from_float(pith_f32x4 x) { return __builtin_convertvector(x, pith_f64x4); }
PITH_LANES_INLINE pith_f32x4 pith_float4_from_double(pith_f64x4 x) { return __builtin_convertvector(x, pith_f32x4); }
PITH_LANES_INLINE pith_f64x8 pith_double8_from_float(pith_f32x8 x) { return __builtin_convertvector(x, pith_f64x8); }
PITH_LANES_INLINE pith_f32x8 pith_float8_from_double(pith_f64x8 x) { return __builtin_convertvector(x, pith_f32x8); }

PITH_LANES_INLINE pith_u32x16 pith_u32_from_u16(pith_u16x16 x) { return __builtin_convertvector(x, pith_u32x16); }
PITH_LANES_INLINE pith_u16x16 pith_u16_from_u32(pith_u32x16 x) { return __builtin_convertvector(x, pith_u16x16); }
PITH_LANES_INLINE pith_i32x16 pith_i32_from_u8(pith_u8x16 x) { return __builtin_convertvector(x, pith_i32x16); }
/* Truncates; the value must fit. */
PITH_LANES_INLINE pith_i32x16 pith_i32_from_f32(pith_f32x16 x) { return __builtin_convertvector(x, pith_i32x16); }
PITH_LANES_INLINE pith_f32x16 pith_f32_from_i32(pith_i32x16 x) { return __builtin_convertvector(x, pith_f32x16); }

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
