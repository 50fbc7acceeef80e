//! Failures: the library's status and its message.

use std::ffi::CStr;
use std::fmt;

use pith_sys as sys;

/// A result whose failure is the library's.
pub type Result<T> = std::result::Result<T, Error>;

/// The library's status numbers, `pith_sys::PITH_ERROR_*`.
pub type Status = sys::pith_status;

/// A failed call, such as `pith_select_top_k: keep: expected 0 to N, got 9`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    status: Status,
    message: String,
}

impl Error {
    pub(crate) fn new(status: Status, message: impl Into<String>) -> Self {
        Error { status, message: message.into() }
    }

    /// Which kind of failure: one of `pith_sys::PITH_ERROR_*`.
    pub fn status(&self) -> Status {
        self.status
    }

    /// Which argument was wrong, what was expected, and what came.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// The status as a result. The message belongs to the calling thread, so this follows the call at once.
pub(crate) fn check(status: Status) -> Result<()> {
    if status == sys::PITH_OK {
        return Ok(());
    }
    // Safety: the text is NUL-terminated, and stays until this thread's next call, which is after the copy.
    let message = unsafe { CStr::from_ptr(sys::pith_last_error()) };
    Err(Error::new(status, message.to_string_lossy()))
}
