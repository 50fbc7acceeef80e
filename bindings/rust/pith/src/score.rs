//! How much each token matters.

use std::ops::Range;

use pith_sys as sys;

use crate::context::{raw, Context};
use crate::error::{check, Result};
use crate::view::{View, ViewMut};
use crate::Reduce;

/// Reduces an attention map to one score per key token: first over heads, then over a range of query rows.
///
/// `attention`: `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`; `scores`: as long as `columns`, batched likewise.
pub fn attention(
    context: Option<&mut Context>, attention: &View<'_>, rows: Range<usize>, columns: Range<usize>, heads: Reduce,
    over_rows: Reduce, scores: &mut ViewMut<'_>,
) -> Result<()> {
    let number = |n: usize| n.min(i64::MAX as usize) as i64;
    check(unsafe {
        sys::pith_score_attention(
            raw(context), &attention.raw, number(rows.start), number(rows.end), number(columns.start), number(columns.end),
            heads.raw(), over_rows.raw(), &scores.raw,
        )
    })
}
