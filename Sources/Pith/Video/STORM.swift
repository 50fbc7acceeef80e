// STORM: Token-Efficient Long Video Understanding for Multimodal LLMs (ICCV 2025): pooling over time and space, and sampling.
//
//   y(t, r, c) = mean of x over frames t s k … t s k + k - 1, rows r p … r p + p - 1, columns c p … c p + p - 1
//   T' = ceil(floor(F / k) / s) frames, floor(h / p) · floor(w / p) tokens each
//
// k frames and p · p tokens become one, then every s-th frame stays. Both poolings are means over one box, and they commute with
// the sampling: frames that the sampling drops are never read. Incomplete boxes are dropped, as the paper's ranges say.
//
// The paper has no public code. VILA, on which it is built, pools one axis after the other: the same but for rounding. The
// temporal projector before the pooling is a network, and the host's.
//
// Steps: per output token one sum in f32, frames outermost and rows before columns, and one division.
// Cost: reads the boxes that stay, once; scratch of 3 D floats per thread.

import CPith

extension Video {
  /// Pools boxes of `poolFrames` frames and `poolSide`² tokens, and keeps every `sample`-th frame of the result.
  ///
  /// - Parameters:
  ///   - tokens: `[F, height · width, D]` or `[B, F, height · width, D]`, f32, f16 or bf16. NaN passes through.
  ///   - height, width: of a frame, 1 or more.
  ///   - poolFrames: 1…F; poolSide: 1…min(height, width); sample: 1 or more.
  ///   - y: out, `[T', h' · w', D]` or `[B, T', h' · w', D]`, float.
  ///   - frames: out, optional, `[T']`, i32: first source frame of each frame; the same for all items of a batch.
  public static func storm(
    _ workspace: Workspace, tokens: Tensor, height: Int, width: Int, poolFrames: Int, poolSide: Int, sample: Int,
    y: Tensor, frames: Tensor?
  ) throws(PithError) {
    let video = try tokens.frameTokens("tokens")
    let block = video.block
    let side: Limits = 1...Int(Int32.max)
    try require(height, "height", in: side, "1 to 2^31 - 1")
    try require(width, "width", in: side, "1 to 2^31 - 1")
    try block.require(-1, height &* width, -1, "[F, height * width, D] or [B, F, height * width, D]")
    // Also with no frames at all: there is nothing to pool then.
    try require(poolFrames, "pool_frames", in: 1...max(1, video.frames), "1 to F")
    try require(poolSide, "pool_side", in: 1...min(height, width), "1 to min(height, width)")
    try require(sample, "sample", in: side, "1 to 2^31 - 1")
    let pooled = video.frames / poolFrames
    let box = Box(
      frames: poolFrames, step: poolFrames &* sample, side: poolSide, width: width,
      out: (pooled / sample &+ (pooled % sample == 0 ? 0 : 1), height / poolSide, width / poolSide))
    let y = try y.block("y", rank: 3, .float, "[T', h' * w', D] or [B, T', h' * w', D]")
    try y.require(box.out.0, box.out.1 &* box.out.2, video.dim, "[T', h' * w', D] or [B, T', h' * w', D]")
    try y.requireBatch(of: block)
    let list = try frames?.unbatched("frames", rank: 1, .index, "[T']")
    try list?.require(box.out.0, "[T']")

    let cells = box.out.0 &* box.out.1 &* box.out.2
    let grain = max(1, 16384 / max(1, poolFrames &* poolSide &* poolSide &* max(video.dim, 1)))
    let lines = try workspace.allocate(
      try product(workspace.parts(cells, grain: grain), try product(3, video.dim)), of: Float.self)
    let first = try workspace.allocate(box.out.0, of: Int32.self)
    var b = 0
    while b < block.batch {
      let item = block.item(b)
      let target = y.item(b)
      workspace.parallelRanges(cells, grain: grain) { part, begin, end in
        let line = lines + part &* 3 &* video.dim
        (line + 2 &* video.dim).update(repeating: Float(poolFrames &* poolSide &* poolSide), count: video.dim)
        var cell = begin
        while cell < end {
          workspace.pool(item, box, cell, line, into: target)
          cell &+= 1
        }
      }
      b &+= 1
    }
    guard let list else { return }
    var t = 0
    while t < box.out.0 {
      first[t] = Int32(truncatingIfNeeded: t &* box.step)
      t &+= 1
    }
    workspace.commit(first, count: box.out.0, to: list.first)
  }
}

/// Boxes of a video: frames from box to box, and the grid of boxes.
private struct Box {
  var frames: Int
  var step: Int
  var side: Int
  var width: Int
  var out: (Int, Int, Int)
}

extension Workspace {
  /// Writes one output token. `line`: the sum, a widened token, and the divisor as a vector.
  fileprivate func pool(
    _ item: Tensor, _ box: Box, _ cell: Int, _ line: UnsafeMutablePointer<Float>, into y: Tensor
  ) {
    let dim = item.shape[2]
    let inPlace = item.dtype == .f32 && (item.stride[2] == 1 || dim <= 1)
    let t = cell / (box.out.1 &* box.out.2)
    let within = cell % (box.out.1 &* box.out.2)
    let corner = within / box.out.2 &* box.side &* box.width &+ within % box.out.2 &* box.side
    line.update(repeating: 0, count: dim)
    var f = 0
    while f < box.frames {
      var row = 0
      while row < box.side {
        let offset = (t &* box.step &+ f) &* item.stride[0] &+ (corner &+ row &* box.width) &* item.stride[1]
        if inPlace, let data = item.data {
          kernels.pointee.column_sum(
            data.assumingMemoryBound(to: Float.self) + offset, item.stride[1], box.side, dim, line)
        } else {
          var column = 0
          while column < box.side {
            loadFloats(
              item, offset: offset &+ column &* item.stride[1], stride: item.stride[2], count: dim, into: line + dim)
            kernels.pointee.add(line, line + dim, line, dim)
            column &+= 1
          }
        }
        row &+= 1
      }
      f &+= 1
    }
    kernels.pointee.divide(line, line + 2 &* dim, line, dim)
    storeFloats(
      line, count: dim, into: y, offset: t &* y.stride[0] &+ within &* y.stride[1], stride: y.stride[2])
  }
}
