//! Applying fixes: which of them go together, and writing them to disk so that nothing is lost.
//!
//! A fix is applied to all of its files or to none. Its files are written one after the other in
//! the order the fix gives, each in one atomic step that has reached the disk before the next
//! begins, and undone in the opposite order. So at every moment, and after a kill at any moment, a
//! key that moves stands in its new place or still in its old one.
//!
//! Must not know: rules, the protocol, the command line, where settings and projects come from.

mod content;
mod disk;
mod error;
mod merge;
mod patch;
mod roots;
mod rounds;
mod stage;
mod steps;
#[cfg(test)]
mod tests;

pub use content::apply_in_memory;
pub use disk::{Disk, Operation, Writer};
pub use error::{ApplyError, ApplyErrorKind};
pub use merge::{Merged, merge};
pub use patch::patch;
pub use rounds::{Changed, MAX_ROUNDS, Rounds, rounds};

use crate::finding::{Applicability, Fix};
use stage::{Refusal, Stage};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What became of each fix that was to be applied. Fixes are named by their index.
#[derive(Debug, Default)]
pub struct Applied {
    /// The fixes whose changes are on disk.
    pub applied: Vec<usize>,
    /// The fixes that touch what an applied one changed: check the files again and apply what is
    /// found then. Never all of them, so that rounds come to an end.
    pub deferred: Vec<usize>,
    /// The fixes that could not be applied, and why. Nothing of them is on disk, except what
    /// [`ApplyError::left`] names.
    pub failed: Vec<(usize, ApplyError)>,
    /// The files that the applied fixes name.
    pub files: BTreeSet<Arc<Path>>,
}

/// Applies fixes on disk, the first of those that conflict; see [`merge()`] for what conflicts.
///
/// Files are changed only inside `roots`, after links are followed. `before` gives the text of a
/// file that the fixes' edits were made for; a file that holds another text by now is not
/// touched. Fixes that are for display only are passed over.
pub fn apply(
    fixes: &[&Fix],
    roots: &[PathBuf],
    before: impl Fn(&Path) -> Option<Arc<str>>,
) -> Applied {
    apply_with(&Disk::REAL, fixes, roots, before)
}

/// What [`apply`] does, with files written by `writer`.
pub fn apply_with(
    writer: &dyn Writer,
    fixes: &[&Fix],
    roots: &[PathBuf],
    before: impl Fn(&Path) -> Option<Arc<str>>,
) -> Applied {
    let mut stage = Stage::new(roots, &before);
    let mut outcome = Applied::default();
    for (n, fix) in fixes.iter().enumerate() {
        if fix.applicability == Applicability::DisplayOnly {
            continue;
        }
        match apply_one(writer, &mut stage, fix) {
            Ok(()) => {
                outcome.applied.push(n);
                let paths = fix.edits.iter().map(|edit| edit.path.clone());
                outcome.files.extend(paths);
            }
            Err(Refusal::Conflict) => outcome.deferred.push(n),
            Err(Refusal::Error(error)) => outcome.failed.push((n, error)),
        }
    }
    outcome
}

fn apply_one(writer: &dyn Writer, stage: &mut Stage, fix: &Fix) -> Result<(), Refusal> {
    let plan = stage.plan(fix)?;
    steps::run(writer, &plan.steps).map_err(Refusal::Error)?;
    stage.accept(plan);
    Ok(())
}
