// The pool family: blocks folded into channels, resampling, and prefixes.

import CPithABI
import Pith

/// Glues factor x factor neighbouring tokens along the channels: fewer, wider tokens, without loss.
///
/// Glued token (R, C) takes the tokens (R * factor + dy, C * factor + dx); `layout` says in which order its values stand.
///
/// - Method: space_to_depth
/// - Paper: PyTorch, `torch.nn.functional.pixel_unshuffle`, and the pixel shuffle of InternVL, Idefics3 and Qwen2-VL; https://pytorch.org/docs/stable/generated/torch.nn.functional.pixel_unshuffle.html
/// - Parameters:
///   - context: threads; NULL: one thread.
///   - x: in, `[height * width, D]` or `[B, height * width, D]`, a row-major grid, any dtype, any strides.
///   - height: a multiple of `factor`; may be 0.
///   - width: a multiple of `factor`; may be 0.
///   - factor: 1 to 32767.
///   - layout: OFFSET_MAJOR: InternVL v2, Idefics3, Qwen2-VL; OFFSET_MAJOR_TRANSPOSED: InternVL v1; CHANNEL_MAJOR: PyTorch.
///   - y: out, `[height * width / factor^2, factor^2 * D]`, batched as `x`, dtype of `x`.
/// - NaN: moved like anything else.
/// - Errors: `PITH_ERROR_RANGE` for the sides and `factor`, `PITH_ERROR_ENUM` for `layout`, those of views.
/// - Cost: one copy of the data; no scratch.
/// - Since: 0.1
@_cdecl("pith_pool_space_to_depth") @implementation
public func pith_pool_space_to_depth(
  _ context: OpaquePointer?, _ x: UnsafePointer<pith_view>?, _ height: Int64, _ width: Int64, _ factor: Int64,
  _ layout: pith_depth_layout, _ y: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_pool_space_to_depth", context) { call throws(PithError) in
    let x = try call.input(x, "x")
    let y = try call.output(y, "y")
    try Pool.spaceToDepth(
      call.workspace, x: x, height: call.count(height), width: call.count(width), factor: call.count(factor),
      layout: try call.depthLayout(layout), y: y)
  }
}

/// Takes glued tokens apart: the inverse of `pith_pool_space_to_depth`.
///
/// - Method: depth_to_space
/// - Paper: PyTorch, `torch.nn.functional.pixel_shuffle`; https://pytorch.org/docs/stable/generated/torch.nn.functional.pixel_shuffle.html
/// - Parameters:
///   - context: threads; NULL: one thread.
///   - x: in, `[height * width, factor^2 * D]` or `[B, height * width, factor^2 * D]`, any dtype, any strides.
///   - height: of the grid of `x`; may be 0.
///   - width: of the grid of `x`; may be 0.
///   - factor: 1 to 32767.
///   - layout: that of the glueing.
///   - y: out, `[height * factor * width * factor, D]`, batched as `x`, dtype of `x`.
/// - NaN: moved like anything else.
/// - Errors: `PITH_ERROR_RANGE` for the sides and `factor`, `PITH_ERROR_ENUM` for `layout`, those of views.
/// - Cost: one copy of the data; no scratch.
/// - Since: 0.1
@_cdecl("pith_pool_depth_to_space") @implementation
public func pith_pool_depth_to_space(
  _ context: OpaquePointer?, _ x: UnsafePointer<pith_view>?, _ height: Int64, _ width: Int64, _ factor: Int64,
  _ layout: pith_depth_layout, _ y: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_pool_depth_to_space", context) { call throws(PithError) in
    let x = try call.input(x, "x")
    let y = try call.output(y, "y")
    try Pool.depthToSpace(
      call.workspace, x: x, height: call.count(height), width: call.count(width), factor: call.count(factor),
      layout: try call.depthLayout(layout), y: y)
  }
}

/// Says which tokens offset-major glueing takes, block after block, for hosts that gather themselves.
///
/// Gathering tokens in this order and reading the buffer as factor^2 times wider rows is `pith_pool_space_to_depth`; Qwen2-VL's
/// image processor delivers patches in this order.
///
/// - Parameters:
///   - context: may be NULL.
///   - height: a multiple of `factor`; may be 0.
///   - width: a multiple of `factor`; may be 0.
///   - factor: 1 to 32767.
///   - order: out, `[height * width]` i32: the row-major index of each token in block order.
/// - Errors: `PITH_ERROR_RANGE` for the sides and `factor`, those of views.
/// - Cost: O(height * width).
/// - Since: 0.1
@_cdecl("pith_pool_block_order") @implementation
public func pith_pool_block_order(
  _ context: OpaquePointer?, _ height: Int64, _ width: Int64, _ factor: Int64, _ order: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_pool_block_order", context) { call throws(PithError) in
    let order = try call.output(order, "order")
    try Pool.blockOrder(
      call.workspace, height: call.count(height), width: call.count(width), factor: call.count(factor), order: order)
  }
}

/// Resamples a grid of tokens to another size, as PyTorch's interpolate: bilinear, nearest or nearest-exact.
///
/// Without antialiasing: shrinking by an odd factor copies the centre cell of each block, by 2 takes the mean of 2 x 2 cells, by
/// a larger even factor the mean of the four central cells.
///
/// - Method: interpolate2d
/// - Paper: PyTorch, `torch.nn.functional.interpolate`; https://pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - x: in, `[height * width, D]` or `[B, height * width, D]`, a row-major grid, f32, f16 or bf16, any strides.
///   - height: 1 or more.
///   - width: 1 or more.
///   - out_height: 1 or more.
///   - out_width: 1 or more.
///   - scale: 0: steps are side / out side. Else steps are 1 / scale, and each out side must be floor(side * scale).
///   - mode: a pith_interpolation.
///   - align_corners: 1: the corners of both grids coincide (bilinear only, `scale` is not used); else 0.
///   - y: out, `[out_height * out_width, D]` or `[B, out_height * out_width, D]`, f32, f16 or bf16.
/// - NaN: passes through from every cell of a weight above 0.
/// - Errors: `PITH_ERROR_RANGE` for the sides, `scale` and `align_corners`, `PITH_ERROR_ENUM` for `mode`, those of views.
/// - Cost: O(out_height * out_width * D).
/// - Differs: cells of weight 0 are not read, so NaN and infinity do not spread from them.
/// - Since: 0.1
@_cdecl("pith_pool_interpolate") @implementation
public func pith_pool_interpolate(
  _ context: OpaquePointer?, _ x: UnsafePointer<pith_view>?, _ height: Int64, _ width: Int64, _ out_height: Int64,
  _ out_width: Int64, _ scale: Double, _ mode: pith_interpolation, _ align_corners: Int32, _ y: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_pool_interpolate", context) { call throws(PithError) in
    let x = try call.input(x, "x")
    let y = try call.output(y, "y")
    try Pool.interpolate(
      call.workspace, x: x, height: call.count(height), width: call.count(width), outHeight: call.count(out_height),
      outWidth: call.count(out_width), scale: scale, mode: try call.interpolation(mode),
      alignCorners: try call.flag(align_corners, "align_corners"), y: y)
  }
}

/// Keeps the first tokens of an ordered sequence, as One-D-Piece, FlexTok and MQT shorten theirs.
///
/// Meaningful only where training made every prefix usable. Any element type, token-major or channel-major.
///
/// - Method: one_d_piece
/// - Paper: One-D-Piece: Image Tokenizer Meets Quality-Controllable Compression, 2025; https://arxiv.org/abs/2501.10064
/// - Parameters:
///   - context: threads; NULL: one thread.
///   - x: in, one to four dimensions, any dtype, any strides.
///   - axis: the dimension of tokens: 0 for `[N, D]`, 1 for `[B, N, D]` or channel-major `[C, N]`.
///   - keep: 0 or more; from N on everything is kept.
///   - y: out, the shape of `x` with min(keep, N) along the axis, dtype of `x`.
/// - NaN: moved like anything else.
/// - Errors: `PITH_ERROR_RANGE` for `axis` and `keep`, those of views.
/// - Cost: one copy of what is kept; no scratch.
/// - Differs: a negative length, which the authors' slices count from the end, is refused.
/// - Since: 0.1
@_cdecl("pith_pool_prefix") @implementation
public func pith_pool_prefix(
  _ context: OpaquePointer?, _ x: UnsafePointer<pith_view>?, _ axis: Int64, _ keep: Int64, _ y: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_pool_prefix", context) { call throws(PithError) in
    let x = try call.input(x, "x")
    let y = try call.output(y, "y")
    try Pool.prefix(call.workspace, x: x, axis: call.count(axis), keep: call.count(keep), y: y)
  }
}

/// Keeps the first tokens and overwrites the others with a mask token: what FlexTok's decoder reads.
///
/// FlexTok's shorter register sets are `pith_pool_prefix` (nested) and `pith_pool_adaptive` with height 1 (averaged).
///
/// - Method: flextok
/// - Paper: FlexTok: Resampling Images into 1D Token Sequences of Flexible Length, ICML 2025; https://arxiv.org/abs/2502.13967
/// - Parameters:
///   - context: threads; NULL: one thread.
///   - x: in, `[N, D]` or `[B, N, D]`, any dtype, any strides.
///   - mask_token: in, `[D]`, or `[B, D]` for one each; dtype of `x`.
///   - keep: 0 or more; from N on `y` is `x`.
///   - y: out, shape and dtype of `x`.
/// - NaN: moved like anything else.
/// - Errors: `PITH_ERROR_RANGE` for `keep`, those of views.
/// - Cost: one copy of the data; no scratch.
/// - Differs: writes to an output; a negative length is refused.
/// - Since: 0.1
@_cdecl("pith_pool_mask_tail") @implementation
public func pith_pool_mask_tail(
  _ context: OpaquePointer?, _ x: UnsafePointer<pith_view>?, _ mask_token: UnsafePointer<pith_view>?, _ keep: Int64,
  _ y: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_pool_mask_tail", context) { call throws(PithError) in
    let x = try call.input(x, "x")
    let maskToken = try call.input(mask_token, "mask_token")
    let y = try call.output(y, "y")
    try Pool.maskTail(call.workspace, x: x, maskToken: maskToken, keep: call.count(keep), y: y)
  }
}
