//! The options that single rules have beside their level.

use super::OptionsError;
use super::options::RuleOptions;
use super::suggest::suggest;
use crate::finding::Level;
use std::collections::BTreeMap;

/// One option of one rule.
struct RuleOption {
    rule: &'static str,
    name: &'static str,
    /// What it takes, to complete "expects".
    expects: &'static str,
    accepts: fn(&toml::Value) -> bool,
}

const RULE_OPTIONS: &[RuleOption] = &[RuleOption {
    rule: "unbounded-tokens",
    name: "limit",
    expects: "a number of tokens above 0",
    accepts: |value| value.as_integer().is_some_and(|limit| limit > 0),
}];

/// What is set for one rule.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct RuleSettings {
    pub(super) level: Option<Level>,
    pub(super) options: BTreeMap<&'static str, toml::Value>,
}

impl RuleSettings {
    /// What is written for the rule `id`, with its options checked.
    pub(super) fn new(id: &str, written: &RuleOptions) -> Result<Self, OptionsError> {
        let known: Vec<_> = RULE_OPTIONS.iter().filter(|o| o.rule == id).collect();
        let mut options = BTreeMap::new();
        for (name, value) in &written.options {
            let Some(option) = known.iter().find(|o| o.name == name.get_ref()) else {
                return Err(unknown_option(id, name, known.iter().map(|o| o.name)));
            };
            if !(option.accepts)(value.get_ref()) {
                let message = format!("`{}` of `{id}` expects {}", option.name, option.expects);
                return Err(OptionsError::at(value.span(), message));
            }
            options.insert(option.name, value.get_ref().clone());
        }
        Ok(Self {
            level: written.level,
            options,
        })
    }

    /// A level and nothing else.
    pub(super) fn of_level(level: Level) -> Self {
        Self {
            level: Some(level),
            ..Self::default()
        }
    }

    /// Takes over what is set in `other`.
    pub(super) fn overlay(&mut self, other: &Self) {
        self.level = other.level.or(self.level);
        let options = other.options.iter();
        self.options
            .extend(options.map(|(name, value)| (*name, value.clone())));
    }
}

fn unknown_option(
    rule: &str,
    name: &toml::Spanned<String>,
    known: impl Iterator<Item = &'static str>,
) -> OptionsError {
    let known: Vec<_> = std::iter::once("level").chain(known).collect();
    let message = format!("rule `{rule}` has no option `{name}`");
    OptionsError::at(name.span(), message).with_help(
        match suggest(name.get_ref(), known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it has `{}`", known.join("`, `")),
        },
    )
}
