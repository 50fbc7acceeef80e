// Which cells of a cubic grid each set of points touches.
//
//   edge = smallest extent of all points / cells per side      cell(x) = floor((x - corner) / edge) per axis, in f32
//
// The division is a division: a product with the reciprocal would move points that lie on borders. Along the shortest axis the
// point with the greatest coordinate lies at `cells` or, by rounding, one below, so there are up to cells + 1 cells.
//
// A flat axis (extent 0, or too small for an edge above 0) has one cell and does not count for the edge; if all axes are flat
// there is one cell.
//
// Steps: cells get numbers. Where the grid is small, a cell's number is its linear index; otherwise cells are numbered in a hash
// table as they come (a nearly flat scene can have 10^12 cells, though no more than points are touched). A mark per cell says
// which set touched it last, so that each set lists a cell once.
// Cost: O(points); 5 bytes per cell of a small grid, else 29 to 37 bytes per point; 4 bytes per listed cell.

/// A grid over a box.
struct VoxelGrid {
  /// Corner of the box, and the edge of a cell; 0: one cell.
  var corner: SIMD4<Float>
  var edge: Float
  /// Axes with one cell.
  var isFlat: (Bool, Bool, Bool)
  /// Cells along each axis.
  var sides: (Int, Int, Int)

  /// `cells` along the shortest axis of the box that is not flat.
  init(low: SIMD4<Float>, high: SIMD4<Float>, cells: Int) {
    corner = low
    edge = 0
    isFlat = (true, true, true)
    sides = (1, 1, 1)
    var smallest = Float.infinity
    var axis = 0
    while axis < 3 {
      let extent = high[axis] - low[axis]
      if extent / Float(cells) > 0 { smallest = min(smallest, extent) }
      axis &+= 1
    }
    if !smallest.isFinite { return }
    edge = smallest / Float(cells)
    isFlat = (isFlatAxis(low, high, 0), isFlatAxis(low, high, 1), isFlatAxis(low, high, 2))
    sides = (
      cell(high[0], 0, isFlat.0) &+ 1, cell(high[1], 1, isFlat.1) &+ 1, cell(high[2], 2, isFlat.2) &+ 1)
  }

  private func isFlatAxis(_ low: SIMD4<Float>, _ high: SIMD4<Float>, _ axis: Int) -> Bool {
    !(high[axis] - low[axis] >= edge)
  }

  private func cell(_ x: Float, _ axis: Int, _ flat: Bool) -> Int {
    if flat { return 0 }
    let quotient = (x - corner[axis & 3]) / edge
    return quotient < 2_147_483_520 ? Int(saturating: quotient) : 2_147_483_520
  }

  /// Cell indices of a point of the box.
  func cell(_ point: UnsafePointer<Float>) -> (Int, Int, Int) {
    (cell(point[0], 0, isFlat.0), cell(point[1], 1, isFlat.1), cell(point[2], 2, isFlat.2))
  }

  /// Number of cells if it is at most `limit`.
  func count(atMost limit: Int) -> Int? {
    let (area, overflow) = sides.0.multipliedReportingOverflow(by: sides.1)
    if overflow || area > limit { return nil }
    let (volume, more) = area.multipliedReportingOverflow(by: sides.2)
    return more || volume > limit ? nil : volume
  }
}

/// Numbers for cells: linear indices, or the order in which they come.
struct CellNumbers {
  var grid: VoxelGrid
  /// Above every number that can come.
  var universe: Int
  /// Hash table of numbers (-1: free), a power of two of slots; nil: linear indices.
  var slots: UnsafeMutablePointer<Int32>?
  var mask: Int
  /// Cells by number, for the table.
  var cells: UnsafeMutablePointer<SIMD4<Int32>>
  var used = 0

  /// The number of the cell that holds a point.
  mutating func number(_ point: UnsafePointer<Float>) -> Int {
    let (x, y, z) = grid.cell(point)
    guard let slots else { return (x &* grid.sides.1 &+ y) &* grid.sides.2 &+ z }
    let cell = SIMD4<Int32>(
      Int32(truncatingIfNeeded: x), Int32(truncatingIfNeeded: y), Int32(truncatingIfNeeded: z), 0)
    var hash = UInt64(truncatingIfNeeded: x) &* 0x9E37_79B9_7F4A_7C15
    hash = (hash ^ (hash >> 29) ^ UInt64(truncatingIfNeeded: y)) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ (hash >> 32) ^ UInt64(truncatingIfNeeded: z)) &* 0x94D0_49BB_1331_11EB
    var slot = Int(truncatingIfNeeded: hash >> 31) & mask
    while slots[slot] >= 0 {
      let other = cells[Int(slots[slot])]
      if other[0] == cell[0] && other[1] == cell[1] && other[2] == cell[2] { return Int(slots[slot]) }
      slot = (slot &+ 1) & mask
    }
    slots[slot] = Int32(truncatingIfNeeded: used)
    cells[used] = cell
    used &+= 1
    return used &- 1
  }
}

extension Workspace {
  /// Numbers for the cells that at most `points` points touch.
  func cellNumbers(_ grid: VoxelGrid, points: Int) throws(PithError) -> CellNumbers {
    // A grid of this many cells costs 5 bytes per cell, which beats the table down to few points.
    if let volume = grid.count(atMost: 1 << 24) {
      return CellNumbers(
        grid: grid, universe: volume, slots: nil, mask: 0, cells: try allocate(0, of: SIMD4<Int32>.self))
    }
    var size = 16
    while size < points &* 2 { size &*= 2 }
    let slots = try allocate(size, of: Int32.self)
    slots.update(repeating: -1, count: size)
    return CellNumbers(
      grid: grid, universe: points, slots: slots, mask: size &- 1,
      cells: try allocate(points, of: SIMD4<Int32>.self))
  }
}
