// StreamingLLM: attention sinks plus a recent window.
//
// Paper: Xiao et al., "Efficient Streaming Language Models with Attention Sinks", ICLR 2024, arXiv 2309.17453.
//
//   N + coming <= start + recent: everything stays; else [0, start) and [N - recent + coming, N)
//
// The indices are only half of the method: keys must be cached before the rotary embedding and get the positions 0, 1, 2, …
// within the shortened cache.
//
// Where we differ: more tokens to come than the window holds make the authors' slice begin at a negative index, which wraps;
// here the window is then empty. Sinks beyond the cache are cut off.
// Cost: O(kept).

extension KV {
  /// Keeps the first `start` and the last `recent` entries of a cache, with room for `coming` more.
  ///
  /// - Parameters:
  ///   - n: entries of the cache.
  ///   - start, recent, coming: 0 or more.
  ///   - indices: out, `[capacity]`, i32; its first `count` elements are written, ascending.
  ///   - count: out, `[1]`, i32.
  public static func streamingLLM(
    _ workspace: Workspace, n: Int, start: Int, recent: Int, coming: Int, indices: Tensor, count: Tensor
  ) throws(PithError) {
    let most = Int(Int32.max)
    try require(n, "n", in: 0...most, "0 to 2^31 - 1")
    try require(start, "start", in: 0...most, "0 to 2^31 - 1")
    try require(recent, "recent", in: 0...most, "0 to 2^31 - 1")
    try require(coming, "coming", in: 0...most, "0 to 2^31 - 1")
    let fits = n &+ coming <= start &+ recent
    let sinks = fits ? n : min(start, n)
    // Past the sinks, since N + coming exceeds start + recent.
    let window = fits ? n : min(n &- recent &+ coming, n)
    try workspace.commit(keepingBefore: sinks, from: window, of: n, indices, count)
  }

  /// Drops the entries `begin` to `end - 1` of a cache.
  ///
  /// - Parameters:
  ///   - n: entries of the cache.
  ///   - begin, end: 0 ≤ begin ≤ end ≤ n.
  ///   - indices, count: as for `streamingLLM`.
  public static func evictRange(
    _ workspace: Workspace, n: Int, begin: Int, end: Int, indices: Tensor, count: Tensor
  ) throws(PithError) {
    try require(n, "n", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    try require(end, "end", in: 0...n, "0 to n")
    try require(begin, "begin", in: 0...end, "0 to end")
    try workspace.commit(keepingBefore: begin, from: end, of: n, indices, count)
  }
}

extension Workspace {
  /// Writes 0…first - 1 and second…n - 1, and how many these are; the count alone if they do not fit.
  fileprivate func commit(
    keepingBefore first: Int, from second: Int, of n: Int, _ indices: Tensor, _ count: Tensor
  ) throws(PithError) {
    let indices = try indices.unbatched("indices", rank: 1, .index, "[capacity]")
    let count = try count.unbatched("count", rank: 1, .index, "[1]")
    try count.require(1, "[1]")
    let kept = first &+ n &- second
    if indices.extent(0) < kept { commit(kept, to: count.first) }
    try indices.requireCapacity(kept)
    if let target = indices.pointer(0, as: Int32.self) {
      let stride = indices.first.stride[0]
      var i = 0
      while i < kept {
        target[i &* stride] = Int32(truncatingIfNeeded: i < first ? i : second &+ i &- first)
        i &+= 1
      }
    }
    commit(kept, to: count.first)
  }
}
