// Token Merging: Your ViT But Faster (ICLR 2023): proportional attention.
//
//   out = softmax(scale · q kᵀ + ln size) v      per head; a merged token counts as often as it has parts
//   metric = mean over heads of k                what bipartite soft matching compares
//
// Steps: a strip of scores (as many query rows as a block of the product has) is computed, normalised and multiplied with v
// while it is in cache; no H·N·N scores are stored.
// Cost: 2·H·N²·Dh multiply-adds; per thread one strip of rows × N floats, and k and v of one head packed.

import CPith

extension Merge {
  /// Attention in which every key counts by the number of tokens it stands for.
  ///
  /// - Parameters:
  ///   - q, k, v: `[H, N, Dh]` or `[B, H, N, Dh]`, f32, f16 or bf16.
  ///   - size: tokens that each token stands for, not negative; absent: 1. `[N]` or `[B, N]`.
  ///   - scale: factor of q kᵀ, usually 1 / sqrt(Dh).
  ///   - output: out, heads side by side. `[N, H * Dh]` or `[B, N, H * Dh]`.
  ///   - metric: out, mean of k over heads. `[N, Dh]` or `[B, N, Dh]`.
  public static func toMeAttention(
    _ workspace: Workspace, q: Tensor, k: Tensor, v: Tensor, size: Tensor?, scale: Double, output: Tensor,
    metric: Tensor?
  ) throws(PithError) {
    let shape: StaticString = "[H, N, Dh] or [B, H, N, Dh]"
    let q = try q.block("q", rank: 3, .float, shape)
    let heads = q.extent(0)
    let n = q.extent(1)
    let dim = q.extent(2)
    let k = try k.block("k", rank: 3, .float, shape)
    try k.require(heads, n, dim, "the shape of q")
    try k.requireBatch(of: q)
    let v = try v.block("v", rank: 3, .float, shape)
    try v.require(heads, n, dim, "the shape of q")
    try v.requireBatch(of: q)
    var sizes: Block?
    if let size {
      let block = try size.block("size", rank: 1, .float, "[N] or [B, N]")
      try block.require(n, "[N] or [B, N]")
      try block.requireBatch(of: q)
      sizes = block
    }
    guard scale.isFinite && scale.magnitude <= Double(Float.greatestFiniteMagnitude) else {
      throw PithError(.range, "scale", expected: "a finite f32", got: .real(scale))
    }
    let width = try product(heads, dim)
    let output = try output.block("output", rank: 2, .float, "[N, H * Dh] or [B, N, H * Dh]")
    try output.require(n, width, "[N, H * Dh] or [B, N, H * Dh]")
    try output.requireBatch(of: q)
    var means: Block?
    if let metric {
      let block = try metric.block("metric", rank: 2, .float, "[N, Dh] or [B, N, Dh]")
      try block.require(n, dim, "[N, Dh] or [B, N, Dh]")
      try block.requireBatch(of: q)
      means = block
    }

    let result = try workspace.allocate(try product(try product(q.batch, n), width), of: Float.self)
    let keys = try workspace.allocate(means == nil ? 0 : try product(try product(q.batch, n), dim), of: Float.self)
    let bias = try workspace.allocate(n, of: Float.self)
    var b = 0
    while b < q.batch {
      if let sizes { try logarithms(workspace, sizes, b, into: bias) }
      let mean = keys + b &* n &* dim
      if means != nil { mean.update(repeating: 0, count: n &* dim) }
      var h = 0
      while h < heads {
        let mark = workspace.mark()
        let qRows = try workspace.floatRows(q.item(b).slice(h))
        let kRows = try workspace.floatRows(k.item(b).slice(h))
        let vRows = try workspace.floatRows(v.item(b).slice(h))
        try workspace.requireFinite(qRows, "q")
        try workspace.requireFinite(kRows, "k")
        try workspace.requireFinite(vRows, "v")
        try workspace.attend(
          qRows, kRows, vRows, scale: Float(scale), bias: sizes == nil ? nil : UnsafePointer(bias),
          into: result + b &* n &* width + h &* dim, stride: width)
        if means != nil { workspace.add(kRows, to: mean) }
        workspace.release(mark)
        h &+= 1
        try workspace.checkpoint(b &* heads &+ h, of: q.batch &* heads)
      }
      if means != nil && heads > 0 {
        var i = 0
        while i < n &* dim {
          mean[i] /= Float(heads)
          i &+= 1
        }
      }
      b &+= 1
    }
    b = 0
    while b < q.batch {
      workspace.commit(result + b &* n &* width, rows: n, cols: width, to: output.item(b))
      if let means { workspace.commit(keys + b &* n &* dim, rows: n, cols: dim, to: means.item(b)) }
      b &+= 1
    }
  }

  private static func logarithms(
    _ workspace: Workspace, _ size: Block, _ b: Int, into bias: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    let n = size.extent(0)
    let item = size.item(b)
    workspace.loadFloats(item, offset: 0, stride: item.stride[0], count: n, into: bias)
    try workspace.requireFinite(FloatRows(base: UnsafePointer(bias), rows: 1, cols: n, stride: n), "size")
    var i = 0
    while i < n {
      guard bias[i] >= 0 else {
        throw PithError(.value, "size", expected: "sizes that are not negative", got: .real(Double(bias[i])))
      }
      i &+= 1
    }
    workspace.kernels.pointee.log(bias, bias, n)
  }
}

extension Workspace {
  /// One head of softmax(scale · q kᵀ + bias) v, into columns of a wider matrix.
  func attend(
    _ q: FloatRows, _ k: FloatRows, _ v: FloatRows, scale: Float, bias: UnsafePointer<Float>?,
    into result: UnsafeMutablePointer<Float>, stride: Int
  ) throws(PithError) {
    let n = k.rows
    let table = kernels
    let keys = try packColumns(k)
    let values = try packColumns(transposed: v)
    let height = roundUp(min(q.rows, max(1, table.pointee.gemm_block_m)), to: table.pointee.gemm_panel_rows)
    let parts = tileParts(rows: q.rows)
    let stripSize = try product(height, n)
    let strips = try allocate(try product(stripSize, parts), of: Float.self)
    let weights = try allocate(try product(stripSize, parts), of: Float.self)
    try tiles(q, against: keys) { tile in
      let strip = strips + tile.part &* stripSize
      var i = 0
      while i < tile.rows {
        (strip + i &* n + tile.column).update(from: tile.row(i), count: tile.columns)
        i &+= 1
      }
      // Tiles of one range of rows come in ascending column order: the last one completes the strip.
      guard tile.column &+ tile.columns == n else { return }
      i = 0
      while i < tile.rows {
        table.pointee.softmax(strip + i &* n, scale, bias, strip + i &* n, n)
        i &+= 1
      }
      let packed = weights + tile.part &* stripSize
      var p = 0
      while p < n {
        let length = min(values.kBlock, n &- p)
        table.pointee.pack_a(strip + p, n, tile.rows, length, nil, packed)
        table.pointee.gemm_block(
          packed, values.panels(from: 0, k: p), tile.rows, values.rows, length, result + tile.row &* stride, stride,
          p == 0 ? 0 : 1)
        p &+= length
      }
    }
  }

  /// sum += rows, element by element.
  func add(_ rows: FloatRows, to sum: UnsafeMutablePointer<Float>) {
    var i = 0
    while i < rows.rows {
      kernels.pointee.add(sum + i &* rows.cols, rows.row(i), sum + i &* rows.cols, rows.cols)
      i &+= 1
    }
  }
}
