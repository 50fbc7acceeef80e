// A few listed rows become one: windows of pooling and the four neighbours of a resampled cell.
//
// Up to eight rows are read side by side, the result is written once: where windows are small, a pass over the running row for
// every cell of the window would cost more than reading the cells.
//
// Cost: memory bandwidth.
import CPith

/// out = (start + rows, one chain per column in the order of the list) / divisor / second divisor; start is 0, or out.
func listedSum(
  _ x: UnsafePointer<Float>, _ stride: Int, _ rows: UnsafePointer<Int32>, _ count: Int, _ cols: Int,
  _ accumulate: Int32, _ divisor: Float, _ secondDivisor: Float, _ out: UnsafeMutablePointer<Float>
) {
  let zero = Lanes(repeating: 0)
  var first = 0
  repeat {
    let last = min(first &+ 8, count)
    let starts = first == 0 && accumulate == 0
    let ends = last == count
    @inline(always)
    func finish(_ v: Lanes, _ j: Int, _ count: Int) {
      var v = v
      if ends && divisor != 1 { v /= divisor }
      if ends && secondDivisor != 1 { v /= secondDivisor }
      store(v, out, j, count: count)
    }
    var j = 0
    while j &+ 64 <= cols {
      var s0 = zero, s1 = zero, s2 = zero, s3 = zero
      if !starts {
        s0 = load(out, j)
        s1 = load(out, j &+ 16)
        s2 = load(out, j &+ 32)
        s3 = load(out, j &+ 48)
      }
      var i = first
      while i < last {
        let p = x + Int(rows[i]) &* stride
        s0 += load(p, j)
        s1 += load(p, j &+ 16)
        s2 += load(p, j &+ 32)
        s3 += load(p, j &+ 48)
        i &+= 1
      }
      finish(s0, j, 16)
      finish(s1, j &+ 16, 16)
      finish(s2, j &+ 32, 16)
      finish(s3, j &+ 48, 16)
      j &+= 64
    }
    while j < cols {
      let run = min(16, cols &- j)
      var s = starts ? zero : load(out, j, count: run)
      var i = first
      while i < last {
        s += load(x + Int(rows[i]) &* stride, j, count: run)
        i &+= 1
      }
      finish(s, j, run)
      j &+= 16
    }
    first = last
  } while first < count
}

/// x where it is greater or the first NaN.
@inline(always)
private func largerOrNaN(_ x: Lanes, _ running: Lanes) -> Lanes {
  let greater = pith_is_less(running, x)
  let isNew = pith_is_nan(x) & (pith_is_nan(running) ^ LaneMask(repeating: -1))
  return select(greater | isNew, x, running)
}

/// out = the greatest of the rows, of equals the earliest, NaN before all numbers; started at the first row, or at out.
func listedMaximum(
  _ x: UnsafePointer<Float>, _ stride: Int, _ rows: UnsafePointer<Int32>, _ count: Int, _ cols: Int,
  _ accumulate: Int32, _ out: UnsafeMutablePointer<Float>
) {
  if count <= 0 { return }
  var first = 0
  repeat {
    let last = min(first &+ 8, count)
    let starts = first == 0 && accumulate == 0
    let base = UnsafePointer(starts ? x + Int(rows[0]) &* stride : UnsafePointer(out))
    let next = starts ? 1 : first
    var j = 0
    while j &+ 32 <= cols {
      var m0 = load(base, j), m1 = load(base, j &+ 16)
      var i = next
      while i < last {
        let p = x + Int(rows[i]) &* stride
        m0 = largerOrNaN(load(p, j), m0)
        m1 = largerOrNaN(load(p, j &+ 16), m1)
        i &+= 1
      }
      store(m0, out, j)
      store(m1, out, j &+ 16)
      j &+= 32
    }
    while j < cols {
      let run = min(16, cols &- j)
      var m = load(base, j, count: run)
      var i = next
      while i < last {
        m = largerOrNaN(load(x + Int(rows[i]) &* stride, j, count: run), m)
        i &+= 1
      }
      store(m, out, j, count: run)
      j &+= 16
    }
    first = last
  } while first < count
}

/// top = a, or fma(t, b, (1 - t) * a); bottom likewise of c and d; out = top, or fma(u, bottom, (1 - u) * top).
func blendRows(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafePointer<Float>, _ d: UnsafePointer<Float>,
  _ t: Float, _ u: Float, _ out: UnsafeMutablePointer<Float>, _ n: Int
) {
  let across = Lanes(repeating: t), down = Lanes(repeating: u)
  let restAcross = 1 - t, restDown = 1 - u
  if u == 0 {
    @inline(always)
    func run(_ i: Int, _ count: Int) {
      store(fma(across, load(b, i, count: count), load(a, i, count: count) * restAcross), out, i, count: count)
    }
    forEachRun(n, run)
  } else if t == 0 {
    @inline(always)
    func run(_ i: Int, _ count: Int) {
      store(fma(down, load(c, i, count: count), load(a, i, count: count) * restDown), out, i, count: count)
    }
    forEachRun(n, run)
  } else {
    @inline(always)
    func run(_ i: Int, _ count: Int) {
      let top = fma(across, load(b, i, count: count), load(a, i, count: count) * restAcross)
      let bottom = fma(across, load(d, i, count: count), load(c, i, count: count) * restAcross)
      store(fma(down, bottom, top * restDown), out, i, count: count)
    }
    forEachRun(n, run)
  }
}
