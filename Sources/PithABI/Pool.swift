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
