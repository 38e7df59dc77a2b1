//! Named: what stands under a name that says Mistral and credential.

use super::judged::Judged;
use super::names::{Named, Names};
use super::proven::VARIABLE;
use super::{Seen, texts};
use crate::catalog::KeyShape;
use crate::finding::Finding;
use crate::flow::At;
use crate::rules::context::Context;

/// Reports what looks like a key under a name that says Mistral and credential.
pub(super) fn check<'p>(
    ctx: &Context<'_, 'p>,
    names: &Names<'_>,
    seen: &mut Seen<'p>,
    findings: &mut Vec<Finding>,
) {
    for named in &names.values {
        let Some(name) = name_of_key(ctx, named) else {
            continue;
        };
        let at = At {
            file: ctx.file,
            id: named.value,
        };
        for text in texts::of_expr(ctx.flow, at) {
            let is_new = text.parts.iter().any(|part| !seen.contains(part));
            if !is_new || KeyShape::of(&text.value) != KeyShape::KeyShaped {
                continue;
            }
            seen.extend(&text.parts);
            let judged = Judged {
                text: &text,
                shape: KeyShape::KeyShaped,
                slot: format!("is called `{name}`"),
                labels: Vec::new(),
                certain: true,
                admin: false,
                variables: variables(ctx, &name),
            };
            findings.push(judged.finding(ctx));
        }
    }
}

/// What a value is called, if that says Mistral and credential, by its own name or together with
/// that of what it is a part of.
fn name_of_key(ctx: &Context<'_, '_>, named: &Named<'_>) -> Option<String> {
    let Named { name, owner, .. } = named;
    let catalog = ctx.catalog;
    if ctx.is_own_variable(name) {
        return Some((*name).to_owned());
    }
    if !may_say_mistral(name) && !owner.is_some_and(may_say_mistral) {
        return None;
    }
    if catalog.names_mistral_credential(name) {
        return Some((*name).to_owned());
    }
    let owner = (*owner)?;
    let whole = format!("{owner}.{name}");
    // Both have to say something of it: not every part of a thing with keys is a key.
    let is_split = catalog.names_mistral(owner) || catalog.says_only_mistral(name);
    (is_split && catalog.names_mistral_credential(&whole)).then_some(whole)
}

/// Whether a name may have a word for Mistral in it, at a glance.
fn may_say_mistral(name: &str) -> bool {
    let name = name.as_bytes();
    [b"mistral".as_slice(), b"codestral"].iter().any(|word| {
        name.windows(word.len())
            .any(|part| part.eq_ignore_ascii_case(word))
    })
}

/// The variables that may take a key of this name: the name, if it is spelled like one.
fn variables(ctx: &Context<'_, '_>, name: &str) -> Vec<String> {
    let is_variable = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    match name.chars().all(is_variable) && ctx.is_key_variable(name) {
        true => vec![name.to_owned()],
        false => vec![VARIABLE.to_owned()],
    }
}
