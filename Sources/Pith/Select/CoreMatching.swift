// CoreMatching: A Co-adaptive Sparse Inference Framework with Token and Neuron Pruning for Comprehensive Acceleration of
// Vision-Language Models (ICML 2025): core tokens.
//
//   counts_j = |{ f : x[q, f] > 0 and x[j, f] > 0 }|        keep { j : counts_j > value at the knee of counts }
//
// x are the activations of a feed-forward layer (act(gate) · up), q a row of the question, j the visual tokens.
//
// Steps: a list of the query's active neurons; each visual row is read once and counted along it; knee (Budget/Knee.swift).
// Differs from the authors' code: one row of their T x T product is made; equal distances and single tokens as described for
// the knee. The strict rule is their model's, `inclusive` their notebook's and the paper's. They zero keys and values of the
// dropped tokens instead of removing them; what to do with the decision is the host's.
// Cost: reads (visual tokens + 1) · F activations once.

import CPith

extension Select {
  /// Keeps the visual tokens that share most active neurons with a token of the question.
  ///
  /// - Parameters:
  ///   - activations: `[T, F]` or `[B, T, F]`, f32, f16 or bf16, F at most 2^24.
  ///   - queryRow: -T…T - 1; negative: from the end.
  ///   - visualBegin, visualEnd: 0 ≤ begin ≤ end ≤ T.
  ///   - inclusive: whether tokens at the knee stay.
  ///   - indices: out, `[capacity]` or `[B, capacity]`, i32, ascending, relative to `visualBegin`.
  ///   - count: out, `[1]` or `[B, 1]`, i32; written on a capacity error too.
  ///   - counts: out, optional, `[visual tokens]` or `[B, visual tokens]`, i32.
  ///   - knee: out, optional, `[2]` or `[B, 2]`, i32: rank and count at the knee; -1 and 0 without visual tokens.
  public static func coreMatching(
    _ workspace: Workspace, activations: Tensor, queryRow: Int, visualBegin: Int, visualEnd: Int, inclusive: Bool,
    indices: Tensor, count: Tensor, counts: Tensor?, knee: Tensor?
  ) throws(PithError) {
    let x = try activations.activations()
    let (t, f) = (x.extent(0), x.extent(1))
    guard queryRow >= 0 &- t && queryRow < t else {
      throw PithError(.range, "query_row", expected: "-T to T - 1", got: .integer(queryRow))
    }
    try require(visualEnd, "visual_end", in: 0...t, "0 to T")
    guard visualBegin >= 0 && visualBegin <= visualEnd else {
      throw PithError(.range, "visual_begin", expected: "0 to visual_end", got: .integer(visualBegin))
    }
    let n = visualEnd &- visualBegin
    let output = try CountedIndices(indices, count, like: x)
    let shared = try counts.block("counts", rank: 1, .index, "[visual tokens] or [B, visual tokens]", like: x)
    try shared?.require(n, "[visual tokens] or [B, visual tokens]")
    let knee = try knee.block("knee", rank: 1, .index, "[2] or [B, 2]", like: x)
    try knee?.require(2, "[2] or [B, 2]")

    let result = try workspace.allocate(try product(x.batch, n), of: Int32.self)
    let overlaps = try workspace.allocate(try product(x.batch, n), of: Int32.self)
    let kept = try workspace.allocate(x.batch, of: Int32.self)
    let knees = try workspace.allocate(try product(2, x.batch), of: Int32.self)
    let active = try workspace.allocate(f, of: Int32.self)
    let line = try workspace.allocate(f, of: Float.self)
    let scores = try workspace.allocate(n, of: Float.self)
    var b = 0
    while b < x.batch {
      let query = queryRow < 0 ? queryRow &+ t : queryRow
      let row = workspace.activationRow(x.item(b), query, line)
      if workspace.kernels.pointee.all_finite_f32(row, f) == 0 { try workspace.refuseActivation(x, b, query, line) }
      let listed = above(0, inclusive: false, row, f, into: active)
      let overlap = overlaps + b &* n
      try workspace.activeCounts(x, b, rows: visualBegin, n, of: active, listed, into: overlap)
      var i = 0
      while i < n {
        scores[i] = Float(overlap[i])
        i &+= 1
      }
      let found = try workspace.knee(scores, n)
      knees[2 &* b] = Int32(truncatingIfNeeded: found.rank)
      knees[2 &* b &+ 1] = Int32(truncatingIfNeeded: Int(saturating: found.value))
      kept[b] = Int32(truncatingIfNeeded: above(found.value, inclusive: inclusive, scores, n, into: result + b &* n))
      b &+= 1
    }
    try workspace.commit(result, stride: n, kept, to: output)
    if let shared { workspace.commitAll(overlaps, count: n, to: shared) }
    if let knee { workspace.commitAll(knees, count: 2, to: knee) }
  }
}

extension Tensor {
  /// Activations of a feed-forward layer. Counts of neurons and of tokens are ranked as f32, which is exact to 2^24.
  func activations() throws(PithError) -> Block {
    let x = try block("activations", rank: 2, .float, "[T, F] or [B, T, F]")
    guard x.extent(0) <= 1 << 24 && x.extent(1) <= 1 << 24 else {
      throw PithError(.size, "activations", expected: "T and F of at most 2^24", got: .shape(ndim: 2, x.first.shape))
    }
    return x
  }
}

extension Workspace {
  /// Row `i` of a `[T, F]` item: in place, or widened into `line`.
  func activationRow(_ item: Tensor, _ i: Int, _ line: UnsafeMutablePointer<Float>) -> UnsafePointer<Float> {
    let offset = i &* item.stride[0]
    if item.dtype == .f32, item.stride[1] == 1, let data = item.data {
      return UnsafePointer(data.assumingMemoryBound(to: Float.self) + offset)
    }
    loadFloats(item, offset: offset, stride: item.stride[1], count: item.shape[1], into: line)
    return UnsafePointer(line)
  }

  /// How many of the `listed` neurons are active in each of `n` rows of item `b`.
  func activeCounts(
    _ x: Block, _ b: Int, rows first: Int, _ n: Int, of neurons: UnsafePointer<Int32>, _ listed: Int,
    into counts: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let f = x.extent(1)
    let grain = max(1, 32768 / max(f, 1))
    let mark = self.mark()
    defer { release(mark) }
    let lines = try allocate(try product(parts(n, grain: grain), f), of: Float.self)
    let item = x.item(b)
    parallelRanges(n, grain: grain) { part, begin, end in
      var i = begin
      while i < end {
        let row = activationRow(item, first &+ i, lines + part &* f)
        let isFinite = kernels.pointee.all_finite_f32(row, f) == 1
        counts[i] = isFinite ? activeCount(row, neurons, listed) : -1
        i &+= 1
      }
    }
    var i = 0
    while i < n {
      if counts[i] < 0 { try refuseActivation(x, b, first &+ i, lines) }
      i &+= 1
    }
  }

  /// The error for a row that holds NaN or infinity.
  func refuseActivation(_ x: Block, _ b: Int, _ i: Int, _ line: UnsafeMutablePointer<Float>) throws(PithError) {
    let f = x.extent(1)
    let row = activationRow(x.item(b), i, line)
    var j = 0
    while j < f && row[j].isFinite { j &+= 1 }
    throw PithError(
      .nonFinite, x.name, expected: "finite values", got: .position((b &* x.extent(0) &+ i) &* f &+ j))
  }
}

/// How many of the listed elements lie above 0. Adding the comparison itself keeps the loop free of branches: half of the
/// activations are positive, at random, and each wrong guess costs as much as many elements.
@inline(never)
private func activeCount(_ x: UnsafePointer<Float>, _ list: UnsafePointer<Int32>, _ count: Int) -> Int32 {
  var total: Int32 = 0
  var i = 0
  while i < count {
    total &+= x[Int(list[i])] > 0 ? 1 : 0
    i &+= 1
  }
  return total
}
