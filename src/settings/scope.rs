//! The settings of all files below one configuration file.

use super::layer::{Layer, Override, RuleLevels};
use super::patterns::Patterns;
use super::rule_options::RuleSettings;
use super::{Audit, Keys, Models, Settings};
use crate::catalog::OwnClients;
use crate::finding::{Level, RuleMeta};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// The settings that hold below one configuration file, which may differ from file to file.
#[derive(Debug, Default)]
pub struct Scope {
    base: Settings,
    exclude: Vec<Patterns>,
    overrides: Vec<Override>,
    forced: RuleLevels,
    variants: Variant,
}

/// The settings of the files that the same overrides match: one step down the tree for each
/// override, made when first asked for.
#[derive(Debug, Default)]
struct Variant {
    settings: OnceLock<Settings>,
    matched: OnceLock<Box<Self>>,
    passed: OnceLock<Box<Self>>,
}

impl Scope {
    /// What the layers say together; a later one takes precedence over an earlier, and the levels
    /// in `forced` over all.
    pub fn new(layers: &[Layer], forced: &[(&'static RuleMeta, Level)]) -> Self {
        let mut base = Settings::default();
        for layer in layers {
            overlay(&mut base, layer);
        }
        let clients = layers
            .iter()
            .flat_map(|layer| layer.clients.iter().cloned());
        base.clients = Arc::new(OwnClients::new(clients.collect()));
        Self {
            base,
            exclude: layers.iter().map(|layer| layer.exclude.clone()).collect(),
            overrides: layers
                .iter()
                .flat_map(|layer| layer.overrides.iter().cloned())
                .collect(),
            forced: forced
                .iter()
                .map(|(rule, level)| (rule.id, RuleSettings::of_level(*level)))
                .collect(),
            variants: Variant::default(),
        }
    }

    /// The settings that hold for files that no override matches.
    pub fn base(&self) -> &Settings {
        &self.base
    }

    /// The settings that hold for the file at `path`.
    pub fn settings_for(&self, path: &Path) -> &Settings {
        let mut variant = &self.variants;
        let mut matching = Vec::new();
        for overridden in &self.overrides {
            variant = if overridden.files.matches(path) {
                matching.push(&overridden.rules);
                variant.matched.get_or_init(Box::default)
            } else {
                variant.passed.get_or_init(Box::default)
            };
        }
        variant.settings.get_or_init(|| {
            let mut settings = self.base.clone();
            for rules in matching.into_iter().chain([&self.forced]) {
                settings.overlay_rules(rules);
            }
            settings
        })
    }

    /// Whether the file or folder at `path` is excluded as such, whatever holds for the folders it
    /// lies in.
    pub fn excludes(&self, path: &Path, is_folder: bool) -> bool {
        self.exclude
            .iter()
            .any(|patterns| patterns.matches_itself(path, is_folder))
    }
}

fn overlay(settings: &mut Settings, layer: &Layer) {
    settings.overlay_rules(&layer.rules);
    let Settings {
        rules: _,
        honor_foreign_ignores,
        models: Models {
            allowed,
            environments,
        },
        audit: Audit { sinks },
        keys:
            Keys {
                variables,
                env_file,
                max_age_days,
            },
        clients: _,
    } = settings;
    set(honor_foreign_ignores, &layer.honor_foreign_ignores);
    if layer.models.is_some() {
        allowed.clone_from(&layer.models);
    }
    environments.extend(layer.environments.clone());
    set(sinks, &layer.sinks);
    set(variables, &layer.variables);
    set(env_file, &layer.env_file);
    if let Some(age) = layer.max_age {
        *max_age_days = Some(age.days);
    }
}

fn set<T: Clone>(value: &mut T, written: &Option<T>) {
    if let Some(written) = written {
        value.clone_from(written);
    }
}
