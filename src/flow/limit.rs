//! Whether something limits how often a handler runs: on its route, its router, its application, its
//! package, or in its body.

mod installed;
mod limiter;

pub(super) use installed::Installed;

use super::handler::Handler;
use super::value::{ExprAt, FunctionAt, Value};
use super::{Flow, Request, family};
use crate::catalog::Limits;
use crate::facts::{ExprId, ExprKind, PropertyKey};
use limiter::Found;
use rustc_hash::FxHashSet;

/// How many calls down from a handler a limit is looked for.
const MAX_CALLS_DOWN: usize = 3;

/// How deep a limiter is looked for in what a registration is given.
const MAX_ARGUMENT_DEPTH: usize = 5;

impl<'p> Flow<'p> {
    /// Whether the handlers of the web that a request is made under are limited, all of them; `None`
    /// if there is none.
    pub fn rate_limited(&self, request: &Request<'p>) -> Option<bool> {
        let handlers = self.handlers_of(request.at);
        let is_served = handlers.iter().any(Handler::is_web);
        is_served.then(|| self.unlimited_handlers(request).is_empty())
    }

    /// The handlers of the web that a request is made under and that nothing limits, nearest first.
    pub fn unlimited_handlers(&self, request: &Request<'p>) -> Vec<Handler<'p>> {
        if self.is_limited_around(request.at) {
            return Vec::new();
        }
        let mut handlers = self.handlers_of(request.at);
        handlers.retain(|handler| handler.is_web() && !self.is_limited(handler));
        handlers
    }

    /// Whether something limits how often a handler runs.
    pub fn is_limited(&self, handler: &Handler<'p>) -> bool {
        if self.is_exempt(handler.function) {
            return self.limits_in_body(
                handler.function,
                MAX_CALLS_DOWN,
                &mut FxHashSet::default(),
            );
        }
        self.is_limited_where_registered(handler)
            || self.is_limited_by_declaration(handler.function)
            || self.limits_in_body(handler.function, MAX_CALLS_DOWN, &mut FxHashSet::default())
            || self.is_limited_by_package(handler)
            || self.refuses_too_many(handler.function)
    }

    /// Whether a decorator takes a function out of what limits the others: `@limiter.exempt`.
    fn is_exempt(&self, function: FunctionAt<'p>) -> bool {
        let facts = &function.file.facts;
        let mut decorators = facts.function(function.id).decorators.iter();
        decorators.any(|&id| {
            let callee = facts.call(id).map_or(id, |call| call.callee);
            matches!(self.limiter(function.with(callee)), Some(Found::Known(row)) if row.limits == Limits::Exempt)
        })
    }

    /// Whether the function around an expression asks a limiter itself.
    fn is_limited_around(&self, at: ExprAt<'p>) -> bool {
        let function = self.function_around(at);
        function.is_some_and(|it| {
            self.limits_in_body(it, 1, &mut FxHashSet::default()) || self.refuses_too_many(it)
        })
    }

    /// Whether the call that registers a handler is given a limiter too.
    fn is_limited_where_registered(&self, handler: &Handler<'p>) -> bool {
        let Some(registered) = handler.registered else {
            return false;
        };
        let Some(call) = registered.file.facts.call(registered.id) else {
            return self.is_limiter_given(registered, 0);
        };
        let given = |at: ExprAt<'p>| self.is_limiter_given(at, 0);
        let mut arguments = call.arguments.iter().map(|it| registered.with(it.value));
        arguments.any(given)
            || self
                .made_by(registered.with(call.callee))
                .is_some_and(|made| self.is_given_one(made))
    }

    /// Whether a call is given a limiter: `APIRouter(dependencies=[Depends(RateLimiter(…))])`.
    fn is_given_one(&self, at: ExprAt<'p>) -> bool {
        let call = at.file.facts.call(at.id);
        call.is_some_and(|call| {
            let mut arguments = call.arguments.iter().map(|it| at.with(it.value));
            arguments.any(|argument| self.is_limiter_given(argument, 0))
        })
    }

    /// The call that made what a method is called on.
    pub(super) fn made_by(&self, callee: ExprAt<'p>) -> Option<ExprAt<'p>> {
        let ExprKind::Member { object, .. } = callee.file.facts.kind(callee.id) else {
            return None;
        };
        let values = self.values(callee.with(*object));
        values.iter().find_map(|value| match value {
            Value::Symbol { call, .. } => *call,
            _ => None,
        })
    }

    /// Whether a decorator of a function or of its class, or a default of a parameter, limits it.
    fn is_limited_by_declaration(&self, function: FunctionAt<'p>) -> bool {
        let facts = &function.file.facts;
        let declaration = facts.function(function.id);
        let class = declaration.class.map(|class| facts.class(class));
        let of_class = class.iter().flat_map(|class| class.decorators.iter());
        let decorators = declaration.decorators.iter().chain(of_class);
        let decorated = |id: &ExprId| {
            let callee = facts.call(*id).map_or(*id, |call| call.callee);
            match self.limiter(function.with(callee)) {
                Some(Found::Known(row)) => {
                    matches!(row.limits, Limits::Decorated | Limits::Given)
                }
                Some(Found::Named) => true,
                None => facts.call(*id).is_some() && self.is_given_one(function.with(*id)),
            }
        };
        let mut defaults = declaration.parameters.iter().filter_map(|it| it.default);
        let by_field = class.is_some_and(|class| {
            let web = self.catalog.web(family(function.file));
            class
                .fields
                .iter()
                .any(|field| web.limits_by_field(&field.name))
        });
        let wrapped = facts.receiver(function.id);
        by_field
            || decorators.into_iter().any(decorated)
            || defaults.any(|id| self.is_limiter_given(function.with(id), 0))
            || wrapped.is_some_and(|callee| {
                matches!(self.limiter(function.with(callee)), Some(Found::Named))
                    || self.runs_limiter(function.with(callee), 1, &mut FxHashSet::default())
            })
    }

    /// Whether an expression is a limiter that limits what it is given to, or holds one.
    fn is_limiter_given(&self, at: ExprAt<'p>, depth: usize) -> bool {
        if depth > MAX_ARGUMENT_DEPTH {
            return false;
        }
        let facts = &at.file.facts;
        match self.limiter(at) {
            Some(Found::Known(row)) => {
                return matches!(
                    row.limits,
                    Limits::Given | Limits::Package | Limits::Decorated
                );
            }
            Some(Found::Named) => return true,
            None => {}
        }
        let below = |id: ExprId| self.is_limiter_given(at.with(id), depth + 1);
        match facts.kind(at.id) {
            ExprKind::Array(items) => items.iter().any(|id| below(*id)),
            ExprKind::Object(properties) => properties.iter().any(|property| {
                let web = self.catalog.web(family(at.file));
                let named =
                    matches!(&property.key, PropertyKey::Name(name) if web.names_limit(name));
                named || below(property.value)
            }),
            ExprKind::Call(call) => call.arguments.iter().any(|it| below(it.value)),
            ExprKind::Await(inner) => below(*inner),
            // `procedure.use(async ({ next }) => { await limiter.limit(…); … })`.
            ExprKind::Function(_) => self.runs_limiter(at, 1, &mut FxHashSet::default()),
            ExprKind::Name(_) | ExprKind::Member { .. } => {
                self.runs_limiter(at, 1, &mut FxHashSet::default())
                    || self
                        .symbol_call(at)
                        .is_some_and(|call| call != at && self.is_given_one(call))
            }
            _ => false,
        }
    }

    fn symbol_call(&self, at: ExprAt<'p>) -> Option<ExprAt<'p>> {
        let values = self.values(at);
        values.iter().find_map(|value| match value {
            Value::Symbol { call, .. } => *call,
            _ => None,
        })
    }

    /// Whether an expression is a function of the project that asks a limiter.
    fn runs_limiter(
        &self,
        at: ExprAt<'p>,
        down: usize,
        seen: &mut FxHashSet<FunctionAt<'p>>,
    ) -> bool {
        let values = self.values(at);
        values.iter().any(|value| match value {
            Value::Function(function) => self.limits_in_body(*function, down, seen),
            _ => false,
        })
    }

    /// Whether the body of a function, or a function that it calls, asks a limiter.
    fn limits_in_body(
        &self,
        function: FunctionAt<'p>,
        down: usize,
        seen: &mut FxHashSet<FunctionAt<'p>>,
    ) -> bool {
        if !seen.insert(function) || seen.len() > 64 {
            return false;
        }
        let facts = &function.file.facts;
        let calls = facts.calls_in(facts.function(function.id).range);
        calls.iter().any(|&id| {
            let at = function.with(id);
            let Some(call) = facts.call(id) else {
                return false;
            };
            match self.limiter(at.with(call.callee)) {
                Some(Found::Known(row)) => matches!(row.limits, Limits::Called | Limits::Given),
                Some(Found::Named) => true,
                None => down > 0 && self.runs_limiter(at.with(call.callee), down - 1, seen),
            }
        })
    }
}
