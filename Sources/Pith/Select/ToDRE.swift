// ToDRE: Visual Token Pruning via Token Diversity and Task Relevance (2025; second version of the paper).
//
// Selection:
//   first pick    the pivot: the token of greatest class attention, or a given one
//   later picks   arg min over j of sum over picked s of cos(s, j)          (greedy max-sum diversification)
//                 arg min over j of max over picked s of cos(s, j)          (the paper's first version reads as k-center)
//
// Dropping, at one decoder layer, with A the mean of the attention over heads, T the text and V the visual rows:
//   t2v = sum of A over T × V / sum of A over T × all keys         v2t = sum of A over V × T / sum of A over V × all keys
//   all visual tokens go from this layer on if t2v < tau and v2t < tau
//
// Steps: selection is the walk that DivPrune takes, with another step. The two ratios need one vector of column sums
// for the text rows and one for the visual rows.
//
// Differs from the paper (there is no code): a token of norm zero has cosine 0 with everything; `keep` = 0 keeps
// nothing, not the pivot; a ratio whose rows add up to 0 is 0.
// Cost: selection keep·N·D multiply-adds, at most about N²·D/2; dropping reads H · (text + visual) · K elements.

import CPith

extension Select {
  /// Keeps the pivot and the `keep - 1` tokens that a greedy walk away from all picks finds.
  ///
  /// - Parameters:
  ///   - tokens: `[N, D]` or `[B, N, D]`, f32, f16 or bf16.
  ///   - classAttention: optional, `[n]` or `[B, n]`, n at least 1 and at most N: the pivot is its greatest element.
  ///   - pivot: the pivot without `classAttention`, 0…N-1.
  ///   - keep: 0…N.
  ///   - objective: sum or max.
  ///   - order: ascending position, or pick order (the pivot comes first).
  ///   - indices: out, `[keep]` or `[B, keep]`, i32.
  public static func toDRE(
    _ workspace: Workspace, tokens: Tensor, classAttention: Tensor?, pivot: Int, keep: Int, objective: Reduce,
    order: Order, indices: Tensor
  ) throws(PithError) {
    let tokens = try tokens.block("tokens", rank: 2, .float, "[N, D] or [B, N, D]")
    let n = tokens.extent(0)
    let attention = try classAttention.block(
      "class_attention", rank: 1, .float, "[n] or [B, n], n at most N", like: tokens)
    if let attention {
      guard attention.extent(0) <= n && (attention.extent(0) >= 1 || keep == 0) else {
        throw PithError(
          .shape, "class_attention", expected: "[n] or [B, n], n at most N",
          got: .shape(ndim: attention.first.ndim, attention.first.shape))
      }
    } else if keep != 0 && n > 0 {
      try require(pivot, "pivot", in: 0...(n &- 1), "0 to N - 1")
    }
    guard objective != .mean else {
      throw PithError(.unknownEnum, "objective", expected: "sum or max", got: .integer(Int(objective.rawValue)))
    }
    var item = 0
    try walk(workspace, tokens, keep, order, indices) { rows, walk, progress, picks throws(PithError) in
      var seed = pivot
      if let attention {
        let row = try workspace.floatRows(attention.item(item))
        try workspace.requireFinite(row, "class_attention")
        seed = max(0, workspace.kernels.pointee.arg_max(row.base, row.cols))
      }
      item &+= 1
      if objective == .max {
        if LazyCost.pays(keep, of: n) {
          let gathered = try workspace.gatheredRows(rows)
          try workspace.pickLazily(keep, from: seed, by: .leastMaximum, rows, gathered, walk, progress, into: picks)
        } else {
          let similarities = try workspace.similarityRows(rows, store: true)
          try workspace.pick(keep, from: seed, by: .leastMaximum, similarities, walk, progress, into: picks)
        }
        return
      }
      try workspace.pickLeastSum(keep, from: seed, rows, walk, progress, into: picks)
    }
  }

  /// Whether the visual tokens can go altogether from this decoder layer on.
  ///
  /// - Parameters:
  ///   - attention: `[Q, Q]`, `[H, Q, Q]` or `[B, H, Q, Q]`, softmaxed, f32, f16 or bf16.
  ///   - visualBegin, visualEnd, textBegin, textEnd: where the visual and the text tokens lie, neither empty.
  ///   - tau: the threshold; the paper's is 0.1.
  ///   - drop: out, `[1]` or `[B, 1]`, i32: 1 to drop all visual tokens.
  ///   - ratios: out, optional, `[2]` or `[B, 2]`: text to visual, visual to text.
  public static func toDREDrop(
    _ workspace: Workspace, attention: Tensor, visualBegin: Int, visualEnd: Int, textBegin: Int, textEnd: Int,
    tau: Double, drop: Tensor, ratios: Tensor?
  ) throws(PithError) {
    let map = try attention.attentionMap("attention")
    let n = map.extent(1)
    guard map.extent(2) == n else {
      throw PithError(
        .shape, "attention", expected: "[Q, Q], [H, Q, Q] or [B, H, Q, Q]",
        got: .shape(ndim: map.first.ndim, map.first.shape))
    }
    try require(visualEnd, "visual_end", in: 0...n, "0 to Q")
    guard visualBegin >= 0 && visualBegin < visualEnd else {
      throw PithError(.range, "visual_begin", expected: "0 to visual_end - 1", got: .integer(visualBegin))
    }
    try require(textEnd, "text_end", in: 0...n, "0 to Q")
    guard textBegin >= 0 && textBegin < textEnd else {
      throw PithError(.range, "text_begin", expected: "0 to text_end - 1", got: .integer(textBegin))
    }
    try requireFinite(tau, "tau")
    let drop = try drop.block("drop", rank: 1, .index, "[1] or [B, 1]")
    try drop.require(1, "[1] or [B, 1]")
    try drop.requireBatch(of: map)
    let ratios = try ratios.block("ratios", rank: 1, .float, "[2] or [B, 2]", like: map)
    try ratios?.require(2, "[2] or [B, 2]")

    let visual = visualBegin..<visualEnd
    let text = textBegin..<textEnd
    let fromText = try workspace.attentionScores(
      attention, map, rows: text, columns: 0..<n, heads: .mean, across: .sum)
    let fromVisual = try workspace.attentionScores(
      attention, map, rows: visual, columns: 0..<n, heads: .mean, across: .sum)
    let flags = try workspace.allocate(map.batch, of: Int32.self)
    let values = try workspace.allocate(try product(map.batch, 2), of: Float.self)
    var b = 0
    while b < map.batch {
      let textToVisual = workspace.share(fromText + b &* n, n, of: visual)
      let visualToText = workspace.share(fromVisual + b &* n, n, of: text)
      flags[b] = textToVisual < tau && visualToText < tau ? 1 : 0
      values[2 &* b] = Float(textToVisual)
      values[2 &* b &+ 1] = Float(visualToText)
      b &+= 1
    }
    workspace.commitAll(flags, count: 1, to: drop)
    if let ratios { workspace.commitAll(values, count: 2, to: ratios) }
  }
}

extension Workspace {
  /// The part of the sum of `x` that lies in `range`; 0 if the sum is 0.
  fileprivate func share(_ x: UnsafePointer<Float>, _ n: Int, of range: Range<Int>) -> Double {
    let total = kernels.pointee.wide_sum(x, n)
    return total == 0 ? 0 : kernels.pointee.wide_sum(x + range.lowerBound, range.count) / total
  }
}
