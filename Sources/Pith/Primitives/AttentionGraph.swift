// Attention maps as graphs for PageRank: one graph per head, read in place where that is possible.
//
//   probabilities   a as it is, or a^g with rows that add up to 1 (what a softmax at temperature 1 / g would have given)
//   logits          a = softmax of z · g by row; a row that may attend to nothing (-inf everywhere) is 0
//
// A power is taken as softmax of g · ln(a / row maximum): near the maximum, where the mass is, that is exact to the last bits.
// Causal logits: the -inf at the end of a row is neither exponentiated nor voted through (blocks of 32 rows share a width).
// Heads are split among threads. Only one copy of one head per thread is ever made, and none of f32 probabilities.
// Cost: one pass per head besides the votes.

import CPith

/// The maps of a call and how heads become graphs.
struct AttentionGraphs {
  /// `[H, N, N]`.
  var map: Block
  /// Entries are softmax inputs.
  var isLogits: Bool
  /// g above.
  var sharpness: Float
  /// `[batch, N]` ones and zeros, and how many ones each item has; nil: all tokens.
  var alive: UnsafePointer<Float>?
  var count: Int
  /// Rows are divided by their sums over living tokens.
  var renormalizes: Bool

  var n: Int { map.extent(1) }

  var readsInPlace: Bool {
    let view = map.first
    return !isLogits && sharpness == 1 && view.dtype == .f32 && (view.stride[2] == 1 || n <= 1)
  }
}

/// Buffers of one thread.
private struct GraphScratch {
  var copy: UnsafeMutablePointer<Float>
  var share: UnsafeMutablePointer<Double>
  var widths: UnsafeMutablePointer<Int32>
  var votes: VoteScratch
}

extension Workspace {
  /// PageRank of every head, `[batch * H, N]`.
  @inline(never)
  func headRanks(_ graphs: AttentionGraphs, _ plan: VotePlan) throws(PithError) -> UnsafeMutablePointer<Double> {
    let n = graphs.n
    let heads = graphs.map.extent(0)
    let tasks = try product(graphs.map.batch, heads)
    let ranks = try allocate(try product(tasks, n), of: Double.self)
    if tasks == 0 || n == 0 { return ranks }
    let mark = self.mark()
    defer { release(mark) }
    let grain = max(1, 32768 / max(1, n &* min(n, 32768)))
    let parts = self.parts(tasks, grain: grain)
    let scratch = try allocate(parts, of: GraphScratch.self)
    let bad = try allocate(parts, of: Bool.self)
    let blocks = (n &+ VoteGraph.rowsPerBlock &- 1) / VoteGraph.rowsPerBlock
    var part = 0
    while part < parts {
      scratch[part] = GraphScratch(
        copy: try allocate(graphs.readsInPlace ? 0 : try product(n, n), of: Float.self),
        share: try allocate(n, of: Double.self),
        widths: try allocate(blocks, of: Int32.self), votes: try voteScratch(n))
      bad[part] = false
      part &+= 1
    }
    // One piece of work per thread at a time, so that a call with many votes can be cancelled.
    let wave = parts &* grain
    var first = 0
    while first < tasks {
      try checkpoint(first, of: tasks)
      parallelRanges(min(wave, tasks &- first), grain: grain) { part, begin, end in
        var task = first &+ begin
        while task < first &+ end {
          let alive = graphs.alive.map { $0 + task / heads &* n }
          if let graph = graph(
            graphs, plan, item: graphs.map.item(task / heads), head: task % heads, alive, scratch[part]),
            let scores = pageRank(graph, plan, scratch[part].votes)
          {
            (ranks + task &* n).update(from: scores, count: n)
          } else {
            bad[part] = true
          }
          task &+= 1
        }
      }
      first &+= wave
    }
    part = 0
    while part < parts {
      if bad[part] { try throwBadEntry(graphs) }
      part &+= 1
    }
    return ranks
  }

  /// One head, or nil if it has an entry that it must not have.
  private func graph(
    _ graphs: AttentionGraphs, _ plan: VotePlan, item: Tensor, head: Int, _ alive: UnsafePointer<Float>?,
    _ scratch: GraphScratch
  ) -> VoteGraph? {
    let n = graphs.n
    var rows = FloatRows(base: UnsafePointer(scratch.copy), rows: n, cols: n, stride: n)
    if graphs.readsInPlace, let data = item.data {
      rows.base = UnsafePointer(data.assumingMemoryBound(to: Float.self)) + head &* item.stride[0]
      rows.stride = item.stride[1]
    }
    // A map that is read in place and voted on at once is checked by the first vote: one pass over memory less.
    let checksLater = graphs.readsInPlace && alive == nil && plan.iterations > 0
    var i = checksLater ? n : 0
    while i < n {
      if !graphs.readsInPlace {
        loadFloats(
          item, offset: head &* item.stride[0] &+ i &* item.stride[1], stride: item.stride[2], count: n,
          into: scratch.copy + i &* n)
      }
      if !graphs.isLogits {
        let row = rows.row(i)
        guard isLegal(row, n) else { return nil }
        if graphs.sharpness != 1 { sharpen(scratch.copy + i &* n, n, graphs.sharpness) }
      }
      i &+= 1
    }
    if graphs.isLogits && !exponentiate(scratch, n, graphs.sharpness) { return nil }
    var graph = VoteGraph(rows: rows, share: nil, alive: alive, count: graphs.count, widths: nil)
    graph.isUnchecked = checksLater
    if graphs.isLogits { graph.widths = UnsafePointer(scratch.widths) }
    if let alive, graphs.renormalizes {
      i = 0
      while i < n {
        let sum = alive[i] > 0 ? kernels.pointee.wide_dot(rows.row(i), alive, n) : 0
        // Less than any normal float is nothing: votes are f32, and its inverse would not be one.
        scratch.share[i] = sum >= Double(Float.leastNormalMagnitude) ? 1 / sum : 0
        i &+= 1
      }
      graph.share = UnsafePointer(scratch.share)
    }
    return graph
  }

  /// A row to the power `sharpness`, with sum 1.
  private func sharpen(_ row: UnsafeMutablePointer<Float>, _ n: Int, _ sharpness: Float) {
    let most = kernels.pointee.maximum(row, n)
    guard most >= Float.leastNormalMagnitude else { return row.update(repeating: 0, count: n) }
    kernels.pointee.scale(1 / most, row, row, n)
    kernels.pointee.log(row, row, n)
    kernels.pointee.softmax(row, sharpness, nil, row, n)
  }

  /// The softmax of every row of `scratch.copy`. False if a row has a NaN, +inf, or a number that becomes +inf.
  private func exponentiate(_ scratch: GraphScratch, _ n: Int, _ factor: Float) -> Bool {
    var first = 0
    while first < n {
      let last = min(first &+ VoteGraph.rowsPerBlock, n)
      var width = 0
      var i = first
      while i < last {
        let row = scratch.copy + i &* n
        var end = n
        while end > width && row[end &- 1] * factor == -.infinity { end &-= 1 }
        width = end
        i &+= 1
      }
      i = first
      while i < last {
        let row = scratch.copy + i &* n
        kernels.pointee.softmax(row, factor, nil, row, width)
        if width > 0 && row[0].isNaN { return false }
        i &+= 1
      }
      scratch.widths[first / VoteGraph.rowsPerBlock] = Int32(truncatingIfNeeded: width)
      first = last
    }
    return true
  }

  /// Finds the entry that a head was refused for.
  private func throwBadEntry(_ graphs: AttentionGraphs) throws(PithError) {
    let mark = self.mark()
    defer { release(mark) }
    let n = graphs.n
    let heads = graphs.map.extent(0)
    let line = try allocate(n, of: Float.self)
    var row = 0
    while row < graphs.map.batch &* heads &* n {
      let item = graphs.map.item(row / (heads &* n))
      loadFloats(
        item, offset: row / n % heads &* item.stride[0] &+ row % n &* item.stride[1], stride: item.stride[2], count: n,
        into: line)
      var j = 0
      while j < n {
        let value = line[j]
        let at = row &* n &+ j
        if value.isNaN || value == .infinity || (!graphs.isLogits && value == -.infinity) {
          throw PithError(
            .nonFinite, graphs.map.name, expected: graphs.isLogits ? "finite values or -infinity" : "finite values",
            got: .position(at))
        }
        if graphs.isLogits && value * graphs.sharpness == .infinity {
          throw PithError(
            .value, graphs.map.name, expected: "logits that stay finite when divided by the temperature",
            got: .real(Double(value)))
        }
        if !graphs.isLogits && value < 0 {
          throw PithError(.value, graphs.map.name, expected: "no negative values", got: .real(Double(value)))
        }
        j &+= 1
      }
      row &+= 1
    }
  }
}
