//! Where a key or a model comes from, in one word.

use crate::catalog::KeyShape;
use crate::facts::ExprKind;
use crate::flow::{
    ExprAt, Flow, InputSource, ModelOrigin, Request, SlotValue, Value, parameter_name,
};
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
    let open = widest(flow, found.values.iter(), found.at);
    let (kind, name) = match (open, found.values.iter().any(holds_key)) {
        // A placeholder beside another origin is what stands in for it.
        (Some(open), false) => open,
        (open, _) => {
            let (kind, constant) = as_written(found);
            let behind = open.filter(|(kind, _)| *kind == OriginKind::Env);
            (kind, behind.and_then(|(_, name)| name).or(constant))
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
pub(super) fn of_model<'p>(
    flow: &Flow<'p>,
    request: &Request<'p>,
    found: &SlotValue<'p>,
) -> Origin {
    let choice = flow.model_choice(request);
    let kind = match choice.origin.into() {
        // A schema whose values no handler takes is one of the program's own.
        OriginKind::WebInput if is_own_schema(flow, request, found) => OriginKind::Config,
        kind => kind,
    };
    let at = found.at.unwrap_or(request.at);
    // The name of what has this origin: of several values not all do.
    let named = likelier_first(&found.values).find_map(|value| match value {
        Value::Env(env) if kind == OriginKind::Env => Some(env.name.clone()),
        Value::Text(_) | Value::OneOf(_) | Value::Null(_) | Value::Env(_) => None,
        _ if kind == OriginKind::WebInput => flow.input(value, at).map(|input| input.name.into()),
        Value::Parameter(parameter) if kind == OriginKind::Parameter => {
            Some(parameter_name(parameter).into())
        }
        _ => None,
    });
    let constant = || match kind {
        OriginKind::Constant | OriginKind::Config => found.at.and_then(last_name),
        _ => None,
    };
    Origin {
        kind,
        name: named.or_else(constant).filter(|name| !name.is_empty()),
        values: choice.names,
    }
}

/// Whether what comes in from outside is only said by a schema, and nothing runs the request that
/// takes anything from outside.
fn is_own_schema<'p>(flow: &Flow<'p>, request: &Request<'p>, found: &SlotValue<'p>) -> bool {
    let at = found.at.unwrap_or(request.at);
    let mut incoming = found
        .values
        .iter()
        .filter(|value| flow.input(value, at).is_some());
    incoming.all(|value| matches!(value, Value::AnyString(_))) && flow.handler(request).is_none()
}

impl From<ModelOrigin> for OriginKind {
    fn from(origin: ModelOrigin) -> Self {
        match origin {
            ModelOrigin::Implicit => Self::Implicit,
            ModelOrigin::Literal => Self::Literal,
            ModelOrigin::Constant => Self::Constant,
            ModelOrigin::Unknown => Self::Unknown,
            ModelOrigin::Config => Self::Config,
            ModelOrigin::Env => Self::Env,
            ModelOrigin::Parameter => Self::Parameter,
            ModelOrigin::WebInput => Self::WebInput,
        }
    }
}

/// The widest origin among values that are not written in the code, and its name.
fn widest<'v, 'p: 'v>(
    flow: &Flow<'p>,
    values: impl Iterator<Item = &'v Value<'p>>,
    at: Option<ExprAt<'p>>,
) -> Option<(OriginKind, Option<SmolStr>)> {
    let origins = values.filter_map(|value| {
        let named = matches!(value, Value::Env(env) if env.is_called_after_mistral());
        Some((open(flow, value, at)?, named))
    });
    // Of several variables the one that is called after Mistral is likelier to hold here.
    let widest = origins.max_by_key(|((kind, _), named)| (*kind, *named));
    widest.map(|(origin, _)| origin)
}

/// The values with the variables that are called after Mistral before the others.
fn likelier_first<'v, 'p>(values: &'v [Value<'p>]) -> impl Iterator<Item = &'v Value<'p>> {
    let is_likelier =
        |value: &&Value<'p>| matches!(value, Value::Env(env) if env.is_called_after_mistral());
    let (first, rest): (Vec<_>, Vec<_>) = values.iter().partition(is_likelier);
    first.into_iter().chain(rest)
}

/// From where a value comes that is not written in the code.
fn open<'p>(
    flow: &Flow<'p>,
    value: &Value<'p>,
    at: Option<ExprAt<'p>>,
) -> Option<(OriginKind, Option<SmolStr>)> {
    match value {
        Value::Env(env) => {
            let name = Some(env.name.clone()).filter(|name| !name.is_empty());
            return Some((OriginKind::Env, name));
        }
        Value::Mixed(parts) => return widest(flow, parts.iter().flatten(), at),
        Value::Text(_) | Value::OneOf(_) | Value::Constant(_) | Value::Null(_) => return None,
        _ => {}
    }
    let input = at.and_then(|at| flow.input(value, at));
    Some(match (input, value) {
        (Some(input), _) => {
            let kind = match input.source {
                InputSource::Web | InputSource::Tool | InputSource::Prompt => OriginKind::WebInput,
                InputSource::Cli => OriginKind::Parameter,
                InputSource::Database => OriginKind::Config,
            };
            (kind, Some(input.name.into()))
        }
        (None, Value::Parameter(parameter)) => (
            OriginKind::Parameter,
            Some(parameter_name(parameter).into()),
        ),
        (None, Value::AnyString(field)) => (OriginKind::Config, Some(field.name.clone())),
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
