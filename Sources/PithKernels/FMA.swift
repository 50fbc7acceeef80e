// Fused multiply-add: a * b + c with one rounding, in every tier.
//
// CPUs of the x86-64 baseline have no such instruction and fmaf would be a libm call per lane, so it is computed in double:
//   p = a * b        exact, 24 + 24 bits fit into 53
//   s + e = p + c    exactly (TwoSum by Knuth), s rounded to nearest, e the rest
//   r = s rounded to odd: truncate, then set the last bit if anything was lost
//   result = r rounded to float
// Rounding to odd keeps enough information for the second rounding to be right (Boldo and Melquiond, "Emulation of a FMA and
// correctly rounded sums: proved algorithms using rounding to odd", 2008): 53 >= 24 + 2, and more so for subnormal results.
// Double covers every exponent of a product of floats, so nothing overflows or underflows on the way. Infinities and NaN make
// e a NaN, which fails both comparisons below and leaves s as it is.
import CPith

#if PITH_TIER_BASELINE && arch(x86_64)

@inline(always)
private func fma(_ a: SIMD4<Float>, _ b: SIMD4<Float>, _ c: SIMD4<Float>) -> SIMD4<Float> {
  let product = pith_double4_from_float(a) * pith_double4_from_float(b)
  let addend = pith_double4_from_float(c)
  let sum = product + addend
  let shadow = sum - product
  let rest = (product - (sum - shadow)) + (addend - shadow)

  let bits = unsafeBitCast(sum, to: SIMD4<UInt64>.self)
  let sign = bits & SIMD4(repeating: 1 &<< 63)
  // The rest, seen from a positive sum: negative means that rounding to nearest went away from zero.
  let towards = unsafeBitCast(unsafeBitCast(rest, to: SIMD4<UInt64>.self) ^ sign, to: SIMD4<Double>.self)
  let rounded = unsafeBitCast(pith_is_less_f64(towards, SIMD4(repeating: 0)), to: SIMD4<UInt64>.self)
  let truncated = unsafeBitCast(pith_is_less_f64(SIMD4(repeating: 0), towards), to: SIMD4<UInt64>.self)
  // A true mask is -1: adding it steps back to the truncated value.
  let odd = (bits &+ rounded) | ((rounded | truncated) & SIMD4(repeating: 1))
  return pith_float4_from_double(unsafeBitCast(odd, to: SIMD4<Double>.self))
}

@inline(always)
private func fma(_ a: SIMD8<Float>, _ b: SIMD8<Float>, _ c: SIMD8<Float>) -> SIMD8<Float> {
  pith_join4(
    fma(pith_low4(a), pith_low4(b), pith_low4(c)), fma(pith_high4(a), pith_high4(b), pith_high4(c)))
}

/// Out of line: this tier is for machines without the instruction, and inlined everywhere it would make up half the library.
@inline(never)
func fma(_ a: Lanes, _ b: Lanes, _ c: Lanes) -> Lanes {
  pith_join(fma(pith_low(a), pith_low(b), pith_low(c)), fma(pith_high(a), pith_high(b), pith_high(c)))
}

#else

@inline(always)
func fma(_ a: Lanes, _ b: Lanes, _ c: Lanes) -> Lanes { pith_fma(a, b, c) }

@inline(always)
func fma(_ a: SIMD32<Float>, _ b: SIMD32<Float>, _ c: SIMD32<Float>) -> SIMD32<Float> { pith_fma32(a, b, c) }

#endif
