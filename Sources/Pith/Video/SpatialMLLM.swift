// Spatial-MLLM: space-aware frame sampling (NeurIPS 2025).
//
//   valid points     confidence >= percentile of all confidences, and > confidenceFloor
//   edge             smallest extent of the box of all valid points / cells
//   S_t              cells floor((x - corner) / edge) of the valid points of frame t
//   repeat           take the frame with the most cells that no taken frame has; stop when that is none, or after `keep`
//
// The points are every pixel's place in the world, from a network that the host runs. Fewer than `keep` frames come out once all
// cells are covered.
//
// Steps: a percentile by counting, the box, sets of cell numbers, and a greedy cover that recounts only what could lead
// (VoxelSets.swift, MaximumCoverage.swift).
// Differs from the authors' code: no valid point gives no frame (theirs: an exception); a flat axis is one cell (theirs:
// division by zero); equal gains go to the lower frame (theirs: as a Python set iterates, which is the same in practice).
// Cost: six passes over the confidences, two over the points; 4 bytes per cell and per listed cell.

import CPith

/// Output views of a sampling: what is kept, how many, and what each added.
private struct Sampling {
  var indices: Block
  var count: Block
  var gains: Block?

  init(_ indices: Tensor, _ count: Tensor, _ gains: Tensor?) throws(PithError) {
    self.indices = try indices.unbatched("indices", rank: 1, .index, "[capacity]")
    self.count = try count.unbatched("count", rank: 1, .index, "[1]")
    try self.count.require(1, "[1]")
    self.gains = try gains?.unbatched("gains", rank: 1, .index, "[capacity] as indices")
    try self.gains?.require(self.indices.extent(0), "[capacity] as indices")
  }
}

extension Video {
  /// Keeps frames that together see most of the space.
  ///
  /// - Parameters:
  ///   - points: `[T, M, 3]`, f32, f16 or bf16. confidence: `[T, M]`.
  ///   - keep: 0 or more frames.
  ///   - percentile: 0…100, of the confidences; confidenceFloor: finite. The authors': 50 and 0.1.
  ///   - cells: 1…2^20 along the shortest side of the box; the authors': 20.
  ///   - order: ascending, or in the order of picking.
  ///   - indices: out, `[capacity]`, i32; min(keep, T) is always enough.
  ///   - count: out, `[1]`, i32.
  ///   - gains: out, optional, `[capacity]`, i32: cells each pick added, in the order of `indices`.
  ///   - voxels: out, optional, `[T]`, i32: cells of each frame.
  ///   - box: out, optional, `[4]`: lower corner of the box, and the edge of a cell; 0: one cell, or no valid point.
  public static func spatialMLLM(
    _ workspace: Workspace, points: Tensor, confidence: Tensor, keep: Int, percentile: Double,
    confidenceFloor: Double, cells: Int, order: Order, indices: Tensor, count: Tensor, gains: Tensor?, voxels: Tensor?, box: Tensor?
  ) throws(PithError) {
    let points = try points.unbatched("points", rank: 3, .float, "[T, M, 3]")
    let (frames, size) = (points.extent(0), points.extent(1))
    try points.require(-1, -1, 3, "[T, M, 3]")
    guard try product(frames, size) <= Int(Int32.max) else {
      throw PithError(.size, "points", expected: "fewer than 2^31 points", got: .shape(ndim: 3, points.first.shape))
    }
    let confidence = try confidence.unbatched("confidence", rank: 2, .float, "[T, M]")
    try confidence.require(frames, size, "[T, M]")
    try require(keep, "keep", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    try require(percentile, "percentile", from: 0, through: 100, "0 to 100")
    try requireFinite(confidenceFloor, "confidence_floor")
    try require(cells, "cells", in: 1...(1 << 20), "1 to 2^20")
    let sampling = try Sampling(indices, count, gains)
    let voxels = try voxels?.unbatched("voxels", rank: 1, .index, "[T]")
    try voxels?.require(frames, "[T]")
    let box = try box?.unbatched("box", rank: 1, .float, "[4]")
    try box?.require(4, "[4]")

    let trust = try workspace.floatRows(confidence.first)
    try workspace.requireFinite(trust, "confidence")
    var cloud = PointCloud(points: points, trust: trust, threshold: 0, floor: Float(confidenceFloor))
    if frames > 0 && size > 0 { cloud.threshold = try workspace.percentile(trust, percentile) }
    let (grid, valid) = try workspace.boundingGrid(cloud, cells: cells)
    let sets = try workspace.cellSets(cloud, grid, valid: valid)
    try workspace.cover(sets, keep, order, sampling)
    if let voxels {
      var t = 0
      while t < frames {
        voxels.put(t, sets.size(t))
        t &+= 1
      }
    }
    if let box {
      var values = SIMD4<Float>(grid.corner[0], grid.corner[1], grid.corner[2], grid.edge)
      withUnsafeBytes(of: &values) { bytes in
        guard let base = bytes.baseAddress else { return }
        workspace.commit(base.assumingMemoryBound(to: Float.self), count: 4, to: box.first)
      }
    }
  }

  /// Keeps sets that together hold most elements: the step behind it, for sets of any kind.
  ///
  /// - Parameters:
  ///   - offsets: `[T + 1]`, i32, ascending from 0: where each set begins among the ids.
  ///   - ids: `[n]`, i32, not negative, ascending without repetition inside a set; n the last offset.
  ///   - keep, order, indices, count, gains: as above.
  public static func spatialMLLMCoverage(
    _ workspace: Workspace, offsets: Tensor, ids: Tensor, keep: Int, order: Order, indices: Tensor, count: Tensor,
    gains: Tensor?
  ) throws(PithError) {
    let offsets = try offsets.unbatched("offsets", rank: 1, .index, "[T + 1]")
    guard offsets.extent(0) >= 1 else {
      throw PithError(.shape, "offsets", expected: "[T + 1]", got: .shape(ndim: 1, offsets.first.shape))
    }
    let ids = try ids.unbatched("ids", rank: 1, .index, "[n]")
    try require(keep, "keep", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    let sampling = try Sampling(indices, count, gains)
    var sets = IdSets(
      count: offsets.extent(0) &- 1, offsets: try workspace.indices(offsets.first),
      ids: try workspace.indices(ids.first), universe: 0)
    let n = ids.extent(0)
    var t = 0
    while t <= sets.count {
      let offset = Int(sets.offsets[t])
      let least = t == 0 ? 0 : Int(sets.offsets[t &- 1])
      guard offset >= least && offset <= n && (t > 0 || offset == 0) && (t < sets.count || offset == n) else {
        throw PithError(.index, "offsets", expected: "ascending from 0 to the number of ids", got: .element(offset, at: t))
      }
      var i = least
      while i < offset {
        guard Int(sets.ids[i]) > (i == least ? -1 : Int(sets.ids[i &- 1])) else {
          throw PithError(
            .index, "ids", expected: "0 or more, ascending inside a set", got: .element(Int(sets.ids[i]), at: i))
        }
        sets.universe = max(sets.universe, Int(sets.ids[i]) &+ 1)
        i &+= 1
      }
      t &+= 1
    }
    try workspace.cover(sets, keep, order, sampling)
  }
}

/// Points, and which of them count.
private struct PointCloud {
  var points: Block
  var trust: FloatRows
  var threshold: Double
  var floor: Float

  func isValid(_ t: Int, _ i: Int) -> Bool {
    let value = trust.row(t)[i]
    return Double(value) >= threshold && value > floor
  }
}

extension Workspace {
  /// The grid over all valid points, and their number.
  fileprivate func boundingGrid(_ cloud: PointCloud, cells: Int) throws(PithError) -> (VoxelGrid, Int) {
    var low = SIMD4<Float>(repeating: .infinity)
    var high = SIMD4<Float>(repeating: -.infinity)
    var valid = 0
    var t = 0
    while t < cloud.trust.rows {
      let mark = self.mark()
      let rows = try floatRows(cloud.points.first.slice(t))
      var i = 0
      while i < rows.rows {
        let point = rows.row(i)
        // Sums of three may overflow, so the test is of each.
        guard point[0].isFinite && point[1].isFinite && point[2].isFinite else {
          throw PithError(
            .nonFinite, "points", expected: "finite values", got: .position((t &* rows.rows &+ i) &* 3))
        }
        if cloud.isValid(t, i) {
          var axis = 0
          while axis < 3 {
            low[axis] = min(low[axis], point[axis])
            high[axis] = max(high[axis], point[axis])
            axis &+= 1
          }
          valid &+= 1
        }
        i &+= 1
      }
      release(mark)
      t &+= 1
    }
    if valid == 0 { return (VoxelGrid(low: SIMD4(0, 0, 0, 0), high: SIMD4(0, 0, 0, 0), cells: cells), 0) }
    var axis = 0
    while axis < 3 {
      guard (high[axis] - low[axis]).isFinite else {
        throw PithError(.value, "points", expected: "a box whose sides are f32 numbers", got: .real(Double(high[axis])))
      }
      axis &+= 1
    }
    return (VoxelGrid(low: low, high: high, cells: cells), valid)
  }

  /// The cells of each frame.
  fileprivate func cellSets(_ cloud: PointCloud, _ grid: VoxelGrid, valid: Int) throws(PithError) -> IdSets {
    let frames = cloud.trust.rows
    let offsets = try allocate(frames &+ 1, of: Int32.self)
    var numbers = try cellNumbers(grid, points: valid)
    let (most, overflow) = numbers.universe.multipliedReportingOverflow(by: frames)
    let ids = try allocate(overflow ? valid : min(valid, most), of: Int32.self)
    let seen = try allocate(numbers.universe, of: Int32.self)
    seen.update(repeating: -1, count: numbers.universe)
    var total = 0
    offsets[0] = 0
    var t = 0
    while t < frames {
      let mark = self.mark()
      let rows = try floatRows(cloud.points.first.slice(t))
      var i = 0
      while i < rows.rows {
        if cloud.isValid(t, i) {
          let cell = numbers.number(rows.row(i))
          if seen[cell] != Int32(truncatingIfNeeded: t) {
            seen[cell] = Int32(truncatingIfNeeded: t)
            ids[total] = Int32(truncatingIfNeeded: cell)
            total &+= 1
          }
        }
        i &+= 1
      }
      release(mark)
      t &+= 1
      offsets[t] = Int32(truncatingIfNeeded: total)
    }
    return IdSets(
      count: frames, offsets: UnsafePointer(offsets), ids: UnsafePointer(ids), universe: numbers.universe)
  }

  /// Covers, and writes what was picked; nothing fails after the first output is written.
  fileprivate func cover(_ sets: IdSets, _ keep: Int, _ order: Order, _ sampling: Sampling) throws(PithError) {
    let limit = min(keep, sets.count)
    let picks = try allocate(limit, of: Int32.self)
    let gains = try allocate(limit, of: Int32.self)
    let rank = try allocate(limit, of: Int32.self)
    let spare = try allocate(limit, of: Int32.self)
    let taken = try maximumCoverage(sets, limit: limit, order: picks, gains: gains)
    writeRange(0, taken, into: rank)
    if order == .position { stableSort(rank, spare, taken) { picks[Int($0)] < picks[Int($1)] } }
    if sampling.indices.extent(0) < taken { commit(taken, to: sampling.count.first) }
    try sampling.indices.requireCapacity(taken)
    var i = 0
    while i < taken {
      sampling.indices.put(i, Int(picks[Int(rank[i])]))
      sampling.gains?.put(i, Int(gains[Int(rank[i])]))
      i &+= 1
    }
    commit(taken, to: sampling.count.first)
  }
}
