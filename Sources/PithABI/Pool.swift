// The pool family: fewer tokens by averaging or by maximum, over regular windows.

import CPithABI
import Pith

/// Pools a grid of tokens to a smaller (or larger) grid, as PyTorch's adaptive pooling.
///
/// Output row i covers input rows floor(i h / oh) to ceil((i + 1) h / oh) - 1, columns likewise. Averages add the window's cells
/// in row-major order in f32 and divide by the window's height, then by its width: the bits of PyTorch on the CPU, save for a
/// 1 x 1 output, which PyTorch sums in another order and Pith in double. 1-D pooling: `height = out_height = 1`.
///
/// - Method: adaptive_pool2d
/// - Paper: PyTorch, `torch.nn.functional.adaptive_avg_pool2d`, `adaptive_max_pool2d`; https://pytorch.org/docs/stable/nn.functional.html
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - x: in, `[height * width, D]` or `[B, height * width, D]`, a row-major grid, f32, f16 or bf16, any strides.
///   - height: 1 or more.
///   - width: 1 or more.
///   - out_height: 1 or more; may exceed `height`.
///   - out_width: 1 or more; may exceed `width`.
///   - mode: `PITH_POOL_AVERAGE` or `PITH_POOL_MAX`.
///   - y: out, `[out_height * out_width, D]` or `[B, out_height * out_width, D]`, f32, f16 or bf16.
/// - Ties: the first maximum in row-major order (which tells -0 from 0).
/// - NaN: passes through; it wins a maximum.
/// - Errors: `PITH_ERROR_RANGE` for the sides, `PITH_ERROR_ENUM` for `mode`, those of views.
/// - Cost: O(sum of window areas * D), at most about 4 N D; memory speed where windows do not overlap.
/// - Since: 0.1
@_cdecl("pith_pool_adaptive") @implementation
public func pith_pool_adaptive(
  _ context: OpaquePointer?, _ x: UnsafePointer<pith_view>?, _ height: Int64, _ width: Int64, _ out_height: Int64,
  _ out_width: Int64, _ mode: pith_pool, _ y: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_pool_adaptive", context) { call throws(PithError) in
    let x = try call.input(x, "x")
    let y = try call.output(y, "y")
    try Pool.adaptive(
      call.workspace, x: x, height: call.count(height), width: call.count(width), outHeight: call.count(out_height),
      outWidth: call.count(out_width), mode: try call.pool(mode), y: y)
  }
}

/// Pools a grid of tokens with a fixed window, as PyTorch's avg_pool and max_pool.
///
/// Frames, height and width of the result come from `pith_pool_window_grid`. Averages add the window's cells in row-major order in
/// f32 and divide once: the bits of PyTorch on the CPU. Without `ceiling` the cells that no whole window reaches are dropped.
/// Three axes: avg_pool3d; one frame: avg_pool2d.
///
/// - Method: avg_pool2d
/// - Paper: PyTorch, `torch.nn.functional.avg_pool2d`, `avg_pool3d`, `max_pool2d`, `max_pool3d`; https://pytorch.org/docs/stable/nn.functional.html
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - x: in, `[N, D]` or `[B, N, D]`, N = frames * height * width, frames outermost, f32, f16 or bf16, any strides.
///   - window: in, the grid of `x` and the window on it.
///   - mode: `PITH_POOL_AVERAGE` or `PITH_POOL_MAX`; padding counts as 0 in an average and never wins a maximum.
///   - y: out, `[M, D]` or `[B, M, D]`, M the cells of the result's grid, f32, f16 or bf16.
/// - Ties: the first maximum in row-major order (which tells -0 from 0).
/// - NaN: passes through; it wins a maximum.
/// - Errors: `PITH_ERROR_RANGE` for a field of the window, also where the window is larger than the padded grid;
///   `PITH_ERROR_ENUM` for `mode`, those of views.
/// - Cost: O(sum of window volumes * D); memory speed where windows do not overlap.
/// - Since: 0.1
@_cdecl("pith_pool_window") @implementation
public func pith_pool_window(
  _ context: OpaquePointer?, _ x: UnsafePointer<pith_view>?, _ window: UnsafePointer<pith_window>?, _ mode: pith_pool,
  _ y: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_pool_window", context) { call throws(PithError) in
    let x = try call.input(x, "x")
    let y = try call.output(y, "y")
    try Pool.window(call.workspace, x: x, window: try call.window(window), mode: try call.pool(mode), y: y)
  }
}

/// Says what grid a pooling window leaves: how large the result of `pith_pool_window` is.
///
/// - Parameters:
///   - context: may be NULL.
///   - window: in, as for `pith_pool_window`.
///   - grid: out, `[3]` i32: frames, height, width of the result.
/// - Errors: `PITH_ERROR_RANGE` for a field of the window, those of views.
/// - Cost: constant.
/// - Since: 0.1
@_cdecl("pith_pool_window_grid") @implementation
public func pith_pool_window_grid(
  _ context: OpaquePointer?, _ window: UnsafePointer<pith_window>?, _ grid: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_pool_window_grid", context) { call throws(PithError) in
    let grid = try call.output(grid, "grid")
    try Pool.windowGrid(call.workspace, window: try call.window(window), grid: grid)
  }
}

/// Pools a grid to about a wished number of tokens: the nested sets of M3.
///
/// The window is k = floor(sqrt(height * width / target)); `pith_pool_m3_grid` says what is left, which is `target` only where the
/// sizes go into each other. Rows and columns that no whole window reaches are dropped.
///
/// - Method: m3
/// - Paper: Matryoshka Multimodal Models, ICLR 2025; https://arxiv.org/abs/2405.17430
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - x: in, `[height * width, D]` or `[B, height * width, D]`, a row-major grid, f32, f16 or bf16, any strides.
///   - height: 1 or more.
///   - width: 1 or more.
///   - target: 1 to height * width; k must not exceed a side.
///   - y: out, `[M, D]` or `[B, M, D]`, M the cells of the grid that is left, f32, f16 or bf16.
/// - NaN: passes through.
/// - Errors: `PITH_ERROR_RANGE` for the sides and `target`, those of views.
/// - Cost: O(N D).
/// - Differs: the grid need not be square; sums are in f32 also for half precision.
/// - Since: 0.1
@_cdecl("pith_pool_m3") @implementation
public func pith_pool_m3(
  _ context: OpaquePointer?, _ x: UnsafePointer<pith_view>?, _ height: Int64, _ width: Int64, _ target: Int64,
  _ y: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_pool_m3", context) { call throws(PithError) in
    let x = try call.input(x, "x")
    let y = try call.output(y, "y")
    try Pool.m3(
      call.workspace, x: x, height: call.count(height), width: call.count(width), target: call.count(target), y: y)
  }
}

/// Says what grid `pith_pool_m3` leaves.
///
/// - Parameters:
///   - context: may be NULL.
///   - height: 1 or more.
///   - width: 1 or more.
///   - target: as for `pith_pool_m3`.
///   - grid: out, `[3]` i32: 1, height, width of the result.
/// - Errors: `PITH_ERROR_RANGE` for the sides and `target`, those of views.
/// - Cost: constant.
/// - Since: 0.1
@_cdecl("pith_pool_m3_grid") @implementation
public func pith_pool_m3_grid(
  _ context: OpaquePointer?, _ height: Int64, _ width: Int64, _ target: Int64, _ grid: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_pool_m3_grid", context) { call throws(PithError) in
    let grid = try call.output(grid, "grid")
    try Pool.m3Grid(
      call.workspace, height: call.count(height), width: call.count(width), target: call.count(target), grid: grid)
  }
}

/// Pools every frame of a video by a stride, as LLaVA-NeXT and LLaVA-OneVision do.
///
/// Average and max use windows of stride x stride and drop what no whole window reaches; bilinear resamples to the side
/// ceil(side / stride), so that an odd side gives one row and column more.
///
/// - Method: llava_2dpool
/// - Paper: LLaVA-NeXT and LLaVA-OneVision, `get_2dPool`, 2024; https://arxiv.org/abs/2408.03326
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - x: in, `[frames * side * side, D]`, frames outermost, f32, f16 or bf16, any strides.
///   - side: 1 to 46340.
///   - stride: 1 or more; for average and max at most `side`.
///   - mode: a pith_frame_pool.
///   - y: out, `[frames * o * o, D]`, o = floor(side / stride), for bilinear ceil(side / stride), f32, f16 or bf16.
/// - NaN: passes through; it wins a maximum.
/// - Errors: `PITH_ERROR_RANGE` for `side` and `stride`, `PITH_ERROR_ENUM` for `mode`, those of views.
/// - Cost: O(N D).
/// - Since: 0.1
@_cdecl("pith_pool_llava_2dpool") @implementation
public func pith_pool_llava_2dpool(
  _ context: OpaquePointer?, _ x: UnsafePointer<pith_view>?, _ side: Int64, _ stride: Int64, _ mode: pith_frame_pool,
  _ y: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_pool_llava_2dpool", context) { call throws(PithError) in
    let x = try call.input(x, "x")
    let y = try call.output(y, "y")
    try Pool.llava2dPool(
      call.workspace, x: x, side: call.count(side), stride: call.count(stride), mode: try call.framePool(mode), y: y)
  }
}

extension Call {
  fileprivate func window(_ pointer: UnsafePointer<pith_window>?) throws(PithError) -> PoolWindow {
    guard let pointer else { throw PithError(.null, "window", expected: "a window", got: .text("NULL")) }
    let window = pointer.pointee
    return PoolWindow(
      frames: PoolAxis(
        size: count(window.size.0), kernel: count(window.kernel.0), step: count(window.step.0),
        padding: count(window.padding.0)),
      rows: PoolAxis(
        size: count(window.size.1), kernel: count(window.kernel.1), step: count(window.step.1),
        padding: count(window.padding.1)),
      columns: PoolAxis(
        size: count(window.size.2), kernel: count(window.kernel.2), step: count(window.step.2),
        padding: count(window.padding.2)),
      ceiling: try flag(window.ceiling, "window.ceiling"),
      excludesPadding: try flag(window.exclude_padding, "window.exclude_padding"), divisor: count(window.divisor))
  }
}
