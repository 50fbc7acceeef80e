// Farthest-point traversal: rows that lie far apart, each the farthest from those before it (Gonzalez 1985).
//
//   p_0 = the row nearest to the mean
//   p_t = arg max over i of min over s < t of |x_i - p_s|^2, ties to the lower i
//
// Distances are those of double arithmetic. It ends early when every row equals a picked one, so the number of picks is at
// most the number of distinct rows, and a shorter traversal is the beginning of a longer one. Cost: N k D in double.

import CPith

extension Workspace {
  /// Writes at most `k` rows into `picks`, in the order they are picked, and gives their number.
  func farthestPoints(
    _ rows: FloatRows, _ moments: RowMoments, k: Int, picks: UnsafeMutablePointer<Int32>
  ) throws(PithError) -> Int {
    let n = rows.rows
    if n == 0 || k <= 0 { return 0 }
    let mark = self.mark()
    defer { release(mark) }
    let table = kernels
    let dim = rows.cols
    let distance = try allocate(n, of: Double.self)
    distance.update(repeating: .infinity, count: n)
    picks[0] = Int32(truncatingIfNeeded: moments.central)
    var count = 1
    while count < min(k, n) {
      try checkpoint(count, of: k)
      let last = rows.row(Int(picks[count &- 1]))
      parallelRanges(n, grain: max(1, 16384 / max(dim, 1))) { _, begin, end in
        var i = begin
        while i < end {
          let d = table.pointee.wide_squared_distance(rows.row(i), last, dim)
          if d < distance[i] { distance[i] = d }
          i &+= 1
        }
      }
      var farthest = 0
      var i = 1
      while i < n {
        if distance[i] > distance[farthest] { farthest = i }
        i &+= 1
      }
      if distance[farthest] == 0 { break }
      picks[count] = Int32(truncatingIfNeeded: farthest)
      count &+= 1
    }
    return count
  }
}
