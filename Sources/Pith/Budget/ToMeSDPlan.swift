// Token Merging for Fast Stable Diffusion (CVPR workshop 2023): the grid of a layer, and how many of its tokens to merge.
//
//   downsample = ceil(sqrt(W H div N)), W x H: the grid of the first layer
//   width = ceil(W / downsample), height = ceil(H / downsample), remove = int(N ratio), 0 if downsample > max
//
// Cost: O(1).

import CPith

extension Budget {
  /// The grid of a layer with `n` tokens, and how many to merge there.
  ///
  /// - Parameters:
  ///   - fullWidth, fullHeight: grid of the whole latent image, 1…2^31 - 1.
  ///   - n: tokens of the layer, 1…fullWidth · fullHeight.
  ///   - ratio: 0…1.
  ///   - maxDownsample: deeper layers merge nothing.
  ///   - grid: out, `[2]`, i32: width and height.
  ///   - remove: out, `[1]`, i32.
  public static func toMeSD(
    _ workspace: Workspace, fullWidth: Int, fullHeight: Int, n: Int, ratio: Double, maxDownsample: Int, grid: Tensor,
    remove: Tensor
  ) throws(PithError) {
    try require(fullWidth, "full_width", in: 1...Int(Int32.max), "1 to 2^31 - 1")
    try require(fullHeight, "full_height", in: 1...Int(Int32.max), "1 to 2^31 - 1")
    let full = fullWidth &* fullHeight
    try require(n, "n", in: 1...min(full, Int(Int32.max)), "1 to full_width * full_height")
    try require(ratio, "ratio", from: 0, through: 1, "0 to 1")
    let grid = try grid.unbatched("grid", rank: 1, .index, "[2]")
    try grid.require(2, "[2]")
    let remove = try remove.unbatched("remove", rank: 1, .index, "[1]")
    try remove.require(1, "[1]")

    var downsample = Int(saturating: Double(full / n).root)
    while downsample &* downsample < full / n { downsample &+= 1 }
    let isActive = downsample <= maxDownsample
    if let data = grid.pointer(0, as: Int32.self) {
      data[0] = Int32(truncatingIfNeeded: (fullWidth &+ downsample &- 1) / downsample)
      data[grid.first.stride[0]] = Int32(truncatingIfNeeded: (fullHeight &+ downsample &- 1) / downsample)
    }
    workspace.commit(isActive ? Int(saturating: Double(n) * ratio) : 0, to: remove.first)
  }
}
