//! A whole key that is written to a log, an error message, an answer or an address.

mod mask;
mod outlet;

use super::Rule;
use super::context::{CIRCUMSTANTIAL, Context, label};
use crate::facts::{ExprKind, Facts};
use crate::finding::{Confidence, Finding, Level, Location, RuleMeta};
use crate::flow::{At, ExprAt, KeyOrigin, WholeKey};
use outlet::Outlet;
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "logged-key",
        summary: "a whole key is written to a log, an error message, an answer or an address",
        level: Level::Error,
        confidence: Confidence::High,
        in_tests: true,
        fixable: true,
        docs: include_str!("logged-key.md"),
    },
    check,
};

fn check<'p>(ctx: &Context<'_, 'p>, findings: &mut Vec<Finding>) {
    let facts = &ctx.file.facts;
    if facts.calls.is_empty() && facts.exits.is_empty() {
        return;
    }
    let known = ctx.flow.known_keys(ctx.file);
    let mut told = FxHashSet::default();
    let mut look = |given: ExprAt<'p>, outlet: &Outlet| {
        for key in ctx.flow.whole_keys(given, &known) {
            if told.insert(key.at.range()) {
                findings.push(finding(ctx, &key, outlet));
            }
        }
    };
    for &id in &facts.calls {
        let call = At { file: ctx.file, id };
        if let Some((outlet, given)) = outlet::of_call(ctx, call) {
            given.into_iter().for_each(|given| look(given, &outlet));
        }
    }
    for value in thrown(facts) {
        look(
            At {
                file: ctx.file,
                id: value,
            },
            &Outlet::Error,
        );
    }
    for (id, function) in facts.functions() {
        let handler = ctx.flow.as_handler(At { file: ctx.file, id });
        if handler.is_some_and(|handler| handler.is_web()) {
            // What a call makes of it is an outlet of its own, or not known.
            let plain = |id: &&_| !matches!(facts.kind(**id), ExprKind::Call(_));
            for value in function.returns.iter().filter(plain) {
                look(
                    At {
                        file: ctx.file,
                        id: *value,
                    },
                    &Outlet::Answer,
                );
            }
        }
    }
}

/// What is thrown without being made into an error.
fn thrown(facts: &Facts) -> impl Iterator<Item = crate::facts::ExprId> {
    let raised = facts.exits.iter().filter(|exit| exit.raises);
    let values = raised.filter_map(|exit| exit.value);
    values.filter(|id| {
        matches!(
            facts.kind(*id),
            ExprKind::Template(_) | ExprKind::Binary { .. }
        )
    })
}

fn finding<'p>(ctx: &Context<'_, 'p>, key: &WholeKey<'p>, outlet: &Outlet) -> Finding {
    let mut finding = ctx.finding(
        &RULE.meta,
        key.at.location(),
        &[outlet.id(), &key.name],
        message(key, outlet),
    );
    match &key.origin {
        KeyOrigin::Env(env) if env.read != key.at => {
            finding.labels.push(label(env.read, "the key is read here"));
        }
        KeyOrigin::Text(text) => {
            finding.secrets = text.parts.iter().map(|part| content(*part)).collect();
            let apart = text.parts.iter().filter(|part| **part != key.at);
            finding.labels = apart
                .map(|part| label(*part, "the key is written here"))
                .collect();
        }
        KeyOrigin::Name | KeyOrigin::Environment => finding.confidence = CIRCUMSTANTIAL,
        _ => {}
    }
    let is_public = matches!(&key.origin, KeyOrigin::Text(_) | KeyOrigin::Environment);
    if key.bare && !is_public && !matches!(outlet, Outlet::Address) {
        finding.fixes.extend(mask::fix(ctx, key));
    }
    finding
}

fn message(key: &WholeKey<'_>, outlet: &Outlet) -> String {
    let what = match (&key.origin, key.bare) {
        (KeyOrigin::Environment, _) => "The whole environment, and every key in it,".to_owned(),
        (_, true) => format!("The whole key in `{}`", key.name),
        (_, false) => format!("This holds the whole key in `{}`, and it", key.name),
    };
    match outlet {
        Outlet::Log(callee) => format!(
            "{what} is written to a log by `{callee}`. Logs are kept, copied and read by many. Write its first four \
             characters, or whether it is set.",
        ),
        Outlet::Error => format!(
            "{what} is put into an error message. Errors end in logs, trackers and answers. Name the variable that is \
             wrong, not what it holds.",
        ),
        Outlet::Answer => format!(
            "{what} is sent to whoever asks. They can then use it as if it were theirs. Leave it out, or say whether it is \
             set.",
        ),
        Outlet::Address => format!(
            "{what} is part of an address. Servers, proxies and browsers keep addresses in logs and histories. Send it in \
             the `Authorization` header.",
        ),
    }
}

/// The bytes of a literal between its quotes.
fn content(part: ExprAt<'_>) -> Location {
    let mut location = part.location();
    if let ExprKind::String(literal) = part.file.facts.kind(part.id) {
        location.range = literal.content;
    }
    location
}
