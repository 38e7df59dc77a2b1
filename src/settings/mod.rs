//! Settings: options as written, and what they mean.
//!
//! Must not know: files on disk, rules beyond their names and defaults.

mod clients;
mod error;
mod layer;
mod options;
mod patterns;
mod rule_options;
mod schema;
mod scope;
mod show;
mod spelling;
mod suggest;

pub use error::OptionsError;
pub use layer::{Layer, known_rule};
pub use schema::schema;
pub use scope::Scope;
pub use show::to_toml;
pub use suggest::suggest;

use crate::catalog::OwnClients;
use crate::finding::{Level, RuleMeta};
use layer::RuleLevels;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The settings that hold for a file, resolved.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Settings {
    rules: RuleLevels,
    /// Whether the ignore comments of other scanners count too.
    pub honor_foreign_ignores: bool,
    /// Which models may be asked.
    pub models: Models,
    /// Where a record of requests is kept.
    pub audit: Audit,
    /// Where keys are kept.
    pub keys: Keys,
    /// The clients that the project wrote itself.
    pub clients: Arc<OwnClients>,
}

/// Which models may be asked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Models {
    /// The models that may be asked in an environment that is not in `environments`; `None` if
    /// nothing was set, so that any may.
    pub allowed: Option<Vec<String>>,
    /// The models that may be asked in one environment, by its name.
    pub environments: BTreeMap<String, Vec<String>>,
}

/// Where a record of requests is kept.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Audit {
    /// The project's own functions that keep one, as dotted names.
    pub sinks: Vec<String>,
}

/// Where keys are kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Keys {
    /// The project's own environment variables that hold a key.
    pub variables: Vec<String>,
    /// The file a key is moved to, relative to its project and inside it.
    pub env_file: String,
    /// The age in days at which a key counts as stale.
    pub max_age_days: Option<u32>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            variables: Vec::new(),
            env_file: ".env".to_owned(),
            max_age_days: None,
        }
    }
}

impl Settings {
    /// The level of a rule.
    pub fn level(&self, rule: &RuleMeta) -> Level {
        let set = self.rules.get(rule.id).and_then(|rule| rule.level);
        set.unwrap_or(rule.level)
    }

    /// The rule's own option of this name, if it is set.
    pub fn rule_option<T: DeserializeOwned>(&self, rule: &RuleMeta, name: &str) -> Option<T> {
        let value = self.rules.get(rule.id)?.options.get(name)?;
        value.clone().try_into().ok()
    }

    fn overlay_rules(&mut self, rules: &RuleLevels) {
        for (id, rule) in rules {
            self.rules.entry(id).or_default().overlay(rule);
        }
    }

    /// The env file keys are moved to.
    pub fn env_file(&self) -> &str {
        &self.keys.env_file
    }
}

#[cfg(test)]
mod tests;
