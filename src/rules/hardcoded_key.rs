//! A Mistral key written into the code.

mod notebook_text;

use super::context::{Context, label, line, line_name};
use super::{Rule, env_fix};
use crate::catalog::KeyShape;
use crate::facts::{ExprId, ExprKind, Operator, PropertyKey, Source, Step};
use crate::finding::{Confidence, Finding, Level, Location, RuleMeta, Secret, Severity};
use crate::flow::{At, Credential, ExprAt, Text, Value};
use crate::syntax::Language;
use crate::text::TextRange;
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "hardcoded-key",
        summary: "a Mistral key is written into the code",
        level: Level::Error,
        confidence: Confidence::High,
        in_tests: true,
        fixable: true,
        docs: include_str!("hardcoded-key.md"),
    },
    check,
};

/// What stands before the key in an `Authorization` header.
const SCHEME: &str = "Bearer ";

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    if ctx.file.language == Language::Dotenv {
        return env_template(ctx, findings);
    }
    let mut proven = FxHashSet::default();
    for credential in ctx.flow.credentials(ctx.file) {
        for text in literals(&credential) {
            if proven.insert(text.parts.clone()) {
                findings.extend(proven_key(ctx, &credential, &text));
            }
        }
    }
    let proven: FxHashSet<ExprAt<'_>> = proven.into_iter().flatten().collect();
    for named in named_literals(ctx) {
        if !proven.contains(&named.at) {
            findings.extend(named_key(ctx, &named));
        }
    }
    if let Some(notebook) = &ctx.file.notebook {
        notebook_text::check(ctx, notebook, findings);
    }
}

/// The strings that a credential may be.
fn literals<'p>(credential: &Credential<'p>) -> Vec<Text<'p>> {
    let values = credential.value.iter().flat_map(|value| &value.values);
    values
        .filter_map(Value::as_text)
        .map(|text| without_scheme(text))
        .collect()
}

/// The key of an `Authorization` header.
fn without_scheme<'p>(text: &Text<'p>) -> Text<'p> {
    let Some(key) = text.value.strip_prefix(SCHEME) else {
        return text.clone();
    };
    let is_scheme = |part: &&ExprAt<'p>| match part.file.facts.kind(part.id) {
        ExprKind::String(literal) => literal.value == SCHEME,
        _ => false,
    };
    let parts = text
        .parts
        .iter()
        .filter(|part| !is_scheme(part))
        .copied()
        .collect();
    Text {
        value: key.into(),
        parts,
    }
}

/// The finding for a literal that flows into a credential slot.
fn proven_key(
    ctx: &Context<'_, '_>,
    credential: &Credential<'_>,
    text: &Text<'_>,
) -> Option<Finding> {
    let shape = KeyShape::of(&text.value);
    if shape == KeyShape::Placeholder {
        return None;
    }
    let owner = match &credential.client {
        Some(client) => format!("`{}` from `{}`", client.kind.class, client.kind.package),
        None => "a request to Mistral".to_owned(),
    };
    let slot = &credential.slot;
    let key = Secret::new(&*text.value);
    let message = format!(
        "This is a Mistral key: it flows into `{slot}` of {owner}, {}, and is {}. Whoever can read the code or its \
         history can use it. Move it to an environment variable and revoke it.",
        line_name(credential.at),
        shape.describe(),
    );
    let mut finding = key_finding(ctx, &text.parts, &key, message);
    if shape == KeyShape::Odd {
        finding.severity = finding.severity.min(Severity::Warning);
        finding.confidence = Confidence::Medium;
    }
    let slot_at = credential
        .value
        .as_ref()
        .and_then(|value| value.at)
        .unwrap_or(credential.at);
    if !text.parts.contains(&slot_at) {
        finding.labels.push(label(
            slot_at,
            format!("used as the key here, as `{slot}` of {owner}"),
        ));
    }
    if let (Some(client), [at]) = (&credential.client, text.parts.as_slice()) {
        let names = client
            .kind
            .key_variable()
            .or(Some("MISTRAL_API_KEY"))
            .into_iter();
        finding.fixes.extend(env_fix::move_to_env(
            ctx.project(),
            ctx.settings,
            *at,
            &key,
            names,
        ));
    } else if let [at] = text.parts.as_slice() {
        finding.fixes.extend(env_fix::move_to_env(
            ctx.project(),
            ctx.settings,
            *at,
            &key,
            ["MISTRAL_API_KEY"].into_iter(),
        ));
    }
    Some(finding)
}

/// A finding about a key made of these literals.
fn key_finding(
    ctx: &Context<'_, '_>,
    parts: &[ExprAt<'_>],
    key: &Secret,
    message: String,
) -> Finding {
    let location = match parts {
        [only] => only.location(),
        [first, .., last] if std::ptr::eq(first.file, last.file) && line(*first) == line(*last) => {
            let mut whole = first.location();
            whole.range = whole.range.cover(last.range());
            whole
        }
        // Parts far from each other: each has a label.
        _ => parts
            .first()
            .map_or(ctx.location(TextRange::empty(0)), |first| first.location()),
    };
    let mut finding = ctx.finding(&RULE.meta, location, &[key.expose()], message);
    finding.secrets = parts.iter().map(|part| secret_in(*part)).collect();
    if parts.len() > 1 {
        finding.labels = parts
            .iter()
            .map(|part| label(*part, "part of the key"))
            .collect();
    }
    finding
}

/// The bytes of a literal that are the key: without quotes, without the scheme of a header.
fn secret_in(part: ExprAt<'_>) -> Location {
    let mut location = part.location();
    if let ExprKind::String(literal) = part.file.facts.kind(part.id) {
        let scheme = if literal.value.starts_with(SCHEME) {
            SCHEME.len()
        } else {
            0
        };
        let content = literal.content;
        location.range =
            TextRange::new((content.start() + scheme).min(content.end()), content.end());
    }
    location
}

/// A literal and the name that says what it is.
struct Named<'p> {
    at: ExprAt<'p>,
    name: String,
}

/// The finding for a literal whose name says that it is a Mistral key.
fn named_key(ctx: &Context<'_, '_>, named: &Named<'_>) -> Option<Finding> {
    let ExprKind::String(literal) = named.at.file.facts.kind(named.at.id) else {
        return None;
    };
    if KeyShape::of(&literal.value) != KeyShape::KeyShaped {
        return None;
    }
    let key = Secret::new(&*literal.value);
    let message = format!(
        "This is a Mistral key: it is called `{}` and is {}. Whoever can read the code or its history can use it. Move \
         it to an environment variable and revoke it.",
        named.name,
        KeyShape::KeyShaped.describe(),
    );
    let mut finding = key_finding(ctx, &[named.at], &key, message);
    let name = if ctx.catalog.is_key_variable(&named.name) {
        named.name.as_str()
    } else {
        "MISTRAL_API_KEY"
    };
    finding.fixes.extend(env_fix::move_to_env(
        ctx.project(),
        ctx.settings,
        named.at,
        &key,
        [name].into_iter(),
    ));
    Some(finding)
}

/// The literals of the file that are given a name which says Mistral and key.
fn named_literals<'p>(ctx: &Context<'_, 'p>) -> Vec<Named<'p>> {
    let facts = &ctx.file.facts;
    let mut found = Vec::new();
    let mut add = |id: ExprId, name: &str| {
        if matches!(facts.kind(id), ExprKind::String(_))
            && ctx.catalog.names_mistral_credential(name)
        {
            found.push(Named {
                at: At { file: ctx.file, id },
                name: name.to_owned(),
            });
        }
    };
    for (_, binding) in facts.bindings() {
        for definition in &binding.definitions {
            match (&definition.source, definition.path.last()) {
                (Source::Value(value), None) => add(*value, &binding.name),
                (_, Some(Step::Key(_)) | None) => {}
                _ => {}
            }
            if let Some(default) = definition.default {
                add(default, &binding.name);
            }
        }
    }
    for assignment in &facts.assignments {
        if let Some(name) = target_name(ctx, assignment.target) {
            add(assignment.value, &name);
        }
    }
    for (_, class) in facts.classes() {
        for field in &class.fields {
            if let Some(value) = field.value {
                add(value, &field.name);
            }
        }
    }
    for (_, expr) in facts.exprs() {
        match &expr.kind {
            ExprKind::Object(properties) => {
                for property in properties {
                    if let PropertyKey::Name(name) = &property.key {
                        add(property.value, name);
                    }
                }
            }
            ExprKind::Call(call) => {
                for argument in &call.arguments {
                    if let Some(name) = &argument.keyword {
                        add(argument.value, name);
                    }
                }
                // `os.getenv("MISTRAL_API_KEY", "…")`, `os.environ.setdefault("MISTRAL_API_KEY", "…")`
                if let [name, value] = call.arguments.as_slice()
                    && let ExprKind::String(literal) = facts.kind(name.value)
                {
                    add(value.value, &literal.value);
                }
            }
            ExprKind::Binary {
                operator: Operator::Or | Operator::Coalesce,
                left,
                right,
            } => {
                if let (ExprKind::String(_), Some(name)) =
                    (facts.kind(*right), env_name(ctx, *left))
                {
                    add(*right, &name);
                }
            }
            _ => {}
        }
    }
    found.sort_by_key(|named| named.at.range());
    found.dedup_by_key(|named| named.at);
    found
}

/// The last name of what an assignment writes to.
fn target_name(ctx: &Context<'_, '_>, target: ExprId) -> Option<String> {
    match ctx.file.facts.kind(target) {
        ExprKind::Member { name, .. } => Some(name.to_string()),
        ExprKind::Index { index, .. } => match ctx.file.facts.kind(*index) {
            ExprKind::String(literal) => Some(literal.value.to_string()),
            _ => None,
        },
        ExprKind::Assert { value, .. } => target_name(ctx, *value),
        _ => None,
    }
}

/// The environment variable that an expression reads.
fn env_name(ctx: &Context<'_, '_>, id: ExprId) -> Option<String> {
    ctx.flow
        .values(At { file: ctx.file, id })
        .iter()
        .find_map(|value| match value {
            Value::Env(env) => Some(env.name.to_string()),
            _ => None,
        })
}

/// Keys in an env file that is there to be shared.
fn env_template(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    if !is_env_template(ctx) {
        return;
    }
    for entry in &ctx.file.facts.env_entries {
        let Some(value) = &entry.value else { continue };
        if !ctx.catalog.is_key_variable(&entry.name) || KeyShape::of(value) != KeyShape::KeyShaped {
            continue;
        }
        let message = format!(
            "This is a Mistral key: `{}` holds {} in a file that is made to be shared. Put it into `.env`, leave the \
             value empty here, and revoke it.",
            entry.name,
            KeyShape::KeyShaped.describe(),
        );
        let location = ctx.location(entry.value_range);
        let mut finding = ctx.finding(&RULE.meta, location.clone(), &[value], message);
        finding.secrets.push(location);
        let key = Secret::new(&**value);
        finding.fixes.extend(env_fix::move_from_template(
            ctx.project(),
            ctx.settings,
            ctx.file,
            entry,
            &key,
        ));
        findings.push(finding);
    }
}

/// Whether the file is a template: `.env.example` and the like.
fn is_env_template(ctx: &Context<'_, '_>) -> bool {
    let name = ctx
        .file
        .path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    ["example", "sample", "template", "dist", "defaults"]
        .iter()
        .any(|part| name.split('.').any(|piece| piece == *part))
}
