//! What a name may be: its binding's definitions, imports among them.

use super::argument::decorated;
use super::types::{is_session, says_nothing};
use super::value::{At, ClassAt, ExprAt, FunctionAt, Parameter, Value};
use super::{Flow, MAX_VALUES, family};
use crate::catalog::Family;
use crate::facts::{Binding, Class, Definition, ExprKind, Id, Source, Step};
use crate::project::SourceFile;
use smol_str::SmolStr;

impl<'p> Flow<'p> {
    /// Whether what is called may have one of some names where it comes from. A member has the name
    /// that is written; a plain name may be another one's.
    pub(super) fn may_be_called(&self, callee: ExprAt<'p>, is_one: impl Fn(&str) -> bool) -> bool {
        let facts = &callee.file.facts;
        let name = match facts.kind(callee.id) {
            ExprKind::Name(name) => name,
            ExprKind::Member { name, .. } => return is_one(name),
            _ => return true,
        };
        let is_renamed = |definition: &Definition| match definition.source {
            Source::Import(import) => facts.import(import).name.as_ref() != Some(name),
            Source::Value(_) => true,
            _ => false,
        };
        let binding = facts.resolve(name, callee.range().start());
        is_one(name)
            || binding.is_some_and(|it| facts.binding(it).definitions.iter().any(is_renamed))
    }

    /// What `name` may be at an expression.
    pub(super) fn name(&self, at: ExprAt<'p>, name: &SmolStr) -> Vec<Value<'p>> {
        let file = at.file;
        let offset = at.range().start();
        if let Some(binding) = file.facts.resolve(name, offset) {
            return self.binding(file, binding, at);
        }
        if name == "this" {
            return self.this(at);
        }
        if name == "super"
            && let Some(class) = file.facts.class_at(offset)
        {
            return self.above(class_at(file, class), at);
        }
        if family(file) == Family::Python {
            let values = self.wildcard(file, name, at);
            if !values.is_empty() {
                return values;
            }
        }
        vec![Value::Symbol {
            path: name.clone(),
            call: None,
        }]
    }

    /// What `this` is at an expression: an instance of the class around it, or the class itself in its
    /// static methods, or the object that the method is written in.
    fn this(&self, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let (file, offset) = (at.file, at.range().start());
        let facts = &file.facts;
        let class = facts.class_at(offset);
        if let Some(object) = facts.object_at(offset)
            && class
                .is_none_or(|class| facts.class(class).range.contains_range(facts.range(object)))
        {
            return vec![Value::Object(at.with(object))];
        }
        match class {
            Some(class) => vec![Value::Instance(class_at(file, class))],
            None => vec![Value::Unknown],
        }
    }

    /// Instances of what a class extends.
    pub(super) fn above(&self, class: ClassAt<'p>, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let instance = |base: Value<'p>| match base {
            Value::Class(class) => Some(Value::Instance(class)),
            other => self.instance(&other, class.file),
        };
        let above = self.bases(class, at).into_iter().filter_map(instance);
        above.collect()
    }

    /// What a binding may be; `at` is where that is asked.
    pub(super) fn binding(
        &self,
        file: &'p SourceFile,
        id: Id<Binding>,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        let binding = file.facts.binding(id);
        if let Some(client) = self.own_client_here(file, binding, at) {
            return vec![client];
        }
        self.deeper(
            || match (binding.definitions.as_slice(), &binding.declared) {
                ([], Some(declared)) => self.typed(file, declared, at),
                ([], None) => vec![Value::Unknown],
                // Of more definitions than an expression may have values the rest would be dropped.
                (definitions, declared) => {
                    let values = definitions
                        .iter()
                        .filter(|it| !self.is_elsewhere(file, binding, it, at))
                        .filter(|it| self.may_be_given(file, it))
                        .take(MAX_VALUES + 1)
                        .flat_map(|definition| self.definition(file, definition, at))
                        .collect();
                    // A parameter's type has been asked already.
                    let is_parameter = |it: &Definition| matches!(it.source, Source::Parameter(..));
                    match definitions.iter().any(is_parameter) {
                        true => values,
                        false => self.with_type(values, file, declared.as_ref(), at),
                    }
                }
            },
        )
    }

    /// Whether a name may be given this by the call that the function around is being worked out for.
    fn may_be_given(&self, file: &'p SourceFile, definition: &Definition) -> bool {
        let function = file.facts.function_at(definition.range.start());
        function.is_none_or(|id| self.may_run(At { file, id }, definition.range))
    }

    fn definition(
        &self,
        file: &'p SourceFile,
        definition: &Definition,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        let whole = match &definition.source {
            Source::Value(value) => self.values(At { file, id: *value }).to_vec(),
            Source::Context(value) => self.entered(At { file, id: *value }),
            Source::ElementOf(value) => self.elements(At { file, id: *value }),
            Source::Import(import) => self.import(file, file.facts.import(*import), at),
            Source::Function(function) => vec![self.under_decorators(At {
                file,
                id: *function,
            })],
            Source::Class(class) => vec![Value::Class(At { file, id: *class })],
            Source::Parameter(function, index) => self.parameter(
                At {
                    file,
                    id: *function,
                },
                *index,
                at,
            ),
            Source::Caught => vec![Value::Unknown],
        };
        let mut values = whole;
        for step in &definition.path {
            values = self.parts(&values, step, at);
        }
        let of_parameter =
            matches!(definition.source, Source::Parameter(..)) && definition.path.is_empty();
        if let Some(default) = definition.default.filter(|_| !of_parameter) {
            values.extend(self.values(At { file, id: default }).iter().cloned());
        }
        values
    }

    /// What the elements of a value may be.
    pub(super) fn elements(&self, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let mut values = self.parts(&self.values(at), &Step::Rest, at);
        values.extend(self.written(at, &Step::Rest));
        values
    }

    /// What entering a context manager gives: what its `__enter__` returns, what it yields, or itself.
    pub(super) fn entered(&self, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let enter = |value: &Value<'p>| match value {
            Value::Generator(function) => self.yielded(*function),
            Value::Instance(class) => {
                let methods = ["__enter__", "__aenter__"].into_iter();
                let entered = methods
                    .filter_map(|name| self.method(*class, name))
                    .flat_map(|method| self.returned(method));
                let mut entered: Vec<_> = entered.collect();
                entered.retain(|value| !says_nothing(value));
                match entered.is_empty() {
                    true => vec![value.clone()],
                    false => entered,
                }
            }
            other => vec![other.clone()],
        };
        self.values(at).iter().flat_map(enter).collect()
    }

    /// What a parameter may be that is declared to be a client: those that callers pass, if it is known
    /// where they are made, before the one of which only the type is known.
    fn with_made(
        &self,
        declared: Vec<Value<'p>>,
        function: FunctionAt<'p>,
        index: usize,
    ) -> Vec<Value<'p>> {
        let is_bare = |value: &Value<'p>| matches!(value, Value::Client(it) if it.call.is_none());
        if !declared.iter().any(is_bare) {
            return declared;
        }
        let is_made = |value: &Value<'p>| matches!(value, Value::Client(it) if it.call.is_some());
        let mut values = self.passed(function, index);
        values.retain(is_made);
        values.extend(declared);
        values
    }

    /// What a parameter may be: what its declared type says, else what callers pass.
    pub(super) fn parameter(
        &self,
        function: FunctionAt<'p>,
        index: usize,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        let facts = &function.file.facts;
        let declaration = facts.function(function.id);
        let parameter = &declaration.parameters[index];
        if let (Some(class), 0, Family::Python) = (declaration.class, index, family(function.file))
        {
            let class = function.with(class);
            match declaration.name.as_deref() {
                _ if decorated(&function, declaration, "staticmethod") => {}
                Some("__new__" | "__init_subclass__" | "__class_getitem__") => {
                    return vec![Value::Class(class)];
                }
                _ if decorated(&function, declaration, "classmethod") => {
                    return vec![Value::Class(class)];
                }
                _ => return vec![Value::Instance(class)],
            }
        }
        let mut values = Vec::new();
        if let Some(declared) = &parameter.declared {
            values = self.typed(function.file, declared, at);
            // What an interface leaves open its values may still say, and how a session was made.
            if values
                .iter()
                .any(|value| !value.is_unknown() && !is_shape(value) && !is_session(value))
            {
                return self.with_made(values, function, index);
            }
        }
        let injected = self.injections(function, parameter);
        if !injected.is_empty() {
            return injected;
        }
        let passed = self.passed(function, index);
        let given = match passed.is_empty() {
            true => self.given_in_place(function, index),
            false => passed,
        };
        let known = !given.is_empty();
        if known {
            values.retain(|value| !is_session(value));
        }
        values.extend(given);
        // Where all callers leave it out, it is its default.
        let is_left_out = parameter.default.is_some() && !self.callers(function).is_empty();
        let is_session_by_type = values.iter().any(is_session);
        let is_open = !known && !is_left_out && !is_session_by_type;
        // What anybody may call, the project's own callers do not decide alone.
        if self.is_action(function) || is_open {
            values.push(Value::Parameter(Parameter {
                function,
                index,
                path: Vec::new(),
            }));
        }
        if !known {
            values.extend(self.given_by_option(function, parameter));
        }
        if let Some(default) = parameter.default {
            values.extend(
                self.values(At {
                    file: function.file,
                    id: default,
                })
                .iter()
                .cloned(),
            );
        }
        values
    }
}

fn class_at(file: &SourceFile, id: Id<Class>) -> ClassAt<'_> {
    At { file, id }
}

/// Whether a value is an instance of an interface, which says only what its fields are declared to be.
fn is_shape(value: &Value<'_>) -> bool {
    matches!(value, Value::Instance(class) if class.file.facts.class(class.id).shape)
}
