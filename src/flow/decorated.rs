//! Functions that a decorator makes requests of a client: `@mistral.call("mistral-large-latest")`.

use super::value::{ExprAt, FunctionAt, Value};
use super::{Flow, family};
use crate::facts::ExprId;

impl<'p> Flow<'p> {
    /// What a function is under its decorators: the client that one of them makes of it, else itself.
    pub(super) fn under_decorators(&self, function: FunctionAt<'p>) -> Value<'p> {
        let decorators = &function.file.facts.function(function.id).decorators;
        let mut may = decorators.iter().filter(|&&id| self.may_make(function, id));
        let made = may.find_map(|&id| {
            let values = self.values(function.with(id));
            let is_it =
                |value: &&Value<'p>| matches!(value, Value::Client(it) if it.kind.decorates);
            values.iter().find(is_it).cloned()
        });
        made.unwrap_or(Value::Function(function))
    }

    /// The function that the call at an expression decorates.
    pub(super) fn decorated_by(&self, call: ExprAt<'p>) -> Option<FunctionAt<'p>> {
        let mut functions = call.file.facts.functions();
        let (id, _) = functions.find(|(_, function)| function.decorators.contains(&call.id))?;
        Some(FunctionAt {
            file: call.file,
            id,
        })
    }

    /// Whether some function of the project has this name, and a decorator that may make it a request.
    pub(super) fn may_be_made_request(&self, name: &str) -> bool {
        let names = self.made_requests.get_or_init(|| {
            let files = self.project.files().map(|file| &**file);
            let named = files.flat_map(|file| {
                let functions = file.facts.functions();
                functions.filter_map(move |(id, function)| {
                    let at = FunctionAt { file, id };
                    let mut decorators = function.decorators.iter();
                    let may = decorators.any(|&decorator| self.may_make(at, decorator));
                    may.then_some(function.name.as_deref()).flatten()
                })
            });
            named.collect()
        });
        names.contains(name)
    }

    fn may_make(&self, function: FunctionAt<'p>, decorator: ExprId) -> bool {
        let facts = &function.file.facts;
        let name = facts
            .call(decorator)
            .and_then(|call| facts.last_name(call.callee));
        name.is_some_and(|name| self.catalog.may_take_key(family(function.file), name))
    }
}
