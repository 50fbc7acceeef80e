// The kv family: caches of layers that were written before some of the tokens were dropped.

import CPithABI
import Pith

/// Composes the selections of successive pruning stages into what each layer's cache keeps in the end.
///
/// selections[last] = keep[last], selections[s] = keep[s] at selections[s + 1]. A layer whose cache was written before stage s
/// and after stage s - 1 is cut down with row s (`pith_apply_compact`): every cache then holds the tokens that survive all stages.
///
/// - Method: mustdrop
/// - Paper: Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language Model, 2024,
///   https://arxiv.org/abs/2411.10803
/// - Parameters:
///   - context: may be NULL.
///   - keep: in, `[sum of lengths]`, i32: the lists of the stages, one behind the other; each position is relative to what the
///     stage before left.
///   - lengths: in, `[S]`, i32: length of each stage's list.
///   - n: tokens before the first stage.
///   - selections: out, `[S, n_last]`, i32, n_last = length of the last list.
/// - Errors: `PITH_ERROR_RANGE` for `n`, `PITH_ERROR_INDEX` with the position in `keep` or `lengths`, those of views.
/// - Cost: S·n_last.
/// - Since: 0.1
@_cdecl("pith_kv_mustdrop_compose") @implementation
public func pith_kv_mustdrop_compose(
  _ context: OpaquePointer?, _ keep: UnsafePointer<pith_view>?, _ lengths: UnsafePointer<pith_view>?, _ n: Int64,
  _ selections: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_kv_mustdrop_compose", context) { call throws(PithError) in
    let keep = try call.input(keep, "keep")
    let lengths = try call.input(lengths, "lengths")
    let selections = try call.output(selections, "selections")
    try KV.mustDropCompose(call.workspace, keep: keep, lengths: lengths, n: call.count(n), selections: selections)
  }
}
