// Cosines of aligned tokens: each token of a video with the one at the same position of an earlier frame.
//
//   cos(f, p) = x(f, p) . x(r(f), p) / (max(|x(f, p)|, floor) · max(|x(r(f), p)|, floor))
//
// What every method that looks for change over time starts from. r(f) is the frame before, or one of the three before it. Norms
// are bounded below as PyTorch bounds them, so a token of norm zero has cosine 0 with everything.
//
// Products and sums are taken in double and the quotient is rounded to f32 once: a token that did not change has exactly the
// cosine 1, and so ties are ties, however wide the tokens are.
//
// Steps: one position after the other, down the frames. A token is read from memory once; it is still in the first-level cache
// when the next frame needs it. Half-precision tokens are widened four lines at a time. A norm that is not finite tells that
// its token is not.
// Cost: two passes over the tokens, the second in cache; scratch of 4 D floats per thread, if any, and 5 numbers.

import CPith

/// Checked tokens of a video: `[F, P, D]` or `[B, F, P, D]`.
struct FrameTokens {
  var block: Block
  var frames: Int { block.extent(0) }
  var positions: Int { block.extent(1) }
  var dim: Int { block.extent(2) }
  /// Tokens of one item; they travel as i32 indices.
  var count: Int
}

extension Tensor {
  @inline(never)
  func frameTokens(_ name: StaticString) throws(PithError) -> FrameTokens {
    let block = try block(name, rank: 3, .float, "[F, P, D] or [B, F, P, D]")
    let count = try product(block.extent(0), block.extent(1))
    guard count <= Int(Int32.max) else {
      throw PithError(.size, name, expected: "fewer than 2^31 tokens", got: .shape(ndim: 3, block.first.shape))
    }
    return FrameTokens(block: block, count: count)
  }
}

/// How many frames back a reference may lie, and one more.
private let linesKept = 4

extension Workspace {
  /// cosines[f · P + p] for the first `frames` frames of an `[F, P, D]` item. `back[f]` is the distance to the reference frame,
  /// 1 to 3; 0: none, the frame's cosines are left as they are. `back` nil: the frame before. Tokens must be finite.
  @inline(never)
  func frameCosines(
    _ item: Tensor, _ name: StaticString, frames: Int, back: UnsafePointer<UInt8>? = nil, floor: Double,
    into cosines: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    let positions = item.shape[1]
    let dim = item.shape[2]
    if frames == 0 || positions == 0 { return }
    let mark = self.mark()
    defer { release(mark) }
    let inPlace = item.dtype == .f32 && (item.stride[2] == 1 || dim <= 1)
    let grain = max(1, 32768 / max(1, frames &* max(dim, 1)))
    let parts = self.parts(positions, grain: grain)
    let norms = try allocate(try product(parts, linesKept), of: Double.self)
    let lines = try allocate(inPlace ? 0 : try product(parts, try product(linesKept, dim)), of: Float.self)
    let wrong = try allocate(parts, of: Int.self)
    wrong.update(repeating: Int.max, count: parts)
    parallelRanges(positions, grain: grain) { part, begin, end in
      let norm = norms + part &* linesKept
      let line = lines + (inPlace ? 0 : part &* linesKept &* dim)
      var p = begin
      while p < end {
        var f = 0
        while f < frames {
          let x = token(item, f, p, inPlace, line)
          let squares = kernels.pointee.wide_sum_squares(x, dim)
          if !squares.isFinite { wrong[part] = min(wrong[part], f &* positions &+ p) }
          norm[f % linesKept] = max(squares.root, floor)
          let distance = back.map { Int($0[f]) } ?? (f == 0 ? 0 : 1)
          if distance > 0 {
            let before = f &- distance
            let y = inPlace ? token(item, before, p, true, line) : UnsafePointer(line + before % linesKept &* dim)
            let product = norm[f % linesKept] * norm[before % linesKept]
            let dot = kernels.pointee.wide_dot(x, y, dim)
            cosines[f &* positions &+ p] = product > 0 ? Float(dot / product) : 0
          }
          f &+= 1
        }
        p &+= 1
      }
    }
    var first = Int.max
    var part = 0
    while part < parts {
      first = min(first, wrong[part])
      part &+= 1
    }
    if first == Int.max { return }
    let line = try allocate(try product(linesKept, dim), of: Float.self)
    let x = token(item, first / positions, first % positions, inPlace, line)
    var j = 0
    while j < dim && x[j].isFinite { j &+= 1 }
    throw PithError(.nonFinite, name, expected: "finite values", got: .position(first &* dim &+ j))
  }

  /// The token at a frame and position, in place or widened into its line of `lines`.
  private func token(
    _ item: Tensor, _ frame: Int, _ position: Int, _ inPlace: Bool, _ lines: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    let offset = frame &* item.stride[0] &+ position &* item.stride[1]
    if inPlace, let data = item.data { return UnsafePointer(data.assumingMemoryBound(to: Float.self) + offset) }
    let line = lines + (inPlace ? 0 : frame % linesKept &* item.shape[2])
    loadFloats(item, offset: offset, stride: item.stride[2], count: item.shape[2], into: line)
    return UnsafePointer(line)
  }
}
