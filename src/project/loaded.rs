//! Which files run in a program: what a file loads, directly or over others.

use super::Project;
use super::discover;
use super::disk::MAX_MANIFEST_SIZE;
use crate::catalog::{Catalog, Family};
use crate::syntax::Language;
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// So many files are looked at for what one loads. What loads more counts as loading all.
const MAX_FILES: usize = 4_000;

/// What is written on a command line before a file that is loaded first.
const PRELOADS: [&str; 6] = [
    "--import",
    "--require",
    "-r",
    "--preload",
    "preload",
    "--loader",
];

/// Files of a package that may hold such command lines.
const STARTERS: [&str; 8] = [
    "package.json",
    "bunfig.toml",
    "Dockerfile",
    "Procfile",
    "ecosystem.config.js",
    "ecosystem.config.cjs",
    "docker-compose.yml",
    "nodemon.json",
];

/// Files and what they have loaded first.
pub(super) type Preloaded = Arc<[(PathBuf, String)]>;

/// The files that a file imports, and whether it imports what nobody names.
type Links = (Arc<[Arc<Path>]>, bool);

/// Says what files load; what was asked once is remembered.
pub struct Loads<'p> {
    project: &'p Project,
    links: FxHashMap<Arc<Path>, Links>,
}

/// What a file loads.
#[derive(Default)]
pub struct Loaded {
    /// Itself and what it imports, directly or over others.
    pub files: FxHashSet<Arc<Path>>,
    /// Whether something among that loads modules by names made at run time.
    pub any: bool,
}

impl Project {
    /// Questions about what files load.
    pub fn loads(&self) -> Loads<'_> {
        Loads {
            project: self,
            links: FxHashMap::default(),
        }
    }

    /// Whether the file at `path` is loaded before all else of its package: by a framework, or by how
    /// the package is started.
    pub fn is_started_first(&self, path: &Path) -> bool {
        let family = family(Language::of_path(path));
        let Some(folder) = self.package(path).or(path.parent()) else {
            return false;
        };
        let below = path.strip_prefix(folder).unwrap_or(path);
        let below = below.to_string_lossy().replace('\\', "/");
        Catalog::builtin().is_start_file(family, &below) || self.is_preloaded(folder, path)
    }

    /// Whether a command line of a package has a file loaded first: `node --import ./tracing.js`.
    fn is_preloaded(&self, folder: &Path, path: &Path) -> bool {
        let stem = path.file_stem().unwrap_or_default();
        let is_it = |word: &str| Path::new(word).file_stem() == Some(stem);
        let preloaded = self.preloaded(folder);
        preloaded
            .iter()
            .any(|(_, word)| word.contains('.') && is_it(word))
    }

    /// What command lines in the files of a package have loaded first, as they write it, with the
    /// file that says so; of files that are all command lines, every word.
    pub fn preloaded(&self, folder: &Path) -> Preloaded {
        let is_in_memory = |name: &&str| self.texts.contains_key(folder.join(name).as_os_str());
        match STARTERS.iter().any(is_in_memory) {
            true => self.read_preloaded(folder),
            false => {
                let known = &self.read.preloaded;
                known.get_or_make(folder.to_owned(), |folder| self.read_preloaded(folder))
            }
        }
    }

    fn read_preloaded(&self, folder: &Path) -> Preloaded {
        let mut found = Vec::new();
        for name in STARTERS {
            let path = folder.join(name);
            let Some(text) = self.small_text(&path) else {
                continue;
            };
            let all = matches!(name, "Dockerfile" | "Procfile");
            let is_end = |c: char| c.is_whitespace() || "\"'=,[]".contains(c);
            let mut before = "";
            for word in text.split(is_end).filter(|word| !word.is_empty()) {
                if all || PRELOADS.contains(&before) {
                    found.push((path.clone(), word.to_owned()));
                }
                before = word;
            }
        }
        found.into()
    }
}

impl Project {
    /// The text of a file that is not parsed, unless it is large.
    fn small_text(&self, path: &Path) -> Option<String> {
        match self.texts.get(path.as_os_str()) {
            Some(text) => Some(text.to_string()),
            None => self.read.disk.read(path, MAX_MANIFEST_SIZE),
        }
    }
}

impl<'p> Loads<'p> {
    /// What the file at `path` loads.
    pub fn of(&mut self, path: &Arc<Path>) -> Loaded {
        let mut loaded = Loaded::default();
        let mut open = vec![path.clone()];
        loaded.files.insert(path.clone());
        while let Some(path) = open.pop() {
            if loaded.files.len() > MAX_FILES {
                loaded.any = true;
                break;
            }
            let (links, any) = self.links(&path);
            loaded.any |= any;
            for link in links.iter() {
                if loaded.files.insert(link.clone()) {
                    open.push(link.clone());
                }
            }
        }
        loaded
    }

    fn links(&mut self, path: &Arc<Path>) -> Links {
        if let Some(known) = self.links.get(path) {
            return known.clone();
        }
        let found = self.look(path).unwrap_or_default();
        self.links.insert(path.clone(), found.clone());
        found
    }

    fn look(&self, path: &Path) -> Option<Links> {
        let project = self.project;
        let language = Language::of_path(path)?;
        let family = family(Some(language));
        let is_any = |text: &str| Catalog::builtin().loads_any(family, text);
        let (mut links, any) = match project.file(path) {
            Some(file) => {
                let any = is_any(file.document.text());
                (project.outgoing(file).to_vec(), any)
            }
            None => {
                let text = project.small_text(path)?;
                let mut links = Vec::new();
                discover::imports(language, &text, &mut |module| {
                    links.extend(project.locate(path, language, module));
                    false
                });
                (links, is_any(&text))
            }
        };
        if language == Language::Python {
            let packages = links.iter().flat_map(|link| self.packages(link));
            let packages: Vec<_> = packages.collect();
            links.extend(packages.into_iter().map(Arc::from));
        }
        Some((links.into(), any))
    }

    /// The `__init__.py` of the packages that a module is in, which run before it.
    fn packages(&self, path: &Path) -> Vec<PathBuf> {
        let inits = path.ancestors().skip(1).map(|it| it.join("__init__.py"));
        inits
            .take_while(|init| {
                self.project.file(init).is_some() || self.project.read.disk.is_file(init)
            })
            .collect()
    }
}

fn family(language: Option<Language>) -> Family {
    match language.is_some_and(Language::is_ecma) {
        true => Family::Ecma,
        false => Family::Python,
    }
}
