//! Which tokens stay.

use pith_sys as sys;

use crate::context::{raw, Context};
use crate::error::{check, Result};
use crate::view::{Indices, View};
use crate::Order;

/// The `keep` tokens with the highest scores. `scores`: `[N]` or `[B, N]`.
pub fn top_k(context: Option<&mut Context>, scores: &View<'_>, keep: usize, order: Order) -> Result<Vec<i32>> {
    let n = scores.extent_from_last(0);
    pick(context, sys::pith_select_top_k, scores, 1, n, keep, order)
}

/// A diverse set of `keep` tokens by a greedy farthest-point walk on cosine distance (DivPrune, CVPR 2025). `tokens`:
/// `[N, D]` or `[B, N, D]`.
pub fn divprune(context: Option<&mut Context>, tokens: &View<'_>, keep: usize, order: Order) -> Result<Vec<i32>> {
    let n = tokens.extent_from_last(1);
    pick(context, sys::pith_select_divprune, tokens, 2, n, keep, order)
}

/// The common form of selections: one input, a number, an order, one output.
type Selection = unsafe extern "C" fn(
    *mut sys::pith_context, *const sys::pith_view, i64, sys::pith_order, *const sys::pith_view,
) -> sys::pith_status;

fn pick(
    context: Option<&mut Context>, function: Selection, input: &View<'_>, rank: usize, n: usize, keep: usize, order: Order,
) -> Result<Vec<i32>> {
    // A number beyond N is refused by the library: no buffer of that size is made first.
    let kept = Indices::new(input.batch(rank), keep.min(n))?;
    let number = keep.min(i64::MAX as usize) as i64;
    check(unsafe { function(raw(context), &input.raw, number, order.raw(), &kept.raw) })?;
    Ok(kept.data)
}
