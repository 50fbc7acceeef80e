// Pooling of video frames as LLaVA-NeXT and LLaVA-OneVision do it (get_2dPool): each frame's square grid shrinks by a stride.
//
//   average, max: window = step = s, side floor(side / s)        bilinear: resampled to side ceil(side / s)
//
// Steps: the frames are windows of one frame, or a batch of grids to resample; see Window.swift and Interpolate.swift. For an
// odd side the modes give different sides. Bilinear steps are side / ceil(side / s), not s.
// Cost: O(N D).

/// What becomes of a block of a frame.
public enum FramePool: UInt32, Sendable {
  case average = 0
  case max = 1
  case bilinear = 2
}

extension Pool {
  /// Pools every frame of a video.
  ///
  /// - Parameters:
  ///   - x: `[frames * side * side, D]`, frames outermost, f32, f16 or bf16. Without a batch.
  ///   - side: 1 to 46340.
  ///   - stride: 1 or more; for average and max at most `side`.
  ///   - y: out, `[frames * o * o, D]`, o = floor(side / stride), for bilinear ceil(side / stride).
  public static func llava2dPool(
    _ workspace: Workspace, x: Tensor, side: Int, stride: Int, mode: FramePool, y: Tensor
  ) throws(PithError) {
    let shape: StaticString = "[frames * side * side, D]"
    let rows = try x.unbatched("x", rank: 2, .float, shape).extent(0)
    try require(side, "side", in: 1...46340, "1 to 46340")
    try require(
      stride, "stride", in: 1...(mode == .bilinear ? Int(Int32.max) : side), "1 or more; at most side unless bilinear")
    let area = side &* side
    guard rows % area == 0 else {
      throw PithError(.shape, "x", expected: shape, got: .shape(ndim: x.ndim, x.shape))
    }
    let frames = rows / area
    let out = mode == .bilinear ? (side &+ stride &- 1) / stride : side / stride
    let result: StaticString = "[frames * o * o, D], o the side of a pooled frame"
    let y2 = try y.unbatched("y", rank: 2, .float, result)
    try y2.require(frames &* out &* out, x.shape[1], result)
    if frames == 0 { return }
    let x = x.frames(frames, area)
    let y = y.frames(frames, out &* out)
    if mode == .bilinear {
      return try interpolate(
        workspace, x: x, height: side, width: side, outHeight: out, outWidth: out, scale: 0, mode: .bilinear,
        alignCorners: false, y: y)
    }
    let axis = PoolAxis(size: side, kernel: stride)
    try window(
      workspace, x: x, window: PoolWindow(rows: axis, columns: axis), mode: mode == .max ? .max : .average, y: y)
  }
}

extension Tensor {
  /// `[frames * cells, D]` as `[frames, cells, D]`.
  fileprivate func frames(_ frames: Int, _ cells: Int) -> Tensor {
    Tensor(
      data, dtype, ndim: 3, shape: SIMD4(frames, cells, shape[1], 1),
      stride: SIMD4(stride[0] &* cells, stride[0], stride[1], 0))
  }
}
