//! Whether somebody is asked for a variable of the environment that is missing, as notebooks and
//! scripts do.

use super::Flow;
use super::input::InputSource;
use super::value::{At, EnvRead};
use crate::facts::{Definition, ExprId, ExprKind, Facts, Operator, Source};
use crate::project::SourceFile;

impl<'p> Flow<'p> {
    /// Whether somebody is asked for the value where the variable is missing:
    /// `os.getenv("NAME") or getpass()`, `if not key: key = getpass()`.
    pub(super) fn is_asked_for(&self, env: &EnvRead<'p>) -> bool {
        let file = env.read.file;
        let value = |definition: &Definition| match definition.source {
            Source::Value(value) if definition.path.is_empty() => Some(value),
            _ => None,
        };
        let is_read = |definition: &Definition| value(definition) == Some(env.read.id);
        let is_prompt = |definition: &Definition| {
            value(definition).is_some_and(|value| self.is_prompt(file, value))
        };
        let mut bindings = file
            .facts
            .bindings()
            .map(|(_, binding)| &binding.definitions);
        let is_asked_later = bindings.any(|definitions| {
            definitions.iter().any(is_read) && definitions.iter().any(is_prompt)
        });
        is_asked_later || self.is_asked_for_in_place(env)
    }

    fn is_asked_for_in_place(&self, env: &EnvRead<'p>) -> bool {
        let file = env.read.file;
        file.facts.exprs().any(|(_, expr)| match &expr.kind {
            ExprKind::Binary {
                operator: Operator::Or | Operator::Coalesce,
                left,
                right,
            } => *left == env.read.id && self.is_prompt(file, *right),
            _ => false,
        })
    }

    fn is_prompt(&self, file: &'p SourceFile, id: ExprId) -> bool {
        let at = At { file, id };
        let values = self.values(at);
        let is_prompt = |value| {
            let input = self.input(value, at);
            input.is_some_and(|input| input.source == InputSource::Prompt)
        };
        values.iter().any(is_prompt)
    }
}

/// Whether a function of the file that sets the variable it is told to is told to set this one:
/// `_set_env("NAME")`, where `os.environ[name]` is written.
pub(super) fn is_set_by_function(file: &SourceFile, variable: &str) -> bool {
    let facts = &file.facts;
    let sets = |target: ExprId| {
        let ExprKind::Index { object, index } = facts.kind(target) else {
            return None;
        };
        let is_environment = file.source(facts.range(*object)).ends_with("environ");
        let ExprKind::Name(name) = facts.kind(*index) else {
            return None;
        };
        let function = facts.function_at(facts.range(target).start())?;
        let function = facts.function(function);
        let mut parameters = function.parameters.iter();
        let number = parameters.position(|parameter| parameter.name.as_ref() == Some(name))?;
        is_environment.then_some((function.name.as_ref()?, number))
    };
    facts
        .assignments
        .iter()
        .filter_map(|assignment| sets(assignment.target))
        .any(|(function, number)| is_called_with(facts, function, number, variable))
}

fn is_called_with(facts: &Facts, function: &str, number: usize, value: &str) -> bool {
    facts
        .calls
        .iter()
        .filter_map(|&call| facts.call(call))
        .any(|call| {
            let is_it = matches!(facts.kind(call.callee), ExprKind::Name(name) if name == function);
            let argument = call
                .arguments
                .get(number)
                .map(|argument| facts.kind(argument.value));
            is_it && matches!(argument, Some(ExprKind::String(literal)) if literal.value == value)
        })
}
