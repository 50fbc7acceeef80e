// The projection around attention pooling: an added position, LayerNorm, a linear map, each of them optional. With
// CrossAttention.swift it makes up the whole resampler of MQT (NeurIPS 2024); alone with LayerNorm it is what Qwen2-VL does to
// tokens before it glues them.
//
//   z = x + position;  z = (z - mean z) / sqrt(var z + epsilon) * scale + shift;  y = z W^T + bias
//
// Steps: rows are normalised into scratch (mean in f32, then the squared deviations from it: two passes, no cancellation), then
// multiplied by tiles. Cost: N D Dout multiply-adds; scratch of N D + N Dout + D Dout floats.

import CPith

extension Pool {
  /// Projects tokens.
  ///
  /// - Parameters:
  ///   - x: `[N, D]` or `[B, N, D]`, f32, f16 or bf16.
  ///   - position: `[N, D]` to add, for all items, or nil.
  ///   - normScale: `[D]`: LayerNorm with this scale, or nil: none.
  ///   - normShift: `[D]` to add after the scale, or nil; needs `normScale`.
  ///   - weight: `[Dout, D]`, or nil: the identity.
  ///   - bias: `[Dout]`, or nil.
  ///   - epsilon: 0 or more.
  ///   - y: out, `[N, Dout]` or `[B, N, Dout]`.
  public static func project(
    _ workspace: Workspace, x: Tensor, position: Tensor?, normScale: Tensor?, normShift: Tensor?, weight: Tensor?,
    bias: Tensor?, epsilon: Double, y: Tensor
  ) throws(PithError) {
    let x = try x.block("x", rank: 2, .float, "[N, D] or [B, N, D]")
    let (n, dim) = (x.extent(0), x.extent(1))
    let position = try position?.unbatched("position", rank: 2, .float, "[N, D]")
    try position?.require(n, dim, "[N, D]")
    let scale = try normScale?.unbatched("norm_scale", rank: 1, .float, "[D]")
    try scale?.require(dim, "[D]")
    let shift = try normShift?.unbatched("norm_shift", rank: 1, .float, "[D], with norm_scale")
    try shift?.require(scale == nil ? 0 : dim, "[D], with norm_scale")
    let weight = try weight?.unbatched("weight", rank: 2, .float, "[Dout, D]")
    try weight?.require(-1, dim, "[Dout, D]")
    let out = weight?.extent(0) ?? dim
    let bias = try bias?.unbatched("bias", rank: 1, .float, "[Dout]")
    try bias?.require(out, "[Dout]")
    try require(epsilon, "epsilon", from: 0, through: 1e30, "0 or more")
    let y = try y.block("y", rank: 2, .float, "[N, Dout] or [B, N, Dout]")
    try y.require(n, out, "[N, Dout] or [B, N, Dout]")
    try y.requireBatch(of: x)

    let parameters = ProjectParameters(
      position: try workspace.rows(of: position), scale: try workspace.rows(of: scale),
      shift: try workspace.rows(of: shift), bias: try workspace.rows(of: bias), epsilon: Float(epsilon))
    let packed: PackedColumns? =
      if let weight { try workspace.packColumns(try workspace.floatRows(weight.first)) } else { nil }
    let source = try workspace.itemRows(x)
    let lines = try workspace.allocate(try product(n, dim), of: Float.self)
    let result = try workspace.allocate(packed == nil ? 0 : try product(n, out), of: Float.self)
    let mark = workspace.mark()
    var b = 0
    while b < x.batch {
      workspace.prepare(workspace.rows(source, b), parameters, lines)
      var target = lines
      if let packed {
        target = result
        try workspace.tiles(FloatRows(base: UnsafePointer(lines), rows: n, cols: dim, stride: dim), against: packed) { tile in
          tile.copy(into: result, stride: out)
        }
        workspace.release(mark)
      }
      if let bias = parameters.bias {
        var i = 0
        while i < n {
          workspace.kernels.pointee.add(target + i &* out, bias.base, target + i &* out, out)
          i &+= 1
        }
      }
      workspace.commit(target, rows: n, cols: out, to: y.item(b))
      b &+= 1
    }
  }
}

private struct ProjectParameters {
  var position: FloatRows?
  var scale: FloatRows?
  var shift: FloatRows?
  var bias: FloatRows?
  var epsilon: Float
}

extension Workspace {
  fileprivate func rows(of block: Block?) throws(PithError) -> FloatRows? {
    guard let block else { return nil }
    return try floatRows(block.first)
  }

  /// The rows with position and LayerNorm.
  fileprivate func prepare(_ x: FloatRows, _ parameters: ProjectParameters, _ lines: UnsafeMutablePointer<Float>) {
    let table = kernels
    let dim = x.cols
    if dim == 0 { return }
    parallelRanges(x.rows, grain: max(1, 8192 / dim)) { _, begin, end in
      var i = begin
      while i < end {
        let line = lines + i &* dim
        line.update(from: x.row(i), count: dim)
        if let position = parameters.position { table.pointee.add(line, position.row(i), line, dim) }
        if let scale = parameters.scale {
          let mean = table.pointee.sum(line, dim) / Float(dim)
          let variance = table.pointee.squared_deviation(line, mean, dim) / Float(dim)
          table.pointee.affine(1, -mean, line, line, dim)
          table.pointee.scale(1 / (variance + parameters.epsilon).root, line, line, dim)
          table.pointee.multiply(line, scale.base, line, dim)
          if let shift = parameters.shift { table.pointee.add(line, shift.base, line, dim) }
        }
        i &+= 1
      }
    }
  }
}
