//! What a handler says of how often it runs without a library: it answers 429, a scheduler runs it;
//! and whether a limit may stand where it is not seen.

use super::handler::Handler;
use super::value::{ExprAt, FunctionAt, Value};
use super::{Flow, family};
use crate::facts::{ExprId, ExprKind, Facts};
use crate::text::TextRange;

/// Members of what a cloud's function is run with, if the web runs it.
const WEB_EVENT: &[&str] = &[
    "body",
    "queryStringParameters",
    "pathParameters",
    "httpMethod",
    "requestContext",
    "rawPath",
    "headers",
];

impl<'p> Flow<'p> {
    /// Whether a function answers 429 by its own judgement, not because Mistral did.
    pub(super) fn refuses_too_many(&self, function: FunctionAt<'p>) -> bool {
        let facts = &function.file.facts;
        let declaration = facts.function(function.id);
        let calls = facts.calls_in(declaration.range).iter();
        let arguments = calls
            .filter_map(|&id| facts.call(id))
            .flat_map(|call| &call.arguments);
        let given = arguments.map(|argument| argument.value);
        let answers = given.chain(declaration.returns.iter().copied());
        let refuses = |id: &ExprId| {
            says_too_many(facts, *id) && !self.passes_refusal_on(function, facts.range(*id))
        };
        answers.into_iter().any(|id| refuses(&id))
    }

    /// Whether a place is reached only after something else refused.
    fn passes_refusal_on(&self, function: FunctionAt<'p>, range: TextRange) -> bool {
        let facts = &function.file.facts;
        let mut catches = facts.handlers.iter().flat_map(|it| &it.catches);
        let mut guards = facts.guards.iter();
        catches.any(|it| it.contains_range(range))
            || guards.any(|guard| {
                let condition = function.with(guard.condition);
                let passed = ["429", "err", "Err", "status"];
                guard.then.contains_range(range)
                    && passed.iter().any(|mark| condition.source().contains(mark))
            })
    }

    /// Whether a scheduler or a queue runs a handler, not a person: `app/api/cron/digest/route.ts`, a
    /// function of a cloud that reads no web request.
    pub fn is_scheduled(&self, handler: &Handler<'p>) -> bool {
        let file = handler.function.file;
        let body = file.source(file.facts.function(handler.function.id).range);
        let path = self.below_root(file);
        let route = handler.route.as_deref().unwrap_or_default();
        let mut segments = path.split(['/', '.']).chain(route.split('/'));
        let is_cron = segments.any(|it| ["cron", "crons", "queue", "queues"].contains(&it))
            || body.contains("CRON_SECRET");
        let is_event = ["lambda", "lambda wrapper"].contains(&handler.framework)
            && !WEB_EVENT.iter().any(|member| body.contains(member));
        is_cron || is_event
    }

    /// Whether a limit may stand where it is not seen: before a router that no file seen puts into an
    /// application, in what a handler is registered on from elsewhere.
    pub fn may_be_limited_unseen(&self, handler: &Handler<'p>) -> bool {
        let Some(registered) = handler.registered else {
            return false;
        };
        let Some(call) = registered.file.facts.call(registered.id) else {
            return false;
        };
        let callee = registered.with(call.callee);
        let ExprKind::Member { object, .. } = registered.file.facts.kind(call.callee) else {
            return false;
        };
        let values = self.values(registered.with(*object));
        let router = values.iter().find_map(|value| match value {
            Value::Symbol { path, .. } => Some(
                ["Router()", "Blueprint()"]
                    .iter()
                    .any(|end| path.ends_with(end)),
            ),
            _ => None,
        });
        match (router, self.made_by(callee)) {
            (None, _) => true,
            (Some(true), Some(made)) => !self.is_mounted(made),
            (Some(_), _) => false,
        }
    }

    /// Whether a call of the project puts a router into something.
    fn is_mounted(&self, made: ExprAt<'p>) -> bool {
        self.project.files().any(|file| {
            let facts = &file.facts;
            facts.calls.iter().any(|&id| {
                let Some(call) = facts.call(id) else {
                    return false;
                };
                let name = facts.last_name(call.callee);
                name.is_some_and(|name| self.catalog.web(family(file)).mounts(name))
                    && call.arguments.iter().any(|argument| {
                        let at = super::At { file, id: argument.value };
                        let values = self.values(at);
                        values.iter().any(
                            |it| matches!(it, Value::Symbol { call: Some(call), .. } if *call == made),
                        )
                    })
            })
        })
    }
}

/// Whether an expression says 429: as a number, a name, a property, an item.
fn says_too_many(facts: &Facts, id: ExprId) -> bool {
    let says = |id: ExprId| match facts.kind(id) {
        ExprKind::Number(number) => number == "429",
        ExprKind::Member { name, .. } => {
            name.contains("429") || name.to_ascii_lowercase().replace('_', "") == "toomanyrequests"
        }
        _ => false,
    };
    match facts.kind(id) {
        ExprKind::Object(properties) => properties.iter().any(|property| says(property.value)),
        ExprKind::Array(items) => items.iter().any(|id| says(*id)),
        _ => says(id),
    }
}
