//! Raw declarations of Pith's C interface, generated from the library's sources. Conventions are in `pith/types.h`; the safe
//! crate is `pith`.
//!
//! ```
//! use pith_sys::*;
//! let scores = [1.0f32, 4.0, 2.0, 3.0];
//! let mut kept = [0i32; 2];
//! let s = pith_view::contiguous(scores.as_ptr().cast_mut().cast(), PITH_F32 as i32, &[4]);
//! let k = pith_view::contiguous(kept.as_mut_ptr().cast(), PITH_I32 as i32, &[2]);
//! let status = unsafe { pith_select_top_k(std::ptr::null_mut(), &s, 2, PITH_ORDER_RANKED, &k) };
//! assert_eq!((status, kept), (PITH_OK, [1, 3]));
//! ```
#![allow(non_camel_case_types)]

use std::os::raw::c_void;

mod abi;
pub use abi::*;

impl pith_view {
    /// A contiguous row-major view with up to four dimensions.
    ///
    /// # Panics
    /// If `shape` has no dimension or more than four.
    pub fn contiguous(data: *mut c_void, dtype: i32, shape: &[i64]) -> Self {
        assert!((1..=4).contains(&shape.len()), "a view has one to four dimensions");
        let mut view = pith_view { data, dtype, ndim: shape.len() as i32, shape: [1; 4], stride: [1; 4] };
        let mut step = 1i64;
        for i in (0..shape.len()).rev() {
            view.shape[i] = shape[i];
            view.stride[i] = step;
            step = step.wrapping_mul(shape[i]);
        }
        view
    }
}
