//! What checks values that are read into a class or a parameter: methods that run when an instance is
//! made, pydantic's validators and `__post_init__`, and validators in annotations.

use super::has_pattern;
use crate::facts::{ExprId, ExprKind, Facts, Function, Source, Type};
use crate::flow::Flow;
use crate::flow::value::{At, ClassAt, ExprAt, FunctionAt, Value};
use crate::project::SourceFile;
use crate::text::TextRange;
use smol_str::SmolStr;

impl<'p> Flow<'p> {
    /// Whether a validator of a class lets only a known set through for a field.
    pub(super) fn is_confined_by_validator(&self, class: ClassAt<'p>, field: &str) -> bool {
        let facts = &class.file.facts;
        let mut validators = facts.class(class.id).methods.iter().filter(|&&method| {
            self.runs_when_made(class.with(method))
                && fields_of(facts, facts.function(method)).any(|name| name == field)
        });
        validators.any(|&method| self.lets_known_through(class.with(method)))
    }

    /// Whether what is said beside a type confines a value to a known set, where its annotation
    /// stands or the name in it is given one: `Annotated[str, AfterValidator(check)]`.
    pub(in crate::flow) fn is_confined_by_annotation(
        &self,
        file: &'p SourceFile,
        range: TextRange,
        declared: Option<&Type>,
    ) -> bool {
        let facts = &file.facts;
        let confines =
            |&id: &ExprId| has_pattern(facts, id) || self.is_confining_validator(At { file, id });
        if facts.calls_in(range).iter().any(confines) {
            return true;
        }
        let Some(Type::Names(names)) = declared else {
            return false;
        };
        let mut names = names.iter();
        names.any(|name| self.is_confining_alias(file, name, range.start(), false))
    }

    /// Whether a name is given such an annotation, here or, `is_taken` being false, where it is taken
    /// from.
    fn is_confining_alias(
        &self,
        file: &'p SourceFile,
        name: &str,
        used: usize,
        is_taken: bool,
    ) -> bool {
        let facts = &file.facts;
        let binding = facts.resolve(name, used);
        let definitions = binding.map_or(&[][..], |it| &facts.binding(it).definitions);
        definitions.iter().any(|it| match it.source {
            Source::Value(value) => {
                let range = facts.range(value);
                file.source(range).contains("Annotated")
                    && self.is_confined_by_annotation(file, range, None)
            }
            Source::Import(import) if !is_taken => {
                let import = facts.import(import);
                let other = self.resolve(file, &import.module);
                let alias = other.zip(import.name.as_deref());
                alias.is_some_and(|(other, name)| self.is_confining_alias(other, name, 0, true))
            }
            _ => false,
        })
    }

    /// Whether a call makes a validator of a function that lets only a known set through.
    fn is_confining_validator(&self, at: ExprAt<'p>) -> bool {
        let Some(call) = at.file.facts.call(at.id) else {
            return false;
        };
        let checks = self.catalog.checks();
        let is_validator = |path: &SmolStr| checks.makes_validator(path);
        let Some(function) = call.arguments.first() else {
            return false;
        };
        self.symbols(at.with(call.callee)).iter().any(is_validator)
            && self
                .values(at.with(function.value))
                .iter()
                .any(|value| match value {
                    Value::Function(function) => self.lets_known_through(*function),
                    _ => false,
                })
    }

    /// Whether a function returns only what is one of a known set.
    fn lets_known_through(&self, function: FunctionAt<'p>) -> bool {
        let returned = function.file.facts.function(function.id).returns.iter();
        let mut returned = returned.map(|&id| function.with(id)).peekable();
        returned.peek().is_some()
            && returned.all(|at| {
                self.is_confined_where_returned(function, at) || self.is_asserted(function, at)
            })
    }

    /// Whether a function asserts that what it returns is one of a known set.
    fn is_asserted(&self, function: FunctionAt<'p>, returned: ExprAt<'p>) -> bool {
        let facts = &function.file.facts;
        let body = facts.function(function.id).body;
        let mut asserted = facts.guards_in(body).iter().filter(|it| it.assertion);
        asserted.any(|it| self.is_confined_by(function.with(it.condition), true, returned))
    }

    /// What an expression is that is the parameter of a validator: the fields that it is for.
    pub(in crate::flow) fn validated_fields(&self, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let facts = &at.file.facts;
        let ExprKind::Name(name) = facts.kind(at.id) else {
            return Vec::new();
        };
        let Some(function) = self.function_around(at) else {
            return Vec::new();
        };
        let declaration = facts.function(function.id);
        let mut parameters = declaration.parameters.iter().skip(1);
        let is_parameter = parameters.any(|it| it.name.as_ref() == Some(name));
        let Some(class) = declaration.class.filter(|_| is_parameter) else {
            return Vec::new();
        };
        if !self.runs_when_made(function) {
            return Vec::new();
        }
        let fields: Vec<_> = fields_of(facts, declaration).collect();
        let declared = facts.class(class).fields.iter();
        let read = declared
            .filter(|field| fields.contains(&&field.name))
            .filter_map(|field| self.settings_field(at.with(class), field));
        read.flatten().collect()
    }
}

/// The fields that a validator names: `@field_validator("model")`.
fn fields_of<'f>(facts: &'f Facts, function: &'f Function) -> impl Iterator<Item = &'f SmolStr> {
    let calls = function.decorators.iter().filter_map(|&id| facts.call(id));
    let arguments = calls.flat_map(|call| call.arguments.iter());
    arguments
        .filter(|argument| argument.keyword.is_none())
        .filter_map(|argument| match facts.kind(argument.value) {
            ExprKind::String(literal) => Some(&literal.value),
            _ => None,
        })
}
