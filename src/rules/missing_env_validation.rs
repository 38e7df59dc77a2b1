//! A Mistral key read from the environment that nothing requires to be there.

use super::context::{Context, label};
use super::{Rule, guard_fix};
use crate::catalog::{EnvFallback, Reaction};
use crate::facts::ExprKind;
use crate::finding::{Confidence, Finding, Level, RuleMeta};
use crate::flow::{Credential, EnvRead, Value};
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "missing-env-validation",
        summary: "a Mistral key is read from the environment and nothing fails when it is missing",
        level: Level::Warning,
        confidence: Confidence::High,
        in_tests: false,
        fixable: true,
        docs: include_str!("missing-env-validation.md"),
    },
    check,
};

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    let mut seen = FxHashSet::default();
    for credential in ctx.flow.credentials(ctx.file) {
        let Some(value) = &credential.value else {
            findings.extend(implicit(ctx, &credential));
            continue;
        };
        if refuses_absence(&credential, &value.values) {
            continue;
        }
        let slot = value.at;
        for value in &value.values {
            for env in env_reads(value) {
                let slot = slot.unwrap_or(credential.at);
                let is_checked =
                    ctx.flow.is_checked(env, credential.at) || ctx.flow.is_checked(env, slot);
                if !is_checked && seen.insert(env.read) {
                    findings.push(explicit(ctx, &credential, env));
                }
            }
        }
    }
}

/// Whether making the client fails when its key is missing, so that nothing needs to be checked
/// before; not where an empty key stands in for it that the client takes.
fn refuses_absence(credential: &Credential<'_>, values: &[Value<'_>]) -> bool {
    let client = credential.client.as_ref();
    let Some(behaviour) = client.and_then(|client| client.kind.behaviour(None)) else {
        return false;
    };
    let is_empty = |value: &Value<'_>| value.as_text().is_some_and(|text| text.value.is_empty());
    behaviour.missing == Reaction::Raises
        && (behaviour.empty == Reaction::Raises || !values.iter().any(is_empty))
}

/// The variables that a value is made of.
fn env_reads<'v, 'p>(value: &'v Value<'p>) -> Vec<&'v EnvRead<'p>> {
    match value {
        Value::Env(env) => vec![env],
        Value::Mixed(parts) => parts.iter().flatten().flat_map(env_reads).collect(),
        _ => Vec::new(),
    }
}

/// The finding for a variable read and handed to a client.
fn explicit<'p>(ctx: &Context<'_, 'p>, credential: &Credential<'p>, env: &EnvRead<'p>) -> Finding {
    let name = &env.name;
    let owner = owner(credential);
    let message = format!(
        "`{name}` may be missing, and nothing fails when it is. {owner} then sends requests without a key and every one is \
         refused with a 401. Check `{name}` once at start and stop with a clear message.",
    );
    let location = env.read.location();
    let mut finding = ctx.finding(
        &RULE.meta,
        location.clone(),
        &[name, env.read.source()],
        message,
    );
    let slot = credential.value.as_ref().and_then(|value| value.at);
    if let Some(slot) = slot.filter(|slot| {
        !slot.location().range.contains_range(location.range) || slot.file.path != location.path
    }) {
        finding.labels.push(label(
            slot,
            format!("used as the key here, as `{}`", credential.slot),
        ));
    }
    finding.fixes.extend(guard_fix::guard(ctx, credential, env));
    if let Some(weak) = slot.and_then(hides_absence) {
        finding.message = format!("{} {weak}", finding.message);
    }
    finding
}

/// What an expression does that only hides that the variable is missing.
fn hides_absence(slot: crate::flow::ExprAt<'_>) -> Option<&'static str> {
    match slot.file.facts.kind(slot.id) {
        ExprKind::Assert { non_null: true, .. } => Some("The `!` only silences the compiler."),
        ExprKind::Assert { .. } => Some("The type assertion only silences the compiler."),
        _ => None,
    }
}

/// The finding for a client that is left to find the key itself.
fn implicit<'p>(ctx: &Context<'_, 'p>, credential: &Credential<'p>) -> Option<Finding> {
    let client = credential.client.as_ref()?;
    let name = client.kind.key_env.first()?;
    let behaviour = client.kind.behaviour(None)?;
    if behaviour.env != EnvFallback::Reads || behaviour.missing == Reaction::Raises {
        return None;
    }
    let env = EnvRead {
        name: name.into(),
        read: credential.at,
        strict: false,
    };
    if ctx.flow.is_checked(&env, credential.at) {
        return None;
    }
    let message = format!(
        "{} reads `{name}` itself and does not fail when it is missing: every request is then refused with a 401. Check \
         `{name}` once at start and stop with a clear message.",
        owner(credential),
    );
    let mut finding = ctx.finding(
        &RULE.meta,
        credential.at.location(),
        &[name, credential.at.source()],
        message,
    );
    finding
        .fixes
        .extend(guard_fix::guard(ctx, credential, &env));
    Some(finding)
}

/// What takes the key, at the beginning of a sentence.
fn owner(credential: &Credential<'_>) -> String {
    match &credential.client {
        Some(client) => format!("`{}`", client.kind.class),
        None => "The program".to_owned(),
    }
}
