// FoPru: Focal Pruning for Efficient Large Vision-Language Models (2024).
//
//   A = mean over heads of a[h, i, j]        row_i = mean over j of A_ij        column_j = mean over i of A_ij
//   significance = the one of row and column with the larger variance
//   rank: keep the tokens of greatest significance      row: keep the grid rows whose significance adds up to most
//
// a is the attention of the vision encoder between patches, without the class token; probabilities or raw scores.
//
// Steps: the column means come from the attention score primitive, the sums of a row are made while it is in cache; variances
// in double; grid rows are segments of `group` tokens, and single tokens are segments of one, so that both strategies are
// one.
//
// Differs from the known implementation (the authors have published none): equal variances choose the column mean; ties
// go to the lower index; the grid need not be square.
// Cost: reads the map once, at memory speed (twice if it is not f32 or N is above 4096); O(N) scratch.

import CPith

extension Select {
  /// Keeps the tokens, or the rows of a grid, that matter most in a self-attention map.
  ///
  /// - Parameters:
  ///   - attention: `[N, N]`, `[H, N, N]` or `[B, H, N, N]`, f32, f16 or bf16.
  ///   - group: 1: tokens are kept one by one; the width of the grid: by whole rows. Divides N.
  ///   - keep: 0…N, a multiple of `group`.
  ///   - order: ascending position, or best token (row) first.
  ///   - indices: out, `[keep]` or `[B, keep]`, i32.
  ///   - significance: out, optional, `[N]` or `[B, N]`.
  public static func foPru(
    _ workspace: Workspace, attention: Tensor, group: Int, keep: Int, order: Order, indices: Tensor,
    significance: Tensor?
  ) throws(PithError) {
    let map = try attention.attentionMap("attention")
    let n = map.extent(1)
    guard map.extent(2) == n else {
      throw PithError(
        .shape, "attention", expected: "[N, N], [H, N, N] or [B, H, N, N]",
        got: .shape(ndim: map.first.ndim, map.first.shape))
    }
    guard group >= 1 && n % group == 0 else {
      throw PithError(.range, "group", expected: "a divisor of N, 1 or more", got: .integer(group))
    }
    try requireCount(keep, "keep", atMost: n, "0 to N")
    guard keep % group == 0 else {
      throw PithError(.range, "keep", expected: "a multiple of group", got: .integer(keep))
    }
    let indices = try indices.selection(keep, like: map)
    let significance = try significance.block("significance", rank: 1, .float, "[N] or [B, N]", like: map)
    try significance?.require(n, "[N] or [B, N]")
    if n == 0 { return }

    let result = try workspace.allocate(try product(map.batch, keep), of: Int32.self)
    let values = try workspace.allocate(try product(map.batch, n), of: Float.self)
    let rows = try workspace.allocate(try product(map.batch, n), of: Float.self)
    let summed = try workspace.attentionMeans(map, n, scores: values, rowTotals: rows)
    let groups = n / group
    let totals = try workspace.allocate(groups, of: Float.self)
    let chosen = try workspace.allocate(groups, of: Int32.self)
    let table = workspace.kernels
    var b = 0
    while b < map.batch {
      let column = values + b &* n
      let row = rows + b &* n
      if !summed { try workspace.rowTotals(map.item(b), n, into: row) }
      let cells = Float(map.extent(0)) * Float(n)
      var r = 0
      while r < n {
        row[r] /= cells
        r &+= 1
      }
      if workspace.spread(row, n) > workspace.spread(column, n) { column.update(from: row, count: n) }
      var g = 0
      while g < groups {
        totals[g] = table.pointee.sum(column + g &* group, group)
        g &+= 1
      }
      try workspace.topK(totals, groups, keep / group, order, into: chosen)
      let picks = result + b &* keep
      var i = 0
      while i < keep {
        picks[i] = chosen[i / group] &* Int32(truncatingIfNeeded: group) &+ Int32(truncatingIfNeeded: i % group)
        i &+= 1
      }
      b &+= 1
    }
    workspace.commitAll(result, count: keep, to: indices)
    if let significance { workspace.commitAll(values, count: n, to: significance) }
  }
}

extension Workspace {
  /// Sums over heads and columns of every row of a finite map `[H, n, n]`.
  fileprivate func rowTotals(_ map: Tensor, _ n: Int, into totals: UnsafeMutablePointer<Float>) throws(PithError) {
    let mark = self.mark()
    defer { release(mark) }
    let heads = map.shape[0]
    let table = kernels
    let inPlace = map.dtype == .f32 && (map.stride[2] == 1 || n == 1)
    let grain = max(1, 65536 / max(n &* heads, 1))
    let line = try allocate(inPlace ? 0 : try product(n, parts(n, grain: grain)), of: Float.self)
    parallelRanges(n, grain: grain) { part, begin, end in
      var i = begin
      while i < end {
        var total: Float = 0
        var h = 0
        while h < heads {
          let offset = h &* map.stride[0] &+ i &* map.stride[1]
          if inPlace, let data = map.data {
            total += table.pointee.sum(data.assumingMemoryBound(to: Float.self) + offset, n)
          } else {
            loadFloats(map, offset: offset, stride: map.stride[2], count: n, into: line + part &* n)
            total += table.pointee.sum(line + part &* n, n)
          }
          h &+= 1
        }
        totals[i] = total
        i &+= 1
      }
    }
  }

  /// The sum of squared deviations from the mean: the variance but for a factor, which a comparison does not need.
  fileprivate func spread(_ x: UnsafePointer<Float>, _ n: Int) -> Double {
    let mean = kernels.pointee.wide_sum(x, n) / Double(max(n, 1))
    var total = 0.0
    var i = 0
    while i < n {
      let deviation = Double(x[i]) - mean
      total += deviation * deviation
      i &+= 1
    }
    return total
  }
}
