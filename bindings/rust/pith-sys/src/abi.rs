//! The C interface of libpith. Written by bindings/generator from Sources/PithABI; do not edit.
//!
//! Enums are integers with constants: a library may return numbers that this file does not know.
#![allow(non_camel_case_types)]

use core::ffi::{c_char, c_void};

pub const PITH_VERSION_MAJOR: i32 = 0;
pub const PITH_VERSION_MINOR: i32 = 1;
pub const PITH_VERSION_PATCH: i32 = 0;
/// Raised when a symbol, a layout or a number that was published changes; programs compare it with
/// pith_abi_version().
pub const PITH_ABI_VERSION: i32 = 0;

/// What a call came to. 0 is success; numbers are frozen and leave gaps for later ones of the same
/// kind.
pub type pith_status = u32;
pub const PITH_OK: pith_status = 0;
/// A required argument is NULL
pub const PITH_ERROR_NULL: pith_status = 10;
/// A scalar is outside its range
pub const PITH_ERROR_RANGE: pith_status = 11;
/// A number that is not a value of its enum
pub const PITH_ERROR_ENUM: pith_status = 12;
/// An output overlaps another argument, or itself
pub const PITH_ERROR_OVERLAP: pith_status = 13;
/// A view's dtype is not accepted here
pub const PITH_ERROR_DTYPE: pith_status = 20;
/// A view has the wrong number of dimensions
pub const PITH_ERROR_NDIM: pith_status = 21;
/// A view's extents do not fit, or not those of another argument
pub const PITH_ERROR_SHAPE: pith_status = 22;
/// A stride is negative or not accepted here
pub const PITH_ERROR_STRIDE: pith_status = 23;
/// Extents whose product does not fit the address space
pub const PITH_ERROR_SIZE: pith_status = 24;
/// Data is not aligned to its element
pub const PITH_ERROR_ALIGNMENT: pith_status = 25;
/// NaN or infinity in an input that must be finite
pub const PITH_ERROR_NONFINITE: pith_status = 30;
/// An index input holds a value outside its range, or out of order
pub const PITH_ERROR_INDEX: pith_status = 31;
/// An element of an input is outside its range
pub const PITH_ERROR_VALUE: pith_status = 32;
/// An output is too small; the count view, if any, holds what is needed
pub const PITH_ERROR_CAPACITY: pith_status = 40;
/// A budget that cannot be met
pub const PITH_ERROR_BUDGET: pith_status = 41;
/// No memory
pub const PITH_ERROR_MEMORY: pith_status = 50;
/// The context was cancelled, or its progress callback asked to stop
pub const PITH_ERROR_CANCELLED: pith_status = 51;
/// The context is in use by another call
pub const PITH_ERROR_BUSY: pith_status = 52;
/// A host callback reported failure
pub const PITH_ERROR_CALLBACK: pith_status = 53;
/// This machine or build cannot do it
pub const PITH_ERROR_UNSUPPORTED: pith_status = 60;

/// Element types of a view.
pub type pith_dtype = u32;
pub const PITH_F32: pith_dtype = 1;
pub const PITH_F16: pith_dtype = 2;
pub const PITH_BF16: pith_dtype = 3;
pub const PITH_F64: pith_dtype = 4;
pub const PITH_I32: pith_dtype = 10;
pub const PITH_I64: pith_dtype = 11;
pub const PITH_U8: pith_dtype = 12;

/// Instruction sets the kernels are built for.
pub type pith_isa = u32;
pub const PITH_ISA_BASELINE: pith_isa = 0;
pub const PITH_ISA_AVX2: pith_isa = 1;
pub const PITH_ISA_AVX512: pith_isa = 2;

/// How several values become one.
pub type pith_reduce = u32;
pub const PITH_REDUCE_MEAN: pith_reduce = 0;
pub const PITH_REDUCE_SUM: pith_reduce = 1;
pub const PITH_REDUCE_MAX: pith_reduce = 2;

/// Order of selected indices.
pub type pith_order = u32;
/// Ascending in original position
pub const PITH_ORDER_POSITION: pith_order = 0;
/// Best, or first picked, first
pub const PITH_ORDER_RANKED: pith_order = 1;

/// How a ratio becomes a count.
pub type pith_rounding = u32;
pub const PITH_ROUNDING_FLOOR: pith_rounding = 0;
pub const PITH_ROUNDING_CEIL: pith_rounding = 1;
/// Python's round()
pub const PITH_ROUNDING_HALF_EVEN: pith_rounding = 2;
pub const PITH_ROUNDING_HALF_UP: pith_rounding = 3;
/// Python's int(); equals floor for ratios, which are not negative
pub const PITH_ROUNDING_TRUNCATE: pith_rounding = 4;

/// A view of a flat buffer that the host owns. data may be NULL if an extent is 0.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pith_view {
    pub data: *mut c_void,
    /// A pith_dtype
    pub dtype: i32,
    /// 1 to 4
    pub ndim: i32,
    /// Extents; those past ndim are ignored
    pub shape: [i64; 4],
    /// In elements; those past ndim are ignored
    pub stride: [i64; 4],
}
#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(core::mem::size_of::<pith_view>() == 80);
    assert!(core::mem::offset_of!(pith_view, data) == 0);
    assert!(core::mem::offset_of!(pith_view, dtype) == 8);
    assert!(core::mem::offset_of!(pith_view, ndim) == 12);
    assert!(core::mem::offset_of!(pith_view, shape) == 16);
    assert!(core::mem::offset_of!(pith_view, stride) == 48);
};

/// Threads, reusable scratch, allocator, cancel flag and progress of a caller. Opaque.
#[repr(C)]
pub struct pith_context {
    data: [u8; 0],
    marker: core::marker::PhantomData<(*mut u8, core::marker::PhantomPinned)>,
}

/// One task of a parallel loop.
pub type pith_task_fn = Option<unsafe extern "C" fn(task: *mut c_void, index: i64)>;

/// A host's parallel loop: calls task_fn(task, i) once for every i in 0..\<count, in any order, on
/// any threads, and returns when all have finished.
pub type pith_parallel_for_fn =
    Option<unsafe extern "C" fn(
        user: *mut c_void, count: i64, task_fn: pith_task_fn, task: *mut c_void)>;

/// A host's allocator: bytes aligned to alignment (a power of two, at most 64), or NULL.
pub type pith_alloc_fn =
    Option<unsafe extern "C" fn(user: *mut c_void, bytes: usize, alignment: usize) -> *mut c_void>;

pub type pith_free_fn =
    Option<unsafe extern "C" fn(user: *mut c_void, block: *mut c_void, bytes: usize)>;

/// Progress of long work; done ascends to total. Not 0: stop with PITH_ERROR_CANCELLED. Called on
/// the calling thread.
pub type pith_progress_fn =
    Option<unsafe extern "C" fn(user: *mut c_void, done: i64, total: i64) -> i32>;

/// One method of the library; all text is static.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pith_method {
    /// The name its paper is known by
    pub name: *const c_char,
    /// Score, budget, select, merge, cluster, pool, video, kv, text, apply
    pub family: *const c_char,
    /// The C function
    pub function: *const c_char,
    /// What it does, in one sentence
    pub summary: *const c_char,
    /// Title and venue
    pub paper: *const c_char,
    /// Where the paper is, or ""
    pub url: *const c_char,
    /// 0 where there is none
    pub year: i32,
}
#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(core::mem::size_of::<pith_method>() == 56);
    assert!(core::mem::offset_of!(pith_method, name) == 0);
    assert!(core::mem::offset_of!(pith_method, family) == 8);
    assert!(core::mem::offset_of!(pith_method, function) == 16);
    assert!(core::mem::offset_of!(pith_method, summary) == 24);
    assert!(core::mem::offset_of!(pith_method, paper) == 32);
    assert!(core::mem::offset_of!(pith_method, url) == 40);
    assert!(core::mem::offset_of!(pith_method, year) == 48);
};

unsafe extern "C" {
    /// Creates a context: one thread, malloc, no callbacks.
    ///
    /// A context keeps its scratch between calls, so that repeating a call allocates nothing. It
    /// serves one call at a time.
    ///
    /// - `context`: out, the new context; give it to `pith_context_destroy` when done.
    /// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_MEMORY`.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_context_create(context: *mut *mut pith_context) -> pith_status;

    /// Frees a context, its scratch and its threads. NULL is accepted.
    ///
    /// - `context`: No call may be using it.
    /// - Threads: ends the context's threads and waits for them.
    /// - Since: 0.1
    pub fn pith_context_destroy(context: *mut pith_context);

    /// Uses this many threads, the calling one included, for calls with this context.
    ///
    /// The threads are started here and wait until a call has enough work to share. Results do not
    /// depend on their number.
    ///
    /// - `context`: Not NULL.
    /// - `threads`: 1 to 1024; 1 ends the context's threads.
    /// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_RANGE`, `PITH_ERROR_BUSY`, `PITH_ERROR_MEMORY` (the
    ///   threads could not be started; the context keeps one).
    /// - Threads: after `fork` the child has no such threads: its calls run on the calling thread.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_context_set_threads(context: *mut pith_context, threads: i32) -> pith_status;

    /// Runs parallel loops on the host's own threads instead of the library's.
    ///
    /// - `context`: Not NULL.
    /// - `parallel_for`: Calls the task once for every index, on any threads, and returns when all
    ///   have finished; NULL goes back to one thread.
    /// - `user`: Passed to `parallel_for`.
    /// - `workers`: How many tasks may run at once, 1 to 1024: the number of pieces that loops are
    ///   split into.
    /// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_RANGE`, `PITH_ERROR_BUSY`.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_context_set_parallel_for(
        context: *mut pith_context,
        parallel_for: pith_parallel_for_fn,
        user: *mut c_void,
        workers: i32,
    ) -> pith_status;

    /// Takes scratch from the host's allocator instead of malloc. Scratch held so far is freed.
    ///
    /// - `context`: Not NULL.
    /// - `alloc_block`: Returns a block, or NULL when there is none, which becomes
    ///   `PITH_ERROR_MEMORY`. NULL goes back to malloc.
    /// - `free_block`: Takes back a block of `alloc_block`; NULL exactly if `alloc_block` is NULL.
    /// - `user`: Passed to both.
    /// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_BUSY`.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_context_set_allocator(
        context: *mut pith_context,
        alloc_block: pith_alloc_fn,
        free_block: pith_free_fn,
        user: *mut c_void,
    ) -> pith_status;

    /// Reports the progress of long calls and lets the host stop them.
    ///
    /// - `context`: Not NULL.
    /// - `progress`: Called on the calling thread between pieces of work; a result other than 0
    ///   stops the call with `PITH_ERROR_CANCELLED`. NULL: none.
    /// - `user`: Passed to `progress`.
    /// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_BUSY`.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_context_set_progress(
        context: *mut pith_context,
        progress: pith_progress_fn,
        user: *mut c_void,
    ) -> pith_status;

    /// Makes sure that calls which need at most this much scratch allocate nothing.
    ///
    /// - `context`: Not NULL.
    /// - `bytes`: Not negative.
    /// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_RANGE`, `PITH_ERROR_BUSY`, `PITH_ERROR_MEMORY`.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_context_reserve(context: *mut pith_context, bytes: i64) -> pith_status;

    /// The most scratch that a call with this context has used, in bytes.
    ///
    /// - `context`: NULL gives 0.
    /// - Since: 0.1
    pub fn pith_context_peak_scratch(context: *mut pith_context) -> i64;

    /// Asks the call that is using this context, or the next one, to stop with
    /// `PITH_ERROR_CANCELLED`.
    ///
    /// The call that stops clears the request. A call that finishes before it looks leaves the
    /// request for the next one.
    ///
    /// - `context`: NULL does nothing.
    /// - Threads: may be called from any thread while a call runs.
    /// - Since: 0.1
    pub fn pith_context_cancel(context: *mut pith_context);

    /// Keeps the `keep` tokens with the largest scores.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `scores`: in, `[N]` or `[B, N]`, f32, f16 or bf16, any strides.
    /// - `keep`: 0 to N.
    /// - `order`: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: best first.
    /// - `indices`: out, `[keep]` or `[B, keep]`, i32.
    /// - Method: top_k
    /// - Paper: none
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_ENUM` for `order`, those of views.
    /// - Cost: O(N + keep) time, O(N) scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_top_k(
        context: *mut pith_context,
        scores: *const pith_view,
        keep: i64,
        order: pith_order,
        indices: *const pith_view,
    ) -> pith_status;

    /// The library's version as major × 10000 + minor × 100 + patch.
    ///
    /// - Since: 0.1
    pub fn pith_version() -> i32;

    /// The version of the binary interface. Programs refuse a library whose number is not their
    /// `PITH_ABI_VERSION`.
    ///
    /// - Since: 0.1
    pub fn pith_abi_version() -> i32;

    /// The instruction set in use: `avx512`, `avx2` or `baseline`.
    ///
    /// - Since: 0.1
    pub fn pith_isa_name() -> *const c_char;

    /// Uses at most this instruction set from now on, in the whole process.
    ///
    /// Results are the same bits with each; this is for tests and comparisons.
    ///
    /// - `isa`: A value of `pith_isa` that this machine supports; `PITH_ISA_BASELINE` always is.
    /// - Errors: `PITH_ERROR_ENUM`, `PITH_ERROR_UNSUPPORTED`.
    /// - Threads: affects calls that begin later, on every thread.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_isa_limit(isa: pith_isa) -> pith_status;

    /// A fixed English phrase for a status.
    ///
    /// - `status`: Any number; unknown ones give `unknown status`.
    /// - Since: 0.1
    pub fn pith_status_string(status: pith_status) -> *const c_char;

    /// What the last failed call of this thread said: `function: argument: expected …, got …`.
    /// Empty before any failure.
    ///
    /// The text belongs to the thread and stays until its next failed call. A call that succeeds
    /// leaves it.
    ///
    /// - Since: 0.1
    pub fn pith_last_error() -> *const c_char;

    /// How many methods the library has.
    ///
    /// - Since: 0.1
    pub fn pith_method_count() -> i32;

    /// Name, family, function and citation of a method.
    ///
    /// - `index`: 0 to `pith_method_count() - 1`, in the order of families and names.
    /// - `method`: out, filled with pointers to static text.
    /// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_RANGE`.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_method_info(index: i32, method: *mut pith_method) -> pith_status;
}
