//! Files that others import and that are not worth checking themselves: read when they are asked for,
//! each once, and then they stay where they are.

use super::{SourceFile, discover};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

/// So many are read. More are not followed.
const MAX_FILES: usize = 4_096;

/// The files, in the order they were asked for.
#[derive(Default)]
pub(super) struct Imported {
    numbers: Mutex<FxHashMap<PathBuf, usize>>,
    /// Places for as many as there may be. Readers hold on to what is in one while others are filled.
    places: OnceLock<Box<[Place]>>,
}

/// A file, once it was read; `None` if it cannot be parsed.
type Place = OnceLock<Option<Box<SourceFile>>>;

impl Imported {
    /// The file at `path`; `None` if there is none that can be parsed, or too many were asked for.
    pub(super) fn get_or_read(&self, path: &Path) -> Option<&SourceFile> {
        let places = self
            .places
            .get_or_init(|| (0..MAX_FILES).map(|_| Place::new()).collect());
        let place = places.get(self.number(path))?;
        let file = place.get_or_init(|| discover::read_one(path).map(Box::new));
        file.as_deref()
    }

    fn number(&self, path: &Path) -> usize {
        let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        let next = numbers.len();
        match numbers.get(path) {
            Some(&number) => number,
            None if next < MAX_FILES => *numbers.entry(path.to_owned()).or_insert(next),
            None => MAX_FILES,
        }
    }
}
