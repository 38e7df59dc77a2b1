//! A Mistral key read from the environment that nothing requires to be there.

use super::context::{Context, label};
use super::{Rule, guard_fix};
use crate::catalog::{EnvFallback, KeyShape, Reaction};
use crate::facts::ExprKind;
use crate::finding::{Confidence, Finding, Fix, Level, RuleMeta, Severity};
use crate::flow::{Checked, Credential, EnvRead, ExprAt, Value};
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
        if refuses_absence(ctx, &credential, &value.values) {
            continue;
        }
        let slot = value.at;
        for value in &value.values {
            for env in env_reads(value) {
                let slot = slot.unwrap_or(credential.at);
                let checks = [credential.at, slot].map(|used| ctx.flow.checked(env, used));
                match best(checks) {
                    Checked::No if seen.insert(env.read) => {
                        findings.push(explicit(ctx, &credential, env));
                    }
                    Checked::Weakly(at) if seen.insert(at) => {
                        findings.extend(weak(ctx, &credential, env, at));
                    }
                    _ => {}
                }
            }
        }
    }
}

/// The better of two checks.
fn best<'p>(checks: [Checked<'p>; 2]) -> Checked<'p> {
    let rank = |check: &Checked<'_>| match check {
        Checked::No => 0,
        Checked::Weakly(_) => 1,
        Checked::Yes => 2,
    };
    let [first, second] = checks;
    if rank(&second) > rank(&first) {
        second
    } else {
        first
    }
}

/// The finding for a check that lets the variable be empty, if the client does not refuse that.
fn weak<'p>(
    ctx: &Context<'_, 'p>,
    credential: &Credential<'p>,
    env: &EnvRead<'p>,
    at: ExprAt<'p>,
) -> Option<Finding> {
    let client = credential.client.as_ref();
    let behaviour = client.and_then(|client| ctx.flow.behaviour(client));
    if behaviour.is_some_and(|behaviour| behaviour.empty == Reaction::Raises) {
        return None;
    }
    let name = &env.name;
    let message = format!(
        "The check of `{name}` is weak: it fails when the variable is not set, but accepts the empty string, which a blank \
         `{name}=` line in an env file gives. {} then sends requests without a key. Ask for at least one character.",
        owner(credential),
    );
    let location = match at == env.read {
        true => env.location(),
        false => at.location(),
    };
    let mut finding = ctx.finding(&RULE.meta, location, &["weak", name, at.source()], message);
    finding.severity = finding.severity.min(Severity::Info);
    finding.fixes.extend(guard_fix::weak(at, name));
    Some(finding)
}

/// Whether making the client fails when its key is missing, so that nothing needs to be checked
/// before; not where an empty key stands in for it that the client takes.
fn refuses_absence<'p>(
    ctx: &Context<'_, 'p>,
    credential: &Credential<'p>,
    values: &[Value<'_>],
) -> bool {
    let client = credential.client.as_ref();
    let Some(behaviour) = client.and_then(|client| ctx.flow.behaviour(client)) else {
        return false;
    };
    let is_empty = |value: &Value<'_>| value.as_text().is_some_and(|text| text.value.is_empty());
    behaviour.missing == Reaction::Raises
        && (behaviour.empty == Reaction::Raises || !values.iter().any(is_empty))
}

/// The variables that a value is made of.
fn env_reads<'v, 'p>(value: &'v Value<'p>) -> Vec<&'v EnvRead<'p>> {
    match value {
        // A key where the name of a variable belongs is another finding.
        Value::Env(env) if KeyShape::of(&env.name) == KeyShape::KeyShaped => Vec::new(),
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
    let location = env.location();
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
    finding.fixes.extend(guard_fix::fixes(ctx, credential, env));
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
    let behaviour = ctx.flow.behaviour(client)?;
    if behaviour.missing == Reaction::Raises || client.call.is_none() {
        return None;
    }
    let env = EnvRead {
        name: name.into(),
        read: credential.at,
        strict: false,
        weak: None,
        field: None,
    };
    match behaviour.env {
        EnvFallback::Reads => {}
        EnvFallback::Ignores => return Some(never_read(ctx, credential, &env)),
        EnvFallback::Account => return None,
    }
    match ctx.flow.checked(&env, credential.at) {
        Checked::Yes => return None,
        Checked::Weakly(at) => return weak(ctx, credential, &env, at),
        Checked::No => {}
    }
    let message = format!(
        "{} reads `{name}` itself and does not fail when it is missing: every request is then refused with a 401. Check \
         `{name}` once at start and stop with a clear message.",
        owner(credential),
    );
    let fixes = guard_fix::fixes(ctx, credential, &env);
    Some(at_client(ctx, credential, name, message, fixes))
}

/// A finding at the call that makes a client.
fn at_client(
    ctx: &Context<'_, '_>,
    credential: &Credential<'_>,
    name: &str,
    message: String,
    fixes: impl IntoIterator<Item = Fix>,
) -> Finding {
    let shown = [name, credential.at.source()];
    let mut finding = ctx.finding(&RULE.meta, credential.at.location(), &shown, message);
    finding.fixes.extend(fixes);
    finding
}

/// The finding for a client that neither is given a key nor looks for one.
fn never_read<'p>(
    ctx: &Context<'_, 'p>,
    credential: &Credential<'p>,
    env: &EnvRead<'p>,
) -> Finding {
    let name = &env.name;
    let message = format!(
        "{} is given no key, and this version of it does not read `{name}`: every request is sent without one and refused \
         with a 401. Read `{name}` yourself, check it, and pass it.",
        owner(credential),
    );
    at_client(
        ctx,
        credential,
        name,
        message,
        guard_fix::pass(credential, env),
    )
}

/// What takes the key, at the beginning of a sentence.
fn owner(credential: &Credential<'_>) -> String {
    match &credential.client {
        Some(client) => format!("`{}`", client.kind.class),
        None => "The program".to_owned(),
    }
}
