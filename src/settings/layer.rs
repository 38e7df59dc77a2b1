//! What one configuration file says, checked.

use super::clients;
use super::options::{MaxAge, Options, OverrideOptions, RuleTable};
use super::patterns::Patterns;
use super::rule_options::RuleSettings;
use super::{OptionsError, suggest};
use crate::catalog::OwnClient;
use crate::finding::RuleMeta;
use crate::text::TextRange;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Component, Path};
use toml::Spanned;

/// What one configuration file says, without what it extends.
#[derive(Debug)]
pub struct Layer {
    /// The file it extends, as written, and where that is written.
    pub extend: Option<(String, TextRange)>,
    pub(super) exclude: Patterns,
    pub(super) rules: RuleLevels,
    pub(super) overrides: Vec<Override>,
    pub(super) honor_foreign_ignores: Option<bool>,
    pub(super) models: Option<Vec<String>>,
    pub(super) environments: BTreeMap<String, Vec<String>>,
    pub(super) sinks: Option<Vec<String>>,
    pub(super) variables: Option<Vec<String>>,
    pub(super) env_file: Option<String>,
    pub(super) max_age: Option<MaxAge>,
    pub(super) clients: Vec<OwnClient>,
}

/// What is set for rules, by name.
pub(super) type RuleLevels = BTreeMap<&'static str, RuleSettings>;

/// What is set for some files.
#[derive(Clone, Debug)]
pub(super) struct Override {
    pub(super) files: Patterns,
    pub(super) rules: RuleLevels,
}

impl Layer {
    /// Reads the text of a `windbreak.toml` that stands in `folder`.
    ///
    /// # Errors
    ///
    /// If it is no TOML, or has a setting or rule that does not exist, or a value that makes no
    /// sense.
    pub fn of_windbreak_toml(
        text: &str,
        folder: &Path,
        rules: &[&'static RuleMeta],
    ) -> Result<Self, OptionsError> {
        Self::new(toml::from_str(text)?, folder, rules)
    }

    /// Reads the table `[tool.windbreak]` of a `pyproject.toml` that stands in `folder`; `None` if
    /// it has no such table.
    ///
    /// # Errors
    ///
    /// As [`Layer::of_windbreak_toml`].
    pub fn of_pyproject_toml(
        text: &str,
        folder: &Path,
        rules: &[&'static RuleMeta],
    ) -> Result<Option<Self>, OptionsError> {
        #[derive(Deserialize)]
        struct Pyproject {
            tool: Option<Tools>,
        }
        #[derive(Deserialize)]
        struct Tools {
            windbreak: Option<Options>,
        }
        // A file that does not name windbreak is none of its business, whatever state it is in.
        if !text.contains("windbreak") {
            return Ok(None);
        }
        let project: Pyproject = toml::from_str(text)?;
        match project.tool.and_then(|tool| tool.windbreak) {
            Some(options) => Self::new(options, folder, rules).map(Some),
            None => Ok(None),
        }
    }

    fn new(
        options: Options,
        folder: &Path,
        rules: &[&'static RuleMeta],
    ) -> Result<Self, OptionsError> {
        let overrides = options.overrides.iter();
        Ok(Self {
            extend: options.extend.map(|name| {
                let range = TextRange::new(name.span().start, name.span().end);
                (name.into_inner(), range)
            }),
            exclude: Patterns::new(folder, &options.exclude)?,
            rules: rule_levels(&options.rules, rules)?,
            overrides: overrides
                .map(|written| Override::new(written, folder, rules))
                .collect::<Result<_, _>>()?,
            honor_foreign_ignores: options.honor_foreign_ignores,
            models: options.models.allowed,
            environments: options.models.environments,
            sinks: options.audit.sinks,
            variables: options.keys.variables,
            env_file: options.keys.env_file.map(checked_env_file).transpose()?,
            max_age: options.keys.max_age,
            clients: clients::checked(&options.clients, folder)?,
        })
    }
}

impl Override {
    fn new(
        written: &OverrideOptions,
        folder: &Path,
        rules: &[&'static RuleMeta],
    ) -> Result<Self, OptionsError> {
        Ok(Self {
            files: Patterns::new(folder, &written.files)?,
            rules: rule_levels(&written.rules, rules)?,
        })
    }
}

fn rule_levels(
    written: &RuleTable,
    rules: &[&'static RuleMeta],
) -> Result<RuleLevels, OptionsError> {
    let one = |(name, options): (&Spanned<String>, &Spanned<_>)| {
        let id = known_rule(name.get_ref(), rules).map_err(|mut error| {
            error.range = Some(TextRange::new(name.span().start, name.span().end));
            error
        })?;
        Ok((id.id, RuleSettings::new(id.id, options.get_ref())?))
    };
    written.iter().map(one).collect()
}

/// The rule of this name.
///
/// # Errors
///
/// If there is none; the error names the nearest.
pub fn known_rule(
    name: &str,
    rules: &[&'static RuleMeta],
) -> Result<&'static RuleMeta, OptionsError> {
    let found = rules.iter().find(|rule| rule.id == name);
    found.copied().ok_or_else(|| OptionsError {
        range: None,
        message: format!("there is no rule `{name}`"),
        help: Some(match suggest(name, rules.iter().map(|rule| rule.id)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`windbreak rules` lists them".to_owned(),
        }),
    })
}

/// A key is written to this file: it must lie in the project.
fn checked_env_file(name: Spanned<String>) -> Result<String, OptionsError> {
    let path = Path::new(name.get_ref());
    let inside = path
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if inside && path.file_name().is_some() {
        return Ok(name.into_inner());
    }
    let message = format!("`{name}` is no file inside the project");
    Err(OptionsError::at(name.span(), message).with_help("name one, such as `.env`"))
}
