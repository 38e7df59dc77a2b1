//! What a request, or its client, is given to record it with: callbacks, telemetry, hooks of the HTTP
//! client.

use crate::catalog::Slot;
use crate::facts::{ExprKind, PropertyKey};
use crate::flow::record::Recorded;
use crate::flow::value::{At, ExprAt, Value};
use crate::flow::{Flow, Request, Sender};

/// How deep callbacks are looked for in what a call is given.
const MAX_DEPTH: usize = 4;

impl<'p> Flow<'p> {
    /// Whether a request, or the client that sends it, is given callbacks or telemetry.
    pub(super) fn has_callbacks(&self, request: &Request<'p>) -> bool {
        let made = match &request.sender {
            Sender::Client(client, _) => client.call,
            Sender::Function(_) | Sender::Http(..) => None,
        };
        let calls = [Some(request.at), made];
        calls.into_iter().flatten().any(|at| {
            let call = at.file.facts.call(at.id);
            call.is_some_and(|call| {
                call.arguments.iter().any(|argument| {
                    let named = argument.keyword.as_deref();
                    let is_it = named.is_some_and(|name| self.catalog.is_record_callback(name));
                    is_it && !self.is_empty(at.with(argument.value))
                        || self.holds_callbacks(at.with(argument.value), 0)
                })
            })
        })
    }

    fn holds_callbacks(&self, at: ExprAt<'p>, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let values = self.values(at);
        values.iter().any(|value| match value {
            Value::Object(object) => {
                let ExprKind::Object(properties) = object.file.facts.kind(object.id) else {
                    return false;
                };
                properties.iter().any(|property| match &property.key {
                    PropertyKey::Name(name) if self.catalog.is_record_callback(name) => {
                        !self.is_empty(object.with(property.value))
                    }
                    PropertyKey::Name(name) if name == "config" => {
                        self.holds_callbacks(object.with(property.value), depth + 1)
                    }
                    PropertyKey::Spread => {
                        self.holds_callbacks(object.with(property.value), depth + 1)
                    }
                    _ => false,
                })
            }
            _ => false,
        })
    }

    /// Whether something turns nothing on: `[]`, `None`, `{ isEnabled: false }`.
    fn is_empty(&self, at: ExprAt<'p>) -> bool {
        let values = self.values(at);
        !values.is_empty()
            && values.iter().all(|value| match value {
                Value::Null(_) => true,
                Value::Array(array) => {
                    matches!(array.file.facts.kind(array.id), ExprKind::Array(items) if items.is_empty())
                }
                Value::Object(object) => match object.file.facts.kind(object.id) {
                    ExprKind::Object(properties) => !properties.iter().any(|property| {
                        matches!(&property.key, PropertyKey::Name(name) if name == "isEnabled")
                            && !matches!(object.file.facts.kind(property.value), ExprKind::Bool(false))
                            || matches!(property.key, PropertyKey::Spread)
                    }),
                    _ => false,
                },
                _ => false,
            })
    }

    /// Whether hooks of the HTTP client that the client is given write records: `addHook("response", …)`,
    /// `event_hooks={"response": [log]}`.
    pub(super) fn has_hooks(&self, request: &Request<'p>) -> bool {
        let Sender::Client(client, _) = &request.sender else {
            return false;
        };
        let Some(made) = client.call else {
            return false;
        };
        let slots: &[Slot] = &client.kind.http_client;
        let given = slots.iter().filter_map(|slot| self.slot(made, slot));
        let http = given.flat_map(|given| {
            let calls = given.values.into_iter().filter_map(|value| match value {
                Value::Symbol { call, .. } => call,
                _ => None,
            });
            calls.collect::<Vec<_>>()
        });
        let mut http = http;
        http.any(|http| {
            let facts = &http.file.facts;
            let own = facts.call(http.id).is_some_and(|call| {
                let mut given = call.arguments.iter().map(|it| http.with(it.value));
                given.any(|argument| self.holds_record(argument, 0))
            });
            own || facts.calls.iter().any(|&id| {
                let Some(call) = facts.call(id) else {
                    return false;
                };
                let is_hook = matches!(facts.kind(call.callee), ExprKind::Member { name, .. } if name == "addHook");
                is_hook && call.arguments.iter().any(|it| self.holds_record(At { file: http.file, id: it.value }, 0))
            })
        })
    }

    /// Whether an expression is a function that writes a record, or holds one.
    fn holds_record(&self, at: ExprAt<'p>, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let values = self.values(at);
        values.iter().any(|value| match value {
            Value::Function(function) => self.recorded_in(*function, at) != Recorded::Nothing,
            Value::Object(object) => match object.file.facts.kind(object.id) {
                ExprKind::Object(properties) => properties
                    .iter()
                    .any(|it| self.holds_record(object.with(it.value), depth + 1)),
                _ => false,
            },
            Value::Array(array) => match array.file.facts.kind(array.id) {
                ExprKind::Array(items) => items
                    .iter()
                    .any(|id| self.holds_record(array.with(*id), depth + 1)),
                _ => false,
            },
            _ => false,
        })
    }
}
