//! When windbreak itself fails.

use super::exit::Failure;
use super::output::complain;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook};

/// From now on a panic says only where it happened: its own message may quote the text that was
/// looked at, and with it a key.
pub(super) fn say_only_where() {
    set_hook(Box::new(|panic: &PanicHookInfo<'_>| {
        let place = panic.location().map_or_else(
            || "an unknown place".to_owned(),
            |place| format!("{}:{}", place.file(), place.line()),
        );
        let version = env!("CARGO_PKG_VERSION");
        complain(
            "error",
            &[format!("panicked at {place}, version {version}")],
        );
    }));
}

/// Does `work`; a panic is a failure like any other.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(Failure::new(concat!(
            "windbreak crashed, which is a fault of windbreak: please report it at ",
            env!("CARGO_PKG_REPOSITORY"),
            "/issues, with the line above"
        )))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_failure_that_does_not_quote_it() {
        let failure = guarded::<()>(|| panic!("a key")).expect_err("it panicked");
        assert!(!failure.to_string().contains("a key"));
        assert!(failure.to_string().contains("please report it"));
    }
}
