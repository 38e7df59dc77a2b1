//! Which version of a package a file is run with, as the manifests and lock files around it say.
//!
//! The folders above the file are asked, the nearest first. A lock file decides. Without one, what is
//! installed does. Else the range in the nearest manifest: see [`range::Range::version`]. A lock file
//! whose version the nearer manifest does not allow is of another project.

mod node;
mod python;
mod range;

#[cfg(test)]
mod tests;

use super::disk::Memo;
use super::{Project, SourceFile};
use crate::catalog::Version;
pub(super) use node::name as npm_name;
pub(super) use python::name as pypi_name;

use range::Range;
use std::path::{Path, PathBuf};

/// What was found out, by folder, language and package.
pub(super) type Versions = Memo<(PathBuf, bool, String), Option<Version>>;

/// What a folder says of a package.
#[derive(Default)]
struct Said {
    /// The version a lock file holds it at.
    locked: Option<Version>,
    /// The version that is installed.
    installed: Option<Version>,
    /// What a manifest allows.
    range: Option<Range>,
}

impl Project {
    /// The version of `package` that `file` is run with: of an npm package for ECMAScript, of a
    /// distribution of PyPI for Python. `None` if nothing around the file says.
    pub fn version(&self, file: &SourceFile, package: &str) -> Option<Version> {
        let folder = file.path.parent()?;
        let root = self.root_of(folder)?.to_owned();
        let is_ecma = file.language.is_ecma();
        let key = (folder.to_owned(), is_ecma, package.to_owned());
        self.read.versions.get_or_make(key, |(folder, ..)| {
            let folders = folder.ancestors().take_while(|it| it.starts_with(&root));
            let say = |folder: &Path| match is_ecma {
                true => node::say(&self.read.disk, folder, &root, package, file),
                false => python::say(&self.read.disk, folder, package),
            };
            decide(folders.map(say))
        })
    }
}

/// What folders say together, the nearest first.
fn decide(folders: impl Iterator<Item = Said>) -> Option<Version> {
    let mut range: Option<Range> = None;
    let mut installed = None;
    for said in folders {
        let range = match &mut range {
            Some(range) => range,
            None => match said.range {
                Some(found) => range.insert(found),
                None => &mut Range::default(),
            },
        };
        let allowed = |version: &Version| range.allows(*version);
        if let Some(locked) = said.locked.filter(allowed) {
            return Some(locked);
        }
        installed = installed.or(said.installed.filter(allowed));
    }
    installed.or_else(|| range?.version())
}
