//! The C interface of libpith. Written by bindings/generator from Sources/PithABI; do not edit.
//!
//! Enums are integers with constants: a library may return numbers that this file does not know.
#![allow(non_camel_case_types)]

use std::os::raw::{c_char, c_void};

pub const PITH_VERSION_MAJOR: i32 = 3;
/// Bits that a mask may have.
pub const PITH_MASK_ALL: u32 = 4294967295;
pub const PITH_NONE: i32 = -1;

/// What a call came to.
pub type pith_status = u32;
pub const PITH_OK: pith_status = 0;
/// A required argument is NULL
pub const PITH_ERROR_NULL: pith_status = 10;
/// A scalar is outside its range
pub const PITH_ERROR_RANGE: pith_status = 11;

pub type pith_dtype = u32;
pub const PITH_F32: pith_dtype = 1;
pub const PITH_I32: pith_dtype = 10;

/// How far, with a "quote" and a \ in its text.
pub type pith_select_order = i32;
pub const PITH_SELECT_ORDER_UNKNOWN: pith_select_order = -1;
/// Ascending
pub const PITH_SELECT_ORDER_POSITION: pith_select_order = 0;
pub const PITH_SELECT_ORDER_RANKED: pith_select_order = 16;

/// Values whose short names would begin with a digit keep more of their names.
pub type pith_shape = u32;
pub const PITH_SHAPE_2D: pith_shape = 2;
pub const PITH_SHAPE_3D: pith_shape = 3;

/// A view of a flat buffer that the host owns.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pith_view {
    pub data: *mut c_void,
    /// A pith_dtype
    pub dtype: i32,
    pub ndim: i32,
    /// Extents
    pub shape: [i64; 4],
    pub stride: [i64; 4],
}

/// Fields of every width: padding, an enum, a nested struct, pointers to pointers.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pith_record {
    pub kind: u8,
    pub weight: f64,
    pub small: [i16; 3],
    pub dtype: pith_dtype,
    pub value: f32,
    pub view: pith_view,
    pub names: *const *const c_char,
    pub last: u8,
}

/// Threads and scratch of a caller.
#[repr(C)]
pub struct pith_context {
    data: [u8; 0],
    marker: core::marker::PhantomData<(*mut u8, core::marker::PhantomPinned)>,
}

/// An index over passages.
#[repr(C)]
pub struct pith_text_index {
    data: [u8; 0],
    marker: core::marker::PhantomData<(*mut u8, core::marker::PhantomPinned)>,
}

pub type pith_task_fn = Option<unsafe extern "C" fn(task: *mut c_void, index: i64)>;

/// Counts the tokens of `length` bytes, which no NUL need follow. Negative: failure.
pub type pith_count_fn =
    Option<unsafe extern "C" fn(user: *mut c_void, text: *const c_char, length: i64) -> i64>;

/// A loop over i in 0..\<count, spread over threads by the host, that calls another callback for
/// each.
pub type pith_parallel_for_fn =
    Option<unsafe extern "C" fn(
        user: *mut c_void, count: i64, task_fn: pith_task_fn, task: *mut c_void)>;

pub type pith_tick_fn = Option<unsafe extern "C" fn() -> i32>;

pub type pith_alloc_fn =
    Option<unsafe extern "C" fn(user: *mut c_void, bytes: usize, alignment: usize) -> *mut c_void>;

pub type pith_embed_fn =
    Option<unsafe extern "C" fn(
        user: *mut c_void, texts: *const *const u8, out: *const pith_view) -> pith_status>;

extern "C" {
    /// Keeps the `keep` tokens that are farthest from each other in cosine distance. The first
    /// token is the one nearest to the mean of all tokens, as in the paper.
    ///
    /// A second paragraph, longer than a line, so that it has to be wrapped: words go on and on
    /// until the margin of one hundred columns is well behind them.
    ///
    /// - an item, with a colon: not a field;
    /// - another item that goes on.
    ///
    /// ```text
    /// d(i, j) = 1 - <x_i, x_j> / (|x_i| |x_j|)
    ///   for all i < j
    /// ```
    ///
    /// - `context`: Threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `tokens`: in, `[N, D]` or `[B, N, D]`, f32, any strides. \[x\] and \<y> are not links,
    ///   \*z\* is not emphasis.
    /// - `mask`: in, optional, `[N]`, u8.
    /// - `keep`: 0…N.
    /// - `order`: How the result is ordered:
    ///   - `PITH_SELECT_ORDER_POSITION`: ascending;
    ///   - `PITH_SELECT_ORDER_RANKED`: first picked first.
    /// - `indices`: out, `[keep]`, i32.
    /// - Method: divprune
    /// - Paper: DivPrune: Diversity-based Visual Token Pruning. CVPR 2025.
    ///   <https://arxiv.org/abs/2503.02175>.
    /// - Ties: the lower index wins.
    /// - NaN: refused.
    /// - Errors: `PITH_ERROR_NULL`; `PITH_ERROR_RANGE` for `keep`, and again `PITH_ERROR_NULL`
    ///   where it applies.
    /// - Cost: O(N^2 D) time.
    /// - Differs: see <https://example.org/a_b?c=[d]> (theirs), which does not look at \ or
    ///   "quotes".
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_divprune(
        context: *mut pith_context,
        tokens: *const pith_view,
        mask: *const pith_view,
        keep: i64,
        order: pith_select_order,
        indices: *const pith_view,
    ) -> pith_status;

    /// Every scalar.
    ///
    /// - `a`: 1.
    /// - `b`: 2.
    /// - `c`: 3.
    /// - `d`: 4.
    /// - `e`: 5.
    /// - `f`: 6.
    /// - `type`: 7, a keyword of Rust.
    /// - Returns: The sum, or `PITH_NONE`.
    /// - Since: 0.2.1
    pub fn pith_select_scalars(a: i32, b: u32, c: u64, d: u8, e: f32, f: f64, r#type: i16) -> i64;

    /// Keeps what is above.
    ///
    /// - `values`: in/out, `[N]`, f32, in place.
    /// - Method: above
    /// - Paper: none
    /// - Errors: those of views.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_above(values: *const pith_view) -> pith_status;

    /// Makes an index.
    ///
    /// - `context`: NULL: one thread.
    /// - `texts`: the passages.
    /// - `lengths`: bytes of each.
    /// - `count_tokens`: NULL: an estimate.
    /// - `user`: Passed to `count_tokens`.
    /// - `index`: out, the new index.
    /// - Errors: `PITH_ERROR_NULL`.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_index_create(
        context: *mut pith_context,
        texts: *const *const u8,
        lengths: *const i64,
        count_tokens: pith_count_fn,
        user: *mut c_void,
        index: *mut *mut pith_text_index,
    ) -> pith_status;

    /// Frees an index.
    ///
    /// - `index`: NULL does nothing.
    /// - Since: 0.1
    pub fn pith_text_index_destroy(index: *mut pith_text_index);

    /// Name of an index.
    ///
    /// - `text_index`: Not NULL.
    /// - `label`: A name.
    /// - `bytes`: Any bytes.
    /// - `record`: out, what is known.
    /// - `buffer`: out, the name again.
    /// - Returns: Static text.
    /// - Since: 0.1
    pub fn pith_text_name(
        text_index: *mut pith_text_index,
        label: *const c_char,
        bytes: *const u8,
        record: *mut pith_record,
        buffer: *mut c_char,
    ) -> *const c_char;
}

#[cfg(all(test, target_pointer_width = "64"))]
mod layout {
    use super::*;
    use std::mem::{size_of, MaybeUninit};
    use std::ptr::addr_of;

    #[test]
    fn of_pith_view() {
        assert_eq!(size_of::<pith_view>(), 80);
        let value = MaybeUninit::<pith_view>::uninit();
        let base = value.as_ptr();
        unsafe {
            assert_eq!(addr_of!((*base).data) as usize - base as usize, 0);
            assert_eq!(addr_of!((*base).dtype) as usize - base as usize, 8);
            assert_eq!(addr_of!((*base).ndim) as usize - base as usize, 12);
            assert_eq!(addr_of!((*base).shape) as usize - base as usize, 16);
            assert_eq!(addr_of!((*base).stride) as usize - base as usize, 48);
        }
    }

    #[test]
    fn of_pith_record() {
        assert_eq!(size_of::<pith_record>(), 128);
        let value = MaybeUninit::<pith_record>::uninit();
        let base = value.as_ptr();
        unsafe {
            assert_eq!(addr_of!((*base).kind) as usize - base as usize, 0);
            assert_eq!(addr_of!((*base).weight) as usize - base as usize, 8);
            assert_eq!(addr_of!((*base).small) as usize - base as usize, 16);
            assert_eq!(addr_of!((*base).dtype) as usize - base as usize, 24);
            assert_eq!(addr_of!((*base).value) as usize - base as usize, 28);
            assert_eq!(addr_of!((*base).view) as usize - base as usize, 32);
            assert_eq!(addr_of!((*base).names) as usize - base as usize, 112);
            assert_eq!(addr_of!((*base).last) as usize - base as usize, 120);
        }
    }
}
