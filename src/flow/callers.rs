//! Who calls a function, and with what.

use super::value::{At, ClassAt, ExprAt, FunctionAt, Value};
use super::{Flow, family};
use crate::catalog::Family;
use crate::facts::ExprKind;
use crate::project::Project;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::rc::Rc;

/// The calls of a project by the last name in what they call.
pub(super) struct Callers<'p>(FxHashMap<&'p str, Vec<ExprAt<'p>>>);

/// What a call runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Called<'p> {
    Function(FunctionAt<'p>),
    /// The constructor of a class.
    Class(ClassAt<'p>),
}

/// The calls of one name by what they run.
pub(super) type CallTable<'p> = FxHashMap<Called<'p>, Vec<ExprAt<'p>>>;

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
        let Some(name) = self.called_name(function) else {
            return Rc::new([]);
        };
        match self.call_table(&name) {
            Some(table) => [Some(Called::Function(function)), constructed(function)]
                .into_iter()
                .flatten()
                .flat_map(|called| table.get(&called).into_iter().flatten().copied())
                .collect(),
            None => self.callers_one_by_one(function, &name),
        }
    }

    /// What the calls of something with this last name run, worked out once; `None` while that is
    /// being done.
    fn call_table(&self, name: &SmolStr) -> Option<Rc<CallTable<'p>>> {
        if let Some(known) = self.called_by.borrow().get(name) {
            return known.clone();
        }
        self.called_by.borrow_mut().insert(name.clone(), None);
        let mut table = CallTable::default();
        for &call in self.calls_named(name) {
            for called in self.called(call) {
                let calls = table.entry(called).or_default();
                if calls.last() != Some(&call) {
                    calls.push(call);
                }
            }
        }
        let table = Rc::new(table);
        let known = Some(table.clone());
        self.called_by.borrow_mut().insert(name.clone(), known);
        Some(table)
    }

    /// The callers of a function that is asked about because of a call of the same name.
    fn callers_one_by_one(&self, function: FunctionAt<'p>, name: &str) -> Rc<[ExprAt<'p>]> {
        // Nobody calls it because of its own callers.
        if !self.asked.borrow_mut().insert(function) {
            return Rc::new([]);
        }
        let wanted = [Some(Called::Function(function)), constructed(function)];
        let calls = self.calls_named(name).iter().copied();
        let runs = |call: &ExprAt<'p>| {
            let mut called = self.called(*call).into_iter();
            called.any(|called| wanted.contains(&Some(called)))
        };
        let callers = calls.filter(runs).collect();
        self.asked.borrow_mut().remove(&function);
        callers
    }

    /// The functions and classes of the project that a call may run.
    fn called(&self, call: ExprAt<'p>) -> Vec<Called<'p>> {
        let Some(callee) = call.file.facts.call(call.id).map(|call| call.callee) else {
            return Vec::new();
        };
        let called = |value: &Value<'p>| match value {
            Value::Function(function) => Some(Called::Function(*function)),
            Value::Class(class) => Some(Called::Class(*class)),
            _ => None,
        };
        let values = self.values(call.with(callee));
        values.iter().filter_map(called).collect()
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

/// The class that is constructed where the function runs, if it is a method; only a constructor is
/// called by the name of its class.
fn constructed(function: FunctionAt<'_>) -> Option<Called<'_>> {
    let class = function.file.facts.function(function.id).class?;
    Some(Called::Class(function.with(class)))
}
