//! Where a key or a model comes from, in one word.

use crate::catalog::KeyShape;
use crate::facts::{ExprKind, Step};
use crate::flow::{ExprAt, Flow, Parameter, SlotValue, Value};
use schemars::JsonSchema;
use serde::Serialize;
use smol_str::SmolStr;

/// Where a value comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OriginKind {
    /// Nothing is given: the SDK, the server or an agent decides.
    Implicit,
    /// It is written where it is used.
    Literal,
    /// It is written elsewhere in the code, or one of a known set.
    Constant,
    /// It was not followed.
    Unknown,
    /// It is read from a file or a store.
    Config,
    /// It is read from an environment variable.
    Env,
    /// It is passed in by whoever calls the code or starts the program.
    Parameter,
    /// Whoever sends a request or types something chooses it.
    WebInput,
}

/// Where a value comes from, and what is known of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// From where.
    pub kind: OriginKind,
    /// What it is called there: a variable, a parameter, a constant.
    pub name: Option<SmolStr>,
    /// What it may be, as far as it is written in the code, in order of appearance, each once; of a
    /// key nothing.
    pub values: Vec<SmolStr>,
}

/// What stands before the key in an `Authorization` header.
const SCHEME: &str = "Bearer";

/// Where a key comes from. That a key is in the code weighs most.
pub(super) fn of_key<'p>(flow: &Flow<'p>, found: &SlotValue<'p>) -> Origin {
    let open = widest(flow, found.values.iter());
    let (kind, name) = match (open, found.values.iter().any(holds_key)) {
        // A placeholder beside another origin is what stands in for it.
        (Some(open), false) => open,
        (open, _) => {
            let (kind, constant) = as_written(found);
            (kind, open.and_then(|(_, name)| name).or(constant))
        }
    };
    Origin {
        kind,
        name,
        values: Vec::new(),
    }
}

/// Whether a value may be a key that is written in the code, by itself or in a header.
fn holds_key(value: &Value<'_>) -> bool {
    match value {
        Value::Text(text) => {
            let key = text
                .value
                .trim()
                .strip_prefix(SCHEME)
                .unwrap_or(&text.value);
            !key.trim().is_empty() && KeyShape::of(key) != KeyShape::Placeholder
        }
        Value::Mixed(parts) => parts.iter().flatten().any(holds_key),
        _ => false,
    }
}

/// Where a model comes from. The widest choice weighs most.
pub(super) fn of_model<'p>(flow: &Flow<'p>, found: &SlotValue<'p>) -> Origin {
    let mut values: Vec<SmolStr> = Vec::new();
    let mut add = |text: &SmolStr| {
        if !values.contains(text) {
            values.push(text.clone());
        }
    };
    for value in &found.values {
        match value {
            Value::Text(text) => add(&text.value),
            Value::OneOf(texts) => texts.iter().for_each(&mut add),
            _ => {}
        }
    }
    let (kind, name) = widest(flow, found.values.iter()).unwrap_or_else(|| as_written(found));
    Origin { kind, name, values }
}

/// The widest origin among values that are not written in the code, and its name.
fn widest<'v, 'p: 'v>(
    flow: &Flow<'p>,
    values: impl Iterator<Item = &'v Value<'p>>,
) -> Option<(OriginKind, Option<SmolStr>)> {
    let origins = values.filter_map(|value| open(flow, value));
    origins.max_by_key(|(kind, _)| *kind)
}

/// From where a value comes that is not written in the code.
fn open<'p>(flow: &Flow<'p>, value: &Value<'p>) -> Option<(OriginKind, Option<SmolStr>)> {
    Some(match value {
        Value::Env(env) => {
            let name = Some(env.name.clone()).filter(|name| !name.is_empty());
            (OriginKind::Env, name)
        }
        Value::Parameter(parameter) => (OriginKind::Parameter, Some(parameter_name(parameter))),
        Value::AnyString(field) => (OriginKind::WebInput, Some(field.name.clone())),
        Value::Mixed(parts) => return widest(flow, parts.iter().flatten()),
        Value::Text(_) | Value::OneOf(_) | Value::Constant(_) | Value::Null(_) => return None,
        _ => (OriginKind::Unknown, None),
    })
}

/// The origin of what is written in the code: in its slot, or under a name.
fn as_written(found: &SlotValue<'_>) -> (OriginKind, Option<SmolStr>) {
    let is_known = |value: &Value<'_>| {
        matches!(
            value,
            Value::Text(_) | Value::OneOf(_) | Value::Mixed(_) | Value::Constant(_)
        )
    };
    if !found.values.iter().any(is_known) {
        let is_null = |value: &Value<'_>| matches!(value, Value::Null(_));
        return match found.values.iter().all(is_null) && !found.values.is_empty() {
            true => (OriginKind::Implicit, None),
            false => (OriginKind::Unknown, None),
        };
    }
    match found.at.map(|at| (at, at.file.facts.kind(at.id))) {
        Some((_, ExprKind::String(_) | ExprKind::Template(_) | ExprKind::Binary { .. })) => {
            (OriginKind::Literal, None)
        }
        Some((at, _)) => (OriginKind::Constant, last_name(at)),
        None => (OriginKind::Constant, None),
    }
}

/// The last name of an expression that is a name or a member.
fn last_name(at: ExprAt<'_>) -> Option<SmolStr> {
    match at.file.facts.kind(at.id) {
        ExprKind::Name(name) | ExprKind::Member { name, .. } => Some(name.clone()),
        _ => None,
    }
}

/// A parameter or the part of it, as code would write it.
fn parameter_name(parameter: &Parameter<'_>) -> SmolStr {
    let facts = &parameter.function.file.facts;
    let declared = &facts.function(parameter.function.id).parameters[parameter.index];
    let mut name = declared.name.as_deref().unwrap_or_default().to_owned();
    for step in &parameter.path {
        match step {
            Step::Key(key) if key == "()" => name.push_str("()"),
            Step::Key(key) => {
                if !name.is_empty() {
                    name.push('.');
                }
                name.push_str(key);
            }
            Step::Index(_) | Step::Rest => name.push_str("[]"),
        }
    }
    name.into()
}
