//! What a snapshot read of the disk besides sources: which files there are in a folder, and what
//! manifests say. Each is read when it is first asked for, and once.
//!
//! Links are not followed, and files beyond a size are not read: what stands there was written by
//! anybody.

use rustc_hash::{FxHashMap, FxHashSet};
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::hash::Hash;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Manifests are written by hand.
pub(super) const MAX_MANIFEST_SIZE: u64 = 1 << 20;
/// Lock files are written by tools.
pub(super) const MAX_LOCK_SIZE: u64 = 32 << 20;
/// A folder with more entries is asked for each file instead of being listed.
const MAX_ENTRIES: usize = 20_000;

/// What was read of folders.
#[derive(Default)]
pub(super) struct Disk {
    folders: Memo<PathBuf, Arc<Listing>>,
}

/// The entries of a folder.
#[derive(Default)]
struct Listing {
    files: FxHashSet<OsString>,
    folders: FxHashSet<OsString>,
    /// There are more than were listed.
    is_partial: bool,
}

impl Disk {
    /// Whether there is a file at `path`; a link is none.
    pub(super) fn is_file(&self, path: &Path) -> bool {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return false;
        };
        let listing = self.listing(folder);
        listing.files.contains(name)
            || listing.is_partial && path.symlink_metadata().is_ok_and(|it| it.is_file())
    }

    /// Whether a file of one of these names is in the folder at `path`; a link is none.
    pub(super) fn has_one_of(&self, path: &Path, names: &[&str]) -> bool {
        let listing = self.listing(path);
        match listing.is_partial {
            false => names
                .iter()
                .any(|name| listing.files.contains(OsStr::new(name))),
            true => names.iter().any(|name| self.is_file(&path.join(name))),
        }
    }

    /// The folders in the folder at `path`, in order of name; a link is none.
    pub(super) fn folders_in(&self, path: &Path) -> Vec<OsString> {
        let mut names: Vec<_> = self.listing(path).folders.iter().cloned().collect();
        names.sort();
        names
    }

    /// The files in the folder at `path`, in order of name; a link is none.
    pub(super) fn files_in(&self, path: &Path) -> Vec<OsString> {
        let mut names: Vec<_> = self.listing(path).files.iter().cloned().collect();
        names.sort();
        names
    }

    /// The text of the file at `path`; `None` if there is none, it is larger than `limit` bytes or
    /// not UTF-8.
    pub(super) fn read(&self, path: &Path, limit: u64) -> Option<String> {
        self.is_file(path).then(|| Self::read_file(path, limit))?
    }

    /// The same without a look at what was read before; links are followed.
    pub(super) fn read_file(path: &Path, limit: u64) -> Option<String> {
        let mut text = String::new();
        let file = File::open(path).ok()?;
        let read = file.take(limit + 1).read_to_string(&mut text).ok()?;
        (read as u64 <= limit).then_some(text)
    }

    fn listing(&self, folder: &Path) -> Arc<Listing> {
        self.folders
            .get_or_make(folder.to_owned(), |folder| Arc::new(list(folder)))
    }
}

fn list(folder: &Path) -> Listing {
    let mut listing = Listing::default();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return listing;
    };
    for (count, entry) in entries.flatten().enumerate() {
        if count == MAX_ENTRIES {
            listing.is_partial = true;
            break;
        }
        match entry.file_type() {
            Ok(kind) if kind.is_file() => listing.files.insert(entry.file_name()),
            Ok(kind) if kind.is_dir() => listing.folders.insert(entry.file_name()),
            _ => false,
        };
    }
    listing
}

/// Answers that are worked out once, by whichever thread asks first.
pub(super) struct Memo<K, V>(Mutex<FxHashMap<K, V>>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Hash + Eq + Clone, V: Clone> Memo<K, V> {
    /// The answer to `key`. Threads that ask at the same time may work it out twice.
    pub(super) fn get_or_make(&self, key: K, make: impl FnOnce(&K) -> V) -> V {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&key) {
            return known.clone();
        }
        let made = make(&key);
        lock().entry(key).or_insert(made).clone()
    }
}
