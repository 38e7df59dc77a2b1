//! A model id that is nearly, but not quite, a known one.

use super::Rule;
use super::context::Context;
use super::model_mention::mentions;
use crate::catalog::Lifecycle;
use crate::finding::{Applicability, Confidence, Finding, Level, RuleMeta};

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "unknown-model",
        summary: "a model is asked for whose id is a slip of the pen away from a known one",
        level: Level::Info,
        confidence: Confidence::Medium,
        in_tests: false,
        fixable: true,
        docs: include_str!("unknown-model.md"),
    },
    check,
};

/// How many edits away a name is at most that is taken for a slip.
const MOST_EDITS: usize = 2;

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    for mention in mentions(ctx).into_iter().filter(|it| it.own_servers) {
        let id = mention.id.as_str();
        let Some(meant) = meant(ctx, id) else {
            continue;
        };
        let message = format!(
            "There is no model `{id}` that is known here. If it is a slip, every request for it fails: did you mean `{meant}`?"
        );
        let location = mention.location.clone();
        let mut finding = ctx.finding(&RULE.meta, location, &[&mention.asker, id], message);
        mention.explain(&mut finding);
        // The id may be of a model that is newer than this table.
        finding
            .fixes
            .extend(mention.rename(meant, Applicability::Unsafe));
        findings.push(finding);
    }
}

/// The living model whose name an unknown one nearly is.
fn meant(ctx: &Context<'_, '_>, id: &str) -> Option<&'static str> {
    if ctx.catalog.model(id).is_some() || id.starts_with("ft:") || id.contains(['/', ':', '@']) {
        return None;
    }
    // The name of a family without what follows: some servers know it.
    let begins = |name: &str| {
        name.strip_prefix(id)
            .is_some_and(|rest| rest.starts_with('-'))
    };
    if ctx.catalog.model_names().any(begins) {
        return None;
    }
    let lower = id.to_lowercase();
    let most = MOST_EDITS.min(id.len() / 5);
    let answers = |name: &str| {
        let model = ctx.catalog.model(name);
        model.is_some_and(|it| {
            it.lifecycle(ctx.today) == Lifecycle::Active && it.model.provider.is_none()
        })
    };
    let near = ctx.catalog.model_names().filter_map(|name| {
        let is_close = name.len().abs_diff(id.len()) <= most;
        let edits = is_close.then(|| strsim::osa_distance(&lower, name))?;
        (edits <= most).then_some((edits, name))
    });
    let near: Vec<_> = near.collect();
    // What differs in its numbers alone is another model, perhaps a newer one than are known here.
    if near
        .iter()
        .any(|(_, name)| letters(name).eq(letters(&lower)) && *name != lower)
    {
        return None;
    }
    near.into_iter()
        .filter(|(_, name)| answers(name))
        .min()
        .map(|(_, name)| name)
}

fn letters(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| !c.is_ascii_digit())
}
