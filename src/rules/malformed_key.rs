//! What stands in an env file for a key and cannot be one.

use super::Rule;
use super::context::Context;
use super::env_keys::{EnvKey, env_keys, is_for_tests, is_template};
use crate::catalog::KeyShape;
use crate::finding::{Confidence, Finding, Level, RuleMeta};

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "malformed-key",
        summary: "what an env file has for a Mistral key cannot be one",
        level: Level::Warning,
        confidence: Confidence::High,
        in_tests: false,
        fixable: false,
        docs: include_str!("malformed-key.md"),
    },
    check,
};

/// The one flaw of what is no secret.
const PLACEHOLDER: &str = "still is a placeholder";
/// How long Mistral's keys are.
const LENGTH: usize = 32;

/// What is shorter is no secret of another form either.
const LEAST: usize = 24;

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    if is_template(&ctx.file.path) || is_for_tests(&ctx.file.path) {
        return;
    }
    for key in env_keys(ctx, ctx.file) {
        if let Some((what, confidence)) = flaw(&key) {
            findings.push(finding(ctx, &key, what, confidence));
        }
    }
}

/// What is wrong with a key, to complete "`NAME` …", and how sure that is.
fn flaw(key: &EnvKey<'_>) -> Option<(&'static str, Confidence)> {
    let value = key.value;
    let bare = value.trim();
    let quoted = |quote: char| bare.starts_with(quote) || bare.ends_with(quote);
    let certain = |what| Some((what, Confidence::High));
    if bare.starts_with("sk-") && bare.len() >= LENGTH {
        return certain("begins like the key of another vendor");
    }
    if ['"', '\'', '`'].into_iter().any(quoted) {
        return certain("has a quote too many, which becomes part of the key");
    }
    if bare.starts_with("Bearer ") {
        return certain("begins with `Bearer`, which clients add by themselves");
    }
    if key.is_reference() {
        return None;
    }
    let joined: String = value.split_whitespace().collect();
    if joined.len() < value.len() && KeyShape::of(&joined) == KeyShape::KeyShaped {
        return certain("has a space too many");
    }
    if key.shape == KeyShape::Placeholder {
        return certain(PLACEHOLDER);
    }
    // Azure's keys are of other lengths.
    let is_azure = key.entry.name.to_ascii_uppercase().contains("AZURE");
    let is_short = value.len() < LEAST && !is_azure;
    is_short.then_some((
        "is shorter than a key, so that a part of it is missing",
        Confidence::Medium,
    ))
}

fn finding(ctx: &Context<'_, '_>, key: &EnvKey<'_>, what: &str, confidence: Confidence) -> Finding {
    let name = &key.entry.name;
    let message = format!(
        "`{name}` {what}. It is set, so that checks at start pass, and every request is refused with a 401. Put the key \
         there, or leave the line out."
    );
    let mut finding = ctx.finding(&RULE.meta, key.location(), &[name, what], message);
    finding.confidence = confidence;
    // A part of a key is worth hiding too.
    if what != PLACEHOLDER {
        finding.secrets.push(key.location());
    }
    finding
}
