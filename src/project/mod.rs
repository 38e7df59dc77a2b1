//! Which files there are, what is known of each, and the settings that hold for it.
//!
//! Must not know: rules, how findings are shown, the protocol.

mod config;
mod discover;
mod disk;
mod file;
mod git;
mod imported;
mod links;
mod loaded;
mod path_key;
mod pinned;
mod resolve;
mod style;
mod summary;
mod surroundings;
mod tracked;
mod version;
mod words;

pub use config::{CONFIG_FILE_NAMES, ConfigError, ConfigSource, Configs};
pub use discover::{Discovered, Discovery, Prefilter};
pub use file::SourceFile;
pub use git::{GitStatus, Ignored, Repository};
pub use loaded::{Loaded, Loads};
pub use pinned::Pinned;
pub use style::Style;
pub use summary::Summary;
pub use surroundings::surroundings;

use crate::settings::Settings;
use crate::syntax::Language;
use crate::text::Document;
use links::Incoming;
use path_key::PathKey;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// Something the user should know about a file that is not a finding: it was skipped, and why.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Note {
    /// The file or folder.
    pub path: PathBuf,
    /// What happened and what can be done about it.
    pub message: String,
}

/// Files that make a folder a package.
const MANIFESTS: &[&str] = &[
    "package.json",
    "pyproject.toml",
    "requirements.txt",
    "setup.py",
    "Pipfile",
];

/// A snapshot of the files under some roots: the parsed ones in memory, the rest on disk.
///
/// Cheap to clone; a clone with another file in it shares the rest. What a reader asks for that was
/// not read is read once and stays as it was then.
#[derive(Clone, Default)]
pub struct Project {
    roots: Vec<PathBuf>,
    /// The folders that modules are looked for in: the roots, or more around them.
    reach: Vec<PathBuf>,
    /// What findings are asked for; empty for everything.
    named: Arc<[PathBuf]>,
    files: Arc<BTreeMap<PathKey, Arc<SourceFile>>>,
    /// Files that are not parsed and have another text than on disk.
    texts: Arc<BTreeMap<PathKey, Arc<str>>>,
    configs: Arc<Configs>,
    read: Arc<ReadOnce>,
    located: Arc<resolve::Located>,
    incoming: Arc<OnceLock<Incoming>>,
}

/// What was read of the disk for a project, and what follows from it alone.
#[derive(Default)]
struct ReadOnce {
    disk: disk::Disk,
    pinned: pinned::PinnedIn,
    manifests: resolve::Manifests,
    versions: version::Versions,
    /// Under which names packages are published, by a folder in them and the family of languages.
    names: disk::Memo<(PathBuf, bool), Option<SmolStr>>,
    imported: imported::Imported,
    preloaded: disk::Memo<PathBuf, loaded::Preloaded>,
}

impl Project {
    /// A project of these files, under these roots (absolute paths).
    pub fn new(
        roots: Vec<PathBuf>,
        files: impl IntoIterator<Item = SourceFile>,
        configs: Configs,
    ) -> Self {
        Self::sharing(roots, files.into_iter().map(Arc::new), configs)
    }

    /// The same of files that other projects may share.
    pub fn sharing(
        roots: Vec<PathBuf>,
        files: impl IntoIterator<Item = Arc<SourceFile>>,
        configs: Configs,
    ) -> Self {
        let files = files.into_iter();
        Self {
            reach: roots.clone(),
            roots,
            files: Arc::new(
                files
                    .map(|file| (PathKey(file.path.clone()), file))
                    .collect(),
            ),
            configs: Arc::new(configs),
            ..Self::default()
        }
    }

    /// The same under these roots, with these settings.
    pub fn under(mut self, roots: Vec<PathBuf>, configs: Configs) -> Self {
        self.reach.extend(roots.iter().cloned());
        self.reach.sort();
        self.reach.dedup();
        self.roots = roots;
        self.configs = Arc::new(configs);
        self
    }

    /// The same with modules looked for in these folders too (absolute paths).
    pub fn reaching(mut self, folders: impl IntoIterator<Item = PathBuf>) -> Self {
        self.reach.extend(folders);
        self.reach.sort();
        self.reach.dedup();
        self
    }

    /// The same with findings asked for only in these files and below these folders.
    pub fn naming(mut self, paths: impl IntoIterator<Item = PathBuf>) -> Self {
        self.named = paths.into_iter().collect();
        self
    }

    /// Whether findings in the file at `path` are asked for.
    pub fn is_named(&self, path: &Path) -> bool {
        self.named.is_empty() || self.named.iter().any(|named| path.starts_with(named))
    }

    /// Puts `file` in, in the place of the one with the same path if there is one.
    pub fn insert(&mut self, file: Arc<SourceFile>) {
        let key = PathKey(file.path.clone());
        let before = Arc::make_mut(&mut self.files).insert(key, file.clone());
        match before {
            Some(before) if self.incoming.get().is_none() || self.link_alike(&before, &file) => {}
            // One that is on disk was found there.
            None if !self.read.disk.is_file(&file.path) => self.forget_links(),
            Some(_) | None => self.incoming = Arc::default(),
        }
    }

    /// Gives the file at `path` this text, as if it stood there; it is parsed if it is in a language.
    pub fn put(&mut self, path: Arc<Path>, text: &str) {
        match Language::of_path(&path) {
            Some(language) => {
                let file = SourceFile::parse(path, language, Document::new(text));
                self.insert(Arc::new(file));
            }
            None => {
                Arc::make_mut(&mut self.texts).insert(PathKey(path), text.into());
            }
        }
    }

    /// Takes the file at `path` out.
    pub fn remove(&mut self, path: &Path) {
        Arc::make_mut(&mut self.files).remove(path.as_os_str());
        self.forget_links();
    }

    /// Another set of files: a module may mean another one.
    fn forget_links(&mut self) {
        self.located = Arc::default();
        self.incoming = Arc::default();
    }

    /// Whether a file that need not mention Mistral may have to do with it: the text, of the file at
    /// `path`, imports a file that was parsed, or such a file imports it, or it uses what the settings
    /// name.
    pub fn is_linked(&self, path: &Path, language: Language, text: &str) -> bool {
        let is_imported = || self.incoming().contains_key(path);
        let imports = || {
            discover::imports(language, text, &mut |module| {
                let target = self.locate(path, language, module);
                target.is_some_and(|target| self.file(&target).is_some())
            })
        };
        let is_own = || {
            let words = self.configs.own_words();
            words.iter().any(|word| text.contains(&**word))
        };
        is_imported() || imports() || is_own()
    }

    /// The folders the project stands in; a fix writes nowhere else.
    pub fn roots(&self) -> &[PathBuf] {
        &self.roots
    }

    /// The parsed files, in order of path.
    pub fn files(&self) -> impl Iterator<Item = &Arc<SourceFile>> {
        self.files.values()
    }

    /// The parsed file at `path`.
    pub fn file(&self, path: &Path) -> Option<&Arc<SourceFile>> {
        self.files.get(path.as_os_str())
    }

    /// The file at `path`, be it among those that are checked or another, which is then read; `None`
    /// if there is none that can be parsed.
    pub fn file_or_read(&self, path: &Path) -> Option<&SourceFile> {
        match self.file(path) {
            Some(file) => Some(file),
            None => self.read.imported.get_or_read(path),
        }
    }

    /// The text of any file: of a parsed one as it stands in memory, of another as on disk. `None`
    /// if there is no such file or it is not UTF-8.
    pub fn read(&self, path: &Path) -> Option<String> {
        if let Some(file) = self.file(path) {
            return Some(file.raw().text().to_owned());
        }
        match self.texts.get(path.as_os_str()) {
            Some(text) => Some(text.to_string()),
            None => std::fs::read_to_string(path).ok(),
        }
    }

    /// Whether the file at `path` would be passed over if it were come across: the settings exclude
    /// it, or it is other people's code.
    pub fn passes_over(&self, path: &Path) -> bool {
        discover::is_passed_over(path) || self.configs.is_excluded(path, Path::new(""))
    }

    /// The root that a path is below; the innermost, if roots hold one another.
    pub fn root_of(&self, path: &Path) -> Option<&Path> {
        let around = self.roots.iter().filter(|root| path.starts_with(root));
        around
            .max_by_key(|root| root.as_os_str().len())
            .map(PathBuf::as_path)
    }

    /// The folder of the package that the file at `path` belongs to: the nearest one above it with a
    /// manifest; `None` if there is none below the root.
    pub fn package<'a>(&self, path: &'a Path) -> Option<&'a Path> {
        let root = self.root_of(path)?;
        let mut folders = path
            .ancestors()
            .skip(1)
            .take_while(|folder| folder.starts_with(root));
        folders.find(|folder| self.read.disk.has_one_of(folder, MANIFESTS))
    }

    /// Whether `file` belongs to the package that is published as `name`, by the nearest manifest that
    /// names one.
    pub fn is_package(&self, file: &SourceFile, name: &str) -> bool {
        let Some(folder) = file.path.parent() else {
            return false;
        };
        let key = (folder.to_owned(), file.language.is_ecma());
        let found = self.read.names.get_or_make(key, |(folder, is_ecma)| {
            let is_within = |folder: &&Path| self.reach.iter().any(|root| folder.starts_with(root));
            let mut folders = folder.ancestors().take_while(is_within);
            let disk = &self.read.disk;
            folders.find_map(|folder| match is_ecma {
                true => version::npm_name(disk, folder),
                false => version::pypi_name(disk, folder),
            })
        });
        found.is_some_and(|found| found == name)
    }

    /// Whether a file holds tests, by its name or that of a folder it is in below the root.
    pub fn is_test(&self, file: &SourceFile) -> bool {
        let below = |root: &PathBuf| file.path.strip_prefix(root).ok();
        let path = self
            .roots
            .iter()
            .filter_map(below)
            .min_by_key(|path| path.as_os_str().len())
            .unwrap_or(&file.path);
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let stem = name.split('.').next().unwrap_or_default();
        let marks = [
            ".test.",
            ".spec.",
            ".vitest.",
            ".e2e.",
            ".e2e-spec.",
            ".cy.",
        ];
        let named = marks.iter().any(|mark| name.contains(mark)) || stem == "conftest";
        let python = file.language == Language::Python
            && (stem.starts_with("test_") || stem.ends_with("_test"));
        let mut folders = path.parent().into_iter().flat_map(Path::components);
        let is_test =
            |name: &str| matches!(name, "test" | "tests" | "__tests__" | "__mocks__" | "e2e");
        named || python || folders.any(|folder| folder.as_os_str().to_str().is_some_and(is_test))
    }

    /// Whether some settings name clients of the project's own.
    pub fn has_own_clients(&self) -> bool {
        self.configs.has_own_clients()
    }

    /// The settings that hold for the file at `path`.
    pub fn settings(&self, path: &Path) -> &Settings {
        self.configs.settings_for(path)
    }
}
