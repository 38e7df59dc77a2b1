//! What to look at, and by which settings: the same for every command that reads a project.

use super::args::ScopeArguments;
use super::exit::Failure;
use super::output::complain;
use super::rules;
use crate::check::prefilter;
use crate::finding::{Level, RuleMeta};
use crate::project::{ConfigError, ConfigSource, Configs, Discovery, Note, Project, surroundings};
use crate::report;
use crate::syntax::Language;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// What to look at, and by which settings.
pub(super) struct Scope {
    /// The folder paths are relative to.
    pub(super) working_directory: PathBuf,
    input: Input,
    config: ConfigSource,
    levels: Vec<(&'static RuleMeta, Level)>,
    force_exclude: bool,
}

/// What to look at.
enum Input {
    /// These files and folders, as absolute paths.
    Paths(Vec<PathBuf>),
    /// Standard input, as the file of this absolute path.
    Stdin(PathBuf),
}

impl Scope {
    /// Makes sense of the arguments; `levels` hold whatever the settings say.
    pub(super) fn new(
        arguments: &ScopeArguments,
        levels: Vec<(&'static RuleMeta, Level)>,
    ) -> Result<Self, Failure> {
        let working_directory = std::env::current_dir()
            .map_err(|error| Failure::new(format!("there is no working directory: {error}")))?;
        Ok(Self {
            input: Input::new(arguments, &working_directory)?,
            config: config_source(arguments, &working_directory),
            levels,
            force_exclude: arguments.force_exclude,
            working_directory,
        })
    }

    /// Reads and parses what there is to look at.
    pub(super) fn load(&self) -> Result<(Project, Vec<Note>), Failure> {
        let roots = self.roots();
        let mut configs = Configs::load(&roots, self.config.clone(), &rules(), &self.levels)
            .map_err(|errors| self.config_failure(&errors))?;
        let (paths, given) = match &self.input {
            Input::Paths(paths) => (&paths[..], None),
            Input::Stdin(path) => {
                let text = self.read_stdin(path)?;
                (std::slice::from_ref(path), Some((path.clone(), text)))
            }
        };
        let discovered = Discovery {
            paths,
            given,
            around: &self.around(paths),
            prefilter: &prefilter(),
            force_exclude: self.force_exclude,
            known: None,
        }
        .run(&mut configs);
        if !discovered.config_errors.is_empty() {
            return Err(self.config_failure(&discovered.config_errors));
        }
        if !discovered.unreadable.is_empty() {
            let messages = discovered.unreadable.iter().map(|note| self.line(note));
            return Err(Failure {
                messages: messages.collect(),
            });
        }
        let reach: Vec<_> = roots.iter().filter_map(|root| surroundings(root)).collect();
        let project = discovered.project.reaching(reach).under(roots, configs);
        Ok((project, discovered.notes))
    }

    /// The folders that what was named is part of; the working directory and a folder elsewhere stand
    /// for themselves.
    fn around(&self, paths: &[PathBuf]) -> Vec<PathBuf> {
        let home = &self.working_directory;
        let is_part = |path: &&PathBuf| !path.is_dir() || path.starts_with(home) && *path != home;
        let is_more = |root: &PathBuf| !paths.iter().any(|named| root.starts_with(named));
        let around = paths.iter().filter(is_part);
        let around = around.filter_map(|path| surroundings(path)).filter(is_more);
        let mut around: Vec<_> = around.collect();
        around.sort();
        around.dedup();
        around
    }

    /// The working directory, and what was named outside it.
    fn roots(&self) -> Vec<PathBuf> {
        let named: &[PathBuf] = match &self.input {
            Input::Stdin(path) => std::slice::from_ref(path),
            Input::Paths(paths) => paths,
        };
        let mut roots = vec![self.working_directory.clone()];
        for path in named
            .iter()
            .filter(|path| !path.starts_with(&self.working_directory))
        {
            let folder = match path.is_dir() {
                true => Some(path.as_path()),
                false => path.parent(),
            };
            roots.extend(folder.map(Path::to_owned));
        }
        roots.dedup();
        roots
    }

    fn read_stdin(&self, path: &Path) -> Result<Arc<str>, Failure> {
        let name = report::relative(path, &self.working_directory);
        if Language::of_path(path).is_none() {
            let message =
                format!("`--stdin-filename {name}` is in no language that windbreak reads");
            return Err(Failure::new(message));
        }
        let mut bytes = Vec::new();
        std::io::stdin()
            .read_to_end(&mut bytes)
            .map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
        let text = String::from_utf8(bytes)
            .map_err(|_| Failure::new(format!("standard input ({name}) is not UTF-8")))?;
        Ok(text.into())
    }

    /// Says on standard error what should be known of files.
    pub(super) fn say(&self, notes: &[Note]) {
        let lines: Vec<_> = notes.iter().map(|note| self.line(note)).collect();
        complain("note", &lines);
    }

    fn line(&self, note: &Note) -> String {
        let path = report::relative(&note.path, &self.working_directory);
        format!("{path}: {}", note.message)
    }

    fn config_failure(&self, errors: &[ConfigError]) -> Failure {
        let messages = errors.iter().map(|error| {
            let path = report::relative(&error.path, &self.working_directory);
            ConfigError {
                path: path.into(),
                ..error.clone()
            }
            .to_string()
        });
        Failure {
            messages: messages.collect(),
        }
    }
}

impl Input {
    fn new(arguments: &ScopeArguments, working_directory: &Path) -> Result<Self, Failure> {
        let from_stdin = arguments.paths.iter().any(|path| path == Path::new("-"));
        let name = arguments.stdin_filename.as_deref();
        match (from_stdin, name) {
            (true, _) if arguments.paths.len() > 1 => {
                Err(Failure::new("`-` stands alone: standard input is one file"))
            }
            (true, None) => Err(Failure::new(
                "`-` needs `--stdin-filename NAME`, which says what language it is in",
            )),
            (true, Some(name)) => Ok(Self::Stdin(absolute(name, working_directory))),
            (false, Some(_)) => Err(Failure::new(
                "`--stdin-filename` needs the path `-`, which stands for standard input",
            )),
            (false, None) if arguments.paths.is_empty() => {
                Ok(Self::Paths(vec![working_directory.to_owned()]))
            }
            (false, None) => {
                let paths = arguments.paths.iter();
                let paths = paths.map(|path| absolute(path, working_directory));
                Ok(Self::Paths(paths.collect()))
            }
        }
    }
}

fn config_source(arguments: &ScopeArguments, working_directory: &Path) -> ConfigSource {
    match &arguments.config {
        _ if arguments.no_config => ConfigSource::Defaults,
        None => ConfigSource::Nearest,
        Some(path) => ConfigSource::File {
            path: absolute(path, working_directory),
            relative_to: working_directory.to_owned(),
        },
    }
}

/// An absolute path without `.` and `..`.
pub(super) fn absolute(path: &Path, working_directory: &Path) -> PathBuf {
    let mut absolute = PathBuf::new();
    for part in working_directory.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                absolute.pop();
            }
            part => absolute.push(part),
        }
    }
    absolute
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_made_absolute_by_its_words_alone() {
        let base = Path::new("/home/me");
        for (given, meant) in [
            (".", "/home/me"),
            ("./a/../b", "/home/me/b"),
            ("../../..", "/"),
            ("/etc", "/etc"),
        ] {
            assert_eq!(absolute(Path::new(given), base), Path::new(meant));
        }
    }
}
