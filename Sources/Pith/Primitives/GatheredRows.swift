// Cosines of chosen pairs: any rows of a token set against the tokens in a panel.
//
// A method that can tell in advance which pairs matter computes these only. Panels hold `width` tokens each, the rows are
// read where they lie; an element has the bits that the matrix product of all pairs gives it.
// Cost: one pass to bring the rows to length 1; then D multiply-adds per row and panel column. N·D floats of scratch, N·width
// for the results.

import CPith

/// Rows of length 1, and room for their products with one panel.
struct GatheredRows {
  /// Rows of norm zero stay zero.
  var units: FloatRows
  /// Columns of a panel.
  var width: Int
  /// Rows that the kernel takes at once.
  var group: Int
  /// `[N, width]`: results, one row for each row that was asked for.
  var products: UnsafeMutablePointer<Float>
  /// `[N]`: which rows to ask for.
  var list: UnsafeMutablePointer<Int32>

  var count: Int { units.rows }
  var dim: Int { units.cols }

  /// Rows for which another thread pays.
  var grain: Int { max(group, 8192 / max(dim, 1)) }

  /// Multiply-adds per row for the columns first..<last: half a panel is the least.
  func cost(columns first: Int, _ last: Int) -> Int { first >= 8 || last <= 8 ? dim &* min(8, width) : dim &* width }
}

extension Workspace {
  func gatheredRows(_ tokens: FloatRows) throws(PithError) -> GatheredRows {
    let table = kernels
    let n = tokens.rows
    let width = max(table.pointee.gemm_panel_cols, 1)
    // Rows a power of two apart would share one set of the first-level cache.
    let stride = roundUp(tokens.cols, to: 16) &+ 16
    let units = try allocate(try product(n, stride), of: Float.self)
    parallelRanges(n, grain: max(1, 65536 / max(tokens.cols, 1))) { _, begin, end in
      var i = begin
      while i < end {
        table.pointee.scale(inverseNorm(tokens.row(i), tokens.cols), tokens.row(i), units + i &* stride, tokens.cols)
        i &+= 1
      }
    }
    return GatheredRows(
      units: FloatRows(base: UnsafePointer(units), rows: n, cols: tokens.cols, stride: stride),
      width: width, group: max(table.pointee.gemm_panel_rows, 1),
      products: try allocate(try product(n, width), of: Float.self), list: try allocate(n, of: Int32.self))
  }

  /// Products of the first `m` rows of the list with all columns of a panel.
  func multiplyGathered(_ rows: GatheredRows, _ m: Int, by panel: UnsafePointer<Float>) {
    let table = kernels
    parallelRanges(m, grain: rows.grain) { _, begin, end in
      table.pointee.gemm_gathered(
        rows.units.base, rows.units.stride, rows.list + begin, end &- begin, panel, rows.dim,
        rows.products + begin &* rows.width, 0, 0, rows.width)
    }
  }

  /// Products of the rows begin..<end of the list with the tokens first..<last of the panels, all of one panel: at their columns
  /// of the panel. The calling thread does it alone.
  func multiply(
    _ rows: GatheredRows, _ begin: Int, _ end: Int, by panels: GrowingPanels, columns first: Int, _ last: Int
  ) {
    let q = first / panels.width
    kernels.pointee.gemm_gathered(
      rows.units.base, rows.units.stride, rows.list + begin, end &- begin, panels.panel(q), rows.dim,
      rows.products + begin &* rows.width, 0, first &- q &* panels.width, last &- q &* panels.width)
  }
}

/// Tokens in panels, added one after the other.
struct GrowingPanels {
  var base: UnsafeMutablePointer<Float>
  var width: Int
  var dim: Int
  var count: Int

  func panel(_ q: Int) -> UnsafeMutablePointer<Float> { base + q &* width &* dim }

  /// `length` elements of x, zeros after them.
  mutating func add(_ x: UnsafePointer<Float>, length: Int) {
    let panel = self.panel(count / width)
    let column = count % width
    if column == 0 { panel.update(repeating: 0, count: width &* dim) }
    var target = panel + column
    var p = 0
    while p < length {
      target.pointee = x[p]
      target += width
      p &+= 1
    }
    count &+= 1
  }
}

extension Workspace {
  /// Room for `capacity` tokens.
  func growingPanels(_ capacity: Int, width: Int, dim: Int) throws(PithError) -> GrowingPanels {
    GrowingPanels(
      base: try allocate(try product(roundUp(capacity, to: width), dim), of: Float.self), width: width, dim: dim, count: 0)
  }
}

/// What a lazy search knows: the best of the tokens whose value is up to date.
struct Leader {
  var value: Float = -.infinity
  var index: Int = -1

  /// Whether a token with this value, or with less than it, comes after the leader for sure.
  func beats(_ value: Float, _ index: Int) -> Bool {
    !(value > self.value || (value == self.value && index < self.index))
  }

  mutating func take(_ value: Float, _ index: Int) {
    if !beats(value, index) {
      self.value = value
      self.index = index
    }
  }

  /// Collects the tokens that the leader does not beat for sure, ascending; or, if there are more than `limit`, the `limit`
  /// of greatest bound, best first. Gives their number.
  @_optimize(speed)
  func rivals(
    _ bounds: UnsafePointer<Float>, _ n: Int, limit: Int, into list: UnsafeMutablePointer<Int32>
  ) -> Int {
    if limit >= n {
      var count = 0
      var j = 0
      while j < n {
        if !beats(bounds[j], j) {
          list[count] = Int32(truncatingIfNeeded: j)
          count &+= 1
        }
        j &+= 1
      }
      return count
    }
    var count = 0
    var least = value
    var j = 0
    while j < n {
      let bound = bounds[j]
      if bound >= least && !beats(bound, j) && (count < limit || bound > least) {
        var q = count < limit ? count : limit &- 1
        while q > 0 && bounds[Int(list[q &- 1])] < bound {
          list[q] = list[q &- 1]
          q &-= 1
        }
        list[q] = Int32(truncatingIfNeeded: j)
        count = min(count &+ 1, limit)
        if count == limit { least = bounds[Int(list[limit &- 1])] }
      }
      j &+= 1
    }
    return count
  }

  /// The first pick that some rival has not seen, at most `t`.
  @_optimize(speed)
  static func firstUnseen(
    _ rivals: UnsafePointer<Int32>, _ count: Int, _ seen: UnsafePointer<Int32>, atMost t: Int
  ) -> Int {
    var first = t
    var r = 0
    while r < count {
      first = min(first, Int(seen[Int(rivals[r])]))
      r &+= 1
    }
    return first
  }

  /// Collects the rivals that have not seen all picks before `end` and that the leader does not beat by now. Gives their
  /// number.
  @_optimize(speed)
  func stragglers(
    _ rivals: UnsafePointer<Int32>, _ count: Int, _ seen: UnsafePointer<Int32>, before end: Int,
    _ bounds: UnsafePointer<Float>, into list: UnsafeMutablePointer<Int32>
  ) -> Int {
    var m = 0
    var r = 0
    while r < count {
      let j = Int(rivals[r])
      if Int(seen[j]) < end && !beats(bounds[j], j) {
        list[m] = rivals[r]
        m &+= 1
      }
      r &+= 1
    }
    return m
  }

  /// How many rivals to look at in one round: few at first, since each may raise the leader above the others.
  static func limit(round: Int, group: Int, of n: Int) -> Int { round < 3 ? min(n, group &* (round &+ 1)) : n }
}
