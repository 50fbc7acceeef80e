// The pool family: pooling by attention, within regions and by learned queries.

import CPithABI
import Pith

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
/// - NaN: a NaN in a query spoils its row, in a key all rows of its head, in a value its channel.
/// - Errors: `PITH_ERROR_RANGE` for `heads`, those of views.
/// - Cost: 2 M N E multiply-adds; scratch of about N E / H + 64 N floats, and of the outputs.
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
/// - Cost: N D Dout multiply-adds; scratch of about N D + N Dout + D Dout floats, N over all items.
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
