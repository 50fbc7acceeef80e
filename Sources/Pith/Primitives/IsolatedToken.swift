// The token whose nearest neighbour is farthest: arg max over i of min over j ≠ i of 1 - cos(i, j), ties to the lower i.
//
// Any neighbour that was looked at bounds min over j from above, so a token is out as soon as one neighbour is nearer than the
// nearest neighbour of a token that is known in full. Steps, until no token is left:
//   1. take the tokens that are least bounded, a panel of them (at first: spread evenly)
//   2. compute their cosines with all tokens that are left; each pair bounds both sides
//   3. as long as one of the panel still leads, with those that are out, too; if one does at the end, all of them are known
//   4. strike out the tokens that the leader beats
//
// Where tokens have near neighbours, as those of images do, a few panels are enough. Where no pair is nearer than others,
// every token gets its turn, and each pair is still computed about once: half of the matrix.
// Cost: between about 2·width·N·D and N²·D/2 multiply-adds; no N².

import CPith

private let left: UInt8 = 0
private let out: UInt8 = 1
private let known: UInt8 = 2

/// The state of the search.
private struct IsolationSearch {
  /// Greatest cosine seen.
  var nearest: UnsafeMutablePointer<Float>
  var state: UnsafeMutablePointer<UInt8>
  /// 1 + column of the tokens in the panel, 0 for others.
  var slots: UnsafeMutablePointer<UInt8>
  var probes: UnsafeMutablePointer<Int32>
  var count: Int
  var panel: UnsafeMutablePointer<Float>
  /// Unit rows of the panel, side by side.
  var gathered: UnsafeMutablePointer<Float>
  var rowMaxima: UnsafeMutablePointer<Float>
  var columnMaxima: UnsafeMutablePointer<Float>
  /// Tokens by falling `nearest`, and room to sort them.
  var order: UnsafeMutablePointer<Int32>
  var sorting: UnsafeMutablePointer<UInt32>
  var leader = Leader()

  func isBeaten(_ i: Int) -> Bool { leader.beats(1 - nearest[i], i) }
}

extension Workspace {
  @_optimize(speed)
  func mostIsolated(_ rows: GatheredRows, _ progress: WalkProgress) throws(PithError) -> Int {
    let n = rows.count
    if n <= 1 { return 0 }
    let mark = self.mark()
    defer { release(mark) }
    let width = rows.width
    var search = IsolationSearch(
      nearest: try allocate(n, of: Float.self), state: try allocate(n, of: UInt8.self),
      slots: try allocate(n, of: UInt8.self), probes: try allocate(width, of: Int32.self), count: 0,
      panel: try allocate(try product(width, rows.dim), of: Float.self),
      gathered: try allocate(try product(width, rows.dim), of: Float.self),
      rowMaxima: try allocate(n, of: Float.self), columnMaxima: try allocate(width, of: Float.self),
      order: try allocate(n, of: Int32.self),
      sorting: try allocate(try product(n, 3) &+ Int(PITHK_SELECT_WORDS), of: UInt32.self))
    search.nearest.update(repeating: -.infinity, count: n)
    search.state.update(repeating: left, count: n)
    search.slots.update(repeating: 0, count: n)
    var isFirst = true
    while true {
      try checkpoint(progress.done, of: progress.total)
      chooseProbes(n, width, isFirst, &search)
      isFirst = false
      if search.count == 0 { return max(0, search.leader.index) }
      fillPanel(rows, search)
      lookAtLeft(rows, search)
      var leads = hasLead(search)
      if leads { leads = lookAtOthers(rows, search) }
      var c = 0
      while c < search.count {
        let i = Int(search.probes[c])
        search.state[i] = leads ? known : out
        search.slots[i] = 0
        if leads { search.leader.take(1 - search.nearest[i], i) }
        c &+= 1
      }
      var i = 0
      while i < n {
        if search.state[i] == left && search.isBeaten(i) { search.state[i] = out }
        i &+= 1
      }
    }
  }

  /// The tokens left with the smallest bounds.
  @_optimize(speed)
  private func chooseProbes(_ n: Int, _ width: Int, _ isFirst: Bool, _ search: inout IsolationSearch) {
    let probes = search.probes
    var count = 0
    if isFirst {
      count = min(width, n)
      var c = 0
      while c < count {
        probes[c] = Int32(truncatingIfNeeded: n / count &* c &+ n % count &* c / count)
        c &+= 1
      }
    } else {
      var i = 0
      while i < n {
        let bound = search.nearest[i]
        if search.state[i] == left && (count < width || bound < search.nearest[Int(probes[width &- 1])]) {
          var q = count < width ? count : width &- 1
          while q > 0 && bound < search.nearest[Int(probes[q &- 1])] {
            probes[q] = probes[q &- 1]
            q &-= 1
          }
          probes[q] = Int32(truncatingIfNeeded: i)
          count = min(count &+ 1, width)
        }
        i &+= 1
      }
    }
    search.count = count
    var c = 0
    while c < count {
      search.slots[Int(probes[c])] = UInt8(truncatingIfNeeded: c &+ 1)
      c &+= 1
    }
  }

  private func fillPanel(_ rows: GatheredRows, _ search: IsolationSearch) {
    var c = 0
    while c < search.count {
      (search.gathered + c &* rows.dim).update(from: rows.units.row(Int(search.probes[c])), count: rows.dim)
      c &+= 1
    }
    kernels.pointee.pack_b(search.gathered, rows.dim, search.count, rows.dim, nil, search.panel)
  }

  /// Whether any token of the panel may still be the one.
  private func hasLead(_ search: IsolationSearch) -> Bool {
    var c = 0
    while c < search.count {
      if !search.isBeaten(Int(search.probes[c])) { return true }
      c &+= 1
    }
    return false
  }

  private func lookAtLeft(_ rows: GatheredRows, _ search: IsolationSearch) {
    var m = 0
    var i = 0
    while i < rows.count {
      if search.state[i] == left {
        rows.list[m] = Int32(truncatingIfNeeded: i)
        m &+= 1
      }
      i &+= 1
    }
    look(rows, m, search)
  }

  /// Looks at the tokens that are out, those with the nearest neighbours first, as long as one of the panel leads. Gives
  /// whether one does at the end.
  private func lookAtOthers(_ rows: GatheredRows, _ search: IsolationSearch) -> Bool {
    let n = rows.count
    kernels.pointee.argsort(search.nearest, n, 1, search.order, search.sorting)
    // Enough for every thread.
    let chunk = max(rows.group &* 8, 65536 / max(rows.dim, 1) &* threads)
    var m = 0
    var i = 0
    while i < n {
      if search.state[Int(search.order[i])] == out {
        rows.list[m] = search.order[i]
        m &+= 1
      }
      i &+= 1
      if m == chunk || (i == n && m > 0) {
        look(rows, m, search)
        m = 0
        if !hasLead(search) { return false }
      }
    }
    return true
  }

  /// Computes the cosines of the panel with the first `m` tokens of the list, and takes in what they say about both sides.
  @_optimize(speed)
  private func look(_ rows: GatheredRows, _ m: Int, _ search: IsolationSearch) {
    let width = rows.width
    if m == 0 { return }
    multiplyGathered(rows, m, by: search.panel)
    var r = 0
    while r < m {
      let slot = Int(search.slots[Int(rows.list[r])])
      search.rowMaxima[r] = search.nearest[Int(rows.list[r])]
      if slot > 0 { rows.products[r &* width &+ slot &- 1] = -.infinity }
      r &+= 1
    }
    let table = kernels
    table.pointee.tile_row_maximum(rows.products, width, m, search.count, search.rowMaxima)
    r = 0
    while r < m {
      search.nearest[Int(rows.list[r])] = search.rowMaxima[r]
      r &+= 1
    }
    var c = 0
    while c < search.count {
      search.columnMaxima[c] = search.nearest[Int(search.probes[c])]
      c &+= 1
    }
    table.pointee.column_maximum(rows.products, width, m, search.count, search.columnMaxima)
    c = 0
    while c < search.count {
      search.nearest[Int(search.probes[c])] = search.columnMaxima[c]
      c &+= 1
    }
  }
}
