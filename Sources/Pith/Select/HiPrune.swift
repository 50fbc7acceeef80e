// HiPrune: Training-Free Visual Token Pruning via Hierarchical Attention in Vision-Language Models (2025).
//
//   a = round-half-even(keep · alpha / 5)
//   S = the a tokens of greatest object score, and i - 1, i + 1, i - w, i + w of each, clamped to 0…N-1
//   D = the keep - |S| tokens of greatest deep score, where tokens of S count 1 less
//   result: S and D together
//
// Both scores are attention received: at a middle layer (object) and at a deep layer; w is the width of the patch grid.
//
// The authors' arithmetic is kept where it surprises: neighbours are taken on the flat raster, so those of a border
// token wrap to the next row or clamp to the first or last token; and "1 less" is no mask, so with scores above 1
// (column sums) a token of S can win again and fewer than `keep` tokens come out.
//
// Differs from the authors' code: ties go to the lower index; an S of more than `keep` tokens is a budget error.
// Cost: O(N) time and scratch.

import CPith

extension Select {
  /// Keeps anchors with their grid neighbours by one score and the best of the rest by another.
  ///
  /// - Parameters:
  ///   - objectScores, deepScores: `[N]` or `[B, N]`, f32, f16 or bf16.
  ///   - gridWidth: 1 or more, divides N.
  ///   - keep: 0…N.
  ///   - alpha: share of anchors with their neighbours, 0 or more; five tokens are planned for each anchor.
  ///   - indices: out, `[capacity]` or `[B, capacity]`, i32, ascending; elements past the count are left as they are.
  ///   - count: out, `[1]` or `[B, 1]`, i32, at most `keep`; written on success and on a capacity error.
  public static func hiPrune(
    _ workspace: Workspace, objectScores: Tensor, deepScores: Tensor, gridWidth: Int, keep: Int, alpha: Double,
    indices: Tensor, count: Tensor
  ) throws(PithError) {
    let object = try objectScores.block("object_scores", rank: 1, .float, "[N] or [B, N]")
    let n = object.extent(0)
    let deep = try deepScores.block("deep_scores", rank: 1, .float, "[N] or [B, N]")
    try deep.require(n, "[N] or [B, N]")
    try deep.requireBatch(of: object)
    guard gridWidth >= 1 && n % gridWidth == 0 else {
      throw PithError(.range, "grid_width", expected: "a divisor of N, 1 or more", got: .integer(gridWidth))
    }
    try requireCount(keep, "keep", atMost: n, "0 to N")
    try require(alpha, "alpha", from: 0, through: 0x1p20, "0 to 2^20")
    let output = try CountedIndices(indices, count, like: object)
    // In the authors' order of operations: the product is rounded before the quotient.
    let anchors = halfEven(Double(keep) * alpha / 5)
    guard anchors <= n else {
      throw PithError(.budget, "alpha", expected: "no more anchors than tokens", got: .needed(n, had: anchors))
    }

    let result = try workspace.allocate(try product(object.batch, keep), of: Int32.self)
    let counts = try workspace.allocate(object.batch, of: Int32.self)
    let fixed = try workspace.allocate(n, of: UInt8.self)
    let scores = try workspace.allocate(n, of: Float.self)
    let chosen = try workspace.allocate(max(anchors, keep), of: Int32.self)
    var b = 0
    while b < object.batch {
      let mark = workspace.mark()
      let objectRow = try workspace.floatRows(object.item(b))
      let deepRow = try workspace.floatRows(deep.item(b))
      try workspace.requireFinite(objectRow, "object_scores")
      try workspace.requireFinite(deepRow, "deep_scores")
      fixed.update(repeating: 0, count: n)
      try workspace.topK(objectRow.base, n, anchors, .position, into: chosen)
      markNeighbours(of: chosen, anchors, width: gridWidth, n, in: fixed)
      var reserved = 0
      var i = 0
      while i < n {
        reserved &+= Int(fixed[i])
        scores[i] = fixed[i] == 0 ? deepRow.base[i] : deepRow.base[i] - 1
        i &+= 1
      }
      guard reserved <= keep else {
        throw PithError(
          .budget, "keep", expected: "room for the anchors and their neighbours", got: .needed(reserved, had: keep))
      }
      try workspace.topK(scores, n, keep &- reserved, .position, into: chosen)
      i = 0
      while i < keep &- reserved {
        fixed[Int(chosen[i])] = 1
        i &+= 1
      }
      var written = 0
      i = 0
      while i < n {
        if fixed[i] != 0 {
          result[b &* keep &+ written] = Int32(truncatingIfNeeded: i)
          written &+= 1
        }
        i &+= 1
      }
      counts[b] = Int32(truncatingIfNeeded: written)
      workspace.release(mark)
      b &+= 1
    }
    try workspace.commit(result, stride: keep, counts, to: output)
  }

  /// Marks tokens and their neighbours on the flat raster, clamped to it.
  private static func markNeighbours(
    of anchors: UnsafePointer<Int32>, _ count: Int, width: Int, _ n: Int, in marks: UnsafeMutablePointer<UInt8>
  ) {
    var a = 0
    while a < count {
      let i = Int(anchors[a])
      marks[i] = 1
      marks[max(i &- 1, 0)] = 1
      marks[min(i &+ 1, n &- 1)] = 1
      marks[max(i &- width, 0)] = 1
      marks[min(i &+ width, n &- 1)] = 1
      a &+= 1
    }
  }

  /// Python's `round` of a number of 0 to 2^52.
  private static func halfEven(_ x: Double) -> Int {
    let whole = Int(saturating: min(x, 0x1p52))
    let fraction = x - Double(whole)
    return fraction > 0.5 || (fraction == 0.5 && whole & 1 == 1) ? whole &+ 1 : whole
  }
}
