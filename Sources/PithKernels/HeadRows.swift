// One query row of an attention map, all heads at once, folded into a running row: scores of key tokens.
//
//   t[j] = reduce over heads h, ascending, of x[h, j]  (/ divisor)          y[j] = y[j] + t[j], or the larger of both
//
// Heads lie far apart in memory. A run of 64 columns takes all of them before the next run, so that as many streams advance
// side by side as there are heads, each from one end of its row to the other: what hardware prefetchers follow. Row by row of
// each head instead they would stop and start again every few kilobytes, at less than half the speed.
// The sum of a column keeps every NaN and infinity that went in; that of 0 times it is NaN then and 0 otherwise.
//
// Cost: memory bandwidth.
import CPith

@inline(always)
private func foldHeads(
  _ x: UnsafePointer<Float>, _ stride: Int, _ heads: Int, _ cols: Int, _ divisor: Float,
  _ y: UnsafeMutablePointer<Float>, headsMaximum: Bool, rowsMaximum: Bool
) -> Int32 {
  let zero = Lanes(repeating: 0)
  var check = zero
  @inline(always)
  func finish(_ value: Lanes, _ sum: Lanes, _ j: Int, _ count: Int) {
    check += sum * 0
    let value = divisor == 1 ? value : value / divisor
    let running = load(y, j, count: count)
    store(rowsMaximum ? larger(value, running) : running + value, y, j, count: count)
  }
  var j = 0
  if headsMaximum {
    let lowest = Lanes(repeating: -.infinity)
    while j &+ 32 <= cols {
      var peak0 = lowest, peak1 = lowest, sum0 = zero, sum1 = zero
      var p = x + j
      var h = 0
      while h < heads {
        let v0 = load(p, 0), v1 = load(p, 16)
        peak0 = larger(v0, peak0)
        peak1 = larger(v1, peak1)
        sum0 += v0
        sum1 += v1
        p += stride
        h &+= 1
      }
      finish(peak0, sum0, j, 16)
      finish(peak1, sum1, j &+ 16, 16)
      j &+= 32
    }
  } else {
    while j &+ 64 <= cols {
      var sum0 = zero, sum1 = zero, sum2 = zero, sum3 = zero
      var p = x + j
      var h = 0
      while h < heads {
        sum0 += load(p, 0)
        sum1 += load(p, 16)
        sum2 += load(p, 32)
        sum3 += load(p, 48)
        p += stride
        h &+= 1
      }
      finish(sum0, sum0, j, 16)
      finish(sum1, sum1, j &+ 16, 16)
      finish(sum2, sum2, j &+ 32, 16)
      finish(sum3, sum3, j &+ 48, 16)
      j &+= 64
    }
  }
  while j < cols {
    let count = min(16, cols &- j)
    var sum = zero, peak = Lanes(repeating: -.infinity)
    var h = 0
    while h < heads {
      let v = load(x + h &* stride, j, count: count)
      sum += v
      if headsMaximum { peak = larger(v, peak) }
      h &+= 1
    }
    finish(headsMaximum ? peak : sum, sum, j, count)
    j &+= 16
  }
  return total(check) == 0 ? 1 : 0
}

func headsSum(
  _ x: UnsafePointer<Float>, _ stride: Int, _ heads: Int, _ cols: Int, _ divisor: Float, _ takesMaximum: Int32,
  _ y: UnsafeMutablePointer<Float>
) -> Int32 {
  if takesMaximum != 0 {
    return foldHeads(x, stride, heads, cols, divisor, y, headsMaximum: false, rowsMaximum: true)
  }
  return foldHeads(x, stride, heads, cols, divisor, y, headsMaximum: false, rowsMaximum: false)
}

func headsMaximum(
  _ x: UnsafePointer<Float>, _ stride: Int, _ heads: Int, _ cols: Int, _ takesMaximum: Int32,
  _ y: UnsafeMutablePointer<Float>
) -> Int32 {
  if takesMaximum != 0 {
    return foldHeads(x, stride, heads, cols, 1, y, headsMaximum: true, rowsMaximum: true)
  }
  return foldHeads(x, stride, heads, cols, 1, y, headsMaximum: true, rowsMaximum: false)
}
