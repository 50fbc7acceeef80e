// VisionZip: Longer is Better but Not Necessary in Vision Language Models (CVPR 2025).
//
//   dominant     the patches of greatest score (attention of the class token, summed over heads)
//   R            the others, ascending; step = max(1, |R| div contextual); targets R[0], R[step], R[2 step], …
//   merging      every other patch of R goes to the target with the greatest cosine of keys
//   result       x of dominant patches; x of each target plus the MEAN of x over the patches merged into it
//
// The target is no part of that mean, as in the authors' code: the norm of a contextual token about doubles.
//
// Steps: top-k; one matrix product of the merged patches with the targets, reduced to its row maxima tile by tile. The
// result is a decision: an output row and a weight for every patch, which `Apply.merge` carries out as a sum.
//
// Differs from the authors' code: the class token is no part of the arguments; a key of norm zero has cosine 0 with
// everything (theirs: NaN); ties go to the lower index; no contextual tokens means that R is dropped (theirs: division
// by zero).
// Cost: |R|·contextual·D multiply-adds; O(|R|·D) scratch.

import CPith

extension Select {
  /// Keeps dominant patches and merges the rest into evenly strided contextual ones.
  ///
  /// - Parameters:
  ///   - scores: `[N]` or `[B, N]`, f32, f16 or bf16.
  ///   - metric: `[N, D]` or `[B, N, D]`: keys, averaged over heads.
  ///   - dominant: 0…N. contextual: 0…N - dominant.
  ///   - indices: out, `[dominant]` or `[B, dominant]`, i32, ascending.
  ///   - targets: out, `[contextual]` or `[B, contextual]`, i32, ascending.
  ///   - assign: out, `[N]` or `[B, N]`, i32: row of each patch in [dominant; contextual], -1: dropped.
  ///   - weight: out, `[N]` or `[B, N]`: 1 for dominant patches and targets, 1 / members of the target for merged patches.
  public static func visionZip(
    _ workspace: Workspace, scores: Tensor, metric: Tensor, dominant: Int, contextual: Int, indices: Tensor,
    targets: Tensor, assign: Tensor, weight: Tensor
  ) throws(PithError) {
    let scores = try scores.block("scores", rank: 1, .float, "[N] or [B, N]")
    let n = scores.extent(0)
    let metric = try metric.block("metric", rank: 2, .float, "[N, D] or [B, N, D]")
    try metric.require(n, -1, "[N, D] or [B, N, D]")
    try metric.requireBatch(of: scores)
    try requireCount(dominant, "dominant", atMost: n, "0 to N")
    try requireCount(contextual, "contextual", atMost: n &- dominant, "0 to N - dominant")
    let indices = try indices.block("indices", rank: 1, .index, "[dominant] or [B, dominant]")
    try indices.require(dominant, "[dominant] or [B, dominant]")
    try indices.requireBatch(of: scores)
    let targets = try targets.block("targets", rank: 1, .index, "[contextual] or [B, contextual]")
    try targets.require(contextual, "[contextual] or [B, contextual]")
    try targets.requireBatch(of: scores)
    let assign = try assign.block("assign", rank: 1, .index, "[N] or [B, N]")
    try assign.require(n, "[N] or [B, N]")
    try assign.requireBatch(of: scores)
    let weight = try weight.block("weight", rank: 1, .float, "[N] or [B, N]")
    try weight.require(n, "[N] or [B, N]")
    try weight.requireBatch(of: scores)

    let kept = try workspace.allocate(try product(scores.batch, dominant), of: Int32.self)
    let chosen = try workspace.allocate(try product(scores.batch, contextual), of: Int32.self)
    let rowOf = try workspace.allocate(try product(scores.batch, n), of: Int32.self)
    let factor = try workspace.allocate(try product(scores.batch, n), of: Float.self)
    var b = 0
    while b < scores.batch {
      let mark = workspace.mark()
      let row = try workspace.floatRows(scores.item(b))
      try workspace.requireFinite(row, "scores")
      let keys = try workspace.floatRows(metric.item(b))
      try workspace.requireFinite(keys, "metric")
      let picks = kept + b &* dominant
      try workspace.topK(row.base, n, dominant, .position, into: picks)
      try workspace.mergeRest(
        keys, picks, dominant, contextual, targets: chosen + b &* contextual, rowOf: rowOf + b &* n,
        factor: factor + b &* n)
      workspace.release(mark)
      try workspace.checkpoint(b &+ 1, of: scores.batch)
      b &+= 1
    }
    workspace.commitAll(kept, count: dominant, to: indices)
    workspace.commitAll(chosen, count: contextual, to: targets)
    workspace.commitAll(rowOf, count: n, to: assign)
    workspace.commitAll(factor, count: n, to: weight)
  }
}

extension Workspace {
  /// Everything after the choice of dominant patches.
  fileprivate func mergeRest(
    _ keys: FloatRows, _ dominant: UnsafePointer<Int32>, _ dominantCount: Int, _ contextual: Int,
    targets: UnsafeMutablePointer<Int32>, rowOf: UnsafeMutablePointer<Int32>, factor: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    let n = keys.rows
    rowOf.update(repeating: -1, count: n)
    factor.update(repeating: 1, count: n)
    var i = 0
    while i < dominantCount {
      rowOf[Int(dominant[i])] = Int32(truncatingIfNeeded: i)
      i &+= 1
    }
    if contextual == 0 { return }
    let rest = n &- dominantCount
    let step = max(1, rest / contextual)
    let sources = try allocate(rest, of: Int32.self)
    var sourceCount = 0
    var targetCount = 0
    var position = 0
    i = 0
    while i < n {
      if rowOf[i] < 0 {
        if targetCount < contextual && position == targetCount &* step {
          targets[targetCount] = Int32(truncatingIfNeeded: i)
          rowOf[i] = Int32(truncatingIfNeeded: dominantCount &+ targetCount)
          targetCount &+= 1
        } else {
          sources[sourceCount] = Int32(truncatingIfNeeded: i)
          sourceCount &+= 1
        }
        position &+= 1
      }
      i &+= 1
    }
    let index = try nearestByCosine(
      try gatherRows(keys, sources, sourceCount), among: try gatherRows(keys, targets, contextual))
    let members = try allocate(contextual, of: Int32.self)
    members.update(repeating: 0, count: contextual)
    i = 0
    while i < sourceCount {
      members[Int(index[i])] &+= 1
      i &+= 1
    }
    i = 0
    while i < sourceCount {
      let patch = Int(sources[i])
      rowOf[patch] = Int32(truncatingIfNeeded: dominantCount) &+ index[i]
      factor[patch] = 1 / Float(members[Int(index[i])])
      i &+= 1
    }
  }
}
