//! What the arguments of `check` mean.

use super::args::{CheckArguments, ConfidenceArgument, FormatArgument, SeverityArgument};
use super::exit::Failure;
use super::output::Output;
use crate::finding::{Applicability, Confidence, Level, RuleMeta, Severity};
use crate::project::ConfigSource;
use crate::report::Format;
use crate::settings::{known_rule, suggest};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};
use std::path::{Component, Path, PathBuf};

/// A run of `check`: what to look at, how, and what to do with the findings.
pub(super) struct Check {
    /// The folder paths are relative to.
    pub(super) working_directory: PathBuf,
    pub(super) input: Input,
    pub(super) config: ConfigSource,
    pub(super) levels: Vec<(&'static RuleMeta, Level)>,
    pub(super) force_exclude: bool,
    pub(super) min_severity: Severity,
    pub(super) min_confidence: Confidence,
    /// Which fixes to apply, and where; `None` to apply none.
    pub(super) fixing: Option<Fixing>,
    pub(super) format: Format,
    pub(super) output: Output,
    pub(super) statistics: bool,
    pub(super) exit_zero: bool,
}

/// What is done with fixes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Fixing {
    /// The least trusted ones to apply.
    pub(super) least: Applicability,
    /// Whether they are only shown, as a patch.
    pub(super) diff: bool,
}

/// What to look at.
pub(super) enum Input {
    /// These files and folders, as absolute paths.
    Paths(Vec<PathBuf>),
    /// Standard input, as the file of this absolute path.
    Stdin(PathBuf),
}

impl Check {
    /// Makes sense of the arguments.
    pub(super) fn new(
        arguments: &CheckArguments,
        rules: &[&'static RuleMeta],
    ) -> Result<Self, Failure> {
        let working_directory = std::env::current_dir()
            .map_err(|error| Failure::new(format!("there is no working directory: {error}")))?;
        let levels = arguments.rules.iter().map(|given| level(given, rules));
        let format = arguments.format.map_or_else(default_format, Format::from);
        if arguments.statistics && !matches!(format, Format::Text | Format::Concise | Format::Json)
        {
            let message = "`--statistics` goes with `--format` text, concise or json";
            return Err(Failure::new(message));
        }
        Ok(Self {
            input: Input::new(arguments, &working_directory)?,
            config: config_source(arguments, &working_directory),
            levels: levels.collect::<Result<_, _>>()?,
            force_exclude: arguments.force_exclude,
            min_severity: arguments
                .min_severity
                .map_or(Severity::Hint, Severity::from),
            min_confidence: arguments
                .min_confidence
                .map_or(Confidence::Low, Confidence::from),
            fixing: (arguments.fix || arguments.diff).then_some(Fixing {
                least: match arguments.unsafe_fixes {
                    true => Applicability::Unsafe,
                    false => Applicability::Safe,
                },
                diff: arguments.diff,
            }),
            format,
            output: match &arguments.output {
                Some(path) => Output::File(path.clone()),
                None => Output::Stdout,
            },
            statistics: arguments.statistics,
            exit_zero: arguments.exit_zero,
            working_directory,
        })
    }
}

impl Input {
    fn new(arguments: &CheckArguments, working_directory: &Path) -> Result<Self, Failure> {
        let from_stdin = arguments.paths.iter().any(|path| path == Path::new("-"));
        let name = arguments.stdin_filename.as_deref();
        match (from_stdin, name) {
            (true, _) if arguments.paths.len() > 1 => {
                Err(Failure::new("`-` stands alone: standard input is one file"))
            }
            (true, _) if arguments.fix => Err(Failure::new(
                "`--fix` changes files, and `-` is none: give the path of the file",
            )),
            (true, _) if arguments.diff => Err(Failure::new(
                "`--diff` is about files, and `-` is none: give the path of the file",
            )),
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

fn config_source(arguments: &CheckArguments, working_directory: &Path) -> ConfigSource {
    match &arguments.config {
        _ if arguments.no_config => ConfigSource::Defaults,
        None => ConfigSource::Nearest,
        Some(path) => ConfigSource::File {
            path: absolute(path, working_directory),
            relative_to: working_directory.to_owned(),
        },
    }
}

/// What `--rule` was given.
fn level(given: &str, rules: &[&'static RuleMeta]) -> Result<(&'static RuleMeta, Level), Failure> {
    let refuse = |message: String| Failure::new(format!("`--rule {given}`: {message}"));
    let (id, level) = given
        .split_once('=')
        .ok_or_else(|| refuse("write ID=LEVEL, such as `logged-key=off`".to_owned()))?;
    let rule = known_rule(id.trim(), rules).map_err(|error| refuse(error.to_string()))?;
    let level = level.trim();
    let deserializer: StrDeserializer<'_, ValueError> = level.into_deserializer();
    let known = Level::deserialize(deserializer).map_err(|_| {
        let levels = ["off", "hint", "info", "warning", "error"];
        refuse(match suggest(level, levels) {
            Some(near) => format!("there is no level `{level}`; did you mean `{near}`?"),
            None => format!(
                "there is no level `{level}`; there are {}",
                levels.join(", ")
            ),
        })
    })?;
    Ok((rule, known))
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

fn default_format() -> Format {
    match std::env::var_os("GITHUB_ACTIONS") {
        Some(value) if value == "true" => Format::Github,
        _ => Format::Text,
    }
}

impl From<FormatArgument> for Format {
    fn from(format: FormatArgument) -> Self {
        match format {
            FormatArgument::Text => Self::Text,
            FormatArgument::Concise => Self::Concise,
            FormatArgument::Json => Self::Json,
            FormatArgument::Jsonl => Self::Jsonl,
            FormatArgument::Sarif => Self::Sarif,
            FormatArgument::Github => Self::Github,
        }
    }
}

impl From<SeverityArgument> for Severity {
    fn from(severity: SeverityArgument) -> Self {
        match severity {
            SeverityArgument::Hint => Self::Hint,
            SeverityArgument::Info => Self::Info,
            SeverityArgument::Warning => Self::Warning,
            SeverityArgument::Error => Self::Error,
        }
    }
}

impl From<ConfidenceArgument> for Confidence {
    fn from(confidence: ConfidenceArgument) -> Self {
        match confidence {
            ConfidenceArgument::Low => Self::Low,
            ConfidenceArgument::Medium => Self::Medium,
            ConfidenceArgument::High => Self::High,
        }
    }
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
