// Running arg max and arg min over the tiles of C, per row and per column: nearest neighbour, nearest centre.
//
// Per row: the maximum of the row's part is found first, without indices; only when it reaches the best value so far is the
// row searched for its column. After the first few tiles that is rare, so the cost is one read of the tile.
// Per column: index lanes are carried down the rows of the tile, then merged once into the running result.
// Ties go to the lower index, also when a later tile holds lower indices. A minimum is the maximum of the negated values.
import CPith

/// Does (v, index) replace (best, bestIndex)? An index of -1 loses against every index; -infinity counts as nothing.
@inline(always)
private func improves(_ v: Float, _ index: Int32, over best: Float, _ bestIndex: Int32) -> Bool {
  v > best || (v == best && v > -.infinity && UInt32(bitPattern: index) < UInt32(bitPattern: bestIndex))
}

@inline(never)
private func rowArgMax(
  _ c: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ firstColumn: Int, _ alpha: Float,
  _ columnBias: UnsafePointer<Float>?, _ best: UnsafeMutablePointer<Float>, _ index: UnsafeMutablePointer<Int32>,
  isMinimum: Bool
) {
  let factor = Lanes(repeating: alpha)
  let sign = signFlip(isMinimum)
  // Missing lanes: alpha * 0 plus what loses against everything.
  let missing: Float = isMinimum ? .infinity : -.infinity
  var i = 0
  while i < rows {
    let row = c + i &* stride
    @inline(always)
    func value(_ j: Int, _ count: Int) -> Lanes {
      if let columnBias {
        return flipped(fma(factor, load(row, j, count: count), load(columnBias, j, count: count, fill: missing)), sign)
      }
      return flipped(load(row, j, count: count, fill: missing), sign)
    }
    let peak = reduceGreatest(cols, value)
    let before = isMinimum ? -best[i] : best[i]
    if peak >= before && peak > -.infinity {
      var j = 0
      while j < cols {
        let match = laneBits(pith_is_equal(value(j, min(16, cols &- j)), Lanes(repeating: peak)))
        if match != 0 {
          let column = Int32(truncatingIfNeeded: firstColumn &+ j &+ match.trailingZeroBitCount)
          if improves(peak, column, over: before, index[i]) {
            best[i] = isMinimum ? -peak : peak
            index[i] = column
          }
          break
        }
        j &+= 16
      }
    }
    i &+= 1
  }
}

func tileRowArgMax(
  _ c: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ firstColumn: Int, _ alpha: Float,
  _ columnBias: UnsafePointer<Float>?, _ best: UnsafeMutablePointer<Float>, _ index: UnsafeMutablePointer<Int32>
) {
  rowArgMax(c, stride, rows, cols, firstColumn, alpha, columnBias, best, index, isMinimum: false)
}

func tileRowArgMin(
  _ c: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ firstColumn: Int, _ alpha: Float,
  _ columnBias: UnsafePointer<Float>?, _ best: UnsafeMutablePointer<Float>, _ index: UnsafeMutablePointer<Int32>
) {
  rowArgMax(c, stride, rows, cols, firstColumn, alpha, columnBias, best, index, isMinimum: true)
}

/// `improves`, for the columns j ..< j + count.
@inline(always)
private func merge(
  _ peak: Lanes, _ row: LaneIndices, _ best: UnsafeMutablePointer<Float>, _ index: UnsafeMutablePointer<Int32>,
  _ j: Int, _ count: Int, isMinimum: Bool
) {
  // Words are words: the float loads and stores move the indices as they are.
  let words = UnsafeMutableRawPointer(index).assumingMemoryBound(to: Float.self)
  let stored = load(best, j, count: count)
  let before = isMinimum ? negated(stored) : stored
  let rowBefore = unsafeBitCast(load(words, j, count: count), to: LaneIndices.self)
  let flip = LaneIndices(repeating: .min)
  let isLower = pith_is_less_i32(row ^ flip, rowBefore ^ flip)
  let isTie = pith_is_equal(peak, before) & pith_is_less(Lanes(repeating: -.infinity), peak)
  let better = pith_is_less(before, peak) | (isTie & isLower)
  let after = select(better, peak, before)
  store(isMinimum ? negated(after) : after, best, j, count: count)
  store(unsafeBitCast(select(better, row, rowBefore), to: Lanes.self), words, j, count: count)
}

@inline(always)
private func columnArgMax(
  _ c: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ firstRow: Int,
  _ best: UnsafeMutablePointer<Float>, _ index: UnsafeMutablePointer<Int32>, isMinimum: Bool,
  key: (_ v: Lanes, _ i: Int) -> Lanes
) {
  @inline(always)
  func run(_ j: Int, _ count: Int) {
    var peak = Lanes(repeating: -.infinity)
    var row = LaneIndices(repeating: -1)
    var current = LaneIndices(repeating: Int32(truncatingIfNeeded: firstRow))
    var i = 0
    while i < rows {
      let v = key(load(c + i &* stride, j, count: count), i)
      let isGreater = pith_is_less(peak, v)
      peak = select(isGreater, v, peak)
      row = select(isGreater, current, row)
      current &+= 1
      i &+= 1
    }
    merge(peak, row, best, index, j, count, isMinimum: isMinimum)
  }
  forEachRun(cols, run)
}

func tileColumnArgMax(
  _ c: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ firstRow: Int, _ alpha: Float,
  _ rowBias: UnsafePointer<Float>?, _ best: UnsafeMutablePointer<Float>, _ index: UnsafeMutablePointer<Int32>
) {
  let factor = Lanes(repeating: alpha)
  if let rowBias {
    @inline(always)
    func key(_ v: Lanes, _ i: Int) -> Lanes {
      fma(factor, v, Lanes(repeating: rowBias[i]))
    }
    columnArgMax(c, stride, rows, cols, firstRow, best, index, isMinimum: false, key: key)
  } else {
    @inline(always)
    func key(_ v: Lanes, _ i: Int) -> Lanes { v }
    columnArgMax(c, stride, rows, cols, firstRow, best, index, isMinimum: false, key: key)
  }
}

func tileColumnArgMin(
  _ c: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ firstRow: Int, _ alpha: Float,
  _ rowBias: UnsafePointer<Float>?, _ best: UnsafeMutablePointer<Float>, _ index: UnsafeMutablePointer<Int32>
) {
  let factor = Lanes(repeating: alpha)
  if let rowBias {
    @inline(always)
    func key(_ v: Lanes, _ i: Int) -> Lanes {
      negated(fma(factor, v, Lanes(repeating: rowBias[i])))
    }
    columnArgMax(c, stride, rows, cols, firstRow, best, index, isMinimum: true, key: key)
  } else {
    @inline(always)
    func key(_ v: Lanes, _ i: Int) -> Lanes { negated(v) }
    columnArgMax(c, stride, rows, cols, firstRow, best, index, isMinimum: true, key: key)
  }
}
