// DyCoke, first stage: temporal token merging of Dynamic Compression of Tokens for Fast Video LLMs (CVPR 2025).
//
//   frames 1, 3, 5, …                                   keep the `keep` tokens least like those of the frame before
//   frames 2, 6, 10, … (f mod 4 = 2) with f < F - 2     keep the `keep` tokens least like those two frames before
//   the others                                          are kept whole; an odd last frame is dropped
//
// Likeness is the cosine of the tokens at the same position. Nothing is averaged, although the paper speaks of merging.
//
// The authors' loop ends early: with F = 8 frame 6 is kept whole though frame 2 is pruned, and with an odd F the last frame
// vanishes (F = 1: everything). `everyFrame` mends both: every second even frame is pruned, an odd last frame stays (whole, or
// pruned if it is one of those).
//
// Steps: cosines of aligned tokens with two kinds of references in one pass, then a selection per pruned frame.
// Differs from the authors' code: four frames or fewer are legal (theirs: an exception); ties go to the lower position.
// Cost: reads F · P · D elements once; O(F · P) scratch.

import CPith

extension Video {
  /// Prunes odd frames and every second even frame.
  ///
  /// - Parameters:
  ///   - tokens: `[F, P, D]` or `[B, F, P, D]`, f32, f16 or bf16.
  ///   - keep: tokens that stay of a pruned frame, 0…P; the authors' is int((1 - ratio) · P).
  ///   - everyFrame: see above.
  ///   - order: ascending; or, as the authors', frame after frame and inside a pruned frame the least alike first.
  ///   - indices: out, `[capacity]` or `[B, capacity]`, i32: f · P + p; F · P is always enough.
  ///   - count: out, `[1]` or `[B, 1]`, i32.
  public static func dyCoke(
    _ workspace: Workspace, tokens: Tensor, keep: Int, everyFrame: Bool, order: Order, indices: Tensor, count: Tensor
  ) throws(PithError) {
    let video = try tokens.frameTokens("tokens")
    let (positions, block) = (video.positions, video.block)
    try requireCount(keep, "keep", atMost: positions, "0 to P")
    let output = try CountedIndices(indices, count, like: block)

    let frames = everyFrame ? video.frames : video.frames & ~1
    let back = try workspace.allocate(frames, of: UInt8.self)
    var kept = 0
    var f = 0
    while f < frames {
      let second = f & 3 == 2 && (everyFrame || f < video.frames &- 2)
      back[f] = f & 1 == 1 ? 1 : second ? 2 : 0
      kept &+= back[f] == 0 ? positions : keep
      f &+= 1
    }
    let n = frames &* positions
    let result = try workspace.allocate(try product(block.batch, kept), of: Int32.self)
    let cosines = try workspace.allocate(n, of: Float.self)
    let lengths = try workspace.allocate(block.batch, of: Int32.self)
    lengths.update(repeating: Int32(truncatingIfNeeded: kept), count: block.batch)
    var b = 0
    while b < block.batch {
      // The authors bound norms by 1e-12 and then the norms of what that leaves by 1e-8.
      try workspace.frameCosines(
        block.item(b), "tokens", frames: frames, back: UnsafePointer(back), floor: 1e-20, into: cosines)
      var out = result + b &* kept
      f = 0
      while f < frames {
        let first = f &* positions
        if back[f] == 0 {
          workspace.writeRange(first, positions, into: out)
          out += positions
        } else {
          try workspace.leastAlike(cosines + first, positions, keep, order, offset: first, into: out)
          out += keep
        }
        f &+= 1
      }
      try workspace.checkpoint(b &+ 1, of: block.batch)
      b &+= 1
    }
    try workspace.commit(result, stride: kept, lengths, to: output)
  }
}

extension Workspace {
  /// The `keep` smallest cosines of a frame; they are negated on the way.
  fileprivate func leastAlike(
    _ cosines: UnsafeMutablePointer<Float>, _ n: Int, _ keep: Int, _ order: Order, offset: Int,
    into out: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    kernels.pointee.scale(-1, cosines, cosines, n)
    try topK(cosines, n, keep, order, offset: offset, into: out)
  }
}
