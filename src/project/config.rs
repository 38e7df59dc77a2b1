//! Configuration files: where they are and for which files they hold.

use crate::catalog::OwnClient;
use crate::finding::{Level, RuleMeta};
use crate::settings::{Layer, OptionsError, Scope, Settings};
use crate::text::{Document, Encoding};
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

#[cfg(test)]
mod tests;

/// The names of configuration files; of several in one folder, the first counts.
pub const CONFIG_FILE_NAMES: [&str; 3] = [".windbreak.toml", "windbreak.toml", PYPROJECT];
const PYPROJECT: &str = "pyproject.toml";

/// A configuration file is written by hand; a larger one is a mistake or an attack.
const MAX_CONFIG_SIZE: u64 = 1 << 20;

/// Where settings come from.
#[derive(Clone, Debug, Default)]
pub enum ConfigSource {
    /// The nearest configuration file above each file.
    #[default]
    Nearest,
    /// This file for all, with patterns relative to the folder `relative_to`.
    File {
        /// The configuration file.
        path: PathBuf,
        /// The folder its patterns are relative to.
        relative_to: PathBuf,
    },
    /// No file: the defaults.
    Defaults,
}

/// The settings of every folder of a project: the nearest configuration file above a file wins.
#[derive(Default)]
pub struct Configs {
    rules: Vec<&'static RuleMeta>,
    levels: Vec<(&'static RuleMeta, Level)>,
    source: ConfigSource,
    /// The folders that `extend` may not lead out of.
    bounds: Vec<PathBuf>,
    fallback: Scope,
    folders: FxHashMap<PathBuf, Config>,
    looked_into: FxHashSet<PathBuf>,
}

/// One configuration file in use.
struct Config {
    path: PathBuf,
    scope: Scope,
}

impl Configs {
    /// Reads the configuration files that hold for `roots` as a whole; those deeper down are for
    /// [`Configs::add_above`]. `rules` are all there are; `levels` take precedence over any file.
    ///
    /// # Errors
    ///
    /// If a configuration file cannot be used: all that are wrong.
    pub fn load(
        roots: &[PathBuf],
        source: ConfigSource,
        rules: &[&'static RuleMeta],
        levels: &[(&'static RuleMeta, Level)],
    ) -> Result<Self, Vec<ConfigError>> {
        let mut configs = Self {
            rules: rules.to_vec(),
            levels: levels.to_vec(),
            bounds: roots.iter().map(|root| repository_of(root)).collect(),
            fallback: Scope::new(&[], levels),
            source,
            ..Self::default()
        };
        let mut errors = Vec::new();
        if let ConfigSource::File { path, relative_to } = configs.source.clone() {
            match configs.read_explicit(&path, &relative_to) {
                Ok(scope) => configs.fallback = scope,
                Err(error) => errors.push(error),
            }
        }
        for root in roots {
            let end = repository_of(root);
            for folder in root.ancestors() {
                errors.extend(configs.add_folder(folder).err());
                if folder == end || configs.folders.contains_key(folder) {
                    break;
                }
            }
        }
        errors.sort_by(|a, b| a.path.cmp(&b.path));
        errors.dedup();
        match errors.is_empty() {
            true => Ok(configs),
            false => Err(errors),
        }
    }

    /// Reads the configuration files in the folders above the file at `path` that were not looked
    /// into yet. Of one that cannot be used an error is returned, and what held before holds on.
    pub fn add_above(&mut self, path: &Path) -> Vec<ConfigError> {
        let mut errors = Vec::new();
        for folder in path.ancestors().skip(1) {
            if self.looked_into.contains(folder) {
                break;
            }
            errors.extend(self.add_folder(folder).err());
        }
        errors
    }

    fn add_folder(&mut self, folder: &Path) -> Result<(), ConfigError> {
        let is_new = self.looked_into.insert(folder.to_owned());
        if !is_new || !matches!(self.source, ConfigSource::Nearest) {
            return Ok(());
        }
        if let Some(config) = self.read_folder(folder)? {
            self.folders.insert(folder.to_owned(), config);
        }
        Ok(())
    }

    /// The configuration file in a folder.
    fn read_folder(&self, folder: &Path) -> Result<Option<Config>, ConfigError> {
        for name in CONFIG_FILE_NAMES {
            let path = folder.join(name);
            if !path.is_file() {
                continue;
            }
            let mut layers = Vec::new();
            if self.read_layers(&path, folder, &mut Vec::new(), &mut layers)? {
                let scope = Scope::new(&layers, &self.levels);
                return Ok(Some(Config { path, scope }));
            }
        }
        Ok(None)
    }

    /// Whether some of them name clients of the project's own.
    pub fn has_own_clients(&self) -> bool {
        self.own_clients().next().is_some()
    }

    /// The words of which a file has one that uses a client of the project's own, or a variable of its
    /// own that holds a key.
    pub(super) fn own_words(&self) -> Vec<String> {
        words_of(self.bases())
    }

    /// The same of the configuration files in folders that were not looked into yet. One that cannot
    /// be used says nothing: that is for [`Configs::add_above`] to refuse, where it holds for
    /// something.
    pub(super) fn words_in(&self, folders: &[PathBuf]) -> Vec<String> {
        if !matches!(self.source, ConfigSource::Nearest) {
            return Vec::new();
        }
        let new = folders.iter().filter(|it| !self.looked_into.contains(*it));
        let read: Vec<_> = new
            .filter_map(|folder| self.read_folder(folder).ok().flatten())
            .collect();
        words_of(read.iter().map(|config| config.scope.base()))
    }

    fn own_clients(&self) -> impl Iterator<Item = &OwnClient> {
        self.bases().flat_map(|base| base.clients.list())
    }

    fn bases(&self) -> impl Iterator<Item = &Settings> {
        let scopes = self.folders.values().map(|config| &config.scope);
        scopes.chain([&self.fallback]).map(Scope::base)
    }

    /// The settings that hold for the file at `path`.
    pub fn settings_for(&self, path: &Path) -> &Settings {
        self.scope_for(path).settings_for(path)
    }

    /// Whether the settings exclude the file at `path`, or a folder that holds it. Only what lies
    /// below the folder `below` counts: that one was asked for by name.
    pub fn is_excluded(&self, path: &Path, below: &Path) -> bool {
        self.excludes_itself(path, false)
            || path
                .ancestors()
                .skip(1)
                .take_while(|folder| *folder != below)
                .any(|folder| self.excludes_itself(folder, true))
    }

    /// Whether the settings exclude the file or folder at `path` as such, wherever it lies.
    pub(super) fn excludes_itself(&self, path: &Path, is_folder: bool) -> bool {
        self.scope_for(path).excludes(path, is_folder)
    }

    /// The configuration file that holds for the file at `path`; `None` if none does.
    pub fn file_for(&self, path: &Path) -> Option<&Path> {
        match &self.source {
            ConfigSource::File { path, .. } => Some(path),
            ConfigSource::Defaults => None,
            ConfigSource::Nearest => self.config_for(path).map(|config| config.path.as_path()),
        }
    }

    fn scope_for(&self, path: &Path) -> &Scope {
        self.config_for(path)
            .map_or(&self.fallback, |config| &config.scope)
    }

    fn config_for(&self, path: &Path) -> Option<&Config> {
        if self.folders.is_empty() {
            return None;
        }
        path.ancestors()
            .skip(1)
            .find_map(|folder| self.folders.get(folder))
    }

    fn read_explicit(&self, path: &Path, relative_to: &Path) -> Result<Scope, ConfigError> {
        let mut layers = Vec::new();
        if self.read_layers(path, relative_to, &mut Vec::new(), &mut layers)? {
            return Ok(Scope::new(&layers, &self.levels));
        }
        Err(ConfigError::of_file(
            path,
            "has no table `[tool.windbreak]`",
        ))
    }

    /// Reads a file and, before it, what it extends. `trail` holds the files that led here.
    /// `false` if the file has nothing for windbreak.
    fn read_layers(
        &self,
        path: &Path,
        folder: &Path,
        trail: &mut Vec<PathBuf>,
        layers: &mut Vec<Layer>,
    ) -> Result<bool, ConfigError> {
        let text = read(path)?;
        let layer = if path.file_name().is_some_and(|name| name == PYPROJECT) {
            Layer::of_pyproject_toml(&text, folder, &self.rules)
        } else {
            Layer::of_windbreak_toml(&text, folder, &self.rules).map(Some)
        };
        let at = |error| ConfigError::of_options(path, &text, error);
        let Some(layer) = layer.map_err(at)? else {
            return Ok(false);
        };
        trail.push(path.canonicalize().unwrap_or_else(|_| path.to_owned()));
        if let Some((name, range)) = &layer.extend {
            let refuse = |message: String| {
                at(OptionsError {
                    range: Some(*range),
                    message,
                    help: None,
                })
            };
            let extended = self.extended(path, name, trail).map_err(refuse)?;
            let folder = extended.parent().unwrap_or(&extended).to_owned();
            if !self.read_layers(&extended, &folder, trail, layers)? {
                return Err(refuse(format!("`{name}` has no table `[tool.windbreak]`")));
            }
        }
        layers.push(layer);
        Ok(true)
    }

    /// The file that the file at `path` extends by this name, if it may.
    fn extended(&self, path: &Path, name: &str, trail: &[PathBuf]) -> Result<PathBuf, String> {
        let folder = path.parent().unwrap_or(path);
        let extended = folder
            .join(name)
            .canonicalize()
            .map_err(|error| format!("cannot read `{name}`, which is extended here: {error}"))?;
        if trail.contains(&extended) {
            return Err(format!("`{name}` extends this file, which extends it"));
        }
        let bounds = self.bounds.iter().map(PathBuf::as_path).chain([folder]);
        let inside = bounds
            .filter_map(|bound| bound.canonicalize().ok())
            .any(|bound| extended.starts_with(bound));
        match inside {
            true => Ok(extended),
            false => Err(format!(
                "`{name}` lies outside the project and may not be extended"
            )),
        }
    }
}

/// The nearest folder above `root`, or `root` itself, that holds a repository; the outermost
/// folder if there is none.
fn repository_of(root: &Path) -> PathBuf {
    let found = root.ancestors().find(|folder| folder.join(".git").exists());
    found
        .or_else(|| root.ancestors().last())
        .unwrap_or(root)
        .to_owned()
}

fn read(path: &Path) -> Result<String, ConfigError> {
    let fail =
        |error: std::io::Error| ConfigError::of_file(path, format!("cannot be read: {error}"));
    let mut text = String::new();
    File::open(path)
        .map_err(fail)?
        .take(MAX_CONFIG_SIZE + 1)
        .read_to_string(&mut text)
        .map_err(fail)?;
    match text.len() as u64 > MAX_CONFIG_SIZE {
        true => Err(ConfigError::of_file(path, "is larger than 1 MiB")),
        false => Ok(text),
    }
}

/// A configuration file that cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// Line and column in it, both from 1 and in characters, if one place is to blame.
    pub place: Option<(u32, u32)>,
    /// What is wrong and what to do about it.
    pub message: String,
}

impl ConfigError {
    fn of_file(path: &Path, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            place: None,
            message: message.into(),
        }
    }

    fn of_options(path: &Path, text: &str, error: OptionsError) -> Self {
        let place = error.range.map(|range| {
            let position = Document::new(text).position(range.start(), Encoding::Utf32);
            (position.line + 1, position.column + 1)
        });
        Self {
            place,
            ..Self::of_file(path, error.to_string())
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.path.display())?;
        if let Some((line, column)) = self.place {
            write!(f, "{line}:{column}:")?;
        }
        write!(f, " {}", self.message)
    }
}

impl std::error::Error for ConfigError {}

fn words_of<'a>(settings: impl Iterator<Item = &'a Settings>) -> Vec<String> {
    let of_one = |it: &'a Settings| {
        let clients = it.clients.list().iter().map(OwnClient::word);
        clients.chain(it.keys.variables.iter().map(String::as_str))
    };
    let words = settings.flat_map(of_one).filter(|it| !it.is_empty());
    let mut words: Vec<_> = words.map(str::to_owned).collect();
    words.sort();
    words.dedup();
    words
}
