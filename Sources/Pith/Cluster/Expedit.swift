// Expedit: clustering the tokens of a dense vision transformer to a smaller grid.
//
// Liang et al., "Expediting Large-Scale Vision Transformer for Dense Prediction without Fine-tuning", NeurIPS 2022.
//
//   c_ij = mean of the tokens of the cell (adaptive average pooling)
//   token p may go to (i, j) if |i - home row of p| <= window div 2 and |j - home column of p| <= window div 2
//   iterate:  a_pc = softmax over allowed c of -temperature |x_p - c|^2;  c = sum_p a_pc x_p / max(sum_p a_pc, 1e-16)
//   label_p = arg min over all c of |x_p - c|^2, the first of equals
//
// The home of row y is min(floor(y s), h - 1) with s = h / H in f32, which is what PyTorch's nearest interpolation takes.
//
// Steps: pool; in each iteration every token measures its (2 r + 1)^2 candidates, then every centre adds up the tokens of the
// rectangle that may reach it, in raster order, so that threads do not change a bit; labels by NearestCenter.swift. Where we
// differ: the authors measure all pairs and add 1e16 to those that are not allowed; a centre that no token may reach becomes
// 0 in both. Their squared distances come from the expanded form, ours from differences.
// Cost: H W (2 r + 1)^2 D an iteration; N + h w D + H W (2 r + 1)^2 floats of scratch. Labels: H W h w D once.

import CPith

extension Cluster {
  /// Soft k-means on a grid: `[height * width, D]` tokens to `[outHeight * outWidth, D]` centres.
  ///
  /// - Parameters:
  ///   - tokens: `[height * width, D]` or `[B, height * width, D]`, row-major grid, f32, f16 or bf16, finite.
  ///   - height, width, outHeight, outWidth: 1 or more.
  ///   - iterations: 0 or more. temperature: 0 or more; it multiplies squared distances. window: 1 or more, in cells.
  ///   - centers: out, `[outHeight * outWidth, D]` or `[B, outHeight * outWidth, D]`.
  ///   - labels: out, `[height * width]` or `[B, height * width]`, i32.
  public static func expedit(
    _ workspace: Workspace, tokens: Tensor, height: Int, width: Int, outHeight: Int, outWidth: Int, iterations: Int,
    temperature: Double, window: Int, centers: Tensor, labels: Tensor?
  ) throws(PithError) {
    let shape: StaticString = "[height * width, D] or [B, height * width, D]"
    let tokens = try tokens.block("tokens", rank: 2, .float, shape)
    let side: Limits = 1...Int(Int32.max)
    try require(height, "height", in: side, "1 to 2^31 - 1")
    try require(width, "width", in: side, "1 to 2^31 - 1")
    try require(outHeight, "out_height", in: side, "1 to 2^31 - 1")
    try require(outWidth, "out_width", in: side, "1 to 2^31 - 1")
    try require(iterations, "iterations", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    try requireTemperature(temperature)
    try require(window, "window", in: side, "1 to 2^31 - 1")
    let n = height &* width
    let dim = tokens.extent(1)
    try tokens.require(n, dim, shape)
    let cells = outHeight &* outWidth
    let centers = try centers.block(
      "centers", rank: 2, .float, "[out_height * out_width, D] or [B, out_height * out_width, D]")
    try centers.require(cells, dim, "[out_height * out_width, D] or [B, out_height * out_width, D]")
    try centers.requireBatch(of: tokens)
    let labels = try labels.block("labels", rank: 1, .index, "[height * width] or [B, height * width]", like: tokens)
    try labels?.require(n, "[height * width] or [B, height * width]")

    let size = try product(cells, dim)
    let found = try workspace.allocate(try product(tokens.batch, size), of: Float.self)
    let nearest = try workspace.allocate(labels == nil ? 0 : try product(tokens.batch, n), of: Int32.self)
    let rows = try workspace.windowAxis(height, outHeight, reach: window / 2)
    let columns = try workspace.windowAxis(width, outWidth, reach: window / 2)
    var b = 0
    while b < tokens.batch {
      let mark = workspace.mark()
      let points = try workspace.floatRows(tokens.item(b))
      try workspace.requireFinite(points, "tokens")
      let mine = found + b &* size
      try Pool.adaptive(
        workspace, x: tokens.item(b), height: height, width: width, outHeight: outHeight, outWidth: outWidth,
        mode: .average, y: Tensor(mine, .f32, cells, dim))
      try workspace.softGridMeans(
        points, rows, columns, iterations: iterations, temperature: Float(temperature), centers: mine)
      guard workspace.kernels.pointee.all_finite_f32(mine, size) != 0 else {
        throw PithError(.nonFinite, "tokens", expected: "values whose squared distances fit f32")
      }
      if labels != nil {
        let wide = try workspace.allocate(size, of: Double.self)
        workspace.kernels.pointee.f64_from_f32(mine, wide, size)
        let search = try workspace.centerSearch(points, try workspace.moments(points), capacity: cells)
        try workspace.nearest(search, centers: wide, k: cells, labels: nearest + b &* n)
      }
      workspace.release(mark)
      b &+= 1
    }
    b = 0
    while b < tokens.batch {
      workspace.commit(found + b &* size, rows: cells, cols: dim, to: centers.item(b))
      if let labels { workspace.commit(nearest + b &* n, count: n, to: labels.item(b)) }
      b &+= 1
    }
  }

  static func requireTemperature(_ temperature: Double) throws(PithError) {
    guard temperature >= 0 && temperature <= Double(Float.greatestFiniteMagnitude) else {
      throw PithError(
        .range, "temperature", expected: "a finite number that is not negative", got: .real(temperature))
    }
  }
}

/// One side of the grid: which cells a row (or column) of tokens may go to, and which rows of tokens a cell may take.
struct GridAxis {
  var size: Int
  var out: Int
  /// The most cells of one row.
  var most: Int
  /// `[size]`: the first cell and how many.
  var first: UnsafeMutablePointer<Int>
  var count: UnsafeMutablePointer<Int>
  /// `[out]`: the rows `begin..<end`.
  var begin: UnsafeMutablePointer<Int>
  var end: UnsafeMutablePointer<Int>
}

extension Workspace {
  fileprivate func windowAxis(_ size: Int, _ out: Int, reach: Int) throws(PithError) -> GridAxis {
    let axis = GridAxis(
      size: size, out: out, most: min(2 &* reach &+ 1, out), first: try allocate(size, of: Int.self),
      count: try allocate(size, of: Int.self), begin: try allocate(out, of: Int.self), end: try allocate(out, of: Int.self))
    axis.begin.update(repeating: size, count: out)
    axis.end.update(repeating: 0, count: out)
    let scale = Float(out) / Float(size)
    var y = 0
    while y < size {
      let home = min(Int(saturating: Float(y) * scale), out &- 1)
      let first = max(0, home &- reach)
      let last = min(out &- 1, home &+ reach)
      axis.first[y] = first
      axis.count[y] = last &- first &+ 1
      y &+= 1
    }
    // Homes ascend, so the rows of a cell are contiguous and both their ends move forward only.
    var (low, high) = (0, 0)
    var cell = 0
    while cell < out {
      while low < size && axis.first[low] &+ axis.count[low] <= cell { low &+= 1 }
      while high < size && axis.first[high] <= cell { high &+= 1 }
      if low < high {
        axis.begin[cell] = low
        axis.end[cell] = high
      }
      cell &+= 1
    }
    return axis
  }

  /// Moves the centres `[rows.out * columns.out, D]`, which start as the pooled tokens.
  fileprivate func softGridMeans(
    _ points: FloatRows, _ rows: GridAxis, _ columns: GridAxis, iterations: Int, temperature: Float,
    centers: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    if iterations == 0 { return }
    let mark = self.mark()
    defer { release(mark) }
    let dim = points.cols
    let n = points.rows
    let table = kernels
    let candidates = try product(rows.most, columns.most)
    let share = try allocate(try product(n, candidates), of: Float.self)
    let cells = rows.out &* columns.out
    let cellGrain = max(1, 16384 / max(dim, 1))
    let line = try allocate(try product(columns.size, parts(cells, grain: cellGrain)), of: Float.self)
    var iteration = 0
    while iteration < iterations {
      try checkpoint(iteration, of: iterations)
      parallelRanges(n, grain: max(1, 16384 / max(candidates &* dim, 1))) { _, begin, end in
        var p = begin
        while p < end {
          let mine = share + p &* candidates
          let y = p / columns.size
          let x = p % columns.size
          var slot = 0
          var i = rows.first[y]
          while i < rows.first[y] &+ rows.count[y] {
            var j = columns.first[x]
            while j < columns.first[x] &+ columns.count[x] {
              mine[slot] = table.pointee.squared_distance(points.row(p), centers + (i &* columns.out &+ j) &* dim, dim)
              slot &+= 1
              j &+= 1
            }
            i &+= 1
          }
          table.pointee.softmax(mine, -temperature, nil, mine, slot)
          p &+= 1
        }
      }
      parallelRanges(cells, grain: cellGrain) { part, begin, end in
        let weights = line + part &* columns.size
        var cell = begin
        while cell < end {
          let i = cell / columns.out
          let j = cell % columns.out
          let center = centers + cell &* dim
          center.update(repeating: 0, count: dim)
          var total = 0.0
          let left = columns.begin[j]
          let run = max(0, columns.end[j] &- left)
          var y = rows.begin[i]
          while y < rows.end[i] {
            var x = 0
            while x < run {
              let slot = (i &- rows.first[y]) &* columns.count[left &+ x] &+ j &- columns.first[left &+ x]
              weights[x] = share[(y &* columns.size &+ left &+ x) &* candidates &+ slot]
              total += Double(weights[x])
              x &+= 1
            }
            table.pointee.column_weighted_sum(
              points.row(y &* columns.size &+ left), points.stride, run, dim, weights, center)
            y &+= 1
          }
          let divisor = Float(max(total, 1e-16))
          var c = 0
          while c < dim {
            center[c] /= divisor
            c &+= 1
          }
          cell &+= 1
        }
      }
      iteration &+= 1
    }
  }
}
