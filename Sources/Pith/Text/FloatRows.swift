// Float arguments read and written element by element in double precision: what the text methods need, whose matrices are
// small or read once.

/// The bits of f16 and bf16 widened by hand: baseline x86-64 has no conversion instructions, and calling the compiler's
/// support routine would be a dependency.
@inline(__always) func widenHalf(_ bits: UInt16) -> Float {
  let sign = UInt32(bits & 0x8000) << 16
  let exponent = UInt32(bits >> 10) & 0x1F
  let fraction = UInt32(bits & 0x3FF)
  if exponent == 0x1F { return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13) }
  if exponent != 0 { return Float(bitPattern: sign | (exponent &+ 112) << 23 | fraction << 13) }
  // Subnormal: fraction / 2^24, exact in f32.
  let magnitude = Float(fraction) * 5.9604644775390625e-8
  return Float(bitPattern: magnitude.bitPattern | sign)
}

@inline(__always) func widenBrain(_ bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }

/// Rounds to nearest even.
func narrowToHalf(_ value: Float) -> UInt16 {
  let bits = value.bitPattern
  let sign = UInt16(truncatingIfNeeded: bits >> 16) & 0x8000
  let size = bits & 0x7FFF_FFFF
  if size > 0x7F80_0000 { return sign | 0x7E00 }
  if size >= 0x4780_0000 { return sign | 0x7C00 }
  if size < 0x3880_0000 {
    // Subnormal or zero: adding 0.5 lines the fraction up with f16's last place and rounds to even there.
    let shifted = Float(bitPattern: size) + 0.5
    return sign | UInt16(truncatingIfNeeded: shifted.bitPattern &- Float(0.5).bitPattern)
  }
  let rounded = size &+ 0xFFF &+ (size >> 13 & 1) &- (112 << 23)
  return sign | UInt16(truncatingIfNeeded: rounded >> 13)
}

func narrowToBrain(_ value: Float) -> UInt16 {
  let bits = value.bitPattern
  if bits & 0x7FFF_FFFF > 0x7F80_0000 { return UInt16(truncatingIfNeeded: bits >> 16) | 0x40 }
  return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
}

/// Elements of a float view of rank 1 or 2.
struct FloatRows {
  let data: UnsafeMutableRawPointer
  let dtype: DType
  let rowStride: Int
  let stride: Int
  let dim: Int

  /// `view` has rank 1 (one row) or 2.
  init?(_ view: Tensor) {
    guard let data = view.data else { return nil }
    self.data = data
    dtype = view.dtype
    rowStride = view.ndim == 2 ? view.stride[0] : 0
    stride = view.ndim == 2 ? view.stride[1] : view.stride[0]
    dim = view.ndim == 2 ? view.shape[1] : view.shape[0]
  }

  @inline(__always) func read(_ row: Int, _ column: Int) -> Float {
    let i = row &* rowStride &+ column &* stride
    switch dtype {
    case .f16: return widenHalf(data.assumingMemoryBound(to: UInt16.self)[i])
    case .bf16: return widenBrain(data.assumingMemoryBound(to: UInt16.self)[i])
    default: return data.assumingMemoryBound(to: Float.self)[i]
    }
  }

  @inline(__always) func write(_ row: Int, _ column: Int, _ value: Float) {
    let i = row &* rowStride &+ column &* stride
    switch dtype {
    case .f16: data.assumingMemoryBound(to: UInt16.self)[i] = narrowToHalf(value)
    case .bf16: data.assumingMemoryBound(to: UInt16.self)[i] = narrowToBrain(value)
    default: data.assumingMemoryBound(to: Float.self)[i] = value
    }
  }

  /// Copies a row to doubles; false if a value is not finite.
  func copy(_ row: Int, to out: UnsafeMutablePointer<Double>) -> Bool {
    var finite = true
    var d = 0
    while d < dim {
      let value = read(row, d)
      finite = finite && value.isFinite
      out[d] = Double(value)
      d &+= 1
    }
    return finite
  }
}

extension Tensor {
  /// A float view of rank `rank` without a batch.
  func floats(_ name: StaticString, rank: Int, _ expected: StaticString) throws(PithError) -> Block {
    let block = try block(name, rank: rank, .float, expected)
    guard !block.isBatched else { throw PithError(.ndim, name, expected: expected, got: .ndim(ndim)) }
    return block
  }
}

extension Block {
  /// All rows widened to doubles in scratch, `[rows, dim]`; refuses NaN and infinity.
  func doubles(_ workspace: Workspace) throws(PithError) -> UnsafeMutablePointer<Double> {
    let rows = first.ndim == 2 ? first.shape[0] : 1
    let dim = first.ndim == 2 ? first.shape[1] : first.shape[0]
    let out = try workspace.allocate(try product(rows, dim), of: Double.self)
    guard rows > 0, dim > 0, let source = FloatRows(first) else { return out }
    var row = 0
    while row < rows {
      guard source.copy(row, to: out + row &* dim) else {
        throw PithError(.nonFinite, name, expected: "finite numbers", got: .position(row &* dim))
      }
      row &+= 1
    }
    return out
  }
}
