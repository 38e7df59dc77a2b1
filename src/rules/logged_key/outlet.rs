//! Where what is given to a call gets out.

use crate::catalog::{Meaning, SinkKind};
use crate::facts::{Call, ExprKind};
use crate::flow::{ExprAt, SlotValue, Value};
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
    let replied = ctx.flow.replied(at);
    if !replied.is_empty() {
        let values = replied.into_iter().map(|reply| reply.value);
        return Some((Outlet::Answer, values.collect()));
    }
    let address = addresses(ctx, at, call, name);
    (!address.is_empty()).then_some((Outlet::Address, address))
}

fn is_error(call: &Call, name: &str) -> bool {
    let is_class = name.starts_with(|c: char| c.is_ascii_uppercase());
    let is_error = name.ends_with("Error") || name.ends_with("Exception");
    (is_class && is_error && !call.arguments.is_empty()) || name == "createError"
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
    // `https.request({ path, headers })`: an object is no address, and what it has as its path may be.
    let is_address = |url: &SlotValue<'_>| {
        let mut values = url.values.iter();
        !values.any(|value| matches!(value, Value::Object(_)))
    };
    let url = ctx.flow.first_slot(at, &http.url).filter(is_address);
    let url = url.or_else(|| ctx.flow.first_slot(at, &http.path).filter(is_address));
    let parameters = call
        .arguments
        .iter()
        .filter(|argument| argument.keyword.as_deref() == Some("params"));
    let parameters = parameters.map(|argument| at.with(argument.value));
    let url = url.and_then(|url| url.at);
    url.into_iter().chain(parameters).collect()
}
