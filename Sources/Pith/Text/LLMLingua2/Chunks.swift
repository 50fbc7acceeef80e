// LLMLingua-2's cutting of a text into what the classifier can read (LLMLingua2.swift has the paper).
//
//   from `begin`: all that is left if it is no more than `limit` tokens; else up to the last end token among tokens
//   begin + limit, begin + limit - 1, ..., begin + 1, that token included
//
// As in the authors' code a chunk can hold limit + 1 tokens: if its last one is an end token, or if there is none.
// Cost: O(T): without an end token a look back over `limit` tokens is followed by a chunk of as many.

import CPith

extension Text {
  /// - Parameters:
  ///   - isEnd: i32 `[T]`, not 0 for tokens after which a text may be cut.
  ///   - limit: tokens of a chunk, 1 or more: the classifier's length without its special tokens.
  ///   - chunkEnds: out, i32 `[capacity]`. count: out, i32 `[1]`.
  public static func llmlingua2Chunks(
    _ workspace: Workspace, isEnd: Tensor, limit: Int, chunkEnds: Tensor, count: Tensor
  ) throws(PithError) {
    let flags = try isEnd.unbatched("is_end", rank: 1, .index, "i32 [T]")
    let tokens = flags.extent(0)
    try require(limit, "limit", in: 1...Int(Int32.max), "1 or more")
    let ends = try chunkEnds.indexOutput("chunk_ends", -1, "i32 [capacity]")
    let count = try count.indexOutput("count", 1, "i32 [1]")
    var chunks = try Growing<Int32>(workspace)
    var begin = 0
    while begin < tokens {
      var end = tokens
      if begin &+ limit < tokens {
        var last = begin &+ limit
        var back = 0
        while back < limit && flags.value(last &- back) == 0 { back &+= 1 }
        if back < limit { last &-= back }
        end = last &+ 1
      }
      try chunks.append(Int32(truncatingIfNeeded: end))
      begin = end
    }
    try workspace.commit(chunks.start, count: chunks.count, to: ends, count)
  }
}
