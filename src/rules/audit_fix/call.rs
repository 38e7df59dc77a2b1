//! The call as it is handed over.

use super::super::code_style as style;
use super::{Context, Kind, plain_source, wrapper};
use crate::facts::ExprKind;
use crate::flow::{At, Request, Sender, Value};

/// Parameters that say for whom a request is made.
const USERS: &[&str] = &[
    "userId",
    "user_id",
    "userid",
    "uid",
    "username",
    "user_name",
];

/// A line that would be longer is broken at the arguments.
const LONGEST_LINE: usize = 100;

/// The source that takes the place of the request's call.
pub(super) fn wrapped<'p>(
    ctx: &Context<'_, 'p>,
    request: &Request<'p>,
    kind: Kind,
) -> Option<String> {
    let at = request.at;
    let facts = &at.file.facts;
    let call = facts.call(at.id)?;
    if is_handed_over(request, kind) {
        return None;
    }
    // What may not be called at all gives no promise.
    if !is_call_of(ctx, request) || at.file.source(facts.range(call.callee)).contains("?.") {
        return None;
    }
    let source = at.source();
    // What yields cannot stand in another function.
    let words = || source.split(|c: char| !c.is_alphanumeric() && c != '_');
    let has = |word: &str| words().any(|it| it == word);
    if has("yield") || source.contains(":=") {
        return None;
    }
    let quote = style::quote(at.file);
    let action = format!("{quote}{}{quote}", request.name);
    let model = ctx.flow.model(request).and_then(|model| model.at);
    let model = model
        .filter(|model| std::ptr::eq(model.file, at.file))
        .filter(|model| at.range().contains_range(model.range()))
        .and_then(plain_source);
    let user = user(request);
    match kind {
        Kind::Python => {
            let is_async = is_async(request);
            let called = wrapper(kind, is_async);
            if !is_async && has("await") {
                return None;
            }
            let model = model.map_or(String::new(), |model| format!(", model={model}"));
            let user = user.map_or(String::new(), |user| format!(", user={user}"));
            let send = if is_async { "" } else { "lambda: " };
            let last = format!("{model}{user}");
            let arguments = [
                action,
                format!("{send}{source}"),
                last[2.min(last.len())..].to_owned(),
            ];
            Some(in_lines(request, called, &arguments))
        }
        _ => {
            let model = model.map_or(String::new(), |model| match model {
                "model" => ", model".to_owned(),
                model => format!(", model: {model}"),
            });
            let user = user.map_or(String::new(), |user| format!(", user: {user}"));
            let send = if has("await") { "async () =>" } else { "() =>" };
            let called = wrapper(kind, true);
            let subject = format!("{{ action: {action}{model}{user} }}");
            let send = format!("{send} {source}");
            Some(in_lines(request, called, &[subject, send]))
        }
    }
}

/// Whether the call itself sends the request and gives its answer, or a promise of it.
fn is_call_of(ctx: &Context<'_, '_>, request: &Request<'_>) -> bool {
    let at = request.at;
    let facts = &at.file.facts;
    let Some(call) = facts.call(at.id) else {
        return false;
    };
    match &request.sender {
        Sender::Client(..) => {
            let callee = ctx.flow.values(At {
                file: ctx.file,
                id: call.callee,
            });
            matches!(facts.kind(call.callee), ExprKind::Member { .. })
                && callee
                    .iter()
                    .any(|value| matches!(value, Value::ClientMember(..)))
        }
        Sender::Function(_) | Sender::Http(..) => {
            // Of a promise with methods of its own another would be made without them.
            let has_methods = at.file.language.is_ecma() && has_member(request);
            !facts.contexts.contains(&at.id) && !is_entered(request) && !has_methods
        }
    }
}

/// Whether something other than its outcome is taken of the call: `ky.post(…).json()`.
fn has_member(request: &Request<'_>) -> bool {
    let mut exprs = request.at.file.facts.exprs();
    exprs.any(|(_, expr)| match &expr.kind {
        ExprKind::Member { object, name } => {
            *object == request.at.id && !["then", "catch", "finally"].contains(&&**name)
        }
        _ => false,
    })
}

/// Whether the call gives what a `with` enters.
fn is_entered(request: &Request<'_>) -> bool {
    let text = request.at.file.document.text();
    let before = text[..request.at.range().start()].trim_end();
    before.ends_with(" with") || before.ends_with("\nwith")
}

/// Whether the call is handed over already: once is enough, whatever is thought of the record.
fn is_handed_over(request: &Request<'_>, kind: Kind) -> bool {
    let facts = &request.at.file.facts;
    let mut calls = facts.calls.iter().filter_map(|&id| facts.call(id));
    calls.any(|call| match facts.kind(call.callee) {
        ExprKind::Name(name) => {
            let ours = [true, false].map(|is_async| wrapper(kind, is_async));
            ours.contains(&&**name) && call.argument_list.contains_range(request.at.range())
        }
        _ => false,
    })
}

/// A call with these arguments, those that are empty left out; in several lines if it is long.
fn in_lines(request: &Request<'_>, function: &str, arguments: &[String]) -> String {
    let file = request.at.file;
    let (text, start) = (file.document.text(), request.at.range().start());
    let arguments: Vec<_> = arguments
        .iter()
        .filter(|it| !it.is_empty())
        .map(String::as_str)
        .collect();
    let line = format!("{function}({})", arguments.join(", "));
    let is_long = start - style::line_start(text, start) + line.len() > LONGEST_LINE;
    if !is_long || request.at.source().contains('\n') {
        return line;
    }
    let (indent, unit) = (style::indent(text, start), style::indent_unit(file));
    let lines = arguments
        .iter()
        .map(|argument| format!("\n{indent}{unit}{argument},"));
    format!("{function}({}\n{indent})", lines.collect::<String>())
}

/// Whether the call gives something to be awaited.
pub(super) fn is_async(request: &Request<'_>) -> bool {
    request.name.ends_with("_async") || request.at.file.awaits(request.at.id)
}

/// The name by which a function around the request knows its user.
fn user<'p>(request: &Request<'p>) -> Option<&'p str> {
    let file = request.at.file;
    let at = request.at.range();
    let around = file
        .facts
        .functions()
        .filter(|(_, it)| it.body.contains_range(at));
    let mut parameters = around.flat_map(|(_, function)| &function.parameters);
    parameters.find_map(|parameter| {
        let name = parameter.name.as_deref()?;
        USERS.contains(&name).then_some(name)
    })
}
