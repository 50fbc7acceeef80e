// HiRED: Attention-Guided Token Dropping for Efficient Inference of High-Resolution Vision-Language Models in
// Resource-Constrained Environments (AAAI 2025): one token budget shared by the whole image and its crops.
//
//   full = min(int(total · alpha), N)          crops share sub = min(total - full, crops · N)
//   the int(N (1 - alpha)) tokens of the whole image with the greatest early class attention (summed over heads) are marked;
//   c_r = marks of crop r's part of the image; b_r = min(int(c_r / sum of c · sub), N), quotient and product in f32
//
// The part of crop r is, as in the authors' code, the r-th of equal runs of the flat raster: stripes, also for a 2 x 2 grid.
// `blocks` takes the rectangle that the crop shows instead. What truncation and the limit N leave over is not handed out.
//
// Differs from the authors' code: without marks no crop gets a budget (theirs: 0 / 0).
// Cost: O(H·N).

import CPith

extension Budget {
  /// Shares a number of tokens between the whole image and its crops.
  ///
  /// - Parameters:
  ///   - attention: attention of the class token to the tokens of the whole image, an early layer. `[H, N]` or `[B, H, N]`.
  ///   - gridHeight, gridWidth: crops; N is divisible by their number, or a square number with `blocks`.
  ///   - total: 0…(1 + crops) N.
  ///   - alpha: share of the whole image, 0 to 1.
  ///   - blocks: rectangles instead of stripes.
  ///   - budgets: out, whole image first. `[1 + crops]` or `[B, 1 + crops]`, i32.
  public static func hired(
    _ workspace: Workspace, attention: Tensor, gridHeight: Int, gridWidth: Int, total: Int, alpha: Double,
    blocks: Bool, budgets: Tensor
  ) throws(PithError) {
    var view = attention
    if view.ndim == 2 {
      view.ndim = 3
      view.shape = SIMD4(1, attention.shape[0], attention.shape[1], 1)
      view.stride = SIMD4(0, attention.stride[0], attention.stride[1], 0)
    }
    // The batch plays the heads of a map here: its rows are summed item by item.
    let map = try view.unbatched("attention", rank: 3, .float, "[H, N] or [B, H, N]")
    let batch = map.extent(0)
    let n = map.extent(2)
    let extent: Limits = 1...Int(Int32.max)
    try require(gridHeight, "grid_height", in: extent, "1 to 2^31 - 1")
    try require(gridWidth, "grid_width", in: extent, "1 to 2^31 - 1")
    let crops = gridHeight &* gridWidth
    guard crops < Int(Int32.max) else {
      throw PithError(.range, "grid_height", expected: "fewer than 2^31 - 1 crops in all", got: .integer(gridHeight))
    }
    try requireCount(total, "total", atMost: try product(n, crops &+ 1), "0 to (1 + crops) N")
    try require(alpha, "alpha", from: 0, through: 1, "0 to 1")
    var side = 0
    if blocks {
      while side &* side < n { side &+= 1 }
      guard side &* side == n else {
        throw PithError(.shape, "attention", expected: "a square number of tokens with blocks", got: .integer(n))
      }
    } else {
      guard n % crops == 0 else {
        throw PithError(.shape, "attention", expected: "N divisible by the number of crops", got: .integer(n))
      }
    }
    let budgets = try budgets.block("budgets", rank: 1, .index, "[1 + crops] or [B, 1 + crops]")
    try budgets.require(crops &+ 1, "[1 + crops] or [B, 1 + crops]")
    guard budgets.batch == batch && budgets.isBatched == (attention.ndim == 3) else {
      throw PithError(
        .shape, "budgets", expected: "the same batch dimension as the first input",
        got: .needed(batch, had: budgets.batch))
    }

    let full = min(Int(saturating: Double(total) * alpha), n)
    let shared = min(total &- full, crops &* n)
    let marked = Int(saturating: Double(n) * (1 - alpha))
    let sums = try workspace.headColumnSums(map, rows: 0..<map.extent(1), columns: n)
    let result = try workspace.allocate(try product(batch, crops &+ 1), of: Int32.self)
    let marks = try workspace.allocate(marked, of: Int32.self)
    var b = 0
    while b < batch {
      let own = result + b &* (crops &+ 1)
      own.update(repeating: 0, count: crops &+ 1)
      try workspace.topK(sums + b &* n, n, marked, .position, into: marks)
      var i = 0
      while i < marked {
        let token = Int(marks[i])
        let crop = blocks
          ? TileRaster.crop(
            row: token / side, column: token % side, side: side, gridHeight: gridHeight, gridWidth: gridWidth)
          : token / (n / crops)
        own[1 &+ crop] &+= 1
        i &+= 1
      }
      var r = 1
      while r <= crops {
        let share = marked > 0 ? Float(own[r]) / Float(marked) * Float(shared) : 0
        own[r] = Int32(truncatingIfNeeded: min(Int(saturating: share), n))
        r &+= 1
      }
      own[0] = Int32(truncatingIfNeeded: full)
      b &+= 1
    }
    workspace.commitAll(result, count: crops &+ 1, to: budgets)
  }
}
