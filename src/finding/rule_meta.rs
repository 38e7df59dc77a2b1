//! What is known of a rule without running it.

use super::{Confidence, Severity};
use serde::{Deserialize, Serialize};

/// How loud a rule is: a severity, or silent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The rule does not run.
    Off,
    /// See [`Severity::Hint`].
    Hint,
    /// See [`Severity::Info`].
    Info,
    /// See [`Severity::Warning`].
    Warning,
    /// See [`Severity::Error`].
    Error,
}

impl Level {
    /// The severity of what the rule reports; `None` if it does not run.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Hint => Some(Severity::Hint),
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// A rule's name, defaults and documentation.
#[derive(PartialEq, Eq, Debug)]
pub struct RuleMeta {
    /// Its name in settings, comments and reports, in kebab-case: the bad pattern.
    pub id: &'static str,
    /// What it reports, in one line without a full stop.
    pub summary: &'static str,
    /// Its level unless the settings say otherwise.
    pub level: Level,
    /// The confidence of a finding unless the rule says otherwise.
    pub confidence: Confidence,
    /// Whether it looks at test code too; what tests do with a client is nobody's weakness.
    pub in_tests: bool,
    /// Whether some of its findings come with a fix.
    pub fixable: bool,
    /// Its page (`src/rules/<id>.md`), in Markdown.
    pub docs: &'static str,
}

impl RuleMeta {
    /// The address of the rule's page.
    pub fn url(&self) -> String {
        format!(
            "{}/blob/main/src/rules/{}.md",
            env!("CARGO_PKG_REPOSITORY"),
            self.id
        )
    }
}
