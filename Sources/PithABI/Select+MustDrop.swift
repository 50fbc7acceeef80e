// The select family: MustDrop's key tokens and attention filter.

import CPithABI
import Pith

/// The patches that the class token attends to most: MustDrop's key tokens, which no later stage drops.
///
/// score[j] = mean over heads of attention[h, class_row, 1 + j] in the last vision layer.
///
/// - Method: mustdrop
/// - Paper: Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language Model, 2024,
///   https://arxiv.org/abs/2411.10803
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - attention: in, `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, f32, f16 or bf16, any strides; key 0 is the class token. Only row
///     `class_row` is read: Q = 1 is enough.
///   - class_row: 0 to Q - 1.
///   - keep: 0 to K - 1. The paper keeps ceil(0.08 (K - 1)).
///   - order: `PITH_ORDER_RANKED`: best first, as in the authors' code; `PITH_ORDER_POSITION`: ascending.
///   - indices: out, `[keep]` or `[B, keep]`, i32: positions among the patches.
/// - Ties: the lower index wins.
/// - NaN: `PITH_ERROR_NONFINITE` if one lies in what is read.
/// - Errors: `PITH_ERROR_RANGE` for `class_row` and `keep`, `PITH_ERROR_ENUM` for `order`, those of views.
/// - Cost: reads H·K elements; O(K) scratch.
/// - Since: 0.1
@_cdecl("pith_select_mustdrop_keys") @implementation
public func pith_select_mustdrop_keys(
  _ context: OpaquePointer?, _ attention: UnsafePointer<pith_view>?, _ class_row: Int64, _ keep: Int64,
  _ order: pith_order, _ indices: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_mustdrop_keys", context) { call throws(PithError) in
    let attention = try call.input(attention, "attention")
    let indices = try call.output(indices, "indices")
    try Select.mustDropKeys(
      call.workspace, attention: attention, classRow: call.count(class_row), keep: call.count(keep),
      order: try call.order(order), indices: indices)
  }
}

/// Drops image tokens that the text after the image hardly attends to; key tokens stay.
///
/// With B the mean over heads of the rows of the text and the columns of the image, token j goes if its column's sum is below
/// `global_threshold` times the sum of all and its column's maximum is below `individual_threshold`, both strictly.
///
/// - Method: mustdrop
/// - Paper: Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language Model, 2024,
///   https://arxiv.org/abs/2411.10803
/// - Parameters:
///   - context: threads, scratch; NULL: one thread, scratch from malloc.
///   - attention: in, `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, f32, f16 or bf16, any strides: of a decoder layer, or only what is
///     read of it.
///   - keys: in, `[J]` or `[B, J]`, i32: positions of the key tokens among the image tokens, each once, in any order.
///   - row_begin: first query row of the text after the image, 0 to Q - 1: `start` + `length` for a whole map.
///   - start: first image token among the keys of the map, 0 to K.
///   - length: number of image tokens, 0 to K - start.
///   - global_threshold: the paper's are 0.001 (192 tokens), 0.0012 (128), 0.011 or 0.005 (64).
///   - individual_threshold: the paper's are 0.001, and 0.01 with 0.011.
///   - indices: out, `[capacity]` or `[B, capacity]`, i32, ascending, relative to `start`; `length` is always enough. Elements
///     past `count` are left as they are.
///   - places: out, NULL or `[J]` or `[B, J]`, i32, ascending: where the key tokens are in `indices`; the `keys` of the next layer.
///   - count: out, `[1]` or `[B, 1]`, i32: tokens kept. Written on a capacity error too.
/// - NaN: `PITH_ERROR_NONFINITE` if one lies in what is read.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_INDEX` for `keys`, `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: reads H·text·image elements twice; O(length) scratch.
/// - Differs: one key token is legal; without text rows there is nothing to filter by, which is an error.
/// - Since: 0.1
@_cdecl("pith_select_mustdrop") @implementation
public func pith_select_mustdrop(
  _ context: OpaquePointer?, _ attention: UnsafePointer<pith_view>?, _ keys: UnsafePointer<pith_view>?,
  _ row_begin: Int64, _ start: Int64, _ length: Int64, _ global_threshold: Double, _ individual_threshold: Double,
  _ indices: UnsafePointer<pith_view>?, _ places: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_select_mustdrop", context) { call throws(PithError) in
    let attention = try call.input(attention, "attention")
    let keys = try call.input(keys, "keys")
    let indices = try call.output(indices, "indices")
    let places = try call.optionalOutput(places, "places")
    let count = try call.output(count, "count")
    try Select.mustDrop(
      call.workspace, attention: attention, keys: keys, rowBegin: call.count(row_begin), start: call.count(start),
      length: call.count(length), globalThreshold: global_threshold, individualThreshold: individual_threshold,
      indices: indices, places: places, count: count)
  }
}
