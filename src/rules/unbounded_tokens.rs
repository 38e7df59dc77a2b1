//! A request whose answer may be as long as the model can make it.

use super::Rule;
use super::context::{CIRCUMSTANTIAL, Context};
use super::limit_fix;
use crate::catalog::{RequestKind, Slot};
use crate::facts::ExprKind;
use crate::finding::{Confidence, Finding, Level, RuleMeta};
use crate::flow::{ExprAt, Request, Sender, SlotValue, Value};

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "unbounded-tokens",
        summary: "a request sets no limit on the length of its answer",
        level: Level::Info,
        confidence: Confidence::High,
        in_tests: false,
        fixable: true,
        docs: include_str!("unbounded-tokens.md"),
    },
    check,
};

/// The limit that the fix sets if the settings have none.
const DEFAULT_LIMIT: u64 = 1024;

/// What the bodies of requests call it, or the object that it is in.
const LIMITS: [&str; 4] = [
    "max_tokens",
    "max_completion_tokens",
    "max_output_tokens",
    "completion_args",
];

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    let most: Option<u64> = ctx.settings.rule_option(&RULE.meta, "limit");
    for request in ctx.flow.requests(ctx.file) {
        if !request.kind.generates_text() {
            continue;
        }
        if is_written_later(&request) {
            continue;
        }
        match limit(ctx, &request) {
            Limit::Unknown => {}
            Limit::None => findings.push(no_limit(ctx, &request, most.unwrap_or(DEFAULT_LIMIT))),
            Limit::Tokens(tokens, at) => {
                if let Some(most) = most.filter(|most| tokens > *most) {
                    findings.push(too_high(ctx, &request, tokens, at, most));
                }
            }
        }
    }
}

/// Whether the file puts a limit into some object: `body.max_tokens = …`.
fn is_written_later(request: &Request<'_>) -> bool {
    let facts = &request.at.file.facts;
    let slot = limit_fix::slot_name(request);
    let name = slot.rsplit('.').next().unwrap_or(&slot);
    facts.writes(name).next().is_some()
}

/// What bounds the length of an answer.
enum Limit<'p> {
    /// Nothing.
    None,
    /// This many tokens, written here.
    Tokens(u64, ExprAt<'p>),
    /// Something that is only known when the program runs.
    Unknown,
}

fn limit<'p>(ctx: &Context<'_, 'p>, request: &Request<'p>) -> Limit<'p> {
    let own = match &request.sender {
        Sender::Client(_, method) => in_slots(ctx, request.at, &method.limit),
        Sender::Function(function) => in_slots(ctx, request.at, &function.request.limit),
        Sender::Http(send, _) => match ctx.flow.first_slot(send.at, &send.call.body) {
            Some(body) => LIMITS.iter().find_map(|name| ctx.flow.part(&body, name)),
            None => return Limit::Unknown,
        },
    };
    let Sender::Client(client, _) = &request.sender else {
        return of_value(own);
    };
    let made = client
        .call
        .and_then(|call| in_slots(ctx, call, &client.kind.limit));
    let hidden = client.call.is_none() && !client.kind.limit.is_empty();
    match of_value(own) {
        Limit::None if hidden || client.kind.limits_itself() => Limit::Unknown,
        Limit::None => of_value(made),
        limit => limit,
    }
}

fn in_slots<'p>(ctx: &Context<'_, 'p>, call: ExprAt<'p>, slots: &[Slot]) -> Option<SlotValue<'p>> {
    let found = slots.iter().filter_map(|slot| ctx.flow.slot(call, slot));
    let is_set =
        |found: &SlotValue<'_>| !found.values.iter().all(|it| matches!(it, Value::Null(_)));
    found.into_iter().find(is_set)
}

fn of_value(found: Option<SlotValue<'_>>) -> Limit<'_> {
    let Some(found) = found else {
        return Limit::None;
    };
    let most = found.values.iter().map(|value| match value {
        Value::Constant(at) => Some((tokens(*at)?, *at)),
        _ => None,
    });
    match most
        .collect::<Option<Vec<_>>>()
        .map(|all| all.into_iter().max_by_key(|(n, _)| *n))
    {
        Some(Some((tokens, at))) => Limit::Tokens(tokens, at),
        _ => Limit::Unknown,
    }
}

/// The number that an expression is.
fn tokens(at: ExprAt<'_>) -> Option<u64> {
    match at.file.facts.kind(at.id) {
        ExprKind::Number(text) => text.replace('_', "").parse().ok(),
        _ => None,
    }
}

fn no_limit<'p>(ctx: &Context<'_, 'p>, request: &Request<'p>, limit: u64) -> Finding {
    let name = &request.name;
    let slot = limit_fix::slot_name(request);
    let message = format!(
        "`{name}` sets no `{slot}`, so one answer may be as long as the model's context and cost as much. Set the longest \
         answer that is of use."
    );
    let location = request.at.location();
    let identity = [name.as_str(), request.at.source()];
    let mut finding = ctx.finding(&RULE.meta, location, &identity, message);
    if is_set_elsewhere(ctx, request) {
        finding.confidence = CIRCUMSTANTIAL;
    }
    finding
        .fixes
        .extend(limit_fix::add_limit(ctx, request, limit));
    finding
}

/// Whether the answer may be bounded by what is kept on the server: an agent, a conversation.
fn is_set_elsewhere<'p>(ctx: &Context<'_, 'p>, request: &Request<'p>) -> bool {
    let Sender::Client(_, method) = &request.sender else {
        return false;
    };
    request.kind == RequestKind::Agents
        || request.kind == RequestKind::Conversations && ctx.flow.model(request).is_none()
        || ctx.flow.first_slot(request.at, &method.agent).is_some()
}

fn too_high(
    ctx: &Context<'_, '_>,
    request: &Request<'_>,
    tokens: u64,
    at: ExprAt<'_>,
    most: u64,
) -> Finding {
    let name = &request.name;
    let message = format!(
        "`{name}` allows an answer of {tokens} tokens; the settings allow {most}. Lower the limit."
    );
    let identity = [name.as_str(), at.source()];
    let mut finding = ctx.finding(&RULE.meta, at.location(), &identity, message);
    finding.fixes.push(limit_fix::lower(at, most));
    finding
}
