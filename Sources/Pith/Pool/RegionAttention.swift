// Region attention: one query for each region of a grid attends only to the keys of its region. The weight-free core of
// TokenPacker (arXiv 2407.02392), QueCC (arXiv 2411.03312) and the streams of LLaVA-ST (arXiv 2501.08282); the projections
// around it are plain matrix products.
//
//   region (F, R, C) = the cells (F kt + f, R s + a, C s + b), 0 <= f < kt, 0 <= a, b < s, in row-major order
//   for each head of width d = E / H:  p = softmax over the region of (q . k) / sqrt(d),  y = sum of p v
//
// Steps: region by region, straight from the grid: one dot product a cell and head, a softmax, a weighted sum in cell order.
// No permuted copies of keys and values are built, as the authors do. With q = 0 it is average pooling.
// Cost: 2 N E multiply-adds; scratch of one region and one token a thread.

import CPith

/// A grid cut into regions.
private struct Regions {
  var height: Int
  var width: Int
  var frameScale: Int
  var scale: Int
  var heads: Int
  var headDim: Int
  /// Regions, and cells in each.
  var count: Int
  var cells: Int

  /// The first cell of line `line` (of frameScale * scale) of region `r`.
  func start(_ r: Int, line: Int) -> Int {
    let across = width / scale
    let down = height / scale
    let frame = r / (across &* down) &* frameScale &+ line / scale
    let row = r / across % down &* scale &+ line % scale
    return (frame &* height &+ row) &* width &+ r % across &* scale
  }
}

extension Pool {
  /// Attends from one query per region to the region's keys.
  ///
  /// - Parameters:
  ///   - queries: `[M, E]` or `[B, M, E]`, M the regions, row-major with frames outermost, f32, f16 or bf16.
  ///   - keys, values: `[frames * height * width, E]` or batched alike.
  ///   - frameScale, scale: extents of a region along frames and along both sides; they divide the grid.
  ///   - heads: divides E.
  ///   - y: out, `[M, E]` or `[B, M, E]`: the heads side by side.
  ///   - weights: out, `[H, M, frameScale * scale^2]` or batched, or nil.
  public static func regionAttention(
    _ workspace: Workspace, queries: Tensor, keys: Tensor, values: Tensor, frames: Int, height: Int, width: Int,
    frameScale: Int, scale: Int, heads: Int, y: Tensor, weights: Tensor?
  ) throws(PithError) {
    let q = try queries.block("queries", rank: 2, .float, "[M, E] or [B, M, E], M the regions")
    let dim = q.extent(1)
    let limit = Int(Int32.max)
    try require(frames, "frames", in: 1...limit, "1 to 2^31 - 1")
    try require(height, "height", in: 1...limit, "1 to 2^31 - 1")
    try require(width, "width", in: 1...limit, "1 to 2^31 - 1")
    guard frameScale >= 1 && frames % frameScale == 0 else {
      throw PithError(.range, "frame_scale", expected: "a divisor of frames", got: .integer(frameScale))
    }
    guard scale >= 1 && height % scale == 0 && width % scale == 0 else {
      throw PithError(.range, "scale", expected: "a divisor of height and width", got: .integer(scale))
    }
    guard heads >= 1 && dim % heads == 0 else {
      throw PithError(.range, "heads", expected: "a divisor of E", got: .integer(heads))
    }
    let count = cells(frames / frameScale, height / scale, width / scale)
    try q.require(count, dim, "[M, E] or [B, M, E], M the regions")
    let n = cells(frames, height, width)
    let k = try keys.block("keys", rank: 2, .float, "[frames * height * width, E], batched as queries")
    try k.require(n, dim, "[frames * height * width, E], batched as queries")
    try k.requireBatch(of: q)
    let v = try values.block("values", rank: 2, .float, "[frames * height * width, E], batched as queries")
    try v.require(n, dim, "[frames * height * width, E], batched as queries")
    try v.requireBatch(of: q)
    let regions = Regions(
      height: height, width: width, frameScale: frameScale, scale: scale, heads: heads, headDim: dim / heads,
      count: count, cells: frameScale &* scale &* scale)
    let y = try y.block("y", rank: 2, .float, "the shape of queries")
    try y.require(count, dim, "the shape of queries")
    try y.requireBatch(of: q)
    let weights = try weights.block("weights", rank: 3, .float, "[H, M, cells of a region], batched as queries", like: q)
    try weights?.require(heads, count, regions.cells, "[H, M, cells of a region], batched as queries")

    let grain = max(1, 8192 / max(regions.cells &* dim, 1))
    let parts = workspace.parts(count, grain: grain)
    let sources = (try workspace.itemRows(q), try workspace.itemRows(k), try workspace.itemRows(v))
    let scores = try workspace.allocate(try product(parts, regions.cells), of: Float.self)
    let lines = try workspace.allocate(try product(parts, dim), of: Float.self)
    var b = 0
    while b < q.batch {
      workspace.attend(
        workspace.rows(sources.0, b), workspace.rows(sources.1, b), workspace.rows(sources.2, b), regions, grain,
        scores: scores, lines: lines, into: y.item(b), weights: weights?.item(b))
      b &+= 1
    }
  }
}

/// 1 / sqrt(d), the scale of attention scores; 0 where there is nothing to scale.
func attentionScale(_ headDim: Int) -> Float { headDim > 0 ? 1 / Float(headDim).root : 0 }

extension Workspace {
  fileprivate func attend(
    _ q: FloatRows, _ k: FloatRows, _ v: FloatRows, _ regions: Regions, _ grain: Int,
    scores: UnsafeMutablePointer<Float>, lines: UnsafeMutablePointer<Float>, into y: Tensor, weights: Tensor?
  ) {
    let table = kernels
    let width = regions.headDim
    let scale = attentionScale(width)
    parallelRanges(regions.count, grain: grain) { part, begin, end in
      let score = scores + part &* regions.cells
      let line = lines + part &* q.cols
      var r = begin
      while r < end {
        line.update(repeating: 0, count: q.cols)
        var head = 0
        while head < regions.heads {
          let first = head &* width
          var cell = 0
          while cell < regions.cells {
            let row = regions.start(r, line: cell / regions.scale) &+ cell % regions.scale
            score[cell] = table.pointee.dot(q.row(r) + first, k.row(row) + first, width)
            cell &+= 1
          }
          table.pointee.softmax(score, scale, nil, score, regions.cells)
          cell = 0
          while cell < regions.cells {
            let row = regions.start(r, line: cell / regions.scale)
            table.pointee.column_weighted_sum(
              v.row(row) + first, v.stride, regions.scale, width, score + cell, line + first)
            cell &+= regions.scale
          }
          if let weights {
            storeFloats(
              score, count: regions.cells, into: weights,
              offset: head &* weights.stride[0] &+ r &* weights.stride[1], stride: weights.stride[2])
          }
          head &+= 1
        }
        storeFloats(line, count: q.cols, into: y, offset: r &* y.stride[0], stride: y.stride[1])
        r &+= 1
      }
    }
  }
}
