// half and bfloat16 to and from f32, sixteen at a time.
//
// half uses the F16C instructions where the tier has them. The baseline computes the same bits with integers; subnormals go
// through one float addition whose rounding does the work: next to 2^-1, floats are 2^-24 apart, like subnormal halves.
import CPith

typealias HalfBits = SIMD16<UInt16>

/// Signed comparison, which every tier has; both sides are below 2^31.
@inline(always)
private func isGreater(_ x: LaneBits, _ bound: Int32) -> LaneMask {
  pith_is_less_i32(LaneIndices(repeating: bound), unsafeBitCast(x, to: LaneIndices.self))
}

@inline(always)
func load(_ p: UnsafePointer<UInt16>, _ i: Int, count: Int) -> HalfBits {
  count == 16 ? pith_load_u16x16(p + i) : loadTail(p + i, count)
}

@inline(always)
func store(_ v: HalfBits, _ p: UnsafeMutablePointer<UInt16>, _ i: Int, count: Int) {
  if count == 16 {
    pith_store_u16x16(v, p + i)
  } else {
    storeTail(v, p + i, count)
  }
}

@inline(always)
func floats(bfloat16 x: HalfBits) -> Lanes { lanes(pith_u32_from_u16(x) &<< 16) }

@inline(always)
func bfloat16(_ v: Lanes) -> HalfBits {
  let b = bits(v)
  let rounded = (b &+ 0x7fff &+ ((b &>> 16) & 1)) &>> 16
  let isNaN = isGreater(b & 0x7fff_ffff, 0x7f80_0000)
  return pith_u16_from_u32(select(isNaN, (b &>> 16) | 0x40, rounded))
}

#if PITH_TIER_BASELINE && arch(x86_64)

@inline(always)
func floats(half x: HalfBits) -> Lanes {
  let wide = pith_u32_from_u16(x)
  let sign = (wide & 0x8000) &<< 16
  let rest = (wide & 0x7fff) &<< 13
  // Exponents move from bias 15 to bias 127.
  let normal = rest &+ 112 &<< 23
  // 2^-14 + rest as its last bits, minus 2^-14.
  let subnormal = bits(lanes(rest &+ 113 &<< 23) - Lanes(repeating: 0x1p-14))
  let quiet = select(isGreater(rest, 0x7c00 << 13), LaneBits(repeating: 0x40_0000), LaneBits(repeating: 0))
  let special = (rest &+ 224 &<< 23) | quiet
  let finite = select(isGreater(rest, 0x03ff << 13), normal, subnormal)
  let magnitude = select(isGreater(rest, 0x7bff << 13), special, finite)
  return lanes(magnitude | sign)
}

@inline(always)
func half(_ v: Lanes) -> HalfBits {
  let b = bits(v)
  let sign = (b &>> 16) & 0x8000
  let magnitude = b & 0x7fff_ffff
  let normal = (magnitude &+ 0xfff &+ ((magnitude &>> 13) & 1) &- 112 &<< 23) &>> 13
  let subnormal = bits(lanes(magnitude) + Lanes(repeating: 0.5)) &- 0x3f00_0000
  let notANumber = 0x7e00 | ((magnitude &>> 13) & 0x3ff)
  let finite = select(isGreater(magnitude, 0x387f_ffff), normal, subnormal)
  let number = select(isGreater(magnitude, 0x477f_ffff), LaneBits(repeating: 0x7c00), finite)
  let result = select(isGreater(magnitude, 0x7f80_0000), notANumber, number)
  return pith_u16_from_u32(result | sign)
}

#else

@inline(always)
func floats(half x: HalfBits) -> Lanes { pith_f32_from_f16(x) }

@inline(always)
func half(_ v: Lanes) -> HalfBits { pith_f16_from_f32(v) }

#endif
