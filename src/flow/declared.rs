//! Settings that functions of the program declare for a framework, and that are read by paths:
//! `registerAs("mistral", () => ({ apiKey: process.env.MISTRAL_API_KEY }))` of NestJS.

use super::Flow;
use super::types::says_nothing;
use super::value::{ExprAt, Value};
use crate::catalog::Declared;
use crate::facts::Step;

/// What a call gives that declares settings of NestJS under a name.
const NAMESPACE: &str = "@nestjs/config#registerAs()";

impl<'p> Flow<'p> {
    /// What the program declares under a path; nothing if it declares nothing there.
    pub(super) fn declared_setting(
        &self,
        declared: &Declared,
        path: &str,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        let mut found = Vec::new();
        for call in self.calls_declaring(&declared.namespace) {
            let arguments = call.file.facts.call(call.id).map(|it| &it.arguments[..]);
            let Some([name, factory, ..]) = arguments else {
                continue;
            };
            let names = self.values(call.with(name.value));
            let mut names = names.iter().filter_map(Value::as_text);
            let rest = names.find_map(|name| {
                let rest = path.strip_prefix(name.value.as_str())?;
                rest.strip_prefix('.')
                    .or_else(|| rest.is_empty().then_some(""))
            });
            if let Some(rest) = rest {
                let made = self.result_of(call.with(factory.value), call);
                found.extend(self.at_path(made, rest, at));
            }
        }
        for call in self.calls_declaring(&declared.all) {
            let functions = self.slot(call, &declared.functions).and_then(|it| it.at);
            for function in functions.map_or(Vec::new(), |it| self.elements(it)) {
                found.extend(self.at_path(self.result(&function, call), path, at));
            }
        }
        found.retain(|value| !says_nothing(value));
        found
    }

    /// What a namespace of settings has, as a type speaks of it: `ConfigType<typeof mistralConfig>`.
    pub(super) fn declared_as_type(&self, namespace: &Value<'p>) -> Vec<Value<'p>> {
        let Value::Symbol {
            path,
            call: Some(call),
        } = namespace
        else {
            return Vec::new();
        };
        let factory = call
            .file
            .facts
            .call(call.id)
            .and_then(|it| it.arguments.get(1));
        match factory.filter(|_| path == NAMESPACE) {
            Some(factory) => self.result_of(call.with(factory.value), *call),
            None => Vec::new(),
        }
    }

    fn calls_declaring(&self, symbol: &str) -> Vec<ExprAt<'p>> {
        let last = symbol.rsplit(['.', '#']).next().unwrap_or(symbol);
        let calls = self.calls_named(last).iter().copied();
        let is_it = |call: &ExprAt<'p>| {
            let callee = call.file.facts.call(call.id).map(|it| call.with(it.callee));
            callee.is_some_and(|callee| self.symbols(callee).iter().any(|it| it == symbol))
        };
        calls.filter(is_it).collect()
    }

    fn at_path(&self, values: Vec<Value<'p>>, path: &str, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let steps = path.split('.').filter(|step| !step.is_empty());
        steps.fold(values, |values, step| {
            self.parts(&values, &Step::Key(step.into()), at)
        })
    }
}
