//! What Mistral says of a request that it refused, sent on to whoever asked:
//! `if (!response.ok) return res.json({ details: await response.text() })`.

use super::handler::Handler;
use super::reply::Reply;
use super::value::{ExprAt, Value};
use super::way::Search;
use super::{Flow, Sender};
use crate::facts::{ExprKind, Guard, Source};
use crate::project::SourceFile;

/// What conditions ask of an answer that may be a refusal.
const STATES: [&str; 3] = [".ok", ".status", "is_success"];

/// How many steps an answer is followed to its request.
const MAX_DEPTH: usize = 12;

/// An answer that says why a request failed, and is sent on.
pub struct FailedAnswer<'p> {
    /// What sends it.
    pub reply: Reply<'p>,
    /// The part of it that says why.
    pub shown: ExprAt<'p>,
    /// The request.
    pub asked: ExprAt<'p>,
}

impl<'p> Flow<'p> {
    /// Where a file sends on what Mistral says of a request that failed.
    pub fn failed_answers(&self, file: &'p SourceFile) -> Vec<FailedAnswer<'p>> {
        let asks = |guard: &&Guard| {
            let condition = file.source(file.facts.range(guard.condition));
            !guard.assertion && STATES.iter().any(|state| condition.contains(state))
        };
        if !self
            .requests(file)
            .iter()
            .any(|it| matches!(it.sender, Sender::Http(..)))
        {
            return Vec::new();
        }
        let guards = file.facts.guards.iter().filter(asks);
        let replies = guards.flat_map(|guard| self.replies(file, guard.then));
        let mut found: Vec<FailedAnswer<'p>> = Vec::new();
        for reply in replies {
            let known = found.iter().any(|it| it.reply.value == reply.value);
            if let Some((shown, asked)) = self.failed_answer(reply.value).filter(|_| !known)
                && self.handlers_of(asked).iter().any(Handler::is_web)
            {
                found.push(FailedAnswer {
                    reply,
                    shown,
                    asked,
                });
            }
        }
        found
    }

    /// The part of what is sent that comes from an answer over plain HTTP, and the request for it.
    fn failed_answer(&self, sent: ExprAt<'p>) -> Option<(ExprAt<'p>, ExprAt<'p>)> {
        let errors = self.catalog.errors();
        let wanted = |_: &Value<'p>, at: ExprAt<'p>| self.asked_over_http(at, 0).is_some();
        let stopped = |at: ExprAt<'p>| {
            let member = at.file.facts.member(at.id);
            member.is_some_and(|(_, name)| errors.is_harmless(name))
        };
        let search = Search {
            wanted: &wanted,
            stopped: &stopped,
            inside: true,
        };
        let way = self.way(sent, &search)?;
        let inside = way
            .steps
            .iter()
            .filter(|at| sent.range().contains_range(at.range()));
        inside
            .into_iter()
            .find_map(|at| Some((*at, self.asked_over_http(*at, 0)?)))
    }

    /// The request over plain HTTP whose answer an expression is, or a part of that.
    fn asked_over_http(&self, at: ExprAt<'p>, depth: usize) -> Option<ExprAt<'p>> {
        if depth > MAX_DEPTH {
            return None;
        }
        let is_request = |call: &ExprAt<'p>| {
            let requests = self.requests(call.file);
            let mut requests = requests.iter().filter(|it| it.at == *call);
            requests.any(|it| matches!(it.sender, Sender::Http(..)))
        };
        let values = self.values(at);
        let own = values.iter().find_map(|value| match value {
            Value::Symbol { call, .. } => call.filter(is_request),
            Value::Response(call) => Some(*call).filter(is_request),
            _ => None,
        });
        let facts = &at.file.facts;
        own.or_else(|| {
            let below = match facts.kind(at.id) {
                ExprKind::Member { object, .. } => *object,
                ExprKind::Call(call) => facts.member(call.callee)?.0,
                ExprKind::Await(inner) => *inner,
                ExprKind::Name(name) => {
                    let binding = facts.binding(facts.resolve(name, at.range().start())?);
                    let mut values = binding.definitions.iter();
                    return values.find_map(|it| match it.source {
                        Source::Value(value) => self.asked_over_http(at.with(value), depth + 1),
                        _ => None,
                    });
                }
                _ => return None,
            };
            self.asked_over_http(at.with(below), depth + 1)
        })
    }
}
