//! Paths as keys of an ordered map.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

/// A path compared byte by byte. `Path` itself compares component by component, which costs many
/// times more, and module resolution asks for many paths that are not there.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct PathKey(pub(super) Arc<Path>);

impl Borrow<OsStr> for PathKey {
    fn borrow(&self) -> &OsStr {
        self.0.as_os_str()
    }
}

impl Ord for PathKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.as_os_str().cmp(other.0.as_os_str())
    }
}

impl PartialOrd for PathKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
