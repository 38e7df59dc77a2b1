//! What the arguments of `check` mean.

use super::args::{CheckArguments, ConfidenceArgument, FormatArgument, SeverityArgument};
use super::exit::Failure;
use super::output::Output;
use super::scope::Scope;
use crate::finding::{Applicability, Confidence, Level, RuleMeta, Severity};
use crate::report::Format;
use crate::settings::{known_rule, suggest};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};
use std::path::Path;

/// A run of `check`: what to look at, how, and what to do with the findings.
pub(super) struct Check {
    pub(super) scope: Scope,
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

impl Check {
    /// Makes sense of the arguments.
    pub(super) fn new(
        arguments: &CheckArguments,
        rules: &[&'static RuleMeta],
    ) -> Result<Self, Failure> {
        let levels = arguments.rules.iter().map(|given| level(given, rules));
        let format = arguments.format.map_or_else(default_format, Format::from);
        if (arguments.fix || arguments.diff)
            && arguments
                .scope
                .paths
                .iter()
                .any(|path| path == Path::new("-"))
        {
            let message =
                "`--fix` and `--diff` are about files, and `-` is none: give the path of the file";
            return Err(Failure::new(message));
        }
        if arguments.statistics && !matches!(format, Format::Text | Format::Concise | Format::Json)
        {
            let message = "`--statistics` goes with `--format` text, concise or json";
            return Err(Failure::new(message));
        }
        Ok(Self {
            scope: Scope::new(&arguments.scope, levels.collect::<Result<_, _>>()?)?,
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
            output: Output::to(arguments.output.as_deref()),
            statistics: arguments.statistics,
            exit_zero: arguments.exit_zero,
        })
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
