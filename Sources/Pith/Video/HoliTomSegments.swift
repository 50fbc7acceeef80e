// HoliTom: Holistic Token Merging for Fast Video Large Language Models (NeurIPS 2025): where to cut a video.
//
//   n(s, e)    = number of positions p with similarity[t, p] > tau for all t in s ..< e
//   gain(s, e) = n(s, e) · (e - s): tokens saved if what is static over frames s ... e is kept once
//   best(i)    = max of best(i - 1), frame i alone, and best(i - w) + gain(i - w + 1, i) for w = 2 ... min(i + 1, max_window)
//
// Only a strictly greater value replaces, w ascending: ties go to the single frame, then to the shorter window.
//
// Steps: for every position, the first frame from which it has been static up to frame i; a histogram of these, kept up to date
// as i moves on, gives n(s, i) for all s by one running sum. The cuts are found backwards from the last frame.
// Differs from the authors' code: their table of all windows costs F² P; the result is the same.
// Cost: O(F (P + F)); O(F + P) scratch.

import CPith

/// Segments of a video, ascending, and the tokens that they save.
struct VideoSegments {
  var count: Int
  /// First and last frame of each.
  var first: UnsafeMutablePointer<Int32>
  var last: UnsafeMutablePointer<Int32>
  var reduced: Int
}

extension Video {
  /// Cuts a video into segments whose static positions save most tokens.
  ///
  /// - Parameters:
  ///   - similarity: `[F - 1, P]`, f32, f16 or bf16: of equal positions in adjacent frames. No row: one frame.
  ///   - tau: finite; compared in f32. 0.8 in the paper.
  ///   - maxWindow: most frames of a segment, 1 or more.
  ///   - segments: out, `[capacity, 2]`, i32: first and last frame; F is always enough.
  ///   - count: out, `[1]`, i32.
  ///   - reduced: out, optional, `[1]`, i32: tokens saved.
  public static func holiTomSegments(
    _ workspace: Workspace, similarity: Tensor, tau: Double, maxWindow: Int, segments: Tensor, count: Tensor,
    reduced: Tensor?
  ) throws(PithError) {
    let similarity = try similarity.unbatched("similarity", rank: 2, .float, "[F - 1, P]")
    guard try product(similarity.extent(0) &+ 1, similarity.extent(1)) <= Int(Int32.max) else {
      throw PithError(
        .size, "similarity", expected: "fewer than 2^31 tokens", got: .shape(ndim: 2, similarity.first.shape))
    }
    try requireFinite(tau, "tau")
    try require(maxWindow, "max_window", in: 1...Int(Int32.max), "1 to 2^31 - 1")
    let segments = try segments.unbatched("segments", rank: 2, .index, "[capacity, 2]")
    try segments.require(-1, 2, "[capacity, 2]")
    let count = try count.unbatched("count", rank: 1, .index, "[1]")
    try count.require(1, "[1]")
    let reduced = try reduced?.unbatched("reduced", rank: 1, .index, "[1]")
    try reduced?.require(1, "[1]")

    let rows = try workspace.floatRows(similarity.first)
    try workspace.requireFinite(rows, "similarity")
    let found = try workspace.videoSegments(rows, tau: Float(tau), maxWindow: maxWindow)
    if segments.extent(0) < found.count { workspace.commit(found.count, to: count.first) }
    try segments.requireCapacity(found.count)
    var i = 0
    while i < found.count {
      segments.put(i, Span(Int(found.first[i]), Int(found.last[i])))
      i &+= 1
    }
    workspace.commit(found.count, to: count.first)
    if let reduced { workspace.commit(found.reduced, to: reduced.first) }
  }
}

extension Workspace {
  /// The segments of a video of one frame more than `similarity` has rows.
  func videoSegments(_ similarity: FloatRows, tau: Float, maxWindow: Int) throws(PithError) -> VideoSegments {
    let frames = similarity.rows &+ 1
    let positions = similarity.cols
    var result = VideoSegments(
      count: 0, first: try allocate(frames, of: Int32.self), last: try allocate(frames, of: Int32.self), reduced: 0)
    let mark = self.mark()
    defer { release(mark) }
    // best[i + 1] and window[i] of the first i + 1 frames.
    let best = try allocate(frames &+ 1, of: Int.self)
    let window = try allocate(frames, of: Int.self)
    // since[p]: position p is static from this frame up to the current one; startsAt[f]: how many since[p] are f.
    let since = try allocate(positions, of: Int32.self)
    let startsAt = try allocate(frames, of: Int32.self)
    since.update(repeating: 0, count: positions)
    startsAt.update(repeating: 0, count: frames)
    startsAt[0] = Int32(truncatingIfNeeded: positions)
    best[0] = 0
    var i = 0
    while i < frames {
      if i & 63 == 0 { try checkpoint(i, of: frames) }
      if i > 0 {
        let row = similarity.row(i &- 1)
        var p = 0
        while p < positions {
          if !(row[p] > tau) {
            startsAt[Int(since[p])] &-= 1
            since[p] = Int32(truncatingIfNeeded: i)
            startsAt[i] &+= 1
          }
          p &+= 1
        }
      }
      best[i &+ 1] = best[i]
      window[i] = 1
      // Static since frame i + 1 - w at the latest; with none left no longer window saves anything.
      var still = positions
      var w = 2
      while w <= i &+ 1 && w <= maxWindow {
        still &-= Int(startsAt[i &+ 2 &- w])
        if still == 0 { break }
        let value = best[i &+ 1 &- w] &+ still &* (w &- 1)
        if value > best[i &+ 1] {
          best[i &+ 1] = value
          window[i] = w
        }
        w &+= 1
      }
      i &+= 1
    }
    result.reduced = best[frames]
    i = frames
    while i > 0 {
      i &-= window[i &- 1]
      result.count &+= 1
    }
    var segment = result.count
    i = frames
    while i > 0 {
      segment &-= 1
      result.last[segment] = Int32(truncatingIfNeeded: i &- 1)
      i &-= window[i &- 1]
      result.first[segment] = Int32(truncatingIfNeeded: i)
    }
    return result
  }
}
