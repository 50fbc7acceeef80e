// Rows times the inverse of a small triangular matrix: the step within a panel of greedy walks that factorise as they go.
//
// Element s of a row is finished once the elements before it have been added to it, times their weights, in ascending order: the
// chain that a walk over single columns makes, so the same bits. Each finished element is added to all later ones at once.
// Rows take turns in groups, since the elements of one row wait for each other.
//
// Cost: `width` multiply-adds per row and column, in the first-level cache.
import CPith

/// c[i, s] = (c[i, s] + sum over s' in first..<s of w[s', s] c[i, s']) factor[s] for s in first..<last. Rows of c and of w have
/// `width` elements, a multiple of 16; those from `last` on are changed.
func solveRows(
  _ c: UnsafeMutablePointer<Float>, _ m: Int, _ width: Int, _ w: UnsafePointer<Float>, _ factor: UnsafePointer<Float>,
  _ first: Int, _ last: Int
) {
  var begin = 0
  while begin < m {
    let end = min(begin &+ 8, m)
    var s = first
    while s < last {
      // The runs that hold columns after s.
      var run = (s &+ 1) & ~15
      let later = pith_is_less_i32(LaneIndices(repeating: Int32(truncatingIfNeeded: s &- run)), laneNumbers)
      var i = begin
      while i < end {
        let row = c + i &* width
        let x = row[s] * factor[s]
        row[s] = x
        if run < width {
          let v = load(row, run)
          store(select(later, fma(Lanes(repeating: x), load(w + s &* width, run), v), v), row, run)
        }
        i &+= 1
      }
      run &+= 16
      while run < width {
        i = begin
        while i < end {
          let row = c + i &* width
          store(fma(Lanes(repeating: row[s]), load(w + s &* width, run), load(row, run)), row, run)
          i &+= 1
        }
        run &+= 16
      }
      s &+= 1
    }
    begin = end
  }
}
