//! Settings: options as written, and what they mean.
//!
//! Must not know: files on disk, rules beyond their names and defaults.

use crate::finding::{Level, RuleMeta};

/// The settings that hold for a file, resolved.
#[derive(Clone, Debug, Default)]
pub struct Settings {}

impl Settings {
    /// The level of a rule.
    pub fn level(&self, rule: &RuleMeta) -> Level {
        rule.level
    }

    /// The env file keys are moved to.
    pub fn env_file(&self) -> &str {
        ".env"
    }
}
