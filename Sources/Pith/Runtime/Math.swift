// Square roots and truncation without libm: Swift's own methods become calls of sqrt and trunc in the Embedded build, and the
// shipped library needs libc only. Both are exact operations, so the bits are those of any other implementation.

import CPith

extension Float {
  /// The correctly rounded square root; NaN for negative numbers.
  var root: Float { pith_sqrt_f32(self) }
}

extension Double {
  var root: Double { pith_sqrt_f64(self) }

  /// Without the digits after the point.
  var truncated: Double { pith_truncated(self) }
}
