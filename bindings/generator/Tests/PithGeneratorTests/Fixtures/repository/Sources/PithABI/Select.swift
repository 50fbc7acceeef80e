// the select family: which tokens stay.
// Its comment goes on.
//
// What follows an empty line is for readers of this file.

import CPithABI

/// Keeps the `keep` tokens that are farthest from each other in cosine distance. The first token
/// is the one nearest to the mean of all tokens, as in the paper.
///
/// A second paragraph, longer than a line, so that it has to be wrapped: words go on and on until the margin of one hundred
/// columns is well behind them.
///
/// - an item, with a colon: not a field;
/// - another item that
///   goes on.
///
/// ```
/// d(i, j) = 1 - <x_i, x_j> / (|x_i| |x_j|)
///   for all i < j
/// ```
///
/// - Method: divprune
/// - Paper: DivPrune: Diversity-based Visual Token Pruning. CVPR 2025. https://arxiv.org/abs/2503.02175.
/// - Parameters:
///   - context: Threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
///   - tokens: in, `[N, D]` or `[B, N, D]`, f32, any strides. [x] and <y> are not links, *z* is not
///     emphasis.
///   - mask: in, optional, `[N]`, u8.
///   - keep: 0…N.
///   - order: How the result is ordered:
///     - `PITH_SELECT_ORDER_POSITION`: ascending;
///     - `PITH_SELECT_ORDER_RANKED`: first picked
///       first.
///   - indices: out, `[keep]`, i32.
/// - Errors: `PITH_ERROR_NULL`; `PITH_ERROR_RANGE` for `keep`, and again `PITH_ERROR_NULL`
///   where it applies.
/// - Ties: the lower index wins.
/// - NaN: refused.
/// - Cost: O(N^2 D) time.
/// - Differs: see https://example.org/a_b?c=[d] (theirs), which does not look at \ or "quotes".
/// - Since: 0.1
@_cdecl("pith_select_divprune") @implementation
public func pith_select_divprune(
  _ context: OpaquePointer?, _ tokens: UnsafePointer<pith_view>?, _ mask: UnsafePointer<pith_view>?,
  _ keep: Int64, _ order: pith_select_order, _ indices: UnsafePointer<pith_view>?
) -> pith_status {
  PITH_OK
}

// Not exported, and not seen.
func helper(_ x: Int) -> Int { x }

/// Every scalar.
///
/// - Parameters:
///   - a: 1.
///   - b: 2.
///   - c: 3.
///   - d: 4.
///   - e: 5.
///   - f: 6.
///   - type: 7, a keyword of Rust.
/// - Returns: The sum, or `PITH_NONE`.
/// - Since: 0.2.1
@_cdecl("pith_select_scalars") @implementation
public func pith_select_scalars(
  _ a: Int32, _ b: UInt32, _ c: UInt64, _ d: UInt8, _ e: Float, _ f: Double, _ type: Int16
) -> Int64 { 0 }
