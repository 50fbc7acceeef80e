// Token Merging for Fast Stable Diffusion (CVPR workshop 2023): bipartite matching with destinations spread over a grid.
//
//   the grid is cut into cells of cellWidth x cellHeight; one token of each cell is a destination, all others are sources
//   best_i = max over ALL destinations j of cos(a_i, b_j),  to_i = arg max
//   the r sources with the largest best merge into their to; r = min(remove, sources)
//
// The host draws which token of each cell is the destination; without a choice it is the top left one. Rows and columns
// beyond the last whole cell belong to no cell and hold sources only.
// Output rows: the other sources in falling similarity, then the destinations in raster order. Nothing to merge, or no whole
// cell: all tokens in their places. The paper merges with plain means (no sizes), and unmerging copies rows back.
//
// Differs from the authors' code: sources and destinations are taken in raster order (theirs comes out of an unstable sort
// of two values); a token of norm zero has similarity 0 to everything (theirs: NaN).
// Cost: |sources|·|destinations|·C multiply-adds (3/16 N²·C for cells of four); one copy of the rows, no matrix.

import CPith

extension Merge {
  /// Merges the `remove` sources of a grid that are most similar to a destination.
  ///
  /// - Parameters:
  ///   - metric: tokens in raster order. `[N, C]` or `[B, N, C]`, f32, f16 or bf16; N = width · height.
  ///   - choice: which token of each cell is its destination, row by row inside the cell; absent: 0, the top left one.
  ///     `[height / cellHeight, width / cellWidth]` for every item, or `[B, …]`, i32.
  ///   - remove: tokens to remove; clamped to 0…sources.
  ///   - assign: out, output row of every token. `[N]` or `[B, N]`, i32.
  ///   - sources, destinations: out, the merged pairs in falling similarity. At least `[r]` or `[B, r]`, i32.
  ///   - anchors: out, the destinations, ascending. `[cells]` or `[B, cells]`, i32.
  ///   - count: out, N - r. `[1]`, or `[B]` for a batch, i32.
  public static func toMeSD(
    _ workspace: Workspace, metric: Tensor, choice: Tensor?, width: Int, height: Int, cellWidth: Int, cellHeight: Int,
    remove: Int, assign: Tensor, sources: Tensor?, destinations: Tensor?, anchors: Tensor?, count: Tensor?
  ) throws(PithError) {
    let metric = try metric.block("metric", rank: 2, .float, "[N, C] or [B, N, C]")
    let n = metric.extent(0)
    try require(width, "width", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    try require(height, "height", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    guard width &* height == n else {
      throw PithError(.shape, "metric", expected: "width * height tokens", got: .needed(width &* height, had: n))
    }
    try require(cellWidth, "cell_width", in: 1...Int(Int32.max), "1 to 2^31 - 1")
    try require(cellHeight, "cell_height", in: 1...Int(Int32.max), "1 to 2^31 - 1")
    let grid = CellGrid(
      width: width, cellWidth: cellWidth, cellHeight: cellHeight, columns: width / cellWidth, rows: height / cellHeight)
    let cells = grid.cells
    let picks = try choiceBlock(choice, grid, metric)
    let r = cells == 0 ? 0 : max(0, min(remove, n &- cells))
    let assign = try assignBlock(assign, n, metric)
    let sources = try pairsBlock(sources, "sources", r, metric)
    let destinations = try pairsBlock(destinations, "destinations", r, metric)
    let anchors = try anchors.block("anchors", rank: 1, .index, "[cells] or [B, cells]", like: metric)
    try anchors?.require(cells, "[cells] or [B, cells]")
    let count = try Block.count(count, of: metric)

    let rows = try workspace.allocate(try product(metric.batch, n), of: Int32.self)
    let merged = try workspace.allocate(try product(metric.batch, r), of: Int32.self)
    let into = try workspace.allocate(try product(metric.batch, r), of: Int32.self)
    let targets = try workspace.allocate(try product(metric.batch, cells), of: Int32.self)
    let others = try workspace.allocate(n &- cells, of: Int32.self)
    let isTarget = try workspace.allocate(n, of: UInt8.self)
    var b = 0
    while b < metric.batch {
      let mark = workspace.mark()
      let x = try workspace.floatRows(metric.item(b))
      try workspace.requireFinite(x, "metric")
      let target = targets + b &* cells
      grid.split(picks?.shared(b), n, isTarget, others: others, targets: target)
      if r == 0 {
        workspace.keepInPlace(rows + b &* n, n)
      } else {
        let match = try workspace.match(
          try workspace.gatherRows(x, others, n &- cells), with: try workspace.gatherRows(x, target, cells),
          ranked: true)
        workspace.mergeBest(
          r, of: match, try workspace.fallingOrder(match, n &- cells),
          BipartiteSides(sources: others, n &- cells, destinations: target, cells), assign: rows + b &* n,
          sources: merged + b &* r, destinations: into + b &* r)
      }
      workspace.release(mark)
      try workspace.checkpoint(b &+ 1, of: metric.batch)
      b &+= 1
    }
    workspace.commit(rows, count: n, to: assign)
    if let sources { workspace.commit(merged, count: r, to: sources) }
    if let destinations { workspace.commit(into, count: r, to: destinations) }
    if let anchors { workspace.commit(targets, count: cells, to: anchors) }
    workspace.commit(count: n &- r, to: count)
  }

  /// The choice of destinations, every one inside its cell.
  private static func choiceBlock(
    _ view: Tensor?, _ grid: CellGrid, _ input: Block
  ) throws(PithError) -> Block? {
    guard let view else { return nil }
    let shape: StaticString = "[height / cell_height, width / cell_width], or [B, …]"
    let block = try view.block("choice", rank: 2, .index, shape)
    try block.require(grid.rows, grid.columns, shape)
    try block.requireBatchOrShared(of: input)
    var b = 0
    while b < block.batch {
      let item = block.item(b)
      var cell = 0
      while cell < grid.cells {
        let value = grid.choice(item, cell)
        guard value >= 0 && value < grid.cellWidth &* grid.cellHeight else {
          throw PithError(
            .index, "choice", expected: "0 to cell_width * cell_height - 1",
            got: .element(value, at: b &* grid.cells &+ cell))
        }
        cell &+= 1
      }
      b &+= 1
    }
    return block
  }
}

/// The whole cells of a grid of tokens.
private struct CellGrid {
  var width: Int
  var cellWidth: Int
  var cellHeight: Int
  /// In cells.
  var columns: Int
  var rows: Int

  var cells: Int { columns &* rows }

  func choice(_ item: Tensor?, _ cell: Int) -> Int {
    guard let item, let data = item.data?.assumingMemoryBound(to: Int32.self) else { return 0 }
    return Int(data[cell / columns &* item.stride[0] &+ cell % columns &* item.stride[1]])
  }

  /// Lists both sides in raster order.
  func split(
    _ choices: Tensor?, _ n: Int, _ isTarget: UnsafeMutablePointer<UInt8>, others: UnsafeMutablePointer<Int32>,
    targets: UnsafeMutablePointer<Int32>
  ) {
    isTarget.update(repeating: 0, count: n)
    var cell = 0
    while cell < cells {
      let offset = choice(choices, cell)
      let row = cell / columns &* cellHeight &+ offset / cellWidth
      let column = cell % columns &* cellWidth &+ offset % cellWidth
      isTarget[row &* width &+ column] = 1
      cell &+= 1
    }
    var written = 0
    var token = 0
    while token < n {
      if isTarget[token] != 0 {
        targets[written] = Int32(truncatingIfNeeded: token)
        written &+= 1
      } else {
        others[token &- written] = Int32(truncatingIfNeeded: token)
      }
      token &+= 1
    }
  }
}
