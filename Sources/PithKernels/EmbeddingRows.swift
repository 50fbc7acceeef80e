// Rows of embedding tables: sums of rows from anywhere in a table, and products with one vector that was widened once.
//
// Rows of a large table come from memory, each from a place that the CPU cannot foresee: they are asked for some rows ahead.
// A question is compared with every row: its conversion to double is done once, and product and squares of a row come out of
// one reading. The bits are those of wide_dot and wide_sum_squares.
//
// Cost: one reading of the rows.
import CPith

/// y[j] = fma chain of weight[rows[t]] * x[rows[t], j] over t from y[j] on.
func gatherSum(
  _ x: UnsafePointer<Float>, _ stride: Int, _ rows: UnsafePointer<Int32>, _ n: Int, _ weight: UnsafePointer<Float>?,
  _ dim: Int, _ y: UnsafeMutablePointer<Float>
) {
  // Some 2 KB are on their way: about as much as the CPU keeps track of.
  let ahead = max(1, 512 / max(dim, 1))
  var t = 0
  while t < min(ahead, n) {
    prefetch(x + Int(rows[t]) &* stride, dim)
    t &+= 1
  }
  t = 0
  while t < n {
    if t &+ ahead < n { prefetch(x + Int(rows[t &+ ahead]) &* stride, dim) }
    let row = Int(rows[t])
    axpy(weight?[row] ?? 1, x + row &* stride, y, dim)
    t &+= 1
  }
}

@inline(always)
private func prefetch(_ row: UnsafePointer<Float>, _ dim: Int) {
  var j = 0
  while j < dim {
    pith_prefetch(row + j)
    j &+= 16
  }
}

/// The product of x and y, and the sum of the squares of x.
func wideDotSquares(
  _ x: UnsafePointer<Float>, _ y: UnsafePointer<Double>, _ n: Int, _ squares: UnsafeMutablePointer<Double>
) -> Double {
  var a0 = DoubleLanes(repeating: 0), a1 = a0, a2 = a0, a3 = a0
  var s0 = a0, s1 = a0, s2 = a0, s3 = a0
  var i = 0
  while i &+ 32 <= n {
    let x0 = loadWide(x, i, count: 8)
    let x1 = loadWide(x, i &+ 8, count: 8)
    let x2 = loadWide(x, i &+ 16, count: 8)
    let x3 = loadWide(x, i &+ 24, count: 8)
    a0 += x0 * load(y, i, count: 8)
    a1 += x1 * load(y, i &+ 8, count: 8)
    a2 += x2 * load(y, i &+ 16, count: 8)
    a3 += x3 * load(y, i &+ 24, count: 8)
    s0 += x0 * x0
    s1 += x1 * x1
    s2 += x2 * x2
    s3 += x3 * x3
    i &+= 32
  }
  // The accumulators take turns, as in the other sums in double.
  var turn = 0
  while turn < 4 {
    if i < n {
      let count = min(8, n &- i)
      let v = loadWide(x, i, count: count)
      a0 += v * load(y, i, count: count)
      s0 += v * v
    }
    i &+= 8
    let (a, s) = (a0, s0)
    (a0, a1, a2, a3) = (a1, a2, a3, a)
    (s0, s1, s2, s3) = (s1, s2, s3, s)
    turn &+= 1
  }
  squares.pointee = pith_total_f64((s0 + s2) + (s1 + s3))
  return pith_total_f64((a0 + a2) + (a1 + a3))
}

/// out = x / a
func quotient(_ x: UnsafePointer<Float>, _ a: Float, _ out: UnsafeMutablePointer<Float>, _ n: Int) {
  let divisor = Lanes(repeating: a)
  @inline(always)
  func run(_ i: Int, _ count: Int) { store(load(x, i, count: count) / divisor, out, i, count: count) }
  forEachRun(n, run)
}

/// out = float(double(x) / a)
func wideQuotient(_ x: UnsafePointer<Float>, _ a: Double, _ out: UnsafeMutablePointer<Float>, _ n: Int) {
  let divisor = DoubleLanes(repeating: a)
  var i = 0
  while i &+ 8 <= n {
    pith_store_f32x8(pith_float8_from_double(loadWide(x, i, count: 8) / divisor), out + i)
    i &+= 8
  }
  while i < n {
    out[i] = Float(Double(x[i]) / a)
    i &+= 1
  }
}
