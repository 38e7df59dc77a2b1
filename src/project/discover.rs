//! Which files under the given paths are worth parsing.

mod handed;
mod importers;
mod installers;
mod read;
mod records;
mod specifiers;
mod unparsed;
mod walk;

pub use read::Prefilter;
pub(super) use walk::is_passed_over;

use super::{ConfigError, Configs, Note, Project, SourceFile};
use crate::syntax::Language;
use crate::text::Document;
use rayon::prelude::*;
use read::{Content, Reader};
use records::Records;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use unparsed::Unparsed;

#[cfg(test)]
mod tests;

/// What to look for and where.
///
/// Files that git ignores, folders of dependencies and what tools made are passed over; env files are
/// looked at wherever they are, except among dependencies. Links are not followed. What is named
/// itself is looked at in any case.
///
/// Of the sources those are parsed that mention a word of the prefilter, and those that use what
/// such files export, directly or over others. Of data files those are kept that mention one and may
/// hold a key; the others cost a look.
pub struct Discovery<'a> {
    /// The files and folders to look at, as absolute paths.
    pub paths: &'a [PathBuf],
    /// A file among them whose text is this, whatever is on disk.
    pub given: Option<(PathBuf, Arc<str>)>,
    /// The folders around them, of whose files those are found that have to do with them.
    pub around: &'a [PathBuf],
    /// What a source file must mention to be parsed.
    pub prefilter: &'a Prefilter,
    /// Whether the settings exclude even what is named itself.
    pub force_exclude: bool,
    /// Files that were parsed before; one with the same text is not parsed again.
    pub known: Option<&'a Project>,
}

/// What was found.
#[derive(Default)]
pub struct Discovered {
    /// The files worth checking. If something around what was named was looked at, findings are
    /// asked for in what was named.
    pub project: Project,
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
    /// What other files import.
    records: Vec<Records>,
    /// The folders that have settings.
    settings: Vec<PathBuf>,
}

impl Discovery<'_> {
    /// Looks. Configuration files found on the way are added to `configs`.
    pub fn run(&self, configs: &mut Configs) -> Discovered {
        match configs.own_words() {
            words if words.is_empty() => self.look(configs),
            words => self.look_for(&words, configs),
        }
    }

    /// Looks for files that mention one of these words too.
    fn look_for(&self, words: &[String], configs: &mut Configs) -> Discovered {
        let prefilter = self.prefilter.with(words.iter().map(String::as_str));
        let own = Discovery {
            prefilter: &prefilter,
            given: self.given.clone(),
            ..*self
        };
        own.look(configs)
    }

    fn look(&self, configs: &mut Configs) -> Discovered {
        let mut discovered = Discovered::default();
        let mut found = Found::default();
        for path in self.paths {
            if self.given.as_ref().is_some_and(|(given, _)| given == path) {
                continue;
            }
            match std::fs::metadata(path) {
                Err(error) => discovered.unreadable.push(cannot_read(path, &error)),
                Ok(metadata) if metadata.is_dir() => {
                    walk::walk(path, configs, self.prefilter, &mut found);
                }
                Ok(_) => self.read_named(path, &mut found, &mut discovered),
            }
        }
        // Settings further down may name clients of their own.
        let mut words = configs.words_in(&found.settings);
        words.retain(|word| !self.prefilter.has(word));
        if !words.is_empty() {
            return self.look_for(&words, configs);
        }
        if let Some((path, text)) = &self.given
            && let Some(language) = Language::of_path(path)
        {
            found.insert(path, path, language, Content::Text(text.clone()));
        }
        let reach = self.paths.iter().chain(self.around).cloned();
        discovered.project = Project::default().reaching(reach);
        let mut records = std::mem::take(&mut found.records);
        self.take(found, configs, &mut discovered);
        if self.asks_around(&discovered.project) {
            let mut around = Found::default();
            for root in self.around {
                walk::walk_around(root, configs, self.prefilter, &mut around);
            }
            records.append(&mut around.records);
            let is_known = |path: &Path| discovered.project.file(path).is_some();
            around
                .candidates
                .retain(|path, it| matches!(it.content, Content::Text(_)) && !is_known(path));
            // What stands in the way of reading those is nobody's question.
            let asked = discovered.notes.len();
            self.take(around, configs, &mut discovered);
            discovered.notes.truncate(asked);
        }
        if !self.around.is_empty() {
            let named = self.paths.iter().cloned();
            discovered.project = std::mem::take(&mut discovered.project).naming(named);
        }
        self.add_importers(&records, configs, &mut discovered);
        discovered.notes.sort();
        discovered.notes.dedup();
        discovered
    }

    /// Whether a file was named, or lies in a folder that was.
    fn names(&self, path: &Path) -> bool {
        self.paths.iter().any(|named| path.starts_with(named))
    }

    /// Parses what was found and is not excluded.
    fn take(&self, mut found: Found, configs: &mut Configs, discovered: &mut Discovered) {
        let named = found.candidates.keys().filter(|path| self.names(path));
        for path in named {
            discovered.config_errors.extend(configs.add_above(path));
        }
        // Settings that hold for nothing that was named are not this run's to refuse.
        for path in found.candidates.keys() {
            configs.add_above(path);
        }
        found.candidates.retain(|path, candidate| {
            if self.force_exclude {
                return !configs.is_excluded(path, Path::new(""));
            }
            let is_named = *candidate.below == **path;
            is_named || !configs.is_excluded(path, &candidate.below)
        });
        finish(found, self.known, discovered);
    }

    /// Whether files around may have to do with what was named: it gives something to others.
    fn asks_around(&self, project: &Project) -> bool {
        let mut files = project.files().filter(|file| file.language.is_code());
        let gives = |file: &Arc<SourceFile>| {
            let text = file.document.text();
            let is_common = || text.contains("exports");
            let exports = !file.language.is_ecma() || !file.facts.exports.is_empty() || is_common();
            let has_to_do =
                || self.prefilter.matches(text.as_bytes()) || !project.outgoing(file).is_empty();
            exports && has_to_do()
        };
        !self.around.is_empty() && files.any(gives)
    }

    fn add_importers(
        &self,
        records: &[Records],
        configs: &mut Configs,
        discovered: &mut Discovered,
    ) {
        let before: FxHashSet<_> = discovered
            .project
            .files()
            .map(|it| it.path.clone())
            .collect();
        let project = &mut discovered.project;
        let has_too_many = {
            let configs = &*configs;
            let is_excluded = move |path: &Path| configs.is_excluded(path, Path::new(""));
            let unparsed = Unparsed {
                records,
                is_excluded: &is_excluded,
            };
            installers::add(project, unparsed);
            let importing = importers::add(project, unparsed, self.prefilter);
            importing | handed::add(project, self.prefilter, &is_excluded)
        };
        let added = project.files().filter(|file| !before.contains(&file.path));
        let added: Vec<_> = added.map(|file| file.path.clone()).collect();
        for path in added {
            let errors = configs.add_above(&path);
            if self.names(&path) {
                discovered.config_errors.extend(errors);
            }
            if configs.is_excluded(&path, Path::new("")) {
                discovered.project.remove(&path);
            }
        }
        if has_too_many && let Some(path) = self.paths.first() {
            let message =
                "has too many files that use Mistral over others: some were not looked at";
            discovered.notes.push(Note {
                path: path.clone(),
                message: message.to_owned(),
            });
        }
    }

    fn read_named(&self, path: &Path, found: &mut Found, discovered: &mut Discovered) {
        let Some(language) = Language::of_path(path) else {
            found.notes.push(Note {
                path: path.to_owned(),
                message: "is in no language that windbreak reads".to_owned(),
            });
            return;
        };
        // It may have to do with Mistral over what it imports.
        match Reader::default().read(path, language, Prefilter::everything()) {
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
fn finish(found: Found, known: Option<&Project>, discovered: &mut Discovered) {
    discovered.notes.extend(found.notes);
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
            let before = known.and_then(|known| known.file(&path));
            if let Some(same) = before.filter(|it| it.raw().text() == &*text) {
                return (same.clone(), None);
            }
            let (file, trouble) = SourceFile::read(path, language, Document::new(text));
            let note = trouble.map(|message| Note {
                path: file.path.to_path_buf(),
                message,
            });
            (Arc::new(file), note)
        })
        .collect();
    for (file, note) in parsed {
        discovered.project.insert(file);
        discovered.notes.extend(note);
    }
}

/// Whether a text imports a module that `is_wanted`.
pub(super) fn imports(
    language: Language,
    text: &str,
    is_wanted: &mut dyn FnMut(&str) -> bool,
) -> bool {
    let mut found = false;
    specifiers::each(language, text.as_bytes(), &mut |module| {
        found = found || is_wanted(module);
    });
    found
}

/// The source file at `path`, parsed whatever it mentions; `None` if it cannot be.
pub(super) fn read_one(path: &Path) -> Option<SourceFile> {
    let (language, text) = unparsed::text_of(&mut Reader::default(), path)?;
    Some(SourceFile::parse(
        path.into(),
        language,
        Document::new(text),
    ))
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Note {
    Note {
        path: path.to_owned(),
        message: format!("cannot be read: {error}"),
    }
}
