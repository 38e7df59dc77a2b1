//! The writes of one fix, and how they are undone.

use super::{ApplyError, ApplyErrorKind, Writer};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One write. Paths are resolved.
#[derive(PartialEq, Eq)]
pub(super) enum Step {
    /// A folder is made for a file to come.
    Folder(PathBuf),
    /// A file is made.
    Create {
        path: PathBuf,
        text: Arc<str>,
        private: bool,
    },
    /// A file's text changes from `old` to `new`.
    Replace {
        path: PathBuf,
        old: Arc<str>,
        new: Arc<str>,
    },
}

/// Does the steps in their order. If one fails, those before it are undone.
pub(super) fn run(writer: &dyn Writer, steps: &[Step]) -> Result<(), ApplyError> {
    for (n, step) in steps.iter().enumerate() {
        if let Err(kind) = step.run(writer) {
            let mut error = ApplyError::new(step.path(), kind);
            error.left = undo(writer, &steps[..n]);
            return Err(error);
        }
    }
    Ok(())
}

/// Undoes the steps, last first, and gives the paths that stay as they are.
///
/// Where a step cannot be undone, those before it stay too: what they wrote may by now be the only
/// place of a key that the later step took away.
fn undo(writer: &dyn Writer, steps: &[Step]) -> Vec<PathBuf> {
    let stuck = steps.iter().rposition(|step| step.undo(writer).is_err());
    let left = &steps[..stuck.map_or(0, |n| n + 1)];
    left.iter().map(|step| step.path().to_path_buf()).collect()
}

impl Step {
    fn path(&self) -> &Path {
        match self {
            Self::Folder(path) | Self::Create { path, .. } | Self::Replace { path, .. } => path,
        }
    }

    fn run(&self, writer: &dyn Writer) -> Result<(), ApplyErrorKind> {
        let written = match self {
            Self::Folder(path) => writer.create_folder(path),
            Self::Create {
                path,
                text,
                private,
            } => writer.create(path, text, *private),
            Self::Replace { path, old, new } => {
                expect(path, old)?;
                writer.replace(path, new)
            }
        };
        written.map_err(ApplyErrorKind::of_write)
    }

    /// Takes the step back, unless somebody else has changed the file since.
    fn undo(&self, writer: &dyn Writer) -> Result<(), ApplyErrorKind> {
        let written = match self {
            Self::Folder(path) => writer.remove_folder(path),
            Self::Create { path, text, .. } => {
                expect(path, text)?;
                writer.remove(path)
            }
            Self::Replace { path, old, new } => {
                expect(path, new)?;
                writer.replace(path, old)
            }
        };
        written.map_err(ApplyErrorKind::of_write)
    }
}

/// Makes sure that the file holds `text`.
pub(super) fn expect(path: &Path, text: &str) -> Result<(), ApplyErrorKind> {
    match fs::read(path)? == text.as_bytes() {
        true => Ok(()),
        false => Err(ApplyErrorKind::Changed),
    }
}
