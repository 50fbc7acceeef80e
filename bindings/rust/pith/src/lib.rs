//! Pith makes token sequences shorter: it prunes, merges and clusters token embeddings and caches, and shrinks text prompts,
//! on the slices that you already hold, without copying them.
//!
//! ```
//! use pith::{apply, select, Order, View, ViewMut};
//! let tokens: Vec<f32> = (0..12 * 4).map(|i| (i as f32).sin()).collect();
//! let x = View::new(&tokens, &[12, 4])?;
//! let kept = select::divprune(None, &x, 5, Order::Position)?;       // which of the 12 tokens stay
//! let mut shorter = vec![0f32; 5 * 4];
//! apply::gather(None, &x, &View::from(&kept[..]), 0, &mut ViewMut::new(&mut shorter, &[5, 4])?)?;
//! # Ok::<(), pith::Error>(())
//! ```
//!
//! Deciding and applying are separate: decide once, then apply the decision to hidden states, positions, masks or caches.
//! Inputs are [`View`]s and outputs [`ViewMut`]s: they borrow their slice, so a buffer cannot go away or change under a call,
//! and their extents are checked against it. Decisions come back as `Vec<i32>`; of a batch, item after item.
//!
//! Every function takes a context first: `None`, or `Some(&mut context)` for threads, reusable scratch and progress; see
//! [`Context`]. What the functions do in detail stands at those of the C interface in `pith_sys`.

mod context;
mod error;
mod view;

pub mod apply;
pub mod cluster;
pub mod merge;
pub mod score;
pub mod select;
pub mod text;

pub use context::{Canceller, Context};
pub use error::{Error, Result, Status};
pub use view::{Bf16, Element, View, ViewMut, F16};

/// Order of selected indices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Ascending in original position.
    #[default]
    Position,
    /// Best, or first picked, first.
    Ranked,
}

impl Order {
    fn raw(self) -> pith_sys::pith_order {
        match self {
            Order::Position => pith_sys::PITH_ORDER_POSITION,
            Order::Ranked => pith_sys::PITH_ORDER_RANKED,
        }
    }
}

/// How several values become one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reduce {
    #[default]
    Mean,
    Sum,
    Max,
}

impl Reduce {
    fn raw(self) -> pith_sys::pith_reduce {
        match self {
            Reduce::Mean => pith_sys::PITH_REDUCE_MEAN,
            Reduce::Sum => pith_sys::PITH_REDUCE_SUM,
            Reduce::Max => pith_sys::PITH_REDUCE_MAX,
        }
    }
}

/// The library's version: (major, minor, patch).
pub fn version() -> (i32, i32, i32) {
    let number = unsafe { pith_sys::pith_version() };
    (number / 10000, number / 100 % 100, number % 100)
}
