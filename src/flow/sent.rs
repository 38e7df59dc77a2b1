//! Requests of HTTP libraries that one call puts together and another sends:
//! `session.send(request.prepare())`.

use super::Flow;
use super::http::HttpSend;
use super::value::{ExprAt, Value};
use crate::facts::ExprKind;

/// How many calls may stand between the one that puts a request together and the one that sends it.
const MAX_CALLS: usize = 3;

impl<'p> Flow<'p> {
    /// What a call sends if `callee` is what it calls: of its own parts, and what it is given that
    /// other calls put together.
    pub(super) fn http_sends(&self, callee: &Value<'p>, at: ExprAt<'p>) -> Vec<HttpSend<'p>> {
        match self.http_send(callee, at) {
            Some(send) if !send.call.deferred => {
                let mut sends = self.built(&send, MAX_CALLS);
                sends.push(send);
                sends
            }
            _ => Vec::new(),
        }
    }

    /// The requests that a call is given, by those that put them together.
    fn built(&self, send: &HttpSend<'p>, calls: usize) -> Vec<HttpSend<'p>> {
        let found = send.call.built.iter();
        let found = found.filter_map(|slot| self.slot(send.at, slot));
        let values: Vec<_> = found.flat_map(|found| found.values).collect();
        self.built_by(&values, calls)
    }

    /// The requests that a call only completes: `session.prepare_request(request)`, with what the
    /// session has for every request.
    pub(super) fn prepared(&self, send: &HttpSend<'p>) -> Vec<HttpSend<'p>> {
        match send.call.deferred {
            true => self.completed(send, MAX_CALLS),
            false => Vec::new(),
        }
    }

    fn completed(&self, send: &HttpSend<'p>, calls: usize) -> Vec<HttpSend<'p>> {
        let with_client = |built| HttpSend {
            client: send.client,
            ..built
        };
        self.built(send, calls)
            .into_iter()
            .map(with_client)
            .collect()
    }

    fn built_by(&self, values: &[Value<'p>], calls: usize) -> Vec<HttpSend<'p>> {
        let made = values.iter().filter_map(|value| match value {
            Value::Symbol { call, .. } => *call,
            _ => None,
        });
        made.flat_map(|made| self.built_at(made, calls)).collect()
    }

    /// The requests that a call puts together, or gives as it was given them.
    fn built_at(&self, made: ExprAt<'p>, calls: usize) -> Vec<HttpSend<'p>> {
        let Some(call) = made.file.facts.call(made.id).filter(|_| calls > 0) else {
            return Vec::new();
        };
        let callees = self.values(made.with(call.callee));
        let known = callees.iter().find_map(|it| self.http_send(it, made));
        match (known, made.file.facts.kind(call.callee)) {
            (Some(send), _) if !send.call.deferred => Vec::new(),
            (Some(send), _) if !send.call.built.is_empty() => self.completed(&send, calls - 1),
            (Some(send), _) => vec![send],
            // `request.prepare()`, `request.clone()`
            (None, ExprKind::Member { object, .. }) => {
                self.built_by(&self.values(made.with(*object)), calls - 1)
            }
            _ => Vec::new(),
        }
    }
}
