// Pooling with a fixed window: PyTorch's avg_pool2d and avg_pool3d, and max_pool2d and max_pool3d.
//
//   per axis of length L, window k, step s, padding p:
//     o = floor((L + 2 p - k) / s) + 1; with ceiling: the quotient rounded up, and one less if (o - 1) s >= L + p
//     output i covers a = i s - p to b = min(a + k, L + p), clipped to 0 ... L
//   average: the sum of the clipped window / the product of the b - a (padding counts, what the ceiling adds beyond it does
//   not), or of the clipped lengths, or a number the caller gives        max: the greatest, NaN before all numbers
//
// Steps: Windows.swift, which adds in the order of the plain loop: the bits are those of PyTorch on the CPU.
// Cost: O(N D) where windows do not overlap.

/// One axis of a pooling window, in cells.
public struct PoolAxis: Sendable {
  public var size: Int
  public var kernel: Int
  /// 0: the kernel.
  public var step: Int
  /// At either end; at most half the kernel.
  public var padding: Int

  public init(size: Int = 1, kernel: Int = 1, step: Int = 0, padding: Int = 0) {
    self.size = size
    self.kernel = kernel
    self.step = step
    self.padding = padding
  }

  fileprivate func checked(ceiling: Bool) throws(PithError) -> WindowAxis {
    let side: Limits = 1...Int(Int32.max)
    try require(size, "window.size", in: side, "1 to 2^31 - 1")
    try require(kernel, "window.kernel", in: side, "1 to 2^31 - 1")
    try require(step, "window.step", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    try require(padding, "window.padding", in: 0...(kernel / 2), "0 to half the kernel")
    guard kernel <= size &+ 2 &* padding else {
      throw PithError(.range, "window.kernel", expected: "at most the size and its padding", got: .integer(kernel))
    }
    let step = step == 0 ? kernel : step
    let room = size &+ 2 &* padding &- kernel
    var out = (ceiling ? (room &+ step &- 1) / step : room / step) &+ 1
    // The last window must start inside the grid or the padding before it.
    if ceiling && (out &- 1) &* step >= size &+ padding { out &-= 1 }
    return WindowAxis(size: size, out: out, kernel: kernel, step: step, padding: padding)
  }
}

/// A pooling window over a grid of frames, rows and columns.
public struct PoolWindow: Sendable {
  public var frames: PoolAxis
  public var rows: PoolAxis
  public var columns: PoolAxis
  /// A last window that is only partly inside still counts.
  public var ceiling: Bool
  /// Averages divide by the cells without padding.
  public var excludesPadding: Bool
  /// Averages divide by this; 0: by the number of cells.
  public var divisor: Int

  public init(
    frames: PoolAxis = PoolAxis(), rows: PoolAxis, columns: PoolAxis, ceiling: Bool = false,
    excludesPadding: Bool = false, divisor: Int = 0
  ) {
    self.frames = frames
    self.rows = rows
    self.columns = columns
    self.ceiling = ceiling
    self.excludesPadding = excludesPadding
    self.divisor = divisor
  }

  /// Checks the window. `dim` and `mode` are those of the pooling.
  func plan(dim: Int, mode: PoolMode) throws(PithError) -> WindowPlan {
    let frames = try self.frames.checked(ceiling: ceiling)
    let rows = try self.rows.checked(ceiling: ceiling)
    let columns = try self.columns.checked(ceiling: ceiling)
    try require(divisor, "window.divisor", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    return WindowPlan(
      frames: frames, rows: rows, columns: columns, dim: dim, mode: mode,
      divisor: divisor > 0 ? .fixed(divisor) : excludesPadding ? .clipped : .padded)
  }
}

/// The cells of a grid; more than an extent may have where they are too many.
func cells(_ frames: Int, _ rows: Int, _ columns: Int) -> Int {
  let area = rows &* columns
  return area > Int(Int32.max) ? Int.max : area &* frames
}

extension Pool {
  /// Pools `[frames * height * width, D]` tokens with a fixed window. NaN and infinity pass through.
  ///
  /// - Parameters:
  ///   - x: `[N, D]` or `[B, N, D]`, N the cells of the window's grid, frames outermost, f32, f16 or bf16.
  ///   - window: its padding never wins a maximum.
  ///   - y: out, `[M, D]` or `[B, M, D]`, M the cells that `windowGrid` gives.
  public static func window(
    _ workspace: Workspace, x: Tensor, window: PoolWindow, mode: PoolMode, y: Tensor
  ) throws(PithError) {
    let shape: StaticString = "[frames * height * width, D] or [B, frames * height * width, D]"
    let x = try x.block("x", rank: 2, .float, shape)
    let plan = try window.plan(dim: x.extent(1), mode: mode)
    try x.require(cells(plan.frames.size, plan.rows.size, plan.columns.size), plan.dim, shape)
    let y = try y.block("y", rank: 2, .float, "the cells of the window's grid, [M, D] or [B, M, D]")
    try y.require(
      cells(plan.frames.out, plan.rows.out, plan.columns.out), plan.dim,
      "the cells of the window's grid, [M, D] or [B, M, D]")
    try y.requireBatch(of: x)
    try workspace.pool(x, plan, into: y)
  }

  /// The grid that a window leaves.
  ///
  /// - Parameter grid: out, `[3]` i32: frames, height, width.
  public static func windowGrid(
    _ workspace: Workspace, window: PoolWindow, grid: Tensor
  ) throws(PithError) {
    let plan = try window.plan(dim: 0, mode: .average)
    try workspace.commitGrid((plan.frames.out, plan.rows.out, plan.columns.out), to: grid)
  }
}

extension Workspace {
  /// Writes a `[3]` grid.
  func commitGrid(_ sides: (Int, Int, Int), to grid: Tensor) throws(PithError) {
    let grid = try grid.unbatched("grid", rank: 1, .index, "[3]")
    try grid.require(3, "[3]")
    var values = SIMD4<Int32>(
      Int32(truncatingIfNeeded: sides.0), Int32(truncatingIfNeeded: sides.1), Int32(truncatingIfNeeded: sides.2), 0)
    withUnsafeBytes(of: &values) { bytes in
      if let base = bytes.baseAddress { commit(base.assumingMemoryBound(to: Int32.self), count: 3, to: grid.first) }
    }
  }
}
