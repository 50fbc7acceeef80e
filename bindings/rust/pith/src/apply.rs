//! Carries a decision out on any buffer: hidden states, positions, masks, caches, token sizes.

use pith_sys as sys;

use crate::context::{raw, Context};
use crate::error::{check, Result};
use crate::view::{optional, View, ViewMut};
use crate::Reduce;

/// Copies the named positions of one axis. `out` has the shape of `x` with the number of indices along the axis.
pub fn gather(
    context: Option<&mut Context>, x: &View<'_>, indices: &View<'_>, axis: usize, out: &mut ViewMut<'_>,
) -> Result<()> {
    check(unsafe { sys::pith_apply_gather(raw(context), &x.raw, &indices.raw, axis_number(axis), &out.raw) })
}

/// Moves the named positions of one axis to its front, in place: shortens a KV cache. Indices ascend.
pub fn compact(context: Option<&mut Context>, indices: &View<'_>, axis: usize, values: &mut ViewMut<'_>) -> Result<()> {
    check(unsafe { sys::pith_apply_compact(raw(context), &indices.raw, axis_number(axis), &values.raw) })
}

/// Merges tokens by an assignment. `x`: `[N, D]` or `[B, N, D]`; `assign`: `[N]` or `[B, N]`, -1 drops; `y`: `[M, D]`, batched
/// likewise; `size`: `[M]`, weights added up.
pub fn merge(
    context: Option<&mut Context>, x: &View<'_>, assign: &View<'_>, weight: Option<&View<'_>>, mode: Reduce,
    y: &mut ViewMut<'_>, size: Option<&mut ViewMut<'_>>,
) -> Result<()> {
    let size: *const sys::pith_view = size.map_or(std::ptr::null(), |size| &size.raw);
    check(unsafe {
        sys::pith_apply_merge(raw(context), &x.raw, &assign.raw, optional(weight), mode.raw(), &y.raw, size)
    })
}

/// Gives every token a copy of the row that it was merged into; -1: zeros.
pub fn unmerge(context: Option<&mut Context>, y: &View<'_>, assign: &View<'_>, x: &mut ViewMut<'_>) -> Result<()> {
    check(unsafe { sys::pith_apply_unmerge(raw(context), &y.raw, &assign.raw, &x.raw) })
}

/// `y = weights x`: every output token a weighted sum of all input tokens.
pub fn transform(context: Option<&mut Context>, weights: &View<'_>, x: &View<'_>, y: &mut ViewMut<'_>) -> Result<()> {
    check(unsafe { sys::pith_apply_transform(raw(context), &weights.raw, &x.raw, &y.raw) })
}

fn axis_number(axis: usize) -> i64 {
    axis.min(i64::MAX as usize) as i64
}
