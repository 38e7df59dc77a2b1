//! An environment that is not known, and gets the settings of one that allows more.

mod fix;

use super::Rule;
use super::context::{Context, label};
use crate::catalog::words;
use crate::facts::{Argument, ExprId, ExprKind, Operator};
use crate::finding::{Confidence, Finding, Level, RuleMeta};
use crate::flow::{At, ExprAt, Value};

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "unsafe-environment-fallback",
        summary: "an unknown environment gets the keys or models of development",
        level: Level::Warning,
        confidence: Confidence::High,
        in_tests: false,
        fixable: true,
        docs: include_str!("unsafe-environment-fallback.md"),
    },
    check,
};

/// Environments in which more is allowed than in production.
const PERMISSIVE: [&str; 7] = [
    "development",
    "dev",
    "local",
    "test",
    "testing",
    "debug",
    "sandbox",
];

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    for (id, expr) in ctx.file.facts.exprs() {
        let at = At { file: ctx.file, id };
        match &expr.kind {
            ExprKind::Binary {
                operator: Operator::Or | Operator::Coalesce,
                left,
                right,
            } => {
                findings.extend(other_entry(ctx, at, *left, *right));
            }
            ExprKind::Index { object, index } => {
                findings.extend(default_environment(ctx, *object, *index));
            }
            ExprKind::Call(call) => {
                let ExprKind::Member { object, name } = ctx.file.facts.kind(call.callee) else {
                    continue;
                };
                let plain = |it: &Argument| it.keyword.is_none() && it.spread.is_none();
                if name != "get" || !call.arguments.iter().all(plain) {
                    continue;
                }
                if let [index] = call.arguments.as_slice() {
                    findings.extend(default_environment(ctx, *object, index.value));
                }
                if let [index, default] = call.arguments.as_slice() {
                    let found = default_environment(ctx, *object, index.value);
                    let found =
                        found.or_else(|| fallback(ctx, at, *object, index.value, default.value));
                    findings.extend(found);
                }
            }
            _ => {}
        }
    }
}

/// `configs[env] || configs.development`, `CONFIGS.get(env) or CONFIGS["dev"]`.
fn other_entry(
    ctx: &Context<'_, '_>,
    at: ExprAt<'_>,
    left: ExprId,
    right: ExprId,
) -> Option<Finding> {
    let facts = &ctx.file.facts;
    let (table, index) = match facts.kind(left) {
        ExprKind::Index { object, index } => (*object, *index),
        ExprKind::Call(call) => match (facts.kind(call.callee), call.arguments.as_slice()) {
            (ExprKind::Member { object, name }, [index]) if name == "get" => (*object, index.value),
            _ => return None,
        },
        _ => return None,
    };
    fallback(ctx, at, table, index, right)
}

/// The finding for an entry of `table` that stands in where `index` has none.
fn fallback(
    ctx: &Context<'_, '_>,
    at: ExprAt<'_>,
    table: ExprId,
    index: ExprId,
    other: ExprId,
) -> Option<Finding> {
    let facts = &ctx.file.facts;
    let source = |id| ctx.file.source(facts.range(id));
    if matches!(facts.kind(index), ExprKind::String(_) | ExprKind::Number(_)) {
        return None;
    }
    let (owner, name) = facts.member(other)?;
    let is_same = source(owner) == source(table);
    if !is_same || !is_permissive(name) || !chooses(ctx, table) {
        return None;
    }
    let at = At {
        file: ctx.file,
        id: at.id,
    };
    let chosen_by = format!("`{}` names no entry of `{}`", source(index), source(table));
    let mut found = finding(ctx, at, name, &chosen_by);
    found.fixes.extend(fix::without_entry(at));
    Some(found)
}

/// `configs[process.env.NODE_ENV || "development"]`, also where the two are apart.
fn default_environment(ctx: &Context<'_, '_>, table: ExprId, index: ExprId) -> Option<Finding> {
    let at = At {
        file: ctx.file,
        id: index,
    };
    if matches!(
        ctx.file.facts.kind(index),
        ExprKind::String(_) | ExprKind::Number(_)
    ) {
        return None;
    }
    let values = ctx.flow.values(at);
    let variable = values.iter().find_map(|value| match value {
        Value::Env(env) if names_environment(&env.name) => Some(env.name.clone()),
        _ => None,
    })?;
    let default = values.iter().find_map(|value| {
        let text = value.as_text().filter(|text| is_permissive(&text.value))?;
        Some((text.value.clone(), *text.parts.first()?))
    });
    let (name, place) = default?;
    if !chooses(ctx, table) {
        return None;
    }
    let mut found = finding(ctx, place, &name, &format!("`{variable}` is not set"));
    found.fixes.extend(fix::without_default(place));
    if place != at {
        found.labels.push(label(at, "chooses the settings here"));
    }
    Some(found)
}

fn finding(ctx: &Context<'_, '_>, at: ExprAt<'_>, fallback: &str, when: &str) -> Finding {
    let message = format!(
        "Where {when}, the settings of `{fallback}` are used, with the keys and models of `{fallback}`, in production too. \
         Stop with an error instead."
    );
    ctx.finding(&RULE.meta, at.location(), &[fallback, at.source()], message)
}

fn is_permissive(name: &str) -> bool {
    let words = words(name);
    words.iter().any(|word| PERMISSIVE.contains(&word.as_str()))
}

fn names_environment(variable: &str) -> bool {
    let words = words(variable);
    words.iter().any(|it| {
        matches!(
            it.as_str(),
            "env" | "environment" | "stage" | "mode" | "profile"
        )
    })
}

/// Whether a table has keys or models for more than one environment.
fn chooses(ctx: &Context<'_, '_>, table: ExprId) -> bool {
    let values = ctx.flow.values(At {
        file: ctx.file,
        id: table,
    });
    values.iter().any(|value| match value {
        Value::Object(object) => {
            let ExprKind::Object(properties) = object.file.facts.kind(object.id) else {
                return false;
            };
            let source = object.source();
            let said = words(source);
            let has = |word: &str| said.iter().any(|it| it == word);
            properties.len() > 1
                && (ctx.catalog.names_mistral(source)
                    || has("model")
                    || has("models")
                    || has("key"))
        }
        _ => false,
    })
}
