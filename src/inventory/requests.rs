//! The requests of a file.

use super::origin::{self, Origin, OriginKind};
use super::{Client, Place, Request, TokenLimit};
use crate::catalog::RequestKind;
use crate::facts::ExprKind;
use crate::flow::{self, ExprAt, Flow, Handler, Sender, SlotValue, Value};
use crate::project::SourceFile;
use smol_str::{SmolStr, format_smolstr};

/// The requests that a file sends, in order of place.
pub(super) fn of_file<'p>(
    flow: &Flow<'p>,
    file: &'p SourceFile,
    clients: &[Client],
) -> Vec<Request> {
    let requests = flow.requests(file);
    let request = |found| request(flow, found, clients);
    requests.iter().map(request).collect()
}

fn request<'p>(flow: &Flow<'p>, found: &flow::Request<'p>, clients: &[Client]) -> Request {
    let model = flow.model(found);
    let is_listed = |place: &Place| clients.iter().any(|client| client.place == *place);
    let client = match client(flow, found) {
        Some(client) => Some(Place::of(client)),
        None => Some(Place::of(found.said_at())).filter(is_listed),
    };
    Request {
        place: Place::of(found.at),
        method: found.name.clone(),
        kind: found.kind,
        endpoint: endpoint(found),
        client,
        model: model.map_or_else(nothing_given, |model| origin::of_model(flow, found, &model)),
        max_tokens: max_tokens(flow, found),
        audited: flow.audited(found).has_successes(),
        validated_input: flow.validated_input(found),
        rate_limited: flow.rate_limited(found),
        handler: flow.handler(found).map(|handler| handler_name(&handler)),
    }
}

/// What people call a handler: what it answers, `POST /chat`; else its function's name, or what runs
/// it.
fn handler_name(handler: &Handler<'_>) -> SmolStr {
    let function = handler.function.file.facts.function(handler.function.id);
    let route = handler.route.as_ref().filter(|route| !route.is_empty());
    match (&handler.method, route, &function.name) {
        (Some(method), Some(route), _) => format_smolstr!("{method} {route}"),
        (None, Some(route), _) => route.clone(),
        (_, None, Some(name)) => name.clone(),
        (Some(method), None, None) => method.clone(),
        (None, None, None) => handler.framework.into(),
    }
}

/// The path that a request asks, unless a part of it differs from call to call.
fn endpoint(found: &flow::Request<'_>) -> Option<SmolStr> {
    let http = match &found.sender {
        Sender::Client(_, method) => method.http.as_deref()?,
        Sender::Function(function) => function.request.http.as_deref()?,
        Sender::Http(..) => &found.name,
    };
    let path = http.rsplit(' ').next()?;
    (!path.contains(['{', '*'])).then(|| path.into())
}

/// The model of a request that names none.
fn nothing_given() -> Origin {
    Origin {
        kind: OriginKind::Implicit,
        name: None,
        values: Vec::new(),
    }
}

/// The call that makes the client which sends a request. Without one the request itself is its
/// client, if it holds a key.
fn client<'p>(flow: &Flow<'p>, found: &flow::Request<'p>) -> Option<ExprAt<'p>> {
    flow.client_of(found)?.call
}

/// The most tokens that the answer may have. What bounds pages or hours bounds no tokens.
fn max_tokens<'p>(flow: &Flow<'p>, found: &flow::Request<'p>) -> TokenLimit {
    let is_bound = found.kind.generates_text() || found.kind == RequestKind::AgentDefinition;
    let limit = is_bound.then(|| flow.token_limit(found)).flatten();
    match limit.as_ref().map(number) {
        None => TokenLimit::None,
        Some(None) => TokenLimit::Computed,
        Some(Some(tokens)) => TokenLimit::Tokens(tokens),
    }
}

/// The largest number that a limit may be, if it is a number in all cases.
fn number(found: &SlotValue<'_>) -> Option<u64> {
    let of = |value: &Value<'_>| match value {
        Value::Constant(at) => match at.file.facts.kind(at.id) {
            ExprKind::Number(number) => number.replace('_', "").parse().ok(),
            _ => None,
        },
        _ => None,
    };
    let numbers: Option<Vec<u64>> = found.values.iter().map(of).collect();
    numbers?.into_iter().max()
}
