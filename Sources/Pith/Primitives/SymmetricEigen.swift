// All eigenvalues and eigenvectors of a symmetric matrix, in double.
//
//   A = Q T Q^T by Householder reflections, T tridiagonal;   T = S L S^T by QR steps with Wilkinson's shift
//   (Golub and Van Loan, "Matrix Computations", sections 8.3.1 to 8.3.3)
//
// A dense solver, because graphs of well-separated groups have eigenvalues that agree to the last bit: a Krylov method from one
// vector would see one of them only. Vectors are kept as rows, so that reflections and rotations run along memory; the
// rotations of a QR step are collected and then applied to blocks of columns, which threads share.
// Errors of the values are a few units of rounding of the greatest.
// Cost: about 10 n^3 multiply-adds at most; 2 n^2 doubles with the input.

import CPith

extension Workspace {
  /// Destroys the symmetric `a` `[n, n]`. `values` `[n]` are not sorted; row j of `vectors` `[n, n]` belongs to value j.
  func symmetricEigen(
    _ a: UnsafeMutablePointer<Double>, _ n: Int, values: UnsafeMutablePointer<Double>,
    vectors: UnsafeMutablePointer<Double>
  ) throws(PithError) {
    if n == 0 { return }
    let mark = self.mark()
    defer { release(mark) }
    let off = try allocate(n, of: Double.self)
    let scale = try allocate(n, of: Double.self)
    let product = try allocate(n, of: Double.self)
    let cosines = try allocate(n, of: Double.self)
    let sines = try allocate(n, of: Double.self)
    try tridiagonalize(a, n, values, off, scale, product)
    expandReflections(a, n, scale, vectors)
    try diagonalize(n, values, off, vectors, cosines, sines)
  }

  /// Leaves the diagonal in `diagonal`, what is next to it in `off`, and reflection i, 1 - scale[i] v v^T, in row i of `a` from
  /// column i + 1 on.
  private func tridiagonalize(
    _ a: UnsafeMutablePointer<Double>, _ n: Int, _ diagonal: UnsafeMutablePointer<Double>,
    _ off: UnsafeMutablePointer<Double>, _ scale: UnsafeMutablePointer<Double>, _ p: UnsafeMutablePointer<Double>
  ) throws(PithError) {
    let table = kernels
    var i = 0
    while i < n {
      diagonal[i] = a[i &* n &+ i]
      off[i] = 0
      scale[i] = 0
      let rest = n &- i &- 1
      if rest == 1 { off[i] = a[i &* n &+ i &+ 1] }
      if rest >= 2 {
        if i % 64 == 0 { try checkpoint(i, of: n) }
        let v = a + (i &* n &+ i &+ 1)
        let below = table.pointee.double_dot(v + 1, v + 1, rest &- 1)
        off[i] = v[0]
        // Nothing to reflect, or so little that its square vanishes.
        if below > 0x1p-900 {
          let norm = (v[0] * v[0] + below).root
          off[i] = v[0] > 0 ? -norm : norm
          v[0] -= off[i]
          let beta = 2 / (v[0] * v[0] + below)
          scale[i] = beta
          let block = a + ((i &+ 1) &* n &+ i &+ 1)
          let grain = max(1, 16384 / rest)
          parallelRanges(rest, grain: grain) { _, begin, end in
            var r = begin
            while r < end {
              p[r] = beta * table.pointee.double_dot(block + r &* n, v, rest)
              r &+= 1
            }
          }
          table.pointee.double_axpy(-beta / 2 * table.pointee.double_dot(v, p, rest), v, p, rest)
          parallelRanges(rest, grain: grain) { _, begin, end in
            var r = begin
            while r < end {
              table.pointee.double_axpy(-v[r], p, block + r &* n, rest)
              table.pointee.double_axpy(-p[r], v, block + r &* n, rest)
              r &+= 1
            }
          }
        }
      }
      i &+= 1
    }
  }

  /// Q^T, the product of the reflections from the last to the first.
  private func expandReflections(
    _ a: UnsafePointer<Double>, _ n: Int, _ scale: UnsafePointer<Double>, _ vectors: UnsafeMutablePointer<Double>
  ) {
    let table = kernels
    vectors.update(repeating: 0, count: n &* n)
    var i = n &- 1
    while i >= 0 {
      vectors[i &* n &+ i] = 1
      i &-= 1
    }
    i = n &- 3
    while i >= 0 {
      if scale[i] != 0 {
        let v = a + (i &* n &+ i &+ 1)
        let beta = scale[i]
        let rest = n &- i &- 1
        let block = vectors + ((i &+ 1) &* n &+ i &+ 1)
        parallelRanges(rest, grain: max(1, 16384 / rest)) { _, begin, end in
          var r = begin
          while r < end {
            let row = block + r &* n
            table.pointee.double_axpy(-beta * table.pointee.double_dot(row, v, rest), v, row, rest)
            r &+= 1
          }
        }
      }
      i &-= 1
    }
  }

  /// QR steps until nothing is left beside the diagonal.
  private func diagonalize(
    _ n: Int, _ d: UnsafeMutablePointer<Double>, _ e: UnsafeMutablePointer<Double>,
    _ vectors: UnsafeMutablePointer<Double>, _ cosines: UnsafeMutablePointer<Double>,
    _ sines: UnsafeMutablePointer<Double>
  ) throws(PithError) {
    var greatest = 0.0
    var i = 0
    while i < n {
      greatest = max(greatest, d[i].magnitude + e[i].magnitude)
      i &+= 1
    }
    var high = n &- 1
    // Two steps a value are usual; the limit is for matrices that hold what is not a number.
    var left = 64 &* n
    while high > 0 && left > 0 {
      var low = high
      while low > 0 {
        let beside = e[low &- 1].magnitude
        if beside <= 0x1p-53 * (d[low &- 1].magnitude + d[low].magnitude) || beside <= 0x1p-56 * greatest { break }
        low &-= 1
      }
      if low == high {
        high &-= 1
        continue
      }
      if left % 64 == 0 { try checkpoint(n &- 1 &- high, of: n) }
      left &-= 1
      if low > 0 { e[low &- 1] = 0 }
      // The eigenvalue of the last 2 x 2 block that is nearer to its last element.
      let half = (d[high &- 1] - d[high]) / 2
      let corner = e[high &- 1]
      let root = (half * half + corner * corner).root
      let shift = d[high] - corner * corner / (half + (half < 0 ? -root : root))
      var x = d[low] - shift
      var z = e[low]
      var k = low
      while k < high {
        let length = (x * x + z * z).root
        let c = length > 0 ? x / length : 1
        let s = length > 0 ? z / length : 0
        cosines[k] = c
        sines[k] = s
        if k > low { e[k &- 1] = length }
        let first = d[k]
        let second = d[k &+ 1]
        let beside = e[k]
        d[k] = c * c * first + 2 * c * s * beside + s * s * second
        d[k &+ 1] = s * s * first - 2 * c * s * beside + c * c * second
        e[k] = c * s * (second - first) + (c * c - s * s) * beside
        if k < high &- 1 {
          x = e[k]
          z = s * e[k &+ 1]
          e[k &+ 1] *= c
        }
        k &+= 1
      }
      rotate(vectors, n, from: low, to: high, cosines, sines)
    }
  }

  /// Turns each row k and the one after it, k = low ..< high.
  private func rotate(
    _ vectors: UnsafeMutablePointer<Double>, _ n: Int, from low: Int, to high: Int, _ cosines: UnsafePointer<Double>,
    _ sines: UnsafePointer<Double>
  ) {
    // Blocks of columns that the first cache holds two rows of.
    parallelRanges(n, grain: 64) { _, begin, end in
      var left = begin
      while left < end {
        let right = min(left &+ 256, end)
        var k = low
        while k < high {
          let c = cosines[k]
          let s = sines[k]
          let upper = vectors + k &* n
          let lower = upper + n
          var j = left
          while j < right {
            let first = upper[j]
            let second = lower[j]
            upper[j] = c * first + s * second
            lower[j] = c * second - s * first
            j &+= 1
          }
          k &+= 1
        }
        left = right
      }
    }
  }
}
