//! Calls of HTTP libraries: what they send, and what of Mistral's they reach.

mod address;
mod body;
mod header;

pub(super) use address::written;

use super::Flow;
use super::value::{At, ExprAt, Value};
use crate::catalog::{HttpCall, HttpClient, Meaning, Reached};
use crate::facts::{Argument, ExprKind};

/// How deep headers are looked for in what is spread.
const MAX_SPREAD: usize = 6;

/// How long a chain of methods may be.
const MAX_CHAIN: usize = 32;

/// A call that sends, or prepares, an HTTP request.
#[derive(Clone, Copy)]
pub struct HttpSend<'p> {
    /// Where the parts of the request are.
    pub call: &'p HttpCall,
    /// The client of the HTTP library that sends it, and the call that made that.
    pub client: Option<(&'p HttpClient, ExprAt<'p>)>,
}

impl<'p> Flow<'p> {
    /// What a call sends if `callee` is what it calls.
    pub(super) fn http_send(&self, callee: &Value<'p>, at: ExprAt<'p>) -> Option<HttpSend<'p>> {
        let Value::Symbol { path, call: made } = callee else {
            return None;
        };
        match self.meaning(at.file, path)? {
            Meaning::Http(call, client) => Some(HttpSend {
                call,
                client: client.zip(*made),
            }),
            _ => None,
        }
    }

    /// What of Mistral's an HTTP call reaches, if that takes Mistral's keys; where several addresses
    /// are possible, one that asks a model.
    pub(super) fn reached(&self, at: ExprAt<'p>, send: &HttpSend<'p>) -> Option<Reached<'static>> {
        let urls = self.addresses(at, send);
        let mut reached: Vec<_> = urls
            .iter()
            .filter_map(|url| self.catalog.host(url))
            .filter(|reached| reached.host.role.takes_mistral_keys())
            .collect();
        let asks = |reached: &Reached<'_>| reached.endpoint.is_some_and(|it| it.kind.is_some());
        let best = reached.iter().position(asks).unwrap_or(0);
        (!reached.is_empty()).then(|| reached.swap_remove(best))
    }

    /// The calls, in its file, of methods of these names on what a call returns or on members of it.
    fn calls_on(&self, made: ExprAt<'p>, methods: &[String]) -> Vec<ExprAt<'p>> {
        if methods.is_empty() {
            return Vec::new();
        }
        let facts = &made.file.facts;
        let calls = facts.calls.iter().filter(|&&id| {
            let Some(call) = facts.call(id) else {
                return false;
            };
            let ExprKind::Member { object, name } = facts.kind(call.callee) else {
                return false;
            };
            methods.iter().any(|method| method == name) && self.is_of(made, made.with(*object))
        });
        calls
            .map(|&id| At {
                file: made.file,
                id,
            })
            .collect()
    }

    /// Whether an expression is what the call `made` returns, or a member of that.
    fn is_of(&self, made: ExprAt<'p>, at: ExprAt<'p>) -> bool {
        let is_made = |value: &Value<'p>| matches!(value, Value::Symbol { call: Some(call), .. } if *call == made);
        let values = self.values(at);
        values.iter().any(is_made) || self.is_chained(made, at)
    }

    /// Whether a call stands in the chain of methods that an expression is: `post(url).set(a).set(b)`.
    fn is_chained(&self, made: ExprAt<'p>, at: ExprAt<'p>) -> bool {
        let facts = &at.file.facts;
        let mut here = at.id;
        for _ in 0..MAX_CHAIN {
            if here == made.id && std::ptr::eq(at.file, made.file) {
                return true;
            }
            here = match facts.kind(here) {
                ExprKind::Call(call) => call.callee,
                ExprKind::Member { object, .. } => *object,
                ExprKind::Await(inner) => *inner,
                _ => return false,
            };
        }
        false
    }

    /// The arguments of a call that are passed by position.
    fn plain_arguments(&self, at: ExprAt<'p>) -> Vec<ExprAt<'p>> {
        let call = at.file.facts.call(at.id);
        let plain = call.into_iter().flat_map(|call| {
            let by_position = |it: &&Argument| it.keyword.is_none() && it.spread.is_none();
            call.arguments.iter().filter(by_position)
        });
        plain.map(|it| at.with(it.value)).collect()
    }
}
