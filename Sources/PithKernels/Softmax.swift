// Softmax of one row, and the logarithm of its denominator.
//
//   v = x * scale (+ bias),  out = exp(v - max v) / sum exp(v - max v)
//
// Four passes over the row, which stays in the first-level cache: v and its maximum, exponentials, their sum (in the order of
// `sum`), division. The exponential alone fills the registers, so that summing on the side would cost more. A row whose every v is -inf (everything masked) gives zeros where the formula gives NaN: a token
// that may attend to nothing passes nothing on.
//
// Cost: one exponential per element.

func softmax(
  _ x: UnsafePointer<Float>, _ scale: Float, _ bias: UnsafePointer<Float>?, _ out: UnsafeMutablePointer<Float>,
  _ n: Int
) {
  var best = Lanes(repeating: -.infinity)
  if let bias {
    @inline(always)
    func run(_ i: Int, _ count: Int) {
      store(load(x, i, count: count) * scale + load(bias, i, count: count), out, i, count: count)
      best = larger(load(out, i, count: count, fill: -.infinity), best)
    }
    forEachRun(n, run)
  } else {
    @inline(always)
    func run(_ i: Int, _ count: Int) {
      store(load(x, i, count: count) * scale, out, i, count: count)
      best = larger(load(out, i, count: count, fill: -.infinity), best)
    }
    forEachRun(n, run)
  }
  let peak = greatest(best)
  if peak == -.infinity && sum(UnsafePointer(out), n) == -.infinity {
    @inline(always)
    func run(_ i: Int, _ count: Int) { store(Lanes(repeating: 0), out, i, count: count) }
    forEachRun(n, run)
    return
  }
  shiftedExponentials(UnsafePointer(out), peak, out, n)
  let denominator = sum(UnsafePointer(out), n)
  @inline(always)
  func run(_ i: Int, _ count: Int) { store(load(out, i, count: count) / denominator, out, i, count: count) }
  forEachRun(n, run)
}

func logSumExp(_ x: UnsafePointer<Float>, _ n: Int) -> Float {
  let peak = maximum(x, n)
  if peak == .infinity || peak == -.infinity {
    // Only a NaN can turn a sum whose greatest term is infinite into NaN, or +inf - inf: look at the elements.
    var i = 0
    while i < n {
      if x[i] != x[i] { return x[i] }
      i &+= 1
    }
    return peak
  }
  @inline(always)
  func term(_ sum: Lanes, _ i: Int, _ count: Int) -> Lanes {
    sum + exponentialOfLanes(load(x, i, count: count, fill: -.infinity) - peak)
  }
  let denominator = accumulate(n, term)
  return peak + logarithm(Lanes(repeating: denominator))[0]
}
