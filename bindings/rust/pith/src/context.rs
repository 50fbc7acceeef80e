//! Settings and scratch that calls share.

use std::ffi::c_void;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::ptr;
use std::sync::Arc;

use pith_sys as sys;

use crate::error::{check, Result};

type Progress = Box<dyn FnMut(i64, i64) -> bool + Send>;

/// Threads, reusable scratch and progress. Calls borrow it for their duration, so that one context serves one call at a time;
/// different contexts run in parallel. Results are the same bits with and without.
pub struct Context {
    handle: Arc<Handle>,
    progress: Option<Callback>,
}

/// A progress callback that the library holds a pointer to. Boxed twice: that pointer is a thin one. Not a `Box` here, because
/// moving a box would end the life of the library's pointer.
struct Callback(*mut Progress);

// Safety: `Progress` is `Send`, and only calls that borrow the context mutably use it.
unsafe impl Send for Callback {}
// Safety: nothing can be done with a shared one.
unsafe impl Sync for Callback {}

impl Drop for Callback {
    fn drop(&mut self) {
        drop(unsafe { Box::from_raw(self.0) })
    }
}

/// Stops the call that uses a context, or its next one, from any thread.
#[derive(Clone)]
pub struct Canceller(Arc<Handle>);

struct Handle(*mut sys::pith_context);

// Safety: the library ties no context to a thread. Calls go through `&mut Context`; what goes through a shared handle is
// cancelling, which the library allows from any thread, and freeing, by whoever holds the last reference.
unsafe impl Send for Handle {}
unsafe impl Sync for Handle {}

impl Drop for Handle {
    fn drop(&mut self) {
        unsafe { sys::pith_context_destroy(self.0) }
    }
}

impl Context {
    /// A context that uses `threads` threads, the calling one included: 1 to 1024.
    pub fn new(threads: i32) -> Result<Self> {
        let mut raw = ptr::null_mut();
        check(unsafe { sys::pith_context_create(&mut raw) })?;
        let context = Context { handle: Arc::new(Handle(raw)), progress: None };
        if threads != 1 {
            check(unsafe { sys::pith_context_set_threads(raw, threads) })?;
        }
        Ok(context)
    }

    /// Takes scratch now, so that calls which need at most that much allocate nothing.
    pub fn reserve(&mut self, bytes: usize) -> Result<()> {
        check(unsafe { sys::pith_context_reserve(self.handle.0, bytes.min(i64::MAX as usize) as i64) })
    }

    /// Calls `progress(done, total)` on the calling thread during long work; `true`, or a panic, stops the call with
    /// `PITH_ERROR_CANCELLED`.
    pub fn on_progress(&mut self, progress: impl FnMut(i64, i64) -> bool + Send + 'static) -> Result<()> {
        let kept = Callback(Box::into_raw(Box::new(Box::new(progress))));
        check(unsafe { sys::pith_context_set_progress(self.handle.0, Some(report), kept.0.cast()) })?;
        self.progress = Some(kept);
        Ok(())
    }

    /// A handle that other threads can cancel calls with.
    pub fn canceller(&self) -> Canceller {
        Canceller(Arc::clone(&self.handle))
    }

    /// The most scratch that a call with this context has used, in bytes.
    pub fn peak_scratch(&self) -> i64 {
        unsafe { sys::pith_context_peak_scratch(self.handle.0) }
    }
}

impl Canceller {
    /// Asks the call that is using the context, or the next one, to stop.
    pub fn cancel(&self) {
        unsafe { sys::pith_context_cancel(self.0 .0) }
    }
}

/// The context's pointer for a call, or NULL.
pub(crate) fn raw(context: Option<&mut Context>) -> *mut sys::pith_context {
    context.map_or(ptr::null_mut(), |context| context.handle.0)
}

unsafe extern "C" fn report(user: *mut c_void, done: i64, total: i64) -> i32 {
    // Safety: `user` is the box that the context keeps; calls run while the context is borrowed. A panic must not pass
    // through the library's frames.
    let progress = unsafe { &mut *user.cast::<Progress>() };
    catch_unwind(AssertUnwindSafe(|| progress(done, total))).unwrap_or(true) as i32
}
