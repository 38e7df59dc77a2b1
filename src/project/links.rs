//! Which files import which.

use super::resolve::Located;
use super::{Project, SourceFile};
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// The files that a file imports, as long as module names mean the same.
#[derive(Default)]
pub(super) struct Outgoing(Mutex<Option<(Weak<Located>, Links)>>);

/// Paths of files, in order, each once.
type Links = Arc<[Arc<Path>]>;

/// The files that import a file, for each that is imported.
pub(super) type Incoming = FxHashMap<Arc<Path>, Vec<Arc<Path>>>;

impl Project {
    /// The paths of the files that a file imports, parsed or not, in order.
    pub(super) fn outgoing(&self, file: &SourceFile) -> Links {
        let located = Arc::downgrade(&self.located);
        let mut known = file
            .outgoing
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some((when, links)) = &*known
            && when.ptr_eq(&located)
        {
            return links.clone();
        }
        let mut links: Vec<_> = Self::modules(file)
            .filter_map(|module| self.locate(&file.path, file.language, &module))
            .collect();
        links.sort();
        links.dedup();
        let links: Links = links.into();
        *known = Some((located, links.clone()));
        links
    }

    /// Whether two versions of a file import the same files.
    pub(super) fn link_alike(&self, before: &SourceFile, after: &SourceFile) -> bool {
        self.outgoing(before) == self.outgoing(after)
    }

    /// The files that import a file, for each that is imported.
    pub(super) fn incoming(&self) -> &Incoming {
        self.incoming.get_or_init(|| {
            let mut incoming = Incoming::default();
            for file in self.files() {
                for target in self.outgoing(file).iter() {
                    let files = incoming.entry(target.clone()).or_default();
                    files.push(file.path.clone());
                }
            }
            incoming
        })
    }

    /// The parsed files that import `file`, directly or over others.
    pub fn dependents(&self, file: &SourceFile) -> Vec<&SourceFile> {
        let incoming = self.incoming();
        let mut known = FxHashSet::from_iter([&*file.path]);
        let mut open = vec![&*file.path];
        let mut found = Vec::new();
        while let Some(path) = open.pop() {
            for path in incoming.get(path).into_iter().flatten() {
                if known.insert(&**path)
                    && let Some(file) = self.file(path)
                {
                    open.push(path);
                    found.push(&**file);
                }
            }
        }
        found
    }
}
