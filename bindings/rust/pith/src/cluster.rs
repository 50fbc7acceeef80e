//! Which tokens are alike.

use pith_sys as sys;

use crate::context::{raw, Context};
use crate::error::{check, Error, Result};
use crate::view::{optional, Indices, View};

/// What [`kmeans`] found for one set of rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Clusters {
    /// The cluster of each row.
    pub labels: Vec<i32>,
    /// `[count, D]`, row-major.
    pub centers: Vec<f32>,
    /// Clusters used: fewer than asked for where there are fewer distinct rows.
    pub count: usize,
    /// Sum of squared distances to the centres.
    pub inertia: f32,
    /// Iterations, the last one included.
    pub iterations: usize,
}

/// k-means from given centres `[k, D]`, or from a farthest-point traversal. `points`: `[N, D]`.
pub fn kmeans(
    context: Option<&mut Context>, points: &View<'_>, initial_centers: Option<&View<'_>>, k: usize, max_iterations: usize,
    tolerance: f64,
) -> Result<Clusters> {
    if points.shape().len() != 2 {
        let message = format!("points: expected [N, D], got {:?}", points.shape());
        return Err(Error::new(sys::PITH_ERROR_NDIM, message));
    }
    let (n, dim) = (points.extent_from_last(1), points.extent_from_last(0));
    // More clusters than rows are lowered by the library; with given centres they are an error of its own.
    let k = if initial_centers.is_some() || n == 0 { k.min(n.saturating_add(1)) } else { k.min(n) };
    let labels = Indices::new(&[], n)?;
    let room = k.checked_mul(dim).ok_or_else(|| Error::new(sys::PITH_ERROR_SIZE, "centers: expected fewer numbers"))?;
    let mut centers: Vec<f32> = Vec::new();
    if centers.try_reserve_exact(room).is_err() {
        return Err(Error::new(sys::PITH_ERROR_MEMORY, format!("centers: no memory for {room} numbers")));
    }
    centers.resize(room, 0.0);
    let (mut inertia, mut iterations, mut count) = ([0f32], [0i32], [0i32]);
    let view = |data: *mut std::ffi::c_void, dtype: sys::pith_dtype, shape: &[i64]| {
        sys::pith_view::contiguous(data, dtype as i32, shape)
    };
    let centers_view = view(centers.as_mut_ptr().cast(), sys::PITH_F32, &[k as i64, dim as i64]);
    let inertia_view = view(inertia.as_mut_ptr().cast(), sys::PITH_F32, &[1]);
    let iterations_view = view(iterations.as_mut_ptr().cast(), sys::PITH_I32, &[1]);
    let count_view = view(count.as_mut_ptr().cast(), sys::PITH_I32, &[1]);
    check(unsafe {
        sys::pith_cluster_kmeans(
            raw(context), &points.raw, optional(initial_centers), k as i64, max_iterations.min(i64::MAX as usize) as i64,
            tolerance, &labels.raw, &centers_view, &inertia_view, &iterations_view, &count_view,
        )
    })?;
    let count = count[0] as usize;
    centers.truncate(count * dim);
    Ok(Clusters { labels: labels.data, centers, count, inertia: inertia[0], iterations: iterations[0] as usize })
}
