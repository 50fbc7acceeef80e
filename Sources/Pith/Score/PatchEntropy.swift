// Entropy of image patches, as VFlowOpt (ICCV 2025) adds it to its importance map.
//
//   v = (255 x truncated to an integer) mod 256;  gray = round(0.3333 (r + g + b))
//   H = -Σ over the 256 gray values of q log2(q + 1e-10),  q = share of the patch's pixels
//
// Pixels are taken as the encoder gets them, in [-1, 1] for SigLIP: negative values wrap, as in the authors' code.
//
// Steps: one row of patches at a time, gray values of a pixel row, a histogram per patch; logarithms of the values that occur.
// The 1e-10 is below f32's resolution of every q that occurs. A product 0.3333 (r + g + b) is never within 1e-4 of a half, so
// the direction of rounding cannot matter.
// Cost: reads the pixels once; 1 KB of scratch per patch of a row.

import CPith

extension Score {
  /// Entropy in bits of the gray values of square patches.
  ///
  /// - Parameters:
  ///   - pixels: `[3, height, width]` or `[B, 3, height, width]`, f32, f16 or bf16.
  ///   - patch: side of a patch, 1 or more; pixels beyond the last whole patch are left out.
  ///   - entropy: out, `[height / patch, width / patch]` or `[B, …]`.
  public static func vFlowOptEntropy(
    _ workspace: Workspace, pixels: Tensor, patch: Int, entropy: Tensor
  ) throws(PithError) {
    let pixels = try pixels.block("pixels", rank: 3, .float, "[3, height, width] or [B, 3, height, width]")
    try pixels.require(3, -1, -1, "[3, height, width] or [B, 3, height, width]")
    // A side of 2^15 has 2^30 pixels: their number fits the histogram.
    try require(patch, "patch", in: 1...(1 << 15), "1 to 2^15")
    let rows = pixels.extent(1) / patch
    let cols = pixels.extent(2) / patch
    let entropy = try entropy.block("entropy", rank: 2, .float, "[height / patch, width / patch] or [B, ...]")
    try entropy.require(rows, cols, "[height / patch, width / patch] or [B, ...]")
    try entropy.requireBatch(of: pixels)

    let count = try product(rows, cols)
    let result = try workspace.allocate(try product(pixels.batch, count), of: Float.self)
    let width = cols &* patch
    let tasks = try product(pixels.batch, rows)
    let grain = max(1, 16384 / max(patch &* width, 1))
    let parts = workspace.parts(tasks, grain: grain)
    let lineCount = try product(4, width) &+ 512
    let lines = try workspace.allocate(try product(parts, lineCount), of: Float.self)
    let binCount = try product(256, cols)
    let bins = try workspace.allocate(try product(parts, binCount), of: Int32.self)
    let bad = try workspace.allocate(parts, of: Int32.self)
    bad.update(repeating: -1, count: parts)
    if width > 0 {
      workspace.parallelRanges(tasks, grain: grain) { part, begin, end in
        var task = begin
        while task < end {
          let isFinite = workspace.patchEntropies(
            pixels.item(task / rows), firstRow: task % rows &* patch, patch: patch, cols,
            lines: lines + part &* lineCount, bins: bins + part &* binCount, into: result + task &* cols)
          if !isFinite { bad[part] = 0 }
          task &+= 1
        }
      }
    }
    var part = 0
    while part < parts {
      if bad[part] >= 0 { throw PithError(.nonFinite, "pixels", expected: "finite values") }
      part &+= 1
    }
    var b = 0
    while b < pixels.batch {
      workspace.commit(result + b &* count, rows: rows, cols: cols, to: entropy.item(b))
      b &+= 1
    }
  }
}

extension Workspace {
  /// One row of patches. False if a pixel is NaN or infinite.
  fileprivate func patchEntropies(
    _ image: Tensor, firstRow: Int, patch: Int, _ cols: Int, lines: UnsafeMutablePointer<Float>,
    bins: UnsafeMutablePointer<Int32>, into result: UnsafeMutablePointer<Float>
  ) -> Bool {
    let width = cols &* patch
    let shares = lines + 4 &* width
    bins.update(repeating: 0, count: 256 &* cols)
    var y = 0
    while y < patch {
      var channel = 0
      while channel < 3 {
        loadFloats(
          image, offset: channel &* image.stride[0] &+ (firstRow &+ y) &* image.stride[1], stride: image.stride[2],
          count: width, into: lines + channel &* width)
        channel &+= 1
      }
      if kernels.pointee.all_finite_f32(lines, 3 &* width) == 0 { return false }
      var x = 0
      while x < width {
        let sum = 0.3333 * byte(lines[x]) + 0.3333 * byte(lines[width &+ x]) + 0.3333 * byte(lines[2 &* width &+ x])
        bins[x / patch &* 256 &+ Int(saturating: sum + 0.5)] &+= 1
        x &+= 1
      }
      y &+= 1
    }
    let pixels = Float(patch &* patch)
    var j = 0
    while j < cols {
      let bin = bins + j &* 256
      var used = 0
      var v = 0
      while v < 256 {
        if bin[v] > 0 {
          shares[used] = Float(bin[v]) / pixels
          used &+= 1
        }
        v &+= 1
      }
      kernels.pointee.log(shares, shares + 256, used)
      result[j] = Float(0 - kernels.pointee.wide_dot(shares, shares + 256, used) * 1.4426950408889634)
      j &+= 1
    }
    return true
  }
}

/// 255 x without its fraction, modulo 256. Beyond 2^31 floats are multiples of 256.
private func byte(_ x: Float) -> Float {
  let scaled = Double(x * 255)
  return scaled < 0x1p63 ? Float(Int(saturating: scaled) & 255) : 0
}
