//! Who calls a function, and with what.

use super::value::{At, ExprAt, FunctionAt, Value};
use super::{Flow, family};
use crate::catalog::Family;
use crate::facts::ExprKind;
use crate::project::Project;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::rc::Rc;

/// The calls of a project by the last name in what they call.
pub(super) struct Callers<'p>(FxHashMap<&'p str, Vec<ExprAt<'p>>>);

impl<'p> Callers<'p> {
    fn of(project: &'p Project) -> Self {
        let mut calls: FxHashMap<&'p str, Vec<ExprAt<'p>>> = FxHashMap::default();
        for file in project.files() {
            for &id in &file.facts.calls {
                let Some(call) = file.facts.call(id) else {
                    continue;
                };
                if let ExprKind::Name(name) | ExprKind::Member { name, .. } =
                    file.facts.kind(call.callee)
                {
                    calls.entry(name).or_default().push(At { file, id });
                }
            }
        }
        Self(calls)
    }
}

impl<'p> Flow<'p> {
    /// The calls in the project that certainly or possibly run this function.
    pub fn callers(&self, function: FunctionAt<'p>) -> Rc<[ExprAt<'p>]> {
        if let Some(known) = self.called_by.borrow().get(&function) {
            return known.clone();
        }
        let Some(name) = self.called_name(function) else {
            return Rc::new([]);
        };
        // Until it is known, nobody: a call may depend on its own callers.
        self.called_by.borrow_mut().insert(function, Rc::new([]));
        let candidates = self.calls_named(&name).iter().copied();
        let callers: Rc<[_]> = candidates
            .filter(|call| self.calls(*call, function))
            .collect();
        self.called_by
            .borrow_mut()
            .insert(function, callers.clone());
        callers
    }

    /// The calls in the project of something whose last name this is.
    pub(super) fn calls_named(&self, name: &str) -> &[ExprAt<'p>] {
        let callers = self.callers.get_or_init(|| Callers::of(self.project));
        callers.0.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The name by which a function is called: its own, or its class's for a constructor.
    fn called_name(&self, function: FunctionAt<'p>) -> Option<SmolStr> {
        let facts = &function.file.facts;
        let declaration = facts.function(function.id);
        match (declaration.name.as_deref()?, declaration.class) {
            ("constructor" | "__init__", Some(class)) => facts.class(class).name.clone(),
            (name, _) => Some(name.into()),
        }
    }

    fn calls(&self, call: ExprAt<'p>, function: FunctionAt<'p>) -> bool {
        let Some(callee) = call.file.facts.call(call.id).map(|call| call.callee) else {
            return false;
        };
        let class = function.file.facts.function(function.id).class;
        self.values(call.with(callee))
            .iter()
            .any(|value| match value {
                Value::Function(called) => *called == function,
                Value::Class(called) => class.is_some_and(|class| *called == function.with(class)),
                _ => false,
            })
    }

    /// What the project's callers pass for a parameter; nothing without callers.
    pub(super) fn passed(&self, function: FunctionAt<'p>, index: usize) -> Vec<Value<'p>> {
        let declaration = function.file.facts.function(function.id);
        // A Python method's first parameter is not among the arguments of a call.
        let bound = declaration.class.is_some() && family(function.file) == Family::Python;
        let position = index.checked_sub(usize::from(bound));
        let name = declaration.parameters[index].name.as_deref();
        let mut values = Vec::new();
        for &at in self.callers(function).iter() {
            let Some(call) = at.file.facts.call(at.id) else {
                continue;
            };
            let keyword = call
                .arguments
                .iter()
                .find(|argument| argument.keyword.is_some() && argument.keyword.as_deref() == name);
            let positional = call
                .arguments
                .iter()
                .filter(|argument| argument.keyword.is_none());
            let passed =
                keyword.or_else(|| position.and_then(|position| positional.clone().nth(position)));
            match passed {
                Some(argument) if argument.spread.is_none() => {
                    values.extend(self.values(at.with(argument.value)).iter().cloned());
                }
                _ if call
                    .arguments
                    .iter()
                    .any(|argument| argument.spread.is_some()) =>
                {
                    values.push(Value::Unknown)
                }
                _ => {}
            }
        }
        values
    }
}
