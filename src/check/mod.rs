//! The one door: from a project to its findings. The command line and the server both come through
//! here, so they cannot differ.
//!
//! Must not know: the protocol, the command line, how findings are shown.

use crate::finding::Finding;
use crate::project::{Project, SourceFile};
use std::sync::atomic::{AtomicBool, Ordering};

/// A flag that asks running work to stop early.
#[derive(Default, Debug)]
pub struct Cancel(AtomicBool);

impl Cancel {
    /// Asks for an end.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether an end was asked for.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The findings in one file of the project, in order of place; empty if cancelled.
pub fn check_file(project: &Project, file: &SourceFile, cancel: &Cancel) -> Vec<Finding> {
    let _ = (project, file, cancel);
    Vec::new()
}

/// The findings in all files of the project, in order of path and place, on all cores.
pub fn check(project: &Project, cancel: &Cancel) -> Vec<Finding> {
    let _ = (project, cancel);
    Vec::new()
}
