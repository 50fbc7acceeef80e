// VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided Optimization (ICCV 2025): recycling of the
// least important tokens by grid cell.
//
//   low = the remove + int(M / cell^2) tokens with the smallest scores; the others stay as they are
//   the low tokens of one cell merge into that with the greatest score: Σ w · token, w = score / Σ score of the cell's low
//
// Tokens are base_side^2 tokens of the whole image, row by row, then rows of local_width tokens of its crops. A token at row r,
// column c of either part lies in cell (floor(r / cell), floor(c / cell)) of that part. The authors remove
// round-half-even(M · (1 - ratio)); the second term makes up for about one token that every cell gets back.
//
// Steps: the low tokens by counting (no sort), cells numbered in order, two passes over the low tokens.
// Differs from the authors' code: equal scores in ascending position, of which the first carries its cell; a cell whose scores
// add up to 0 takes the plain mean (theirs: NaN). Quotients are in f32, as theirs.
// Cost: O(M) time and scratch.

import CPith

extension Select {
  /// Merges the least important tokens of each grid cell into one.
  ///
  /// - Parameters:
  ///   - scores: `[M]` or `[B, M]`, f32, f16 or bf16.
  ///   - remove: 0…M.
  ///   - cell: side of a cell in tokens, 1 or more; not a whole number in the paper.
  ///   - baseSide: 0 or more, its square at most M.
  ///   - localWidth: tokens in a row after the first baseSide^2, 1 or more if there are any.
  ///   - indices: out, `[capacity]` or `[B, capacity]`, i32, ascending; M is enough. Elements past the count are left as they
  ///     are.
  ///   - count: out, `[1]` or `[B, 1]`, i32; written on a capacity error too.
  ///   - assign: out, `[M]` or `[B, M]`, i32: place among `indices` of the token that each merges into.
  ///   - weight: out, `[M]` or `[B, M]`.
  public static func vFlowOpt(
    _ workspace: Workspace, scores: Tensor, remove: Int, cell: Double, baseSide: Int, localWidth: Int, indices: Tensor,
    count: Tensor, assign: Tensor, weight: Tensor
  ) throws(PithError) {
    let scores = try scores.block("scores", rank: 1, .float, "[M] or [B, M]")
    let m = scores.extent(0)
    try requireCount(remove, "remove", atMost: m, "0 to M")
    try require(cell, "cell", from: 1, through: 0x1p30, "1 to 2^30")
    let (base, overflow) = baseSide.multipliedReportingOverflow(by: baseSide)
    guard baseSide >= 0 && !overflow && base <= m else {
      throw PithError(.range, "base_side", expected: "0 or more, its square at most M", got: .integer(baseSide))
    }
    try require(localWidth, "local_width", in: (base == m ? 0 : 1)...Int(Int32.max), "1 or more")
    let output = try CountedIndices(indices, count, like: scores)
    let assign = try assign.block("assign", rank: 1, .index, "[M] or [B, M]")
    try assign.require(m, "[M] or [B, M]")
    try assign.requireBatch(of: scores)
    let weight = try weight.block("weight", rank: 1, .float, "[M] or [B, M]")
    try weight.require(m, "[M] or [B, M]")
    try weight.requireBatch(of: scores)

    let low = min(m, remove &+ Int(saturating: (Double(m) / (cell * cell)).truncated))
    let grid = Cells(base: base, side: baseSide, width: max(localWidth, 1), cell: Float(cell), m: m)
    let total = try product(scores.batch, m)
    let result = try workspace.allocate(total, of: Int32.self)
    let slots = try workspace.allocate(total, of: Int32.self)
    let weights = try workspace.allocate(total, of: Float.self)
    let counts = try workspace.allocate(scores.batch, of: Int32.self)
    let room = VFlowOptRoom(
      low: try workspace.allocate(low, of: Int32.self), cells: try workspace.allocate(low, of: Int32.self),
      carrier: try workspace.allocate(grid.count, of: Int32.self),
      members: try workspace.allocate(grid.count, of: Int32.self),
      sums: try workspace.allocate(grid.count, of: Double.self),
      words: try workspace.allocate(m &+ Int(PITHK_SELECT_WORDS), of: UInt32.self))
    var b = 0
    while b < scores.batch {
      let mark = workspace.mark()
      let row = try workspace.floatRows(scores.item(b))
      try workspace.requireFinite(row, "scores")
      let place = b &* m
      if low > 0 { _ = workspace.kernels.pointee.select_k(row.base, m, low, 0, room.low, room.words) }
      counts[b] = Int32(
        truncatingIfNeeded: recycle(
          row.base, m, low, grid, room, into: result + place, slots + place, weights + place))
      workspace.release(mark)
      b &+= 1
    }
    try workspace.commit(result, stride: m, counts, to: output)
    workspace.commitAll(slots, count: m, to: assign)
    workspace.commitAll(weights, count: m, to: weight)
  }
}

/// Cells of the base grid, then those of the local one.
private struct Cells {
  var base: Int
  var side: Int
  var width: Int
  var cell: Float
  /// Cells in a row of each grid, and before the local one.
  var baseColumns: Int
  var localColumns: Int
  var localFirst: Int
  var count: Int

  init(base: Int, side: Int, width: Int, cell: Float, m: Int) {
    (self.base, self.side, self.width, self.cell) = (base, side, width, cell)
    baseColumns = side == 0 ? 0 : Cells.index(side &- 1, cell) &+ 1
    localFirst = baseColumns &* baseColumns
    localColumns = Cells.index(min(width, max(m &- base, 1)) &- 1, cell) &+ 1
    let rows = (m &- base &+ width &- 1) / width
    count = localFirst &+ (rows == 0 ? 0 : Cells.index(rows &- 1, cell) &+ 1) &* localColumns
  }

  static func index(_ i: Int, _ cell: Float) -> Int { Int(saturating: Float(i) / cell) }

  func of(_ i: Int) -> Int {
    if i < base { return Cells.index(i / side, cell) &* baseColumns &+ Cells.index(i % side, cell) }
    let j = i &- base
    return localFirst &+ Cells.index(j / width, cell) &* localColumns &+ Cells.index(j % width, cell)
  }
}

/// Scratch of one item.
private struct VFlowOptRoom {
  var low: UnsafeMutablePointer<Int32>
  var cells: UnsafeMutablePointer<Int32>
  /// Per cell: the token that stays, the number of low tokens and the sum of their scores.
  var carrier: UnsafeMutablePointer<Int32>
  var members: UnsafeMutablePointer<Int32>
  var sums: UnsafeMutablePointer<Double>
  var words: UnsafeMutablePointer<UInt32>
}

/// Decides for one item; returns how many tokens stay.
private func recycle(
  _ scores: UnsafePointer<Float>, _ m: Int, _ low: Int, _ grid: Cells, _ room: VFlowOptRoom,
  into kept: UnsafeMutablePointer<Int32>, _ assign: UnsafeMutablePointer<Int32>, _ weight: UnsafeMutablePointer<Float>
) -> Int {
  room.carrier.update(repeating: -1, count: grid.count)
  room.members.update(repeating: 0, count: grid.count)
  room.sums.update(repeating: 0, count: grid.count)
  var i = 0
  while i < low {
    let token = Int(room.low[i])
    let cell = grid.of(token)
    room.cells[i] = Int32(truncatingIfNeeded: cell)
    if room.carrier[cell] < 0 || scores[token] > scores[Int(room.carrier[cell])] { room.carrier[cell] = room.low[i] }
    room.members[cell] &+= 1
    room.sums[cell] += Double(scores[token])
    i &+= 1
  }
  // Tokens that merge into another are marked first, so that the places of the others can be counted.
  assign.update(repeating: 0, count: m)
  i = 0
  while i < low {
    if room.carrier[Int(room.cells[i])] != room.low[i] { assign[Int(room.low[i])] = -1 }
    i &+= 1
  }
  var count = 0
  i = 0
  while i < m {
    weight[i] = 1
    if assign[i] == 0 {
      assign[i] = Int32(truncatingIfNeeded: count)
      kept[count] = Int32(truncatingIfNeeded: i)
      count &+= 1
    }
    i &+= 1
  }
  i = 0
  while i < low {
    let token = Int(room.low[i])
    let cell = Int(room.cells[i])
    assign[token] = assign[Int(room.carrier[cell])]
    weight[token] =
      room.sums[cell] == 0
      ? 1 / Float(room.members[cell]) : Float(Double(scores[token]) / room.sums[cell])
    i &+= 1
  }
  return count
}
