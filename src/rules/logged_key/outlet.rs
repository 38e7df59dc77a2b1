//! Where what is given to a call gets out.

use crate::catalog::{Meaning, SinkKind};
use crate::facts::{Call, ExprKind};
use crate::flow::{ExprAt, Value};
use crate::rules::Context;

/// A way out of the program.
pub(super) enum Outlet {
    /// A log, by what writes it.
    Log(String),
    /// The message of an error.
    Error,
    /// What a handler answers.
    Answer,
    /// The address of a request.
    Address,
}

impl Outlet {
    /// Its name in fingerprints.
    pub(super) fn id(&self) -> &'static str {
        match self {
            Self::Log(_) => "log",
            Self::Error => "error",
            Self::Answer => "answer",
            Self::Address => "address",
        }
    }
}

/// Methods of the response of a handler that send what they are given.
const SENDING: &[&str] = &[
    "json", "send", "end", "write", "jsonp", "text", "html", "body",
];
/// What a handler's response is called.
const RESPONSES: &[&str] = &["res", "response", "reply", "c", "ctx", "context"];
/// Functions and classes of web frameworks that make an answer of what they are given.
const ANSWERS: &[&str] = &[
    "Response",
    "NextResponse",
    "jsonify",
    "make_response",
    "JSONResponse",
    "ORJSONResponse",
    "PlainTextResponse",
    "HTMLResponse",
    "JsonResponse",
    "HttpResponse",
];

/// The way out that a call is, and what gets out by it.
pub(super) fn of_call<'p>(
    ctx: &Context<'_, 'p>,
    at: ExprAt<'p>,
) -> Option<(Outlet, Vec<ExprAt<'p>>)> {
    let facts = &at.file.facts;
    let call = facts.call(at.id)?;
    let given = || {
        call.arguments
            .iter()
            .map(|argument| at.with(argument.value))
    };
    let callee = at.with(call.callee);
    let name = facts.last_name(call.callee)?.as_str();
    if is_error(call, name) {
        return Some((Outlet::Error, given().collect()));
    }
    if call.arguments.is_empty() {
        return None;
    }
    if let Some(sink) = ctx.flow.sink(at)
        && matches!(sink.kind, SinkKind::Log | SinkKind::Trace)
    {
        return Some((Outlet::Log(callee.source().to_owned()), given().collect()));
    }
    if answers(ctx, callee, name) {
        let first = given().take(1);
        let named = call
            .arguments
            .iter()
            .filter(|it| it.keyword.as_deref() == Some("content"));
        let named = named.map(|argument| at.with(argument.value));
        return Some((Outlet::Answer, first.chain(named).collect()));
    }
    let address = addresses(ctx, at, call, name);
    (!address.is_empty()).then_some((Outlet::Address, address))
}

fn is_error(call: &Call, name: &str) -> bool {
    let is_class = name.starts_with(|c: char| c.is_ascii_uppercase());
    let is_error = name.ends_with("Error") || name.ends_with("Exception");
    (is_class && is_error && !call.arguments.is_empty()) || name == "createError"
}

/// Whether a call answers a request of the web.
fn answers<'p>(ctx: &Context<'_, 'p>, callee: ExprAt<'p>, name: &str) -> bool {
    let facts = &callee.file.facts;
    if let ExprKind::Member { object, .. } = facts.kind(callee.id)
        && SENDING.contains(&name)
    {
        // `res.status(200).json(…)` as well.
        let mut object = *object;
        while let Some(call) = facts.call(object)
            && let ExprKind::Member { object: inner, .. } = facts.kind(call.callee)
        {
            object = *inner;
        }
        let is_named = facts
            .last_name(object)
            .is_some_and(|name| RESPONSES.contains(&name.as_str()));
        let values = ctx.flow.values(callee.with(object));
        let is_parameter = values
            .iter()
            .any(|value| matches!(value, Value::Parameter(_)));
        if is_named && is_parameter {
            return true;
        }
    }
    let symbols = ctx.flow.symbols(callee);
    symbols.iter().any(|path| {
        let path = path.strip_suffix(".json").unwrap_or(path);
        let last = path.rsplit(['.', '#']).next().unwrap_or(path);
        ANSWERS.contains(&last)
    })
}

/// What a call makes part of an address.
fn addresses<'p>(
    ctx: &Context<'_, 'p>,
    at: ExprAt<'p>,
    call: &Call,
    name: &str,
) -> Vec<ExprAt<'p>> {
    let facts = &at.file.facts;
    if let ExprKind::Member { object, .. } = facts.kind(call.callee)
        && matches!(name, "set" | "append")
        && facts
            .last_name(*object)
            .is_some_and(|name| name == "searchParams")
    {
        let value = call.arguments.iter().skip(1).take(1);
        return value.map(|argument| at.with(argument.value)).collect();
    }
    let symbols = ctx.flow.symbols(at.with(call.callee));
    let http = symbols
        .iter()
        .find_map(|path| match ctx.flow.meaning(at.file, path)? {
            Meaning::Http(http, _) => Some(http),
            _ => None,
        });
    let Some(http) = http else {
        return Vec::new();
    };
    let url = ctx.flow.first_slot(at, &http.url);
    let parameters = call
        .arguments
        .iter()
        .filter(|argument| argument.keyword.as_deref() == Some("params"));
    let parameters = parameters.map(|argument| at.with(argument.value));
    let url = url.and_then(|url| url.at);
    url.into_iter().chain(parameters).collect()
}
