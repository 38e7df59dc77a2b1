//! A model that the settings do not allow.

use super::Rule;
use super::context::Context;
use super::model_mention::{Mention, mentions};
use crate::catalog::{ModelFamily, Naming};
use crate::finding::{Applicability, Confidence, Finding, Level, RuleMeta};
use crate::settings::Models;

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "model-not-allowed",
        summary: "a model is asked for that the settings do not allow",
        level: Level::Error,
        confidence: Confidence::High,
        in_tests: false,
        fixable: true,
        docs: include_str!("model-not-allowed.md"),
    },
    check,
};

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    let models = &ctx.settings.models;
    if models.allowed.is_none() && models.environments.is_empty() {
        return;
    }
    for mention in mentions(ctx) {
        let allowed = allowed(models, mention.environment.as_deref());
        let is_allowed = |it: &&str| is_same(ctx, it, &mention.id);
        if !allowed.is_empty() && !allowed.iter().any(is_allowed) {
            findings.push(finding(ctx, &mention, &allowed));
        }
    }
}

/// The models that may be asked in an environment; if it is not known which, those that may be asked
/// in some.
fn allowed<'s>(models: &'s Models, environment: Option<&str>) -> Vec<&'s str> {
    let here = environment.and_then(|it| models.environments.get(it));
    let lists: Vec<_> = match (here, &models.allowed) {
        (Some(here), _) => vec![here],
        (None, Some(everywhere)) => vec![everywhere],
        (None, None) => models.environments.values().collect(),
    };
    lists.into_iter().flatten().map(String::as_str).collect()
}

/// Whether two names always mean the same model.
fn is_same(ctx: &Context<'_, '_>, a: &str, b: &str) -> bool {
    let fixed = |name| {
        let named = ctx.catalog.model(name);
        named
            .filter(|it| it.naming != Naming::Moving)
            .map(|it| &it.model.id)
    };
    a == b || fixed(a).is_some_and(|a| fixed(b) == Some(a))
}

fn finding(ctx: &Context<'_, '_>, mention: &Mention, allowed: &[&str]) -> Finding {
    let id = &mention.id;
    let place = match &mention.environment {
        Some(environment) => format!(" in `{environment}`"),
        None => String::new(),
    };
    let nearest = nearest(ctx, id, allowed);
    let message = format!(
        "`{id}` may not be asked{place}: the settings allow {}. Ask for `{nearest}`, or allow the model once it is reviewed.",
        listed(allowed),
    );
    let location = mention.location.clone();
    let mut finding = ctx.finding(&RULE.meta, location, &[&mention.asker, id], message);
    mention.explain(&mut finding);
    finding
        .fixes
        .extend(mention.rename(nearest, Applicability::Unsafe));
    finding
}

/// The allowed model that is most like one that is not: for the same purpose, of the most alike name.
fn nearest<'s>(ctx: &Context<'_, '_>, id: &str, allowed: &[&'s str]) -> &'s str {
    let family =
        |name: &str| -> Option<ModelFamily> { Some(ctx.catalog.model(name)?.model.family) };
    let wanted = family(id);
    let distance = |name: &str| (family(name) != wanted, strsim::osa_distance(id, name));
    allowed
        .iter()
        .copied()
        .min_by_key(|name| distance(name))
        .unwrap_or_default()
}

/// A few of the models, for a message.
fn listed(allowed: &[&str]) -> String {
    const FEW: usize = 3;
    let few: Vec<_> = allowed
        .iter()
        .take(FEW)
        .map(|it| format!("`{it}`"))
        .collect();
    match allowed.len().saturating_sub(FEW) {
        0 => few.join(", "),
        more => format!("{} and {more} more", few.join(", ")),
    }
}
