// Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language Model (MustDrop, 2024): spatial merging.
//
//   u_i = x_i / max(|x_i|, 1e-8)
//   s_w = mean over pairs i ≠ j of a window's k tokens of u_i · u_j = (|sum u|² - sum |u|²) / (k (k - 1))
//   windows with s_w >= threshold become one token, their plain mean
//
// In a batch the image with the fewest such windows says how many, r, merge in every image: the r most similar ones.
// Output rows: the prefix (class token), the merged windows in falling similarity, then all other tokens in their order.
//
// Differs from the authors' code: the sum form in double instead of all pairs (equal in exact arithmetic, and similarities
// are rounded to f32 before they are compared); any grid that the window divides. Windows of one token have no pairs and
// never merge (theirs: NaN, which does the same).
// Cost: N·D, one pass over the tokens; D doubles of scratch per thread.

import CPith

extension Merge {
  /// Merges the windows of a grid whose tokens are alike.
  ///
  /// - Parameters:
  ///   - tokens: `prefix` tokens that stay, then the grid in raster order. `[prefix + height · width, D]` or `[B, …, D]`.
  ///   - height, width: grid; windowHeight, windowWidth divide it.
  ///   - threshold: mean cosine from which on a window merges. Not NaN.
  ///   - prefix: 0 or more; 1 with a class token.
  ///   - assign: out, output row of every token. `[prefix + height · width]` or `[B, …]`, i32.
  ///   - count: out, output rows, the same for every item. `[1]`, or `[B]` for a batch, i32.
  public static func mustDrop(
    _ workspace: Workspace, tokens: Tensor, height: Int, width: Int, windowHeight: Int, windowWidth: Int,
    threshold: Double, prefix: Int, assign: Tensor, count: Tensor
  ) throws(PithError) {
    let shape: StaticString = "[prefix + height * width, D] or [B, prefix + height * width, D]"
    let tokens = try tokens.block("tokens", rank: 2, .float, shape)
    let most = Int(Int32.max)
    try require(height, "height", in: 0...most, "0 to 2^31 - 1")
    try require(width, "width", in: 0...most, "0 to 2^31 - 1")
    try require(prefix, "prefix", in: 0...most, "0 to 2^31 - 1")
    let n = tokens.extent(0)
    guard height &* width &+ prefix == n else {
      throw PithError(.shape, "tokens", expected: shape, got: .shape(ndim: tokens.first.ndim, tokens.first.shape))
    }
    guard windowHeight >= 1 && height % windowHeight == 0 else {
      throw PithError(.range, "window_height", expected: "a divisor of height, 1 or more", got: .integer(windowHeight))
    }
    guard windowWidth >= 1 && width % windowWidth == 0 else {
      throw PithError(.range, "window_width", expected: "a divisor of width, 1 or more", got: .integer(windowWidth))
    }
    try requireNumber(threshold, "threshold")
    let assign = try assignBlock(assign, n, tokens)
    let count = try Block.count(count, of: tokens)

    let grid = WindowGrid(
      prefix: prefix, width: width, windowHeight: windowHeight, windowWidth: windowWidth, columns: width / windowWidth,
      rows: height / windowHeight)
    let windows = grid.windows
    let similarity = try workspace.allocate(try product(tokens.batch, windows), of: Float.self)
    let rows = try workspace.allocate(try product(tokens.batch, n), of: Int32.self)
    let order = try workspace.allocate(windows, of: Int32.self)
    let place = try workspace.allocate(windows, of: Int32.self)
    let words = try workspace.allocate(try product(3, windows) &+ Int(PITHK_SELECT_WORDS), of: UInt32.self)
    var r = windows
    var b = 0
    while b < tokens.batch {
      let mark = workspace.mark()
      let x = try workspace.floatRows(tokens.item(b))
      try workspace.requireFinite(x, "tokens")
      let values = similarity + b &* windows
      try workspace.similarities(x, grid, into: values)
      var alike = 0
      var w = 0
      while w < windows {
        if Double(values[w]) >= threshold { alike &+= 1 }
        w &+= 1
      }
      r = min(r, alike)
      workspace.release(mark)
      try workspace.checkpoint(b &+ 1, of: tokens.batch)
      b &+= 1
    }
    let kept = n &- r &* (windowHeight &* windowWidth &- 1)
    b = 0
    while b < tokens.batch {
      workspace.kernels.pointee.argsort(similarity + b &* windows, windows, 1, order, words)
      place.update(repeating: -1, count: windows)
      var i = 0
      while i < r {
        place[Int(order[i])] = Int32(truncatingIfNeeded: prefix &+ i)
        i &+= 1
      }
      let row = rows + b &* n
      var next = prefix &+ r
      i = 0
      while i < n {
        let target = i < prefix ? Int32(truncatingIfNeeded: i) : place[grid.window(of: i)]
        if target >= 0 {
          row[i] = target
        } else {
          row[i] = Int32(truncatingIfNeeded: next)
          next &+= 1
        }
        i &+= 1
      }
      b &+= 1
    }
    workspace.commit(rows, count: n, to: assign)
    workspace.commit(count: kept, to: count)
  }
}

/// Windows of a grid behind a prefix.
private struct WindowGrid {
  var prefix: Int
  var width: Int
  var windowHeight: Int
  var windowWidth: Int
  /// In windows.
  var columns: Int
  var rows: Int

  var windows: Int { rows &* columns }

  func window(of token: Int) -> Int {
    let cell = token &- prefix
    return cell / width / windowHeight &* columns &+ cell % width / windowWidth
  }

  /// The token at (y, x) of window `w`.
  func token(_ w: Int, _ y: Int, _ x: Int) -> Int {
    prefix &+ (w / columns &* windowHeight &+ y) &* width &+ w % columns &* windowWidth &+ x
  }
}

extension Workspace {
  /// Mean cosine of the pairs of every window; -infinity where there are none.
  fileprivate func similarities(
    _ x: FloatRows, _ grid: WindowGrid, into values: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    let dim = x.cols
    let table = kernels
    let size = grid.windowHeight &* grid.windowWidth
    if size < 2 { return values.update(repeating: -.infinity, count: grid.windows) }
    let grain = max(1, 32768 / max(size &* dim, 1))
    let sums = try allocate(try product(parts(grid.windows, grain: grain), dim), of: Double.self)
    parallelRanges(grid.windows, grain: grain) { part, begin, end in
      let sum = sums + part &* dim
      var w = begin
      while w < end {
        sum.update(repeating: 0, count: dim)
        var own = 0.0
        var i = 0
        while i < size {
          let row = x.row(grid.token(w, i / grid.windowWidth, i % grid.windowWidth))
          let squares = table.pointee.wide_sum_squares(row, dim)
          let inverse = 1 / max(squares.root, 1e-8)
          table.pointee.mixed_axpy(inverse, row, sum, dim)
          own += squares * inverse * inverse
          i &+= 1
        }
        let all = table.pointee.double_dot(sum, sum, dim)
        values[w] = Float((all - own) / (Double(size) * Double(size &- 1)))
        w &+= 1
      }
    }
  }
}
