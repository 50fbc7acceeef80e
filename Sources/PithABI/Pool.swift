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

/// Attends from one query per region of a grid to the keys of its region: the core of TokenPacker, QueCC and LLaVA-ST.
///
/// Region (F, R, C) holds the cells (F * frame_scale + f, R * scale + a, C * scale + b) in row-major order. Per head of width
/// d = E / heads, weights are the softmax of (q . k) / sqrt(d). The projections before and after are the host's.
///
/// - Method: region_attention
/// - Paper: TokenPacker: Efficient Visual Projector for Multimodal LLM, 2024; https://arxiv.org/abs/2407.02392
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - queries: in, `[M, E]` or `[B, M, E]`, M the regions, row-major with frames outermost, f32, f16 or bf16, any strides.
///   - keys: in, `[frames * height * width, E]`, batched as `queries`, f32, f16 or bf16, any strides.
///   - values: in, as `keys`.
///   - frames: 1 or more; 1 for an image.
///   - height: 1 or more.
///   - width: 1 or more.
///   - frame_scale: frames of a region; divides `frames`.
///   - scale: rows and columns of a region; divides both sides.
///   - heads: divides E.
///   - y: out, `[M, E]` or `[B, M, E]`, the heads side by side, f32, f16 or bf16.
///   - weights: out, `[H, M, frame_scale * scale^2]`, batched as `queries`, f32, f16 or bf16; or NULL.
/// - NaN: a NaN in a query, key or value spoils its region only.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
/// - Cost: 2 N E multiply-adds.
/// - Since: 0.1
@_cdecl("pith_pool_region_attention") @implementation
public func pith_pool_region_attention(
  _ context: OpaquePointer?, _ queries: UnsafePointer<pith_view>?, _ keys: UnsafePointer<pith_view>?,
  _ values: UnsafePointer<pith_view>?, _ frames: Int64, _ height: Int64, _ width: Int64, _ frame_scale: Int64,
  _ scale: Int64, _ heads: Int64, _ y: UnsafePointer<pith_view>?, _ weights: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_pool_region_attention", context) { call throws(PithError) in
    let queries = try call.input(queries, "queries")
    let keys = try call.input(keys, "keys")
    let values = try call.input(values, "values")
    let y = try call.output(y, "y")
    let weights = try call.optionalOutput(weights, "weights")
    try Pool.regionAttention(
      call.workspace, queries: queries, keys: keys, values: values, frames: call.count(frames),
      height: call.count(height), width: call.count(width), frameScale: call.count(frame_scale),
      scale: call.count(scale), heads: call.count(heads), y: y, weights: weights)
  }
}

/// Attends from queries to keys: what MQT's learned queries, or a prefix of them, take of an image's tokens.
///
/// Per head of width d = E / heads, weights are the softmax of (q . k) / sqrt(d) over all keys. MQT's keys hold positions only:
/// its weights are the same for every image. The projections around it: `pith_pool_project`.
///
/// - Method: mqt
/// - Paper: Matryoshka Query Transformer for Large Vision-Language Models, NeurIPS 2024; https://arxiv.org/abs/2405.19315
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - queries: in, `[M, E]` or `[B, M, E]`, f32, f16 or bf16, any strides.
///   - keys: in, `[N, E]` or `[B, N, E]`, N at least 1, f32, f16 or bf16, any strides.
///   - values: in, as `keys`.
///   - heads: divides E.
///   - y: out, `[M, E]` or `[B, M, E]`, the heads side by side, f32, f16 or bf16.
///   - weights: out, `[H, M, N]` or `[B, H, M, N]`, f32, f16 or bf16; or NULL.
/// - NaN: a NaN in a key or value spoils all rows of its head, in a query its own row.
/// - Errors: `PITH_ERROR_RANGE` for `heads`, those of views.
/// - Cost: 2 M N E multiply-adds; scratch of about N E / H + 64 N + M E floats.
/// - Since: 0.1
@_cdecl("pith_pool_cross_attention") @implementation
public func pith_pool_cross_attention(
  _ context: OpaquePointer?, _ queries: UnsafePointer<pith_view>?, _ keys: UnsafePointer<pith_view>?,
  _ values: UnsafePointer<pith_view>?, _ heads: Int64, _ y: UnsafePointer<pith_view>?, _ weights: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_pool_cross_attention", context) { call throws(PithError) in
    let queries = try call.input(queries, "queries")
    let keys = try call.input(keys, "keys")
    let values = try call.input(values, "values")
    let y = try call.output(y, "y")
    let weights = try call.optionalOutput(weights, "weights")
    try Pool.crossAttention(
      call.workspace, queries: queries, keys: keys, values: values, heads: call.count(heads), y: y, weights: weights)
  }
}

/// Projects tokens: an added position, LayerNorm and a linear map, each optional, for hosts that pool by attention.
///
/// y = LayerNorm(x + position) W^T + bias. A weight that a model stores as `[D, Dout]` is passed with its strides exchanged.
///
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - x: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
///   - position: in, `[N, D]`, added to every item; or NULL.
///   - norm_scale: in, `[D]`: LayerNorm with this scale; NULL: none.
///   - norm_shift: in, `[D]`, added after the scale; or NULL. Needs `norm_scale`.
///   - weight: in, `[Dout, D]`; NULL: the identity, Dout = D.
///   - bias: in, `[Dout]`; or NULL.
///   - epsilon: 0 or more, added to the variance.
///   - y: out, `[N, Dout]` or `[B, N, Dout]`, f32, f16 or bf16.
/// - NaN: spoils its row; in a parameter whatever it enters. So does a row of equal values with an epsilon of 0.
/// - Errors: `PITH_ERROR_RANGE` for `epsilon`, those of views.
/// - Cost: N D Dout multiply-adds; scratch of about N D + N Dout + D Dout floats.
/// - Since: 0.1
@_cdecl("pith_pool_project") @implementation
public func pith_pool_project(
  _ context: OpaquePointer?, _ x: UnsafePointer<pith_view>?, _ position: UnsafePointer<pith_view>?,
  _ norm_scale: UnsafePointer<pith_view>?, _ norm_shift: UnsafePointer<pith_view>?, _ weight: UnsafePointer<pith_view>?,
  _ bias: UnsafePointer<pith_view>?, _ epsilon: Double, _ y: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_pool_project", context) { call throws(PithError) in
    let x = try call.input(x, "x")
    let position = try call.optionalInput(position, "position")
    let normScale = try call.optionalInput(norm_scale, "norm_scale")
    let normShift = try call.optionalInput(norm_shift, "norm_shift")
    let weight = try call.optionalInput(weight, "weight")
    let bias = try call.optionalInput(bias, "bias")
    let y = try call.output(y, "y")
    try Pool.project(
      call.workspace, x: x, position: position, normScale: normScale, normShift: normShift, weight: weight, bias: bias,
      epsilon: epsilon, y: y)
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
