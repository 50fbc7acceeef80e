// The greedy walk that picks the token least similar to all picks together.
//
//   m_j = sum over picked s of S_sj       next: arg min m, ties to the lower index
//
// Each pick needs its row of cosines S. One row by itself is computed at the speed of reading the tokens; a few rows together
// cost little more. So with a missing row come those of the tokens that are next in line now: m moves slowly, and most of
// them are picked soon. A row that is never used changes nothing. When many tokens are kept, half a matrix product is
// cheaper than that. All ways give the same bits.
// Cost: at most keep·N·D multiply-adds per row of a group, at most about N²·D/2 in all; N·D floats of scratch, N² if stored.

import CPith

/// The latest rows of S.
private struct RecentRows {
  var tokens: FloatRows
  var inverseNorms: UnsafePointer<Float>
  var packed: PackedColumns
  /// Rows computed together.
  var group: Int
  /// `[slots, N]`: a ring of whole groups; `owner` `[slots]` is the token of a slot, -1 for none; `slot` `[N]` the reverse.
  var rows: UnsafeMutablePointer<Float>
  var owner: UnsafeMutablePointer<Int32>
  var slot: UnsafeMutablePointer<Int32>
  var slots: Int
  var next: Int
  /// `[group, D]`, as given and packed; factors of the group.
  var gathered: UnsafeMutablePointer<Float>
  var panel: UnsafeMutablePointer<Float>
  var factors: UnsafeMutablePointer<Float>
  /// `[group]`: tokens to compute.
  var wanted: UnsafeMutablePointer<Int32>
}

extension Workspace {
  /// Picks `keep` tokens from `seed` on, in pick order.
  func pickLeastSum(
    _ keep: Int, from seed: Int, _ tokens: FloatRows, _ walk: GreedyWalk, _ progress: WalkProgress,
    into picks: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let n = walk.count
    if !LazyCost.pays(keep, of: n) {
      try pick(keep, from: seed, by: .leastSum, try similarityRows(tokens, store: true), walk, progress, into: picks)
      return
    }
    var recent = try recentRows(tokens)
    walk.values.update(repeating: 0, count: n)
    walk.picked.update(repeating: 0, count: n)
    var last = seed
    var t = 0
    while t < keep {
      picks[t] = Int32(truncatingIfNeeded: last)
      walk.picked[last] = 1
      t &+= 1
      if t < keep {
        if recent.slot[last] < 0 { compute(last, walk, &recent) }
        let row = recent.rows + Int(recent.slot[last]) &* n
        last = max(0, kernels.pointee.step_sum_arg_min(row, walk.values, walk.picked, n))
      }
      if t & 63 == 0 { try checkpoint(progress.done &+ t, of: progress.total) }
    }
  }

  private func recentRows(_ tokens: FloatRows) throws(PithError) -> RecentRows {
    let n = tokens.rows
    let inverse = UnsafePointer(try inverseNorms(tokens))
    let group = max(kernels.pointee.gemm_panel_rows, 1)
    let slots = group &* 8
    let cells = try product(group, tokens.cols)
    let recent = RecentRows(
      tokens: tokens, inverseNorms: inverse, packed: try packColumns(tokens, scale: inverse), group: group,
      rows: try allocate(try product(slots, n), of: Float.self), owner: try allocate(slots, of: Int32.self),
      slot: try allocate(n, of: Int32.self), slots: slots, next: 0, gathered: try allocate(cells, of: Float.self),
      panel: try allocate(cells, of: Float.self), factors: try allocate(group, of: Float.self),
      wanted: try allocate(group, of: Int32.self))
    recent.owner.update(repeating: -1, count: slots)
    recent.slot.update(repeating: -1, count: n)
    return recent
  }

  /// Computes the row of token `i`, and of those next in line.
  private func compute(_ i: Int, _ walk: GreedyWalk, _ recent: inout RecentRows) {
    let table = kernels
    let n = walk.count
    let dim = recent.tokens.cols
    let count = chooseGroup(i, walk, recent)
    var g = 0
    while g < recent.group {
      let slot = recent.next &+ g
      if recent.owner[slot] >= 0 { recent.slot[Int(recent.owner[slot])] = -1 }
      recent.owner[slot] = -1
      if g < count {
        let token = Int(recent.wanted[g])
        recent.owner[slot] = recent.wanted[g]
        recent.slot[token] = Int32(truncatingIfNeeded: slot)
        recent.factors[g] = recent.inverseNorms[token]
        (recent.gathered + g &* dim).update(from: recent.tokens.row(token), count: dim)
      }
      g &+= 1
    }
    let packed = recent.packed
    let group = recent.group
    let panel = recent.panel
    let rows = recent.rows + recent.next &* n
    recent.next = (recent.next &+ group) % recent.slots
    var p = 0
    while p < dim {
      table.pointee.pack_a(
        recent.gathered + p, dim, count, min(packed.kBlock, dim &- p), recent.factors, panel + p &* group)
      p &+= packed.kBlock
    }
    if dim == 0 { rows.update(repeating: 0, count: count &* n) }
    let width = max(table.pointee.gemm_panel_cols, 1)
    parallelRanges(packed.padded / width, grain: max(1, 65536 / max(width &* dim, 1))) { _, begin, end in
      let first = begin &* width
      let last = min(end &* width, n)
      var p = 0
      while p < dim && first < last {
        table.pointee.gemm_block(
          panel + p &* group, packed.panels(from: first, k: p), count, last &- first, min(packed.kBlock, dim &- p),
          rows + first, n, p == 0 ? 0 : 1)
        p &+= packed.kBlock
      }
    }
  }

  /// Token `i` and the tokens of smallest sum whose rows are missing. Gives their number.
  @_optimize(speed)
  private func chooseGroup(_ i: Int, _ walk: GreedyWalk, _ recent: RecentRows) -> Int {
    let list = recent.wanted + 1
    let room = recent.group &- 1
    recent.wanted[0] = Int32(truncatingIfNeeded: i)
    if room == 0 { return 1 }
    var count = 0
    var least = Float.infinity
    var j = 0
    while j < walk.count {
      let value = walk.values[j]
      if (value < least || count < room) && walk.picked[j] == 0 && recent.slot[j] < 0 {
        var q = count < room ? count : room &- 1
        while q > 0 && value < walk.values[Int(list[q &- 1])] {
          list[q] = list[q &- 1]
          q &-= 1
        }
        list[q] = Int32(truncatingIfNeeded: j)
        count = min(count &+ 1, room)
        if count == room { least = walk.values[Int(list[room &- 1])] }
      }
      j &+= 1
    }
    return count &+ 1
  }
}
