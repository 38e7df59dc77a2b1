//! What is kept of files that are not parsed: their names and what they import, a few dozen bytes
//! each, so that those that import something in particular are found without reading all again.

use super::specifiers;
use crate::syntax::Language;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file does not import more.
const MAX_PARTS: usize = 1_000;

/// Records of files, one behind the other.
#[derive(Default)]
pub(super) struct Records {
    folders: Vec<Arc<Path>>,
    numbers: FxHashMap<Arc<Path>, u32>,
    /// For each file: the number of its folder, the length of its name, the name, how many parts it
    /// imports, and the hashes of those; numbers with the lowest byte first.
    bytes: Vec<u8>,
}

/// The hash of the last part of a module's name.
pub(super) fn hash(part: &str) -> u32 {
    let mut hasher = FxHasher::default();
    part.hash(&mut hasher);
    let hash = hasher.finish();
    (hash ^ (hash >> 32)) as u32
}

impl Records {
    /// Notes what the file at `path` with this text imports; nothing if it imports nothing.
    pub(super) fn add(&mut self, path: &Path, language: Language, text: &[u8]) {
        let mut parts = FxHashSet::default();
        specifiers::each(language, text, &mut |module| {
            if parts.len() < MAX_PARTS {
                parts.insert(hash(specifiers::last_part(language, module)));
            }
        });
        let (Some(folder), Some(name)) =
            (path.parent(), path.file_name().and_then(|it| it.to_str()))
        else {
            return;
        };
        let Ok(length) = u16::try_from(name.len()) else {
            return;
        };
        if parts.is_empty() {
            return;
        }
        let folder = self.folder(folder);
        self.bytes.extend(folder.to_le_bytes());
        self.bytes.extend(length.to_le_bytes());
        self.bytes.extend(name.as_bytes());
        self.bytes.extend((parts.len() as u16).to_le_bytes());
        self.bytes
            .extend(parts.iter().flat_map(|part| part.to_le_bytes()));
    }

    fn folder(&mut self, folder: &Path) -> u32 {
        if let Some(&number) = self.numbers.get(folder) {
            return number;
        }
        let number = self.folders.len() as u32;
        let folder: Arc<Path> = folder.into();
        self.folders.push(folder.clone());
        self.numbers.insert(folder, number);
        number
    }

    /// The files that import something whose last part has one of these hashes.
    pub(super) fn importing(&self, parts: &FxHashSet<u32>) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut rest = &self.bytes[..];
        while let Some((folder, more)) = number::<4>(rest) {
            let Some((length, more)) = number::<2>(more) else {
                break;
            };
            let (name, more) = more.split_at(length.min(more.len()));
            let Some((count, more)) = number::<2>(more) else {
                break;
            };
            let (own, more) = more.split_at((4 * count).min(more.len()));
            let mut own = own.chunks_exact(4).filter_map(number::<4>);
            if own.any(|(part, _)| parts.contains(&(part as u32)))
                && let Ok(name) = std::str::from_utf8(name)
            {
                found.push(self.folders[folder].join(name));
            }
            rest = more;
        }
        found
    }
}

/// The number in the first `N` bytes, and the bytes behind it.
fn number<const N: usize>(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (first, rest) = bytes.split_first_chunk::<N>()?;
    let number = first
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | usize::from(*byte));
    Some((number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_who_imports_a_part() {
        let mut records = Records::default();
        let files = [
            ("/w/a.ts", "import x from './llm';"),
            ("/w/b.ts", "import x from './other';"),
            (
                "/w/deep/c.ts",
                "import y from '../llm.js'; import './other'",
            ),
            ("/w/d.ts", "const llm = 1;"),
            ("/w/e.py", "from app import llm\n"),
        ];
        for (path, text) in files {
            let path = Path::new(path);
            records.add(path, Language::of_path(path).unwrap(), text.as_bytes());
        }
        let importing = |part: &str| {
            let found = records.importing(&FxHashSet::from_iter([hash(part)]));
            found
                .iter()
                .map(|it| it.display().to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(importing("llm"), ["/w/a.ts", "/w/deep/c.ts", "/w/e.py"]);
        assert_eq!(importing("other"), ["/w/b.ts", "/w/deep/c.ts"]);
        assert_eq!(importing("none"), [""; 0]);
    }
}
