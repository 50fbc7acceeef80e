// The k smallest values per row (per column) over the tiles of C, with their indices: k nearest neighbours.
//
// Each row keeps its k values sorted by (value, index). A run of 16 values is compared with the k-th at once; once a row has
// seen a few times k values almost no run passes, so the cost is one read of the tile. What passes is inserted from the back.
// +infinity counts as nothing and is never inserted.
import CPith

@inline(always)
private func insert(
  _ v: Float, _ newIndex: Int32, _ k: Int, _ values: UnsafeMutablePointer<Float>,
  _ index: UnsafeMutablePointer<Int32>
) {
  let rank = UInt32(bitPattern: newIndex)
  @inline(always)
  func isBefore(_ p: Int) -> Bool {
    v < values[p] || (v == values[p] && rank < UInt32(bitPattern: index[p]))
  }
  if !(v < .infinity) || !isBefore(k &- 1) { return }
  var p = k &- 1
  while p > 0 && isBefore(p &- 1) {
    values[p] = values[p &- 1]
    index[p] = index[p &- 1]
    p &-= 1
  }
  values[p] = v
  index[p] = newIndex
}

func tileRowSmallest(
  _ c: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ firstColumn: Int, _ k: Int,
  _ values: UnsafeMutablePointer<Float>, _ index: UnsafeMutablePointer<Int32>
) {
  var i = 0
  while i < rows {
    let row = c + i &* stride
    let rowValues = values + i &* k
    let rowIndex = index + i &* k
    @inline(always)
    func run(_ j: Int, _ count: Int) {
      let run = load(row, j, count: count, fill: .infinity)
      if laneBits(pith_is_at_most(run, Lanes(repeating: rowValues[k &- 1]))) != 0 {
        var lane = 0
        while lane < count {
          insert(row[j &+ lane], Int32(truncatingIfNeeded: firstColumn &+ j &+ lane), k, rowValues, rowIndex)
          lane &+= 1
        }
      }
    }
    forEachRun(cols, run)
    i &+= 1
  }
}

func tileColumnSmallest(
  _ c: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ firstRow: Int, _ k: Int,
  _ values: UnsafeMutablePointer<Float>, _ index: UnsafeMutablePointer<Int32>
) {
  @inline(always)
  func run(_ j: Int, _ count: Int) {
    var bound = Lanes(repeating: -.infinity)
    var lane = 0
    while lane < count {
      bound[lane] = values[(j &+ lane) &* k &+ k &- 1]
      lane &+= 1
    }
    var i = 0
    while i < rows {
      let row = c + i &* stride
      if laneBits(pith_is_at_most(load(row, j, count: count), bound)) != 0 {
        let newIndex = Int32(truncatingIfNeeded: firstRow &+ i)
        var lane = 0
        while lane < count {
          let column = (j &+ lane) &* k
          insert(row[j &+ lane], newIndex, k, values + column, index + column)
          bound[lane] = values[column &+ k &- 1]
          lane &+= 1
        }
      }
      i &+= 1
    }
  }
  forEachRun(cols, run)
}
