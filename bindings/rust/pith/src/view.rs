//! Slices as the library sees them.

use std::marker::PhantomData;

use pith_sys as sys;

use crate::error::{Error, Result};

/// An element type of the library. Sealed: its bit patterns must all be valid.
pub trait Element: Copy + private::Sealed {
    #[doc(hidden)]
    const DTYPE: i32;
}

/// A half-precision float, by its bits. Has the layout of `half::f16`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(transparent)]
pub struct F16(pub u16);

/// A bfloat16, by its bits. Has the layout of `half::bf16`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(transparent)]
pub struct Bf16(pub u16);

mod private {
    pub trait Sealed {}
}

macro_rules! elements {
    ($($type:ty: $dtype:ident),*) => {$(
        impl private::Sealed for $type {}
        impl Element for $type {
            const DTYPE: i32 = sys::$dtype as i32;
        }
    )*};
}
elements!(f32: PITH_F32, F16: PITH_F16, Bf16: PITH_BF16, i32: PITH_I32, i64: PITH_I64, u8: PITH_U8);

/// A slice with one to four dimensions, to be read.
#[derive(Clone, Copy)]
pub struct View<'a> {
    pub(crate) raw: sys::pith_view,
    borrow: PhantomData<&'a [u8]>,
}

/// A slice with one to four dimensions, to be written.
pub struct ViewMut<'a> {
    pub(crate) raw: sys::pith_view,
    borrow: PhantomData<&'a mut [u8]>,
}

impl<'a> View<'a> {
    /// A contiguous row-major view of a whole slice.
    pub fn new<T: Element>(data: &'a [T], shape: &[usize]) -> Result<Self> {
        let raw = contiguous::<T>(data.as_ptr(), data.len(), shape)?;
        Ok(View { raw, borrow: PhantomData })
    }

    /// A view with strides in elements; 0 repeats. What it reaches must lie in the slice.
    pub fn strided<T: Element>(data: &'a [T], shape: &[usize], stride: &[usize]) -> Result<Self> {
        let raw = strided::<T>(data.as_ptr(), data.len(), shape, stride)?;
        Ok(View { raw, borrow: PhantomData })
    }

    /// The extents.
    pub fn shape(&self) -> &[i64] {
        &self.raw.shape[..self.raw.ndim as usize]
    }

    /// An extent, counted from the last dimension; 1 where there is no such dimension.
    pub(crate) fn extent_from_last(&self, i: usize) -> usize {
        let shape = self.shape();
        if i < shape.len() { shape[shape.len() - 1 - i] as usize } else { 1 }
    }

    /// The extents before the last `rank`: none, or the batch.
    pub(crate) fn batch(&self, rank: usize) -> &[i64] {
        let shape = self.shape();
        &shape[..shape.len().saturating_sub(rank)]
    }
}

impl<'a, T: Element> From<&'a [T]> for View<'a> {
    /// The slice as one dimension.
    fn from(data: &'a [T]) -> Self {
        let raw = sys::pith_view::contiguous(data.as_ptr().cast_mut().cast(), T::DTYPE, &[data.len() as i64]);
        View { raw, borrow: PhantomData }
    }
}

impl<'a> ViewMut<'a> {
    /// A contiguous row-major view of a whole slice.
    pub fn new<T: Element>(data: &'a mut [T], shape: &[usize]) -> Result<Self> {
        let raw = contiguous::<T>(data.as_mut_ptr(), data.len(), shape)?;
        Ok(ViewMut { raw, borrow: PhantomData })
    }

    /// A view with strides in elements. The library refuses one that reaches an element twice.
    pub fn strided<T: Element>(data: &'a mut [T], shape: &[usize], stride: &[usize]) -> Result<Self> {
        let raw = strided::<T>(data.as_mut_ptr(), data.len(), shape, stride)?;
        Ok(ViewMut { raw, borrow: PhantomData })
    }
}

impl<'a, T: Element> From<&'a mut [T]> for ViewMut<'a> {
    /// The slice as one dimension.
    fn from(data: &'a mut [T]) -> Self {
        let raw = sys::pith_view::contiguous(data.as_mut_ptr().cast(), T::DTYPE, &[data.len() as i64]);
        ViewMut { raw, borrow: PhantomData }
    }
}

fn rank(shape: &[usize]) -> Result<()> {
    if (1..=4).contains(&shape.len()) {
        return Ok(());
    }
    Err(Error::new(sys::PITH_ERROR_NDIM, format!("shape: expected one to four dimensions, got {}", shape.len())))
}

fn contiguous<T: Element>(data: *const T, len: usize, shape: &[usize]) -> Result<sys::pith_view> {
    rank(shape)?;
    let product = shape.iter().try_fold(1usize, |product, &extent| product.checked_mul(extent));
    // A zero beside a huge extent is legal: only products count, and extents must fit the C type.
    if product != Some(len) || shape.iter().any(|&extent| extent > i64::MAX as usize) {
        let message = format!("shape: expected extents that multiply to the slice's {len}, got {shape:?}");
        return Err(Error::new(sys::PITH_ERROR_SHAPE, message));
    }
    let extents: Vec<i64> = shape.iter().map(|&extent| extent as i64).collect();
    Ok(sys::pith_view::contiguous(data.cast_mut().cast(), T::DTYPE, &extents))
}

fn strided<T: Element>(data: *const T, len: usize, shape: &[usize], stride: &[usize]) -> Result<sys::pith_view> {
    rank(shape)?;
    if shape.len() != stride.len() {
        let message = format!("stride: expected one for each of {} dimensions, got {}", shape.len(), stride.len());
        return Err(Error::new(sys::PITH_ERROR_NDIM, message));
    }
    let furthest = shape.iter().zip(stride).try_fold(0usize, |at, (&extent, &step)| {
        at.checked_add(extent.saturating_sub(1).checked_mul(step)?)
    });
    let empty = shape.contains(&0);
    let fits = shape.iter().chain(stride).all(|&number| number <= i64::MAX as usize);
    if !fits || !(empty || furthest.is_some_and(|at| at < len)) {
        let message = format!("stride: {shape:?} with strides {stride:?} reaches beyond the slice's {len}");
        return Err(Error::new(sys::PITH_ERROR_STRIDE, message));
    }
    let mut view = sys::pith_view::contiguous(data.cast_mut().cast(), T::DTYPE, &[0]);
    view.ndim = shape.len() as i32;
    for i in 0..shape.len() {
        view.shape[i] = shape[i] as i64;
        view.stride[i] = stride[i] as i64;
    }
    Ok(view)
}

/// Indices that a function writes: a new buffer with the batch's extents before `last`.
pub(crate) struct Indices {
    pub data: Vec<i32>,
    pub raw: sys::pith_view,
}

impl Indices {
    pub fn new(batch: &[i64], last: usize) -> Result<Self> {
        let too_large = || Error::new(sys::PITH_ERROR_SIZE, format!("result: {last} indices do not fit the address space"));
        let items = batch.iter().try_fold(1usize, |product, &extent| product.checked_mul(extent as usize));
        let count = items.and_then(|items| items.checked_mul(last)).ok_or_else(too_large)?;
        let mut data = Vec::new();
        let no_memory = |_| Error::new(sys::PITH_ERROR_MEMORY, format!("result: no memory for {count} indices"));
        data.try_reserve_exact(count).map_err(no_memory)?;
        data.resize(count, 0i32);
        let mut shape = batch.to_vec();
        shape.push(last as i64);
        let raw = sys::pith_view::contiguous(data.as_mut_ptr().cast(), sys::PITH_I32 as i32, &shape);
        Ok(Indices { data, raw })
    }
}

/// Pointers to optional views.
pub(crate) fn optional(view: Option<&View<'_>>) -> *const sys::pith_view {
    view.map_or(std::ptr::null(), |view| &view.raw)
}
