//! The index of a repository: which files git tracks. Versions 2 to 4 of its format, split and sparse
//! ones too (`gitformat-index` in git's documentation).

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A larger index is not read; its files count as not tracked.
const MAX_SIZE: u64 = 512 << 20;
/// What stands in an entry before the hash.
const STAT: usize = 40;
/// How many bytes an index has before its first entry.
const HEADER: usize = 12;
/// A longer path is none.
const LONGEST: usize = 1 << 16;
/// The mode of a folder that a sparse index keeps as one entry.
const FOLDER: u32 = 0o040_000;

/// Whether the index in `git_dir`, of a repository whose hashes have `hash` bytes, has the file at
/// `path`, relative to the work tree and with `/`. An index that cannot be read has nothing.
pub(super) fn contains(git_dir: &Path, hash: usize, path: &[u8]) -> bool {
    let Some(bytes) = read(&git_dir.join("index")) else {
        return false;
    };
    let Some(index) = Index::of(&bytes, hash) else {
        return false;
    };
    let mut entries = index.entries();
    if entries.any(|is| is.names(path)) {
        return true;
    }
    let shared = index.shared(entries.at);
    shared
        .and_then(|name| read(&git_dir.join(name)))
        .is_some_and(|bytes| {
            Index::of(&bytes, hash).is_some_and(|index| index.entries().any(|is| is.names(path)))
        })
}

fn read(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path).ok()?;
    file.take(MAX_SIZE).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

struct Index<'b> {
    bytes: &'b [u8],
    hash: usize,
    version: u32,
    count: u32,
}

/// A file, or a folder of which everything is tracked.
struct Entry {
    path: Vec<u8>,
    mode: u32,
}

impl Entry {
    fn names(&self, path: &[u8]) -> bool {
        match self.mode == FOLDER {
            true => path.starts_with(&self.path),
            false => self.path == path,
        }
    }
}

impl<'b> Index<'b> {
    fn of(bytes: &'b [u8], hash: usize) -> Option<Self> {
        let version = number(bytes, 4)?;
        (bytes.starts_with(b"DIRC") && (2..=4).contains(&version)).then_some(())?;
        Some(Self {
            bytes,
            hash,
            version,
            count: number(bytes, 8)?,
        })
    }

    fn entries(&self) -> Entries<'b> {
        Entries {
            bytes: self.bytes,
            hash: self.hash,
            compressed: self.version == 4,
            left: self.count,
            at: HEADER,
            before: Vec::new(),
        }
    }

    /// The file with the entries that a split index does not repeat; the extensions begin at `at`.
    fn shared(&self, mut at: usize) -> Option<String> {
        loop {
            let name = self.bytes.get(at..at + 4)?;
            let length = number(self.bytes, at + 4)? as usize;
            let content = self.bytes.get(at + 8..(at + 8).checked_add(length)?)?;
            if name == b"link" {
                let hash = content.get(..self.hash)?;
                let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
                return Some(format!("sharedindex.{hex}"));
            }
            at += 8 + length;
        }
    }
}

/// Goes through the entries; ends early where the bytes make no sense.
struct Entries<'b> {
    bytes: &'b [u8],
    hash: usize,
    compressed: bool,
    left: u32,
    at: usize,
    before: Vec<u8>,
}

impl Iterator for Entries<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        self.left = self.left.checked_sub(1)?;
        let start = self.at;
        let mode = number(self.bytes, start + 24)?;
        let flags_at = start + STAT + self.hash;
        let flags = u16::from_be_bytes(self.bytes.get(flags_at..flags_at + 2)?.try_into().ok()?);
        // The extended flag says that there are two more bytes of flags.
        let mut at = flags_at + 2 + if flags & 0x4000 == 0 { 0 } else { 2 };
        let mut path = Vec::new();
        if self.compressed {
            let dropped = varint(self.bytes, &mut at)?;
            let kept = self.before.len().checked_sub(dropped)?;
            path.extend_from_slice(&self.before[..kept]);
        }
        let rest = self.bytes.get(at..)?;
        let length = rest.iter().position(|byte| *byte == 0)?;
        path.extend_from_slice(&rest[..length]);
        if path.len() > LONGEST {
            return None;
        }
        self.at = match self.compressed {
            true => at + length + 1,
            // One to eight zeros, up to a multiple of eight.
            false => start + (at + length - start) / 8 * 8 + 8,
        };
        self.before.clone_from(&path);
        Some(Entry { path, mode })
    }
}

/// Four bytes as a number.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// A number in git's form of variable length, in which every continuation adds one.
fn varint(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut value = 0_usize;
    loop {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value = value
            .checked_mul(128)?
            .checked_add(usize::from(byte & 0x7f))?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
        value = value.checked_add(1)?;
    }
}
