//! An ignore comment that ignores nothing. What the other rules report decides, so the findings are
//! made where all of them are known, in `check`.

use super::Rule;
use crate::finding::{Confidence, Level, RuleMeta};

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "unused-suppression",
        summary: "an ignore comment ignores nothing",
        level: Level::Warning,
        confidence: Confidence::High,
        in_tests: true,
        fixable: true,
        docs: include_str!("unused-suppression.md"),
    },
    check: |_, _| {},
};
