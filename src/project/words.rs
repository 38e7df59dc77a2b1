//! The words of texts: whether a file that is not parsed may give a name to those that take all of its
//! names.

use super::Project;
use super::discover;
use super::disk::Memo;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is kept of files that were asked for.
pub(super) type AllWords = Memo<PathBuf, Option<Arc<Words>>>;

/// The words of a file of Python.
pub(super) struct Words {
    /// Their hashes, in order.
    hashes: Box<[u32]>,
    /// Whether it takes all names of another itself.
    takes_all: bool,
}

impl Project {
    /// Whether the file at `path` may give a name that it does not declare to be another's: it has the
    /// word in its text, takes all names of another file, or has a module of the name below it.
    pub fn may_give(&self, path: &Path, name: &str) -> bool {
        let words = self.read.words.get_or_make(path.to_owned(), |path| {
            let text = discover::text_of(path)?;
            Some(Arc::new(Words::of(&text)))
        });
        let Some(words) = words else {
            return true;
        };
        let is_package = path.file_stem().is_some_and(|stem| stem == "__init__");
        words.takes_all
            || words.hashes.binary_search(&hash(name)).is_ok()
            || is_package && {
                let folder = path.with_file_name(name);
                let disk = &self.read.disk;
                disk.is_file(&folder.with_extension("py"))
                    || disk.is_file(&folder.join("__init__.py"))
            }
    }
}

impl Words {
    fn of(text: &str) -> Self {
        let mut hashes: Vec<_> = words(text).map(|(_, word)| hash(word)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Self {
            hashes: hashes.into(),
            takes_all: text.contains("import *"),
        }
    }
}

fn hash(word: &str) -> u32 {
    let mut hasher = FxHasher::default();
    word.hash(&mut hasher);
    let hash = hasher.finish();
    (hash ^ (hash >> 32)) as u32
}

/// The words of a text that may be names, with where they begin.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 128..);
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(|&byte| is_part(byte))?;
        let length = bytes[start..].iter().position(|&byte| !is_part(byte));
        at = length.map_or(bytes.len(), |length| start + length);
        Some((start, &text[start..at]))
    })
}
