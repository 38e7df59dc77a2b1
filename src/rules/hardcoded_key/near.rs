//! Near: what looks like a key where Mistral's name, host or package stands.

use super::Seen;
use super::judged::Judged;
use super::names::Names;
use super::proven::VARIABLE;
use super::siblings::{Parents, beside};
use super::texts;
use crate::catalog::{Catalog, KeyShape};
use crate::facts::{ExprKind, Facts};
use crate::finding::{Finding, Label};
use crate::flow::{At, ExprAt};
use crate::rules::context::{Context, label, line_name};

/// Reports what looks like a key near Mistral.
pub(super) fn check<'p>(
    ctx: &Context<'_, 'p>,
    names: &Names<'_>,
    seen: &mut Seen<'p>,
    findings: &mut Vec<Finding>,
) {
    let facts = &ctx.file.facts;
    let candidates: Vec<_> = candidates(ctx)
        .filter(|candidate| !seen.contains(candidate))
        .collect();
    if candidates.is_empty() || speaks_of_a_namesake(ctx.catalog, facts) {
        return;
    }
    let (parents, names) = (Parents::of(facts), names.by_value());
    for at in candidates {
        let name = names.get(&at.id).copied();
        let Some((slot, labels)) = slot(ctx, &parents, at, name) else {
            continue;
        };
        for text in texts::of_expr(ctx.flow, at) {
            seen.extend(&text.parts);
            let judged = Judged {
                text: &text,
                shape: KeyShape::KeyShaped,
                slot: slot.clone(),
                labels: labels.clone(),
                certain: false,
                admin: false,
                variables: vec![VARIABLE.to_owned()],
            };
            findings.push(judged.finding(ctx));
        }
    }
}

/// The literals of a file that look like a key.
fn candidates<'p>(ctx: &Context<'_, 'p>) -> impl Iterator<Item = ExprAt<'p>> {
    let file = ctx.file;
    file.facts
        .exprs()
        .filter(|(_, expr)| match &expr.kind {
            // What is shorter or longer is no key, with or without a scheme.
            ExprKind::String(literal) if (32..=48).contains(&literal.value.len()) => {
                KeyShape::of(&literal.value) == KeyShape::KeyShaped
            }
            _ => false,
        })
        .map(move |(id, _)| At { file, id })
}

/// Why a literal is near: what its name says, or what stands beside it.
fn slot<'p>(
    ctx: &Context<'_, 'p>,
    parents: &Parents,
    at: ExprAt<'p>,
    name: Option<&str>,
) -> Option<(String, Vec<Label>)> {
    if let Some(name) = name.filter(|name| ctx.catalog.says_only_mistral(name)) {
        return Some((format!("is called `{name}`"), Vec::new()));
    }
    if !name.is_none_or(|name| is_credential(ctx.catalog, name)) {
        return None;
    }
    let found = beside(ctx.flow, parents, at)?;
    let slot = format!("stands beside `{}`, {}", found.says, line_name(found.at));
    Some((slot, vec![label(found.at, "speaks of Mistral")]))
}

/// Whether a name says credential, whose ever.
fn is_credential(catalog: &Catalog, name: &str) -> bool {
    catalog.credential_header(name).is_some()
        || catalog.names_mistral_credential(&format!("mistral_{name}"))
}

/// Whether a file imports what has Mistral's name and is something else.
fn speaks_of_a_namesake(catalog: &Catalog, facts: &Facts) -> bool {
    facts
        .imports()
        .any(|(_, import)| catalog.is_namesake(&import.module))
}
