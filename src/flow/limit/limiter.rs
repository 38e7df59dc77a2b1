//! What a limiter is: by what the catalogue says of it, or else by its name.

use crate::catalog::{Limiter, Limits};
use crate::facts::ExprKind;
use crate::flow::handler::is_of_project;
use crate::flow::value::{ExprAt, Value};
use crate::flow::{Flow, family};

/// A limiter, and how it is known.
pub(super) enum Found {
    /// The catalogue has it.
    Known(&'static Limiter),
    /// Its name says so.
    Named,
}

impl<'p> Flow<'p> {
    /// What an expression is as a limiter, by what it is, or else by its name.
    pub(super) fn limiter(&self, at: ExprAt<'p>) -> Option<Found> {
        let family = family(at.file);
        let web = self.catalog.web(family);
        let values = self.values(at);
        for value in values.iter() {
            let Value::Symbol { path, call } = value else {
                continue;
            };
            if let Some(row) = web.limiter(family, path) {
                return self.has_needs(row, *call).then_some(Found::Known(row));
            }
            // A method of a throttle of outgoing calls: `bottleneck.schedule`.
            let mut owner = path.as_str();
            while let Some((above, _)) = owner.rsplit_once('.') {
                if web
                    .limiter(family, above)
                    .is_some_and(|row| row.limits == Limits::Outgoing)
                {
                    return None;
                }
                owner = above;
            }
        }
        let is_open = |value: &Value<'p>| match value {
            Value::Symbol { path, .. } => is_of_project(family, path),
            Value::Function(_) | Value::Parameter(_) | Value::Unknown | Value::Instance(_) => true,
            _ => false,
        };
        let by_name = values.iter().all(is_open) && self.names_limiter(at);
        by_name.then_some(Found::Named)
    }

    fn has_needs(&self, row: &Limiter, call: Option<ExprAt<'p>>) -> bool {
        row.needs.is_empty()
            || call
                .and_then(|at| at.file.facts.call(at.id))
                .is_some_and(|call| {
                    let keywords = call.arguments.iter().filter_map(|it| it.keyword.as_deref());
                    keywords
                        .into_iter()
                        .any(|name| row.needs.iter().any(|need| need == name))
                })
    }

    /// Whether an expression is called like a limiter: `rateLimit`, `chatLimiter.check`.
    fn names_limiter(&self, at: ExprAt<'p>) -> bool {
        let facts = &at.file.facts;
        let web = self.catalog.web(family(at.file));
        let named = |id| {
            facts
                .last_name(id)
                .is_some_and(|name| web.names_limit(name))
        };
        match facts.kind(at.id) {
            ExprKind::Member { object, name } => {
                named(at.id) || web.asks_limiter(name) && named(*object)
            }
            ExprKind::Call(call) => named(call.callee),
            _ => named(at.id),
        }
    }
}
