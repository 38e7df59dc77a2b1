//! Which files under the given paths are worth parsing.

mod read;
mod walk;

pub use read::Prefilter;
pub(super) use walk::is_passed_over;

use super::{ConfigError, Configs, Note, SourceFile};
use crate::syntax::Language;
use crate::text::Document;
use rayon::prelude::*;
use read::{Content, Reader};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[cfg(test)]
mod tests;

/// What to look for and where.
///
/// Files that git ignores, hidden files and folders of dependencies are passed over; env files are
/// looked at wherever they are, except among dependencies. Links are not followed. What is named
/// itself is looked at in any case.
pub struct Discovery<'a> {
    /// The files and folders to look at, as absolute paths.
    pub paths: &'a [PathBuf],
    /// What a source file must mention to be parsed.
    pub prefilter: &'a Prefilter,
    /// Whether the settings exclude even what is named itself.
    pub force_exclude: bool,
}

/// What was found.
#[derive(Default)]
pub struct Discovered {
    /// The files worth checking, in order of path.
    pub files: Vec<SourceFile>,
    /// What was passed over that should be known.
    pub notes: Vec<Note>,
    /// Paths that were named and cannot be read.
    pub unreadable: Vec<Note>,
    /// Configuration files that cannot be used.
    pub config_errors: Vec<ConfigError>,
}

/// A file that may be worth checking.
struct Candidate {
    language: Language,
    content: Content,
    /// The named path it was found under.
    below: PathBuf,
}

/// Candidates and trouble, as walks come across them.
#[derive(Default)]
struct Found {
    candidates: BTreeMap<Arc<Path>, Candidate>,
    notes: Vec<Note>,
}

impl Discovery<'_> {
    /// Looks. Configuration files found on the way are added to `configs`.
    pub fn run(&self, configs: &mut Configs) -> Discovered {
        let mut discovered = Discovered::default();
        let mut found = Found::default();
        for path in self.paths {
            match std::fs::metadata(path) {
                Err(error) => discovered.unreadable.push(cannot_read(path, &error)),
                Ok(metadata) if metadata.is_dir() => {
                    walk::walk(path, configs, self.prefilter, &mut found);
                }
                Ok(_) => self.read_named(path, &mut found, &mut discovered),
            }
        }
        for path in found.candidates.keys() {
            discovered.config_errors.extend(configs.add_above(path));
        }
        found.candidates.retain(|path, candidate| {
            if self.force_exclude {
                return !configs.is_excluded(path, Path::new(""));
            }
            let is_named = *candidate.below == **path;
            is_named || !configs.is_excluded(path, &candidate.below)
        });
        finish(found, &mut discovered);
        discovered
    }

    fn read_named(&self, path: &Path, found: &mut Found, discovered: &mut Discovered) {
        let Some(language) = Language::of_path(path) else {
            found.notes.push(Note {
                path: path.to_owned(),
                message: "is in no language that windbreak reads".to_owned(),
            });
            return;
        };
        match Reader::default().read(path, language, self.prefilter) {
            Ok(content) => found.insert(path, path, language, content),
            Err(error) => discovered.unreadable.push(cannot_read(path, &error)),
        }
    }
}

impl Found {
    fn insert(&mut self, path: &Path, below: &Path, language: Language, content: Content) {
        if !matches!(content, Content::Irrelevant) {
            let candidate = Candidate {
                language,
                content,
                below: below.to_owned(),
            };
            self.candidates.insert(path.into(), candidate);
        }
    }
}

/// Parses what is worth it, on all cores.
fn finish(found: Found, discovered: &mut Discovered) {
    discovered.notes = found.notes;
    let mut texts = Vec::new();
    for (path, candidate) in found.candidates {
        match candidate.content {
            Content::Irrelevant => {}
            Content::Text(text) => texts.push((path, candidate.language, text)),
            Content::Skipped(message) => discovered.notes.push(Note {
                path: path.to_path_buf(),
                message,
            }),
        }
    }
    let parsed: Vec<_> = texts
        .into_par_iter()
        .map(|(path, language, text)| {
            let (file, trouble) = SourceFile::read(path, language, Document::new(text));
            let note = trouble.map(|message| Note {
                path: file.path.to_path_buf(),
                message,
            });
            (file, note)
        })
        .collect();
    for (file, note) in parsed {
        discovered.files.push(file);
        discovered.notes.extend(note);
    }
    discovered.notes.sort();
    discovered.notes.dedup();
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Note {
    Note {
        path: path.to_owned(),
        message: format!("cannot be read: {error}"),
    }
}
