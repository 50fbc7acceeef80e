// Token Transforming, the way back (2025): every token gets its share of the merged ones, for dense tasks.
//
//   x_j = sum over i of P_ij y_i        P as when the tokens were merged (SoftAssignment.swift)
//
// Cost: M·N·(C + D) multiply-adds; P is not stored unless it is asked for.

import CPith

extension Merge {
  /// Gives all N tokens their share of M merged ones back, for dense tasks.
  ///
  /// - Parameters:
  ///   - metric, tau, protect: as they were when the tokens were merged.
  ///   - basis: `[M]` or `[B, M]`, i32, strictly ascending; the first `protect` are 0, 1, ….
  ///   - y: `[M, D]` or `[B, M, D]`; needed for `x`.
  ///   - x: out, `[N, D]` or `[B, N, D]`.
  ///   - shares: out, what every token hands to each basis token. `[N, M]` or `[B, N, M]`.
  public static func tokenTransformingInverse(
    _ workspace: Workspace, metric: Tensor, basis: Tensor, y: Tensor?, tau: Double, protect: Int, x: Tensor?,
    shares: Tensor?
  ) throws(PithError) {
    let metric = try metric.block("metric", rank: 2, .float, "[N, C] or [B, N, C]")
    let n = metric.extent(0)
    let basis = try basis.block("basis", rank: 1, .index, "[M] or [B, M]")
    let m = basis.extent(0)
    try basis.requireBatch(of: metric)
    let y = try y.block("y", rank: 2, .float, "[M, D] or [B, M, D]", like: metric)
    try y?.require(m, -1, "[M, D] or [B, M, D]")
    try requireTemperature(tau)
    try requireCount(protect, "protect", atMost: m, "0 to M")
    try requireBasis(basis, n, protect)
    let x = try x.block("x", rank: 2, .float, "[N, D] or [B, N, D]", like: metric)
    guard x == nil || y != nil else {
      throw PithError(.null, "y", expected: "merged tokens, since x is given", got: .text("NULL"))
    }
    let dim = x == nil ? 0 : y?.extent(1) ?? 0
    try x?.require(n, dim, "[N, D] or [B, N, D]")
    let shares = try shares.block("shares", rank: 2, .float, "[N, M] or [B, N, M]", like: metric)
    try shares?.require(n, m, "[N, M] or [B, N, M]")

    let batch = metric.batch
    let result = try workspace.allocate(try product(try product(batch, n), dim), of: Float.self)
    let parts = try workspace.allocate(shares == nil ? 0 : try product(try product(batch, n), m), of: Float.self)
    var b = 0
    while b < batch {
      let mark = workspace.mark()
      let rows = try workspace.floatRows(metric.item(b))
      try workspace.requireFinite(rows, "metric")
      let spread = try workspace.softAssignment(
        rows, basis: try workspace.indices(basis.item(b)), m, tau: tau, protect: protect)
      var packed: PackedColumns?
      if x != nil, let y {
        let values = try workspace.floatRows(y.item(b))
        try workspace.requireFinite(values, "y")
        packed = try workspace.packColumns(transposed: values)
      }
      var first = 0
      while first < n {
        let inner = workspace.mark()
        let block = try workspace.assign(spread, first)
        if shares != nil {
          (parts + (b &* n &+ first) &* m).update(from: block.base, count: block.rows &* m)
        }
        if let packed {
          let target = result + (b &* n &+ first) &* dim
          try workspace.tiles(block, against: packed) { tile in tile.copy(into: target, stride: dim) }
        }
        workspace.release(inner)
        first &+= block.rows
      }
      workspace.release(mark)
      try workspace.checkpoint(b &+ 1, of: batch)
      b &+= 1
    }
    b = 0
    while b < batch {
      if let x { workspace.commit(result + b &* n &* dim, rows: n, cols: dim, to: x.item(b)) }
      if let shares { workspace.commit(parts + b &* n &* m, rows: n, cols: m, to: shares.item(b)) }
      b &+= 1
    }
  }

  private static func requireBasis(_ basis: Block, _ n: Int, _ protect: Int) throws(PithError) {
    let m = basis.extent(0)
    var b = 0
    while b < basis.batch {
      let item = basis.item(b)
      if let data = item.data?.assumingMemoryBound(to: Int32.self) {
        var last = -1
        var i = 0
        while i < m {
          let token = Int(data[i &* item.stride[0]])
          guard token > last && token < n && (i >= protect || token == i) else {
            throw PithError(
              .index, "basis", expected: "ascending tokens of 0 to N - 1, the protected ones first",
              got: .element(token, at: b &* m &+ i))
          }
          last = token
          i &+= 1
        }
      }
      b &+= 1
    }
  }
}
