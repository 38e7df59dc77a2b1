//! Walking a folder, on all cores.

use super::read::{Content, Prefilter, Reader};
use super::records::Records;
use super::{Found, cannot_read};
use crate::project::{CONFIG_FILE_NAMES, Configs, Note};
use crate::syntax::Language;
use ignore::{DirEntry, WalkBuilder, WalkState};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Folders that hold other people's code, a repository's insides or what tools left behind.
const PASSED_OVER: &[&str] = &[
    ".cache",
    ".git",
    ".hg",
    ".jj",
    ".mypy_cache",
    ".nox",
    ".pytest_cache",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    "__pycache__",
    "bower_components",
    "node_modules",
    "site-packages",
    "venv",
];

/// Hidden folders that tools fill with what they made of the sources.
const MADE_BY_TOOLS: &[&str] = &[
    ".angular",
    ".docusaurus",
    ".gradle",
    ".ipynb_checkpoints",
    ".netlify",
    ".next",
    ".nuxt",
    ".output",
    ".parcel-cache",
    ".pnpm-store",
    ".serverless",
    ".svelte-kit",
    ".terraform",
    ".turbo",
    ".vercel",
    ".wrangler",
    ".yarn",
];

/// Folders that tools fill by the thousand, where an env file that git ignores is a copy at most.
const BUILD_FOLDERS: &[&str] = &["target"];

/// Looks through the folder at `root`.
pub(super) fn walk(root: &Path, configs: &Configs, prefilter: &Prefilter, found: &mut Found) {
    let shared = Mutex::new(std::mem::take(found));
    walk_sources(root, configs, prefilter, &shared);
    *found = shared.into_inner().unwrap_or_else(PoisonError::into_inner);

    let mut reader = Reader::default();
    for path in env_files(root, configs) {
        if found.candidates.contains_key(path.as_path()) {
            continue;
        }
        match reader.read(&path, Language::Dotenv, prefilter) {
            Ok(content) => found.insert(&path, root, Language::Dotenv, content),
            Err(error) => found.notes.push(cannot_read(&path, &error)),
        }
    }
}

/// Looks for sources through the folder at `root`, which is around what was asked for.
pub(super) fn walk_around(
    root: &Path,
    configs: &Configs,
    prefilter: &Prefilter,
    found: &mut Found,
) {
    let shared = Mutex::new(std::mem::take(found));
    walk_sources(root, configs, prefilter, &shared);
    *found = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
}

/// The records of one thread, handed over at its end.
struct Recorder<'a> {
    records: Records,
    found: &'a Mutex<Found>,
}

impl Drop for Recorder<'_> {
    fn drop(&mut self) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.records.push(std::mem::take(&mut self.records));
    }
}

/// Everything git would not ignore.
fn walk_sources(root: &Path, configs: &Configs, prefilter: &Prefilter, found: &Mutex<Found>) {
    // Rules of `.gitignore` count even before `git init`.
    // What is hidden, `.github` and `.vscode`, has keys as often as anything else.
    let walk = WalkBuilder::new(root)
        .require_git(false)
        .hidden(false)
        .build_parallel();
    walk.run(|| {
        let mut reader = Reader::default();
        let mut recorder = Recorder {
            records: Records::default(),
            found,
        };
        Box::new(move |entry| {
            let lock = || found.lock().unwrap_or_else(PoisonError::into_inner);
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    lock().notes.extend(note_of(&error, None));
                    return WalkState::Continue;
                }
            };
            let path = entry.path();
            if is_pruned(&entry, configs, &[PASSED_OVER, MADE_BY_TOOLS]) {
                return WalkState::Skip;
            }
            if !entry.file_type().is_some_and(|kind| kind.is_file()) {
                return WalkState::Continue;
            }
            let name = entry.file_name().to_str();
            if name.is_some_and(|name| CONFIG_FILE_NAMES.contains(&name)) {
                lock().settings.extend(path.parent().map(Path::to_owned));
            }
            if let Some(language) = Language::of_path(path) {
                match reader.read(path, language, prefilter) {
                    Ok(Content::Irrelevant) => {
                        recorder.records.add(path, language, reader.bytes());
                    }
                    Ok(content) => lock().insert(path, root, language, content),
                    Err(error) => lock().notes.push(cannot_read(path, &error)),
                }
            }
            WalkState::Continue
        })
    });
}

/// The env files, also those that are hidden or that git ignores.
fn env_files(root: &Path, configs: &Configs) -> Vec<PathBuf> {
    let found = Mutex::new(Vec::new());
    let walk = WalkBuilder::new(root)
        .standard_filters(false)
        .build_parallel();
    walk.run(|| {
        Box::new(|entry| {
            // What cannot be read was noted by the first walk.
            let Ok(entry) = entry else {
                return WalkState::Continue;
            };
            if is_pruned(&entry, configs, &[PASSED_OVER, BUILD_FOLDERS]) {
                return WalkState::Skip;
            }
            if entry.file_type().is_some_and(|kind| kind.is_file())
                && Language::of_path(entry.path()) == Some(Language::Dotenv)
            {
                let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                found.push(entry.into_path());
            }
            WalkState::Continue
        })
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a file lies in a folder that holds other people's code, or what tools left behind.
pub(in crate::project) fn is_passed_over(path: &Path) -> bool {
    let folders = path.parent().into_iter().flat_map(Path::components);
    let mut names = folders.filter_map(|folder| folder.as_os_str().to_str());
    names.any(|name| PASSED_OVER.contains(&name))
}

fn is_pruned(entry: &DirEntry, configs: &Configs, names: &[&[&str]]) -> bool {
    if entry.depth() == 0 {
        return false;
    }
    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    let name = entry.file_name().to_str();
    is_folder && name.is_some_and(|name| names.iter().any(|names| names.contains(&name)))
        || configs.excludes_itself(entry.path(), is_folder)
}

/// What the walker says of a file or folder it could not look at.
fn note_of(error: &ignore::Error, path: Option<&Path>) -> Option<Note> {
    match error {
        ignore::Error::WithPath { path, err } => note_of(err, Some(path)),
        ignore::Error::WithDepth { err, .. } => note_of(err, path),
        ignore::Error::Io(error) => Some(cannot_read(path?, error)),
        _ => None,
    }
}
