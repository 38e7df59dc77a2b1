//! Whether something filters what a request asks or answers: Mistral, if the request says so; a
//! moderation asked around it; a filter of the project or of a library.

use super::handler::Handler;
use super::slot::SlotValue;
use super::value::{ExprAt, FunctionAt, Value};
use super::{Flow, Request, Sender, family};
use crate::catalog::{RequestKind, Slot};
use crate::facts::ExprKind;
use rustc_hash::FxHashSet;

/// How many calls down from a handler a filter is looked for.
const MAX_CALLS_DOWN: usize = 3;

/// How many functions one search looks at.
const MAX_FUNCTIONS: usize = 64;

/// What the bodies of requests call what makes Mistral filter them.
const IN_BODIES: [&str; 2] = ["safe_prompt", "guardrails"];

/// Whether a request is filtered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filtered {
    /// Something filters it.
    Yes,
    /// Something may, where it is not seen: in a client that was not seen made, in an agent that
    /// Mistral keeps.
    Unseen,
    /// Nothing does.
    No,
}

impl<'p> Flow<'p> {
    /// Whether something filters what a request asks, or what it answers.
    pub fn filtered(&self, request: &Request<'p>) -> Filtered {
        match self.filtered_by_mistral(request) {
            Filtered::Yes => Filtered::Yes,
            _ if self.is_filtered_around(request) => Filtered::Yes,
            other => other,
        }
    }

    fn filtered_by_mistral(&self, request: &Request<'p>) -> Filtered {
        let is_set = |call: ExprAt<'p>, slots: &[Slot]| {
            let found = slots.iter().filter_map(|slot| self.slot(call, slot));
            found.into_iter().any(|found| is_on(&found))
        };
        match &request.sender {
            Sender::Function(function) if is_set(request.at, &function.request.filter) => {
                Filtered::Yes
            }
            Sender::Http(send, _) => {
                let Some(body) = self.first_slot(send.at, &send.call.body) else {
                    return Filtered::Unseen;
                };
                let parts = IN_BODIES.iter().filter_map(|name| self.part(&body, name));
                match parts.into_iter().any(|part| is_on(&part)) {
                    true => Filtered::Yes,
                    false => Filtered::No,
                }
            }
            Sender::Client(client, method) => {
                let made = client.call.map(|call| is_set(call, &client.kind.filter));
                let is_kept = self.first_slot(request.at, &method.agent).is_some()
                    || request.kind == RequestKind::Agents;
                match (is_set(request.at, &method.filter), made) {
                    (true, _) | (_, Some(true)) => Filtered::Yes,
                    (_, None) if !client.kind.filter.is_empty() => Filtered::Unseen,
                    _ if is_kept => Filtered::Unseen,
                    _ => Filtered::No,
                }
            }
            Sender::Function(_) => Filtered::No,
        }
    }

    /// Whether the function around a request, or a handler above it, asks a filter.
    fn is_filtered_around(&self, request: &Request<'p>) -> bool {
        let handlers = self.handlers_of(request.at);
        let around = self.function_around(request.at);
        let functions = around
            .into_iter()
            .chain(handlers.iter().map(|it| it.function));
        let mut seen = FxHashSet::default();
        functions
            .into_iter()
            .any(|function| self.filters_in_body(function, MAX_CALLS_DOWN, &mut seen))
            || handlers
                .iter()
                .any(|it| self.is_filtered_where_registered(it))
    }

    /// Whether the call that registers a handler is given a filter too.
    fn is_filtered_where_registered(&self, handler: &Handler<'p>) -> bool {
        let Some(registered) = handler.registered else {
            return false;
        };
        let call = registered.file.facts.call(registered.id);
        call.is_some_and(|call| {
            let mut given = call.arguments.iter().map(|it| registered.with(it.value));
            given.any(|argument| self.is_filter(argument))
        })
    }

    fn filters_in_body(
        &self,
        function: FunctionAt<'p>,
        down: usize,
        seen: &mut FxHashSet<FunctionAt<'p>>,
    ) -> bool {
        if !seen.insert(function) || seen.len() > MAX_FUNCTIONS {
            return false;
        }
        let facts = &function.file.facts;
        let range = facts.function(function.id).range;
        let requests = self.requests(function.file);
        let judges = |it: &Request<'p>| {
            let judges = matches!(
                it.kind,
                RequestKind::Moderation | RequestKind::Classification
            );
            judges && range.contains_range(it.at.range())
        };
        if requests.iter().any(judges) {
            return true;
        }
        facts.calls_in(range).iter().any(|&id| {
            let Some(call) = facts.call(id) else {
                return false;
            };
            let callee = function.with(call.callee);
            self.is_filter(callee)
                || down > 0
                    && self.values(callee).iter().any(|value| match value {
                        Value::Function(called) => self.filters_in_body(*called, down - 1, seen),
                        _ => false,
                    })
        })
    }

    /// Whether what is called is a filter, by what it is or by its name.
    fn is_filter(&self, callee: ExprAt<'p>) -> bool {
        let family = family(callee.file);
        let filters = self.catalog.filters(family);
        let symbols = self.symbols(callee);
        let named = |id| match callee.file.facts.kind(id) {
            ExprKind::Name(name) | ExprKind::Member { name, .. } => filters.names_filter(name),
            _ => false,
        };
        // `moderation.check(text)`.
        let owner = match callee.file.facts.kind(callee.id) {
            ExprKind::Member { object, .. } => Some(*object),
            _ => None,
        };
        symbols.iter().any(|path| filters.is_filter(family, path))
            || named(callee.id)
            || owner.is_some_and(named)
    }
}

/// Whether something is given that is neither nothing nor false.
fn is_on(found: &SlotValue<'_>) -> bool {
    let is_off = |value: &Value<'_>| match value {
        Value::Null(_) => true,
        Value::Constant(at) => matches!(at.file.facts.kind(at.id), ExprKind::Bool(false)),
        Value::Array(at) => {
            matches!(at.file.facts.kind(at.id), ExprKind::Array(items) if items.is_empty())
        }
        _ => false,
    };
    !found.values.iter().all(is_off)
}
