//! Panics: caught where they happen, told of without what they say.
//!
//! A panic message may quote what the code was looking at, and that may be a key. So the server
//! says only where a panic happened, which is what a bug report needs.

use std::io::Write;
use std::panic::{self, AssertUnwindSafe};

/// Makes panics print their place, and nothing else, to standard error. For the whole process.
pub fn install_hook() {
    panic::set_hook(Box::new(|info| {
        let thread = std::thread::current();
        let _ = match info.location() {
            Some(place) => writeln!(
                std::io::stderr(),
                "windbreak: internal error at {place} (thread {})",
                thread.name().unwrap_or("unnamed")
            ),
            None => writeln!(std::io::stderr(), "windbreak: internal error"),
        };
    }));
}

/// What `f` returns; `None` if it panics.
///
/// The caller answers for what `f` may have left half done.
pub fn catch<R>(f: impl FnOnce() -> R) -> Option<R> {
    panic::catch_unwind(AssertUnwindSafe(f)).ok()
}
