//! Options as they are written in a configuration file. What they mean is said in `layer`.

use super::clients::ClientOptions;
use crate::finding::Level;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A configuration file: `windbreak.toml`, `.windbreak.toml`, or `[tool.windbreak]` in
/// `pyproject.toml`.
#[derive(Deserialize, JsonSchema, Default, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "windbreak settings")]
pub(super) struct Options {
    /// Another configuration file that this one builds on, relative to this one. What is set here
    /// takes the place of what is set there; `rules` are merged one by one, `exclude`, `overrides`
    /// and `clients` add up.
    #[schemars(with = "Option<String>")]
    pub(super) extend: Option<Spanned<String>>,
    /// Files and folders not to check, as patterns in the manner of `.gitignore`, relative to this
    /// file.
    #[schemars(with = "Vec<String>")]
    pub(super) exclude: Vec<Spanned<String>>,
    /// Whether the ignore comments of other scanners count too: `gitleaks:allow`,
    /// `trufflehog:ignore`, `kingfisher:ignore`, `pragma: allowlist secret`, `nosemgrep`.
    pub(super) honor_foreign_ignores: Option<bool>,
    /// The level of rules, and their options.
    #[schemars(with = "BTreeMap<String, RuleOptions>")]
    pub(super) rules: RuleTable,
    /// Other levels and options for some files; of several that match, the last wins.
    pub(super) overrides: Vec<OverrideOptions>,
    /// Which models may be asked.
    pub(super) models: ModelOptions,
    /// Where a record of requests is kept.
    pub(super) audit: AuditOptions,
    /// Where keys are kept.
    pub(super) keys: KeyOptions,
    /// Clients of your own that wrap Mistral: a request made by one counts as a request to Mistral.
    pub(super) clients: Vec<ClientOptions>,
}

/// Rules by name.
pub(super) type RuleTable = BTreeMap<Spanned<String>, Spanned<RuleOptions>>;

/// What is set for one rule: a level alone, or a table with `level` and the rule's own options.
#[derive(Default, Debug)]
pub(super) struct RuleOptions {
    pub(super) level: Option<Level>,
    pub(super) options: BTreeMap<Spanned<String>, Spanned<toml::Value>>,
}

/// Levels and options for some files.
#[derive(Deserialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct OverrideOptions {
    /// Which files, as patterns in the manner of `.gitignore`, relative to the configuration file.
    #[schemars(with = "Vec<String>")]
    pub(super) files: Vec<Spanned<String>>,
    /// What is set for them.
    #[schemars(with = "BTreeMap<String, RuleOptions>")]
    pub(super) rules: RuleTable,
}

/// Which models may be asked.
#[derive(Deserialize, JsonSchema, Default, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct ModelOptions {
    /// The models that may be asked in every environment; any, if not set.
    pub(super) allowed: Option<Vec<String>>,
    /// The models that may be asked in one environment (`production = ["..."]`), in the place of
    /// `allowed`.
    pub(super) environments: BTreeMap<String, Vec<String>>,
}

/// Where a record of requests is kept.
#[derive(Deserialize, JsonSchema, Default, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct AuditOptions {
    /// Functions of your own that keep a record of a request, as dotted names
    /// (`auditLog.record`).
    pub(super) sinks: Option<Vec<String>>,
}

/// Where keys are kept.
#[derive(Deserialize, JsonSchema, Default, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct KeyOptions {
    /// Environment variables of your own that hold a Mistral key, beside the known names.
    pub(super) variables: Option<Vec<String>>,
    /// The file that a key is moved to, relative to its project (default: `.env`).
    #[schemars(with = "Option<String>")]
    pub(super) env_file: Option<Spanned<String>>,
    /// The age at which a key counts as stale: a number of days, or `"90d"`, `"12w"`, `"1y"`.
    pub(super) max_age: Option<MaxAge>,
}

/// An age in days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct MaxAge {
    pub(super) days: u32,
}
