//! Resolved settings, written out.

use super::{Settings, clients};
use crate::finding::RuleMeta;
use toml::{Table, Value};

/// The settings as they would be written in a configuration file, with every rule's level.
pub fn to_toml(settings: &Settings, rules: &[&'static RuleMeta]) -> String {
    let Settings {
        rules: written,
        honor_foreign_ignores,
        models,
        audit,
        keys,
        clients: own,
    } = settings;
    let mut levels = Table::new();
    for rule in rules {
        let level = settings.level(rule).severity();
        let level = Value::from(level.map_or("off", |severity| severity.name()));
        let options = written.get(rule.id).map(|rule| rule.options.clone());
        let value = match options.filter(|options| !options.is_empty()) {
            None => level,
            Some(options) => {
                let options = options
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value));
                Table::from_iter(options.chain([("level".to_owned(), level)])).into()
            }
        };
        levels.insert(rule.id.to_owned(), value);
    }
    let mut model_table = Table::new();
    if let Some(allowed) = &models.allowed {
        model_table.insert("allowed".to_owned(), allowed.clone().into());
    }
    let environments = models.environments.iter();
    let environments = environments.map(|(name, models)| (name.clone(), models.clone().into()));
    model_table.insert(
        "environments".to_owned(),
        Table::from_iter(environments).into(),
    );
    let mut key_table = Table::new();
    key_table.insert("variables".to_owned(), keys.variables.clone().into());
    key_table.insert("env-file".to_owned(), keys.env_file.clone().into());
    if let Some(days) = keys.max_age_days {
        key_table.insert("max-age".to_owned(), i64::from(days).into());
    }
    let sinks = Table::from_iter([("sinks".to_owned(), audit.sinks.clone().into())]);
    let mut table = Table::from_iter([
        (
            "honor-foreign-ignores".to_owned(),
            Value::from(*honor_foreign_ignores),
        ),
        ("rules".to_owned(), levels.into()),
        ("models".to_owned(), model_table.into()),
        ("audit".to_owned(), sinks.into()),
        ("keys".to_owned(), key_table.into()),
    ]);
    if !own.is_empty() {
        let clients = own.list().iter().map(clients::to_toml).collect();
        table.insert("clients".to_owned(), Value::Array(clients));
    }
    table.to_string()
}
