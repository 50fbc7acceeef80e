// Running maximum and minimum, and the two greatest and smallest values, over the tiles of C.
//
// The pair (first, second) takes in v by: second = v > first ? first : max(second, v), then first = max(first, v). NaN fails
// both comparisons. Per row each lane keeps its own pair; the sixteen pairs are merged at the end of the row.
//
// Cost: one read of the tile.
import CPith

func tileRowMaximum(
  _ c: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ best: UnsafeMutablePointer<Float>
) {
  var i = 0
  while i < rows {
    let row = c + i &* stride
    @inline(always)
    func value(_ j: Int, _ count: Int) -> Lanes { load(row, j, count: count, fill: -.infinity) }
    let peak = reduceGreatest(cols, value)
    if peak > best[i] { best[i] = peak }
    i &+= 1
  }
}

func tileRowMinimum(
  _ c: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ best: UnsafeMutablePointer<Float>
) {
  var i = 0
  while i < rows {
    let row = c + i &* stride
    @inline(always)
    func value(_ j: Int, _ count: Int) -> Lanes { negated(load(row, j, count: count, fill: .infinity)) }
    let low = -reduceGreatest(cols, value)
    if low < best[i] { best[i] = low }
    i &+= 1
  }
}

@inline(always)
private func take(_ v: Lanes, _ first: inout Lanes, _ second: inout Lanes) {
  second = select(pith_is_less(first, v), first, larger(v, second))
  first = larger(v, first)
}

@inline(always)
private func take(_ v: Float, _ first: inout Float, _ second: inout Float) {
  if v > first {
    second = first
    first = v
  } else if v > second {
    second = v
  }
}

@inline(always)
private func rowTwoGreatest(
  _ c: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ first: UnsafeMutablePointer<Float>,
  _ second: UnsafeMutablePointer<Float>, sign: Float
) {
  var i = 0
  while i < rows {
    let row = c + i &* stride
    var a = Lanes(repeating: -.infinity), b = a
    // Two pairs, so that one comparison does not wait for the other.
    var a1 = a, b1 = a
    var j = 0
    while j &+ 32 <= cols {
      take(load(row, j) * sign, &a, &b)
      take(load(row, j &+ 16) * sign, &a1, &b1)
      j &+= 32
    }
    while j < cols {
      take(load(row, j, count: min(16, cols &- j), fill: -.infinity * sign) * sign, &a, &b)
      j &+= 16
    }
    take(a1, &a, &b)
    take(b1, &a, &b)
    // The runner-up is the greatest of the other lanes' firsts and the winning lane's second.
    let winner = greatest(a)
    let lane = laneBits(pith_is_equal(a, Lanes(repeating: winner))).trailingZeroBitCount
    let isWinner = pith_is_equal_i32(laneNumbers, LaneIndices(repeating: Int32(truncatingIfNeeded: lane)))
    var most = first[i] * sign, next = second[i] * sign
    take(winner, &most, &next)
    take(greatest(select(isWinner, b, a)), &most, &next)
    first[i] = most * sign
    second[i] = next * sign
    i &+= 1
  }
}

@inline(always)
private func columnTwoGreatest(
  _ c: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ first: UnsafeMutablePointer<Float>,
  _ second: UnsafeMutablePointer<Float>, sign: Float
) {
  @inline(always)
  func run(_ j: Int, _ count: Int) {
    var a = load(first, j, count: count) * sign
    var b = load(second, j, count: count) * sign
    var i = 0
    while i < rows {
      take(load(c + i &* stride, j, count: count) * sign, &a, &b)
      i &+= 1
    }
    store(a * sign, first, j, count: count)
    store(b * sign, second, j, count: count)
  }
  forEachRun(cols, run)
}

func tileRowTwoMax(
  _ c: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ first: UnsafeMutablePointer<Float>,
  _ second: UnsafeMutablePointer<Float>
) {
  rowTwoGreatest(c, stride, rows, cols, first, second, sign: 1)
}

func tileRowTwoMin(
  _ c: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ first: UnsafeMutablePointer<Float>,
  _ second: UnsafeMutablePointer<Float>
) {
  rowTwoGreatest(c, stride, rows, cols, first, second, sign: -1)
}

func tileColumnTwoMax(
  _ c: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ first: UnsafeMutablePointer<Float>,
  _ second: UnsafeMutablePointer<Float>
) {
  columnTwoGreatest(c, stride, rows, cols, first, second, sign: 1)
}

func tileColumnTwoMin(
  _ c: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ first: UnsafeMutablePointer<Float>,
  _ second: UnsafeMutablePointer<Float>
) {
  columnTwoGreatest(c, stride, rows, cols, first, second, sign: -1)
}
