//! What calls pass for the parameters of a function.

use super::types::says_nothing;
use super::value::{ExprAt, FunctionAt, Value};
use super::{Flow, family};
use crate::catalog::Family;
use crate::facts::{Argument, Call, ExprKind, Function, Spread, Step};

impl<'p> Flow<'p> {
    /// What the project's callers pass for a parameter; nothing without callers.
    pub(super) fn passed(&self, function: FunctionAt<'p>, index: usize) -> Vec<Value<'p>> {
        if let Some(call) = self.call_told_apart(function) {
            let passed = self.passed_by(call, function, index);
            let is_left_out = passed.is_empty()
                && function.file.facts.function(function.id).parameters[index]
                    .default
                    .is_none();
            return match is_left_out {
                true => vec![Value::Null(call)],
                false => passed,
            };
        }
        let calls = self.callers(function);
        let passed = calls
            .iter()
            .flat_map(|&call| self.passed_by(call, function, index));
        passed.collect()
    }

    fn passed_by(&self, at: ExprAt<'p>, function: FunctionAt<'p>, index: usize) -> Vec<Value<'p>> {
        let Some(call) = at.file.facts.call(at.id) else {
            return Vec::new();
        };
        let declaration = function.file.facts.function(function.id);
        let parameter = &declaration.parameters[index];
        let bound = self.is_bound(at, call, function);
        let Some(position) = index.checked_sub(usize::from(bound)) else {
            return Vec::new();
        };
        let position = position + handed_before(at, call, declaration);
        match parameter.rest {
            Some(Spread::Positional) => return vec![self.rest_of(at, call, position)],
            Some(Spread::Keyword) => return vec![Value::Object(at)],
            None => {}
        }
        let name = parameter.name.as_deref();
        let keyword = call
            .arguments
            .iter()
            .find(|argument| argument.keyword.is_some() && argument.keyword.as_deref() == name);
        if let Some(argument) = keyword {
            return self.values(at.with(argument.value)).to_vec();
        }
        let positional = self.positional(at, call, position);
        match (positional, name) {
            (Some(values), _) => values,
            (None, Some(name)) => self.spread_keyword(at, call, name),
            (None, None) => Vec::new(),
        }
    }

    /// Whether the first parameter is what the method is called on, in Python.
    fn is_bound(&self, at: ExprAt<'p>, call: &Call, function: FunctionAt<'p>) -> bool {
        let facts = &function.file.facts;
        let declaration = facts.function(function.id);
        if family(function.file) != Family::Python
            || declaration.class.is_none()
            || decorated(&function, declaration, "staticmethod")
        {
            return false;
        }
        // `Base.__init__(self, client)`
        let ExprKind::Member { object, name } = at.file.facts.kind(call.callee) else {
            return true;
        };
        let is_class = |value: &Value<'p>| matches!(value, Value::Class(_));
        let explicit = declaration.name.as_ref() == Some(name)
            && !decorated(&function, declaration, "classmethod")
            && self.values(at.with(*object)).iter().any(is_class);
        !explicit
    }

    /// What stands at a position among the arguments; `None` if nothing does.
    fn positional(&self, at: ExprAt<'p>, call: &Call, position: usize) -> Option<Vec<Value<'p>>> {
        let mut count = 0;
        for argument in positional(call) {
            let value = at.with(argument.value);
            match argument.spread {
                None if count == position => return Some(self.values(value).to_vec()),
                None => count += 1,
                Some(_) => {
                    let step = Step::Index(position - count);
                    return Some(self.parts(&self.values(value), &step, value));
                }
            }
        }
        None
    }

    /// All that is passed from a position on, as a list.
    fn rest_of(&self, at: ExprAt<'p>, call: &Call, position: usize) -> Value<'p> {
        let items = positional(call).skip(position).map(|argument| {
            let value = at.with(argument.value);
            match argument.spread {
                None => self.values(value).to_vec(),
                Some(_) => self.elements(value),
            }
        });
        Value::Row(items.collect())
    }

    /// What `**options` has under a name.
    fn spread_keyword(&self, at: ExprAt<'p>, call: &Call, name: &str) -> Vec<Value<'p>> {
        let spread = call
            .arguments
            .iter()
            .filter(|argument| argument.spread == Some(Spread::Keyword));
        let mut values: Vec<_> = spread
            .flat_map(|argument| {
                let value = at.with(argument.value);
                self.parts(&self.values(value), &Step::Key(name.into()), value)
            })
            .collect();
        values.retain(|value| !matches!(value, Value::Null(_)));
        values
    }

    /// What a function written in place is called with by a method of a collection or a promise:
    /// `clients.map((client) => …)`; nothing if that says nothing.
    pub(super) fn given_in_place(&self, function: FunctionAt<'p>, index: usize) -> Vec<Value<'p>> {
        let facts = &function.file.facts;
        let Some((call, Some(0))) = facts.handed_to(function.id) else {
            return Vec::new();
        };
        let Some(ExprKind::Member { object, name }) =
            facts.call(call).map(|call| facts.kind(call.callee))
        else {
            return Vec::new();
        };
        let object = function.with(*object);
        let mut values = match name.as_str() {
            "then" if index == 0 => self.values(object).to_vec(),
            "reduce" if index == 1 => self.elements(object),
            method if index == 0 && self.catalog.running().runs_for_each(method) => {
                self.elements(object)
            }
            _ => Vec::new(),
        };
        values.retain(|value| !says_nothing(value));
        values
    }
}

/// How many arguments stand before the function's own, where the call hands it on by its name.
fn handed_before(at: ExprAt<'_>, call: &Call, function: &Function) -> usize {
    let facts = &at.file.facts;
    let Some(name) = &function.name else { return 0 };
    if function.class.is_some() || facts.last_name(call.callee) == Some(name) {
        return 0;
    }
    let is_it = |argument: &Argument| matches!(facts.kind(argument.value), ExprKind::Name(it) if it == name);
    let position = call.arguments.iter().position(is_it);
    position.map_or(0, |position| position + 1)
}

fn positional(call: &Call) -> impl Iterator<Item = &Argument> {
    let is_positional = |argument: &&Argument| {
        argument.keyword.is_none() && argument.spread != Some(Spread::Keyword)
    };
    call.arguments.iter().filter(is_positional)
}

/// Whether a parameter is what a method is called on, in Python.
pub(super) fn is_receiver(function: FunctionAt<'_>, index: usize) -> bool {
    let declaration = function.file.facts.function(function.id);
    index == 0
        && family(function.file) == Family::Python
        && declaration.class.is_some()
        && !decorated(&function, declaration, "staticmethod")
}

/// Whether a decorator of this name stands before a function.
pub(super) fn decorated(at: &FunctionAt<'_>, function: &Function, name: &str) -> bool {
    let facts = &at.file.facts;
    let is_it = |&decorator: &_| facts.last_name(decorator).is_some_and(|it| it == name);
    function.decorators.iter().any(is_it)
}
