//! A key that reaches a browser.

mod config;
mod variable;

use super::Rule;
use super::context::{Context, label};
use crate::catalog::{ArgRef, Slot};
use crate::facts::ExprKind;
use crate::finding::{Confidence, Finding, Label, Level, Location, RuleMeta};
use crate::flow::{Credential, ExprAt, Value};
use crate::syntax::Language;
use crate::text::TextRange;

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "client-exposed-key",
        summary: "a Mistral key reaches a browser",
        level: Level::Error,
        confidence: Confidence::High,
        in_tests: false,
        fixable: true,
        docs: include_str!("client-exposed-key.md"),
    },
    check,
};

/// The option by which a client agrees to run in a browser.
const AGREES: &str = "dangerouslyAllowBrowser";

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    if ctx.file.language == Language::Dotenv {
        return variable::in_env_file(ctx, findings);
    }
    if !ctx.file.language.is_ecma() {
        return;
    }
    variable::in_code(ctx, findings);
    config::check(ctx, findings);
    for credential in ctx.flow.credentials(ctx.file) {
        if is_secret(ctx, &credential) {
            let agreed = agreement(ctx, &credential).map(|at| agreeing(ctx, &credential, at));
            findings.extend(agreed.or_else(|| in_browser_module(ctx, &credential)));
        }
    }
}

/// Whether a credential is the project's own key from the environment. One that is written out, or
/// published under its name, has a finding of its own; one that a person types in is theirs.
fn is_secret(ctx: &Context<'_, '_>, credential: &Credential<'_>) -> bool {
    match &credential.value {
        Some(slot) => slot.values.iter().any(|value| match value {
            Value::Env(env) => ctx.catalog.browser_prefix(&env.name).is_none(),
            _ => false,
        }),
        None => {
            let client = credential.client.as_ref();
            client.is_some_and(|client| !client.kind.key_env.is_empty())
        }
    }
}

/// Where a client agrees to run in a browser.
fn agreement<'p>(ctx: &Context<'_, 'p>, credential: &Credential<'p>) -> Option<ExprAt<'p>> {
    let slot = Slot {
        arg: ArgRef::Position(0),
        path: vec![AGREES.to_owned()],
    };
    let at = ctx.flow.slot(credential.at, &slot)?.at?;
    matches!(at.file.facts.kind(at.id), ExprKind::Bool(true)).then_some(at)
}

fn agreeing(ctx: &Context<'_, '_>, credential: &Credential<'_>, at: ExprAt<'_>) -> Finding {
    let message = format!(
        "`{AGREES}` lets `{}` run in a browser, with the key: whoever opens the page can read it there and use it. Make \
         the request on a server, and remove the option.",
        owner(credential),
    );
    ctx.finding(
        &RULE.meta,
        at.location(),
        &[AGREES, owner(credential)],
        message,
    )
}

/// The finding for a client made in a module that browsers load.
fn in_browser_module<'p>(ctx: &Context<'_, 'p>, credential: &Credential<'p>) -> Option<Finding> {
    let marked = ctx.flow.browser_module(ctx.file)?;
    let is_marked = std::ptr::eq(marked, ctx.file);
    let why = match is_marked {
        true => "this module says `'use client'`",
        false => "a module that says `'use client'` imports this one",
    };
    let message = format!(
        "`{}` is made in code that browsers load: {why}. The key is either missing there, or everybody can read it. Make \
         the request in a route or an action on the server.",
        owner(credential),
    );
    let identity = ["use client", owner(credential)];
    let mut finding = ctx.finding(&RULE.meta, credential.at.location(), &identity, message);
    if !is_marked {
        finding.confidence = Confidence::Medium;
        finding.labels.push(Label {
            location: Location {
                path: marked.path.clone(),
                range: first_line(marked.document.text()),
            },
            message: "runs in the browser, and imports it".to_owned(),
        });
    }
    let slot = credential.value.as_ref().and_then(|slot| slot.at);
    let elsewhere = slot.filter(|slot| !credential.at.range().contains_range(slot.range()));
    finding
        .labels
        .extend(elsewhere.map(|slot| label(slot, "its key")));
    Some(finding)
}

fn owner<'c>(credential: &'c Credential<'_>) -> &'c str {
    let client = credential.client.as_ref();
    client.map_or("a request to Mistral", |client| client.kind.class.as_str())
}

/// The first line of a text that says anything.
fn first_line(text: &str) -> TextRange {
    let start = text.len() - text.trim_start().len();
    let end = text[start..]
        .find(['\n', '\r'])
        .map_or(text.len(), |at| start + at);
    TextRange::new(start, end)
}
