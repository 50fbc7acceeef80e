// The apply family: carries a decision out on any buffer.

import CPithABI
import Pith

/// Copies the named positions of one axis of a tensor.
///
/// - Method: gather
/// - Paper: none
/// - Parameters:
///   - context: threads; may be NULL.
///   - input: in, one to four dimensions, any dtype, any strides.
///   - indices: in, `[K]`, or leading dimensions of the input (before the axis) and then K, such as `[B, K]` for `[B, N, D]`
///     with axis 1; i32, 0 to N - 1, any order, repeats allowed.
///   - axis: the dimension that is indexed, 0 to ndim - 1.
///   - output: out, shape of the input with K along the axis, dtype of the input.
/// - NaN: passes through; bytes are moved.
/// - Errors: `PITH_ERROR_INDEX` with the position in `indices`, `PITH_ERROR_RANGE` for `axis`, `PITH_ERROR_DTYPE`, those of views.
/// - Cost: the bytes of the output, read and written once; no scratch.
/// - Since: 0.1
@_cdecl("pith_apply_gather") @implementation
public func pith_apply_gather(
  _ context: OpaquePointer?, _ input: UnsafePointer<pith_view>?, _ indices: UnsafePointer<pith_view>?, _ axis: Int64,
  _ output: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_apply_gather", context) { call throws(PithError) in
    let input = try call.input(input, "input")
    let indices = try call.input(indices, "indices")
    let output = try call.output(output, "output")
    try Apply.gather(call.workspace, input: input, indices: indices, axis: call.count(axis), output: output)
  }
}

/// Moves the named positions of one axis to its front, in place: shortens a KV cache.
///
/// Afterwards the first K positions hold what was kept; the others are as they were.
///
/// - Method: compact
/// - Paper: none
/// - Parameters:
///   - context: threads; may be NULL.
///   - indices: in, `[K]`, or leading dimensions of the values (before the axis) and then K, such as `[B, H, K]` for
///     `[B, H, N, D]` with axis 2; i32, 0 to N - 1, strictly ascending.
///   - axis: the dimension that is indexed, 0 to ndim - 1.
///   - values: in and out, one to four dimensions, any dtype, any strides.
/// - NaN: passes through; bytes are moved.
/// - Errors: `PITH_ERROR_INDEX` with the position in `indices`, `PITH_ERROR_RANGE` for `axis`, those of views.
/// - Cost: the bytes that change their place; no scratch.
/// - Since: 0.1
@_cdecl("pith_apply_compact") @implementation
public func pith_apply_compact(
  _ context: OpaquePointer?, _ indices: UnsafePointer<pith_view>?, _ axis: Int64, _ values: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_apply_compact", context) { call throws(PithError) in
    let indices = try call.input(indices, "indices")
    let values = try call.output(values, "values")
    try Apply.compact(call.workspace, indices: indices, axis: call.count(axis), values: values)
  }
}

/// Merges tokens by an assignment: sums, weighted means or maxima of the tokens of each output row.
///
/// `PITH_REDUCE_MEAN`: y = Σ w x / Σ w (with token sizes as weights: the size-weighted mean of Token Merging);
/// `PITH_REDUCE_SUM`: y = Σ w x; `PITH_REDUCE_MAX`: greatest x per column, whatever the weights. size = Σ w. Rows that receive
/// no token, and means whose weights add up to 0, are 0.
///
/// - Method: merge
/// - Paper: none
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - x: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
///   - assign: in, `[N]` (for every batch item) or `[B, N]`, i32: output row of each token, 0 to M - 1, or -1: dropped.
///   - weight: in, NULL (all 1) or `[N]` (for every batch item) or `[B, N]`, float.
///   - mode: a value of `pith_reduce`.
///   - y: out, `[M, D]` or `[B, M, D]`, float.
///   - size: out, NULL or `[M]` or `[B, M]`, float: weights added up. `[M]` beside a batch only if assign and weight serve all.
/// - NaN: passes through sums and means; skipped by the maximum.
/// - Errors: `PITH_ERROR_INDEX` with the position in `assign`, `PITH_ERROR_ENUM` for `mode`, those of views.
/// - Cost: one pass over x and y, summed in f32 in ascending order; N + M words of scratch, M·D more if y is not f32.
/// - Since: 0.1
@_cdecl("pith_apply_merge") @implementation
public func pith_apply_merge(
  _ context: OpaquePointer?, _ x: UnsafePointer<pith_view>?, _ assign: UnsafePointer<pith_view>?,
  _ weight: UnsafePointer<pith_view>?, _ mode: pith_reduce, _ y: UnsafePointer<pith_view>?,
  _ size: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_apply_merge", context) { call throws(PithError) in
    let x = try call.input(x, "x")
    let assign = try call.input(assign, "assign")
    let weight = try call.optionalInput(weight, "weight")
    let y = try call.output(y, "y")
    let size = try call.optionalOutput(size, "size")
    try Apply.merge(
      call.workspace, x: x, assign: assign, weight: weight, mode: try call.reduce(mode, "mode"), y: y, size: size)
  }
}

/// Gives every token a copy of the row that it was merged into.
///
/// - Method: unmerge
/// - Paper: none
/// - Parameters:
///   - context: threads; may be NULL.
///   - y: in, `[M, D]` or `[B, M, D]`, f32, f16 or bf16, any strides.
///   - assign: in, `[N]` (for every batch item) or `[B, N]`, i32: row of each token, 0 to M - 1, or -1: zeros.
///   - x: out, `[N, D]` or `[B, N, D]`, float.
/// - NaN: passes through.
/// - Errors: `PITH_ERROR_INDEX` with the position in `assign`, those of views.
/// - Cost: the bytes of x, written once.
/// - Since: 0.1
@_cdecl("pith_apply_unmerge") @implementation
public func pith_apply_unmerge(
  _ context: OpaquePointer?, _ y: UnsafePointer<pith_view>?, _ assign: UnsafePointer<pith_view>?,
  _ x: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_apply_unmerge", context) { call throws(PithError) in
    let y = try call.input(y, "y")
    let assign = try call.input(assign, "assign")
    let x = try call.output(x, "x")
    try Apply.unmerge(call.workspace, y: y, assign: assign, x: x)
  }
}

/// Makes every output token a weighted sum of all input tokens: y = weights · x.
///
/// - Method: transform
/// - Paper: none
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - weights: in, `[M, N]` or `[B, M, N]`, f32, f16 or bf16, any strides.
///   - x: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
///   - y: out, `[M, D]` or `[B, M, D]`, float.
/// - NaN: passes through.
/// - Errors: those of views.
/// - Cost: M·N·D multiply-adds in f32; N·D + M·D floats of scratch.
/// - Since: 0.1
@_cdecl("pith_apply_transform") @implementation
public func pith_apply_transform(
  _ context: OpaquePointer?, _ weights: UnsafePointer<pith_view>?, _ x: UnsafePointer<pith_view>?,
  _ y: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_apply_transform", context) { call throws(PithError) in
    let weights = try call.input(weights, "weights")
    let x = try call.input(x, "x")
    let y = try call.output(y, "y")
    try Apply.transform(call.workspace, weights: weights, x: x, y: y)
  }
}
