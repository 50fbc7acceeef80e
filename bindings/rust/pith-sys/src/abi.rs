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

/// How far apart two tokens are.
pub type pith_metric = u32;
/// 1 - cosine of the angle; a token of norm zero is at distance 1 from everything
pub const PITH_METRIC_COSINE: pith_metric = 0;
pub const PITH_METRIC_SQUARED_EUCLIDEAN: pith_metric = 1;

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
    /// Copies the named positions of one axis of a tensor.
    ///
    /// - `context`: threads; may be NULL.
    /// - `input`: in, one to four dimensions, any dtype, any strides.
    /// - `indices`: in, `[K]`, or leading dimensions of the input (before the axis) and then K,
    ///   such as `[B, K]` for `[B, N, D]` with axis 1; i32, 0 to N - 1, any order, repeats allowed.
    /// - `axis`: the dimension that is indexed, 0 to ndim - 1.
    /// - `output`: out, shape of the input with K along the axis, dtype of the input.
    /// - Method: gather
    /// - Paper: none
    /// - NaN: passes through; bytes are moved.
    /// - Errors: `PITH_ERROR_INDEX` with the position in `indices`, `PITH_ERROR_RANGE` for `axis`,
    ///   `PITH_ERROR_DTYPE`, those of views.
    /// - Cost: the bytes of the output, read and written once; no scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_apply_gather(
        context: *mut pith_context,
        input: *const pith_view,
        indices: *const pith_view,
        axis: i64,
        output: *const pith_view,
    ) -> pith_status;

    /// Moves the named positions of one axis to its front, in place: shortens a KV cache.
    ///
    /// Afterwards the first K positions hold what was kept; the others are as they were.
    ///
    /// - `context`: threads; may be NULL.
    /// - `indices`: in, `[K]`, or leading dimensions of the values (before the axis) and then K,
    ///   such as `[B, H, K]` for `[B, H, N, D]` with axis 2; i32, 0 to N - 1, strictly ascending.
    /// - `axis`: the dimension that is indexed, 0 to ndim - 1.
    /// - `values`: in/out, one to four dimensions, any dtype, any strides.
    /// - Method: compact
    /// - Paper: none
    /// - NaN: passes through; bytes are moved.
    /// - Errors: `PITH_ERROR_INDEX` with the position in `indices`, `PITH_ERROR_RANGE` for `axis`,
    ///   those of views.
    /// - Cost: the bytes that change their place; no scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_apply_compact(
        context: *mut pith_context,
        indices: *const pith_view,
        axis: i64,
        values: *const pith_view,
    ) -> pith_status;

    /// Merges tokens by an assignment: sums, weighted means or maxima of the tokens of each output
    /// row.
    ///
    /// `PITH_REDUCE_MEAN`: y = Σ w x / Σ w (with token sizes as weights: the size-weighted mean of
    /// Token Merging); `PITH_REDUCE_SUM`: y = Σ w x; `PITH_REDUCE_MAX`: greatest x per column,
    /// whatever the weights. size = Σ w. Rows that receive no token, and means whose weights add up
    /// to 0, are 0.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `x`: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
    /// - `assign`: in, `[N]` (for every batch item) or `[B, N]`, i32: output row of each token, 0
    ///   to M - 1, or -1: dropped.
    /// - `weight`: in, NULL (all 1) or `[N]` (for every batch item) or `[B, N]`, float.
    /// - `mode`: a value of `pith_reduce`.
    /// - `y`: out, `[M, D]` or `[B, M, D]`, float.
    /// - `size`: out, NULL or `[M]` or `[B, M]`, float: weights added up. `[M]` beside a batch only
    ///   if assign and weight serve all.
    /// - Method: merge
    /// - Paper: none
    /// - NaN: passes through sums and means; skipped by the maximum.
    /// - Errors: `PITH_ERROR_INDEX` with the position in `assign`, `PITH_ERROR_ENUM` for `mode`,
    ///   those of views.
    /// - Cost: one pass over x and y, summed in f32 in ascending order; N + M words of scratch, M·D
    ///   more if y is not f32.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_apply_merge(
        context: *mut pith_context,
        x: *const pith_view,
        assign: *const pith_view,
        weight: *const pith_view,
        mode: pith_reduce,
        y: *const pith_view,
        size: *const pith_view,
    ) -> pith_status;

    /// Gives every token a copy of the row that it was merged into.
    ///
    /// - `context`: threads; may be NULL.
    /// - `y`: in, `[M, D]` or `[B, M, D]`, f32, f16 or bf16, any strides.
    /// - `assign`: in, `[N]` (for every batch item) or `[B, N]`, i32: row of each token, 0 to M -
    ///   1, or -1: zeros.
    /// - `x`: out, `[N, D]` or `[B, N, D]`, float.
    /// - Method: unmerge
    /// - Paper: none
    /// - NaN: passes through.
    /// - Errors: `PITH_ERROR_INDEX` with the position in `assign`, those of views.
    /// - Cost: the bytes of x, written once.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_apply_unmerge(
        context: *mut pith_context,
        y: *const pith_view,
        assign: *const pith_view,
        x: *const pith_view,
    ) -> pith_status;

    /// Makes every output token a weighted sum of all input tokens: y = weights · x.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `weights`: in, `[M, N]` or `[B, M, N]`, f32, f16 or bf16, any strides.
    /// - `x`: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
    /// - `y`: out, `[M, D]` or `[B, M, D]`, float.
    /// - Method: transform
    /// - Paper: none
    /// - NaN: passes through.
    /// - Errors: those of views.
    /// - Cost: M·N·D multiply-adds in f32; N·D + M·D floats of scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_apply_transform(
        context: *mut pith_context,
        weights: *const pith_view,
        x: *const pith_view,
        y: *const pith_view,
    ) -> pith_status;

    /// Fills how many tokens each layer of a network removes by token merging.
    ///
    /// Layer l of L removes int(low + l (high - low) / (L - 1)) tokens with low = int(r (1 -
    /// inflect)) and high = 2 r - low; int() truncates. One layer removes r. Slopes beyond -1 to 1
    /// can give negative numbers, which `pith_merge_tome` takes as 0.
    ///
    /// - `context`: may be NULL.
    /// - `layers`: L, 0 to 2^31 - 1.
    /// - `r`: mean number of tokens per layer, 0 to 2^31 - 1.
    /// - `inflect`: slope: 0 constant, -1 falling from 2 r to 0, 1 rising from 0 to 2 r.
    /// - `schedule`: out, `[layers]`, i32.
    /// - Method: tome_schedule
    /// - Paper: Token Merging: Your ViT But Faster, ICLR 2023, <https://arxiv.org/abs/2210.09461>
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
    /// - Cost: O(L).
    /// - Differs: one layer is legal.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_budget_tome_schedule(
        context: *mut pith_context,
        layers: i64,
        r: i64,
        inflect: f64,
        schedule: *const pith_view,
    ) -> pith_status;

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

    /// Pairs tokens at even positions with their most similar token at an odd position and merges
    /// the `remove` most similar pairs.
    ///
    /// `assign` names the output row of every token, for `pith_apply_merge` and
    /// `pith_apply_unmerge`. Rows are the even tokens that stay, then all odd tokens in ascending
    /// position. The even tokens stand in ascending position with a class token and in falling
    /// similarity without one; with a distillation token the rows are class, distillation, the
    /// other even tokens, the other odd tokens. With nothing to merge every token stays in its
    /// place. A token of norm zero has similarity 0 to everything.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `metric`: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides; what is compared: in
    ///   a ViT the mean of the keys over heads (`pith_merge_tome_attention` gives it).
    /// - `remove`: tokens to remove; any number: r = `remove` clamped to 0 to (N - protected
    ///   tokens) / 2 takes effect.
    /// - `class_token`: 0 or 1; 1: token 0 is never merged away.
    /// - `distill_token`: 0 or 1; 1: nothing is merged into token 1.
    /// - `assign`: out, `[N]` or `[B, N]`, i32, output row of every token.
    /// - `sources`: out, NULL or at least `[r]` or `[B, r]`, i32: the tokens merged away, in
    ///   falling similarity. What lies behind the first r is not written.
    /// - `destinations`: out, NULL or at least `[r]` or `[B, r]`, i32: the tokens they are merged
    ///   into.
    /// - `count`: out, NULL or `[1]` (`[B]` for a batch), i32: output rows, N - r.
    /// - Method: tome
    /// - Paper: Token Merging: Your ViT But Faster, ICLR 2023, <https://arxiv.org/abs/2210.09461>
    /// - Ties: the lower index wins, of equal similarities and of equal destinations.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for the flags, `PITH_ERROR_CAPACITY` for `sources` and
    ///   `destinations`, those of views.
    /// - Cost: N²/4·C multiply-adds, N·C floats of scratch; similarities are not stored.
    /// - Differs: from the authors' code in tokens of norm zero, which there attract every other
    ///   token.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_merge_tome(
        context: *mut pith_context,
        metric: *const pith_view,
        remove: i64,
        class_token: i32,
        distill_token: i32,
        assign: *const pith_view,
        sources: *const pith_view,
        destinations: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Merges every token into its most similar `k`-th token: token merging with fixed, evenly
    /// spaced destinations.
    ///
    /// Tokens form groups of `k`; the last of each group is a destination and becomes an output
    /// row, the others merge into their most similar destination, of any group. The N mod `k`
    /// tokens at the end are dropped (-1). With `k` of 1 or less every token stays in its place.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `metric`: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides.
    /// - `k`: length of a group; any number.
    /// - `assign`: out, `[N]` or `[B, N]`, i32, output row of every token, or -1.
    /// - `count`: out, NULL or `[1]` (`[B]` for a batch), i32: output rows, N / `k` rounded down.
    /// - Method: tome_kth
    /// - Paper: Token Merging: Your ViT But Faster, ICLR 2023, <https://arxiv.org/abs/2210.09461>
    /// - Ties: the lower destination wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: those of views.
    /// - Cost: N²/k·C multiply-adds, 2·N·C floats of scratch.
    /// - Differs: tokens of norm zero have similarity 0 to everything.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_merge_tome_kth(
        context: *mut pith_context,
        metric: *const pith_view,
        k: i64,
        assign: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Merges the first `remove` tokens of a permutation into their most similar one of the others:
    /// token merging with random destinations.
    ///
    /// The host draws the permutation. Output rows are the tokens that stay, in the permutation's
    /// order. With `remove` of 0 or less every token stays in its place.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `metric`: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides.
    /// - `permutation`: in, `[N]` or `[B, N]`, i32, every position from 0 to N - 1 once.
    /// - `remove`: at most N - 1.
    /// - `assign`: out, `[N]` or `[B, N]`, i32, output row of every token.
    /// - `count`: out, NULL or `[1]` (`[B]` for a batch), i32: output rows, N - `remove`.
    /// - Method: tome_random
    /// - Paper: Token Merging: Your ViT But Faster, ICLR 2023, <https://arxiv.org/abs/2210.09461>
    /// - Ties: the destination that comes first in the permutation wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `remove`, `PITH_ERROR_INDEX` for `permutation`, those of
    ///   views.
    /// - Cost: remove·(N - remove)·C multiply-adds, 2·N·C floats of scratch.
    /// - Differs: tokens of norm zero have similarity 0 to everything.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_merge_tome_random(
        context: *mut pith_context,
        metric: *const pith_view,
        permutation: *const pith_view,
        remove: i64,
        assign: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Attention over merged tokens in which every key counts by the number of tokens it stands
    /// for, and the metric for merging.
    ///
    /// output = softmax(scale · q kᵀ + ln size) v per head, heads side by side; metric = mean over
    /// heads of k.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `q`: in, `[H, N, Dh]` or `[B, H, N, Dh]`, f32, f16 or bf16, any strides.
    /// - `k`: in, shape of q.
    /// - `v`: in, shape of q.
    /// - `size`: in, NULL (all 1) or `[N]` or `[B, N]`, float, not negative; a key of size 0 gets
    ///   no attention, and if all are 0 the output is 0.
    /// - `scale`: factor of q kᵀ, usually 1 / sqrt(Dh).
    /// - `output`: out, `[N, H * Dh]` or `[B, N, H * Dh]`, float.
    /// - `metric`: out, NULL or `[N, Dh]` or `[B, N, Dh]`, float.
    /// - Method: tome_attention
    /// - Paper: Token Merging: Your ViT But Faster, ICLR 2023, <https://arxiv.org/abs/2210.09461>
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `scale`, `PITH_ERROR_VALUE` for `size`, those of views.
    /// - Cost: 2·H·N²·Dh multiply-adds; scores are not stored beyond a block of rows per thread.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_merge_tome_attention(
        context: *mut pith_context,
        q: *const pith_view,
        k: *const pith_view,
        v: *const pith_view,
        size: *const pith_view,
        scale: f64,
        output: *const pith_view,
        metric: *const pith_view,
    ) -> pith_status;

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

    /// Keeps the `keep` tokens that a greedy farthest-point walk on cosine distance finds: diverse
    /// tokens, without any scores.
    ///
    /// The first pick is the token whose nearest neighbour is farthest away; every later pick is
    /// the token farthest from all picks so far. Picked tokens are never picked again. A token of
    /// norm zero is at distance 1 from everything.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `tokens`: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides; visual tokens after
    ///   the projector.
    /// - `keep`: 0 to N. The paper keeps round-half-even(0.098 N).
    /// - `order`: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: pick order.
    /// - `indices`: out, `[keep]` or `[B, keep]`, i32.
    /// - Method: divprune
    /// - Paper: DivPrune: Diversity-based Visual Token Pruning for Large Multimodal Models, CVPR
    ///   2025, <https://arxiv.org/abs/2503.02175>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_ENUM` for `order`, those of views.
    /// - Cost: N²·D/2 + keep·N multiply-adds and N·D + N² floats of scratch; above N = 4096 N²·D/2
    ///   + keep·N·D and N·D.
    /// - Differs: from the authors' code in that tokens of norm zero and repeated picks are
    ///   handled, see above.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_divprune(
        context: *mut pith_context,
        tokens: *const pith_view,
        keep: i64,
        order: pith_order,
        indices: *const pith_view,
    ) -> pith_status;

    /// Keeps a given token and the `keep - 1` tokens that a greedy farthest-point walk from it
    /// finds: greedy k-center.
    ///
    /// Every pick is the token farthest from all picks so far. Picked tokens are never picked
    /// again.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `tokens`: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
    /// - `keep`: 0 to N.
    /// - `seed`: the first pick of every batch item, 0 to N - 1; not looked at if `keep` is 0.
    /// - `metric`: `PITH_METRIC_COSINE` or `PITH_METRIC_SQUARED_EUCLIDEAN`.
    /// - `order`: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: pick order.
    /// - `indices`: out, `[keep]` or `[B, keep]`, i32.
    /// - Method: farthest_point
    /// - Paper: Clustering to minimize the maximum intercluster distance, Theoretical Computer
    ///   Science 38, 1985, <https://doi.org/10.1016/0304-3975(85)90224-5>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `keep` and `seed`, `PITH_ERROR_ENUM` for `metric` and
    ///   `order`, those of views.
    /// - Cost: keep·N·D multiply-adds, for cosine at most about N²·D/2; cosine needs N·D floats of
    ///   scratch, and N² more if `keep` is large and N at most 4096.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_farthest_point(
        context: *mut pith_context,
        tokens: *const pith_view,
        keep: i64,
        seed: i64,
        metric: pith_metric,
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
