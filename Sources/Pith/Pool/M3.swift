// M3, "Matryoshka Multimodal Models" (ICLR 2025): nested sets of visual tokens by average pooling, down to a wished number.
//
//   k = floor(sqrt(N / M));  average pooling with window and step k, without padding
//
// Steps: the window from the wish, then Windows.swift from the full grid, which is what the nested sets of the paper (576, 144,
// 36, 9 and 1 tokens for 24 x 24) are. The result has floor(height / k) * floor(width / k) tokens, which is M only where N / M
// is a square and k divides the sides; rows and columns beyond are dropped, as in the authors' code. Where we differ: the grid
// need not be square; a wish that gives no window (M > N, or k above a side) is refused.
// Cost: O(N D).

extension Pool {
  /// Pools a grid to about `target` tokens.
  ///
  /// - Parameters:
  ///   - x: `[height * width, D]` or `[B, height * width, D]`, f32, f16 or bf16.
  ///   - height, width: 1 or more.
  ///   - target: 1 to height * width.
  ///   - y: out, `[M, D]` or `[B, M, D]`, M the cells that `m3Grid` gives.
  public static func m3(
    _ workspace: Workspace, x: Tensor, height: Int, width: Int, target: Int, y: Tensor
  ) throws(PithError) {
    try window(workspace, x: x, window: try m3Window(height, width, target), mode: .average, y: y)
  }

  /// The grid that `m3` leaves.
  ///
  /// - Parameter grid: out, `[3]` i32: 1, height, width.
  public static func m3Grid(
    _ workspace: Workspace, height: Int, width: Int, target: Int, grid: Tensor
  ) throws(PithError) {
    try windowGrid(workspace, window: try m3Window(height, width, target), grid: grid)
  }

  private static func m3Window(_ height: Int, _ width: Int, _ target: Int) throws(PithError) -> PoolWindow {
    let side: Limits = 1...Int(Int32.max)
    try require(height, "height", in: side, "1 to 2^31 - 1")
    try require(width, "width", in: side, "1 to 2^31 - 1")
    let n = height &* width
    try require(target, "target", in: 1...n, "1 to height * width")
    let kernel = Int(saturating: (Double(n) / Double(target)).root)
    guard kernel >= 1 && kernel <= min(height, width) else {
      throw PithError(.range, "target", expected: "a number whose window fits the grid", got: .integer(target))
    }
    return PoolWindow(
      rows: PoolAxis(size: height, kernel: kernel), columns: PoolAxis(size: width, kernel: kernel))
  }
}
