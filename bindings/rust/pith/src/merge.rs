//! Which tokens become one. [`crate::apply`] carries the decision out.

use pith_sys as sys;

use crate::context::{raw, Context};
use crate::error::{check, Result};
use crate::view::{optional, Indices, View, ViewMut};

/// A merging decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// Output row of each token; of a batch, item after item.
    pub assign: Vec<i32>,
    /// Output rows of each batch item.
    pub rows: usize,
}

/// Merges the `remove` most similar pairs of an even and an odd token (Token Merging, ICLR 2023). `metric`: `[N, C]` or
/// `[B, N, C]`. A protected class token (token 0) is never merged away; nothing is merged into a distillation token (token 1).
pub fn tome(
    context: Option<&mut Context>, metric: &View<'_>, remove: usize, class_token: bool, distill_token: bool,
) -> Result<Merge> {
    let n = metric.extent_from_last(1);
    let assign = Indices::new(metric.batch(2), n)?;
    let items = if metric.batch(2).is_empty() { 1 } else { metric.batch(2)[0] as usize };
    let count = Indices::new(&[], items)?;
    let remove = remove.min(i64::MAX as usize) as i64;
    check(unsafe {
        sys::pith_merge_tome(
            raw(context), &metric.raw, remove, class_token.into(), distill_token.into(), &assign.raw, std::ptr::null(),
            std::ptr::null(), &count.raw,
        )
    })?;
    Ok(Merge { assign: assign.data, rows: count.data.first().map_or(n, |&rows| rows as usize) })
}

/// Attention over merged tokens in which every key counts by the number of tokens it stands for.
///
/// `q`, `k`, `v`: `[H, N, Dh]` or `[B, H, N, Dh]`; `size`: `[N]` or `[B, N]`; `output`: `[N, H * Dh]`, batched likewise;
/// `metric`: `[N, Dh]`, the mean of the keys over heads, which [`tome`] compares.
#[allow(clippy::too_many_arguments)]
pub fn tome_attention(
    context: Option<&mut Context>, q: &View<'_>, k: &View<'_>, v: &View<'_>, size: Option<&View<'_>>, scale: f64,
    output: &mut ViewMut<'_>, metric: &mut ViewMut<'_>,
) -> Result<()> {
    check(unsafe {
        sys::pith_merge_tome_attention(
            raw(context), &q.raw, &k.raw, &v.raw, optional(size), scale, &output.raw, &metric.raw,
        )
    })
}
