// EVS: Efficient Video Sampling: Pruning Temporally Redundant Tokens for Faster VLM Inference (2025).
//
//   score(f, p) = 255 in the first frame, else 1 - cos(x(f, p), x(f - 1, p))          keep the `keep` largest of the video
//
// One ranking over all frames: frames that change much keep more tokens, a still frame may keep none. 255 stands above every
// distance (at most 2), so the first frame comes first. The number kept is max(P, int(F · P · (1 - q))), which `evsCount` gives:
// it depends on shapes only, so a prompt's placeholders can be counted before anything is encoded.
//
// Steps: cosines of aligned tokens, then a selection by counting (no sort); equal scores go to the earlier frame, then to the
// lower position, as from the authors' stable sort. The cosine is rounded to f32 before it is subtracted, as theirs is: a token
// that did not change scores exactly 0.
// Differs from the authors' code: a NaN is an error (theirs: ranks first).
// Cost: reads F · P · D elements once; O(F · P) scratch.

import CPith

extension Video {
  /// How many tokens EVS keeps: max(positions, int(frames · positions · (1 - ratio))); 0 without frames.
  ///
  /// - Parameters:
  ///   - frames, positions: 0 or more, their product below 2^31.
  ///   - ratio: share to prune, 0 to 1.
  public static func evsCount(frames: Int, positions: Int, ratio: Double) throws(PithError) -> Int {
    let side: Limits = 0...Int(Int32.max)
    try require(frames, "frames", in: side, "0 to 2^31 - 1")
    try require(positions, "positions", in: side, "0 to 2^31 - 1")
    guard frames &* positions <= Int(Int32.max) else {
      throw PithError(.range, "positions", expected: "fewer than 2^31 tokens in all", got: .integer(positions))
    }
    try require(ratio, "ratio", from: 0, through: 1, "0 to 1")
    if frames == 0 { return 0 }
    return max(positions, Int(saturating: Double(frames &* positions) * (1 - ratio)))
  }

  /// Keeps the tokens that changed most since the frame before.
  ///
  /// - Parameters:
  ///   - tokens: `[F, P, D]` or `[B, F, P, D]`, f32, f16 or bf16.
  ///   - keep: 0…F·P.
  ///   - order: ascending, or greatest change first.
  ///   - indices: out, `[keep]` or `[B, keep]`, i32: f · P + p.
  ///   - frameCounts: out, optional, `[F]`, i32: tokens kept of each frame.
  ///   - scores: out, optional, `[F, P]`.
  public static func evs(
    _ workspace: Workspace, tokens: Tensor, keep: Int, order: Order, indices: Tensor, frameCounts: Tensor?,
    scores: Tensor?
  ) throws(PithError) {
    let video = try tokens.frameTokens("tokens")
    let (frames, positions, n) = (video.frames, video.positions, video.count)
    try requireCount(keep, "keep", atMost: n, "0 to F * P")
    let indices = try indices.selection(keep, like: video.block)
    let counts = try frameCounts.block("frame_counts", rank: 1, .index, "[F] or [B, F]", like: video.block)
    try counts?.require(frames, "[F] or [B, F]")
    let scores = try scores.block("scores", rank: 2, .float, "[F, P] or [B, F, P]", like: video.block)
    try scores?.require(frames, positions, "[F, P] or [B, F, P]")

    let batch = video.block.batch
    let values = try workspace.allocate(try product(batch, n), of: Float.self)
    let result = try workspace.allocate(try product(batch, keep), of: Int32.self)
    let kept = try workspace.allocate(try product(batch, frames), of: Int32.self)
    kept.update(repeating: 0, count: batch &* frames)
    var b = 0
    while b < batch {
      let score = values + b &* n
      let picks = result + b &* keep
      try workspace.frameCosines(video.block.item(b), "tokens", frames: frames, floor: 1e-8, into: score)
      var i = 0
      while i < n {
        score[i] = i < positions ? 255 : 1 - score[i]
        i &+= 1
      }
      try workspace.topK(score, n, keep, order, into: picks)
      i = 0
      while i < keep {
        kept[b &* frames &+ Int(picks[i]) / positions] &+= 1
        i &+= 1
      }
      try workspace.checkpoint(b &+ 1, of: batch)
      b &+= 1
    }
    workspace.commitAll(result, count: keep, to: indices)
    if let counts { workspace.commitAll(kept, count: frames, to: counts) }
    guard let scores else { return }
    b = 0
    while b < batch {
      workspace.commit(values + b &* n, rows: frames, cols: positions, to: scores.item(b))
      b &+= 1
    }
  }
}
