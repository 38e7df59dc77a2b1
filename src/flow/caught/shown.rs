//! Which part of an expression shows a caught error.

use super::kept::is_narrow_test;
use super::{Caught, Name};
use crate::facts::{Call, ExprId, ExprKind, Operator, Source, Step};
use crate::flow::Flow;
use crate::flow::value::{ExprAt, Value};

/// How deep an error is looked for in an expression.
const MAX_DEPTH: usize = 24;

impl<'p> Flow<'p> {
    /// The part of an expression that shows the error: `error.message` in `{ error: error.message }`.
    pub fn shows(&self, caught: &Caught<'p>, at: ExprAt<'p>) -> Option<ExprAt<'p>> {
        self.shows_within(caught, at, 0)
    }

    fn shows_within(
        &self,
        caught: &Caught<'p>,
        at: ExprAt<'p>,
        depth: usize,
    ) -> Option<ExprAt<'p>> {
        if depth > MAX_DEPTH {
            return None;
        }
        let facts = &at.file.facts;
        let errors = self.catalog.errors();
        let below = |id: ExprId| self.shows_within(caught, at.with(id), depth + 1);
        match facts.kind(at.id) {
            ExprKind::Name(name) if caught.is_called(name, at) => Some(at),
            ExprKind::Name(name) => self.shown_by_name(caught, name, at, depth),
            ExprKind::Member { object, name } => {
                below(*object)?;
                (!errors.is_harmless(name)).then_some(at)
            }
            ExprKind::Index { object, .. } => below(*object),
            ExprKind::Call(call) => self.shown_by_call(caught, call, at, depth),
            ExprKind::Template(parts) | ExprKind::Array(parts) | ExprKind::Unknown(parts) => {
                parts.iter().find_map(|id| below(*id))
            }
            ExprKind::Object(properties) => properties.iter().find_map(|it| below(it.value)),
            ExprKind::Binary {
                operator,
                left,
                right,
            } => match operator {
                Operator::And if errors.is_for_developers(at.with(*left).source()) => None,
                Operator::And => below(*right),
                Operator::Add
                | Operator::Or
                | Operator::Coalesce
                | Operator::Remainder
                | Operator::Union => below(*left).or_else(|| below(*right)),
                _ => None,
            },
            ExprKind::Conditional {
                test,
                then,
                otherwise,
            } => {
                let test = at.file.source(facts.range(*test));
                let kept = errors.is_for_developers(test) || is_narrow_test(errors, test);
                match kept {
                    true => None,
                    false => below(*then).or_else(|| below(*otherwise)),
                }
            }
            ExprKind::Await(inner)
            | ExprKind::Spread(inner)
            | ExprKind::Assert { value: inner, .. } => below(*inner),
            _ => None,
        }
    }

    /// `const message = error.message`, `const { message } = error`.
    fn shown_by_name(
        &self,
        caught: &Caught<'p>,
        name: &str,
        at: ExprAt<'p>,
        depth: usize,
    ) -> Option<ExprAt<'p>> {
        let facts = &at.file.facts;
        let binding = facts.binding(facts.resolve(name, at.range().start())?);
        let inside = binding
            .definitions
            .iter()
            .filter(|it| caught.catch.contains_range(it.range));
        inside.into_iter().find_map(|definition| {
            let harmless = matches!(definition.path.first(), Some(Step::Key(key)) if self.catalog.errors().is_harmless(key));
            match definition.source {
                Source::Value(value) if !harmless => {
                    self.shows_within(caught, at.with(value), depth + 1).map(|_| at)
                }
                _ => None,
            }
        })
    }

    fn shown_by_call(
        &self,
        caught: &Caught<'p>,
        call: &Call,
        at: ExprAt<'p>,
        depth: usize,
    ) -> Option<ExprAt<'p>> {
        let facts = &at.file.facts;
        let errors = self.catalog.errors();
        let name = facts.last_name(call.callee)?;
        if errors.tests(name) {
            return None;
        }
        if name == "format_exc" && caught.catch.contains_range(at.range()) {
            return Some(at);
        }
        if let Some((object, _)) = facts.member(call.callee)
            && self
                .shows_within(caught, at.with(object), depth + 1)
                .is_some()
        {
            return Some(at);
        }
        let values = self.values(at.with(call.callee));
        call.arguments
            .iter()
            .enumerate()
            .find_map(|(index, argument)| {
                self.shows_within(caught, at.with(argument.value), depth + 1)?;
                let functions = values.iter().filter_map(|value| match value {
                    Value::Function(function) => Some(*function),
                    _ => None,
                });
                let mut functions = functions.peekable();
                if functions.peek().is_none() {
                    return errors.shows(name).then_some(at);
                }
                functions.find_map(|function| {
                    let declaration = function.file.facts.function(function.id);
                    let inner = Caught {
                        file: function.file,
                        tried: declaration.range,
                        catch: declaration.range,
                        around: false,
                        name: Name::Parameter(function, index, None),
                    };
                    let mut returns = declaration.returns.iter();
                    returns.find_map(|id| self.shows_within(&inner, function.with(*id), depth + 4))
                })?;
                Some(at)
            })
    }
}
