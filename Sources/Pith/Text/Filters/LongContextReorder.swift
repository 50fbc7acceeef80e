// Long-context reorder: the best texts at both ends, the worst in the middle, where language models read least.
//
// After Liu et al., "Lost in the Middle: How Language Models Use Long Contexts", TACL 2024, arXiv 2307.03172; as LangChain and
// LlamaIndex arrange it.
//
//   take the texts worst first; the 1st, 3rd, 5th, … go to the front, the 2nd, 4th, … to the back
//
// Without scores the texts are ranked best first; with scores they are sorted ascending, equal ones in their order. The best
// text comes first if N is odd, last if N is even. Where we differ: the authors insert at the front of a list, O(N^2).
// Cost: O(N), with scores O(N) scratch for a radix sort.

import CPith

extension Text {
  /// The order in which to write texts.
  ///
  /// - Parameters:
  ///   - scores: `[N]`, finite, or nil: text 0 is the best, text 1 the second, ….
  ///   - order: out, `[N]`, i32: the text at each place.
  public static func longContextReorder(_ workspace: Workspace, scores: Tensor?, order: Tensor) throws(PithError) {
    let order = try order.unbatched("order", rank: 1, .index, "[N]")
    let n = order.extent(0)
    let worstFirst = try workspace.allocate(n, of: Int32.self)
    if let scores {
      let scores = try scores.floats("scores", rank: 1, "[N]")
      try scores.require(n, "[N] as in order")
      let row = try workspace.floatRows(scores.first)
      try workspace.requireFinite(row, "scores")
      let words = try workspace.allocate(try product(3, n) &+ Int(PITHK_SELECT_WORDS), of: UInt32.self)
      workspace.kernels.pointee.argsort(row.base, n, 0, worstFirst, words)
    } else {
      var i = 0
      while i < n {
        worstFirst[i] = Int32(truncatingIfNeeded: n &- 1 &- i)
        i &+= 1
      }
    }
    let result = try workspace.allocate(n, of: Int32.self)
    let front = (n &+ 1) / 2
    var i = 0
    while i < n {
      result[i & 1 == 0 ? front &- 1 &- i / 2 : front &+ i / 2] = worstFirst[i]
      i &+= 1
    }
    workspace.commit(result, count: n, to: order.first)
  }
}
