//! What errors are made of, and what code does with them.

use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::words::words;

/// Names around errors, the same in all languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Errors {
    harmless: FxHashSet<String>,
    showing: FxHashSet<String>,
    testing: FxHashSet<String>,
    wide: FxHashSet<String>,
    narrow: FxHashSet<String>,
    of_requests: FxHashSet<String>,
    for_developers: Vec<String>,
}

impl Errors {
    /// Whether a member of an error tells nothing of what happened inside.
    pub fn is_harmless(&self, member: &str) -> bool {
        self.harmless.contains(member)
    }

    /// Whether a function gives what it is given as text, or in another form.
    pub fn shows(&self, function: &str) -> bool {
        self.showing.contains(function)
    }

    /// Whether a method gives whether, not what.
    pub fn tests(&self, method: &str) -> bool {
        self.testing.contains(method)
    }

    /// Whether errors of requests are of the class.
    pub fn is_wide(&self, class: &str) -> bool {
        let class = class.rsplit('.').next().unwrap_or(class);
        if self.wide.contains(class) || self.narrow.contains(class) {
            return self.wide.contains(class);
        }
        words(class)
            .iter()
            .any(|word| self.of_requests.contains(word))
    }

    /// Whether a condition holds only while developing.
    pub fn is_for_developers(&self, condition: &str) -> bool {
        let condition = condition.to_ascii_lowercase();
        self.for_developers
            .iter()
            .any(|mark| condition.contains(mark))
    }
}
