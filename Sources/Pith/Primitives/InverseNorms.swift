// 1 / |x| of every row: what turns a matrix product into cosines.
//
// The factors go into the packing of the product, so unit rows are never stored. A row of norm zero gets the factor 0: its
// cosine with everything, itself included, is then 0 and no NaN can spread. Rows whose squares leave the range of f32 are
// added up in double. Norms below 2^-126 count as zero: their inverse is not a float.
// Cost: one pass over the rows.

import CPith

enum InverseNorms {
  /// Norms below this count as zero.
  static var smallest: Double { 0x1p-126 }
}

extension Workspace {
  /// 1 / |x_i|, or 0 for a row without direction. Rows must be finite.
  func inverseNorms(_ x: FloatRows) throws(PithError) -> UnsafeMutablePointer<Float> {
    let inverse = try allocate(x.rows, of: Float.self)
    parallelRanges(x.rows, grain: max(1, 65536 / max(x.cols, 1))) { _, begin, end in
      var i = begin
      while i < end {
        inverse[i] = inverseNorm(x.row(i), x.cols)
        i &+= 1
      }
    }
    return inverse
  }

  /// The same for one row.
  func inverseNorm(_ x: UnsafePointer<Float>, _ dim: Int) -> Float {
    let narrow = kernels.pointee.sum_squares(x, dim)
    let isSafe = narrow > 0x1p-80 && narrow < 0x1p120
    let squares = isSafe ? Double(narrow) : kernels.pointee.wide_sum_squares(x, dim)
    let norm = squares.root
    return norm >= InverseNorms.smallest ? Float(1 / norm) : 0
  }
}
