// DART: Stop Looking for Important Tokens in Multimodal Language Models: Duplication Matters More (EMNLP 2025).
//
//   pivots       the pivot_image image tokens and the pivot_text later tokens of greatest |key|_1
//   claiming     pivot by pivot, each takes the per_pivot free image tokens of least cosine to it; free: no pivot, not taken yet
//   result       image pivots and all that was taken
//
// Cosines are of hidden states, the output of the layer before the cut after the model's final norm. Which pivot claims
// first matters: the authors loop over a Python set of the pivots' positions, and so does the default here
// (SetOrder.swift).
//
// Steps: one L1 norm per key; one dot product per free token and pivot, of up to eight pivots in one pass over the states; a
// partial selection per pivot.
//
// Differs from the authors' code: ties go to the lower index; a token of norm zero has cosine 0 with everything; more
// claims than free tokens are an error that says so. Kept is pivot_image + (pivot_image + pivot_text) · per_pivot; the
// count from a ratio is the host's: floor(floor(length (1 - ratio)) / pivots) in most of their files.
// Cost: N·C + pivots·N·D multiply-adds, C the width of the keys; O(N + D) scratch.

import CPith

/// What DART counts.
public struct DARTCounts {
  /// Where the image tokens begin, and how many there are.
  public var start: Int
  public var length: Int
  public var pivotImage: Int
  public var pivotText: Int
  public var perPivot: Int

  public init(start: Int, length: Int, pivotImage: Int, pivotText: Int, perPivot: Int) {
    self.start = start
    self.length = length
    self.pivotImage = pivotImage
    self.pivotText = pivotText
    self.perPivot = perPivot
  }
}

extension Select {
  /// Keeps image pivots and the image tokens least similar to the pivots.
  ///
  /// - Parameters:
  ///   - hidden: `[S, D]` or `[B, S, D]`, f32, f16 or bf16.
  ///   - keys: `[S, C]` or `[B, S, C]`.
  ///   - claimOrder: optional, `[P]`, i32, a permutation of 0…P-1, P = pivotImage + pivotText: which of the ranked pivots
  ///     claims first, second, …; nil: the order of a Python set.
  ///   - counts: see above.
  ///   - indices: out, `[pivotImage + P · perPivot]` or `[B, …]`, i32, ascending, relative to the start.
  ///   - rankedPivots: out, optional, `[P]` or `[B, P]`: image pivots, then text pivots, each by falling norm; positions in S.
  ///   - claimingPivots: out, optional, `[P]` or `[B, P]`: the same in claiming order.
  public static func dart(
    _ workspace: Workspace, hidden: Tensor, keys: Tensor, claimOrder: Tensor?, counts: DARTCounts, indices: Tensor,
    rankedPivots: Tensor?, claimingPivots: Tensor?
  ) throws(PithError) {
    let hidden = try hidden.block("hidden", rank: 2, .float, "[S, D] or [B, S, D]")
    let n = hidden.extent(0)
    let keys = try keys.block("keys", rank: 2, .float, "[S, C] or [B, S, C]")
    try keys.require(n, -1, "[S, C] or [B, S, C]")
    try keys.requireBatch(of: hidden)
    try require(counts.start, "start", in: 0...n, "0 to S")
    try require(counts.length, "length", in: 0...(n &- counts.start), "0 to S - start")
    try requireCount(counts.pivotImage, "pivot_image", atMost: counts.length, "0 to length")
    let after = n &- counts.start &- counts.length
    try requireCount(counts.pivotText, "pivot_text", atMost: after, "0 to S - start - length")
    let pivots = counts.pivotImage &+ counts.pivotText
    let free = counts.length &- counts.pivotImage
    try requireCount(
      counts.perPivot, "per_pivot", atMost: pivots == 0 ? 0 : free / pivots,
      "0 to (length - pivot_image) / (pivot_image + pivot_text)")
    let keep = counts.pivotImage &+ pivots &* counts.perPivot
    let expected: StaticString = "[pivot_image + pivots * per_pivot], or with [B]"
    let indices = try indices.block("indices", rank: 1, .index, expected)
    try indices.require(keep, expected)
    try indices.requireBatch(of: hidden)
    let ranked = try rankedPivots.block("ranked_pivots", rank: 1, .index, "[P] or [B, P]", like: hidden)
    try ranked?.require(pivots, "[P] or [B, P]")
    let claiming = try claimingPivots.block("claiming_pivots", rank: 1, .index, "[P] or [B, P]", like: hidden)
    try claiming?.require(pivots, "[P] or [B, P]")
    let order = try workspace.permutation(claimOrder, pivots)

    let result = try workspace.allocate(try product(hidden.batch, keep), of: Int32.self)
    let byRank = try workspace.allocate(try product(hidden.batch, pivots), of: Int32.self)
    let byClaim = try workspace.allocate(try product(hidden.batch, pivots), of: Int32.self)
    var b = 0
    while b < hidden.batch {
      let mark = workspace.mark()
      let states = try workspace.floatRows(hidden.item(b))
      try workspace.requireFinite(states, "hidden")
      let keyRows = try workspace.floatRows(keys.item(b))
      try workspace.pivots(keyRows, counts, into: byRank + b &* pivots)
      let claims = byClaim + b &* pivots
      var i = 0
      while i < pivots {
        claims[i] = byRank[b &* pivots &+ (order.map { Int($0[i]) } ?? i)]
        i &+= 1
      }
      if order == nil { try workspace.setOrder(claims, pivots) }
      try workspace.claim(states, claims, pivots, counts, into: result + b &* keep)
      workspace.release(mark)
      try workspace.checkpoint(b &+ 1, of: hidden.batch)
      b &+= 1
    }
    workspace.commitAll(result, count: keep, to: indices)
    if let ranked { workspace.commitAll(byRank, count: pivots, to: ranked) }
    if let claiming { workspace.commitAll(byClaim, count: pivots, to: claiming) }
  }
}

/// Pivots whose cosines are computed in one pass over the states.
private let pivotsTogether = 8

extension Workspace {
  /// A checked permutation of 0..<count, or nil.
  fileprivate func permutation(_ order: Tensor?, _ count: Int) throws(PithError) -> UnsafePointer<Int32>? {
    guard let order else { return nil }
    let block = try order.unbatched("claim_order", rank: 1, .index, "[P]")
    try block.require(count, "[P]")
    let values = try indices(block.first)
    let seen = try allocate(count, of: UInt8.self)
    seen.update(repeating: 0, count: count)
    var i = 0
    while i < count {
      let value = Int(values[i])
      guard value >= 0 && value < count && seen[value] == 0 else {
        throw PithError(.index, "claim_order", expected: "each of 0 to P - 1 once", got: .element(value, at: i))
      }
      seen[value] = 1
      i &+= 1
    }
    return values
  }

  /// Image pivots, then text pivots, each by falling L1 norm of their key. Refuses keys that are not finite.
  fileprivate func pivots(
    _ keys: FloatRows, _ counts: DARTCounts, into result: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let norms = try allocate(keys.rows, of: Float.self)
    let table = kernels
    parallelRanges(keys.rows, grain: max(1, 65536 / max(keys.cols, 1))) { _, begin, end in
      var i = begin
      while i < end {
        norms[i] = table.pointee.sum_absolute(keys.row(i), keys.cols)
        i &+= 1
      }
    }
    // Norms that are finite vouch for the keys; others may have overflowed.
    if table.pointee.all_finite_f32(norms, keys.rows) == 0 { try requireFinite(keys, "keys") }
    let end = counts.start &+ counts.length
    try topK(norms + counts.start, counts.length, counts.pivotImage, .ranked, into: result)
    try topK(norms + end, keys.rows &- end, counts.pivotText, .ranked, into: result + counts.pivotImage)
    var i = 0
    while i < counts.pivotImage &+ counts.pivotText {
      result[i] &+= Int32(truncatingIfNeeded: i < counts.pivotImage ? counts.start : end)
      i &+= 1
    }
  }

  /// Pivot by pivot: the free tokens of least cosine. `result` gets the kept tokens, ascending, relative to the start.
  fileprivate func claim(
    _ states: FloatRows, _ pivots: UnsafePointer<Int32>, _ count: Int, _ counts: DARTCounts,
    into result: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let table = kernels
    let n = counts.length
    let kept = try allocate(n, of: UInt8.self)
    let inverse = try allocate(n, of: Float.self)
    let together = min(count, pivotsTogether)
    let cosines = try allocate(try product(together, n), of: Float.self)
    let units = try allocate(try product(together, states.cols), of: Float.self)
    let chosen = try allocate(counts.perPivot, of: Int32.self)
    let words = try allocate(n &+ Int(PITHK_SELECT_WORDS), of: UInt32.self)
    kept.update(repeating: 0, count: n)
    var p = 0
    while p < count {
      let position = Int(pivots[p]) &- counts.start
      if position < n { kept[position] = 1 }
      p &+= 1
    }
    p = 0
    while p < count && counts.perPivot > 0 {
      let group = min(together, count &- p)
      var q = 0
      while q < group {
        let pivot = states.row(Int(pivots[p &+ q]))
        table.pointee.scale(inverseNorm(pivot, states.cols), pivot, units + q &* states.cols, states.cols)
        q &+= 1
      }
      let isFirst = p == 0
      parallelRanges(n, grain: max(1, 16384 / max(states.cols, 1))) { _, begin, end in
        var j = begin
        while j < end {
          let row = states.row(counts.start &+ j)
          if isFirst { inverse[j] = inverseNorm(row, states.cols) }
          var q = 0
          while q < group && kept[j] == 0 {
            cosines[q &* n &+ j] = table.pointee.dot(row, units + q &* states.cols, states.cols) * inverse[j]
            q &+= 1
          }
          j &+= 1
        }
      }
      q = 0
      while q < group {
        let row = cosines + q &* n
        // Taken tokens come last: fewer are claimed than are free.
        var j = 0
        while j < n {
          if kept[j] != 0 { row[j] = .infinity }
          j &+= 1
        }
        let found = table.pointee.select_k(row, n, counts.perPivot, 0, chosen, words)
        var i = 0
        while i < found {
          kept[Int(chosen[i])] = 1
          i &+= 1
        }
        q &+= 1
      }
      p &+= group
    }
    var written = 0
    var j = 0
    while j < n {
      if kept[j] != 0 {
        result[written] = Int32(truncatingIfNeeded: j)
        written &+= 1
      }
      j &+= 1
    }
  }
}
