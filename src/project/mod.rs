//! Which files there are, what is known of each, and the settings that hold for it.
//!
//! Must not know: rules, how findings are shown, the protocol.

mod config;
mod discover;
mod disk;
mod file;
mod path_key;
mod resolve;
mod version;

pub use config::{CONFIG_FILE_NAMES, ConfigError, ConfigSource, Configs};
pub use discover::{Discovered, Discovery, Prefilter};
pub use file::SourceFile;

use crate::settings::Settings;
use crate::syntax::Language;
use crate::text::Document;
use path_key::PathKey;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
/// Cheap to clone; a clone with another file in it shares the rest.
#[derive(Clone, Default)]
pub struct Project {
    roots: Vec<PathBuf>,
    files: Arc<BTreeMap<PathKey, Arc<SourceFile>>>,
    /// Files that are not parsed and have another text than on disk.
    texts: Arc<BTreeMap<PathKey, Arc<str>>>,
    configs: Arc<Configs>,
    read: Arc<ReadOnce>,
}

/// What was read of the disk for a project, and what follows from it alone.
#[derive(Default)]
struct ReadOnce {
    disk: disk::Disk,
    versions: version::Versions,
}

impl Project {
    /// A project of these files, under these roots (absolute paths).
    pub fn new(
        roots: Vec<PathBuf>,
        files: impl IntoIterator<Item = SourceFile>,
        configs: Configs,
    ) -> Self {
        let files = files
            .into_iter()
            .map(|file| (PathKey(file.path.clone()), Arc::new(file)))
            .collect();
        Self {
            roots,
            files: Arc::new(files),
            texts: Arc::default(),
            configs: Arc::new(configs),
            read: Arc::default(),
        }
    }

    /// Puts `file` in, in the place of the one with the same path if there is one.
    pub fn insert(&mut self, file: Arc<SourceFile>) {
        Arc::make_mut(&mut self.files).insert(PathKey(file.path.clone()), file);
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
        folders.find(|folder| MANIFESTS.iter().any(|name| folder.join(name).is_file()))
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
        let named = name.contains(".test.") || name.contains(".spec.") || stem == "conftest";
        let python = file.language == Language::Python
            && (stem.starts_with("test_") || stem.ends_with("_test"));
        let mut folders = path.parent().into_iter().flat_map(Path::components);
        let is_test =
            |name: &str| matches!(name, "test" | "tests" | "__tests__" | "__mocks__" | "e2e");
        named || python || folders.any(|folder| folder.as_os_str().to_str().is_some_and(is_test))
    }

    /// The settings that hold for the file at `path`.
    pub fn settings(&self, path: &Path) -> &Settings {
        self.configs.settings_for(path)
    }
}
