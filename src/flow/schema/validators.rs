//! Methods that check an instance of a class when it is made: pydantic's validators, `__post_init__`.

use crate::facts::{ExprKind, Facts, Function};
use crate::flow::Flow;
use crate::flow::value::{ClassAt, ExprAt, FunctionAt, Value};
use smol_str::SmolStr;

impl<'p> Flow<'p> {
    /// Whether a validator of a class lets only a known set through for a field.
    pub(super) fn is_confined_by_validator(&self, class: ClassAt<'p>, field: &str) -> bool {
        let facts = &class.file.facts;
        let mut validators = facts.class(class.id).methods.iter().filter(|&&method| {
            self.runs_when_made(class.with(method))
                && fields_of(facts, facts.function(method)).any(|name| name == field)
        });
        validators.any(|&method| {
            let function = class.with(method);
            let returned = facts.function(method).returns.iter();
            let mut returned = returned.map(|&id| class.with(id)).peekable();
            returned.peek().is_some()
                && returned.all(|at| {
                    self.is_confined_where_returned(function, at) || self.is_asserted(function, at)
                })
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
