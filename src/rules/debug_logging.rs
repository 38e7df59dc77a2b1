//! A client that prints what it sends.

use super::Rule;
use super::context::Context;
use super::list_edit;
use crate::catalog::{Family, Meaning};
use crate::facts::ExprId;
use crate::finding::{
    Applicability, Confidence, FileChange, FileEdit, Finding, Fix, Level, Location, RuleMeta,
};
use crate::flow::{At, Credential, ExprAt, Value};
use crate::syntax::Language;
use crate::text::TextEdits;

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "debug-logging",
        summary: "the SDK is told to print its requests",
        level: Level::Warning,
        confidence: Confidence::High,
        in_tests: false,
        fixable: true,
        docs: include_str!("debug-logging.md"),
    },
    check,
};

/// The variable that turns it on, set to anything at all.
const VARIABLE: &str = "MISTRAL_DEBUG";

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    if ctx.file.language == Language::Dotenv {
        return in_env_file(ctx, findings);
    }
    let facts = &ctx.file.facts;
    for write in facts.writes(VARIABLE) {
        let object = facts.member(write.target).map(|(object, _)| object);
        if object.is_some_and(|object| is_environment(ctx, object)) && turns_on(ctx, write.value) {
            let range = facts.range(write.target).cover(facts.range(write.value));
            findings.push(variable(ctx, ctx.location(range)));
        }
    }
    for &id in &facts.calls {
        let call = At { file: ctx.file, id };
        if sets_variable(ctx, call) {
            findings.push(variable(ctx, call.location()));
        }
    }
    let clients = ctx.flow.credentials(ctx.file);
    findings.extend(clients.iter().filter_map(|it| logger(ctx, it)));
}

fn in_env_file(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    for entry in &ctx.file.facts.env_entries {
        let is_set = entry.value.as_ref().is_some_and(|value| !value.is_empty());
        if entry.name != VARIABLE || !is_set {
            continue;
        }
        let range = entry.name_range.cover(entry.value_range);
        let mut finding = variable(ctx, ctx.location(range));
        let line = list_edit::whole_line(ctx.file.document.text(), entry.name_range.start());
        finding
            .fixes
            .push(remove(&finding.location, line, "Remove the line"));
        findings.push(finding);
    }
}

fn variable(ctx: &Context<'_, '_>, location: Location) -> Finding {
    let message = format!(
        "`{VARIABLE}` makes Mistral's SDKs print every request and answer, whatever it is set to, `false` too; the one for \
         TypeScript prints the key as well. Leave it unset."
    );
    ctx.finding(&RULE.meta, location, &[VARIABLE], message)
}

/// Whether an expression is the environment of the process.
fn is_environment(ctx: &Context<'_, '_>, object: ExprId) -> bool {
    let at = At {
        file: ctx.file,
        id: object,
    };
    let is_env = |path: &smol_str::SmolStr| {
        matches!(
            ctx.flow.meaning(ctx.file, path),
            Some(Meaning::EnvObject(_))
        )
    };
    ctx.flow.symbols(at).iter().any(is_env)
}

/// Whether a value turns the logging on: any but the empty string.
fn turns_on(ctx: &Context<'_, '_>, value: ExprId) -> bool {
    let values = ctx.flow.values(At {
        file: ctx.file,
        id: value,
    });
    let is_empty = |value: &Value<'_>| match value {
        Value::Text(text) => text.value.is_empty(),
        Value::Null(_) => true,
        _ => false,
    };
    !values.iter().all(is_empty)
}

/// Whether a call is `os.environ.setdefault("MISTRAL_DEBUG", …)`, `os.putenv(…)`.
fn sets_variable(ctx: &Context<'_, '_>, at: ExprAt<'_>) -> bool {
    let facts = &ctx.file.facts;
    let Some(call) = facts.call(at.id) else {
        return false;
    };
    let Some((object, name)) = facts.member(call.callee) else {
        return false;
    };
    let [first, value] = call.arguments.as_slice() else {
        return false;
    };
    let is_variable =
        |id| matches!(facts.kind(id), crate::facts::ExprKind::String(it) if it.value == VARIABLE);
    let sets = match name.as_str() {
        "setdefault" => is_environment(ctx, object),
        "putenv" => true,
        _ => false,
    };
    sets && is_variable(first.value) && turns_on(ctx, value.value)
}

/// The finding for a client that is given a logger for its requests.
fn logger<'p>(ctx: &Context<'_, 'p>, credential: &Credential<'p>) -> Option<Finding> {
    let client = credential.client.as_ref()?;
    let call = client.call?;
    let slots = &client.kind.debug_logger;
    let given = ctx.flow.first_slot(call, slots)?;
    // `Mistral(**options)` may have one, as it may have anything.
    let says_nothing = |value: &Value<'_>| match value {
        Value::Null(_) => true,
        Value::Parameter(_) | Value::Unknown => given.at.is_none(),
        _ => false,
    };
    if given.values.iter().all(says_nothing) {
        return None;
    }
    let place = given.at.unwrap_or(call);
    let slot = slots.first()?.name()?;
    let prints = match client.kind.family {
        Family::Ecma => "the bodies of all requests and answers, and the key",
        Family::Python => "the bodies of all requests and answers",
    };
    let message = format!(
        "`{slot}` makes `{}` print {prints}. Whoever reads the log reads them. Leave it out, and log what a record needs.",
        client.kind.class
    );
    let mut finding = ctx.finding(
        &RULE.meta,
        place.location(),
        &[slot, place.source()],
        message,
    );
    if let Some(edit) = list_edit::remove_item(place, slot) {
        let location = place.location();
        finding
            .fixes
            .push(remove(&location, edit, &format!("Remove `{slot}`")));
    }
    Some(finding)
}

fn remove(location: &Location, range: crate::text::TextRange, title: &str) -> Fix {
    Fix {
        title: title.to_owned(),
        // Somebody may be reading what is printed.
        applicability: Applicability::Unsafe,
        edits: vec![FileEdit {
            path: location.path.clone(),
            change: FileChange::Edit(TextEdits::from(crate::text::TextEdit::delete(range))),
        }],
    }
}
