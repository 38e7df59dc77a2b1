//! The fix that moves a key out of a file and into the environment.
//!
//! In this order, so that the key is never lost and never lies open: the env file is ignored, the
//! key is written to it, the example gets an empty entry, and only then does the key leave its old
//! place.

mod code;
mod env_text;
mod loader;
mod name;

use crate::facts::EnvEntry;
use crate::finding::{Applicability, FileChange, FileEdit, Fix, Secret};
use crate::flow::ExprAt;
use crate::project::{Project, Repository, SourceFile};
use crate::settings::Settings;
use crate::text::{TextEdit, TextEdits, TextRange};
use loader::Loading;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The fix that replaces the literal at `at` by a read of an environment variable: the first of
/// `names` that is free, or holds this very key already.
pub(super) fn move_to_env<'a>(
    project: &Project,
    settings: &Settings,
    at: ExprAt<'_>,
    key: &Secret,
    names: impl Iterator<Item = &'a str>,
) -> Option<Fix> {
    let home = Home::of(project, settings, &at.file.path)?;
    let name = match code::fallback_variable(at) {
        // The code reads this one already; another would change what it reads.
        Some(read) => home
            .variable(vec![read.clone()], key)
            .filter(|name| *name == read)?,
        None => {
            let mut names: Vec<_> = names.map(str::to_uppercase).collect();
            let usual = names.first()?.clone();
            names.extend(name::derived(at, &usual));
            home.variable(names, key)?
        }
    };
    let mut edits = home.edits(&name, key);
    let mut own = code::read_env(at, &name)?;
    let loading = loader::of(project, at.file, at.range());
    let is_loaded = !matches!(loading, Loading::Nothing);
    if let Loading::Added(added) = loading {
        own.extend(added);
    }
    edits.push(FileEdit {
        path: at.file.path.clone(),
        change: FileChange::Edit(TextEdits::new(own).ok()?),
    });
    Some(home.fix(&name, edits, is_loaded))
}

/// The edits that take the default at `at` of an environment variable away and have the read fail without
/// the variable; `None` if it is no default.
pub(super) fn fail_closed(at: ExprAt<'_>) -> Option<Vec<TextEdit>> {
    code::read_env(at, &code::fallback_variable(at)?)
}

/// Where the env file is that something reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the nearest folder with one, or that of the package.
    Package,
    /// In the folder of the file, under the name that tools know.
    Beside,
}

/// The fix that moves the key out of a data file, to the first of `name` and its numbers that is free;
/// `write` gives the edit that reads it there.
pub(super) fn move_to_place(
    project: &Project,
    settings: &Settings,
    file: &SourceFile,
    key: &Secret,
    name: &str,
    place: Place,
    write: &dyn Fn(&str) -> Option<TextEdit>,
) -> Option<Fix> {
    let home = match place {
        Place::Package => Home::of(project, settings, &file.path)?,
        Place::Beside => Home {
            project,
            folder: project
                .root_of(&file.path)
                .and(file.path.parent())?
                .to_owned(),
            env_file: ".env".to_owned(),
        },
    };
    let name = home.variable(vec![name.to_owned()], key)?;
    let edit = write(&name)?;
    let mut edits = home.edits(&name, key);
    edits.push(FileEdit {
        path: file.path.clone(),
        change: FileChange::Edit(edit.into()),
    });
    // Compose loads what stands beside its file; of the others nobody knows.
    Some(home.fix(&name, edits, place == Place::Beside))
}

/// The fix that moves the key of a template's entry to the env file and leaves the entry empty.
pub(super) fn move_from_template(
    project: &Project,
    settings: &Settings,
    file: &SourceFile,
    entry: &EnvEntry,
    key: &Secret,
) -> Option<Fix> {
    let home = Home::of(project, settings, &file.path)?;
    let name = home
        .variable(vec![entry.name.to_string()], key)
        .filter(|name| *name == *entry.name)?;
    let mut edits: Vec<_> = home
        .edits(&name, key)
        .into_iter()
        .filter(|edit| edit.path != file.path)
        .collect();
    let empty = TextEdit::delete(unquoted(file, entry.value_range));
    edits.push(FileEdit {
        path: file.path.clone(),
        change: FileChange::Edit(empty.into()),
    });
    Some(home.fix(&name, edits, true))
}

/// The range with the quotes around it, if there are any.
fn unquoted(file: &SourceFile, range: TextRange) -> TextRange {
    let text = file.document.text();
    let quote = |byte: Option<&u8>| byte.is_some_and(|byte| matches!(byte, b'"' | b'\'' | b'`'));
    let before = range
        .start()
        .checked_sub(1)
        .and_then(|offset| text.as_bytes().get(offset));
    match quote(before) && quote(text.as_bytes().get(range.end())) {
        true => TextRange::new(range.start() - 1, range.end() + 1),
        false => range,
    }
}

/// The folder whose env file a source file reads, and its files.
struct Home<'p> {
    project: &'p Project,
    folder: PathBuf,
    env_file: String,
}

impl<'p> Home<'p> {
    /// The nearest folder above `path` that has an env file or is a package, else the root; `None`
    /// outside the roots.
    fn of(project: &'p Project, settings: &Settings, path: &Path) -> Option<Self> {
        let root = project.root_of(path)?;
        let env_file = settings.env_file().to_owned();
        let folders = path
            .ancestors()
            .skip(1)
            .take_while(|folder| folder.starts_with(root));
        let with_env_file = folders
            .into_iter()
            .find(|folder| folder.join(&env_file).is_file());
        let package = project.package(path).unwrap_or(root);
        // The nearer of the two: a package without an env file gets its own.
        let folder = with_env_file
            .filter(|folder| folder.starts_with(package))
            .unwrap_or(package)
            .to_owned();
        Some(Self {
            project,
            folder,
            env_file,
        })
    }

    fn fix(&self, name: &str, edits: Vec<FileEdit>, is_loaded: bool) -> Fix {
        let file = &self.env_file;
        let path = self.path(file);
        let is_tracked =
            Repository::around(&path).is_some_and(|repository| repository.status(&path).tracked);
        let title = format!("Move the key to `{name}` in `{file}`");
        let (title, applicability) = match (is_tracked, is_loaded) {
            // There it would be as open as it is here.
            (true, _) => (
                format!("{title}, which git tracks: run `git rm --cached {file}` first"),
                Applicability::Unsafe,
            ),
            (false, false) => (
                format!("{title}, which nothing loads here yet"),
                Applicability::Safe,
            ),
            (false, true) => (title, Applicability::Safe),
        };
        Fix {
            title,
            applicability,
            edits,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The first name that the env file does not hold, or holds with this key; with a number behind
    /// it if all are taken.
    fn variable(&self, names: Vec<String>, key: &Secret) -> Option<String> {
        let env = self
            .project
            .read(&self.path(&self.env_file))
            .unwrap_or_default();
        let first = names.first()?.clone();
        let numbered = (2..100).map(|n| format!("{first}_{n}"));
        names
            .into_iter()
            .chain(numbered)
            .find(|name| match env_text::value(&env, name) {
                None => true,
                Some(value) => value.is_empty() || value == key.expose(),
            })
    }

    /// The changes that ignore the env file, put the key into it and an empty entry into its example.
    fn edits(&self, name: &str, key: &Secret) -> Vec<FileEdit> {
        let key_in_env = self.set(&self.env_file, name, key.expose(), true);
        let example = self.set(&format!("{}.example", self.env_file), name, "", false);
        self.ignore()
            .into_iter()
            .chain(key_in_env)
            .chain(example)
            .collect()
    }

    /// The change that makes git ignore the env file; nothing if it does.
    fn ignore(&self) -> Option<FileEdit> {
        ignore_line(self.project, &self.path(&self.env_file))
    }

    /// The change that gives a variable a value in an env file; nothing if it has it, or has another.
    fn set(&self, file: &str, name: &str, value: &str, private: bool) -> Option<FileEdit> {
        let path = self.path(file);
        let line = format!("{name}={value}");
        let text = self.project.read(&path);
        match text.and_then(|text| env_text::entry(&text, name)) {
            None => Some(append(self.project, &path, &line, private)),
            Some(entry) if entry.value.is_empty() && !value.is_empty() => {
                let edit = TextEdit::replace(entry.range, line);
                Some(FileEdit {
                    path: Arc::from(path),
                    change: FileChange::Edit(edit.into()),
                })
            }
            Some(_) => None,
        }
    }
}

/// The fix that makes git ignore a file; `None` where the lines of the project do so already.
pub(super) fn ignore_file(project: &Project, path: &Path) -> Option<Fix> {
    let edit = ignore_line(project, path)?;
    let name = path.file_name()?.to_str()?;
    Some(Fix {
        title: format!("Add `{name}` to `.gitignore`"),
        applicability: Applicability::Safe,
        edits: vec![edit],
    })
}

/// Whether the `.gitignore` files of the project ignore a file, whether or not there is a repository.
pub(super) fn is_ignored(project: &Project, path: &Path) -> bool {
    env_text::is_ignored(path, &ignore_files(project, path))
}

/// The folders from that of a file up to the root, or to that of its repository, and the texts of their
/// `.gitignore` files, nearest first.
fn ignore_files<'a>(project: &Project, path: &'a Path) -> Vec<(&'a Path, String)> {
    let folders = folders(project, path);
    let text = |folder: &'a Path| Some((folder, project.read(&folder.join(".gitignore"))?));
    folders.into_iter().filter_map(text).collect()
}

fn folders<'a>(project: &Project, path: &'a Path) -> Vec<&'a Path> {
    let repository = Repository::around(path);
    let top = [
        project.root_of(path),
        repository.as_ref().map(|it| &*it.work_tree),
    ];
    let inside = |folder: &&'a Path| top.iter().flatten().all(|top| folder.starts_with(top));
    path.ancestors().skip(1).take_while(inside).collect()
}

/// The change that makes git ignore a file; nothing if it does.
fn ignore_line(project: &Project, path: &Path) -> Option<FileEdit> {
    let files = ignore_files(project, path);
    if env_text::is_ignored(path, &files) {
        return None;
    }
    // The nearest file that is there; else a new one at the top.
    let top = folders(project, path).pop()?;
    let folder = files.first().map_or(top, |(folder, _)| folder);
    let name = path.file_name()?.to_str()?;
    Some(append(project, &folder.join(".gitignore"), name, false))
}

/// The change that adds a line to the end of a file, or makes the file.
fn append(project: &Project, path: &Path, line: &str, private: bool) -> FileEdit {
    let change = match project.read(path) {
        Some(text) => FileChange::Edit(TextEdits::from(env_text::append_line(&text, line))),
        None => FileChange::Create {
            text: format!("{line}\n"),
            private,
        },
    };
    FileEdit {
        path: Arc::from(path),
        change,
    }
}
