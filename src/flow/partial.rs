//! What `functools.partial` makes of a class or a function: something that is called later, with some
//! of its arguments already.

use super::handed::is_imported;
use super::value::{Client, ExprAt, Value};
use super::{Flow, family};
use crate::catalog::{ArgRef, Family, Meaning};
use crate::facts::{Argument, Call, ExprKind, Source};

/// What makes it.
const PARTIAL: &str = "functools.partial";
/// What is made.
const MADE: &str = "functools.partial()";

impl<'p> Flow<'p> {
    /// What a call of `functools.partial` gives: what it is given first. A client that it is given the
    /// key of is one already, unless the program calls what is made; then it is made there.
    pub(super) fn partial(&self, at: ExprAt<'p>, call: &Call) -> Vec<Value<'p>> {
        let first = call.arguments.first().filter(|it| it.spread.is_none());
        let bound = first.map(|it| self.values(at.with(it.value)));
        let bound = bound.as_deref().unwrap_or_default();
        let client = bound.iter().find_map(|value| match value {
            Value::Symbol { path, .. } => match self.meaning(at.file, path)? {
                Meaning::Client(kind) if self.reaches_mistral(kind, at) => Some(kind),
                _ => None,
            },
            _ => None,
        });
        let client = client
            .filter(|kind| self.first_slot(at, &kind.key).is_some() && !self.is_called_by_name(at));
        if let Some(kind) = client {
            return vec![Value::Client(Client {
                kind,
                call: Some(at),
                bound: None,
            })];
        }
        let mut values = bound.to_vec();
        values.push(Value::Symbol {
            path: MADE.into(),
            call: Some(at),
        });
        values
    }

    /// Whether an expression is a call of `functools.partial`.
    pub(super) fn is_partial(&self, at: ExprAt<'p>) -> bool {
        let facts = &at.file.facts;
        let Some(callee) = facts.call(at.id).map(|call| call.callee) else {
            return false;
        };
        family(at.file) == Family::Python
            && facts.last_name(callee).is_some_and(|it| it == "partial")
            && self.symbols(at.with(callee)).iter().any(|it| it == PARTIAL)
    }

    /// The call of `functools.partial` that gave what a call calls.
    pub(super) fn partial_behind(&self, at: ExprAt<'p>) -> Option<ExprAt<'p>> {
        if family(at.file) != Family::Python || self.calls_named("partial").is_empty() {
            return None;
        }
        let facts = &at.file.facts;
        let callee = facts.call(at.id)?.callee;
        let may_be_it = matches!(
            facts.kind(callee),
            ExprKind::Name(_) | ExprKind::Member { .. } | ExprKind::Call(_)
        );
        let values = may_be_it.then(|| self.values(at.with(callee)))?;
        values.iter().find_map(|value| match value {
            Value::Symbol {
                path,
                call: Some(made),
            } if path == MADE && *made != at => Some(*made),
            _ => None,
        })
    }

    /// The argument of a call of what `functools.partial` made, where `made` is the call that made it:
    /// which of the two calls has it, and as which argument.
    pub(super) fn argument_of_partial(
        &self,
        at: ExprAt<'p>,
        made: ExprAt<'p>,
        argument: &ArgRef,
    ) -> (ExprAt<'p>, ArgRef) {
        let has = |call: ExprAt<'p>, name: &str| {
            let arguments = call.file.facts.call(call.id).map(|it| &it.arguments);
            let mut arguments = arguments.into_iter().flatten();
            arguments.any(|it| it.keyword.as_deref() == Some(name) || it.spread.is_some())
        };
        match argument {
            ArgRef::Position(position) => {
                let before = positional(made).saturating_sub(1);
                match position.checked_sub(before) {
                    None => (made, argument.clone()),
                    Some(position) => (at, ArgRef::Position(position)),
                }
            }
            ArgRef::Keyword(name) if !has(at, name) => (made, argument.clone()),
            _ => (at, argument.clone()),
        }
    }

    /// Whether the program calls what a call gives under the name that it is given there.
    pub(super) fn is_called_by_name(&self, made: ExprAt<'p>) -> bool {
        let facts = &made.file.facts;
        let written = facts.assignments.iter().find(|it| it.value == made.id);
        let member = written.and_then(|it| facts.member(it.target));
        if let Some((_, name)) = member {
            let is_member = |call: &ExprAt<'p>| {
                let callee = call.file.facts.call(call.id).map(|it| it.callee);
                callee.is_some_and(|id| call.file.facts.member(id).is_some())
            };
            return self.calls_named(name).iter().any(is_member);
        }
        let Some(named) = self.name_of_object(made) else {
            return false;
        };
        let name = &facts.binding(named).name;
        let is_it = |call: &ExprAt<'p>| {
            let here = &call.file.facts;
            let Some(callee) = here.call(call.id).map(|it| it.callee) else {
                return false;
            };
            if std::ptr::eq(call.file, made.file) {
                return here.resolve(name, here.range(callee).start()) == Some(named);
            }
            is_imported(call.with(callee)) && self.is_taken_from(call.with(callee), made)
        };
        self.calls_named(name).iter().any(is_it)
    }

    /// Whether a name is taken from the file of another expression.
    fn is_taken_from(&self, name: ExprAt<'p>, other: ExprAt<'p>) -> bool {
        let facts = &name.file.facts;
        let ExprKind::Name(taken) = facts.kind(name.id) else {
            return false;
        };
        let binding = facts.resolve(taken, name.range().start());
        let definitions = binding.map_or(&[][..], |it| &facts.binding(it).definitions);
        definitions
            .iter()
            .any(|definition| match definition.source {
                Source::Import(import) => {
                    let module = &facts.import(import).module;
                    let file = self.resolve(name.file, module);
                    file.is_some_and(|file| std::ptr::eq(file, other.file))
                }
                _ => false,
            })
    }
}

/// How many arguments a call has by position.
fn positional(call: ExprAt<'_>) -> usize {
    let arguments = call.file.facts.call(call.id).map(|it| &it.arguments);
    let by_position = |it: &&Argument| it.keyword.is_none() && it.spread.is_none();
    arguments.map_or(0, |all| all.iter().filter(by_position).count())
}
