//! The folders that may be written to.

use super::ApplyErrorKind;
use std::io;
use std::path::{Path, PathBuf};

/// Folders, with all links followed.
pub(super) struct Roots(Vec<PathBuf>);

impl Roots {
    /// These folders; those that do not exist are left out.
    pub(super) fn new(roots: &[PathBuf]) -> Self {
        let resolved = roots.iter().filter_map(|root| root.canonicalize().ok());
        Self(resolved.collect())
    }

    /// The path of a file that is in the roots, with all links followed; the file, and folders on
    /// its way, need not exist.
    pub(super) fn resolve(&self, path: &Path) -> Result<PathBuf, ApplyErrorKind> {
        let resolved = resolve(path)?;
        match self.0.iter().any(|root| resolved.starts_with(root)) {
            true => Ok(resolved),
            false => Err(ApplyErrorKind::OutsideRoots),
        }
    }
}

fn resolve(path: &Path) -> Result<PathBuf, ApplyErrorKind> {
    match path.canonicalize() {
        Ok(resolved) => Ok(resolved),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        // It is there all the same: a link that leads nowhere.
        Err(_) if path.symlink_metadata().is_ok() => Err(ApplyErrorKind::OutsideRoots),
        Err(_) => match (path.parent(), path.file_name()) {
            (Some(folder), Some(name)) => Ok(resolve(folder)?.join(name)),
            _ => Err(ApplyErrorKind::OutsideRoots),
        },
    }
}
