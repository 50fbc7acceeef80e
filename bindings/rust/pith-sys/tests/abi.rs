//! The raw declarations against the library: layout, version, a call, an error.

use pith_sys::*;
use std::ffi::CStr;
use std::mem::{align_of, offset_of, size_of};
use std::ptr;

fn last_error() -> String {
    unsafe { CStr::from_ptr(pith_last_error()) }.to_str().unwrap().to_owned()
}

#[test]
fn layout_is_that_of_the_header() {
    assert_eq!(size_of::<pith_view>(), size_of::<usize>() + 72);
    assert_eq!(align_of::<pith_view>(), 8);
    assert_eq!(offset_of!(pith_view, dtype), size_of::<usize>());
    assert_eq!(offset_of!(pith_view, shape), size_of::<usize>() + 8);
    assert_eq!(offset_of!(pith_view, stride), size_of::<usize>() + 40);
}

#[test]
fn versions_agree() {
    assert_eq!(unsafe { pith_abi_version() }, PITH_ABI_VERSION as i32);
    assert!(unsafe { pith_method_count() } > 0);
}

#[test]
fn top_k_selects_and_reports() {
    let scores = [1.0f32, 4.0, 2.0, 3.0];
    let mut kept = [-7i32; 2];
    let s = pith_view::contiguous(scores.as_ptr().cast_mut().cast(), PITH_F32 as i32, &[4]);
    let k = pith_view::contiguous(kept.as_mut_ptr().cast(), PITH_I32 as i32, &[2]);
    unsafe {
        assert_eq!(pith_select_top_k(ptr::null_mut(), &s, 9, PITH_ORDER_RANKED, &k), PITH_ERROR_RANGE);
        assert!(last_error().starts_with("pith_select_top_k: keep: "), "{}", last_error());
        assert_eq!(kept, [-7, -7]);
        assert_eq!(pith_select_top_k(ptr::null_mut(), &s, 2, PITH_ORDER_RANKED, &k), PITH_OK);
    }
    assert_eq!(kept, [1, 3]);
}
