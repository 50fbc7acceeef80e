// HoliTom: Holistic Token Merging for Fast Video Large Language Models (NeurIPS 2025): merging before the language model.
//
//   segments    cut where static positions save most (HoliTomSegments.swift), from cosines of adjacent frames and tau
//   ratio       r = min(retain_ratio · F P / (F P - saved), 1)
//   static      positions static over a segment of L >= 2 frames become their mean over it; of n of them,
//               round-half-even(n r) are centres by density peaks, the others join the nearest centre
//   dynamic     of the n other positions of each frame, t = ceil(n r) stay: round-half-even(t (1 - context_ratio)) with the
//               greatest attention, and as many centres by density peaks of the rest as are missing; the rest joins those, or
//               is dropped where there are none
//   a centre with m >= 1 members becomes  beta · centre + (1 - beta) · mean of members,  or with `plainMean` the mean of all
//
// The result is a decision: an output row and a weight for every token, which `Apply.merge` carries out as a sum. Rows come
// segment after segment; inside, the static ones (ascending), then frame by frame attention's (ascending) and the contextual
// ones (ascending). With `newline` a frame's rows ascend by position, the static ones with the first frame of their segment,
// and one more row, left to the host's newline embedding, follows each row of the grid (of width int(sqrt(P))) that kept any.
//
// Differs from the authors' code: context_ratio above 0 works (theirs raises); with several videos in a call theirs compounds
// the ratio, here each call has one; a single centre means one neighbour, the row itself, so that all densities are equal
// and the lower position wins (theirs: random); ties of attention go to the lower position.
// Cost: reads the tokens once, static ones twice; n² D multiply-adds per set of n that density peaks look at; O(F P) scratch.

import CPith

/// What HoliTom's merging depends on, as published.
public struct HoliTomOptions: Sendable {
  /// Share of tokens to keep, 0…1.
  public var retainRatio = 0.15
  /// Cosine above which a position is static. Compared in f32.
  public var tau = 0.8
  /// Share of a frame's tokens that merge others, 0…1.
  public var contextRatio = 0.0
  /// Weight of a centre against its members, 0…1.
  public var beta = 0.6
  /// The authors' NO_BETA.
  public var plainMean = false
  /// Neighbours of density peaks, 1 or more; the number of centres if that is smaller.
  public var neighbours = 7
  /// Most frames of a segment, 1 or more.
  public var maxWindow = 1024
  public var newline = false

  public init() {}

  fileprivate func check() throws(PithError) {
    try require(retainRatio, "retain_ratio", from: 0, through: 1, "0 to 1")
    try requireFinite(tau, "tau")
    try require(contextRatio, "context_ratio", from: 0, through: 1, "0 to 1")
    try require(beta, "beta", from: 0, through: 1, "0 to 1")
    try require(neighbours, "neighbours", in: 1...Int(Int32.max), "1 to 2^31 - 1")
    try require(maxWindow, "max_window", in: 1...Int(Int32.max), "1 to 2^31 - 1")
  }
}

extension Video {
  /// Merges the tokens of a video along time and within frames.
  ///
  /// - Parameters:
  ///   - tokens: `[F, P, D]`, f32, f16 or bf16.
  ///   - attention: `[F, P]`: what each token receives.
  ///   - assign: out, `[F, P]`, i32: output row of each token; -1: dropped.
  ///   - weight: out, `[F, P]`, float; 0 for dropped tokens.
  ///   - sources: out, `[capacity]`, i32: f · P + p of the token that an output row stands for (static: in the first frame of
  ///     its segment); -1: a newline. F · P is always enough, twice that with newlines.
  ///   - count: out, `[1]`, i32: output rows.
  ///   - segments: out, `[capacity, 4]`, i32: first frame, last frame, static rows, dynamic rows per frame; F is enough.
  ///   - segmentCount: out, `[1]`, i32.
  ///   - ratio: out, optional, `[1]`, float: r.
  public static func holiTom(
    _ workspace: Workspace, tokens: Tensor, attention: Tensor, options: HoliTomOptions, assign: Tensor,
    weight: Tensor, sources: Tensor, count: Tensor, segments: Tensor, segmentCount: Tensor, ratio: Tensor?
  ) throws(PithError) {
    let video = try tokens.frameTokens("tokens")
    let (frames, positions) = (video.frames, video.positions)
    guard !video.block.isBatched else {
      throw PithError(.ndim, "tokens", expected: "[F, P, D]", got: .ndim(4))
    }
    let attention = try attention.unbatched("attention", rank: 2, .float, "[F, P]")
    try attention.require(frames, positions, "[F, P]")
    try options.check()
    let assign = try assign.unbatched("assign", rank: 2, .index, "[F, P]")
    try assign.require(frames, positions, "[F, P]")
    let weight = try weight.unbatched("weight", rank: 2, .float, "[F, P]")
    try weight.require(frames, positions, "[F, P]")
    let sources = try sources.unbatched("sources", rank: 1, .index, "[capacity]")
    let count = try count.unbatched("count", rank: 1, .index, "[1]")
    try count.require(1, "[1]")
    let segments = try segments.unbatched("segments", rank: 2, .index, "[capacity, 4]")
    try segments.require(-1, 4, "[capacity, 4]")
    let segmentCount = try segmentCount.unbatched("segment_count", rank: 1, .index, "[1]")
    try segmentCount.require(1, "[1]")
    let ratio = try ratio?.unbatched("ratio", rank: 1, .float, "[1]")
    try ratio?.require(1, "[1]")

    guard !options.newline || video.count <= Int(Int32.max) / 2 else {
      throw PithError(.size, "tokens", expected: "fewer than 2^30 tokens with newlines", got: .integer(video.count))
    }
    let received = try workspace.floatRows(attention.first)
    try workspace.requireFinite(received, "attention")
    let cosines = try workspace.allocate(video.count, of: Float.self)
    try workspace.frameCosines(video.block.first, "tokens", frames: frames, floor: 1e-20, into: cosines)
    var merger = try HoliTomMerger(workspace, video, received, options)
    var found = VideoSegments(count: 0, first: merger.list, last: merger.list, reduced: 0)
    if frames > 0 {
      let similarity = FloatRows(
        base: UnsafePointer(cosines) + positions, rows: frames &- 1, cols: positions, stride: positions)
      found = try workspace.videoSegments(similarity, tau: Float(options.tau), maxWindow: options.maxWindow)
      let all = Double(video.count)
      if all > 0 { merger.ratio = min(options.retainRatio / ((all - Double(found.reduced)) / all), 1) }
    }
    let rows = try workspace.allocate(try product(found.count, 4), of: Int32.self)
    var i = 0
    while i < found.count {
      let (first, last) = (Int(found.first[i]), Int(found.last[i]))
      let kept = try merger.merge(first, last, cosines)
      let row = rows + 4 &* i
      row[0] = found.first[i]
      row[1] = found.last[i]
      row[2] = Int32(truncatingIfNeeded: kept.fixed)
      row[3] = Int32(truncatingIfNeeded: kept.moving)
      try workspace.checkpoint(last &+ 1, of: frames)
      i &+= 1
    }

    if sources.extent(0) < merger.rows || segments.extent(0) < found.count {
      workspace.commit(merger.rows, to: count.first)
      workspace.commit(found.count, to: segmentCount.first)
    }
    try sources.requireCapacity(merger.rows)
    try segments.requireCapacity(found.count)
    workspace.commit(merger.sources, count: merger.rows, to: sources.first)
    workspace.commit(merger.rows, to: count.first)
    workspace.commit(found.count, to: segmentCount.first)
    i = 0
    while i < found.count {
      workspace.commit(rows + 4 &* i, count: 4, to: segments.first.slice(i))
      i &+= 1
    }
    i = 0
    while i < frames {
      workspace.commit(merger.assign + i &* positions, count: positions, to: assign.first.slice(i))
      i &+= 1
    }
    workspace.commit(merger.weight, rows: frames, cols: positions, to: weight.first)
    if let ratio { workspace.commit(Float(merger.ratio), to: ratio.first) }
  }
}
